use std::collections::BTreeMap;

use preceptor_record::file::{Faults, Sources};
use preceptor_record::people::Item;
use preceptor_record::{Closeness, Organisation, Period};
use preceptor_rulebook::{Adoption, Rulebook, builtin_files, load};
use preceptor_standing::{Decision, decide_in};

use super::*;

const PEOPLE: &[&str] = &[
    r#"{"organisation": "X99", "name": "Aldermoor Vale", "kind": "trust", "jurisdiction": "england"}"#,
    r#"{"id": "c-1", "name": "Dr Ruth Abara", "facts": [
        {"kind": "registration", "register": "gmc", "part": "specialist", "number": "9990001", "from": "1996-08-07", "verified": true},
        {"kind": "post", "role": "consultant", "organisation": "X99", "specialty": "acute-medicine", "setting": "secondary-care", "from": "2000-02-01", "verified": true}]}"#,
    r#"{"id": "p-1", "name": "Wren Sallow", "facts": [
        {"id": "reg", "kind": "registration", "register": "gmc-aapa", "part": "physician-associate", "number": "A9990017", "from": "2025-01-06", "until": "2027-04-01", "verified": true},
        {"kind": "qualification", "qualification": "pa-studies", "programme": "birmingham-pa", "country": "uk", "on": "2023-07-01", "verified": true},
        {"kind": "exam", "exam": "pane", "outcome": "pass", "on": "2023-09-01", "verified": true},
        {"id": "post", "kind": "post", "role": "physician-associate", "organisation": "X99", "specialty": "acute-medicine", "setting": "secondary-care", "from": "2025-01-13", "verified": true},
        {"id": "sup", "kind": "supervision", "supervision": "named", "supervisor": "c-1", "from": "2025-01-13", "until": "2026-02-01", "verified": true},
        {"id": "sup-2", "kind": "supervision", "supervision": "named", "supervisor": "c-1", "from": "2026-02-15", "verified": true},
        {"id": "blood", "kind": "sign-off", "activity": "venepuncture", "level": "on-site", "by": "c-1", "on": "2025-02-01", "until": "2027-01-15", "verified": true},
        {"id": "round", "kind": "sign-off", "activity": "ward-round", "level": "available", "by": "c-1", "on": "2026-09-01"},
        {"id": "long-ago", "kind": "sign-off", "activity": "ecg", "level": "direct", "by": "c-1", "on": "2010-02-01", "until": "2011-02-01", "verified": true}]}"#,
];

fn book() -> Rulebook {
    load(&builtin_files()).rulebook.unwrap()
}

fn people() -> People {
    let mut made = People::default();
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    for line in PEOPLE {
        let source = sources.add("test", (*line).to_owned());
        match People::read_line(line, source, &mut faults) {
            Some(Item::Person(it, _)) => drop(made.people.insert(it.id.clone(), *it)),
            Some(Item::Organisation(it)) => {
                let it: Organisation = it;
                drop(made.organisations.insert(it.organisation.clone(), it));
            }
            None => panic!("{}", faults.render(&sources)),
        }
    }
    made
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Looks at the page of somebody on a day, with everything known that was recorded by then.
fn look(id: &str, on: &str, with: impl FnOnce(&Frame<'_>)) {
    let (book, people) = (book(), people());
    let engine = Engine::new(&book, &Adoption::by_default());
    with(&Frame {
        engine: &engine,
        people: &people,
        person: &people.people[&PersonId::new(id)],
        known_at: KnownAt::EVERYTHING,
        day: day(on),
        known_until: day(on),
    });
}

fn bar<'a>(bars: &'a [Bar], id: &str) -> &'a Bar {
    bars.iter().find(|it| it.id == id).unwrap_or_else(|| panic!("no bar {id}"))
}

fn drawn(bar: &Bar) -> Vec<(String, String, Held)> {
    bar.stretches
        .iter()
        .map(|it| (it.days.from.to_string(), it.days.until.to_string(), it.held))
        .collect()
}

fn stretch(from: &str, until: &str, held: Held) -> (String, String, Held) {
    (from.to_owned(), until.to_owned(), held)
}

#[test]
fn a_bar_fills_the_window_without_gaps_and_changes_on_the_days_of_the_facts() {
    look("p-1", "2026-11-20", |frame| {
        let seen = frame.overview();
        let window = seen.window.days;
        assert_eq!(window, Period { from: day("2024-11-01"), until: day("2028-12-01") });
        let [post] = seen.posts.as_slice() else { panic!("one post") };
        for it in post.bars.iter().chain([&post.sum]).chain(&seen.single) {
            assert_eq!(it.stretches.first().map(|it| it.days.from), Some(window.from), "{}", it.id);
            assert_eq!(
                it.stretches.last().map(|it| it.days.until),
                Some(window.until),
                "{}",
                it.id
            );
            assert!(it.stretches.windows(2).all(|it| it[0].days.until == it[1].days.from));
            assert!(it.stretches.windows(2).all(|it| it[0].held != it[1].held));
        }
        assert_eq!(
            drawn(bar(&post.bars, "pa.supervised")),
            [
                // The rule begins on the day the GMC began to regulate.
                stretch("2024-11-01", "2024-12-13", Held::NotAsked),
                stretch("2024-12-13", "2025-01-13", Held::Unmet),
                stretch("2025-01-13", "2026-02-01", Held::Met),
                stretch("2026-02-01", "2026-02-15", Held::Unmet),
                stretch("2026-02-15", "2028-12-01", Held::Met),
            ]
        );
    });
}

