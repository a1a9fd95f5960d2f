//! Derived tables: what is kept for speed and can be made again from the entries.
//!
//! Where each stream ends and who leans on whom is written with the entries. The compact record and the search row are
//! made by [`Ledger::refresh`], which a job calls; until then a reader takes what was appended since from the entries, so
//! that nobody ever reads an old record. No decision is made from these tables.

use sqlx::{AnyConnection, Row as _};

use crate::compact;
use crate::database::{Engine, Failed, Tries};
use crate::entry::Entry;
use crate::error::StoreError;
use crate::ids::{OrgId, Stream};
use crate::keys;
use crate::ledger::Ledger;
use crate::read::{Opening, entries_with_keys, entry_columns};
use crate::text::{Fields, digest};

/// People whose rows are made in one transaction.
const AT_ONCE: i64 = 64;
/// Rows that are read at once.
const A_PAGE: u32 = 500;

/// What a search finds people by: the one thing about bodies that this room is told.
pub trait Derive: Send + Sync {
    /// What is kept of a person for searching, as text of the caller's; none where they are not to be found.
    ///
    /// It must follow from the entries alone, so that the same row comes of them again.
    fn search_row(&self, person: &str, entries: &[Entry]) -> Option<String>;
}

/// A search row.
#[derive(Clone, PartialEq, Eq)]
pub struct SearchRow {
    /// Who.
    pub person: String,
    /// The last of their entries that it was made from.
    pub as_of_seq: i64,
    /// What was kept.
    pub text: String,
}

/// Ids only.
impl std::fmt::Debug for SearchRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchRow")
            .field("person", &self.person)
            .field("as_of_seq", &self.as_of_seq)
            .finish_non_exhaustive()
    }
}

impl Ledger {
    /// Makes the compact records and search rows that are missing or behind, of at most so many people. The number that
    /// were made; fewer than asked for means that all are made.
    ///
    /// # Errors
    ///
    /// Where the database does not answer or a row is damaged.
    pub async fn refresh(
        &self,
        org: &OrgId,
        derive: &dyn Derive,
        most: u32,
    ) -> Result<u32, StoreError> {
        self.refresh_behind(org, derive, 1, most).await
    }

    /// As [`Ledger::refresh`], of those people alone whose rows are missing or so many entries behind: a few entries are
    /// read beside a row as quickly as the row is made anew.
    ///
    /// # Errors
    ///
    /// As [`Ledger::refresh`].
    pub async fn refresh_behind(
        &self,
        org: &OrgId,
        derive: &dyn Derive,
        behind: u32,
        most: u32,
    ) -> Result<u32, StoreError> {
        let (mut n_made, mut after) = (0, String::new());
        while n_made < most {
            let next = AT_ONCE.min(i64::from(most - n_made));
            let made = self.refresh_some(org, derive, (behind, after.as_str()), next).await?;
            let Some(last) = made.last() else { break };
            // Those before were looked at already: a way through everybody looks at each once.
            after.clone_from(last);
            n_made += u32::try_from(made.len()).unwrap_or(u32::MAX);
            if i64::try_from(made.len()).unwrap_or(i64::MAX) < next {
                break;
            }
        }
        Ok(n_made)
    }

    async fn refresh_some(
        &self,
        org: &OrgId,
        derive: &dyn Derive,
        (behind, after): (u32, &str),
        most: i64,
    ) -> Result<Vec<String>, StoreError> {
        let mut tries = Tries::default();
        loop {
            match self.refresh_once(org, derive, (behind, after), most).await {
                Err(failed) => {
                    if !tries.again(&failed, self.core().spread()).await {
                        return Err(failed.into());
                    }
                }
                Ok(done) => return Ok(done),
            }
        }
    }

