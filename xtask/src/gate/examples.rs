//! The commands shown in the documents still answer what is shown.
//!
//! A block fenced as `console` holds commands behind `$ ` and, below each, what it prints; a line of `...` stands for
//! any number of lines, and `$ echo $?` asks for the exit status of the command before. `cargo run --release --` and
//! `preceptor` both mean the program just built; other commands (`git`, `cargo`) are shown and not run.

use std::process::Command;

use anyhow::Result;

use super::{Gate, Log, Outcome};
use crate::tree::Tree;

/// One command of a document and what it is said to print.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Example {
    line: usize,
    command: String,
    shown: Vec<String>,
}

/// Runs every example of the documents.
///
/// # Errors
///
/// Fails when the documents or the program cannot be read.
pub fn step(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    let tree = Tree::read(gate.root.clone())?;
    let mut n_run = 0;
    let mut n_wrong = 0;
    for file in tree.files.iter().filter(|it| it.is("md")) {
        let mut last_status = 0;
        for example in examples(&file.text) {
            let (printed, status) = match arguments(&example.command) {
                Some(Wanted::Status) => (last_status.to_string(), last_status),
                Some(Wanted::Preceptor(arguments)) => {
                    let said = Command::new(gate.preceptor())
                        .args(arguments)
                        .current_dir(&gate.root)
                        .output()?;
                    let both = [said.stdout, said.stderr].concat();
                    (String::from_utf8_lossy(&both).into_owned(), said.status.code().unwrap_or(-1))
                }
                None => continue,
            };
            n_run += 1;
            last_status = status;
            let printed: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
            let shown: Vec<&str> = example.shown.iter().map(String::as_str).collect();
            if !agrees(&shown, &printed) {
                n_wrong += 1;
                log.say(&format!(
                    "{}:{}: `{}` prints something else:",
                    file.path, example.line, example.command
                ));
                log.say(&format!("{}\n(exit status {status})\n", printed.join("\n")));
            }
        }
    }
    if n_wrong > 0 {
        log.say("paste what is printed now, if it is right");
        return Ok(Outcome::Failed);
    }
    Ok(Outcome::Passed(format!("{n_run} commands of the documents")))
}

fn examples(text: &str) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut is_inside = false;
    for (i, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            is_inside = line == "```console";
        } else if is_inside && let Some(command) = line.strip_prefix("$ ") {
            found.push(Example { line: i + 1, command: command.to_owned(), shown: Vec::new() });
        } else if is_inside && let Some(last) = found.last_mut() {
            if last.command.ends_with('\\') && last.shown.is_empty() {
                last.command.pop();
                last.command.push_str(line.trim_start());
            } else {
                last.shown.push(line.trim_end().to_owned());
            }
        }
    }
    for example in &mut found {
        while example.shown.last().is_some_and(String::is_empty) {
            example.shown.pop();
        }
    }
    found
}

enum Wanted {
    Status,
    Preceptor(Vec<String>),
}

fn arguments(command: &str) -> Option<Wanted> {
    if command == "echo $?" {
        return Some(Wanted::Status);
    }
    let rest =
        ["cargo run --release -- ", "preceptor "].iter().find_map(|it| command.strip_prefix(it))?;
    Some(Wanted::Preceptor(words(rest)))
}

/// Splits as a shell does, as far as quotes go.
fn words(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, ' ') => found.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    found.extend(word);
    found
}

/// Whether what is shown is what was printed, `...` standing for any lines.
fn agrees(shown: &[&str], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((&"...", rest)) => {
            (0..=printed.len()).any(|n| printed.get(n..).is_some_and(|it| agrees(rest, it)))
        }
        Some((first, rest)) => {
            printed.split_first().is_some_and(|(line, left)| line == first && agrees(rest, left))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_what_they_print_are_taken_from_console_blocks() {
        let text = "```sh\n$ no\n```\n```console\n$ preceptor roles\nPA\n\nAA\n\n$ echo $?\n0\n```\n$ no\n";
        let found = examples(text);
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].line, found[0].shown.as_slice()),
            (5, ["PA", "", "AA"].map(str::to_owned).as_slice())
        );
        assert_eq!(found[1].command, "echo $?");
    }

    #[test]
    fn a_long_command_may_go_on_below() {
        let found = examples("```console\n$ preceptor decide \\\n    --person p\nyes\n```\n");
        assert_eq!(
            (found[0].command.as_str(), found[0].shown.len()),
            ("preceptor decide --person p", 1)
        );
    }

    #[test]
    fn quoted_words_stay_together() {
        assert_eq!(words("a 'b c'  \"d\" ''"), ["a", "b c", "d", ""]);
    }

    #[test]
    fn dots_stand_for_any_lines() {
        assert!(agrees(&["a", "...", "d"], &["a", "b", "c", "d"]));
        assert!(agrees(&["..."], &[]));
        assert!(!agrees(&["a"], &["a", "b"]));
        assert!(!agrees(&["a", "...", "x"], &["a", "b"]));
    }
}
