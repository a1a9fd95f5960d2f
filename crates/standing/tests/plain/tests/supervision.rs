//! The leaves that look at another person: `supervised`, `delegated`, `signed_off`.

use super::super::Acting;
use super::super::books::{Team, as_pa};
use super::{check, check_in};

const DOCTOR: &str = "{kind: registration, register: gmc, from: 2025-03-01, until: 2025-06-01}";
const DOCTORS: &str = "supervisors: [{id: doctor, requires: {registered: {register: gmc}}}]";

fn beside_doctor(facts: &[&str], leaf: &str, expected: &str) {
    let team = Team::default().with("d", &[DOCTOR]).with("p", facts);
    check_in(DOCTORS, &team, &as_pa(), leaf, expected);
}

#[test]
fn a_supervisor_is_looked_at_on_the_same_day() {
    let named = "{kind: supervision, supervision: named, supervisor: d, from: 2025-01-06, until: 2026-01-06}";
    beside_doctor(
        &[named],
        "{supervised: {supervision: named}}",
        "2025-01-05 unmet, 2025-01-06 met, 2026-01-05 met, 2026-01-06 unmet",
    );
    beside_doctor(&[named], "{supervised: {supervision: clinical}}", "2025-01-06 unmet");
    let days = "2025-02-28 unmet, 2025-03-01 met, 2025-05-31 met, 2025-06-01 unmet";
    beside_doctor(&[named], "{supervised: {by: doctor}}", days);
    beside_doctor(&[named], "{supervised: {by: {registered: {register: gmc}}}}", days);
}

#[test]
fn a_supervisor_who_is_not_known_leaves_it_unknown() {
    let stranger = "{kind: supervision, supervision: named, supervisor: z, from: 2025-01-06}";
    beside_doctor(
        &[stranger],
        "{supervised: {by: doctor}}",
        "2025-01-05 unmet, 2025-01-06 unknown",
    );
    beside_doctor(
        &[stranger],
        "{supervised: {by: {not: {registered: {register: gmc}}}}}",
        "2025-01-06 unknown",
    );
    beside_doctor(&[stranger], "{supervised: {supervision: named}}", "2025-01-06 met");
}

#[test]
fn what_is_only_claimed_of_the_supervisor_leaves_it_unknown() {
    let team = Team::default()
        .with("d", &["{kind: registration, register: gmc, from: 2025-03-01, verified: false}"])
        .with("p", &["{kind: supervision, supervision: named, supervisor: d, from: 2025-01-06}"]);
    check_in(
        DOCTORS,
        &team,
        &as_pa(),
        "{supervised: {by: doctor}}",
        "2025-02-28 unmet, 2025-03-01 unknown",
    );
}

#[test]
fn nobody_supervises_or_delegates_to_themselves() {
    check(
        &["{kind: supervision, supervision: named, supervisor: p, from: 2025-01-06}"],
        "{supervised: {}}",
        "2025-01-06 unmet",
    );
    check(
        &["{kind: delegation, activity: act, delegator: p, from: 2025-01-06}"],
        "{delegated: {}}",
        "2025-01-06 unmet",
    );
    check(
        &["{kind: sign-off, activity: act, assessor: p, on: 2025-01-06}"],
        "{signed_off: {}}",
        "2025-01-06 unmet",
    );
}

#[test]
fn a_delegation_is_of_the_activity_asked_about_where_the_leaf_names_none() {
    let act =
        "{kind: delegation, activity: act, delegator: d, from: 2025-01-06, until: 2026-01-06}";
    beside_doctor(
        &[act],
        "{delegated: {}}",
        "2025-01-05 unmet, 2025-01-06 met, 2026-01-05 met, 2026-01-06 unmet",
    );
    beside_doctor(&[act], "{delegated: {activity: other}}", "2025-01-06 unmet");
    beside_doctor(
        &[act],
        "{delegated: {by: doctor}}",
        "2025-02-28 unmet, 2025-03-01 met, 2025-06-01 unmet",
    );
}

#[test]
fn a_delegation_by_nobody_named_may_be_by_one_who_may() {
    let act = "{kind: delegation, activity: act, from: 2025-01-06}";
    beside_doctor(&[act], "{delegated: {}}", "2025-01-06 met");
    beside_doctor(&[act], "{delegated: {by: doctor}}", "2025-01-06 unknown");
}

#[test]
fn a_sign_off_lasts_and_is_at_least_as_loose() {
    let signed = "{kind: sign-off, activity: act, level: on-site, assessor: d, on: 2025-01-06, until: 2026-01-06}";
    beside_doctor(
        &[signed],
        "{signed_off: {}}",
        "2025-01-05 unmet, 2025-01-06 met, 2026-01-05 met, 2026-01-06 unmet",
    );
    beside_doctor(&[signed], "{signed_off: {level: direct}}", "2025-01-06 met");
    beside_doctor(&[signed], "{signed_off: {level: on-site}}", "2025-01-06 met");
    beside_doctor(&[signed], "{signed_off: {level: available}}", "2025-01-06 unmet");
    beside_doctor(&[signed], "{signed_off: {activity: other}}", "2025-01-06 unmet");
}

#[test]
fn an_assessor_is_looked_at_on_the_day_of_the_sign_off() {
    let on = |day: &str| format!("{{kind: sign-off, activity: act, assessor: d, on: {day}}}");
    beside_doctor(&[&on("2025-02-28")], "{signed_off: {by: doctor}}", "2025-04-01 unmet");
    beside_doctor(
        &[&on("2025-03-01")],
        "{signed_off: {by: doctor}}",
        "2025-02-28 unmet, 2025-03-01 met, 2030-01-01 met",
    );
    beside_doctor(&[&on("2025-06-01")], "{signed_off: {by: doctor}}", "2025-06-01 unmet");
    beside_doctor(
        &["{kind: sign-off, activity: act, on: 2025-04-01}"],
        "{signed_off: {by: doctor}}",
        "2025-03-31 unmet, 2025-04-01 unknown",
    );
}

#[test]
fn a_sign_off_for_a_role_or_setting_counts_only_there() {
    let signed = |more: &str| {
        Team::default()
            .with("p", &[&format!("{{kind: sign-off, activity: act, {more} on: 2025-01-06}}")])
    };
    let in_post = |acting: &Acting, more: &str, expected: &str| {
        check_in("{}", &signed(more), acting, "{signed_off: {}}", expected);
    };
    in_post(&as_pa(), "role: pa,", "2025-01-06 met");
    in_post(&as_pa(), "role: nurse,", "2025-01-06 unmet");
    in_post(&as_pa(), "setting: ward,", "2025-01-06 met");
    in_post(&as_pa(), "setting: practice,", "2025-01-06 unmet");
    in_post(&Acting { setting: None, ..as_pa() }, "setting: ward,", "2025-01-06 unknown");
}
