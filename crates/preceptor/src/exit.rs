//! What the exit status says, and how a failure is told.

use std::process::ExitCode;

use crate::print;

/// The answer as an exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Yes: permit, clear, open, nothing found, done.
    Yes,
    /// Something could not be done now.
    Failed,
    /// The question itself was wrong: usage, a bad file, an unknown id. Nothing was written.
    WrongQuestion,
    /// The answer is no.
    No,
    /// It needs supervision, or cannot be told.
    Depends,
}

impl From<Exit> for ExitCode {
    fn from(it: Exit) -> Self {
        Self::from(match it {
            Exit::Yes => 0,
            Exit::Failed => 1,
            Exit::WrongQuestion => 2,
            Exit::No => 3,
            Exit::Depends => 4,
        })
    }
}

/// Why a command gave no answer.
#[derive(Debug)]
pub enum Failure {
    /// The question was wrong; the text is whole and ends with a line end.
    Wrong(String),
    /// Something went wrong that was not the question.
    Broken(String),
}

impl Failure {
    /// A wrong question in one line, with what to do.
    pub fn wrong(message: impl AsRef<str>, help: impl AsRef<str>) -> Self {
        Self::Wrong(format!("error: {}\n  = help: {}\n", message.as_ref(), help.as_ref()))
    }

    /// Tells it on standard error and gives the exit status.
    pub fn report(self) -> ExitCode {
        let (text, exit) = match self {
            Self::Wrong(text) => (text, Exit::WrongQuestion),
            Self::Broken(text) => (text, Exit::Failed),
        };
        print::error(&text);
        exit.into()
    }
}

impl From<preceptor_standing::WrongQuestion> for Failure {
    fn from(it: preceptor_standing::WrongQuestion) -> Self {
        Self::wrong(it.message, it.help)
    }
}
