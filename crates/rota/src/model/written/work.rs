//! Duties and who does them, as a problem file writes them.

use std::collections::BTreeMap;

use preceptor_limits::Class;
use preceptor_record::file::At;
use preceptor_record::{Closeness, Code, PersonId, shape, words};

use super::scalar::{Attend, Elsewhere, Moment, Supervises};

words! {
    /// What the time of a duty counts as.
    pub enum Time {
        /// Working time.
        Work = "work",
        /// On call at the workplace: all of it working time.
        OnCallSite = "on-call-site",
        /// On call from home: only what is worked of it is working time.
        OnCallHome = "on-call-home",
        /// Working time in which nobody is covered.
        Protected = "protected",
        /// No working time.
        Unpaid = "unpaid",
    }
}

shape! {
    /// The supervision a duty asks for; a key not given falls back to its kind.
    pub struct DemandFile {
        /// How close.
        pub level: Option<Closeness>,
        /// How soon the supervisor can attend.
        pub attend_within: Option<Attend>,
        /// Who qualifies; left out, whoever is on a duty that supervises.
        pub by: Option<At<Code>>,
        /// How many people one may cover at once, this one included.
        pub covers_at_most: Option<At<u32>>,
        /// The roles that count towards that; left out, everybody.
        pub counting: Option<Vec<At<Code>>>,
        /// Whether one supervisor stays throughout; left out, no.
        pub named: Option<bool>,
        /// How hard it binds; left out, firm.
        pub class: Option<Class>,
    }
}

shape! {
    /// What the duties of a kind share.
    pub struct KindFile {
        /// What the time counts as.
        pub time: Option<Time>,
        /// The activity of the rulebook.
        pub activity: Option<At<Code>>,
        /// The supervision asked for.
        pub supervision: Option<At<DemandFile>>,
        /// Whether whoever does it may cover others.
        pub supervises: Option<Supervises>,
        /// Minutes within which whoever does it can attend.
        pub minutes: Option<u32>,
        /// Where.
        pub place: Option<At<Code>>,
        /// Breaks, in minutes.
        pub breaks: Option<Vec<u32>>,
        /// How many are needed.
        pub need: Option<u32>,
        /// How many are wanted.
        pub want: Option<u32>,
        /// The skills that everybody on it has.
        pub skills: Option<Vec<Code>>,
        /// A requirement of the rulebook over whoever does it.
        pub requires: Option<Elsewhere>,
        /// What is stated when asking who may do it.
        pub context: Option<BTreeMap<Code, Elsewhere>>,
    }
}

shape! {
    /// A piece of work to be staffed.
    pub struct DutyFile {
        /// Its id.
        pub id: At<Code>,
        /// Its kind.
        pub kind: Option<At<Code>>,
        /// Where.
        pub place: Option<At<Code>>,
        /// The first minute.
        pub from: At<Moment>,
        /// The first minute after.
        pub until: At<Moment>,
        /// What the time counts as.
        pub time: Option<Time>,
        /// The activity of the rulebook.
        pub activity: Option<At<Code>>,
        /// The supervision asked for.
        pub supervision: Option<At<DemandFile>>,
        /// Whether whoever does it may cover others.
        pub supervises: Option<Supervises>,
        /// Minutes within which whoever does it can attend.
        pub minutes: Option<u32>,
        /// Breaks, in minutes.
        pub breaks: Option<Vec<u32>>,
        /// How many are needed.
        pub need: Option<u32>,
        /// How many are wanted.
        pub want: Option<u32>,
        /// The skills that everybody on it has.
        pub skills: Option<Vec<Code>>,
        /// A requirement of the rulebook over whoever does it.
        pub requires: Option<Elsewhere>,
        /// What is stated when asking who may do it.
        pub context: Option<BTreeMap<Code, Elsewhere>>,
    }
}

shape! {
    /// A part of an on-call duty that was worked.
    pub struct WorkedFile {
        /// The first minute.
        pub from: At<Moment>,
        /// The first minute after.
        pub until: At<Moment>,
    }
}

shape! {
    /// A breach that somebody decided to live with.
    pub struct AcceptedFile {
        /// Of which rules.
        pub rules: Vec<Code>,
        /// Why.
        pub because: String,
        /// Who said so.
        pub by: String,
    }
}

shape! {
    /// Somebody on a duty, or at work without one.
    pub struct AssignmentFile {
        /// The duty; left out, work without one.
        pub duty: Option<At<Code>>,
        /// Who.
        pub person: At<PersonId>,
        /// In which of their posts.
        pub post: Option<At<Code>>,
        /// Who supervises; left out, whoever can.
        pub supervisor: Option<At<PersonId>>,
        /// The first minute, where it is a part of the duty.
        pub from: Option<At<Moment>>,
        /// The first minute after.
        pub until: Option<At<Moment>>,
        /// The kind of work without a duty.
        pub kind: Option<At<Code>>,
        /// What the time counts as.
        pub time: Option<Time>,
        /// Where.
        pub place: Option<At<Code>>,
        /// Breaks, in minutes.
        pub breaks: Option<Vec<u32>>,
        /// What was worked of a duty on call.
        pub worked: Vec<WorkedFile>,
        /// Whether it was placed by hand and stays.
        pub pinned: bool = false,
        /// Breaches kept on purpose.
        pub accepted: Option<AcceptedFile>,
    }
}
