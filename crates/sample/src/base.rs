//! Registered professions: the register each is on, what may befall a registration, and prescribing.

use preceptor_record::facts::Class;
use preceptor_record::{
    Annotation, Body, Closeness, Code, Day, Experience, Qualification, Restriction, Status,
};

use crate::life::{Life, shift};

/// The register a profession is on, and the subject of the degree that leads there.
pub(crate) fn register_of(profession: &'static str) -> (&'static str, &'static str) {
    match profession {
        "nurse" => ("nmc", "nursing"),
        "midwife" => ("nmc", "midwifery"),
        "pharmacist" => ("gphc", "pharmacy"),
        "optometrist" => ("goc", "optometry"),
        "physiotherapist" => ("hcpc", "physiotherapy"),
        "paramedic" => ("hcpc", "paramedic-science"),
        "operating-department-practitioner" => ("hcpc", "operating-department-practice"),
        "radiographer" => ("hcpc", "radiography"),
        "podiatrist" => ("hcpc", "podiatry"),
        "dietitian" => ("hcpc", "dietetics"),
        _ => ("hcpc", "biomedical-science"),
    }
}

/// An award on that day.
pub(crate) fn award(qualification: &'static str, level: u8, on: Day) -> Qualification {
    Qualification {
        qualification: qualification.into(),
        level: Some(level),
        subject: Vec::new(),
        class: None,
        programme: None,
        country: Some("uk".into()),
        on: Some(on),
    }
}

/// A first degree; one in twelve is from abroad.
pub(crate) fn degree(life: &mut Life<'_>, subject: &'static str, on: Day) {
    let class = life.dice.pick(&[
        Some(Class::First),
        Some(Class::UpperSecond),
        Some(Class::UpperSecond),
        Some(Class::LowerSecond),
    ]);
    let country = if life.dice.in_hundred(8) {
        life.dice.pick(&["ie", "in", "ng", "ph", "pt", "zw"])
    } else {
        "uk"
    };
    let degree = Qualification {
        subject: vec![subject.into()],
        class,
        country: Some(country.into()),
        ..award("bachelors", 6, on)
    };
    life.add(Body::Qualification(degree));
}

/// What becomes of a registration from that day on: good order for most, and for a few all that may happen.
pub(crate) fn registration(
    life: &mut Life<'_>,
    register: &'static str,
    part: &'static str,
    from: Day,
) {
    let part = Some(part);
    let changed = life.day_between(shift(from, 30), shift(life.day, -5));
    match life.dice.below(100) {
        0..=85 => life.registered(register, part, from, None),
        // Renewed: one period after another.
        86..=88 => {
            life.registered(register, part, from, Some(changed));
            life.registered(register, part, changed, None);
        }
        89..=91 => {
            life.registered_until(register, part, from, changed);
            life.registration(register, part, changed, None, Status::Conditions);
            let (activity, supervision) = if life.dice.in_hundred(50) {
                ("prescribe-medicine", None)
            } else {
                ("all", Some(Closeness::OnSite))
            };
            life.add(Body::Restriction(Restriction {
                activity: activity.into(),
                supervision,
                imposed_by: Some(register.split('-').next().unwrap_or(register).to_uppercase()),
                from: Some(changed),
                until: None,
            }));
        }
        92 | 93 => {
            let until = life.after(changed, 60, 400);
            life.registered_until(register, part, from, changed);
            life.registration(register, part, changed, Some(until), Status::Suspended);
            if until < life.day {
                life.registered(register, part, until, None);
            }
        }
        94 | 95 => {
            life.registered_until(register, part, from, changed);
            life.registration(register, part, changed, None, Status::Lapsed);
        }
        96 => {
            life.registered_until(register, part, from, changed);
            life.registration(register, part, changed, None, Status::Removed);
        }
        // Only stated: nobody has looked it up.
        _ => {
            if let Some(fact) = life.registration(register, part, from, None, Status::Registered) {
                fact.entry.verified = preceptor_record::Verified::No;
            }
        }
    }
}

/// A career in a registered profession: degree, registration, work in it until that day.
pub(crate) fn career(life: &mut Life<'_>, profession: &'static str, qualified: Day, until: Day) {
    let (register, subject) = register_of(profession);
    degree(life, subject, qualified);
    let registered = life.after(qualified, 20, 90);
    registration(life, register, profession, registered);
    let place = life.at().code.clone();
    let specialty = Some(Code::from(life.specialty));
    let setting = Some(Code::from(life.at().setting()));
    let work = |from, until, organisation| {
        let (specialty, setting) = (specialty.clone(), setting.clone());
        Body::Experience(Experience {
            role: Some(profession.into()),
            setting,
            specialty,
            organisation,
            country: Some("uk".into()),
            from: Some(from),
            until: Some(until),
            fte: None,
            hours: None,
        })
    };
    let moved = life.day_between(shift(registered, 200), until);
    if moved < until && life.dice.in_hundred(60) {
        life.add(work(registered, moved, None));
        life.add(work(moved, until, Some(place)));
    } else if registered < until {
        life.add(work(registered, until, Some(place)));
    }
}

/// The prescriber's mark, for those whose profession may have it.
pub(crate) fn prescriber(
    life: &mut Life<'_>,
    profession: &'static str,
    chance: u32,
    after: Day,
) -> bool {
    let annotation = match profession {
        "nurse" | "midwife" | "pharmacist" | "physiotherapist" | "paramedic" | "podiatrist"
        | "optometrist" => "independent-prescriber",
        "radiographer" | "dietitian" => "supplementary-prescriber",
        _ => return false,
    };
    if !life.dice.in_hundred(chance) {
        return false;
    }
    let from = life.day_between(after, shift(life.day, -10));
    let (register, _) = register_of(profession);
    life.add(Body::Annotation(Annotation {
        register: Some(register.into()),
        annotation: annotation.into(),
        from: Some(from),
        until: None,
    }));
    true
}
