//! A rule: what is measured, how much of it, from when, and how hard it binds.

use preceptor_record::{Code, Period, words};

use crate::fatigue::Fatigue;
use crate::measure::Measure;

words! {
    /// How hard a rule binds.
    pub enum Class {
        /// Statute, regulator or contract: a rota that breaks it does not stand unless somebody accepts it by name.
        Hard = "hard",
        /// National standard or college guidance: a rota that breaks it needs a reason.
        Firm = "firm",
        /// Good practice: shown and counted.
        Soft = "soft",
    }
}

/// A rule as the rota is judged by it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its id, such as `wtr-10`.
    pub id: Code,
    /// What it says, in one plain sentence.
    pub says: String,
    /// What is measured.
    pub measure: Measure,
    /// How hard it binds.
    pub class: Class,
    /// Whether what is missing of the rest it asks for is owed.
    pub is_owed: bool,
    /// In force on these days.
    pub period: Period,
    /// Where it was read, as it is to be shown.
    pub source: serde_json::Value,
}

/// The rules that a contract names together.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Its id, such as `resident-2019`.
    pub id: Code,
    /// Its rules, in the order of the file.
    pub rules: Vec<Rule>,
    /// What it says of fatigue.
    pub fatigue: Option<Fatigue>,
}
