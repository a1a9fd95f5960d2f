//! One entry in full, with where it was read.

use std::fmt::Write as _;

use preceptor_record::Code;
use preceptor_record::file::{At, Place};
use preceptor_rulebook::Requirement;
use preceptor_rulebook::provision::Citation;
use preceptor_standing::words::Words;
use serde_json::{Value as Json, json};

use crate::rulebook::rows::rows;
use crate::rulebook::written::{Entry, Written};
use crate::source;

/// The entry with what its citations lead to.
pub fn in_json(written: &Written, it: &Entry) -> Json {
    let mut fields = it.fields.clone();
    if let Some(cited) = fields.get_mut("source") {
        *cited = citations(it).iter().map(|it| source::json(&written.book, it)).collect();
    }
    json!({ "kind": it.kind, "id": it.id, "file": it.file, "line": it.line, "entry": fields })
}

/// Where an entry was read.
fn citations(it: &Entry) -> Vec<Citation> {
    let list = match it.fields.get("source") {
        Some(Json::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let text = |it: &Json, key: &str| it.get(key).map(flow);
    list.iter()
        .filter_map(|it| {
            let id = At { value: Code::new(it.get("id")?.as_str()?), place: Place::default() };
            Some(Citation { id, at: text(it, "at"), note: text(it, "note") })
        })
        .collect()
}

/// The entry for a person to read.
pub fn in_words(written: &Written, it: &Entry) -> String {
    let mut out = format!("{}\n", it.id);
    if !it.title().is_empty() {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {}", it.title());
    }
    let _ = writeln!(out, "  --> {}:{}", it.file, it.line);
    out.push('\n');
    let told = ["id", "says", "source", "requires", "unless"];
    for (key, value) in it.fields.iter().filter(|(key, _)| !told.contains(&key.as_str())) {
        if key == "title" && it.text("says").is_none() {
            continue;
        }
        match (key.as_str(), value.as_str()) {
            ("confidence", Some(letter)) => field(&mut out, 2, key, &Json::from(sureness(letter))),
            _ => field(&mut out, 2, &key.replace('_', " "), value),
        }
    }
    for (key, requirement) in requirements(written, it) {
        let _ = writeln!(out, "  {key}:");
        tree(&mut out, 4, Words { book: &written.book }, requirement);
    }
    let cited = citations(it);
    if !cited.is_empty() {
        out.push_str("  read in:\n");
    }
    for it in cited {
        let _ = writeln!(out, "    - {}", source::line(&written.book, &it));
    }
    out
}

/// How sure a source is, in words.
fn sureness(letter: &str) -> String {
    let words = match letter {
        "V" => "the source itself says so",
        "R" => "a secondary source reports it",
        "D" => "derived from what sources say",
        "M" => "remembered, not checked",
        _ => return letter.to_owned(),
    };
    format!("{letter}, {words}")
}

/// `requires` and `unless` as they were understood.
fn requirements<'a>(written: &'a Written, it: &Entry) -> Vec<(&'static str, &'a Requirement)> {
    let book = &written.book;
    let (requires, unless) = match it.kind {
        "provisions" => {
            let found = book.provision(&it.id).map(|it| &it.provision);
            (found.and_then(|it| it.requires.as_ref()), found.and_then(|it| it.unless.as_ref()))
        }
        "rows" => {
            let found =
                rows(book).into_iter().map(|it| it.1).find(|row| row.id.value == *it.id.as_str());
            (found.map(|it| &it.requires), found.and_then(|it| it.unless.as_ref()))
        }
        "supervisors" => (book.supervisor(&it.id).map(|it| &it.requires), None),
        _ => (None, None),
    };
    requires.map(|it| ("requires", it)).into_iter().chain(unless.map(|it| ("unless", it))).collect()
}

/// A requirement as a tree of sentences.
fn tree(out: &mut String, indent: usize, words: Words<'_>, requirement: &Requirement) {
    let mut branch = |head: &str, of: &[Requirement]| {
        let _ = writeln!(out, "{:indent$}- {head}", "");
        for it in of {
            tree(out, indent + 4, words, it);
        }
    };
    match requirement {
        Requirement::All(of) => branch("all of these:", of),
        Requirement::Any(of) => branch("one of these:", of),
        Requirement::AtLeast(n, of) => branch(&format!("at least {n} of these:"), of),
        Requirement::Not(it) => branch("not:", std::slice::from_ref(it)),
        Requirement::Leaf(it) => {
            let _ = writeln!(out, "{:indent$}- {}", "", words.leaf(&it.value));
        }
    }
}

/// A key and its value: short ones in a line, longer ones below each other.
fn field(out: &mut String, indent: usize, key: &str, value: &Json) {
    let line = flow(value);
    if line.chars().count() + key.len() <= 100 {
        let _ = writeln!(out, "{:indent$}{key}: {line}", "");
        return;
    }
    match value {
        Json::Array(list) => {
            let _ = writeln!(out, "{:indent$}{key}:", "");
            for it in list {
                item(out, indent + 2, it);
            }
        }
        Json::Object(map) => {
            let _ = writeln!(out, "{:indent$}{key}:", "");
            for (key, value) in map {
                field(out, indent + 2, key, value);
            }
        }
        _ => {
            let _ = writeln!(out, "{:indent$}{key}: {line}", "");
        }
    }
}

/// An entry of a list.
fn item(out: &mut String, indent: usize, value: &Json) {
    let line = flow(value);
    match value {
        Json::Object(map) if line.chars().count() > 100 => {
            let mut inner = String::new();
            for (key, value) in map {
                field(&mut inner, indent + 2, key, value);
            }
            let _ = writeln!(out, "{:indent$}- {}", "", inner.trim_start().trim_end());
        }
        _ => {
            let _ = writeln!(out, "{:indent$}- {line}", "");
        }
    }
}

/// A value in one line, as YAML would have it.
pub fn flow(value: &Json) -> String {
    match value {
        Json::Null => "nothing".to_owned(),
        Json::String(it) => it.clone(),
        Json::Bool(true) => "yes".to_owned(),
        Json::Bool(false) => "no".to_owned(),
        Json::Number(it) => it.to_string(),
        Json::Array(list) if list.iter().all(|it| it.is_string() || it.is_number()) => {
            list.iter().map(flow).collect::<Vec<_>>().join(", ")
        }
        Json::Array(list) => format!("[{}]", list.iter().map(flow).collect::<Vec<_>>().join("; ")),
        Json::Object(map) => {
            let parts: Vec<String> = map
                .iter()
                .map(|(key, it)| match it {
                    Json::Array(list) if list.len() > 1 => {
                        format!("{key}: [{}]", flow(it).trim_matches(['[', ']']))
                    }
                    _ => format!("{key}: {}", flow(it)),
                })
                .collect();
            format!("{{{}}}", parts.join(", "))
        }
    }
}
