//! `holds`, `passed`, `enrolled` and `since`.

use super::super::books::{as_pa, one};
use super::{check, check_in};

const WORDS: &str = "
qualifications: [{id: bachelors, level: 6}, {id: pa-studies, level: 7}]
subjects: [{id: biology, groups: [life-science]}]
programmes:
  - id: recognised-one
    provider: x
    country: uk
    qualification: pa-studies
    recognised:
      - {effective: {from: 2010-01-01, until: 2015-01-01}, status: not-approved}
      - {effective: {from: 2015-01-01, until: 2020-01-01}, status: approved}
  - {id: never, provider: x, recognised: [{effective: {from: 2010-01-01}, status: not-approved}]}
";

fn held(fact: &str, leaf: &str, expected: &str) {
    check_in(WORDS, &one(&[fact]), &as_pa(), leaf, expected);
}

#[test]
fn an_award_is_held_from_its_day() {
    let fact = "{kind: qualification, qualification: bachelors, on: 2018-07-01}";
    held(
        fact,
        "{holds: {qualification: bachelors}}",
        "2018-06-30 unmet, 2018-07-01 met, 2018-07-02 met",
    );
    held(fact, "{holds: {qualification: [masters, bachelors]}}", "2018-07-01 met");
    held(fact, "{holds: {qualification: masters}}", "2018-07-01 unmet");
}

#[test]
fn a_level_that_is_not_written_is_that_of_the_vocabulary() {
    let fact = "{kind: qualification, qualification: bachelors, on: 2018-07-01}";
    held(fact, "{holds: {level: 6}}", "2018-07-01 met");
    held(fact, "{holds: {level: 7}}", "2018-07-01 unmet");
    held(
        "{kind: qualification, qualification: bachelors, level: 7, on: 2018-07-01}",
        "{holds: {level: 7}}",
        "2018-07-01 met",
    );
    held(
        "{kind: qualification, qualification: odd, on: 2018-07-01}",
        "{holds: {level: 1}}",
        "2018-07-01 unmet",
    );
}

#[test]
fn a_class_is_the_same_or_better_and_must_be_written() {
    let with = |class: &str| {
        format!(
            "{{kind: qualification, qualification: bachelors, class: '{class}', on: 2018-07-01}}"
        )
    };
    let leaf = "{holds: {class: '2:1'}}";
    held(&with("first"), leaf, "2018-07-01 met");
    held(&with("2:1"), leaf, "2018-07-01 met");
    held(&with("2:2"), leaf, "2018-07-01 unmet");
    held(
        "{kind: qualification, qualification: bachelors, on: 2018-07-01}",
        leaf,
        "2018-07-01 unmet",
    );
}

#[test]
fn a_subject_matches_by_id_or_by_group() {
    let fact = "{kind: qualification, qualification: bachelors, subject: [history, biology], on: 2018-07-01}";
    held(fact, "{holds: {subject: biology}}", "2018-07-01 met");
    held(fact, "{holds: {subject: life-science}}", "2018-07-01 met");
    held(fact, "{holds: {subject: physics}}", "2018-07-01 unmet");
}

#[test]
fn a_programme_is_recognised_on_the_day_of_the_award() {
    let leaf = "{holds: {programme: recognised}}";
    let on = |programme: &str, day: &str| {
        format!(
            "{{kind: qualification, qualification: pa-studies, programme: {programme}, on: {day}}}"
        )
    };
    held(&on("recognised-one", "2014-12-31"), leaf, "2025-01-01 unmet");
    held(
        &on("recognised-one", "2015-01-01"),
        leaf,
        "2014-12-31 unmet, 2015-01-01 met, 2025-01-01 met",
    );
    held(&on("recognised-one", "2019-12-31"), leaf, "2025-01-01 met");
    held(&on("recognised-one", "2020-01-01"), leaf, "2025-01-01 unmet");
    held(&on("somewhere", "2018-01-01"), leaf, "2017-12-31 unmet, 2018-01-01 unknown");
    held(
        "{kind: qualification, qualification: pa-studies, on: 2018-01-01}",
        leaf,
        "2018-01-01 unmet",
    );
}

#[test]
fn an_award_without_a_day_may_be_from_a_recognised_programme() {
    let leaf = "{holds: {programme: recognised}}";
    held(
        "{kind: qualification, qualification: pa-studies, programme: recognised-one}",
        leaf,
        "2018-01-01 unknown",
    );
    held(
        "{kind: qualification, qualification: pa-studies, programme: never}",
        leaf,
        "2018-01-01 unmet",
    );
    held(
        "{kind: qualification, qualification: pa-studies}",
        "{holds: {qualification: pa-studies}}",
        "1950-01-01 met",
    );
}

