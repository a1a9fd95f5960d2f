//! What one transaction of the writer will write: appends judged one after the other, chained and sealed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sqlx::{AnyConnection, Row as _};

use crate::chain::{Link, Row, body_hash, bound_to};
use crate::database::{Engine, Failed};
use crate::entry::{Append, NewEntry, Receipt};
use crate::error::{Conflict, StoreError};
use crate::ids::{OrgId, Stream};
use crate::jobs::{self, NewJob};
use crate::keys::{self, Opened, StreamKey};
use crate::ledger::Core;
use crate::writer::Request;
use crate::{derived, sql};

/// How far the last entry may lie ahead of the clock, in microseconds: five minutes.
const MOST_AHEAD: i64 = 5 * 60 * 1_000_000;

/// How closely ids are looked at before they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// The database says where one is taken, and everything is tried again.
    Usual,
    /// Each is asked about, so that the answer can say which.
    EachId,
}

/// An id within a stream.
type Key = (String, String);

pub(crate) struct Plan<'a> {
    core: &'a Core,
    org: &'a OrgId,
    before: Link,
    end: Link,
    rows: Vec<Row>,
    keys: BTreeMap<String, Opened>,
    new_keys: Vec<StreamKey>,
    /// The last entry of each stream that grows here, and by how many.
    streams: BTreeMap<String, (i64, i64)>,
    ids: BTreeSet<Key>,
    superseded: BTreeSet<Key>,
    /// Whose record names whom, and the last entry that does.
    leaning: BTreeMap<Key, i64>,
    jobs: Vec<NewJob>,
    /// The people who are erased here.
    erased: Vec<String>,
    /// The people of whom it was asked whether they had been erased before, and they had not.
    alive: BTreeSet<String>,
}

