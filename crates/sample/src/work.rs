//! Posts in the roles, one after another and side by side.

use preceptor_record::facts::Fte;
use preceptor_record::{Body, Code, Day, Post, SupervisionKind};

use crate::cast::Senior;
use crate::life::{Life, shift};
use crate::signing;
use crate::upkeep;

/// How somebody holds posts in a role.
pub(crate) struct Work {
    pub(crate) role: &'static str,
    pub(crate) base_profession: Option<&'static str>,
    pub(crate) bands: &'static [&'static str],
    /// Who supervises them.
    pub(crate) by: Senior,
}

/// Posts from that day on with their supervisors, and where they work now. Gives the first day of the present one.
pub(crate) fn employed(life: &mut Life<'_>, work: &Work, from: Day) -> Day {
    let mut start = from;
    // An earlier post in the role, elsewhere.
    if life.day.0 - from.0 > 700 && life.dice.in_hundred(45) {
        let (place, specialty) = (life.place, life.specialty);
        if specialty == "general-practice" && life.dice.in_hundred(70) {
            life.works_in("acute-medicine");
        } else {
            life.works_in(specialty);
        }
        start = life.day_between(shift(from, 300), shift(life.day, -60));
        hold(life, work, from, Some(start));
        (life.place, life.specialty) = (place, specialty);
    }
    // A few have left, or leave on a day that is known.
    let ends = match life.dice.below(100) {
        0..=2 => Some(life.day_between(shift(start, 30), shift(life.day, -10))),
        3..=5 => Some(life.after(life.day, 10, 200)),
        _ => None,
    };
    hold(life, work, start, ends);
    upkeep::checks(life, start);
    start
}

fn hold(life: &mut Life<'_>, work: &Work, from: Day, until: Option<Day>) {
    let post = life.post(work.role, from, until);
    let band = Some(Code::from(life.dice.pick(work.bands)));
    let manager = life.dice.in_hundred(30).then(|| life.senior(work.by)).flatten();
    let until_then = post.until;
    life.add(Body::Post(Post {
        base_profession: work.base_profession.map(Into::into),
        band,
        manager,
        ..post
    }));
    // Four in a hundred have nobody, and four somebody who may not be it.
    let named = match life.dice.below(100) {
        0..=3 => None,
        4..=7 => Some(Senior::Doctor),
        _ => Some(work.by),
    };
    if let Some(by) = named {
        life.supervised(SupervisionKind::Named, by, from, until_then);
    }
    if life.dice.in_hundred(55) {
        life.supervised(SupervisionKind::Clinical, work.by, from, until_then);
    }
    if life.dice.in_hundred(40) {
        life.supervised(SupervisionKind::Educational, work.by, from, until_then);
    }
}

/// A second post beside the first, a day or two a week, in that role.
pub(crate) fn second_post(
    life: &mut Life<'_>,
    role: &'static str,
    from: Day,
    contract: &'static str,
) {
    let specialty = life.specialty;
    life.works_in(specialty);
    let from = life.day_between(from, shift(life.day, -5));
    let post = life.post(role, from, None);
    let fte = Some(Fte(life.dice.pick(&[100, 200, 200, 400])));
    life.add(Body::Post(Post { fte, contract: Some(contract.into()), ..post }));
}

/// What everybody in a role does year by year.
pub(crate) fn year_by_year(life: &mut Life<'_>, unit: &str, by: Senior, start: Day) {
    upkeep::training(life, start);
    upkeep::development(life, unit, start);
    upkeep::assessments(life, by, 4, start);
    upkeep::appraisals(life, by, start);
    upkeep::declarations(life, start);
    upkeep::absence(life, start);
    signing::rated(life, "maps-core", &["1.1", "1.2", "2.1", "2.3", "3.1", "3.4", "4.2"], 4, by);
}
