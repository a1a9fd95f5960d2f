//! The one place that writes to the terminal.

use std::io::{self, Write};

use crate::exit::Failure;

/// Writes text to standard output. A reader that has gone away is no failure.
///
/// # Errors
///
/// Where the output cannot be written for another reason.
pub fn out(text: &str) -> Result<(), Failure> {
    more(text).map(|_| ())
}

/// Writes part of a longer text to standard output; false where nobody reads it any longer.
///
/// # Errors
///
/// As [`out`].
pub fn more(text: &str) -> Result<bool, Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => {
            Err(Failure::Broken(format!("error: the output cannot be written: {error}\n")))
        }
    }
}

/// Writes JSON to standard output, indented, with a line end.
///
/// # Errors
///
/// As [`out`].
pub fn json(value: &serde_json::Value) -> Result<(), Failure> {
    out(&format!("{value:#}\n"))
}

/// Writes to standard error.
pub fn error(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
