//! What a scheme may ask, whoever asks it.

use super::*;
use Truth::{Met, Unknown, Unmet};

const YEARLY: &str = "effective: {from: 2010-01-01}, cycle: {length: 1 year, anchor: registration}";

#[test]
fn a_cycle_from_29_february_ends_on_the_28th_and_finds_its_day_again() {
    let book = scheme(&format!("{YEARLY}, total: 10"));
    let mut facts = vec![entered("pamvr", "2020-02-29")];
    facts.extend(
        ["2020-03-01", "2021-02-28", "2022-02-28", "2024-02-28"].map(|it| cpd(it, "hours: 10")),
    );
    let days = [
        ("2021-02-27", Met),
        ("2021-02-28", Met),
        ("2022-02-28", Met),
        ("2023-02-28", Met),
        ("2024-02-28", Met),
        // The fourth cycle runs from 28 February 2023 up to 29 February 2024.
        ("2024-02-29", Met),
        ("2025-02-27", Met),
        ("2025-02-28", Unmet),
    ];
    check(&book, "x", &facts, &days);
    // On 28 February 2024 the fourth is still in progress; without its entry it fails on the 29th.
    facts.pop();
    check(&book, "x", &facts, &[("2024-02-28", Met), ("2024-02-29", Unmet), ("2024-03-01", Unmet)]);
}

#[test]
fn a_cycle_fixed_on_29_february_begins_on_the_28th() {
    let book =
        scheme("effective: {from: 2019-06-01}, cycle: {length: 1 year, fixed: 02-29}, total: 10");
    let facts = [entered("pamvr", "2012-01-01")];
    check(&book, "x", &facts, &[("2020-02-28", Met), ("2021-02-27", Met), ("2021-02-28", Unmet)]);
}

#[test]
fn a_fixed_cycle_that_began_before_the_person_came_is_asked_for_in_full() {
    let keys = "effective: {from: 2010-01-01}, cycle: {length: 1 year, fixed: 04-01}, total: 50";
    let facts = |hours: &str| {
        vec![entered("pamvr", "2019-10-01"), cpd("2020-01-01", &format!("hours: {hours}"))]
    };
    let unmet =
        [("2019-04-01", Met), ("2019-10-01", Met), ("2020-03-31", Met), ("2020-04-01", Unmet)];
    check(&scheme(keys), "x", &facts("49"), &unmet);
    check(
        &scheme(keys),
        "x",
        &facts("50"),
        &[("2020-04-01", Met), ("2021-03-31", Met), ("2021-04-01", Unmet)],
    );
}

#[test]
fn the_first_cycle_may_be_asked_for_in_proportion() {
    let keys = "effective: {from: 2010-01-01}, cycle: {length: 1 year, fixed: 04-01}, total: 50, first_cycle_pro_rata: true";
    let facts = |hours: &str| {
        vec![entered("pamvr", "2019-10-01"), cpd("2020-01-01", &format!("hours: {hours}"))]
    };
    // 183 of 366 days: half.
    check(
        &scheme(keys),
        "x",
        &facts("25"),
        &[("2020-03-31", Met), ("2020-04-01", Met), ("2021-04-01", Unmet)],
    );
    check(&scheme(keys), "x", &facts("24.99"), &[("2020-03-31", Met), ("2020-04-01", Unmet)]);
}

#[test]
fn absence_for_a_listed_reason_reduces_the_amounts_in_proportion() {
    let keys = format!(
        "{YEARLY}, total: 73, minimum: [{{attribute: core, amount: 73}}], pro_rata: [parental-leave]"
    );
    // 365 days, of which 100 away, counted once where two absences overlap.
    let facts = |hours: &str, reason: &str| {
        vec![
            entered("pamvr", "2018-03-01"),
            away(reason, "2018-02-01", "2018-05-10"),
            away(reason, "2018-05-01", "2018-06-09"),
            cpd("2018-08-01", &format!("hours: {hours}, attributes: [core]")),
        ]
    };
    let book = scheme(&keys);
    check(
        &book,
        "x",
        &facts("53", "parental-leave"),
        &[("2019-02-28", Met), ("2019-03-01", Met), ("2020-03-01", Unmet)],
    );
    check(
        &book,
        "x",
        &facts("52.99", "parental-leave"),
        &[("2019-02-28", Met), ("2019-03-01", Unmet)],
    );
    check(&book, "x", &facts("53", "sabbatical"), &[("2019-03-01", Unmet)]);
}

