//! Scope cards: what somebody may do on one small page, with a code that anybody may check.
//!
//! A card exists because the person agreed to it, and until they end it. Its secret has 128 random bits; whoever holds it
//! learns that the card is current, whose it is and in which role, and nothing else. A card that was ended, replaced or
//! never existed, and one whose holder is not in good standing today, are not told apart.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use preceptor_ledger::{NewLine, NewToken, Token, Trail};
use preceptor_record::{Body, Closeness, Day, KnownAt, Person, PersonId, SupervisionKind};
use preceptor_standing::{Decision, Standing};
use serde_json::{Value as Json, json};

use crate::access::{Act, Viewer};
use crate::person::{Frame, matrix};
use crate::{Employer, Installation, Now, OrgId, Refusal, say};

/// The kind of the tokens.
const KIND: &str = "scope-card";
/// Random bytes of a secret: 128 bits.
const SECRET: usize = 16;
/// A card has no more activities than this.
const MOST: usize = 12;

/// What may be done, as a card has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The activity.
    pub title: String,
    /// The answer with nobody there.
    pub decision: Decision,
    /// How close a supervisor has to be, where one has to.
    pub level: Option<Closeness>,
}

/// A card as it is printed.
#[derive(Debug, Clone)]
pub struct Card {
    /// Whose.
    pub name: String,
    /// In which role.
    pub role: String,
    /// What the role is called there today, where that is something else.
    pub working_title: Option<String>,
    /// Their named supervisor, and the telephone.
    pub supervisor: Option<(String, Option<String>)>,
    /// What they may do.
    pub lines: Vec<Line>,
    /// Whether they are in good standing.
    pub is_good: bool,
    /// The last good day, where one is known.
    pub until: Option<Day>,
    /// The secret of its code, and when they agreed to it; none where they did not.
    pub agreed: Option<(String, Timestamp)>,
}

/// What whoever checks a card is told of one that is current.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// Whose.
    pub name: String,
    /// In which role.
    pub role: String,
    /// In which organisation.
    pub organisation: String,
}

fn owner(org: &OrgId, person: &PersonId) -> String {
    format!("{org}/{person}")
}

impl Installation {
    /// The card of somebody as it would be printed today.
    ///
    /// # Errors
    ///
    /// Where they may not see it, there is nobody of that id or no post to be shown, or the store does not answer.
    pub async fn card(
        &self,
        employer: &Employer,
        viewer: &Viewer,
        now: Now,
        person: &PersonId,
    ) -> Result<Option<Card>, Refusal> {
        let read = employer.read(viewer, person, "card", now).await?;
        viewer.may(Act::SeeCard, read.relation)?;
        let rules = self.rules(employer, now).await?;
        let tokens = self.ledger.tokens_of(KIND, &owner(employer.org(), person)).await?;
        let found = read.person()?;
        let frame = Frame {
            engine: rules,
            people: &read.people,
            person: found,
            known_at: KnownAt::EVERYTHING,
            day: now.day,
            known_until: now.day,
        };
        let Some(post) = frame.overview().posts.into_iter().next() else { return Ok(None) };
        let role = post.acting.role.as_str();
        let place = post.acting.jurisdiction.as_str();
        let working = say::working_titles(rules.book, role, place, now.day);
        let lines = matrix(&frame, &post.acting).into_iter().flat_map(|it| it.lines);
        let open = lines.filter(|it| it.is_own && it.decision != Decision::Refuse);
        let named = found.facts.iter().find_map(|it| match &it.body {
            Body::Supervision(of)
                if of.supervision == SupervisionKind::Named && it.body.period().holds(now.day) =>
            {
                read.people.people.get(&of.supervisor)
            }
            _ => None,
        });
        Ok(Some(Card {
            name: found.display_name().to_owned(),
            role: say::sentence(&say::role(rules.book, role)),
            working_title: working.first().map(|it| (*it).to_owned()),
            supervisor: named.map(|it| (it.display_name().to_owned(), phone(it))),
            lines: open
                .take(MOST)
                .map(|it| Line { title: it.title, decision: it.decision, level: it.level })
                .collect(),
            is_good: post.standing == Standing::Good,
            until: post.until.filter(|_| post.standing == Standing::Good).map(Day::previous),
            agreed: tokens.first().and_then(agreed),
        }))
    }

