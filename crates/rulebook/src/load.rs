//! Builds a rulebook from its files and says all that is wrong with how they are written.
//!
//! What the files mean together is checked by `lint`, which takes longer and is asked for.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::Code;
use preceptor_record::file::{
    Fault, Faults, Limits, Node, Place, Sources, Value, nearest, parse_yaml,
};
use preceptor_record::people::People;

use crate::book::{Placed, Rulebook};
use crate::case::Case;
use crate::case_people::{mark_verified, mark_verified_in_case, read_people};
use crate::layout::{FOLDERS, Kind, kind_of, stem_if_yaml};
use crate::limits::LimitFile;
use crate::provision::ScopeFile;
use crate::role::{ClearanceFile, Role, Row};
use crate::salvage::{holds, keep_ids, places_of, read_what_can_be};
use crate::sets::Header;
use crate::vocabulary::Vocabulary;
use crate::written_dates::complete_ends;

/// A case and the file it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedCase {
    /// The path of the file, relative to the rulebook folder.
    pub file: String,
    /// The case.
    pub case: Case,
}

/// What could be built of a rulebook, and everything that is wrong with its files.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The rulebook, unless there is no head to it. With any error among the faults it is only what could be read: good
    /// enough to look for more faults, never to decide by.
    pub rulebook: Option<Rulebook>,
    /// The worked cases, in order of file.
    pub cases: Vec<PlacedCase>,
    /// The people cases may borrow.
    pub case_people: People,
    /// All that is wrong with how the files are written.
    pub faults: Faults,
    /// The files the faults speak of.
    pub sources: Sources,
    /// Ids of entries that could not be read: what refers to them is not to blame.
    pub(crate) broken: BTreeSet<Code>,
    /// Lists of the vocabulary and folders of which a file could not be read at all.
    pub(crate) unread: BTreeSet<String>,
    /// The trees that were read, by number of source, for the exact places of faults found later.
    pub(crate) roots: BTreeMap<u32, Node>,
    /// Where each file that names a set stands: the place of the name and the set.
    pub(crate) scope_files: Vec<(Place, Code)>,
}

impl Loaded {
    /// The rulebook, if nothing is wrong with its files.
    pub fn sound(&self) -> Option<&Rulebook> {
        if self.faults.any_error() { None } else { self.rulebook.as_ref() }
    }
}

/// A tree may not grow beyond this: several times the largest file anybody keeps by hand.
pub(crate) const LIMITS: Limits = Limits { nodes: 200_000, depth: 48 };

/// Builds a rulebook from its files, given by their path relative to its folder, with `/`.
pub fn load(files: &BTreeMap<String, String>) -> Loaded {
    load_from(files, "")
}

/// Builds a rulebook as [`load`] does; faults show each path as it stands in `folder`.
pub fn load_from(files: &BTreeMap<String, String>, folder: &str) -> Loaded {
    read(files, folder, &|_| true)
}

/// Builds a rulebook as [`load`] does and leaves its worked cases unread, which are half of it and decide nothing. The
/// digest is that of all files.
pub fn load_rules(files: &BTreeMap<String, String>) -> Loaded {
    read(files, "", &|kind| !matches!(kind, Kind::Cases | Kind::CasePeople))
}

fn read(files: &BTreeMap<String, String>, folder: &str, wanted: &dyn Fn(Kind) -> bool) -> Loaded {
    let mut reading = Reading::default();
    for (path, text) in files {
        let shown = if folder.is_empty() {
            path.clone()
        } else {
            format!("{}/{path}", folder.trim_end_matches('/'))
        };
        let Some(kind) = kind_of(path) else {
            let fault =
                Fault::general(format!("`{shown}` is no part of a rulebook and is passed over"));
            let help =
                format!("a rulebook is rulebook.yaml and YAML files in {}", FOLDERS.join(", "));
            reading.made.faults.push(fault.help(help).warning());
            continue;
        };
        if !wanted(kind) {
            continue;
        }
        let source = reading.made.sources.add(shown, text.clone());
        let Some(mut root) = parse_yaml(text, source, LIMITS, &mut reading.made.faults) else {
            reading.made.unread.insert(holding(kind, path));
            continue;
        };
        if !matches!(kind, Kind::Cases | Kind::CasePeople) {
            complete_ends(&mut root);
        }
        reading.take(kind, path, root, source);
    }
    reading.finish(files)
}

/// The list or the folder a file adds to.
fn holding(kind: Kind, path: &str) -> String {
    match kind {
        Kind::Vocabulary => stem_if_yaml(path).unwrap_or(path).replace('-', "_"),
        _ => path.split('/').next().unwrap_or(path).to_owned(),
    }
}

#[derive(Default)]
struct Reading {
    made: Loaded,
    header: Option<Header>,
    vocabulary: Vocabulary,
    roles: BTreeMap<Code, Role>,
    clearance: Vec<Row>,
    provisions: Vec<Placed>,
    limits: BTreeMap<Code, LimitFile>,
    seen_header: bool,
}

