//! Worked cases: a person, a question and the answer that is expected, with its reasons.

use std::collections::BTreeMap;

use preceptor_record::file::{At, Faults, Node, Schemas, Shape, Value};
use preceptor_record::person::Facts;
use preceptor_record::{Code, Day, PersonId, shape};
use serde_json::Value as Json;

use crate::context::ContextValue;

shape! {
    /// The person of a case that needs no name.
    pub struct CasePerson {
        /// What is known about them.
        pub facts: Facts,
        /// Their date of birth.
        pub born: Option<Day>,
    }
}

/// Part of a file that another reader takes over.
#[derive(Debug, Clone, PartialEq)]
pub struct Raw(pub Node);

impl Shape for Raw {
    fn read(node: &Node, _: &mut Faults) -> Option<Self> {
        Some(Self(node.clone()))
    }
    fn schema(_: &mut Schemas) -> Json {
        serde_json::json!({})
    }
}

shape! {
    /// What is asked.
    pub struct Ask {
        /// May the person do this?
        pub decide: Option<At<Code>>,
        /// Is the person clear to start in that role?
        pub clear: Option<At<Code>>,
        /// Which ways lead into that role?
        pub routes: Option<At<Code>>,
        /// How does the person stand in that role?
        pub standing: Option<At<Code>>,
        /// May the person be entered in that register?
        pub eligible: Option<At<Code>>,
        /// On which day.
        pub at: Day,
        /// As known when.
        pub known_at: Option<Day>,
        /// Acting in which post.
        pub post: Option<Code>,
        /// Which part of the register.
        pub part: Option<Code>,
        /// In which setting.
        pub setting: Option<Code>,
        /// In which jurisdiction.
        pub jurisdiction: Option<Code>,
        /// What is stated of the patient and the place.
        pub context: BTreeMap<Code, ContextValue>,
        /// Who is there: `ID@CLOSENESS[:COVERING[:MINUTES]]`.
        pub present: Vec<String>,
        /// Sets beside the always and default ones.
        pub adopt: Vec<At<Code>>,
        /// Default sets not taken.
        pub without: Vec<At<Code>>,
        /// Whether no default set is taken.
        pub only_always: bool = false,
        /// A whole adoption, instead of the three keys above.
        pub adoption: Option<Raw>,
    }
}

shape! {
    /// The supervision expected.
    pub struct ExpectSupervision {
        /// How close.
        pub level: Option<Code>,
        /// How soon.
        pub attend_within_minutes: Option<u32>,
        /// How many at once.
        pub covers_at_most: Option<u32>,
        /// The set's own code.
        pub code: Option<String>,
    }
}

shape! {
    /// What is expected of one route.
    pub struct ExpectRoute {
        /// Whether it is open.
        pub open: Option<bool>,
        /// How long it takes.
        pub months: Option<crate::role::Months>,
        /// Rows not met.
        pub because: Vec<Code>,
    }
}

shape! {
    /// The answer expected.
    pub struct Expect {
        /// The decision.
        pub decision: Option<Code>,
        /// Provisions or rows that must be among the reasons.
        pub because: Vec<At<Code>>,
        /// What is missing.
        pub missing: Option<Vec<String>>,
        /// The supervision.
        pub supervision: Option<ExpectSupervision>,
        /// Words of obligations.
        pub obligations: Vec<String>,
        /// Whether the answer rests on an unverified rule.
        pub unverified: Option<Raw>,
        /// How many sets of things would change it.
        pub would_permit: Option<u32>,
        /// A day on which the answer changes.
        pub changes_on: Option<Day>,
        /// Words of the error.
        pub error: Option<String>,
        /// Whether clear.
        pub clear: Option<bool>,
        /// When clear at the earliest.
        pub earliest: Option<Day>,
        /// Whether any route is open.
        pub open: Option<bool>,
        /// Routes.
        pub routes: BTreeMap<Code, ExpectRoute>,
        /// The standing.
        pub standing: Option<Code>,
        /// Until when.
        pub until: Option<Day>,
        /// Whether eligible: met, unmet or unknown.
        pub eligible: Option<Code>,
    }
}

shape! {
    /// A worked case.
    pub struct Case {
        /// What it shows, in a sentence.
        pub case: At<String>,
        /// The person, where there is only one.
        pub person: Option<CasePerson>,
        /// Or several people and organisations.
        pub people: Option<Raw>,
        /// Which of them is asked about.
        pub who: Option<PersonId>,
        /// The question.
        pub ask: Ask,
        /// The answer.
        pub expect: Expect,
    }
}

impl Raw {
    /// The entries of a list, or the one value that stands for it.
    pub fn items(&self) -> Vec<&Node> {
        match &self.0.value {
            Value::List(items) => items.iter().collect(),
            Value::Null => Vec::new(),
            _ => vec![&self.0],
        }
    }
}
