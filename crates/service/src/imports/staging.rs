//! Bringing a file, mapping it, and asking for it to be checked and imported.

use jiff::SignedDuration;
use preceptor_exchange::staff::{Column, Mapping, MappingFault, Vocabulary, header_key};
use preceptor_exchange::table::{self, Limits};
use preceptor_ledger::{Append, JobState, NewEntry, NewJob, Stream};
use preceptor_record::Organisation;
use preceptor_rulebook::Rulebook;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

use super::batch::{A_PART, Batch, HEAD, Keep, Offer, State, Tally, row_of_json, row_to_json};
use super::row::{Effect, Outcome};
use super::run::{CHECK, CHECKED, DONE, IMPORT, ROWS};
use crate::access::{Act, Relation, Viewer};
use crate::employer::Employer;
use crate::installation::Installation;
use crate::now::Now;
use crate::refusal::{Refusal, Wrong};
use crate::say;
use crate::sheet::{self, Terminator};

/// The stream of mappings that are remembered.
pub(crate) const MAPPINGS: &str = "organisation:mappings";
const MAPPINGS_NAME: &str = "mappings";
/// A file that nobody has touched for so long is let go.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Values that are shown of a column.
const EXAMPLES: usize = 3;
/// Values of a column that somebody is asked the meaning of at once.
const MOST_ASKED: usize = 40;

/// A file as somebody brings it.
pub struct Incoming {
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// The words of a rulebook, and the organisations that are known.
pub fn words<'a>(
    book: &Rulebook,
    organisations: impl IntoIterator<Item = &'a Organisation>,
) -> Vocabulary {
    Vocabulary::of(book, organisations)
}

/// A word of a file that means nothing here yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// What the column is.
    pub is: Column,
    /// The word.
    pub value: String,
    /// In how many rows it stands.
    pub n_rows: usize,
}

impl Employer {
    /// Keeps a file aside and guesses its mapping, or takes that of the last file with the same header.
    ///
    /// # Errors
    ///
    /// [`Refusal::Wrong`] where it is no table that can be read; where they may not import.
    pub async fn bring_file(
        &self,
        installation: &Installation,
        viewer: &Viewer,
        file: Incoming,
        now: Now,
    ) -> Result<Batch, Refusal> {
        viewer.may(Act::ImportPeople, Relation::Any)?;
        self.let_old_go(now).await?;
        let Incoming { name, content } = file;
        let read = tokio::task::spawn_blocking(move || {
            table::read(&content, &Column::known_names(), Limits::default())
        });
        let read = read.await.map_err(|it| Refusal::Broken(it.to_string()))?;
        let table = read.map_err(|it| {
            let told =
                format!("{}. {}", say::sentence(&it.to_string()), say::sentence(it.remedy()));
            Refusal::wrong("file", say::stopped(&told))
        })?;
        let remembered = self.remembered(&header_key(&table.header)).await?;
        let remembered = remembered.filter(|it| it.faults(&table.header).is_empty());
        let batch = Batch {
            id: installation.fresh_id("b")?,
            file: name.chars().filter(|it| !it.is_control()).take(120).collect(),
            written: table.written,
            n_rows: table.rows.len(),
            is_remembered: remembered.is_some(),
            mapping: remembered.unwrap_or_else(|| Mapping::guessed(&table.header)),
            header: table.header,
            state: State::Mapping,
            keep: Keep::All,
            checked: Tally::default(),
            imported: Tally::default(),
            n_done: 0,
            why: None,
            by: viewer.account.clone(),
            at: now.at,
            job: None,
        };
        for (n, part) in table.rows.chunks(A_PART).enumerate() {
            let list: Vec<Json> = part.iter().map(row_to_json).collect();
            self.keep_part(&batch.id, ROWS, n, &list, now.at).await?;
        }
        self.keep_batch(&batch, now.at).await?;
        Ok(batch)
    }

