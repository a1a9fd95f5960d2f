//! Dates: nothing said twice over the same days, and no hole between two periods of the same rule.

use std::collections::BTreeMap;

use preceptor_record::file::{At, Fault, Place};
use preceptor_record::{Code, Day, Period};

use super::check::Check;
use super::spot::Step;
use crate::book::Placed;
use crate::provision::Provision;
use crate::selector::{Selector, Selectors};

impl Check<'_> {
    /// Checks periods of which each should begin where the one before ends: an overlap is an error, a hole a warning.
    /// `whose` is what the periods are of, in an author's words.
    pub fn one_after_another(
        &mut self,
        mut periods: Vec<(Period, Place)>,
        overlap: &str,
        whose: &str,
    ) {
        // A period that ends before it begins is a fault of its own.
        periods.retain(|(it, _)| !it.is_empty());
        periods.sort();
        let Some((first, place)) = periods.first().copied() else { return };
        let (mut until, mut before) = (first.until, place);
        for (period, place) in periods.into_iter().skip(1) {
            if period.from < until {
                let end = until.min(period.until);
                let days = if end == Day::NEVER {
                    format!("from {} on", period.from)
                } else {
                    format!("from {} to {}", period.from, end.previous())
                };
                let fault = Fault::new(place, format!("{overlap}, {days}")).label("and again here");
                let help = "end the earlier on the day the later begins: `until` is the first day not covered";
                self.faults.push(fault.beside(before, "first given here").help(help));
            } else if period.from > until {
                let days = format!("from {until} to {}", period.from.previous());
                let fault = Fault::new(place, format!("there is a hole in {whose}, {days}"))
                    .label("begins again here");
                let help = "if it is meant, say so in a note; else let one period end on the day the next begins";
                self.faults.push(fault.beside(before, "ends here").help(help).warning());
            }
            if period.until > until {
                (until, before) = (period.until, place);
            }
        }
    }

    /// Checks provisions that differ in nothing but their dates.
    pub fn same_said_twice(&mut self) {
        let mut alike: BTreeMap<_, Vec<Vec<&Placed>>> = BTreeMap::new();
        for placed in &self.book.provisions {
            let it = &placed.provision;
            let key = (&placed.set, it.effect, names(&it.role), names(&it.activity));
            let groups = alike.entry(key).or_default();
            let group = groups
                .iter_mut()
                .find(|group| group.iter().any(|other| same_shape(&other.provision, it)));
            match group {
                Some(group) => group.push(placed),
                None => groups.push(vec![placed]),
            }
        }
        for group in alike.into_values().flatten().filter(|it| it.len() > 1) {
            let periods = group.iter().map(|it| {
                let place = self.spot(it.provision.id.place, &[Step::Key("effective")]);
                (it.provision.effective.period(), place)
            });
            let periods: Vec<(Period, Place)> = periods.collect();
            let ids: Vec<&str> = group.iter().map(|it| it.provision.id.as_str()).collect();
            let whose = format!("what `{}` say", ids.join("` and `"));
            self.one_after_another(
                periods,
                "two provisions say the same over the same days",
                &whose,
            );
        }
    }
}

/// Whether two provisions of one set, effect, role and activity differ at most in dates, sources and words. What they
/// oblige to counts too: two limits may differ in nothing else.
fn same_shape(one: &Provision, other: &Provision) -> bool {
    sorted(&one.jurisdiction) == sorted(&other.jurisdiction)
        && one.context == other.context
        && one.requires == other.requires
        && one.unless == other.unless
        && one.supervision == other.supervision
        && one.obligations == other.obligations
        && one.general == other.general
}

fn sorted(ids: &[At<Code>]) -> Vec<&str> {
    let mut made: Vec<&str> = ids.iter().map(|it| it.value.as_str()).collect();
    made.sort_unstable();
    made
}

/// What a selector names, in an order of its own.
fn names(selectors: &Selectors) -> Vec<String> {
    let mut made: Vec<String> = selectors
        .iter()
        .map(|it| match &it.value {
            Selector::Any => "any".to_owned(),
            Selector::Group(id) => format!("group:{id}"),
            Selector::One(id) => id.to_string(),
        })
        .collect();
    made.sort_unstable();
    made.dedup();
    made
}
