//! What a step printed.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

/// The most lines shown of a log on the terminal.
const MOST_SHOWN: usize = 300;

/// The log of one step: a file, so that the two streams of a program stay in order.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Begins the log of a step anew.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written.
    pub fn create(folder: &Path, step: &str) -> Result<Self> {
        let path = folder.join(format!("{step}.log"));
        let file = File::create(&path).with_context(|| format!("writing {}", path.display()))?;
        Ok(Self { path, file })
    }

    /// Adds a line.
    pub fn say(&mut self, line: &str) {
        // A log that cannot be written must not hide what it would have said.
        if writeln!(self.file, "{line}").is_err() {
            println!("{line}");
        }
    }

    /// Runs a program into the log; whether it ended well.
    ///
    /// # Errors
    ///
    /// Fails when the program cannot be started.
    pub fn run(&mut self, command: &mut Command) -> Result<bool> {
        let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
        let line: Vec<_> = std::iter::once(program)
            .chain(command.get_args())
            .map(|it| it.to_string_lossy().into_owned())
            .collect();
        let line = line.join(" ");
        self.say(&format!("$ {line}"));
        let status = command
            .stdin(Stdio::null())
            .stdout(self.file.try_clone()?)
            .stderr(self.file.try_clone()?)
            .status()
            .with_context(|| format!("starting `{line}`"))?;
        if !status.success() {
            self.say(&format!("({status})"));
        }
        Ok(status.success())
    }

    /// All that was said so far.
    pub fn text(&self) -> String {
        std::fs::read(&self.path)
            .map(|it| String::from_utf8_lossy(&it).into_owned())
            .unwrap_or_default()
    }

    /// What a person wants to see of it where the step failed.
    pub fn worth_showing(&self) -> String {
        let text = self.text();
        let mut lines: Vec<&str> = text.lines().filter(|it| !is_noise(it)).collect();
        let n_hidden = lines.len().saturating_sub(MOST_SHOWN);
        let hidden = format!("({n_hidden} lines before)");
        if n_hidden > 0 {
            lines.drain(..n_hidden);
            lines.insert(0, &hidden);
        }
        let whole = format!("the whole log: {}", self.path.display());
        lines.push(&whole);
        indented(lines)
    }
}

/// The lines of something that is told below something else.
pub fn indented<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let lines: Vec<&str> = lines.into_iter().collect();
    format!("    {}", lines.join("\n    "))
}

/// Lines that say only that something went as it should.
fn is_noise(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    let is_progress = matches!(
        word,
        "Compiling"
            | "Checking"
            | "Documenting"
            | "Fresh"
            | "Downloaded"
            | "Downloading"
            | "Running"
    );
    (is_progress && line.starts_with("  ")) || (word == "test" && line.ends_with("... ok"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_say_nothing_are_hidden() {
        for line in ["   Compiling a v1", "test a::b ... ok", "    Checking b v1"] {
            assert!(is_noise(line), "{line}");
        }
        for line in ["test a::b ... FAILED", "error: no", "Running late", "", "checking"] {
            assert!(!is_noise(line), "{line}");
        }
    }
}
