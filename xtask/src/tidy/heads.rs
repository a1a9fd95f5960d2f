//! Each module opens with what it is for, and each crate of ours keeps the workspace's lints.

use super::Finding;
use crate::tree::Tree;

/// Checks how files of code and manifests of ours begin and end.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &tree.files {
        let is_code = file.is("rs") && !file.is_test() && !file.is_generated();
        if is_code && !file.text.starts_with("//!") {
            let advice = "open with `//!`: what it is for, what it must not do, where to start";
            found.push(Finding::new(
                &file.path,
                1,
                "a module that does not say what it is for",
                advice,
            ));
        }
        let is_ours = file.path.starts_with("crates/") || file.path.starts_with("xtask/");
        let is_manifest = is_ours && file.path.ends_with("/Cargo.toml");
        if is_manifest && !file.text.contains("\n[lints]\nworkspace = true\n") {
            let n_lines = file.text.lines().count().max(1);
            let what = "a crate without the workspace's lints";
            let advice = "end its manifest with `[lints]` and `workspace = true`";
            found.push(Finding::new(&file.path, n_lines, what, advice));
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
    fn a_module_says_what_it_is_for() {
        assert_eq!(n_found("crates/a/src/b.rs", "//! What it is for.\n"), 0);
        assert_eq!(n_found("crates/a/src/b.rs", "use x;\n//! Too late.\n"), 1);
        assert_eq!(n_found("crates/a/src/b/tests.rs", "use x;\n"), 0);
    }

    #[test]
    fn a_crate_keeps_the_lints() {
        assert_eq!(n_found("crates/a/Cargo.toml", "[package]\n\n[lints]\nworkspace = true\n"), 0);
        assert_eq!(n_found("crates/a/Cargo.toml", "[package]\n"), 1);
        assert_eq!(n_found("bench-peers/Cargo.toml", "[package]\n"), 0);
    }
}
