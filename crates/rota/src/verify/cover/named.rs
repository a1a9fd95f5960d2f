//! Lines that must keep one supervisor throughout: who that can be.

use std::collections::{BTreeMap, BTreeSet};

use super::seek::{Item, seek};
use super::stretches::Moment;
use super::{alone, by_person, options, source_of, whole};
use crate::model::problem::{PersonIx, Problem};
use crate::verify::cover::fit::Fit;
use crate::verify::findings::{Breach, Broken, Own, Unit};

/// Who stays with which line, and the breaches of those who have nobody that stays.
#[derive(Debug, Default)]
pub struct Stays {
    /// By number of line.
    pub fixed: BTreeMap<usize, PersonIx>,
    /// Breaches.
    pub breaches: Vec<Breach>,
}

/// So many choices are tried before a line goes without.
const MOST_TRIES: usize = 2_000;

/// Chooses one supervisor for each line that must keep hers, so that everybody else can still be covered.
pub fn choose(problem: &Problem, moments: &[Moment<'_>]) -> Stays {
    let mut lines: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, moment) in moments.iter().enumerate() {
        for (line, _, whom) in &moment.supervised {
            if whom.fixed.is_none() && whom.demands.iter().any(|it| it.named) {
                lines.entry(*line).or_default().push(at);
            }
        }
    }
    let mut made = Stays::default();
    let mut ahead: Vec<(usize, Vec<PersonIx>)> = Vec::new();
    for (line, at) in &lines {
        let candidates = candidates(problem, moments, *line, at);
        match candidates {
            Ok(it) => ahead.push((*line, it)),
            Err(breach) => made.breaches.extend(breach.map(|it| *it)),
        }
    }
    // Those with the fewest choices first.
    ahead.sort_by_key(|it| (it.1.len(), it.0));
    let mut choosing =
        Choosing { problem, moments, lines: &lines, fixed: BTreeMap::new(), tries: 0 };
    while !choosing.place(&ahead) {
        // No choice serves all of them: the last goes without one, and the others are tried again.
        let Some((line, _)) = ahead.pop() else { break };
        let at = lines.get(&line).map(Vec::as_slice).unwrap_or_default();
        made.breaches.extend(changes(moments, line, at));
        choosing.tries = 0;
    }
    made.fixed = choosing.fixed;
    made
}

/// Who could cover a line in every stretch of it. Where nobody can in some stretch, that is told there; where somebody
/// can in each but nobody in all, that is the breach.
fn candidates(
    problem: &Problem,
    moments: &[Moment<'_>],
    line: usize,
    at: &[usize],
) -> Result<Vec<PersonIx>, Option<Box<Breach>>> {
    let mut common: Option<BTreeSet<PersonIx>> = None;
    for moment in at.iter().filter_map(|it| moments.get(*it)) {
        let Some((_, _, whom)) = moment.supervised.iter().find(|it| it.0 == line) else { continue };
        let supervisors = by_person(&moment.supervising);
        let Ok(parts) = options(problem, moment, whom, None, &supervisors) else {
            return Err(None);
        };
        // Several supervisors, each for a part of what is asked, are nobody's one.
        let [(_, numbers)] = parts.as_slice() else {
            return Err(changes(moments, line, at).map(Box::new));
        };
        let here: BTreeSet<PersonIx> =
            numbers.iter().filter_map(|it| supervisors.get(*it)).map(|it| it.who).collect();
        common = Some(match common {
            None => here,
            Some(before) => before.intersection(&here).copied().collect(),
        });
    }
    let common: Vec<PersonIx> = common.unwrap_or_default().into_iter().collect();
    if common.is_empty() { Err(changes(moments, line, at).map(Box::new)) } else { Ok(common) }
}

/// The breach of a line that nobody can stay with.
fn changes(moments: &[Moment<'_>], line: usize, at: &[usize]) -> Option<Breach> {
    let its: Vec<&Moment<'_>> = at.iter().filter_map(|it| moments.get(*it)).collect();
    let first = its.first()?;
    let (_, duty, whom) = first.supervised.iter().find(|it| it.0 == line)?;
    let mut breach = alone(first, *duty, whom, Fit::Neither);
    breach.rule = Broken::Own(Own::SupervisionNamed);
    (breach.found, breach.limit, breach.unit) = (0, 1, Unit::People);
    breach.stretch = whole(&its.iter().map(|it| it.stretch).collect::<Vec<_>>())?;
    "one supervisor is to stay throughout, and nobody can".clone_into(&mut breach.because);
    breach.source = source_of(whom);
    Some(breach)
}

struct Choosing<'m, 'a> {
    problem: &'m Problem,
    moments: &'m [Moment<'a>],
    lines: &'m BTreeMap<usize, Vec<usize>>,
    fixed: BTreeMap<usize, PersonIx>,
    tries: usize,
}

impl Choosing<'_, '_> {
    fn place(&mut self, ahead: &[(usize, Vec<PersonIx>)]) -> bool {
        let Some(((line, candidates), rest)) = ahead.split_first() else { return true };
        for who in candidates {
            self.tries += 1;
            if self.tries > MOST_TRIES {
                return false;
            }
            self.fixed.insert(*line, *who);
            if self.is_open(*line) && self.place(rest) {
                return true;
            }
            self.fixed.remove(line);
        }
        false
    }

    /// Whether everybody who has somebody at all can still be covered in each stretch of a line.
    fn is_open(&self, line: usize) -> bool {
        let at = self.lines.get(&line).into_iter().flatten();
        at.filter_map(|it| self.moments.get(*it)).all(|moment| {
            let supervisors = by_person(&moment.supervising);
            let caps: Vec<Option<i64>> = supervisors.iter().map(|it| it.cap).collect();
            let found = |fixed: bool| {
                let mut items: Vec<Item<'_>> = Vec::new();
                for (number, _, whom) in &moment.supervised {
                    let stays = self.fixed.get(number).copied().filter(|_| fixed).or(whom.fixed);
                    let parts = options(self.problem, moment, whom, stays, &supervisors)
                        .unwrap_or_default();
                    items.extend(parts.into_iter().map(|(demands, options)| Item {
                        person: whom.person,
                        role: whom.role,
                        demands,
                        options,
                    }));
                }
                seek(&items, &caps).map(|it| it.of.iter().filter(|it| it.is_none()).count())
            };
            found(true) <= found(false)
        })
    }
}
