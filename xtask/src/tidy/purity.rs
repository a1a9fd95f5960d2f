//! The pure rooms read no clock, file, network or chance, and iterate in order.

use super::Finding;
use super::rooms::PURE;
use crate::source::{Named, code_only, named, without_tests};
use crate::tree::{File, Tree};

/// The modules of a pure room that may read files: they hand text to the rest of it.
const MAY_READ_FILES: &[&str] = &["crates/rulebook/src/folder", "crates/rulebook/src/builtin"];

/// Checks the source of every pure room, its tests apart.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.files
        .iter()
        .filter(|it| it.is("rs") && is_pure(&it.path) && !it.is_test())
        .flat_map(of_file)
        .collect()
}

fn is_pure(path: &str) -> bool {
    PURE.iter().any(|it| {
        path.strip_prefix("crates/").is_some_and(|path| path.starts_with(&format!("{it}/src/")))
    })
}

fn of_file(file: &File) -> Vec<Finding> {
    let code = without_tests(&code_only(&file.text));
    let may_read_files = MAY_READ_FILES.iter().any(|it| {
        file.path.strip_prefix(it).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    });
    let mut found = Vec::new();
    for path in named(&code) {
        let Some(advice) = advice(&path, may_read_files) else { continue };
        let what = format!("`{}` in a pure room", path.words.join("::"));
        found.push(Finding::new(&file.path, file.line_of(path.at), what, advice));
    }
    found.dedup();
    found
}

fn advice(path: &Named, may_read_files: bool) -> Option<&'static str> {
    let begins = |with: &[&str]| with.iter().any(|it| path.starts_with(it));
    if begins(&["std::fs"]) && !may_read_files {
        return Some("take the text as an argument; the binary reads files");
    }
    if begins(&["std::net", "std::process", "std::env", "tokio", "reqwest", "async_std"]) {
        return Some("take what it would fetch as an argument; the binary and the service fetch");
    }
    let is_standard_clock = path.starts_with("std::time") && !path.ends_with("Duration");
    let asks = ["Instant::now", "SystemTime::now", "Zoned::now", "Timestamp::now"];
    if is_standard_clock || asks.iter().any(|it| path.ends_with(it)) {
        return Some("take the day or the instant as an argument; only the binary reads the clock");
    }
    if begins(&["rand", "rand_core", "rand_chacha", "getrandom", "fastrand"]) {
        return Some("a pure room has no chance in it: take the numbers as an argument");
    }
    if path.has("HashMap") || path.has("HashSet") {
        return Some(
            "use BTreeMap or BTreeSet: the order of iteration reaches people through explanations",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, text: &str) -> Vec<(usize, String)> {
        check(&Tree::of([(path, text)])).into_iter().map(|it| (it.line, it.what)).collect()
    }

    #[test]
    fn a_file_read_in_the_heart_is_found_with_its_line() {
        let found = of("crates/standing/src/lib.rs", "fn f() {\n    std::fs::read(\"x\");\n}\n");
        assert_eq!(found, [(2, "`std::fs::read` in a pure room".to_owned())]);
    }

    #[test]
    fn a_clock_a_network_chance_and_hashing_are_found() {
        for line in [
            "use std::time::Instant;",
            "use std::{time::SystemTime, fmt};",
            "let now = Instant::now();",
            "let now = jiff::Zoned::now();",
            "let now = Timestamp::now();",
            "fn f(it: std::net::IpAddr) {}",
            "use rand::Rng;",
            "async fn f() { tokio::spawn(x); }",
            "use std::collections::{BTreeMap, HashMap};",
            "let x: HashSet<u8> = y;",
        ] {
            assert_eq!(of("crates/record/src/a.rs", line).len(), 1, "{line}");
        }
    }

    #[test]
    fn words_in_comments_strings_and_tests_do_not_count() {
        let text = "//! Never `std::fs`.\nconst A: &str = \"std::fs\";\n#[cfg(test)]\nmod tests { use std::fs; }\n";
        assert!(of("crates/record/src/a.rs", text).is_empty());
        assert!(of("crates/record/tests/a.rs", "use std::fs;").is_empty());
    }

    #[test]
    fn the_rulebooks_folder_reader_may_read_files_and_no_clock() {
        assert!(of("crates/rulebook/src/folder.rs", "use std::fs;").is_empty());
        assert!(of("crates/rulebook/src/folder/walk.rs", "use std::fs;").is_empty());
        assert_eq!(of("crates/rulebook/src/folders.rs", "use std::fs;").len(), 1);
        assert_eq!(of("crates/rulebook/src/folder.rs", "use std::time::SystemTime;").len(), 1);
    }

    #[test]
    fn rooms_that_are_not_pure_are_left_alone() {
        assert!(of("crates/preceptor/src/main.rs", "use std::fs;").is_empty());
        assert!(of("xtask/src/main.rs", "use std::time::Instant;").is_empty());
    }

    #[test]
    fn a_length_of_time_is_no_clock() {
        assert!(
            of("crates/record/src/a.rs", "use std::time::Duration; struct Instant;").is_empty()
        );
    }

    #[test]
    fn own_words_that_only_look_alike_are_left_alone() {
        assert!(
            of("crates/record/src/a.rs", "use crate::rand_like::x; fn f(instant: Timestamp) {}")
                .is_empty()
        );
    }
}
