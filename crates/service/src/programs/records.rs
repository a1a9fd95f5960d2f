//! What programs read and add: people page by page, a record, how somebody stands, and a fact.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use preceptor_ledger::{Append, Conflict, StoreError, Stream};
use preceptor_record::date::Instant;
use preceptor_record::{Body, Day, Fact, FactId, KnownAt, Person, PersonId};
use preceptor_standing::{Engine, Lookup};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::access::{Act, Relation, Viewer};
use crate::register::{Circle, From};
use crate::{Employer, Installation, Now, Refusal, standing};

/// So many people stand on a page where nobody says.
pub const A_PAGE: u32 = 100;
/// And no more than this.
pub const MOST_ON_A_PAGE: u32 = 500;

/// Somebody, and the number of the last of their entries.
#[derive(Debug, Clone)]
pub struct Known {
    /// Who.
    pub person: Arc<Person>,
    /// The last of their entries.
    pub as_of: i64,
}

/// A page of people.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Those on it, in the order of their ids.
    pub people: Vec<Person>,
    /// After whom to go on; none where that was all.
    pub next: Option<PersonId>,
}

/// A fact that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its id.
    pub id: FactId,
    /// Whether it was taken in now; otherwise the same request had been made before.
    pub is_new: bool,
}

impl Employer {
    /// People in the order of their ids, after one of them.
    ///
    /// # Errors
    ///
    /// Where they may not, or the store does not answer.
    pub async fn people_after(
        &self,
        viewer: &Viewer,
        after: Option<&PersonId>,
        most: u32,
    ) -> Result<Page, Refusal> {
        viewer.may(Act::ListPeople, Relation::Other)?;
        let most = most.clamp(1, MOST_ON_A_PAGE);
        let after = after.map_or("", PersonId::as_str);
        let mut people = self.register.after(after, most + 1).await?;
        let is_more = people.len() > most as usize;
        people.truncate(most as usize);
        let next = people.last().filter(|_| is_more).map(|it| it.id.clone());
        Ok(Page { people, next })
    }

    /// Somebody's record.
    ///
    /// # Errors
    ///
    /// Where they may not, there is nobody of that id, or the store does not answer.
    pub async fn record_of(
        &self,
        viewer: &Viewer,
        now: Now,
        id: &PersonId,
        page: &str,
    ) -> Result<Known, Refusal> {
        viewer.may(Act::SeeRecord, viewer.relation_to(id))?;
        let found = self.register.person(id).await?.ok_or(Refusal::NotFound)?;
        self.looked(viewer, id, page, now).await;
        Ok(Known { person: Arc::new(found.person), as_of: found.as_of })
    }

    /// Adds a fact that a program has written as a people file has it. It is claimed: a program verifies nothing. The same
    /// key a second time is the same request, whatever became of the first answer.
    ///
    /// # Errors
    ///
    /// Where they may not, there is nobody of that id, the fact cannot be read, or the key was used for another fact.
    pub async fn take_fact(
        &self,
        viewer: &Viewer,
        now: Now,
        person: &PersonId,
        text: &str,
        key: Option<&str>,
        fresh: &str,
    ) -> Result<Taken, Refusal> {
        viewer.may(Act::TakeFact, viewer.relation_to(person))?;
        let stream = Stream::person(person.as_str()).map_err(|_| Refusal::NotFound)?;
        let (text, corrects) = without_correction(text);
        let mut fact =
            self.register.read_fact(person, &text).map_err(|it| Refusal::wrong("fact", it))?;
        if let Some(of) = &corrects {
            let found = self.register.person(person).await?.ok_or(Refusal::NotFound)?;
            let Some(before) = found.person.fact(of) else {
                let message = format!("`supersedes` names no fact of this person: `{of}`");
                return Err(Refusal::wrong("fact", message));
            };
            if before.body.key() != fact.body.key() {
                return Err(Refusal::wrong("fact", "A correction is of the same kind."));
            }
        }
        if let Some(why) = not_taken(&fact) {
            return Err(Refusal::wrong("fact", why));
        }
        fact.id = FactId::new(key.map_or_else(|| fresh.to_owned(), |key| id_of(viewer, key)));
        let said = fact.body.clone();
        fact.entry.supersedes = corrects;
        fact.entry.recorded = Some(Instant(now.at));
        fact.entry.recorded_by = Some(PersonId::new(viewer.account.as_str()));
        let id = fact.id.clone();
        let entry = self.register.entry_of(&stream, &fact, &viewer.account);
        let append = Append::new(self.org(), now.at).grows(&stream).entry(entry);
        match self.register.ledger().append(append).await {
            Ok(_) => Ok(Taken { id, is_new: true }),
            Err(StoreError::Conflict(Conflict::Empty { .. } | Conflict::Erased { .. })) => {
                Err(Refusal::NotFound)
            }
            Err(StoreError::Conflict(Conflict::Taken { .. })) => {
                let found = self.register.person(person).await?.ok_or(Refusal::NotFound)?;
                let is_same = found.person.fact(&id).is_some_and(|it| it.body == said);
                if is_same { Ok(Taken { id, is_new: false }) } else { Err(Refusal::Conflict) }
            }
            Err(other) => Err(other.into()),
        }
    }
}