    /// The files on their way in, the latest first.
    ///
    /// # Errors
    ///
    /// Where they may not import, or the store does not answer.
    pub async fn imports(&self, viewer: &Viewer) -> Result<Vec<Batch>, Refusal> {
        viewer.may(Act::ImportPeople, Relation::Any)?;
        let mut made = Vec::new();
        for (id, _) in self.register.ledger().batches(self.org(), HEAD).await? {
            made.extend(self.batch(&id).await?);
        }
        made.sort_by_key(|it| std::cmp::Reverse(it.at));
        Ok(made)
    }

    /// One of them.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] where it is not there any longer; as [`Employer::imports`].
    pub async fn import_of(&self, viewer: &Viewer, id: &str) -> Result<Batch, Refusal> {
        viewer.may(Act::ImportPeople, Relation::Any)?;
        let mut batch = self.batch(id).await?.ok_or(Refusal::NotFound)?;
        if batch.is_running()
            && let Some(job) = &batch.job
            && let Some((state, why)) = self.register.ledger().job_state(self.org(), job).await?
        {
            // A job that failed for good has left its batch where it was.
            if matches!(state, JobState::Failed | JobState::Cancelled) {
                batch.state = State::Stopped;
            }
            batch.why = why;
        }
        Ok(batch)
    }

    /// Each column of a file with a few of its values.
    ///
    /// # Errors
    ///
    /// As [`Employer::import_of`].
    pub async fn offers(&self, batch: &Batch) -> Result<Vec<Offer>, Refusal> {
        let rows = self.part(&batch.id, ROWS, 0).await?;
        let rows: Vec<_> = rows.iter().filter_map(row_of_json).collect();
        let columns = batch.header.cells.iter().enumerate().map(|(at, column)| {
            let mut examples: Vec<String> = Vec::new();
            for it in rows.iter().filter_map(|it| it.cells.get(at)) {
                if !it.is_empty() && !examples.contains(it) && examples.len() < EXAMPLES {
                    examples.push(it.chars().take(40).collect());
                }
            }
            Offer { column: column.clone(), examples }
        });
        Ok(columns.collect())
    }

    /// Words that stand in columns of closed lists and mean nothing yet, those of most rows first.
    ///
    /// # Errors
    ///
    /// As [`Employer::import_of`].
    pub async fn unknown_words(
        &self,
        book: &Rulebook,
        batch: &Batch,
    ) -> Result<Vec<Unknown>, Refusal> {
        let organisations = self.register.organisations().await?;
        let words = words(book, organisations.values());
        let mut counts: BTreeMap<(Column, String), usize> = BTreeMap::new();
        let columns: Vec<(usize, Column)> = batch
            .header
            .cells
            .iter()
            .enumerate()
            .filter_map(|(at, it)| {
                Some((at, batch.mapping.of(it).filter(|it| it.list().is_some())?))
            })
            .collect();
        for n in 0..batch.n_parts() {
            for row in self.part(&batch.id, ROWS, n).await?.iter().filter_map(row_of_json) {
                for (at, is) in &columns {
                    let Some(value) = row.cells.get(*at).filter(|it| !it.is_empty()) else {
                        continue;
                    };
                    *counts.entry((*is, value.clone())).or_default() += 1;
                }
            }
        }
        let is_known = |is: Column, value: &str| {
            let meant = batch
                .mapping
                .values
                .iter()
                .any(|it| it.is == is && table::folded(&it.value) == table::folded(value));
            // A body that keeps several registers is told apart by the role.
            meant || is.list().is_some_and(|list| !words.find(list, value).is_empty())
        };
        let mut made: Vec<Unknown> = counts
            .into_iter()
            .filter(|((is, value), _)| !is_known(*is, value))
            .map(|((is, value), n_rows)| Unknown { is, value, n_rows })
            .collect();
        made.sort_by_key(|it| (std::cmp::Reverse(it.n_rows), it.clone()));
        made.truncate(MOST_ASKED);
        Ok(made)
    }

