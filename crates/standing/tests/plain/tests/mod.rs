//! Tests of the plain evaluator itself: each leaf on each side of each boundary, then decisions.

use preceptor_standing::Truth;

use super::Acting;
use super::books::{Team, as_pa, book, leaf_on, one};

mod acting;
mod awards;
mod decisions;
mod experience;
mod others;
mod periods;
mod registers;
mod supervision;

/// Checks what a leaf says on each of several days: `2025-01-05 unmet, 2025-01-06 met`.
fn check(facts: &[&str], leaf: &str, expected: &str) {
    check_in("{}", &one(facts), &as_pa(), leaf, expected);
}

/// The same with a rulebook, other people and an acting post of the test's own.
fn check_in(text: &str, team: &Team, acting: &Acting, leaf: &str, expected: &str) {
    let book = book(text);
    for one in expected.split(',') {
        let (on, word) = one.trim().split_once(' ').unwrap();
        let truth = match word {
            "met" => Truth::Met,
            "unknown" => Truth::Unknown,
            "unmet" => Truth::Unmet,
            _ => panic!("`{word}` is no truth"),
        };
        assert_eq!(leaf_on(&book, team, acting, leaf, on), truth, "{leaf} on {on}");
    }
}
