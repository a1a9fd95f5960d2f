//! People in a registered profession who supervise and work beside the others.

use preceptor_record::{Body, Code, Post, SupervisionKind};

use crate::base;
use crate::cast::{Part, Senior};
use crate::life::{Life, shift};
use crate::signing;
use crate::upkeep;

pub(crate) fn live(life: &mut Life<'_>) {
    let Part::Staff { profession, .. } = life.part else { return };
    life.specialty = match profession {
        _ if life.at().kind == "practice" => "general-practice",
        "radiographer" => "radiology",
        "physiotherapist" => "trauma-and-orthopaedics",
        "paramedic" => "emergency-medicine",
        "operating-department-practitioner" => "anaesthesia",
        "biomedical-scientist" => "clinical-biochemistry",
        _ => "general-medicine",
    };
    let years = life.dice.between(1, 32);
    let qualified = life.years_ago(years);
    life.born(qualified, 21);
    let start =
        life.day_between(shift(qualified, 100).min(shift(life.day, -30)), shift(life.day, -30));
    base::career(life, profession, qualified, start);
    let post = life.post(profession, start, None);
    let modality = (profession == "radiographer").then(|| Code::from("diagnostic"));
    let band = Some(Code::from(life.dice.pick(&["5", "5", "6", "6", "7"])));
    life.add(Body::Post(Post { band, modality, ..post }));
    if base::prescriber(life, profession, 18, start) && life.dice.in_hundred(80) {
        signing::entitled(life, "prescribe-medicine", shift(start, 100));
    }
    signing::requests_imaging(life, 8, start);
    if life.dice.in_hundred(30) {
        life.supervised(SupervisionKind::Clinical, Senior::Anybody, start, None);
    }
    upkeep::checks(life, start);
    upkeep::training(life, start);
    upkeep::development(life, "hours", start);
    upkeep::appraisals(life, Senior::Anybody, start);
    upkeep::declarations(life, start);
    upkeep::absence(life, start);
}
