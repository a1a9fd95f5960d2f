//! Physician associates.

use preceptor_record::{Body, Day, Qualification, Span};

use super::{
    ASSESSMENT_BEGAN, REGISTER_OPENED, candidate, degree_before, in_training, on_the_register,
    sits, studied,
};
use crate::base::{self, award};
use crate::cast::Senior;
use crate::life::{Life, shift};
use crate::signing;
use crate::work::{self, Work, employed};

/// Programmes, and the year from which they may have had graduates.
const PA_PROGRAMMES: &[(&str, i32)] = &[
    ("birmingham-pa", 2010),
    ("st-georges-pa", 2010),
    ("wolverhampton-pa", 2010),
    ("aberdeen-pa", 2013),
    ("worcester-pa", 2016),
    ("plymouth-pa", 2016),
    ("liverpool-pa", 2017),
    ("manchester-pa", 2017),
    ("reading-pa", 2017),
    ("anglia-ruskin-pa", 2018),
    ("bradford-pa", 2018),
    ("bangor-pa", 2018),
    ("hull-york-pa", 2018),
    ("leeds-pa", 2018),
    ("surrey-pa", 2018),
    ("swansea-pa", 2018),
    ("newcastle-pa", 2019),
    ("ulster-pa", 2019),
    ("brunel-pa", 2020),
    ("keele-pa", 2020),
    ("leicester-pa", 2020),
    ("winchester-pa", 2023),
];

const PA_SPECIALTIES: &[&str] = &[
    "acute-medicine",
    "acute-medicine",
    "acute-medicine",
    "general-medicine",
    "general-medicine",
    "emergency-medicine",
    "emergency-medicine",
    "general-practice",
    "general-practice",
    "general-practice",
    "general-practice",
    "geriatric-medicine",
    "cardiology",
    "respiratory-medicine",
    "general-surgery",
    "trauma-and-orthopaedics",
    "urology",
    "psychiatry",
    "paediatrics",
];

const IN_HOSPITAL: &[&str] = &[
    "take-history",
    "physical-examination",
    "review-differentiated",
    "formulate-diagnosis",
    "management-plan",
    "ward-round",
    "refer-specialty",
    "draft-discharge-letter",
    "request-bloods",
    "interpret-tests",
    "ecg",
    "venepuncture",
    "cannulation",
    "arterial-gas",
    "catheterise-urethral",
    "lumbar-puncture",
    "ascitic-drain",
    "propose-medicine",
    "administer-psd",
    "suture-wound",
    "request-non-ionising-imaging",
    "outpatient-review",
    "resus-team-member",
];

const IN_PRACTICE: &[&str] = &[
    "take-history",
    "physical-examination",
    "see-triaged-minor",
    "review-differentiated",
    "management-plan",
    "health-check",
    "long-term-review",
    "request-bloods",
    "interpret-tests",
    "ecg",
    "venepuncture",
    "vaccinate",
    "propose-medicine",
    "refer-specialty",
    "home-visit",
];

pub(crate) fn physician_associate(life: &mut Life<'_>) {
    let specialty = life.dice.pick(PA_SPECIALTIES);
    life.works_in(specialty);
    match life.dice.below(100) {
        0..=8 => in_training(life, "physician-associate", "pa-studies", "birmingham-pa"),
        9..=12 => from_abroad(life),
        13..=17 => registered_before(life),
        _ => {
            let years = life.dice.between(0, 13).min(life.dice.between(0, 16));
            let qualified = life.years_ago(years);
            degree_before(life, qualified);
            graduate(life, qualified);
        }
    }
}

/// The usual way: programme, award, examination, register, posts.
fn graduate(life: &mut Life<'_>, qualified: Day) {
    let year = 1970 + qualified.0 / 365;
    let open: Vec<&str> = PA_PROGRAMMES.iter().filter(|it| it.1 <= year).map(|it| it.0).collect();
    let integrated = life.dice.in_hundred(4);
    let programme = if integrated { "lancashire-mpas" } else { life.dice.pick(&open) };
    let qualification = if integrated { "mpas-integrated" } else { "pa-studies" };
    let months = if integrated { 48 } else { 24 };
    studied(life, programme, qualification, qualified.minus(Span::of_months(months)), qualified);
    let sitting = life.after(qualified, 20, 80);
    let passed = sits(life, "pane", sitting);
    if passed > life.day {
        return candidate(life);
    }
    if passed < shift(REGISTER_OPENED, -40) && life.dice.in_hundred(88) {
        let from = life.after(passed, 10, 40);
        life.registered("pamvr", None, from, Some(REGISTER_OPENED));
    }
    on_the_register(life, "physician-associate", passed);
    works_as_pa(life, passed);
}

fn works_as_pa(life: &mut Life<'_>, passed: Day) {
    let from = life.after(passed, 20, 150);
    if from > shift(life.day, -10) {
        return candidate(life);
    }
    let by = if life.at().kind == "practice" { Senior::Gp } else { Senior::Consultant };
    let pa = Work {
        role: "physician-associate",
        base_profession: None,
        bands: &["7", "7", "7", "6", "8a"],
        by,
    };
    let start = employed(life, &pa, from);
    let activities = if life.at().kind == "practice" { IN_PRACTICE } else { IN_HOSPITAL };
    signing::signed_off(life, (4, 10), activities, by, from);
    signing::requests_imaging(life, 14, start);
    if life.dice.in_hundred(10) {
        work::second_post(life, "physician-associate", start, "fixed-term");
    }
    work::year_by_year(life, "credits", by, start);
}

/// Qualified in another country: some through the old voluntary register, some through an assessment.
fn from_abroad(life: &mut Life<'_>) {
    let years = life.dice.between(3, 15);
    let qualified = life.years_ago(years);
    degree_before(life, qualified);
    let country = life.dice.pick(&["us", "us", "nl", "ca"]);
    let qualification = if country == "us" { "pa-studies" } else { "pa-comparable" };
    let abroad = Qualification {
        country: Some(country.into()),
        programme: None,
        ..award(qualification, 7, qualified)
    };
    life.add(Body::Qualification(abroad));
    let mut passed = sits(
        life,
        if country == "us" { "pance" } else { "para" },
        shift(qualified, 60).max(if country == "us" { Day(0) } else { ASSESSMENT_BEGAN }),
    );
    if country == "us" && life.dice.in_hundred(70) {
        let from = life.after(passed, 200, 900).min(shift(REGISTER_OPENED, -200));
        if from > passed {
            life.registered("pamvr", None, from, Some(REGISTER_OPENED));
            passed = from;
        }
    }
    if passed > shift(life.day, -60) {
        return candidate(life);
    }
    on_the_register(life, "physician-associate", passed);
    works_as_pa(life, passed);
}

/// A nurse or a paramedic first, who keeps that registration and often a post in it.
fn registered_before(life: &mut Life<'_>) {
    let profession = life.dice.pick(&["nurse", "nurse", "paramedic"]);
    let years = life.dice.between(1, 9);
    let qualified = life.years_ago(years);
    let first = life.before(qualified, 1_500, 5_000);
    life.born(first, 21);
    base::career(life, profession, first, qualified.minus(Span::of_months(24)));
    base::prescriber(life, profession, 45, shift(first, 900));
    graduate(life, qualified);
    if life.dice.in_hundred(60) {
        work::second_post(life, profession, qualified, "bank");
    }
}
