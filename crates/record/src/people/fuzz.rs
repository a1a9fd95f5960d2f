//! What a fuzzer drives.

use std::io::Cursor;

use super::{Item, People, PeopleFile};
use crate::date::KnownAt;
use crate::file::Faults;
use crate::known::Record;

/// Reads those bytes as a people file in every way there is, writes what was read and reads it back.
///
/// # Panics
///
/// When what was written reads back as another person: that, like any panic, is a defect.
pub fn fuzz_people(bytes: &[u8]) {
    for name in ["people", "people.jsonl", "people.json"] {
        let mut file = match PeopleFile::read(name, Cursor::new(bytes)) {
            Ok(file) => file,
            Err(error) => {
                assert!(!error.render().is_empty(), "an error says something");
                continue;
            }
        };
        let n_people = file.n_people();
        let _ = file.named();
        let Ok(each) = file.people() else { continue };
        let mut n_read = 0;
        for person in each.flatten() {
            n_read += 1;
            let _ = Record::known_at(&person, KnownAt::EVERYTHING);
            let line = person.to_json().to_string();
            let again = People::read_line(&line, 0, &mut Faults::default());
            let same = matches!(again, Some(Item::Person(again, _)) if *again == person);
            assert!(same, "what was written reads back as the same person");
        }
        assert!(n_read <= n_people, "nobody comes out twice");
    }
}
