//! Text to a tree of nodes: JSON, quicker than as YAML and to the letter of its grammar.
//!
//! A general JSON value would lose what an author needs to be told: where each part stands, and that a key was given
//! twice. So the text is read straight into [`Node`]s.

use std::borrow::Cow;

use super::scrap::Scrap;
use super::{Fault, Limits, Node, Place, Value};

/// Reads one JSON value into a tree whose nodes know their place. A key that is given twice is kept twice.
///
/// # Errors
///
/// The first thing that is not JSON, with its place; or a limit the text goes beyond.
pub fn parse_json(text: &str, source: u32, limits: Limits) -> Result<Node, Box<Fault>> {
    parse_json_from(&mut Scrap::default(), text, source, limits)
}

/// The same, building the tree out of what is left of others.
pub(crate) fn parse_json_from(
    scrap: &mut Scrap,
    text: &str,
    source: u32,
    limits: Limits,
) -> Result<Node, Box<Fault>> {
    let mut reader =
        Reader { text, bytes: text.as_bytes(), at: 0, source, limits, weight: 0, scrap };
    if text.starts_with('\u{feff}') {
        reader.at = '\u{feff}'.len_utf8();
    }
    let node = reader.value(0)?;
    reader.skip_blanks();
    match reader.next() {
        None => Ok(node),
        Some(_) => Err(reader.wrong("something follows the end of the value")),
    }
}

struct Reader<'a, 's> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    source: u32,
    limits: Limits,
    weight: usize,
    scrap: &'s mut Scrap,
}

type Read<T> = Result<T, Box<Fault>>;

