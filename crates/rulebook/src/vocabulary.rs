//! The vocabulary: the words a rulebook's rules are made of.

use std::collections::BTreeMap;

use preceptor_record::date::Effective;
use preceptor_record::file::At;
use preceptor_record::{Code, Day, Span, shape, words};

use crate::context::{ContextSpec, ContextValue};
use crate::provision::{Citation, Confidence};
use crate::requirement::Requirement;
use crate::role::Row;

shape! {
    /// When a provision on an activity also counts for another.
    pub struct AlsoWhen {
        /// Any activity of that group.
        pub group: At<Code>,
        /// Asked with that stated.
        pub context: BTreeMap<Code, ContextSpec>,
    }
}

shape! {
    /// A thing that may be done.
    pub struct Activity {
        /// Its id.
        pub id: At<Code>,
        /// What it is.
        pub title: String,
        /// Groups it belongs to.
        pub groups: Vec<At<Code>>,
        /// Whether only a provision that names it permits it.
        pub reserved: bool = false,
        /// The roles it belongs to, so that the general permit never gives it to others.
        pub own_to: Vec<At<Code>>,
        /// What asking it states.
        pub implies: BTreeMap<Code, ContextValue>,
        /// When a provision on it also counts for others.
        pub when: Option<AlsoWhen>,
        /// A word of help.
        pub help: Option<String>,
    }
}

shape! {
    /// A word with a title.
    pub struct Term {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// Groups it belongs to.
        pub groups: Vec<Code>,
        /// A word of help.
        pub help: Option<String>,
    }
}

