//! Practitioners with a registered profession under their role: surgical care, critical care, advanced clinical.

use preceptor_record::{Body, Day, Enrolment, Qualification, Span, SupervisionKind};

use crate::base::{self, award};
use crate::cast::Senior;
use crate::life::{Life, shift};
use crate::signing;
use crate::upkeep;
use crate::work::{self, Work, employed};

/// How one gets into a role and what one then does.
struct Way {
    role: &'static str,
    professions: &'static [&'static str],
    specialties: &'static [&'static str],
    qualification: &'static str,
    programmes: &'static [&'static str],
    activities: &'static [&'static str],
    bands: &'static [&'static str],
    /// How many of a hundred are still in training.
    trainees: u32,
    /// How many of a hundred have the prescriber's mark, where their profession may.
    prescribers: u32,
}

const SURGICAL: Way = Way {
    role: "surgical-care-practitioner",
    professions: &["nurse", "nurse", "operating-department-practitioner", "physiotherapist"],
    specialties: &[
        "general-surgery",
        "trauma-and-orthopaedics",
        "trauma-and-orthopaedics",
        "urology",
        "cardiothoracic-surgery",
    ],
    qualification: "scp-practice",
    programmes: &[
        "teesside-scp",
        "plymouth-scp",
        "edge-hill-scp",
        "cardiff-scp",
        "anglia-ruskin-scp",
        "manchester-scp",
    ],
    activities: &[
        "surgical-assist",
        "wound-closure",
        "vein-harvest",
        "perform-defined-surgical-procedure",
        "post-op-care",
        "outpatient-review",
        "ward-round",
        "catheterise-urethral",
        "suture-wound",
        "consent-own-procedure",
        "request-bloods",
        "chest-drain",
    ],
    bands: &["7", "7", "8a"],
    trainees: 14,
    prescribers: 45,
};

const CRITICAL: Way = Way {
    role: "advanced-critical-care-practitioner",
    professions: &["nurse", "nurse", "nurse", "physiotherapist", "paramedic"],
    specialties: &["intensive-care-medicine"],
    qualification: "accp-practice",
    programmes: &[
        "ficm-specification-accp",
        "ficm-specification-accp",
        "ficm-specification-accp",
        "off-specification-accp",
    ],
    activities: &[
        "assess-critically-ill",
        "central-line",
        "arterial-line",
        "arterial-gas",
        "intubate",
        "airway-advanced",
        "transfer-critical",
        "management-plan",
        "ward-round",
        "resus-team-member",
        "chest-drain",
        "interpret-tests",
    ],
    bands: &["8a", "8a", "7"],
    trainees: 18,
    prescribers: 85,
};

const CLINICAL: Way = Way {
    role: "advanced-clinical-practitioner",
    professions: &[
        "nurse",
        "nurse",
        "nurse",
        "paramedic",
        "physiotherapist",
        "pharmacist",
        "radiographer",
    ],
    specialties: &[
        "emergency-medicine",
        "emergency-medicine",
        "acute-medicine",
        "general-practice",
        "general-practice",
        "geriatric-medicine",
        "respiratory-medicine",
        "trauma-and-orthopaedics",
        "psychiatry",
    ],
    qualification: "acp-practice",
    programmes: &["hertfordshire-acp"],
    activities: &[
        "see-undifferentiated",
        "take-history",
        "physical-examination",
        "formulate-diagnosis",
        "management-plan",
        "admit-decision",
        "discharge-decision",
        "refer-specialty",
        "request-bloods",
        "interpret-tests",
        "suture-wound",
        "joint-injection",
        "request-non-ionising-imaging",
        "home-visit",
        "resus-team-member",
    ],
    bands: &["8a", "8a", "7", "8b"],
    trainees: 20,
    prescribers: 75,
};

pub(crate) fn surgical_care(life: &mut Life<'_>) {
    let started = live(life, &SURGICAL);
    if let Some((began, qualified)) = started {
        let on = life.day_between(began, shift(began, 360));
        life.trained("basic-surgical-skills", on, None);
        let opened = Day(19_358);
        let joined = life.day_between(qualified.max(opened), shift(life.day, -10));
        if joined > qualified && life.dice.in_hundred(60) {
            life.registered("scp-mvr", None, joined, None);
        }
    }
}

