//! `preceptor sample`.

use super::asked::run;

#[test]
fn the_same_seed_gives_the_same_people() {
    let lines = |seed: &str| run(&["sample", "--people", "30", "--seed", seed]).out;
    assert_eq!(lines("7"), lines("7"));
    assert_ne!(lines("7"), lines("8"));
}

#[test]
fn a_file_is_whole_and_is_not_written_over_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.jsonl");
    let out = path.to_str().unwrap();
    let ran = run(&["sample", "--people", "30", "--seed", "7", "--out", out]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(written, run(&["sample", "--people", "30", "--seed", "7"]).out);
    run(&["sample", "--people", "5", "--seed", "8", "--out", out])
        .is_wrong(&["already", "--force"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), written);
    assert_eq!(run(&["sample", "--people", "5", "--seed", "8", "--out", out, "--force"]).code, 0);
    assert_ne!(std::fs::read_to_string(&path).unwrap(), written);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_file_that_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere").join("people.jsonl");
    run(&["sample", "--people", "5", "--out", nowhere.to_str().unwrap()])
        .is_wrong(&["nowhere", "folder"]);
    run(&["sample", "--people", "5", "--out", folder.path().to_str().unwrap()])
        .is_wrong(&["is a folder"]);
    run(&["sample", "--people", "0"]).is_wrong(&["1..=10000000"]);
}

#[test]
fn its_people_can_be_asked_about() {
    let people = run(&["sample", "--people", "200", "--seed", "3"]).out;
    let ran = super::asked::fed(
        people.as_bytes(),
        &["standing", "--people", "-", "--at", "2026-11-20", "--json"],
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.json()["people"].as_array().map(Vec::len), Some(200));
}
