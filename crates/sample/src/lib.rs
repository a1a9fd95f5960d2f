//! Imaginary organisations and people: plausible, varied, and the same for a seed on every machine.
//!
//! Nobody here is real: names are made of parts that go with any other, numbers are such as no register issues, and
//! e-mail addresses lie in a domain that cannot exist. Start at [`entries`].

mod career;
mod chance;
mod names;
mod places;
mod team;

use preceptor_record::Day;
use serde_json::Value as Json;

use chance::Chance;
use places::Places;

/// The day the sample is made for unless another is asked for: 20 November 2026.
pub fn reference_day() -> Day {
    Day(20_777)
}

/// So many imaginary people after their organisations, each an entry of a people file.
///
/// Supervisors come first among the people of each hundred, so that whoever names one names somebody who exists. The
/// same number, seed and day give the same entries on every machine.
pub fn entries(n: usize, seed: u64, today: Day) -> impl Iterator<Item = Json> {
    let places = Places::for_people(n);
    let organisations = places.entries();
    let people = (0..n).map(move |i| {
        // One stream a person, so that a larger sample begins with the smaller one.
        let mut chance = Chance::stream(seed, i as u64);
        team::person(i, n, &places, &mut chance, today)
    });
    organisations.into_iter().chain(people)
}

/// The same as lines of JSON, one entry a line.
pub fn lines(n: usize, seed: u64, today: Day) -> impl Iterator<Item = String> {
    entries(n, seed, today).map(|it| it.to_string())
}