/// The fact alone, and the one it corrects: a fact is read by itself, where it can refer to no other.
fn without_correction(text: &str) -> (String, Option<FactId>) {
    let Ok(Json::Object(mut said)) = serde_json::from_str::<Json>(text) else {
        return (text.to_owned(), None);
    };
    match said.remove("supersedes") {
        Some(Json::String(id)) => (Json::Object(said).to_string(), Some(FactId::new(id))),
        _ => (text.to_owned(), None),
    }
}

/// Why a program may not add such a fact; none where it may.
fn not_taken(fact: &Fact) -> Option<&'static str> {
    if matches!(fact.body, Body::Verification(_) | Body::Withdrawal(_)) {
        return Some("A fact is verified and withdrawn by a person, not by a program.");
    }
    if fact.entry.verified != preceptor_record::Verified::No {
        return Some("Leave `verified` out: a fact is verified by a person, not by a program.");
    }
    if fact.entry.recorded.is_some()
        || fact.entry.recorded_by.is_some()
        || !fact.entry.evidence.is_empty()
    {
        return Some(
            "Leave `recorded`, `recorded_by` and `evidence` out: they are what happens here.",
        );
    }
    None
}

/// The id of the fact of a request: the same for the same program and key.
fn id_of(viewer: &Viewer, key: &str) -> String {
    let digest = Sha256::digest(format!("{} {key}", viewer.account));
    let short: String = URL_SAFE_NO_PAD.encode(digest).chars().take(20).collect();
    format!("f-{short}")
}

impl Installation {
    /// How somebody stands, as `preceptor standing --json` says it of them alone, as text of JSON: with all that the log
    /// holds up to that number, and maybe more.
    ///
    /// # Errors
    ///
    /// Where they may not, there is nobody of that id, or the store does not answer.
    #[expect(
        clippy::too_many_arguments,
        reason = "a question has these parts, and one place asks it"
    )]
    pub async fn standing_of(
        &self,
        employer: &Employer,
        viewer: &Viewer,
        now: Now,
        person: &PersonId,
        day: Day,
        known_at: KnownAt,
        head: i64,
    ) -> Result<String, Refusal> {
        viewer.may(Act::SeeStanding, viewer.relation_to(person))?;
        employer.shelf.follow_to(head).await?;
        let rules = self.rules_followed(employer, day, i64::MAX).await?;
        // Most ask for today, with all that is known.
        let is_kept = day == now.day && known_at == KnownAt::EVERYTHING;
        let (answers, read) = (&employer.answers, &employer.shelf);
        let kept = is_kept
            .then(|| answers.of(person, day, rules, |on, at| read.is_unchanged(on, at)))
            .flatten();
        let said = if let Some(it) = kept {
            it
        } else {
            let circle = read.circle(std::slice::from_ref(person), From::Rows).await?;
            let said = standing_in(&circle, rules, person, day, known_at)?;
            if is_kept {
                let on = circle.rests_on();
                answers.keep(person, day, rules, circle.as_of, on, &said);
            }
            said
        };
        employer.looked(viewer, person, "api/standing", now).await;
        Ok(said)
    }
}

fn standing_in(
    circle: &Circle,
    rules: &Engine<'_>,
    person: &PersonId,
    day: Day,
    known_at: KnownAt,
) -> Result<String, Refusal> {
    let found = circle.people.get(person).ok_or(Refusal::NotFound)?;
    let lookup = Lookup::new(rules.book, circle, known_at);
    let posts = standing::judged(rules, &lookup, circle, found, known_at, day);
    let said = standing::json(rules.book, found, &posts, day);
    Ok(standing::whole(rules.book, &[said], day).to_string())
}