impl<'a> Reader<'a, '_> {
    fn next(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.next() {
            self.at += 1;
        }
    }

    fn place(&self, start: usize, end: usize) -> Place {
        let narrow = |it: usize| u32::try_from(it.min(self.text.len())).unwrap_or(u32::MAX);
        Place { source: self.source, start: narrow(start), end: narrow(end) }
    }

    /// The fault of what stands here, shown under the whole character.
    fn wrong(&self, what: &str) -> Box<Fault> {
        let start = self.text.floor_char_boundary(self.at);
        let wide =
            self.text.get(start..).and_then(|it| it.chars().next()).map_or(0, char::len_utf8);
        let fault =
            Fault::new(self.place(start, start + wide), format!("this is not JSON: {what}"));
        Box::new(match wide {
            0 => fault.help("the text ends too early: is it cut off, or spread over several lines?"),
            _ => fault.help("keys and texts stand in double quotes, with a comma between entries and none after the last"),
        })
    }

    fn value(&mut self, depth: usize) -> Read<Node> {
        self.skip_blanks();
        let start = self.at;
        let value = match self.next() {
            Some(b'"') => {
                let text = self.string()?;
                self.count(start, text.len())?;
                Value::Scalar { text: self.scrap.text(text), plain: false }
            }
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'-' | b'0'..=b'9') => self.bare(start, Self::number)?,
            Some(b't' | b'f' | b'n') => self.bare(start, Self::word)?,
            _ => return Err(self.wrong("expected a value")),
        };
        Ok(Node { place: self.place(start, self.at), value })
    }

    /// A number or a word, kept as it is written.
    fn bare(&mut self, start: usize, read: fn(&mut Self) -> Read<()>) -> Read<Value> {
        read(self)?;
        self.count(start, 0)?;
        let text = self.text.get(start..self.at).unwrap_or_default();
        Ok(if text == "null" {
            Value::Null
        } else {
            Value::Scalar { text: self.scrap.text(text.into()), plain: true }
        })
    }

    fn word(&mut self) -> Read<()> {
        for word in ["true", "false", "null"] {
            if self.bytes.get(self.at..).is_some_and(|it| it.starts_with(word.as_bytes())) {
                self.at += word.len();
                return Ok(());
            }
        }
        Err(self.wrong("expected a value"))
    }

    fn number(&mut self) -> Read<()> {
        self.at += usize::from(self.next() == Some(b'-'));
        if self.next() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.next() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.next() {
            self.at += 1;
            self.at += usize::from(matches!(self.next(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Read<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.next() {
            self.at += 1;
        }
        if self.at == start { Err(self.wrong("expected a digit")) } else { Ok(()) }
    }

    fn list(&mut self, depth: usize) -> Read<Value> {
        self.open(depth)?;
        let mut items = self.scrap.lists.pop().unwrap_or_default();
        self.skip_blanks();
        if self.next() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_blanks();
            match self.next() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.wrong("expected `,` or `]`")),
            }
        }
        self.at += 1;
        Ok(Value::List(items))
    }

    fn map(&mut self, depth: usize) -> Read<Value> {
        self.open(depth)?;
        let mut pairs = self.scrap.maps.pop().unwrap_or_default();
        self.skip_blanks();
        if self.next() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Map(pairs));
        }
        loop {
            self.skip_blanks();
            let start = self.at;
            if self.next() != Some(b'"') {
                return Err(self.wrong("expected a key in double quotes"));
            }
            let text = self.string()?;
            self.count(start, text.len())?;
            let text = self.scrap.text(text);
            let key = Node {
                place: self.place(start, self.at),
                value: Value::Scalar { text, plain: false },
            };
            self.skip_blanks();
            if self.next() != Some(b':') {
                return Err(self.wrong("expected `:` after the key"));
            }
            self.at += 1;
            pairs.push((key, self.value(depth + 1)?));
            self.skip_blanks();
            match self.next() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.wrong("expected `,` or `}`")),
            }
        }
        self.at += 1;
        Ok(Value::Map(pairs))
    }

    fn open(&mut self, depth: usize) -> Read<()> {
        if depth >= self.limits.depth {
            return Err(Box::new(super::node::too_deep(
                self.place(self.at, self.at + 1),
                self.limits,
            )));
        }
        self.count(self.at, 0)?;
        self.at += 1;
        Ok(())
    }

    fn count(&mut self, start: usize, n_bytes: usize) -> Read<()> {
        self.weight += super::node::weight_of(n_bytes);
        if self.weight <= self.limits.nodes {
            return Ok(());
        }
        Err(Box::new(super::node::too_large(self.place(start, start + 1), self.limits)))
    }

    /// The text between two quotes, from the first of them.
    fn string(&mut self) -> Read<Cow<'a, str>> {
        self.at += 1;
        let mut start = self.at;
        let mut unescaped = String::new();
        loop {
            match self.next() {
                Some(b'"') => break,
                Some(b'\\') => {
                    unescaped.push_str(self.text.get(start..self.at).unwrap_or_default());
                    unescaped.push(self.escape()?);
                    start = self.at;
                }
                Some(0..=0x1f) => return Err(self.wrong("a control character stands in a text")),
                Some(_) => self.at += 1,
                None => return Err(self.wrong("a text has no closing quote")),
            }
        }
        let last = self.text.get(start..self.at).unwrap_or_default();
        self.at += 1;
        if unescaped.is_empty() {
            return Ok(Cow::Borrowed(last));
        }
        unescaped.push_str(last);
        Ok(Cow::Owned(unescaped))
    }

    fn escape(&mut self) -> Read<char> {
        self.at += 1;
        let plain = match self.next() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.code_point(),
            _ => return Err(self.wrong("no such escape")),
        };
        self.at += 1;
        Ok(plain)
    }

    /// From the `u` on; a character beyond the first plane is written as two halves.
    fn code_point(&mut self) -> Read<char> {
        let first = self.four_digits()?;
        let code = match first {
            0xd800..=0xdbff => {
                if self.bytes.get(self.at..self.at + 2) != Some(b"\\u") {
                    return Err(self.wrong("half of a character stands alone"));
                }
                self.at += 1;
                let second = self.four_digits()?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return Err(self.wrong("half of a character stands alone"));
                }
                0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            _ => first,
        };
        char::from_u32(code).ok_or_else(|| self.wrong("half of a character stands alone"))
    }

    fn four_digits(&mut self) -> Read<u32> {
        self.at += 1;
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.next().and_then(|it| char::from(it).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.wrong("expected four hexadecimal digits"));
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}

#[cfg(test)]
mod tests;
