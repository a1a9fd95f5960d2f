//! Roles: what they are, how one enters them, and what must hold to start and to stay.

use preceptor_record::date::{Day, Effective};
use preceptor_record::file::{At, Faults, Node, Schemas, Shape, Value, expected};
use preceptor_record::{Code, Span, shape, words};
use serde_json::{Value as Json, json};

use crate::provision::{Citation, Confidence};
use crate::requirement::Requirement;
use crate::selector::Selectors;

words! {
    /// How much a row weighs.
    pub enum Weight {
        /// It must hold.
        Must = "must",
        /// It usually must.
        Usual = "usual",
        /// It helps.
        Helps = "helps",
    }
}

shape! {
    /// One thing that must hold: for standing, clearance, entry or eligibility.
    pub struct Row {
        /// Its id.
        pub id: At<Code>,
        /// What must hold, in one plain sentence.
        pub says: String,
        /// How much it weighs.
        pub kind: Weight = Weight::Must,
        /// For which roles, where the file is not a role's.
        pub role: Selectors,
        /// For which part of the register.
        pub part: Vec<At<Code>>,
        /// Where.
        pub jurisdiction: Vec<At<Code>>,
        /// In which settings.
        pub setting: Vec<At<Code>>,
        /// In which specialties.
        pub specialty: Vec<Code>,
        /// The requirement.
        pub requires: Requirement,
        /// When it does not apply after all.
        pub unless: Option<Requirement>,
        /// Whose rule it is.
        pub set: Option<At<Code>>,
        /// From when until when.
        pub effective: Effective = Effective::ALWAYS,
        /// What to do when it is unmet.
        pub fix: Option<String>,
        /// How long putting it right usually takes.
        pub takes: Option<Span>,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// Whether authorities disagree.
        pub disputed: bool = false,
        /// A note for those who keep the rulebook.
        pub note: Option<String>,
    }
}

words! {
    /// The strands of titles.
    pub enum Strand {
        /// In use.
        Working = "working",
        /// Protected by law.
        Protected = "protected",
        /// Proposed for protection.
        Proposed = "proposed",
        /// Of those in training.
        Trainee = "trainee",
    }
}

