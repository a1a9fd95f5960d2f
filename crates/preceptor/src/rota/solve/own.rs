//! A problem of our own form, solved: duties to the minute, people under dated limits, supervision.

use preceptor_rota::fill::{Against, Explained, Filled, Way, explain, fill};
use preceptor_rota::model::csv::write_rota;
use preceptor_rota::model::{PersonIx, Problem};
use preceptor_rota::verify::json::parts;
use preceptor_rota::verify::{Findings, check};
use serde_json::{Value as Json, json};

use super::clock::Clock;
use super::{Solve, words};
use crate::exit::{Exit, Failure};
use crate::print;
use crate::rota::check::exit;
use crate::rota::own::Opened;

/// So many places unfilled are explained.
const EXPLAINED: usize = 20;

/// What came of it.
pub struct Solved<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// What the search found.
    pub filled: &'a Filled,
    /// What the verifier says of it.
    pub found: &'a Findings,
    /// Why places are unfilled, of the first of them.
    pub explained: &'a [Explained],
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
    let explained = explain(problem, &filled.rota, EXPLAINED);
    let solved = Solved {
        explained: &explained,
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

fn answer(it: &Solved<'_>) -> Json {
    let score = it.found.score;
    let unfilled = it.found.unfilled.iter().map(|of| {
        let why = it.explained.iter().find(|why| why.duty == of.duty);
        json!({
            "duty": it.problem.duty(of.duty).id.as_str(),
            "missing": of.missing,
            "against": why.map(|why| against(it.problem, why)),
            "ways": why.map(|why| ways(it.problem, why)),
        })
    });
    json!({
        "rota": it.problem.id,
        "score": {
            "hard": score.hard, "firm": score.firm, "unknown": score.unknown,
            "unfilled": score.unfilled, "objective": score.objective,
        },
        "parts": parts(it.found),
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

/// What keeps people from a duty, with how many and whom.
fn against(problem: &Problem, of: &Explained) -> Vec<Json> {
    let people =
        |all: &[PersonIx]| all.iter().map(|it| problem.person(*it).id.as_str()).collect::<Vec<_>>();
    let one = |it: &(Against, Vec<PersonIx>)| {
        json!({
            "rule": it.0.rule, "class": it.0.class.as_str(), "because": it.0.because,
            "people": people(&it.1),
        })
    };
    of.against.iter().map(one).collect()
}

/// The ways to fill it by lifting one thing, the cheapest first.
fn ways(problem: &Problem, of: &Explained) -> Vec<Json> {
    let one = |it: &Way| {
        let lifted = it.lifted.as_ref().map(
            |it| json!({ "rule": it.rule, "class": it.class.as_str(), "because": it.because }),
        );
        json!({ "person": problem.person(it.person).id.as_str(), "lifted": lifted, "points": it.points })
    };
    of.ways.iter().map(one).collect()
}
