//! Each key a case may expect is compared: a case that is right matches, and one wrong word is a mismatch of that key.

#![expect(clippy::unwrap_used, reason = "tests may")]

use preceptor_rulebook::{builtin, load};
use preceptor_standing::cases::run;

/// The keys in which the answer is not what that case expects, in the rulebook of the Netherlands.
fn mismatches(case: &str) -> Vec<String> {
    let mut files = builtin("netherlands").unwrap();
    files.retain(|path, _| !path.starts_with("cases/") || path == "cases/people.yaml");
    files.insert("cases/one.yaml".to_owned(), case.to_owned());
    let loaded = load(&files);
    assert!(!loaded.faults.any_error(), "{}", loaded.faults.render(&loaded.sources));
    let case = loaded.cases.first().unwrap();
    match run(loaded.rulebook.as_ref().unwrap(), &loaded.case_people, case) {
        Ok(()) => Vec::new(),
        Err(list) => list.into_iter().map(|it| it.what).collect(),
    }
}

const REGISTERED: &str =
    "{kind: registration, register: big, part: physician-assistant, from: 2023-09-01}";
const POST: &str = "{kind: post, role: physician-assistant, jurisdiction: netherlands, setting: hospital, organisation: X99, from: 2023-09-15}";

/// A question to a registered physician assistant in a post, with further facts.
fn check(facts: &str, ask: &str, expect: &str, expected: &[&str]) {
    let case = format!(
        "- case: one\n  person: {{facts: [{REGISTERED}, {POST}{facts}]}}\n  ask: {{{ask}, at: 2026-01-10}}\n  expect: {{{expect}}}\n"
    );
    assert_eq!(mismatches(&case), expected, "{ask}: {expect}");
}

const CARDIOVERSION: &str = "decide: cardioversion, adopt: [wet-big-unconfirmed]";
const SIGNED: &str =
    ", {kind: sign-off, activity: cardioversion, level: independent, by: d-1, on: 2024-05-01}";
const ANAESTHESIA: &str = "decide: general-anaesthesia, adopt: [wet-big-unconfirmed]";
const GRANTED: &str =
    ", {kind: entitlement, activity: general-anaesthesia, organisation: X99, from: 2025-01-01}";

#[test]
fn a_decision_and_the_provisions_behind_it() {
    let ask = "decide: prescribe-medicine";
    check("", ask, "decision: permit, because: [netherlands.wet-big.pa.prescribe-medicine]", &[]);
    check("", ask, "decision: refuse", &["decision"]);
    check("", ask, "because: [netherlands.wet-big.pa.practise]", &["because"]);
    check("", ask, "obligations: [OWN specialty]", &[]);
    check("", ask, "obligations: [own hospital]", &["obligations"]);
    check("", ask, "unverified: false", &[]);
    check("", ask, "unverified: true", &["unverified"]);
    check("", ask, "changes_on: 2028-09-01", &[]);
    check("", ask, "changes_on: 2028-08-31", &["changes_on"]);
    check("", ask, "would_permit: 0", &[]);
    check("", ask, "would_permit: 2", &["would_permit"]);
}

#[test]
fn what_is_missing_is_named_exactly() {
    check(SIGNED, CARDIOVERSION, "decision: cannot-tell, missing: [protocol]", &[]);
    check(SIGNED, CARDIOVERSION, "missing: []", &["missing"]);
    check(SIGNED, CARDIOVERSION, "missing: [protocol, setting]", &["missing"]);
}

#[test]
fn each_part_of_the_supervision() {
    check(GRANTED, ANAESTHESIA, "decision: needs-supervision, supervision: {level: on-site}", &[]);
    check(GRANTED, ANAESTHESIA, "supervision: {level: direct}", &["supervision.level"]);
    let rest = "supervision: {attend_within_minutes: 2, covers_at_most: 2, code: 2A}";
    let expected =
        ["supervision.attend_within_minutes", "supervision.covers_at_most", "supervision.code"];
    check(GRANTED, ANAESTHESIA, rest, &expected);
    check(GRANTED, &format!("{ANAESTHESIA}, present: [d-1@on-site]"), "decision: permit", &[]);
}

#[test]
fn an_error_that_is_expected_matches_and_one_that_is_not_does_not() {
    let several = ", {kind: post, role: physician-assistant, from: 2023-09-15}";
    check(several, "decide: prescribe-medicine", "error: several posts", &[]);
    check(several, "decide: prescribe-medicine", "error: no such person", &["error"]);
    check(several, "decide: prescribe-medicine", "decision: permit", &["the question"]);
    check("", "decide: prescribe-medicine", "error: several posts", &["error"]);
    check("", "decide: prescribe-medicine, adopt: [nothing]", "error: no set", &[]);
}

