//! Text for a terminal: headings, paragraphs that wrap and what belongs to them indented below.
//!
//! Nothing is drawn and nothing rests on colour, so that it reads the same aloud, in a log and in an e-mail.

use std::io::IsTerminal;

use unicode_width::UnicodeWidthStr;

/// The width where standard output is no terminal.
const USUAL_WIDTH: usize = 100;
/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 120;
/// Narrower than this, wrapping breaks more than it mends.
const NARROWEST: usize = 40;

/// A page being written.
pub struct Page {
    width: usize,
    text: String,
}

impl Page {
    /// An empty page as wide as the terminal.
    pub fn new() -> Self {
        let terminal = std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
        let width = terminal.map_or(USUAL_WIDTH, |(it, _)| usize::from(it.0));
        Self::of_width(width.clamp(NARROWEST, WIDEST))
    }

    /// An empty page of that width.
    pub fn of_width(width: usize) -> Self {
        Self { width, text: String::new() }
    }

    /// What is written so far.
    pub fn text(self) -> String {
        self.text
    }

    /// How wide lines may be.
    pub fn width(&self) -> usize {
        self.width
    }

    /// An empty line, never two together and none at the top.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A heading, with an empty line before it.
    pub fn head(&mut self, text: &str) {
        self.gap();
        self.para(0, text);
    }

    /// A paragraph, so many columns in.
    pub fn para(&mut self, indent: usize, text: &str) {
        self.hang(indent, indent, text);
    }

    /// An entry of a list: a dash, and every further line below its first word.
    pub fn item(&mut self, indent: usize, text: &str) {
        self.hang(indent, indent + 2, &format!("- {text}"));
    }

    /// A word and what belongs to it, every further line two columns further in.
    pub fn entry(&mut self, indent: usize, word: &str, text: &str) {
        self.hang(indent, indent + 2, &format!("{word}: {text}"));
    }

    /// A paragraph whose first line begins at one column and the others at another.
    fn hang(&mut self, first: usize, others: usize, text: &str) {
        let text = plain(text);
        let mut column = first;
        self.text.extend(std::iter::repeat_n(' ', first));
        let mut begun = false;
        for word in text.split_whitespace() {
            let width = word.width();
            if begun && column + 1 + width > self.width {
                self.text.push('\n');
                self.text.extend(std::iter::repeat_n(' ', others));
                column = others;
            } else if begun {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += width;
            begun = true;
        }
        self.text.push('\n');
    }

    /// Columns side by side, each cell wrapping within its own; a row without cells is an empty line.
    pub fn columns(&mut self, rows: &[Vec<String>], first: usize) {
        let n_columns = rows.iter().map(Vec::len).max().unwrap_or(1).max(2);
        let rest = self.width.saturating_sub(first + 2) / (n_columns - 1);
        let each = rest.saturating_sub(2).max(12);
        for row in rows {
            if row.is_empty() {
                self.gap();
                continue;
            }
            let cells: Vec<Vec<String>> = row
                .iter()
                .enumerate()
                .map(|(at, it)| {
                    let width = if at == 0 { first } else { each };
                    let marked = it.contains('\n');
                    it.split('\n').flat_map(|it| listed(&plain(it), width, marked)).collect()
                })
                .collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            for line in 0..height {
                let mut text = String::new();
                for (at, cell) in cells.iter().enumerate() {
                    let part = cell.get(line).map_or("", String::as_str);
                    let width = if at == 0 { first } else { each };
                    text.push_str(part);
                    text.extend(std::iter::repeat_n(' ', width.saturating_sub(part.width()) + 2));
                }
                self.text.push_str(text.trim_end());
                self.text.push('\n');
            }
        }
    }
}

/// The same as an entry of a list, where it is one of several.
fn listed(text: &str, width: usize, marked: bool) -> Vec<String> {
    if !marked {
        return wrapped(text, width);
    }
    let lines = wrapped(text, width.saturating_sub(2)).into_iter().enumerate();
    lines.map(|(at, it)| format!("{}{it}", if at == 0 { "- " } else { "  " })).collect()
}

/// The text in lines of at most that width; a longer word has a line to itself.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { continue };
        if line.is_empty() {
            line.push_str(word);
        } else if line.width() + 1 + word.width() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// The text without what a terminal would obey: a file must not move the cursor or turn words round.
pub fn plain(text: &str) -> String {
    let obeyed = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|it| if obeyed(it) { '\u{fffd}' } else { it }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_wrap_at_the_width_and_hang_below_their_first_word() {
        let mut page = Page::of_width(20);
        page.item(2, "one two three four five six");
        assert_eq!(page.text(), "  - one two three\n    four five six\n");
    }

    #[test]
    fn a_word_longer_than_the_line_is_not_broken() {
        let mut page = Page::of_width(12);
        page.para(0, "see https://example.org/a/long/address now");
        assert_eq!(page.text(), "see\nhttps://example.org/a/long/address\nnow\n");
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown_as_a_mark() {
        let mut page = Page::of_width(40);
        page.para(0, "a\u{1b}[2Jb \u{202e}c");
        assert_eq!(page.text(), "a\u{fffd}[2Jb \u{fffd}c\n");
    }

    #[test]
    fn wide_letters_count_twice() {
        let mut page = Page::of_width(9);
        page.para(0, "\u{5c71}\u{7530} \u{592a}\u{90ce}");
        assert_eq!(page.text(), "\u{5c71}\u{7530} \u{592a}\u{90ce}\n");
        let mut page = Page::of_width(8);
        page.para(0, "\u{5c71}\u{7530} \u{592a}\u{90ce}");
        assert_eq!(page.text(), "\u{5c71}\u{7530}\n\u{592a}\u{90ce}\n");
    }
}
