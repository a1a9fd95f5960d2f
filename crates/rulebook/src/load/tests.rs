//! What is found wrong with how files are written, and what is kept of them.

use preceptor_record::{PersonId, Verified};

use super::*;

/// The smallest head of a rulebook.
const HEAD: &str = "id: uk
title: A
version: '1'
home: uk
jurisdictions: [{id: uk, title: UK}]
sets:
  - {id: statute, title: Law, authority: {name: L, kind: statute}, adopted: always}
sources: [{id: S, title: t, publisher: p}]
";

fn made(files: &[(&str, &str)]) -> Loaded {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    all.insert("rulebook.yaml".to_owned(), HEAD.to_owned());
    all.extend(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    load(&all)
}

/// What is wrong, each with file and line, in the order of the files.
fn check(files: &[(&str, &str)], expected: &[&str]) {
    let loaded = made(files);
    let mut faults: Vec<_> = loaded.faults.list().iter().collect();
    faults.sort_by_key(|it| it.place);
    let said: Vec<String> = faults
        .iter()
        .map(|it| {
            let at = it.place.and_then(|it| loaded.sources.locate(it));
            at.map_or_else(
                || it.message.clone(),
                |(file, line, _)| format!("{file}:{line} {}", it.message),
            )
        })
        .collect();
    assert_eq!(said, expected, "{}", loaded.faults.render(&loaded.sources));
}

const FORBID: &str = "role: any, activity: any, effect: forbid, effective: {from: always}, source: {id: S}, confidence: V";

#[test]
fn every_fault_of_every_file_is_found_and_good_entries_stay() {
    let scope = format!(
        "set: statute
provisions:
  - {{id: uk.statute.a, says: a, {FORBID}, efect: permit}}
  - {{id: uk.statute.b, says: b, {FORBID}}}
  - {{id: uk.statute.c, says: c, says: d, {FORBID}}}
"
    );
    let words = "settings:\n  - {id: a}\n  - {id: b, title: B}\n";
    check(
        &[("scope/statute.yaml", &scope), ("vocabulary/settings.yaml", words)],
        &[
            "scope/statute.yaml:3 unknown key `efect`",
            "scope/statute.yaml:5 `says` is given twice",
            "vocabulary/settings.yaml:2 `title` is missing",
        ],
    );
    let loaded = made(&[("scope/statute.yaml", &scope), ("vocabulary/settings.yaml", words)]);
    assert!(loaded.sound().is_none());
    let rulebook = loaded.rulebook.unwrap();
    assert!(rulebook.provision("uk.statute.b").is_some());
    assert_eq!(rulebook.provisions.len(), 1);
    assert_eq!(rulebook.vocabulary.settings.len(), 1);
    let broken: Vec<&str> = loaded.broken.iter().map(Code::as_str).collect();
    assert_eq!(broken, ["a", "uk.statute.a", "uk.statute.c"]);
}

#[test]
fn a_rule_is_left_out_whole_and_never_without_a_part_of_it() {
    let scope = format!(
        "set: statute\nprovisions:\n  - {{id: uk.statute.a, says: a, {FORBID}, unless: {{all: [{{trained: {{course: x}}}}, {{trainned: {{course: y}}}}]}}}}\n"
    );
    let loaded = made(&[("scope/statute.yaml", &scope)]);
    assert_eq!(loaded.faults.list()[0].help.as_deref(), Some("did you mean `trained`?"));
    assert!(loaded.rulebook.unwrap().provisions.is_empty());
}

#[test]
fn a_role_with_one_bad_row_is_still_a_role() {
    let role = "id: pa
title: PA
short: PA
summary: s
standing:
  - {id: pa.a, says: a, requires: {trained: {course: x}}, takes: soon}
  - {id: pa.b, says: b, requires: {trained: {course: x}}}
nonsense: 1
";
    check(
        &[("roles/pa.yaml", role)],
        &[
            "roles/pa.yaml:6 expected a length of time, found `soon`",
            "roles/pa.yaml:8 unknown key `nonsense`",
        ],
    );
    let loaded = made(&[("roles/pa.yaml", role)]);
    let rulebook = loaded.rulebook.unwrap();
    let rows: Vec<&str> = rulebook.roles["pa"].standing.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(rows, ["pa.b"]);
}

#[test]
fn a_vocabulary_file_holds_the_one_list_it_is_named_for() {
    check(
        &[
            ("vocabulary/checks.yaml", "chekcs: []"),
            ("vocabulary/context.yaml", "context: []\nsettings: []"),
            ("vocabulary/pay.yaml", "courses: []"),
            ("vocabulary/exams.yaml", "- a"),
        ],
        &[
            "vocabulary/checks.yaml:1 unknown list `chekcs`",
            "vocabulary/context.yaml:2 a second list, `settings`, stands in this file",
            "vocabulary/exams.yaml:1 a vocabulary file is a mapping, not a list",
            "vocabulary/pay.yaml:1 this file is named for `pay` and holds `courses`",
        ],
    );
    check(
        &[("vocabulary/organisation-kinds.yaml", "organisation_kinds: [{id: a, title: A}]")],
        &[],
    );
}

#[test]
fn an_unexpected_file_is_a_warning_that_names_the_folders() {
    let loaded = made(&[("scopes/a.yaml", "x")]);
    assert!(!loaded.faults.any_error());
    assert_eq!(
        loaded.faults.list()[0].message,
        "`scopes/a.yaml` is no part of a rulebook and is passed over"
    );
    assert!(
        loaded.faults.list()[0]
            .help
            .as_deref()
            .unwrap()
            .contains("vocabulary, roles, clearance, scope, limits, cases")
    );
}

#[test]
fn without_a_head_there_is_no_rulebook() {
    let loaded =
        load(&BTreeMap::from([("vocabulary/settings.yaml".to_owned(), "settings: []".to_owned())]));
    assert!(loaded.rulebook.is_none());
    assert_eq!(loaded.faults.list()[0].message, "there is no rulebook.yaml");
}

#[test]
fn an_end_by_month_or_year_is_its_first_day() {
    let scope = "set: statute\nprovisions:\n  - {id: uk.statute.a, says: a, role: any, activity: any, effect: forbid, effective: {from: 2020, until: 2024-03}, source: {id: S}, confidence: V}\n";
    let loaded = made(&[("scope/statute.yaml", scope)]);
    assert!(loaded.faults.is_empty(), "{}", loaded.faults.render(&loaded.sources));
    let until = loaded.sound().unwrap().provisions[0].provision.effective.until;
    assert_eq!(until.map(|it| it.to_string()).as_deref(), Some("2024-03-01"));
}

#[test]
fn facts_of_a_case_are_verified_unless_they_say_otherwise() {
    let cases = "- case: a
  person: {born: 1990-01-01, facts: [{kind: exam, exam: pane}, {kind: exam, exam: pane, verified: false}]}
  people: [{id: c1, facts: {kind: exam, exam: pane}}]
  who: x
  ask: {standing: pa, at: 2026-01-01}
  expect: {standing: good}
";
    let people = "- {id: c1, facts: []}\n- {id: c2, facts: [{kind: exam, exam: pane}]}\n";
    let loaded = made(&[("cases/a.yaml", cases), ("cases/people.yaml", people)]);
    let mut faults = Faults::default();
    let made = crate::case_people(&loaded.cases[0], &loaded.case_people, &mut faults);
    assert!(
        faults.is_empty() && loaded.faults.is_empty(),
        "{}",
        loaded.faults.render(&loaded.sources)
    );
    let verified = |id: &str| -> Vec<bool> {
        made.people[&PersonId::new(id)]
            .facts
            .iter()
            .map(|it| it.entry.verified == Verified::ByAuthor)
            .collect()
    };
    assert_eq!(verified("x"), [true, false]);
    assert_eq!(verified("c1"), [true], "a case's own person comes before a borrowed one");
    assert_eq!(verified("c2"), [true]);
    assert!(made.people[&PersonId::new("x")].details.as_ref().unwrap().born.is_some());
}

#[test]
fn a_case_without_a_name_for_its_person_calls_them_p() {
    let cases = "- case: a\n  person: {facts: []}\n  ask: {standing: pa, at: 2026-01-01}\n  expect: {standing: good}\n";
    let loaded = made(&[("cases/a.yaml", cases)]);
    let people = crate::case_people(&loaded.cases[0], &loaded.case_people, &mut Faults::default());
    assert_eq!(people.people.keys().map(PersonId::as_str).collect::<Vec<_>>(), ["p"]);
}

#[test]
fn a_bomb_of_aliases_is_refused_at_once() {
    let mut text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (one, next) in ('a'..='h').zip('b'..='i') {
        let list = vec![format!("*{one}"); 10].join(", ");
        text = format!("{text}{next}: &{next} [{list}]\n");
    }
    check(
        &[("clearance/a.yaml", &text)],
        &["clearance/a.yaml:6 the file grows beyond 200000 values"],
    );
}

#[test]
fn deep_nesting_is_refused() {
    let text = format!("clearance: {}x{}", "[".repeat(100), "]".repeat(100));
    check(&[("clearance/a.yaml", &text)], &["clearance/a.yaml:1 this is nested more than 48 deep"]);
}

#[test]
fn a_day_that_never_was_is_a_fault() {
    let row =
        "clearance:\n  - {id: a, says: a, requires: {passed: {exam: x, before: 2024-02-31}}}\n";
    check(&[("clearance/a.yaml", row)], &["clearance/a.yaml:2 there is no day `2024-02-31`"]);
}

#[test]
fn junk_is_a_fault_and_no_panic() {
    let loaded = made(&[("scope/a.yaml", "\u{0}\u{1}\u{fffd}{{{"), ("roles/b.yaml", "")]);
    assert_eq!(loaded.faults.n_errors(), 2);
}

#[test]
fn line_ends_of_another_system_change_nothing() {
    let lf = "clearance:\n  - {id: a, says: a, requires: {passed: {exam: x}}, tkaes: soon}\n  - {id: b}\n";
    let shown = |text: &str| {
        let loaded = made(&[("clearance/a.yaml", text)]);
        loaded.faults.render(&loaded.sources)
    };
    assert!(shown(lf).contains("2 |   - {id: a,"), "{}", shown(lf));
    assert_eq!(shown(lf), shown(&lf.replace('\n', "\r\n")));
}

#[test]
fn what_an_author_wrote_cannot_steer_the_terminal() {
    let loaded =
        made(&[("clearance/a.yaml", "\"a\\e[31m\u{9b}b\": 1\nclearance: {id: \"\\a\\u202e\"}\n")]);
    let shown = loaded.faults.render(&loaded.sources);
    assert!(loaded.faults.any_error());
    assert!(
        !shown.contains(|it: char| it.is_control() && it != '\n' || it == '\u{202e}'),
        "{shown:?}"
    );
}

#[test]
fn rules_alone_are_the_same_rules_with_the_same_digest() {
    let files = crate::builtin_files();
    let (whole, rules) = (load(&files), load_rules(&files));
    assert!(rules.cases.is_empty() && rules.case_people.people.is_empty());
    let (whole, rules) = (whole.rulebook.unwrap(), rules.rulebook.unwrap());
    assert_eq!(whole.digest, rules.digest);
    assert_eq!(whole.provisions, rules.provisions);
    assert_eq!(whole.roles, rules.roles);
}
