//! `preceptor rulebook diff`: what was added, removed and changed from one rulebook to another, field by field.

mod fields;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value as Json, json};

use super::count;
use super::written::{Entry, KINDS, Written, written};
use crate::exit::{Exit, Failure};
use crate::page::plain;
use crate::print;
use fields::{Field, changed_fields};

/// The two rulebooks.
#[derive(Debug, Args)]
pub struct Diff {
    /// The rulebook before: a folder, or the name of a built-in one.
    a: PathBuf,
    /// The rulebook after.
    b: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Diff {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let (a, b) = (written(&self.a)?, written(&self.b)?);
        let changes = changes(&a.entries, &b.entries);
        if self.json {
            print::json(&in_json(&a, &b, &changes))?;
        } else {
            print::out(&plain(&in_words(&a, &b, &changes)))?;
        }
        Ok(Exit::Yes)
    }
}

/// What became of an entry.
enum Change<'a> {
    Added(&'a Entry),
    Removed(&'a Entry),
    Changed(&'a Entry, Vec<Field>),
}

impl Change<'_> {
    fn entry(&self) -> &Entry {
        match self {
            Self::Added(it) | Self::Removed(it) | Self::Changed(it, _) => it,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Added(_) => "added",
            Self::Removed(_) => "removed",
            Self::Changed(..) => "changed",
        }
    }
}

/// Every entry that is not the same, by kind and id.
fn changes<'a>(a: &'a [Entry], b: &'a [Entry]) -> Vec<Change<'a>> {
    let keyed = |list: &'a [Entry]| -> BTreeMap<(Option<usize>, &'a str), &'a Entry> {
        list.iter()
            .map(|it| ((KINDS.iter().position(|kind| *kind == it.kind), it.id.as_str()), it))
            .collect()
    };
    let (before, after) = (keyed(a), keyed(b));
    let mut made = Vec::new();
    for (key, old) in &before {
        match after.get(key) {
            None => made.push((*key, Change::Removed(old))),
            Some(new) => {
                let fields = changed_fields(&old.fields, &new.fields);
                if !fields.is_empty() {
                    made.push((*key, Change::Changed(new, fields)));
                }
            }
        }
    }
    made.extend(
        after
            .iter()
            .filter(|(key, _)| !before.contains_key(*key))
            .map(|(key, it)| (*key, Change::Added(it))),
    );
    made.sort_by_key(|it| it.0);
    made.into_iter().map(|it| it.1).collect()
}

fn named(it: &Written) -> String {
    format!("`{}` {} ({})", it.book.header.id, it.book.header.version, shortened(&it.book.digest))
}

/// Enough of a digest to tell it from others.
fn shortened(digest: &str) -> &str {
    digest.get(..19).unwrap_or(digest)
}

fn in_words(a: &Written, b: &Written, changes: &[Change<'_>]) -> String {
    let mut out = format!("From {} to {}\n", named(a), named(b));
    if changes.is_empty() {
        out.push_str(if a.book.digest == b.book.digest {
            "The two are the same.\n"
        } else {
            "No rule and no word differs; the files are written otherwise, or hold other cases.\n"
        });
        return out;
    }
    // Writing to a string cannot fail.
    for kind in KINDS {
        let of_kind: Vec<&Change<'_>> =
            changes.iter().filter(|it| it.entry().kind == *kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let n = |word: &str| of_kind.iter().filter(|it| it.word() == word).count();
        let _ = writeln!(
            out,
            "\n{kind}: {} added, {} removed, {} changed",
            n("added"),
            n("removed"),
            n("changed")
        );
        for it in of_kind {
            one_in_words(&mut out, it);
        }
    }
    let _ = writeln!(out, "\n{} in all.", count(changes.len(), "difference"));
    out
}

fn one_in_words(out: &mut String, change: &Change<'_>) {
    let it = change.entry();
    let _ = writeln!(out, "\n  {} {}", change.word(), it.id);
    match change {
        Change::Added(_) | Change::Removed(_) => {
            let _ = writeln!(out, "    {}", it.title());
        }
        Change::Changed(_, fields) => {
            for it in fields {
                let _ = writeln!(out, "    {}", it.path);
                let _ = writeln!(out, "      was: {}", told(it.old.as_ref()));
                let _ = writeln!(out, "      now: {}", told(it.new.as_ref()));
            }
        }
    }
}

/// A value in a line, as YAML would have it.
fn told(value: Option<&Json>) -> String {
    match value {
        None => "not there".to_owned(),
        Some(it) => super::show::flow(it),
    }
}

fn in_json(a: &Written, b: &Written, changes: &[Change<'_>]) -> Json {
    let book = |it: &Written| json!({ "id": it.book.header.id.as_str(), "version": it.book.header.version, "digest": it.book.digest });
    let one = |it: &Change<'_>| {
        let entry = it.entry();
        let mut made = json!({ "change": it.word(), "kind": entry.kind, "id": entry.id, "file": entry.file, "line": entry.line });
        if let Json::Object(made) = &mut made {
            match it {
                Change::Added(_) | Change::Removed(_) => {
                    made.insert("entry".to_owned(), Json::Object(entry.fields.clone()));
                }
                Change::Changed(_, fields) => {
                    let fields = fields
                        .iter()
                        .map(|it| json!({ "field": it.path, "old": it.old, "new": it.new }));
                    made.insert("fields".to_owned(), fields.collect());
                }
            }
        }
        made
    };
    let n = |word: &str| changes.iter().filter(|it| it.word() == word).count();
    json!({
        "a": book(a),
        "b": book(b),
        "same": changes.is_empty(),
        "added": n("added"),
        "removed": n("removed"),
        "changed": n("changed"),
        "changes": changes.iter().map(one).collect::<Vec<_>>(),
    })
}
