//! `preceptor clear`: may somebody start in a role?

use std::collections::BTreeMap;

use clap::Args;
use preceptor_record::people::People;
use preceptor_record::{Code, Day, KnownAt, Person, PersonId, Record, Verified};
use preceptor_service::names::{Names, named};
use preceptor_standing::acting::supposed_post;
use preceptor_standing::clear::Start;
use preceptor_standing::engine::PRACTISE;
use preceptor_standing::{
    Acting, Answer, Clearance, Engine, Lookup, Question, Truth, clear, decide_in,
};
use serde_json::{Value as Json, json};

use super::{Known, When, Whom};
use crate::exit::{Exit, Failure};
use crate::open::Under;
use crate::page::Page;
use crate::row::{self, Item};
use crate::{print, say, source};

/// The question.
#[derive(Debug, Args)]
pub struct Clear {
    #[command(flatten)]
    whom: Whom,
    /// The role they would start in.
    #[arg(long, value_name = "ROLE")]
    role: String,
    /// In which setting; some rows ask for more in one.
    #[arg(long, value_name = "SETTING")]
    setting: Option<String>,
    /// In which jurisdiction; left out, the rulebook's home.
    #[arg(long, value_name = "JURISDICTION")]
    jurisdiction: Option<String>,
    /// In which specialty.
    #[arg(long, value_name = "SPECIALTY")]
    specialty: Option<String>,
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

impl Clear {
    /// Answers it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let book = self.under.book()?;
        let day = self.when.day();
        let adoption = self.under.adopted_on(&book, day)?;
        let (people, id) = self.whom.open(&[])?;
        let engine = Engine::new(&book, &adoption);
        let code = |it: &Option<String>| it.as_deref().map(Code::new);
        let start = Start {
            setting: code(&self.setting),
            jurisdiction: code(&self.jurisdiction),
            specialty: code(&self.specialty),
        };
        let role = Code::new(self.role.as_str());
        let person = super::person(&people, &id)?;
        let asked =
            Asked { engine: &engine, people: &people, known_at: self.known.at(), role, start, day };
        let found = asked.found(person)?;
        if self.json {
            print::json(&found.json(&asked, &id))?;
        } else {
            print::out(&found.words(&asked, person))?;
        }
        Ok(found.exit())
    }
}

/// What is asked about whoever it is.
struct Asked<'a> {
    engine: &'a Engine<'a>,
    people: &'a People,
    known_at: KnownAt,
    role: Code,
    start: Start,
    day: Day,
}

/// What came of it.
struct Found {
    clearance: Clearance,
    /// What law says against it, where it says anything.
    law: Option<Answer>,
    /// Whether law would have nothing against it if all that is claimed were verified.
    law_lacks_verification: bool,
}

impl Asked<'_> {
    fn found(&self, person: &Person) -> Result<Found, Failure> {
        let clearance = self.clearance(person)?;
        let (mut law, mut law_lacks_verification) = (None, false);
        if clearance.practise != Truth::Met {
            law = Some(self.law(person)?);
            law_lacks_verification = clearance.practise == Truth::Unknown
                && self.clearance(&as_claimed(person))?.practise == Truth::Met;
        }
        Ok(Found { clearance, law, law_lacks_verification })
    }

    fn clearance(&self, person: &Person) -> Result<Clearance, Failure> {
        let lookup = Lookup::new(self.engine.book, self.people, self.known_at);
        let record = Record::known_at(person, self.known_at);
        Ok(clear(self.engine, &lookup, &record, &self.role, &self.start, self.day)?)
    }

    /// Whether the post may be held at all, in full.
    fn law(&self, person: &Person) -> Result<Answer, Failure> {
        let record = Record::known_at(person, self.known_at);
        let jurisdiction = self.start.jurisdiction.as_ref();
        let acting = Acting {
            setting: self.start.setting.clone(),
            specialty: self.start.specialty.clone(),
            ..supposed_post(self.engine.book, &record, &self.role, jurisdiction, self.day)
        };
        let question = Question {
            person: person.id.clone(),
            activity: Code::new(PRACTISE),
            at: self.day,
            known_at: self.known_at,
            post: None,
            context: BTreeMap::new(),
            present: Vec::new(),
        };
        Ok(decide_in(self.engine, self.people, &question, &acting)?)
    }
}

/// The same person with every claim taken at its word.
fn as_claimed(person: &Person) -> Person {
    let mut made = person.clone();
    for fact in &mut made.facts {
        fact.entry.verified = Verified::ByAuthor;
    }
    made
}

