//! Who the people are: supervisors, associates, advanced practitioners, and how their careers went.

use preceptor_record::Day;
use serde_json::{Value as Json, json};

use crate::career::{Career, text};
use crate::chance::Chance;
use crate::names::name;
use crate::places::{Place, Places};

/// In each hundred the first so many are supervisors.
const SUPERVISORS: usize = 30;

/// The kinds of supervisor, in turn: role, specialty, part of the doctors' register or base profession.
const GRADES: &[(&str, &str)] = &[
    ("consultant", "acute-medicine"),
    ("consultant", "anaesthesia"),
    ("gp", "general-practice"),
    ("consultant", "general-surgery"),
    ("consultant", "intensive-care-medicine"),
    ("consultant", "emergency-medicine"),
    ("specialist-doctor", "anaesthesia"),
    ("associate-specialist", "general-medicine"),
    ("specialty-doctor", "anaesthesia"),
    ("radiographer", "radiology"),
    ("resident-doctor", "acute-medicine"),
    ("nurse", "acute-medicine"),
    ("consultant", "psychiatry"),
    ("gp", "general-practice"),
    ("locally-employed-doctor", "general-medicine"),
];

/// The number of somebody of a grade near `i`, so that a supervisor exists whoever is asked for.
fn supervisor(i: usize, n: usize, wanted: &[usize], chance: &mut Chance) -> String {
    let hundred = i / 100 * 100;
    let turn = chance.pick(wanted).copied().unwrap_or(0);
    let at = hundred + turn;
    id(if at < n { at } else { turn.min(n.saturating_sub(1)) })
}

fn id(i: usize) -> String {
    format!("p-{:06}", i + 1)
}

/// The person of that number.
pub(crate) fn person(i: usize, n: usize, places: &Places, chance: &mut Chance, today: Day) -> Json {
    let mut career = Career::new(today);
    let born = Day(today.0 - chance.between(23 * 365, 64 * 365));
    if i % 100 < SUPERVISORS {
        let grade =
            GRADES.get(i % 100 % GRADES.len()).copied().unwrap_or(("consultant", "acute-medicine"));
        supervises(i, grade, places, chance, &mut career);
    } else {
        practises(i, n, places, chance, &mut career);
    }
    let name = name(chance);
    json!({
        "id": id(i),
        "name": name,
        "born": text(born),
        "email": format!("{}@example.invalid", id(i)),
        "employee_number": format!("E{:07}", i + 1),
        "facts": career.facts(),
    })
}

fn post(
    role: &str,
    base: Option<&str>,
    place: &Place,
    specialty: &str,
    from: Day,
    until: Option<Day>,
    fte: f64,
) -> Json {
    json!({
        "role": role, "base_profession": base, "organisation": place.organisation, "site": place.site,
        "specialty": specialty, "setting": place.setting, "from": text(from), "until": until.map(text), "fte": fte,
    })
}

fn supervises(
    i: usize,
    (role, specialty): (&str, &str),
    places: &Places,
    chance: &mut Chance,
    career: &mut Career,
) {
    let since = career.ago(chance.between(1500, 9000));
    let place = if role == "gp" { places.practice(chance) } else { places.hospital(chance) };
    let (register, part, number) = match role {
        "consultant" => ("gmc", Some("specialist"), format!("999{:04}", i % 10_000)),
        "gp" => ("gmc", Some("gp"), format!("999{:04}", i % 10_000)),
        "radiographer" => ("hcpc", Some("radiographer"), format!("RA99{:05}", i % 100_000)),
        "nurse" => ("nmc", Some("nurse"), format!("99A{:04}E", i % 10_000)),
        _ => ("gmc", None, format!("999{:04}", i % 10_000)),
    };
    career.mostly(
        chance,
        2,
        "registration",
        json!({ "register": register, "part": part, "number": number, "from": text(since) }),
    );
    let started = Day(since.0 + chance.between(30, 1200));
    career.mostly(chance, 2, "post", post(role, None, &place, specialty, started, None, 1.0));
    if role == "specialty-doctor" && chance.percent(40) {
        career.add("entitlement", json!({ "duty": "autonomous-practice", "organisation": place.organisation, "from": text(Day(started.0 + 400)) }));
    }
    if role == "nurse" && chance.percent(60) {
        career.add("annotation", json!({ "register": "nmc", "annotation": "independent-prescriber", "from": text(Day(since.0 + 900)) }));
    }
    career.keeping_current(chance, started);
}

