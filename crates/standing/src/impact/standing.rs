//! Whether somebody's standing in a post becomes another.

use std::collections::BTreeSet;

use preceptor_record::{Code, Day, Record};
use preceptor_rulebook::role::Weight;

use super::both::{Both, Side};
use super::judge::Judge;
use super::{StandingDifference, Turn, Window};
use crate::acting::Acting;
use crate::adopted::adopted_sets;
use crate::engine::Engine;
use crate::leaves::Stance;
use crate::lookup::Lookup;
use crate::rows::{fits, only_within, row_timeline};
use crate::standing::{Standing, practise};
use crate::truth::{Timeline, Truth};

/// How one side sees a post over time: each row that must hold and whether the post may be held.
struct OverTime {
    rows: Vec<(Code, Timeline)>,
    together: Timeline,
}

impl OverTime {
    fn of(engine: &Engine<'_>, lookup: &Lookup<'_>, record: &Record<'_>, acting: &Acting) -> Self {
        let stance = Stance::from(acting);
        let adopted = adopted_sets(
            engine.book,
            &engine.adoption,
            acting.role.as_str(),
            acting.jurisdiction.as_str(),
        );
        let all = engine
            .book
            .roles
            .get(&acting.role)
            .map(|it| it.standing.as_slice())
            .unwrap_or_default();
        let must = all
            .iter()
            .filter(|it| it.kind == Weight::Must && fits(engine.book, it, &adopted, acting));
        let mut rows: Vec<(Code, Timeline)> = must
            .map(|it| {
                let whole = row_timeline(lookup, record, &stance, it);
                (it.id.value.clone(), only_within(&whole, it.effective.period()))
            })
            .collect();
        rows.push((Code::new(crate::engine::PRACTISE), practise(engine, lookup, record, acting)));
        let parts: Vec<&Timeline> = rows.iter().map(|it| &it.1).collect();
        let together = Timeline::join(&parts, |of| of.min().unwrap_or(Truth::Met));
        Self { rows, together }
    }

    fn unmet(&self, day: Day) -> BTreeSet<&Code> {
        self.rows.iter().filter(|it| it.1.at(day) != Truth::Met).map(|it| &it.0).collect()
    }
}

impl Judge<'_> {
    /// The first day on which the standing differs.
    pub(super) fn standing(
        &self,
        record: &Record<'_>,
        posts: &Both<Acting>,
        window: Window,
    ) -> Option<StandingDifference> {
        // Standing is told of the roles of the rulebook alone.
        let known = |side: Side| self.side(side).book.roles.contains_key(&posts.get(side).role);
        if window.at >= window.until || !known(Side::A) || !known(Side::B) {
            return None;
        }
        let Both { a: before, b: after } = Both::of(|side| {
            OverTime::of(self.side(side), self.lookups.get(side), record, posts.get(side))
        });
        let steps = before.together.steps().iter().chain(after.together.steps()).map(|it| it.0);
        let mut days: Vec<Day> = steps.filter(|it| window.at < *it && *it < window.until).collect();
        days.push(window.at);
        days.sort_unstable();
        let from =
            days.into_iter().find(|day| before.together.at(*day) != after.together.at(*day))?;
        let (was, is) = (before.unmet(from), after.unmet(from));
        let (old, new) = (before.together.at(from), after.together.at(from));
        Some(StandingDifference {
            turn: if new > old { Turn::Gains } else { Turn::Loses },
            from,
            before: Standing::of(old),
            after: Standing::of(new),
            now: is.difference(&was).map(|it| (*it).clone()).collect(),
            no_longer: was.difference(&is).map(|it| (*it).clone()).collect(),
        })
    }
}
