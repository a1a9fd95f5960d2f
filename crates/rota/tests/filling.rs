//! Laws of a rota being filled: whatever changes are made, its score is the verifier's, and taking a change back leaves
//! nothing behind.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a problem that cannot be read fails the test"
)]

mod agree;
mod handed;
mod made;

use handed::HANDED;
use made::{document, problems};
use preceptor_record::file::{Faults, Sources};
use preceptor_rota::fill::{Change, Filling, Ground};
use preceptor_rota::model::Compiled;
use preceptor_rota::model::compile::{compile, read};
use preceptor_rota::search::chance::Chance;
use preceptor_rota::verify::{Findings, check};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn compiled(document: &Json) -> Compiled {
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let file = read(&document.to_string(), "problem", &mut sources, &mut faults);
    let compiled = file.and_then(|it| compile(&it, &HANDED, &mut faults));
    assert!(!faults.any_error(), "{}", faults.render(&sources));
    compiled.unwrap()
}

/// The problem with weights, requests and wants, so that every part of the objective has something to say.
fn weighed(mut document: Json, seed: u64) -> Json {
    document["jurisdiction"] = json!("england");
    document["weights"] =
        json!({"wanted": 70, "weekend": 20, "night": 10, "bank_holiday": 30, "fatigue": 2});
    let mut chance = Chance::new(seed, 0);
    let n = document["people"].as_array().unwrap().len();
    let wants = ["off", "on", "list", "floor"];
    let requests = (0..6).map(|_| {
        let from = 9 + chance.below(14);
        json!({"person": format!("p{}", chance.below(n)), "want": wants[chance.below(4)],
            "from": format!("2026-03-{from:02}"), "until": format!("2026-03-{:02}", from + 2), "weight": 1 + chance.below(40)})
    });
    let requests: Vec<Json> = requests.collect();
    document["requests"] = json!(requests);
    for (number, duty) in document["duties"].as_array_mut().unwrap().iter_mut().enumerate() {
        duty["want"] = json!(1 + number % 3);
    }
    document
}

/// What the verifier finds beyond what the lines that stay break of rotas themselves.
fn differences(compiled: &Compiled, filling: &Filling<'_>) -> Vec<String> {
    let found: Findings = check(&compiled.problem, &filling.rota());
    agree::differ(filling.tally(), &found)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever lines stay, both count the same breaches of limits and the same points.
    #[test]
    fn lines_that_stay_are_counted_as_the_verifier_does(made in problems(), seed in any::<u64>()) {
        let compiled = compiled(&weighed(document(&made, 0), seed));
        let found = check(&compiled.problem, &compiled.rota);
        let told = agree::differences(&compiled.problem, &compiled.rota, &found);
        prop_assert!(told.is_empty(), "{:#?}", told);
    }

    /// After every change that is made, the tally is the verifier's; what is taken back leaves the tally it found.
    #[test]
    fn every_change_is_counted_as_the_verifier_does(made in problems(), seed in any::<u64>()) {
        let compiled = compiled(&weighed(document(&made, 0), seed));
        let mut rota = compiled.rota.clone();
        rota.lines.retain(|it| it.duty.is_none());
        let ground = Ground::new(&compiled.problem, &rota);
        let mut filling = Filling::new(&ground);
        let mut chance = Chance::new(seed, 1);
        let (n_people, n_duties) = (compiled.problem.people.len(), compiled.problem.duties.len());
        if n_duties == 0 {
            return Ok(());
        }
        for _ in 0..60 {
            let mut changes = Vec::new();
            for _ in 0..=chance.below(3) {
                let (person, duty) = (chance.below(n_people), chance.below(n_duties));
                let (person, duty) = (u32::try_from(person).unwrap(), u32::try_from(duty).unwrap());
                let on = !filling.on(duty).contains(&person);
                if !changes.iter().any(|it: &Change| (it.person, it.duty) == (person, duty)) {
                    changes.push(Change { person, duty, on });
                }
            }
            let (tally, rota) = (filling.tally(), filling.kept());
            if !filling.make(&changes) {
                prop_assert_eq!((filling.tally(), filling.kept()), (tally, rota));
                continue;
            }
            let told = differences(&compiled, &filling);
            prop_assert!(told.is_empty(), "{:#?} after {:?}", told, changes);
            if chance.below(3) == 0 {
                filling.take_back();
                prop_assert_eq!((filling.tally(), filling.kept()), (tally, rota));
            }
        }
    }
}