#[test]
fn whoever_is_away_for_the_whole_cycle_is_asked_nothing() {
    let keys = format!(
        "{YEARLY}, total: 10, areas: {{every: 2}}, entries: {{reflections: 1}}, pro_rata: [sickness]"
    );
    let whole = [entered("pamvr", "2018-03-01"), away("sickness", "2018-03-01", "2019-03-01")];
    check(
        &scheme(&keys),
        "x",
        &whole,
        &[("2019-03-01", Met), ("2020-02-29", Met), ("2020-03-01", Unmet)],
    );
    let a_day_less = [whole[0].clone(), away("sickness", "2018-03-01", "2019-02-28")];
    check(&scheme(&keys), "x", &a_day_less, &[("2019-02-28", Met), ("2019-03-01", Unmet)]);
    let without_end = [whole[0].clone(), sure("kind: absence, reason: sickness, from: 2019-03-01")];
    check(
        &scheme(&keys),
        "x",
        &without_end,
        &[("2019-03-01", Unmet), ("2020-03-01", Met), ("2050-03-01", Met)],
    );
}

#[test]
fn areas_and_reflections_are_not_reduced() {
    let keys = format!("{YEARLY}, areas: {{every: 2}}, pro_rata: [sickness]");
    let facts = |areas: &str| {
        vec![
            entered("pamvr", "2018-03-01"),
            away("sickness", "2018-03-01", "2019-02-01"),
            cpd("2019-02-28", &format!("hours: 1, areas: [{areas}]")),
        ]
    };
    check(&scheme(&keys), "x", &facts("a, a"), &[("2019-03-01", Unmet)]);
    check(&scheme(&keys), "x", &facts("a, b"), &[("2019-03-01", Met)]);
}

#[test]
fn a_gap_is_a_breach_from_the_day_it_is_longer_than_allowed() {
    let book = scheme(&format!("{YEARLY}, longest_gap: 3 months"));
    let facts = |days: &[&str]| {
        let mut made = vec![entered("pamvr", "2018-01-01")];
        made.extend(days.iter().map(|it| cpd(it, "hours: 1")));
        made
    };
    // Free from 1 January up to 1 April, from 2 April up to 2 July, and so on.
    let good = ["2018-04-01", "2018-07-02", "2018-10-03"];
    check(&book, "x", &facts(&good), &[("2018-12-31", Met), ("2019-01-01", Met)]);
    check(
        &book,
        "x",
        &facts(&["2018-04-02", "2018-07-02", "2018-10-03"]),
        &[("2018-12-31", Met), ("2019-01-01", Unmet)],
    );
    check(
        &book,
        "x",
        &facts(&["2018-04-01", "2018-07-03", "2018-10-03"]),
        &[("2019-01-01", Unmet)],
    );
    check(
        &book,
        "x",
        &facts(&["2018-04-01", "2018-07-01", "2018-09-29"]),
        &[("2019-01-01", Unmet)],
    );
    check(&book, "x", &facts(&["2018-04-01", "2018-07-01", "2018-09-30"]), &[("2019-01-01", Met)]);
}

#[test]
fn days_away_for_a_listed_reason_are_no_gap() {
    let book = scheme(&format!("{YEARLY}, longest_gap: 3 months, pro_rata: [sickness]"));
    let mut facts = vec![entered("pamvr", "2018-01-01"), cpd("2018-12-01", "hours: 1")];
    facts.push(away("sickness", "2018-04-01", "2018-09-01"));
    check(&book, "x", &facts, &[("2019-01-01", Met)]);
    facts[2] = away("sickness", "2018-04-01", "2018-08-31");
    check(&book, "x", &facts, &[("2019-01-01", Unmet)]);
}

