//! `preceptor backup FILE`: one file with all that cannot be made again.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::place::{Place, whole};
use super::{told, waiting};
use crate::exit::{Exit, Failure};
use crate::page::Page;
use crate::{clock, print};
use preceptor_service::say;

/// Where to.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; it must not be there yet.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Backup {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        if self.file.exists() {
            return Err(Failure::wrong(
                format!("there is `{}` already", self.file.display()),
                "a backup is never written over: name another file",
            ));
        }
        let manifest = waiting(async {
            let ledger = self.place.open().await?;
            let program = env!("CARGO_PKG_VERSION");
            ledger.backup(&self.file, program, clock::now()).await.map_err(told)
        })?;
        let (file, key, erasures) =
            (whole(&self.file), whole(&self.place.key_file()), whole(&self.place.erasures_file()));
        if self.json {
            let heads = manifest
                .heads
                .iter()
                .map(|(org, it)| (org.clone(), json!({ "seq": it.seq, "hash": it.hash })));
            print::json(&json!({
                "file": file.display().to_string(),
                "taken_at": manifest.taken_at.to_string(),
                "heads": heads.collect::<serde_json::Map<_, _>>(),
                "rows": manifest.rows,
                "files": { "count": manifest.n_files, "bytes": manifest.file_bytes },
                "key": { "in_backup": false, "id": manifest.master_key, "file": key.display().to_string() },
                "erasures": { "in_backup": false, "file": erasures.display().to_string() },
            }))?;
            return Ok(Exit::Yes);
        }
        let mut page = Page::new();
        let n_entries =
            usize::try_from(manifest.rows.get("entry").copied().unwrap_or(0)).unwrap_or(usize::MAX);
        let n_files = usize::try_from(manifest.n_files).unwrap_or(usize::MAX);
        page.para(
            0,
            &format!(
                "Backed up {}, {} and {} to {}.",
                say::count(manifest.heads.len(), "organisation", "organisations"),
                say::count(n_entries, "entry", "entries"),
                say::count(n_files, "file", "files"),
                file.display()
            ),
        );
        page.gap();
        page.para(0, &format!("The key is not in it, and without the key nothing in it can be read. It lies in {}: keep a copy of it elsewhere.", key.display()));
        page.para(0, &format!("Who is erased from now on is written down in {}: a restore needs that list too, so keep it with the key.", erasures.display()));
        for (org, it) in &manifest.heads {
            page.para(
                0,
                &format!("The log of {org} ends with entry {}, whose hash is {}.", it.seq, it.hash),
            );
        }
        print::out(&page.text())?;
        Ok(Exit::Yes)
    }
}
