//! The department of sixty that is shipped as an example, and the best rota that is known of it.

#![expect(clippy::unwrap_used, reason = "a file that cannot be read fails the test")]

mod agree;
mod handed;

use std::path::PathBuf;

use handed::HANDED;
use preceptor_record::file::{Faults, Sources};
use preceptor_rota::fill::{fill, settle};
use preceptor_rota::model::compile::{compile, read};
use preceptor_rota::model::csv::read_rota;
use preceptor_rota::model::{Compiled, Rota};
use preceptor_rota::search::pace::Work;
use preceptor_rota::verify::check;
use serde_json::Value as Json;

fn text(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../samples/rota/department");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// The department, and the best rota that is known of it.
fn department() -> (Compiled, Rota) {
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let file = read(&text("department.yaml"), "department", &mut sources, &mut faults).unwrap();
    let compiled = compile(&file, &HANDED, &mut faults).unwrap();
    let with = (&file, &*HANDED, &compiled);
    let best = read_rota(&text("best.csv"), "best", with, &mut sources, &mut faults).unwrap();
    assert!(!faults.any_error(), "{}", faults.render(&sources));
    (compiled, best)
}

#[test]
fn the_best_known_rota_breaks_nothing_and_is_worth_what_is_said_beside_it() {
    let (compiled, best) = department();
    let found = check(&compiled.problem, &best);
    let told: Json = serde_json::from_str(&text("best.json")).unwrap();
    let score = found.score;
    assert_eq!((score.hard, score.firm, score.unknown), (0, 0, 0));
    assert_eq!(Some(score.unfilled), told["unfilled"].as_i64());
    assert_eq!(Some(score.objective), told["objective"].as_i64());
    assert!(told["bound"].as_i64().unwrap() <= score.objective);
    assert!(agree::differences(&compiled.problem, &best, &found).is_empty());
}

#[test]
fn no_single_duty_swap_of_two_or_row_made_anew_makes_the_best_known_rota_better() {
    let (compiled, best) = department();
    let score = check(&compiled.problem, &best).score;
    let settled = settle(&compiled.problem, &best);
    assert_eq!((settled.unfilled, settled.objective), (score.unfilled, score.objective));
}

/// So much work is done in under five seconds, each thread's share, even by a program that was not built for speed.
#[test]
fn a_little_work_fills_every_place_that_can_be_filled() {
    let (compiled, _) = department();
    let mut none = compiled.rota.clone();
    none.lines.retain(|it| it.duty.is_none());
    let found = fill(&compiled.problem, &none, 1, 2, &Work(300));
    assert_eq!((found.tally.hard, found.tally.firm, found.tally.short), (0, 0, 0));
    assert_eq!(found.tally.unfilled, 0);
    let told: Json = serde_json::from_str(&text("best.json")).unwrap();
    assert!(Some(found.bound.objective) >= told["bound"].as_i64(), "what is said is proven");
    assert!(found.bound.objective <= found.tally.objective, "{found:?}");
}