#[test]
fn a_country_is_the_awards_else_the_programmes_else_nobody_knows() {
    let leaf = "{holds: {country: uk}}";
    held(
        "{kind: qualification, qualification: x, country: ie, on: 2018-01-01}",
        leaf,
        "2018-01-01 unmet",
    );
    held(
        "{kind: qualification, qualification: x, country: uk, on: 2018-01-01}",
        leaf,
        "2018-01-01 met",
    );
    held(
        "{kind: qualification, qualification: x, programme: recognised-one, on: 2018-01-01}",
        leaf,
        "2018-01-01 met",
    );
    held(
        "{kind: qualification, qualification: x, country: ie, programme: recognised-one, on: 2018-01-01}",
        leaf,
        "2018-01-01 unmet",
    );
    held(
        "{kind: qualification, qualification: x, programme: never, on: 2018-01-01}",
        leaf,
        "2018-01-01 unmet",
    );
    held("{kind: qualification, qualification: x, on: 2018-01-01}", leaf, "2018-01-01 unknown");
    held(
        "{kind: qualification, qualification: x, programme: somewhere, on: 2018-01-01}",
        leaf,
        "2018-01-01 unknown",
    );
}

#[test]
fn a_failed_sitting_is_no_pass() {
    let failed = "{kind: exam, exam: pane, outcome: fail, on: 2025-01-06}";
    check(&[failed], "{passed: {exam: pane}}", "2025-01-06 unmet");
    check(
        &[failed, "{kind: exam, exam: pane, on: 2025-06-01}"],
        "{passed: {exam: pane}}",
        "2025-05-31 unmet, 2025-06-01 met",
    );
}

#[test]
fn the_day_of_a_sitting_is_bounded() {
    let sitting = "{kind: exam, exam: pane, on: 2025-01-06}";
    check(&[sitting], "{passed: {exam: pane, on_or_after: 2025-01-06}}", "2025-01-06 met");
    check(&[sitting], "{passed: {exam: pane, on_or_after: 2025-01-07}}", "2025-02-01 unmet");
    check(&[sitting], "{passed: {exam: pane, before: 2025-01-07}}", "2025-01-06 met");
    check(&[sitting], "{passed: {exam: pane, before: 2025-01-06}}", "2025-01-06 unmet");
}

#[test]
fn a_place_on_a_programme_has_the_qualification_of_the_programme() {
    let on_programme =
        "{kind: enrolment, programme: recognised-one, from: 2018-09-01, until: 2020-09-01}";
    let days = "2018-08-31 unmet, 2018-09-01 met, 2020-08-31 met, 2020-09-01 unmet";
    held(on_programme, "{enrolled: {qualification: pa-studies}}", days);
    held(on_programme, "{enrolled: {programme: recognised-one}}", days);
    held(on_programme, "{enrolled: {programme: never}}", "2018-09-01 unmet");
    held(
        "{kind: enrolment, qualification: pa-studies, from: 2018-09-01}",
        "{enrolled: {qualification: pa-studies}}",
        "2018-09-01 met",
    );
    held(
        "{kind: enrolment, qualification: pa-studies, from: 2018-09-01}",
        "{enrolled: {programme: recognised-one}}",
        "2018-09-01 unmet",
    );
}

#[test]
fn the_first_day_of_a_place_is_bounded() {
    let place = "{kind: enrolment, qualification: x, from: 2023-09-01, until: 2024-09-01}";
    check(
        &[place],
        "{enrolled: {qualification: x, started_before: 2023-09-01}}",
        "2023-10-01 unmet",
    );
    check(&[place], "{enrolled: {qualification: x, started_before: 2023-09-02}}", "2023-10-01 met");
    check(
        &[place],
        "{enrolled: {qualification: x, started_on_or_after: 2023-09-01}}",
        "2023-10-01 met",
    );
    check(
        &[place],
        "{enrolled: {qualification: x, started_on_or_after: 2023-09-02}}",
        "2023-10-01 unmet",
    );
}

#[test]
fn time_since_the_first_award() {
    let first = "{kind: qualification, qualification: aa, on: 2024-02-29}";
    let again = "{kind: qualification, qualification: aa, on: 2025-06-01}";
    let leaf = "{since: {qualification: aa, at_least: 12 months, below: 24 months}}";
    check(
        &[again, first],
        leaf,
        "2024-02-29 unmet, 2025-02-27 unmet, 2025-02-28 met, 2026-02-27 met, 2026-02-28 unmet",
    );
    check(
        &[first],
        "{since: {qualification: aa, below: 1 days}}",
        "2024-02-28 unmet, 2024-02-29 met, 2024-03-01 unmet",
    );
}

#[test]
fn time_since_the_first_entry_in_a_register() {
    let entry = "{kind: registration, register: gmc, status: suspended, from: 2024-01-01, until: 2024-02-01}";
    check(
        &[entry],
        "{since: {registration: gmc, at_least: 1 year}}",
        "2024-12-31 unmet, 2025-01-01 met",
    );
    check(&[entry], "{since: {registration: nmc, at_least: 1 year}}", "2025-01-01 unmet");
}

#[test]
fn a_claimed_earlier_award_leaves_the_time_since_unknown_where_it_matters() {
    let claimed = "{kind: qualification, qualification: aa, on: 2023-01-01, verified: false}";
    let verified = "{kind: qualification, qualification: aa, on: 2024-01-01}";
    let leaf = "{since: {qualification: aa, at_least: 1 year}}";
    check(
        &[claimed, verified],
        leaf,
        "2023-12-31 unmet, 2024-01-01 unknown, 2024-12-31 unknown, 2025-01-01 met",
    );
}
