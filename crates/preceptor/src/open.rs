//! Opening what a command names: a rulebook, an adoption, people.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use preceptor_record::file::{At, Faults, Place, Sources};
use preceptor_record::people::{People, ReadError};
use preceptor_record::{Code, Day};
use preceptor_rulebook::load::Loaded;
use preceptor_rulebook::{Adoption, Rulebook};

use crate::exit::Failure;

/// Which rulebook and which adoption.
#[derive(Debug, Clone, Args)]
pub struct Under {
    /// A rulebook folder, or the name of a built-in one: uk, netherlands, ontario.
    #[arg(long, value_name = "DIR", default_value = "uk")]
    pub rulebook: PathBuf,
    /// Adopt a set beside the always and default ones.
    #[arg(long, value_name = "SET")]
    pub adopt: Vec<String>,
    /// Leave a default set out.
    #[arg(long, value_name = "SET")]
    pub without: Vec<String>,
    /// Take the always-adopted sets alone, and those named with --adopt.
    #[arg(long)]
    pub only_always: bool,
    /// An adoption file, with an employer's sets, overlay and approver.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["without", "only_always"])]
    pub adoption: Option<PathBuf>,
}

/// A rulebook that has been read and is sound. The worked cases of a built-in one, which were tested with this program,
/// are not read again: they take as long as all the rules.
pub fn rulebook(path: &Path) -> Result<Rulebook, Failure> {
    let loaded = match path.to_str().and_then(preceptor_rulebook::builtin::builtin) {
        Some(files) => preceptor_rulebook::load_rules(&files),
        None => load(path)?,
    };
    if loaded.faults.any_error() {
        return Err(Failure::Wrong(loaded.faults.render(&loaded.sources)));
    }
    let help = "a rulebook folder has a rulebook.yaml";
    loaded
        .rulebook
        .ok_or_else(|| Failure::wrong(format!("`{}` holds no rulebook", path.display()), help))
}

/// A rulebook as it stands, with its faults.
pub fn load(path: &Path) -> Result<Loaded, Failure> {
    if let Some(files) = path.to_str().and_then(preceptor_rulebook::builtin::builtin) {
        return Ok(preceptor_rulebook::load::load(&files));
    }
    preceptor_rulebook::folder::load_folder(path).map_err(|it| {
        Failure::wrong(
            it.to_string(),
            "name a rulebook folder, or one of the built-in ones: uk, netherlands, ontario",
        )
    })
}

impl Under {
    /// The rulebook.
    pub fn book(&self) -> Result<Rulebook, Failure> {
        rulebook(&self.rulebook)
    }

    /// The adoption: the file's, or what the options say. Checked against the rulebook.
    pub fn adopted(&self, book: &Rulebook) -> Result<Adoption, Failure> {
        let (mut adoption, mut sources) = match &self.adoption {
            Some(path) => adoption(path, book)?,
            None => (Adoption::by_default(), Sources::default()),
        };
        let mut placed = |it: &String, option: &str| {
            let text = format!("--{option} {it}");
            let start = u32::try_from(option.len() + 3).unwrap_or(0);
            let end = u32::try_from(text.len()).unwrap_or(start);
            let source = sources.add("the command line", text);
            At { value: Code::new(it.as_str()), place: Place { source, start, end } }
        };
        adoption.sets.extend(self.adopt.iter().map(|it| placed(it, "adopt")));
        adoption.without.extend(self.without.iter().map(|it| placed(it, "without")));
        adoption.only_always |= self.only_always;
        let faults = preceptor_rulebook::lint::lint_adoption(book, &adoption);
        if faults.any_error() {
            return Err(Failure::Wrong(faults.render(&sources)));
        }
        Ok(adoption)
    }

    /// The adoption for a question about that day, on which it must be in force.
    pub fn adopted_on(&self, book: &Rulebook, day: Day) -> Result<Adoption, Failure> {
        let adoption = self.adopted(book)?;
        let period = adoption.effective.as_ref().map(preceptor_record::date::Effective::period);
        match (period, &self.adoption) {
            (Some(period), Some(path)) if !period.holds(day) => {
                let when = if day < period.from {
                    format!("from {}", period.from.in_words())
                } else {
                    format!("until {}", period.until.previous().in_words())
                };
                let message = format!(
                    "the adoption `{}` is in force {when}, and the question is about {}",
                    path.display(),
                    day.in_words()
                );
                Err(Failure::wrong(
                    message,
                    "name the adoption that is in force on that day, or another day",
                ))
            }
            _ => Ok(adoption),
        }
    }
}

