//! The facts of one career, collected in order.

use preceptor_record::Day;
use serde_json::{Map, Value as Json, json};

use crate::chance::Chance;

/// Facts being collected.
pub(crate) struct Career {
    facts: Vec<Json>,
    /// The day the sample is made for.
    pub(crate) today: Day,
}

impl Career {
    pub(crate) fn new(today: Day) -> Self {
        Self { facts: Vec::new(), today }
    }

    /// Adds a verified fact.
    pub(crate) fn add(&mut self, kind: &str, fields: Json) -> &mut Self {
        self.push(kind, fields, true)
    }

    /// Adds a fact that is only claimed in so many of a hundred cases.
    pub(crate) fn mostly(
        &mut self,
        chance: &mut Chance,
        claimed: u32,
        kind: &str,
        fields: Json,
    ) -> &mut Self {
        let verified = !chance.percent(claimed);
        self.push(kind, fields, verified)
    }

    fn push(&mut self, kind: &str, fields: Json, verified: bool) -> &mut Self {
        let mut fact = Map::new();
        fact.insert("kind".into(), kind.into());
        if let Json::Object(fields) = fields {
            fact.extend(fields.into_iter().filter(|(_, it)| !it.is_null()));
        }
        if verified {
            fact.insert("verified".into(), true.into());
        }
        self.facts.push(Json::Object(fact));
        self
    }

    /// Corrects the fact added last: a field had another value.
    pub(crate) fn correct_last(&mut self, field: &str, value: Json) {
        let n = self.facts.len();
        if let Some(Json::Object(fact)) = self.facts.last().cloned() {
            let mut fact = fact;
            fact.insert(field.to_owned(), value);
            fact.insert("supersedes".into(), format!("f-{n}").into());
            fact.insert("note".into(), "corrected after a look at the original".into());
            self.facts.push(Json::Object(fact));
        }
    }

    /// A day so many days before the one the sample is made for.
    pub(crate) fn ago(&self, days: i32) -> Day {
        Day(self.today.0 - days)
    }

    /// All of them.
    pub(crate) fn facts(self) -> Vec<Json> {
        self.facts
    }

    /// The six employment checks.
    pub(crate) fn checks(&mut self, chance: &mut Chance, on: Day) {
        for check in [
            "identity",
            "right-to-work",
            "registration-and-qualifications",
            "employment-history-and-references",
            "work-health",
        ] {
            let outcome =
                if check == "work-health" && chance.percent(3) { "pending" } else { "clear" };
            self.mostly(
                chance,
                4,
                "check",
                json!({ "check": check, "outcome": outcome, "on": text(on) }),
            );
        }
        self.mostly(chance, 4, "check", json!({ "check": "criminal-record", "check_kind": "enhanced", "outcome": "clear", "on": text(on) }));
    }

    /// Training, CPD, appraisals and declarations of the last years.
    pub(crate) fn keeping_current(&mut self, chance: &mut Chance, since: Day) {
        for course in
            ["care-certificate", "basic-surgical-skills", "irmer-referrer", "irmer-operator"]
        {
            if chance.percent(20) {
                let on = self.ago(chance.between(10, 1500));
                self.add("training", json!({ "course": course, "on": text(on) }));
            }
        }
        for _ in 0..chance.below(9) {
            let on = self.ago(chance.between(5, 900)).max(since);
            let kind = chance.word(&["course", "reading", "teaching", "audit", "conference"]);
            let attributes: Vec<&str> = ["clinical", "external", "verifiable"]
                .into_iter()
                .filter(|_| chance.percent(50))
                .collect();
            let (hours, participatory, reflected) =
                (chance.between(1, 16), chance.percent(45), chance.percent(60));
            self.mostly(
                chance,
                30,
                "cpd",
                json!({ "hours": hours, "cpd_kind": kind, "attributes": attributes, "participatory": participatory, "reflected": reflected, "on": text(on) }),
            );
        }
        for year in 1..4 {
            let on = self.ago(year * 365 - chance.between(0, 60));
            if on > since && chance.percent(85) {
                self.add("appraisal", json!({ "outcome": "completed", "on": text(on) }));
            }
        }
        for about in ["health", "probity", "indemnity"] {
            if chance.percent(80) {
                let on = self.ago(chance.between(1, 400));
                self.mostly(
                    chance,
                    20,
                    "declaration",
                    json!({ "about": about, "on": text(on), "until": text(Day(on.0 + 365)) }),
                );
            }
        }
        if chance.percent(8) {
            let from = self.ago(chance.between(100, 1200)).max(Day(since.0 + 1));
            let reason = chance.word(&["parental-leave", "sickness", "study"]);
            self.add("absence", json!({ "reason": reason, "from": text(from), "until": text(Day(from.0 + chance.between(30, 300))) }));
        }
    }
}

/// A day as a people file writes it.
pub(crate) fn text(day: Day) -> String {
    day.to_string()
}
