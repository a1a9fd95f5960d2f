//! Rows made facts: what a row says of somebody, or everything for which it cannot be taken.

use std::collections::BTreeMap;

use preceptor_record::{Body, Code, Day, Details, PersonId, SupervisionKind};

use super::Column;
use super::cells::{self, Ill};
use super::fault::{Kind, RowFault};
use super::mapping::Mapping;
use super::vocabulary::{List, Vocabulary};
use crate::table::{Row, Table, folded};

/// By what somebody is known. Never by a name alone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// The employer's number.
    pub employee_number: Option<String>,
    /// A register and a number on it.
    pub registration: Option<(Code, String)>,
    /// An e-mail address, in small letters.
    pub email: Option<String>,
}

impl Keys {
    /// Each as one text, beginning with what it is.
    pub fn texts(&self) -> Vec<String> {
        let number = self.employee_number.iter().map(|it| format!("employee {it}"));
        let registration = self.registration.iter().map(|it| format!("{} {}", it.0, it.1));
        let email = self.email.iter().map(|it| format!("email {it}"));
        number.chain(registration).chain(email).collect()
    }
}

/// Somebody who supervises, as a row names them: by a number or an address.
#[derive(Clone, PartialEq, Eq)]
pub struct SupervisedBy {
    /// Of which kind; none for whoever manages the post.
    pub kind: Option<SupervisionKind>,
    /// What the row says.
    pub who: String,
    /// In which column.
    pub column: String,
}

/// What a row says.
#[derive(Clone, PartialEq)]
pub struct Drafted {
    /// The line.
    pub line: usize,
    /// By what they are known.
    pub keys: Keys,
    /// Who they are; nothing but what the row says.
    pub details: Details,
    /// The facts; supervision is not among them, as only a register can tell who supervises.
    pub facts: Vec<Body>,
    /// Whether the row says what the register says of an entry; where it does not, what is known stays.
    pub says_status: bool,
    /// Who supervises them, and who manages the post.
    pub supervisors: Vec<SupervisedBy>,
    /// Since when they supervise.
    pub supervised_from: Option<Day>,
    /// What somebody should look at, though it can be taken.
    pub notes: Vec<String>,
}

/// The line alone.
impl std::fmt::Debug for Drafted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drafted").field("line", &self.line).finish_non_exhaustive()
    }
}

/// The longest cell.
const LONGEST_CELL: usize = 2_000;
/// The fewest and the most years somebody in a post may have lived.
const AGES: std::ops::RangeInclusive<i16> = 14..=100;
/// Words for nothing.
const NOTHING: [&str; 6] = ["n/a", "na", "none", "null", "-", "not applicable"];

/// Reads the rows of one table under one mapping.
pub struct Reader<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) words: &'a Vocabulary,
    pub(super) day: Day,
    /// The columns of the table, by their place.
    pub(super) columns: Vec<(String, Option<Column>)>,
}

impl<'a> Reader<'a> {
    /// For the rows of a table, on a day.
    pub fn new(table: &Table, mapping: &'a Mapping, words: &'a Vocabulary, day: Day) -> Self {
        let columns = table.header.cells.iter().map(|it| (it.clone(), mapping.of(it)));
        Self { mapping, words, day, columns: columns.collect() }
    }

    /// What a row says, or everything that is wrong with it.
    ///
    /// # Errors
    ///
    /// The faults, of which there is at least one.
    pub fn read(&self, row: &Row) -> Result<Drafted, Vec<RowFault>> {
        let mut one =
            OneRow { of: self, line: row.line, cells: BTreeMap::new(), faults: Vec::new() };
        one.cells_of(row);
        let drafted = one.drafted();
        if one.faults.is_empty() { Ok(drafted) } else { Err(one.faults) }
    }
}

/// A row that is being read.
pub(super) struct OneRow<'a, 'r> {
    pub(super) of: &'r Reader<'a>,
    line: usize,
    /// What stands in each column that is something, with the name of the column.
    pub(super) cells: BTreeMap<Column, (String, String)>,
    faults: Vec<RowFault>,
}

