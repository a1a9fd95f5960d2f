//! What somebody holds: registrations, awards, examinations, places on programmes.

use crate::date::Day;
use crate::file::fact;
use crate::ids::Code;
use crate::words;

words! {
    /// What a register says of an entry.
    pub enum Status {
        /// Registered without conditions.
        Registered = "registered",
        /// Registered with conditions.
        Conditions = "conditions",
        /// Suspended for now.
        Suspended = "suspended",
        /// Lapsed: not renewed.
        Lapsed = "lapsed",
        /// Removed or struck off.
        Removed = "removed",
    }
}

words! {
    /// The class of a degree, best first.
    pub enum Class {
        /// First.
        First = "first",
        /// Upper second.
        UpperSecond = "2:1",
        /// Lower second.
        LowerSecond = "2:2",
        /// Third.
        Third = "third",
    }
}

words! {
    /// How an examination ended.
    pub enum Passed {
        /// Passed.
        Pass = "pass",
        /// Failed.
        Fail = "fail",
    }
}

fact! {
    /// An entry in a register.
    pub struct Registration private(number) {
        /// Which register.
        pub register: Code,
        /// Which part of it.
        pub part: Option<Code>,
        /// The number, as the register writes it.
        pub number: Option<String>,
        /// What the register says of it in this period.
        pub status: Status = Status::Registered,
        /// The kind of radiographer, where that matters.
        pub modality: Option<Code>,
        /// The first day.
        pub from: Option<Day>,
        /// The first day not covered.
        pub until: Option<Day>,
    }
}

fact! {
    /// A mark on an entry in a register, such as a prescriber's.
    pub struct Annotation {
        /// Which register.
        pub register: Option<Code>,
        /// Which mark.
        pub annotation: Code,
        /// The first day.
        pub from: Option<Day>,
        /// The first day not covered.
        pub until: Option<Day>,
    }
}

fact! {
    /// An award.
    pub struct Qualification {
        /// Which qualification.
        pub qualification | award: Code,
        /// Its academic level.
        pub level: Option<u8>,
        /// In which subjects.
        pub subject: Vec<Code>,
        /// With which class.
        pub class: Option<Class>,
        /// From which programme.
        pub programme: Option<Code>,
        /// From which country.
        pub country: Option<Code>,
        /// The day of the award.
        pub on: Option<Day>,
    }
}

fact! {
    /// A national examination taken.
    pub struct Exam {
        /// Which.
        pub exam: Code,
        /// How it ended.
        pub outcome: Passed = Passed::Pass,
        /// When.
        pub on: Option<Day>,
    }
}

fact! {
    /// A place on a programme.
    pub struct Enrolment {
        /// Which programme.
        pub programme: Option<Code>,
        /// Towards which qualification.
        pub qualification: Option<Code>,
        /// The first day.
        pub from: Option<Day>,
        /// The first day not covered.
        pub until: Option<Day>,
    }
}
