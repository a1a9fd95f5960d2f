//! As much of Rust's grammar as the checks need: what is code, what is not, and which paths it names.

/// The text with comments, strings and characters blanked out, byte for byte, so that places stay the same.
pub fn code_only(text: &str) -> String {
    let bytes = text.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let mut kept = bytes.to_vec();
    let mut i = 0;
    while i < bytes.len() {
        let end = match (at(i), at(i + 1)) {
            (b'/', b'/') => until(bytes, i, |rest| rest.starts_with(b"\n")),
            (b'/', b'*') => end_of_block_comment(bytes, i),
            (b'"', _) => end_of_string(bytes, i),
            (b'b' | b'r' | b'c', _) if !is_word(at(i.wrapping_sub(1))) => end_of_prefixed(bytes, i),
            (b'\'', _) => end_of_character(bytes, i),
            _ => i,
        };
        if end <= i {
            i += 1;
            continue;
        }
        for byte in kept.iter_mut().take(end).skip(i).filter(|it| **it != b'\n') {
            *byte = b' ';
        }
        i = end;
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// The same without the modules that are only built for tests.
pub fn without_tests(code: &str) -> String {
    let mut kept = code.as_bytes().to_vec();
    let mut from = 0;
    while let Some(found) = code.get(from..).and_then(|it| it.find("#[cfg(test)]")) {
        let start = from + found;
        let end = end_of_item(code.as_bytes(), start);
        for byte in kept.iter_mut().take(end).skip(start).filter(|it| **it != b'\n') {
            *byte = b' ';
        }
        from = end.max(start + 1);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// A path that code names, such as `std::fs::read`, and the byte at which its last word begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The words between the colons.
    pub words: Vec<String>,
    /// Where.
    pub at: usize,
}

impl Named {
    /// Whether it begins so: `std::fs`.
    pub fn starts_with(&self, path: &str) -> bool {
        let mut words = self.words.iter();
        path.split("::").all(|it| words.next().is_some_and(|word| word == it))
    }

    /// Whether one of its words is this.
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|it| it == word)
    }

    /// Whether it ends so: `Zoned::now`.
    pub fn ends_with(&self, path: &str) -> bool {
        let mut words = self.words.iter().rev();
        path.rsplit("::").all(|it| words.next().is_some_and(|word| word == it))
    }
}

/// Every path named in code from which comments were blanked out; `use a::{b, c}` names `a::b` and `a::c`.
pub fn named(code: &str) -> Vec<Named> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    let mut open: Vec<Vec<String>> = Vec::new(); // what stands before each brace of a `use`
    let mut words: Vec<String> = Vec::new();
    let mut last_at = 0;
    let mut in_use = false;
    let mut joined = false; // whether `::` came last
    for token in &tokens {
        match token {
            Token::Word(word, at) => {
                if !joined {
                    flush(&mut found, &open, &mut words, last_at);
                }
                if *word == "use" && !joined {
                    in_use = true;
                    continue;
                }
                words.push((*word).to_owned());
                last_at = *at;
                joined = false;
            }
            Token::Colons => joined = true,
            Token::Mark(b'{') if in_use && joined => {
                open.push(std::mem::take(&mut words));
                joined = false;
            }
            Token::Mark(b'}') if in_use && !open.is_empty() => {
                flush(&mut found, &open, &mut words, last_at);
                open.pop();
                joined = false;
            }
            Token::Mark(mark) => {
                flush(&mut found, &open, &mut words, last_at);
                joined = false;
                if *mark == b';' {
                    in_use = false;
                    open.clear();
                }
            }
        }
    }
    flush(&mut found, &open, &mut words, last_at);
    found
}

fn flush(found: &mut Vec<Named>, open: &[Vec<String>], words: &mut Vec<String>, at: usize) {
    if words.is_empty() {
        return;
    }
    let before = open.iter().flatten().cloned();
    let mut whole: Vec<String> = before.collect();
    whole.append(words);
    found.push(Named { words: whole, at });
}

enum Token<'a> {
    Word(&'a str, usize),
    Colons,
    Mark(u8),
}

fn tokens(code: &str) -> Vec<Token<'_>> {
    let bytes = code.as_bytes();
    let mut tokens = Vec::new();
    let mut i = 0;
    while let Some(byte) = bytes.get(i) {
        if is_word(*byte) {
            let end = until(bytes, i, |rest| rest.first().is_none_or(|it| !is_word(*it)));
            if let Some(word) = code.get(i..end) {
                tokens.push(Token::Word(word, i));
            }
            i = end;
        } else if *byte == b':' && bytes.get(i + 1) == Some(&b':') {
            tokens.push(Token::Colons);
            i += 2;
        } else {
            if !byte.is_ascii_whitespace() {
                tokens.push(Token::Mark(*byte));
            }
            i += 1;
        }
    }
    tokens
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn until(bytes: &[u8], from: usize, is_end: impl Fn(&[u8]) -> bool) -> usize {
    (from..bytes.len()).find(|i| bytes.get(*i..).is_some_and(&is_end)).unwrap_or(bytes.len())
}

fn end_of_block_comment(bytes: &[u8], from: usize) -> usize {
    let mut depth = 0_usize;
    let mut i = from;
    while i < bytes.len() {
        match (bytes.get(i), bytes.get(i + 1)) {
            (Some(b'/'), Some(b'*')) => {
                depth += 1;
                i += 2;
            }
            (Some(b'*'), Some(b'/')) => {
                depth -= 1;
                i += 2;
                if depth == 0 {
                    return i;
                }
            }
            _ => i += 1,
        }
    }
    i
}

