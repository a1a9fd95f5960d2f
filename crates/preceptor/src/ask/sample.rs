//! `preceptor sample`: imaginary people to try everything on.

use std::fs::Permissions;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use preceptor_record::Day;
use serde_json::json;
use tempfile::NamedTempFile;

use crate::exit::{Exit, Failure};
use crate::{print, say};

/// How many, from which seed, and where to.
#[derive(Debug, Args)]
pub struct Sample {
    /// How many people.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    people: u32,
    /// The same seed gives the same people on every machine.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The day on which the people are as they are; left out, 20 November 2026.
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    at: Option<Day>,
    /// The file to write, one JSON object a line; left out, standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write over a file that is there.
    #[arg(long, requires = "out")]
    force: bool,
    /// With --out: say in JSON what was written.
    #[arg(long)]
    json: bool,
}

/// Lines that are handed over together.
const TOGETHER: usize = 256;

impl Sample {
    /// Writes them.
    pub fn run(&self) -> Result<Exit, Failure> {
        let day = self.at.unwrap_or_else(preceptor_sample::reference_day);
        let mut lines = preceptor_sample::lines(self.people as usize, self.seed, day);
        let Some(path) = &self.out else {
            loop {
                let text: String = lines.by_ref().take(TOGETHER).map(|it| it + "\n").collect();
                if text.is_empty() || !print::more(&text)? {
                    return Ok(Exit::Yes);
                }
            }
        };
        self.write(path, lines)?;
        if self.json {
            print::json(&json!({
                "written": path.display().to_string(),
                "people": self.people,
                "seed": self.seed,
                "at": day.to_string(),
            }))?;
        } else {
            let people = say::count(self.people as usize, "imaginary person", "imaginary people");
            print::out(&format!("Wrote {people} to {}.\n", path.display()))?;
        }
        Ok(Exit::Yes)
    }

    /// Writes a file beside the one named and puts it in its place when it is whole.
    fn write(&self, path: &Path, lines: impl Iterator<Item = String>) -> Result<(), Failure> {
        let shown = path.display();
        let there = || {
            Failure::wrong(
                format!("there is a file `{shown}` already"),
                "name another, or write over it with --force",
            )
        };
        if path.is_dir() {
            return Err(Failure::wrong(format!("`{shown}` is a folder"), "name a file in it"));
        }
        if !self.force && path.exists() {
            return Err(there());
        }
        let folder =
            path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = |error: std::io::Error| {
            let message = format!("nothing can be written in `{}`: {error}", folder.display());
            Failure::wrong(message, "check that the folder is there and may be written to")
        };
        let failed = |error: std::io::Error| {
            Failure::Broken(format!("error: `{shown}` cannot be written: {error}\n"))
        };
        let mut file = BufWriter::with_capacity(1 << 20, new_in(folder).map_err(beside)?);
        for line in lines {
            writeln!(file, "{line}").map_err(failed)?;
        }
        let file = file.into_inner().map_err(|it| failed(it.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        let done = if self.force { file.persist(path) } else { file.persist_noclobber(path) };
        match done {
            Ok(_) => Ok(()),
            Err(it) if it.error.kind() == std::io::ErrorKind::AlreadyExists => Err(there()),
            Err(it) => Err(failed(it.error)),
        }
    }
}

/// A file of a passing name, which others may read as they may read any file made there: nobody in it is real.
fn new_in(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    if let Some(usual) = usual_permissions() {
        builder.permissions(usual);
    }
    builder.prefix(".sample-").tempfile_in(folder)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none to give")]
fn usual_permissions() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual_permissions() -> Option<Permissions> {
    None
}
