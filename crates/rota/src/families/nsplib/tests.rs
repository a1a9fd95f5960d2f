//! What the reader refuses, and the search against the score.

use super::NspProblem;
use crate::families::tests::the_search_agrees_with_the_score;

const PROBLEM: &str = include_str!("../../../../../samples/rota/clinic.nsp");
const CASE: &str = include_str!("../../../../../samples/rota/clinic.gen");

#[test]
fn faults_are_told_with_their_file_and_line() {
    for (problem, case, at, expected) in [
        (
            PROBLEM.replacen("8 14 4", "8 x 4", 1),
            CASE.to_owned(),
            0,
            "line 1: `x` is no number of days",
        ),
        (
            PROBLEM.replacen("8 14 4", "8 14 1", 1),
            CASE.to_owned(),
            0,
            "line 1: only the free shift",
        ),
        (
            PROBLEM.replacen("8 14 4", "9 14 4", 1),
            CASE.to_owned(),
            0,
            "line 25: the file ends before a preference",
        ),
        (PROBLEM.replacen("8 14 4", "7 14 4", 1), CASE.to_owned(), 0, "line 25: `"),
        (
            PROBLEM.to_owned(),
            CASE.replacen("14 4", "28 4", 1),
            1,
            "line 1: the case is for 28 days",
        ),
        (PROBLEM.to_owned(), CASE.replacen("2 5", "2 -5", 1), 1, "line 5: `-5` is no number"),
    ] {
        let (found, fault) = NspProblem::read(&problem, &case).unwrap_err();
        assert_eq!(found, at, "{fault}");
        assert!(fault.to_string().starts_with(expected), "{fault}");
    }
}

#[test]
fn the_search_keeps_the_case_and_says_what_the_score_says() {
    let problem = NspProblem::read(PROBLEM, CASE).unwrap();
    the_search_agrees_with_the_score(&problem, 800);
}
