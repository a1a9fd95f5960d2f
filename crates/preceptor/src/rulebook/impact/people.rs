//! People one after the other, without holding all of them: a file with one JSON object a line is read twice, once to
//! find all that is wrong with it and where each person stands, and once to judge them. Whoever supervises or assesses
//! somebody is read again where they are asked for, and kept.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use preceptor_record::file::{Faults, Sources};
use preceptor_record::people::{Item, People};
use preceptor_record::{Code, Organisation, Person, PersonId};
use preceptor_standing::question::Register;

use crate::exit::Failure;
use crate::in_order::in_order;
use crate::{open, print};

/// Lines that are handed over together.
const TOGETHER: usize = 256;

/// The people of a file.
pub enum Crowd {
    /// All of them in memory.
    Whole(People),
    /// Read line by line.
    Lines(Lines),
}

/// Where each person of a file stands.
pub struct Lines {
    path: PathBuf,
    file: Mutex<File>,
    at: BTreeMap<PersonId, Line>,
    organisations: BTreeMap<Code, Organisation>,
}

struct Line {
    number: usize,
    offset: u64,
    length: usize,
    person: OnceLock<Option<Box<Person>>>,
}

/// What is handed to a worker.
pub enum Batch {
    /// People that are in memory.
    Ids(Vec<PersonId>),
    /// Lines of the file.
    Lines(Vec<String>),
}

impl Crowd {
    /// Opens a people file and reads it through.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let ending = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        if matches!(ending, "jsonl" | "ndjson") && path.is_file() {
            return Lines::open(path).map(Self::Lines);
        }
        open::people(path).map(Self::Whole)
    }

    /// How many people there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(it) => it.people.len(),
            Self::Lines(it) => it.at.len(),
        }
    }

    /// Hands over everybody, some at a time, in the order of the file (of ids where all are in memory).
    pub fn batches(&self) -> Result<impl FnMut() -> Result<Option<Batch>, Failure> + '_, Failure> {
        let mut ids = match self {
            Self::Whole(it) => Some(it.people.keys()),
            Self::Lines(_) => None,
        };
        let mut lines = match self {
            Self::Whole(_) => None,
            Self::Lines(it) => Some(Reading::open(&it.path)?),
        };
        Ok(move || {
            if let Some(ids) = &mut ids {
                let some: Vec<PersonId> = ids.by_ref().take(TOGETHER).cloned().collect();
                return Ok((!some.is_empty()).then_some(Batch::Ids(some)));
            }
            let Some(lines) = &mut lines else { return Ok(None) };
            let some = lines.some()?;
            Ok((!some.is_empty())
                .then(|| Batch::Lines(some.into_iter().map(|it| it.text).collect())))
        })
    }

    /// Calls `each` for everybody of a batch.
    pub fn each(&self, batch: Batch, mut each: impl FnMut(&Person)) {
        match batch {
            Batch::Ids(ids) => ids.iter().filter_map(|it| self.person(it)).for_each(each),
            Batch::Lines(lines) => {
                for line in lines {
                    if let Some(Item::Person(it, _)) =
                        People::read_line(&line, 0, &mut Faults::default())
                    {
                        each(&it);
                    }
                }
            }
        }
    }
}

impl Register for Crowd {
    fn person(&self, id: &PersonId) -> Option<&Person> {
        match self {
            Self::Whole(it) => it.people.get(id),
            Self::Lines(it) => it.person(id),
        }
    }

    fn organisation(&self, code: &Code) -> Option<&Organisation> {
        match self {
            Self::Whole(it) => it.organisations.get(code),
            Self::Lines(it) => it.organisations.get(code),
        }
    }
}

/// A line as it was read.
struct Raw {
    number: usize,
    offset: u64,
    text: String,
}

/// A file read line by line.
struct Reading {
    shown: String,
    reader: BufReader<File>,
    number: usize,
    offset: u64,
}

