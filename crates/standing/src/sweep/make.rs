//! Making sheets: which rules of a role are in force on a day, over which few atoms.

use std::collections::BTreeMap;
use std::rc::Rc;

use preceptor_record::Day;

use super::NOWHERE;
use super::sheet::{Line, Sheet};
use crate::engine::{Engine, Rule};
use crate::expr::{Bits, Expr};

impl Engine<'_> {
    /// The sheet of a role on a day, see [`Engine::sheets`].
    pub fn sheet(
        &self,
        role: &str,
        jurisdiction: &str,
        day: Day,
        activities: &[&str],
    ) -> Option<Sheet> {
        self.sheets(role, jurisdiction, &[day], activities)?.pop()
    }

    /// The sheets of a role on several days, which share their masks, so that one [`Strip`](super::Strip) of a person serves all.
    ///
    /// None where the role or an activity is not known, more than 128 activities are asked about, or the rules need
    /// more than 128 atoms or have general permits: then people have to be asked one by one.
    pub fn sheets(
        &self,
        role: &str,
        jurisdiction: &str,
        days: &[Day],
        activities: &[&str],
    ) -> Option<Vec<Sheet>> {
        if activities.len() > 128 {
            return None;
        }
        let role = self.role_number(role)?;
        let jurisdiction = self.jurisdiction_bit(jurisdiction);
        let mut places = Places { place: vec![NOWHERE; self.atoms.list.len()], used: 0 };
        let mut made = Vec::with_capacity(days.len());
        for day in days {
            let mut lines: Vec<(u32, Line)> = Vec::new();
            for (at, activity) in activities.iter().enumerate() {
                let rules = self.rules(role, self.activity_number(activity)?)?;
                if rules.has_general {
                    return None;
                }
                let live = |it: &&Rule| {
                    it.from <= day.0 && day.0 < it.until && it.jurisdictions & jurisdiction != 0
                };
                for it in rules.list.iter().filter(live) {
                    let unless = it.unless.as_ref().map(|it| places.tighten(it));
                    let requires = it.requires.as_ref().map(|it| places.tighten(it));
                    lines.push((
                        it.provision,
                        Line::new(u8::try_from(at).ok()?, it, unless, requires),
                    ));
                }
            }
            let (common, lines) = split(lines, activities.len());
            let all =
                if activities.len() == 128 { u128::MAX } else { (1u128 << activities.len()) - 1 };
            made.push((common, lines, all));
        }
        if places.used > NOWHERE {
            return None;
        }
        let bits: Rc<[u128]> =
            places.place.iter().map(|it| 1u128.checked_shl(u32::from(*it)).unwrap_or(0)).collect();
        Some(
            made.into_iter()
                .map(|(common, lines, all)| Sheet::new(common, lines, Rc::clone(&bits), all))
                .collect(),
        )
    }
}

/// Where each atom of the rulebook stands in the masks of some sheets.
struct Places {
    place: Vec<u8>,
    /// More than fit are counted and not placed.
    used: u8,
}

impl Places {
    fn tighten(&mut self, expr: &Expr) -> Expr<u128> {
        #[expect(clippy::borrowed_box, reason = "the mask of an expression is a box")]
        let mut tight = |bits: &Box<[Bits]>| {
            let mut made = 0u128;
            for it in bits {
                let mut word = it.mask;
                while word != 0 {
                    let atom = it.word as usize * 64 + word.trailing_zeros() as usize;
                    word &= word - 1;
                    let Some(slot) = self.place.get_mut(atom) else { continue };
                    if *slot == NOWHERE {
                        if self.used >= NOWHERE {
                            self.used = NOWHERE + 1;
                            continue;
                        }
                        *slot = self.used;
                        self.used += 1;
                    }
                    made |= 1u128 << *slot;
                }
            }
            made
        };
        expr.map(&mut tight)
    }
}

/// Takes out the rules that say the same of every activity, so that they are looked at once.
fn split(lines: Vec<(u32, Line)>, n_activities: usize) -> (Vec<Line>, Vec<Line>) {
    let mut by_provision: BTreeMap<u32, Vec<Line>> = BTreeMap::new();
    for (provision, line) in lines {
        by_provision.entry(provision).or_default().push(line);
    }
    let (mut common, mut own) = (Vec::new(), Vec::new());
    for mut lines in by_provision.into_values() {
        // A leaf that speaks of the activity asked about is another one for each.
        let alike =
            lines.windows(2).all(|it| it.first().zip(it.last()).is_some_and(|(a, b)| a.says_as(b)));
        let every = alike && lines.len() == n_activities;
        match lines.pop_if(|it| every && it.is_shareable()) {
            Some(line) => common.push(line),
            None => own.append(&mut lines),
        }
    }
    (common, own)
}
