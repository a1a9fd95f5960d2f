//! A decision as it is kept: what was asked, what it rested on, and the answer, all in ids.

use preceptor_record::shape;
use serde_json::{Value as Json, json};

use super::asked::read;
use super::{Asked, Brief};

shape! {
    /// What the line of a decision says.
    pub struct Kept {
        /// What was asked, with its day.
        pub question: Asked,
        /// The number of the log it was answered at.
        pub seq: i64,
        /// The digest of the rulebook.
        pub rulebook: String,
        /// The sets that were adopted.
        pub adopted: Vec<String>,
        /// The version of the program.
        pub program: String,
        /// The answer.
        pub answer: Brief,
    }
}

/// The version of this program, as a decision names it.
pub(super) const PROGRAM: &str = env!("CARGO_PKG_VERSION");

impl Kept {
    /// Reads the line of a decision.
    ///
    /// # Errors
    ///
    /// Where it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        read(text, "the decision")
    }

    /// As it is written.
    pub fn json(&self) -> Json {
        json!({
            "question": self.question.json(),
            "seq": self.seq,
            "rulebook": self.rulebook,
            "adopted": self.adopted,
            "program": self.program,
            "answer": self.answer.json(),
        })
    }
}
