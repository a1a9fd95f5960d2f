//! A problem of our own form, solved: duties to the minute, people under dated limits, supervision.

use preceptor_rota::fill::{Filled, fill};
use preceptor_rota::model::Problem;
use preceptor_rota::model::csv::write_rota;
use preceptor_rota::verify::{Findings, check};
use serde_json::json;

use super::clock::Clock;
use super::{Solve, words};
use crate::exit::{Exit, Failure};
use crate::print;
use crate::rota::check::exit;
use crate::rota::own::Opened;

/// What came of it.
pub struct Solved<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// What the search found.
    pub filled: &'a Filled,
    /// What the verifier says of it.
    pub found: &'a Findings,
    /// How long it took.
    pub seconds: f64,
    /// Whether somebody put an end to it.
    pub was_stopped: bool,
    /// The seed and the number of threads.
    pub with: (u64, u8),
}

/// Solves it, writes the rota and tells what it is worth.
pub fn solve(with: &Solve, mut clock: Clock) -> Result<Exit, Failure> {
    let mut opened = Opened::open(&with.which.problem, &with.rulebook)?;
    let begun = opened.rota(with.from.as_deref())?;
    opened.judge_all(&begun)?;
    with.open_out()?;
    clock.show();
    let problem = &opened.compiled.problem;
    let filled = fill(problem, &begun, with.seed, usize::from(with.threads), &clock);
    clock.hide();
    let found = check(problem, &filled.rota);
    agree(problem, &filled, &found)?;
    let text = write_rota(problem, &filled.rota)
        .map_err(|it| Failure::Broken(format!("error: the rota cannot be written: {it}\n")))?;
    with.write(&text)?;
    let solved = Solved {
        problem,
        filled: &filled,
        found: &found,
        seconds: clock.seconds(),
        was_stopped: clock.was_stopped(),
        with: (with.seed, with.threads),
    };
    if with.json {
        print::json(&answer(&solved))?;
    } else {
        print::out(&words::told(&solved))?;
    }
    Ok(exit(found.score))
}

/// Holds what the search says of its rota against the verifier.
fn agree(problem: &Problem, filled: &Filled, found: &Findings) -> Result<(), Failure> {
    let (ours, theirs) = (filled.tally, found.score);
    let stays = check(problem, &filled.stays).score;
    let same = (ours.unfilled, ours.objective) == (theirs.unfilled, theirs.objective);
    let none_new =
        theirs.hard <= stays.hard && theirs.firm + theirs.unknown <= stays.firm + stays.unknown;
    if same && none_new {
        return Ok(());
    }
    Err(Failure::Broken(format!(
        "error: the search says {} unfilled and {} points, the verifier {} and {}, {} hard and {} firm breaches: please report this\n",
        ours.unfilled, ours.objective, theirs.unfilled, theirs.objective, theirs.hard, theirs.firm
    )))
}

fn answer(it: &Solved<'_>) -> serde_json::Value {
    let score = it.found.score;
    let unfilled =
        it.found.unfilled.iter().map(
            |of| json!({ "duty": it.problem.duty(of.duty).id.as_str(), "missing": of.missing }),
        );
    json!({
        "rota": it.problem.id,
        "score": {
            "hard": score.hard, "firm": score.firm, "unknown": score.unknown,
            "unfilled": score.unfilled, "objective": score.objective,
        },
        "bound": { "unfilled": it.filled.bound.unfilled, "objective": it.filled.bound.objective },
        "unfilled": unfilled.collect::<Vec<_>>(),
        "left_out": it.filled.left_out,
        "seconds": it.seconds,
        "work": it.filled.work,
        "seed": it.with.0,
        "threads": it.with.1,
        "stopped": it.was_stopped,
    })
}