impl Reading {
    fn open(path: &Path) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let file = File::open(path).map_err(|error| unreadable(&shown, &error))?;
        Ok(Self { shown, reader: BufReader::with_capacity(1 << 20, file), number: 0, offset: 0 })
    }

    /// The next lines that are not empty; none at the end.
    fn some(&mut self) -> Result<Vec<Raw>, Failure> {
        let mut made = Vec::new();
        while made.len() < TOGETHER {
            let mut bytes = Vec::new();
            let length = self
                .reader
                .read_until(b'\n', &mut bytes)
                .map_err(|error| unreadable(&self.shown, &error))?;
            if length == 0 {
                break;
            }
            let text = String::from_utf8(bytes).map_err(|_| {
                Failure::wrong(
                    format!("line {} of `{}` is not text", self.number + 1, self.shown),
                    "save it as UTF-8 text",
                )
            })?;
            if !text.trim().is_empty() {
                made.push(Raw {
                    number: self.number,
                    offset: self.offset,
                    text: text.trim_end().to_owned(),
                });
            }
            self.number += 1;
            self.offset += length as u64;
        }
        Ok(made)
    }
}

fn unreadable(shown: &str, error: &std::io::Error) -> Failure {
    Failure::wrong(format!("`{shown}` cannot be read: {error}"), "check that the file can be read")
}

/// What was found in some lines.
#[derive(Default)]
struct Found {
    people: Vec<(PersonId, Line)>,
    organisations: Vec<Organisation>,
    errors: Vec<String>,
    warnings: Vec<String>,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, Failure> {
        let mut reading = Reading::open(path)?;
        let shown = path.display().to_string();
        let file = File::open(path).map_err(|error| unreadable(&shown, &error))?;
        let mut made = Self {
            path: path.to_owned(),
            file: Mutex::new(file),
            at: BTreeMap::new(),
            organisations: BTreeMap::new(),
        };
        let (mut errors, mut warnings) = (Vec::new(), Vec::new());
        let produce = || Ok(Some(reading.some()?).filter(|it| !it.is_empty()));
        in_order(
            produce,
            || |lines: Vec<Raw>| look_through(&shown, lines),
            |found: Found| {
                errors.extend(found.errors);
                warnings.extend(found.warnings);
                made.organisations.extend(
                    found.organisations.into_iter().map(|it| (it.organisation.clone(), it)),
                );
                for (id, line) in found.people {
                    let number = line.number;
                    if let Some(first) = made.at.insert(id.clone(), line) {
                        let (first, again) = (first.number + 1, number + 1);
                        errors.push(format!("error: two people have the id `{id}`, on lines {first} and {again}\n  --> {shown}:{again}\n  = help: give one of them another id\n"));
                    }
                }
                Ok(())
            },
        )?;
        if !errors.is_empty() {
            return Err(Failure::Wrong(told(&errors)));
        }
        if !warnings.is_empty() {
            print::error(&told(&warnings));
        }
        Ok(made)
    }

    fn person(&self, id: &PersonId) -> Option<&Person> {
        let line = self.at.get(id)?;
        line.person.get_or_init(|| self.read(line)).as_deref()
    }

    /// The file was read through before without a fault; one that has changed since gives nobody.
    fn read(&self, line: &Line) -> Option<Box<Person>> {
        let mut bytes = vec![0; line.length];
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(line.offset)).ok()?;
            file.read_exact(&mut bytes).ok()?;
        }
        let text = String::from_utf8(bytes).ok()?;
        match People::read_line(&text, 0, &mut Faults::default())? {
            Item::Person(it, _) => Some(it),
            Item::Organisation(_) => None,
        }
    }
}

fn look_through(shown: &str, lines: Vec<Raw>) -> Found {
    let mut found = Found::default();
    for Raw { number, offset, text } in lines {
        let mut faults = Faults::default();
        match People::read_line(&text, 0, &mut faults) {
            Some(Item::Person(it, _)) => {
                let line = Line { number, offset, length: text.len(), person: OnceLock::new() };
                found.people.push((it.id.clone(), line));
            }
            Some(Item::Organisation(it)) => found.organisations.push(it),
            None => {}
        }
        if !faults.is_empty() {
            let mut sources = Sources::default();
            sources.add_from_line(shown, text, number);
            let list = if faults.any_error() { &mut found.errors } else { &mut found.warnings };
            list.push(faults.render(&sources));
        }
    }
    found
}

/// A file with more faults than this has one cause.
const SHOWN: usize = 50;

fn told(faults: &[String]) -> String {
    let mut text: String = faults.iter().take(SHOWN).map(String::as_str).collect();
    if faults.len() > SHOWN {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "... and {} more lines with faults", faults.len() - SHOWN);
    }
    text
}
