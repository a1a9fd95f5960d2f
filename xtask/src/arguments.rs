//! The few arguments these commands take.

use std::collections::VecDeque;

use anyhow::Result;

/// The command was not one of those in the usage text.
#[derive(Debug)]
pub struct WrongUse(pub String);

impl std::fmt::Display for WrongUse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongUse {}

/// What is left of the command line.
#[derive(Debug)]
pub struct Arguments(VecDeque<String>);

impl Arguments {
    /// The whole command line, without the program's name.
    pub fn new(words: impl Iterator<Item = String>) -> Self {
        // `--name=value` is the same as `--name value`.
        let split = words.flat_map(|it| match it.split_once('=') {
            Some((name, value)) if name.starts_with("--") => {
                vec![name.to_owned(), value.to_owned()]
            }
            _ => vec![it],
        });
        Self(split.collect())
    }

    /// Takes the next word that is not an option, if one comes next.
    pub fn word(&mut self) -> Option<String> {
        match self.0.front().map(String::as_str) {
            Some("--help" | "-h") => {
                self.0.pop_front();
                Some("help".to_owned())
            }
            Some(next) if !next.starts_with('-') => self.0.pop_front(),
            _ => None,
        }
    }

    /// Takes `name` if it is there.
    pub fn flag(&mut self, name: &str) -> bool {
        let at = self.0.iter().position(|it| it == name);
        at.and_then(|at| self.0.remove(at)).is_some()
    }

    /// Takes `name` and the value behind it if it is there.
    ///
    /// # Errors
    ///
    /// Fails when no value follows.
    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self.0.iter().position(|it| it == name) else { return Ok(None) };
        self.0.remove(at);
        match self.0.remove(at) {
            Some(value) if !value.starts_with("--") => Ok(Some(value)),
            _ => Err(WrongUse(format!("`{name}` wants a value")).into()),
        }
    }

    /// Takes `name` and the values behind it, separated by commas; may be given several times.
    ///
    /// # Errors
    ///
    /// Fails when no value follows.
    pub fn values(&mut self, name: &str) -> Result<Vec<String>> {
        let mut found = Vec::new();
        while let Some(value) = self.value(name)? {
            found.extend(
                value.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()),
            );
        }
        Ok(found)
    }

    /// Says so if anything is left over.
    ///
    /// # Errors
    ///
    /// Fails when anything is.
    pub fn end(self) -> Result<()> {
        match self.0.front() {
            None => Ok(()),
            Some(left) => Err(WrongUse(format!("`{left}` is not understood here")).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Arguments {
        Arguments::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn lists_may_be_written_in_one_word_or_two() {
        for line in [
            "--without postgres,browser",
            "--without=postgres,browser",
            "--without postgres --without browser",
        ] {
            let mut arguments = of(line);
            assert_eq!(arguments.values("--without").unwrap(), ["postgres", "browser"], "{line}");
            arguments.end().unwrap();
        }
    }

    #[test]
    fn an_option_without_its_value_is_said() {
        assert!(of("--data").value("--data").unwrap_err().is::<WrongUse>());
        assert!(of("--data --json").value("--data").unwrap_err().is::<WrongUse>());
    }

    #[test]
    fn what_is_left_over_is_said() {
        let mut arguments = of("test --only fmt --fast");
        assert_eq!(arguments.word().as_deref(), Some("test"));
        arguments.values("--only").unwrap();
        assert_eq!(arguments.end().unwrap_err().to_string(), "`--fast` is not understood here");
    }
}
