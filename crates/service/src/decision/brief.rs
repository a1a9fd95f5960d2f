//! The answer in ids alone, as a decision is kept: enough to see whether it is the same when it is made again, and
//! nothing that is personal.

use preceptor_record::{Code, Day, shape};
use preceptor_standing::Answer;
use serde_json::{Value as Json, json};

shape! {
    /// The supervision an answer showed.
    pub struct BriefSupervision {
        /// How close.
        pub level: Code,
        /// How soon, in minutes.
        pub minutes: Option<u32>,
        /// How many at once.
        pub covers: Option<u32>,
        /// The set's own code.
        pub code: Option<String>,
    }
}

shape! {
    /// A provision that decided.
    pub struct BriefReason {
        /// Which.
        pub provision: Code,
        /// `applies`, `met`, `unmet` or `unknown`.
        pub outcome: Code,
    }
}

shape! {
    /// A day on which the answer will change.
    pub struct BriefChange {
        /// The day.
        pub on: Day,
        /// The decision from then.
        pub decision: Code,
    }
}

shape! {
    /// An answer in ids.
    pub struct Brief {
        /// The decision.
        pub decision: Code,
        /// The supervision of the way shown.
        pub supervision: Option<BriefSupervision>,
        /// What decided.
        pub reasons: Vec<BriefReason>,
        /// The keys that were not stated and matter.
        pub depends_on: Vec<Code>,
        /// How many ways would change it.
        pub n_ways: u32 = 0,
        /// When it changes.
        pub changes: Vec<BriefChange>,
        /// Whether it rests on an unverified rule.
        pub unverified: bool = false,
    }
}

impl Brief {
    /// Of an answer.
    pub fn of(it: &Answer) -> Self {
        Self {
            decision: Code::new(it.decision.as_str()),
            supervision: it.supervision.as_ref().map(|it| BriefSupervision {
                level: Code::new(it.level.as_str()),
                minutes: it.attend_within_minutes,
                covers: it.covers_at_most,
                code: it.code.clone(),
            }),
            reasons: it
                .reasons
                .iter()
                .map(|it| BriefReason {
                    provision: it.provision.clone(),
                    outcome: Code::new(it.outcome),
                })
                .collect(),
            depends_on: it.depends_on.iter().map(|it| it.key.clone()).collect(),
            n_ways: u32::try_from(it.would_permit.len()).unwrap_or(u32::MAX),
            changes: it
                .changes
                .iter()
                .map(|it| BriefChange { on: it.on, decision: Code::new(it.decision.as_str()) })
                .collect(),
            unverified: it.unverified,
        }
    }

    /// As it is written.
    pub fn json(&self) -> Json {
        let reasons = self.reasons.iter();
        let changes = self.changes.iter();
        json!({
            "decision": self.decision.as_str(),
            "supervision": self.supervision.as_ref().map(|it| json!({
                "level": it.level.as_str(),
                "minutes": it.minutes,
                "covers": it.covers,
                "code": it.code,
            })),
            "reasons": reasons.map(|it| json!({ "provision": it.provision.as_str(), "outcome": it.outcome.as_str() })).collect::<Vec<_>>(),
            "depends_on": self.depends_on.iter().map(Code::as_str).collect::<Vec<_>>(),
            "n_ways": self.n_ways,
            "changes": changes.map(|it| json!({ "on": it.on.to_string(), "decision": it.decision.as_str() })).collect::<Vec<_>>(),
            "unverified": self.unverified,
        })
    }
}
