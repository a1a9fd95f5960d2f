//! Tests of reading people files, each fault both in a list and on a line.

mod faults;
mod files;
mod fuzz;
mod lines;

use std::io::Cursor;

use super::{Faulty, PeopleFile, ReadError};
use crate::person::Person;

/// Everybody in a file of that name and content, or the first thing that is wrong with it.
fn read(name: &str, text: impl AsRef<[u8]>) -> Result<Vec<Person>, ReadError> {
    let mut file = PeopleFile::read(name, Cursor::new(text.as_ref()))?;
    file.named()?;
    file.people()?.collect()
}

/// What is wrong: line, column, message and advice.
fn told(faulty: &Faulty) -> Vec<(usize, usize, String, String)> {
    let tell = |it: &crate::file::Fault| {
        let place = it.place.and_then(|place| faulty.sources().locate(place));
        let (_, line, column) = place.unwrap_or_default();
        (line, column, it.message.clone(), it.help.clone().unwrap_or_default())
    };
    faulty.faults().list().iter().map(tell).collect()
}

fn faults(name: &str, text: impl AsRef<[u8]>) -> Vec<(usize, usize, String, String)> {
    match read(name, text) {
        Err(ReadError::Faulty(it)) => told(&it),
        Err(other) => panic!("{other}"),
        Ok(_) => Vec::new(),
    }
}

/// Asserts what is wrong with one person written as JSON: column, message and words of the advice. The same must come
/// out whether they stand in a list in YAML, in a list in JSON, or on a line of their own.
#[track_caller]
fn check(person: &str, expected: &[(usize, &str, &str)]) {
    let before = "{\"id\": \"p-before\"}";
    for (name, text, line, shift) in [
        ("people.jsonl", format!("{before}\n\n{person}\n"), 3, 0),
        ("people.yaml", format!("- {before}\n- {person}\n"), 2, 2),
        ("people.json", format!("[{before},\n {person}]"), 2, 1),
    ] {
        let found = faults(name, &text);
        let shown: Vec<_> = found.iter().map(|it| (it.0, it.1, it.2.as_str())).collect();
        let wanted: Vec<_> = expected.iter().map(|it| (line, it.0 + shift, it.1)).collect();
        assert_eq!(shown, wanted, "in {name}");
        for (fault, (_, _, advice)) in found.iter().zip(expected) {
            assert!(fault.3.contains(advice), "in {name}: {:?} lacks {advice:?}", fault.3);
        }
    }
}
