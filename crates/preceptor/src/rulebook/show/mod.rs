//! `preceptor rulebook show`: what a rulebook holds, by kind, by search, or one entry in full with where it was read.

mod filter;
mod full;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use preceptor_record::Day;
use preceptor_record::file::nearest;
use serde_json::{Value as Json, json};

use super::written::{Entry, KINDS, Written, written};
use crate::exit::{Exit, Failure};
use crate::page::plain;
use crate::print;
pub use full::flow;

/// What to show.
#[derive(Debug, Args)]
pub struct Show {
    /// A kind of entry, such as sets, activities, roles, provisions, registers, exams or sources; or an id.
    kind: Option<String>,
    /// One entry of that kind.
    id: Option<String>,
    /// A rulebook folder, or the name of a built-in one: uk, netherlands, ontario.
    #[arg(long, value_name = "DIR", default_value = "uk")]
    rulebook: PathBuf,
    /// Only what is about that role.
    #[arg(long)]
    role: Option<String>,
    /// Only provisions that count for that activity.
    #[arg(long)]
    activity: Option<String>,
    /// Only what belongs to that set.
    #[arg(long)]
    set: Option<String>,
    /// Only what is in force on that day.
    #[arg(long, value_name = "DATE", value_parser = Day::parse)]
    at: Option<Day>,
    /// Only what holds these words.
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Show {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let written = written(&self.rulebook)?;
        self.check(&written)?;
        let filtered =
            [&self.role, &self.activity, &self.set, &self.search].iter().any(|it| it.is_some());
        match (&self.kind, &self.id) {
            (None, _) if !filtered && self.at.is_none() => self.overview(&written)?,
            (None, _) => self.list(&written, None)?,
            (Some(word), id) => match (kind_of(word), id) {
                (Some(kind), None) => self.list(&written, Some(kind))?,
                (Some(kind), Some(id)) => {
                    self.one(&written, &[entry(&written, Some(kind), id)?])?;
                }
                (None, None) => {
                    let found: Vec<&Entry> =
                        written.entries.iter().filter(|it| it.id == *word).collect();
                    if found.is_empty() {
                        return Err(no_such(word, &written));
                    }
                    self.one(&written, &found)?;
                }
                (None, Some(_)) => return Err(no_such(word, &written)),
            },
        }
        Ok(Exit::Yes)
    }

    /// What kinds there are, and how many entries of each.
    fn overview(&self, written: &Written) -> Result<(), Failure> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for it in &written.entries {
            *counts.entry(it.kind).or_default() += 1;
        }
        let n = |kind: &str| counts.get(kind).copied().unwrap_or(0);
        let header = &written.book.header;
        let n_cases = written.loaded.cases.len();
        if self.json {
            let kinds: serde_json::Map<String, Json> = KINDS
                .iter()
                .filter(|it| **it != "rulebook")
                .map(|it| ((*it).to_owned(), Json::from(n(it))))
                .chain([("cases".to_owned(), Json::from(n_cases))])
                .collect();
            return print::json(&json!({
                "rulebook": { "id": header.id.as_str(), "title": header.title, "version": header.version, "digest": written.book.digest },
                "home": header.home.as_str(),
                "kinds": kinds,
            }));
        }
        let mut out = format!("{} (`{}`), edition {}\n", header.title, header.id, header.version);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "digest {}", written.book.digest);
        let _ = writeln!(out, "home: {}\n", header.home.value);
        for kind in KINDS.iter().filter(|it| **it != "rulebook") {
            let _ = writeln!(out, "  {kind:<20}{:>5}", n(kind));
        }
        let _ = writeln!(out, "  {:<20}{n_cases:>5}", "cases");
        out.push_str(
            "\n`preceptor rulebook show KIND` lists them, `show KIND ID` shows one in full.\n",
        );
        print::out(&plain(&out))
    }

    fn list(&self, written: &Written, kind: Option<&str>) -> Result<(), Failure> {
        let found: Vec<&Entry> = written
            .entries
            .iter()
            .filter(|it| it.kind != "rulebook" && kind.is_none_or(|kind| it.kind == kind))
            .filter(|it| self.fits(written, it))
            .collect();
        if self.json {
            let list: Vec<Json> = found
                .iter()
                .map(|it| {
                    json!({ "kind": it.kind, "id": it.id, "title": it.title(), "set": it.text("set"), "effect": it.text("effect"), "file": it.file, "line": it.line })
                })
                .collect();
            return print::json(
                &json!({ "rulebook": written.book.header.id.as_str(), "entries": list }),
            );
        }
        let mut out = String::new();
        let mut last = "";
        for it in &found {
            if kind.is_none() && it.kind != last {
                let _ = writeln!(out, "{}{}", if last.is_empty() { "" } else { "\n" }, it.kind);
                last = it.kind;
            }
            let what: Vec<&str> =
                [it.text("effect"), it.text("set"), it.text("of"), it.text("into")]
                    .into_iter()
                    .flatten()
                    .collect();
            let what =
                if what.is_empty() { String::new() } else { format!("  ({})", what.join(", ")) };
            let _ = writeln!(out, "  {}{what}", it.id);
            if !it.title().is_empty() {
                let _ = writeln!(out, "      {}", it.title());
            }
        }
        let _ = match found.len() {
            0 => writeln!(out, "Nothing fits."),
            n => writeln!(
                out,
                "\n{}.",
                if n == 1 { "1 entry".to_owned() } else { format!("{n} entries") }
            ),
        };
        print::out(&plain(&out))
    }

    fn one(&self, written: &Written, found: &[&Entry]) -> Result<(), Failure> {
        if self.json {
            let whole: Vec<Json> = found.iter().map(|it| full::in_json(written, it)).collect();
            return match whole.as_slice() {
                [one] => print::json(one),
                several => print::json(&Json::from(several)),
            };
        }
        let text: Vec<String> = found.iter().map(|it| full::in_words(written, it)).collect();
        print::out(&plain(&text.join("\n")))
    }
}