#[test]
fn a_rolling_window_breaks_off_on_the_day_its_gap_grows_too_long() {
    let keys = "effective: {from: 2010-01-01}, cycle: {length: 6 months}, rolling: true, longest_gap: 2 months";
    let mut facts = vec![entered("pamvr", "2018-01-01")];
    facts.extend(
        ["2018-02-01", "2018-04-01", "2018-06-01", "2018-07-01"].map(|it| cpd(it, "hours: 1")),
    );
    // Free from 2 July on; two months end with 1 September, and the window of 2 September holds a day more.
    let days = [
        ("2018-06-30", Met),
        ("2018-07-01", Met),
        ("2018-09-01", Met),
        ("2018-09-02", Unmet),
        ("2019-09-01", Unmet),
    ];
    check(&scheme(keys), "x", &facts, &days);
}

#[test]
fn a_rolling_window_is_reduced_by_the_days_away_in_it() {
    let keys = "effective: {from: 2010-01-01}, cycle: {length: 100 days}, rolling: true, total: 100, pro_rata: [sickness]";
    let facts = [
        entered("pamvr", "2018-01-01"),
        // The twenty days from 1 June on; hours for eighty are left.
        away("sickness", "2018-06-01", "2018-06-21"),
        cpd("2018-05-01", "hours: 80"),
    ];
    let days =
        [("2018-06-19", Unmet), ("2018-06-20", Met), ("2018-08-08", Met), ("2018-08-09", Unmet)];
    check(&scheme(keys), "x", &facts, &days);
}

#[test]
fn the_month_ends_clip_a_window_as_they_clip_an_entry() {
    let keys = "effective: {from: 2010-01-01}, cycle: {length: 1 month}, rolling: true, total: 1";
    let facts = |on: &str| vec![entered("pamvr", "2018-01-01"), cpd(on, "hours: 1")];
    let book = scheme(keys);
    for on in ["2019-01-28", "2019-01-29", "2019-01-30", "2019-01-31"] {
        check(
            &book,
            "x",
            &facts(on),
            &[(on, Met), ("2019-02-27", Met), ("2019-02-28", Unmet), ("2019-03-01", Unmet)],
        );
    }
    check(
        &book,
        "x",
        &facts("2019-02-28"),
        &[("2019-02-27", Unmet), ("2019-03-27", Met), ("2019-03-28", Unmet)],
    );
}

#[test]
fn a_share_is_of_the_total_asked_and_not_of_the_total_found() {
    let book =
        scheme(&format!("{YEARLY}, total: 50, share: [{{attribute: verifiable, of_total: 20}}]"));
    let facts = |verifiable: &str| {
        vec![
            entered("pamvr", "2018-01-01"),
            cpd("2018-02-01", "hours: 500"),
            cpd("2018-03-01", &format!("hours: {verifiable}, attributes: [verifiable]")),
        ]
    };
    check(&book, "x", &facts("10"), &[("2019-01-01", Met)]);
    check(&book, "x", &facts("9.99"), &[("2019-01-01", Unmet)]);
}

#[test]
fn a_cap_holds_for_a_minimum_too() {
    let book = scheme(&format!(
        "{YEARLY}, minimum: [{{attribute: core, amount: 13}}], cap: [{{kind: course, amount: 12}}]"
    ));
    let facts = |own: &str| {
        vec![
            entered("pamvr", "2018-01-01"),
            cpd("2018-02-01", "hours: 20, cpd_kind: course, attributes: [core]"),
            cpd("2018-03-01", &format!("hours: {own}, attributes: [core]")),
        ]
    };
    check(&book, "x", &facts("1"), &[("2019-01-01", Met)]);
    check(&book, "x", &facts("0.5"), &[("2019-01-01", Unmet)]);
}

#[test]
fn hours_and_credits_are_the_same_only_where_one_is_missing() {
    let facts = |rest: &str| vec![entered("pamvr", "2018-01-01"), cpd("2018-02-01", rest)];
    let book = scheme(&format!("{YEARLY}, unit: hours, total: 10"));
    check(&book, "x", &facts("credits: 10"), &[("2019-01-01", Met)]);
    check(&book, "x", &facts("credits: 10, hours: 9"), &[("2019-01-01", Unmet)]);
    check(&book, "x", &facts("reflected: true"), &[("2019-01-01", Unmet)]);
}

