//! `preceptor export`: what an organisation has, as files.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use preceptor_record::PersonId;
use preceptor_service::people::Wanted;

use super::{in_organisation, now, refused};
use crate::exit::{Exit, Failure};
use crate::keep::Place;
use crate::print;

/// What to export.
#[derive(Debug, Subcommand)]
pub enum Export {
    /// The list of people with their roles and how they stand, as CSV.
    People(People),
    /// Everything about one person, as a signed archive that another organisation can take in.
    Person(Person),
    /// Everything about everybody, as a signed archive.
    Organisation(Whole),
}

/// Whose record, and where to.
#[derive(Debug, Args)]
pub struct Person {
    /// The id of the person.
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    whole: Whole,
}

/// Of which organisation, and where to.
#[derive(Debug, Args)]
pub struct Whole {
    /// The organisation; left out, the only one there is.
    #[arg(long, value_name = "CODE")]
    organisation: Option<String>,
    /// The file. It must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    place: Place,
}

impl Whole {
    fn run(&self, id: Option<&str>) -> Result<Exit, Failure> {
        let content = in_organisation(&self.place, self.organisation.as_deref(), async |opened| {
            let (from, viewer) = (&opened.installation, &opened.viewer);
            let made = match id {
                Some(id) => {
                    opened.employer.archive_of(from, viewer, &PersonId::new(id), now()).await
                }
                None => opened.employer.archive_of_all(from, viewer, now()).await,
            };
            made.map_err(refused)
        })?;
        written(Some(&self.out), &content)
    }
}

/// Of which organisation, and where to.
#[derive(Debug, Args)]
pub struct People {
    /// The organisation; left out, the only one there is.
    #[arg(long, value_name = "CODE")]
    organisation: Option<String>,
    /// The file; left out, standard output. It must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

impl Export {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self {
            Self::People(it) => it.run(),
            Self::Person(it) => it.whole.run(Some(&it.id)),
            Self::Organisation(it) => it.run(None),
        }
    }
}

impl People {
    fn run(&self) -> Result<Exit, Failure> {
        let content = in_organisation(&self.place, self.organisation.as_deref(), async |opened| {
            let (employer, at) = (&opened.employer, now());
            let engine = opened.installation.rules(employer, at).await.map_err(refused)?;
            // A list of people is made of everybody's standing, which takes a while the first time.
            while employer.everybody(engine, at).await.map_err(refused)?.n_looked_at.is_some() {}
            employer
                .export_people(engine, &opened.viewer, Wanted::default(), at)
                .await
                .map_err(refused)
        })?;
        written(self.out.as_deref(), &content)
    }
}

/// Writes a new file, or standard output. Nothing is written over.
fn written(to: Option<&Path>, content: &[u8]) -> Result<Exit, Failure> {
    let Some(path) = to else {
        print::out(&String::from_utf8_lossy(content))?;
        return Ok(Exit::Yes);
    };
    let made = std::fs::File::create_new(path)
        .and_then(|mut it| std::io::Write::write_all(&mut it, content));
    made.map_err(|it| {
        Failure::wrong(
            format!("`{}` cannot be written: {it}", path.display()),
            "name a file that is not there yet, in a folder that is",
        )
    })?;
    Ok(Exit::Yes)
}