/// The kind of that name, in the singular or the plural.
fn kind_of(word: &str) -> Option<&'static str> {
    let word = word.replace('_', "-");
    KINDS.iter().copied().find(|it| {
        *it == word
            || it.strip_suffix('s') == Some(&word)
            || it.strip_suffix("ies").is_some_and(|it| format!("{it}y") == word)
    })
}

/// The entry of that kind and id.
fn entry<'a>(written: &'a Written, kind: Option<&str>, id: &str) -> Result<&'a Entry, Failure> {
    let of_kind = || written.entries.iter().filter(|it| kind.is_none_or(|kind| it.kind == kind));
    of_kind().find(|it| it.id == id).ok_or_else(|| {
        let kind = kind.unwrap_or("entries");
        let near = nearest(id, of_kind().map(|it| it.id.as_str()));
        let help = near.map_or(format!("`preceptor rulebook show {kind}` lists them"), |it| {
            format!("did you mean `{it}`?")
        });
        Failure::wrong(format!("there is no `{id}` among the {kind}"), help)
    })
}

fn no_such(word: &str, written: &Written) -> Failure {
    let known = KINDS.iter().copied().chain(written.entries.iter().map(|it| it.id.as_str()));
    let help = nearest(word, known).map_or_else(
        || format!("the kinds are {}", KINDS.join(", ")),
        |it| format!("did you mean `{it}`?"),
    );
    Failure::wrong(format!("`{word}` is neither a kind of entry nor the id of one"), help)
}

impl Show {
    /// Names that lead nowhere would only show an empty list.
    fn check(&self, written: &Written) -> Result<(), Failure> {
        if let Some(role) = &self.role {
            entry(written, Some("roles"), role)
                .or_else(|fault| entry(written, Some("professions"), role).map_err(|_| fault))?;
        }
        if let Some(activity) =
            self.activity.as_ref().filter(|it| **it != *preceptor_standing::engine::PRACTISE)
        {
            entry(written, Some("activities"), activity)?;
        }
        if let Some(set) = &self.set {
            entry(written, Some("sets"), set)?;
        }
        Ok(())
    }

    fn fits(&self, written: &Written, it: &Entry) -> bool {
        filter::about_role(written, it, self.role.as_deref(), self.at)
            && filter::about_activity(written, it, self.activity.as_deref())
            && self.set.as_deref().is_none_or(|set| {
                it.text("set") == Some(set) || (it.kind == "sets" && it.id == set)
            })
            && self.at.is_none_or(|day| filter::in_force(it, day))
            && self.search.as_deref().is_none_or(|words| filter::holds(it, words))
    }
}
