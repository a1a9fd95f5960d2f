//! `preceptor clear`, `routes`, `eligible` and `standing`.

use serde_json::json;

use super::asked::{ask, ask_on, fed, run};

#[test]
fn clearance_is_a_check_list() {
    let ran = ask("clear", &["--person", "a-1", "--role", "aide"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.starts_with("CLEAR. Ilka Brandt (a-1) is clear to start"), "{}", ran.out);
    let it = ask("clear", &["--person", "a-1", "--role", "aide", "--json"]).json();
    assert_eq!(
        (&it["clear"], &it["missing"], &it["earliest"]),
        (&json!(true), &json!([]), &json!("2026-11-20"))
    );
    assert_eq!(it["reasons"][0]["row"], "aide.identity");
    assert_eq!(it["reasons"][0]["outcome"], "met");
    assert_eq!(it["reasons"][0]["source"]["id"], "ADVICE");
}

#[test]
fn law_against_the_post_is_a_missing_item_too() {
    let ran = ask("clear", &["--person", "a-3", "--role", "aide", "--json"]);
    assert_eq!(ran.code, 3);
    let it = ran.json();
    let missing = it["missing"].as_array().unwrap();
    assert_eq!(missing.len(), 2, "{it}");
    assert!(missing[0].as_str().unwrap().starts_with("test.statute.aide.register: "), "{it}");
    assert!(missing[1].as_str().unwrap().starts_with("aide.identity: "), "{it}");
    assert_eq!(it["earliest"], json!(null));
    assert_eq!(it["practise"], "unmet");
}

#[test]
fn a_check_that_is_only_claimed_is_to_be_verified() {
    let people = r#"{"id":"n-1","facts":[{"kind":"registration","register":"aides","from":"2021-02-01"},{"kind":"check","check":"identity","on":"2026-01-01"}]}"#;
    let arguments = [
        "clear",
        "--rulebook",
        "book",
        "--people",
        "-",
        "--person",
        "n-1",
        "--role",
        "aide",
        "--at",
        "2026-11-20",
    ];
    let ran = fed(people.as_bytes(), &arguments);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.out.starts_with("NOT YET VERIFIED."), "{}", ran.out);
    let it = fed(people.as_bytes(), &[&arguments[..], &["--json"]].concat()).json();
    assert_eq!((&it["clear"], &it["missing"]), (&json!(false), &json!([])));
    assert_eq!(it["unverified"].as_array().map(Vec::len), Some(2), "{it}");
}

