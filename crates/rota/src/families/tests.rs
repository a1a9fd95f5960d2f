//! Every family against its own plain score, after a search and after any moves.

use super::Problem;
use crate::grid::{Roster, Task};
use crate::search::chance::Chance;
use crate::search::{self, pace::Work};

/// A short search ends with a legal roster, no cheaper than the bound, whose cost is its score; and so does every roster
/// that legal changes of it lead to, whatever their cost.
pub fn the_search_agrees_with_the_score(problem: &dyn Problem, work: u64) {
    let grid = problem.grid().unwrap();
    let found = search::solve(&grid, 1, 2, &Work(work)).unwrap();
    let score = problem.score(&found.rows);
    assert!(score.hard.is_empty(), "{:?}", score.hard);
    assert_eq!(score.total(), found.cost);
    assert_eq!(found.bound.is_some(), grid.is_whole);
    assert!(found.bound.is_none_or(|it| it <= found.cost));
    assert_eq!(search::solve(&grid, 1, 2, &Work(work)).unwrap(), found);
    let mut roster = Roster::of(&grid, &found.rows).unwrap();
    let (mut chance, mut totals) = (Chance::new(3, 0), Vec::new());
    for _ in 0..300 {
        let (one, other) = (chance.below(grid.people.len()), chance.below(grid.people.len()));
        let first = chance.below(grid.days);
        let last = (first + 1 + chance.below(6)).min(grid.days);
        let mine: Vec<Task> = roster.row(one)[first..last].to_vec();
        let yours: Vec<Task> = roster.row(other)[first..last].to_vec();
        let gain = roster.try_days(one, first, &yours, &mut totals);
        let loss = roster.try_days(other, first, &mine, &mut totals);
        let (true, Some(gain), Some(loss)) = (one != other, gain, loss) else { continue };
        roster.set_days(one, first, &yours, gain);
        roster.set_days(other, first, &mine, loss);
        // An exchange keeps the cover, so what is hard about it still holds.
        let score = problem.score(roster.rows());
        assert!(score.hard.is_empty(), "{:?}", score.hard);
        assert_eq!(score.total(), roster.cost());
    }
}