    /// Takes a mapping, remembers it for the header, and has the file checked.
    ///
    /// # Errors
    ///
    /// [`Refusal::Wrong`] where the mapping does not fit; [`Refusal::Conflict`] while a job is at the file.
    pub async fn map_import(
        &self,
        installation: &Installation,
        viewer: &Viewer,
        id: &str,
        mapping: Mapping,
        now: Now,
    ) -> Result<Batch, Refusal> {
        let mut batch = self.import_of(viewer, id).await?;
        if batch.is_running() || batch.state == State::Done {
            return Err(Refusal::Conflict);
        }
        let faults = mapping.faults(&batch.header);
        if !faults.is_empty() {
            return Err(Refusal::Wrong(faults.iter().map(|it| told(&batch, it)).collect()));
        }
        self.remember(installation, &batch, &mapping, viewer, now).await?;
        batch.mapping = mapping;
        (batch.state, batch.n_done, batch.why) = (State::Checking, 0, None);
        (batch.checked, batch.imported) = (Tally::default(), Tally::default());
        self.put_in_queue(installation, batch, CHECK, now).await
    }

    /// Has a checked file imported.
    ///
    /// # Errors
    ///
    /// [`Refusal::Conflict`] where it is not checked, or a job is at it; [`Refusal::Wrong`] where all rows are to be
    /// imported and some are wrong.
    pub async fn begin_import(
        &self,
        installation: &Installation,
        viewer: &Viewer,
        id: &str,
        keep: Keep,
        now: Now,
    ) -> Result<Batch, Refusal> {
        let mut batch = self.import_of(viewer, id).await?;
        let is_left = batch.state == State::Stopped && batch.n_done < batch.n_rows;
        if batch.state != State::Checked && !is_left {
            return Err(Refusal::Conflict);
        }
        if keep == Keep::All && batch.checked.n_wrong > 0 {
            let message = "Some rows are wrong. Put them right in the file and bring it again, or import the good rows.";
            return Err(Refusal::wrong("keep", message));
        }
        if batch.state == State::Checked {
            (batch.n_done, batch.imported) = (0, Tally::default());
        }
        (batch.state, batch.keep, batch.why) = (State::Importing, keep, None);
        self.put_in_queue(installation, batch, IMPORT, now).await
    }

    /// Lets a file go. What was recorded of it stays.
    ///
    /// # Errors
    ///
    /// As [`Employer::import_of`].
    pub async fn drop_import(&self, viewer: &Viewer, id: &str) -> Result<Batch, Refusal> {
        let batch = self.import_of(viewer, id).await?;
        if let Some(job) = &batch.job {
            self.register.ledger().cancel_job(self.org(), job).await?;
        }
        self.register.ledger().drop_batch(self.org(), id).await?;
        Ok(batch)
    }

    /// What becomes, or became, of the rows: a page of those with an effect, from 0, and how many there are.
    ///
    /// # Errors
    ///
    /// As [`Employer::import_of`].
    pub async fn outcomes(
        &self,
        batch: &Batch,
        effect: Option<Effect>,
        page: usize,
        n_a_page: usize,
    ) -> Result<(Vec<Outcome>, usize), Refusal> {
        let (what, tally) = match batch.state {
            State::Done => (DONE, batch.imported),
            State::Checked | State::Importing | State::Stopped
                if batch.checked != Tally::default() =>
            {
                (CHECKED, batch.checked)
            }
            _ => return Ok((Vec::new(), 0)),
        };
        let n_found = effect.map_or(batch.n_rows, |it| tally.of(it));
        let (mut made, mut left) = (Vec::new(), page.saturating_mul(n_a_page));
        for n in 0..batch.n_parts() {
            let part = self.part(&batch.id, what, n).await?;
            for it in part.iter().filter_map(Outcome::of_json) {
                if effect.is_some_and(|effect| it.effect != effect) {
                    continue;
                }
                if left > 0 {
                    left -= 1;
                } else if made.len() < n_a_page {
                    made.push(it);
                } else {
                    return Ok((made, n_found));
                }
            }
        }
        Ok((made, n_found))
    }