fn practises(i: usize, n: usize, places: &Places, chance: &mut Chance, career: &mut Career) {
    match chance.below(100) {
        0..40 => associate(i, n, places, chance, career),
        40..52 => anaesthesia(i, n, places, chance, career),
        52..62 => advanced(
            i,
            n,
            places,
            chance,
            career,
            "surgical-care-practitioner",
            "scp-practice",
            "general-surgery",
            &[3],
        ),
        62..70 => advanced(
            i,
            n,
            places,
            chance,
            career,
            "advanced-critical-care-practitioner",
            "accp-practice",
            "intensive-care-medicine",
            &[4],
        ),
        70..84 => advanced(
            i,
            n,
            places,
            chance,
            career,
            "advanced-clinical-practitioner",
            "acp-practice",
            "emergency-medicine",
            &[5, 0],
        ),
        84..92 => assistant(i, n, places, chance, career),
        92..97 => advanced(
            i,
            n,
            places,
            chance,
            career,
            "nurse-consultant",
            "acp-practice",
            "emergency-medicine",
            &[5],
        ),
        _ => scientist(i, places, chance, career),
    }
}

/// What the register says over time: mostly registered, some suspended, with conditions, lapsed or never entered.
fn on_associates_register(
    i: usize,
    part: &str,
    qualified: Day,
    chance: &mut Chance,
    career: &mut Career,
) {
    let opened = Day(20_073);
    let from = Day(qualified.0.max(opened.0) + chance.between(3, 200));
    let number = format!("A99{:05}", i % 100_000);
    let entry = |status: &str, from: Day, until: Option<Day>| json!({ "register": "gmc-aapa", "part": part, "number": number, "status": status, "from": text(from), "until": until.map(text) });
    if from >= career.today {
        return;
    }
    let later = Day(from.0 + chance.between(20, 400));
    match chance.below(100) {
        0..7 => {}
        7..10 => {
            career.add("registration", entry("registered", from, None));
            career.add(
                "registration",
                entry("suspended", later, chance.percent(50).then(|| Day(later.0 + 180))),
            );
        }
        10..13 => {
            career
                .add("registration", entry("registered", from, None))
                .add("registration", entry("conditions", later, None));
        }
        13..16 => {
            career.add("registration", entry("registered", from, Some(later)));
        }
        16..22 => {
            career.mostly(chance, 100, "registration", entry("registered", from, None));
        }
        _ => {
            career.mostly(chance, 3, "registration", entry("registered", from, None));
        }
    }
}

fn sign_offs(of: &[(&str, &str)], by: &str, since: Day, chance: &mut Chance, career: &mut Career) {
    for (activity, level) in of {
        if chance.percent(70) {
            let on = Day((since.0 + chance.between(20, 700)).min(career.today.0 - 1));
            let until = chance.percent(15).then(|| text(Day(on.0 + 1095)));
            career.mostly(chance, 5, "sign-off", json!({ "activity": activity, "level": level, "assessor": by, "on": text(on), "until": until }));
        }
    }
}