#[test]
fn somebody_of_whom_nothing_is_known_is_told_what_is_missing() {
    let ran =
        run(&["routes", "--rulebook", "book", "--role", "aide", "--at", "2026-11-20", "--json"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let it = ran.json();
    assert_eq!(it["open"], false);
    let course =
        it["routes"].as_array().unwrap().iter().find(|it| it["route"] == "aide.course").unwrap();
    assert!(
        course["missing"][0].as_str().unwrap().contains("A year of work on a ward."),
        "{course}"
    );
    assert_eq!(course["months"], json!({"min": 24, "max": 24}));
    assert_eq!(course["arrange"], json!(["A place on the course."]));
    assert_eq!(course["funding"], json!(["Northland pays."]));
    assert_eq!(course["plan"][0]["gives"], "aide-award");
    let short =
        it["routes"].as_array().unwrap().iter().find(|it| it["route"] == "aide.short").unwrap();
    assert!(short["closed"].as_str().unwrap().contains("31 December 2023"), "{short}");
}

#[test]
fn an_open_route_comes_first_with_its_days() {
    let ran = ask("routes", &["--person", "a-1", "--role", "aide", "--json"]);
    let it = ran.json();
    let route = &it["routes"][0];
    assert_eq!((&route["route"], &route["open"]), (&json!("aide.course"), &json!(true)));
    assert_eq!(
        (&route["plan"][0]["from"], &route["plan"][0]["until"]),
        (&json!("2026-11-20"), &json!("2028-11-20"))
    );
    let words = ask("routes", &["--person", "a-1", "--role", "aide"]).out;
    assert!(
        words.starts_with("YES. One way of becoming a healer's aide in Northland is open"),
        "{words}"
    );
}

#[test]
fn eligibility_has_three_answers() {
    let asked = |person: &str| ask("eligible", &["--person", person, "--for", "aides"]).code;
    assert_eq!((asked("a-1"), asked("a-3")), (0, 3));
    let it = ask("eligible", &["--person", "a-3", "--for", "aides", "--json"]).json();
    assert_eq!(it["eligible"], "unmet");
    assert!(it["missing"][0].as_str().unwrap().starts_with("aides.award: "), "{it}");
    let claimed = r#"{"id":"n-1","facts":[{"kind":"qualification","qualification":"aide-award","on":"2025-06-30"}]}"#;
    let arguments = [
        "eligible",
        "--rulebook",
        "book",
        "--people",
        "-",
        "--person",
        "n-1",
        "--for",
        "aides",
        "--at",
        "2026-11-20",
    ];
    assert_eq!(fed(claimed.as_bytes(), &arguments).code, 4);
}

#[test]
fn a_team_stands_line_by_line_in_the_order_of_the_file() {
    let ran = ask("standing", &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[0].starts_with("good     Ilka Brandt (a-1), healer's aide: good until 29 February 2028; then not met: Has a named supervisor"), "{}", ran.out);
    assert!(
        lines[1].starts_with("lapsed   Mo (a-2), healer's aide: not met: Has a named supervisor"),
        "{}",
        ran.out
    );
    assert!(
        lines[2].starts_with("lapsed   a-3, healer's aide: not met: On the register"),
        "{}",
        ran.out
    );
    let told = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let sum = "4 people on 20 November 2026: 3 posts in roles of the rulebook, \
               1 good, 2 lapsed, 0 unknown; 1 without";
    assert!(told.contains(sum), "{}", ran.out);
}

#[test]
fn a_team_in_json_is_one_document_in_the_order_of_the_file() {
    let ran = ask("standing", &["--json"]);
    let it = ran.json();
    let people = it["people"].as_array().unwrap();
    let ids: Vec<&str> = people.iter().map(|it| it["person"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a-1", "a-2", "a-3", "h-1"]);
    let role = &people[0]["roles"][0];
    assert_eq!((&role["role"], &role["standing"]), (&json!("aide"), &json!("good")));
    assert_eq!(role["until"], "2028-03-01");
    let supervised = role["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["requirement"] == "aide.supervised")
        .unwrap();
    assert_eq!(
        (&supervised["state"], &supervised["since"], &supervised["until"]),
        (&json!("met"), &json!("2021-03-01"), &json!("2028-03-01"))
    );
    assert_eq!(supervised["source"]["id"], "ADVICE");
    let law = people[2]["roles"][0]["requirements"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&law["requirement"], &law["state"]), (&json!("practise-as-role"), &json!("unmet")));
    assert_eq!(law["provisions"], json!(["test.statute.aide.register"]));
    assert_eq!(people[3]["roles"], json!([]));
}

#[test]
fn one_person_has_an_exit_status() {
    let asked = |person: &str, day: &str| ask_on(day, "standing", &["--person", person]).code;
    assert_eq!(asked("a-1", "2026-11-20"), 0);
    assert_eq!(asked("a-1", "2028-03-01"), 3, "the supervision ended");
    assert_eq!(asked("a-2", "2026-11-20"), 3);
    let only_law = ask("standing", &["--person", "a-2", "--without", "college"]);
    assert_eq!(only_law.code, 4, "the registration is only claimed: {only_law:?}");
    assert!(only_law.out.starts_with("CANNOT TELL how Mo (a-2) stands"), "{}", only_law.out);
}

#[test]
fn what_was_not_known_then_does_not_count() {
    let people = r#"{"id":"n-1","facts":[{"kind":"registration","register":"aides","from":"2021-02-01","recorded":"2026-06-01","verified":true},{"kind":"post","role":"aide","from":"2021-03-01","verified":true}]}"#;
    let asked = |known: &str| {
        let arguments = [
            "standing",
            "--rulebook",
            "book",
            "--people",
            "-",
            "--person",
            "n-1",
            "--at",
            "2026-11-20",
            "--without",
            "college",
            "--known-at",
            known,
        ];
        fed(people.as_bytes(), &arguments).code
    };
    assert_eq!((asked("2026-05-31"), asked("2026-06-01")), (3, 0));
}
