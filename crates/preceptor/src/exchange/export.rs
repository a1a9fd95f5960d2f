//! `preceptor export`: what an organisation has, as files.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
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
