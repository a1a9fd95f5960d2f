use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;
use preceptor_ledger::{Ledger, MasterKey, Options, OrgId};
use preceptor_record::facts::{Outcome, Verification};
use preceptor_record::people::People;
use preceptor_record::{Body, Fact, FactId, KnownAt, PersonId, Record};
use preceptor_standing::acting::current_posts;
use preceptor_standing::{Engine, Standing};

use super::*;
use crate::access::{Role, Viewer};
use crate::employer::Employer;
use crate::fixture::{Counting, book, now, viewer};
use crate::installation::Installation;
use crate::person::{Frame, matrix};
use crate::refusal::Refusal;
use crate::register::{Register, entry_of};

struct Place {
    installation: Installation,
    employer: Arc<Employer>,
    engine: &'static Engine<'static>,
    lead: Viewer,
}

impl Place {
    async fn begin(code: &str, n_people: usize, seed: u64) -> Self {
        let chance = Counting::new();
        let mut key = [7; 32];
        key[0] = code.as_bytes()[2];
        let options = Options::new("sqlite::memory:", MasterKey::of(&key).unwrap(), chance.clone());
        let ledger = Ledger::open(options).await.unwrap();
        let org = OrgId::new(code).unwrap();
        let people = preceptor_sample::people_as_of(n_people, seed, now().day);
        Register::new(ledger.clone(), org.clone()).take_in(people, "u-1", now().at).await.unwrap();
        let (installation, _) = Installation::new(ledger, chance, book(), false);
        let employer = installation.employer(&org).await.unwrap().unwrap();
        let engine = installation.rules(&employer, now()).await.unwrap();
        let mut lead = viewer("u-lead", &[Role::MapLead]);
        lead.org = org;
        lead.stepped_up_until = now().at.checked_add(SignedDuration::from_mins(5)).ok();
        Self { installation, employer, engine, lead }
    }

    async fn archive(&self, id: &PersonId) -> Vec<u8> {
        self.employer.archive_of(&self.installation, &self.lead, id, now()).await.unwrap()
    }

    async fn take(&self, bytes: &[u8]) -> Arrived {
        self.employer.take_archive(&self.lead, bytes.to_vec(), now()).await.unwrap()
    }

    async fn trusts(&self, other: &Self) {
        let key = other.employer.public_key(&other.installation, &other.lead, now()).await.unwrap();
        let it = &self.employer;
        it.trust_signer(&self.installation, &self.lead, now(), "The other", &key_words(&key))
            .await
            .unwrap();
    }

    /// How somebody stands in each post, and what may be done in it, every activity.
    async fn stands(&self, id: &PersonId) -> Vec<(Standing, Option<String>, Vec<String>)> {
        let people: People = self.employer.register.circle(id).await.unwrap();
        let person = &people.people[id];
        let frame = Frame {
            engine: self.engine,
            people: &people,
            person,
            known_at: KnownAt::EVERYTHING,
            day: now().day,
            known_until: now().day,
        };
        let record = Record::known_at(person, KnownAt::EVERYTHING);
        let overview = frame.overview();
        let mut made = Vec::new();
        for post in &overview.posts {
            let until = post.until.map(|it| it.to_string());
            made.push((post.standing, until, Vec::new()));
        }
        for acting in current_posts(book(), &people, &record, now().day) {
            let lines = matrix(&frame, &acting).into_iter().flat_map(|it| it.lines);
            let said = lines.map(|it| {
                format!(
                    "{} {:?} {:?} {:?} {:?}",
                    it.activity, it.decision, it.level, it.until, it.provision
                )
            });
            made.push((Standing::Good, None, said.collect()));
        }
        made
    }

    async fn facts(&self, id: &PersonId) -> BTreeMap<FactId, (Fact, bool)> {
        let found = self.employer.register.person(id).await.unwrap().unwrap();
        let record = Record::known_at(&found.person, KnownAt::EVERYTHING);
        record.facts.iter().map(|it| (it.fact.id.clone(), (it.fact.clone(), it.verified))).collect()
    }
}

/// Those of a place who have a supervisor.
async fn supervised(of: &Place) -> Vec<PersonId> {
    let people = of.employer.register.everybody().await.unwrap().people;
    let is_one = |it: &preceptor_record::Person| {
        it.facts.iter().any(|it| matches!(it.body, Body::Supervision(_)))
    };
    people.values().filter(|it| is_one(it)).map(|it| it.id.clone()).collect()
}