impl<'a> Plan<'a> {
    /// Reads where the chain ends, if that is not known, and the keys of the streams that will grow.
    pub(crate) async fn begin(
        core: &'a Core,
        org: &'a OrgId,
        appends: impl Iterator<Item = &Append>,
        end: Option<Link>,
        tx: &mut AnyConnection,
    ) -> Result<Self, Failed> {
        let before = match end {
            Some(it) => it,
            None => head(tx, org).await?,
        };
        let streams: BTreeSet<&Stream> =
            appends.flat_map(|it| &it.entries).map(|it| &it.stream).collect();
        let streams: Vec<&str> = streams.into_iter().map(Stream::as_str).collect();
        let keys = keys::load(tx, core, org, &streams).await?;
        Ok(Self {
            core,
            org,
            end: before.clone(),
            before,
            rows: Vec::new(),
            keys,
            new_keys: Vec::new(),
            streams: BTreeMap::new(),
            ids: BTreeSet::new(),
            superseded: BTreeSet::new(),
            leaning: BTreeMap::new(),
            jobs: Vec::new(),
            erased: Vec::new(),
            alive: BTreeSet::new(),
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes an append in, or says why not; one that is refused leaves no trace.
    pub(crate) async fn admit(
        &mut self,
        tx: &mut AnyConnection,
        request: &Request,
        care: Care,
    ) -> Result<Receipt, Failed> {
        let append = &request.append;
        let at = append.at.as_microsecond();
        let ahead = self.end.recorded_at.saturating_sub(at);
        if ahead > MOST_AHEAD {
            return Err(StoreError::Clock { seconds: ahead / 1_000_000 }.into());
        }
        for (stream, seq) in &append.based_on {
            let now = self.last_of(tx, stream).await?;
            if now != *seq {
                return Err(conflict(Conflict::Changed { stream: stream.to_string(), seq: now }));
            }
        }
        for stream in &append.grows {
            // A stream of somebody who is known has its key, which was read for all at once.
            let is_there =
                self.keys.contains_key(stream.as_str()) || self.last_of(tx, stream).await? > 0;
            if !is_there {
                return Err(conflict(Conflict::Empty { stream: stream.to_string() }));
            }
        }
        let mut seen = Seen::default();
        for entry in &append.entries {
            self.judge(tx, entry, care, &mut seen).await?;
        }
        let first = self.end.seq + 1;
        for entry in &append.entries {
            self.chain(entry, at)?;
        }
        self.ids.append(&mut seen.ids);
        self.superseded.append(&mut seen.superseded);
        self.jobs.extend(append.jobs.iter().cloned());
        self.erased.extend(request.erases.clone());
        let recorded_at =
            Timestamp::from_microsecond(self.end.recorded_at).unwrap_or(Timestamp::MAX);
        Ok(Receipt { first, last: self.end.seq, recorded_at })
    }

    async fn last_of(&self, tx: &mut AnyConnection, stream: &Stream) -> Result<i64, Failed> {
        if let Some((seq, _)) = self.streams.get(stream.as_str()) {
            return Ok(*seq);
        }
        let row = sqlx::query("SELECT seq FROM stream WHERE org_id = $1 AND stream_id = $2")
            .bind(self.org.as_str())
            .bind(stream.as_str())
            .fetch_optional(tx)
            .await?;
        Ok(row.map(|it| it.try_get(0)).transpose()?.unwrap_or(0))
    }

    /// Whether nothing may be stored of somebody any longer.
    async fn is_erased(
        &mut self,
        tx: &mut AnyConnection,
        stream: &str,
        person: &str,
    ) -> Result<bool, Failed> {
        if self.erased.iter().any(|it| it == person) {
            return Ok(true);
        }
        // A stream that has its key belongs to nobody who was erased.
        if self.keys.contains_key(stream) || self.alive.contains(person) {
            return Ok(false);
        }
        let is_erased = is_there(tx, self.org, Stream::erasures().as_str(), person).await?;
        if !is_erased {
            self.alive.insert(person.to_owned());
        }
        Ok(is_erased)
    }

    async fn judge(
        &mut self,
        tx: &mut AnyConnection,
        entry: &NewEntry,
        care: Care,
        seen: &mut Seen,
    ) -> Result<(), Failed> {
        let stream = entry.stream.as_str();
        let taken =
            || conflict(Conflict::Taken { stream: stream.to_owned(), id: entry.id.clone() });
        if let Some(person) = entry.stream.person_id()
            && self.is_erased(tx, stream, person).await?
        {
            return Err(conflict(Conflict::Erased { person: person.to_owned() }));
        }
        for of in [&entry.supersedes, &entry.about].into_iter().flatten() {
            let key = (stream.to_owned(), of.clone());
            let is_known = seen.ids.contains(&key)
                || self.ids.contains(&key)
                || is_there(tx, self.org, stream, of).await?;
            if !is_known {
                return Err(conflict(Conflict::Unknown { stream: key.0, id: key.1 }));
            }
        }
        if let Some(of) = &entry.supersedes {
            let key = (stream.to_owned(), of.clone());
            let is_corrected = seen.superseded.contains(&key)
                || self.superseded.contains(&key)
                || is_corrected(tx, self.org, stream, of).await?;
            if is_corrected {
                return Err(conflict(Conflict::Corrected { stream: key.0, id: key.1 }));
            }
            seen.superseded.insert(key);
        }
        let key = (stream.to_owned(), entry.id.clone());
        if self.ids.contains(&key) || !seen.ids.insert(key) {
            return Err(taken());
        }
        if care == Care::EachId && is_there(tx, self.org, stream, &entry.id).await? {
            return Err(taken());
        }
        Ok(())
    }

    fn chain(&mut self, entry: &NewEntry, at: i64) -> Result<(), Failed> {
        let stream = entry.stream.as_str();
        let seq = self.end.seq + 1;
        // What names only ids needs no key, and an erasure must not make one.
        let is_sealed = entry.stream.person_id().is_some() || entry.body.is_some();
        let key = match self.keys.get(stream) {
            _ if !is_sealed => None,
            Some(it) => Some(it),
            None => {
                let (row, opened) = keys::make(self.core, self.org, &entry.stream)?;
                self.new_keys.push(row);
                Some(&*self.keys.entry(stream.to_owned()).or_insert(opened))
            }
        };
        let body = match (&entry.body, key) {
            (Some(text), Some(key)) => {
                let bound = bound_to(self.org, seq, stream, &entry.kind);
                Some(key.key.seal(text.as_bytes(), &bound, &*self.core.chance)?)
            }
            _ => None,
        };
        let mut row = Row {
            seq,
            stream_id: stream.to_owned(),
            id: entry.id.clone(),
            kind: entry.kind.clone(),
            valid_from: entry.valid_from.map(|it| it.to_string()),
            valid_until: entry.valid_until.map(|it| it.to_string()),
            recorded_at: at.max(self.end.recorded_at.saturating_add(1)),
            actor: entry.actor.clone(),
            supersedes: entry.supersedes.clone(),
            about: entry.about.clone(),
            names: entry.names.clone(),
            key_id: body.is_some().then(|| key.map(|it| it.key_id.clone())).flatten(),
            body_hash: body_hash(body.as_deref()),
            body,
            prev_hash: self.end.hash.clone(),
            hash: String::new(),
        };
        row.hash = row.own_hash(self.org);
        self.end = row.link();
        let grown = self.streams.entry(row.stream_id.clone()).or_insert((0, 0));
        *grown = (seq, grown.1 + 1);
        if let (Some(person), Some(on)) = (entry.stream.record_of(), &entry.names) {
            self.leaning.insert((person.to_owned(), on.clone()), seq);
        }
        self.rows.push(row);
        Ok(())
    }

    /// Writes it all, and moves the end of the chain: nobody else may have moved it meanwhile. Gives the new end.
    pub(crate) async fn write(self, tx: &mut AnyConnection) -> Result<Link, Failed> {
        let engine = self.core.database.engine;
        for part in sql::parts(&self.new_keys) {
            keys::insert(tx, engine, self.org, part).await?;
        }
        for part in sql::parts(&self.rows) {
            insert_rows(tx, engine, self.org, part).await?;
        }
        let grown: Vec<(&String, &(i64, i64))> = self.streams.iter().collect();
        for part in sql::parts(&grown) {
            let then = "ON CONFLICT (org_id, stream_id) DO UPDATE SET seq = excluded.seq, \
                        n_entries = stream.n_entries + excluded.n_entries";
            let text = sql::insert(
                engine,
                "stream",
                &["org_id", "stream_id", "seq", "n_entries"],
                part.len(),
                then,
            );
            let mut query = sqlx::query(text);
            for (stream, (seq, n)) in part {
                query = query.bind(self.org.as_str()).bind(stream.as_str()).bind(*seq).bind(*n);
            }
            query.execute(&mut *tx).await?;
        }
        derived::lean(tx, engine, self.org, &self.leaning.iter().collect::<Vec<_>>()).await?;
        for job in &self.jobs {
            jobs::insert(tx, self.org, job).await?;
        }
        for person in &self.erased {
            derived::forget(tx, self.org, person).await?;
        }
        let moved = sqlx::query(
            "INSERT INTO head (org_id, seq, recorded_at, hash) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (org_id) DO UPDATE SET seq = excluded.seq, recorded_at = excluded.recorded_at, \
             hash = excluded.hash WHERE head.seq = $5 AND head.hash = $6",
        )
        .bind(self.org.as_str())
        .bind(self.end.seq)
        .bind(self.end.recorded_at)
        .bind(self.end.hash.as_str())
        .bind(self.before.seq)
        .bind(self.before.hash.as_str())
        .execute(tx)
        .await?;
        if moved.rows_affected() != 1 {
            return Err(Failed::Again("the chain has grown meanwhile".to_owned()));
        }
        Ok(self.end)
    }
}

/// What the append being judged brings along itself.
#[derive(Default)]
struct Seen {
    ids: BTreeSet<Key>,
    superseded: BTreeSet<Key>,
}

fn conflict(it: Conflict) -> Failed {
    Failed::Store(it.into())
}

/// Where the chain ends.
pub(crate) async fn head(tx: &mut AnyConnection, org: &OrgId) -> Result<Link, Failed> {
    let row = sqlx::query("SELECT seq, recorded_at, hash FROM head WHERE org_id = $1")
        .bind(org.as_str())
        .fetch_optional(tx)
        .await?;
    let Some(row) = row else { return Ok(Link::beginning(org)) };
    Ok(Link { seq: row.try_get(0)?, recorded_at: row.try_get(1)?, hash: row.try_get(2)? })
}

async fn is_there(
    tx: &mut AnyConnection,
    org: &OrgId,
    stream: &str,
    id: &str,
) -> Result<bool, Failed> {
    let row = sqlx::query("SELECT seq FROM entry WHERE org_id = $1 AND stream_id = $2 AND id = $3")
        .bind(org.as_str())
        .bind(stream)
        .bind(id)
        .fetch_optional(tx)
        .await?;
    Ok(row.is_some())
}

async fn is_corrected(
    tx: &mut AnyConnection,
    org: &OrgId,
    stream: &str,
    id: &str,
) -> Result<bool, Failed> {
    let row = sqlx::query(
        "SELECT seq FROM entry WHERE org_id = $1 AND stream_id = $2 AND supersedes = $3",
    )
    .bind(org.as_str())
    .bind(stream)
    .bind(id)
    .fetch_optional(tx)
    .await?;
    Ok(row.is_some())
}

/// The columns of an entry, in their order.
pub(crate) const COLUMNS: &[&str] = &[
    "org_id",
    "seq",
    "stream_id",
    "id",
    "kind",
    "valid_from",
    "valid_until",
    "recorded_at",
    "actor",
    "supersedes",
    "about",
    "names",
    "key_id",
    "body",
    "body_hash",
    "prev_hash",
    "hash",
];

pub(crate) async fn insert_rows(
    tx: &mut AnyConnection,
    engine: Engine,
    org: &OrgId,
    rows: &[Row],
) -> Result<(), Failed> {
    let mut query = sqlx::query(sql::insert(engine, "entry", COLUMNS, rows.len(), ""));
    for it in rows {
        query = query
            .bind(org.as_str())
            .bind(it.seq)
            .bind(it.stream_id.as_str())
            .bind(it.id.as_str())
            .bind(it.kind.as_str())
            .bind(it.valid_from.as_deref())
            .bind(it.valid_until.as_deref())
            .bind(it.recorded_at)
            .bind(it.actor.as_str())
            .bind(it.supersedes.as_deref())
            .bind(it.about.as_deref())
            .bind(it.names.as_deref())
            .bind(it.key_id.as_deref())
            .bind(it.body.as_deref())
            .bind(it.body_hash.as_str())
            .bind(it.prev_hash.as_str())
            .bind(it.hash.as_str());
    }
    query.execute(tx).await?;
    Ok(())
}
