//! Decisions given, seen again and listed, over a store.

use std::sync::Arc;

use preceptor_ledger::{Append, Ledger, NewEntry, Stream, Trail};
use preceptor_record::{Code, PersonId};
use preceptor_standing::Decision;

use super::*;
use crate::access::Role;
use crate::fixture::{self, book, now, trust};
use crate::{Employer, Installation, Refusal, Viewer};

/// The demonstration's people in a store, and one of them who may do something under supervision.
struct World {
    ledger: Ledger,
    installation: Installation,
    employer: Arc<Employer>,
    asked: Asked,
}

impl World {
    async fn new() -> Self {
        let (installation, employer, rules) = trust().await;
        let people = employer.register.everybody().await.unwrap();
        let mut asked = None;
        'all: for person in people.people.keys() {
            for activity in &book().vocabulary.activities {
                let it = Asked::new(person.clone(), activity.id.value.clone());
                let question = it.question(now().day).unwrap();
                let answer = preceptor_standing::decide(rules, &people, &question);
                if answer.is_ok_and(|it| it.decision == Decision::NeedsSupervision) {
                    asked = Some(it);
                    break 'all;
                }
            }
        }
        Self { ledger: installation.ledger.clone(), installation, employer, asked: asked.unwrap() }
    }

    async fn decide(&self, who: &Viewer) -> Result<(i64, Judged), Refusal> {
        self.installation.decide(&self.employer, who, now(), &self.asked).await
    }

    async fn see(&self, who: &Viewer, number: i64) -> Result<Given, Refusal> {
        self.installation.decision(&self.employer, who, now(), number).await
    }

    async fn listed(&self, who: &Viewer, wanted: &Wanted) -> Vec<i64> {
        let log = self.employer.decisions(who, now(), wanted, 50).await.unwrap();
        log.decisions.iter().map(|it| it.number).collect()
    }

    /// Something new about somebody.
    async fn add(&self, person: &PersonId) {
        let stream = Stream::person(person.as_str()).unwrap();
        let body =
            r#"{"id":"new","kind":"training","course":"care-certificate","on":"2026-11-01"}"#;
        let entry = NewEntry::new(&stream, "new", "training", "u-1").body(body);
        self.ledger.append(Append::new(self.employer.org(), now().at).entry(entry)).await.unwrap();
    }
}

fn viewer(account: &str, role: Role, person: Option<&PersonId>) -> Viewer {
    Viewer { person: person.cloned(), ..fixture::viewer(account, &[role]) }
}

#[tokio::test]
async fn the_same_question_of_the_same_asker_at_the_same_number_is_one_decision() {
    let world = World::new().await;
    let (lead, other) = (viewer("u-1", Role::MapLead, None), viewer("u-2", Role::MapLead, None));
    let (first, judged) = world.decide(&lead).await.unwrap();
    assert_eq!(world.decide(&lead).await.unwrap().0, first);
    let (second, _) = world.decide(&other).await.unwrap();
    assert_ne!(second, first);
    let considered = world.installation.consider(&world.employer, &lead, now(), &world.asked).await;
    assert_eq!(considered.unwrap().json(), judged.json());
    assert_eq!(world.listed(&lead, &Wanted::default()).await, [second, first]);
    // Something new anywhere in the log makes it another question.
    world.add(&world.asked.person).await;
    assert_ne!(world.decide(&lead).await.unwrap().0, first);
    let verified = world.ledger.verify_trail(world.employer.org(), Trail::Decisions).await.unwrap();
    assert_eq!((verified.n_entries, verified.faults.len()), (3, 0));
}

#[tokio::test]
async fn a_decision_made_again_is_the_same_whatever_came_later() {
    let world = World::new().await;
    let lead = viewer("u-1", Role::MapLead, None);
    let (number, judged) = world.decide(&lead).await.unwrap();
    world.add(&world.asked.person).await;
    let given = world.see(&lead, number).await.unwrap();
    assert_eq!(given.outcome, Outcome::Same);
    assert_eq!(given.again.as_ref().unwrap().json(), judged.json());
    assert_eq!(given.kept.question.at, Some(now().day));
    assert_eq!(given.kept.rulebook, book().digest);
    let text = given.kept.json().to_string();
    for it in judged.circle.people.values() {
        assert!(!text.contains(it.display_name()), "{text}");
    }
}

#[tokio::test]
async fn an_answer_that_is_another_is_told_apart_by_the_program_that_gave_it() {
    let world = World::new().await;
    let lead = viewer("u-1", Role::MapLead, None);
    let (number, _) = world.decide(&lead).await.unwrap();
    let line = world.ledger.line(world.employer.org(), Trail::Decisions, number).await;
    let mut line = line.unwrap().unwrap();
    for (program, outcome) in
        [(kept::PROGRAM, Outcome::Differs), ("0.0.1", Outcome::ProgramDiffers)]
    {
        let mut kept = Kept::read(&line.body).unwrap();
        kept.answer.decision = Code::new("permit");
        kept.program = program.to_owned();
        line.body = kept.json().to_string();
        let given = world.installation.again(&world.employer, line.clone()).await.unwrap();
        assert_eq!(given.outcome, outcome);
        assert!(given.again.is_some(), "both answers can be shown");
    }
}