fn associate(i: usize, n: usize, places: &Places, chance: &mut Chance, career: &mut Career) {
    let in_practice = chance.percent(30);
    let place = if in_practice { places.practice(chance) } else { places.hospital(chance) };
    let specialty = if in_practice {
        "general-practice"
    } else {
        chance.word(&[
            "acute-medicine",
            "general-medicine",
            "emergency-medicine",
            "geriatric-medicine",
        ])
    };
    let qualified = career.ago(chance.between(60, 3600));
    let overseas = chance.percent(4);
    if overseas {
        career.add(
            "qualification",
            json!({ "qualification": "pa-comparable", "country": "us", "on": text(qualified) }),
        );
        career.add("exam", json!({ "exam": "pance", "on": text(qualified) }));
    } else {
        let programme = chance.word(&[
            "birmingham-pa",
            "st-georges-pa",
            "worcester-pa",
            "reading-pa",
            "bradford-pa",
        ]);
        career.add("qualification", json!({ "qualification": "bachelors", "subject": ["biomedical-science"], "class": chance.word(&["first", "2:1", "2:2"]), "level": 6, "on": text(Day(qualified.0 - 800)) }));
        career.add("enrolment", json!({ "programme": programme, "from": text(Day(qualified.0 - 730)), "until": text(qualified) }));
        career.add(
            "qualification",
            json!({ "qualification": "pa-studies", "programme": programme, "on": text(qualified) }),
        );
    }
    let exam = if qualified.0 >= 20_332 { "para" } else { "pane" };
    let outcome = if chance.percent(4) { "fail" } else { "pass" };
    career.mostly(
        chance,
        5,
        "exam",
        json!({ "exam": exam, "outcome": outcome, "on": text(Day(qualified.0 + 40)) }),
    );
    on_associates_register(i, "physician-associate", qualified, chance, career);
    let started = Day(qualified.0 + chance.between(50, 300)).min(Day(career.today.0 - 5));
    let fte = [1.0, 1.0, 1.0, 0.8, 0.6].get(chance.below(5) as usize).copied().unwrap_or(1.0);
    let left = chance.percent(5).then(|| Day(career.today.0 - 2));
    career.add("post", post("physician-associate", None, &place, specialty, started, left, fte));
    if chance.percent(6) {
        let bank = places.hospital(chance);
        career.mostly(
            chance,
            20,
            "post",
            post(
                "physician-associate",
                None,
                &bank,
                "emergency-medicine",
                Day(started.0 + 1),
                None,
                0.2,
            ),
        );
    }
    if chance.percent(4) {
        career.correct_last("fte", json!(0.5));
    }
    let who = supervisor(i, n, if in_practice { &[2, 13] } else { &[0, 5, 15] }, chance);
    career.mostly(
        chance,
        3,
        "supervision",
        json!({ "supervision": "named", "supervisor": who, "from": text(started) }),
    );
    career.checks(chance, Day(started.0 - 20));
    let able = [
        ("take-history", "available"),
        ("physical-examination", "available"),
        ("venepuncture", "available"),
        ("cannulation", "on-site"),
        ("arterial-gas", "on-site"),
        ("review-differentiated", "on-site"),
        ("lumbar-puncture", "direct"),
    ];
    sign_offs(&able, &who, started, chance, career);
    if chance.percent(25) {
        career.add("training", json!({ "course": "irmer-referrer", "on": text(Day(started.0 + 200).min(career.today)) }));
        career.add("entitlement", json!({ "activity": "request-ionising-imaging", "organisation": place.organisation, "from": text(Day(started.0 + 230)) }));
    }
    if chance.percent(2) {
        career.add("restriction", json!({ "activity": "lumbar-puncture", "imposed_by": place.organisation, "from": text(career.ago(100)) }));
    }
    career.keeping_current(chance, started);
}

fn anaesthesia(i: usize, n: usize, places: &Places, chance: &mut Chance, career: &mut Career) {
    let place = places.hospital(chance);
    let qualified = career.ago(chance.between(30, 3000));
    let programme = chance.word(&["ucl-aa", "birmingham-aa", "lancaster-aa"]);
    career.add("enrolment", json!({ "programme": programme, "from": text(Day(qualified.0 - 730)), "until": text(qualified) }));
    career.add(
        "qualification",
        json!({ "qualification": "aa-studies", "programme": programme, "on": text(qualified) }),
    );
    if qualified.0 > 20_300 {
        career.mostly(
            chance,
            10,
            "exam",
            json!({ "exam": "aara", "on": text(Day(qualified.0 + 30)) }),
        );
    }
    on_associates_register(i, "anaesthesia-associate", qualified, chance, career);
    let started = Day(qualified.0 + chance.between(10, 120)).min(Day(career.today.0 - 3));
    career.add(
        "post",
        post("anaesthesia-associate", None, &place, "anaesthesia", started, None, 1.0),
    );
    let who = supervisor(i, n, &[1, 16], chance);
    career.add(
        "supervision",
        json!({ "supervision": "named", "supervisor": who, "from": text(started) }),
    );
    career.checks(chance, Day(started.0 - 15));
    let able = [
        ("induce-ga", "direct"),
        ("maintain-ga", "on-site"),
        ("emerge-ga", "direct"),
        ("preop-assessment", "available"),
        ("cannulation", "on-site"),
        ("spinal-anaesthesia", "direct"),
    ];
    sign_offs(&able, &who, started, chance, career);
    career.keeping_current(chance, started);
}