    /// The streams after that one whose rows were made.
    async fn refresh_once(
        &self,
        org: &OrgId,
        derive: &dyn Derive,
        (behind, after): (u32, &str),
        most: i64,
    ) -> Result<Vec<String>, Failed> {
        let core = self.core();
        // Nobody's writing waits while the people are found. Whoever was erased has no key, and no row is made of them
        // again.
        let rows = sqlx::query(
            "SELECT s.stream_id FROM stream s \
             LEFT JOIN record r ON r.org_id = $1 AND r.person_id = SUBSTR(s.stream_id, 8) \
             WHERE s.org_id = $1 AND s.stream_id > $2 AND s.stream_id > 'person:' AND s.stream_id < 'person;' \
             AND (r.as_of_seq IS NULL OR s.n_entries >= r.n_entries + $3) \
             AND EXISTS (SELECT 1 FROM data_key k WHERE k.org_id = $1 AND k.stream_id = s.stream_id) \
             ORDER BY s.stream_id LIMIT $4",
        )
        .bind(org.as_str())
        .bind(after)
        .bind(i64::from(behind))
        .bind(most)
        .fetch_all(&core.database.pool)
        .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut writing = core.database.begin_write().await?;
        for row in &rows {
            let stream: String = row.try_get(0)?;
            let ill = || StoreError::damaged("stream", "stream_id", stream.as_str());
            let stream = Stream::from_row(stream.clone()).ok_or_else(ill)?;
            let Some(person) = stream.record_of() else { continue };
            let entries = entries_of(&mut writing.tx, self, org, &stream).await?;
            let mut keys = keys::load(&mut writing.tx, core, org, &[stream.as_str()]).await?;
            let Some(opened) = keys.remove(stream.as_str()) else { continue };
            let Some(seq) = entries.last().map(|it| it.seq) else { continue };
            let bound = compact::bound_to("record", org, person, seq);
            let body = opened.key.seal(&compact::write(&entries), &bound, &*core.chance)?;
            let n_entries = i64::try_from(entries.len()).unwrap_or(i64::MAX);
            sqlx::query(
                "INSERT INTO record (org_id, person_id, as_of_seq, n_entries, body) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (org_id, person_id) DO UPDATE SET as_of_seq = excluded.as_of_seq, \
                 n_entries = excluded.n_entries, body = excluded.body",
            )
            .bind(org.as_str())
            .bind(person)
            .bind(seq)
            .bind(n_entries)
            .bind(body)
            .execute(&mut *writing.tx)
            .await?;
            sqlx::query("DELETE FROM search WHERE org_id = $1 AND person_id = $2")
                .bind(org.as_str())
                .bind(person)
                .execute(&mut *writing.tx)
                .await?;
            if let Some(text) = derive.search_row(person, &entries) {
                let bound = compact::bound_to("search", org, person, seq);
                let body = opened.key.seal(text.as_bytes(), &bound, &*core.chance)?;
                sqlx::query("INSERT INTO search (org_id, person_id, as_of_seq, body) VALUES ($1, $2, $3, $4)")
                    .bind(org.as_str())
                    .bind(person)
                    .bind(seq)
                    .bind(body)
                    .execute(&mut *writing.tx)
                    .await?;
            }
        }
        writing.commit().await?;
        rows.iter().map(|it| Ok(it.try_get(0)?)).collect()
    }

    /// Drops the organisation's derived rows and makes all of them anew from its entries. Reading goes on meanwhile;
    /// lists are short until it is done.
    ///
    /// # Errors
    ///
    /// As [`Ledger::refresh`].
    pub async fn rebuild(&self, org: &OrgId, derive: &dyn Derive) -> Result<(), StoreError> {
        self.derive_from_rows(org).await?;
        self.refresh(org, derive, u32::MAX).await?;
        Ok(())
    }

    /// Drops all derived rows and makes anew those that follow from the columns of entries alone.
    pub(crate) async fn derive_from_rows(&self, org: &OrgId) -> Result<(), StoreError> {
        let mut tries = Tries::default();
        while let Err(failed) = self.drop_and_fill(org).await {
            if !tries.again(&failed, self.core().spread()).await {
                return Err(failed.into());
            }
        }
        Ok(())
    }

