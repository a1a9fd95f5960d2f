//! Files of many people, read one line at a time.

use std::fmt::Write as _;

use super::asked::{fed, run};

fn crowd(n: usize) -> String {
    let mut text = String::from("{\"organisation\":\"N1\",\"jurisdiction\":\"northland\"}\n");
    for i in (0..n).rev() {
        let supervisor = i % 7;
        writeln!(
            text,
            "{{\"id\":\"c-{i}\",\"facts\":[{{\"kind\":\"registration\",\"register\":\"aides\",\"from\":\"2021-01-01\",\"verified\":true}},{{\"kind\":\"post\",\"role\":\"aide\",\"organisation\":\"N1\",\"from\":\"2021-03-01\",\"verified\":true}},{{\"kind\":\"supervision\",\"supervision\":\"named\",\"supervisor\":\"h-{supervisor}\",\"from\":\"2021-03-01\",\"verified\":true}}]}}"
        )
        .unwrap();
    }
    for i in 0..5 {
        writeln!(text, "{{\"id\":\"h-{i}\",\"facts\":[{{\"kind\":\"registration\",\"register\":\"healers\",\"from\":\"1999-01-01\",\"verified\":true}}]}}").unwrap();
    }
    text
}

#[test]
fn everybody_comes_out_once_in_the_order_of_the_file() {
    let n = 1000;
    let ran = fed(
        crowd(n).as_bytes(),
        &["standing", "--rulebook", "book", "--people", "-", "--at", "2026-11-20", "--json"],
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let it = ran.json();
    let ids: Vec<String> = it["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["person"].as_str().unwrap().to_owned())
        .collect();
    let expected: Vec<String> =
        (0..n).rev().map(|i| format!("c-{i}")).chain((0..5).map(|i| format!("h-{i}"))).collect();
    assert_eq!(ids, expected);
    // Two supervisors of seven are not in the file: nothing is known of them.
    let standing =
        |i: usize| it["people"][n - 1 - i]["roles"][0]["standing"].as_str().unwrap().to_owned();
    assert_eq!(
        (standing(0), standing(5), standing(6)),
        ("good".to_owned(), "unknown".to_owned(), "unknown".to_owned())
    );
}

#[test]
fn the_same_people_stand_the_same_however_the_file_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let lines = folder.path().join("people.jsonl");
    let list = folder.path().join("people.json");
    let text = crowd(60);
    std::fs::write(&lines, &text).unwrap();
    std::fs::write(&list, format!("[{}]", text.trim_end().replace('\n', ",\n"))).unwrap();
    let asked = |path: &std::path::Path| {
        run(&[
            "standing",
            "--rulebook",
            "book",
            "--people",
            path.to_str().unwrap(),
            "--at",
            "2026-11-20",
            "--json",
        ])
    };
    let (a, b) = (asked(&lines), asked(&list));
    assert_eq!(a.code, 0, "{a:?}");
    assert_eq!(a.out, b.out);
}

#[test]
fn one_of_many_is_asked_about_with_their_supervisor() {
    let ran = fed(
        crowd(50).as_bytes(),
        &[
            "standing",
            "--rulebook",
            "book",
            "--people",
            "-",
            "--person",
            "c-3",
            "--at",
            "2026-11-20",
        ],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = fed(
        crowd(50).as_bytes(),
        &[
            "standing",
            "--rulebook",
            "book",
            "--people",
            "-",
            "--person",
            "c-6",
            "--at",
            "2026-11-20",
        ],
    );
    assert_eq!(ran.code, 4, "{ran:?}");
}
