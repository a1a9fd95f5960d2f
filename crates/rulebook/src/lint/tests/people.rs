//! Requirements over other people: named or written out, and never over a third.

use super::{check, check_provision, check_requirement};

const PERMIT: &str = "role: pa, activity: induce, effect: permit, effective: {from: always}";

#[test]
fn a_supervisor_is_named_in_the_vocabulary() {
    let words = "supervisors: [{id: boss, title: A boss, requires: {registered: {register: gmc}}}]";
    let file = super::opt(&[&format!(
        "id: uk.opt.a, says: s, source: {{id: S}}, confidence: V, {PERMIT}, supervision: {{level: direct, by: boss}}"
    )]);
    check(&[("vocabulary/supervisors.yaml", words), ("scope/opt.yaml", &file)], &[]);
    check_provision(
        &format!("{PERMIT}, supervision: {{level: direct, by: bos}}"),
        &["unknown supervisor `bos`"],
    );
    check_requirement("{signed_off: {by: bos}}", &["unknown supervisor `bos`"]);
}

#[test]
fn a_supervisor_nobody_asks_for_and_a_source_nobody_cites_are_warnings() {
    let head =
        super::WHOLE[0].1.replace("sources: [", "sources: [{id: T, title: t, publisher: p}, ");
    check(
        &[
            ("rulebook.yaml", &head),
            (
                "vocabulary/supervisors.yaml",
                "supervisors: [{id: boss, title: A, requires: {registered: {register: gmc}}}]",
            ),
        ],
        &[
            "rulebook.yaml:11 warning: nothing cites the source `T`",
            "vocabulary/supervisors.yaml:1 warning: nothing refers to the supervisor `boss`",
        ],
    );
}

#[test]
fn a_requirement_over_another_person_looks_at_no_third() {
    check_requirement("{supervised: {by: {registered: {register: gmc}}}}", &[]);
    check_requirement("{supervised: {by: {supervised: {supervision: named}}}}", &[]);
    check_requirement(
        "{supervised: {by: {signed_off: {by: {registered: {register: gmc}}}}}}",
        &["`signed_off` with `by` looks at a third person from here"],
    );
    check_provision(
        &format!(
            "{PERMIT}, supervision: {{level: direct, by: {{all: [{{delegated: {{by: {{in_post: {{role: consultant}}}}}}}}]}}}}"
        ),
        &["`delegated` with `by` looks at a third person from here"],
    );
}

#[test]
fn a_requirement_over_another_person_knows_neither_base_nor_context() {
    check_requirement(
        "{supervised: {by: {registered: {register: base}}}}",
        &["`base` means the acting post, and this is about another person"],
    );
    check_requirement(
        "{supervised: {by: {annotated: {register: base, annotation: prescriber}}}}",
        &["`base` means the acting post, and this is about another person"],
    );
    check_requirement(
        "{supervised: {by: {context: {asa: 1}}}}",
        &["`context` is what the question states, and this is about another person"],
    );
    check(
        &[(
            "vocabulary/supervisors.yaml",
            "supervisors:\n  - {id: boss, title: A, requires: {context: {asa: 1}}}\n",
        )],
        &[
            "vocabulary/supervisors.yaml:2 warning: nothing refers to the supervisor `boss`",
            "vocabulary/supervisors.yaml:2 `context` is what the question states, and this is about another person",
        ],
    );
}
