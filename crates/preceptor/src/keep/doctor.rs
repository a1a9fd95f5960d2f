//! `preceptor doctor`: whether all is well with what is stored, and what to do where it is not.

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use preceptor_ledger::{Engine, Ledger, OrgId};
use preceptor_service::register::ByFacts;
use preceptor_service::say;
use serde_json::{Value as Json, json};

use super::place::{Place, whole};
use super::{told, waiting};
use crate::exit::{Exit, Failure};
use crate::page::Page;
use crate::{clock, print};

/// Files younger than this may belong to an upload that is still under way.
const STILL_UNDER_WAY: SignedDuration = SignedDuration::from_hours(24);
/// A log that ends further ahead of the clock takes no entries.
const MOST_AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// Which data, and what to do beside looking.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    place: Place,
    /// Drop what is kept for speed and make it anew from the log.
    #[arg(long)]
    rebuild: bool,
    /// Say the digest of what is kept for speed: the same on every engine and after every --rebuild.
    #[arg(long)]
    digest: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What was found of one organisation.
struct Found {
    org: OrgId,
    n_entries: i64,
    n_files: usize,
    n_swept: usize,
    digest: Option<String>,
    faults: Vec<String>,
}

impl Doctor {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let (engine, found) = waiting(async {
            let ledger = self.place.open().await?;
            let mut found = Vec::new();
            for org in ledger.organisations().await.map_err(told)? {
                found.push(self.look(&ledger, org).await?);
            }
            let engine = ledger.engine();
            ledger.close().await;
            Ok((engine, found))
        })?;
        let is_well = found.iter().all(|it| it.faults.is_empty());
        if self.json {
            print::json(&json!({
                "well": is_well,
                "engine": name(engine),
                "key": whole(&self.place.key_file()).display().to_string(),
                "rebuilt": self.rebuild,
                "organisations": found.iter().map(in_json).collect::<Vec<_>>(),
            }))?;
        } else {
            print::out(&self.in_words(engine, &found))?;
        }
        Ok(if is_well { Exit::Yes } else { Exit::No })
    }

    async fn look(&self, ledger: &Ledger, org: OrgId) -> Result<Found, Failure> {
        let now = clock::now();
        let mut faults = Vec::new();
        let head = ledger.head(&org).await.map_err(told)?;
        faults.extend(ahead(head.recorded_at, now));
        let verified = ledger.verify(&org, &[]).await.map_err(told)?;
        if !verified.faults.is_empty() {
            faults.push(
                "the log does not verify: `preceptor audit verify` says where; restore a backup"
                    .to_owned(),
            );
        }
        let (n_files, lost) = ledger.check_files(&org).await.map_err(told)?;
        for id in lost {
            faults.push(format!("the file {id} is lost or was changed: restore it from a backup"));
        }
        let before = now.checked_sub(STILL_UNDER_WAY).unwrap_or(Timestamp::MIN);
        let n_swept = ledger.sweep_files(&org, before).await.map_err(told)?;
        if self.rebuild {
            ledger.rebuild(&org, &ByFacts).await.map_err(told)?;
        }
        let digest = if self.digest {
            Some(ledger.digest(&org, &ByFacts).await.map_err(told)?)
        } else {
            None
        };
        Ok(Found { org, n_entries: verified.n_entries, n_files, n_swept, digest, faults })
    }

    fn in_words(&self, engine: Engine, found: &[Found]) -> String {
        let mut page = Page::new();
        let where_to = match engine {
            Engine::Sqlite => format!("{}, embedded", whole(&self.place.data).display()),
            Engine::Postgres => "a PostgreSQL server".to_owned(),
        };
        page.para(
            0,
            &format!("Data: {where_to}. Key: {}.", whole(&self.place.key_file()).display()),
        );
        if found.is_empty() {
            page.para(0, "Nothing has been recorded yet.");
        }
        for it in found {
            let n_entries = usize::try_from(it.n_entries).unwrap_or(usize::MAX);
            let state = if it.faults.is_empty() { "all is well" } else { "something is wrong" };
            page.para(
                0,
                &format!(
                    "{}: {state}; {}, {}.",
                    it.org,
                    say::count(n_entries, "entry", "entries"),
                    say::count(it.n_files, "file", "files")
                ),
            );
            for fault in &it.faults {
                page.item(2, fault);
            }
            if it.n_swept > 0 {
                let files = say::count(it.n_swept, "file", "files");
                page.item(
                    2,
                    &format!("{files} that nothing names, left by uploads broken off, swept away"),
                );
            }
            if self.rebuild {
                page.item(2, "what is kept for speed was made anew");
            }
            if let Some(digest) = &it.digest {
                page.item(2, &format!("digest of what is kept for speed: {digest}"));
            }
        }
        page.text()
    }
}

fn ahead(last: Timestamp, now: Timestamp) -> Option<String> {
    let by = last.duration_since(now);
    (by > MOST_AHEAD).then(|| {
        format!(
            "the last entry was recorded {} minutes after what the clock of this machine says: nothing can be recorded \
             until it is right, or until then",
            by.as_mins()
        )
    })
}

fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgresql",
    }
}

fn in_json(it: &Found) -> Json {
    json!({
        "organisation": it.org.as_str(),
        "entries": it.n_entries,
        "files": it.n_files,
        "swept": it.n_swept,
        "digest": it.digest,
        "faults": it.faults,
    })
}
