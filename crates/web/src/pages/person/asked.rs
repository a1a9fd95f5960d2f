//! What every page of a person is asked with: who, as at which day, as known on which.

use preceptor_record::{Day, KnownAt, PersonId};
use preceptor_service::person::{Frame, Read};
use preceptor_standing::Engine;

use crate::ask::{Ask, address};
use crate::dates;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::text::t;

/// The days a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The day asked about.
    pub at: Day,
    /// The day as known on; everything known today where it is not earlier.
    pub known_on: Day,
    /// Today.
    pub today: Day,
}

impl Days {
    /// Reads `at` and `known-at`; each is today where it is left out.
    pub fn of(ask: &Ask, today: Day) -> Result<Self, Problem> {
        let day = |key: &str| match ask.one(key)? {
            None => Ok(today),
            Some(text) => dates::parse(text).ok_or_else(|| Problem::wrong(t!("wrong.day"))),
        };
        Ok(Self { at: day("at")?, known_on: day("known-at")?, today })
    }

    /// The moment of knowledge.
    pub fn known_at(self) -> KnownAt {
        if self.known_on < self.today {
            KnownAt::end_of(self.known_on)
        } else {
            KnownAt::EVERYTHING
        }
    }

    /// Whether it is about today as known today.
    pub fn is_now(self) -> bool {
        self.at == self.today && self.known_on >= self.today
    }

    /// The pairs of an address that asks the same.
    pub fn pairs(self) -> Vec<(&'static str, String)> {
        let mut made = Vec::new();
        if self.at != self.today {
            made.push(("at", self.at.to_string()));
        }
        if self.known_on < self.today {
            made.push(("known-at", self.known_on.to_string()));
        }
        made
    }
}

/// A person's page, opened.
pub struct Opened {
    /// The record.
    pub read: Read,
    /// The rulebook as adopted.
    pub engine: &'static Engine<'static>,
    /// The days.
    pub days: Days,
}

impl Opened {
    /// Opens the record of whom the address names.
    pub async fn of(desk: &Desk, id: &str, page: &str, ask: &Ask) -> Result<Self, Problem> {
        let days = Days::of(ask, desk.now.day)?;
        let id = person_id(id)?;
        let read = desk.employer.read(&desk.viewer, &id, page, desk.now).await?;
        let engine = desk.installation.rules(&desk.employer, desk.now).await?;
        Ok(Self { read, engine, days })
    }

    /// The same, where all of it may be seen.
    pub async fn whole(desk: &Desk, id: &str, page: &str, ask: &Ask) -> Result<Self, Problem> {
        let made = Self::of(desk, id, page, ask).await?;
        if !made.read.is_whole {
            let name = made.read.person()?.display_name();
            return Err(Problem::Denied(t!("person.denied", name = name)));
        }
        Ok(made)
    }

    /// What the pure views look at.
    pub fn frame(&self) -> Result<Frame<'_>, Problem> {
        Ok(Frame {
            engine: self.engine,
            people: &self.read.people,
            person: self.read.person()?,
            known_at: self.days.known_at(),
            day: self.days.at,
            known_until: self.days.known_on.min(self.days.today),
        })
    }

    /// The address of a page of theirs on the same days.
    pub fn at(&self, desk: &Desk, page: &str) -> String {
        let path = desk.at(&format!("/people/{}{page}", self.read.id));
        let pairs = self.days.pairs();
        address(&path, pairs.iter().map(|it| (it.0, it.1.as_str())))
    }
}

/// An id in an address: what is no id of anybody is not there.
pub fn person_id(text: &str) -> Result<PersonId, Problem> {
    let is_id = !text.is_empty()
        && text.len() <= 100
        && text.chars().all(|it| it.is_ascii_graphic() && it != '/');
    if is_id { Ok(PersonId::new(text)) } else { Err(Problem::NotFound) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(query: &str) -> Result<Days, Problem> {
        Days::of(&Ask::parse(query).unwrap(), Day::parse("2026-11-20").unwrap())
    }

    #[test]
    fn what_is_left_out_is_today_and_everything_known() {
        let now = days("").unwrap();
        assert!(now.is_now() && now.known_at() == KnownAt::EVERYTHING);
        assert!(now.pairs().is_empty());
        assert!(days("known-at=2026-11-21").unwrap().known_at() == KnownAt::EVERYTHING);
        let then = days("at=1+March+2026&known-at=2026-11-19").unwrap();
        assert!(!then.is_now());
        let day = Day::parse("2026-11-19").unwrap();
        assert_eq!(then.known_at(), KnownAt::end_of(day));
        let pairs = then.pairs();
        assert_eq!(pairs, [("at", "2026-03-01".to_owned()), ("known-at", "2026-11-19".to_owned())]);
    }

    #[test]
    fn what_is_no_day_or_no_id_is_refused() {
        assert!(days("at=tomorrow").is_err());
        assert!(days("at=2026-01-01&at=2026-01-02").is_err());
        assert!(person_id("p-017").is_ok());
        for it in ["", "a b", "é", &"x".repeat(101)] {
            assert_eq!(person_id(it), Err(Problem::NotFound), "{it}");
        }
    }
}