#[tokio::test]
async fn whoever_trusts_the_signer_comes_to_the_same_standing_decision_by_decision() {
    let (from, to) = (Place::begin("X91", 60, 3).await, Place::begin("X92", 5, 9).await);
    to.trusts(&from).await;
    let who = supervised(&from).await;
    assert!(who.len() > 5, "{}", who.len());
    let mut n_activities = 0;
    for id in who.iter().take(12) {
        let there = from.stands(id).await;
        let arrived = to.take(&from.archive(id).await).await;
        assert!(arrived.is_trusted && arrived.n_here == 0 && arrived.n_facts > 2);
        let here = to.stands(&arrived.person.clone().unwrap()).await;
        assert_eq!(here, there, "{id}");
        n_activities += here.iter().map(|it| it.2.len()).sum::<usize>();
        // Verified is verified, whatever said so.
        let verified = |it: BTreeMap<FactId, (Fact, bool)>| -> Vec<(FactId, bool)> {
            it.into_iter().map(|it| (it.0, it.1.1)).collect()
        };
        assert_eq!(
            verified(to.facts(&arrived.person.clone().unwrap()).await),
            verified(from.facts(id).await),
            "{id}"
        );
    }
    assert!(n_activities > 200, "{n_activities}");
}

#[tokio::test]
async fn whoever_does_not_takes_every_fact_as_claimed_and_is_told_from_whom() {
    let (from, to) = (Place::begin("X91", 30, 3).await, Place::begin("X92", 5, 9).await);
    let id = supervised(&from).await.remove(0);
    let arrived = to.take(&from.archive(&id).await).await;
    assert!(!arrived.is_trusted);
    assert_eq!(arrived.person.as_ref().unwrap().as_str(), format!("{id}@X91"));
    let facts = to.facts(&arrived.person.clone().unwrap()).await;
    assert!(facts.len() > 2);
    for (fact, is_verified) in facts.values() {
        let note = fact.entry.note.as_deref().unwrap_or_default();
        assert!(!is_verified && note.contains("X91") && note.contains("not trusted"), "{note}");
    }
    // Nobody of this place was taken for somebody of the other.
    assert!(to.employer.register.person(&id).await.unwrap().is_none_or(|it| it.person.id == id));
    for (standing, ..) in
        to.stands(&arrived.person.clone().unwrap()).await.iter().filter(|it| it.2.is_empty())
    {
        assert_ne!(*standing, Standing::Good, "unknown never permits");
    }
}

#[tokio::test]
async fn a_check_that_was_made_there_counts_only_where_it_is_trusted() {
    let from = Place::begin("X91", 30, 3).await;
    let id = supervised(&from).await.remove(0);
    // Somebody looked, and what they found is an entry of its own.
    let claimed = |n: u8| {
        let text = format!(
            r#"{{"kind":"training","course":"basic-surgical-skills","on":"2026-01-0{n}"}}"#
        );
        let mut fact = from.employer.register.read_fact(&id, &text).unwrap();
        fact.id = FactId::new(format!("f-own-{n}"));
        fact
    };
    let check = |of: &str, outcome| {
        let body = Body::Verification(Verification {
            of: FactId::new(of),
            outcome,
            by: Some(PersonId::new("u-9")),
            how: Some("looked".to_owned()),
            on: Some(now().day),
        });
        Fact::claimed(FactId::new(format!("v-{of}")), body)
    };
    let stream = preceptor_ledger::Stream::person(id.as_str()).unwrap();
    let all = [
        claimed(1),
        claimed(2),
        check("f-own-1", Outcome::Confirmed),
        check("f-own-2", Outcome::Refuted),
    ];
    for it in all {
        let append = preceptor_ledger::Append::new(from.employer.org(), now().at);
        let entry = entry_of(&stream, &it, "u-9");
        from.employer.register.ledger().append(append.entry(entry)).await.unwrap();
    }
    let archive = from.archive(&id).await;
    for is_trusted in [true, false] {
        let to = Place::begin("X92", 5, 9).await;
        if is_trusted {
            to.trusts(&from).await;
        }
        let facts = to.facts(&to.take(&archive).await.person.unwrap()).await;
        assert_eq!(facts[&FactId::new("f-own-1")].1, is_trusted);
        assert!(!facts[&FactId::new("f-own-2")].1);
    }
}

#[tokio::test]
async fn an_archive_is_taken_once_and_a_later_one_adds_what_is_new() {
    let (from, to) = (Place::begin("X91", 30, 3).await, Place::begin("X92", 5, 9).await);
    to.trusts(&from).await;
    let id = supervised(&from).await.remove(0);
    let ledger = from.employer.register.ledger();
    let upload = preceptor_ledger::Upload {
        org: from.employer.org().clone(),
        person: id.to_string(),
        name: "certificate.pdf".to_owned(),
        declared: None,
        content: b"%PDF-1.7\n".to_vec(),
        actor: "u-1".to_owned(),
        at: now().at,
    };
    let file = ledger.keep_file(upload).await.unwrap();
    let text = format!(
        r#"{{"kind":"training","course":"basic-surgical-skills","on":"2026-01-01","evidence":["{}"]}}"#,
        file.id
    );
    let mut fact = from.employer.register.read_fact(&id, &text).unwrap();
    fact.id = FactId::new("f-own-1");
    let stream = preceptor_ledger::Stream::person(id.as_str()).unwrap();
    let append = preceptor_ledger::Append::new(from.employer.org(), now().at);
    ledger.append(append.entry(entry_of(&stream, &fact, "u-1"))).await.unwrap();
    let archive = from.archive(&id).await;
    let first = to.take(&archive).await;
    assert_eq!((first.n_files, first.not_kept.len()), (1, 0));
    // The fact names the file by what it is called here, and it is the same file.
    let named =
        to.facts(first.person.as_ref().unwrap()).await[&fact.id].0.entry.evidence[0].clone();
    let here = to.employer.register.ledger();
    let kept = here
        .file_content(to.employer.org(), first.person.as_ref().unwrap().as_str(), &named)
        .await
        .unwrap();
    assert_eq!(kept.unwrap().1, b"%PDF-1.7\n");
    let head = here.head(to.employer.org()).await.unwrap().seq;
    let again = to.take(&archive).await;
    assert_eq!((again.n_facts, again.n_files), (0, 0));
    assert_eq!(here.head(to.employer.org()).await.unwrap().seq, head);
    let mut more = fact.clone();
    more.id = FactId::new("f-own-2");
    let append = preceptor_ledger::Append::new(from.employer.org(), now().at);
    ledger.append(append.entry(entry_of(&stream, &more, "u-1"))).await.unwrap();
    assert_eq!(to.take(&from.archive(&id).await).await.n_facts, 1);
}

