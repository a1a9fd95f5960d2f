//! Evidence files: sealed, kept under the digest of what is kept, and named by an entry.
//!
//! A file is put into the file store first and named by an entry of its person's `files` stream after: an entry never
//! names a file that is not there. Each file has a key of its own, which stands in that entry's body, so that erasing
//! the person makes their files unreadable wherever copies lie. What no entry names is swept away by
//! [`Ledger::sweep_files`].

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path as FilePath;
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{Error as ObjectError, ObjectStore, ObjectStoreExt as _};
use serde_json::{Value as Json, json};
use sqlx::Row as _;

use crate::entry::{Append, Entry, NewEntry, Receipt};
use crate::erasures::Erasure;
use crate::error::{Conflict, StoreError};
use crate::file_kind::{FileKind, Refused};
use crate::ids::{OrgId, Stream};
use crate::ledger::Ledger;
use crate::seal::Key;
use crate::text::{digest_hex, to_bytes, to_text};

/// The largest file, in bytes.
pub const LARGEST_FILE: usize = 20_000_000;
/// The most that is kept of one person, in bytes.
pub const MOST_OF_A_PERSON: u64 = 200_000_000;

/// The kind of the entry that names a file.
const KIND: &str = "file";
/// The part of a person's streams that names their files.
const PART: &str = "files";

/// Where files are kept.
#[derive(Clone)]
pub struct Files(Arc<dyn ObjectStore>);

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Files(..)")
    }
}

impl Files {
    /// In a folder, which is made where it is not there. A file is on the disk before its upload is answered.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be made or used.
    pub fn folder(path: &FilePath) -> Result<Self, StoreError> {
        let failed = |it: &dyn fmt::Display| StoreError::Setup {
            message: format!("the folder `{}` for files cannot be used: {it}", path.display()),
        };
        std::fs::create_dir_all(path).map_err(|it| failed(&it))?;
        let store = LocalFileSystem::new_with_prefix(path).map_err(|it| failed(&it))?;
        Ok(Self(Arc::new(store.with_fsync(true).with_automatic_cleanup(false))))
    }

    /// In memory, gone with the program: for tests and demonstrations.
    pub fn memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    #[cfg(feature = "s3")]
    pub(crate) fn of(store: Arc<dyn ObjectStore>) -> Self {
        Self(store)
    }

    pub(crate) async fn put(
        &self,
        org: &OrgId,
        id: &str,
        sealed: Vec<u8>,
    ) -> Result<(), StoreError> {
        self.0.put(&place(org, id), sealed.into()).await.map_err(StoreError::away)?;
        Ok(())
    }

    /// The stored bytes; `None` where there are none.
    pub(crate) async fn get(&self, org: &OrgId, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let found = match self.0.get(&place(org, id)).await {
            Err(ObjectError::NotFound { .. }) => return Ok(None),
            it => it.map_err(StoreError::away)?,
        };
        Ok(Some(found.bytes().await.map_err(StoreError::away)?.into()))
    }

    async fn delete(&self, org: &OrgId, id: &str) -> Result<(), StoreError> {
        match self.0.delete(&place(org, id)).await {
            Ok(()) | Err(ObjectError::NotFound { .. }) => Ok(()),
            Err(it) => Err(StoreError::away(it)),
        }
    }

    /// What is kept for an organisation: each file's id and when it was put there, in seconds since 1970.
    async fn list(&self, org: &OrgId) -> Result<Vec<(String, i64)>, StoreError> {
        let prefix = Path::from(org.as_str());
        let all: Vec<_> =
            self.0.list(Some(&prefix)).try_collect().await.map_err(StoreError::away)?;
        let named = all.into_iter().filter_map(|it| {
            Some((it.location.filename()?.to_owned(), it.last_modified.timestamp()))
        });
        Ok(named.collect())
    }
}

/// `org/ab/cd/<digest>`.
fn place(org: &OrgId, id: &str) -> Path {
    let part = |from: usize| id.get(from..from + 2).unwrap_or("--");
    Path::from(format!("{org}/{}/{}/{id}", part(0), part(2)))
}

/// A file to be kept.
pub struct Upload {
    /// Whose organisation.
    pub org: OrgId,
    /// Whose file.
    pub person: String,
    /// What it is called; it is sealed with it.
    pub name: String,
    /// What whoever sent it says it is.
    pub declared: Option<String>,
    /// What is in it.
    pub content: Vec<u8>,
    /// Who sends it.
    pub actor: String,
    /// Now.
    pub at: Timestamp,
}

