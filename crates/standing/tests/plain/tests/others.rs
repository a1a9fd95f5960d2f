//! The leaves that look at one kind of fact and nothing else.

use super::super::Acting;
use super::super::books::{Team, as_pa, one};
use super::{check, check_in};

#[test]
fn in_post_compares_what_the_post_says() {
    let post = "{kind: post, role: pa, base_profession: nurse, setting: ward, specialty: surgery, from: 2025-01-06, until: 2026-01-06}";
    let whole = "{in_post: {role: pa, base_profession: nurse, setting: ward, specialty: surgery}}";
    check(
        &[post],
        whole,
        "2025-01-05 unmet, 2025-01-06 met, 2025-01-07 met, 2026-01-05 met, 2026-01-06 unmet",
    );
    check(&[post], "{in_post: {base_profession: paramedic}}", "2025-01-06 unmet");
    check(
        &["{kind: post, role: pa, from: 2025-01-06}"],
        "{in_post: {base_profession: nurse}}",
        "2025-01-06 unmet",
    );
}

#[test]
fn the_kind_of_an_organisation_that_is_not_known_may_be_the_one_asked_for() {
    let kind_of = |organisation: &str, expected: &str| {
        let team = Team::default()
            .with("p", &[&format!("{{kind: post, role: pa, {organisation} from: 2025-01-06}}")])
            .with_organisation("{organisation: T1, kind: trust}")
            .with_organisation("{organisation: N1}");
        check_in("{}", &team, &as_pa(), "{in_post: {organisation_kind: [trust, board]}}", expected);
        check_in("{}", &team, &as_pa(), "{in_post: {role: pa}}", "2025-01-06 met");
    };
    kind_of("organisation: T1,", "2025-01-05 unmet, 2025-01-06 met");
    kind_of("organisation: N1,", "2025-01-06 unknown");
    kind_of("organisation: ZZ,", "2025-01-06 unknown");
    kind_of("", "2025-01-06 unknown");
}

#[test]
fn entitled_by_the_employer_of_the_acting_post() {
    let by = |organisation: &str| {
        format!(
            "{{kind: entitlement, activity: x-ray, {organisation} from: 2025-01-06, until: 2026-01-06}}"
        )
    };
    let leaf = "{entitled: {activity: x-ray}}";
    check(
        &[&by("organisation: X99,")],
        leaf,
        "2025-01-05 unmet, 2025-01-06 met, 2026-01-05 met, 2026-01-06 unmet",
    );
    check(&[&by("organisation: Y99,")], leaf, "2025-01-06 unmet");
    check(&[&by("")], leaf, "2025-01-06 met");
    check(&[&by("")], "{entitled: {activity: scan}}", "2025-01-06 unmet");
    check(&[&by("")], "{entitled: {duty: operator}}", "2025-01-06 unmet");
    check(
        &["{kind: entitlement, duty: operator, from: 2025-01-06}"],
        "{entitled: {duty: operator}}",
        "2025-01-06 met",
    );
    let nobodys = Acting { employer: None, ..as_pa() };
    check_in("{}", &one(&[&by("organisation: Y99,")]), &nobodys, leaf, "2025-01-06 met");
}

#[test]
fn a_check_goes_stale() {
    let check_made =
        "{kind: check, check: dbs, check_kind: enhanced, on: 2025-01-06, until: 2027-01-06}";
    check(
        &[check_made],
        "{checked: {check: dbs}}",
        "2025-01-05 unmet, 2025-01-06 met, 2027-01-05 met, 2027-01-06 unmet",
    );
    let fresh = "{checked: {check: dbs, not_older_than: 1 year}}";
    check(
        &[check_made],
        fresh,
        "2025-01-05 unmet, 2025-01-06 met, 2026-01-05 met, 2026-01-06 unmet",
    );
    let longer = "{checked: {check: dbs, not_older_than: 3 years}}";
    check(&[check_made], longer, "2027-01-05 met, 2027-01-06 unmet");
}

#[test]
fn a_check_matches_its_kind_or_any_where_none_is_written() {
    let leaf = "{checked: {check: dbs, kind: [enhanced, barred-lists]}}";
    check(
        &["{kind: check, check: dbs, check_kind: enhanced, on: 2025-01-06}"],
        leaf,
        "2025-01-06 met",
    );
    check(
        &["{kind: check, check: dbs, check_kind: basic, on: 2025-01-06}"],
        leaf,
        "2025-01-06 unmet",
    );
    check(&["{kind: check, check: dbs, on: 2025-01-06}"], leaf, "2025-01-06 met");
}

#[test]
fn an_outcome_that_is_not_written_is_clear() {
    let pending = "{kind: check, check: dbs, outcome: pending, on: 2025-01-06}";
    check(&[pending], "{checked: {check: dbs}}", "2025-01-06 unmet");
    check(&[pending], "{checked: {check: dbs, outcome: [pending, clear]}}", "2025-01-06 met");
    check(
        &["{kind: check, check: dbs, on: 2025-01-06}"],
        "{checked: {check: dbs, outcome: pending}}",
        "2025-01-06 unmet",
    );
}

