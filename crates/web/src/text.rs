//! Every sentence of the pages, addressed by name. A second language is a second file.
//!
//! `text/en-GB.txt` has a line for each: `name = sentence`, with `{words}` that are filled in. What the rulebook says is
//! not here: it is in the language of the rulebook.

use std::collections::BTreeMap;
use std::sync::OnceLock;

const ENGLISH: &str = include_str!("../text/en-GB.txt");

fn sentences() -> &'static BTreeMap<&'static str, &'static str> {
    static ALL: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    ALL.get_or_init(|| lines(ENGLISH).collect())
}

fn lines(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.lines()
        .filter(|it| !it.starts_with('#'))
        .filter_map(|it| it.split_once('='))
        .map(|(name, sentence)| (name.trim(), sentence.trim()))
}

/// The sentence of that name; the name itself where there is none, which a test makes sure never happens.
pub fn text(name: &'static str) -> &'static str {
    sentences().get(name).copied().unwrap_or(name)
}

/// The sentence of that name with its words filled in.
pub fn filled(name: &'static str, words: &[(&str, &dyn std::fmt::Display)]) -> String {
    let mut made = String::new();
    let mut rest = text(name);
    while let Some((before, after)) = rest.split_once('{') {
        made.push_str(before);
        let Some((word, behind)) = after.split_once('}') else {
            made.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = words.iter().find(|(it, _)| *it == word) {
            made.push_str(&value.to_string());
        }
        rest = behind;
    }
    made.push_str(rest);
    made
}

/// The sentence of that name: `t!("nav.roles")`, `t!("route.months", n = 24)`.
macro_rules! t {
    ($name:literal) => { $crate::text::text($name) };
    // In a block, so that what is borrowed for the words is given back before anybody awaits.
    ($name:literal, $($word:ident = $value:expr),+ $(,)?) => {{
        let filled = $crate::text::filled($name, &[$((stringify!($word), &$value)),+]);
        filled
    }};
}
pub(crate) use t;

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn words_are_filled_in_and_only_once() {
        let made = filled("role.all", &[("n", &"{n}")]);
        assert_eq!(made, text("role.all"));
        assert!(filled("role.all", &[("n", &3)]).contains('3'));
    }

    fn sources(folder: &Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("text.rs") {
                into.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_sentence_asked_for_is_there_and_every_sentence_there_is_asked_for() {
        let mut code = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
        let mut asked: Vec<&str> = Vec::new();
        for (at, call) in code.match_indices("t!(") {
            // Other macros end on the same letter: `format!(`.
            let before = code[..at].chars().next_back();
            if before.is_some_and(|it| it.is_alphanumeric() || it == '_') {
                continue;
            }
            let name = code[at + call.len()..].trim_start().strip_prefix('"');
            asked.extend(name.and_then(|it| it.split('"').next()));
        }
        asked.sort_unstable();
        asked.dedup();
        let there: Vec<&str> = sentences().keys().copied().collect();
        let missing: Vec<_> = asked.iter().filter(|it| !there.contains(it)).collect();
        assert!(missing.is_empty(), "no sentence for {missing:?}");
        let idle: Vec<_> = there.iter().filter(|it| !asked.contains(it)).collect();
        assert!(idle.is_empty(), "nobody asks for {idle:?}");
    }

    #[test]
    fn each_name_stands_once_and_its_words_are_closed() {
        let names: Vec<&str> = lines(ENGLISH).map(|it| it.0).collect();
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len());
        for (name, sentence) in lines(ENGLISH) {
            assert_eq!(sentence.matches('{').count(), sentence.matches('}').count(), "{name}");
            assert!(!sentence.is_empty(), "{name}");
        }
    }
}
