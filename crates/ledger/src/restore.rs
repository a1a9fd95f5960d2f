//! Restoring a backup: judged whole before anything is written, and verified again after.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use jiff::Timestamp;
use serde_json::Value as Json;
use sqlx::{AnyConnection, Row as _};
use tar::Archive;

use crate::backup::{MANIFEST, Manifest};
use crate::chain::{Link, Row};
use crate::database::{Engine, Failed};
use crate::erasures::Erasure;
use crate::error::{Conflict, StoreError};
use crate::ids::OrgId;
use crate::ledger::{Ledger, Options};
use crate::tables::{Holds, TABLES, Table};
use crate::text::digest_hex;
use crate::trail::Trail;
use crate::verify::{Anchor, Checking, Verified};
use crate::{database, sql};

/// The largest part there can be: a part of a table, or a file.
const LARGEST_PART: u64 = 4_000_000_000;

/// Why a backup was not restored. Nothing was written, unless it says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// It cannot be read as a backup.
    #[error("`{path}` is no whole backup: {why}")]
    NotWhole {
        /// The file.
        path: String,
        /// What is wrong.
        why: String,
    },
    /// The key handed over is not the one that opens it.
    #[error("the backup is sealed under key `{wanted}`, and the key file holds `{given}`")]
    AnotherKey {
        /// The key that opens it.
        wanted: String,
        /// The key handed over.
        given: String,
    },
    /// It was taken from a database that a later version of the program had brought further.
    #[error(
        "the backup was taken by a later version of the program ({program}): restore it with that version"
    )]
    Later {
        /// That version.
        program: String,
    },
    /// A chain in it does not verify.
    #[error("the log of `{}` does not verify", .0.org)]
    Chain(Box<Verified>),
    /// There is something in the database already.
    #[error("the database is not empty: a backup is restored into an empty one")]
    NotEmpty,
    /// The store said no. What was written until then is to be thrown away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// The open store.
    pub ledger: Ledger,
    /// What the backup said of itself.
    pub manifest: Manifest,
    /// How many people were erased again.
    pub n_erased: usize,
}

