//! Imaginary people and organisations for demonstrations, tests and measurements.
//!
//! [`people`] makes as many as are asked for: organisations first, then doctors and others who supervise, then people
//! in the eight roles and those in training for them. The same number and seed give the same people on every machine
//! and in every build. Nobody here exists, and their codes and numbers are of a kind that no register issues.
//!
//! Start at `cast` for who there is and at the modules named after roles for what is known about them. Every
//! draw comes from one stream of chance, so a change anywhere changes everybody after it; that is why a test holds the
//! digest of a small sample.

mod assistants;
mod associates;
mod base;
mod cast;
mod consultants;
mod dice;
mod doctors;
mod history;
mod life;
mod names;
mod places;
mod practitioners;
mod signing;
mod staff;
mod upkeep;
mod work;

use preceptor_record::file::Place as At;
use preceptor_record::people::Item;
use preceptor_record::{Body, Day, Fact, FactId, Person};

use crate::cast::{Cast, Part};
use crate::dice::Dice;
use crate::life::Life;
use crate::places::Places;

/// The day the people of [`people`] are as of: 20 November 2026.
pub const fn reference_day() -> Day {
    Day(20_777)
}

/// So many imaginary people with their organisations, as of the [`reference_day`].
///
/// ```
/// use preceptor_record::people::Item;
///
/// let people = preceptor_sample::people(3, 7).filter(|it| matches!(it, Item::Person(..)));
/// assert_eq!(people.count(), 3);
/// ```
pub fn people(n_people: usize, seed: u64) -> impl Iterator<Item = Item> {
    people_as_of(n_people, seed, reference_day())
}

/// The same as of another day: nothing recorded of them lies after it, and their careers move with it.
pub fn people_as_of(n_people: usize, seed: u64, day: Day) -> impl Iterator<Item = Item> {
    people_at(Places::new(n_people), n_people, seed, day)
}

/// The imaginary trust of the demonstration as it stands on a day: one trust and a practice, with about 150 people in
/// every role, some of whom have something amiss: a registration suspended, a named supervisor of too many, proof that
/// lapses soon, and one who was entered twice. The organisations come first; the trust is the first of them.
pub fn demonstration(day: Day) -> impl Iterator<Item = Item> {
    let mut all: Vec<Item> =
        people_at(Places::one_trust(), DEMONSTRATION, DEMONSTRATION_SEED, day).collect();
    let twin = all.iter().find_map(entered_twice);
    if let (Some(Item::Person(last, _)), Some(twin)) = (all.last_mut(), twin) {
        **last = Person { id: last.id.clone(), ..twin };
    }
    all.into_iter()
}

/// A second record of somebody on the register of associates: the same number under a shortened name, and nothing else.
fn entered_twice(of: &Item) -> Option<Person> {
    let Item::Person(of, _) = of else { return None };
    let registration = of.facts.iter().find(|it| match &it.body {
        Body::Registration(it) => it.register == *"gmc-aapa" && it.number.is_some(),
        _ => false,
    })?;
    let (first, rest) = of.name.as_deref()?.split_once(' ')?;
    let fact = Fact::claimed(FactId::new("f-1"), registration.body.clone());
    Some(Person {
        id: of.id.clone(),
        name: Some(format!("{}. {rest}", first.chars().next()?)),
        details: None,
        former_names: Vec::new(),
        facts: vec![fact],
    })
}

/// How many people the demonstration has.
const DEMONSTRATION: usize = 150;
/// The seed whose people show most of what can be amiss; a test holds it to that.
const DEMONSTRATION_SEED: u64 = 5;

fn people_at(places: Places, n_people: usize, seed: u64, day: Day) -> impl Iterator<Item = Item> {
    let mut dice = Dice::new(seed);
    let cast = Cast::new(places, n_people, &mut dice);
    let organisations: Vec<Item> = cast.places.items().collect();
    let people = (0..n_people).map(move |index| person(&cast, index, &mut dice, day));
    organisations.into_iter().chain(people)
}

/// The same as lines of a people file, without their ends.
pub fn lines(n_people: usize, seed: u64, day: Day) -> impl Iterator<Item = String> {
    people_as_of(n_people, seed, day).map(|it| {
        let mut line = String::new();
        it.write_line(&mut line);
        line
    })
}

fn person(cast: &Cast, index: usize, dice: &mut Dice, day: Day) -> Item {
    let part = cast.part(index, dice);
    let mut life = Life::begin(cast, index, part, dice, day);
    match part {
        Part::Doctor { .. } => doctors::live(&mut life),
        Part::Staff { .. } => staff::live(&mut life),
        Part::PhysicianAssociate => associates::physician_associate(&mut life),
        Part::AnaesthesiaAssociate => associates::anaesthesia_associate(&mut life),
        Part::SurgicalCarePractitioner => practitioners::surgical_care(&mut life),
        Part::CriticalCarePractitioner => practitioners::critical_care(&mut life),
        Part::ClinicalPractitioner => practitioners::advanced_clinical(&mut life),
        Part::AssistantPractitioner => assistants::live(&mut life),
        Part::NurseConsultant => consultants::nurse(&mut life),
        Part::ClinicalScientist => consultants::scientist(&mut life),
    }
    history::happens(&mut life);
    Item::Person(Box::new(life.into_person()), At::default())
}

#[cfg(test)]
mod tests;
