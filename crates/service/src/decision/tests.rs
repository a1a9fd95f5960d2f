use std::collections::BTreeMap;

use preceptor_record::people::{Item, People};
use preceptor_record::{Code, Day, KnownAt, PersonId};
use preceptor_rulebook::{Adoption, ContextValue};
use preceptor_standing::{Decision, Engine, Present, Question, decide};

use super::*;
use crate::fixture::book;

fn day() -> Day {
    preceptor_sample::reference_day()
}

fn demonstration() -> People {
    let mut people = People::default();
    for item in preceptor_sample::demonstration(day()) {
        match item {
            Item::Person(it, _) => {
                people.people.insert(it.id.clone(), *it);
            }
            Item::Organisation(it) => {
                people.organisations.insert(it.organisation.clone(), it);
            }
        }
    }
    people
}

fn question(person: &PersonId, activity: &str) -> Question {
    Question {
        person: person.clone(),
        activity: Code::new(activity),
        at: day(),
        known_at: KnownAt::EVERYTHING,
        post: None,
        context: BTreeMap::new(),
        present: Vec::new(),
    }
}

/// Somebody whose answer to something is that.
fn somebody(
    engine: &Engine<'_>,
    people: &People,
    wanted: Decision,
) -> (Question, preceptor_standing::Answer) {
    for person in people.people.keys() {
        for activity in &engine.book.vocabulary.activities {
            let question = question(person, activity.id.as_str());
            if let Ok(answer) = decide(engine, people, &question)
                && answer.decision == wanted
            {
                return (question, answer);
            }
        }
    }
    unreachable!("nobody is told {wanted}")
}

#[test]
fn a_question_reads_back_as_it_was_written() {
    let mut asked = Asked::new(PersonId::new("p-017"), Code::new("maintain-ga"));
    assert_eq!(Asked::read(&asked.json().to_string()).unwrap(), asked);
    asked.at = Some(day());
    asked.known_at = Some("2026-11-20T08:30".to_owned());
    asked.post = Some(Code::new("f-2"));
    asked.context = BTreeMap::from([
        (Code::new("asa"), ContextValue::Number(2)),
        (Code::new("urgency"), ContextValue::Word("elective".to_owned())),
    ]);
    asked.present = vec!["p-100@on-site:1:2".to_owned()];
    assert_eq!(Asked::read(&asked.json().to_string()).unwrap(), asked);
    let question = asked.question(Day::ALWAYS).unwrap();
    assert_eq!(question.present[0].covering, 1);
    assert_eq!(question.at, day());
}

#[test]
fn a_wrong_question_is_told_with_every_fault() {
    let told = Asked::read(r#"{"person": "p 1", "activty": "x", "present": "p-1"}"#).unwrap_err();
    for word in ["activty", "activity", "person", "present"] {
        assert!(told.contains(word), "{word} in {told}");
    }
    assert!(Asked::read("<script>").is_err());
    let mut asked = Asked::new(PersonId::new("p-1"), Code::new("x"));
    asked.present = vec!["p-2@direct".to_owned(), "p-2@on-site".to_owned()];
    assert!(asked.question(day()).unwrap_err().message.contains("twice"));
    asked.present = vec!["p-2@near".to_owned()];
    assert!(asked.question(day()).unwrap_err().message.contains("near"));
    asked.known_at = Some("yesterday".to_owned());
    assert!(asked.question(day()).is_err());
}

#[test]
fn an_answer_in_ids_reads_back_and_says_nothing_personal() {
    let (book, people) = (book(), demonstration());
    let engine = Engine::new(book, &Adoption::by_default());
    for wanted in
        [Decision::Permit, Decision::NeedsSupervision, Decision::CannotTell, Decision::Refuse]
    {
        let (_, answer) = somebody(&engine, &people, wanted);
        let brief = Brief::of(&answer);
        let text = brief.json().to_string();
        let back: Brief = super::asked::read(&text, "the answer").unwrap();
        assert_eq!(back, brief);
        for it in people.people.values() {
            assert!(!text.contains(it.display_name()), "{text}");
        }
    }
}

#[test]
fn whoever_is_said_to_help_does_and_comes_from_the_register() {
    let (book, people) = (book(), demonstration());
    let engine = Engine::new(book, &Adoption::by_default());
    let others: Vec<&PersonId> = people.people.keys().collect();
    let mut n_helpers = 0;
    for person in people.people.keys().step_by(20) {
        for activity in &book.vocabulary.activities {
            let question = question(person, activity.id.as_str());
            let Ok(answer) = decide(&engine, &people, &question) else { continue };
            let found = helpers(&engine, &people, &others, &question, &answer);
            assert!(found.is_empty() || answer.decision == Decision::NeedsSupervision);
            for it in found {
                let mut again = question.clone();
                again.present.push(Present {
                    person: it.who.id.clone(),
                    level: it.level,
                    covering: 0,
                    minutes: it.minutes,
                });
                assert_eq!(decide(&engine, &people, &again).unwrap().decision, Decision::Permit);
                assert_ne!(it.who.id, *person);
                assert_eq!(it.who.name, people.people[&it.who.id].display_name());
                n_helpers += 1;
            }
        }
    }
    assert!(n_helpers > 20, "{n_helpers} helpers");
}

#[test]
fn a_shown_answer_calls_people_by_name() {
    let (book, people) = (book(), demonstration());
    let engine = Engine::new(book, &Adoption::by_default());
    let (question, answer) = somebody(&engine, &people, Decision::NeedsSupervision);
    let shown = Shown::of(book, &people, &question, &answer);
    assert_eq!(shown.person.name, people.people[&question.person].display_name());
    assert_eq!(shown.deciding.len() + shown.further.len(), answer.reasons.len());
    assert!(
        shown.deciding.iter().any(|it| it.weighs == Weighs::Supervised),
        "{:?}",
        shown.deciding
    );
    for text in shown.deciding.iter().flat_map(|it| &it.found).chain(shown.ways.iter().flatten()) {
        assert!(
            !people.people.keys().any(|it| text.split(' ').any(|word| word == it.as_str())),
            "{text}"
        );
    }
}

#[test]
fn what_is_asked_for_is_what_the_answer_depends_on_whoever_asks_whatever() {
    let book = book();
    let engine = Engine::new(book, &Adoption::by_default());
    let mut people = People::default();
    for item in preceptor_sample::people(110, 7) {
        match item {
            Item::Person(it, _) => {
                people.people.insert(it.id.clone(), *it);
            }
            Item::Organisation(it) => {
                people.organisations.insert(it.organisation.clone(), it);
            }
        }
    }
    let (mut n_asked, mut n_keys) = (0, 0);
    for person in people.people.keys().take(100) {
        for activity in &book.vocabulary.activities {
            let question = question(person, activity.id.as_str());
            let Ok(answer) = decide(&engine, &people, &question) else { continue };
            n_asked += 1;
            for it in OpenKey::of(book, &answer) {
                n_keys += 1;
                assert!(answer.depends_on.iter().any(|known| known.key == it.key), "{}", it.key);
                assert!(!question.context.contains_key(&it.key));
                // Each value that would change something can be given.
                if let Takes::Choice(values) = &it.takes {
                    for value in it.then.iter().flat_map(|it| &it.0).filter(|it| *it != "another") {
                        assert!(values.iter().any(|known| known.0 == *value), "{}={value}", it.key);
                    }
                }
            }
        }
    }
    assert!(n_asked > 5_000 && n_keys > 20, "{n_asked} questions, {n_keys} keys");
}
