//! Opening a published problem in the form of its family.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use preceptor_rota::families::shift::ShiftProblem;
use preceptor_rota::families::{Fault, Problem};

use crate::exit::Failure;

/// The form a problem is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Shift scheduling (Curtois and Qu 2014): one text file.
    ShiftScheduling,
}

/// Files larger than this are refused, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// Opens a problem.
pub fn open(
    file: &Path,
    format: Format,
    _data: Option<&PathBuf>,
) -> Result<Box<dyn Problem>, Failure> {
    match format {
        Format::ShiftScheduling => {
            let problem = ShiftProblem::read(&text(file)?).map_err(|it| wrong(file, &it))?;
            Ok(Box::new(problem))
        }
    }
}

/// The text of a file.
fn text(file: &Path) -> Result<String, Failure> {
    let shown = file.display();
    let cannot = |error: &dyn std::fmt::Display| {
        Failure::wrong(
            format!("`{shown}` cannot be read: {error}"),
            "name a text file that is there",
        )
    };
    let size = std::fs::metadata(file).map_err(|it| cannot(&it))?.len();
    if size > MOST_BYTES {
        return Err(Failure::wrong(
            format!("`{shown}` has {size} bytes"),
            format!("a file of up to {MOST_BYTES} bytes is read"),
        ));
    }
    std::fs::read_to_string(file).map_err(|it| cannot(&it))
}

fn wrong(file: &Path, fault: &Fault) -> Failure {
    let place = if fault.line > 0 { format!(":{}", fault.line) } else { String::new() };
    Failure::wrong(format!("{}{place}: {}", file.display(), fault.what), &fault.help)
}
