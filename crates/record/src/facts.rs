//! The kinds of fact: design of the record, one kind each.
//!
//! `until` is everywhere the first day not covered. A period without `from` has no known start.

use crate::closeness::Closeness;
use crate::date::{Day, Period};
use crate::ids::{Code, FactId, PersonId};
use crate::{shape, words};

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

words! {
    /// How a check of a fact ended.
    pub enum Outcome {
        /// It is so.
        Confirmed = "confirmed",
        /// It is not so.
        Refuted = "refuted",
    }
}

shape! {
    /// An entry in a register.
    pub struct Registration {
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

shape! {
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

shape! {
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

shape! {
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

shape! {
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

shape! {
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

shape! {
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

shape! {
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

shape! {
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

shape! {
    /// An employment check made.
    pub struct Check {
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

shape! {
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

shape! {
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

shape! {
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

shape! {
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

shape! {
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

shape! {
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

shape! {
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

shape! {
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

shape! {
    /// Time away.
    pub struct Absence {
        /// Why.
        pub reason: Code,
        /// The first day.
        pub from: Option<Day>,
        /// The first day back.
        pub until: Option<Day>,
    }
}

shape! {
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

shape! {
    /// Who the person is: a fact like others, so that a changed name keeps its history.
    pub struct Details {
        /// The name.
        pub name: Option<String>,
        /// What they are called.
        pub known_as: Option<String>,
        /// Pronouns.
        pub pronouns: Option<String>,
        /// Date of birth.
        pub born: Option<Day>,
        /// E-mail address.
        pub email: Option<String>,
        /// Telephone number.
        pub phone: Option<String>,
        /// The employer's number.
        pub employee_number: Option<String>,
        /// From which day.
        pub from: Option<Day>,
    }
}

shape! {
    /// Somebody entitled looked whether a fact is so.
    pub struct Verification {
        /// Which fact.
        pub of: FactId,
        /// What they found.
        pub outcome: Outcome = Outcome::Confirmed,
        /// Who looked.
        pub by: Option<PersonId>,
        /// How.
        pub how: Option<String>,
        /// When.
        pub on: Option<Day>,
    }
}

shape! {
    /// A fact never held and is taken back.
    pub struct Withdrawal {
        /// Which fact.
        pub of: FactId,
        /// When.
        pub on: Option<Day>,
    }
}

/// A part of full time, kept in thousandths so that sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fte(pub u16);

impl Fte {
    /// Full time.
    pub const FULL: Self = Self(1000);
}

/// An amount of credits or hours, kept in hundredths so that sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub u32);

macro_rules! decimals {
    ($($name:ident, $scale:literal, $most:literal, $what:literal;)*) => { $(
        impl crate::file::Shape for $name {
            fn read(node: &crate::file::Node, faults: &mut crate::file::Faults) -> Option<Self> {
                let number = node.text().and_then(|it| it.parse::<f64>().ok());
                match number {
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
                    Some(it) if (0.0..=$most).contains(&it) => Some(Self((it * $scale).round() as _)),
                    _ => {
                        faults.push(crate::file::expected(node, $what));
                        None
                    }
                }
            }
            fn schema(_: &mut crate::file::Schemas) -> serde_json::Value {
                serde_json::json!({ "type": "number", "minimum": 0, "maximum": $most })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&(f64::from(self.0) / $scale).to_string())
            }
        }
    )* };
}

decimals! {
    Fte, 1000.0, 2.0, "a part of full time between 0 and 2, such as 0.6";
    Amount, 100.0, 100_000.0, "a number of credits or hours";
}

/// The period of a fact with two ends.
pub(crate) fn between(from: Option<Day>, until: Option<Day>) -> Period {
    Period::new(from, until)
}
