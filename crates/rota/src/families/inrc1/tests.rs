//! What the reader refuses, and the search against the score.

use super::Inrc1Problem;
use crate::families::tests::the_search_agrees_with_the_score;

const SMALL: &str = include_str!("../../../../../samples/rota/clinic.inrc1.xml");

#[test]
fn faults_are_told_with_their_line() {
    for (from, to, expected) in [
        ("2027-01-04", "2027-02-30", "line 3: `2027-02-30` is no date"),
        ("2027-01-31", "2027-01-03", "line 3: the dates leave no horizon that is read"),
        ("<ShiftType>L</ShiftType>", "<ShiftType>Q</ShiftType>", "line 16: there is no `Q`"),
        ("<Day>Friday</Day>", "<Day>Fri</Day>", "line 22: `Fri` is no weekday"),
        (">20</MaxNumAssignments>", ">-20</MaxNumAssignments>", "line 30: `-20` is no number"),
        ("SaturdaySunday<", "SundayMonday<", "line 29: `SundayMonday` is no weekend"),
        ("<ContractID>half", "<ContractID>none", "line 63: there is no `none`"),
        ("<Date>2027-01-15", "<Date>2027-02-15", "line 76: 2027-02-15 is outside the horizon"),
        ("</SchedulingPeriod>", "", "line"),
        ("<SchedulingPeriod", "<!DOCTYPE a [<!ENTITY b \"c\">]><SchedulingPeriod", "line"),
    ] {
        assert!(SMALL.contains(from), "{from}");
        let found = Inrc1Problem::read(&SMALL.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn weekends_are_cut_at_the_ends_of_the_horizon() {
    let mut problem = Inrc1Problem::read(SMALL).unwrap();
    let contract = problem.contracts[1].clone();
    assert_eq!(problem.weekends(&contract), [(4, 3), (11, 3), (18, 3), (25, 3)]);
    problem.first = 6;
    problem.days = 7;
    assert_eq!(problem.weekends(&contract), [(0, 1), (5, 2)]);
}

#[test]
fn the_search_says_what_the_score_says() {
    the_search_agrees_with_the_score(&Inrc1Problem::read(SMALL).unwrap(), 800);
}
