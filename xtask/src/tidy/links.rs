//! A link in a document leads somewhere, and a document that is named is there.

use super::Finding;
use crate::tree::{File, Tree};

/// Checks the links from one document to another file of the repository, and the documents that any file names.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let linked = tree.files.iter().filter(|it| it.is("md")).flat_map(|it| of_document(tree, it));
    // The tests of these checks name documents that are not there, on purpose.
    let others = tree.files.iter().filter(|it| !it.is("md") && !it.path.starts_with("xtask/"));
    linked.chain(others.flat_map(|it| named_documents(tree, it))).collect()
}

/// Documents that a comment or a text refers to and that nobody can open.
fn named_documents(tree: &Tree, file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    for (i, line) in file.text.lines().enumerate() {
        let words = line.split(|it: char| !it.is_ascii_alphanumeric() && !"./-_:".contains(it));
        for word in words.map(|it| it.trim_end_matches(['.', ':'])) {
            let is_document = word.strip_suffix(".md").is_some_and(|it| !it.is_empty());
            if !is_document || word.contains("://") {
                continue;
            }
            let is_there = tree
                .files
                .iter()
                .any(|it| it.path == word || it.path.ends_with(&format!("/{word}")));
            if !is_there {
                let advice =
                    "name a document of the repository, or say here what the reader needs of it";
                found.push(Finding::new(
                    &file.path,
                    i + 1,
                    format!("there is no document `{word}`"),
                    advice,
                ));
            }
        }
    }
    found
}

fn of_document(tree: &Tree, file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut in_example = false;
    for (i, line) in file.text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_example = !in_example;
        }
        if in_example {
            continue;
        }
        for target in targets(line) {
            let to = target.split('#').next().unwrap_or_default();
            if to.is_empty() || to.contains(':') {
                continue; // within this page, or to another host
            }
            let whole = resolved(&file.path, to);
            let is_there = whole.as_deref().is_some_and(|whole| {
                tree.files
                    .iter()
                    .any(|it| it.path == whole || it.path.starts_with(&format!("{whole}/")))
            });
            if !is_there {
                let what = format!("the link to `{to}` leads nowhere");
                found.push(Finding::new(
                    &file.path,
                    i + 1,
                    what,
                    "name a file of the repository, from this file's folder",
                ));
            }
        }
    }
    found
}

/// What stands in the brackets of `[text](target)`, code apart.
fn targets(line: &str) -> Vec<String> {
    let outside_code: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let mut parts = outside_code.split("](").map(str::to_owned);
    parts.next();
    parts.filter_map(|it| it.split_once(')').map(|(target, _)| target.trim().to_owned())).collect()
}

/// The path from the root of what `to` means in the file at `from`; nothing where it leaves the repository.
fn resolved(from: &str, to: &str) -> Option<String> {
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for part in to.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                folders.pop()?;
            }
            name => folders.push(name),
        }
    }
    Some(folders.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n_found(text: &str) -> usize {
        check(&Tree::of([("docs/how-to/a.md", text), ("docs/b.md", ""), ("README.md", "")])).len()
    }

    #[test]
    fn links_to_files_and_folders_are_followed() {
        for good in [
            "../b.md",
            "../../README.md",
            "../b.md#part",
            "#here",
            "https://example.org/x",
            "../../docs",
            "a.md",
        ] {
            assert_eq!(n_found(&format!("see [x]({good}).")), 0, "{good}");
        }
        for bad in ["b.md", "../c.md", "../../../x", "/docs/c.md"] {
            assert_eq!(n_found(&format!("see [x]({bad}).")), 1, "{bad}");
        }
    }

    #[test]
    fn a_document_that_is_named_must_be_there() {
        let n_found =
            |text: &str| check(&Tree::of([("a.yaml", text), ("docs/reference/b.md", "")])).len();
        assert_eq!(n_found("# docs/reference/b.md, and b.md. See https://example.org/c.md"), 0);
        assert_eq!(n_found("# see notes/c.md, section 2"), 1);
    }

    #[test]
    fn code_is_left_alone() {
        assert_eq!(n_found("`[x](nowhere.md)`\n```\n[x](nowhere.md)\n```\n"), 0);
    }
}
