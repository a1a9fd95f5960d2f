//! Opening a published problem in the form of its family.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use preceptor_rota::families::inrc1::Inrc1Problem;
use preceptor_rota::families::inrc2::{self, Inrc2Problem};
use preceptor_rota::families::nsplib::NspProblem;
use preceptor_rota::families::shift::ShiftProblem;
use preceptor_rota::families::{Fault, Problem};

use crate::exit::Failure;

/// The form a problem and its rota are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Preceptor's own: a problem file, and a rota as CSV.
    Preceptor,
    /// Shift scheduling (Curtois and Qu 2014): one text file.
    ShiftScheduling,
    /// First International Nurse Rostering Competition: one XML file.
    Inrc1,
    /// Second International Nurse Rostering Competition: the name of an instance, its files below --data.
    Inrc2,
    /// NSPLib: a problem file, and its case with --case.
    Nsplib,
}

/// Which problem.
#[derive(Debug, Args)]
pub struct Which {
    /// The problem: a file (`-` is standard input), or with --format inrc2 the name of an instance.
    #[arg(value_name = "PROBLEM")]
    pub problem: PathBuf,
    /// The form the problem is written in.
    #[arg(long, value_enum, default_value = "preceptor")]
    pub format: Form,
    /// The folder with the files of a published instance that has several.
    #[arg(long, value_name = "DIR", env = "PRECEPTOR_BENCH_DATA")]
    pub data: Option<PathBuf>,
    /// The case file of an NSPLib problem.
    #[arg(long, value_name = "FILE")]
    pub case: Option<PathBuf>,
}

/// Files larger than this are refused, in bytes.
const MOST_BYTES: u64 = 64 << 20;

impl Which {
    /// Opens the problem of a published form; nothing where it is of our own.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or does not say what it should.
    pub fn family(&self) -> Result<Option<Box<dyn Problem>>, Failure> {
        let file = &self.problem;
        Ok(Some(match self.format {
            Form::Preceptor => return Ok(None),
            Form::ShiftScheduling => {
                Box::new(ShiftProblem::read(&text(file)?).map_err(|it| wrong(file, &it))?)
            }
            Form::Inrc1 => {
                Box::new(Inrc1Problem::read(&text(file)?).map_err(|it| wrong(file, &it))?)
            }
            Form::Inrc2 => Box::new(self.inrc2()?),
            Form::Nsplib => {
                let Some(case) = &self.case else {
                    return Err(Failure::wrong(
                        "an NSPLib problem has its rules in a case file",
                        "name it with --case",
                    ));
                };
                let problem = NspProblem::read(&text(file)?, &text(case)?);
                Box::new(problem.map_err(|(at, it)| wrong(if at == 0 { file } else { case }, &it))?)
            }
        }))
    }

    fn inrc2(&self) -> Result<Inrc2Problem, Failure> {
        let name = self.problem.to_string_lossy();
        let files = inrc2::files(&name).map_err(|it| Failure::wrong(it.what, it.help))?;
        let Some(data) = &self.data else {
            return Err(Failure::wrong(
                format!("`{name}` has several files"),
                "name their folder with --data",
            ));
        };
        // The folder of the data set itself, the one above it, or the one that holds all families.
        let folders = [data.clone(), data.join(&files.set), data.join("inrc2").join(&files.set)];
        let Some(folder) = folders.iter().find(|it| it.join(&files.scenario).is_file()) else {
            let what = format!("there is no `{}` below `{}`", files.scenario, data.display());
            return Err(Failure::wrong(
                what,
                "name the folder that holds the data set with --data",
            ));
        };
        let mut paths = vec![folder.join(&files.scenario), folder.join(&files.history)];
        paths.extend(files.weeks.iter().map(|it| folder.join(it)));
        let texts = paths.iter().map(|it| text(it)).collect::<Result<Vec<_>, _>>()?;
        let mut parts = texts.iter().map(String::as_str);
        let (scenario, history) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        Inrc2Problem::read(scenario, history, &parts.collect::<Vec<_>>())
            .map_err(|(at, it)| wrong(paths.get(at).unwrap_or(&self.problem), &it))
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