/// A file that is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct FileOf {
    /// The digest of what is stored: facts name it as their evidence.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it was found to be.
    pub kind: FileKind,
    /// How large it is, in bytes.
    pub size: u64,
    /// Who sent it.
    pub actor: String,
    /// When.
    pub recorded_at: Timestamp,
    key: String,
}

/// Without its name and its key.
impl fmt::Debug for FileOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileOf")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// Why a file was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It is not of a kind that is taken.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It is larger than 20 MB.
    #[error("the file is larger than {} MB", LARGEST_FILE / 1_000_000)]
    TooLarge,
    /// The person would have more than 200 MB of files.
    #[error("no more than {} MB are kept of one person", MOST_OF_A_PERSON / 1_000_000)]
    TooMuch,
    /// The store said no.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Ledger {
    /// Keeps a file as evidence about a person, checked by its content, sealed. It is on the disk and in the log when this
    /// returns.
    ///
    /// # Errors
    ///
    /// Where it is refused, too large or too much, or the store says no.
    pub async fn keep_file(&self, upload: Upload) -> Result<FileOf, FileError> {
        if upload.content.len() > LARGEST_FILE {
            return Err(FileError::TooLarge);
        }
        let kind = FileKind::of(&upload.content)?;
        let core = self.core();
        let size = upload.content.len() as u64;
        let (key, key_text) = Key::fresh(&*core.chance)?;
        let sealed = key.seal_bytes(upload.content, &bound_to(&upload.org), &*core.chance)?;
        let id = digest_hex(&sealed);
        let stream = Stream::beside_person(PART, &upload.person)?;
        let name: String = upload.name.chars().filter(|it| !it.is_control()).take(200).collect();
        let body = json!({
            "name": name, "declared": upload.declared, "type": kind.media_type(), "size": size, "key": key_text,
        });
        let body = body.to_string();
        core.files.put(&upload.org, &id, sealed).await?;
        loop {
            let (n_bytes, last) = self.bytes_of(&upload.org, &stream).await?;
            if n_bytes + size > MOST_OF_A_PERSON {
                core.files.delete(&upload.org, &id).await?;
                return Err(FileError::TooMuch);
            }
            let entry =
                NewEntry::new(&stream, id.clone(), KIND, upload.actor.clone()).body(body.clone());
            // Two uploads at once must not each find room for one.
            let append = Append::new(&upload.org, upload.at).based_on(&stream, last).entry(entry);
            match self.append(append).await {
                Ok(receipt) => {
                    let (actor, recorded_at) = (upload.actor, receipt.recorded_at);
                    return Ok(FileOf { id, name, kind, size, actor, recorded_at, key: key_text });
                }
                Err(StoreError::Conflict(Conflict::Changed { .. })) => {}
                Err(StoreError::Conflict(it)) => {
                    core.files.delete(&upload.org, &id).await?;
                    return Err(FileError::Store(it.into()));
                }
                Err(it) => return Err(it.into()),
            }
        }
    }

    async fn bytes_of(&self, org: &OrgId, stream: &Stream) -> Result<(u64, i64), StoreError> {
        let entries = self.entries(org, stream, i64::MAX).await?;
        let n_bytes = entries.iter().filter_map(file_of).map(|it| it.size).sum();
        Ok((n_bytes, entries.last().map_or(0, |it| it.seq)))
    }

    /// The files of a person, in the order in which they came.
    ///
    /// # Errors
    ///
    /// Where the database does not answer or a row is damaged.
    pub async fn files_of(&self, org: &OrgId, person: &str) -> Result<Vec<FileOf>, StoreError> {
        let entries = self.entries(org, &Stream::beside_person(PART, person)?, i64::MAX).await?;
        Ok(entries.iter().filter_map(file_of).collect())
    }

    /// What is in a person's file of that id; `None` where they have none, or have been erased. Serve it as an attachment
    /// of [`FileKind::media_type`], never in place.
    ///
    /// # Errors
    ///
    /// Where a store does not answer, or the file is not what was put there.
    pub async fn file_content(
        &self,
        org: &OrgId,
        person: &str,
        id: &str,
    ) -> Result<Option<(FileOf, Vec<u8>)>, StoreError> {
        let Some(file) = self.files_of(org, person).await?.into_iter().find(|it| it.id == id)
        else {
            return Ok(None);
        };
        let ill = || StoreError::damaged("file store", "content", id);
        let sealed = self.core().files.get(org, id).await?.ok_or_else(ill)?;
        if digest_hex(&sealed) != id {
            return Err(ill());
        }
        let key = Key::of_text(&file.key).ok_or_else(ill)?;
        let content = key.open_bytes(sealed, &bound_to(org)).map_err(|_| ill())?;
        Ok(Some((file, content)))
    }

    /// The ids of all files that entries of the organisation name and whose person has not been erased, in order.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn file_ids(&self, org: &OrgId) -> Result<BTreeSet<String>, StoreError> {
        let rows = sqlx::query(
            "SELECT e.id FROM entry e JOIN data_key k ON k.org_id = e.org_id AND k.stream_id = e.stream_id \
             WHERE e.org_id = $1 AND e.stream_id LIKE 'person.files:%' AND e.kind = $2",
        )
        .bind(org.as_str())
        .bind(KIND)
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter().map(|it| Ok(it.try_get(0)?)).collect()
    }

    /// Compares the file store with what entries name: how many are named, and the ids of those that are missing or are not
    /// what was put there.
    ///
    /// # Errors
    ///
    /// Where a store does not answer.
    pub async fn check_files(&self, org: &OrgId) -> Result<(usize, Vec<String>), StoreError> {
        let named = self.file_ids(org).await?;
        let mut ill = Vec::new();
        for id in &named {
            let found = self.core().files.get(org, id).await?;
            if found.is_none_or(|it| digest_hex(&it) != *id) {
                ill.push(id.clone());
            }
        }
        Ok((named.len(), ill))
    }

    /// Deletes files that no entry names, as an upload that was broken off leaves behind and an erasure may, unless they
    /// were put there after that time; how many.
    ///
    /// # Errors
    ///
    /// Where a store does not answer.
    pub async fn sweep_files(
        &self,
        org: &OrgId,
        put_before: Timestamp,
    ) -> Result<usize, StoreError> {
        let there = self.core().files.list(org).await?;
        let named = self.file_ids(org).await?;
        let mut n_deleted = 0;
        for (id, at) in there {
            if !named.contains(&id) && at < put_before.as_second() {
                self.core().files.delete(org, &id).await?;
                n_deleted += 1;
            }
        }
        Ok(n_deleted)
    }

    /// Erases a person: see [`Ledger::erase_entries`]; writes it down outside the database where the options say so, and
    /// deletes their files.
    ///
    /// # Errors
    ///
    /// As [`Ledger::erase_entries`]. Where the file store does not answer, the erasure stands, the files can no longer be
    /// read, and [`Ledger::sweep_files`] deletes them later.
    pub async fn erase(
        &self,
        org: &OrgId,
        person: &str,
        actor: &str,
        at: Timestamp,
    ) -> Result<Receipt, StoreError> {
        let stream = Stream::beside_person(PART, person)?;
        let receipt = self.erase_entries(org, person, actor, at).await?;
        if let Some(list) = &self.core().erasures {
            Erasure { org: org.clone(), person: person.to_owned() }.add_to_list(list, at)?;
        }
        for it in self.entries(org, &stream, i64::MAX).await? {
            if it.kind == KIND {
                self.core().files.delete(org, &it.id).await?;
            }
        }
        Ok(receipt)
    }
}

