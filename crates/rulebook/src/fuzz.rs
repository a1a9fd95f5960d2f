//! One door for a fuzzer: everything this crate does with what somebody hands it, over arbitrary bytes.

use std::collections::BTreeMap;

use preceptor_record::file::{Faults, Sources};

use crate::{case_people, digest, lint, load, load_adoption};

/// What begins a line that names the file the lines after it belong to.
const MARK: &str = "=== ";

/// Reads, checks and shows a rulebook made of arbitrary bytes. Whatever they are, this comes back and does not panic.
///
/// Lines that begin with `=== ` and a path part the bytes into files. Without any such line the whole is taken for each
/// kind of file in turn, beside a head in which nothing is wrong.
pub fn fuzz_rulebook(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let files = parted(&text);
    if files.is_empty() {
        for path in [
            "rulebook.yaml",
            "vocabulary/activities.yaml",
            "vocabulary/programmes.yaml",
            "roles/a.yaml",
            "clearance/a.yaml",
            "scope/a.yaml",
            "cases/a.yaml",
            "cases/people.yaml",
        ] {
            let mut files = BTreeMap::from([("rulebook.yaml".to_owned(), HEAD.to_owned())]);
            files.insert(path.to_owned(), text.clone().into_owned());
            all_of_it(&files, &text);
        }
    } else {
        all_of_it(&files, &text);
    }
}

const HEAD: &str = "{id: a, title: A, version: '1', home: a, jurisdictions: {id: a, title: A}, sets: {id: a, title: A, \
                    authority: {name: A, kind: statute}, adopted: always}, sources: {id: A, title: A, publisher: A}}";

fn parted(text: &str) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut path: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        if let Some(named) = line.strip_prefix(MARK) {
            path = Some(named.trim_end());
            files.insert(named.trim_end().to_owned(), String::new());
        } else if let Some(file) = path.and_then(|it| files.get_mut(it)) {
            file.push_str(line);
        }
    }
    files
}

fn all_of_it(files: &BTreeMap<String, String>, text: &str) {
    let _ = digest(files);
    let loaded = load(files);
    let mut faults = lint(&loaded);
    for placed in &loaded.cases {
        let _ = case_people(placed, &loaded.case_people, &mut faults);
    }
    let _ = loaded.faults.render(&loaded.sources);
    let _ = faults.render(&loaded.sources);
    if let Some(book) = &loaded.rulebook {
        let (mut sources, mut faults) = (Sources::default(), Faults::default());
        let _ = load_adoption(text, "adoption.yaml", book, &mut sources, &mut faults);
        let _ = faults.render(&sources);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::builtin_files;

    /// A file of the built-in rulebook.
    fn any_file() -> impl Strategy<Value = (String, String)> {
        let files: Vec<(String, String)> = builtin_files().into_iter().collect();
        prop::sample::select(files)
    }

    /// Characters that mean something in YAML, and some that mean trouble.
    fn any_char() -> impl Strategy<Value = char> {
        prop_oneof![
            prop::sample::select(
                "{}[]:,-#&*!|>'\"%@` \n\t?0a=\u{0}\u{85}\u{feff}\u{2028}é"
                    .chars()
                    .collect::<Vec<_>>()
            ),
            any::<char>(),
        ]
    }

    /// A file with pieces left out, doubled, exchanged and scribbled over.
    fn mutated() -> impl Strategy<Value = (String, String)> {
        let changes = prop::collection::vec(
            (any::<prop::sample::Index>(), 0usize..40, 0u8..5, any_char()),
            1..8,
        );
        (any_file(), changes).prop_map(|((path, text), changes)| {
            let mut chars: Vec<char> = text.chars().collect();
            for (at, length, what, scribble) in changes {
                if chars.is_empty() {
                    break;
                }
                let from = at.index(chars.len());
                let until = (from + length).min(chars.len());
                match what {
                    0 => drop(chars.drain(from..until)),
                    1 => {
                        let piece = chars[from..until].to_vec();
                        chars.splice(from..from, piece);
                    }
                    2 => chars[from..until].reverse(),
                    3 => chars.truncate(until),
                    _ => chars.insert(from, scribble),
                }
            }
            (path, chars.into_iter().collect())
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            fuzz_rulebook(&bytes);
        }

        #[test]
        fn arbitrary_yaml_marks_never_panic(chars in prop::collection::vec(any_char(), 0..200)) {
            fuzz_rulebook(chars.into_iter().collect::<String>().as_bytes());
        }

        #[test]
        fn scribbled_files_of_a_real_rulebook_never_panic((path, text) in mutated()) {
            let head = &builtin_files()["rulebook.yaml"];
            let head = if path == "rulebook.yaml" { String::new() } else { format!("=== rulebook.yaml\n{head}\n") };
            fuzz_rulebook(format!("{head}=== {path}\n{text}").as_bytes());
        }
    }

    #[test]
    fn marks_part_the_text_into_files() {
        let files = parted("lost\n=== rulebook.yaml\nid: a\n=== scope/a.yaml\r\nset: a");
        assert_eq!(files["rulebook.yaml"], "id: a\n");
        assert_eq!(files["scope/a.yaml"], "set: a");
        assert_eq!(files.len(), 2);
    }
}
