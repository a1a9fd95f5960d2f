//! A published problem, solved: the rota in the form of its family.

use preceptor_rota::families::{Problem, write};
use preceptor_rota::search::{self, Found};
use serde_json::json;

use super::Solve;
use super::clock::Clock;
use crate::exit::{Exit, Failure};
use crate::print;

/// Solves it, writes the rota and tells what it is worth.
pub fn solve(with: &Solve, problem: &dyn Problem, clock: &Clock) -> Result<Exit, Failure> {
    let grid = problem.grid().map_err(|it| {
        Failure::wrong(format!("no rota keeps the rules: {it}"), "loosen that person's rules")
    })?;
    let found = search::solve(&grid, with.seed, usize::from(with.threads), clock);
    let found = found.map_err(|it| {
        let name =
            problem.people().get(it.person).map_or("somebody".to_owned(), ToString::to_string);
        Failure::wrong(format!("no row keeps the rules of `{name}`"), "loosen that person's rules")
    })?;
    tell(with, problem, &found, clock)
}

fn tell(
    with: &Solve,
    problem: &dyn Problem,
    found: &Found,
    clock: &Clock,
) -> Result<Exit, Failure> {
    let score = problem.score(&found.rows);
    with.write(&write(problem, &found.rows))?;
    if with.json {
        let parts: serde_json::Map<String, serde_json::Value> =
            score.parts.iter().map(|it| (it.0.to_owned(), json!(it.1))).collect();
        print::json(&json!({
            "objective": score.total(),
            "parts": parts,
            "bound": found.bound,
            "hard": score.hard,
            "seconds": clock.seconds(),
            "work": found.work,
            "seed": with.seed,
            "threads": with.threads,
            "stopped": clock.was_stopped(),
        }))?;
    } else {
        let proven = if score.hard.is_empty() && found.bound == Some(score.total()) {
            " (proven the best)"
        } else {
            ""
        };
        let mut text = format!("objective: {}{proven}\n", score.total());
        for (name, cost) in &score.parts {
            text.push_str(&format!("  {name}: {cost}\n"));
        }
        match found.bound {
            Some(it) => text.push_str(&format!("proven bound: {it}\n")),
            None => text.push_str("proven bound: none for problems of this form\n"),
        }
        text.push_str(&format!("hard rules broken: {}\n", score.hard.len()));
        for it in &score.hard {
            text.push_str(&format!("  {it}\n"));
        }
        text.push_str(&format!(
            "work: {} rows made anew (seed {}, {} threads)\n",
            found.work, with.seed, with.threads
        ));
        print::out(&text)?;
    }
    if score.hard.is_empty() && score.total() != found.cost {
        return Err(Failure::Broken(format!(
            "error: the search says {} and the score {}: please report this\n",
            found.cost,
            score.total()
        )));
    }
    Ok(if score.hard.is_empty() { Exit::Yes } else { Exit::No })
}
