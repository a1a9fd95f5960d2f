//! What the reader refuses, and where the lines of the score lie.

use super::ShiftProblem;
use crate::families::Problem;
use crate::search::{self, pace::Work};

const SMALL: &str = include_str!("../../../../../samples/rota/ward.shift.txt");

fn refused(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    ShiftProblem::read(&SMALL.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn faults_are_told_with_their_line_and_what_to_do() {
    for (from, to, expected) in [
        (
            "28\n",
            "-28\n",
            "line 4: `-28` is no number of days (give a whole number from 0 to 1000)",
        ),
        ("28\n", "100000000\n", "line 4: `100000000` is no number of days"),
        ("28\n", "0\n", "line 4: a horizon of 0 days"),
        ("L,450,E", "L,450,Q", "line 9: there is no shift `Q`"),
        ("L,450,E", "E,450,", "line 9: shift `E` is there twice"),
        ("N=4,9000", "N4,9000", "line 14: `N4` is no cap"),
        ("N=4,9000,7800,5,2,2,2", "N=4,9000,7800,5,2,2", "line 14: no number of weekends"),
        ("Amara,4,5", "Nobody,4,5", "line 25: there is no employee `Nobody`"),
        (
            "Amara,4,5",
            "Amara,4,28",
            "line 25: day 28 is outside the horizon (days run from 0 to 27)",
        ),
        ("Amara,9,E,2", "Amara,9,E,2000000000", "line 31: `2000000000` is no weight"),
        (
            "0,E,3,100,1",
            "0,E,3,100,1\n0,E,3,100,1",
            "line 45: this day and shift have their cover already",
        ),
        ("SECTION_HORIZON", "SECTION_SOMETHING", "line 4: a line outside the known sections"),
    ] {
        let found = refused(from, to);
        assert!(found.starts_with(expected), "{found}");
    }
    assert!(
        ShiftProblem::read("")
            .unwrap_err()
            .to_string()
            .starts_with("the file has no SECTION_HORIZON")
    );
}

#[test]
fn the_search_keeps_every_rule_and_says_what_the_score_says() {
    let problem = ShiftProblem::read(SMALL).unwrap();
    let found = search::solve(&problem.grid().unwrap(), 1, 2, &Work(300)).unwrap();
    let score = problem.score(&found.rows);
    assert!(score.hard.is_empty(), "{:?}", score.hard);
    assert_eq!(score.total(), found.cost);
}

#[test]
fn the_same_seed_work_and_threads_give_the_same_roster() {
    let grid = ShiftProblem::read(SMALL).unwrap().grid().unwrap();
    let run = || search::solve(&grid, 7, 2, &Work(200)).unwrap();
    assert_eq!(run(), run());
    assert_ne!(search::solve(&grid, 8, 2, &Work(200)).unwrap().rows, run().rows);
}

#[test]
fn rules_that_contradict_each_other_name_the_person() {
    let text = SMALL.replace("9000,7800,6,2,3,2", "9000,7800,6,7,3,2");
    let problem = ShiftProblem::read(&text).unwrap();
    let refused = match problem.grid() {
        Err(it) => it.person,
        Ok(grid) => match search::solve(&grid, 1, 1, &Work(1)) {
            Err(it) => problem.staff[it.person].id.clone(),
            Ok(_) => "nobody".to_owned(),
        },
    };
    assert_eq!(refused, "Eun-ji");
}

#[test]
fn a_file_that_was_cut_off_is_refused_wherever_it_was_cut() {
    let lines: Vec<&str> = SMALL.trim_end().lines().collect();
    assert!(ShiftProblem::read(&lines.join("\n")).is_ok());
    for n in 0..lines.len() {
        let found = ShiftProblem::read(&lines[..n].join("\n")).unwrap_err();
        assert!(!found.help.is_empty(), "{found}");
    }
    let found = ShiftProblem::read(&lines[..lines.len() - 1].join("\n")).unwrap_err().to_string();
    assert!(found.contains("SECTION_COVER for day 27"), "{found}");
}

#[test]
fn a_problem_too_large_for_the_memory_is_refused() {
    use crate::families::lines::{MOST_CELLS, check_size};
    assert!(check_size(MOST_CELLS / 100, 10, 10).is_ok());
    let found = check_size(MOST_CELLS / 100 + 1, 10, 10).unwrap_err().to_string();
    assert!(found.contains("10000100 cells"), "{found}");
    assert!(check_size(usize::MAX, 2, 2).is_err());
}
