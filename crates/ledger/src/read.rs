//! Reading entries back: a stream whole, what was appended after a number, where the chain ends.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::chain::{self, Row};
use crate::entry::{Body, Entry, Head};
use crate::error::StoreError;
use crate::ids::{OrgId, Stream};
use crate::keys;
use crate::ledger::{Core, Ledger};
use crate::plan;
use crate::seal::Key;

/// What an entry is read from: its columns but the hashes, and the key that opens its body.
macro_rules! entry_columns {
    () => {
        "e.seq, e.stream_id, e.id, e.kind, e.valid_from, e.valid_until, e.recorded_at, e.actor, e.supersedes, \
         e.about, e.names, e.key_id, e.body, k.wrapped"
    };
}
pub(crate) use entry_columns;

/// Entries joined with their keys.
macro_rules! entries_with_keys {
    () => {
        "entry e LEFT JOIN data_key k ON k.org_id = e.org_id AND k.key_id = e.key_id"
    };
}
pub(crate) use entries_with_keys;

/// That something was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The number of the entry.
    pub seq: i64,
    /// Where.
    pub stream: Stream,
    /// Another person it names.
    pub names: Option<String>,
}

impl Ledger {
    /// Where the organisation's chain ends. A decision is made, and made again, at the number of a head.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn head(&self, org: &OrgId) -> Result<Head, StoreError> {
        let mut connection = self.core().database.pool.acquire().await?;
        let link = plan::head(&mut connection, org).await?;
        let recorded_at = Timestamp::from_microsecond(link.recorded_at).unwrap_or(Timestamp::MIN);
        Ok(Head { seq: link.seq, recorded_at, hash: link.hash })
    }

    /// The number of a stream's last entry, 0 where it has none: one row by its key, to see whether a copy is still good
    /// and to base an append on.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn last_of(&self, org: &OrgId, stream: &Stream) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT seq FROM stream WHERE org_id = $1 AND stream_id = $2")
            .bind(org.as_str())
            .bind(stream.as_str())
            .fetch_optional(&self.core().database.pool)
            .await?;
        Ok(row.map(|it| it.try_get(0)).transpose()?.unwrap_or(0))
    }

    /// All entries of a stream in their order, as the log stood at that number: what a decision rests on.
    ///
    /// # Errors
    ///
    /// Where the database does not answer, or a row is not what was written.
    pub async fn entries(
        &self,
        org: &OrgId,
        stream: &Stream,
        up_to: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            entry_columns!(),
            " FROM ",
            entries_with_keys!(),
            " WHERE e.org_id = $1 AND e.stream_id = $2 AND e.seq <= $3 ORDER BY e.seq"
        ))
        .bind(org.as_str())
        .bind(stream.as_str())
        .bind(up_to)
        .fetch_all(&self.core().database.pool)
        .await?;
        Opening::of(self.core(), org).all(&rows)
    }

    /// The organisation's entries after that number, at most so many: to follow the log.
    ///
    /// # Errors
    ///
    /// As [`Ledger::entries`].
    pub async fn entries_after(
        &self,
        org: &OrgId,
        after: i64,
        most: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            entry_columns!(),
            " FROM ",
            entries_with_keys!(),
            " WHERE e.org_id = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3"
        ))
        .bind(org.as_str())
        .bind(after)
        .bind(i64::from(most))
        .fetch_all(&self.core().database.pool)
        .await?;
        Opening::of(self.core(), org).all(&rows)
    }

    /// What changed after that number, at most so many, without what was said: to know what no longer holds.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn changes_after(
        &self,
        org: &OrgId,
        after: i64,
        most: u32,
    ) -> Result<Vec<Change>, StoreError> {
        let rows = sqlx::query(
            "SELECT seq, stream_id, names FROM entry WHERE org_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        )
        .bind(org.as_str())
        .bind(after)
        .bind(i64::from(most))
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let seq = row.try_get(0)?;
                let ill = || StoreError::damaged("entry", "stream_id", format!("{org} {seq}"));
                let stream = Stream::from_row(row.try_get(1)?).ok_or_else(ill)?;
                Ok(Change { seq, stream, names: row.try_get(2)? })
            })
            .collect()
    }

    /// The entries that name a person and stand in somebody else's stream, the latest first, at most so many.
    ///
    /// # Errors
    ///
    /// As [`Ledger::entries`].
    pub async fn entries_naming(
        &self,
        org: &OrgId,
        person: &str,
        most: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            entry_columns!(),
            " FROM ",
            entries_with_keys!(),
            " WHERE e.org_id = $1 AND e.names = $2 ORDER BY e.seq DESC LIMIT $3"
        ))
        .bind(org.as_str())
        .bind(person)
        .bind(i64::from(most))
        .fetch_all(&self.core().database.pool)
        .await?;
        Opening::of(self.core(), org).all(&rows)
    }

    /// The organisations that have entries, in order.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn organisations(&self) -> Result<Vec<OrgId>, StoreError> {
        let rows = sqlx::query("SELECT org_id FROM head ORDER BY org_id")
            .fetch_all(&self.core().database.pool)
            .await?;
        rows.iter().map(|it| OrgId::new(it.try_get::<String, _>(0)?)).collect()
    }
}

