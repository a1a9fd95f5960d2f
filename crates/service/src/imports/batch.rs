//! What is kept of a file on its way in.

use jiff::Timestamp;
use preceptor_exchange::staff::Mapping;
use preceptor_exchange::table::Row;
use preceptor_record::words;
use serde_json::{Value as Json, json};

use super::row::Effect;
use crate::employer::Employer;
use crate::refusal::Refusal;

words! {
    /// How far a file has come.
    pub enum State {
        /// Its columns are to be mapped.
        Mapping = "mapping",
        /// It is being checked.
        Checking = "checking",
        /// It was checked, and waits for somebody to import it.
        Checked = "checked",
        /// It is being imported.
        Importing = "importing",
        /// It is imported.
        Done = "done",
        /// Something of ours did not work, or somebody stopped it.
        Stopped = "stopped",
    }
}

words! {
    /// What is imported of a file with rows that are wrong.
    pub enum Keep {
        /// Nothing, unless every row is good.
        All = "all",
        /// The rows that are good.
        Good = "good",
    }
}

/// How many rows have which effect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows of somebody who is not on the register.
    pub n_new: usize,
    /// Rows that change somebody's record.
    pub n_changed: usize,
    /// Rows that say what is on the record.
    pub n_same: usize,
    /// Rows that are wrong.
    pub n_wrong: usize,
}

impl Tally {
    /// With one more.
    pub(super) fn count(&mut self, effect: Effect) {
        match effect {
            Effect::New => self.n_new += 1,
            Effect::Changed => self.n_changed += 1,
            Effect::Same => self.n_same += 1,
            Effect::Wrong => self.n_wrong += 1,
        }
    }

    /// How many have that effect.
    pub fn of(&self, effect: Effect) -> usize {
        match effect {
            Effect::New => self.n_new,
            Effect::Changed => self.n_changed,
            Effect::Same => self.n_same,
            Effect::Wrong => self.n_wrong,
        }
    }

    fn to_json(self) -> Json {
        json!({ "new": self.n_new, "changed": self.n_changed, "same": self.n_same, "wrong": self.n_wrong })
    }

    fn of_json(it: &Json) -> Self {
        let n = |key: &str| it.get(key).and_then(Json::as_u64).unwrap_or(0);
        let n = |key: &str| usize::try_from(n(key)).unwrap_or(usize::MAX);
        Self { n_new: n("new"), n_changed: n("changed"), n_same: n("same"), n_wrong: n("wrong") }
    }
}

/// A column of a file, what it is taken for, and some of what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its name.
    pub column: String,
    /// A few of the values in it.
    pub examples: Vec<String>,
}

/// A file on its way in.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Its id.
    pub id: String,
    /// What the file is called.
    pub file: String,
    /// How it was written: the encoding and the separator.
    pub written: String,
    /// Its header.
    pub header: Row,
    /// How many rows it has.
    pub n_rows: usize,
    /// Which column is what.
    pub mapping: Mapping,
    /// Whether the mapping is that of an earlier file with this header.
    pub is_remembered: bool,
    /// How far it has come.
    pub state: State,
    /// What is imported of it.
    pub keep: Keep,
    /// What the check found.
    pub checked: Tally,
    /// What was imported.
    pub imported: Tally,
    /// How many rows the job that runs has done.
    pub n_done: usize,
    /// Why it was stopped, or what did not work the last time and is tried again.
    pub why: Option<String>,
    /// Who brought it: an account.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The job that runs, or ran last.
    pub job: Option<String>,
}

/// The part that says how a batch stands.
pub(super) const HEAD: &str = "head";
/// Rows of a part.
pub(super) const A_PART: usize = 500;

impl Batch {
    /// How many parts its rows are kept in.
    pub(super) fn n_parts(&self) -> usize {
        self.n_rows.div_ceil(A_PART)
    }

    /// Whether a job is at it.
    pub fn is_running(&self) -> bool {
        matches!(self.state, State::Checking | State::Importing)
    }

