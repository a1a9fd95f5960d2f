//! Assistant practitioners: no register, always under a registered practitioner.

use preceptor_record::{Body, Closeness, Day, Enrolment, Qualification, Span};

use crate::base::award;
use crate::cast::Senior;
use crate::life::{Life, shift};
use crate::signing;
use crate::work::{self, Work, employed};

const ON_THE_WARD: &[&str] = &[
    "vital-signs",
    "venepuncture",
    "cannulation",
    "catheterise-urethral",
    "ng-tube",
    "wound-care",
    "ecg",
    "supervise-support-worker",
    "administer-medicine",
];

pub(crate) fn live(life: &mut Life<'_>) {
    let imaging = life.dice.in_hundred(40);
    let specialty = if imaging {
        "radiology"
    } else {
        life.dice.pick(&[
            "general-medicine",
            "geriatric-medicine",
            "general-practice",
            "anaesthesia",
        ])
    };
    life.works_in(specialty);
    let by = if imaging { Senior::Radiographer } else { Senior::Nurse };
    let trainee = life.dice.in_hundred(15);
    let began = if trainee {
        life.before(life.day, 40, 500)
    } else {
        let years = life.dice.between(2, 15);
        life.years_ago(years).min(shift(life.day, -700))
    };
    life.born(began, 19);
    life.add(Body::Qualification(Qualification {
        subject: vec!["health-studies".into()],
        ..award("level-3-health", 3, shift(began, -200))
    }));
    let certified = life.before(began, 30, 400);
    life.trained("care-certificate", certified, None);
    let until = began.plus(Span::of_months(20));
    life.add(Body::Enrolment(Enrolment {
        programme: None,
        qualification: Some("assistant-practitioner".into()),
        from: Some(began),
        until: Some(until),
    }));
    if !trainee {
        let qualification = life.dice.pick(&[
            "assistant-practitioner",
            "assistant-practitioner",
            "foundation-degree",
        ]);
        life.add(Body::Qualification(award(qualification, 5, until)));
    }
    let from = if trainee { began } else { life.after(until, 1, 60).min(shift(life.day, -5)) };
    let ap = Work {
        role: "assistant-practitioner",
        base_profession: None,
        bands: if trainee { &["3"] } else { &["4"] },
        by,
    };
    let start = employed(life, &ap, from);
    if imaging {
        takes_images(life, by, start);
    } else {
        signing::signed_off(life, (2, 6), ON_THE_WARD, by, start);
        let activity = life.dice.pick(ON_THE_WARD);
        signing::delegated(life, activity, by, shift(start, 30));
    }
    work::year_by_year(life, "hours", by, start);
}

/// An operator of X-ray equipment for standard examinations: training, entitlement, sign-off, one of which may lack.
fn takes_images(life: &mut Life<'_>, by: Senior, start: Day) {
    if life.dice.in_hundred(92) {
        let on = life.day_between(start, shift(life.day, -5));
        life.trained("irmer-operator", on, Some(36));
    }
    if life.dice.in_hundred(90) {
        let from = life.after(start, 20, 90);
        signing::entitled(life, "perform-imaging-standard", from);
    }
    if life.dice.in_hundred(90) {
        signing::sign(life, "perform-imaging-standard", Closeness::Available, by, start);
    }
    signing::signed_off(life, (1, 3), ON_THE_WARD, by, start);
}