#[tokio::test]
async fn only_those_who_may_take_records_away_trust_signers_or_bring_archives() {
    let from = Place::begin("X91", 30, 3).await;
    let id = supervised(&from).await.remove(0);
    let archive = from.archive(&id).await;
    let it = (&from.employer, &from.installation);
    for role in Role::ALL {
        let mut who = viewer("u-x", &[role]);
        let may_take = matches!(role, Role::MapLead);
        assert_eq!(it.0.archive_of(it.1, &who, &id, now()).await.is_ok(), may_take, "{role:?}");
        let may_trust = matches!(role, Role::MapLead | Role::Administrator);
        assert_eq!(it.0.public_key(it.1, &who, now()).await.is_ok(), may_trust, "{role:?}");
        let key = "ab".repeat(32);
        let trusted = it.0.trust_signer(it.1, &who, now(), "x", &key).await;
        assert!(matches!(trusted, Err(Refusal::Denied(_) | Refusal::StepUp)), "{role:?}");
        let may_bring = matches!(role, Role::MapLead | Role::Recruitment);
        let other = it.0.take_archive(&who, b"x".to_vec(), now()).await;
        assert_eq!(matches!(other, Err(Refusal::Wrong(_))), may_bring, "{role:?}");
        // One's own record is one's own to take.
        who.person = Some(id.clone());
        let own = it.0.archive_of(it.1, &who, &id, now()).await.is_ok();
        assert_eq!(own, may_take || role == Role::Practitioner, "{role:?}");
    }
    assert!(!archive.is_empty());
}

#[tokio::test]
async fn a_signer_is_trusted_until_that_is_ended() {
    let (from, to) = (Place::begin("X91", 30, 3).await, Place::begin("X92", 5, 9).await);
    to.trusts(&from).await;
    let key = from.employer.public_key(&from.installation, &from.lead, now()).await.unwrap();
    assert_eq!(key.len(), 64);
    // The key is made once.
    assert_eq!(from.employer.public_key(&from.installation, &from.lead, now()).await.unwrap(), key);
    let it = (&to.employer, &to.installation, &to.lead);
    for (name, key) in
        [("x", key.as_str()), ("", &"ab".repeat(32)), ("x", "abc"), ("x", &"zz".repeat(32))]
    {
        let done = it.0.trust_signer(it.1, it.2, now(), name, key).await;
        assert!(matches!(done, Err(Refusal::Wrong(_))), "{name} {key}");
    }
    let signer = it.0.signers(it.2).await.unwrap().remove(0);
    assert_eq!((signer.key.as_str(), signer.name.as_str()), (key.as_str(), "The other"));
    it.0.end_signer(it.1, it.2, now(), &signer.id).await.unwrap();
    assert!(it.0.signers(it.2).await.unwrap().is_empty());
    let id = supervised(&from).await.remove(0);
    assert!(!to.take(&from.archive(&id).await).await.is_trusted);
}

#[tokio::test]
async fn a_whole_organisation_goes_the_same_way() {
    let (from, to) = (Place::begin("X91", 20, 3).await, Place::begin("X92", 5, 9).await);
    to.trusts(&from).await;
    let people = from.employer.register.everybody().await.unwrap().people;
    let all = from.employer.archive_of_all(&from.installation, &from.lead, now()).await.unwrap();
    let arrived = to.take(&all).await;
    assert_eq!((arrived.person.as_ref(), arrived.n_people), (None, people.len()));
    for id in supervised(&from).await {
        let here = PersonId::new(format!("{id}@X91"));
        assert_eq!(to.stands(&here).await, from.stands(&id).await, "{id}");
    }
    assert_eq!(to.take(&all).await.n_facts, 0, "once");
    let own = viewer("u-x", &[Role::Practitioner]);
    let refused = from.employer.archive_of_all(&from.installation, &own, now()).await;
    assert!(matches!(refused, Err(Refusal::Denied(_))));
}
