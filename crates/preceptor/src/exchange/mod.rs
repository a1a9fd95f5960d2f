//! Commands that bring data in and take them out.

mod export;
mod import;
mod signer;

use std::sync::Arc;

use clap::Subcommand;
use preceptor_rulebook::Rulebook;
use preceptor_service::access::{Role, Viewer};
use preceptor_service::accounts::events::OPERATOR;
use preceptor_service::{Employer, Installation, Now, OrgId, Refusal, say};

use crate::exit::{Exit, Failure};
use crate::keep::{FromSystem, Place, told, waiting};
use crate::{clock, open};

/// What may be brought in and taken out.
#[derive(Debug, Subcommand)]
pub enum Exchange {
    /// Import a file of staff, CSV or an Excel workbook: say what would become of each row, or record it.
    Import(import::Import),
    /// Export people as a list, or whole records as a signed archive.
    #[command(subcommand)]
    Export(export::Export),
    /// The key archives are signed with, and whose signatures are trusted.
    #[command(subcommand)]
    Signer(signer::Signer),
}

impl Exchange {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self {
            Self::Import(it) => it.run(),
            Self::Export(it) => it.run(),
            Self::Signer(it) => it.run(),
        }
    }
}

/// An organisation of the data, as the operator has it.
struct Opened {
    installation: Arc<Installation>,
    employer: Arc<Employer>,
    viewer: Viewer,
}

/// Opens the data, does something in an organisation, and closes them.
fn in_organisation<T>(
    place: &Place,
    code: Option<&str>,
    work: impl AsyncFnOnce(&Opened) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let book: &'static Rulebook = Box::leak(Box::new(open::rulebook("uk".as_ref())?));
    waiting(async {
        let ledger = place.open().await?;
        let all = ledger.organisations().await.map_err(told)?;
        let org = which(&all, code)?;
        let chance = Arc::new(FromSystem::new());
        let (installation, task) = Installation::new(ledger.clone(), chance, book, false);
        let installation = Arc::new(installation);
        let found = installation.employer(&org).await.map_err(refused)?;
        let Some(employer) = found else {
            return Err(Failure::wrong(
                format!("nothing is known of `{org}`"),
                "set the organisation up first, with `preceptor serve`",
            ));
        };
        let viewer = Viewer {
            account: OPERATOR.to_owned(),
            name: OPERATOR.to_owned(),
            org,
            person: None,
            roles: [Role::MapLead].into(),
            // Whoever runs the server has said that it is they.
            stepped_up_until: Some(jiff::Timestamp::MAX),
            session: String::new(),
        };
        let opened = Opened { installation, employer, viewer };
        let done = work(&opened).await;
        drop(opened);
        let _ = task.await;
        ledger.close().await;
        done
    })
}

/// The organisation that is meant: the one named, or the only one there is.
fn which(all: &[OrgId], code: Option<&str>) -> Result<OrgId, Failure> {
    let names: Vec<&str> = all.iter().map(OrgId::as_str).collect();
    let known = || match names.as_slice() {
        [] => "set one up first, with `preceptor serve`".to_owned(),
        names => format!("name one with --organisation: {}", names.join(", ")),
    };
    match (code, all) {
        (Some(code), _) => {
            let found = all.iter().find(|it| it.as_str() == code);
            found.cloned().ok_or_else(|| {
                Failure::wrong(format!("there is no organisation `{code}` here"), known())
            })
        }
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(Failure::wrong("it is not said in which organisation", known())),
    }
}

fn now() -> Now {
    Now::of(clock::now())
}

/// How a refusal is told.
#[expect(clippy::needless_pass_by_value, reason = "what `map_err` hands over is consumed")]
fn refused(it: Refusal) -> Failure {
    match &it {
        Refusal::Wrong(all) => {
            let lines: Vec<String> =
                all.iter().map(|it| format!("error: {}\n", say::stopped(&it.message))).collect();
            Failure::Wrong(lines.concat())
        }
        Refusal::NotFound | Refusal::Denied(_) | Refusal::StepUp => {
            Failure::wrong(it.to_string(), "look which organisation and which id are meant")
        }
        Refusal::Conflict | Refusal::TooOften | Refusal::Broken(_) => {
            Failure::Broken(format!("error: {it}\n  = help: try again\n"))
        }
    }
}
