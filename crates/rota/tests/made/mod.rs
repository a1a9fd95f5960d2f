//! Problems made at random, as the numbers they are made of, and the documents they become.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a problem that cannot be made fails the test"
)]

use preceptor_record::Day;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// A problem as the numbers it is made of.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its people.
    pub people: Vec<(usize, bool)>,
    /// Its duties.
    pub duties: Vec<(i64, i64, usize, usize)>,
    /// Its lines.
    pub lines: Vec<(usize, usize)>,
    /// Its loose.
    pub loose: Vec<(usize, i64, i64, usize)>,
    /// Its absences.
    pub absences: Vec<(usize, i64, i64)>,
}

const CONTRACTS: &[&str] = &["afc", "new", "old", "free"];
/// Kinds of duty.
pub const KINDS: &[&str] = &["list", "floor", "one", "call", "spa"];
/// What time counts as.
pub const TIMES: &[&str] = &["work", "on-call-site", "on-call-home", "protected", "unpaid"];

/// Problems.
pub fn problems() -> impl Strategy<Value = Made> {
    let person = (0..CONTRACTS.len(), any::<bool>());
    // Quarters of an hour over three weeks, from an hour to a day and a half.
    let duty = (0..2000_i64, 1..144_i64, 0..KINDS.len(), 0..3_usize);
    (prop::collection::vec(person, 1..5), prop::collection::vec(duty, 0..10)).prop_flat_map(
        |(people, duties)| {
            let (n_people, n_duties) = (people.len(), duties.len().max(1));
            let has_duties = !duties.is_empty();
            let lines = prop::collection::vec(
                (0..n_duties, 0..n_people),
                0..if has_duties { 12 } else { 1 },
            );
            let loose =
                prop::collection::vec((0..n_people, 0..2000_i64, 1..96_i64, 0..TIMES.len()), 0..14);
            let absences = prop::collection::vec((0..n_people, 0..2000_i64, 1..600_i64), 0..3);
            (lines, loose, absences).prop_map(move |(lines, loose, absences)| Made {
                people: people.clone(),
                duties: duties.clone(),
                lines: if has_duties { lines } else { Vec::new() },
                loose,
                absences,
            })
        },
    )
}

/// The problem as a document, its first day so many days after 2 March 2026.
pub fn document(it: &Made, later: i32) -> Json {
    let first = Day::parse("2026-03-02").unwrap();
    let day = |n: i64| Day(first.0 + later + i32::try_from(n).unwrap());
    let at = |quarter: i64| {
        let minute = quarter % 96 * 15;
        format!("{}T{:02}:{:02}", day(quarter / 96), minute / 60, minute % 60)
    };
    let people = it.people.iter().enumerate().map(|(n, (contract, is_supervisor))| {
        let qualifies: &[&str] = if *is_supervisor { &["auto"] } else { &[] };
        json!({"id": format!("p{n}"), "posts": [{"role": "r", "contract": CONTRACTS[*contract]}], "qualifies": qualifies})
    });
    let duties = it.duties.iter().enumerate().map(|(n, (from, length, kind, place))| {
        json!({"id": format!("d{n}"), "kind": KINDS[*kind], "place": format!("t{place}"), "from": at(*from), "until": at(from + length)})
    });
    let lines = it
        .lines
        .iter()
        .map(|(duty, person)| json!({"duty": format!("d{duty}"), "person": format!("p{person}")}));
    let loose = it.loose.iter().map(|(person, from, length, time)| {
        json!({"person": format!("p{person}"), "from": at(*from), "until": at(from + length), "time": TIMES[*time]})
    });
    let absences = it.absences.iter().map(|(person, from, length)| {
        json!({"person": format!("p{person}"), "from": at(*from), "until": at(from + length), "reason": "sick"})
    });
    json!({
        "zone": "UTC",
        "period": {"from": day(7).to_string(), "until": day(21).to_string()},
        "known_from": day(0).to_string(),
        "choices": {"cycle": {"weeks": 3, "starts": day(0).to_string()}},
        "contracts": {
            "afc": {"rules": ["wtr", "afc"], "hours_per_week": 37.5},
            "new": {"rules": ["wtr", "resident-2019"]},
            "old": {"rules": ["resident-2016"], "choices": {"average": {"kind": "successive", "method": "make-up"}}},
            "free": {"rules": []},
        },
        "places": {"t0": {"site": "main", "minutes": {"t1": 1}}, "t1": {"site": "main"}, "t2": {"site": "other"}},
        "kinds": {
            "list": {"supervision": {"level": "on-site", "attend_within": "2 minutes", "by": "auto", "covers_at_most": 2}},
            "one": {"supervision": {"level": "available", "covers_at_most": 1, "named": true}},
            "floor": {"supervises": true},
            "call": {"time": "on-call-home", "supervises": 1, "minutes": 20},
            "spa": {"time": "protected"},
        },
        "people": people.collect::<Vec<_>>(),
        "duties": duties.collect::<Vec<_>>(),
        "assignments": lines.chain(loose).collect::<Vec<_>>(),
        "absences": absences.collect::<Vec<_>>(),
    })
}