    /// Everything that is wrong, as a file for a spreadsheet.
    ///
    /// # Errors
    ///
    /// As [`Employer::import_of`].
    pub async fn import_faults(&self, batch: &Batch) -> Result<Vec<u8>, Refusal> {
        let (found, _) = self.outcomes(batch, Some(Effect::Wrong), 0, usize::MAX).await?;
        let rows = found.into_iter().flat_map(|it| it.faults).map(|it| {
            [it.line.to_string(), it.column, it.value, it.kind.to_string(), it.message, it.remedy]
        });
        let head = ["line", "column", "value", "kind", "what is wrong", "what to do"];
        sheet::lines(head, rows, Terminator::CRLF)
    }

    async fn put_in_queue(
        &self,
        installation: &Installation,
        mut batch: Batch,
        kind: &str,
        now: Now,
    ) -> Result<Batch, Refusal> {
        let job = NewJob::new(installation.fresh_id("j")?, kind, batch.id.clone(), now.at);
        batch.job = Some(job.id.clone());
        self.keep_batch(&batch, now.at).await?;
        self.register.ledger().enqueue(self.org(), job.once(batch.id.clone())).await?;
        Ok(batch)
    }

    /// The mapping of the last file with that header.
    async fn remembered(&self, header: &str) -> Result<Option<Mapping>, Refusal> {
        let stream = Stream::organisation(MAPPINGS_NAME)?;
        let entries = self.register.ledger().entries(self.org(), &stream, i64::MAX).await?;
        let about = digest(header);
        let last = entries.iter().rev().find(|it| it.kind == about);
        let text = last.and_then(|it| it.body.text());
        Ok(text.and_then(|it| Mapping::read("the mapping", it).ok()))
    }

    async fn remember(
        &self,
        installation: &Installation,
        batch: &Batch,
        mapping: &Mapping,
        viewer: &Viewer,
        now: Now,
    ) -> Result<(), Refusal> {
        let header = header_key(&batch.header);
        if self.remembered(&header).await?.as_ref() == Some(mapping) {
            return Ok(());
        }
        let stream = Stream::organisation(MAPPINGS_NAME)?;
        let id = installation.fresh_id("m")?;
        let entry = NewEntry::new(&stream, id, digest(&header), &viewer.account);
        let entry = entry.body(mapping.to_json().to_string());
        self.register.ledger().append(Append::new(self.org(), now.at).entry(entry)).await?;
        Ok(())
    }

    /// Lets files go that nobody has touched for a week.
    async fn let_old_go(&self, now: Now) -> Result<(), Refusal> {
        let ledger = self.register.ledger();
        for (id, at) in ledger.batches(self.org(), HEAD).await? {
            if now.at.duration_since(at) > KEPT {
                ledger.drop_batch(self.org(), &id).await?;
            }
        }
        Ok(())
    }
}

/// The word under which the mapping of a header is kept: it holds the names of columns, which are the employer's own.
fn digest(header: &str) -> String {
    let digest = Sha256::digest(header);
    let words: Vec<String> = digest.iter().take(16).map(|it| format!("{it:02x}")).collect();
    format!("mapping-{}", words.concat())
}

/// A fault of a mapping at the column it is about.
fn told(batch: &Batch, it: &MappingFault) -> Wrong {
    let column = match it {
        MappingFault::NoColumn(it) | MappingFault::Repeated(it) | MappingFault::Twice(_, it, _) => {
            Some(it)
        }
        MappingFault::NoIdentifier => None,
    };
    let at = column.and_then(|it| batch.header.cells.iter().position(|other| other == it));
    let field = format!("column-{}", at.unwrap_or(0));
    Wrong::new(field, say::stopped(&say::sentence(&it.to_string().replace('`', "\""))))
}
