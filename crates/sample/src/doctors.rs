//! Doctors: those who supervise, sign off and appraise the others.

use preceptor_record::facts::Fte;
use preceptor_record::{Body, Experience, Post, Qualification, SupervisionKind};

use crate::base::award;
use crate::cast::{Part, Senior};
use crate::life::{Life, shift};
use crate::signing::holds_duty;
use crate::upkeep;

pub(crate) fn live(life: &mut Life<'_>) {
    let Part::Doctor { role, specialty, .. } = life.part else { return };
    let years = match role {
        "resident-doctor" => life.dice.between(2, 9),
        "locally-employed-doctor" => life.dice.between(3, 12),
        _ => life.dice.between(9, 36),
    };
    let qualified = life.years_ago(years);
    life.born(qualified, 23);
    let country = if life.dice.in_hundred(28) {
        life.dice.pick(&["in", "pk", "ng", "eg", "ie", "de", "lk", "gr"])
    } else {
        "uk"
    };
    let degree = Qualification {
        subject: vec!["medicine".into()],
        country: Some(country.into()),
        ..award("bachelors", 7, qualified)
    };
    life.add(Body::Qualification(degree));

    let registered = life.after(qualified, 20, 60);
    let trained = shift(registered, (years * 365 * 2 / 5).min(9 * 365));
    match role {
        "consultant" | "gp" => {
            let part = if role == "gp" { "gp" } else { "specialist" };
            life.registered("gmc", None, registered, Some(trained));
            crate::base::registration(life, "gmc", part, trained);
        }
        _ => life.registered("gmc", None, registered, None),
    }
    let training = Experience {
        role: Some("resident-doctor".into()),
        setting: Some("secondary-care".into()),
        specialty: Some(specialty.into()),
        organisation: None,
        country: Some(country.into()),
        from: Some(registered),
        until: Some(trained),
        fte: Some(Fte::FULL),
        hours: None,
    };
    life.add(Body::Experience(training));

    let start = life.day_between(trained, shift(life.day, -40));
    let before = life.post(role, trained, Some(start));
    if trained < start && life.dice.in_hundred(45) {
        life.add(Body::Post(before));
    }
    let post = life.post(role, start, None);
    let band = (role == "resident-doctor").then(|| "resident".into());
    life.add(Body::Post(Post { band, ..post }));
    if matches!(role, "specialist-doctor" | "associate-specialist" | "specialty-doctor")
        && life.dice.in_hundred(60)
    {
        let from = life.after(start, 0, 300);
        holds_duty(life, "autonomous-practice", from);
    }
    if role == "resident-doctor" {
        life.supervised(SupervisionKind::Clinical, Senior::Consultant, start, None);
        life.supervised(SupervisionKind::Educational, Senior::Consultant, start, None);
    }
    upkeep::checks(life, start);
    upkeep::training(life, start);
    upkeep::development(life, "credits", start);
    upkeep::appraisals(life, if role == "gp" { Senior::Gp } else { Senior::Consultant }, start);
    upkeep::declarations(life, start);
    upkeep::absence(life, start);
}
