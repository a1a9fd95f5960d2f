use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Cursor};

use super::{faults, read};
use crate::ids::PersonId;
use crate::people::lines::LONGEST_LINE;
use crate::people::{PeopleFile, ReadError};

fn ids(name: &str, text: impl AsRef<[u8]>) -> Vec<String> {
    read(name, text).expect("a sound file").into_iter().map(|it| it.id.to_string()).collect()
}

fn only_message(name: &str, text: impl AsRef<[u8]>) -> String {
    let found = faults(name, text);
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().expect("one").2
}

#[test]
fn the_format_is_known_by_extension_or_by_the_first_character() {
    let lines = "{\"id\": \"p-2\"}\n{\"id\": \"p-1\"}\n";
    for name in ["people.jsonl", "people.NDJSON", "people", "people.yaml", "/tmp/x.json"] {
        assert_eq!(ids(name, lines), ["p-2", "p-1"], "{name}");
    }
    for text in [
        "- {id: p-2}\n- {id: p-1}\n",
        "[{\"id\": \"p-2\"}, {\"id\": \"p-1\"}]",
        "\n  # comment\n- id: p-2\n- id: p-1\n",
    ] {
        assert_eq!(ids("people", text), ["p-2", "p-1"], "{text}");
    }
    assert_eq!(ids("people", " \n\n {\"id\": \"p-1\"}"), ["p-1"]);
    let far = format!("{}{lines}", "\n".repeat(100_000));
    assert_eq!(ids("people", far), ["p-2", "p-1"]);
}

#[test]
fn a_list_in_brackets_that_is_not_quite_json_is_read_as_yaml() {
    assert_eq!(ids("people", "[{id: p-1},]"), ["p-1"]);
    assert!(only_message("people.json", "[{id: p-1},]").starts_with("this is not JSON"));
}

#[test]
fn the_mark_before_a_text_and_windows_line_ends_are_passed_over() {
    for text in [
        "\u{feff}{\"id\": \"p-1\"}\r\n{\"id\": \"p-2\"}\r\n",
        "\u{feff}- id: p-1\r\n- id: p-2\r\n",
        "{\"id\": \"p-1\"}\r\n\r\n{\"id\": \"p-2\"}",
    ] {
        assert_eq!(ids("people", text), ["p-1", "p-2"]);
    }
    let found = faults("people.jsonl", "\u{feff}{\"id\": \"p-1\", \"x\": 1}\r\n");
    assert_eq!((found[0].0, found[0].1), (1, 15), "the mark counts for no column");
    let found = faults("people.yaml", "\u{feff}- {id: p-1, x: 1}\r\n");
    assert_eq!((found[0].0, found[0].1), (1, 13));
}

#[test]
fn a_file_without_people_is_a_fault() {
    for (name, text) in [
        ("people.jsonl", ""),
        ("people.yaml", ""),
        ("people", " \n\n"),
        ("people.jsonl", "\n\n"),
        ("people.json", "[]"),
        ("people.yaml", "\u{feff}"),
        ("people.jsonl", "{\"organisation\": \"X99\"}\n"),
        ("people.yaml", "- organisation: X99\n"),
    ] {
        assert_eq!(only_message(name, text), format!("there are no people in `{name}`"));
    }
    assert_eq!(only_message("people.yaml", "# nothing yet\n"), "the file is empty");
}

#[test]
fn a_list_is_a_list() {
    assert_eq!(
        only_message("people.yaml", "people: []\n"),
        "a people file is a list, not a mapping"
    );
    assert_eq!(
        only_message("people.yaml", "hello\n"),
        "a people file is a list, not a single value"
    );
}

