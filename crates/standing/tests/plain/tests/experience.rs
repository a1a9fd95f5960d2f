//! `experience`.

use super::super::books::{Team, as_pa, one};
use super::{check, check_in};

const POST: &str = "{kind: post, role: pa, from: 2024-01-15, until: 2024-07-15}";

#[test]
fn months_in_post_are_used_up_on_a_day() {
    check(
        &[POST],
        "{experience: {at_least: 6 months, role: pa}}",
        "2024-07-14 unmet, 2024-07-15 met, 2030-01-01 met",
    );
    check(
        &[POST],
        "{experience: {at_least: 184 days, role: pa}}",
        "2024-07-15 unmet, 2030-01-01 unmet",
    );
    check(
        &[POST],
        "{experience: {at_least: 182 days, role: pa}}",
        "2024-07-14 unmet, 2024-07-15 met",
    );
    check(
        &[POST],
        "{experience: {at_least: 1 days, role: pa}}",
        "2024-01-15 unmet, 2024-01-16 met",
    );
}

#[test]
fn another_role_setting_or_specialty_does_not_count_nor_does_one_that_is_not_written() {
    check(&[POST], "{experience: {at_least: 1 days, role: nurse}}", "2024-07-15 unmet");
    check(&[POST], "{experience: {at_least: 1 days, setting: ward}}", "2024-07-15 unmet");
    let done = "{kind: experience, role: nurse, setting: ward, specialty: surgery, from: 2024-01-01, until: 2025-01-01}";
    check(
        &[done],
        "{experience: {at_least: 12 months, role: nurse, setting: ward, specialty: surgery}}",
        "2024-12-31 unmet, 2025-01-01 met",
    );
}

#[test]
fn two_stretches_are_added_and_thirty_days_make_a_month() {
    // Five months and 20 days, then the rest: six months and ten days.
    let first = "{kind: post, role: pa, from: 2022-01-01, until: 2022-06-21}";
    let second = "{kind: post, role: pa, from: 2023-01-01}";
    let leaf = "{experience: {at_least: 12 months, role: pa}}";
    check(&[first, second], leaf, "2022-12-31 unmet, 2023-07-10 unmet, 2023-07-11 met");
    check(&[second, first], leaf, "2023-07-10 unmet, 2023-07-11 met");
}

#[test]
fn overlapping_stretches_count_once() {
    let first = "{kind: post, role: pa, from: 2024-01-01, until: 2024-09-01}";
    let second = "{kind: experience, role: pa, from: 2024-05-01, until: 2025-01-01}";
    check(
        &[first, second],
        "{experience: {at_least: 12 months}}",
        "2024-12-31 unmet, 2025-01-01 met",
    );
}

#[test]
fn part_time_days_add_up_to_the_mean_month() {
    // 365.25 days asked for, half a day a day: 731 days.
    let half = "{kind: post, role: pa, fte: 0.5, from: 2020-01-01}";
    let leaf = "{experience: {at_least: 12 months, counted: fte}}";
    check(&[half], leaf, "2020-12-31 unmet, 2021-12-31 unmet, 2022-01-01 met");
    check(&[half], "{experience: {at_least: 12 months}}", "2020-12-31 unmet, 2021-01-01 met");
}

#[test]
fn two_posts_on_a_day_are_at_most_one() {
    let most = "{kind: post, role: pa, fte: 0.8, from: 2020-01-01}";
    check(
        &[most, most],
        "{experience: {at_least: 10 days, counted: fte}}",
        "2020-01-10 unmet, 2020-01-11 met",
    );
}

#[test]
fn full_time_throughout_is_counted_by_the_calendar() {
    let full = "{kind: post, role: pa, fte: 1.0, from: 2021-01-01}";
    check(
        &[full],
        "{experience: {at_least: 12 months, counted: fte}}",
        "2021-12-31 unmet, 2022-01-01 met",
    );
}

#[test]
fn counted_both_ways_is_unknown_where_the_two_differ() {
    let half = "{kind: post, role: pa, fte: 0.5, from: 2020-01-01}";
    let leaf = "{experience: {at_least: 12 months, counted: both}}";
    check(
        &[half],
        leaf,
        "2020-12-31 unmet, 2021-01-01 unknown, 2021-12-31 unknown, 2022-01-01 met",
    );
}

#[test]
fn only_what_came_after_the_award_counts() {
    let award = "{kind: qualification, qualification: aa, on: 2024-03-01}";
    let leaf = "{experience: {at_least: 1 months, after_award: aa}}";
    check(&[POST, award], leaf, "2024-03-31 unmet, 2024-04-01 met");
    check(&[POST], leaf, "2024-07-15 unmet");
}

