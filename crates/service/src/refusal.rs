//! Why a use-case did not do what was asked, said once for pages and programs alike.

use preceptor_ledger::{FileError, StoreError};

use crate::register::RegisterError;

/// What is wrong with one field of what was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The name of the field.
    pub field: String,
    /// What to do about it, in a sentence.
    pub message: String,
}

impl Wrong {
    /// What is wrong with a field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Why a use-case did not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such thing, or the asker may not know that there is.
    #[error("there is no such thing")]
    NotFound,
    /// They may know of it, and may not do this: why, and who could.
    #[error("{0}")]
    Denied(String),
    /// They have to say once more that it is they.
    #[error("sign in once more for this")]
    StepUp,
    /// What was handed in cannot be taken.
    #[error("{}", .0.iter().map(|it| it.message.as_str()).collect::<Vec<_>>().join(" "))]
    Wrong(Vec<Wrong>),
    /// Somebody changed it in the meantime.
    #[error("somebody changed this in the meantime")]
    Conflict,
    /// Too often in too short a time.
    #[error("too often in too short a time")]
    TooOften,
    /// Something of ours did not work.
    #[error("{0}")]
    Broken(String),
}

impl Refusal {
    /// One field is wrong.
    pub fn wrong(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Wrong(vec![Wrong::new(field, message)])
    }
}

impl From<StoreError> for Refusal {
    fn from(it: StoreError) -> Self {
        match it {
            StoreError::Conflict(_) => Self::Conflict,
            other => Self::Broken(other.to_string()),
        }
    }
}

impl From<RegisterError> for Refusal {
    fn from(it: RegisterError) -> Self {
        match it {
            RegisterError::Store(it) => it.into(),
            RegisterError::Unreadable(it) => Self::Broken(it.to_string()),
        }
    }
}

impl From<FileError> for Refusal {
    fn from(it: FileError) -> Self {
        match it {
            FileError::Store(it) => it.into(),
            other => Self::wrong("file", other.to_string()),
        }
    }
}
