//! A people file, whichever way it is written.

use std::io::{BufRead, Seek, SeekFrom};
use std::sync::Arc;

use super::error::{Faulty, ReadError};
use super::index::LineIndex;
use super::lines::Lines;
use super::loading::Loading;
use super::text::{Format, as_text};
use super::whole::read_whole;
use super::{Item, People};
use crate::file::Scrap;
use crate::ids::PersonId;
use crate::person::Person;

/// A people file: its people one by one in the order of the file, or some of them by id.
///
/// Of a file with one JSON object a line only an index is held in memory. It is read twice: once, quickly, for where
/// each person stands and whom they name, and once more as its people are asked for. What is wrong with a person comes
/// out before anything can be said about them, at the latest as the error in place of that person.
///
/// ```
/// use preceptor_record::people::PeopleFile;
///
/// let text = "{\"id\":\"p-1\",\"name\":\"Wren\"}\n{\"id\":\"p-2\"}\n";
/// let mut file = PeopleFile::read("people.jsonl", std::io::Cursor::new(text))?;
/// assert_eq!(file.n_people(), 2);
/// let ids: Result<Vec<_>, _> = file.people()?.map(|it| it.map(|it| it.id.to_string())).collect();
/// assert_eq!(ids?, ["p-1", "p-2"]);
/// # Ok::<(), preceptor_record::people::ReadError>(())
/// ```
pub struct PeopleFile<R> {
    name: Arc<str>,
    reader: R,
    content: Content,
}

enum Content {
    /// Everything, and the ids in the order of the file.
    Whole(Arc<People>, Arc<[PersonId]>),
    Lines(LineIndex),
}

impl<R: BufRead + Seek> PeopleFile<R> {
    /// Reads the file of that name from its beginning: all of it, or where it is one object a line, for the first time.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, or why it cannot be read. All faults of a whole file are found here; of a file of
    /// lines those that leave unsaid whose line it is.
    pub fn read(name: &str, mut reader: R) -> Result<Self, ReadError> {
        let io = |cause| ReadError::of(name, cause);
        let content = match Format::of(name, &mut reader).map_err(io)? {
            Format::Lines => Content::Lines(LineIndex::build(name, &mut reader)?),
            Format::Whole => {
                let (people, order) = read_whole(name, &mut reader)?;
                Content::Whole(Arc::new(people), order.into())
            }
        };
        Ok(Self { name: name.into(), reader, content })
    }

    /// How many people it holds.
    pub fn n_people(&self) -> usize {
        match &self.content {
            Content::Whole(people, _) => people.people.len(),
            Content::Lines(index) => index.len(),
        }
    }

    /// Whether somebody in it has that id.
    pub fn has(&self, id: &PersonId) -> bool {
        match &self.content {
            Content::Whole(people, _) => people.people.contains_key(id),
            Content::Lines(index) => index.position(id.as_str()).is_some(),
        }
    }

    /// Those whom somebody names as supervisor, assessor, delegator or appraiser, and all organisations: what judging
    /// one person after another needs to have at hand. Of a whole file it is everybody.
    ///
    /// # Errors
    ///
    /// What is wrong with any of them.
    pub fn named(&mut self) -> Result<Arc<People>, ReadError> {
        let index = match &self.content {
            Content::Whole(people, _) => return Ok(Arc::clone(people)),
            Content::Lines(index) => index,
        };
        let mut loading = Loading::new(&self.name, &mut self.reader, index);
        for at in index.named() {
            loading.load(at)?;
        }
        loading.done()
    }

    /// The people of those ids that are there, those whom they name, and all organisations: what a question about a
    /// few people needs.
    ///
    /// # Errors
    ///
    /// What is wrong with any of them.
    pub fn people_of(&mut self, ids: &[PersonId]) -> Result<Arc<People>, ReadError> {
        let index = match &self.content {
            Content::Whole(people, _) => return Ok(Arc::clone(people)),
            Content::Lines(index) => index,
        };
        let mut loading = Loading::new(&self.name, &mut self.reader, index);
        for at in ids.iter().filter_map(|it| index.position(it.as_str())) {
            loading.load(at as usize)?;
        }
        for name in loading.named_by_them() {
            if let Some(at) = index.position(name.as_str()).filter(|_| !ids.contains(&name)) {
                loading.load(at as usize)?;
            }
        }
        loading.done()
    }

