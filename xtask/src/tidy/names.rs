//! No module whose name says nothing.

use super::Finding;
use crate::source::code_only;
use crate::tree::Tree;

const SAY_NOTHING: &[&str] = &[
    "common",
    "helper",
    "helpers",
    "manager",
    "managers",
    "misc",
    "shared",
    "util",
    "utilities",
    "utils",
];

/// Checks the names of files, folders and modules of code.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|it| it.is("rs")) {
        let advice =
            "name it after the one idea it holds, or move each part to the module that uses it";
        let path = file.path.trim_end_matches(".rs");
        if let Some(name) = path.split('/').find(|it| SAY_NOTHING.contains(it)) {
            found.push(Finding::new(&file.path, 1, format!("a module called `{name}`"), advice));
            continue;
        }
        for (i, line) in code_only(&file.text).lines().enumerate() {
            let mut words = line.split_whitespace().skip_while(|it| *it != "mod").skip(1);
            let name = words.next().map(|it| it.trim_end_matches([';', '{']));
            if let Some(name) = name.filter(|it| SAY_NOTHING.contains(it)) {
                found.push(Finding::new(
                    &file.path,
                    i + 1,
                    format!("a module called `{name}`"),
                    advice,
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n_found(path: &str, text: &str) -> usize {
        check(&Tree::of([(path, text)])).len()
    }

    #[test]
    fn files_folders_and_modules_are_found() {
        assert_eq!(n_found("crates/a/src/utils.rs", ""), 1);
        assert_eq!(n_found("crates/a/tests/common/mod.rs", ""), 1);
        assert_eq!(n_found("crates/a/src/lib.rs", "pub mod helpers;"), 1);
        assert_eq!(n_found("crates/a/src/lib.rs", "mod manager { }"), 1);
    }

    #[test]
    fn words_elsewhere_are_left_alone() {
        assert_eq!(
            n_found("crates/a/src/lib.rs", "mod utilisation;\n// mod utils\nlet common = 1;"),
            0
        );
        assert_eq!(n_found("docs/common.md", ""), 0);
    }
}
