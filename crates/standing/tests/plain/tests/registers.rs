//! `registered` and `annotated`.

use super::super::books::{as_pa, one};
use super::super::{Acting, Base};
use super::{check, check_in};

const LEAF: &str = "{registered: {register: gmc}}";
const WITHOUT_PART: &str = "{kind: registration, register: gmc, from: 2025-01-06}";
const NURSING: &str = "{professions: [{id: nurse, base: true, register: {register: nmc, part: adult}}, {id: typist, base: true}]}";

fn over(base: Base) -> Acting {
    Acting { base, ..as_pa() }
}

fn over_nurse() -> Acting {
    over(Base::Is("nurse".into()))
}

#[test]
fn registered_from_the_first_day_until_the_first_day_not_covered() {
    let entry = "{kind: registration, register: gmc, from: 2025-01-06, until: 2026-01-06}";
    check(
        &[entry],
        LEAF,
        "2025-01-05 unmet, 2025-01-06 met, 2025-01-07 met, 2026-01-05 met, 2026-01-06 unmet",
    );
}

#[test]
fn conditions_will_do_unless_the_leaf_says_otherwise() {
    let entry = "{kind: registration, register: gmc, status: conditions, from: 2025-01-06}";
    check(&[entry], LEAF, "2025-01-06 met");
    check(&[entry], "{registered: {register: gmc, status: registered}}", "2025-01-06 unmet");
}

#[test]
fn a_later_suspension_overrides_the_entry_it_lies_over_and_then_gives_way() {
    let suspended = "{kind: registration, register: gmc, status: suspended, from: 2025-03-01, until: 2025-04-01}";
    check(
        &[WITHOUT_PART, suspended],
        LEAF,
        "2025-02-28 met, 2025-03-01 unmet, 2025-03-31 unmet, 2025-04-01 met",
    );
    check(
        &[suspended, WITHOUT_PART],
        LEAF,
        "2025-02-28 met, 2025-03-01 unmet, 2025-03-31 unmet, 2025-04-01 met",
    );
}

#[test]
fn a_claimed_suspension_leaves_it_unknown() {
    let suspended = "{kind: registration, register: gmc, status: suspended, from: 2025-03-01, until: 2025-04-01, verified: false}";
    check(&[WITHOUT_PART, suspended], LEAF, "2025-02-28 met, 2025-03-01 unknown, 2025-04-01 met");
}

#[test]
fn among_entries_of_one_day_the_worst_counts() {
    let removed = "{kind: registration, register: gmc, status: removed, from: 2025-01-06}";
    check(&[WITHOUT_PART, removed], LEAF, "2025-01-06 unmet");
    check(&[removed, WITHOUT_PART], LEAF, "2025-01-06 unmet");
    check(
        &[WITHOUT_PART, removed],
        "{registered: {register: gmc, status: removed}}",
        "2025-01-06 met",
    );
}

#[test]
fn an_entry_without_a_part_belongs_to_every_part() {
    let part = "{kind: registration, register: gmc, part: gp, from: 2024-01-01}";
    let suspended = "{kind: registration, register: gmc, status: suspended, from: 2025-03-01}";
    check(
        &[part, suspended],
        "{registered: {register: gmc, part: gp}}",
        "2025-02-28 met, 2025-03-01 unmet",
    );
    check(&[part, suspended], LEAF, "2025-02-28 met, 2025-03-01 unmet");
    check(&[WITHOUT_PART], "{registered: {register: gmc, part: gp}}", "2025-01-06 met");
}

#[test]
fn a_suspension_of_one_part_leaves_the_others() {
    let gp = "{kind: registration, register: gmc, part: gp, from: 2024-01-01}";
    let specialist = "{kind: registration, register: gmc, part: specialist, status: suspended, from: 2025-01-01}";
    check(&[gp, specialist], LEAF, "2025-01-06 met");
    check(&[gp, specialist], "{registered: {register: gmc, part: specialist}}", "2025-01-06 unmet");
    check(
        &[gp, specialist],
        "{registered: {register: gmc, part: [specialist, gp]}}",
        "2025-01-06 met",
    );
}