    /// Notes that somebody agreed to a card of theirs; one they had is replaced.
    ///
    /// # Errors
    ///
    /// Where it is not they themselves, or the store does not answer.
    pub async fn agree_to_card(
        &self,
        employer: &Employer,
        viewer: &Viewer,
        now: Now,
        person: &PersonId,
    ) -> Result<(), Refusal> {
        viewer.may(Act::AgreeToCard, viewer.relation_to(person))?;
        if employer.register.person(person).await?.is_none() {
            return Err(Refusal::NotFound);
        }
        let mut bytes = [0; SECRET];
        self.chance.fill(&mut bytes).map_err(|it| Refusal::Broken(it.to_string()))?;
        let secret = URL_SAFE_NO_PAD.encode(bytes);
        let owner = owner(employer.org(), person);
        self.ledger.end_tokens(KIND, &owner, None).await?;
        let body = json!({ "secret": secret }).to_string();
        let token = NewToken {
            kind: KIND,
            owner: &owner,
            org: Some(employer.org()),
            person: Some(person.as_str()),
            body: &body,
            at: now.at,
            expires_at: None,
        };
        self.ledger.make_token(&secret, &token).await?;
        note(employer, viewer, now, person, "card-agreed").await
    }

    /// Ends somebody's card.
    ///
    /// # Errors
    ///
    /// Where they may not, there is none, or the store does not answer.
    pub async fn end_card(
        &self,
        employer: &Employer,
        viewer: &Viewer,
        now: Now,
        person: &PersonId,
    ) -> Result<(), Refusal> {
        viewer.may(Act::EndCard, viewer.relation_to(person))?;
        let n_ended = self.ledger.end_tokens(KIND, &owner(employer.org(), person), None).await?;
        if n_ended == 0 {
            return Err(Refusal::NotFound);
        }
        note(employer, viewer, now, person, "card-ended").await
    }

    /// Whether the card of that secret is current today; none where it is not, for whatever reason.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn check_card(&self, secret: &str, now: Now) -> Result<Option<Current>, Refusal> {
        let Some(token) = self.ledger.token(KIND, secret, now.at).await? else { return Ok(None) };
        let (Some(org), Some(person)) = (token.org, token.person) else { return Ok(None) };
        let person = PersonId::new(person);
        let Some(employer) = self.employer(&org).await? else { return Ok(None) };
        let rules = self.rules(&employer, now).await?;
        let people = employer.register.circle(&person).await?;
        let Some(found) = people.people.get(&person) else { return Ok(None) };
        let role = {
            let frame = Frame {
                engine: rules,
                people: &people,
                person: found,
                known_at: KnownAt::EVERYTHING,
                day: now.day,
                known_until: now.day,
            };
            let post = frame.overview().posts.into_iter().next();
            let Some(post) = post.filter(|it| it.standing == Standing::Good) else {
                return Ok(None);
            };
            say::sentence(&say::role(rules.book, post.acting.role.as_str()))
        };
        let organisation = employer.title().await?;
        Ok(Some(Current { name: found.display_name().to_owned(), role, organisation }))
    }
}

fn agreed(it: &Token) -> Option<(String, Timestamp)> {
    let body: Json = serde_json::from_str(&it.body).ok()?;
    Some((body.get("secret")?.as_str()?.to_owned(), it.made_at))
}

async fn note(
    employer: &Employer,
    viewer: &Viewer,
    now: Now,
    person: &PersonId,
    did: &str,
) -> Result<(), Refusal> {
    let body = json!({ "did": did }).to_string();
    let line = NewLine::new(now.at, viewer.account.as_str(), body).about(person.as_str());
    employer.register.ledger().write_line(employer.org(), Trail::Access, line).await?;
    Ok(())
}

