//! `preceptor roles` and `preceptor compare`: what the rulebook says of the roles themselves.

use clap::Args;
use preceptor_record::Code;
use preceptor_rulebook::{Adoption, Rulebook};
use serde_json::json;

use super::When;
use crate::exit::{Exit, Failure};
use crate::open::Under;
use crate::print;

mod compare;
mod words;

use preceptor_service::roles::{Frame, Portrait, json};

/// Which role.
#[derive(Debug, Args)]
pub struct Roles {
    /// The role; left out, all of them in a list.
    #[arg(value_name = "ROLE")]
    role: Option<String>,
    #[command(flatten)]
    frame: Where,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Which roles to put side by side.
#[derive(Debug, Args)]
pub struct Compare {
    /// Two to four roles.
    #[arg(value_name = "ROLE", num_args = 2..=4, required = true)]
    roles: Vec<String>,
    #[command(flatten)]
    frame: Where,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// When, where and under which rules.
#[derive(Debug, Args)]
struct Where {
    #[command(flatten)]
    when: When,
    /// In which jurisdiction; left out, the rulebook's home.
    #[arg(long, value_name = "JURISDICTION")]
    jurisdiction: Option<String>,
    #[command(flatten)]
    under: Under,
}

impl Where {
    fn open(&self) -> Result<(Rulebook, Adoption), Failure> {
        let book = self.under.book()?;
        let adoption = self.under.adopted_on(&book, self.when.day())?;
        Ok((book, adoption))
    }

    fn frame<'a>(&self, book: &'a Rulebook, adoption: &'a Adoption) -> Result<Frame<'a>, Failure> {
        let stated = super::jurisdiction(book, self.jurisdiction.as_deref())?;
        let jurisdiction = stated.unwrap_or_else(|| book.header.home.value.clone());
        Ok(Frame { book, adoption, jurisdiction, day: self.when.day() })
    }
}

fn portrait<'a>(frame: &'a Frame<'a>, role: &str) -> Result<Portrait<'a>, Failure> {
    let known: Vec<&str> = frame.book.roles.keys().map(Code::as_str).collect();
    let found = frame.book.roles.get(role).ok_or_else(|| super::unknown("role", role, &known))?;
    Ok(Portrait::new(frame, found))
}

impl Roles {
    /// Answers it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let (book, adoption) = self.frame.open()?;
        let frame = self.frame.frame(&book, &adoption)?;
        if let Some(role) = &self.role {
            let portrait = portrait(&frame, role)?;
            if self.json {
                print::json(&json::whole(&portrait))
            } else {
                print::out(&words::whole(&portrait))
            }?;
            return Ok(Exit::Yes);
        }
        let portraits: Vec<Portrait<'_>> =
            book.roles.values().map(|it| Portrait::new(&frame, it)).collect();
        if self.json {
            print::json(&json!({
                "at": frame.day.to_string(),
                "jurisdiction": frame.jurisdiction.as_str(),
                "roles": portraits.iter().map(json::brief).collect::<Vec<_>>(),
                "rulebook": super::edition(&book),
            }))?;
        } else {
            print::out(&words::list(&frame, &portraits))?;
        }
        Ok(Exit::Yes)
    }
}

impl Compare {
    /// Answers it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let (book, adoption) = self.frame.open()?;
        let frame = self.frame.frame(&book, &adoption)?;
        let portraits: Vec<Portrait<'_>> =
            self.roles.iter().map(|it| portrait(&frame, it)).collect::<Result<_, _>>()?;
        if self.json {
            print::json(&preceptor_service::roles::compare::json(&frame, &portraits))?;
        } else {
            print::out(&compare::words(&frame, &portraits))?;
        }
        Ok(Exit::Yes)
    }
}