#[expect(clippy::too_many_arguments, reason = "one call a role, each of a single line")]
fn advanced(
    i: usize,
    n: usize,
    places: &Places,
    chance: &mut Chance,
    career: &mut Career,
    role: &str,
    award: &str,
    specialty: &str,
    under: &[usize],
) {
    let place = places.hospital(chance);
    let bases: &[&str] = match role {
        "nurse-consultant" => &["nurse"],
        "surgical-care-practitioner" => {
            &["nurse", "operating-department-practitioner", "physiotherapist"]
        }
        _ => &["nurse", "nurse", "paramedic", "physiotherapist"],
    };
    let base = chance.word(bases);
    let since = career.ago(chance.between(2500, 9000));
    let register = if base == "nurse" { "nmc" } else { "hcpc" };
    let ends = chance.percent(4).then(|| text(career.ago(chance.between(5, 300))));
    career.mostly(chance, 2, "registration", json!({ "register": register, "part": base, "number": format!("99Z{:05}", i % 100_000), "from": text(since), "until": ends }));
    if base != "operating-department-practitioner" && chance.percent(60) {
        career.add("annotation", json!({ "register": register, "annotation": "independent-prescriber", "from": text(Day(since.0 + 1800).min(career.ago(30))) }));
    }
    let hospital = places.hospital(chance);
    career.add("experience", json!({ "role": base, "setting": hospital.setting, "organisation": hospital.organisation, "from": text(since), "until": text(Day(since.0 + 1400)), "fte": 1.0 }));
    let qualified = Day(since.0 + 2100).min(career.ago(40));
    let trainee = chance.percent(10);
    if trainee {
        career.add("enrolment", json!({ "qualification": award, "from": text(career.ago(300)), "until": text(Day(career.today.0 + 430)) }));
    } else {
        career.mostly(
            chance,
            6,
            "qualification",
            json!({ "qualification": award, "level": 7, "on": text(qualified) }),
        );
    }
    let started = Day(qualified.0 + 30).min(career.ago(5));
    career.add(
        "post",
        post(
            role,
            Some(base),
            &place,
            specialty,
            started,
            None,
            if chance.percent(30) { 0.8 } else { 1.0 },
        ),
    );
    let who = supervisor(i, n, under, chance);
    career.add(
        "supervision",
        json!({ "supervision": "named", "supervisor": who, "from": text(started) }),
    );
    career.add(
        "supervision",
        json!({ "supervision": "clinical", "supervisor": who, "from": text(started) }),
    );
    career.checks(chance, Day(started.0 - 25));
    let able: &[(&str, &str)] = match role {
        "surgical-care-practitioner" => &[
            ("surgical-assist", "direct"),
            ("wound-closure", "on-site"),
            ("vein-harvest", "on-site"),
            ("outpatient-review", "available"),
        ],
        "advanced-critical-care-practitioner" => &[
            ("arterial-line", "available"),
            ("central-line", "on-site"),
            ("transfer-critical", "available"),
            ("assess-critically-ill", "available"),
        ],
        _ => &[
            ("see-undifferentiated", "independent"),
            ("formulate-diagnosis", "independent"),
            ("management-plan", "independent"),
            ("discharge-decision", "independent"),
        ],
    };
    sign_offs(able, &who, started, chance, career);
    career.keeping_current(chance, started);
}

fn assistant(i: usize, n: usize, places: &Places, chance: &mut Chance, career: &mut Career) {
    let place = places.hospital(chance);
    let imaging = chance.percent(40);
    let qualified = career.ago(chance.between(100, 2500));
    career.mostly(
        chance,
        5,
        "qualification",
        json!({ "qualification": "assistant-practitioner", "on": text(qualified) }),
    );
    career.add(
        "training",
        json!({ "course": "care-certificate", "on": text(Day(qualified.0 - 400)) }),
    );
    let started = Day(qualified.0 + 20);
    let specialty = if imaging { "radiology" } else { "acute-medicine" };
    career.add("post", post("assistant-practitioner", None, &place, specialty, started, None, 1.0));
    let who = supervisor(i, n, if imaging { &[9, 24] } else { &[11, 26] }, chance);
    career.add(
        "supervision",
        json!({ "supervision": "clinical", "supervisor": who, "from": text(started) }),
    );
    career.checks(chance, Day(started.0 - 10));
    if imaging {
        career.add("entitlement", json!({ "activity": "perform-imaging-standard", "organisation": place.organisation, "from": text(Day(started.0 + 60)) }));
    } else {
        sign_offs(
            &[
                ("vital-signs", "available"),
                ("venepuncture", "available"),
                ("ecg", "available"),
                ("catheterise-urethral", "available"),
                ("wound-care", "available"),
            ],
            &who,
            started,
            chance,
            career,
        );
    }
    career.keeping_current(chance, started);
}

fn scientist(i: usize, places: &Places, chance: &mut Chance, career: &mut Career) {
    let place = places.hospital(chance);
    let since = career.ago(chance.between(4500, 9000));
    career.add("registration", json!({ "register": "hcpc", "part": "clinical-scientist", "number": format!("CS99{:05}", i % 100_000), "from": text(since) }));
    career.mostly(
        chance,
        8,
        "registration",
        json!({ "register": "ahcs-hssr", "from": text(Day(since.0 + 3200)) }),
    );
    let started = Day(since.0 + 3300);
    career.add(
        "post",
        post(
            "consultant-clinical-scientist",
            Some("clinical-scientist"),
            &place,
            "clinical-biochemistry",
            started,
            None,
            1.0,
        ),
    );
    career.checks(chance, Day(started.0 - 30));
    career.keeping_current(chance, started);
}
