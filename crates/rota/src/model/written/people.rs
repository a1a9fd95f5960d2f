//! People as a problem file writes them.

use preceptor_record::file::{At, Faults, Node, Schemas, Shape, Value};
use preceptor_record::{Code, Day, PersonId, shape};
use serde_json::{Value as Json, json};

use super::scalar::{Elsewhere, Fte, Hours, Moment};

shape! {
    /// A post: a role under a contract, for a part of full time, between two days.
    pub struct PostFile {
        /// Its id; left out, it needs none.
        pub id: Option<At<Code>>,
        /// The role.
        pub role: Option<At<Code>>,
        /// The specialty.
        pub specialty: Option<Code>,
        /// The base profession under the role.
        pub base_profession: Option<Code>,
        /// The employer.
        pub organisation: Option<Code>,
        /// The setting.
        pub setting: Option<Code>,
        /// Where the rules on it hold.
        pub jurisdiction: Option<At<Code>>,
        /// The contract.
        pub contract: Option<At<Code>>,
        /// Part of full time.
        pub fte: Fte = Fte(1000),
        /// The first day.
        pub from: Option<Day>,
        /// The first day after.
        pub until: Option<Day>,
    }
}

shape! {
    /// A kind of duty somebody can do, between two days.
    pub struct DatedKind {
        /// Which kind.
        pub kind: At<Code>,
        /// The first day.
        pub from: Option<Day>,
        /// The first day after.
        pub until: Option<Day>,
    }
}

/// A kind of duty somebody can do: its id, or with days.
#[derive(Debug, Clone, PartialEq)]
pub struct CanDo(pub DatedKind);

impl Shape for CanDo {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        if let Value::Map(_) = node.value {
            return DatedKind::read(node, faults).map(Self);
        }
        let kind = At::<Code>::read(node, faults)?;
        Some(Self(DatedKind { kind, from: None, until: None }))
    }
    fn schema(schemas: &mut Schemas) -> Json {
        json!({ "anyOf": [Code::schema(schemas), DatedKind::schema(schemas)] })
    }
}

shape! {
    /// An agreement in writing not to be bound by the average week.
    pub struct OptOut {
        /// When it was signed: the first day it holds.
        pub signed: Day,
        /// The first day it no longer holds.
        pub until: Option<Day>,
    }
}

shape! {
    /// Work for another employer.
    pub struct OtherWork {
        /// The first day.
        pub from: Option<Day>,
        /// The first day after.
        pub until: Option<Day>,
        /// Hours a week.
        pub hours_per_week: Hours,
    }
}

shape! {
    /// What somebody did before the known work: the memory that fairness needs.
    pub struct EarlierFile {
        /// Since when.
        pub from: Option<Day>,
        /// So many weeks of being available.
        pub weeks: u32 = 0,
        /// Weekends worked.
        pub weekends: u32 = 0,
        /// Nights worked.
        pub nights: u32 = 0,
        /// Bank holidays worked.
        pub bank_holidays: Vec<Day>,
        /// Late finishes.
        pub late: u32 = 0,
        /// Hours owed to the person; negative, by them.
        pub hours_owed: Option<Hours>,
    }
}

shape! {
    /// Somebody who works.
    pub struct PersonFile {
        /// Their id.
        pub id: At<PersonId>,
        /// Their posts, several at once or one after another.
        pub posts: Vec<PostFile>,
        /// The kinds of duty they can do; left out, all.
        pub can: Option<Vec<CanDo>>,
        /// Their skills.
        pub skills: Vec<Code>,
        /// As which supervisors they qualify, at face value.
        pub qualifies: Vec<Code>,
        /// Facts, by which they are judged on every day of a duty.
        pub facts: Option<Elsewhere>,
        /// Whether they work nights as a normal course; left out, judged from their duties.
        pub night_worker: Option<bool>,
        /// Their agreement not to be bound by the average week.
        pub opt_out: Option<OptOut>,
        /// Their work for others.
        pub elsewhere: Vec<OtherWork>,
        /// What they did before.
        pub earlier: Option<EarlierFile>,
    }
}

shape! {
    /// A stretch in which somebody is away.
    pub struct AbsenceFile {
        /// Who.
        pub person: At<PersonId>,
        /// The first moment.
        pub from: At<Moment>,
        /// The first moment after; left out, to the end of the period.
        pub until: Option<At<Moment>>,
        /// Why.
        pub reason: Option<Code>,
    }
}

shape! {
    /// Something somebody asked for.
    pub struct RequestFile {
        /// Who.
        pub person: At<PersonId>,
        /// `off`, `on`, or the kind of duty they would like.
        pub want: At<Code>,
        /// The first moment.
        pub from: At<Moment>,
        /// The first moment after.
        pub until: At<Moment>,
        /// What it weighs; left out, what the organisation says.
        pub weight: Option<u32>,
    }
}
