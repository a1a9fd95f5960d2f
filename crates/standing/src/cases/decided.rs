//! Comparing a decision with what a case expects.

use std::collections::BTreeSet;

use preceptor_record::Code;
use preceptor_rulebook::case::{Expect, ExpectSupervision};

use super::compare::{Differences, ids, listed};
use crate::answer::{Answer, Reason};
use crate::engine::Engine;

impl Differences {
    pub(super) fn answer(&mut self, engine: &Engine<'_>, expect: &Expect, got: &Answer) {
        let reasons = || got.reasons.iter().map(reason_in_words).collect();
        self.same("decision", expect.decision.as_ref(), got.decision.as_str(), reasons);
        let deciding: Vec<&Code> = got.reasons.iter().map(|it| &it.provision).collect();
        for id in ids(&expect.because).iter().filter(|it| !deciding.contains(it)) {
            let mut why: Vec<String> = got.reasons.iter().map(reason_in_words).collect();
            why.push(why_not(engine, id, got));
            self.add_with("because", id.as_str(), listed(&deciding), why);
        }
        if let Some(expected) = &expect.missing {
            self.missing(expected, got);
        }
        if let Some(expected) = &expect.supervision {
            self.supervision(expected, got);
        }
        let obligations: Vec<String> = got.obligations.iter().map(|it| it.text.clone()).collect();
        for words in &expect.obligations {
            self.words("obligations", words, &obligations);
        }
        let unverified = expect.unverified.as_ref().and_then(|it| it.0.text());
        self.same("unverified", unverified, &got.unverified.to_string(), reasons);
        let n = got.would_permit.len();
        self.same("would_permit", expect.would_permit, &n.to_string(), || ways_in_words(got));
        if let Some(day) =
            expect.changes_on.filter(|day| !got.changes.iter().any(|it| it.on == *day))
        {
            let days: Vec<String> =
                got.changes.iter().map(|it| format!("{} ({})", it.on, it.decision)).collect();
            self.add("changes_on", day.to_string(), listed(&days));
        }
    }

    /// Exactly those: each one expected is a key, or words of an entry, and no entry is left over.
    fn missing(&mut self, expected: &[String], got: &Answer) {
        let mut left: BTreeSet<usize> = (0..got.missing.len()).collect();
        let mut whole = true;
        for words in expected {
            let is_it = |entry: &String| entry == words;
            let says_it = |entry: &String| entry.to_lowercase().contains(&words.to_lowercase());
            let all = || got.missing.iter().enumerate();
            let exact: Vec<usize> = all().filter(|(_, it)| is_it(it)).map(|(i, _)| i).collect();
            let fits = if exact.is_empty() {
                all().filter(|(_, it)| says_it(it)).map(|(i, _)| i).collect()
            } else {
                exact
            };
            whole &= !fits.is_empty();
            for it in fits {
                left.remove(&it);
            }
        }
        if !whole || !left.is_empty() {
            self.add("missing", listed(expected), listed(&got.missing));
        }
    }

    fn supervision(&mut self, expected: &ExpectSupervision, got: &Answer) {
        let reasons = || got.reasons.iter().map(reason_in_words).collect::<Vec<_>>();
        let shown = got.supervision.as_ref();
        let or_none = |it: Option<String>| it.unwrap_or_else(|| "nothing".to_owned());
        let level = shown.map(|it| it.level.as_str().to_owned());
        self.same("supervision.level", expected.level.as_ref(), &or_none(level), reasons);
        let minutes = shown.and_then(|it| it.attend_within_minutes).map(|it| it.to_string());
        self.same(
            "supervision.attend_within_minutes",
            expected.attend_within_minutes,
            &or_none(minutes),
            reasons,
        );
        let covers = shown.and_then(|it| it.covers_at_most).map(|it| it.to_string());
        self.same("supervision.covers_at_most", expected.covers_at_most, &or_none(covers), reasons);
        let code = shown.and_then(|it| it.code.clone());
        self.same("supervision.code", expected.code.as_ref(), &or_none(code), reasons);
    }
}

fn reason_in_words(it: &Reason) -> String {
    let because =
        if it.because.is_empty() { String::new() } else { format!(": {}", it.because.join("; ")) };
    format!("{} ({} {}){because}", it.provision, it.effect.as_str(), it.outcome)
}

fn ways_in_words(got: &Answer) -> Vec<String> {
    got.would_permit
        .iter()
        .map(|way| {
            let parts: Vec<String> = way
                .iter()
                .map(|it| it.on.map_or(it.text.clone(), |on| format!("{} (on {on})", it.text)))
                .collect();
            format!("would permit: {}", listed(&parts))
        })
        .collect()
}

/// Why a provision that was expected to decide did not.
fn why_not(engine: &Engine<'_>, id: &Code, got: &Answer) -> String {
    let Some(placed) = engine.provisions.iter().find(|it| it.provision.id.value == *id) else {
        return format!("{id}: there is no such provision under this adoption");
    };
    let acting = &got.acting;
    let it = &placed.provision;
    let own = placed.set == *crate::engine::OVERLAY;
    let why = if !own && !got.adopted.contains(&placed.set) {
        format!("its set `{}` is not adopted", placed.set)
    } else if !it.effective.period().holds(got.at) {
        format!("it is not in force on {}", got.at)
    } else if !engine.book.selects_role(&it.role, acting.role.as_str(), got.at) {
        format!("it is not about {}", acting.role)
    } else if !engine
        .book
        .holds_in(it.jurisdiction.iter().map(|it| &it.value), acting.jurisdiction.as_str())
    {
        format!("it does not hold in {}", acting.jurisdiction)
    } else {
        "it was looked at and did not decide: its context, `unless` or `requires`, or a stronger rule".to_owned()
    };
    format!("{id}: {why}")
}
