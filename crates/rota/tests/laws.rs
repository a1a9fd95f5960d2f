//! Laws of the verifier, tried on problems made at random and judged by the limits of the built-in rulebook.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a problem that cannot be read fails the test"
)]

use std::sync::LazyLock;

use preceptor_record::Day;
use preceptor_record::file::{Faults, Sources};
use preceptor_rota::model::compile::{Handed, compile, read};
use preceptor_rota::verify::{check, json};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

static HANDED: LazyLock<Handed> = LazyLock::new(|| {
    let book =
        preceptor_rulebook::load_rules(&preceptor_rulebook::builtin_files()).rulebook.unwrap();
    Handed {
        profiles: book.limits.keys().filter_map(|it| book.limit_profile(it.as_str())).collect(),
        bank_holidays: book.bank_holidays("england"),
    }
});

/// A problem as the numbers it is made of.
#[derive(Debug, Clone)]
struct Made {
    people: Vec<(usize, bool)>,
    duties: Vec<(i64, i64, usize, usize)>,
    lines: Vec<(usize, usize)>,
    loose: Vec<(usize, i64, i64, usize)>,
    absences: Vec<(usize, i64, i64)>,
}

const CONTRACTS: &[&str] = &["afc", "new", "old", "free"];
const KINDS: &[&str] = &["list", "floor", "one", "call", "spa"];
const TIMES: &[&str] = &["work", "on-call-site", "on-call-home", "protected", "unpaid"];

fn problems() -> impl Strategy<Value = Made> {
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
fn document(it: &Made, later: i32) -> Json {
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

fn answer(document: &Json) -> Json {
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let file = read(&document.to_string(), "problem", &mut sources, &mut faults);
    let compiled = file.and_then(|it| compile(&it, &HANDED, &mut faults));
    assert!(!faults.any_error(), "{}", faults.render(&sources));
    let compiled = compiled.unwrap();
    json::to_json(&compiled.problem, &check(&compiled.problem, &compiled.rota))
}

/// How many breaches of a rule there are.
fn count(answer: &Json, rule: &str) -> usize {
    let all = answer.get("breaches").unwrap().as_array().unwrap();
    all.iter().filter(|it| it.get("rule").and_then(Json::as_str) == Some(rule)).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The order of people, duties, assignments and absences changes no answer.
    #[test]
    fn order_never_matters(made in problems(), turn in 0..5_usize) {
        let written = document(&made, 0);
        let mut turned = written.clone();
        for key in ["people", "duties", "assignments", "absences"] {
            let list = turned.get_mut(key).unwrap().as_array_mut().unwrap();
            list.reverse();
            let by = if list.is_empty() { 0 } else { turn % list.len() };
            list.rotate_left(by);
        }
        prop_assert_eq!(answer(&written), answer(&turned));
    }

    /// The same rota so many weeks later breaks the same rules by as much.
    #[test]
    fn weeks_later_it_is_the_same(made in problems(), weeks in 1..40_i32) {
        let told = |later: i32| {
            let found = answer(&document(&made, later));
            let all = found.get("breaches").unwrap().as_array().unwrap().clone();
            let mut short: Vec<String> = all
                .iter()
                .map(|it| ["rule", "class", "people", "duties", "found", "limit"].map(|key| it.get(key).unwrap().to_string()).join(" "))
                .collect();
            short.sort();
            short
        };
        prop_assert_eq!(told(0), told(7 * weeks));
    }

    /// Work without pay takes no rest and adds no hours.
    #[test]
    fn unpaid_time_breaks_no_limit(made in problems()) {
        let mut without = made.clone();
        without.loose.retain(|it| TIMES[it.3] != "unpaid");
        let (with, without) = (answer(&document(&made, 0)), answer(&document(&without, 0)));
        for rule in ["wtr-10", "wtr-11", "wtr-12", "rd-72", "rd-13", "rd-cons", "rd-long", "rd-nrest"] {
            prop_assert_eq!(count(&with, rule), count(&without, rule), "{}", rule);
        }
        prop_assert_eq!(with.get("averages"), without.get("averages"));
    }

    /// Whoever covers somebody is on a duty that supervises, and covers no more than one allows.
    #[test]
    fn covers_are_sound(made in problems()) {
        let found = answer(&document(&made, 0));
        for it in found.get("supervision").unwrap().as_array().unwrap() {
            let text = |key: &str| it.get(key).unwrap().as_str().unwrap().to_owned();
            prop_assert_ne!(text("person"), text("supervisor"));
            let who: usize = text("supervisor").strip_prefix('p').unwrap().parse().unwrap();
            let on = made.lines.iter().filter(|it| it.1 == who).any(|it| matches!(KINDS[made.duties[it.0].2], "floor" | "call"));
            prop_assert!(on, "{} is on no duty that supervises", who);
        }
    }

    /// Damaged text never stops the program.
    #[test]
    fn damaged_text_is_told(made in problems(), at in any::<prop::sample::Index>(), with in ".{0,6}", rota in ".{0,60}") {
        let mut text = serde_json::to_string_pretty(&document(&made, 0)).unwrap();
        let mut place = at.index(text.len());
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        text.truncate(place);
        preceptor_rota::fuzz_rota(format!("{text}{with}\n=== rota\nduty,person\n{rota}").as_bytes(), &HANDED);
    }
}
