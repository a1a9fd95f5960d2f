//! Nurse consultants and consultant clinical scientists.

use preceptor_record::{Body, Code, Enrolment, Experience, Qualification, Span};

use crate::base::{self, award};
use crate::cast::Senior;
use crate::life::{Life, shift};
use crate::signing;
use crate::work::{self, Work, employed};

pub(crate) fn nurse(life: &mut Life<'_>) {
    let specialty = life.dice.pick(&[
        "respiratory-medicine",
        "cardiology",
        "geriatric-medicine",
        "emergency-medicine",
        "psychiatry",
    ]);
    life.works_in(specialty);
    let years = life.dice.between(1, 12);
    let appointed = life.years_ago(years);
    let masters = life.before(appointed, 1_500, 3_000);
    let first = life.before(masters, 1_500, 5_000);
    life.born(first, 21);
    base::career(life, "nurse", first, shift(masters, -730));
    let subject: Vec<Code> = vec!["nursing".into()];
    life.add(Body::Qualification(Qualification {
        subject: subject.clone(),
        ..award("masters", 7, masters)
    }));
    if life.dice.in_hundred(50) {
        life.add(Body::Qualification(award("acp-practice", 7, shift(masters, 400))));
    }
    let doctorate = life.day_between(shift(masters, 1_200), life.day);
    if life.dice.in_hundred(45) {
        life.add(Body::Qualification(Qualification {
            subject,
            ..award("doctorate", 8, doctorate)
        }));
    } else if life.dice.in_hundred(40) {
        let from = life.before(life.day, 100, 1_200);
        let until = Some(from.plus(Span::of_months(60)));
        life.add(Body::Enrolment(Enrolment {
            programme: None,
            qualification: Some("doctorate".into()),
            from: Some(from),
            until,
        }));
    }
    experience(life, "advanced-clinical-practitioner", shift(masters, 30), appointed);
    let consultant = Work {
        role: "nurse-consultant",
        base_profession: Some("nurse"),
        bands: &["8b", "8b", "8c", "8a"],
        by: Senior::Consultant,
    };
    let start = employed(life, &consultant, appointed);
    if base::prescriber(life, "nurse", 85, shift(masters, 100)) {
        signing::entitled(life, "prescribe-medicine", start);
    }
    let activities = &[
        "see-undifferentiated",
        "formulate-diagnosis",
        "management-plan",
        "discharge-decision",
        "outpatient-new",
        "dnacpr-discussion",
        "supervise-student",
    ];
    signing::signed_off(life, (2, 6), activities, Senior::Consultant, appointed);
    signing::requests_imaging(life, 40, start);
    signing::rated(life, "mpf-2017", &["1.1", "2.3", "3.2", "4.1", "4.4"], 4, Senior::Consultant);
    work::year_by_year(life, "hours", Senior::Consultant, start);
}

fn experience(
    life: &mut Life<'_>,
    role: &'static str,
    from: preceptor_record::Day,
    until: preceptor_record::Day,
) {
    let experience = Experience {
        role: Some(role.into()),
        setting: Some(life.at().setting().into()),
        specialty: Some(life.specialty.into()),
        organisation: None,
        country: Some("uk".into()),
        from: Some(from),
        until: Some(until),
        fte: None,
        hours: None,
    };
    life.add(Body::Experience(experience));
}

pub(crate) fn scientist(life: &mut Life<'_>) {
    life.works_in("clinical-biochemistry");
    let specialty = life.dice.pick(&[
        "clinical-biochemistry",
        "genomics",
        "medical-microbiology",
        "imaging-physics",
        "cardiac-science",
    ]);
    life.specialty = specialty;
    let years = life.dice.between(1, 12);
    let appointed = life.years_ago(years);
    let trained = life.before(appointed, 60, 900);
    let began = trained.minus(Span::of_months(60));
    let registered = life.before(began, 900, 3_000);
    let degree = registered.minus(Span::of_months(38));
    life.born(degree, 21);
    base::degree(life, "biomedical-science", degree);
    life.add(Body::Qualification(award("stp", 7, shift(registered, -30))));
    base::registration(life, "hcpc", "clinical-scientist", registered);
    experience(life, "clinical-scientist", registered, began);
    let hsst = Enrolment {
        programme: Some("nshcs-hsst".into()),
        qualification: Some("hsst".into()),
        from: Some(began),
        until: Some(trained),
    };
    life.add(Body::Enrolment(hsst));
    if life.dice.in_hundred(85) {
        life.add(Body::Qualification(Qualification {
            programme: Some("nshcs-hsst".into()),
            ..award("hsst", 8, trained)
        }));
        if life.dice.in_hundred(70) {
            life.add(Body::Qualification(Qualification {
                programme: Some("mahse-dclinsci".into()),
                ..award("dclinsci", 8, trained)
            }));
        }
    } else {
        life.add(Body::Qualification(award("hsst-equivalence", 8, trained)));
    }
    if specialty != "imaging-physics" && life.dice.in_hundred(60) {
        let fellowship = life.before(trained, 30, 400);
        life.add(Body::Qualification(Qualification {
            level: None,
            ..award("frcpath", 8, fellowship)
        }));
    }
    if life.dice.in_hundred(80) {
        life.registered("ahcs-hssr", None, shift(trained, 60), None);
    }
    let consultant = Work {
        role: "consultant-clinical-scientist",
        base_profession: Some("clinical-scientist"),
        bands: &["8c", "8d", "9"],
        by: Senior::Consultant,
    };
    let start = employed(life, &consultant, appointed);
    signing::signed_off(
        life,
        (1, 3),
        &["advise-clinically", "authorise-report", "interpret-tests", "supervise-student"],
        Senior::Consultant,
        appointed,
    );
    work::year_by_year(life, "credits", Senior::Consultant, start);
}
