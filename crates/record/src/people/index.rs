//! Where each person of a file of lines stands: the first pass over it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Seek, SeekFrom};

use super::error::{Faulty, ReadError};
use super::lines::{Line, Lines, Spot, Texts};
use super::skim::{Skimmed, skim};
use super::text::{NotText, as_text};
use super::{Item, twice};
use crate::file::{Fault, Limits, Place, Scrap, parse_json};
use crate::ids::Code;
use crate::person::Organisation;

/// Where each person stands, by their id, and who is named by somebody. It holds some thirty bytes a person.
pub(super) struct LineIndex {
    entries: Vec<Entry>,
    /// All ids in the order of the file, one behind another.
    ids: String,
    /// The entries in order of id.
    by_id: Vec<u32>,
    /// The entries whom somebody names, in the order of the file.
    named: Vec<u32>,
    pub(super) organisations: BTreeMap<Code, Organisation>,
}

struct Entry {
    offset: u64,
    line: u32,
    /// Where its id ends in `ids`; it begins where the one before ends.
    id_end: u32,
}

impl LineIndex {
    /// The first pass. It says what is wrong with a line only where it cannot tell whose it is; the rest comes out
    /// when the person is read.
    pub(super) fn build<R: BufRead + Seek>(name: &str, reader: &mut R) -> Result<Self, ReadError> {
        let io = |cause| ReadError::of(name, cause);
        reader.seek(SeekFrom::Start(0)).map_err(io)?;
        let mut pass = Pass::new(name);
        let mut lines = Lines::from(&mut *reader, 1, 0);
        while let Some(line) = lines.next().map_err(io)? {
            if !pass.take(&line) {
                break;
            }
        }
        let Pass { mut index, names, twice, mut faulty, .. } = pass;
        index.sort();
        let mut texts = Texts::new(reader);
        for twice in twice.into_iter().chain(index.duplicates()) {
            twice.say(&mut texts, &mut faulty).map_err(io)?;
        }
        index.named = names.iter().filter_map(|it| index.position(it)).collect();
        index.named.sort_unstable();
        if index.entries.is_empty() && !faulty.faults().any_error() {
            faulty.push(no_people(name));
        }
        faulty.or_else(index)
    }

    fn empty() -> Self {
        Self {
            entries: Vec::new(),
            ids: String::new(),
            by_id: Vec::new(),
            named: Vec::new(),
            organisations: BTreeMap::new(),
        }
    }

    /// How many people there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The person at that place in the file.
    pub(super) fn get(&self, index: usize) -> Option<(Spot, &str)> {
        let entry = self.entries.get(index)?;
        let start =
            index.checked_sub(1).and_then(|it| self.entries.get(it)).map_or(0, |it| it.id_end);
        let id = self.ids.get(start as usize..entry.id_end as usize)?;
        Some((Spot { offset: entry.offset, line: entry.line }, id))
    }

    fn id(&self, index: u32) -> &str {
        self.get(index as usize).map_or("", |(_, id)| id)
    }

    /// The place in the file of the person with that id.
    pub(super) fn position(&self, id: &str) -> Option<u32> {
        let at = self.by_id.binary_search_by(|it| self.id(*it).cmp(id)).ok()?;
        self.by_id.get(at).copied()
    }

    /// The people whom somebody names, in the order of the file.
    pub(super) fn named(&self) -> impl Iterator<Item = usize> + '_ {
        self.named.iter().map(|it| *it as usize)
    }

    /// How many bytes it holds, organisations apart.
    #[cfg(test)]
    pub(super) fn n_bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
            + self.ids.capacity()
            + (self.by_id.capacity() + self.named.capacity()) * size_of::<u32>()
    }

    fn push(&mut self, spot: Spot, id: &str) -> bool {
        self.ids.push_str(id);
        let (Ok(index), Ok(id_end)) =
            (u32::try_from(self.entries.len()), u32::try_from(self.ids.len()))
        else {
            return false;
        };
        self.entries.push(Entry { offset: spot.offset, line: spot.line, id_end });
        self.by_id.push(index);
        true
    }

    fn sort(&mut self) {
        self.entries.shrink_to_fit();
        self.ids.shrink_to_fit();
        let mut by_id = std::mem::take(&mut self.by_id);
        by_id.shrink_to_fit();
        // The place in the file settles between equal ids, so that a fault names the first one first.
        by_id.sort_unstable_by(|a, b| self.id(*a).cmp(self.id(*b)).then(a.cmp(b)));
        self.by_id = by_id;
    }

    fn duplicates(&self) -> impl Iterator<Item = Twice> {
        let pairs = self.by_id.iter().zip(self.by_id.iter().skip(1));
        pairs.filter_map(|(one, other)| {
            let ((first, id), (second, same)) =
                (self.get(*one as usize)?, self.get(*other as usize)?);
            (id == same).then(|| Twice {
                what: "people have the id",
                key: "id",
                id: id.to_owned(),
                first,
                second,
            })
        })
    }
}

