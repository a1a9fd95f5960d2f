//! `preceptor roles` and `preceptor compare`.

use serde_json::json;

use super::asked::{Ran, run};

fn roles(rest: &[&str]) -> Ran {
    let mut all = vec!["roles", "--rulebook", "book", "--at", "2026-11-20"];
    all.extend(rest);
    run(&all)
}

#[test]
fn a_role_is_told_in_full() {
    let ran = roles(&["aide"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn a_role_in_json_keeps_the_three_ladders_apart() {
    let it = roles(&["aide", "--json"]).json();
    assert_eq!(it["career_level"][0]["level"], "6");
    assert_eq!(it["pay_band"][0]["band"], "4");
    assert_eq!(it["academic_level"][0]["level"], "6");
    assert_eq!(it["titles"]["working"][0]["title"], "wound aide");
    assert_eq!(it["titles"]["protected"], json!([]));
    assert_eq!(it["coming"][0]["on"], "2027-01-01");
    let sets: Vec<&str> =
        it["scope"].as_array().unwrap().iter().map(|it| it["set"].as_str().unwrap()).collect();
    assert_eq!(sets, ["statute", "college"]);
    assert_eq!(it["scope"][0]["provisions"][0]["since"], "2020-01-01");
    assert_eq!(it["scope"][0]["provisions"][0]["source"]["id"], "ACT");
}

#[test]
fn a_role_stands_as_it_did_on_the_day_and_in_the_place() {
    let title = |rest: &[&str]| {
        let mut all = vec!["roles", "aide", "--rulebook", "book", "--json"];
        all.extend(rest);
        run(&all).json()["titles"]["working"][0]["title"].clone()
    };
    assert_eq!(title(&["--at", "2024-12-31"]), "healer's aide");
    assert_eq!(title(&["--at", "2025-01-01"]), "wound aide");
    assert_eq!(title(&["--at", "2025-01-01", "--jurisdiction", "southland"]), json!(null));
}

#[test]
fn the_roles_are_listed() {
    let ran = roles(&[]);
    assert!(ran.out.contains("Healer's aide (HA): aide"), "{}", ran.out);
    let it = roles(&["--json"]).json();
    assert_eq!(it["roles"][0]["role"], "aide");
    assert_eq!(
        (&it["roles"][0]["routes"], &it["roles"][0]["routes_open_to_somebody"]),
        (&json!(2), &json!(1))
    );
}

#[test]
fn roles_stand_side_by_side() {
    let arguments =
        ["compare", "physician-associate", "anaesthesia-associate", "--at", "2026-11-20"];
    let ran = run(&arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out
            .lines()
            .any(|it| it.contains("Physician associate") && it.contains("Anaesthesia associate")),
        "{}",
        ran.out
    );
    assert!(ran.out.lines().all(|it| it.chars().count() <= 100), "{}", ran.out);
    let it = run(&[&arguments[..], &["--json"]].concat()).json();
    assert_eq!(it["roles"].as_array().map(Vec::len), Some(2));
    assert!(
        it["rows"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["cells"].as_array().is_some_and(|it| it.len() == 2))
    );
}

#[test]
fn four_roles_are_listed_one_below_the_other() {
    let ran = run(&[
        "compare",
        "physician-associate",
        "anaesthesia-associate",
        "surgical-care-practitioner",
        "nurse-consultant",
        "--at",
        "2026-11-20",
    ]);
    assert!(ran.out.contains("\nPay band\n  Physician associate: "), "{}", ran.out);
    run(&["compare", "physician-associate"]).is_wrong(&["ROLE"]);
}
