//! Working-time rules: their sources, their dates and whether their parameters fit what they measure.

use super::{check, help};

const COMMON: &str = "says: s, class: hard, effective: {from: 2020-01-01}, confidence: V";

/// A file of limits with these rules; the first stands on line 4.
fn limits(rules: &[&str]) -> String {
    let lines: Vec<String> = rules.iter().map(|it| format!("  - {{{COMMON}, {it}}}\n")).collect();
    format!("limits: wtr\ntitle: W\nrules:\n{}", lines.concat())
}

#[track_caller]
fn found(rule: &str, expected: &[&str]) {
    let expected: Vec<String> =
        expected.iter().map(|it| format!("limits/wtr.yaml:4 {it}")).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(
        &[("limits/wtr.yaml", &limits(&[&format!("id: a, source: {{id: S}}, {rule}")]))],
        &expected,
    );
}

#[test]
fn a_rule_that_fits_together_is_sound() {
    found("measure: length, at_most: 13 hours", &[]);
    found("measure: rest-between, at_least: 11 hours, parameters: {window: 24 hours}", &[]);
    found(
        "measure: run, at_most: 4, parameters: {of: long, longer_than: 10 hours, rest_after: 48 hours}",
        &[],
    );
}

#[test]
fn a_parameter_that_is_missing_or_of_another_measure_is_an_error() {
    found(
        "measure: rest-between, at_least: 11 hours",
        &["`rest-between` needs the parameter `window`"],
    );
    found(
        "measure: length, at_most: 13 hours, parameters: {weeks: 17}",
        &["`weeks` is no parameter of `length`"],
    );
}

#[test]
fn a_number_of_the_wrong_sort_is_an_error() {
    let wrong = "the number of this rule does not fit `length`: give `at_most` as a length";
    found("measure: length, at_most: 13", &[wrong]);
    found("measure: length, at_least: 13 hours", &[wrong]);
    found("measure: length", &[wrong]);
}

#[test]
fn a_rule_without_a_source_and_a_second_of_its_id_are_errors() {
    let rule = "measure: length, at_most: 13 hours";
    let file = limits(&[&format!("id: a, {rule}"), &format!("id: a, source: {{id: X}}, {rule}")]);
    check(
        &[("limits/wtr.yaml", &file)],
        &[
            "limits/wtr.yaml:4 `a` has no source",
            "limits/wtr.yaml:5 two rules have the id `a`",
            "limits/wtr.yaml:5 unknown source `X`",
        ],
    );
}

#[test]
fn a_file_is_named_for_its_limits() {
    let file = limits(&["id: a, source: {id: S}, measure: length, at_most: 13 hours"]);
    assert_eq!(help(&[("limits/hours.yaml", &file)]), "name it wtr.yaml");
}

#[test]
fn a_measure_that_is_none_names_what_was_meant() {
    let rule = "id: a, source: {id: S}, measure: lenght, at_most: 13 hours";
    check(
        &[("limits/wtr.yaml", &limits(&[rule]))],
        &[
            "limits/wtr.yaml:4 expected one of length, break, rest-between, rest-in-window, worked-in-window, average-week, average-night, run, weekends, on-call, found `lenght`",
        ],
    );
}