#[test]
fn only_what_came_from_a_day_on_or_before_one_counts() {
    check(
        &[POST],
        "{experience: {at_least: 1 months, from: 2024-03-01}}",
        "2024-03-31 unmet, 2024-04-01 met",
    );
    check(
        &[POST],
        "{experience: {at_least: 1 months, when: {before: 2024-02-15}}}",
        "2024-02-14 unmet, 2024-02-15 met",
    );
    check(
        &[POST],
        "{experience: {at_least: 1 months, when: {before: 2024-02-13}}}",
        "2025-01-01 unmet",
    );
}

#[test]
fn thirty_days_that_end_make_a_month_where_thirty_days_that_go_on_do_not_yet() {
    let leaf = "{experience: {at_least: 1 months, role: pa}}";
    check(
        &["{kind: post, role: pa, from: 2024-01-15, until: 2024-02-14}"],
        leaf,
        "2024-02-13 unmet, 2024-02-14 met",
    );
    check(&[POST], leaf, "2024-02-14 unmet, 2024-02-15 met");
}

#[test]
fn within_a_span_only_its_days_count() {
    let leaf = "{experience: {at_least: 10 days, within: 30 days}}";
    check(&[POST], leaf, "2024-01-24 unmet, 2024-01-25 met, 2024-08-04 met, 2024-08-05 unmet");
    let half = "{kind: post, role: pa, fte: 0.5, from: 2024-01-15, until: 2024-07-15}";
    check(
        &[half],
        "{experience: {at_least: 10 days, within: 30 days, counted: fte}}",
        "2024-02-03 unmet, 2024-02-04 met",
    );
}

#[test]
fn work_without_a_known_start_has_gone_on_long_enough() {
    let long = "{kind: experience, role: pa, fte: 0.5, until: 2024-01-01}";
    check(
        &[long],
        "{experience: {at_least: 10 years, counted: both}}",
        "1950-01-01 met, 2030-01-01 met",
    );
}

#[test]
fn the_country_is_the_facts_own_else_where_the_organisation_lies_else_nobody_knows() {
    let leaf = "{experience: {at_least: 1 days, country: uk}}";
    let in_team = |fact: &str, expected: &str| {
        let team = Team::default()
            .with("p", &[fact])
            .with_organisation("{organisation: W1, jurisdiction: wales}");
        check_in("{}", &team, &as_pa(), leaf, expected);
    };
    in_team(
        "{kind: experience, country: ie, organisation: W1, from: 2024-01-01}",
        "2024-02-01 unmet",
    );
    in_team("{kind: experience, country: scotland, from: 2024-01-01}", "2024-02-01 met");
    in_team("{kind: experience, organisation: W1, from: 2024-01-01}", "2024-02-01 met");
    in_team("{kind: experience, organisation: ZZ, from: 2024-01-01}", "2024-02-01 met");
    in_team("{kind: experience, from: 2024-01-01}", "2024-01-01 unmet, 2024-01-02 unknown");
    in_team("{kind: post, role: pa, from: 2024-01-01}", "2024-02-01 met");
    in_team("{kind: post, role: pa, jurisdiction: ie, from: 2024-01-01}", "2024-02-01 unmet");
    let wales = Team::default()
        .with("p", &["{kind: post, role: pa, organisation: W1, from: 2024-01-01}"])
        .with_organisation("{organisation: W1, jurisdiction: wales}");
    check_in(
        "{}",
        &wales,
        &as_pa(),
        "{experience: {at_least: 1 days, country: england}}",
        "2024-02-01 unmet",
    );
    check_in(
        "{}",
        &wales,
        &as_pa(),
        "{experience: {at_least: 1 days, country: wales}}",
        "2024-02-01 met",
    );
}

#[test]
fn claimed_work_is_unknown_once_it_would_be_enough() {
    let claimed = "{kind: post, role: pa, from: 2024-01-01, until: 2024-03-01, verified: false}";
    let verified = "{kind: post, role: pa, from: 2024-03-01}";
    let team = one(&[claimed, verified]);
    let leaf = "{experience: {at_least: 2 months}}";
    check_in(
        "{}",
        &team,
        &as_pa(),
        leaf,
        "2024-02-29 unmet, 2024-03-01 unknown, 2024-04-30 unknown, 2024-05-01 met",
    );
}
