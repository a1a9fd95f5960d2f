//! Who supervises somebody, and what assessors say of them.

use crate::closeness::Closeness;
use crate::date::Day;
use crate::file::fact;
use crate::ids::{Code, PersonId};
use crate::words;

words! {
    /// The kind of a supervision.
    pub enum SupervisionKind {
        /// Answers overall for the person.
        Named = "named",
        /// Answers for day-to-day work.
        Clinical = "clinical",
        /// Answers for development.
        Educational = "educational",
    }
}

fact! {
    /// A supervisor somebody has.
    pub struct Supervision {
        /// Of which kind.
        pub supervision: SupervisionKind,
        /// Who.
        pub supervisor: PersonId,
        /// The first day.
        pub from: Option<Day>,
        /// The first day not covered.
        pub until: Option<Day>,
    }
}

fact! {
    /// An assessor's statement that a person may do an activity at a closeness of supervision.
    pub struct SignOff {
        /// Which activity.
        pub activity: Code,
        /// How close the supervisor must be; left out it is the closest.
        pub level: Closeness = Closeness::Direct,
        /// Who says so.
        pub assessor | by: Option<PersonId>,
        /// From which day.
        pub on | from: Option<Day>,
        /// The first day it no longer holds.
        pub until: Option<Day>,
        /// In which role alone.
        pub role: Option<Code>,
        /// In which setting alone.
        pub setting: Option<Code>,
        /// Within which limits, in words.
        pub limits: Option<String>,
    }
}

fact! {
    /// A rating against an item of a framework.
    pub struct Capability {
        /// Which framework.
        pub framework: Code,
        /// Which item.
        pub item: Code,
        /// Which level.
        pub level: u8,
        /// Who rated; nobody where the person rated themselves.
        pub assessor | by: Option<PersonId>,
        /// When.
        pub on: Option<Day>,
    }
}

fact! {
    /// A workplace-based assessment.
    pub struct Assessment {
        /// With which tool.
        pub tool: Code,
        /// Against which items.
        pub items: Vec<Code>,
        /// How it ended.
        pub outcome: Option<Code>,
        /// Who assessed.
        pub assessor | by: Option<PersonId>,
        /// When.
        pub on: Option<Day>,
    }
}
