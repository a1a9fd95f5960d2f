//! Provisions: scope rules, and the small shapes they share with other rules.

use std::collections::BTreeMap;

use preceptor_record::date::Effective;
use preceptor_record::file::{At, Faults, Node, Schemas, Shape, expected, scalar_schema};
use preceptor_record::{Closeness, Code, shape, words};
use serde_json::Value as Json;

use crate::context::ContextSpec;
use crate::requirement::{By, Requirement};
use crate::selector::Selectors;

words! {
    /// What a provision does.
    pub enum Effect {
        /// Lets an activity be done.
        Permit = "permit",
        /// Bars it.
        Forbid = "forbid",
        /// Narrows it.
        Limit = "limit",
    }
}

words! {
    /// How sure the source of a rule is.
    pub enum Confidence {
        /// The cited source says so itself.
        Stated = "V",
        /// A secondary source reports it.
        Reported = "R",
        /// Derived from what is stated.
        Derived = "D",
        /// From memory: unverified.
        Memory = "M",
    }
}

shape! {
    /// Where a rule was read.
    pub struct Citation {
        /// The id of a source.
        pub id: At<Code>,
        /// The place in it.
        pub at: Option<String>,
        /// A note.
        pub note: Option<String>,
    }
}

words! {
    /// When an obligation is due.
    pub enum Due {
        /// Before the act.
        Before = "before",
        /// During it.
        During = "during",
        /// After it.
        After = "after",
        /// By the end of the day.
        SameDay = "same-day",
    }
}

shape! {
    /// What must follow a permitted act, or be so, though it cannot be checked before it.
    pub struct Obligation {
        /// What.
        pub text: String,
        /// When.
        pub when: Due = Due::During,
        /// Recommended, not required.
        pub advised: bool = false,
    }
}

/// The closeness a clause asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClauseLevel {
    /// This close.
    Fixed(Closeness),
    /// As close as the sign-off for the activity says.
    AsSignedOff,
}

impl Shape for ClauseLevel {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match node.text() {
            Some("as-signed-off") => Some(Self::AsSignedOff),
            _ => Closeness::read(node, faults).map(Self::Fixed),
        }
    }
    fn schema(_: &mut Schemas) -> Json {
        let mut words: Vec<&str> = Closeness::ALL.iter().map(|it| it.as_str()).collect();
        words.push("as-signed-off");
        serde_json::json!({ "enum": words })
    }
}

/// Minutes within which somebody can attend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minutes(pub u32);

impl Shape for Minutes {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let text = node.text().unwrap_or_default();
        let number = text.strip_suffix(" minutes").or_else(|| text.strip_suffix(" minute"));
        let made = number.and_then(|it| it.parse().ok()).map(Self);
        if made.is_none() {
            faults.push(expected(node, "a time such as `2 minutes`"));
        }
        made
    }
    fn schema(_: &mut Schemas) -> Json {
        scalar_schema("a number of minutes", r"^\d+ minutes?$")
    }
}

shape! {
    /// The supervision a permit or a limit asks for.
    pub struct Supervision {
        /// How close.
        pub level: ClauseLevel,
        /// With `as-signed-off`: never looser than this.
        pub never_looser: Option<Closeness>,
        /// How soon the supervisor can attend.
        pub attend_within: Option<Minutes>,
        /// Who qualifies.
        pub by: Option<By>,
        /// How many people one may cover at once, this one included.
        pub covers_at_most: Option<u32>,
        /// Who counts towards that.
        pub counting: Vec<At<Code>>,
        /// Whether it must be the person's named supervisor.
        pub named: bool = false,
        /// The set's own code for it.
        pub code: Option<String>,
    }
}

shape! {
    /// A scope rule.
    pub struct Provision {
        /// Its id, which never changes and is never used again.
        pub id: At<Code>,
        /// What it says, in one plain sentence.
        pub says: String,
        /// About which roles.
        pub role: Selectors,
        /// About which activities.
        pub activity: Selectors,
        /// What it does.
        pub effect: Effect,
        /// Where it holds; left out, everywhere.
        pub jurisdiction: Vec<At<Code>>,
        /// What must be met: for the permit to be given, or for the limit to be kept.
        pub requires: Option<Requirement>,
        /// When it applies.
        pub context: BTreeMap<Code, ContextSpec>,
        /// When it does not apply after all.
        pub unless: Option<Requirement>,
        /// The supervision it asks for.
        pub supervision: Option<Supervision>,
        /// What must follow.
        pub obligations: Vec<Obligation>,
        /// From when until when.
        pub effective: Effective,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence,
        /// Whether authorities disagree on what the rule is.
        pub disputed: bool = false,
        /// The row of the collected facts it came from.
        pub r#ref: Option<String>,
        /// Whether it is a general permit, which gives way to any permit that names the activity.
        pub general: bool = false,
        /// A note for those who keep the rulebook.
        pub note: Option<String>,
    }
}

shape! {
    /// A file of provisions.
    pub struct ScopeFile {
        /// The set that says so.
        pub set: At<Code>,
        /// The provisions.
        pub provisions: Vec<Provision>,
    }
}
