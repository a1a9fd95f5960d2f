//! What impact says of a person, against the answers to the questions themselves, asked day by day.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may")]

use std::collections::BTreeMap;

use preceptor_record::file::{At, Faults, Place};
use preceptor_record::people::People;
use preceptor_record::{Code, Day, KnownAt, PersonId};
use preceptor_rulebook::provision::Effect;
use preceptor_rulebook::selector::Selector;
use preceptor_rulebook::{Adoption, Provision, Rulebook, builtin_files, load};
use preceptor_standing::impact::{Impact, Judge, PostImpact, Turn, Window};
use preceptor_standing::{Decision, Engine, Question, decide};

const PEOPLE: &str = r#"
- {organisation: X99, kind: trust, jurisdiction: england}
- id: c-1
  facts:
    - {kind: registration, register: gmc, part: specialist, number: "9990001", from: 1996-08-07, verified: true}
    - {kind: post, role: consultant, organisation: X99, specialty: anaesthesia, setting: secondary-care, from: 2000-02-01, verified: true}
- id: pa
  facts:
    - {kind: registration, register: gmc-aapa, part: physician-associate, number: A9990017, from: 2025-01-06, until: 2027-04-01, verified: true}
    - {kind: qualification, qualification: pa-studies, programme: birmingham-pa, on: 2023-07-01, verified: true}
    - {kind: post, role: physician-associate, organisation: X99, specialty: acute-medicine, setting: secondary-care, from: 2025-01-13, until: 2028-02-01, verified: true}
    - {kind: supervision, supervision: named, supervisor: c-1, from: 2025-01-13, until: 2027-09-01, verified: true}
    - {kind: sign-off, activity: take-history, level: available, by: c-1, on: 2025-02-01, verified: true}
    - {kind: sign-off, activity: venepuncture, level: on-site, by: c-1, on: 2025-02-01, until: 2027-01-15, verified: true}
    - {kind: sign-off, activity: ward-round, level: available, by: c-1, on: 2025-02-01, verified: false}
    - {kind: restriction, activity: cannulation, from: 2027-06-01, until: 2027-12-01, verified: true}
- id: aa
  facts:
    - {kind: registration, register: gmc-aapa, part: anaesthesia-associate, number: A9990018, from: 2025-01-06, verified: true}
    - {kind: qualification, qualification: aa-studies, on: 2026-07-01, verified: true}
    - {kind: post, role: anaesthesia-associate, organisation: X99, specialty: anaesthesia, setting: secondary-care, from: 2025-01-13, verified: true}
    - {kind: supervision, supervision: named, supervisor: c-1, from: 2025-01-13, verified: true}
    - {kind: sign-off, activity: maintain-ga, level: on-site, by: c-1, on: 2026-08-01, verified: true}
- id: scp
  facts:
    - {kind: registration, register: nmc, part: nurse, number: "9990030", from: 2012-01-01, verified: true}
    - {kind: post, role: surgical-care-practitioner, base_profession: nurse, organisation: X99, specialty: general-surgery, setting: secondary-care, from: 2024-01-01, verified: true}
    - {kind: sign-off, activity: wound-closure, level: available, by: c-1, on: 2025-02-01, verified: true}
- id: pa-2
  facts:
    - {kind: registration, register: gmc-aapa, part: physician-associate, number: A9990019, from: 2025-01-06, verified: true}
    - {kind: qualification, qualification: pa-studies, programme: birmingham-pa, on: 2023-07-01, verified: true}
    - {kind: post, role: physician-associate, organisation: X99, specialty: acute-medicine, setting: secondary-care, from: 2025-01-13, verified: true}
    - {kind: supervision, supervision: named, supervisor: c-1, from: 2025-01-13, until: 2027-09-01, verified: true}
- id: none
  facts: []
"#;

fn book() -> Rulebook {
    let loaded = load(&builtin_files());
    assert!(loaded.sound().is_some());
    loaded.rulebook.unwrap()
}

