//! Trails: logs beside the facts, numbered and chained for themselves. The decisions that were given, and who looked at
//! whom.
//!
//! A line may have a key; a second of the same key is the first, with its number. Lines are written in groups, and
//! answered when they are on the disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};
use tokio::sync::{mpsc, oneshot};

use crate::database::{Failed, Tries};
use crate::error::StoreError;
use crate::ids::{OrgId, judge};
use crate::ledger::{Core, Ledger};
use crate::sql;
use crate::text::{Fields, digest};
use crate::verify::{ChainFault, Verified};

/// Which trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trail {
    /// The decisions that were given.
    Decisions,
    /// Who looked at whose record, and what else has to be known afterwards: sign-ins, exports, changes of roles.
    Access,
}

impl Trail {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Decisions, Self::Access];

    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Decisions => "decisions",
            Self::Access => "access",
        }
    }
}

/// A line to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// When.
    pub at: Timestamp,
    /// Who asked, or looked.
    pub actor: String,
    /// About whom.
    pub person: Option<String>,
    /// What makes it the same as another: see [`NewLine::once`].
    pub key: Option<String>,
    /// What: ids, as text of the caller's.
    pub body: String,
}

impl NewLine {
    /// A line about nobody.
    pub fn new(at: Timestamp, actor: impl Into<String>, body: impl Into<String>) -> Self {
        Self { at, actor: actor.into(), person: None, key: None, body: body.into() }
    }

    /// About that person.
    pub fn about(mut self, person: impl Into<String>) -> Self {
        self.person = Some(person.into());
        self
    }

    /// The same as any other whose key was made of the same parts: for a decision, who asked, what, and at which number of
    /// the log.
    pub fn once(mut self, parts: &[&str]) -> Self {
        let mut fields = Fields::default();
        for it in parts {
            fields.text(it);
        }
        self.key = Some(digest(fields.bytes()));
        self
    }

    fn judge(&self) -> Result<(), StoreError> {
        judge("actor of a line", &self.actor)?;
        if let Some(it) = &self.person {
            judge("person of a line", it)?;
        }
        if self.body.len() > crate::LARGEST_BODY || self.body.contains('\0') {
            return Err(StoreError::unfit("body of a line", "text of at most 1 MB, without NUL"));
        }
        Ok(())
    }
}

/// A line as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in its trail, from 1.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// About whom.
    pub person: Option<String>,
    /// What.
    pub body: String,
}

/// The number a line has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered {
    /// The number.
    pub number: i64,
    /// Whether it was written now; otherwise one of the same key was there.
    pub is_new: bool,
}

type Answer = Result<Numbered, StoreError>;

/// A line and who waits for it.
pub(crate) struct Waiting {
    line: NewLine,
    answer: oneshot::Sender<Answer>,
}

impl Ledger {
    /// Writes a line, or finds the one of the same key. When this returns it is on the disk and in the chain.
    ///
    /// # Errors
    ///
    /// Where it cannot be a line, or the database does not answer.
    pub async fn write_line(
        &self,
        org: &OrgId,
        trail: Trail,
        line: NewLine,
    ) -> Result<Numbered, StoreError> {
        line.judge()?;
        let (answer, answered) = oneshot::channel();
        let stopped = || StoreError::Away { cause: "the writer has stopped".to_owned() };
        let writer = self.trail_writer(org, trail);
        writer.send(Waiting { line, answer }).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }

    /// Writes many lines in one transaction: what was gathered over a second of reading.
    ///
    /// # Errors
    ///
    /// As [`Ledger::write_line`].
    pub async fn write_lines(
        &self,
        org: &OrgId,
        trail: Trail,
        lines: Vec<NewLine>,
    ) -> Result<(), StoreError> {
        lines.iter().try_for_each(NewLine::judge)?;
        write_all(self.core(), org, trail, &lines).await.map(|_| ())
    }

