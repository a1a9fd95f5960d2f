//! Why something could not be stored or read.

use std::error::Error;

/// Why the store gave no answer. Ids only: never a name, a body or a key.
///
/// What a caller does with it follows from the variant: try again, tell the user that somebody else was first, or stop
/// and call the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database or the file store did not answer, or was busy for too long. Trying again may help.
    #[error("the store cannot be reached now: {cause}")]
    Away {
        /// What it said.
        cause: String,
    },
    /// Somebody else changed it first, or it has been said already.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// What is stored is not what was written. Nothing is guessed; restore a backup.
    #[error("the data are damaged: table `{table}`, column `{column}`, row `{id}`")]
    Damaged {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        id: String,
    },
    /// What was handed over cannot be stored: the caller's mistake.
    #[error("`{what}` is not as it must be: {help}")]
    Unfit {
        /// What is wrong.
        what: &'static str,
        /// How it should be.
        help: &'static str,
    },
    /// The last entry was recorded so far ahead of the time given that one of the two clocks is wrong.
    #[error(
        "the last entry was recorded {seconds} seconds after the time it is now said to be: check the clock"
    )]
    Clock {
        /// How far ahead, in seconds.
        seconds: i64,
    },
    /// The master key is missing or belongs to another database.
    #[error("{message}")]
    Key {
        /// What is wrong with it.
        message: String,
    },
    /// The database itself cannot be used as it is.
    #[error("{message}")]
    Setup {
        /// What is wrong and what to do.
        message: String,
    },
}

/// Why an append was refused though nothing is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// The stream has grown since it was looked at.
    #[error("`{stream}` has changed: it now ends with entry {seq}")]
    Changed {
        /// The stream.
        stream: String,
        /// Its last entry now; 0 where it has none.
        seq: i64,
    },
    /// The entry was corrected already: a second correction would be a fork.
    #[error("`{id}` of `{stream}` has been corrected already")]
    Corrected {
        /// The stream.
        stream: String,
        /// The entry.
        id: String,
    },
    /// An entry of that id is there already.
    #[error("there is an entry `{id}` in `{stream}` already")]
    Taken {
        /// The stream.
        stream: String,
        /// The entry.
        id: String,
    },
    /// It corrects or speaks of an entry that is not there.
    #[error("there is no entry `{id}` in `{stream}`")]
    Unknown {
        /// The stream.
        stream: String,
        /// The entry.
        id: String,
    },
    /// There is nothing in the stream yet, and there had to be.
    #[error("there is nothing in `{stream}` yet")]
    Empty {
        /// The stream.
        stream: String,
    },
    /// The person has been erased; nothing more is stored about them under that id.
    #[error("`{person}` has been erased")]
    Erased {
        /// The person's id.
        person: String,
    },
}

impl StoreError {
    pub(crate) fn unfit(what: &'static str, help: &'static str) -> Self {
        Self::Unfit { what, help }
    }

    pub(crate) fn damaged(
        table: &'static str,
        column: &'static str,
        id: impl Into<String>,
    ) -> Self {
        Self::Damaged { table, column, id: id.into() }
    }

    pub(crate) fn away(cause: impl Error) -> Self {
        let mut said = cause.to_string();
        let mut next = cause.source();
        while let Some(it) = next {
            let more = it.to_string();
            if !said.contains(&more) {
                said = format!("{said}: {more}");
            }
            next = it.source();
        }
        Self::Away { cause: said }
    }

    /// Whether the same may well succeed when tried again.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Away { .. })
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(it: sqlx::Error) -> Self {
        match it {
            sqlx::Error::ColumnDecode { index, .. } => {
                Self::Damaged { table: "?", column: "?", id: index }
            }
            other => Self::away(other),
        }
    }
}