/// What a file's content is bound to: its organisation. Which file it is, its digest says.
fn bound_to(org: &OrgId) -> Vec<u8> {
    [b"preceptor file 1 ".as_slice(), org.as_str().as_bytes()].concat()
}

fn file_of(entry: &Entry) -> Option<FileOf> {
    if entry.kind != KIND {
        return None;
    }
    let body: Json = serde_json::from_str(entry.body.text()?).ok()?;
    let text = |key: &str| Some(body.get(key)?.as_str()?.to_owned());
    Some(FileOf {
        id: entry.id.clone(),
        name: text("name")?,
        kind: FileKind::of_media_type(&text("type")?)?,
        size: body.get("size")?.as_u64()?,
        actor: entry.actor.clone(),
        recorded_at: entry.recorded_at,
        key: text("key")?,
    })
}

impl Key {
    /// A key of its own, and its text.
    fn fresh(chance: &dyn crate::Chance) -> Result<(Self, String), StoreError> {
        let mut bytes = [0; 32];
        chance.fill(&mut bytes)?;
        let key = Self::of(&bytes).ok_or(StoreError::unfit("key", "it has 32 bytes"))?;
        Ok((key, to_text(&bytes)))
    }

    fn of_text(text: &str) -> Option<Self> {
        Self::of(&to_bytes(text)?)
    }
}