#[test]
fn when_is_asked_of_each_stretch_of_the_word() {
    let suspended = "{kind: registration, register: gmc, status: suspended, from: 2025-03-01, until: 2025-04-01}";
    let facts = [WITHOUT_PART, suspended];
    let ever = "{registered: {register: gmc, status: suspended, when: ever}}";
    check(&facts, ever, "2025-02-28 unmet, 2025-03-01 met, 2026-01-01 met");
    let lately = "{registered: {register: gmc, status: suspended, when: {within: 30 days}}}";
    check(&facts, lately, "2025-03-31 met, 2025-04-30 met, 2025-05-01 unmet");
    let before = "{registered: {register: gmc, status: suspended, when: {before: 2025-03-01}}}";
    check(&facts, before, "2026-01-01 unmet");
    let after = "{registered: {register: gmc, when: {on_or_after: 2025-03-15}}}";
    check(&facts, after, "2025-02-01 unmet, 2025-03-31 unmet, 2025-04-01 met");
}

#[test]
fn one_of_several_registers_will_do() {
    check(
        &[WITHOUT_PART],
        "{registered: {register: [nmc, gmc]}}",
        "2025-01-05 unmet, 2025-01-06 met",
    );
    check(&[WITHOUT_PART], "{registered: {register: nmc}}", "2025-01-06 unmet");
}

#[test]
fn base_is_register_and_part_of_the_base_profession() {
    let leaf = "{registered: {register: base}}";
    let adult = one(&["{kind: registration, register: nmc, part: adult, from: 2025-01-06}"]);
    check_in(NURSING, &adult, &over_nurse(), leaf, "2025-01-05 unmet, 2025-01-06 met");
    let child = one(&["{kind: registration, register: nmc, part: child, from: 2025-01-06}"]);
    check_in(NURSING, &child, &over_nurse(), leaf, "2025-01-06 unmet");
    check_in(NURSING, &adult, &over(Base::None), leaf, "2025-01-06 unmet");
    check_in(NURSING, &adult, &over(Base::Unknown), leaf, "2025-01-06 unknown");
    check_in(NURSING, &adult, &over(Base::Is("typist".into())), leaf, "2025-01-06 unmet");
}

#[test]
fn base_beside_another_register_is_one_of_the_two() {
    let leaf = "{registered: {register: [base, gmc]}}";
    check_in(
        NURSING,
        &one(&[WITHOUT_PART]),
        &over(Base::Unknown),
        leaf,
        "2025-01-05 unknown, 2025-01-06 met",
    );
}

#[test]
fn annotated_lasts_and_matches_its_register_or_any_where_none_is_written() {
    let of_nmc =
        "{kind: annotation, register: nmc, annotation: v300, from: 2025-01-06, until: 2026-01-06}";
    let anywhere = "{kind: annotation, annotation: v300, from: 2025-01-06}";
    check(
        &[of_nmc],
        "{annotated: {annotation: v300}}",
        "2025-01-05 unmet, 2025-01-06 met, 2026-01-06 unmet",
    );
    check(&[of_nmc], "{annotated: {annotation: v300, register: gphc}}", "2025-01-06 unmet");
    check(&[anywhere], "{annotated: {annotation: v300, register: gphc}}", "2025-01-06 met");
    check(&[of_nmc], "{annotated: {annotation: v150}}", "2025-01-06 unmet");
}

#[test]
fn annotated_over_the_base_looks_at_its_register_alone() {
    let leaf = "{annotated: {annotation: v300, register: base}}";
    let of_nmc = one(&["{kind: annotation, register: nmc, annotation: v300, from: 2025-01-06}"]);
    check_in(NURSING, &of_nmc, &over_nurse(), leaf, "2025-01-05 unmet, 2025-01-06 met");
    check_in(NURSING, &of_nmc, &over(Base::None), leaf, "2025-01-06 unmet");
    check_in(NURSING, &of_nmc, &over(Base::Unknown), leaf, "2025-01-06 unknown");
}
