//! The only room that stores: append-only entries on SQLite or PostgreSQL, through one code path.
//!
//! It keeps what it is handed and hands it back, and never knows what it means: bodies are text of the caller's, and
//! what follows from a record is asked elsewhere. It reads no clock and draws no lots: the time of an append, ids and
//! random bytes are arguments. It never writes over anything.
//!
//! # Where to start
//!
//! [`Ledger::open`] opens a database and makes its tables. [`Ledger::append`] stores an [`Append`]: entries for
//! [`Stream`]s, all of them or none, on the disk when it returns. [`Ledger::entries`] reads a stream as the log stood
//! at a number, [`as_known`] leaves what counted at a moment of knowledge.
//!
//! ```
//! use std::sync::Arc;
//! use preceptor_ledger::{Append, Chance, Ledger, MasterKey, NewEntry, NoChance, Options, OrgId, Stream, as_known};
//!
//! /// The program hands over the system's chance; an example may be content with less.
//! struct Sevens;
//! impl Chance for Sevens {
//!     fn fill(&self, bytes: &mut [u8]) -> Result<(), NoChance> {
//!         bytes.fill(7);
//!         Ok(())
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let options = Options::new("sqlite::memory:", MasterKey::of(&[7; 32])?, Arc::new(Sevens));
//! let ledger = Ledger::open(options).await?;
//!
//! let org = OrgId::new("X99")?;
//! let record = Stream::person("p-017")?;
//! let now = "2026-11-20T09:00:00Z".parse()?;
//! let exam = NewEntry::new(&record, "f-1", "exam", "u-3").body(r#"{"exam":"pane","outcome":"pass"}"#);
//! let receipt = ledger.append(Append::new(&org, now).entry(exam)).await?;
//!
//! // A decision is made at a number, and can be made again at it.
//! let entries = ledger.entries(&org, &record, receipt.last).await?;
//! assert_eq!(as_known(&entries, now).len(), 1);
//! assert!(ledger.verify(&org, &[]).await?.faults.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! # What holds
//!
//! - **One log for each organisation**, numbered from 1 without gaps. The organisation's id leads every key.
//! - **Nothing is overwritten.** A correction `supersedes` the newest entry of its line; a second correction of the same
//!   entry is a [`Conflict`], never a fork. Checks and withdrawals are entries `about` another.
//! - **Two lines of time.** An entry has the days it speaks of, `[from, until)`, and the instant it was recorded, which
//!   never goes backwards within an organisation and is unique in it. So "as known at" and "as at number" are the same
//!   question asked twice.
//! - **Group commit.** Each organisation has one writer in each process; what queued while the last commit ran is written
//!   in one transaction. One that conflicts is answered for itself and fails nobody else.
//! - **A hash chain** over all fields. [`Ledger::verify`] names the entry that was changed. The chain proves what is there;
//!   that nothing was cut off its end is proved by an [`Anchor`] kept elsewhere.
//! - **Bodies are sealed** under a key for each stream, which the [`MasterKey`] wraps. Columns outside the body hold ids,
//!   kinds and dates, never names: ids must say nothing about a person. [`Ledger::erase`] destroys the keys.
//!
//! # What is here beside the log
//!
//! | for | call |
//! |---|---|
//! | a page about one person | [`Ledger::record`]: whole and up to date, one row and what came since; [`Ledger::last_of`] says whether a copy is still good |
//! | before every answer | [`Ledger::pulse`]: whether what is kept in memory is still good, asked once for all who wait; [`Ledger::changes_after`] says of what it is not |
//! | a way through everybody | [`Ledger::records`], page by page; [`Ledger::refresh`] in a job keeps it quick |
//! | searching | [`Ledger::search_rows`], made by the [`Derive`] the caller hands over; kept sealed, so searched in memory |
//! | who has to be judged again | [`Ledger::leaning_on`] |
//! | work for later | [`NewJob`] with an [`Append::job`] or [`Ledger::enqueue`]; [`Ledger::claim_jobs`], [`Ledger::keep_job`], [`Ledger::finish_job`] |
//! | what came in and is not in a record yet | [`Ledger::stage`], [`Ledger::staged`], [`Ledger::drop_batch`] |
//! | evidence | [`Ledger::keep_file`], [`Ledger::file_content`], [`Ledger::files_of`] |
//! | decisions, numbered | [`Ledger::write_line`] on [`Trail::Decisions`], with [`NewLine::once`] of asker, question and number |
//! | who looked at whom | [`AccessLog`]; [`Ledger::lines_about`] shows it to the person |
//! | signing in | [`Ledger::make_account`], [`Ledger::put_credential`], [`Ledger::use_credential`], [`Ledger::set_member`] |
//! | sessions, invitations, recovery codes, API keys, scope cards | [`Ledger::make_token`], [`Ledger::token`], [`Ledger::use_token`], [`Ledger::end_tokens`] |
//! | the operator | [`Ledger::backup`], [`Ledger::restore`], [`Ledger::verify`], [`Ledger::rebuild`], [`Ledger::check_files`] |
//!
//! Several rules for a caller:
//!
//! - Give an append that rests on what somebody saw [`Append::based_on`]; show a [`Conflict`] as what it is.
//! - An append that is answered with [`StoreError::Away`] may have been stored: ask by the entry's id before trying again
//!   with another. The same id a second time is [`Conflict::Taken`] and does no harm.
//! - Write the fact itself as the body, and its kind, its days and the other person it names beside it; ids of facts need
//!   be unique in their record alone.
//! - Open one ledger in a process and clone it: group commit joins only those who share it. Reading and writing need a tokio
//!   runtime with time and input.
//!
//! # Modules
//!
//! `entry` and `ids` are the words; `ledger` opens; `writer` groups, `plan` judges and chains; `read`, `pulse`, `history` and
//! `verify` read; `compact`, `records` and `derived` keep what is quick to read; `seal` and `keys` keep secrets; `files` and
//! `file_kind` evidence; `jobs`, `staged`, `trail` and `access`, `accounts`, `members` and `tokens` are tables of their own;
//! `backup`, `restore`, `tables` and `erasures` serve the operator; `database` and `sql` know the engines.

