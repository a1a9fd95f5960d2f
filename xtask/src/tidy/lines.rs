//! Lines end with one byte, so that digests and snapshots are the same on every system.

use super::Finding;
use crate::tree::Tree;

/// Checks the line ends of every file.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &tree.files {
        if let Some(at) = file.text.find('\r') {
            let advice = "save it with LF line ends; `git add --renormalize` puts right what .gitattributes covers";
            found.push(Finding::new(&file.path, file.line_of(at), "a carriage return", advice));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_carriage_return_is_found() {
        let found = check(&Tree::of([("a.md", "one\ntwo\r\nthree\r\n"), ("b.md", "one\n")]));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].line), ("a.md", 2));
    }
}
