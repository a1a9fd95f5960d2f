//! What the reader refuses, and the search against the score.

use super::{Inrc2Problem, files};
use crate::families::tests::the_search_agrees_with_the_score;

const SCENARIO: &str = include_str!("../../../../../samples/rota/inrc2/n006w4/Sc-n006w4.txt");
const HISTORY: &str = include_str!("../../../../../samples/rota/inrc2/n006w4/H0-n006w4-0.txt");
const WEEK: &str = include_str!("../../../../../samples/rota/inrc2/n006w4/WD-n006w4-0.txt");
const OTHER: &str = include_str!("../../../../../samples/rota/inrc2/n006w4/WD-n006w4-1.txt");

fn small() -> Inrc2Problem {
    Inrc2Problem::read(SCENARIO, HISTORY, &[WEEK, OTHER, WEEK, WEEK]).unwrap()
}

#[test]
fn names_of_instances_are_taken_apart() {
    let files = files("n006w4_0_0-1-0-0").unwrap();
    assert_eq!(files.scenario, "Sc-n006w4.txt");
    assert_eq!(files.history, "H0-n006w4-0.txt");
    assert_eq!(files.weeks[1], "WD-n006w4-1.txt");
    for wrong in
        ["", "n006w4", "n006w4_0", "n006w4_0_", "../n_0_1", "n006w4_0_1-../../x", "a_b_c_d"]
    {
        assert!(super::files(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn faults_are_told_with_their_file_and_line() {
    let refused = |scenario: &str, history: &str, week: &str| {
        Inrc2Problem::read(scenario, history, &[week, OTHER, WEEK, WEEK]).unwrap_err()
    };
    let (at, fault) = refused(&SCENARIO.replace("Late (2,4)", "Late 2,4"), HISTORY, WEEK);
    assert!(
        at == 0 && fault.to_string().starts_with("line 11: `2,4` is no limits of a run"),
        "{fault}"
    );
    let (at, fault) = refused(&SCENARIO.replace("Farah Half", "Farah Quarter"), HISTORY, WEEK);
    assert!(
        at == 0 && fault.to_string().starts_with("line 29: there is no contract `Quarter`"),
        "{fault}"
    );
    let (at, fault) = refused(SCENARIO, &HISTORY.replace("Night 2 2", "Night -2 2"), WEEK);
    assert!(
        at == 1 && fault.to_string().starts_with("line 7: `-2` is no number of days"),
        "{fault}"
    );
    let (at, fault) =
        refused(SCENARIO, HISTORY, &WEEK.replace("Amara Any Sat", "Amara Any Saturday"));
    assert!(at == 2 && fault.to_string().contains("there is no day `Saturday`"), "{fault}");
    assert!(Inrc2Problem::read(SCENARIO, HISTORY, &[WEEK]).is_err());
}

#[test]
fn files_that_were_cut_off_are_refused_wherever_they_were_cut() {
    let cut = |text: &str| -> Vec<String> {
        let lines: Vec<&str> = text.trim_end().lines().collect();
        (0..lines.len()).map(|n| lines[..n].join("\n")).collect()
    };
    let weeks =
        |first: &str| [first.to_owned(), OTHER.to_owned(), WEEK.to_owned(), WEEK.to_owned()];
    let read = |scenario: &str, history: &str, week: &str| {
        let weeks = weeks(week);
        let weeks: Vec<&str> = weeks.iter().map(String::as_str).collect();
        Inrc2Problem::read(scenario, history, &weeks).map_err(|it| it.0)
    };
    for it in cut(SCENARIO) {
        assert_eq!(read(&it, HISTORY, WEEK).err(), Some(0), "{it}");
    }
    for it in cut(HISTORY) {
        assert_eq!(read(SCENARIO, &it, WEEK).err(), Some(1), "{it}");
    }
    for it in cut(WEEK) {
        assert_eq!(read(SCENARIO, HISTORY, &it).err(), Some(2), "{it}");
    }
}

#[test]
fn nothing_is_said_twice() {
    let twice = |text: &str, line: &str| {
        assert!(text.contains(line), "{line}");
        text.replacen(line, &format!("{line}\n{line}"), 1)
    };
    let week = twice(WEEK, "Night Junior (1,1) (1,1) (1,1) (1,1) (1,1) (1,1) (1,1)");
    let (at, fault) =
        Inrc2Problem::read(SCENARIO, HISTORY, &[&week, OTHER, WEEK, WEEK]).unwrap_err();
    assert!(at == 2 && fault.line == 11, "{fault}");
    let last = HISTORY.trim_end().lines().next_back().unwrap();
    let (at, fault) =
        Inrc2Problem::read(SCENARIO, &twice(HISTORY, last), &[WEEK, OTHER, WEEK, WEEK])
            .unwrap_err();
    assert!(at == 1 && fault.to_string().contains("has a history already"), "{fault}");
}

#[test]
fn the_search_says_what_the_score_says() {
    the_search_agrees_with_the_score(&small(), 800);
}
