//! One person as their record is put together.

mod adding;

use preceptor_record::facts::Details;
use preceptor_record::{Body, Day, Fact, Person, Span};

use crate::cast::{Cast, Part, id_of};
use crate::dice::Dice;
use crate::names;
use crate::places::Place;

/// A person and what is known about them so far.
pub(crate) struct Life<'a> {
    pub(crate) dice: &'a mut Dice,
    pub(crate) cast: &'a Cast,
    /// What they do.
    pub(crate) part: Part,
    /// As of which day; nothing begins after it.
    pub(crate) day: Day,
    pub(crate) index: usize,
    /// Where they work now.
    pub(crate) place: usize,
    /// In which specialty they work now.
    pub(crate) specialty: &'static str,
    pub(crate) facts: Vec<Fact>,
    name: String,
    former_names: Vec<String>,
    details: Details,
}

/// The day so many days later, or earlier.
pub(crate) fn shift(day: Day, days: i32) -> Day {
    day.plus(Span { months: 0, days })
}

pub(crate) use adding::instant;

impl<'a> Life<'a> {
    pub(crate) fn begin(
        cast: &'a Cast,
        index: usize,
        part: Part,
        dice: &'a mut Dice,
        day: Day,
    ) -> Self {
        let name = names::name(dice);
        let details = Details {
            name: None,
            known_as: dice
                .in_hundred(6)
                .then(|| name.split(' ').next().unwrap_or_default().chars().take(3).collect()),
            pronouns: dice
                .in_hundred(25)
                .then(|| dice.pick(&["she/her", "he/him", "they/them"]).to_owned()),
            born: None,
            email: Some(format!("{}@example.invalid", id_of(index))),
            phone: dice.in_hundred(40).then(|| format!("07700 900{:03}", dice.below(1_000))),
            employee_number: dice.in_hundred(80).then(|| format!("9{:07}", index + 1)),
            from: None,
        };
        let (specialty, place) = match part {
            Part::Doctor { specialty, place, .. } => (specialty, place),
            Part::Staff { place, .. } => ("", place),
            _ => ("", 0),
        };
        let (facts, former_names) = (Vec::with_capacity(48), Vec::new());
        Self { dice, cast, part, day, index, place, specialty, facts, name, former_names, details }
    }

    /// Sets where they work now, in which specialty.
    pub(crate) fn works_in(&mut self, specialty: &'static str) {
        self.specialty = specialty;
        self.place = self.cast.places.draw(specialty, self.dice);
    }

    pub(crate) fn at(&self) -> &'a Place {
        self.cast.place(self.place)
    }

    /// The day so many years ago, give or take half a year.
    pub(crate) fn years_ago(&mut self, years: i32) -> Day {
        let days = self.dice.between(-182, 182);
        shift(self.day, days - years * 365).min(shift(self.day, -1))
    }

    /// A day so many to so many days later.
    pub(crate) fn after(&mut self, day: Day, least: i32, most: i32) -> Day {
        shift(day, self.dice.between(least, most))
    }

    /// A day so many to so many days earlier.
    pub(crate) fn before(&mut self, day: Day, least: i32, most: i32) -> Day {
        shift(day, -self.dice.between(least, most))
    }

    /// A day from one up to and including another.
    pub(crate) fn day_between(&mut self, from: Day, to: Day) -> Day {
        shift(from, self.dice.between(0, (to.0 - from.0).max(0)))
    }

    pub(crate) fn born(&mut self, at_first_award: Day, least_age: i32) {
        let age = least_age + self.dice.between(0, 9).min(self.dice.between(0, 9));
        self.details.born = Some(shift(at_first_award, -age * 365 - self.dice.between(0, 364)));
    }

    /// The number under which that register would know them: of a kind it does not issue.
    pub(crate) fn number(&self, register: &str) -> String {
        let n = self.index + 1;
        let seven = if n < 10_000 { 9_990_000 + n } else { 9_000_000 + n };
        match register {
            "gmc-aapa" => format!("A{seven}"),
            "nmc" => format!("99Z{n:06}E"),
            "hcpc" => format!("ZZ{n:06}"),
            "goc" => format!("99-{n:06}"),
            _ => seven.to_string(),
        }
    }

    /// A new family name from that day on.
    pub(crate) fn changes_name(&mut self, from: Day) {
        let former = std::mem::take(&mut self.name);
        let given = former.split(' ').next().unwrap_or_default();
        self.name = format!("{given} {}", names::family(self.dice));
        let details = Details {
            name: Some(self.name.clone()),
            known_as: None,
            pronouns: None,
            born: None,
            email: None,
            phone: None,
            employee_number: None,
            from: Some(from),
        };
        self.former_names.push(former);
        self.add(Body::Details(details));
    }

    pub(crate) fn into_person(self) -> Person {
        Person {
            id: id_of(self.index),
            name: Some(self.name),
            details: Some(Box::new(self.details)),
            former_names: self.former_names,
            facts: self.facts,
        }
    }
}
