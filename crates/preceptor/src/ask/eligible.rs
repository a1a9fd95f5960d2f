//! `preceptor eligible`: may somebody be entered in a register?

use clap::Args;
use preceptor_record::{Code, Record};
use preceptor_rulebook::Rulebook;
use preceptor_service::names::{Names, named};
use preceptor_standing::{Engine, Lookup, Truth, eligible};
use serde_json::json;

use super::{Known, When, Whom};
use crate::exit::{Exit, Failure};
use crate::open::Under;
use crate::page::Page;
use crate::row::{self, Item};
use crate::{print, source};

/// The question.
#[derive(Debug, Args)]
pub struct Eligible {
    #[command(flatten)]
    whom: Whom,
    /// The register.
    #[arg(long = "for", value_name = "REGISTER")]
    register: String,
    /// The part of it.
    #[arg(long, value_name = "PART")]
    part: Option<String>,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    under: Under,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl Eligible {
    /// Answers it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let book = self.under.book()?;
        let day = self.when.day();
        let adoption = self.under.adopted_on(&book, day)?;
        let (people, id) = self.whom.open(&[])?;
        let person = super::person(&people, &id)?;
        let engine = Engine::new(&book, &adoption);
        let lookup = Lookup::new(&book, &*people, self.known.at());
        let record = Record::known_at(person, self.known.at());
        let register = Code::new(self.register.as_str());
        let part = self.part.as_deref().map(Code::new);
        self.check_part(&book)?;
        let found = eligible(&engine, &lookup, &record, &register, part.as_ref(), day)?;
        let items: Vec<Item<'_>> = found.rows.iter().map(Item::of).collect();
        if self.json {
            let lines = |outcome: &str| {
                items.iter().filter(|it| it.outcome == outcome).map(Item::line).collect::<Vec<_>>()
            };
            print::json(&json!({
                "eligible": found.eligible.as_str(),
                "missing": lines("unmet"),
                "unknown": lines("unknown"),
                "reasons": items.iter().map(|it| it.json(&book)).collect::<Vec<_>>(),
                "person": id.as_str(),
                "register": register.as_str(),
                "part": part.as_ref().map(Code::as_str),
                "at": day.to_string(),
                "rulebook": super::edition(&book),
            }))?;
        } else {
            let mut page = Page::new();
            let names = Names::of(&*people, person, []);
            let title =
                book.register(register.as_str()).map_or(register.as_str(), |it| it.title.as_str());
            let of_part = self.part.as_deref().map_or(String::new(), |it| format!(", part {it},"));
            let (who, on) = (named(person), day.in_words());
            page.para(
                0,
                &match found.eligible {
                    Truth::Met => {
                        format!("YES. {who} may be entered in the {title}{of_part} on {on}.")
                    }
                    Truth::Unknown => format!(
                        "CANNOT TELL whether {who} may be entered in the {title}{of_part} on {on}."
                    ),
                    Truth::Unmet => {
                        format!("NO. {who} may not be entered in the {title}{of_part} on {on}.")
                    }
                },
            );
            for (outcome, head) in [
                ("unmet", "Missing"),
                ("unknown", "Cannot be told, or to be verified"),
                ("met", "Done"),
            ] {
                let of: Vec<&Item<'_>> = items.iter().filter(|it| it.outcome == outcome).collect();
                if !of.is_empty() {
                    page.head(&format!("{head} ({})", of.len()));
                    for it in of {
                        row::told(it, &mut page, &book, Some(&names));
                    }
                }
            }
            page.gap();
            page.para(0, source::NOT_ADVICE);
            print::out(&page.text())?;
        }
        Ok(match found.eligible {
            Truth::Met => Exit::Yes,
            Truth::Unknown => Exit::Depends,
            Truth::Unmet => Exit::No,
        })
    }

    /// Whether the part is one of the register's, and named where there is more than one.
    fn check_part(&self, book: &Rulebook) -> Result<(), Failure> {
        let Some(register) = book.register(&self.register) else { return Ok(()) };
        let parts: Vec<&str> = register.parts.iter().map(|it| it.id.as_str()).collect();
        match &self.part {
            Some(part) if !parts.contains(&part.as_str()) => {
                Err(super::unknown(&format!("part of `{}`", self.register), part, &parts))
            }
            None if parts.len() > 1
                && register.eligibility.iter().all(|it| !it.part.is_empty()) =>
            {
                let message = format!("`{}` has several parts", self.register);
                Err(Failure::wrong(message, format!("name one with --part: {}", parts.join(", "))))
            }
            _ => Ok(()),
        }
    }
}
