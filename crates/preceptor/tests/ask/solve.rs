//! `preceptor rota solve` on problems of our own form, as somebody runs it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::asked::{Ran, file, run};

const THEATRES: &str = "../../../../samples/rota/theatres.yaml";
const DEPARTMENT: &str = "../../../../samples/rota/department/department.yaml";

fn out(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("preceptor-solve-{}-{name}.csv", std::process::id()))
}

fn solve(problem: &str, to: &std::path::Path, more: &[&str]) -> Ran {
    let mut all = vec!["rota", "solve", problem, "--json", "--out", to.to_str().unwrap()];
    all.extend(more);
    run(&all)
}

#[test]
fn what_is_written_breaks_nothing_and_is_worth_what_was_said() {
    let to = out("theatres");
    let made = solve(THEATRES, &to, &["--work", "20"]);
    assert_eq!(made.code, 3, "one list goes on after the floor has closed: {made:?}");
    let unfilled = &made.json()["unfilled"][0];
    assert_eq!(unfilled["duty"], "mon-2", "{made:?}");
    assert_eq!(unfilled["ways"][0]["lifted"]["rule"], "supervision-cover", "{made:?}");
    let against = unfilled["against"].as_array().unwrap();
    let overlap = against.iter().find(|it| it["rule"] == "overlap").unwrap();
    assert_eq!(overlap["because"].as_str().unwrap().split(' ').nth(1), Some("mon-1"), "{made:?}");
    let checked = run(&["rota", "check", THEATRES, to.to_str().unwrap(), "--json"]);
    let breaches = checked.json()["breaches"].clone();
    let rules: Vec<&str> =
        breaches.as_array().unwrap().iter().map(|it| it["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["understaffed"], "{checked:?}");
    assert_eq!(checked.json()["score"], made.json()["score"]);
    let bound = made.json()["bound"]["objective"].as_i64().unwrap();
    assert!(bound <= made.json()["score"]["objective"].as_i64().unwrap());
}

#[test]
fn the_same_seed_threads_and_work_write_the_same_bytes() {
    let (first, second, other) = (out("first"), out("second"), out("other"));
    for it in [&first, &second] {
        solve(DEPARTMENT, it, &["--work", "3", "--seed", "7"]);
    }
    solve(DEPARTMENT, &other, &["--work", "3", "--seed", "8"]);
    let text = |it: &PathBuf| std::fs::read_to_string(it).unwrap();
    assert_eq!(text(&first), text(&second));
    assert_ne!(text(&first), text(&other), "another seed searches otherwise");
}

#[test]
fn a_rota_that_is_given_is_where_it_begins() {
    let (first, second) = (out("begun"), out("carried-on"));
    let begun = solve(DEPARTMENT, &first, &["--work", "10"]).json();
    let from = first.to_str().unwrap();
    let carried = solve(DEPARTMENT, &second, &["--work", "1", "--from", from]).json();
    assert_eq!(carried["left_out"], 0, "a rota that breaks nothing is taken whole");
    let worth = |it: &serde_json::Value| {
        let of = |key: &str| it["score"][key].as_i64().unwrap();
        (of("hard"), of("unfilled"), of("objective"))
    };
    assert!(worth(&carried) <= worth(&begun), "{carried} after {begun}");
}

#[test]
fn a_published_problem_begins_with_no_rota() {
    let ward = "../../../../samples/rota/ward.shift.txt";
    run(&["rota", "solve", ward, "--format", "shift-scheduling", "--work", "1", "--from", "x.csv"])
        .is_wrong(&["--from"]);
}

#[test]
fn a_file_that_cannot_be_written_is_told_before_anybody_waits() {
    let ran =
        run(&["rota", "solve", THEATRES, "--seconds", "600", "--out", "/no/such/folder/x.csv"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{ran:?}");
    assert!(ran.err.contains("/no/such/folder/x.csv"), "{ran:?}");
}

/// The file is opened once the program listens for an interrupt, so its being there says when to send one.
#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_with_the_best_rota_so_far() {
    let to = out("interrupted");
    let _ = std::fs::remove_file(&to);
    let child = Command::new(env!("CARGO_BIN_EXE_preceptor"))
        .args(["rota", "solve", THEATRES, "--seconds", "600", "--out", to.to_str().unwrap()])
        .current_dir(file(""))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    while !to.exists() {
        std::thread::yield_now();
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "a stopped run says so: {output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("Stopped early"), "{output:?}");
    let checked = run(&["rota", "check", THEATRES, to.to_str().unwrap(), "--json"]);
    assert_eq!(checked.json()["score"]["hard"], 0, "what was written breaks nothing: {checked:?}");
    assert_eq!(checked.json()["score"]["firm"], 0, "{checked:?}");
}

/// A rota of the department that was made once, and where it is.
fn planned(name: &str) -> PathBuf {
    let to = out(name);
    let made = solve(DEPARTMENT, &to, &["--work", "5"]);
    assert_eq!(made.json()["score"]["hard"], 0, "{made:?}");
    to
}

/// Who is on a duty of a rota.
fn on(rota: &std::path::Path, duty: &str) -> Vec<String> {
    let text = std::fs::read_to_string(rota).unwrap();
    let lines = text.lines().filter_map(|it| it.split_once(','));
    let ours = lines.filter(|it| it.0 == duty);
    ours.map(|it| it.1.split(',').next().unwrap().to_owned()).collect()
}

#[test]
fn a_supervisors_leave_is_repaired_and_what_hung_on_it_stays() {
    let (rota, to) = (planned("supervisor"), out("supervisor-repaired"));
    let floor = on(&rota, "floor-0105-1");
    let absent = format!("{}:2027-01-05:2027-01-06", floor[0]);
    let arguments = ["rota", "repair", DEPARTMENT, rota.to_str().unwrap(), "--absent", &absent];
    let ran = run(&[&arguments[..], &["--out", to.to_str().unwrap(), "--json"]].concat());
    let told = ran.json();
    let before = told["before"]["breaches"].as_array().unwrap();
    assert!(before.iter().any(|it| it["rule"] == "absent"), "{told}");
    let best = &told["alternatives"][0];
    assert_eq!(best["score"]["hard"], 0, "{told}");
    assert_eq!(best["score"]["firm"], 0, "every list is covered again: {told}");
    let asked: Vec<&str> =
        best["asked"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert_eq!(asked, on(&to, "floor-0105-1"), "the one who takes the floor is all to ask: {told}");
    assert_ne!(on(&to, "floor-0105-1"), floor);
    for list in ["list-0105-1", "list-0105-2"] {
        assert_eq!(on(&to, list), on(&rota, list), "{list} stays with who had it");
    }
    let ranks: Vec<(i64, usize)> = told["alternatives"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["score"]["unfilled"].as_i64().unwrap(), it["on"].as_array().unwrap().len()))
        .collect();
    assert!(ranks.is_sorted(), "the least change first: {ranks:?}");
}

#[test]
fn a_sign_off_revoked_takes_somebody_off_from_that_day_on_and_not_before() {
    let (rota, to) = (planned("revoked"), out("revoked-repaired"));
    let who = on(&rota, "night-0120")[0].clone();
    let revoked = format!("{who}:night:2027-01-20");
    let arguments = ["rota", "repair", DEPARTMENT, rota.to_str().unwrap(), "--revoke", &revoked];
    let ran = run(&[&arguments[..], &["--out", to.to_str().unwrap()]].concat());
    assert!(matches!(ran.code, 0 | 3), "{ran:?}");
    let nights = |rota: &std::path::Path, since: bool| {
        let text = std::fs::read_to_string(rota).unwrap();
        let ours = text.lines().filter(|it| {
            let of = it.starts_with("night-") && it.contains(&format!(",{who},"));
            of && (it.get(6..10).unwrap() >= "0120") == since
        });
        ours.count()
    };
    assert_eq!(nights(&to, true), 0, "from the day on");
    assert_eq!(nights(&to, false), nights(&rota, false), "what was before stays");
    assert!(nights(&rota, true) > 0);
}

#[test]
fn a_duty_more_is_filled_with_the_least_change() {
    let (rota, to, more) = (planned("added"), out("added-repaired"), out("added-duties"));
    let duty = "- {id: extra, kind: ward-day, from: 2027-01-16T09:00, until: 2027-01-16T13:00}\n";
    std::fs::write(&more, duty).unwrap();
    let arguments = ["rota", "repair", DEPARTMENT, rota.to_str().unwrap(), "--json"];
    let files = ["--add", more.to_str().unwrap(), "--out", to.to_str().unwrap()];
    let ran =
        run(&[arguments, [files[0], files[1], files[2], files[3], "--alternatives=2"]].concat());
    let told = ran.json();
    assert_eq!(on(&to, "extra").len(), 1, "{told}");
    assert_eq!(told["alternatives"].as_array().unwrap().len(), 2, "{told}");
    assert_eq!(
        told["alternatives"][0]["off"].as_array().unwrap().len(),
        0,
        "nothing moves: {told}"
    );
}

#[test]
fn what_is_wrong_with_a_repair_is_told() {
    let rota = planned("wrong");
    let rota = rota.to_str().unwrap();
    for (option, value, word) in [
        ("--absent", "nobody:2027-01-05:2027-01-06", "nobody"),
        ("--absent", "dr-01:2027-01-05", "--absent PERSON:FROM:UNTIL"),
        ("--absent", "dr-01:2027-01-06:2027-01-05", "ends before it begins"),
        ("--revoke", "dr-01:nights:2027-01-05", "no kind of duty `nights`"),
    ] {
        run(&["rota", "repair", DEPARTMENT, rota, option, value]).is_wrong(&[word]);
    }
}

#[test]
fn why_says_what_stands_against_each_other_and_what_they_would_cost() {
    let rota = planned("why");
    let path = rota.to_str().unwrap();
    let who = on(&rota, "ward-0104")[0].clone();
    let ask = |more: &[&str]| {
        let ran = run(&[&["rota", "why", DEPARTMENT, path, "--json"], more].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.json()
    };
    let told = ask(&["--person", &who, "--duty", "ward-0104"]);
    let others = told["instead"].as_array().unwrap();
    let of = |id: &str| others.iter().find(|it| it["person"] == id).unwrap().clone();
    assert_eq!(of("cons-surg-1")["against"][0]["rule"], "not-eligible");
    let whole = ask(&[]);
    // What is said of the first who could do it is what the verifier says of the rota with them.
    let other = others.iter().find(|it| it["against"] == serde_json::json!([])).unwrap();
    let (name, text) = (other["person"].as_str().unwrap(), std::fs::read_to_string(&rota).unwrap());
    let changed = out("why-changed");
    let line = |who: &str| format!("ward-0104,{who},,,,\n");
    assert!(text.contains(&line(&who)));
    std::fs::write(&changed, text.replace(&line(&who), &line(name))).unwrap();
    let with = run(&["rota", "check", DEPARTMENT, changed.to_str().unwrap(), "--json"]).json();
    let points = |it: &serde_json::Value| it.as_i64().unwrap();
    assert_eq!(with["score"]["hard"], 0, "{name}");
    assert_eq!(
        points(&with["score"]["objective"]),
        points(&whole["objective"]) + points(&other["points"])
    );
    let parts: i64 =
        whole["parts"].as_object().unwrap().values().map(|it| it.as_i64().unwrap()).sum();
    assert_eq!(whole["objective"], parts, "the parts are the whole");
    let person = ask(&["--person", "dr-01"]);
    assert!(!person["shares"].as_array().unwrap().is_empty(), "{person}");
    run(&["rota", "why", DEPARTMENT, path, "--person", "dr-99"]).is_wrong(&["dr-99"]);
    run(&["rota", "why", DEPARTMENT, path, "--person", "dr-01", "--duty", "x"]).is_wrong(&["`x`"]);
}