    /// The line of that number.
    ///
    /// # Errors
    ///
    /// Where the database does not answer or a row is damaged.
    pub async fn line(
        &self,
        org: &OrgId,
        trail: Trail,
        number: i64,
    ) -> Result<Option<Line>, StoreError> {
        let row = sqlx::query(
            "SELECT number, at, actor, person_id, body FROM trail WHERE org_id = $1 AND log = $2 AND number = $3",
        )
        .bind(org.as_str())
        .bind(trail.word())
        .bind(number)
        .fetch_optional(&self.core().database.pool)
        .await?;
        row.as_ref().map(line_of).transpose()
    }

    /// The lines after that number in their order, at most so many.
    ///
    /// # Errors
    ///
    /// As [`Ledger::line`].
    pub async fn lines_after(
        &self,
        org: &OrgId,
        trail: Trail,
        after: i64,
        most: u32,
    ) -> Result<Vec<Line>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, at, actor, person_id, body FROM trail WHERE org_id = $1 AND log = $2 AND number > $3 \
             ORDER BY number LIMIT $4",
        )
        .bind(org.as_str())
        .bind(trail.word())
        .bind(after)
        .bind(i64::from(most))
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter().map(line_of).collect()
    }

    /// The lines before that number, the latest first, at most so many.
    ///
    /// # Errors
    ///
    /// As [`Ledger::line`].
    pub async fn lines_before(
        &self,
        org: &OrgId,
        trail: Trail,
        before: i64,
        most: u32,
    ) -> Result<Vec<Line>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, at, actor, person_id, body FROM trail WHERE org_id = $1 AND log = $2 AND number < $3 \
             ORDER BY number DESC LIMIT $4",
        )
        .bind(org.as_str())
        .bind(trail.word())
        .bind(before)
        .bind(i64::from(most))
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter().map(line_of).collect()
    }

    /// The lines about a person before that number, the latest first, at most so many: who looked at them, and what was
    /// decided.
    ///
    /// # Errors
    ///
    /// As [`Ledger::line`].
    pub async fn lines_about(
        &self,
        org: &OrgId,
        trail: Trail,
        person: &str,
        before: i64,
        most: u32,
    ) -> Result<Vec<Line>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, at, actor, person_id, body FROM trail WHERE org_id = $1 AND log = $2 AND person_id = $3 \
             AND number < $4 ORDER BY number DESC LIMIT $5",
        )
        .bind(org.as_str())
        .bind(trail.word())
        .bind(person)
        .bind(before)
        .bind(i64::from(most))
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter().map(line_of).collect()
    }

    /// The lines about nobody before that number, the latest first, at most so many: what happened to accounts.
    ///
    /// # Errors
    ///
    /// As [`Ledger::line`].
    pub async fn lines_about_nobody(
        &self,
        org: &OrgId,
        trail: Trail,
        before: i64,
        most: u32,
    ) -> Result<Vec<Line>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, at, actor, person_id, body FROM trail WHERE org_id = $1 AND log = $2 AND person_id IS NULL \
             AND number < $3 ORDER BY number DESC LIMIT $4",
        )
        .bind(org.as_str())
        .bind(trail.word())
        .bind(before)
        .bind(i64::from(most))
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter().map(line_of).collect()
    }

    /// Verifies a trail from its first line to its last.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn verify_trail(&self, org: &OrgId, trail: Trail) -> Result<Verified, StoreError> {
        let mut tx = self.core().database.begin_read().await?;
        let head = end(&mut tx, org, trail).await?;
        let mut at = End::beginning(org, trail);
        let (mut n_entries, mut faults) = (0, Vec::new());
        loop {
            let rows = sqlx::query(
                "SELECT number, at, actor, person_id, body, key, prev_hash, hash FROM trail \
                 WHERE org_id = $1 AND log = $2 AND number > $3 ORDER BY number LIMIT 2000",
            )
            .bind(org.as_str())
            .bind(trail.word())
            .bind(at.number)
            .fetch_all(&mut *tx)
            .await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                let line = line_of(row)?;
                let (prev, hash): (String, String) = (row.try_get(6)?, row.try_get(7)?);
                let key: Option<String> = row.try_get(5)?;
                let what = if line.number != at.number + 1 {
                    Some("its number does not follow on the one before: lines are missing")
                } else if prev != at.hash {
                    Some("it does not follow on the line before: that one was changed or exchanged")
                } else if hash != hash_of(org, trail, &line, key.as_deref(), &prev) {
                    Some("one of its fields was changed")
                } else {
                    None
                };
                faults.extend(what.map(|what| ChainFault { seq: line.number, entry: None, what }));
                n_entries += 1;
                at = End { number: line.number, at: line.at.as_microsecond(), hash };
            }
        }
        tx.commit().await?;
        if (head.number, &head.hash) != (at.number, &at.hash) {
            let what = "the end of the trail that was written down is another";
            faults.push(ChainFault { seq: at.number.max(head.number), entry: None, what });
        }
        faults.truncate(20);
        Ok(Verified { org: org.clone(), n_entries, head: at.hash, faults })
    }
}