    fn to_json(&self) -> Json {
        json!({
            "file": self.file,
            "written": self.written,
            "header": row_to_json(&self.header),
            "n_rows": self.n_rows,
            "mapping": self.mapping.to_json(),
            "is_remembered": self.is_remembered,
            "state": self.state.as_str(),
            "keep": self.keep.as_str(),
            "checked": self.checked.to_json(),
            "imported": self.imported.to_json(),
            "n_done": self.n_done,
            "why": self.why,
            "by": self.by,
            "at": self.at.as_microsecond(),
            "job": self.job,
        })
    }

    fn of_json(id: &str, it: &Json) -> Option<Self> {
        let text = |key: &str| it.get(key).and_then(Json::as_str).map(ToOwned::to_owned);
        let n =
            |key: &str| it.get(key).and_then(Json::as_u64).and_then(|it| usize::try_from(it).ok());
        Some(Self {
            id: id.to_owned(),
            file: text("file")?,
            written: text("written")?,
            header: row_of_json(it.get("header")?)?,
            n_rows: n("n_rows")?,
            mapping: Mapping::read("the mapping", &it.get("mapping")?.to_string()).ok()?,
            is_remembered: it.get("is_remembered")?.as_bool()?,
            state: State::from_word(it.get("state")?.as_str()?)?,
            keep: Keep::from_word(it.get("keep")?.as_str()?)?,
            checked: Tally::of_json(it.get("checked")?),
            imported: Tally::of_json(it.get("imported")?),
            n_done: n("n_done")?,
            why: text("why"),
            by: text("by")?,
            at: Timestamp::from_microsecond(it.get("at")?.as_i64()?).ok()?,
            job: text("job"),
        })
    }
}

pub(super) fn row_to_json(row: &Row) -> Json {
    json!([row.line, row.cells])
}

pub(super) fn row_of_json(it: &Json) -> Option<Row> {
    let line = usize::try_from(it.get(0)?.as_u64()?).ok()?;
    let cells = it.get(1)?.as_array()?;
    let cells: Option<Vec<String>> =
        cells.iter().map(|it| it.as_str().map(ToOwned::to_owned)).collect();
    Some(Row { line, cells: cells? })
}

impl Employer {
    /// A file on its way in; none where it is not there, or not any longer.
    pub(super) async fn batch(&self, id: &str) -> Result<Option<Batch>, Refusal> {
        let text = self.register.ledger().staged(self.org(), id, HEAD).await?;
        let Some(text) = text else { return Ok(None) };
        let it: Json = serde_json::from_str(&text).unwrap_or_default();
        let read = Batch::of_json(id, &it);
        read.map(Some).ok_or_else(|| Refusal::Broken(format!("the import `{id}` cannot be read")))
    }

    pub(super) async fn keep_batch(&self, batch: &Batch, at: Timestamp) -> Result<(), Refusal> {
        let text = batch.to_json().to_string();
        Ok(self.register.ledger().stage(self.org(), &batch.id, HEAD, &text, at).await?)
    }

    /// A list that is kept in parts.
    pub(super) async fn part(&self, id: &str, what: &str, n: usize) -> Result<Vec<Json>, Refusal> {
        let text = self.register.ledger().staged(self.org(), id, &part_name(what, n)).await?;
        let read = text.and_then(|it| serde_json::from_str::<Vec<Json>>(&it).ok());
        read.ok_or_else(|| Refusal::Broken(format!("part {n} of the import `{id}` is not there")))
    }

    pub(super) async fn keep_part(
        &self,
        id: &str,
        what: &str,
        n: usize,
        list: &[Json],
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let text = Json::from(list.to_vec()).to_string();
        Ok(self.register.ledger().stage(self.org(), id, &part_name(what, n), &text, at).await?)
    }
}

fn part_name(what: &str, n: usize) -> String {
    format!("{what}-{n:05}")
}