impl Found {
    fn exit(&self) -> Exit {
        let law_bars = self.law.is_some() && !self.law_lacks_verification;
        match self.clearance.clear {
            true => Exit::Yes,
            false if self.clearance.missing.is_empty() && !law_bars => Exit::Depends,
            false => Exit::No,
        }
    }

    fn law_items(&self) -> Vec<Item<'_>> {
        // That nobody holds the post yet is what is being asked, and nothing against it.
        let reasons =
            self.law.iter().flat_map(|it| &it.reasons).filter(|it| it.provision != *"record.post");
        reasons.map(Item::of_law).collect()
    }

    fn missing(&self) -> Vec<Item<'_>> {
        let law = if self.law_lacks_verification { Vec::new() } else { self.law_items() };
        law.into_iter().chain(self.clearance.missing.iter().map(Item::of)).collect()
    }

    fn unverified(&self) -> Vec<Item<'_>> {
        let law = if self.law_lacks_verification { self.law_items() } else { Vec::new() };
        law.into_iter().chain(self.clearance.unverified.iter().map(Item::of)).collect()
    }

    fn json(&self, asked: &Asked<'_>, person: &PersonId) -> Json {
        let book = asked.engine.book;
        let it = &self.clearance;
        let lines = |of: &[Item<'_>]| of.iter().map(Item::line).collect::<Vec<_>>();
        let (missing, unverified) = (self.missing(), self.unverified());
        let cautions: Vec<Item<'_>> = it.cautions.iter().map(Item::of).collect();
        let met: Vec<Item<'_>> = it.met.iter().map(Item::of).collect();
        let all = [&missing, &unverified, &cautions, &met].into_iter().flatten();
        let start = &asked.start;
        json!({
            "clear": it.clear,
            "missing": lines(&missing),
            "unverified": lines(&unverified),
            "earliest": it.earliest.map(|it| it.to_string()),
            "reasons": all.map(|it| it.json(book)).collect::<Vec<_>>(),
            "cautions": lines(&cautions),
            "person": person.as_str(),
            "role": it.role.as_str(),
            "at": it.at.to_string(),
            "setting": start.setting.as_ref().map(Code::as_str),
            "jurisdiction": start.jurisdiction.as_ref().unwrap_or(&book.header.home.value).as_str(),
            "jurisdiction_assumed": start.jurisdiction.is_none(),
            "specialty": start.specialty.as_ref().map(Code::as_str),
            "practise": it.practise.as_str(),
            "rulebook": super::edition(book),
        })
    }

    fn words(&self, asked: &Asked<'_>, person: &Person) -> String {
        let book = asked.engine.book;
        let it = &self.clearance;
        let mut page = Page::new();
        let names = Names::of(asked.people, person, []);
        let (who, on) = (named(person), it.at.in_words());
        let role = say::a(&say::role(book, it.role.as_str()));
        let place = Self::place(asked);
        page.para(0, &match self.exit() {
            Exit::Yes => format!("CLEAR. {who} is clear to start as {role}{place} on {on}."),
            Exit::Depends => {
                format!("NOT YET VERIFIED. All that {who} needs to start as {role}{place} on {on} is stated, and part of it is only claimed.")
            }
            _ => format!("NOT CLEAR. {who} is not clear to start as {role}{place} on {on}."),
        });
        if let (false, Some(day)) = (it.clear, it.earliest) {
            page.para(0, &format!("With nobody doing anything it comes by {}.", day.in_words()));
        }
        let mut list = |head: &str, items: &[Item<'_>]| {
            if !items.is_empty() {
                page.head(&format!("{head} ({})", items.len()));
                for it in items {
                    row::told(it, &mut page, book, Some(&names));
                }
            }
        };
        list("Missing", &self.missing());
        list("To be verified: stated, and nobody has confirmed it", &self.unverified());
        list(
            "Usually asked for, and not there",
            &it.cautions.iter().map(Item::of).collect::<Vec<_>>(),
        );
        list("Done", &it.met.iter().map(Item::of).collect::<Vec<_>>());
        page.gap();
        page.para(0, source::NOT_ADVICE);
        page.text()
    }

    /// Where they would start, as far as it was said.
    fn place(asked: &Asked<'_>) -> String {
        let book = asked.engine.book;
        let start = &asked.start;
        let mut parts: Vec<String> = Vec::new();
        parts
            .extend(start.specialty.as_ref().map(|it| say::term(&book.vocabulary.specialties, it)));
        parts.extend(start.setting.as_ref().map(|it| say::term(&book.vocabulary.settings, it)));
        let jurisdiction = start.jurisdiction.as_ref().unwrap_or(&book.header.home.value);
        parts.push(format!("in {}", say::place(book, jurisdiction)));
        format!(", {},", parts.join(", "))
    }
}
