//! The problem file as it is written: closed keys, each with its place. What the keys mean together is found by
//! [`compile`](super::compile()).

mod people;
mod scalar;
mod work;

pub use people::*;
pub use scalar::*;
pub use work::*;

use std::collections::BTreeMap;

use preceptor_limits::Weekday;
use preceptor_record::file::{At, Schemas};
use preceptor_record::{Code, Day, shape, words};

/// The JSON Schema of a problem file.
pub fn schema() -> serde_json::Value {
    Schemas::document::<ProblemFile>("a rota problem")
}

words! {
    /// How reference periods follow each other.
    pub enum Following {
        /// Any period of that length.
        Rolling = "rolling",
        /// One after another.
        Successive = "successive",
    }
}

words! {
    /// What becomes of days of leave and sickness in an average.
    pub enum Method {
        /// They are left out, with the work on them.
        DropExcluded = "drop-excluded",
        /// As many working days after the period are added.
        MakeUp = "make-up",
        /// They count as days without work.
        Plain = "plain",
    }
}

shape! {
    /// How averages are taken.
    pub struct AverageChoice {
        /// The reference period.
        pub weeks: Option<At<u32>>,
        /// How reference periods follow each other.
        pub kind: Option<Following>,
        /// What becomes of days of leave and sickness.
        pub method: Option<Method>,
    }
}

shape! {
    /// The rota cycle.
    pub struct CycleChoice {
        /// Its length.
        pub weeks: At<u32>,
        /// The first day of one.
        pub starts: Day,
    }
}

shape! {
    /// What law leaves to the employer.
    pub struct ChoicesFile {
        /// How averages are taken.
        pub average: Option<AverageChoice>,
        /// How the weekly rest is given, by a word of the rule.
        pub weekly_rest: Option<At<Code>>,
        /// Whether it stands apart from daily rest.
        pub apart_from_daily_rest: Option<bool>,
        /// The day on which weeks begin.
        pub week_starts: Option<Weekday>,
        /// The rota cycle.
        pub cycle: Option<CycleChoice>,
    }
}

shape! {
    /// What binds those who hold a post under it.
    pub struct ContractFile {
        /// Ids of limits; none binds by none.
        pub rules: Vec<At<Code>>,
        /// The standard week, without breaks, of a full-time post.
        pub hours_per_week: Option<Hours>,
        /// Choices that differ for it.
        pub choices: Option<ChoicesFile>,
    }
}

shape! {
    /// Where work is done.
    pub struct PlaceFile {
        /// Its site.
        pub site: Option<Code>,
        /// Minutes to walk to other places, both ways.
        pub minutes: BTreeMap<Code, At<u32>>,
    }
}

shape! {
    /// What the organisation wants, in points; one not given counts nothing, but for `wanted` and `request`.
    pub struct WeightsFile {
        /// For each person wanted on a duty beyond its need and missing.
        pub wanted: u32 = 100,
        /// For each request not met that has no weight of its own.
        pub request: u32 = 10,
        /// For each weekend away from a fair share.
        pub weekend: u32 = 0,
        /// For each night away from a fair share.
        pub night: u32 = 0,
        /// For each bank holiday away from a fair share.
        pub bank_holiday: u32 = 0,
        /// For each point of fatigue.
        pub fatigue: u32 = 0,
        /// For each assignment that differs from a published rota.
        pub change: u32 = 0,
    }
}

shape! {
    /// What is to be staffed, by whom, and under which rules.
    pub struct ProblemFile {
        /// Its id, shown in answers.
        pub rota: Option<String>,
        /// What is judged, filled and scored.
        pub period: At<Days>,
        /// The zone of local times.
        pub zone: Option<At<String>>,
        /// Whose bank holidays these are, and where the rules hold.
        pub jurisdiction: Option<At<Code>>,
        /// Optional sets of the rulebook that were adopted.
        pub adopt: Vec<At<Code>>,
        /// The moment of knowledge.
        pub known_at: Option<At<Moment>>,
        /// A file with facts of these people.
        pub records: Option<At<String>>,
        /// The day since which all work is stated.
        pub known_from: Option<At<Day>>,
        /// What law leaves to the employer.
        pub choices: Option<ChoicesFile>,
        /// Contracts, by id.
        pub contracts: BTreeMap<Code, ContractFile>,
        /// Places, by id.
        pub places: BTreeMap<Code, PlaceFile>,
        /// Kinds of duty, by id.
        pub kinds: BTreeMap<Code, KindFile>,
        /// Who works.
        pub people: At<Vec<PersonFile>>,
        /// What is to be done.
        pub duties: Vec<DutyFile>,
        /// Who is away.
        pub absences: Vec<AbsenceFile>,
        /// Who asked for what.
        pub requests: Vec<RequestFile>,
        /// Who does what.
        pub assignments: Vec<AssignmentFile>,
        /// What the organisation wants.
        pub weights: Option<WeightsFile>,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    /// The schema as it stands in the documentation. Run the test with `PRECEPTOR_WRITE_SCHEMAS=1` to write it anew.
    #[test]
    fn the_copy_of_the_schema_in_the_documentation_is_fresh() {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../docs/reference/schemas/rota-problem.json");
        let wanted = format!("{}\n", serde_json::to_string_pretty(&super::schema()).unwrap());
        if std::env::var_os("PRECEPTOR_WRITE_SCHEMAS").is_some() {
            std::fs::write(&path, &wanted).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(found == wanted, "it is stale: run `cargo xtask codegen` and commit it");
    }
}
