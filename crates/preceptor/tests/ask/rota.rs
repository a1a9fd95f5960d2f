//! `preceptor rota check`, as somebody runs it.

use serde_json::Value as Json;

use super::asked::{Ran, fed, run};

fn check(problem: &str) -> Ran {
    fed(problem.as_bytes(), &["rota", "check", "-", "--json"])
}

/// The breaches of a rule, each as its class, people and what says so.
fn breaches(ran: &Ran, rule: &str) -> Vec<(String, String, String)> {
    let text = |it: &Json| it.as_str().unwrap_or_default().to_owned();
    let found = ran.json();
    let all = found["breaches"].as_array().unwrap().iter().filter(|it| it["rule"] == rule);
    all.map(|it| (text(&it["class"]), it["people"].to_string(), text(&it["source"]["provision"])))
        .collect()
}

const SAMPLE: &str = "../../../../samples/rota/theatres.yaml";

#[test]
fn the_shipped_example_is_told_by_day() {
    let ran = run(&["rota", "check", SAMPLE]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let order: Vec<_> = [
        "does not stand",
        "Monday 7",
        "lena",
        "Tuesday 8",
        "dr-pale",
        "Thursday 10",
        "wtr-10",
        "Rest owed",
        "Who covers",
    ]
    .iter()
    .map(|it| ran.out.find(it).unwrap_or_else(|| panic!("{it} is missing in {}", ran.out)))
    .collect();
    assert!(order.is_sorted(), "{}", ran.out);
}

#[test]
fn a_rota_made_elsewhere_is_judged_for_the_same_problem() {
    let ran = run(&["rota", "check", SAMPLE, "../../../../samples/rota/theatres.csv", "--json"]);
    assert_eq!(ran.code, 3);
    assert_eq!(breaches(&ran, "absent"), []);
    assert_eq!(breaches(&ran, "wtr-10").len(), 1);
}

const REGISTRATION: &str = r#"
period: {from: 2026-11-30, until: 2026-12-21}
contracts: {afc: {rules: [wtr, afc], hours_per_week: 37.5}}
people:
  - id: p1
    posts: [{role: physician-associate, contract: afc, from: 2020-01-06}]
    facts:
      - {kind: qualification, qualification: pa-studies, on: 2019-12-01, verified: true}
      - {kind: supervision, supervision: named, supervisor: c1, from: 2020-01-06, verified: true}
  - id: c1
    posts: [{role: consultant, specialty: acute-medicine, contract: afc, from: 2015-01-01}]
    facts:
      - {kind: registration, register: gmc, part: specialist, number: "9990017", status: registered, from: 2015-01-01, verified: true}
duties:
  - {id: d1, kind: ward, from: DAYT08:00, until: DAYT14:00}
assignments: [{duty: d1, person: p1}]
"#;

#[test]
fn without_a_registration_a_duty_after_the_day_is_barred_and_before_it_is_a_notice() {
    let after = check(&REGISTRATION.replace("DAY", "2026-12-14"));
    assert_eq!(after.code, 3, "{after:?}");
    let barred = breaches(&after, "standing");
    assert_eq!(
        (barred.len(), barred[0].0.as_str(), barred[0].1.as_str()),
        (1, "hard", "[\"p1\"]"),
        "{barred:?}"
    );
    assert!(barred[0].2.starts_with("uk."), "{barred:?}");
    let before = check(&REGISTRATION.replace("DAY", "2026-12-01"));
    assert_eq!(before.code, 0, "{before:?}");
    let notice = breaches(&before, "standing");
    assert_eq!((notice.len(), notice[0].0.as_str()), (1, "notice"), "{notice:?}");
    let days = before.json()["breaches"][0]["found"].as_i64();
    assert_eq!(days, Some(12), "from 1 to 13 December");
}

const LIST: &str = r#"
period: {from: 2026-12-07, until: 2026-12-14}
contracts: {afc: {rules: [wtr, afc], hours_per_week: 37.5}}
places: {t1: {site: main, minutes: {t2: WALK}}, t2: {site: main}}
kinds:
  theatre-list: {activity: maintain-ga, context: {asa: 2, age: 40, urgency: elective}}
  floor: {supervises: true}
people:
  - id: a1
    posts: [{role: anaesthesia-associate, contract: afc, organisation: X99, specialty: anaesthesia, setting: secondary-care, from: 2024-01-01}]
    facts:
      - {kind: registration, register: gmc-aapa, part: anaesthesia-associate, number: A9990018, status: registered, from: 2025-01-06, verified: true}
      - {kind: qualification, qualification: aa-studies, on: 2023-12-01, verified: true}
      - {kind: sign-off, activity: maintain-ga, level: on-site, assessor: c1, on: 2024-06-01, verified: true}
      - {kind: supervision, supervision: named, supervisor: c1, from: 2024-01-01, verified: true}
  - id: c1
    posts: [{role: consultant, specialty: anaesthesia, contract: afc, organisation: X99, from: 2015-01-01}]
    facts:
      - {kind: registration, register: gmc, part: specialist, number: "9990017", status: registered, from: 2015-01-01, verified: SURE}
duties:
  - {id: l1, kind: theatre-list, place: t1, from: 2026-12-07T08:00, until: 2026-12-07T12:00}
  - {id: fl, kind: floor, place: t2, from: 2026-12-07T08:00, until: 2026-12-07T12:00}
assignments: [{duty: l1, person: a1}, {duty: fl, person: c1}]
"#;

#[test]
fn the_supervision_that_a_decision_asks_for_is_asked_of_the_rota() {
    let problem = |walk: &str| LIST.replace("WALK", walk).replace("SURE", "true");
    let near = check(&problem("1"));
    assert_eq!(near.code, 0, "{near:?}");
    assert_eq!(near.json()["supervision"][0]["supervisor"], "c1");
    let far = check(&problem("9"));
    assert_eq!(far.code, 3);
    let told = breaches(&far, "supervision-distance");
    assert_eq!(told.len(), 1, "{far:?}");
    assert!(told[0].2.contains("rcoa"), "{told:?}");
    assert_eq!((told[0].0.as_str(), &far.json()["breaches"][0]["limit"]), ("firm", &Json::from(2)));
}

#[test]
fn a_supervisor_who_qualifies_only_by_a_claim_leaves_it_open() {
    let ran = check(
        &LIST
            .replace("WALK", "1")
            .replace("SURE", "false")
            .replace("supervisor: c1, ", "supervisor: c9, "),
    );
    assert!(
        ran.json()["breaches"].as_array().unwrap().iter().any(|it| it["class"] == "unknown"),
        "{ran:?}"
    );
}

#[test]
fn everything_wrong_with_a_file_is_told_at_once_with_its_line() {
    let ran = check(
        "period: {from: 2026-10-19, until: 2026-11-02}\npeople:\n  - {id: p1, posts: [{contract: none}]}\n  - {id: p1}\nkinds: {theatre-list: {need: 1}}\nduties:\n  - {id: d1, kind: theatre-lists, from: 2026-10-25T01:30, until: 2026-10-25T09:00}\n  - {id: d2, from: 2026-10-20T09:00, until: 2026-10-20T08:00}\nassignments:\n  - {duty: d9, person: p2}\n",
    );
    ran.is_wrong(&[
        "contract `none`",
        "two people",
        "did you mean `theatre-list`",
        "twice",
        "ends before",
        "duty `d9`",
        "person `p2`",
        "-:7:",
    ]);
}

#[test]
fn a_local_time_that_never_comes_is_wrong() {
    let problem = "period: {from: 2026-03-23, until: 2026-04-06}\npeople: [{id: p1}]\nassignments: [{person: p1, from: 2026-03-29T01:30, until: 2026-03-29T09:00}]\n";
    check(problem).is_wrong(&["leave 2026-03-29T01:30:00 out", "offset"]);
    let with = check(&problem.replace("2026-03-29T01:30", "2026-03-29T01:30+00:00"));
    assert_eq!(with.code, 0, "{with:?}");
}

#[test]
fn an_unknown_key_names_what_was_meant() {
    check("period: {from: 2026-03-23, until: 2026-04-06}\npeople: [{id: p1, skill: [airway]}]\n")
        .is_wrong(&["unknown key `skill`", "did you mean `skills`"]);
}

#[test]
fn what_is_wrong_with_a_rota_names_its_line() {
    let rota = std::env::temp_dir().join("preceptor-rota-wrong.csv");
    let told = |text: &str| {
        std::fs::write(&rota, text).unwrap();
        run(&["rota", "check", SAMPLE, rota.to_str().unwrap()])
    };
    told("duty,persons\nmon-1,kofi\n").is_wrong(&[
        "unknown column `persons`",
        "did you mean `person`",
        ":1:",
    ]);
    told("duty,person\nmon-1,kofi\nmon-3,koffi\n").is_wrong(&[
        "duty `mon-3`",
        "person `koffi`",
        ":3:",
    ]);
    told("").is_wrong(&["empty"]);
}

#[test]
fn a_roster_of_a_published_form_is_judged_by_its_family() {
    let folder = std::env::temp_dir();
    let (good, bad) =
        (folder.join("preceptor-ward-good.csv"), folder.join("preceptor-ward-bad.csv"));
    let ward = "../../../../samples/rota/ward.shift.txt";
    let form = ["--format", "shift-scheduling"];
    let made = run(&[
        "rota",
        "solve",
        ward,
        form[0],
        form[1],
        "--work",
        "50",
        "--threads",
        "1",
        "--json",
        "--out",
        good.to_str().unwrap(),
    ]);
    assert_eq!(made.code, 0, "{made:?}");
    let ran = run(&["rota", "check", ward, good.to_str().unwrap(), form[0], form[1], "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["score"]["objective"], made.json()["objective"]);
    std::fs::write(&bad, "nobody,0,D\n").unwrap();
    run(&["rota", "check", ward, bad.to_str().unwrap(), form[0], form[1]])
        .is_wrong(&["nobody", ":1:"]);
    run(&["rota", "check", ward, form[0], form[1]]).is_wrong(&["roster file"]);
}
