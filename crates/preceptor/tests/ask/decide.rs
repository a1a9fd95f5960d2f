//! `preceptor decide`.

use serde_json::json;

use super::asked::{Ran, ask, ask_on, fed, file, run};

fn decide(rest: &[&str]) -> Ran {
    ask("decide", rest)
}

#[track_caller]
fn says(ran: &Ran, code: i32) -> String {
    assert_eq!(ran.code, code, "{ran:?}");
    assert_eq!(ran.err, "");
    let longest =
        ran.out.lines().filter(|it| !it.contains("https://")).map(|it| it.chars().count()).max();
    assert!(longest <= Some(100), "lines wrap at 100 columns:\n{}", ran.out);
    ran.out.clone()
}

#[test]
fn a_refusal_is_told() {
    let ran = decide(&["--person", "a-1", "--activity", "prescribe"]);
    insta::assert_snapshot!(says(&ran, 3));
}

#[test]
fn what_is_missing_is_told() {
    let ran = decide(&["--person", "a-1", "--activity", "stitch"]);
    insta::assert_snapshot!(says(&ran, 4));
}

#[test]
fn the_supervision_that_is_needed_is_told() {
    let ran = decide(&["--person", "a-1", "--activity", "stitch", "--context", "age=40"]);
    insta::assert_snapshot!(says(&ran, 4));
}

#[test]
fn a_permit_with_what_goes_with_it_is_told() {
    let ran = decide(&[
        "--person",
        "a-1",
        "--activity",
        "stitch",
        "--context",
        "age=40",
        "--present",
        "h-1@on-site:1:3",
    ]);
    insta::assert_snapshot!(says(&ran, 0));
}

#[test]
fn waiting_and_an_unverified_rule_are_told() {
    let waiting = decide(&["--person", "a-1", "--activity", "drain", "--present", "h-1@direct"]);
    let unverified =
        decide(&["--person", "a-1", "--activity", "set-bone", "--adoption", "adoption.yaml"]);
    insta::assert_snapshot!(format!("{}\n======\n\n{}", says(&waiting, 3), says(&unverified, 0)));
}

#[test]
fn the_json_has_the_promised_shape() {
    let ran = decide(&["--person", "a-1", "--activity", "stitch", "--context", "age=40", "--json"]);
    assert_eq!(ran.code, 4);
    let it = ran.json();
    assert_eq!(it["decision"], "needs-supervision");
    assert_eq!(it["missing"], json!([]));
    assert_eq!(
        (&it["person"], &it["activity"], &it["at"]),
        (&json!("a-1"), &json!("stitch"), &json!("2026-11-20"))
    );
    assert_eq!(it["adopted"], json!(["college", "statute"]));
    assert_eq!((&it["post"], &it["jurisdiction"]), (&json!("f-3"), &json!("northland")));
    assert_eq!(it["jurisdiction_assumed"], false);
    assert_eq!(
        it["supervision"],
        json!({"level": "on-site", "attend_within_minutes": 5, "by": "a registered healer", "covers_at_most": 2, "code": "B"})
    );
    assert_eq!(
        it["obligations"],
        json!(["Wear a badge", "Say that you are not a healer", "Have the notes signed"])
    );
    assert_eq!(it["advised"], json!(["Wear a badge"]));
    let reason = &it["reasons"][0];
    assert_eq!(reason["provision"], "test.statute.aide.stitch");
    assert_eq!((&reason["effect"], &reason["outcome"]), (&json!("permit"), &json!("met")));
    assert_eq!(
        reason["source"],
        json!({"id": "ACT", "title": "Healers Act", "publisher": "Northland", "date": "2020", "url": "https://example.org/act", "at": "section 5", "note": null})
    );
    assert!(reason["because"].as_array().is_some_and(|it| it.len() == 3));
    assert_eq!(
        it["would_permit"],
        json!([[
            "a registered healer on site, able to attend within 5 minutes, covering at most 2 people at once"
        ]])
    );
    assert_eq!(it["unverified"], false);
    assert_eq!(it["changes"], json!([]));
    assert_eq!((&it["rulebook"]["id"], &it["rulebook"]["version"]), (&json!("test"), &json!("1")));
    assert!(it["rulebook"]["digest"].as_str().is_some_and(|it| it.starts_with("sha256:")));
}

