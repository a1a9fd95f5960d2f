//! Laws of the verifier, tried on problems made at random and judged by the limits of the built-in rulebook.

#![expect(clippy::unwrap_used, reason = "a problem that cannot be read fails the test")]

mod handed;
mod made;

use handed::HANDED;
use made::{KINDS, TIMES, document, problems};
use preceptor_record::file::{Faults, Sources};
use preceptor_rota::model::compile::{compile, read};
use preceptor_rota::verify::{check, json};
use proptest::prelude::*;
use serde_json::Value as Json;

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
