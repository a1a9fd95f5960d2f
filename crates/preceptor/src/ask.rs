//! Questions about people and roles.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use preceptor_record::people::People;
use preceptor_record::{Code, Day, KnownAt, Person, PersonId};
use preceptor_rulebook::Rulebook;

use crate::exit::{Exit, Failure};
use crate::open::PeopleFile;
use crate::{clock, open};

mod clear;
mod decide;
mod eligible;
mod roles;
mod routes;
mod sample;
mod standing;
mod welcome;

use preceptor_service::edition;
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
    /// How do people stand in the roles they hold, and what lapses next?
    Standing(standing::Standing),
    /// May somebody be entered in a register?
    Eligible(eligible::Eligible),
    /// What is a role, what may it do, how does one enter it and where does it lead?
    Roles(roles::Roles),
    /// Two to four roles side by side.
    Compare(roles::Compare),
    /// Imaginary people to try everything on, one JSON object a line.
    Sample(sample::Sample),
}

impl Ask {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self {
            Self::Decide(it) => it.run(),
            Self::Clear(it) => it.run(),
            Self::Routes(it) => it.run(),
            Self::Standing(it) => it.run(),
            Self::Eligible(it) => it.run(),
            Self::Roles(it) => it.run(),
            Self::Compare(it) => it.run(),
            Self::Sample(it) => it.run(),
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
    /// The person with those whom a question about them may reach, `others` among these.
    fn open(&self, others: &[PersonId]) -> Result<(Arc<People>, PersonId), Failure> {
        let mut file = open::people_file(&self.people)?;
        let id = somebody(&mut file, &self.person)?;
        let ids: Vec<PersonId> = std::iter::once(&id).chain(others).cloned().collect();
        Ok((file.people_of(&ids)?, id))
    }
}

/// The id of somebody who is in the file, or what to do where there is nobody of that id.
fn somebody(file: &mut PeopleFile, id: &str) -> Result<PersonId, Failure> {
    let wanted = PersonId::new(id);
    if file.has(&wanted) {
        return Ok(wanted);
    }
    // Nobody types an id wrong so often that looking through the file once more would matter.
    let known: Vec<PersonId> =
        file.lines()?.map_while(Result::ok).map(|it| it.id().clone()).collect();
    let help = match preceptor_record::file::nearest(id, known.iter().map(PersonId::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "check the id against the people file".to_owned(),
    };
    Err(Failure::wrong(format!("there is no person `{id}`"), help))
}

/// The person of an id that was looked up before.
fn person<'a>(people: &'a People, id: &PersonId) -> Result<&'a Person, Failure> {
    people.people.get(id).ok_or_else(|| {
        Failure::wrong(format!("there is no person `{id}`"), "check the people file")
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