#[test]
fn a_rating_is_by_somebody_else_or_by_oneself() {
    let rated = |by: &str| {
        format!("{{kind: capability, framework: f, item: i, level: 3, {by} on: 2025-01-06}}")
    };
    let days = "2025-01-05 unmet, 2025-01-06 met, 2030-01-01 met";
    check(&[&rated("assessor: q,")], "{capable: {framework: f, item: i, level: 3}}", days);
    check(
        &[&rated("assessor: q,")],
        "{capable: {framework: f, item: i, level: 4}}",
        "2025-01-06 unmet",
    );
    check(&[&rated("assessor: q,")], "{capable: {framework: f, item: j}}", "2025-01-06 unmet");
    for own in ["", "assessor: p,"] {
        check(&[&rated(own)], "{capable: {framework: f, item: i}}", "2025-01-06 unmet");
        check(&[&rated(own)], "{capable: {framework: f, item: i, judged: self}}", "2025-01-06 met");
        check(
            &[&rated(own)],
            "{capable: {framework: f, item: i, judged: either}}",
            "2025-01-06 met",
        );
    }
    check(
        &[&rated("assessor: q,")],
        "{capable: {framework: f, item: i, judged: self}}",
        "2025-01-06 unmet",
    );
}

#[test]
fn so_many_assessments_by_so_many_people() {
    let event = |by: &str, on: &str| {
        format!("{{kind: assessment, tool: cbd, items: [a, b], assessor: {by}, on: {on}}}")
    };
    let facts = [
        event("q", "2025-01-06"),
        event("q", "2025-02-06"),
        event("r", "2025-03-06"),
        event("p", "2025-01-01"),
    ];
    let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
    check(&facts, "{assessed: {tool: cbd}}", "2025-01-05 unmet, 2025-01-06 met");
    check(&facts, "{assessed: {tool: cbd, count: 2}}", "2025-02-05 unmet, 2025-02-06 met");
    check(
        &facts,
        "{assessed: {tool: cbd, count: 2, assessors: 2}}",
        "2025-03-05 unmet, 2025-03-06 met",
    );
    check(&facts, "{assessed: {tool: cbd, count: 4}}", "2025-04-01 unmet");
    check(&facts, "{assessed: {tool: mini-cex}}", "2025-04-01 unmet");
    check(&facts, "{assessed: {item: [b, c], count: 3}}", "2025-03-06 met");
    check(&facts, "{assessed: {item: c}}", "2025-03-06 unmet");
    let lately = "{assessed: {tool: cbd, count: 3, within: 2 months}}";
    check(&facts, lately, "2025-03-05 unmet, 2025-03-06 unmet");
    let lately = "{assessed: {tool: cbd, count: 2, within: 2 months}}";
    check(&facts, lately, "2025-03-05 met, 2025-03-06 met, 2025-04-05 met, 2025-04-06 unmet");
}

#[test]
fn one_claimed_assessment_among_two_leaves_two_unknown() {
    let facts = [
        "{kind: assessment, tool: cbd, assessor: q, on: 2025-01-06}",
        "{kind: assessment, tool: cbd, assessor: q, on: 2025-01-06, verified: false}",
    ];
    check(&facts, "{assessed: {tool: cbd, count: 2}}", "2025-01-05 unmet, 2025-01-06 unknown");
    check(&facts, "{assessed: {tool: cbd, count: 1}}", "2025-01-06 met");
    check(&facts, "{assessed: {tool: cbd, count: 3}}", "2025-01-06 unmet");
}

#[test]
fn an_appraisal_within_a_span() {
    let appraisal = "{kind: appraisal, on: 2025-01-06}";
    let leaf = "{appraised: {within: 12 months}}";
    check(&[appraisal], leaf, "2025-01-05 unmet, 2025-01-06 met, 2026-01-05 met, 2026-01-06 unmet");
}

#[test]
fn training_counts_until_its_end_else_for_the_refresher_span_else_on() {
    let courses = "courses: [{id: irmer, refresh: 3 years}, {id: suturing}]";
    let done = |fact: &str, leaf: &str, expected: &str| {
        check_in(courses, &one(&[fact]), &as_pa(), leaf, expected);
    };
    let irmer = "{trained: {course: irmer}}";
    done(
        "{kind: training, course: irmer, on: 2025-01-06}",
        irmer,
        "2025-01-05 unmet, 2025-01-06 met, 2028-01-05 met, 2028-01-06 unmet",
    );
    done(
        "{kind: training, course: irmer, on: 2025-01-06, until: 2026-01-06}",
        irmer,
        "2026-01-05 met, 2026-01-06 unmet",
    );
    done(
        "{kind: training, course: suturing, on: 2025-01-06}",
        "{trained: {course: [irmer, suturing]}}",
        "2090-01-01 met",
    );
    done("{kind: training, course: suturing, on: 2025-01-06}", irmer, "2025-01-06 unmet");
}

#[test]
fn a_declaration_is_about_something() {
    let made = "{kind: declaration, about: health, on: 2025-01-06, until: 2025-01-08}";
    check(
        &[made],
        "{declared: {about: [probity, health]}}",
        "2025-01-05 unmet, 2025-01-06 met, 2025-01-07 met, 2025-01-08 unmet",
    );
    check(&[made], "{declared: {about: probity}}", "2025-01-06 unmet");
}

#[test]
fn cpd_is_asked_of_the_scheme_for_the_role_acted_in() {
    let schemes = "cpd_schemes:
  - {id: s, owner: x, effective: {from: 2020-04-01}, cycle: {length: 12 months, fixed: 04-01}, total: 10}";
    let entries = one(&[
        "{kind: cpd, hours: 6, on: 2024-04-01}",
        "{kind: cpd, hours: 4, on: 2025-03-31}",
        "{kind: cpd, hours: 9, on: 2025-04-01}",
    ]);
    let days = "2025-03-31 unmet, 2025-04-01 met, 2026-03-31 met, 2026-04-01 unmet";
    check_in(schemes, &entries, &as_pa(), "{cpd: {scheme: s}}", days);
    check_in("{}", &entries, &as_pa(), "{cpd: {scheme: s}}", "2025-04-01 unknown");
}
