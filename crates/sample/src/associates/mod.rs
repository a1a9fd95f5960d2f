//! Physician associates and anaesthesia associates: what both go through.

mod anaesthesia;
mod physician;

use preceptor_record::facts::Passed;
use preceptor_record::{
    Body, Day, Declaration, Enrolment, Exam, Experience, Qualification, Span, SupervisionKind,
};

use crate::base::{self, award, degree};
use crate::cast::Senior;
use crate::life::{Life, shift};
use crate::signing;
use crate::upkeep;
use crate::work;

pub(crate) use anaesthesia::anaesthesia_associate;
pub(crate) use physician::physician_associate;

/// The General Medical Council's register opened on 13 December 2024, and to applications on the 16th.
const REGISTER_OPENED: Day = Day(20_070);
const APPLICATIONS_OPENED: Day = Day(20_073);

/// The registration assessment took the place of the national examination in September 2025.
const ASSESSMENT_BEGAN: Day = Day(20_332);

const SUBJECTS: &[&str] = &[
    "biomedical-science",
    "biology",
    "physiology",
    "neuroscience",
    "pharmacology",
    "psychology",
    "human-biology",
];

pub(super) fn degree_before(life: &mut Life<'_>, qualified: Day) {
    let on = shift(qualified, -(900 + life.dice.between(0, 1_200)));
    life.born(on, 21);
    let subject = life.dice.pick(SUBJECTS);
    degree(life, subject, on);
    if life.dice.in_hundred(35) {
        let until = shift(qualified, -730);
        care_work(life, on, until);
    }
}

pub(super) fn care_work(life: &mut Life<'_>, from: Day, until: Day) {
    if from >= until {
        return;
    }
    let hours = Some(u32::try_from(life.dice.between(2, 20) * 50).unwrap_or(100));
    life.add_claimed(
        Body::Experience(Experience {
            role: Some("healthcare-support-worker".into()),
            setting: Some("secondary-care".into()),
            specialty: None,
            organisation: None,
            country: Some("uk".into()),
            from: Some(from),
            until: Some(until),
            fte: None,
            hours,
        }),
        60,
    );
}

pub(super) fn studied(
    life: &mut Life<'_>,
    programme: &'static str,
    qualification: &'static str,
    from: Day,
    on: Day,
) {
    if life.dice.in_hundred(80) {
        let enrolment = Enrolment {
            programme: Some(programme.into()),
            qualification: Some(qualification.into()),
            from: Some(from),
            until: Some(on),
        };
        life.add(Body::Enrolment(enrolment));
    }
    life.add(Body::Qualification(Qualification {
        programme: Some(programme.into()),
        ..award(qualification, 7, on)
    }));
}

/// Sits an examination on that day; one in eight passes only at the second attempt. Gives the day it was passed.
pub(super) fn sits(life: &mut Life<'_>, exam: &'static str, on: Day) -> Day {
    let exam = |outcome, on| {
        let of_the_day = if exam == "pane" && on >= ASSESSMENT_BEGAN { "para" } else { exam };
        Body::Exam(Exam { exam: of_the_day.into(), outcome, on: Some(on) })
    };
    let passed = if life.dice.in_hundred(12) {
        life.add(exam(Passed::Fail, on));
        shift(on, 180)
    } else {
        on
    };
    life.add(exam(Passed::Pass, passed));
    passed
}

/// Entry in the register of associates: nine in ten by now, the others covered by the transition.
pub(super) fn on_the_register(life: &mut Life<'_>, part: &'static str, passed: Day) {
    let opened = shift(passed, 20).max(APPLICATIONS_OPENED);
    if opened >= shift(life.day, -10) || life.dice.in_hundred(9) {
        if life.dice.in_hundred(25) {
            let on = life.day_between(REGISTER_OPENED.min(life.day), life.day);
            let declaration =
                Declaration { about: "gmc-transition-evidence".into(), on: Some(on), until: None };
            life.add_claimed(Body::Declaration(declaration), 40);
        }
        return;
    }
    let from = life.day_between(opened, shift(opened, 300).min(shift(life.day, -8)));
    base::registration(life, "gmc-aapa", part, from);
}

/// Qualified, or nearly so, and without a post yet: the checks are under way.
pub(super) fn candidate(life: &mut Life<'_>) {
    let soon = shift(life.day, 20);
    upkeep::checks(life, soon);
    let start = shift(life.day, -300);
    upkeep::training(life, start);
    upkeep::development(life, "credits", start);
    upkeep::declarations(life, start);
    signing::rated(life, "maps-core", &["1.1", "1.2", "2.1", "2.3", "3.1"], 3, Senior::Consultant);
}

/// Still on a programme.
pub(super) fn in_training(
    life: &mut Life<'_>,
    role: &'static str,
    qualification: &'static str,
    programme: &'static str,
) {
    let began = life.before(life.day, 40, 600);
    let on = life.before(began, 60, 900);
    life.born(on, 21);
    let subject = life.dice.pick(SUBJECTS);
    degree(life, subject, on);
    care_work(life, on, began);
    let until = Some(began.plus(Span::of_months(24)));
    let enrolment = Enrolment {
        programme: Some(programme.into()),
        qualification: Some(qualification.into()),
        from: Some(began),
        until,
    };
    life.add(Body::Enrolment(enrolment));
    life.supervised(SupervisionKind::Educational, Senior::Consultant, began, until);
    if role == "anaesthesia-associate" {
        life.supervised(SupervisionKind::Clinical, Senior::Consultant, began, until);
    }
    upkeep::checks(life, began);
    work::year_by_year(life, "hours", Senior::Consultant, began);
}