#[test]
fn a_rule_that_only_begins_later_has_its_bar_and_lapses_then() {
    look("p-1", "2026-11-20", |frame| {
        let seen = frame.overview();
        let registered = bar(&seen.posts[0].bars, "pa.registered");
        assert_eq!(registered.now, Held::NotAsked);
        assert_eq!(registered.until, Some(day("2026-12-13")));
        assert_eq!(registered.then, Some(Held::Met));
        assert_eq!(
            drawn(registered),
            [
                stretch("2024-11-01", "2026-12-13", Held::NotAsked),
                stretch("2026-12-13", "2027-04-01", Held::Met),
                stretch("2027-04-01", "2028-12-01", Held::Unmet),
            ]
        );
        let last = registered.stretches.last().unwrap();
        assert!(last.because.iter().any(|it| it.contains("31 March 2027")), "{:?}", last.because);
    });
}

#[test]
fn standing_is_good_up_to_the_day_before_something_lapses() {
    for (on, standing) in [
        ("2027-03-31", Standing::Good),
        ("2027-04-01", Standing::Lapsed),
        ("2026-02-01", Standing::Lapsed),
        ("2026-02-14", Standing::Lapsed),
        ("2026-02-15", Standing::Good),
    ] {
        look("p-1", on, |frame| {
            let seen = frame.overview();
            assert_eq!(seen.posts[0].standing, standing, "{on}: {:?}", seen.posts[0].unmet);
            assert_eq!(seen.posts[0].unmet.is_empty(), standing == Standing::Good, "{on}");
        });
    }
}

#[test]
fn what_does_not_hold_comes_first_and_what_lapses_sooner_before_what_lapses_later() {
    look("p-1", "2026-02-10", |frame| {
        let seen = frame.overview();
        let bars = &seen.posts[0].bars;
        let order: Vec<Held> = bars.iter().map(|it| it.now).collect();
        assert_eq!(order.first(), Some(&Held::Unmet));
        let lapses: Vec<Day> = bars.iter().filter_map(Bar::lapses).collect();
        assert!(lapses.is_sorted(), "{lapses:?}");
        let with_law = bars.iter().filter(|it| it.id == preceptor_standing::engine::PRACTISE);
        assert_eq!(with_law.count(), 1);
    });
}

#[test]
fn names_stand_where_the_heart_says_ids() {
    look("p-1", "2026-11-20", |frame| {
        let seen = frame.overview();
        let supervised = bar(&seen.posts[0].bars, "pa.supervised");
        assert!(supervised.because.iter().any(|it| it.contains("Dr Ruth Abara")));
        assert_eq!(seen.supervisors, [(SupervisionKind::Named, PersonId::new("c-1"), true)]);
    });
}

#[test]
fn a_claimed_sign_off_is_unknown_and_comes_first_and_one_long_gone_is_not_shown() {
    look("p-1", "2026-11-20", |frame| {
        let seen = frame.overview();
        let ids: Vec<&str> = seen.single.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["round", "blood"]);
        assert_eq!(seen.single[0].now, Held::Unknown);
        assert_eq!(seen.single[1].until, Some(day("2027-01-15")));
        assert_eq!(seen.single[1].detail.as_deref(), Some("On site, Dr Ruth Abara"));
    });
}

#[test]
fn the_matrix_has_every_activity_once_and_says_what_the_questions_themselves_are_answered() {
    look("p-1", "2026-11-20", |frame| {
        let seen = frame.overview();
        let acting = &seen.posts[0].acting;
        let groups = matrix(frame, acting);
        let lines: Vec<&Line> = groups.iter().flat_map(|it| &it.lines).collect();
        let mut ids: Vec<&str> = lines.iter().map(|it| it.activity.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), lines.len());
        assert_eq!(ids.len(), frame.engine.book.vocabulary.activities.len() - 1);
        for it in &lines {
            let question = preceptor_standing::Question {
                person: frame.person.id.clone(),
                activity: it.activity.clone(),
                at: frame.day,
                known_at: KnownAt::EVERYTHING,
                post: None,
                context: BTreeMap::new(),
                present: Vec::new(),
            };
            let whole = decide_in(frame.engine, frame.people, &question, acting).unwrap();
            assert_eq!(it.decision, whole.decision, "{}", it.activity);
        }
        let of = |id: &str| lines.iter().find(|it| it.activity == *id).unwrap();
        assert_eq!(of("venepuncture").level, Some(Closeness::OnSite));
        assert_eq!(of("venepuncture").until, Some(day("2027-01-15")));
        assert_eq!(of("venepuncture").decided, "Sign-off, Dr Ruth Abara");
        assert_eq!(of("ward-round").decision, Decision::CannotTell);
        assert_eq!(of("ward-round").level, Some(Closeness::Available), "where it would stand");
        assert_eq!(of("prescribe-medicine").decision, Decision::Refuse);
        assert!(of("prescribe-medicine").is_own && !of("vein-harvest").is_own);
        assert!(groups.iter().all(|it| it.title.is_some()), "every activity has a kind");
        assert!(groups[0].lines.iter().any(|it| it.is_own));
        for it in &groups {
            assert!(it.lines.is_sorted_by_key(|it| !it.is_own));
        }
    });
}

