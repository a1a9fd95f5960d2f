//! Rows of clearance, entry, eligibility and standing, as an answer lists them.

use preceptor_rulebook::Rulebook;
use preceptor_rulebook::provision::{Citation, Confidence};
use preceptor_rulebook::role::Weight;
use preceptor_standing::explain::Finding;
use preceptor_standing::{Judged, Reason};
use serde_json::{Value as Json, json};

use crate::source;

/// A row as it stands, or what law says beside the rows.
pub struct Item<'a> {
    /// The id of the row, or of the provision.
    pub id: &'a str,
    /// What must hold.
    pub says: &'a str,
    /// How much it weighs.
    pub weight: Weight,
    /// Met, unmet or unknown.
    pub outcome: &'a str,
    /// What was found.
    pub because: Vec<&'a str>,
    /// What to do about it.
    pub fix: Option<&'a str>,
    /// How long that usually takes.
    pub takes: Option<preceptor_record::Span>,
    /// Where it was read.
    pub source: &'a [Citation],
    /// Whether it rests on memory or is disputed.
    pub unverified: bool,
}

impl<'a> Item<'a> {
    /// The row that was judged.
    pub fn of(it: &'a Judged) -> Self {
        Self {
            id: it.id.as_str(),
            says: &it.says,
            weight: it.weight,
            outcome: it.truth.as_str(),
            because: it.because.iter().map(|it: &Finding| it.text.as_str()).collect(),
            fix: it.fix.as_deref(),
            takes: it.row.takes,
            source: &it.row.source,
            unverified: it.row.confidence == Confidence::Memory || it.row.disputed,
        }
    }

    /// A provision that bars the post or may bar it.
    pub fn of_law(it: &'a Reason) -> Self {
        Self {
            id: it.provision.as_str(),
            says: &it.says,
            weight: Weight::Must,
            outcome: if it.outcome == "applies" { "unmet" } else { it.outcome },
            because: it.because.iter().map(String::as_str).collect(),
            fix: None,
            takes: None,
            source: &it.source,
            unverified: it.unverified,
        }
    }

    /// What stands in a list of what is missing: the id, so that programs find it, and the sentence.
    pub fn line(&self) -> String {
        format!("{}: {}", self.id, self.says)
    }

    /// For programs.
    pub fn json(&self, book: &Rulebook) -> Json {
        json!({
            "row": self.id,
            "says": self.says,
            "kind": self.weight.as_str(),
            "outcome": self.outcome,
            "because": self.because,
            "fix": self.fix,
            "takes": self.takes.map(|it| it.to_string()),
            "source": source::first(book, self.source),
            "sources": source::further(book, self.source),
            "unverified": self.unverified,
        })
    }
}
