//! A decision in sentences.

use maud::{Markup, html};
use preceptor_record::{Closeness, Day};
use preceptor_service::decision::{Shown, Takes};
use preceptor_service::say;
use preceptor_standing::answer::ShownSupervision;
use preceptor_standing::{Decision, Present};

use crate::desk::Desk;
use crate::text::t;

/// How close, in a word or two.
pub fn near(it: Closeness) -> &'static str {
    match it {
        Closeness::Direct => t!("near.direct"),
        Closeness::OnSite => t!("near.on-site"),
        Closeness::Available => t!("near.available"),
        Closeness::Independent => t!("near.independent"),
    }
}

/// The same with what it means.
pub fn near_meaning(it: Closeness) -> &'static str {
    match it {
        Closeness::Direct => t!("near.direct.meaning"),
        Closeness::OnSite => t!("near.on-site.meaning"),
        Closeness::Available => t!("near.available.meaning"),
        Closeness::Independent => t!("near.independent.meaning"),
    }
}

/// The question, with the person as a link to their page.
pub fn question(desk: &Desk, it: &Shown) -> Markup {
    let stated: Vec<String> =
        it.stated.iter().map(|(key, value)| format!("{}: {value}", say::lower(key))).collect();
    html! {
        (t!("decision.may")) " "
        a href=(desk.at(&format!("/people/{}", it.person.id))) { (it.person.name) }
        " " (it.activity)
        @if !stated.is_empty() { ", " (stated.join(", ")) }
        ", " (t!("decision.on", day = it.at.in_words())) "?"
    }
}

/// The answer as the heading of its page.
pub fn headline(it: &Shown) -> String {
    match it.decision {
        Decision::Permit => match &it.supervision {
            Some(asked) => t!("decision.permit.with", near = say::lower(near(asked.level))),
            None => t!("answer.permit").to_owned(),
        },
        Decision::NeedsSupervision => match &it.supervision {
            Some(asked) => t!("decision.supervision", how = how(asked)),
            None => t!("answer.supervision").to_owned(),
        },
        Decision::CannotTell => match it.open.as_slice() {
            [only] => t!("decision.cannot-tell.one", what = say::lower(&only.title)),
            [] => t!("decision.cannot-tell").to_owned(),
            several => {
                t!("decision.cannot-tell.several", n = crate::parts::in_words(several.len()))
            }
        },
        Decision::Refuse => t!("answer.refuse").to_owned(),
    }
}

/// How supervision is asked for: on site, one to one.
fn how(it: &ShownSupervision) -> String {
    let mut made = say::lower(near(it.level));
    if let Some(code) = &it.code {
        made.push_str(&format!(" ({code})"));
    }
    match it.covers_at_most {
        Some(1) => made.push_str(t!("decision.one-to-one")),
        Some(n) => made.push_str(&t!("decision.one-to-n", n = crate::parts::in_words(n as usize))),
        None => {}
    }
    made
}

/// What it means here: a sentence or two.
pub fn meaning(it: &Shown) -> Vec<String> {
    let first = it.deciding.first().map(|it| say::stopped(&it.says));
    match it.decision {
        Decision::NeedsSupervision => {
            let mut made: Vec<String> = it.supervision.iter().map(must_be_there).collect();
            made.extend(it.present.iter().map(|(who, present)| {
                t!("decision.there-not-enough", who = who.name, how = there(present))
            }));
            made
        }
        Decision::CannotTell => {
            let mut made: Vec<String> = it.open.iter().flat_map(then).take(3).collect();
            if made.is_empty() {
                made.extend(it.missing.iter().map(|it| say::stopped(&say::sentence(it))).take(2));
            }
            made
        }
        Decision::Permit => {
            let mut made: Vec<String> = first.into_iter().collect();
            made.extend(
                it.present.iter().map(|(who, present)| {
                    t!("decision.there", who = who.name, how = there(present))
                }),
            );
            made
        }
        Decision::Refuse => first.into_iter().collect(),
    }
}

fn must_be_there(it: &ShownSupervision) -> String {
    let who = it.by.as_deref().unwrap_or(t!("decision.a-supervisor"));
    let mut made = t!("decision.must-be", who = say::sentence(who), near = near_meaning(it.level));
    if let Some(n) = it.attend_within_minutes.filter(|n| *n > 0) {
        made.push_str(&t!("decision.within", n = n));
    }
    match it.covers_at_most {
        Some(1) => made.push_str(t!("decision.covers-nobody")),
        Some(n) => made.push_str(&t!("decision.covers", n = n)),
        None => {}
    }
    say::stopped(&made)
}

/// Somebody who is there: on site, covering one other, 2 minutes away.
pub fn there(it: &Present) -> String {
    let mut made = say::lower(near(it.level));
    if it.covering > 0 {
        made.push_str(&t!("decision.covering", n = it.covering));
    }
    if let Some(n) = it.minutes {
        made.push_str(&t!("decision.minutes-away", n = n));
    }
    made
}

/// What the answer would be with which values of a key.
fn then(it: &preceptor_service::decision::OpenKey) -> Vec<String> {
    let named = |value: &String| match &it.takes {
        Takes::Choice(all) => all
            .iter()
            .find(|known| known.0 == *value)
            .map_or_else(|| value.clone(), |it| it.1.clone()),
        Takes::Number { .. } => match (value.split_once('-'), value.strip_suffix('+')) {
            (Some((from, to)), _) => t!("range", from = from, to = to),
            (_, Some(from)) => t!("decision.or-more", n = from),
            _ => value.clone(),
        },
    };
    it.then
        .iter()
        .map(|(values, decision)| {
            let values: Vec<String> = values.iter().map(named).collect();
            t!(
                "decision.then",
                key = it.title,
                values = preceptor_standing::words::listed(&values, t!("form.or")),
                answer = say::lower(crate::parts::decision_word(*decision))
            )
        })
        .collect()
}

/// How long it holds, in sentences.
pub fn holds(it: &Shown) -> Vec<String> {
    let Some(first) = it.changes.first() else {
        return vec![t!("decision.holds.always").to_owned()];
    };
    let word = say::lower(crate::parts::decision_word(first.decision));
    let mut made = vec![t!(
        "decision.holds.until",
        until = first.on.previous().in_words(),
        answer = word,
        because = say::stopped(&say::lower(&first.because))
    )];
    made.extend(it.changes.iter().skip(1).map(|it| {
        let word = say::lower(crate::parts::decision_word(it.decision));
        t!("decision.holds.then", on = it.on.in_words(), answer = word)
    }));
    made
}

/// A moment as pages show it: 20 November 2026, 14:05.
pub fn moment(at: jiff::Timestamp) -> String {
    let zoned = jiff::tz::TimeZone::get("Europe/London").map(|zone| at.to_zoned(zone));
    let time = zoned.map(|it| it.strftime("%H:%M").to_string()).unwrap_or_default();
    t!("decision.moment", day = Day::of_instant(at).in_words(), time = time)
}