/// Makes entries of rows. Rows of one stream come together, so the last key opened is kept at hand.
pub(crate) struct Opening<'a> {
    core: &'a Core,
    org: &'a OrgId,
    last: Option<(String, Key)>,
}

impl<'a> Opening<'a> {
    pub(crate) fn of(core: &'a Core, org: &'a OrgId) -> Self {
        Self { core, org, last: None }
    }

    pub(crate) fn all(mut self, rows: &[AnyRow]) -> Result<Vec<Entry>, StoreError> {
        rows.iter().map(|it| self.entry(it)).collect()
    }

    /// The entry of a row with [`entry_columns`].
    pub(crate) fn entry(&mut self, row: &AnyRow) -> Result<Entry, StoreError> {
        let seq: i64 = row.try_get(0)?;
        let ill = |column| StoreError::damaged("entry", column, format!("{} {seq}", self.org));
        let day = |column, at: usize| -> Result<Option<Date>, StoreError> {
            let text: Option<String> = row.try_get(at)?;
            text.map(|it| it.parse().map_err(|_| ill(column))).transpose()
        };
        let (stream_id, kind): (String, String) = (row.try_get(1)?, row.try_get(3)?);
        let (valid_from, valid_until) = (day("valid_from", 4)?, day("valid_until", 5)?);
        let recorded_at =
            Timestamp::from_microsecond(row.try_get(6)?).map_err(|_| ill("recorded_at"))?;
        let stream = Stream::from_row(stream_id).ok_or_else(|| ill("stream_id"))?;
        let body = self.body(row, seq, &stream, &kind)?;
        Ok(Entry {
            seq,
            stream,
            id: row.try_get(2)?,
            kind,
            valid_from,
            valid_until,
            recorded_at,
            actor: row.try_get(7)?,
            supersedes: row.try_get(8)?,
            about: row.try_get(9)?,
            names: row.try_get(10)?,
            body,
        })
    }

    fn body(
        &mut self,
        row: &AnyRow,
        seq: i64,
        stream: &Stream,
        kind: &str,
    ) -> Result<Body, StoreError> {
        let key_id: Option<String> = row.try_get(11)?;
        let sealed: Option<String> = row.try_get(12)?;
        let (Some(key_id), Some(sealed)) = (key_id, sealed) else { return Ok(Body::None) };
        if self.last.as_ref().is_none_or(|(id, _)| *id != key_id) {
            let Some(wrapped) = row.try_get::<Option<String>, _>(13)? else {
                return Ok(Body::Erased);
            };
            let key = keys::open(self.core, self.org, stream.as_str(), &key_id, &wrapped)?;
            self.last = Some((key_id, key));
        }
        let Some((_, key)) = &self.last else { return Ok(Body::Erased) };
        let bound = chain::bound_to(self.org, seq, stream.as_str(), kind);
        let plain = key.open(&sealed, &bound).ok().and_then(|it| String::from_utf8(it).ok());
        plain
            .map(Body::Said)
            .ok_or_else(|| StoreError::damaged("entry", "body", format!("{} {seq}", self.org)))
    }
}

/// The rows after that number as they stand, for the chain.
pub(crate) async fn rows_after(
    connection: &mut AnyConnection,
    org: &OrgId,
    after: i64,
    most: i64,
) -> Result<Vec<Row>, StoreError> {
    let rows = sqlx::query(
        "SELECT seq, stream_id, id, kind, valid_from, valid_until, recorded_at, actor, supersedes, about, names, \
         key_id, body, body_hash, prev_hash, hash FROM entry WHERE org_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
    )
    .bind(org.as_str())
    .bind(after)
    .bind(most)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|it| {
            Ok(Row {
                seq: it.try_get(0)?,
                stream_id: it.try_get(1)?,
                id: it.try_get(2)?,
                kind: it.try_get(3)?,
                valid_from: it.try_get(4)?,
                valid_until: it.try_get(5)?,
                recorded_at: it.try_get(6)?,
                actor: it.try_get(7)?,
                supersedes: it.try_get(8)?,
                about: it.try_get(9)?,
                names: it.try_get(10)?,
                key_id: it.try_get(11)?,
                body: it.try_get(12)?,
                body_hash: it.try_get(13)?,
                prev_hash: it.try_get(14)?,
                hash: it.try_get(15)?,
            })
        })
        .collect()
}