    /// Everybody, one at a time, in the order of the file.
    ///
    /// # Errors
    ///
    /// Fails only when the file can no longer be read.
    pub fn people(&mut self) -> Result<Each<'_, R>, ReadError> {
        Ok(Each { lines: self.lines()?, scrap: Scrap::default() })
    }

    /// The same, not yet read: so that the reading can be shared out among threads.
    ///
    /// # Errors
    ///
    /// Fails only when the file can no longer be read.
    pub fn lines(&mut self) -> Result<EachLine<'_, R>, ReadError> {
        self.reader.seek(SeekFrom::Start(0)).map_err(|cause| ReadError::of(&self.name, cause))?;
        let next = match &self.content {
            Content::Whole(people, order) => Next::Whole(people, order),
            Content::Lines(index) => Next::Lines(index, Lines::from(&mut self.reader, 1, 0)),
        };
        Ok(EachLine { name: &self.name, next, n_given: 0, spare: String::new() })
    }
}

/// The people of a file, one at a time. In place of a person that cannot be read stands what is wrong with them.
pub struct Each<'a, R> {
    lines: EachLine<'a, R>,
    scrap: Scrap,
}

impl<R: BufRead> Iterator for Each<'_, R> {
    type Item = Result<Person, ReadError>;
    fn next(&mut self) -> Option<Self::Item> {
        let line = match self.lines.next()? {
            Ok(line) => line,
            Err(error) => return Some(Err(error)),
        };
        let person = line.read_from(&mut self.scrap);
        if let Unread::Text(text, _) = line.content {
            self.lines.spare = text;
        }
        Some(person)
    }
}

/// The people of a file, one at a time, not yet read.
pub struct EachLine<'a, R> {
    name: &'a Arc<str>,
    next: Next<'a, R>,
    n_given: usize,
    /// What the text of a line before was kept in.
    spare: String,
}

enum Next<'a, R> {
    Whole(&'a Arc<People>, &'a Arc<[PersonId]>),
    Lines(&'a LineIndex, Lines<&'a mut R>),
}

impl<R: BufRead> Iterator for EachLine<'_, R> {
    type Item = Result<PersonLine, ReadError>;
    fn next(&mut self) -> Option<Self::Item> {
        let at = self.n_given;
        self.n_given += 1;
        match &mut self.next {
            Next::Whole(people, order) => {
                let id = order.get(at)?.clone();
                Some(Ok(PersonLine {
                    name: Arc::clone(self.name),
                    id,
                    content: Unread::Held(Arc::clone(people)),
                }))
            }
            Next::Lines(index, lines) => {
                let (spot, id) = index.get(at)?;
                let mut text = std::mem::take(&mut self.spare);
                match find(lines, spot.line, &mut text) {
                    Ok(true) => {}
                    Ok(false) => {
                        return Some(Err(ReadError::Changed { path: self.name.to_string() }));
                    }
                    Err(cause) => return Some(Err(ReadError::of(self.name, cause))),
                }
                let content = Unread::Text(text, spot.line);
                Some(Ok(PersonLine { name: Arc::clone(self.name), id: PersonId::new(id), content }))
            }
        }
    }
}

/// Puts the text of the line of that number, further on in the file, into `text`. False where there is none.
fn find<R: BufRead>(lines: &mut Lines<R>, number: u32, text: &mut String) -> std::io::Result<bool> {
    while let Some(line) = lines.next()? {
        if line.number == number {
            let found = as_text(line.bytes).ok().filter(|_| !line.too_long);
            text.clear();
            text.push_str(found.unwrap_or_default());
            return Ok(found.is_some());
        }
    }
    Ok(false)
}

/// A person not yet read.
pub struct PersonLine {
    name: Arc<str>,
    id: PersonId,
    content: Unread,
}

enum Unread {
    /// A line and its number.
    Text(String, u32),
    /// A whole file that has been read.
    Held(Arc<People>),
}

impl PersonLine {
    /// Whose it is.
    pub fn id(&self) -> &PersonId {
        &self.id
    }

    /// Reads the person.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub fn read(self) -> Result<Person, ReadError> {
        self.read_from(&mut Scrap::default())
    }

    fn read_from(&self, scrap: &mut Scrap) -> Result<Person, ReadError> {
        let changed = || ReadError::Changed { path: self.name.to_string() };
        match &self.content {
            Unread::Held(people) => people.people.get(&self.id).cloned().ok_or_else(changed),
            Unread::Text(text, number) => {
                let mut faulty = Faulty::new(&self.name);
                match faulty.read_line(scrap, text, *number) {
                    Some(Item::Person(person, _)) if person.id == self.id => Ok(*person),
                    Some(_) => Err(changed()),
                    None => Err(ReadError::Faulty(Box::new(faulty))),
                }
            }
        }
    }
}
