//! Questions that are wrong, and files that cannot be used: exit status 2, the place and the remedy, and nothing else.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::asked::{Ran, ask, ask_on, fed, run};

/// Asks about somebody in a file that holds this.
fn about(name: &str, content: &[u8]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let ran = about_path(&path);
    let left: Vec<PathBuf> =
        std::fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(left, [path], "nothing is written beside the file");
    ran
}

fn about_path(path: &Path) -> Ran {
    let people = path.to_str().unwrap();
    let ran = run(&[
        "standing",
        "--rulebook",
        "book",
        "--people",
        people,
        "--at",
        "2026-11-20",
        "--json",
    ]);
    let decided = run(&[
        "decide",
        "--rulebook",
        "book",
        "--people",
        people,
        "--person",
        "a-1",
        "--activity",
        "stitch",
        "--at",
        "2026-11-20",
    ]);
    assert_eq!(decided.code, 2, "{decided:?}");
    assert_eq!(decided.out, "");
    ran
}

#[test]
fn a_file_that_is_not_there() {
    about_path(Path::new("nowhere.yaml")).is_wrong(&["nowhere.yaml", "help"]);
}

#[test]
fn a_folder_in_place_of_a_file() {
    about_path(Path::new("book")).is_wrong(&["book", "folder"]);
}