#[test]
fn who_holds_no_post_has_no_standing_and_nobody_is_left_out_for_it() {
    look("p-1", "2024-11-20", |frame| {
        let seen = frame.overview();
        assert!(seen.posts.is_empty() && seen.other_posts.is_empty());
    });
    look("c-1", "2026-11-20", |frame| {
        let seen = frame.overview();
        assert_eq!(seen.posts.len(), 0);
        assert_eq!(seen.other_posts.len(), 1);
    });
}

#[test]
fn a_day_lies_where_the_window_has_it() {
    let window = Window::about(day("2026-11-20"), day("2026-11-20"));
    let at = |it: Day| format!("{:.2}", window.per_cent(it));
    assert_eq!(at(day("2024-11-01")), "0.00");
    assert_eq!(at(day("2028-12-01")), "100.00");
    assert_eq!((at(Day::ALWAYS), at(Day::NEVER)), ("0.00".to_owned(), "100.00".to_owned()));
    let years: Vec<i16> = window.years().into_iter().map(|it| it.0).collect();
    assert_eq!(years, [2025, 2026, 2027, 2028]);
}

fn told(json: &str) -> Vec<Told> {
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let source = sources.add("test", json.to_owned());
    let Some(Item::Person(person, _)) = People::read_line(json, source, &mut faults) else {
        panic!("{}", faults.render(&sources))
    };
    let people = people();
    let names = Names::of(&people, &person, people.people.keys());
    history(&book(), &names, &person, KnownAt::EVERYTHING)
}

#[test]
fn a_history_says_what_became_of_every_fact_the_newest_first() {
    let told = told(
        r#"{"id": "p-2", "facts": [
        {"id": "a", "kind": "training", "course": "care-certificate", "on": "2025-01-01", "recorded": "2025-01-02T09:00:00Z"},
        {"id": "b", "kind": "training", "course": "care-certificate", "on": "2025-01-03", "recorded": "2025-01-04T09:00:00Z", "supersedes": "a"},
        {"id": "c", "kind": "verification", "of": "b", "by": "c-1", "how": "saw it", "on": "2025-01-05", "recorded": "2025-01-05T09:00:00Z"},
        {"id": "d", "kind": "exam", "exam": "pane", "on": "2025-02-01", "recorded": "2025-02-01T09:00:00Z"},
        {"id": "e", "kind": "withdrawal", "of": "d", "on": "2025-02-02", "recorded": "2025-02-02T09:00:00Z", "note": "somebody else"},
        {"id": "f", "kind": "exam", "exam": "para", "on": "2025-03-01", "recorded": "2025-03-01T09:00:00Z"},
        {"id": "g", "kind": "withdrawal", "of": "f", "on": "2025-03-02", "recorded": "2025-03-02T09:00:00Z"},
        {"id": "h", "kind": "withdrawal", "of": "g", "on": "2025-03-03", "recorded": "2025-03-03T09:00:00Z"},
        {"id": "i", "kind": "exam", "exam": "aara", "on": "2025-04-01", "recorded": "2025-04-01T09:00:00Z"},
        {"id": "j", "kind": "verification", "of": "i", "outcome": "refuted", "on": "2025-04-02", "recorded": "2025-04-02T09:00:00Z"}]}"#,
    );
    let fates: Vec<(&str, &Fate)> = told.iter().map(|it| (it.id.as_str(), &it.fate)).collect();
    assert_eq!(
        fates,
        [
            ("i", &Fate::Refuted),
            ("f", &Fate::Claimed),
            ("d", &Fate::Withdrawn(FactId::new("e"))),
            ("b", &Fate::Verified),
            ("a", &Fate::Corrected(FactId::new("b"))),
        ]
    );
    assert_eq!(told[3].about[0].how.as_deref(), Some("saw it"));
    assert!(told[1].about[0].is_undone, "a withdrawal that was taken back never happened");
    assert_eq!(told[2].about[0].how.as_deref(), Some("somebody else"));
}
