//! A backup: one file with all that cannot be made again, taken while everybody goes on working.
//!
//! It is a tar: the tables first, as they stood at one moment, then the files that entries of that moment name, and last
//! the manifest, so that a backup without one is not whole. Everything personal in it is sealed; the master key is not
//! in it. It can be restored into either engine.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};
use tar::{Builder, Header};

use crate::entry::Head;
use crate::error::StoreError;
use crate::ids::OrgId;
use crate::ledger::Ledger;
use crate::tables::{Holds, TABLES, Table};
use crate::text::digest_hex;
use crate::{database, plan, sql};

/// What a backup calls itself; a change of the format is a new number.
pub(crate) const FORMAT: &str = "preceptor backup 1";
/// The last part of a backup.
pub(crate) const MANIFEST: &str = "manifest.json";
/// Rows in one part.
const ROWS_IN_A_PART: usize = 2_000;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// When it was taken.
    pub taken_at: Timestamp,
    /// The version of the program that took it, as it says.
    pub program: String,
    /// The number of the last migration of the database.
    pub migration: i64,
    /// The id of the master key that opens it.
    pub master_key: String,
    /// Where each organisation's chain ended.
    pub heads: BTreeMap<String, Head>,
    /// How many rows each table has.
    pub rows: BTreeMap<String, u64>,
    /// How many files there are.
    pub n_files: u64,
    /// Their size together, in bytes.
    pub file_bytes: u64,
    /// The digest of each part, in their order.
    pub(crate) parts: Vec<(String, String)>,
}

impl Ledger {
    /// Takes a backup while others read and write: the database as it stands at one moment first, the files it names after.
    ///
    /// `program` is the version of the program, for whoever reads the manifest. The file named must not be there yet; it
    /// has its name only when it is whole and on the disk.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written, a store does not answer, or an evidence file that an entry names is missing.
    pub async fn backup(
        &self,
        to: &Path,
        program: &str,
        now: Timestamp,
    ) -> Result<Manifest, StoreError> {
        let failed = |it: &std::io::Error| cannot_write(to, it);
        if to.exists() {
            let message = format!(
                "there is a file `{}` already; a backup is never written over",
                to.display()
            );
            return Err(StoreError::Setup { message });
        }
        let mut partial = to.as_os_str().to_owned();
        partial.push(".partial");
        let partial = Path::new(&partial);
        let file = std::fs::File::create(partial).map_err(|it| failed(&it))?;
        let mut writing = Writing::new(Builder::new(file), to);
        let manifest = match self.write_backup(&mut writing, program, now).await {
            Ok(it) => it,
            Err(error) => {
                // What is not whole is of no use to anybody.
                let _ = std::fs::remove_file(partial);
                return Err(error);
            }
        };
        let file = writing.tar.into_inner().map_err(|it| failed(&it))?;
        file.sync_all().map_err(|it| failed(&it))?;
        std::fs::rename(partial, to).map_err(|it| failed(&it))?;
        Ok(manifest)
    }

    async fn write_backup<W: Write>(
        &self,
        writing: &mut Writing<'_, W>,
        program: &str,
        now: Timestamp,
    ) -> Result<Manifest, StoreError> {
        let mut tx = self.core().database.begin_read().await?;
        let migration = database::last_migration(&mut tx).await?;
        let heads = heads(&mut tx).await?;
        let mut rows = BTreeMap::new();
        for table in TABLES {
            rows.insert(table.name.to_owned(), writing.table(&mut tx, table).await?);
        }
        let named = files_named(&mut tx).await?;
        tx.commit().await?;
        let (mut n_files, mut file_bytes) = (0, 0);
        for (org, id) in named {
            let Some(content) = self.core().files.get(&org, &id).await? else {
                // Gone since the moment of the tables: then its person was erased meanwhile.
                if self.file_ids(&org).await?.contains(&id) {
                    return Err(StoreError::damaged("file store", "content", id));
                }
                continue;
            };
            (n_files, file_bytes) = (n_files + 1, file_bytes + content.len() as u64);
            writing.part(&format!("files/{org}/{id}"), &content)?;
        }
        let manifest = Manifest {
            taken_at: now,
            program: program.to_owned(),
            migration,
            master_key: self.core().master.id().to_owned(),
            heads,
            rows,
            n_files,
            file_bytes,
            parts: std::mem::take(&mut writing.parts),
        };
        writing.part(MANIFEST, format!("{:#}\n", manifest.to_json()).as_bytes())?;
        Ok(manifest)
    }
}

fn cannot_write(to: &Path, it: &std::io::Error) -> StoreError {
    StoreError::Setup { message: format!("the backup `{}` cannot be written: {it}", to.display()) }
}

async fn heads(tx: &mut AnyConnection) -> Result<BTreeMap<String, Head>, StoreError> {
    let rows = sqlx::query("SELECT org_id FROM head ORDER BY org_id").fetch_all(&mut *tx).await?;
    let mut found = BTreeMap::new();
    for row in rows {
        let org = OrgId::new(row.try_get::<String, _>(0)?)?;
        let link = plan::head(tx, &org).await?;
        let recorded_at = Timestamp::from_microsecond(link.recorded_at).unwrap_or(Timestamp::MIN);
        found.insert(org.to_string(), Head { seq: link.seq, recorded_at, hash: link.hash });
    }
    Ok(found)
}