    async fn drop_and_fill(&self, org: &OrgId) -> Result<(), Failed> {
        let mut writing = self.core().database.begin_write().await?;
        for text in [
            "DELETE FROM record WHERE org_id = $1",
            "DELETE FROM search WHERE org_id = $1",
            "DELETE FROM leans_on WHERE org_id = $1",
            "DELETE FROM stream WHERE org_id = $1",
            "INSERT INTO stream (org_id, stream_id, seq, n_entries) \
             SELECT org_id, stream_id, MAX(seq), COUNT(*) FROM entry WHERE org_id = $1 GROUP BY org_id, stream_id",
            "INSERT INTO leans_on (org_id, person_id, on_person_id, as_of_seq) \
             SELECT e.org_id, SUBSTR(e.stream_id, 8), e.names, MAX(e.seq) FROM entry e \
             JOIN data_key k ON k.org_id = e.org_id AND k.stream_id = e.stream_id \
             WHERE e.org_id = $1 AND e.stream_id LIKE 'person:%' AND e.names IS NOT NULL \
             GROUP BY e.org_id, e.stream_id, e.names",
        ] {
            sqlx::query(text).bind(org.as_str()).execute(&mut *writing.tx).await?;
        }
        writing.commit().await
    }

    /// A digest of the organisation's derived rows, the same on every engine and after every [`Ledger::rebuild`]. Rows
    /// that are behind are made first.
    ///
    /// # Errors
    ///
    /// As [`Ledger::refresh`].
    pub async fn digest(&self, org: &OrgId, derive: &dyn Derive) -> Result<String, StoreError> {
        self.refresh(org, derive, u32::MAX).await?;
        let mut all = Fields::default();
        let streams = sqlx::query(
            "SELECT stream_id, seq, n_entries FROM stream WHERE org_id = $1 ORDER BY stream_id",
        )
        .bind(org.as_str())
        .fetch_all(&self.core().database.pool)
        .await?;
        for row in &streams {
            let name: String = row.try_get(0)?;
            all.text("stream").text(&name).number(row.try_get(1)?).number(row.try_get(2)?);
        }
        let mut after = String::new();
        loop {
            let page = self.records(org, &after, A_PAGE).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.person);
            for it in &page {
                all.text("record").text(&it.person).number(it.as_of_seq);
                all.text(&digest(&compact::write(&it.entries)));
            }
        }
        let mut after = String::new();
        loop {
            let page = self.search_rows(org, &after, A_PAGE).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.person);
            for it in &page {
                all.text("search").text(&it.person).number(it.as_of_seq).text(&it.text);
            }
        }
        let leaning = sqlx::query(
            "SELECT person_id, on_person_id, as_of_seq FROM leans_on WHERE org_id = $1 ORDER BY person_id, on_person_id",
        )
        .bind(org.as_str())
        .fetch_all(&self.core().database.pool)
        .await?;
        for row in &leaning {
            let (person, on): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            all.text("leans_on").text(&person).text(&on).number(row.try_get(2)?);
        }
        Ok(digest(all.bytes()))
    }

    /// The people whose record names that person, at most so many, in order from after one of them: those to be judged
    /// again when something is learnt of that person.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn leaning_on(
        &self,
        org: &OrgId,
        person: &str,
        after: &str,
        most: u32,
    ) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(
            "SELECT person_id FROM leans_on WHERE org_id = $1 AND on_person_id = $2 AND person_id > $3 \
             ORDER BY person_id LIMIT $4",
        )
        .bind(org.as_str())
        .bind(person)
        .bind(after)
        .bind(i64::from(most))
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter().map(|it| Ok(it.try_get(0)?)).collect()
    }

    /// The search rows in the order of people, after one of them, at most so many. One that is behind is what was so.
    ///
    /// # Errors
    ///
    /// Where the database does not answer or a row is damaged.
    pub async fn search_rows(
        &self,
        org: &OrgId,
        after: &str,
        most: u32,
    ) -> Result<Vec<SearchRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT s.person_id, s.as_of_seq, s.body, k.stream_id, k.key_id, k.wrapped FROM search s \
             JOIN data_key k ON k.org_id = s.org_id AND k.stream_id = 'person:' || s.person_id \
             WHERE s.org_id = $1 AND s.person_id > $2 ORDER BY s.person_id LIMIT $3",
        )
        .bind(org.as_str())
        .bind(after)
        .bind(i64::from(most))
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter()
            .map(|it| {
                let (person, as_of_seq): (String, i64) = (it.try_get(0)?, it.try_get(1)?);
                let sealed: String = it.try_get(2)?;
                let (stream, key_id): (String, String) = (it.try_get(3)?, it.try_get(4)?);
                let key =
                    keys::open(self.core(), org, &stream, &key_id, &it.try_get::<String, _>(5)?)?;
                let bound = compact::bound_to("search", org, &person, as_of_seq);
                let plain =
                    key.open(&sealed, &bound).ok().and_then(|it| String::from_utf8(it).ok());
                let text =
                    plain.ok_or_else(|| StoreError::damaged("search", "body", person.as_str()))?;
                Ok(SearchRow { person, as_of_seq, text })
            })
            .collect()
    }
}

