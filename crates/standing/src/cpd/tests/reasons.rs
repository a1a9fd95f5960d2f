//! What an account shows.

use preceptor_record::{Amount, Period};

use super::super::{Basis, CycleAccount, ParameterAccount, Quantity, State};
use super::*;

/// The parameters of a cycle as lines.
fn lines(cycle: &CycleAccount) -> Vec<String> {
    let shown = |it: Quantity| match it {
        Quantity::Amount(it) => it.to_string(),
        Quantity::Count(it) => format!("{it} in number"),
        Quantity::Span(it) => it.to_string(),
        Quantity::Days(it) => format!("{it} days"),
    };
    let line = |it: &ParameterAccount| {
        let found = it.found.map_or("-".to_owned(), shown);
        let claims = if it.with_claims == it.found {
            String::new()
        } else {
            it.with_claims.map_or(String::new(), |it| format!(" ({})", shown(it)))
        };
        format!(
            "{}: {found}{claims} of {}, {}{}",
            it.parameter,
            shown(it.required),
            it.state.as_str(),
            if it.is_judged { "" } else { ", not judged" }
        )
    };
    cycle.parameters.iter().map(line).collect()
}

fn period(from: &str, until: &str) -> Period {
    Period { from: day(from), until: day(until) }
}

#[test]
fn a_nurse_sees_each_part_of_revalidation() {
    let facts = [
        entered("nmc", "2019-09-19"),
        cpd("2019-09-19", "hours: 25, participatory: true, reflected: true"),
        claimed("kind: cpd, on: 2022-09-18, hours: 10"),
        cpd("2022-09-19", "hours: 12"),
    ];
    let made = accounted(uk(), "nmc-revalidation", &facts, "2022-09-19");
    assert_eq!((made.basis, made.truth), (Basis::Judged, Truth::Unmet));
    assert_eq!(made.completed.len(), 1);
    assert_eq!(made.completed[0].period, period("2019-09-19", "2022-09-19"));
    assert!(made.completed[0].is_sure);
    assert_eq!(
        lines(&made.completed[0]),
        [
            "total: 25 (35) of 35, unknown",
            "minimum participatory: 25 of 20, met",
            "entries discussions: - of 1 in number, unknown, not judged",
            "entries feedback: - of 5 in number, unknown, not judged",
            "entries practice_hours: - of 450 in number, unknown, not judged",
            "entries reflections: 1 in number of 5 in number, not-met",
        ]
    );
    assert_eq!(made.running[0].period, period("2022-09-19", "2025-09-19"));
    assert_eq!(lines(&made.running[0])[0], "total: 12 of 35, on-pace");
    assert_eq!(lines(&made.running[0])[1], "minimum participatory: 0 of 20, behind");
}

#[test]
fn every_length_of_cycle_has_an_account_of_its_own() {
    let facts = [
        entered("pamvr", "2020-09-01"),
        cpd(
            "2024-05-01",
            "credits: 15, cpd_kind: accredited-course, attributes: [core, verifiable]",
        ),
    ];
    let made = accounted(uk(), "fpa-2024", &facts, "2024-05-01");
    assert_eq!((made.basis, made.truth), (Basis::NothingDue, Truth::Met));
    assert!(made.completed.is_empty());
    let periods: Vec<_> = made.running.iter().map(|it| it.period).collect();
    assert_eq!(periods, [period("2024-04-01", "2029-04-01"), period("2024-04-01", "2025-04-01")]);
    assert_eq!(
        lines(&made.running[0]),
        [
            "total: 12 of 250, on-pace",
            "minimum core: 12 of 125, on-pace",
            "minimum supplementary: 0 of 125, behind",
            "share verifiable: 12 of 50, on-pace",
            "areas: 0 in number of 18 in number, behind",
            "cap accredited-course: 15 of 12, met, not judged",
        ]
    );
    assert_eq!(lines(&made.running[1])[0], "total: 12 of 50, on-pace");
}

#[test]
fn what_is_asked_is_shown_reduced() {
    let keys = "effective: {from: 2010-01-01}, cycle: {length: 1 year, anchor: registration}, total: 10, longest_gap: 3 months, pro_rata: [sickness]";
    let facts = [
        entered("pamvr", "2018-01-01"),
        away("sickness", "2018-03-15", "2018-12-20"),
        cpd("2018-03-01", "hours: 4"),
    ];
    let book = scheme(keys);
    let made = accounted(&book, "x", &facts, "2019-01-01");
    assert_eq!(made.completed[0].away_days, 280);
    assert_eq!(made.completed[0].parameters[0].required, Quantity::Amount(Amount(233)));
    assert_eq!(
        lines(&made.completed[0]),
        ["total: 4 of 2.33, met", "longest gap: 59 days of 3 months, met"]
    );
    let whole = [facts[0].clone(), away("sickness", "2017-01-01", "2020-01-01")];
    let made = accounted(&book, "x", &whole, "2019-01-01");
    assert_eq!(
        lines(&made.completed[0]),
        ["total: 0 of 0, exempt", "longest gap: 0 days of 3 months, exempt"]
    );
    assert_eq!((made.basis, made.truth), (Basis::Judged, Truth::Met));
}

#[test]
fn cycles_whose_days_are_only_claimed_are_shown_and_unknown() {
    let keys =
        "effective: {from: 2010-01-01}, cycle: {length: 1 year, anchor: registration}, total: 10";
    let facts = [
        claimed("kind: registration, register: pamvr, from: 2018-01-01"),
        cpd("2018-03-01", "hours: 10"),
    ];
    let book = scheme(keys);
    let made = accounted(&book, "x", &facts, "2019-01-01");
    assert_eq!((made.basis, made.truth), (Basis::NoStart, Truth::Unknown));
    assert!(!made.completed[0].is_sure);
    assert_eq!(made.completed[0].parameters[0].state, State::Unknown);
    assert_eq!(lines(&made.completed[0]), ["total: 10 of 10, unknown"]);
}

#[test]
fn a_broken_gap_can_not_be_made_good() {
    let keys = "effective: {from: 2010-01-01}, cycle: {length: 1 year, anchor: registration}, longest_gap: 3 months";
    let facts = [entered("pamvr", "2018-01-01")];
    let book = scheme(keys);
    let state = |on: &str| accounted(&book, "x", &facts, on).running[0].parameters[0].state;
    assert_eq!((state("2018-03-31"), state("2018-04-01")), (State::OnPace, State::NotMet));
}

#[test]
fn outside_its_dates_there_is_nothing_to_show() {
    let facts = [entered("pamvr", "2012-09-01")];
    let made = accounted(uk(), "fpa-2016", &facts, "2018-01-01");
    assert_eq!((made.basis, made.truth), (Basis::OutOfForce, Truth::Met));
    assert!(made.completed.is_empty() && made.running.is_empty());
    let person = person(&facts);
    let record = Record::known_at(&person, KnownAt::EVERYTHING);
    assert_eq!(account(uk(), &record, None, &Code::new("no-such-scheme"), day("2018-01-01")), None);
}
