//! `limits/*.yaml`: working-time rules, each dated and with its source.

use std::collections::BTreeSet;

use preceptor_limits::{Amount, Class, Fatigue, Measure, MeasureWord, Parameters, Profile, Rule};
use preceptor_record::date::Effective;
use preceptor_record::file::At;
use preceptor_record::{Code, Day, shape};
use serde_json::{Value as Json, json};

use crate::book::Rulebook;
use crate::provision::{Citation, Confidence};

shape! {
    /// A working-time rule.
    pub struct LimitRule {
        /// Its id, which never changes and is never used again.
        pub id: At<Code>,
        /// What it says, in one plain sentence.
        pub says: String,
        /// What is measured.
        pub measure: At<MeasureWord>,
        /// What the measure must know.
        pub parameters: Option<Parameters>,
        /// More than this breaks the rule.
        pub at_most: Option<Amount>,
        /// Less than this breaks it.
        pub at_least: Option<Amount>,
        /// How hard it binds.
        pub class: Class,
        /// Whether rest that it finds missing is owed.
        pub owed: bool = false,
        /// From when until when.
        pub effective: Effective,
        /// Where it was read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence,
        /// A note for those who keep the rulebook.
        pub note: Option<String>,
    }
}

shape! {
    /// How shifts tire, and where that was read.
    pub struct FatigueEntry {
        /// The risks.
        pub risks: Fatigue,
        /// Where they were read.
        pub source: Vec<Citation>,
        /// How sure the source is.
        pub confidence: Confidence,
        /// A note for those who keep the rulebook.
        pub note: Option<String>,
    }
}

shape! {
    /// A file of working-time rules, which contracts name together.
    pub struct LimitFile {
        /// Its id, which is the name of the file.
        pub limits: At<Code>,
        /// Whose rules they are.
        pub title: String,
        /// The rules.
        pub rules: Vec<LimitRule>,
        /// How shifts tire, for the points of a rota.
        pub fatigue: Option<FatigueEntry>,
    }
}

impl LimitRule {
    /// What it measures; or what does not fit together.
    ///
    /// # Errors
    ///
    /// One sentence for each thing that is wrong.
    pub fn measured(&self) -> Result<Measure, Vec<String>> {
        let none = Parameters::none();
        let with = self.parameters.as_ref().or(none.as_ref());
        let Some(with) = with else { return Err(Vec::new()) };
        Measure::build(self.measure.value, with, self.at_most, self.at_least)
    }
}

impl Rulebook {
    /// The working-time rules of that id, with their sources as they are to be shown. What does not fit together, which
    /// lint says, is left out.
    pub fn limit_profile(&self, id: &str) -> Option<Profile> {
        let file = self.limits.get(id)?;
        let rules = file.rules.iter().filter_map(|it| {
            Some(Rule {
                id: it.id.value.clone(),
                says: it.says.clone(),
                measure: it.measured().ok()?,
                class: it.class,
                is_owed: it.owed,
                period: it.effective.period(),
                source: self.limit_source(file, it),
            })
        });
        let fatigue = file.fatigue.as_ref().map(|it| it.risks.clone());
        Some(Profile { id: file.limits.value.clone(), rules: rules.collect(), fatigue })
    }

    /// The bank holidays of a jurisdiction.
    pub fn bank_holidays(&self, jurisdiction: &str) -> BTreeSet<Day> {
        let all = self.vocabulary.bank_holidays.iter();
        let ours = all.filter(|it| {
            let named = it.jurisdiction.iter().map(|it| it.value.as_str());
            named.into_iter().any(|it| self.jurisdiction_holds(it, jurisdiction))
        });
        ours.flat_map(|it| it.days.keys().copied()).collect()
    }

    fn limit_source(&self, file: &LimitFile, rule: &LimitRule) -> Json {
        let cited: Vec<Json> = rule
            .source
            .iter()
            .map(|it| {
                let text = self.source(it.id.as_str());
                json!({
                    "id": it.id.as_str(),
                    "title": text.map(|it| it.title.as_str()),
                    "publisher": text.map(|it| it.publisher.as_str()),
                    "date": text.and_then(|it| it.date.as_deref()),
                    "section": it.at.as_deref(),
                    "url": text.and_then(|it| it.url.as_deref()),
                })
            })
            .collect();
        json!({
            "limits": file.limits.as_str(),
            "rule": rule.id.as_str(),
            "says": rule.says,
            "confidence": rule.confidence.as_str(),
            "read_in": cited,
        })
    }
}