#[test]
fn a_file_that_is_no_text_is_one_fault() {
    let nul = "this is not text: a NUL byte stands here";
    assert_eq!(only_message("people.jsonl", b"{\"id\": \"p-1\"}\n\0\x01\n\0\n"), nul);
    assert_eq!(only_message("people.yaml", b"- id: p-1\n\0"), nul);
    // UTF-16, a compressed file and a photograph.
    assert_eq!(only_message("people", b"\xff\xfe{\0\"\0i\0"), nul);
    assert_eq!(only_message("people", b"\x1f\x8b\x08\0\0\0\0\0"), nul);
    assert_eq!(
        only_message("people.jsonl", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").as_str(),
        "this is not UTF-8 text"
    );
}

#[test]
fn text_in_another_encoding_is_shown_where_it_stands() {
    let found =
        faults("people.jsonl", b"{\"id\": \"p-1\"}\n{\"id\": \"p-2\", \"name\": \"Ren\xe9\"}\n");
    assert_eq!((found[0].0, found[0].1, found[0].2.as_str()), (2, 27, "this is not UTF-8 text"));
    let found = faults("people.yaml", b"- id: p-1\n  name: Ren\xe9\n");
    assert_eq!((found[0].0, found[0].1, found[0].2.as_str()), (2, 12, "this is not UTF-8 text"));
}

#[test]
fn a_line_may_be_four_megabytes_long_and_no_longer() {
    let line = |n: usize| {
        // Texts of a size that a field takes, in a list that may be long.
        let start = "{\"id\": \"p-1\", \"former_names\": [\"";
        let mut line = start.to_owned();
        while line.len() + 10_010 < n {
            line.push_str(&"x".repeat(10_000));
            line.push_str("\", \"");
        }
        line.push_str(&"x".repeat(n - 3 - line.len()));
        line + "\"]}"
    };
    for end in ["\n", "\r\n", ""] {
        let longest = line(LONGEST_LINE);
        assert_eq!(longest.len(), LONGEST_LINE);
        assert_eq!(
            ids(
                "people.jsonl",
                format!("{longest}{end}{}", if end.is_empty() { "" } else { "{\"id\": \"p-2\"}" })
            )
            .len(),
            if end.is_empty() { 1 } else { 2 }
        );
    }
    let found = faults(
        "people.jsonl",
        format!("{}\n{{\"id\": \"p-2\", \"x\": 1}}\n", line(LONGEST_LINE + 1)),
    );
    assert_eq!((found[0].0, found[0].2.as_str()), (1, "this line is longer than 4 MB"));
    let endless = "x".repeat(3 * LONGEST_LINE);
    assert_eq!(
        only_message("people.jsonl", format!("{{\"id\": \"p-1\"}}\n{endless}")),
        "this line is longer than 4 MB"
    );
}

#[test]
fn deep_nesting_is_refused_without_falling_over() {
    for name in ["people.jsonl", "people.yaml", "people.json"] {
        let message = only_message(
            name,
            format!("{{\"id\": {}", "[".repeat(1_000_000)).replacen(
                '{',
                if name == "people.jsonl" { "{" } else { "[{" },
                1,
            ),
        );
        assert_eq!(message, "this is nested more than 48 deep", "{name}");
    }
    assert_eq!(
        only_message("people.yaml", "- ".repeat(100_000)),
        "this is nested more than 48 deep"
    );
}

#[test]
fn aliases_cannot_make_a_small_file_large() {
    // Ten lists of ten, one in another: ten thousand million values.
    let mut bomb = "- &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 0..9 {
        let aliases = vec![format!("*a{n}"); 10].join(", ");
        let _ = writeln!(bomb, "- &a{} [{aliases}]", n + 1);
    }
    assert_eq!(only_message("people.yaml", bomb), "the file grows beyond 4000000 values");
    // A hundred megabytes of aliases to one person.
    let many = format!(
        "- &a {{id: p-1, facts: [{{kind: exam, exam: pane}}]}}\n- [{}]\n",
        "*a,".repeat(33_000_000)
    );
    assert_eq!(only_message("people.yaml", many), "the file grows beyond 4000000 values");
    // Aliases to one long text.
    let long = format!("- &a {}\n- [{}]\n", "x".repeat(1_000_000), "*a,".repeat(1_000));
    assert_eq!(only_message("people.yaml", long), "the file grows beyond 4000000 values");
    // Each nests the one before: deep rather than large.
    let mut deep = "- &a0 [x]\n".to_owned();
    for n in 0..10_000 {
        let _ = writeln!(deep, "- &a{} [[[[[[[[[[*a{n}]]]]]]]]]]", n + 1);
    }
    assert_eq!(only_message("people.yaml", deep), "this is nested more than 48 deep");
    // What names itself.
    assert_eq!(
        only_message("people.yaml", "- &a [*a]\n"),
        "this alias stands inside what it names"
    );
}

#[test]
fn a_second_document_is_refused() {
    assert_eq!(
        only_message("people.yaml", "- id: p-1\n---\n- id: p-2\n"),
        "a second document starts here"
    );
}

#[test]
fn what_cannot_be_opened_or_read_says_what_to_do() {
    let folder = std::env::temp_dir();
    let opened = File::open(&folder).map_err(|cause| ReadError::of("people", cause));
    let read = opened.and_then(|it| PeopleFile::read("people", BufReader::new(it)).map(|_| ()));
    assert_eq!(
        read.expect_err("a folder").render(),
        "error: `people` is a folder, not a people file\n  = help: name one file: a list in YAML or JSON, or one JSON object a line\n"
    );
    let missing = File::open(folder.join("preceptor-no-such-file"))
        .map_err(|cause| ReadError::of("people.yaml", cause));
    assert_eq!(
        missing.expect_err("no file").render(),
        "error: there is no file `people.yaml`\n  = help: check the name, and the folder it is looked for in\n"
    );
    let denied = ReadError::of("people.yaml", std::io::ErrorKind::PermissionDenied.into());
    assert!(denied.render().starts_with("error: `people.yaml` may not be read\n  = help: "));
    let broken = ReadError::of("people.yaml", std::io::Error::other("the disk is on fire"));
    assert!(
        broken
            .render()
            .starts_with("error: `people.yaml` cannot be read: the disk is on fire\n  = help: ")
    );
}