impl OneRow<'_, '_> {
    fn cells_of(&mut self, row: &Row) {
        let n = self.of.columns.len();
        let n_filled = row.cells.iter().rposition(|it| !it.is_empty()).map_or(0, |it| it + 1);
        if n_filled > n {
            let message = format!("the row has {n_filled} columns and the header has {n}");
            let remedy = "put what holds the separator between quotation marks, or export it again";
            self.faults.push(RowFault::of_row(self.line, Kind::RowTooLong, message, remedy));
        }
        // A workbook leaves empty cells out at the end of a row; text does not.
        let is_cut = row.cells.len() < n && row.cells.len() * 2 < n;
        if is_cut {
            let message = format!("the row ends after {} of {n} columns", row.cells.len());
            let remedy = "the file may be cut off here: export it again";
            self.faults.push(RowFault::of_row(self.line, Kind::RowTooShort, message, remedy));
        }
        for (text, (name, is)) in row.cells.iter().zip(&self.of.columns) {
            let Some(is) = is else { continue };
            if text.chars().count() > LONGEST_CELL {
                let message = "the cell is longer than anything it could hold";
                let remedy = "look whether a quotation mark is missing";
                self.faults.push(RowFault::of_cell(
                    self.line,
                    Kind::CellTooLong,
                    name,
                    text,
                    message,
                    remedy,
                ));
                continue;
            }
            if text.chars().any(|it| it.is_control() || it == '\u{FFFD}') {
                let message = "the cell holds signs that nobody types, or a line break";
                let remedy = "type it anew; if letters are broken, save the file as CSV UTF-8";
                self.faults.push(RowFault::of_cell(
                    self.line,
                    Kind::StrangeSigns,
                    name,
                    text,
                    message,
                    remedy,
                ));
                continue;
            }
            if text.starts_with(['=', '@']) {
                let message = "the cell is a formula";
                let remedy = "put what it comes to in its place";
                self.faults.push(RowFault::of_cell(
                    self.line,
                    Kind::Formula,
                    name,
                    text,
                    message,
                    remedy,
                ));
                continue;
            }
            if !text.is_empty() && !NOTHING.contains(&text.to_lowercase().as_str()) {
                self.cells.insert(*is, (text.clone(), name.clone()));
            }
        }
        for it in &self.of.mapping.always {
            let own = (it.value.clone(), String::new());
            self.cells.entry(it.is).or_insert(own);
        }
    }

    pub(super) fn text(&self, is: Column) -> Option<&str> {
        self.cells.get(&is).map(|it| it.0.as_str())
    }

    /// The name of a column, for a fault.
    pub(super) fn named(&self, is: Column) -> String {
        self.cells.get(&is).map_or_else(String::new, |it| it.1.clone())
    }

    pub(super) fn ill(&mut self, is: Column, ill: Ill) {
        let (value, column) = self.cells.get(&is).cloned().unwrap_or_default();
        let (kind, message, remedy) = ill;
        self.faults.push(RowFault::of_cell(self.line, kind, &column, &value, message, remedy));
    }

    pub(super) fn incomplete(&mut self, kind: Kind, message: &str, remedy: &str) {
        self.faults.push(RowFault::of_row(self.line, kind, message, remedy));
    }

    pub(super) fn take<T>(
        &mut self,
        is: Column,
        read: impl FnOnce(&str) -> Result<T, Ill>,
    ) -> Option<T> {
        let made = read(self.text(is)?);
        match made {
            Ok(it) => Some(it),
            Err(it) => {
                self.ill(is, it);
                None
            }
        }
    }

    pub(super) fn day(&mut self, is: Column) -> Option<Day> {
        self.take(is, |it| cells::day(it, false)).flatten()
    }

    /// The first day not covered, of the last one that is.
    pub(super) fn until(&mut self, is: Column) -> Option<Day> {
        self.take(is, |it| cells::day(it, true))?.map(Day::next)
    }

