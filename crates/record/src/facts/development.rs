//! How somebody keeps up: development, appraisals, training, declarations.

use crate::date::Day;
use crate::facts::Amount;
use crate::file::fact;
use crate::ids::{Code, PersonId};

fact! {
    /// Continuing professional development done.
    pub struct Cpd {
        /// Credits.
        pub credits: Option<Amount>,
        /// Hours.
        pub hours: Option<Amount>,
        /// Which kind of activity (the fact's own `kind` is taken).
        pub cpd_kind: Option<Code>,
        /// In which areas.
        pub areas: Vec<Code>,
        /// What else is true of it: external, clinical, verifiable, ...
        pub attributes: Vec<Code>,
        /// Whether it was done with other people.
        pub participatory: bool = false,
        /// When.
        pub on: Option<Day>,
        /// Whether it was reflected on.
        pub reflected: bool = false,
    }
}

fact! {
    /// An appraisal held.
    pub struct Appraisal {
        /// How it ended.
        pub outcome: Option<Code>,
        /// The first day of the year appraised.
        pub from: Option<Day>,
        /// The first day after it.
        pub until: Option<Day>,
        /// Who appraised.
        pub appraiser: Option<PersonId>,
        /// When.
        pub on: Option<Day>,
    }
}

fact! {
    /// Training done.
    pub struct Training {
        /// Which course.
        pub course: Code,
        /// When.
        pub on | from: Option<Day>,
        /// The first day it no longer counts.
        pub until: Option<Day>,
    }
}

fact! {
    /// A declaration made.
    pub struct Declaration {
        /// About what.
        pub about: Code,
        /// When.
        pub on | from: Option<Day>,
        /// The first day it no longer counts.
        pub until: Option<Day>,
    }
}
