//! Some people of a file of lines, read each from where it stands.

use std::collections::BTreeSet;
use std::io::{BufRead, Seek};
use std::sync::Arc;

use super::error::{Faulty, ReadError};
use super::index::LineIndex;
use super::lines::Texts;
use super::{Item, People};
use crate::file::Scrap;
use crate::ids::PersonId;

/// The people read so far, and what was wrong with others.
pub(super) struct Loading<'a, R> {
    name: &'a str,
    texts: Texts<'a, R>,
    index: &'a LineIndex,
    people: People,
    faulty: Faulty,
    scrap: Scrap,
}

impl<'a, R: BufRead + Seek> Loading<'a, R> {
    /// Nobody yet, but all organisations.
    pub(super) fn new(name: &'a str, reader: &'a mut R, index: &'a LineIndex) -> Self {
        let people = People { organisations: index.organisations.clone(), ..People::default() };
        Self {
            name,
            texts: Texts::new(reader),
            index,
            people,
            faulty: Faulty::new(name),
            scrap: Scrap::default(),
        }
    }

    /// Reads the person at that place in the file; what is wrong with them comes out in the end.
    pub(super) fn load(&mut self, at: usize) -> Result<(), ReadError> {
        let Some((spot, id)) = self.index.get(at) else { return Ok(()) };
        let text = self.texts.at(spot).map_err(|cause| ReadError::of(self.name, cause))?;
        match self.faulty.read_line(&mut self.scrap, &text, spot.line) {
            Some(Item::Person(person, _)) if person.id == *id => {
                self.people.people.insert(person.id.clone(), *person);
                Ok(())
            }
            Some(_) => Err(ReadError::Changed { path: self.name.to_owned() }),
            None => Ok(()),
        }
    }

    /// Those whom the people read so far name.
    pub(super) fn named_by_them(&self) -> BTreeSet<PersonId> {
        let facts = self.people.people.values().flat_map(|it| &it.facts);
        facts.filter_map(|it| it.body.names().cloned()).collect()
    }

    pub(super) fn done(self) -> Result<Arc<People>, ReadError> {
        self.faulty.or_else(Arc::new(self.people))
    }
}