mod access;
mod accounts;
mod backup;
mod chain;
mod chance;
mod compact;
mod database;
mod derived;
mod entry;
mod erasures;
mod error;
mod file_kind;
mod files;
mod history;
mod ids;
mod jobs;
mod keys;
mod ledger;
mod members;
mod plan;
mod pulse;
mod read;
mod records;
mod restore;
#[cfg(feature = "s3")]
mod s3;
mod seal;
mod sql;
mod staged;
mod tables;
mod text;
mod tokens;
mod trail;
mod verify;
mod writer;

pub use access::{AccessLog, Look};
pub use accounts::{Account, Credential};
pub use backup::Manifest;
pub use chance::{Chance, NoChance};
pub use database::{Engine, sqlite_url};
pub use derived::{Derive, SearchRow};
pub use entry::{Append, Body, Entry, Head, LARGEST_BODY, NewEntry, Receipt};
pub use erasures::Erasure;
pub use error::{Conflict, StoreError};
pub use file_kind::{FileKind, Refused};
pub use files::{FileError, FileOf, Files, LARGEST_FILE, MOST_OF_A_PERSON, Upload};
pub use history::{WITHDRAWAL, as_known};
pub use ids::{OrgId, Stream};
pub use jobs::{Job, JobState, NewJob};
pub use ledger::{Ledger, Options};
pub use members::Member;
pub use pulse::Pulse;
pub use read::Change;
pub use records::Record;
pub use restore::{RestoreError, Restored};
#[cfg(feature = "s3")]
pub use s3::Bucket;
pub use seal::MasterKey;
pub use tokens::{NewToken, Token};
pub use trail::{Line, NewLine, Numbered, Trail};
pub use verify::{Anchor, ChainFault, Verified};