fn people() -> People {
    let mut faults = Faults::default();
    let made = People::from_yaml(PEOPLE, 0, &mut faults);
    assert!(faults.is_empty());
    made
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn taking(sets: &[&str]) -> Adoption {
    let sets =
        sets.iter().map(|it| At { value: Code::new(*it), place: Place::default() }).collect();
    Adoption { sets, ..Adoption::by_default() }
}

const WINDOW: (&str, &str) = ("2026-11-20", "2028-11-20");

fn window() -> Window {
    Window { at: day(WINDOW.0), until: day(WINDOW.1) }
}

fn judged(a: &Engine<'_>, b: &Engine<'_>, people: &People, who: &str) -> Vec<PostImpact> {
    let impact = Impact::new(a, b);
    let mut judge = Judge::new(&impact, people, KnownAt::EVERYTHING);
    judge.person(&people.people[who], window())
}

/// The decision and the measure of supervision, as somebody who asks is told.
fn told(
    engine: &Engine<'_>,
    people: &People,
    who: &str,
    post: &str,
    activity: &Code,
    at: Day,
) -> String {
    let question = Question {
        person: PersonId::new(who),
        activity: activity.clone(),
        at,
        known_at: KnownAt::EVERYTHING,
        post: Some(Code::new(post)),
        context: BTreeMap::new(),
        present: Vec::new(),
    };
    let answer = decide(engine, people, &question).unwrap();
    let asked =
        answer.supervision.map(|it| (it.level, it.attend_within_minutes, it.covers_at_most));
    format!("{} {asked:?}", answer.decision)
}

/// Every difference begins on the day named, and nothing differs before; where none is named, nothing differs.
fn check_against_questions(a: &Adoption, b: &Adoption) {
    let (book, people) = (book(), people());
    let (a, b) = (Engine::new(&book, a), Engine::new(&book, b));
    let sampled: Vec<Day> = (0..24).map(|it| Day(day(WINDOW.0).0 + it * 30)).collect();
    for who in ["pa", "aa", "scp"] {
        for post in judged(&a, &b, &people, who) {
            let fact = post.post.as_ref().unwrap();
            let end = people.people[who].fact(fact).unwrap().body.period().until.min(day(WINDOW.1));
            let activities = book.vocabulary.activities.iter().map(|it| &it.id.value);
            let changed: Vec<&Code> = post.differences.iter().map(|it| &it.activity).collect();
            // Those that change, and some that do not.
            for (i, activity) in
                activities.enumerate().filter(|(i, it)| changed.contains(it) || i % 9 == 0)
            {
                let found = post.differences.iter().find(|it| it.activity == *activity);
                let from = found.map_or(end, |it| it.from);
                let mut alike: Vec<Day> = sampled.iter().copied().filter(|it| *it < from).collect();
                alike.extend((from > day(WINDOW.0)).then(|| from.previous()));
                for at in alike {
                    let [was, is] =
                        [&a, &b].map(|it| told(it, &people, who, fact.as_str(), activity, at));
                    assert_eq!(
                        was, is,
                        "{who} {activity} ({i}) on {at}, said to differ from {from}"
                    );
                }
                if let Some(it) = found {
                    let [was, is] =
                        [&a, &b].map(|it| told(it, &people, who, fact.as_str(), activity, from));
                    let only_by = it.before.decision == it.after.decision;
                    assert!(was != is || only_by, "{who} {activity} on {from}: {was}");
                    assert_eq!(it.before.decision.map(Decision::as_str), was.split(' ').next());
                    assert_eq!(it.after.decision.map(Decision::as_str), is.split(' ').next());
                }
            }
        }
    }
}

#[test]
fn what_is_said_of_two_more_sets_is_what_the_questions_say() {
    check_against_questions(&Adoption::by_default(), &taking(&["bma-2024", "rcp-2024"]));
}

#[test]
fn what_is_said_without_the_defaults_is_what_the_questions_say() {
    let bare = Adoption { only_always: true, ..Adoption::by_default() };
    check_against_questions(&Adoption::by_default(), &bare);
}

#[test]
fn a_rulebook_changes_nothing_for_anybody_against_itself() {
    let (book, again, people) = (book(), book(), people());
    let (a, b) =
        (Engine::new(&book, &Adoption::by_default()), Engine::new(&again, &Adoption::by_default()));
    let impact = Impact::new(&a, &b);
    for role in book.roles.keys() {
        assert_eq!(impact.activities(role), Vec::<Code>::new(), "{role}");
    }
    assert_eq!(impact.replaced(), []);
    for who in people.people.keys() {
        assert!(judged(&a, &b, &people, who.as_str()).iter().all(|it| !it.any()));
    }
}

/// A provision of an employer's own, made from one of the rulebook.
fn overlay(book: &Rulebook, like: &str, change: impl FnOnce(&mut Provision)) -> Adoption {
    let mut own = book.provision(like).unwrap().provision.clone();
    own.id.value = Code::new("x99.own");
    own.context = BTreeMap::new();
    own.unless = None;
    change(&mut own);
    Adoption { overlay: vec![own], ..Adoption::by_default() }
}

#[test]
fn a_forbid_is_nobodys_gain_and_begins_on_its_first_day() {
    let (book, people) = (book(), people());
    let forbid = overlay(&book, "uk.statute.pa-aa.prescribe", |it| {
        it.effect = Effect::Forbid;
        it.activity =
            vec![At { value: Selector::One(Code::new("take-history")), place: Place::default() }];
        it.effective.from.day = day("2027-02-01");
    });
    let (a, b) = (Engine::new(&book, &Adoption::by_default()), Engine::new(&book, &forbid));
    let posts = judged(&a, &b, &people, "pa");
    let differences = &posts[0].differences;
    assert_eq!(differences.len(), 1);
    let it = &differences[0];
    assert_eq!(
        (it.activity.as_str(), it.turn, it.from),
        ("take-history", Turn::Loses, day("2027-02-01"))
    );
    assert_eq!(it.now, [Code::new("x99.own")]);
    assert_eq!(it.before.supervision.as_ref().unwrap().level.as_str(), "available");
    // The other way round it is a gain on the same day.
    let posts = judged(&b, &a, &people, "pa");
    assert_eq!(
        (posts[0].differences[0].turn, posts[0].differences[0].from),
        (Turn::Gains, day("2027-02-01"))
    );
}

#[test]
fn a_rule_that_begins_after_the_post_has_ended_changes_nothing() {
    let (book, people) = (book(), people());
    let forbid = overlay(&book, "uk.statute.pa-aa.prescribe", |it| {
        it.activity = vec![At { value: Selector::Any, place: Place::default() }];
        it.effective.from.day = day("2028-02-01");
    });
    let (a, b) = (Engine::new(&book, &Adoption::by_default()), Engine::new(&book, &forbid));
    assert!(judged(&a, &b, &people, "pa").iter().all(|it| !it.any()));
    assert!(judged(&a, &b, &people, "aa").iter().any(PostImpact::any));
}

#[test]
fn a_permit_that_names_the_activity_is_listed_where_it_replaces_the_general_one() {
    let book = book();
    let (a, b) =
        (Engine::new(&book, &Adoption::by_default()), Engine::new(&book, &taking(&["rcp-2024"])));
    let impact = Impact::new(&a, &b);
    let listed = impact.replaced();
    let take_history: Vec<&str> = listed
        .iter()
        .filter(|it| it.role == *"physician-associate" && it.activity == *"take-history")
        .map(|it| it.provision.as_str())
        .collect();
    assert_eq!(take_history, ["uk.rcp-2024.pa.review-and-test"]);
    // The other way round nothing is replaced: the permit goes and the general one comes back.
    assert_eq!(Impact::new(&b, &a).replaced(), []);
}

#[test]
fn a_row_that_one_side_alone_has_changes_the_standing_from_its_first_day() {
    let (book, mut other, people) = (book(), book(), people());
    let rows = &mut other.roles.get_mut("physician-associate").unwrap().standing;
    let row = rows.iter_mut().find(|it| it.id.value == *"pa.recertified").unwrap();
    (row.effective.from.day, row.effective.until, row.unless) = (day("2027-05-01"), None, None);
    let (a, b) =
        (Engine::new(&book, &Adoption::by_default()), Engine::new(&other, &Adoption::by_default()));
    let posts = judged(&a, &b, &people, "pa-2");
    let it = posts[0].standing.as_ref().unwrap();
    assert_eq!((it.turn, it.from), (Turn::Loses, day("2027-05-01")));
    assert_eq!((it.before.as_str(), it.after.as_str()), ("good", "lapsed"));
    assert_eq!(it.now, [Code::new("pa.recertified")]);
    assert!(posts[0].differences.is_empty());
    let back = judged(&b, &a, &people, "pa-2");
    assert_eq!(back[0].standing.as_ref().map(|it| it.turn), Some(Turn::Gains));
}