#[test]
fn every_reason_has_a_source() {
    for rest in [
        ["--person", "a-1", "--activity", "prescribe"],
        ["--person", "a-1", "--activity", "stitch"],
        ["--person", "a-1", "--activity", "set-bone"],
        ["--person", "a-2", "--activity", "take-pulse"],
        ["--person", "a-3", "--activity", "take-pulse"],
    ] {
        let mut all = rest.to_vec();
        all.push("--json");
        let it = decide(&all).json();
        let reasons = it["reasons"].as_array().unwrap();
        assert!(!reasons.is_empty(), "{it}");
        for reason in reasons {
            assert!(reason["source"]["title"].is_string(), "{reason}");
        }
    }
}

#[test]
fn a_second_source_stands_beside_the_first() {
    let it = decide(&["--person", "a-1", "--activity", "prescribe", "--json"]).json();
    assert_eq!(it["reasons"][0]["source"]["id"], "ACT");
    assert_eq!(it["reasons"][0]["sources"][0]["id"], "ADVICE");
    assert_eq!(it["cannot_be_lifted"], json!(["test.statute.aide.prescribe"]));
    assert_eq!(it["would_permit"], json!([]));
}

#[test]
fn a_key_that_was_not_stated_is_missing_and_says_what_each_value_would_give() {
    let it = decide(&["--person", "a-1", "--activity", "stitch", "--json"]).json();
    assert_eq!(it["missing"], json!(["age"]));
    assert_eq!(
        it["depends_on"],
        json!([{"key": "age", "then": [{"values": ["0-17"], "decision": "refuse"}, {"values": ["18+"], "decision": "needs-supervision"}]}])
    );
}

#[test]
fn what_comes_by_waiting_ends_with_its_date() {
    let it =
        decide(&["--person", "a-1", "--activity", "drain", "--present", "h-1@direct", "--json"])
            .json();
    let way = it["would_permit"][0][0].as_str().unwrap();
    assert!(way.ends_with("2027-06-30"), "{way}");
    assert_eq!(
        (&it["changes"][0]["on"], &it["changes"][0]["decision"]),
        (&json!("2027-06-30"), &json!("permit"))
    );
}

#[test]
fn the_decision_turns_on_the_day_and_not_before() {
    let drain = |day| {
        ask_on(
            day,
            "decide",
            &["--person", "a-1", "--activity", "drain", "--present", "h-1@direct"],
        )
        .code
    };
    assert_eq!((drain("2027-06-29"), drain("2027-06-30"), drain("2027-07-01")), (3, 0, 0));
}

#[test]
fn an_instant_counts_on_its_civil_day_in_the_united_kingdom() {
    let drain = |at| {
        ask_on(at, "decide", &["--person", "a-1", "--activity", "drain", "--present", "h-1@direct"])
            .code
    };
    // British summer time: half past eleven at night in UTC is the next day.
    assert_eq!(drain("2027-06-29T23:30:00Z"), 0);
    assert_eq!(drain("2027-06-29T22:30:00Z"), 3);
    assert_eq!(drain("2027-06-29T23:30"), 3);
}

#[test]
fn a_supervisor_who_is_not_in_the_file_is_no_error() {
    let ran = decide(&[
        "--person",
        "a-1",
        "--activity",
        "stitch",
        "--context",
        "age=40",
        "--present",
        "stranger@on-site:0:1",
        "--json",
    ]);
    assert_eq!(ran.code, 4);
    let it = ran.json();
    assert_eq!(it["decision"], "cannot-tell");
    assert!(it["missing"].to_string().contains("stranger"), "{it}");
}