#[tokio::test]
async fn a_decision_about_somebody_erased_says_erased_and_the_trail_still_verifies() {
    let world = World::new().await;
    let lead = viewer("u-1", Role::MapLead, None);
    let (number, _) = world.decide(&lead).await.unwrap();
    let person = world.asked.person.as_str();
    world.ledger.erase(world.employer.org(), person, "u-1", now().at).await.unwrap();
    let given = world.see(&lead, number).await.unwrap();
    assert_eq!(given.outcome, Outcome::Erased);
    assert!(given.again.is_none());
    let verified = world.ledger.verify_trail(world.employer.org(), Trail::Decisions).await.unwrap();
    assert!(verified.faults.is_empty());
    let log = world.employer.decisions(&lead, now(), &Wanted::default(), 50).await.unwrap();
    assert_eq!(log.decisions[0].person.1, None);
}

#[tokio::test]
async fn who_may_ask_and_who_may_see_what_was_answered() {
    let world = World::new().await;
    let about = world.asked.person.clone();
    let own = viewer("u-own", Role::Practitioner, Some(&about));
    let stranger = viewer("u-other", Role::Practitioner, Some(&PersonId::new("p-none")));
    let (auditor, supervisor) =
        (viewer("u-aud", Role::Auditor, None), viewer("u-sup", Role::Supervisor, None));
    assert!(matches!(world.decide(&stranger).await, Err(Refusal::Denied(_))));
    assert!(matches!(world.decide(&auditor).await, Err(Refusal::Denied(_))));
    let (by_self, _) = world.decide(&own).await.unwrap();
    let (by_supervisor, _) = world.decide(&supervisor).await.unwrap();
    // About oneself, or asked by oneself; whoever looks over all of them sees all.
    assert!(world.see(&own, by_supervisor).await.is_ok());
    assert!(world.see(&supervisor, by_supervisor).await.is_ok());
    assert!(world.see(&auditor, by_self).await.is_ok());
    assert!(matches!(world.see(&supervisor, by_self).await, Err(Refusal::NotFound)));
    assert!(matches!(world.see(&stranger, by_self).await, Err(Refusal::NotFound)));
    assert!(matches!(world.see(&auditor, 99).await, Err(Refusal::NotFound)));
    assert_eq!(world.listed(&own, &Wanted::default()).await, [by_supervisor, by_self]);
    assert_eq!(world.listed(&supervisor, &Wanted::default()).await, [by_supervisor]);
    assert!(world.listed(&stranger, &Wanted::default()).await.is_empty());
    let administrator = viewer("u-adm", Role::Administrator, None);
    let refused = world.employer.decisions(&administrator, now(), &Wanted::default(), 50).await;
    assert!(matches!(refused, Err(Refusal::Denied(_))));
}

#[tokio::test]
async fn the_log_is_filtered_and_paged() {
    let mut world = World::new().await;
    let lead = viewer("u-1", Role::MapLead, None);
    let first = world.asked.clone();
    let mut numbers = Vec::new();
    for activity in book().vocabulary.activities.iter().take(7) {
        world.asked.activity = activity.id.value.clone();
        numbers.insert(0, world.decide(&lead).await.unwrap().0);
    }
    assert_eq!(world.listed(&lead, &Wanted::default()).await, numbers);
    let about = Wanted { person: Some(first.person.clone()), ..Wanted::default() };
    assert_eq!(world.listed(&lead, &about).await, numbers);
    let nobody = Wanted { person: Some(PersonId::new("p-none")), ..Wanted::default() };
    assert!(world.listed(&lead, &nobody).await.is_empty());
    let of = Wanted { activity: Some(world.asked.activity.clone()), ..Wanted::default() };
    assert_eq!(world.listed(&lead, &of).await, numbers[..1]);
    let day = now().day;
    for (from, until, n) in
        [(Some(day), Some(day), 7), (Some(day.next()), None, 0), (None, Some(day.previous()), 0)]
    {
        let wanted = Wanted { from, until, ..Wanted::default() };
        assert_eq!(world.listed(&lead, &wanted).await.len(), n);
    }
    let page = world.employer.decisions(&lead, now(), &Wanted::default(), 3).await.unwrap();
    assert_eq!(page.next, Some(numbers[2]));
    let rest = Wanted { before: page.next, ..Wanted::default() };
    assert_eq!(world.listed(&lead, &rest).await, numbers[3..]);
    let last = world.employer.decisions(&lead, now(), &rest, 4).await.unwrap();
    assert_eq!(last.next, None);
}

#[tokio::test]
async fn a_wrong_question_gives_no_decision() {
    let mut world = World::new().await;
    let lead = viewer("u-1", Role::MapLead, None);
    world.asked.activity = Code::new("no-such-thing");
    assert!(
        matches!(world.decide(&lead).await, Err(Refusal::Wrong(it)) if it[0].field == "activity")
    );
    world.asked.person = PersonId::new("p-none");
    assert!(matches!(world.decide(&lead).await, Err(Refusal::NotFound)));
    assert!(world.listed(&lead, &Wanted::default()).await.is_empty());
}