#[test]
fn a_binary_file() {
    about("people.yaml", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\xff\xfe")
        .is_wrong(&["not text"]);
    about("people.jsonl", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\xff\xfe")
        .is_wrong(&["not text"]);
}

#[test]
#[cfg(unix)]
fn what_has_no_end() {
    about_path(Path::new("/dev/zero")).is_wrong(&["not text"]);
}

#[test]
fn an_empty_file() {
    about("people.yaml", b"").is_wrong(&["no people"]);
    about("people.jsonl", b"\n\n").is_wrong(&["no people"]);
}

#[test]
fn an_unknown_key_with_what_was_meant() {
    about("people.yaml", b"- id: a-1\n  nmae: Ilka\n").is_wrong(&[
        "people.yaml:2:3",
        "nmae",
        "did you mean `name`?",
    ]);
    about("people.jsonl", b"{\"id\":\"a-1\",\"nmae\":\"Ilka\"}\n").is_wrong(&[
        "people.jsonl:1:",
        "nmae",
        "did you mean `name`?",
    ]);
}

#[test]
fn an_unknown_kind_of_fact() {
    about("people.yaml", b"- {id: a-1, facts: [{kind: registraton, register: aides}]}\n")
        .is_wrong(&["people.yaml:1:", "registraton", "did you mean `registration`?"]);
}

#[test]
fn a_day_that_does_not_exist() {
    about(
        "people.yaml",
        b"- {id: a-1, facts: [{kind: registration, register: aides, from: 2026-02-31}]}\n",
    )
    .is_wrong(&["people.yaml:1:", "2026-02-31"]);
    about(
        "people.yaml",
        b"- {id: a-1, facts: [{kind: registration, register: aides, from: 2026-02-29}]}\n",
    )
    .is_wrong(&["2026-02-29"]);
}

#[test]
fn a_period_that_ends_before_it_begins() {
    about("people.yaml", b"- {id: a-1, facts: [{kind: registration, register: aides, from: 2026-02-01, until: 2026-01-31}]}\n")
        .is_wrong(&["people.yaml:1:", "2026-01-31", "2026-02-01", "help"]);
}

#[test]
fn two_people_with_one_id() {
    about("people.yaml", b"- {id: a-1}\n- {id: a-1}\n").is_wrong(&[
        "people.yaml:2:",
        "two people",
        "a-1",
    ]);
    about("people.jsonl", b"{\"id\":\"a-1\"}\n{\"id\":\"a-1\"}\n").is_wrong(&["two people", "a-1"]);
}

#[test]
fn a_fault_in_the_last_line_of_many_is_told_before_anybody_is_judged() {
    let mut text = String::new();
    for i in 0..3000 {
        writeln!(text, "{{\"id\":\"a-{i}\",\"facts\":[{{\"kind\":\"post\",\"role\":\"aide\",\"from\":\"2021-03-01\"}}]}}").unwrap();
    }
    text.push_str("{\"id\":\"last\",\"facts\":[{\"kind\":\"post\",\"role\":\"aide\",\"from\":\"2021-03-32\"}]}\n");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.jsonl");
    std::fs::write(&path, text).unwrap();
    let ran = run(&[
        "standing",
        "--rulebook",
        "book",
        "--people",
        path.to_str().unwrap(),
        "--at",
        "2026-11-20",
    ]);
    ran.is_wrong(&["people.jsonl:3001:", "2021-03-32"]);
}

#[test]
fn a_few_lines_that_would_become_a_hundred_million_are_stopped() {
    let mut bomb = String::from("- id: a-1\n  former_names: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..9 {
        let of = format!("*a{}, ", i - 1).repeat(10);
        writeln!(bomb, "- {{id: b-{i}, former_names: &a{i} [{}]}}", of.trim_end_matches(", "))
            .unwrap();
    }
    about("people.yaml", bomb.as_bytes()).is_wrong(&["people.yaml:"]);
}

#[test]
fn brackets_that_never_close() {
    about("people.yaml", "[".repeat(200_000).as_bytes()).is_wrong(&["people.yaml:"]);
    about("people.jsonl", "{\"id\":".repeat(100_000).as_bytes()).is_wrong(&["people.jsonl:"]);
}

#[test]
fn somebody_who_is_not_there_with_who_was_meant() {
    ask("decide", &["--person", "a-11", "--activity", "stitch"])
        .is_wrong(&["a-11", "did you mean `a-1`?"]);
    ask("standing", &["--person", "zzz"]).is_wrong(&["zzz", "help"]);
    ask("clear", &["--person", "A-1", "--role", "aide"]).is_wrong(&["A-1"]);
}

#[test]
fn an_activity_that_is_not_there() {
    ask("decide", &["--person", "a-1", "--activity", "stich"])
        .is_wrong(&["stich", "did you mean `stitch`?"]);
}

#[test]
fn a_role_that_is_not_there() {
    ask("clear", &["--person", "a-1", "--role", "aid"])
        .is_wrong(&["`aid`", "did you mean `aide`?"]);
    ask("routes", &["--person", "a-1", "--role", "aids"])
        .is_wrong(&["`aids`", "did you mean `aide`?"]);
    run(&["roles", "aidee", "--rulebook", "book"]).is_wrong(&["`aidee`", "did you mean `aide`?"]);
    run(&["compare", "aide", "zebra", "--rulebook", "book"]).is_wrong(&["`zebra`", "aide"]);
}

#[test]
fn a_register_a_setting_or_a_jurisdiction_that_is_not_there() {
    ask("eligible", &["--person", "a-1", "--for", "aide"]).is_wrong(&["did you mean `aides`?"]);
    ask("clear", &["--person", "a-1", "--role", "aide", "--setting", "wards"])
        .is_wrong(&["did you mean `ward`?"]);
    ask("routes", &["--person", "a-1", "--role", "aide", "--jurisdiction", "northlands"])
        .is_wrong(&["did you mean `northland`?"]);
}

#[test]
fn a_part_of_a_register_that_is_not_named_or_not_there() {
    let asked = |rest: &[&str]| {
        let mut all =
            vec!["eligible", "--people", "people.yaml", "--person", "a-1", "--for", "gmc-aapa"];
        all.extend(rest);
        run(&all)
    };
    asked(&[]).is_wrong(&["--part", "physician-associate"]);
    asked(&["--part", "physician"]).is_wrong(&["did you mean `physician-associate`?"]);
}

#[test]
fn a_post_that_must_be_named() {
    let people = r#"{"id":"n-1","facts":[{"kind":"post","role":"aide","from":"2021-03-01"},{"kind":"post","role":"healer","from":"2021-03-01"}]}"#;
    let asked = |rest: &[&str]| {
        let mut all = vec![
            "decide",
            "--rulebook",
            "book",
            "--people",
            "-",
            "--person",
            "n-1",
            "--activity",
            "stitch",
            "--at",
            "2026-11-20",
        ];
        all.extend(rest);
        fed(people.as_bytes(), &all)
    };
    asked(&[]).is_wrong(&["several posts", "f-1 (aide)", "f-2 (healer)", "--post"]);
    asked(&["--post", "aid"]).is_wrong(&["`aid`", "f-1 (aide)"]);
    assert_eq!(asked(&["--post", "f-1"]).code, 3);
    assert_eq!(asked(&["--post", "aide"]).code, 3);
}

#[test]
fn context_that_cannot_be_stated() {
    let stated =
        |it: &str| ask("decide", &["--person", "a-1", "--activity", "stitch", "--context", it]);
    stated("agee=4").is_wrong(&["`agee`", "did you mean `age`?"]);
    stated("zzz=4").is_wrong(&["`zzz`", "age, urgency, protocol"]);
    stated("age=old").is_wrong(&["`old`", "0 to 120"]);
    stated("age=121").is_wrong(&["`121`", "0 to 120"]);
    stated("urgency=soon").is_wrong(&["`soon`", "planned, emergency"]);
    stated("protocol=maybe").is_wrong(&["`maybe`", "yes"]);
    stated("age").is_wrong(&["KEY=VALUE"]);
    ask(
        "decide",
        &["--person", "a-1", "--activity", "stitch", "--context", "age=4", "--context", "age=5"],
    )
    .is_wrong(&["`age` is stated twice"]);
}

#[test]
fn presence_that_cannot_be_read() {
    let present =
        |it: &str| ask("decide", &["--person", "a-1", "--activity", "stitch", "--present", it]);
    present("h-1").is_wrong(&["ID@CLOSENESS"]);
    present("h-1@near").is_wrong(&["`near`", "direct, on-site"]);
    present("h-1@direct:many").is_wrong(&["`many`"]);
}

#[test]
fn a_set_or_an_adoption_that_cannot_be_used() {
    let asked = |rest: &[&str]| {
        let mut all = vec!["--person", "a-1", "--activity", "stitch"];
        all.extend(rest);
        ask("decide", &all)
    };
    asked(&["--adopt", "collage"]).is_wrong(&["`collage`", "did you mean `college`?"]);
    asked(&["--without", "statute"]).is_wrong(&["`statute`", "cannot be left out"]);
    asked(&["--adoption", "nowhere.yaml"]).is_wrong(&["nowhere.yaml"]);
    asked(&["--adoption", "people.yaml"]).is_wrong(&["people.yaml"]);
}

#[test]
fn a_day_on_the_command_line_that_does_not_exist() {
    for day in ["2026-02-31", "20-11-2026", "tomorrow", "2026-11-20T25:00"] {
        ask_on(day, "decide", &["--person", "a-1", "--activity", "stitch"]).is_wrong(&[day]);
    }
}

#[test]
fn a_rulebook_that_is_not_one() {
    run(&["roles", "--rulebook", "nowhere"]).is_wrong(&["nowhere", "uk, netherlands, ontario"]);
    run(&["roles", "--rulebook", "people.yaml"]).is_wrong(&["people.yaml"]);
}

#[test]
fn a_call_that_makes_no_sense() {
    run(&["decde"]).is_wrong(&["decde"]);
    run(&["decide"]).is_wrong(&["--people", "--person", "--activity"]);
    run(&["routes", "--role", "aide", "--person", "a-1", "--rulebook", "book"])
        .is_wrong(&["--people"]);
}
