//! The scope of somebody, line by line against the whole answers to the same questions.

#![expect(clippy::unwrap_used, reason = "tests may")]

use std::collections::BTreeMap;

use preceptor_record::people::{Item, People};
use preceptor_record::{Closeness, KnownAt, Record};
use preceptor_rulebook::{Adoption, Rulebook, builtin_files, load};
use preceptor_sample::{demonstration, reference_day};
use preceptor_standing::acting::current_posts;
use preceptor_standing::engine::PRACTISE;
use preceptor_standing::{Decider, Decision, Engine, Lookup, Question, decide_in, scope};

fn book() -> Rulebook {
    let loaded = load(&builtin_files());
    assert!(loaded.sound().is_some());
    loaded.rulebook.unwrap()
}

fn people() -> People {
    let mut made = People::default();
    for item in demonstration(reference_day()) {
        match item {
            Item::Person(it, _) => drop(made.people.insert(it.id.clone(), *it)),
            Item::Organisation(it) => {
                drop(made.organisations.insert(it.organisation.clone(), it));
            }
        }
    }
    made
}

#[test]
fn every_line_is_what_the_question_itself_is_answered() {
    let (book, people, day) = (book(), people(), reference_day());
    let engine = Engine::new(&book, &Adoption::by_default());
    let mut n_of: BTreeMap<Decision, usize> = BTreeMap::new();
    let mut n_ended = 0;
    // Every third of them, whoever they are, keeps the test short.
    for person in people.people.values().step_by(3) {
        let record = Record::known_at(person, KnownAt::EVERYTHING);
        let lookup = Lookup::new(&book, &people, KnownAt::EVERYTHING);
        for acting in current_posts(&book, &people, &record, day) {
            let lines = scope(&engine, &lookup, &record, &acting, day);
            if !book.roles.contains_key(&acting.role) {
                continue;
            }
            let n_tasks =
                book.vocabulary.activities.iter().filter(|it| *it.id != *PRACTISE).count();
            assert_eq!(lines.len(), n_tasks);
            for it in lines {
                let question = Question {
                    person: person.id.clone(),
                    activity: it.activity.clone(),
                    at: day,
                    known_at: KnownAt::EVERYTHING,
                    post: None,
                    context: BTreeMap::new(),
                    present: Vec::new(),
                };
                let whole = decide_in(&engine, &people, &question, &acting).unwrap();
                let what = format!("{} {}", person.id, it.activity);
                assert_eq!(it.decision, whole.decision, "{what}");
                match it.decision {
                    Decision::NeedsSupervision => {
                        assert_eq!(
                            it.level,
                            whole.supervision.as_ref().map(|it| it.level),
                            "{what}"
                        );
                    }
                    Decision::Permit => {
                        assert_eq!(it.level, Some(Closeness::Independent), "{what}")
                    }
                    Decision::Refuse => assert_eq!(it.level, None, "{what}"),
                    Decision::CannotTell => {}
                }
                // The decision stays at least until the line ends, and a line that never ends never changes.
                let change = whole.changes.first().map(|it| it.on);
                assert!(it.until.is_none_or(|until| change.is_none_or(|on| on >= until)), "{what}");
                assert!(it.until.is_some() || change.is_none(), "{what}");
                for decider in &it.decided {
                    if let Decider::Provision(id, _) = decider {
                        assert!(whole.reasons.iter().any(|it| it.provision == *id), "{what}: {id}");
                    }
                }
                // What must be stated is among what the whole answer depends on or misses.
                for key in &it.unstated {
                    assert!(whole.missing.iter().any(|it| *it == key.as_str()), "{what}: {key}");
                }
                n_ended += usize::from(it.until.is_some());
                *n_of.entry(it.decision).or_default() += 1;
            }
        }
    }
    assert!(n_ended > 20, "{n_ended} lines end");
    assert_eq!(n_of.len(), 4, "{n_of:?}");
}