    /// A word of a list: as the mapping says, or as it is called. Passed over where the mapping says that it means nothing.
    pub(super) fn word(&mut self, is: Column, list: List, kind: Kind, what: &str) -> Option<Code> {
        let text = self.text(is)?.to_owned();
        let meant = self.of.mapping.meaning(is, &text);
        if meant.is_some_and(|it| folded(it) == "nothing") {
            return None;
        }
        let asked = meant.unwrap_or(&text);
        let found: Vec<Code> = self.of.words.find(list, asked).into_iter().cloned().collect();
        if let [one] = found.as_slice() {
            return Some(one.clone());
        }
        let (message, remedy) = if found.is_empty() {
            let near = self.of.words.nearest(list, asked);
            let near = near.map_or_else(String::new, |it| {
                format!("if `{it}` is meant, write that; otherwise ")
            });
            (format!("no {what} is called so"), format!("{near}say in the mapping what it means"))
        } else {
            let all: Vec<&str> = found.iter().map(Code::as_str).collect();
            (
                format!("several are called so: {}", all.join(", ")),
                "say in the mapping which is meant".to_owned(),
            )
        };
        self.ill(is, (kind, message, remedy));
        None
    }

    pub(super) fn ends_after(&mut self, is: Column, from: Option<Day>, until: Option<Day>) {
        if let (Some(from), Some(until)) = (from, until)
            && until <= from
        {
            let message = format!(
                "the last day, {}, comes before the first, {}",
                until.previous().in_words(),
                from.in_words()
            );
            self.ill(
                is,
                (Kind::EndsBeforeItBegins, message, "look which of the two is wrong".to_owned()),
            );
        }
    }

    fn drafted(&mut self) -> Drafted {
        let mut notes = Vec::new();
        let role = self.role(&mut notes);
        let details = self.details();
        let registration = self.registration(role.as_ref(), &mut notes);
        let keys = Keys {
            employee_number: details.employee_number.clone(),
            registration: registration
                .as_ref()
                .and_then(|it| Some((it.register.clone(), it.number.clone()?))),
            email: details.email.clone(),
        };
        let tells = [Column::EmployeeNumber, Column::RegistrationNumber, Column::Email];
        if !tells.iter().any(|it| self.cells.contains_key(it)) {
            let message = "nothing tells whose row this is";
            let remedy = "give an employee number, a registration number or an e-mail address";
            self.incomplete(Kind::NoIdentifier, message, remedy);
        }
        let post = self.post(role, &mut notes);
        let facts = [
            post.map(Body::Post),
            registration.map(Body::Registration),
            self.qualification().map(Body::Qualification),
            self.training().map(Body::Training),
            self.check().map(Body::Check),
            self.restriction().map(Body::Restriction),
        ];
        let facts = facts.into_iter().flatten().collect();
        let supervised_from = self.day(Column::SupervisedFrom);
        let supervisors = self.supervisors();
        let says_status = self.cells.contains_key(&Column::RegistrationStatus);
        Drafted {
            line: self.line,
            keys,
            details,
            facts,
            says_status,
            supervisors,
            supervised_from,
            notes,
        }
    }

    fn details(&mut self) -> Details {
        let whole = self.take(Column::Name, cells::name);
        let first = self.take(Column::FirstName, cells::name);
        let last = self.take(Column::LastName, cells::name);
        let parts = match (first, last) {
            (Some(first), Some(last)) => Some(format!("{first} {last}")),
            (one, other) => one.or(other),
        };
        let born = self.take(Column::Born, |it| cells::day(it, false)).flatten();
        if let (Some(born), Some(today)) = (born.and_then(Day::date), self.of.day.date())
            && !AGES.contains(&(today.year() - born.year()))
        {
            let message = "nobody who works was born then".to_owned();
            self.ill(Column::Born, (Kind::Birth, message, "look which year is meant".to_owned()));
        }
        Details {
            name: whole.or(parts),
            known_as: self.take(Column::KnownAs, cells::name),
            pronouns: None,
            born,
            email: self.take(Column::Email, cells::email),
            phone: self.take(Column::Phone, cells::phone),
            employee_number: self.take(Column::EmployeeNumber, cells::employee_number),
            from: None,
        }
    }
}

/// Nobody yet: the supervisor of a draft is put in when the register has told who they are.
impl SupervisedBy {
    /// The supervision, once it is known who it is.
    pub fn by(&self, supervisor: PersonId, from: Option<Day>) -> Option<Body> {
        let supervision = self.kind?;
        Some(Body::Supervision(preceptor_record::Supervision {
            supervision,
            supervisor,
            from,
            until: None,
        }))
    }
}