#[test]
fn the_adoption_of_a_case_is_the_one_it_is_asked_under() {
    let taken = "adoption: {sets: [wet-big-unconfirmed]}";
    check(
        GRANTED,
        &format!("decide: general-anaesthesia, {taken}"),
        "decision: needs-supervision",
        &[],
    );
    check(GRANTED, "decide: general-anaesthesia", "decision: refuse", &[]);
    let overlay = "adoption: {overlay: [{id: x99.no-alone, says: Not alone., role: physician-assistant, activity: prescribe-medicine, effect: forbid, effective: {from: always}, source: [{id: BIG}], confidence: V}]}";
    let expect = "decision: refuse, because: [x99.no-alone]";
    check("", &format!("decide: prescribe-medicine, {overlay}"), expect, &[]);
    let unsound = "adoption: {sets: [nothing]}";
    check(
        "",
        &format!("decide: prescribe-medicine, {unsound}"),
        "decision: permit",
        &["the case itself"],
    );
}

#[test]
fn standing_and_until_when() {
    let ask = "standing: physician-assistant";
    check("", ask, "standing: good, until: 2028-09-01", &[]);
    check("", ask, "standing: lapsed", &["standing"]);
    check("", ask, "until: 2028-08-31", &["until"]);
    check("", ask, "because: [nl.pa.registered]", &["because"]);
}

#[test]
fn clearance_and_what_it_lacks() {
    let ask = "clear: physician-assistant";
    check("", ask, "clear: true, earliest: 2026-01-10, missing: [], unverified: []", &[]);
    check("", ask, "clear: false", &["clear"]);
    check("", ask, "earliest: 2026-01-11", &["earliest"]);
    check("", ask, "missing: [nl.pa.register-to-start]", &["missing"]);
    check("", ask, "unverified: [nl.pa.register-to-start]", &["unverified"]);
    check("", ask, "because: [nl.pa.register-to-start]", &["because"]);
}

#[test]
fn routes_open_and_closed() {
    let nurse = ", {kind: qualification, qualification: bachelors, subject: nursing, country: nl, on: 2019-07-01}, {kind: experience, role: nurse, setting: hospital, country: nl, from: 2019-09-01, until: 2023-09-01}";
    let ask = "routes: physician-assistant";
    check(nurse, ask, "open: true, routes: {nl.pa.msc: {open: true, months: 30}}", &[]);
    check(nurse, ask, "open: false", &["open"]);
    check(nurse, ask, "routes: {nl.pa.msc: {open: false}}", &["routes.nl.pa.msc.open"]);
    check(
        nurse,
        ask,
        "routes: {nl.pa.msc: {months: {min: 24, max: 30}}}",
        &["routes.nl.pa.msc.months"],
    );
    check("", ask, "open: false, routes: {nl.pa.msc: {because: [nl.pa.msc.bachelor]}}", &[]);
    let because = "routes: {nl.pa.msc: {because: [nl.pa.msc.bachelor]}}";
    check(nurse, ask, because, &["routes.nl.pa.msc.because"]);
}

#[test]
fn eligibility_for_a_register() {
    let ask = "eligible: big, part: physician-assistant";
    let award = ", {kind: qualification, qualification: pa-studies, country: nl, on: 2023-07-01}";
    check(award, ask, "eligible: met", &[]);
    check(award, ask, "eligible: unmet", &["eligible"]);
    check("", ask, "eligible: unmet, because: [big.pa.award]", &[]);
}

#[test]
fn as_known_on_an_earlier_day() {
    let late = "- case: one\n  person:\n    facts:\n      - {kind: registration, register: big, part: physician-assistant, from: 2023-09-01, recorded: 2024-02-01}\n      - {kind: post, role: physician-assistant, jurisdiction: netherlands, from: 2023-09-15}\n  ask: {decide: practise-as-role, at: 2024-01-10, known_at: KNOWN}\n  expect: {decision: DECISION}\n";
    let told = |known: &str, decision: &str| {
        mismatches(&late.replace("KNOWN", known).replace("DECISION", decision))
    };
    assert_eq!(told("2024-02-01", "permit"), Vec::<String>::new());
    assert_eq!(told("2024-01-31", "refuse"), Vec::<String>::new());
}
