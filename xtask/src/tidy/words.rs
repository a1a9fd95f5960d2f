//! Words that have no place in the repository: one machine's paths, where packages were fetched, work left undone.

use super::Finding;
use crate::source::code_only;
use crate::tree::{File, Tree};

/// Paths that exist on somebody's machine. Put together from pieces, so that this file may be checked too.
const MACHINE: &[&str] = &[
    concat!("../", "shared"),
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
];

/// Tests may name the folder for passing things; nothing else may.
const PASSING: &str = concat!("/t", "mp/");

/// Hosts that packages are fetched from: a lock file names packages and digests, never the way there.
const REGISTRIES: &[&str] = &[
    concat!("index.crates", ".io"),
    concat!("static.crates", ".io"),
    concat!("registry.npmjs", ".org"),
    concat!("registry.yarnpkg", ".com"),
    concat!("files.pythonhosted", ".org"),
    concat!("pypi", ".org"),
    concat!("proxy.golang", ".org"),
    concat!("replace", "-with"),
];

/// Marks of work left undone, which must name the issue that will do it.
const UNDONE: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// Calls and attributes that never leave one's own machine.
const CALLS: &[(&str, &str)] = &[
    (concat!("todo", "!"), "write it, or leave the function out until it is needed"),
    (concat!("unimplemented", "!"), "write it, or make the case impossible by its type"),
    (concat!("dbg", "!"), "take it out"),
    (
        concat!("#[ig", "nore"),
        "make the test pass, or assert what happens today and say why it is wrong",
    ),
];

/// Checks the words of every file, and the calls of every file of code.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.files.iter().flat_map(|it| [of_text(it), of_code(it)].concat()).collect()
}

fn of_text(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say = |line: usize, what: String, advice: &str| {
        found.push(Finding::new(&file.path, line, what, advice));
    };
    for (i, line) in file.text.lines().enumerate() {
        for word in MACHINE.iter().filter(|it| stands_alone(line, it)) {
            say(
                i + 1,
                format!("`{word}`: a path of one machine"),
                "name the file from the root of the repository",
            );
        }
        if !file.is_test() && stands_alone(line, PASSING) {
            let advice = "ask the system for a folder, or take the path as an argument";
            say(i + 1, format!("`{PASSING}`: a path of one kind of machine"), advice);
        }
        for word in REGISTRIES.iter().filter(|it| line.contains(**it)) {
            let advice = "name the package; each machine knows where it fetches packages from";
            say(i + 1, format!("`{word}`: where packages are fetched from"), advice);
        }
        if !file.is("md") {
            for word in UNDONE.iter().filter(|it| is_undone(line, it)) {
                let advice =
                    format!("do it now, or write `{word}(#123)` with the number of its issue");
                say(i + 1, format!("`{word}` without an issue"), &advice);
            }
        }
    }
    found
}

fn of_code(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    if !file.is("rs") {
        return found;
    }
    for (i, line) in code_only(&file.text).lines().enumerate() {
        for (call, advice) in CALLS.iter().filter(|(it, _)| starts_a_word(line, it)) {
            found.push(Finding::new(&file.path, i + 1, format!("`{call}`"), *advice));
        }
    }
    found
}

/// Whether the word stands in the line and is not the end of something longer, such as an address on the web.
fn stands_alone(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|it| it.chars().next_back());
        before.is_none_or(|it| !it.is_alphanumeric() && !matches!(it, '_' | '-' | '.' | '}' | ')'))
    })
}

fn starts_a_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|it| it.chars().next_back());
        before.is_none_or(|it| !it.is_alphanumeric() && it != '_')
    })
}

/// Whether the mark stands as a word of its own with no issue behind it.
fn is_undone(line: &str, mark: &str) -> bool {
    line.match_indices(mark).any(|(at, _)| {
        let before = line.get(..at).and_then(|it| it.chars().next_back());
        let mut after = line.get(at + mark.len()..).unwrap_or_default().chars();
        let is_word = before.is_none_or(|it| !it.is_alphanumeric() && it != '_')
            && after.clone().next().is_none_or(|it| !it.is_alphanumeric() && it != '_');
        let has_issue = after.next() == Some('(')
            && after.next() == Some('#')
            && after.next().is_some_and(|it| it.is_ascii_digit());
        is_word && !has_issue
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n_found(path: &str, text: &str) -> usize {
        check(&Tree::of([(path, text)])).len()
    }

    #[test]
    fn paths_of_a_machine_are_found_everywhere() {
        for word in MACHINE {
            assert_eq!(n_found("docs/a.md", &format!("see {word}x")), 1, "{word}");
            assert_eq!(n_found("crates/a/tests/a.rs", &format!("// `{word}x`")), 1, "{word}");
        }
    }

    #[test]
    fn an_address_on_the_web_is_no_path_of_a_machine() {
        assert_eq!(
            n_found("rulebooks/a.yaml", &format!("url: https://example.org{}page", MACHINE[1])),
            0
        );
    }

    #[test]
    fn only_tests_may_name_the_folder_for_passing_things() {
        assert_eq!(n_found("crates/a/src/a.rs", &format!("// {PASSING}x")), 1);
        assert_eq!(n_found("crates/a/tests/a.rs", &format!("// {PASSING}x")), 0);
    }

    #[test]
    fn where_packages_come_from_is_found() {
        for host in REGISTRIES {
            assert_eq!(
                n_found("e2e/package-lock.json", &format!("\"https://{host}/x\"")),
                1,
                "{host}"
            );
        }
        assert_eq!(
            n_found("Cargo.lock", &format!("source = \"{}\"", super::super::PUBLIC_REGISTRY)),
            0
        );
    }

    #[test]
    fn work_left_undone_must_name_its_issue() {
        let mark = UNDONE[0];
        assert_eq!(n_found("crates/a/src/a.rs", &format!("// {mark}: later")), 1);
        assert_eq!(n_found("crates/a/src/a.rs", &format!("// {mark}(#12): later")), 0);
        assert_eq!(n_found("crates/a/src/a.rs", &format!("let {mark}S = 1;")), 0);
        assert_eq!(n_found("rulebooks/a.yaml", &format!("# {mark}")), 1);
    }

    #[test]
    fn calls_of_work_in_progress_are_found_with_their_line() {
        for (call, _) in CALLS {
            let found =
                check(&Tree::of([("crates/a/src/a.rs", &format!("fn f() {{\n    {call}(x)\n}}"))]));
            assert_eq!(found.len(), 1, "{call}");
            assert_eq!(found[0].line, 2);
            assert_eq!(
                n_found("crates/a/src/a.rs", &format!("// {call}")),
                0,
                "in a comment: {call}"
            );
        }
    }

    #[test]
    fn the_first_line_of_a_finding_reads_like_a_compilers() {
        let found = check(&Tree::of([("crates/a/src/a.rs", &format!("{}(x)", CALLS[2].0))]));
        assert_eq!(
            found[0].to_string(),
            format!("crates/a/src/a.rs:1: `{}`\n    take it out", CALLS[2].0)
        );
    }
}
