//! A file that is one list, in YAML or JSON.

use std::io::Read;

use super::People;
use super::error::{Faulty, ReadError};
use super::index::no_people;
use super::text::as_text;
use crate::file::{Faults, Limits, parse_json, parse_yaml};
use crate::ids::PersonId;

/// The largest file that is read at once, in bytes.
const LARGEST: u64 = 256_000_000;

/// All people of the file, and their ids in its order.
pub(super) fn read_whole(
    name: &str,
    reader: &mut impl Read,
) -> Result<(People, Vec<PersonId>), ReadError> {
    let mut bytes = Vec::new();
    let n_read = reader
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|cause| ReadError::of(name, cause))?;
    if n_read as u64 > LARGEST {
        return Err(ReadError::TooLarge { path: name.to_owned() });
    }
    let mut faulty = Faulty::new(name);
    let mut found = (People::default(), Vec::new());
    match as_text(&bytes) {
        Err(not) => {
            let shown = String::from_utf8_lossy(&bytes);
            faulty.add_whole(&shown, |faults| faults.push(not.fault(0)));
        }
        Ok(text) => {
            if !is_blank(text) {
                faulty.add_whole(text, |faults| found = read_list(name, text, faults));
            }
            if found.0.people.is_empty() && !faulty.faults().any_error() {
                faulty.push(no_people(name));
            }
        }
    }
    faulty.or_else(found)
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|it| it.is_whitespace() || it == '\u{feff}')
}

/// A list that is JSON is read as such, which is quicker; what is not quite JSON may still be YAML.
fn read_list(name: &str, text: &str, faults: &mut Faults) -> (People, Vec<PersonId>) {
    let root = match parse_json(text, 0, Limits::default()) {
        Ok(root) => Some(root),
        Err(fault) if name.to_ascii_lowercase().ends_with(".json") => {
            faults.push(*fault);
            None
        }
        Err(_) => parse_yaml(text, 0, Limits::default(), faults),
    };
    root.map(|it| People::from_list(&it, faults)).unwrap_or_default()
}