impl Ledger {
    /// Restores a backup into the empty database and file store of the options, of either engine.
    ///
    /// The backup is read and its chains verified before anything is written. People erased since it was taken are erased
    /// again. Derived records are made again as they are asked for: see [`Ledger::refresh`].
    ///
    /// # Errors
    ///
    /// See [`RestoreError`].
    pub async fn restore(
        from: &Path,
        options: Options,
        erasures: &[Erasure],
        actor: &str,
        now: Timestamp,
    ) -> Result<Restored, RestoreError> {
        let manifest = judge(from)?;
        let given = options.master.id().to_owned();
        if manifest.master_key != given {
            return Err(RestoreError::AnotherKey { wanted: manifest.master_key, given });
        }
        if manifest.migration > database::newest_migration() {
            return Err(RestoreError::Later { program: manifest.program });
        }
        let ledger = Self::open(options).await?;
        if !ledger.is_empty().await? {
            return Err(RestoreError::NotEmpty);
        }
        ledger.write_back(from).await?;
        // Whoever was signed in then has to sign in again.
        ledger
            .change("DELETE FROM token WHERE org_id = '-' AND kind = $1", |it| it.bind("session"))
            .await?;
        for (org, head) in &manifest.heads {
            let org = OrgId::new(org.clone())?;
            ledger.derive_from_rows(&org).await?;
            let anchor = Anchor { org: org.clone(), seq: head.seq, hash: head.hash.clone() };
            let verified = ledger.verify(&org, &[anchor]).await?;
            if !verified.faults.is_empty() {
                return Err(RestoreError::Chain(Box::new(verified)));
            }
        }
        for org in manifest.heads.keys() {
            let org = OrgId::new(org.clone())?;
            for trail in Trail::ALL {
                let verified = ledger.verify_trail(&org, trail).await?;
                if !verified.faults.is_empty() {
                    return Err(RestoreError::Chain(Box::new(verified)));
                }
            }
        }
        let mut n_erased = 0;
        for it in erasures.iter().collect::<BTreeSet<_>>() {
            match ledger.erase(&it.org, &it.person, actor, now).await {
                Ok(_) => n_erased += 1,
                // The backup was taken after they were erased.
                Err(StoreError::Conflict(Conflict::Taken { .. })) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Restored { ledger, manifest, n_erased })
    }

    async fn is_empty(&self) -> Result<bool, StoreError> {
        for table in TABLES.iter().filter(|it| it.name != "setting") {
            let row = sqlx::query(sql::all_of(table.name, &["COUNT(*)"], "1"))
                .fetch_one(&self.core().database.pool)
                .await?;
            if row.try_get::<i64, _>(0)? > 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn write_back(&self, from: &Path) -> Result<(), RestoreError> {
        let mut archive = open(from)?;
        for part in parts(from, &mut archive)? {
            let (name, content) = part?;
            match name.split('/').collect::<Vec<_>>().as_slice() {
                ["tables", table, _] => {
                    let table =
                        Table::named(table).ok_or_else(|| not_whole(from, unknown(&name)))?;
                    let rows = rows_of(&content).ok_or_else(|| not_whole(from, damaged(&name)))?;
                    self.insert(table, &rows).await?;
                }
                ["files", org, id] => {
                    self.core().files.put(&OrgId::new(*org)?, id, content).await?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    async fn insert(&self, table: &'static Table, rows: &[Json]) -> Result<(), StoreError> {
        let mut writing = self.core().database.begin_write().await?;
        for part in sql::parts(rows) {
            insert_part(&mut writing.tx, self.engine(), table, part).await?;
        }
        Ok(writing.commit().await?)
    }
}

async fn insert_part(
    tx: &mut AnyConnection,
    engine: Engine,
    table: &'static Table,
    rows: &[Json],
) -> Result<(), Failed> {
    // The setting that names the key was written when the database was made.
    let mut query = sqlx::query(sql::insert(
        engine,
        table.name,
        table.columns,
        rows.len(),
        "ON CONFLICT DO NOTHING",
    ));
    for row in rows {
        for (at, column) in table.columns.iter().enumerate() {
            let value = row.get(at);
            query = match table.holds(column) {
                Holds::Text => query.bind(value.and_then(Json::as_str).map(ToOwned::to_owned)),
                Holds::Number => query.bind(value.and_then(Json::as_i64)),
            };
        }
    }
    query.execute(tx).await?;
    Ok(())
}

fn not_whole(from: &Path, why: impl Into<String>) -> RestoreError {
    RestoreError::NotWhole { path: from.display().to_string(), why: why.into() }
}

fn unknown(part: &str) -> String {
    format!("nobody knows what its part `{part}` is")
}

fn damaged(part: &str) -> String {
    format!("its part `{part}` is damaged")
}

fn open(from: &Path) -> Result<Archive<File>, RestoreError> {
    let file =
        File::open(from).map_err(|it| not_whole(from, format!("it cannot be read: {it}")))?;
    Ok(Archive::new(file))
}

type Part = (String, Vec<u8>);

/// The parts, one after the other.
fn parts<'a>(
    from: &'a Path,
    archive: &'a mut Archive<File>,
) -> Result<impl Iterator<Item = Result<Part, RestoreError>> + 'a, RestoreError> {
    let broken =
        move |it: std::io::Error| not_whole(from, format!("it breaks off or is damaged: {it}"));
    let entries = archive.entries().map_err(broken)?;
    Ok(entries.map(move |entry| {
        let mut entry = entry.map_err(broken)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let size = entry.size();
        let mut content = Vec::new();
        entry.by_ref().take(LARGEST_PART).read_to_end(&mut content).map_err(broken)?;
        if content.len() as u64 != size {
            return Err(not_whole(from, format!("it breaks off in `{name}`")));
        }
        Ok((name, content))
    }))
}

/// Reads the whole backup: every part is what the manifest says, every chain verifies, every file is what its id says.
fn judge(from: &Path) -> Result<Manifest, RestoreError> {
    let mut archive = open(from)?;
    let mut found: Vec<(String, String)> = Vec::new();
    let mut manifest = None;
    let mut judging = Judging::default();
    for part in parts(from, &mut archive)? {
        let (name, content) = part?;
        if manifest.is_some() {
            return Err(not_whole(from, format!("`{name}` comes after the manifest")));
        }
        if name == MANIFEST {
            let read = std::str::from_utf8(&content).ok().and_then(Manifest::read);
            manifest = Some(
                read.ok_or_else(|| not_whole(from, "its manifest is of no format known here"))?,
            );
            continue;
        }
        judging.take(&name, &content).map_err(|why| not_whole(from, why))?;
        found.push((name, digest_hex(&content)));
    }
    let manifest =
        manifest.ok_or_else(|| not_whole(from, "it has no manifest, which is its last part"))?;
    if let Some((name, _)) =
        manifest.parts.iter().zip(&found).find(|(one, other)| one != other).map(|it| it.0)
    {
        return Err(not_whole(from, damaged(name)));
    }
    if manifest.parts.len() != found.len() {
        return Err(not_whole(from, "parts are missing"));
    }
    for (table, n) in &manifest.rows {
        if judging.n_rows.get(table).copied().unwrap_or(0) != *n {
            return Err(not_whole(from, format!("rows of `{table}` are missing")));
        }
    }
    judging.chains(from, &manifest)?;
    Ok(manifest)
}

/// What is gathered on the way through a backup.
#[derive(Default)]
struct Judging {
    n_rows: BTreeMap<String, u64>,
    chains: BTreeMap<String, Checking>,
}

impl Judging {
    fn take(&mut self, name: &str, content: &[u8]) -> Result<(), String> {
        match name.split('/').collect::<Vec<_>>().as_slice() {
            ["tables", table, _] => {
                let known = Table::named(table).ok_or_else(|| unknown(name))?;
                let rows = rows_of(content).ok_or_else(|| damaged(name))?;
                let is_well =
                    |it: &Json| it.as_array().is_some_and(|it| it.len() == known.columns.len());
                if !rows.iter().all(is_well) {
                    return Err(damaged(name));
                }
                *self.n_rows.entry((*table).to_owned()).or_default() += rows.len() as u64;
                if *table == "entry" {
                    return self.entries(&rows).ok_or_else(|| damaged(name));
                }
                Ok(())
            }
            ["files", _, id] if digest_hex(content) == *id => Ok(()),
            ["files", _, _] => Err(damaged(name)),
            _ => Err(unknown(name)),
        }
    }

    fn entries(&mut self, rows: &[Json]) -> Option<()> {
        for it in rows {
            let org = OrgId::new(it.get(0)?.as_str()?).ok()?;
            let checking =
                self.chains.entry(org.to_string()).or_insert_with(|| Checking::of(&org, &[]));
            checking.take(&entry_row(it)?);
        }
        Some(())
    }

    fn chains(self, from: &Path, manifest: &Manifest) -> Result<(), RestoreError> {
        if manifest.heads.keys().any(|it| !self.chains.contains_key(it)) {
            return Err(not_whole(from, "the log of an organisation is missing"));
        }
        for (org, checking) in self.chains {
            let head = manifest.heads.get(&org).ok_or_else(|| {
                not_whole(from, format!("its manifest does not say where the log of `{org}` ends"))
            })?;
            let end = Link {
                seq: head.seq,
                recorded_at: head.recorded_at.as_microsecond(),
                hash: head.hash.clone(),
            };
            let verified = checking.end(&end);
            if !verified.faults.is_empty() {
                return Err(RestoreError::Chain(Box::new(verified)));
            }
        }
        Ok(())
    }
}

/// One row for each line.
fn rows_of(content: &[u8]) -> Option<Vec<Json>> {
    let text = std::str::from_utf8(content).ok()?;
    text.lines().map(|it| serde_json::from_str(it).ok()).collect()
}

/// An entry in the order of its table's columns.
fn entry_row(it: &Json) -> Option<Row> {
    let text = |at: usize| Some(it.get(at)?.as_str()?.to_owned());
    let maybe = |at: usize| it.get(at).and_then(Json::as_str).map(ToOwned::to_owned);
    Some(Row {
        seq: it.get(1)?.as_i64()?,
        stream_id: text(2)?,
        id: text(3)?,
        kind: text(4)?,
        valid_from: maybe(5),
        valid_until: maybe(6),
        recorded_at: it.get(7)?.as_i64()?,
        actor: text(8)?,
        supersedes: maybe(9),
        about: maybe(10),
        names: maybe(11),
        key_id: maybe(12),
        body: maybe(13),
        body_hash: text(14)?,
        prev_hash: text(15)?,
        hash: text(16)?,
    })
}
