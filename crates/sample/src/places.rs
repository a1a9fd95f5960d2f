//! Trusts, practices and what is in them.

use serde_json::{Value as Json, json};

use crate::chance::Chance;

/// The organisations of a sample.
pub(crate) struct Places {
    trusts: usize,
    practices: usize,
}

/// A place to work at.
pub(crate) struct Place {
    pub(crate) organisation: String,
    pub(crate) setting: &'static str,
    pub(crate) site: Option<&'static str>,
}

const NATIONS: &[&str] = &[
    "england",
    "england",
    "england",
    "england",
    "england",
    "england",
    "wales",
    "scotland",
    "northern-ireland",
];
const SITES: &[&str] = &["main", "quayside", "north"];

impl Places {
    /// Enough of them for so many people.
    pub(crate) fn for_people(n: usize) -> Self {
        Self { trusts: (n / 400 + 1).min(300), practices: (n / 120 + 1).min(900) }
    }

    /// The organisations as entries of a people file.
    pub(crate) fn entries(&self) -> Vec<Json> {
        let nation = |i: usize| NATIONS.get(i % NATIONS.len()).copied().unwrap_or("england");
        let trusts = (0..self.trusts).map(|i| {
            let kind = if i % 11 == 7 { "mental-health-trust" } else { "trust" };
            json!({ "organisation": trust(i), "name": format!("Imaginary Trust {}", i + 1), "kind": kind, "jurisdiction": nation(i), "sites": SITES })
        });
        let practices = (0..self.practices).map(|i| {
            json!({ "organisation": practice(i), "name": format!("Imaginary Practice {}", i + 1), "kind": "practice", "jurisdiction": nation(i) })
        });
        trusts.chain(practices).collect()
    }

    /// A hospital.
    pub(crate) fn hospital(&self, chance: &mut Chance) -> Place {
        let i = chance.below(u32::try_from(self.trusts).unwrap_or(1)) as usize;
        let setting = if i % 11 == 7 { "mental-health" } else { "secondary-care" };
        Place { organisation: trust(i), setting, site: Some(chance.word(SITES)) }
    }

    /// A general practice.
    pub(crate) fn practice(&self, chance: &mut Chance) -> Place {
        let i = chance.below(u32::try_from(self.practices).unwrap_or(1)) as usize;
        Place { organisation: practice(i), setting: "primary-care", site: None }
    }
}

fn trust(i: usize) -> String {
    format!("X9{i:03}")
}

fn practice(i: usize) -> String {
    format!("Y99{i:03}")
}