impl Reading {
    fn take(&mut self, kind: Kind, path: &str, mut root: Node, source: u32) {
        let Loaded { faults, broken, .. } = &mut self.made;
        match kind {
            Kind::Header => {
                self.seen_header = true;
                self.header = read_what_can_be(&mut root, faults, broken);
            }
            Kind::Vocabulary => self.take_vocabulary(path, &root),
            Kind::Role => {
                if let Some(role) = read_what_can_be::<Role>(&mut root, faults, broken) {
                    self.take_role(role);
                }
            }
            Kind::Clearance => {
                if let Some(file) = read_what_can_be::<ClearanceFile>(&mut root, faults, broken) {
                    self.clearance.extend(file.clearance);
                }
            }
            Kind::Scope => {
                if let Some(file) = read_what_can_be::<ScopeFile>(&mut root, faults, broken) {
                    let set = file.set.value;
                    self.made.scope_files.push((file.set.place, set.clone()));
                    let placed = file
                        .provisions
                        .into_iter()
                        .map(|provision| Placed { set: set.clone(), provision });
                    self.provisions.extend(placed);
                }
            }
            Kind::Limits => {
                if let Some(file) = read_what_can_be::<LimitFile>(&mut root, faults, broken) {
                    self.take_limits(file);
                }
            }
            Kind::Cases => {
                if let Value::List(items) = &mut root.value {
                    items.iter_mut().for_each(mark_verified_in_case);
                }
                let cases: Option<Vec<Case>> = read_what_can_be(&mut root, faults, broken);
                let placed = cases
                    .into_iter()
                    .flatten()
                    .map(|case| PlacedCase { file: path.to_owned(), case });
                self.made.cases.extend(placed);
            }
            Kind::CasePeople => {
                mark_verified(&mut root);
                self.made.case_people = read_people(&root, faults);
            }
        }
        self.made.roots.insert(source, root);
    }

    fn take_vocabulary(&mut self, path: &str, root: &Node) {
        let faults = &mut self.made.faults;
        let wanted = stem_if_yaml(path).unwrap_or(path).replace('-', "_");
        let Value::Map(pairs) = &root.value else {
            let fault = Fault::new(
                root.place,
                format!("a vocabulary file is a mapping, not {}", root.described()),
            );
            faults.push(fault.help(format!("begin it with `{wanted}:`")));
            return;
        };
        for (i, (key, list)) in pairs.iter().enumerate() {
            let name = key.text().unwrap_or_default();
            let mut found = Faults::default();
            if !self.vocabulary.read_list(name, list, &mut found) {
                let fault = Fault::new(key.place, format!("unknown list `{name}`"));
                faults.push(match nearest(name, Vocabulary::KEYS.iter().copied()) {
                    Some(near) => fault.help(format!("did you mean `{near}`?")),
                    None => fault.help(format!("the lists are {}", Vocabulary::KEYS.join(", "))),
                });
                keep_ids(list, &mut self.made.broken);
                continue;
            }
            if i > 0 {
                let fault =
                    Fault::new(key.place, format!("a second list, `{name}`, stands in this file"));
                faults.push(fault.help("keep one list a file"));
            } else if name != wanted {
                let fault = Fault::new(
                    key.place,
                    format!("this file is named for `{wanted}` and holds `{name}`"),
                );
                faults.push(fault.help(format!("name it {}.yaml", name.replace('_', "-"))));
            }
            let bad = places_of(&found);
            faults.append(found);
            let items = if let Value::List(items) = &list.value {
                items.as_slice()
            } else {
                std::slice::from_ref(list)
            };
            for item in items.iter().filter(|it| holds(it, &bad)) {
                keep_ids(item, &mut self.made.broken);
            }
        }
    }

    fn take_role(&mut self, role: Role) {
        match self.roles.entry(role.id.value.clone()) {
            std::collections::btree_map::Entry::Vacant(it) => {
                it.insert(role);
            }
            std::collections::btree_map::Entry::Occupied(first) => {
                let fault =
                    Fault::new(role.id.place, format!("two roles have the id `{}`", role.id.value));
                self.made.faults.push(
                    fault.label("and again here").beside(first.get().id.place, "first given here"),
                );
            }
        }
    }

    fn take_limits(&mut self, file: LimitFile) {
        match self.limits.entry(file.limits.value.clone()) {
            std::collections::btree_map::Entry::Vacant(it) => {
                it.insert(file);
            }
            std::collections::btree_map::Entry::Occupied(first) => {
                let message = format!("two files of limits have the id `{}`", file.limits.value);
                let fault = Fault::new(file.limits.place, message).label("and again here");
                self.made.faults.push(fault.beside(first.get().limits.place, "first given here"));
            }
        }
    }

    fn finish(mut self, files: &BTreeMap<String, String>) -> Loaded {
        match self.header {
            Some(header) => {
                let (vocabulary, roles, clearance, provisions) =
                    (self.vocabulary, self.roles, self.clearance, self.provisions);
                let mut book =
                    Rulebook::new(header, vocabulary, roles, clearance, provisions, files);
                book.limits = self.limits;
                self.made.rulebook = Some(book);
            }
            None if !self.seen_header => {
                let fault = Fault::general("there is no rulebook.yaml");
                self.made.faults.push(fault.help("it gives the rulebook's id, title, version, home, jurisdictions, sets and sources"));
            }
            None => {}
        }
        self.made
    }
}

#[cfg(test)]
mod tests;
