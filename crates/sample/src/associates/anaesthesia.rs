//! Anaesthesia associates.

use preceptor_record::{Day, Span, Status};

use super::{
    REGISTER_OPENED, candidate, degree_before, in_training, on_the_register, sits, studied,
};
use crate::base;
use crate::cast::Senior;
use crate::life::{Life, shift};
use crate::signing;
use crate::work::{self, Work, employed};

/// Anaesthesia associates who began from September 2023 on sit the registration assessment.
const AA_ASSESSMENT_FROM: Day = Day(19_601);

const IN_THEATRE: &[&str] = &[
    "preop-assessment",
    "induce-ga",
    "maintain-ga",
    "emerge-ga",
    "airway-supraglottic",
    "intubate",
    "cannulation",
    "arterial-line",
    "sedation-minimal",
    "venepuncture",
    "administer-psd",
    "spinal-anaesthesia",
];

pub(crate) fn anaesthesia_associate(life: &mut Life<'_>) {
    life.works_in("anaesthesia");
    if life.dice.in_hundred(14) {
        return in_training(life, "anaesthesia-associate", "aa-studies", "ucl-aa");
    }
    let years = life.dice.between(0, 9).min(life.dice.between(0, 14));
    let qualified = life.years_ago(years);
    let began = qualified.minus(Span::of_months(27));
    if life.dice.in_hundred(40) {
        let profession = life.dice.pick(&["nurse", "operating-department-practitioner"]);
        let first = life.before(began, 1_200, 4_000);
        life.born(first, 21);
        base::career(life, profession, first, began);
    } else {
        degree_before(life, qualified);
    }
    let programme = if shift(qualified, -730).0 / 365 < 51 {
        "birmingham-aa"
    } else {
        life.dice.pick(&["birmingham-aa", "ucl-aa", "lancaster-aa"])
    };
    studied(life, programme, "aa-studies", began, qualified);
    let mut passed = shift(qualified, 10);
    if began >= AA_ASSESSMENT_FROM {
        passed = sits(life, "aara", shift(qualified, 40));
    }
    if passed > shift(life.day, -30) {
        return candidate(life);
    }
    if passed < shift(REGISTER_OPENED, -60) && life.dice.in_hundred(85) {
        life.registration(
            "rcoa-mvr",
            None,
            shift(passed, 20),
            Some(REGISTER_OPENED),
            Status::Registered,
        );
    }
    on_the_register(life, "anaesthesia-associate", passed);
    let aa = Work {
        role: "anaesthesia-associate",
        base_profession: None,
        bands: &["7", "7", "8a"],
        by: Senior::Consultant,
    };
    let from = life.after(passed, 5, 25).min(shift(life.day, -2));
    let start = employed(life, &aa, from);
    signing::signed_off(life, (4, 9), IN_THEATRE, Senior::Consultant, from);
    work::year_by_year(life, "credits", Senior::Consultant, start);
}
