//! Opening what a command names: a rulebook, an adoption, people.

use std::path::{Path, PathBuf};

use clap::Args;
use preceptor_record::file::{At, Faults, Limits, Place, Shape, Sources, parse_yaml};
use preceptor_record::Code;
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

/// A rulebook that has been read and is sound.
pub fn rulebook(path: &Path) -> Result<Rulebook, Failure> {
    let loaded = load(path)?;
    if loaded.faults.any_error() {
        return Err(Failure::Wrong(loaded.faults.render(&loaded.sources)));
    }
    loaded.rulebook.ok_or_else(|| Failure::wrong(format!("`{}` holds no rulebook", path.display()), "a rulebook folder has a rulebook.yaml"))
}

/// A rulebook as it stands, with its faults.
pub fn load(path: &Path) -> Result<Loaded, Failure> {
    if let Some(files) = path.to_str().and_then(preceptor_rulebook::builtin::builtin) {
        return Ok(preceptor_rulebook::load::load(&files));
    }
    preceptor_rulebook::folder::load_folder(path).map_err(|it| {
        Failure::wrong(it.to_string(), "name a rulebook folder, or one of the built-in ones: uk, netherlands, ontario")
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
            Some(path) => adoption_file(path)?,
            None => (Adoption::by_default(), Sources::default()),
        };
        let unplaced = |it: &String, option: &str, sources: &mut Sources| {
            let text = format!("--{option} {it}");
            let start = u32::try_from(option.len() + 3).unwrap_or(0);
            let end = u32::try_from(text.len()).unwrap_or(start);
            let source = sources.add("the command line", text);
            At { value: Code::new(it.as_str()), place: Place { source, start, end } }
        };
        adoption.sets.extend(self.adopt.iter().map(|it| unplaced(it, "adopt", &mut sources)));
        adoption.without.extend(self.without.iter().map(|it| unplaced(it, "without", &mut sources)));
        adoption.only_always |= self.only_always;
        let faults = preceptor_rulebook::lint::lint_adoption(book, &adoption);
        if faults.any_error() {
            return Err(Failure::Wrong(faults.render(&sources)));
        }
        Ok(adoption)
    }
}

/// An adoption file.
pub fn adoption_file(path: &Path) -> Result<(Adoption, Sources), Failure> {
    let text = text_file(path)?;
    let mut sources = Sources::default();
    let mut faults = Faults::default();
    let source = sources.add(path.display().to_string(), text.as_str());
    let node = parse_yaml(&text, source, Limits::default(), &mut faults);
    let read = node.and_then(|it| Adoption::read(&it, &mut faults));
    match read {
        Some(it) if !faults.any_error() => Ok((it, sources)),
        _ => Err(Failure::Wrong(faults.render(&sources))),
    }
}

/// The text of a file somebody named.
pub fn text_file(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| {
        let help = match error.kind() {
            std::io::ErrorKind::NotFound => "check the path: there is no such file",
            _ if path.is_dir() => "this is a folder; name a file",
            _ => "check that the file can be read",
        };
        Failure::wrong(format!("`{shown}` cannot be read: {error}"), help)
    })?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::wrong(format!("`{shown}` is not text"), "save it as UTF-8 text"))
}