fn end_of_string(bytes: &[u8], quote: usize) -> usize {
    let mut i = quote + 1;
    while let Some(byte) = bytes.get(i) {
        match byte {
            b'\\' => i += 2,
            b'"' => return i + 1,
            _ => i += 1,
        }
    }
    bytes.len()
}

/// The end of `b"..."`, `r#"..."#`, `b'x'` and their like; `from` itself where it is only a word.
fn end_of_prefixed(bytes: &[u8], from: usize) -> usize {
    let letters = until(bytes, from, |rest| !matches!(rest.first(), Some(b'b' | b'r' | b'c')));
    if letters > from + 2 {
        return from;
    }
    let is_raw = bytes.get(from..letters).is_some_and(|it| it.contains(&b'r'));
    let quote = until(bytes, letters, |rest| rest.first() != Some(&b'#'));
    let hashes = quote - letters;
    match bytes.get(quote) {
        Some(b'"') if is_raw => {
            let close: Vec<u8> =
                std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
            (until(bytes, quote + 1, |rest| rest.starts_with(&close)) + close.len())
                .min(bytes.len())
        }
        Some(b'"') if hashes == 0 => end_of_string(bytes, quote),
        Some(b'\'') if hashes == 0 && bytes.get(from..letters) == Some(b"b") => {
            end_of_character(bytes, quote)
        }
        _ => from,
    }
}

/// The end of `'x'` or `'\n'`; `quote` itself where it begins a lifetime.
fn end_of_character(bytes: &[u8], quote: usize) -> usize {
    if bytes.get(quote + 1) == Some(&b'\\') {
        return (until(bytes, quote + 3, |rest| rest.starts_with(b"'")) + 1).min(bytes.len());
    }
    let Some(text) = bytes.get(quote + 1..).and_then(|it| it.get(..it.len().min(4))) else {
        return quote;
    };
    let width = match text.first() {
        Some(0xf0..) => 4,
        Some(0xe0..) => 3,
        Some(0xc0..) => 2,
        _ => 1,
    };
    if bytes.get(quote + 1 + width) == Some(&b'\'') { quote + width + 2 } else { quote }
}

/// The end of the item that follows an attribute: its closing brace, or its semicolon.
fn end_of_item(bytes: &[u8], from: usize) -> usize {
    let mut depth = 0_usize;
    for (i, byte) in bytes.iter().enumerate().skip(from) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i + 1;
                }
            }
            b';' if depth == 0 => return i + 1,
            _ => {}
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(code: &str) -> Vec<String> {
        named(code).into_iter().map(|it| it.words.join("::")).collect()
    }

    #[test]
    fn comments_and_strings_are_blanked_and_places_stay() {
        let text = "let a = \"std::fs\"; // std::net\nlet b = 1; /* x /* y */ z */ let c;";
        let code = code_only(text);
        assert_eq!(code.len(), text.len());
        assert!(!code.contains("std") && !code.contains('z'));
        assert!(code.contains("let b = 1;") && code.ends_with("let c;"));
    }

    #[test]
    fn raw_strings_characters_and_lifetimes_are_told_apart() {
        let code =
            code_only(r##"f(r#"a " b"#, b"c", '"', '\'', b'"', 'é', r); impl<'a> X<'a> for Y {}"##);
        assert!(!code.contains('"') && !code.contains('b') && !code.contains('é'));
        assert!(code.contains("impl<'a> X<'a> for Y {}") && code.contains(", r);"));
    }

    #[test]
    fn a_quote_that_is_escaped_does_not_end_the_string() {
        assert_eq!(code_only(r#"a("\"b"); c"#).trim_end(), "a(     ); c");
    }

    #[test]
    fn modules_for_tests_are_left_out_and_what_follows_is_kept() {
        let code = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { {} } }\nfn c() {}\n#[cfg(test)]\nuse d;\nfn e() {}";
        let kept = without_tests(code);
        assert!(!kept.contains("fn b") && !kept.contains("use d"));
        assert!(kept.contains("fn a") && kept.contains("fn c") && kept.contains("fn e"));
    }

    #[test]
    fn a_use_with_braces_names_each_of_its_paths() {
        let code = "use std::{collections::{BTreeMap, HashMap}, fs, io::{self, Read}};\nfn f() { fs::read(x) }";
        let found = paths(code);
        for path in [
            "std::collections::BTreeMap",
            "std::collections::HashMap",
            "std::fs",
            "std::io::Read",
            "fs::read",
        ] {
            assert!(found.iter().any(|it| it == path), "{path} in {found:?}");
        }
    }

    #[test]
    fn a_path_knows_how_it_begins_and_ends() {
        let whole = &named("jiff::Zoned::now()")[0];
        assert!(
            whole.starts_with("jiff::Zoned") && whole.ends_with("Zoned::now") && whole.has("Zoned")
        );
        assert!(!whole.starts_with("Zoned") && !whole.ends_with("now::x"));
    }

    #[test]
    fn a_generic_argument_is_a_path_of_its_own() {
        assert!(
            paths("let x: Vec<std::net::IpAddr> = y;").contains(&"std::net::IpAddr".to_owned())
        );
    }
}