/// An adoption file, checked against a rulebook.
pub fn adoption(path: &Path, book: &Rulebook) -> Result<(Adoption, Sources), Failure> {
    let text = text_file(path)?;
    let mut sources = Sources::default();
    let mut faults = Faults::default();
    let name = path.display().to_string();
    let read = preceptor_rulebook::load_adoption(&text, &name, book, &mut sources, &mut faults);
    match read {
        Some(it) if !faults.any_error() => Ok((it, sources)),
        _ => Err(Failure::Wrong(faults.render(&sources))),
    }
}

/// A people file that can be read more than once.
pub type PeopleFile = preceptor_record::people::PeopleFile<BufReader<File>>;

/// A people file, or standard input where it is `-`; what can be read only once is first copied.
pub fn people_file(path: &Path) -> Result<PeopleFile, Failure> {
    if is_standard_input(path) {
        let copy = copied(&mut std::io::stdin().lock(), "standard input")?;
        return Ok(PeopleFile::read("standard input", BufReader::with_capacity(BUFFER, copy))?);
    }
    let name = path.display().to_string();
    let opened = |cause| ReadError::of(&name, cause);
    let mut file = File::open(path).map_err(opened)?;
    let kind = file.metadata().map_err(opened)?.file_type();
    if kind.is_dir() {
        return Err(ReadError::Folder { path: name }.into());
    }
    if !kind.is_file() {
        file = copied(&mut file, &name)?;
    }
    Ok(PeopleFile::read(&name, BufReader::with_capacity(BUFFER, file))?)
}

/// The people and organisations of a file, all of them.
pub fn people(path: &Path) -> Result<People, Failure> {
    let mut file = people_file(path)?;
    let named = file.named()?;
    let mut made = People { organisations: named.organisations.clone(), ..People::default() };
    drop(named);
    for person in file.people()? {
        let person = person?;
        made.people.insert(person.id.clone(), person);
    }
    Ok(made)
}

/// How much of a file is read at a time.
const BUFFER: usize = 1 << 20;

/// What comes from a pipe, in a file without a name. What is no text at all is not copied to its end, which it may not
/// have.
fn copied(from: &mut impl Read, name: &str) -> Result<File, Failure> {
    let failed = |error: std::io::Error| {
        Failure::Broken(format!("error: `{name}` cannot be copied: {error}\n"))
    };
    let mut copy = tempfile::tempfile().map_err(failed)?;
    let mut buffer = vec![0; BUFFER];
    loop {
        let n_read = match from.read(&mut buffer) {
            Ok(it) => it,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed(error)),
        };
        let part = buffer.get(..n_read).unwrap_or_default();
        if part.is_empty() {
            return Ok(copy);
        }
        if part.contains(&0) {
            return Err(Failure::wrong(format!("`{name}` is not text"), "save it as UTF-8 text"));
        }
        copy.write_all(part).map_err(failed)?;
    }
}

impl From<ReadError> for Failure {
    fn from(it: ReadError) -> Self {
        match it {
            ReadError::Broken { .. } | ReadError::Changed { .. } => Self::Broken(it.render()),
            _ => Self::Wrong(it.render()),
        }
    }
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The text of a file somebody named, or of standard input where it is `-`.
pub fn text_file(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let mut bytes = Vec::new();
    let read = if is_standard_input(path) {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|mut it| it.read_to_end(&mut bytes))
    };
    if let Err(error) = read {
        let help = match error.kind() {
            std::io::ErrorKind::NotFound => "check the path: there is no such file",
            _ if path.is_dir() => "this is a folder; name a file",
            _ => "check that the file can be read",
        };
        return Err(Failure::wrong(format!("`{shown}` cannot be read: {error}"), help));
    }
    String::from_utf8(bytes)
        .map_err(|_| Failure::wrong(format!("`{shown}` is not text"), "save it as UTF-8 text"))
}
