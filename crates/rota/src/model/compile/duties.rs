//! Duties: each key its own, or its kind's, or what holds where nobody says.

use std::collections::BTreeMap;

use preceptor_limits::Class;
use preceptor_record::file::{At, Fault, Node, Place as Spot, Value};
use preceptor_record::{Closeness, Code};
use serde_json::json;

use super::Making;
use crate::model::clock::Stretch;
use crate::model::problem::{Asking, AskingIx, Demand, Duty, Work};
use crate::model::written::{DemandFile, DutyFile, KindFile, Supervises, Time};

/// No duty is longer: a month of it is a mistake.
const LONGEST_DUTY: i64 = 31 * 24 * 60;

/// More people than this on one duty are a mistake.
const MOST_PEOPLE: u32 = 10_000;

impl Making<'_> {
    /// Every duty, in order of id.
    pub(super) fn duties(&mut self) -> Vec<Duty> {
        let mut seen: BTreeMap<&Code, Spot> = BTreeMap::new();
        let file = self.file;
        let mut made = Vec::with_capacity(file.duties.len());
        for it in &file.duties {
            if let Some(first) = seen.insert(&it.id.value, it.id.place) {
                let fault =
                    Fault::new(it.id.place, format!("two duties have the id `{}`", it.id.value));
                self.faults.push(fault.label("and again here").beside(first, "first given here"));
            }
            made.extend(self.duty(it));
        }
        made.sort_by(|a, b| a.id.cmp(&b.id));
        made
    }

    fn duty(&mut self, it: &DutyFile) -> Option<Duty> {
        let kind_ix = it.kind.as_ref().map(|it| self.kind(it));
        let file = self.file;
        let kind = it.kind.as_ref().and_then(|it| file.kinds.get(&it.value));
        let place = it.place.as_ref().or(kind.and_then(|it| it.place.as_ref()));
        let place = place.map(|it| self.place(it));
        let breaks = it.breaks.as_ref().or(kind.and_then(|it| it.breaks.as_ref()));
        let breaks: Vec<i64> = breaks.into_iter().flatten().map(|it| i64::from(*it)).collect();
        let need = it.need.or(kind.and_then(|it| it.need)).unwrap_or(1);
        let want = it.want.or(kind.and_then(|it| it.want)).unwrap_or(need);
        if want < need || want > MOST_PEOPLE {
            let message = format!("`{}` needs {need} people and wants {want}", it.id.value);
            self.fault(it.id.place, message, "want as many as are needed, or more");
        }
        let demand = self.demand(it, kind);
        let asking = self.asking(it, kind);
        let stretch = self.stretch(&it.from, &it.until)?;
        self.fits(stretch, &breaks, it.until.place);
        let skills = it.skills.as_ref().or(kind.and_then(|it| it.skills.as_ref()));
        Some(Duty {
            id: it.id.value.clone(),
            kind: kind_ix,
            stretch,
            work: Work {
                time: it.time.or(kind.and_then(|it| it.time)).unwrap_or(Time::Work),
                place,
                breaks,
            },
            need: need.into(),
            want: want.into(),
            skills: skills.cloned().unwrap_or_default(),
            demand,
            supervises: it
                .supervises
                .or(kind.and_then(|it| it.supervises))
                .unwrap_or(Supervises::Nobody),
            minutes: it.minutes.or(kind.and_then(|it| it.minutes)).map(i64::from),
            asking,
        })
    }

    /// Says where work is too long, or its breaks longer than itself.
    pub(super) fn fits(&mut self, stretch: Stretch, breaks: &[i64], place: Spot) {
        if stretch.minutes() > LONGEST_DUTY {
            self.fault(place, "this is longer than a month", "check both times");
        }
        if breaks.iter().sum::<i64>() > stretch.minutes() {
            self.fault(
                place,
                "the breaks are longer than the work they lie in",
                "breaks are in minutes",
            );
        }
    }

    fn demand(&mut self, duty: &DutyFile, kind: Option<&KindFile>) -> Option<Demand> {
        let own = duty.supervision.as_ref();
        let of_kind = kind.and_then(|it| it.supervision.as_ref());
        let first = own.or(of_kind)?;
        let both: Vec<&At<DemandFile>> = own.into_iter().chain(of_kind).collect();
        let level = both.iter().find_map(|it| it.level);
        let Some(level) = level else {
            self.fault(
                first.place,
                "this does not say how close",
                "add `level`: direct, on-site or available",
            );
            return None;
        };
        let at_most = both.iter().find_map(|it| it.covers_at_most.as_ref());
        if let Some(it) = at_most.filter(|it| it.value == 0) {
            self.fault(
                it.place,
                "a supervisor who covers nobody supervises nobody",
                "this person counts: 1 or more",
            );
        }
        if level == Closeness::Independent {
            return None;
        }
        let counting = both.iter().find_map(|it| it.counting.as_ref());
        let told = match (own, &duty.kind) {
            (None, Some(kind)) => json!({ "kind": kind.value.as_str() }),
            _ => json!({ "duty": duty.id.value.as_str() }),
        };
        Some(Demand {
            level,
            attend_within: both.iter().find_map(|it| it.attend_within).map(|it| it.0),
            by: both.iter().find_map(|it| it.by.as_ref()).map(|it| it.value.clone()),
            covers_at_most: at_most.map(|it| i64::from(it.value)),
            counting: counting.into_iter().flatten().map(|it| it.value.clone()).collect(),
            named: both.iter().find_map(|it| it.named).unwrap_or(false),
            class: both.iter().find_map(|it| it.class).unwrap_or(Class::Firm),
            source: json!({ "title": "the supervision that the rota asks for", "of": told }),
        })
    }

    /// What a rulebook is asked about whoever does this duty; duties that ask the same share it.
    fn asking(&mut self, duty: &DutyFile, kind: Option<&KindFile>) -> Option<AskingIx> {
        let activity = duty.activity.as_ref().or(kind.and_then(|it| it.activity.as_ref()));
        let requires = duty.requires.as_ref().or(kind.and_then(|it| it.requires.as_ref()));
        let context = duty.context.as_ref().or(kind.and_then(|it| it.context.as_ref()));
        if activity.is_none() && requires.is_none() {
            return None;
        }
        let context = context.into_iter().flatten().map(|(key, it)| (key.clone(), it.0.clone()));
        let made = Asking {
            activity: activity.map(|it| it.value.clone()),
            requires: requires.map(|it| it.0.clone()),
            context: context.collect(),
        };
        let found = self.askings.iter().position(|it| it.asks_as(&made));
        let number = found.unwrap_or_else(|| {
            self.askings.push(made);
            self.askings.len() - 1
        });
        u32::try_from(number).ok().map(AskingIx)
    }
}

impl Asking {
    /// Whether both ask the same, wherever they are written.
    fn asks_as(&self, other: &Self) -> bool {
        let requires = match (&self.requires, &other.requires) {
            (None, None) => true,
            (Some(a), Some(b)) => says_the_same(a, b),
            _ => false,
        };
        requires
            && self.activity == other.activity
            && self.context.len() == other.context.len()
            && self
                .context
                .iter()
                .zip(&other.context)
                .all(|(a, b)| a.0 == b.0 && says_the_same(&a.1, &b.1))
    }
}

/// Whether two parts of a file say the same, wherever they stand.
fn says_the_same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| says_the_same(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|(a, b)| says_the_same(&a.0, &b.0) && says_the_same(&a.1, &b.1))
        }
        (a, b) => a == b,
    }
}
