use preceptor_ledger::Trail;
use preceptor_record::{Body, Day, KnownAt, PersonId};

use super::*;
use crate::access::Role;
use crate::fixture::{now, trust, viewer};
use crate::{Employer, Installation, Refusal, Viewer};

fn administrator() -> Viewer {
    let until = now().at + jiff::SignedDuration::from_mins(5);
    Viewer { stepped_up_until: Some(until), ..viewer("u-adm", &[Role::Administrator]) }
}

fn program(role: Role) -> Viewer {
    viewer("key-1", &[role])
}

#[tokio::test]
async fn a_key_opens_what_it_says_until_it_is_ended() {
    let (installation, employer, _) = trust().await;
    let admin = administrator();
    let secret =
        installation.make_key(&employer, &admin, now(), " Rota feed ", &[Scope::Read]).await;
    let secret = secret.unwrap();
    assert!(secret.starts_with(PREFIX) && secret.len() > 40);
    let program = installation.program(&secret, now()).await.unwrap().unwrap();
    assert_eq!(program.employer.org(), employer.org());
    assert_eq!(program.viewer.roles.iter().copied().collect::<Vec<_>>(), [Role::ReadingProgram]);
    assert!(installation.program(&secret[..secret.len() - 1], now()).await.unwrap().is_none());
    assert!(installation.program("pcp_", now()).await.unwrap().is_none());
    let keys = installation.keys(&employer, &admin).await.unwrap();
    assert_eq!((keys.len(), keys[0].name.as_str(), keys[0].used_at), (1, "Rota feed", None));
    assert!(!format!("{keys:?}").contains(&secret));
    // Its use is noted, but not at every request.
    let later = crate::Now::of(now().at + jiff::SignedDuration::from_mins(2));
    installation.program(&secret, later).await.unwrap().unwrap();
    assert_eq!(installation.keys(&employer, &admin).await.unwrap()[0].used_at, Some(later.at));
    installation.end_key(&employer, &admin, now(), &keys[0].id).await.unwrap();
    assert!(installation.program(&secret, now()).await.unwrap().is_none());
    assert!(installation.keys(&employer, &admin).await.unwrap().is_empty());
    let lines =
        installation.ledger.lines_after(employer.org(), Trail::Access, 0, 10).await.unwrap();
    let said: Vec<&str> = lines.iter().map(|it| it.body.as_str()).collect();
    assert!(said[0].contains("key-made") && said[1].contains("key-ended"), "{said:?}");
    assert!(said.iter().all(|it| !it.contains(&secret)));
}

#[tokio::test]
async fn only_an_administrator_who_just_said_so_makes_a_key() {
    let (installation, employer, _) = trust().await;
    let make = async |who: &Viewer, name: &str, scopes: &[Scope]| {
        installation.make_key(&employer, who, now(), name, scopes).await
    };
    let stale = Viewer { stepped_up_until: None, ..administrator() };
    assert!(matches!(make(&stale, "x", &[Scope::Read]).await, Err(Refusal::StepUp)));
    let lead = Viewer { roles: viewer("u", &[Role::MapLead]).roles, ..administrator() };
    assert!(matches!(make(&lead, "x", &[Scope::Read]).await, Err(Refusal::Denied(_))));
    assert!(matches!(make(&administrator(), " ", &[Scope::Read]).await, Err(Refusal::Wrong(_))));
    assert!(matches!(make(&administrator(), "x", &[]).await, Err(Refusal::Wrong(_))));
    assert!(make(&administrator(), &"x".repeat(80), &Scope::ALL).await.is_ok());
    assert!(matches!(
        make(&administrator(), &"x".repeat(81), &[Scope::Read]).await,
        Err(Refusal::Wrong(_))
    ));
}