/// Two entries with the same id.
struct Twice {
    what: &'static str,
    /// The key under which the id stands.
    key: &'static str,
    id: String,
    first: Spot,
    second: Spot,
}

impl Twice {
    /// Reads both lines again, to show them.
    fn say<R: BufRead + Seek>(
        &self,
        texts: &mut Texts<'_, R>,
        faulty: &mut Faulty,
    ) -> std::io::Result<()> {
        let mut place_in = |spot: Spot| -> std::io::Result<Option<Place>> {
            let text = texts.at(spot)?;
            let place = parse_json(&text, 0, Limits::default())
                .ok()
                .and_then(|it| Some(it.get(self.key)?.place));
            Ok(faulty
                .keep(&text, spot.line)
                .map(|source| Place { source, ..place.unwrap_or_default() }))
        };
        if let (Some(first), Some(second)) = (place_in(self.first)?, place_in(self.second)?) {
            faulty.push(twice(self.what, &self.id, first, second));
        }
        Ok(())
    }
}

/// The fault of a file that holds nobody.
pub(super) fn no_people(name: &str) -> Fault {
    Fault::general(format!("there are no people in `{name}`"))
        .help("write a list in which each person has an `id`")
}

struct Pass {
    index: LineIndex,
    /// The ids by which somebody is named.
    names: BTreeSet<Box<str>>,
    /// Where each organisation stands.
    organisations: BTreeMap<Code, Spot>,
    twice: Vec<Twice>,
    faulty: Faulty,
}

impl Pass {
    fn new(name: &str) -> Self {
        Self {
            index: LineIndex::empty(),
            names: BTreeSet::new(),
            organisations: BTreeMap::new(),
            twice: Vec::new(),
            faulty: Faulty::new(name),
        }
    }

    /// Takes a line in. False when what follows is not worth reading.
    fn take(&mut self, line: &Line<'_>) -> bool {
        if line.is_blank() {
            return true;
        }
        if line.too_long {
            self.faulty.add("", line.number, |source, faults| faults.push(Line::fault(source)));
            return true;
        }
        let text = match as_text(line.bytes) {
            Ok(text) => text,
            Err(not) => {
                let shown = String::from_utf8_lossy(line.bytes);
                self.faulty
                    .add(&shown, line.number, |source, faults| faults.push(not.fault(source)));
                // A file that begins like this, or holds a NUL byte, is no text at all.
                return line.number > 1 && matches!(not, NotText::NotUtf8(_));
            }
        };
        let spot = Spot { offset: line.offset, line: line.number };
        let names = &mut self.names;
        let found = skim(text, |id| {
            if !names.contains(id) {
                names.insert(id.into());
            }
        });
        match found {
            Skimmed::Person(id) => self.index.push(spot, id),
            Skimmed::Organisation | Skimmed::Unclear => self.read(text, spot),
        }
    }

    fn read(&mut self, text: &str, spot: Spot) -> bool {
        match self.faulty.read_line(&mut Scrap::default(), text, spot.line) {
            Some(Item::Person(person, _)) => {
                let names = person.facts.iter().filter_map(|it| it.body.names());
                self.names.extend(names.map(|it| it.as_str().into()));
                self.index.push(spot, person.id.as_str())
            }
            Some(Item::Organisation(it)) => {
                self.take_organisation(it, spot);
                true
            }
            None => true,
        }
    }

    fn take_organisation(&mut self, it: Organisation, second: Spot) {
        let code = it.organisation.clone();
        self.index.organisations.insert(code.clone(), it);
        let id = code.as_str().to_owned();
        if let Some(first) = self.organisations.insert(code, second) {
            self.twice.push(Twice {
                what: "organisations have the code",
                key: "organisation",
                id,
                first,
                second,
            });
        }
    }
}