#[test]
fn true_and_false_mean_yes_and_no() {
    for value in ["true", "yes", "false", "no"] {
        let protocol = format!("protocol={value}");
        let ran = decide(&["--person", "a-1", "--activity", "take-pulse", "--context", &protocol]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

#[test]
fn a_sign_off_for_something_else_is_not_told_as_found() {
    let ran = run(&[
        "decide",
        "--people",
        "../../../../samples/people.yaml",
        "--person",
        "p-017",
        "--activity",
        "ward-round",
        "--at",
        "2026-11-20",
        "--json",
    ]);
    let it = ran.json();
    assert_eq!(it["decision"], "refuse");
    let because = it["reasons"][0]["because"].to_string();
    assert!(!because.contains("take a history"), "{because}");
    assert!(
        it["would_permit"].to_string().contains("signed off to take part in or do a ward round"),
        "{it}"
    );
}

#[test]
fn sets_are_adopted_left_out_and_taken_alone() {
    let adopted = |rest: &[&str]| {
        let mut all = vec!["--person", "a-1", "--activity", "set-bone", "--json"];
        all.extend(rest);
        decide(&all).json()["adopted"].clone()
    };
    assert_eq!(adopted(&["--adopt", "hearsay"]), json!(["college", "hearsay", "statute"]));
    assert_eq!(adopted(&["--without", "college"]), json!(["statute"]));
    assert_eq!(adopted(&["--only-always"]), json!(["statute"]));
    assert_eq!(adopted(&["--only-always", "--adopt", "college"]), json!(["college", "statute"]));
}

#[test]
fn an_adoption_is_asked_about_while_it_is_in_force() {
    let asked = |day| {
        ask_on(
            day,
            "decide",
            &["--person", "a-1", "--activity", "set-bone", "--adoption", "adoption.yaml"],
        )
    };
    assert_eq!(asked("2026-03-01").code, 0);
    asked("2026-02-28").is_wrong(&["adoption.yaml", "from 1 March 2026", "28 February 2026"]);
}

#[test]
fn people_may_come_from_standard_input() {
    let people = std::fs::read(file("people.yaml")).unwrap();
    let arguments = [
        "decide",
        "--rulebook",
        "book",
        "--people",
        "-",
        "--person",
        "a-1",
        "--activity",
        "prescribe",
        "--at",
        "2026-11-20",
    ];
    assert_eq!(fed(&people, &arguments).code, 3);
    let line = br#"{"id":"a-1","facts":[{"kind":"post","role":"aide","from":"2021-03-01","verified":true}]}"#;
    assert_eq!(fed(line, &arguments).code, 3);
}

#[test]
fn what_a_terminal_would_obey_is_not_printed() {
    let line = "{\"id\":\"a-1\",\"name\":\"A \\u001b[31mred\\u202e one\",\"facts\":[{\"kind\":\"post\",\"role\":\"aide\",\"from\":\"2021-03-01\",\"verified\":true}]}";
    let arguments = [
        "decide",
        "--rulebook",
        "book",
        "--people",
        "-",
        "--person",
        "a-1",
        "--activity",
        "prescribe",
        "--at",
        "2026-11-20",
    ];
    let ran = fed(line.as_bytes(), &arguments);
    assert_eq!(ran.code, 3);
    assert!(!ran.out.contains(['\u{1b}', '\u{202e}']), "{ran:?}");
}

#[test]
fn the_same_question_has_the_same_answer() {
    let arguments = ["--person", "a-1", "--activity", "stitch", "--json"];
    assert_eq!(decide(&arguments).out, decide(&arguments).out);
}

#[test]
fn the_welcome_says_what_it_is_and_shows_a_decision() {
    let ran = run(&["welcome"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("Preceptor says who may do what"), "{}", ran.out);
    assert!(
        ran.out.contains("NO. Amara Okafor (p-017) may not prescribe a medicine on"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("not legal advice"), "{}", ran.out);
}