#[tokio::test]
async fn each_scope_reaches_what_it_names_and_nothing_else() {
    let (installation, employer, _) = trust().await;
    let id = PersonId::new("p-000003");
    let fact = r#"{"kind": "training", "course": "care-certificate", "on": "2026-11-01"}"#;
    for role in Role::PROGRAMS {
        let who = program(role);
        let reads = role == Role::ReadingProgram;
        assert_eq!(employer.people_after(&who, None, 5).await.is_ok(), reads);
        assert_eq!(employer.record_of(&who, now(), &id, "api").await.is_ok(), reads);
        let (day, known_at) = (now().day, KnownAt::EVERYTHING);
        let standing = installation.standing_of(&employer, &who, now(), &id, day, known_at, 0);
        assert_eq!(standing.await.is_ok(), reads);
        let taken =
            employer.take_fact(&who, now(), &id, fact, None, &format!("f-{}", role.word())).await;
        assert_eq!(taken.is_ok(), role == Role::WritingProgram);
    }
}

#[tokio::test]
async fn people_come_page_by_page_and_each_once() {
    let (_, employer, _) = trust().await;
    let who = program(Role::ReadingProgram);
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = employer.people_after(&who, after.as_ref(), 40).await.unwrap();
        assert!(page.people.len() <= 40);
        seen.extend(page.people.iter().map(|it| it.id.clone()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 150);
    assert!(seen.is_sorted());
}

#[tokio::test]
async fn a_fact_is_taken_once_whatever_became_of_the_answer() {
    let (_, employer, _) = trust().await;
    let who = program(Role::WritingProgram);
    let id = PersonId::new("p-000003");
    let take = async |text: &str, key: Option<&str>, fresh: &str| {
        employer.take_fact(&who, now(), &id, text, key, fresh).await
    };
    let fact = r#"{"kind": "training", "course": "care-certificate", "on": "2026-11-01"}"#;
    let first = take(fact, Some("a"), "f-x").await.unwrap();
    assert!(first.is_new);
    let again = take(fact, Some("a"), "f-y").await.unwrap();
    assert_eq!((again.id.clone(), again.is_new), (first.id.clone(), false));
    let other = fact.replace("2026-11-01", "2026-11-02");
    assert!(matches!(take(&other, Some("a"), "f-z").await, Err(Refusal::Conflict)));
    assert!(take(fact, Some("b"), "f-z").await.unwrap().is_new);
    assert!(take(fact, None, "f-w").await.unwrap().is_new);
    let found = employer.register.person(&id).await.unwrap().unwrap().person;
    let kept = found.fact(&first.id).unwrap();
    assert_eq!(kept.entry.recorded.as_ref().unwrap().0, now().at);
    assert_eq!(kept.entry.verified, preceptor_record::Verified::No);
}

#[tokio::test]
async fn what_is_no_fact_or_not_for_programs_is_refused() {
    let (_, employer, _) = trust().await;
    let who = program(Role::WritingProgram);
    let id = PersonId::new("p-000003");
    let before = employer.register.person(&id).await.unwrap().unwrap().as_of;
    for text in [
        "",
        "[]",
        "<script>",
        "{}",
        r#"{"kind": "training"}"#,
        r#"{"kind": "training", "course": "care-certificate", "on": "2026-11-01"}, {"kind": "training", "course": "x", "on": "2026-11-01"}"#,
        r#"{"kind": "training", "course": "care-certificate", "on": "2026-11-01"}], "name": "Somebody else", "facts": [{}"#,
        r#"{"kind": "training", "course": "care-certificate", "on": "2026-11-01", "verified": true}"#,
        r#"{"kind": "training", "course": "care-certificate", "on": "2026-11-01", "recorded": "2020-01-01"}"#,
        r#"{"kind": "verification", "of": "f-1", "outcome": "confirmed", "by": "p-1"}"#,
        r#"{"kind": "withdrawal", "of": "f-1"}"#,
    ] {
        let refused = employer.take_fact(&who, now(), &id, text, None, "f-new").await;
        assert!(matches!(refused, Err(Refusal::Wrong(_))), "{text}: {refused:?}");
    }
    assert_eq!(employer.register.person(&id).await.unwrap().unwrap().as_of, before);
    let fact = r#"{"kind": "training", "course": "care-certificate", "on": "2026-11-01"}"#;
    for nobody in ["p-none", "", "p 1"] {
        let refused =
            employer.take_fact(&who, now(), &PersonId::new(nobody), fact, None, "f-new").await;
        assert!(matches!(refused, Err(Refusal::NotFound)), "{nobody}");
    }
}

#[tokio::test]
async fn standing_is_what_the_command_says_and_the_day_is_an_argument() {
    let (installation, employer, rules) = trust().await;
    let people = employer.register.everybody().await.unwrap();
    for id in people.people.keys().step_by(15) {
        for day in [now().day, Day::parse("2027-06-01").unwrap()] {
            let said = standing_of(&installation, &employer, id, day).await;
            // The same again, which need not be worked out anew.
            assert_eq!(standing_of(&installation, &employer, id, day).await, said);
            let lookup = preceptor_standing::Lookup::new(rules.book, &people, KnownAt::EVERYTHING);
            let person = &people.people[id];
            let posts =
                crate::standing::judged(rules, &lookup, &people, person, KnownAt::EVERYTHING, day);
            let expected = crate::standing::json(rules.book, person, &posts, day);
            assert_eq!(said, crate::standing::whole(rules.book, &[expected], day));
        }
    }
}

async fn standing_of(
    installation: &Installation,
    employer: &Employer,
    id: &PersonId,
    day: Day,
) -> serde_json::Value {
    let who = program(Role::ReadingProgram);
    let head = employer.shelf.follow().await.unwrap();
    let known_at = KnownAt::EVERYTHING;
    let said = installation.standing_of(employer, &who, now(), id, day, known_at, head).await;
    serde_json::from_str(&said.unwrap()).unwrap()
}

#[tokio::test]
async fn an_answer_that_was_given_is_good_until_something_it_rests_on_changes() {
    let (installation, employer, _) = trust().await;
    let people = employer.register.everybody().await.unwrap();
    // Somebody whose standing rests on a supervisor, and that supervisor.
    let supervised = people.people.values().find_map(|it| {
        let by = it.facts.iter().find_map(|fact| match &fact.body {
            Body::Supervision(of) => Some(of.supervisor.clone()),
            _ => None,
        })?;
        let rests = it.facts.iter().any(|fact| matches!(fact.body, Body::Post(_)));
        rests.then(|| (it.id.clone(), by))
    });
    let (id, supervisor) = supervised.unwrap();
    let all: Vec<PersonId> = people.people.keys().cloned().collect();
    for it in &all {
        standing_of(&installation, &employer, it, now().day).await;
    }
    let rules = installation.rules(&employer, now()).await.unwrap();
    let is_kept = |id: &PersonId| {
        let shelf = &employer.shelf;
        employer.answers.of(id, now().day, rules, |on, at| shelf.is_unchanged(on, at)).is_some()
    };
    assert!(all.iter().all(is_kept));
    let who = program(Role::WritingProgram);
    let fact = r#"{"kind": "training", "course": "care-certificate", "on": "2026-11-01"}"#;
    employer.take_fact(&who, now(), &supervisor, fact, None, "f-new").await.unwrap();
    employer.shelf.follow().await.unwrap();
    assert!(!is_kept(&id) && !is_kept(&supervisor));
    let others = all.iter().filter(|it| is_kept(it)).count();
    assert!(others > 0 && others < all.len(), "{others}");
    // What is worked out anew is kept again.
    standing_of(&installation, &employer, &id, now().day).await;
    assert!(is_kept(&id));
    // Of another day nothing is kept, and nothing given.
    let tomorrow = Day::parse("2026-11-21").unwrap();
    let shelf = &employer.shelf;
    let then = employer.answers.of(&id, tomorrow, rules, |on, at| shelf.is_unchanged(on, at));
    assert!(then.is_none());
}