/// Takes lines until nobody can send any.
pub(crate) async fn run(
    core: Arc<Core>,
    org: OrgId,
    trail: Trail,
    mut inbox: mpsc::Receiver<Waiting>,
) {
    let mut batch = Vec::new();
    while inbox.recv_many(&mut batch, 256).await > 0 {
        let (lines, answers): (Vec<NewLine>, Vec<_>) =
            batch.drain(..).map(|it| (it.line, it.answer)).unzip();
        let done = write_all(&core, &org, trail, &lines).await;
        for (at, answer) in answers.into_iter().enumerate() {
            let told = match &done {
                Ok(it) => {
                    it.get(at).copied().ok_or_else(|| StoreError::unfit("line", "it has an answer"))
                }
                Err(it) => Err(it.clone()),
            };
            let _ = answer.send(told);
        }
    }
}

async fn write_all(
    core: &Core,
    org: &OrgId,
    trail: Trail,
    lines: &[NewLine],
) -> Result<Vec<Numbered>, StoreError> {
    let mut tries = Tries::default();
    loop {
        let failed = match write_once(core, org, trail, lines).await {
            Ok(done) => return Ok(done),
            // Somebody wrote one of the same key meanwhile: it is found the next time.
            Err(Failed::Unique(it)) => Failed::Again(it),
            Err(failed) => failed,
        };
        if !tries.again(&failed, core.spread()).await {
            return Err(failed.into());
        }
    }
}

/// The end of a trail.
struct End {
    number: i64,
    at: i64,
    hash: String,
}

impl End {
    fn beginning(org: &OrgId, trail: Trail) -> Self {
        let mut fields = Fields::default();
        fields.text("preceptor trail 1").text(org.as_str()).text(trail.word());
        Self { number: 0, at: i64::MIN, hash: digest(fields.bytes()) }
    }
}

async fn end(tx: &mut AnyConnection, org: &OrgId, trail: Trail) -> Result<End, Failed> {
    let row = sqlx::query("SELECT number, at, hash FROM trail_head WHERE org_id = $1 AND log = $2")
        .bind(org.as_str())
        .bind(trail.word())
        .fetch_optional(tx)
        .await?;
    let Some(row) = row else { return Ok(End::beginning(org, trail)) };
    Ok(End { number: row.try_get(0)?, at: row.try_get(1)?, hash: row.try_get(2)? })
}

const COLUMNS: &[&str] =
    &["org_id", "log", "number", "at", "actor", "person_id", "key", "body", "prev_hash", "hash"];

/// A line with its place in the chain.
struct Chained<'a> {
    line: Line,
    key: Option<&'a str>,
    prev: String,
    hash: String,
}

