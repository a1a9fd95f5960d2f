//! `when`, and claimed facts, by way of the leaves that only look at a period.

use super::check;

const DECLARED: &str = "{kind: declaration, about: health, on: 2025-01-06, until: 2026-01-06}";
const EXAM: &str = "{kind: exam, exam: pane, on: 2025-01-06}";

#[test]
fn a_lasting_fact_holds_from_its_first_day_up_to_the_first_day_not_covered() {
    let days = "2025-01-05 unmet, 2025-01-06 met, 2025-01-07 met, 2026-01-05 met, 2026-01-06 unmet, 2026-01-07 unmet";
    check(&[DECLARED], "{declared: {about: health}}", days);
}

#[test]
fn what_ever_held_goes_on() {
    check(
        &[DECLARED],
        "{declared: {about: health, when: ever}}",
        "2025-01-05 unmet, 2025-01-06 met, 2030-01-01 met",
    );
}

#[test]
fn before_a_day_asks_for_a_beginning_before_it() {
    let on_the_day = "{declared: {about: health, when: {before: 2025-01-06}}}";
    check(&[DECLARED], on_the_day, "2025-01-05 unmet, 2025-01-06 unmet, 2030-01-01 unmet");
    let the_day_after = "{declared: {about: health, when: {before: 2025-01-07}}}";
    check(&[DECLARED], the_day_after, "2025-01-05 unmet, 2025-01-06 met, 2030-01-01 met");
}

#[test]
fn on_or_after_a_day_asks_for_a_day_of_the_fact_from_then_on() {
    let within = "{declared: {about: health, when: {on_or_after: 2026-01-05}}}";
    check(
        &[DECLARED],
        within,
        "2025-06-01 unmet, 2026-01-04 unmet, 2026-01-05 met, 2030-01-01 met",
    );
    let too_late = "{declared: {about: health, when: {on_or_after: 2026-01-06}}}";
    check(&[DECLARED], too_late, "2026-01-05 unmet, 2026-01-06 unmet, 2030-01-01 unmet");
    let before_it = "{declared: {about: health, when: {on_or_after: 2020-01-01}}}";
    check(&[DECLARED], before_it, "2025-01-05 unmet, 2025-01-06 met");
}

#[test]
fn within_a_span_goes_on_that_long_after_the_end() {
    let leaf = "{declared: {about: health, when: {within: 30 days}}}";
    check(&[DECLARED], leaf, "2025-01-05 unmet, 2025-01-06 met, 2026-02-04 met, 2026-02-05 unmet");
}

#[test]
fn what_happened_goes_on_from_its_day() {
    check(&[EXAM], "{passed: {exam: pane}}", "2025-01-05 unmet, 2025-01-06 met, 2030-01-01 met");
    check(&[EXAM], "{passed: {exam: pane, when: ever}}", "2025-01-05 unmet, 2025-01-06 met");
}

#[test]
fn what_happened_is_before_or_after_a_day() {
    check(
        &[EXAM],
        "{passed: {exam: pane, when: {before: 2025-01-06}}}",
        "2025-01-06 unmet, 2030-01-01 unmet",
    );
    check(
        &[EXAM],
        "{passed: {exam: pane, when: {before: 2025-01-07}}}",
        "2025-01-05 unmet, 2025-01-06 met",
    );
    check(
        &[EXAM],
        "{passed: {exam: pane, when: {on_or_after: 2025-01-06}}}",
        "2025-01-05 unmet, 2025-01-06 met",
    );
    check(
        &[EXAM],
        "{passed: {exam: pane, when: {on_or_after: 2025-01-07}}}",
        "2025-01-06 unmet, 2030-01-01 unmet",
    );
}

#[test]
fn what_happened_within_a_span_is_over_when_the_span_is() {
    let leaf = "{passed: {exam: pane, when: {within: 12 months}}}";
    check(&[EXAM], leaf, "2025-01-05 unmet, 2025-01-06 met, 2026-01-05 met, 2026-01-06 unmet");
}

#[test]
fn a_leap_day_and_a_year_is_the_last_of_february() {
    let exam = "{kind: exam, exam: pane, on: 2024-02-29}";
    let leaf = "{passed: {exam: pane, when: {within: 1 year}}}";
    check(&[exam], leaf, "2024-02-28 unmet, 2024-02-29 met, 2025-02-27 met, 2025-02-28 unmet");
}

#[test]
fn a_fact_without_a_beginning_has_always_held() {
    check(
        &["{kind: declaration, about: health, until: 2026-01-06}"],
        "{declared: {about: health}}",
        "1900-01-01 met, 2026-01-06 unmet",
    );
}

#[test]
fn a_claimed_fact_is_unknown_where_it_would_matter() {
    let claimed =
        "{kind: declaration, about: health, on: 2025-01-06, until: 2026-01-06, verified: false}";
    check(
        &[claimed],
        "{declared: {about: health}}",
        "2025-01-05 unmet, 2025-01-06 unknown, 2026-01-06 unmet",
    );
}

#[test]
fn a_claimed_fact_beside_a_verified_one_changes_nothing() {
    let claimed = "{kind: declaration, about: health, on: 2025-01-06, verified: false}";
    check(
        &[claimed, DECLARED],
        "{declared: {about: health}}",
        "2025-01-06 met, 2026-01-05 met, 2026-01-06 unknown",
    );
}

#[test]
fn nothing_on_record_is_unmet() {
    for leaf in [
        "{registered: {register: gmc}}",
        "{annotated: {annotation: x}}",
        "{holds: {qualification: x}}",
        "{passed: {exam: x}}",
        "{experience: {at_least: 1 days}}",
        "{in_post: {}}",
        "{entitled: {duty: x}}",
        "{delegated: {}}",
        "{enrolled: {}}",
        "{checked: {check: x}}",
        "{supervised: {}}",
        "{signed_off: {}}",
        "{capable: {framework: x, item: y}}",
        "{assessed: {}}",
        "{appraised: {within: 1 year}}",
        "{trained: {}}",
        "{declared: {}}",
        "{since: {qualification: x, below: 1 year}}",
    ] {
        check(&[], leaf, "2025-01-06 unmet");
    }
}
