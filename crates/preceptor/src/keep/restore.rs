//! `preceptor restore FILE`: a backup into an empty folder.

use std::path::{Path, PathBuf};

use clap::Args;
use preceptor_ledger::{Erasure, Ledger, MasterKey, RestoreError, Restored};
use serde_json::json;

use super::audit::faults_told;
use super::place::{Place, whole};
use super::{told, waiting};
use crate::exit::{Exit, Failure};
use crate::page::Page;
use crate::{clock, print};
use preceptor_service::say;

/// What, and with which key.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The folder to restore into: not there yet, or empty.
    #[arg(long, value_name = "DIR", default_value = "preceptor-data")]
    data: PathBuf,
    /// An empty PostgreSQL database to restore into; left out, one in the folder.
    #[arg(long, value_name = "URL", env = "PRECEPTOR_DATABASE")]
    database: Option<String>,
    /// The key file that was in use when the backup was taken; it is copied into the folder.
    #[arg(long, value_name = "FILE", env = "PRECEPTOR_KEY")]
    key: PathBuf,
    /// The list of who was erased since; left out, `erasures.jsonl` beside the key file.
    #[arg(long, value_name = "FILE")]
    erasures: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Restore {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let master = MasterKey::read(&self.key).map_err(told)?;
        let list =
            self.erasures.clone().unwrap_or_else(|| self.key.with_file_name("erasures.jsonl"));
        if self.erasures.is_some() && !list.is_file() {
            return Err(Failure::wrong(
                format!("there is no list of erasures `{}`", list.display()),
                "leave --erasures out where nobody was ever erased",
            ));
        }
        let erasures = Erasure::read_list(&list).map_err(told)?;
        if !is_empty(&self.data)? {
            return Err(Failure::wrong(
                format!("the folder `{}` is not empty", self.data.display()),
                "a backup is restored into an empty folder; name another with --data",
            ));
        }
        // It is made beside the folder and takes its place when it is whole.
        let making = beside(&self.data);
        if making.exists() {
            return Err(Failure::wrong(
                format!("`{}` is in the way: a restore was broken off there", making.display()),
                "delete it, and try again",
            ));
        }
        let done = waiting(self.make(&making, master, &erasures));
        let restored = match done {
            Ok(it) => it,
            Err(failure) => {
                let _ = std::fs::remove_dir_all(&making);
                return Err(failure);
            }
        };
        let moved = || -> std::io::Result<()> {
            if self.data.exists() {
                std::fs::remove_dir(&self.data)?;
            }
            std::fs::rename(&making, &self.data)
        };
        moved().map_err(|it| cannot(&self.data, &it))?;
        self.tell(&restored)
    }

    async fn make(
        &self,
        making: &Path,
        master: MasterKey,
        erasures: &[Erasure],
    ) -> Result<What, Failure> {
        let place = Place {
            data: making.to_owned(),
            database: self.database.clone(),
            key: None,
            bucket: None,
        };
        let keys = making.join("keys");
        std::fs::create_dir_all(&keys).map_err(|it| cannot(&keys, &it))?;
        only_for_its_owner(making).map_err(|it| cannot(making, &it))?;
        // The list goes along: what was erased stays erased in the next restore as well.
        std::fs::copy(&self.key, place.key_file()).map_err(|it| cannot(&keys, &it))?;
        let list =
            self.erasures.clone().unwrap_or_else(|| self.key.with_file_name("erasures.jsonl"));
        if list.is_file() {
            std::fs::copy(list, place.erasures_file()).map_err(|it| cannot(&keys, &it))?;
        }
        let mut options = place.options(master)?;
        // Those on the list are on it already.
        options.erasures = None;
        let restored =
            Ledger::restore(&self.file, options, erasures, "restore", clock::now()).await;
        let Restored { ledger, manifest, n_erased } = restored.map_err(|it| refused(&it))?;
        ledger.close().await;
        Ok(What { manifest, n_erased })
    }

    fn tell(&self, it: &What) -> Result<Exit, Failure> {
        let manifest = &it.manifest;
        let folder = whole(&self.data);
        if self.json {
            let heads = manifest
                .heads
                .iter()
                .map(|(org, it)| (org.clone(), json!({ "seq": it.seq, "hash": it.hash })));
            print::json(&json!({
                "folder": folder.display().to_string(),
                "taken_at": manifest.taken_at.to_string(),
                "program": manifest.program,
                "heads": heads.collect::<serde_json::Map<_, _>>(),
                "files": { "count": manifest.n_files, "bytes": manifest.file_bytes },
                "verified": true,
                "erased_again": it.n_erased,
            }))?;
            return Ok(Exit::Yes);
        }
        let mut page = Page::new();
        let shown = format!(
            "Restored the backup of {} into {}. The log of {} was verified.",
            manifest.taken_at,
            folder.display(),
            say::count(manifest.heads.len(), "organisation", "organisations"),
        );
        page.para(0, &shown);
        if it.n_erased > 0 {
            let people = say::count(it.n_erased, "person", "people");
            page.para(0, &format!("Erased again: {people} who were erased after it was taken."));
        }
        page.para(0, "Whoever was signed in has to sign in again.");
        print::out(&page.text())?;
        Ok(Exit::Yes)
    }
}

/// What was restored, when the store is closed again.
struct What {
    manifest: preceptor_ledger::Manifest,
    n_erased: usize,
}

fn refused(it: &RestoreError) -> Failure {
    match it {
        RestoreError::NotWhole { .. } => {
            Failure::wrong(it.to_string(), "take another backup; nothing was restored")
        }
        RestoreError::AnotherKey { .. } => Failure::wrong(
            it.to_string(),
            "name the key file that was in use when it was taken, with --key",
        ),
        RestoreError::Later { .. } => Failure::wrong(it.to_string(), "nothing was restored"),
        RestoreError::NotEmpty => Failure::wrong(it.to_string(), "name another with --database"),
        RestoreError::Chain(verified) => {
            let mut page = Page::new();
            faults_told(&mut page, verified);
            Failure::Wrong(format!(
                "error: {it}\n{}  = help: take another backup; nothing was restored\n",
                page.text()
            ))
        }
        RestoreError::Store(it) => told(it.clone()),
    }
}

fn is_empty(folder: &Path) -> Result<bool, Failure> {
    match std::fs::read_dir(folder) {
        Ok(mut it) => Ok(it.next().is_none()),
        Err(it) if it.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(it) => Err(cannot(folder, &it)),
    }
}

fn beside(folder: &Path) -> PathBuf {
    let mut name = whole(folder).into_os_string();
    name.push(".partial");
    name.into()
}

fn cannot(path: &Path, it: &std::io::Error) -> Failure {
    Failure::Broken(format!("error: `{}` cannot be used: {it}\n", path.display()))
}

#[cfg(unix)]
fn only_for_its_owner(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "other systems can fail here")]
fn only_for_its_owner(_: &Path) -> std::io::Result<()> {
    Ok(())
}