shape! {
    /// What people in the role are called.
    pub struct Title {
        /// The title.
        pub title: String,
        /// Its strand.
        pub strand: Strand,
        /// Where.
        pub jurisdiction: Vec<At<Code>>,
        /// From when until when.
        pub effective: Effective,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// Who regulates the role.
    pub struct Regulation {
        /// The regulator.
        pub regulator: String,
        /// The register.
        pub register: Option<At<Code>>,
        /// Its part.
        pub part: Option<Code>,
        /// From when until when.
        pub effective: Effective,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// A step of a ladder: career-framework level, pay band or academic level, each in a list of its own.
    pub struct Rung {
        /// The career-framework or academic level.
        pub level: Option<String>,
        /// The pay band.
        pub band: Option<String>,
        /// Of whom: trainee, entry, qualified, senior, lead.
        pub stage: Option<Code>,
        /// Where.
        pub jurisdiction: Vec<At<Code>>,
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
    /// A body that speaks for or looks after the role.
    pub struct ProfessionalBody {
        /// Its name.
        pub name: String,
        /// What kind.
        pub kind: Option<String>,
        /// From when until when.
        pub effective: Effective = Effective::ALWAYS,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
    }
}

shape! {
    /// A figure about the role.
    pub struct Figure {
        /// What is counted.
        pub what: String,
        /// How many.
        pub value: String,
        /// When.
        pub as_of: Option<String>,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
    }
}

/// A number of months, or from so many to so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Months {
    /// The least.
    pub min: u32,
    /// The most.
    pub max: u32,
}

shape! {
    /// Months from so many to so many.
    pub struct WrittenMonths {
        /// The least.
        pub min: u32,
        /// The most.
        pub max: u32,
    }
}

impl Shape for Months {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let made = match node.value {
            Value::Map(_) => {
                WrittenMonths::read(node, faults).map(|it| Self { min: it.min, max: it.max })?
            }
            _ => u32::read(node, faults).map(|it| Self { min: it, max: it })?,
        };
        if made.min > made.max || made.max > 600 {
            faults.push(expected(node, "months from fewer to more, at most 600"));
            return None;
        }
        Some(made)
    }
    fn schema(schemas: &mut Schemas) -> Json {
        let written = WrittenMonths::schema(schemas);
        json!({ "anyOf": [{ "type": "integer" }, written] })
    }
}

shape! {
    /// A step of a route.
    pub struct Step {
        /// What it is.
        pub step: String,
        /// How long it takes.
        pub months: Option<Months>,
        /// What one has afterwards.
        pub gives: Option<String>,
    }
}

shape! {
    /// Who pays.
    pub struct Funding {
        /// In words.
        pub text: String,
        /// From when until when.
        pub effective: Effective = Effective::ALWAYS,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
    }
}

shape! {
    /// An examination of a route, by cohort.
    pub struct RouteExam {
        /// Which.
        pub exam: At<Code>,
        /// From when until when.
        pub effective: Effective = Effective::ALWAYS,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// A way into a role.
    pub struct Route {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// What it is.
        pub summary: Option<String>,
        /// Where.
        pub jurisdiction: Vec<At<Code>>,
        /// When one may start on it.
        pub effective: Effective = Effective::ALWAYS,
        /// What must hold before applying.
        pub entry: Vec<Row>,
        /// What joining brings, or can simply be fetched.
        pub arrange: Vec<String>,
        /// The steps.
        pub steps: Vec<Step>,
        /// Who pays.
        pub funding: Vec<Funding>,
        /// The award.
        pub award: Option<String>,
        /// Its academic level.
        pub academic_level: Option<u8>,
        /// The national examination.
        pub exam: Vec<RouteExam>,
        /// Why nobody can start on it.
        pub closed: Option<String>,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
        /// A note.
        pub note: Option<String>,
    }
}

words! {
    /// Whether one may move from a role to another.
    pub enum Possible {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Not in one step.
        Indirect = "indirect",
        /// Proposed.
        Proposed = "proposed",
        /// Disputed.
        Disputed = "disputed",
    }
}

shape! {
    /// A move to another role.
    pub struct Move {
        /// To which.
        pub to: Code,
        /// Whether one may.
        pub possible: Possible,
        /// How, or what stands in the way.
        pub how: Option<String>,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence = Confidence::Stated,
    }
}

shape! {
    /// A CPD scheme that people in the role follow.
    pub struct FollowedScheme {
        /// Which.
        pub scheme: At<Code>,
        /// From when until when.
        pub effective: Effective = Effective::ALWAYS,
        /// Whose rule it is.
        pub set: Option<At<Code>>,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// Something to read.
    pub struct Reading {
        /// Its title.
        pub title: String,
        /// Where it is.
        pub url: Option<String>,
        /// A note.
        pub note: Option<String>,
    }
}

words! {
    /// Whether a registered base profession stands under a role.
    pub enum Base {
        /// No.
        None = "none",
        /// Yes.
        Required = "required",
    }
}

shape! {
    /// A role.
    pub struct Role {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// Its short title.
        pub short: String,
        /// What it is.
        pub summary: String,
        /// What people in it do.
        pub in_practice: Vec<String>,
        /// What they are and were called.
        pub titles: Vec<Title>,
        /// Whether a base profession stands under it.
        pub base: Base = Base::None,
        /// Which.
        pub base_professions: Vec<At<Code>>,
        /// Who regulates it.
        pub regulation: Vec<Regulation>,
        /// Career-framework levels.
        pub career_level: Vec<Rung>,
        /// Pay bands.
        pub pay_band: Vec<Rung>,
        /// Academic levels.
        pub academic_level: Vec<Rung>,
        /// Where they work.
        pub settings: Vec<At<Code>>,
        /// Who speaks for them.
        pub bodies: Vec<ProfessionalBody>,
        /// How many there are.
        pub numbers: Vec<Figure>,
        /// Ways in.
        pub routes: Vec<Route>,
        /// What must hold to be in good standing.
        pub standing: Vec<Row>,
        /// What must hold before starting.
        pub clearance: Vec<Row>,
        /// CPD schemes.
        pub cpd: Vec<FollowedScheme>,
        /// Ways on.
        pub moves: Vec<Move>,
        /// Further reading.
        pub reading: Vec<Reading>,
        /// What is disputed.
        pub uncertain: Vec<String>,
    }
}

shape! {
    /// A file of clearance rows shared by several roles.
    pub struct ClearanceFile {
        /// The rows.
        pub clearance: Vec<Row>,
    }
}

impl Row {
    /// Whether it is in force on that day.
    pub fn is_in_force(&self, day: Day) -> bool {
        self.effective.period().holds(day)
    }
}