#[test]
fn what_is_only_claimed_makes_it_unknown_where_it_matters() {
    let book = scheme(&format!("{YEARLY}, total: 10, pro_rata: [sickness]"));
    let base = [entered("pamvr", "2018-01-01"), cpd("2018-02-01", "hours: 5")];
    let with = |fact: &str| [base.as_slice(), &[claimed(fact)]].concat();
    check(&book, "x", &base, &[("2019-01-01", Unmet)]);
    check(
        &book,
        "x",
        &with("kind: cpd, on: 2018-03-01, hours: 5"),
        &[("2018-12-31", Met), ("2019-01-01", Unknown), ("2020-01-01", Unmet)],
    );
    check(&book, "x", &with("kind: cpd, on: 2018-03-01, hours: 4"), &[("2019-01-01", Unmet)]);
    check(&book, "x", &with("kind: cpd, on: 2019-01-01, hours: 5"), &[("2019-01-01", Unmet)]);
    check(
        &book,
        "x",
        &with("kind: absence, reason: sickness, from: 2018-04-01, until: 2018-12-01"),
        &[("2019-01-01", Unknown)],
    );
    let only_claimed = [claimed("kind: registration, register: pamvr, from: 2018-01-01")];
    check(&book, "x", &only_claimed, &[("2018-06-01", Unknown), ("2019-01-01", Unknown)]);
}

#[test]
fn an_entry_without_a_day_may_lie_in_any_cycle() {
    let book = scheme(&format!("{YEARLY}, total: 10"));
    let facts = [entered("pamvr", "2018-01-01"), sure("kind: cpd, hours: 10")];
    check(
        &book,
        "x",
        &facts,
        &[("2018-12-31", Met), ("2019-01-01", Unknown), ("2030-01-01", Unknown)],
    );
}

#[test]
fn an_entry_that_is_no_longer_in_force_brings_nobody_in() {
    let book = scheme(&format!("{YEARLY}, total: 10"));
    let lapsed = sure(
        "kind: registration, register: pamvr, status: lapsed, from: 2017-01-01, until: 2018-06-01",
    );
    check(&book, "x", std::slice::from_ref(&lapsed), &[("2018-01-01", Unknown)]);
    let facts = [lapsed, entered("pamvr", "2018-06-01"), entered("pamvr", "2020-01-01")];
    check(&book, "x", &facts, &[("2018-01-01", Met), ("2019-05-31", Met), ("2019-06-01", Unmet)]);
    // A first day that nobody wrote down is no day to count from.
    let facts = [
        sure("kind: registration, register: pamvr, until: 2030-01-01"),
        entered("pamvr", "2018-01-01"),
    ];
    check(&book, "x", &facts, &[("2019-01-01", Unknown)]);
}

#[test]
fn an_award_for_the_role_may_begin_the_cycles() {
    let keys =
        "effective: {from: 2010-01-01}, cycle: {length: 1 year, anchor: qualification}, total: 10";
    let mut it = scheme(keys).cpd_scheme("x").expect("a scheme").clone();
    if let Some(applies) = &mut it.applies_to {
        applies.role = uk()
            .cpd_scheme("hee-map-2019")
            .and_then(|it| it.applies_to.clone())
            .expect("roles")
            .role;
    }
    let book = beside(it);
    let award = |what: &str, on: &str| {
        sure(&format!("kind: qualification, qualification: {what}, on: {on}"))
    };
    let facts = [
        entered("pamvr", "2015-01-01"),
        award("bsc", "2012-07-01"),
        award("pa-studies", "2018-07-20"),
    ];
    check(&book, "x", &facts, &[("2019-07-19", Met), ("2019-07-20", Unmet), ("2019-07-21", Unmet)]);
    check(&book, "x", &facts[..2], &[("2019-07-20", Unknown)]);
}