shape! {
    /// A member of a group of roles.
    pub struct GroupMember {
        /// Which role.
        pub role: At<Code>,
        /// From when until when.
        pub effective: Effective = Effective::ALWAYS,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// A group of roles.
    pub struct RoleGroup {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// Its members.
        pub members: Vec<GroupMember>,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// Where the people of a profession are registered.
    pub struct HomeRegister {
        /// Which register.
        pub register: At<Code>,
        /// Which part.
        pub part: Option<At<Code>>,
    }
}

shape! {
    /// A grade of supervisor or a base profession.
    pub struct Profession {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// Where its people are registered.
        pub register: Option<HomeRegister>,
        /// Whether they are doctors.
        pub doctor: bool = false,
        /// Whether it may stand under a post of another role.
        pub base: bool = false,
        /// A note.
        pub note: Option<String>,
    }
}

words! {
    /// What kind a register is of.
    pub enum RegisterKind {
        /// By law.
        Statutory = "statutory",
        /// By choice.
        Voluntary = "voluntary",
        /// A membership or recognition.
        Membership = "membership",
    }
}

shape! {
    /// A register.
    pub struct Register {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// What kind it is of.
        pub kind: RegisterKind,
        /// Who keeps it.
        pub regulator: Option<String>,
        /// Its parts.
        pub parts: Vec<Term>,
        /// Marks its entries may carry.
        pub annotations: Vec<Code>,
        /// From when until when.
        pub effective: Effective = Effective::ALWAYS,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// Who may be entered.
        pub eligibility: Vec<Row>,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// A qualification.
    pub struct QualificationTerm {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// Its academic level.
        pub level: Option<u8>,
        /// The role it is for.
        pub for_role: Option<At<Code>>,
        /// A note.
        pub note: Option<String>,
    }
}

words! {
    /// What is known of a programme in a period.
    pub enum Recognition {
        /// Approved.
        Approved = "approved",
        /// Approved with conditions.
        ApprovedWithConditions = "approved-with-conditions",
        /// Recognised before regulation began.
        BeforeRegulation = "recognised-before-regulation",
        /// Not approved.
        NotApproved = "not-approved",
        /// Teaching out its last students.
        TeachingOut = "teaching-out",
        /// Closed.
        Closed = "closed",
    }
}

shape! {
    /// What is known of a programme in a period.
    pub struct Recognised {
        /// From when until when.
        pub effective: Effective,
        /// What.
        pub status: Recognition,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// A programme of study.
    pub struct Programme {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: Option<String>,
        /// Who offers it.
        pub provider: String,
        /// For which role.
        pub role: Option<At<Code>>,
        /// Towards which qualification.
        pub qualification: Option<At<Code>>,
        /// In which country.
        pub country: Option<Code>,
        /// In which nation.
        pub nation: Option<Code>,
        /// What is known of it over time.
        pub recognised: Vec<Recognised>,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// A national examination.
    pub struct ExamTerm {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// For which role.
        pub role: Option<At<Code>>,
        /// From when until when it is held.
        pub effective: Effective = Effective::ALWAYS,
        /// Its parts.
        pub parts: Vec<String>,
        /// How often it may be tried.
        pub attempts: Option<u32>,
        /// What it costs, in pounds.
        pub fee_gbp: Option<u32>,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// An employment check.
    pub struct CheckTerm {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// Its kinds.
        pub kinds: Vec<Code>,
        /// How it may end.
        pub outcomes: Vec<Code>,
        /// What it takes.
        pub help: Option<String>,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
    }
}

shape! {
    /// A course.
    pub struct Course {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// How long it counts where the record gives no end.
        pub refresh: Option<Span>,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// A note.
        pub note: Option<String>,
    }
}

words! {
    /// What kind of value a context key takes.
    pub enum ContextKind {
        /// One of some.
        Choice = "choice",
        /// A number.
        Number = "number",
        /// Yes or no.
        YesNo = "yes-no",
    }
}

shape! {
    /// A value a context key may take.
    pub struct ContextOption {
        /// The value.
        pub value: ContextValue,
        /// Its title.
        pub title: Option<String>,
    }
}

shape! {
    /// Something a question may state.
    pub struct ContextTerm {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// How to ask for it.
        pub question: Option<String>,
        /// What kind of value it takes.
        pub kind: ContextKind,
        /// Which values, for a choice.
        pub values: Vec<ContextOption>,
        /// The least, for a number.
        pub from: Option<i64>,
        /// The most, for a number.
        pub to: Option<i64>,
        /// The unit, for a number.
        pub unit: Option<String>,
        /// A word of help.
        pub help: Option<String>,
    }
}

shape! {
    /// A named requirement over a supervisor's record.
    pub struct SupervisorTerm {
        /// Its id.
        pub id: At<Code>,
        /// Who that is, in words: "a consultant anaesthetist".
        pub title: String,
        /// The requirement.
        pub requires: Requirement,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// A row of a pay scale, in whole units of the currency a year.
    pub struct Pay {
        /// Where.
        pub jurisdiction: Vec<At<Code>>,
        /// The band.
        pub band: String,
        /// From when until when.
        pub effective: Effective,
        /// On entry.
        pub entry: u32,
        /// In the middle.
        pub mid: Option<u32>,
        /// At the top.
        pub top: u32,
        /// The currency.
        pub currency: Option<String>,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// A level of the career framework.
    pub struct CareerLevel {
        /// The level.
        pub level: u32,
        /// Its title.
        pub title: String,
        /// What it is.
        pub summary: Option<String>,
        /// Who is there.
        pub examples: Vec<String>,
        /// The pay bands usually found there.
        pub bands: Vec<String>,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// A note.
        pub note: Option<String>,
    }
}

words! {
    /// Where a CPD cycle begins.
    pub enum Anchor {
        /// On the anniversary of the registration.
        Registration = "registration",
        /// On the anniversary of the qualification.
        Qualification = "qualification",
    }
}

shape! {
    /// How long a CPD cycle is and where it begins.
    pub struct Cycle {
        /// How long.
        pub length: Span,
        /// On whose anniversary.
        pub anchor: Option<Anchor>,
        /// Or on which day of the year, as MM-DD.
        pub fixed: Option<String>,
    }
}

shape! {
    /// An inner cycle of a CPD scheme.
    pub struct InnerCycle {
        /// How long.
        pub length: Span,
        /// How much in it, at least.
        pub total: u32,
    }
}

shape! {
    /// An amount with an attribute.
    pub struct AttributeAmount {
        /// Which attribute.
        pub attribute: Code,
        /// How much, at least.
        pub amount: u32,
    }
}

shape! {
    /// A share of the total with an attribute.
    pub struct AttributeShare {
        /// Which attribute.
        pub attribute: Code,
        /// Per cent of the total, at least.
        pub of_total: u32,
    }
}

shape! {
    /// How much of one kind of activity counts.
    pub struct KindCap {
        /// Which kind.
        pub kind: Code,
        /// How much, at most.
        pub amount: u32,
    }
}

shape! {
    /// How many areas must be covered.
    pub struct AreaCover {
        /// How many.
        pub every: u32,
    }
}

words! {
    /// The unit of a CPD scheme.
    pub enum CpdUnit {
        /// Hours.
        Hours = "hours",
        /// Credits.
        Credits = "credits",
    }
}

words! {
    /// How entries are rounded.
    pub enum Rounding {
        /// Not.
        None = "none",
        /// To the nearest whole.
        NearestWhole = "nearest-whole",
    }
}

shape! {
    /// To whom a CPD scheme applies.
    pub struct AppliesTo {
        /// To entries of which registers.
        pub register: Vec<At<Code>>,
        /// In which roles.
        pub role: Vec<At<Code>>,
    }
}

shape! {
    /// A CPD scheme as dated data.
    pub struct CpdScheme {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// Whose it is.
        pub owner: String,
        /// To whom it applies.
        pub applies_to: Option<AppliesTo>,
        /// From when until when.
        pub effective: Effective,
        /// Its cycle.
        pub cycle: Cycle,
        /// Whether any window of that length is judged.
        pub rolling: bool = false,
        /// Its unit.
        pub unit: CpdUnit = CpdUnit::Hours,
        /// How entries are rounded.
        pub rounding: Rounding = Rounding::None,
        /// How much in a cycle, at least.
        pub total: Option<u32>,
        /// An inner cycle.
        pub within: Vec<InnerCycle>,
        /// Minimum by attribute.
        pub minimum: Vec<AttributeAmount>,
        /// Share by attribute.
        pub share: Vec<AttributeShare>,
        /// Caps by kind.
        pub cap: Vec<KindCap>,
        /// Areas to cover.
        pub areas: Option<AreaCover>,
        /// The longest gap between entries.
        pub longest_gap: Option<Span>,
        /// Counts of other things.
        pub entries: BTreeMap<Code, u32>,
        /// Reasons of absence that reduce the amounts in proportion.
        pub pro_rata: Vec<Code>,
        /// Whether a first cycle that began late is reduced in proportion.
        pub first_cycle_pro_rata: bool = false,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// The bank holidays of a year, where they are.
    pub struct BankHolidays {
        /// Its id.
        pub id: At<Code>,
        /// Where.
        pub jurisdiction: Vec<At<Code>>,
        /// The days, each with its name.
        pub days: BTreeMap<Day, String>,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence,
        /// A note.
        pub note: Option<String>,
    }
}

macro_rules! vocabulary {
    ($($(#[doc = $doc:literal])* $field:ident: $ty:ty = $key:literal),* $(,)?) => {
        /// Every list of the vocabulary.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct Vocabulary { $($(#[doc = $doc])* pub $field: Vec<$ty>,)* }

        impl Vocabulary {
            /// The names of the lists; each file holds one under this name.
            pub const KEYS: &'static [&'static str] = &[$($key),*];

            /// Reads the list of that name and adds it.
            pub fn read_list(
                &mut self,
                key: &str,
                node: &preceptor_record::file::Node,
                faults: &mut preceptor_record::file::Faults,
            ) -> bool {
                use preceptor_record::file::{Shape, Value};
                match key {
                    $($key => {
                        // One bad entry must not hide the others: what else refers to them is still checked.
                        let nodes = match &node.value {
                            Value::List(items) => items.as_slice(),
                            Value::Null => &[],
                            _ => std::slice::from_ref(node),
                        };
                        self.$field.extend(nodes.iter().filter_map(|it| <$ty>::read(it, faults)));
                        true
                    })*
                    _ => false,
                }
            }

            /// The JSON Schema of each list.
            pub fn schemas() -> Vec<(&'static str, serde_json::Value)> {
                vec![$(($key, preceptor_record::file::Schemas::document::<Vec<$ty>>($key))),*]
            }
        }
    };
}

vocabulary! {
    /// Activities.
    activities: Activity = "activities",
    /// Groups of activities.
    activity_groups: Term = "activity_groups",
    /// Groups of roles.
    role_groups: RoleGroup = "role_groups",
    /// Supervisors' grades and base professions.
    professions: Profession = "professions",
    /// Registers.
    registers: Register = "registers",
    /// Qualifications.
    qualifications: QualificationTerm = "qualifications",
    /// Programmes.
    programmes: Programme = "programmes",
    /// National examinations.
    exams: ExamTerm = "exams",
    /// Employment checks.
    checks: CheckTerm = "checks",
    /// Courses.
    courses: Course = "courses",
    /// Settings.
    settings: Term = "settings",
    /// Specialties.
    specialties: Term = "specialties",
    /// Kinds of organisation.
    organisation_kinds: Term = "organisation_kinds",
    /// Subjects of study.
    subjects: Term = "subjects",
    /// What a question may state.
    context: ContextTerm = "context",
    /// Named requirements over supervisors.
    supervisors: SupervisorTerm = "supervisors",
    /// CPD schemes.
    cpd_schemes: CpdScheme = "cpd_schemes",
    /// Pay.
    pay: Pay = "pay",
    /// Career-framework levels.
    career_levels: CareerLevel = "career_levels",
    /// Bank holidays.
    bank_holidays: BankHolidays = "bank_holidays",
}
