//! What a register says of somebody, and the time since an award or an entry.

use preceptor_record::person::Body;
use preceptor_record::{Code, Day, Fact, Period, Registration};
use preceptor_rulebook::requirement::{Registered, Since};

use super::events::lifted;
use super::{Found, Match, View, agree, greatest};
use crate::acting::BaseProfession;
use crate::truth::{Timeline, Truth};

/// A register and the parts of it that are asked for.
struct Asked {
    register: Code,
    parts: Vec<Code>,
}

/// The registers a leaf asks about, with `base` put into words, and whether `base` is among them and not known.
fn asked_of(view: &View<'_>, leaf: &Registered) -> (Vec<Asked>, bool) {
    let (mut made, mut unclear) = (Vec::new(), false);
    let asked_parts = || leaf.part.iter().map(|it| it.value.clone()).collect();
    for it in &leaf.register {
        if it.value != *"base" {
            made.push(Asked { register: it.value.clone(), parts: asked_parts() });
            continue;
        }
        match &view.stance.base {
            Some(BaseProfession::Unclear) => unclear = true,
            Some(BaseProfession::Known(id)) => {
                let home = view.book.profession(id.as_str()).and_then(|it| it.register.as_ref());
                if let Some(home) = home {
                    let own = home.part.as_ref().map(|it| vec![it.value.clone()]);
                    let parts = own.unwrap_or_else(asked_parts);
                    made.push(Asked { register: home.register.value.clone(), parts });
                }
            }
            _ => {}
        }
    }
    (made, unclear)
}

fn entry(fact: &Fact) -> Option<&Registration> {
    match &fact.body {
        Body::Registration(it) => Some(it),
        _ => None,
    }
}

/// Every entry that has a say in what the registers asked about say.
pub(super) fn entries<'a>(view: &View<'a>, leaf: &Registered) -> Vec<Found<'a>> {
    let (asked, _) = asked_of(view, leaf);
    view.find(|fact| {
        let Some(it) = entry(fact) else { return Match::No };
        asked
            .iter()
            .any(|asked| {
                let part = it
                    .part
                    .as_ref()
                    .is_none_or(|part| asked.parts.is_empty() || asked.parts.contains(part));
                asked.register == it.register && part
            })
            .into()
    })
}

pub(super) fn registered(view: &View<'_>, leaf: &Registered) -> Timeline {
    let (asked, unclear) = asked_of(view, leaf);
    let known = in_registers(&entries(view, leaf), &asked, leaf);
    if unclear { greatest(&[known, Timeline::constant(Truth::Unknown)]) } else { known }
}

fn in_registers(found: &[Found<'_>], asked: &[Asked], leaf: &Registered) -> Timeline {
    if found.is_empty() {
        return Timeline::constant(Truth::Unmet);
    }
    let answer = |all: bool| {
        let facts: Vec<&Fact> =
            found.iter().filter(|it| all || it.sure).map(|it| it.fact).collect();
        lifted(&says(&facts, asked, leaf), leaf.when)
    };
    if found.iter().all(|it| it.sure) { answer(true) } else { agree(&answer(false), &answer(true)) }
}

/// The days on which some register and part says one of the words asked for.
fn says(facts: &[&Fact], asked: &[Asked], leaf: &Registered) -> Timeline {
    let mut met: Vec<Period> = Vec::new();
    for asked in asked {
        let of_register: Vec<(&Registration, Period)> = facts
            .iter()
            .filter_map(|fact| entry(fact).map(|it| (it, fact.body.period())))
            .filter(|(it, _)| it.register == asked.register)
            .collect();
        let mut parts: Vec<Option<&Code>> = asked.parts.iter().map(Some).collect();
        if parts.is_empty() {
            parts = of_register.iter().map(|(it, _)| it.part.as_ref()).collect();
            parts.sort_unstable();
            parts.dedup();
            if parts.iter().any(Option::is_some) {
                // An entry without a part belongs to every part that is named.
                parts.retain(Option::is_some);
            }
        }
        for part in parts {
            let own: Vec<&(&Registration, Period)> = of_register
                .iter()
                .filter(|(it, _)| it.part.is_none() || it.part.as_ref() == part)
                .collect();
            let mut days: Vec<Day> = own.iter().flat_map(|(_, it)| [it.from, it.until]).collect();
            days.sort_unstable();
            days.dedup();
            for (i, day) in days.iter().enumerate() {
                let until = days.get(i + 1).copied().unwrap_or(Day::NEVER);
                let word = own
                    .iter()
                    .filter(|(_, period)| period.holds(*day))
                    .max_by_key(|(it, period)| (period.from, it.status))
                    .map(|(it, _)| it.status);
                if word.is_some_and(|it| leaf.status.contains(&it)) {
                    met.push(Period { from: *day, until });
                }
            }
        }
    }
    Timeline::of_periods(met)
}

pub(super) fn since_looked_at<'a>(view: &View<'a>, leaf: &Since) -> Vec<Found<'a>> {
    view.find(|fact| match &fact.body {
        Body::Qualification(it) => {
            leaf.qualification.iter().any(|asked| asked.value == it.qualification).into()
        }
        Body::Registration(it) => {
            let of_register = leaf.registration.iter().any(|asked| asked.value == it.register);
            // An entry without a part belongs to every part.
            let of_part = leaf.part.is_empty()
                || it
                    .part
                    .as_ref()
                    .is_none_or(|part| leaf.part.iter().any(|asked| asked.value == *part));
            (of_register && of_part).into()
        }
        _ => Match::No,
    })
}

pub(super) fn since(view: &View<'_>, leaf: &Since) -> Timeline {
    let found = since_looked_at(view, leaf);
    let answer = |all: bool| {
        let first =
            found.iter().filter(|it| all || it.sure).map(|it| it.fact.body.period().from).min();
        let Some(first) = first else { return Timeline::constant(Truth::Unmet) };
        let from = leaf.at_least.map_or(first, |span| first.plus(span));
        let until = leaf.below.map_or(Day::NEVER, |span| first.plus(span));
        lifted(&Timeline::of_periods([Period { from, until }]), leaf.when)
    };
    if found.iter().all(|it| it.sure) { answer(true) } else { agree(&answer(false), &answer(true)) }
}