#[test]
fn somebody_acting_in_a_role_comes_in_by_the_registers_of_that_role() {
    let facts = [entered("nmc", "2010-05-05"), entered("pamvr", "2020-09-01")];
    let person = person(&facts);
    let record = Record::known_at(&person, KnownAt::EVERYTHING);
    let turns = |role: Option<&str>| {
        let scheme = uk().cpd_scheme("hee-map-2019").expect("a scheme");
        let role = role.map(Code::new);
        compliance(uk(), &record, role.as_ref(), scheme, When::Now)
            .next_change(day("2019-07-01"))
            .map(|it| it.0)
    };
    assert_eq!(turns(Some("physician-associate")), Some(day("2021-09-01")));
    assert_eq!(turns(Some("advanced-critical-care-practitioner")), Some(day("2021-05-05")));
    assert_eq!(turns(None), turns(Some("advanced-critical-care-practitioner")));
    // Acting in a role the scheme does not name, any of the roles it names may have brought them in.
    assert_eq!(turns(Some("paramedic")), turns(None));
}

#[test]
fn a_scheme_of_always_counts_from_the_cycle_the_person_came_in() {
    let keys = "effective: {from: always}, cycle: {length: 2 years, fixed: 04-01}, total: 10";
    let facts = [entered("pamvr", "2018-03-31")];
    // Their first cycle began on 1 April 2017.
    check(
        &scheme(keys),
        "x",
        &facts,
        &[("2018-04-01", Met), ("2019-03-31", Met), ("2019-04-01", Unmet)],
    );
    let facts = [entered("pamvr", "2018-04-01")];
    check(
        &scheme(keys),
        "x",
        &facts,
        &[("2019-04-01", Met), ("2020-03-31", Met), ("2020-04-01", Unmet)],
    );
}

#[test]
fn a_scheme_that_says_nothing_of_its_cycles_can_not_be_judged() {
    let facts = [entered("pamvr", "2018-01-01")];
    let from = "effective: {from: 2010-01-01}";
    check(
        &scheme(&format!("{from}, cycle: {{length: 0 days}}")),
        "x",
        &facts,
        &[("2009-12-31", Met), ("2018-01-01", Unknown)],
    );
    let nonsense = scheme(&format!("{from}, cycle: {{length: 1 year, fixed: 04-31}}"));
    check(&nonsense, "x", &facts, &[("2018-01-01", Unknown)]);
}

#[test]
fn cycles_beyond_counting_are_unknown() {
    let book = scheme("effective: {from: 2010-01-01}, cycle: {length: 1 day}, total: 1");
    let short = [entered("pamvr", "2018-01-01"), cpd("2018-01-05", "hours: 1")];
    let days = [
        ("2018-01-01", Met),
        ("2018-01-02", Unmet),
        ("2018-01-06", Met),
        ("2018-01-07", Unmet),
        ("2030-01-01", Unmet),
    ];
    check(&book, "x", &short, &days);
    let long = [entered("pamvr", "2018-01-01"), cpd("2020-01-05", "hours: 1")];
    check(
        &book,
        "x",
        &long,
        &[
            ("2019-02-05", Unmet),
            ("2019-02-06", Unmet),
            ("2019-02-07", Unknown),
            ("2020-01-06", Unknown),
        ],
    );
}

#[test]
fn when_is_applied_to_the_days_of_compliance() {
    let book = scheme(&format!("{YEARLY}, total: 10"));
    let facts = [entered("pamvr", "2018-01-01")];
    let at = |when: When, on: &str| timeline(&book, "x", &facts, when).at(day(on));
    let half_a_year = preceptor_record::Span::of_months(6);
    assert_eq!(at(When::Now, "2019-01-01"), Unmet);
    assert_eq!(at(When::Ever, "2019-01-01"), Met);
    assert_eq!(at(When::Within(half_a_year), "2019-06-30"), Met);
    assert_eq!(at(When::Within(half_a_year), "2019-07-01"), Unmet);
    let nobody = timeline(&book, "x", &[], When::OnOrAfter(day("2015-01-01")));
    assert_eq!((nobody.at(day("2014-12-31")), nobody.at(day("2015-01-01"))), (Unmet, Unknown));
}