pub(crate) fn critical_care(life: &mut Life<'_>) {
    if let Some((_, qualified)) = live(life, &CRITICAL) {
        let joined = life.day_between(qualified, shift(life.day, -10));
        if life.dice.in_hundred(65) {
            life.registered("ficm-accp", None, joined, None);
        }
    }
}

pub(crate) fn advanced_clinical(life: &mut Life<'_>) {
    live(life, &CLINICAL);
}

/// Gives the first day of the programme and the day of the award, where there is one.
fn live(life: &mut Life<'_>, way: &Way) -> Option<(Day, Day)> {
    let specialty = life.dice.pick(way.specialties);
    life.works_in(specialty);
    let profession = life.dice.pick(way.professions);
    let by = if life.at().kind == "practice" { Senior::Gp } else { Senior::Consultant };
    let trainee = life.dice.in_hundred(way.trainees);
    let began = if trainee {
        life.before(life.day, 30, 700)
    } else {
        let years = life.dice.between(2, 14);
        life.years_ago(years).min(shift(life.day, -800))
    };
    let first = life.before(began, 1_000, 6_000);
    life.born(first, 21);
    base::career(life, profession, first, began);
    let prescribes = base::prescriber(life, profession, way.prescribers, shift(first, 800));
    let qualified = began.plus(Span::of_months(24));
    let programme = life.dice.pick(way.programmes);
    let enrolment = Enrolment {
        programme: Some(programme.into()),
        qualification: Some(way.qualification.into()),
        from: Some(began),
        until: Some(qualified),
    };
    life.add(Body::Enrolment(enrolment));
    let work = Work { role: way.role, base_profession: Some(profession), bands: way.bands, by };
    if trainee {
        trains(life, way, by, began);
        return None;
    }
    awarded(life, way, programme, qualified);
    let from = life.after(qualified, 5, 60).min(shift(life.day, -5));
    let start = employed(life, &work, from);
    if prescribes && life.dice.in_hundred(85) {
        let from = life.after(start, 0, 90);
        signing::entitled(life, "prescribe-medicine", from);
    }
    signing::signed_off(life, (4, 9), way.activities, by, from);
    signing::requests_imaging(life, 45, start);
    if life.dice.in_hundred(8) {
        work::second_post(life, profession, start, "bank");
    }
    signing::rated(
        life,
        "mpf-2017",
        &["1.1", "1.4", "1.6", "2.3", "2.8", "3.2", "4.1", "4.4"],
        6,
        by,
    );
    work::year_by_year(life, "hours", by, start);
    Some((began, qualified))
}

/// The award; one in eight advanced practitioners is recognised on a portfolio instead.
fn awarded(life: &mut Life<'_>, way: &Way, programme: &'static str, on: Day) {
    let portfolio = way.qualification == "acp-practice" && life.dice.in_hundred(12);
    let held = if portfolio {
        Qualification { level: None, ..award("acp-recognition", 7, on) }
    } else {
        Qualification { programme: Some(programme.into()), ..award(way.qualification, 7, on) }
    };
    life.add(Body::Qualification(held));
}

/// A trainee: employed in the base profession's band, with more supervisors and fewer sign-offs.
fn trains(life: &mut Life<'_>, way: &Way, by: Senior, began: Day) {
    let role = life.post(way.role, began, None);
    let contract = Some("training".into());
    life.add(Body::Post(preceptor_record::Post { contract, band: Some("7".into()), ..role }));
    life.supervised(SupervisionKind::Named, by, began, None);
    life.supervised(SupervisionKind::Clinical, by, began, None);
    life.supervised(SupervisionKind::Educational, by, began, None);
    upkeep::checks(life, began);
    signing::signed_off(life, (0, 3), way.activities, by, began);
    if life.dice.in_hundred(25) {
        let activity = life.dice.pick(way.activities);
        signing::delegated(life, activity, by, shift(began, 20));
    }
    work::year_by_year(life, "hours", by, began);
}
