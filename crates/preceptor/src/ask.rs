//! Questions about people and roles.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use preceptor_record::people::People;
use preceptor_record::{Code, Day, KnownAt, Person, PersonId};
use preceptor_rulebook::Rulebook;
use serde_json::{Value as Json, json};

use crate::exit::{Exit, Failure};
use crate::{clock, open};

mod clear;
mod decide;
mod eligible;
mod roles;
mod routes;
mod welcome;

pub use welcome::welcome;

/// What may be asked.
#[derive(Debug, Subcommand)]
pub enum Ask {
    /// May somebody do this, here, now, with these people present?
    Decide(decide::Decide),
    /// May somebody start in a role: is all there that recruitment must see?
    Clear(clear::Clear),
    /// Which ways into a role are open, what is missing and how long does each take?
    Routes(routes::Routes),
    /// May somebody be entered in a register?
    Eligible(eligible::Eligible),
    /// What is a role, what may it do, how does one enter it and where does it lead?
    Roles(roles::Roles),
    /// Two to four roles side by side.
    Compare(roles::Compare),
}

impl Ask {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self {
            Self::Decide(it) => it.run(),
            Self::Clear(it) => it.run(),
            Self::Routes(it) => it.run(),
            Self::Eligible(it) => it.run(),
            Self::Roles(it) => it.run(),
            Self::Compare(it) => it.run(),
        }
    }
}

/// Who is asked about.
#[derive(Debug, Args)]
struct Whom {
    /// The people file: YAML, JSON, or one JSON object a line; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    people: PathBuf,
    /// Whom the question is about, by id.
    #[arg(long, value_name = "ID")]
    person: String,
}

impl Whom {
    fn open(&self) -> Result<(People, PersonId), Failure> {
        let people = open::people(&self.people)?;
        let id = somebody(&people, &self.person)?.id.clone();
        Ok((people, id))
    }
}

/// The person of that id, or what to do where there is none.
fn somebody<'a>(people: &'a People, id: &str) -> Result<&'a Person, Failure> {
    people.people.get(id).ok_or_else(|| {
        let near = preceptor_record::file::nearest(id, people.people.keys().map(PersonId::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "check the id against the people file".to_owned(),
        };
        Failure::wrong(format!("there is no person `{id}`"), help)
    })
}

/// The jurisdiction of that id, or what to do where there is none.
fn jurisdiction(book: &Rulebook, id: Option<&str>) -> Result<Option<Code>, Failure> {
    let Some(id) = id else { return Ok(None) };
    let known: Vec<&str> = book.header.jurisdictions.iter().map(|it| it.id.as_str()).collect();
    if known.contains(&id) {
        return Ok(Some(Code::new(id)));
    }
    Err(unknown("jurisdiction", id, &known))
}

/// There is nothing of that id: what was probably meant, or what there is.
fn unknown(what: &str, id: &str, known: &[&str]) -> Failure {
    let help = match preceptor_record::file::nearest(id, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of {}", known.join(", ")),
    };
    Failure::wrong(format!("the rulebook knows no {what} `{id}`"), help)
}

/// Which rulebook an answer was given under, for programs.
fn rulebook(book: &Rulebook) -> Json {
    json!({ "id": book.header.id.as_str(), "version": book.header.version, "digest": book.digest })
}

/// A day as somebody writes it: a date, or an instant whose civil day in the United Kingdom counts.
fn day(text: &str) -> Result<Day, String> {
    if text.len() <= 10 {
        return Day::parse(text);
    }
    preceptor_record::date::parse_instant(text).map(Day::of_instant)
}

/// Of which day something is asked.
#[derive(Debug, Args)]
struct When {
    /// The day, as 2026-11-20 or 2026-11-20T08:30; left out, today.
    #[arg(long, value_name = "DAY", value_parser = day)]
    at: Option<Day>,
}

impl When {
    fn day(&self) -> Day {
        self.at.unwrap_or_else(clock::today)
    }
}

/// As known when.
#[derive(Debug, Args)]
struct Known {
    /// Count only what had been recorded by then: a day, that day included, or an instant.
    #[arg(long, value_name = "DAY", value_parser = KnownAt::parse)]
    known_at: Option<KnownAt>,
}

impl Known {
    fn at(&self) -> KnownAt {
        self.known_at.unwrap_or(KnownAt::EVERYTHING)
    }
}