/// The telephone somebody has: of what was said last.
pub(crate) fn phone(person: &Person) -> Option<String> {
    let mut said = person.facts.iter().rev().filter_map(|it| match &it.body {
        Body::Details(of) => of.phone.as_ref(),
        _ => None,
    });
    let of_file = person.details.as_ref().and_then(|it| it.phone.as_ref());
    said.next().or(of_file).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::fixture::{now, trust, viewer};

    async fn somebody_good(installation: &Installation, employer: &Employer) -> (PersonId, Viewer) {
        let lead = viewer("u-lead", &[Role::MapLead]);
        let people = employer.register.everybody().await.unwrap();
        for id in people.people.keys() {
            let card = installation.card(employer, &lead, now(), id).await.unwrap();
            if card.is_some_and(|it| it.is_good && !it.lines.is_empty()) {
                let own =
                    Viewer { person: Some(id.clone()), ..viewer("u-own", &[Role::Practitioner]) };
                return (id.clone(), own);
            }
        }
        unreachable!("somebody is in good standing")
    }

    #[tokio::test]
    async fn a_card_is_current_from_when_they_agree_until_they_end_it() {
        let (installation, employer, _) = trust().await;
        let (id, own) = somebody_good(&installation, &employer).await;
        let secret = async || {
            let card = installation.card(&employer, &own, now(), &id).await.unwrap().unwrap();
            card.agreed.map(|it| it.0)
        };
        assert_eq!(secret().await, None);
        installation.agree_to_card(&employer, &own, now(), &id).await.unwrap();
        let first = secret().await.unwrap();
        assert_eq!(URL_SAFE_NO_PAD.decode(&first).unwrap().len() * 8, 128);
        let current = installation.check_card(&first, now()).await.unwrap().unwrap();
        let name = employer.register.person(&id).await.unwrap().unwrap().person;
        assert_eq!(current.name, name.display_name());
        assert_eq!(installation.check_card(&first.to_lowercase(), now()).await.unwrap(), None);
        // A new one takes the place of the old one.
        installation.agree_to_card(&employer, &own, now(), &id).await.unwrap();
        let second = secret().await.unwrap();
        assert_ne!(first, second);
        assert_eq!(installation.check_card(&first, now()).await.unwrap(), None);
        installation.end_card(&employer, &own, now(), &id).await.unwrap();
        assert_eq!(installation.check_card(&second, now()).await.unwrap(), None);
        assert!(matches!(
            installation.end_card(&employer, &own, now(), &id).await,
            Err(Refusal::NotFound)
        ));
        let lines =
            installation.ledger.lines_after(employer.org(), Trail::Access, 0, 100).await.unwrap();
        assert!(lines.iter().all(|it| !it.body.contains(&first) && !it.body.contains(&second)));
    }

    #[tokio::test]
    async fn a_card_of_somebody_who_lapsed_or_was_erased_is_not_current() {
        let (installation, employer, _) = trust().await;
        let (id, own) = somebody_good(&installation, &employer).await;
        installation.agree_to_card(&employer, &own, now(), &id).await.unwrap();
        let card = installation.card(&employer, &own, now(), &id).await.unwrap().unwrap();
        let secret = card.agreed.unwrap().0;
        if let Some(last) = card.until {
            let noon = |day: Day| Now { day, ..now() };
            assert!(installation.check_card(&secret, noon(last)).await.unwrap().is_some());
            assert_eq!(installation.check_card(&secret, noon(last.next())).await.unwrap(), None);
        }
        installation.ledger.erase(employer.org(), id.as_str(), "u-1", now().at).await.unwrap();
        assert_eq!(installation.check_card(&secret, now()).await.unwrap(), None);
    }

    #[tokio::test]
    async fn nobody_agrees_for_somebody_else() {
        let (installation, employer, _) = trust().await;
        let (id, own) = somebody_good(&installation, &employer).await;
        let lead = viewer("u-lead", &[Role::MapLead]);
        let other = Viewer { person: Some(PersonId::new("p-none")), ..own.clone() };
        for who in [&lead, &other] {
            let refused = installation.agree_to_card(&employer, who, now(), &id).await;
            assert!(matches!(refused, Err(Refusal::Denied(_))));
        }
        installation.agree_to_card(&employer, &own, now(), &id).await.unwrap();
        assert!(matches!(
            installation.end_card(&employer, &other, now(), &id).await,
            Err(Refusal::Denied(_))
        ));
        // Whoever answers for the roles may end it.
        installation.end_card(&employer, &lead, now(), &id).await.unwrap();
    }
}
