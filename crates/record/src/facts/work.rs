//! What somebody does and may do at work: posts, grants, delegations, restrictions, time away.

use crate::closeness::Closeness;
use crate::date::Day;
use crate::facts::Fte;
use crate::file::fact;
use crate::ids::{Code, PersonId};

fact! {
    /// Work done.
    pub struct Experience {
        /// As what.
        pub role | profession: Option<Code>,
        /// In which setting.
        pub setting: Option<Code>,
        /// In which specialty.
        pub specialty: Option<Code>,
        /// Where.
        pub organisation: Option<Code>,
        /// In which country.
        pub country: Option<Code>,
        /// The first day.
        pub from: Option<Day>,
        /// The first day not covered.
        pub until: Option<Day>,
        /// Which part of full time.
        pub fte: Option<Fte>,
        /// Hours in all, where they are known.
        pub hours: Option<u32>,
    }
}

fact! {
    /// A post held.
    pub struct Post {
        /// In which role.
        pub role: Code,
        /// Which registered profession stands under it.
        pub base_profession: Option<Code>,
        /// At which organisation.
        pub organisation: Option<Code>,
        /// At which site.
        pub site: Option<Code>,
        /// In which unit.
        pub unit: Option<Code>,
        /// Who manages the person.
        pub manager: Option<PersonId>,
        /// Under which jurisdiction, where it is not the organisation's.
        pub jurisdiction: Option<Code>,
        /// In which specialty.
        pub specialty: Option<Code>,
        /// In which setting.
        pub setting: Option<Code>,
        /// The kind of radiographer, where that matters.
        pub modality: Option<Code>,
        /// The first day.
        pub from: Option<Day>,
        /// The first day not covered.
        pub until: Option<Day>,
        /// Which part of full time.
        pub fte: Option<Fte>,
        /// The pay band.
        pub band: Option<Code>,
        /// The kind of contract.
        pub contract: Option<Code>,
    }
}

fact! {
    /// An employer's grant that law requires beside competence.
    pub struct Entitlement {
        /// To do which activity.
        pub activity: Option<Code>,
        /// Or to hold which duty.
        pub duty: Option<Code>,
        /// Granted by whom.
        pub organisation: Option<Code>,
        /// The first day.
        pub from: Option<Day>,
        /// The first day not covered.
        pub until: Option<Day>,
    }
}

fact! {
    /// An act handed over by somebody who may do it.
    pub struct Delegation {
        /// Which act.
        pub activity: Code,
        /// By whom.
        pub delegator: Option<PersonId>,
        /// The first day.
        pub from: Option<Day>,
        /// The first day not covered.
        pub until: Option<Day>,
        /// Within which limits, in words.
        pub limits: Option<String>,
    }
}

fact! {
    /// An employment check made.
    pub struct Check private(outcome) {
        /// Which check.
        pub check: Code,
        /// Which kind of it (the fact's own `kind` is taken).
        pub check_kind: Option<Code>,
        /// How it ended.
        pub outcome: Option<Code>,
        /// When.
        pub on: Option<Day>,
        /// The first day it no longer counts.
        pub until: Option<Day>,
    }
}

fact! {
    /// Time away.
    pub struct Absence private(reason) {
        /// Why.
        pub reason: Code,
        /// The first day.
        pub from: Option<Day>,
        /// The first day back.
        pub until: Option<Day>,
    }
}

fact! {
    /// What a regulator or an employer bars somebody from.
    pub struct Restriction {
        /// Which activity; `all` for every one.
        pub activity: Code,
        /// How close a supervisor must be for it, where it is not barred outright.
        pub supervision | level: Option<Closeness>,
        /// Who imposed it.
        pub imposed_by: Option<String>,
        /// The first day.
        pub from: Option<Day>,
        /// The first day not covered.
        pub until: Option<Day>,
    }
}
