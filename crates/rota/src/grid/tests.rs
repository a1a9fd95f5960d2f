//! Changes of a roster against the same roster judged anew.

use proptest::prelude::*;

use super::{Grid, Roster, Task};
use crate::families::Problem;
use crate::families::shift::ShiftProblem;
use crate::search::Anneal;
use crate::search::chance::Chance;

const SMALL: &str = include_str!("../../../../samples/rota/ward.shift.txt");

fn ward() -> (ShiftProblem, Grid) {
    let problem = ShiftProblem::read(SMALL).unwrap();
    let grid = problem.grid().unwrap();
    (problem, grid)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// After any moves the cost kept up to date is the cost counted anew, and the score by the rules as written.
    #[test]
    fn the_cost_after_changes_is_the_cost_judged_anew(
        seed in any::<u64>(),
        moves in prop::collection::vec((0_usize..50, 0_usize..50, 0_usize..400, 1_usize..8), 200),
    ) {
        let (problem, grid) = ward();
        let start = Anneal::new(&grid, Chance::new(seed, 0)).unwrap();
        let mut roster = Roster::of(&grid, start.best().1).unwrap();
        let mut totals = Vec::new();
        for (one, other, first, length) in moves {
            let (one, other) = (one % grid.people.len(), other % grid.people.len());
            let first = first % grid.days;
            let last = (first + length).min(grid.days);
            let new: Vec<Task> = roster.row(other)[first..last].to_vec();
            let row: Vec<Task> = {
                let mut it = roster.row(one).to_vec();
                it[first..last].copy_from_slice(&new);
                it
            };
            let found = roster.try_days(one, first, &new, &mut totals);
            let mut judged = Roster::empty(&grid);
            prop_assert_eq!(judged.place(one, &row).is_some(), found.is_some());
            if let Some(delta) = found {
                roster.set_days(one, first, &new, delta);
                let anew = Roster::of(&grid, roster.rows()).unwrap();
                prop_assert_eq!(anew.cost(), roster.cost());
                prop_assert_eq!(anew.counts(), roster.counts());
                let score = problem.score(roster.rows());
                prop_assert!(score.hard.is_empty());
                prop_assert_eq!(score.total(), roster.cost());
            }
        }
    }
}
