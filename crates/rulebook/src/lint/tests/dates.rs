//! The same said twice, and holes.

use super::{check, opt};

/// Two provisions of the optional set that differ in these keys alone.
fn two(one: &str, other: &str) -> String {
    let common = "says: s, role: pa, effect: forbid, source: {id: S}, confidence: V";
    opt(&[&format!("id: uk.opt.a, {common}, {one}"), &format!("id: uk.opt.b, {common}, {other}")])
}

#[test]
fn the_same_over_the_same_days_is_an_error() {
    let file = two(
        "activity: induce, effective: {from: 2020, until: 2022-01-02}",
        "activity: induce, effective: {from: 2022}",
    );
    check(
        &[("scope/opt.yaml", &file)],
        &[
            "scope/opt.yaml:4 two provisions say the same over the same days, from 2022-01-01 to 2022-01-01",
        ],
    );
    let file = two(
        "activity: induce, effective: {from: always}",
        "activity: [induce], effective: {from: 2022}",
    );
    check(
        &[("scope/opt.yaml", &file)],
        &["scope/opt.yaml:4 two provisions say the same over the same days, from 2022-01-01 on"],
    );
}

#[test]
fn one_that_ends_on_the_day_the_next_begins_is_right() {
    let file = two(
        "activity: induce, effective: {from: 2020, until: 2022-01-01}",
        "activity: induce, effective: {from: 2022-01-01}",
    );
    check(&[("scope/opt.yaml", &file)], &[]);
}

#[test]
fn a_hole_of_one_day_is_a_warning() {
    let file = two(
        "activity: induce, effective: {from: 2020, until: 2022-01-01}",
        "activity: induce, effective: {from: 2022-01-02}",
    );
    check(
        &[("scope/opt.yaml", &file)],
        &[
            "scope/opt.yaml:4 warning: there is a hole in what `uk.opt.a` and `uk.opt.b` say, from 2022-01-01 to 2022-01-01",
        ],
    );
}

#[test]
fn what_differs_in_more_than_dates_is_not_the_same() {
    let days = "effective: {from: 2022}";
    for (one, other) in [
        ("activity: induce", "activity: maintain"),
        ("activity: induce", "activity: induce, context: {asa: 1}"),
        ("activity: induce", "activity: induce, jurisdiction: england"),
        ("activity: induce", "activity: induce, unless: {passed: {exam: pane}}"),
    ] {
        check(
            &[("scope/opt.yaml", &two(&format!("{one}, {days}"), &format!("{other}, {days}")))],
            &[],
        );
    }
    // Two limits may differ in nothing but what they oblige to.
    let common = "says: s, role: pa, activity: induce, effect: limit, source: {id: S}, confidence: V, effective: {from: 2022}";
    let file = opt(&[
        &format!("id: uk.opt.a, {common}, obligations: {{text: one}}"),
        &format!("id: uk.opt.b, {common}, obligations: {{text: two}}"),
    ]);
    check(&[("scope/opt.yaml", &file)], &[]);
}

#[test]
fn a_long_period_over_several_short_ones_is_seen() {
    let common =
        "says: s, role: pa, activity: induce, effect: forbid, source: {id: S}, confidence: V";
    let file = opt(&[
        &format!("id: uk.opt.a, {common}, effective: {{from: 2020, until: 2024-01-01}}"),
        &format!("id: uk.opt.b, {common}, effective: {{from: 2021, until: 2021-02-01}}"),
        &format!("id: uk.opt.c, {common}, effective: {{from: 2023, until: 2023-02-01}}"),
    ]);
    check(
        &[("scope/opt.yaml", &file)],
        &[
            "scope/opt.yaml:4 two provisions say the same over the same days, from 2021-01-01 to 2021-01-31",
            "scope/opt.yaml:5 two provisions say the same over the same days, from 2023-01-01 to 2023-01-31",
        ],
    );
}

fn programme(periods: &str) -> String {
    format!("programmes:\n  - {{id: leeds, provider: L, recognised: [{periods}]}}\n")
}

#[test]
fn what_is_known_of_a_programme_is_one_thing_at_a_time() {
    let words = programme(
        "{effective: {from: 2020, until: 2021-01-01}, status: approved}, {effective: {from: 2021}, status: closed}",
    );
    check(&[("vocabulary/programmes.yaml", &words)], &[]);
    let words = programme(
        "{effective: {from: 2020}, status: approved}, {effective: {from: 2021}, status: closed}",
    );
    check(
        &[("vocabulary/programmes.yaml", &words)],
        &[
            "vocabulary/programmes.yaml:2 `leeds` is recognised in two ways over the same days, from 2021-01-01 on",
        ],
    );
    let words = programme(
        "{effective: {from: 2020, until: 2020-12-01}, status: approved}, {effective: {from: 2021}, status: closed}",
    );
    check(
        &[("vocabulary/programmes.yaml", &words)],
        &[
            "vocabulary/programmes.yaml:2 warning: there is a hole in what is known of `leeds`, from 2020-12-01 to 2020-12-31",
        ],
    );
    let words = programme("{effective: {from: 2020, until: 2019-12-01}, status: approved}");
    check(
        &[("vocabulary/programmes.yaml", &words)],
        &["vocabulary/programmes.yaml:2 this ends on 2019-12-01 and begins only on 2020-01-01"],
    );
}

#[test]
fn each_cohort_of_a_route_sits_one_exam() {
    let role = |exams: &str| {
        format!(
            "id: pb\ntitle: B\nshort: B\nsummary: s\nroutes:\n  - {{id: pb.grad, title: G, exam: [{exams}]}}\n"
        )
    };
    check(
        &[(
            "roles/pb.yaml",
            &role(
                "{exam: pane, effective: {from: 2020, until: 2021-01-01}}, {exam: pane, effective: {from: 2021}}",
            ),
        )],
        &[],
    );
    check(
        &[(
            "roles/pb.yaml",
            &role("{exam: pane, effective: {from: 2020}}, {exam: pane, effective: {from: 2021}}"),
        )],
        &["roles/pb.yaml:6 two exams of this route are for the same days, from 2021-01-01 on"],
    );
    check(
        &[(
            "roles/pb.yaml",
            &role(
                "{exam: pane, effective: {from: 2020, until: 2021-01-01}}, {exam: pane, effective: {from: 2022}}",
            ),
        )],
        &[
            "roles/pb.yaml:6 warning: there is a hole in the exams of this route, from 2021-01-01 to 2021-12-31",
        ],
    );
}
