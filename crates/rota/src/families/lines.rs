//! Reading the lines of a file that a family wrote, with every fault told by its line.

use std::fmt;
use std::str::FromStr;

/// What is wrong with a line of a file, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub help: String,
}

impl Fault {
    /// A fault of a line.
    pub fn new(line: usize, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self { line, what: what.into(), help: help.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        write!(f, "{} ({})", self.what, self.help)
    }
}

impl std::error::Error for Fault {}

/// The largest horizon that is read, in days.
pub const MOST_DAYS: usize = 1_000;
/// The most people that are read.
pub const MOST_PEOPLE: usize = 5_000;
/// The most tasks of a day that are read; a row may tell apart fewer.
pub const MOST_TASKS: usize = 60;
/// The most cells (people times days times tasks) that are read: each takes a few bytes, several times over.
pub const MOST_CELLS: usize = 10_000_000;
/// The largest weight, limit or requirement that is read.
pub const MOST: i64 = 1_000_000;

/// Refuses a problem whose tables would not fit in the memory of an ordinary machine.
///
/// # Errors
///
/// When people, days and tasks together make more than [`MOST_CELLS`].
pub fn check_size(people: usize, days: usize, tasks: usize) -> Result<(), Fault> {
    let cells = people.saturating_mul(days).saturating_mul(tasks);
    if cells > MOST_CELLS {
        let what =
            format!("{people} people, {days} days and {tasks} tasks a day are {cells} cells");
        return Err(Fault::new(
            0,
            what,
            format!("at most {MOST_CELLS} are read: part the problem"),
        ));
    }
    Ok(())
}

/// One line: its number and its fields.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The number, counted from 1.
    pub number: usize,
    fields: Vec<&'a str>,
}

impl<'a> Line<'a> {
    /// A line cut at commas.
    pub fn at_commas(number: usize, text: &'a str) -> Self {
        Self { number, fields: text.split(',').map(str::trim).collect() }
    }

    /// A line cut at blanks.
    pub fn at_blanks(number: usize, text: &'a str) -> Self {
        Self { number, fields: text.split_whitespace().collect() }
    }

    /// A fault of this line.
    pub fn fault(&self, what: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault::new(self.number, what, help)
    }

    /// The field at a place.
    ///
    /// # Errors
    ///
    /// When there is none, or an empty one.
    pub fn text(&self, at: usize, name: &str) -> Result<&'a str, Fault> {
        let field = self.fields.get(at).copied().filter(|it| !it.is_empty());
        field
            .ok_or_else(|| self.fault(format!("no {name}"), format!("give it as field {}", at + 1)))
    }

    /// The fields from a place on.
    pub fn rest(&self, from: usize) -> &[&'a str] {
        self.fields.get(from..).unwrap_or(&[])
    }

    /// A whole number between 0 and `most`.
    ///
    /// # Errors
    ///
    /// When it is something else.
    pub fn number<T: FromStr + TryFrom<i64>>(
        &self,
        at: usize,
        name: &str,
        most: i64,
    ) -> Result<T, Fault> {
        self.parse(self.text(at, name)?, name, most)
    }

    /// As [`Self::number`], from a piece of a field.
    ///
    /// # Errors
    ///
    /// When it is something else.
    pub fn parse<T: TryFrom<i64>>(&self, text: &str, name: &str, most: i64) -> Result<T, Fault> {
        let number = text.trim().parse::<i64>().ok().filter(|it| (0..=most).contains(it));
        number.and_then(|it| T::try_from(it).ok()).ok_or_else(|| {
            self.fault(
                format!("`{text}` is no {name}"),
                format!("give a whole number from 0 to {most}"),
            )
        })
    }

    /// A pair of numbers, written `(least,most)`.
    ///
    /// # Errors
    ///
    /// When it is something else.
    pub fn pair(&self, at: usize, name: &str) -> Result<(i64, i64), Fault> {
        let text = self.text(at, name)?;
        let inner = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
        let Some((least, most)) = inner.and_then(|it| it.split_once(',')) else {
            return Err(self.fault(format!("`{text}` is no {name}"), "write (LEAST,MOST)"));
        };
        Ok((self.parse(least, name, MOST)?, self.parse(most, name, MOST)?))
    }

    /// The place of a name in a list.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub fn known<'b>(
        &self,
        text: &str,
        name: &str,
        mut list: impl Iterator<Item = &'b str>,
    ) -> Result<usize, Fault> {
        list.position(|it| it == text).ok_or_else(|| {
            self.fault(
                format!("there is no {name} `{text}`"),
                format!("name a {name} that was listed before"),
            )
        })
    }
}