async fn entries_of(
    connection: &mut AnyConnection,
    ledger: &Ledger,
    org: &OrgId,
    stream: &Stream,
) -> Result<Vec<Entry>, Failed> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        entry_columns!(),
        " FROM ",
        entries_with_keys!(),
        " WHERE e.org_id = $1 AND e.stream_id = $2 ORDER BY e.seq"
    ))
    .bind(org.as_str())
    .bind(stream.as_str())
    .fetch_all(connection)
    .await?;
    Ok(Opening::of(ledger.core(), org).all(&rows)?)
}

/// Writes who leans on whom, with the entries that say so.
pub(crate) async fn lean(
    tx: &mut AnyConnection,
    engine: Engine,
    org: &OrgId,
    pairs: &[(&(String, String), &i64)],
) -> Result<(), Failed> {
    for part in crate::sql::parts(pairs) {
        let text = crate::sql::insert(
            engine,
            "leans_on",
            &["org_id", "person_id", "on_person_id", "as_of_seq"],
            part.len(),
            "ON CONFLICT (org_id, person_id, on_person_id) DO UPDATE SET as_of_seq = excluded.as_of_seq",
        );
        let mut query = sqlx::query(text);
        for ((person, on), seq) in part {
            query = query.bind(org.as_str()).bind(person.as_str()).bind(on.as_str()).bind(**seq);
        }
        query.execute(&mut *tx).await?;
    }
    Ok(())
}

/// Deletes what is kept of a person beside the entries, and the keys that open those.
pub(crate) async fn forget(
    tx: &mut AnyConnection,
    org: &OrgId,
    person: &str,
) -> Result<(), Failed> {
    for text in [
        "DELETE FROM data_key WHERE org_id = $1 AND person_id = $2",
        "DELETE FROM record WHERE org_id = $1 AND person_id = $2",
        "DELETE FROM search WHERE org_id = $1 AND person_id = $2",
        "DELETE FROM leans_on WHERE org_id = $1 AND person_id = $2",
        "DELETE FROM job WHERE org_id = $1 AND person_id = $2",
        "DELETE FROM token WHERE org_id = '-' AND of_org = $1 AND person_id = $2",
        "DELETE FROM member WHERE org_id = '-' AND of_org = $1 AND person_id = $2",
    ] {
        sqlx::query(text).bind(org.as_str()).bind(person).execute(&mut *tx).await?;
    }
    // Whom a batch speaks of, nobody here can tell.
    sqlx::query("DELETE FROM staged WHERE org_id = $1")
        .bind(org.as_str())
        .execute(&mut *tx)
        .await?;
    Ok(())
}