async fn write_once(
    core: &Core,
    org: &OrgId,
    trail: Trail,
    lines: &[NewLine],
) -> Result<Vec<Numbered>, Failed> {
    let mut writing = core.database.begin_write().await?;
    let before = end(&mut writing.tx, org, trail).await?;
    let mut known = known_keys(&mut writing.tx, org, trail, lines).await?;
    let mut at = End { number: before.number, at: before.at, hash: before.hash.clone() };
    let mut answers = Vec::with_capacity(lines.len());
    let mut chained: Vec<Chained<'_>> = Vec::new();
    for it in lines {
        if let Some(number) = it.key.as_deref().and_then(|it| known.get(it)) {
            answers.push(Numbered { number: *number, is_new: false });
            continue;
        }
        let number = at.number + 1;
        // Time does not go backwards in a trail; lines of one moment share it.
        let micros = it.at.as_microsecond().max(at.at);
        let line = Line {
            number,
            at: Timestamp::from_microsecond(micros).unwrap_or(it.at),
            actor: it.actor.clone(),
            person: it.person.clone(),
            body: it.body.clone(),
        };
        let hash = hash_of(org, trail, &line, it.key.as_deref(), &at.hash);
        let prev = std::mem::replace(&mut at.hash, hash.clone());
        (at.number, at.at) = (number, micros);
        known.extend(it.key.clone().map(|it| (it, number)));
        chained.push(Chained { line, key: it.key.as_deref(), prev, hash });
        answers.push(Numbered { number, is_new: true });
    }
    if chained.is_empty() {
        return Ok(answers);
    }
    for part in sql::parts(&chained) {
        let mut query =
            sqlx::query(sql::insert(core.database.engine, "trail", COLUMNS, part.len(), ""));
        for it in part {
            query = query
                .bind(org.as_str())
                .bind(trail.word())
                .bind(it.line.number)
                .bind(it.line.at.as_microsecond())
                .bind(it.line.actor.as_str())
                .bind(it.line.person.as_deref())
                .bind(it.key)
                .bind(it.line.body.as_str())
                .bind(it.prev.as_str())
                .bind(it.hash.as_str());
        }
        query.execute(&mut *writing.tx).await?;
    }
    let moved = sqlx::query(
        "INSERT INTO trail_head (org_id, log, number, at, hash) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (org_id, log) DO UPDATE SET number = excluded.number, at = excluded.at, hash = excluded.hash \
         WHERE trail_head.number = $6 AND trail_head.hash = $7",
    )
    .bind(org.as_str())
    .bind(trail.word())
    .bind(at.number)
    .bind(at.at)
    .bind(at.hash.as_str())
    .bind(before.number)
    .bind(before.hash.as_str())
    .execute(&mut *writing.tx)
    .await?;
    if moved.rows_affected() != 1 {
        return Err(Failed::Again("the trail has grown meanwhile".to_owned()));
    }
    writing.commit().await?;
    Ok(answers)
}

async fn known_keys(
    tx: &mut AnyConnection,
    org: &OrgId,
    trail: Trail,
    lines: &[NewLine],
) -> Result<BTreeMap<String, i64>, Failed> {
    let keys: Vec<&str> = lines.iter().filter_map(|it| it.key.as_deref()).collect();
    let mut found = BTreeMap::new();
    for part in sql::filled(&keys) {
        let text = match trail {
            Trail::Decisions => {
                "SELECT key, number FROM trail WHERE org_id = $1 AND log = 'decisions' AND key IN ({})"
            }
            Trail::Access => {
                "SELECT key, number FROM trail WHERE org_id = $1 AND log = 'access' AND key IN ({})"
            }
        };
        let mut query = sqlx::query(sql::within(text, part.len())).bind(org.as_str());
        for it in part {
            query = query.bind(it);
        }
        for row in query.fetch_all(&mut *tx).await? {
            found.insert(row.try_get(0)?, row.try_get(1)?);
        }
    }
    Ok(found)
}

/// The line of a row that begins with number, at, actor, person and body.
fn line_of(row: &AnyRow) -> Result<Line, StoreError> {
    let number: i64 = row.try_get(0)?;
    let at = Timestamp::from_microsecond(row.try_get(1)?)
        .map_err(|_| StoreError::damaged("trail", "at", number.to_string()))?;
    Ok(Line { number, at, actor: row.try_get(2)?, person: row.try_get(3)?, body: row.try_get(4)? })
}

fn hash_of(org: &OrgId, trail: Trail, line: &Line, key: Option<&str>, prev: &str) -> String {
    let mut fields = Fields::default();
    fields
        .text("preceptor line 1")
        .text(org.as_str())
        .text(trail.word())
        .number(line.number)
        .number(line.at.as_microsecond())
        .text(&line.actor)
        .maybe(line.person.as_deref())
        .maybe(key)
        .text(&line.body)
        .text(prev);
    digest(fields.bytes())
}
