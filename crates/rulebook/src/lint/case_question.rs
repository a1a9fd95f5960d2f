//! The questions a case may ask, and which answers fit which.

use preceptor_record::Code;
use preceptor_record::file::At;

use super::check::Check;
use super::known::Kind;
use super::spot::Step;
use crate::case::{Ask, Case, Expect};

/// A question a case may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    Decide,
    Clear,
    Routes,
    Standing,
    Eligible,
}

impl Question {
    pub const ALL: &'static [Self] =
        &[Self::Decide, Self::Clear, Self::Routes, Self::Standing, Self::Eligible];

    /// The key it is asked with.
    pub fn key(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::Clear => "clear",
            Self::Routes => "routes",
            Self::Standing => "standing",
            Self::Eligible => "eligible",
        }
    }

    /// What is asked about, where it is asked.
    pub fn of(self, ask: &Ask) -> Option<&At<Code>> {
        match self {
            Self::Decide => ask.decide.as_ref(),
            Self::Clear => ask.clear.as_ref(),
            Self::Routes => ask.routes.as_ref(),
            Self::Standing => ask.standing.as_ref(),
            Self::Eligible => ask.eligible.as_ref(),
        }
    }

    /// What it is asked about.
    pub fn kind(self) -> Kind {
        match self {
            Self::Decide => Kind::Activity,
            Self::Clear | Self::Routes | Self::Standing => Kind::Role,
            Self::Eligible => Kind::Register,
        }
    }

    /// The keys of an answer to it. An error may answer each.
    fn answers(self) -> &'static [&'static str] {
        match self {
            Self::Decide => &[
                "decision",
                "because",
                "missing",
                "supervision",
                "obligations",
                "unverified",
                "would_permit",
                "changes_on",
                "error",
            ],
            Self::Clear => &["clear", "because", "unverified", "earliest", "missing", "error"],
            Self::Routes => &["open", "routes", "because", "error"],
            Self::Standing => &["standing", "until", "because", "error"],
            Self::Eligible => &["eligible", "because", "error"],
        }
    }
}

/// The keys an expectation gives.
fn given(it: &Expect) -> Vec<&'static str> {
    let all = [
        ("decision", it.decision.is_some()),
        ("because", !it.because.is_empty()),
        ("missing", it.missing.is_some()),
        ("supervision", it.supervision.is_some()),
        ("obligations", !it.obligations.is_empty()),
        ("unverified", it.unverified.is_some()),
        ("would_permit", it.would_permit.is_some()),
        ("changes_on", it.changes_on.is_some()),
        ("error", it.error.is_some()),
        ("clear", it.clear.is_some()),
        ("earliest", it.earliest.is_some()),
        ("open", it.open.is_some()),
        ("routes", !it.routes.is_empty()),
        ("standing", it.standing.is_some()),
        ("until", it.until.is_some()),
        ("eligible", it.eligible.is_some()),
    ];
    all.into_iter().filter(|(_, is)| *is).map(|(key, _)| key).collect()
}

impl Check<'_> {
    /// Checks that the answer expected fits the question and names rules that exist.
    pub fn expected(&mut self, case: &Case, (question, _): (Question, &At<Code>)) {
        let expect = &case.expect;
        let owner = case.case.place;
        let at = |check: &Self, step: Step<'_>| check.spot(owner, &[Step::Key("expect"), step]);
        let given = given(expect);
        if given.is_empty() {
            self.error(owner, "this case expects nothing", "add an answer under `expect`");
        }
        for key in given.into_iter().filter(|it| !question.answers().contains(it)) {
            let place = at(self, Step::Name(key));
            let help = format!("the answers are {}", question.answers().join(", "));
            self.error(place, format!("`{key}` is no answer to `{}`", question.key()), &help);
        }
        let words: [(&str, &Option<Code>, &[&str]); 3] = [
            (
                "decision",
                &expect.decision,
                &["permit", "needs-supervision", "cannot-tell", "refuse"],
            ),
            ("standing", &expect.standing, &["good", "lapsed", "unknown"]),
            ("eligible", &expect.eligible, &["met", "unmet", "unknown"]),
        ];
        for (key, word, known) in words {
            if let Some(word) = word.as_ref().filter(|it| !known.contains(&it.as_str())) {
                let place = at(self, Step::Key(key));
                self.unknown_word(key, word.as_str(), known, place);
            }
        }
        // The name of a rule of an overlay is checked where the case is run.
        let rules = if question == Question::Decide { Kind::Provision } else { Kind::Row };
        if case.ask.adoption.is_none() {
            self.refer_all(rules, &expect.because);
        }
        for (route, expected) in &expect.routes {
            let place = self.spot(
                owner,
                &[Step::Key("expect"), Step::Key("routes"), Step::Name(route.as_str())],
            );
            self.refer_at(Kind::Route, route.as_str(), place);
            for row in &expected.because {
                self.refer_at(Kind::Row, row.as_str(), place);
            }
        }
    }
}
