//! Adoption files.

use preceptor_record::file::{Faults, Sources};

use super::{said, with};

/// Checks what is found in an adoption file.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let loaded = with(&[]);
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let book = loaded.sound().unwrap();
    crate::load_adoption(text, "adoption.yaml", book, &mut sources, &mut faults);
    let expected: Vec<String> = expected.iter().map(|it| format!("adoption.yaml:{it}")).collect();
    assert_eq!(said(&faults, &sources), expected, "\n{}", faults.render(&sources));
}

#[test]
fn sets_are_there_and_those_that_bind_everybody_stay() {
    check("sets: [opt]\nwithout: [dft]\n", &[]);
    check(
        "sets: [opd]\nwithout: [statute]\n",
        &["1 unknown set `opd`", "2 `statute` binds everybody and cannot be left out"],
    );
    check("sets: [opt]\nwithout: [opt]\n", &["2 `opt` is both taken and left out"]);
}

#[test]
fn a_single_provision_of_an_optional_set_may_be_set_aside_with_a_reason() {
    let disapply = |id: &str, because: &str, by: &str| {
        format!(
            "disapply:\n  - {{provision: {id}, because: '{because}', approved_by: '{by}', on: 2026-01-01}}\n"
        )
    };
    check(&disapply("uk.inc.pa.induce", "b", "a"), &[]);
    check(
        &disapply("uk.statute.any.maintain", "b", "a"),
        &["2 `uk.statute.any.maintain` belongs to `statute`, which binds everybody"],
    );
    check(&disapply("uk.inc.pa.indus", "b", "a"), &["2 unknown provision `uk.inc.pa.indus`"]);
    check(
        &disapply("uk.inc.pa.induce", " ", ""),
        &["2 `because` says nothing", "2 `approved_by` says nothing"],
    );
}

#[test]
fn an_overlay_narrows_and_permits_by_entitlement_alone() {
    let overlay = |keys: &str| {
        format!(
            "overlay:\n  - {{id: x99.a, says: s, role: pa, activity: induce, effective: {{from: 2026, until: 2027}}, confidence: V, {keys}}}\n"
        )
    };
    check(&overlay("effect: forbid"), &[]);
    check(&overlay("effect: limit, requires: {trained: {course: irmer}}"), &[]);
    check(&overlay("effect: permit, requires: {entitled: {activity: induce}}"), &[]);
    check(
        &overlay(
            "effect: permit, requires: {all: [{trained: {course: irmer}}, {entitled: {duty: x}}]}",
        ),
        &[],
    );
    let no = ["2 an overlay may not permit this"];
    check(&overlay("effect: permit"), &no);
    check(&overlay("effect: permit, requires: {trained: {course: irmer}}"), &no);
    check(
        &overlay(
            "effect: permit, requires: {any: [{trained: {course: irmer}}, {entitled: {duty: x}}]}",
        ),
        &no,
    );
    check(&overlay("effect: permit, requires: {not: {entitled: {duty: x}}}"), &no);
    check(
        &overlay(
            "effect: permit, requires: {at_least: {n: 1, of: [{trained: {course: irmer}}, {entitled: {duty: x}}]}}",
        ),
        &no,
    );
    check(
        &overlay(
            "effect: permit, requires: {at_least: {n: 2, of: [{trained: {course: irmer}}, {entitled: {duty: x}}]}}",
        ),
        &[],
    );
    check(&overlay("effect: forbid, context: {colour: red}"), &["2 unknown context key `colour`"]);
}

#[test]
fn an_overlay_has_ids_of_its_own() {
    let rest = "says: s, role: pa, activity: induce, effect: forbid, effective: {from: 2026}, confidence: V";
    check(
        &format!("overlay:\n  - {{id: uk.inc.pa.induce, {rest}}}\n"),
        &["2 there is a provision `uk.inc.pa.induce` already"],
    );
    check(
        &format!("overlay:\n  - {{id: a, {rest}}}\n  - {{id: a, {rest}}}\n"),
        &["3 there is a provision `a` already"],
    );
}

#[test]
fn an_adoption_runs_forwards_and_is_approved_by_somebody() {
    check(
        "sets: [opt]\neffective: {from: 2026, until: 2025-06}\n",
        &["2 this ends on 2025-06-01 and begins only on 2026-01-01"],
    );
    check(
        "sets: [opt]\napproved: {by: [A, ''], on: 2026-01-01}\n",
        &["2 this adoption is approved by nobody"],
    );
    check("sets: [opt]\napproved: {by: [A], on: 2026-01-01}\n", &[]);
}

#[test]
fn an_unknown_key_is_an_error() {
    check("set: [opt]\n", &["1 unknown key `set`"]);
}
