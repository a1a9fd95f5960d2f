//! What a person is found by: their names, numbers and address, as their record has them last.

use std::collections::BTreeMap;

use preceptor_ledger::{Derive, Entry};
use serde_json::{Value as Json, json};

/// The search rows of people whose entries hold facts as a people file writes them.
#[derive(Debug, Clone, Copy)]
pub struct ByFacts;

/// What is taken of a fact that says who somebody is.
const OF_DETAILS: &[&str] = &["name", "known_as", "email", "employee_number"];

impl Derive for ByFacts {
    fn search_row(&self, _: &str, entries: &[Entry]) -> Option<String> {
        let last = entries.last()?.recorded_at;
        let mut names = BTreeMap::new();
        let mut numbers = Vec::new();
        for entry in preceptor_ledger::as_known(entries, last) {
            let Some(body) = entry.body.text().and_then(|it| serde_json::from_str::<Json>(it).ok())
            else {
                continue;
            };
            match entry.kind.as_str() {
                "details" => {
                    // A later one says it anew; what it leaves out stays as it was.
                    let said = OF_DETAILS
                        .iter()
                        .filter_map(|key| Some((*key, body.get(key)?.as_str()?.to_owned())));
                    names.extend(said);
                }
                "registration" => {
                    let text =
                        |key: &str| body.get(key).and_then(Json::as_str).map(ToOwned::to_owned);
                    numbers.extend(
                        text("register")
                            .zip(text("number"))
                            .map(|(register, number)| json!([register, number])),
                    );
                }
                _ => {}
            }
        }
        if names.is_empty() && numbers.is_empty() {
            return None;
        }
        Some(json!({ "details": names, "numbers": numbers }).to_string())
    }
}
