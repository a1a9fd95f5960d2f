//! Why somebody is on a duty and not somebody else: what each other would break or cost instead.

use super::explain::{Against, against};
use super::filling::{Change, Filling, Tally};
use crate::model::problem::PersonIx;

/// Somebody else on a duty instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instead {
    /// Who.
    pub person: PersonIx,
    /// What stands against it; nothing where it could be.
    pub against: Vec<Against>,
    /// By how much the rota would be worse: places unfilled, then points; negative, better.
    pub worse: (i64, i64),
}

/// What would come of each other on a duty instead of somebody: those who could first, the cheapest first.
pub fn instead(filling: &mut Filling<'_>, person: u32, duty: u32) -> Vec<Instead> {
    let off = Change { person, duty, on: false };
    let before = filling.tally();
    let worse = |it: Tally| (it.unfilled - before.unfilled, it.objective - before.objective);
    let mut made = Vec::new();
    for other in (0..).take(filling.ground().people.len()) {
        if other == person || filling.on(duty).contains(&other) {
            continue;
        }
        if filling.make(&[off, Change { person: other, duty, on: true }]) {
            let worse = worse(filling.tally());
            filling.take_back();
            made.push(Instead { person: PersonIx(other), against: Vec::new(), worse });
            continue;
        }
        let is_off = filling.make(&[off]);
        let without = worse(filling.tally());
        let (against, points) = against(filling, other, duty);
        if is_off {
            filling.take_back();
        }
        let worse = (0, without.1 + points);
        made.push(Instead { person: PersonIx(other), against, worse });
    }
    let can = |it: &Instead| it.against.iter().all(|it| it.rule != "not-eligible");
    made.sort_by_key(|it| (!can(it), it.against.len(), it.worse, it.person));
    made
}