/// Files whose person has not been erased.
async fn files_named(tx: &mut AnyConnection) -> Result<Vec<(OrgId, String)>, StoreError> {
    let rows = sqlx::query(
        "SELECT e.org_id, e.id FROM entry e JOIN data_key k ON k.org_id = e.org_id AND k.stream_id = e.stream_id \
         WHERE e.stream_id LIKE 'person.files:%' AND e.kind = 'file' ORDER BY e.org_id, e.seq",
    )
    .fetch_all(tx)
    .await?;
    rows.iter().map(|it| Ok((OrgId::new(it.try_get::<String, _>(0)?)?, it.try_get(1)?))).collect()
}

/// A backup being written.
struct Writing<'a, W: Write> {
    tar: Builder<W>,
    to: &'a Path,
    parts: Vec<(String, String)>,
}

impl<'a, W: Write> Writing<'a, W> {
    fn new(tar: Builder<W>, to: &'a Path) -> Self {
        Self { tar, to, parts: Vec::new() }
    }

    fn part(&mut self, name: &str, content: &[u8]) -> Result<(), StoreError> {
        let mut header = Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o600);
        let done = self.tar.append_data(&mut header, name, content);
        done.map_err(|it| cannot_write(self.to, &it))?;
        self.parts.push((name.to_owned(), digest_hex(content)));
        Ok(())
    }

    async fn table(
        &mut self,
        tx: &mut AnyConnection,
        table: &'static Table,
    ) -> Result<u64, StoreError> {
        let mut rows =
            sqlx::query(sql::all_of(table.name, table.columns, table.order)).fetch(&mut *tx);
        let mut lines: Vec<u8> = Vec::new();
        let (mut n_rows, mut n_parts, mut n_in_part) = (0, 0, 0);
        while let Some(row) = rows.try_next().await? {
            lines.extend(row_as_json(&row, table)?.to_string().bytes());
            lines.push(b'\n');
            (n_rows, n_in_part) = (n_rows + 1, n_in_part + 1);
            if n_in_part == ROWS_IN_A_PART {
                n_parts += 1;
                self.part(&format!("tables/{}/{n_parts:06}.jsonl", table.name), &lines)?;
                lines.clear();
                n_in_part = 0;
            }
        }
        if n_in_part > 0 {
            self.part(&format!("tables/{}/{:06}.jsonl", table.name, n_parts + 1), &lines)?;
        }
        Ok(n_rows)
    }
}

fn row_as_json(row: &AnyRow, table: &Table) -> Result<Json, StoreError> {
    let value = |(at, column): (usize, &&str)| -> Result<Json, StoreError> {
        Ok(match table.holds(column) {
            Holds::Text => json!(row.try_get::<Option<String>, _>(at)?),
            Holds::Number => json!(row.try_get::<Option<i64>, _>(at)?),
        })
    };
    table.columns.iter().enumerate().map(value).collect()
}

impl Manifest {
    fn to_json(&self) -> Json {
        let heads: serde_json::Map<String, Json> = self
            .heads
            .iter()
            .map(|(org, it)| {
                let head = json!({ "seq": it.seq, "recorded_at": it.recorded_at.as_microsecond(), "hash": it.hash });
                (org.clone(), head)
            })
            .collect();
        json!({
            "format": FORMAT,
            "taken_at": self.taken_at.to_string(),
            "program": self.program,
            "migration": self.migration,
            "master_key": self.master_key,
            "note": "The master key is not in this backup, and without it nothing personal in it can be read.",
            "heads": heads,
            "rows": self.rows,
            "files": { "count": self.n_files, "bytes": self.file_bytes },
            "parts": self.parts.iter().map(|(name, sha256)| json!([name, sha256])).collect::<Vec<_>>(),
        })
    }

    /// The manifest of that text; `None` where it is none of this format.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let it: Json = serde_json::from_str(text).ok()?;
        let text = |key: &str| Some(it.get(key)?.as_str()?.to_owned());
        if text("format")? != FORMAT {
            return None;
        }
        let head = |it: &Json| {
            Some(Head {
                seq: it.get("seq")?.as_i64()?,
                recorded_at: Timestamp::from_microsecond(it.get("recorded_at")?.as_i64()?).ok()?,
                hash: it.get("hash")?.as_str()?.to_owned(),
            })
        };
        let pair =
            |it: &Json| Some((it.get(0)?.as_str()?.to_owned(), it.get(1)?.as_str()?.to_owned()));
        let heads = it.get("heads")?.as_object()?;
        let rows = it.get("rows")?.as_object()?;
        Some(Self {
            taken_at: text("taken_at")?.parse().ok()?,
            program: text("program")?,
            migration: it.get("migration")?.as_i64()?,
            master_key: text("master_key")?,
            heads: heads
                .iter()
                .map(|(org, it)| Some((org.clone(), head(it)?)))
                .collect::<Option<_>>()?,
            rows: rows
                .iter()
                .map(|(table, n)| Some((table.clone(), n.as_u64()?)))
                .collect::<Option<_>>()?,
            n_files: it.get("files")?.get("count")?.as_u64()?,
            file_bytes: it.get("files")?.get("bytes")?.as_u64()?,
            parts: it.get("parts")?.as_array()?.iter().map(pair).collect::<Option<_>>()?,
        })
    }
}
