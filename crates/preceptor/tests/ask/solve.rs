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
    assert_eq!(made.json()["unfilled"][0]["duty"], "mon-2", "{made:?}");
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
