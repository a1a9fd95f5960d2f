//! The digest of a rulebook: the same for the built-in one, for a copy of it in a folder, and on every system.
//!
//! SHA-256 over the files that are part of the rulebook, in order of the bytes of their path. Each file adds: its
//! path relative to the folder in UTF-8 with `/`, one NUL byte, the length of its content in bytes as decimal digits,
//! one NUL byte, and its content. In the content every CR LF is first made LF, and the length is that of the result;
//! a CR that no LF follows stays. Files that are no part of a rulebook are left out.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::layout::kind_of;

/// The digest of the rulebook made of these files, as `sha256:` and 64 hexadecimal digits.
pub fn digest(files: &BTreeMap<String, String>) -> String {
    let mut hasher = Sha256::new();
    for (path, text) in files.iter().filter(|(path, _)| kind_of(path).is_some()) {
        let text = with_lf(text);
        hasher.update(path.as_bytes());
        hasher.update([0]);
        hasher.update(text.len().to_string().as_bytes());
        hasher.update([0]);
        hasher.update(text.as_bytes());
    }
    let mut out = "sha256:".to_owned();
    for byte in hasher.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

fn with_lf(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn the_encoding_is_path_length_and_content() {
        // printf 'rulebook.yaml\0006\000id: a\nscope/a.yaml\0007\000set: b\n' | sha256sum
        let made = digest(&files(&[("scope/a.yaml", "set: b\n"), ("rulebook.yaml", "id: a\n")]));
        assert_eq!(made, "sha256:0d563c2cbebbcd0e15e76168dfa22807f0531840fb235215f6fe6f139051edd3");
    }

    #[test]
    fn line_ends_do_not_matter_and_content_does() {
        let lf = digest(&files(&[("rulebook.yaml", "id: a\ntitle: b\n")]));
        assert_eq!(lf, digest(&files(&[("rulebook.yaml", "id: a\r\ntitle: b\r\n")])));
        assert_ne!(lf, digest(&files(&[("rulebook.yaml", "id: a\ntitle: c\n")])));
        assert_ne!(lf, digest(&files(&[("scope/rulebook.yaml", "id: a\ntitle: b\n")])));
    }

    #[test]
    fn a_cr_alone_is_content() {
        let plain = digest(&files(&[("rulebook.yaml", "id: a\n")]));
        assert_ne!(plain, digest(&files(&[("rulebook.yaml", "id: a\r")])));
    }

    #[test]
    fn what_is_no_part_of_a_rulebook_is_left_out() {
        let plain = digest(&files(&[("rulebook.yaml", "id: a\n")]));
        assert_eq!(
            plain,
            digest(&files(&[
                ("rulebook.yaml", "id: a\n"),
                ("README.md", "x"),
                ("old/x.yaml", "y")
            ]))
        );
    }
}
