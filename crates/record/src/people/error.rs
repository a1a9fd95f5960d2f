//! Why a people file cannot be used, and what to do about it.

use std::fmt::{self, Write as _};
use std::io;

use super::{Item, People};
use crate::file::{Fault, Faults, Scrap, Sources};

/// Why a people file cannot be read. The message names the file; [`ReadError::help`] says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such file.
    #[error("there is no file `{path}`")]
    Missing {
        /// Which.
        path: String,
    },
    /// It is a folder.
    #[error("`{path}` is a folder, not a people file")]
    Folder {
        /// Which.
        path: String,
    },
    /// It may not be read.
    #[error("`{path}` may not be read")]
    Forbidden {
        /// Which.
        path: String,
    },
    /// Reading it failed.
    #[error("`{path}` cannot be read")]
    Broken {
        /// Which.
        path: String,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// It was another file when it was looked at first.
    #[error("`{path}` was changed while it was being read")]
    Changed {
        /// Which.
        path: String,
    },
    /// It is too large to be read at once.
    #[error("`{path}` is too large to be read as one list")]
    TooLarge {
        /// Which.
        path: String,
    },
    /// Something in it is wrong.
    #[error(transparent)]
    Faulty(#[from] Box<Faulty>),
}

impl ReadError {
    /// What an error of the system while opening or reading that file means.
    pub fn of(path: &str, cause: io::Error) -> Self {
        let path = path.to_owned();
        match cause.kind() {
            io::ErrorKind::NotFound => Self::Missing { path },
            io::ErrorKind::IsADirectory => Self::Folder { path },
            io::ErrorKind::PermissionDenied => Self::Forbidden { path },
            _ => Self::Broken { path, cause },
        }
    }

    /// What to do about it, where the faults do not say so themselves.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Missing { .. } => Some("check the name, and the folder it is looked for in"),
            Self::Folder { .. } => {
                Some("name one file: a list in YAML or JSON, or one JSON object a line")
            }
            Self::Forbidden { .. } => Some(
                "ask its owner for permission to read it, or check whether another program holds it",
            ),
            Self::Broken { .. } => {
                Some("see whether the disk or the network share it lies on can be reached")
            }
            Self::Changed { .. } => Some("ask again once nothing writes to it"),
            Self::TooLarge { .. } => {
                Some("write one JSON object a line (.jsonl): such a file may be of any size")
            }
            Self::Faulty(_) => None,
        }
    }

    /// The message, its cause and the advice, or all faults with the lines they stand on.
    pub fn render(&self) -> String {
        if let Self::Faulty(it) = self {
            return it.render();
        }
        let cause = match self {
            Self::Broken { cause, .. } => format!(": {cause}"),
            _ => String::new(),
        };
        let help = self.help().map(|it| format!("\n  = help: {it}")).unwrap_or_default();
        format!("error: {self}{cause}{help}\n")
    }
}

/// What is wrong in a people file, with the lines it stands on.
#[derive(Default)]
pub struct Faulty {
    name: String,
    faults: Faults,
    sources: Sources,
    n_bytes_kept: usize,
    n_lines_left_out: usize,
}

/// The file and how many faults: the lines themselves are full of names.
impl fmt::Debug for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Faulty")
            .field("name", &self.name)
            .field("n_faults", &self.faults.n_errors())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.faults.n_errors() + self.n_lines_left_out;
        write!(f, "{n} fault{} in `{}`", if n == 1 { "" } else { "s" }, self.name)
    }
}

impl std::error::Error for Faulty {}

/// So many bytes of faulty lines are kept to be shown; beyond it they are counted.
const MOST_KEPT: usize = 16_000_000;

/// So many faulty lines are kept to be shown; a file with more has one cause.
const MOST_LINES: usize = 200;

impl Faulty {
    /// Nothing found yet in the file of that name.
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Every fault found.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The texts the faults speak of.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// All faults in words, each with the line it stands on.
    pub fn render(&self) -> String {
        let mut out = self.faults.render(&self.sources);
        if self.n_lines_left_out > 0 {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "... and {} more lines with faults", self.n_lines_left_out);
        }
        out
    }

    /// Reads a line out of what is left of others, and keeps it where something is wrong with it.
    pub(super) fn read_line(&mut self, scrap: &mut Scrap, text: &str, number: u32) -> Option<Item> {
        let item = People::read_line_from(scrap, text, 0, &mut Faults::default());
        if item.is_none() {
            self.add(text, number, |source, faults| {
                People::read_line(text, source, faults);
            });
        }
        item
    }

    /// Keeps a line and what is wrong with it, which `find` is to say given the number of the source.
    pub(super) fn add(&mut self, text: &str, number: u32, find: impl FnOnce(u32, &mut Faults)) {
        if let Some(source) = self.keep(text, number) {
            find(source, &mut self.faults);
        }
    }

    /// Keeps a line to be shown, or counts it where there are too many.
    pub(super) fn keep(&mut self, text: &str, number: u32) -> Option<u32> {
        if self.sources.len() >= MOST_LINES || self.n_bytes_kept + text.len() > MOST_KEPT {
            self.n_lines_left_out += 1;
            return None;
        }
        self.n_bytes_kept += text.len();
        let lines_before = (number as usize).saturating_sub(1);
        Some(self.sources.add_from_line(self.name.as_str(), text, lines_before))
    }

    /// Keeps a whole file as the source of number 0, where `find` says that anything is wrong with it.
    pub(super) fn add_whole(&mut self, text: &str, find: impl FnOnce(&mut Faults)) {
        find(&mut self.faults);
        if !self.faults.is_empty() {
            self.sources.add(self.name.as_str(), text);
        }
    }

    /// Adds a fault whose place, if it has one, lies in a line that is kept.
    pub(super) fn push(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// An error if anything is wrong.
    pub(super) fn or_else<T>(self, sound: T) -> Result<T, ReadError> {
        if self.faults.any_error() || self.n_lines_left_out > 0 {
            return Err(ReadError::Faulty(Box::new(self)));
        }
        Ok(sound)
    }
}
