//! Reading records whole: one row for each person, and what was appended since it was made.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::compact;
use crate::entry::Entry;
use crate::error::StoreError;
use crate::ids::{OrgId, Stream};
use crate::keys;
use crate::ledger::Ledger;
use crate::read::{Opening, entries_with_keys, entry_columns};

/// A person's record, whole and up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Whose.
    pub person: String,
    /// The last of its entries.
    pub as_of_seq: i64,
    /// Its entries, in their order.
    pub entries: Vec<Entry>,
}

/// A compact row in the shape of [`entry_columns`], before the entries that follow it.
macro_rules! compact_columns {
    () => {
        "r.as_of_seq, k.stream_id, r.person_id, '', CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(0 AS BIGINT), '', \
         CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT), k.key_id, r.body, k.wrapped"
    };
}

impl Ledger {
    /// The record of a person, whole and up to date; `None` where nothing is known of them, or nothing any longer.
    ///
    /// For pages and lists. A decision is made from [`Ledger::entries`] at a number.
    ///
    /// # Errors
    ///
    /// Where the database does not answer or a row is damaged.
    pub async fn record(&self, org: &OrgId, person: &str) -> Result<Option<Record>, StoreError> {
        let stream = Stream::person(person)?;
        let rows = sqlx::query(concat!(
            "SELECT ", compact_columns!(), ", 0 AS is_entry FROM record r \
             JOIN data_key k ON k.org_id = r.org_id AND k.stream_id = $3 \
             WHERE r.org_id = $1 AND r.person_id = $2 \
             UNION ALL SELECT ", entry_columns!(), ", 1 AS is_entry FROM ", entries_with_keys!(),
            " WHERE e.org_id = $1 AND e.stream_id = $3 AND k.wrapped IS NOT NULL AND e.seq > COALESCE(\
             (SELECT r.as_of_seq FROM record r WHERE r.org_id = $1 AND r.person_id = $2), 0) ORDER BY 15, 1"
        ))
        .bind(org.as_str())
        .bind(person)
        .bind(stream.as_str())
        .fetch_all(&self.core().database.pool)
        .await?;
        Ok(self.gather(org, &rows)?.pop())
    }

    /// Records in the order of people, from after one of them, at most so many: the way through a whole register. It
    /// reads one row for each person and no more than a few others: `CROSS JOIN` keeps SQLite from going through all
    /// entries of the organisation to find those of a page.
    ///
    /// # Errors
    ///
    /// As [`Ledger::record`].
    pub async fn records(
        &self,
        org: &OrgId,
        after: &str,
        most: u32,
    ) -> Result<Vec<Record>, StoreError> {
        let rows = sqlx::query(concat!(
            "WITH page AS (SELECT s.stream_id, s.seq FROM stream s \
             WHERE s.org_id = $1 AND s.stream_id > 'person:' || $2 AND s.stream_id < 'person;' \
             AND EXISTS (SELECT 1 FROM data_key k WHERE k.org_id = $1 AND k.stream_id = s.stream_id) \
             ORDER BY s.stream_id LIMIT $3) \
             SELECT ", compact_columns!(), ", 0 AS is_entry FROM page p \
             JOIN record r ON r.org_id = $1 AND r.person_id = SUBSTR(p.stream_id, 8) \
             JOIN data_key k ON k.org_id = $1 AND k.stream_id = p.stream_id \
             UNION ALL SELECT ", entry_columns!(), ", 1 AS is_entry FROM page p \
             LEFT JOIN record r ON r.org_id = $1 AND r.person_id = SUBSTR(p.stream_id, 8) \
             CROSS JOIN entry e CROSS JOIN data_key k \
             WHERE e.org_id = $1 AND e.stream_id = p.stream_id AND e.seq > COALESCE(r.as_of_seq, 0) \
             AND k.org_id = $1 AND k.stream_id = p.stream_id \
             AND p.seq > COALESCE(r.as_of_seq, 0) ORDER BY 2, 15, 1"
        ))
        .bind(org.as_str())
        .bind(after)
        .bind(i64::from(most))
        .fetch_all(&self.core().database.pool)
        .await?;
        self.gather(org, &rows)
    }

    /// Rows in the order of people, each one's compact row before their entries.
    fn gather(&self, org: &OrgId, rows: &[AnyRow]) -> Result<Vec<Record>, StoreError> {
        let mut opening = Opening::of(self.core(), org);
        let mut found: Vec<Record> = Vec::new();
        for row in rows {
            let is_entry: i64 = row.try_get(14)?;
            if is_entry == 0 {
                found.push(self.compact(org, row)?);
                continue;
            }
            let entry = opening.entry(row)?;
            let Some(person) = entry.stream.record_of().map(ToOwned::to_owned) else { continue };
            match found.last_mut().filter(|it| it.person == person) {
                Some(record) => {
                    record.as_of_seq = entry.seq;
                    record.entries.push(entry);
                }
                None => found.push(Record { person, as_of_seq: entry.seq, entries: vec![entry] }),
            }
        }
        Ok(found)
    }

    fn compact(&self, org: &OrgId, row: &AnyRow) -> Result<Record, StoreError> {
        let as_of_seq: i64 = row.try_get(0)?;
        let (stream, person): (String, String) = (row.try_get(1)?, row.try_get(2)?);
        let (key_id, sealed): (String, String) = (row.try_get(11)?, row.try_get(12)?);
        let ill = || StoreError::damaged("record", "body", person.as_str());
        let key = keys::open(self.core(), org, &stream, &key_id, &row.try_get::<String, _>(13)?)?;
        let bound = compact::bound_to("record", org, &person, as_of_seq);
        let plain = key.open(&sealed, &bound).map_err(|_| ill())?;
        let stream = Stream::from_row(stream).ok_or_else(ill)?;
        let entries = compact::read(&plain, &stream).ok_or_else(ill)?;
        Ok(Record { person, as_of_seq, entries })
    }
}
