//! Rows of standing, clearance, entry and eligibility.

use std::collections::BTreeSet;

use preceptor_record::Code;
use preceptor_rulebook::Row;
use preceptor_standing::Truth;

use super::leaves::requirement;
use super::scene::Scene;

/// What a row's jurisdiction, setting, specialty and part have to fit.
#[derive(Debug, Clone)]
pub struct Place {
    /// The jurisdiction.
    pub jurisdiction: Code,
    /// The setting, where one is known.
    pub setting: Option<Code>,
    /// The specialty, where one is known.
    pub specialty: Option<Code>,
    /// The part of the register, where one is asked about.
    pub part: Option<Code>,
}

/// Whether the row counts there.
// READ AS: a row for a setting, specialty or part does not fit where none is known.
pub fn row_counts(scene: &Scene, adopted: &BTreeSet<Code>, place: &Place, row: &Row) -> bool {
    let fits = |asked: Vec<&Code>, known: Option<&Code>| {
        asked.is_empty() || known.is_some_and(|it| asked.contains(&it))
    };
    row.set.as_ref().is_none_or(|it| adopted.contains(&it.value))
        && row.effective.period().holds(scene.day)
        && scene
            .book
            .holds_in(row.jurisdiction.iter().map(|it| &it.value), place.jurisdiction.as_str())
        && fits(row.setting.iter().map(|it| &it.value).collect(), place.setting.as_ref())
        && fits(row.specialty.iter().collect(), place.specialty.as_ref())
        && fits(row.part.iter().map(|it| &it.value).collect(), place.part.as_ref())
}

/// Whether what the row says holds.
pub fn row(scene: &Scene, row: &Row) -> Truth {
    let excepted = row.unless.as_ref().map_or(Truth::Unmet, |it| requirement(scene, it));
    excepted.max(requirement(scene, &row.requires))
}
