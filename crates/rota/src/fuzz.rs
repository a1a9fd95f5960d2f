//! What a fuzzer drives.

use preceptor_record::file::{Faults, Sources};

use crate::model::compile::{Handed, compile, read};
use crate::model::csv::read_rota;
use crate::verify::{check, json};

/// The line that parts a problem from a rota.
const PART: &str = "\n=== rota\n";

/// Reads those bytes as a problem, and what follows a line `=== rota` as a rota for it, judges both, and tells what it
/// found. `handed` has the rules that contracts may name.
///
/// # Panics
///
/// When something is wrong and nothing is said of it, or the score does not agree with the breaches: that, like any
/// panic, is a defect.
pub fn fuzz_rota(bytes: &[u8], handed: &Handed) {
    let text = String::from_utf8_lossy(bytes);
    let (problem, rota) = text.split_once(PART).unwrap_or((&text, ""));
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let Some(file) = read(problem, "problem", &mut sources, &mut faults) else {
        assert!(!faults.render(&sources).is_empty(), "an error says something");
        return;
    };
    let Some(compiled) = compile(&file, handed, &mut faults) else {
        assert!(!faults.render(&sources).is_empty(), "an error says something");
        return;
    };
    let with = (&file, handed, &compiled);
    let rota = read_rota(rota, "rota", with, &mut sources, &mut faults);
    for it in rota.iter().chain([&compiled.rota]) {
        let found = check(&compiled.problem, it);
        let hard =
            found.breaches.iter().filter(|it| it.weight.as_str() == "hard" && it.counts()).count();
        assert!(i64::try_from(hard) == Ok(found.score.hard), "the score counts the breaches");
        assert!(json::to_json(&compiled.problem, &found).is_object(), "an answer is told");
    }
}