#[test]
fn faults_are_shown_with_the_lines_they_stand_on() {
    let Err(ReadError::Faulty(faulty)) =
        read("people.jsonl", "{\"id\": \"p-1\"}\n{\"id\": \"p-2\", \"nmae\": \"Wren\"}\n")
    else {
        panic!("faulty")
    };
    assert_eq!(faulty.to_string(), "1 fault in `people.jsonl`");
    let shown = "error: unknown key `nmae`\n --> people.jsonl:2:15\n  |\n2 | {\"id\": \"p-2\", \"nmae\": \"Wren\"}\n  |               ^^^^^^\n  |\n  = help: did you mean `name`?\n";
    assert_eq!(faulty.render(), shown);
    assert_eq!(format!("{faulty:?}"), "Faulty { name: \"people.jsonl\", n_faults: 1, .. }");
}

#[test]
fn of_a_long_line_only_the_part_around_the_fault_is_shown() {
    let line = format!(
        "{{\"id\": \"p-1\", \"former_names\": [{}], \"nmae\": \"Wren\"}}\n",
        vec!["\"Amsel\""; 500].join(", ")
    );
    let Err(ReadError::Faulty(faulty)) = read("people.jsonl", line) else { panic!("faulty") };
    let shown = faulty.render();
    assert!(shown.contains("people.jsonl:1:4533"), "{shown}");
    assert!(shown.lines().all(|it| it.chars().count() < 200), "{shown}");
}

#[test]
fn a_file_full_of_faults_is_told_in_part() {
    let lines: String = (0..1_000).map(|_| "{\"name\": \"Wren\"}\n").collect();
    let Err(ReadError::Faulty(faulty)) = read("people.jsonl", lines) else { panic!("faulty") };
    assert_eq!(faulty.to_string(), "1000 faults in `people.jsonl`");
    assert!(faulty.render().ends_with("... and 800 more lines with faults\n"));
    let items: String = (0..1_000).map(|_| "- name: Wren\n").collect();
    let Err(ReadError::Faulty(faulty)) = read("people.yaml", items) else { panic!("faulty") };
    assert_eq!(faulty.to_string(), "1000 faults in `people.yaml`");
}

#[test]
fn a_question_about_a_few_reads_only_them_and_those_they_name() {
    let lines = "{\"organisation\": \"X99\"}\n\
        {\"id\": \"p-1\", \"facts\": [{\"kind\": \"supervision\", \"supervision\": \"named\", \"supervisor\": \"p-3\"}]}\n\
        {\"id\": \"p-2\", \"oops\": 1}\n\
        {\"id\": \"p-3\", \"facts\": [{\"kind\": \"appraisal\", \"appraiser\": \"p-4\", \"on\": \"2026-01-05\"}]}\n\
        {\"id\": \"p-4\"}\n";
    let mut file = PeopleFile::read("people.jsonl", Cursor::new(lines)).expect("an index");
    assert_eq!(file.n_people(), 4);
    assert!(file.has(&PersonId::new("p-2")) && !file.has(&PersonId::new("P-2")));
    let people = file.people_of(&[PersonId::new("p-1"), PersonId::new("p-9")]).expect("sound");
    assert_eq!(people.people.keys().map(PersonId::as_str).collect::<Vec<_>>(), ["p-1", "p-3"]);
    assert_eq!(people.organisations.len(), 1);
    assert!(matches!(file.people_of(&[PersonId::new("p-2")]), Err(ReadError::Faulty(_))));
    let named = file.named().expect("sound");
    assert_eq!(named.people.keys().map(PersonId::as_str).collect::<Vec<_>>(), ["p-3", "p-4"]);
    // In place of whoever cannot be read stands what is wrong with them.
    let each: Vec<_> =
        file.people().expect("there").map(|it| it.map(|it| it.id.to_string()).ok()).collect();
    assert_eq!(
        each,
        [Some("p-1".to_owned()), None, Some("p-3".to_owned()), Some("p-4".to_owned())]
    );
}

#[test]
fn a_file_that_changes_between_the_passes_is_noticed() {
    struct Shifting(Cursor<Vec<u8>>, u32);
    impl std::io::Read for Shifting {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            self.0.read(into)
        }
    }
    impl std::io::BufRead for Shifting {
        fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
            self.0.fill_buf()
        }
        fn consume(&mut self, n: usize) {
            self.0.consume(n);
        }
    }
    impl std::io::Seek for Shifting {
        fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
            self.1 += 1;
            if self.1 > 1 {
                self.0.get_mut().splice(7..8, *b"x");
            }
            self.0.seek(to)
        }
    }
    let text = b"{\"id\":\"p-1\"}\n{\"id\":\"p-2\"}\n".to_vec();
    let mut file =
        PeopleFile::read("people.jsonl", Shifting(Cursor::new(text), 0)).expect("an index");
    let first = file.people().expect("there").next().expect("somebody");
    assert!(matches!(first, Err(ReadError::Changed { .. })));
}
