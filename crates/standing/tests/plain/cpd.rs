//! The leaf `cpd`, for the moment: the total of the last completed year of a scheme with a fixed start.
//!
//! The specification gives this leaf to `crates/standing/src/cpd.rs`, which both evaluators use; [`complies`] is the one
//! place to call it from. Until then a scheme that asks for more than a yearly total is unknown, and the generators
//! write no `cpd` leaf.

use preceptor_record::facts::Cpd;
use preceptor_record::{Body, Day, Period, Span};
use preceptor_rulebook::requirement::CpdDone;
use preceptor_rulebook::vocabulary::{CpdScheme, CpdUnit, Rounding};
use preceptor_standing::Truth;

use super::scene::Scene;
use super::sets::{Candidate, agreed};

/// Whether the person complies with the scheme on the day.
pub fn complies(scene: &Scene, leaf: &CpdDone) -> Truth {
    let Some(scheme) = scene.book.cpd_scheme(leaf.scheme.value.as_str()) else {
        return Truth::Unknown;
    };
    let (Some(total), Some(year)) = (scheme.total, last_year(scheme, scene.day)) else {
        return Truth::Unknown;
    };
    if asks_for_more(scheme) {
        return Truth::Unknown;
    }
    let facts = scene.facts();
    let entries: Vec<Candidate<&Cpd>> = facts
        .iter()
        .filter_map(|it| match &it.fact.body {
            Body::Cpd(entry) => {
                Some(Candidate { what: entry, verified: it.verified, matches: Truth::Met })
            }
            _ => None,
        })
        .collect();
    agreed(&entries, |entries| {
        let in_year = entries.iter().filter(|it| it.on.is_some_and(|on| year.holds(on)));
        let amounts = in_year.filter_map(|it| match scheme.unit {
            CpdUnit::Hours => it.hours,
            CpdUnit::Credits => it.credits,
        });
        (amounts.map(|it| u64::from(it.0)).sum::<u64>() >= u64::from(total) * 100).into()
    })
}

fn asks_for_more(it: &CpdScheme) -> bool {
    it.rolling
        || it.rounding != Rounding::None
        || !it.within.is_empty()
        || !it.minimum.is_empty()
        || !it.share.is_empty()
        || !it.cap.is_empty()
        || it.areas.is_some()
        || it.longest_gap.is_some()
        || !it.entries.is_empty()
        || !it.pro_rata.is_empty()
        || it.first_cycle_pro_rata
}

/// The last year of the scheme that had ended by `day`.
fn last_year(scheme: &CpdScheme, day: Day) -> Option<Period> {
    let fixed =
        scheme.cycle.fixed.as_ref().filter(|_| scheme.cycle.length == Span::of_months(12))?;
    let this_year = day.date()?.year();
    let starts = [this_year, this_year - 1].map(|it| Day::parse(&format!("{it}-{fixed}")).ok());
    let until = starts.into_iter().flatten().find(|it| *it <= day)?;
    Some(Period { from: until.minus(Span::of_months(12)), until })
}
