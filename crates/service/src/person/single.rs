//! What single activities need and standing does not: sign-offs, entitlements, delegations and annotations, as bars.

use std::collections::BTreeMap;

use preceptor_record::{Body, Code, Day, Known, Period, Record};
use preceptor_standing::{Timeline, Truth};

use super::bars::{Bar, Held, Window, bare};
use super::{Frame, activity_title};
use crate::say;

/// One thing that is needed, of whatever facts it is made.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    SignOff(Code),
    Entitlement(Code),
    Delegation(Code),
    Annotation(Code),
    Restriction(Code),
}

/// A bar for each, what is claimed or lapses within the window first.
pub(super) fn bars(frame: &Frame<'_>, record: &Record<'_>, window: Window) -> Vec<Bar> {
    let mut by_need: BTreeMap<Need, Vec<&Known<'_>>> = BTreeMap::new();
    for it in &record.facts {
        if let Some(need) = need(&it.fact.body) {
            by_need.entry(need).or_default().push(it);
        }
    }
    let mut made: Vec<Bar> =
        by_need.iter().filter_map(|(need, facts)| bar(frame, need, facts, window)).collect();
    made.sort_by_key(|it| {
        let state = match it.now {
            Held::Unknown => 0,
            Held::Met => 1,
            Held::Unmet | Held::NotAsked => 2,
        };
        (state, it.until.unwrap_or(Day::NEVER), it.title.clone())
    });
    made
}

fn need(body: &Body) -> Option<Need> {
    Some(match body {
        Body::SignOff(it) => Need::SignOff(it.activity.clone()),
        Body::Entitlement(it) => Need::Entitlement(it.activity.clone().or(it.duty.clone())?),
        Body::Delegation(it) => Need::Delegation(it.activity.clone()),
        Body::Annotation(it) => Need::Annotation(it.annotation.clone()),
        Body::Restriction(it) => Need::Restriction(it.activity.clone()),
        _ => return None,
    })
}

fn bar(frame: &Frame<'_>, need: &Need, facts: &[&Known<'_>], window: Window) -> Option<Bar> {
    let periods = |which: bool| -> Vec<Period> {
        let of = facts.iter().filter(|it| it.verified || which);
        of.map(|it| it.fact.body.period()).collect()
    };
    let (sure, all) = (Timeline::of_periods(periods(false)), Timeline::of_periods(periods(true)));
    let together = Timeline::join(&[&sure, &all], |of| {
        let (sure, any) = (of.next(), of.next());
        if sure == any { sure.unwrap_or(Truth::Unmet) } else { Truth::Unknown }
    });
    let book = frame.engine.book;
    let of = |id: &Code| match id.as_str() {
        "all" | "any" => "everything".to_owned(),
        _ => say::lower(&activity_title(book, id)),
    };
    let title = match need {
        Need::SignOff(it) => format!("Sign-off: {}", of(it)),
        Need::Entitlement(it) => format!("Entitlement: {}", of(it)),
        Need::Delegation(it) => format!("Delegated: {}", of(it)),
        Need::Annotation(it) => format!("Annotation: {}", it.as_str().replace('-', " ")),
        Need::Restriction(it) => format!("Restriction: {}", of(it)),
    };
    let newest = facts
        .iter()
        .filter(|it| it.fact.body.period().holds(window.day))
        .max_by_key(|it| it.fact.body.period().from)
        .or_else(|| facts.iter().max_by_key(|it| it.fact.body.period().from))?;
    // Before the first of them nothing was there to end.
    let first = facts.iter().map(|it| it.fact.body.period().from).min()?;
    let since = Period { from: first, until: Day::NEVER };
    let mut bar = bare(newest.fact.id.as_str(), title, &together, since, window);
    let is_in_sight = bar.stretches.iter().any(|it| matches!(it.held, Held::Met | Held::Unknown));
    bar.detail = detail(frame, newest);
    is_in_sight.then_some(bar)
}

/// By whom, and how close.
fn detail(frame: &Frame<'_>, it: &Known<'_>) -> Option<String> {
    let name = |id: &preceptor_record::PersonId| {
        frame.people.people.get(id).map_or(id.as_str(), |it| it.display_name()).to_owned()
    };
    match &it.fact.body {
        Body::SignOff(of) => {
            let level = match of.level {
                preceptor_record::Closeness::Direct => "direct",
                preceptor_record::Closeness::OnSite => "on site",
                preceptor_record::Closeness::Available => "available",
                preceptor_record::Closeness::Independent => "independent",
            };
            let by = of.assessor.as_ref().map(|it| format!(", {}", name(it)));
            Some(format!("{}{}", say::sentence(level), by.unwrap_or_default()))
        }
        Body::Entitlement(of) => of.organisation.as_ref().map(|it| {
            let named = frame.people.organisations.get(it).and_then(|it| it.name.clone());
            named.unwrap_or_else(|| it.to_string())
        }),
        Body::Delegation(of) => of.delegator.as_ref().map(name),
        Body::Annotation(of) => of.register.as_ref().map(|id| {
            let register = frame.engine.book.register(id.as_str());
            register.map_or_else(|| id.to_string(), |it| it.title.clone())
        }),
        Body::Restriction(of) => of.imposed_by.clone(),
        _ => None,
    }
}
