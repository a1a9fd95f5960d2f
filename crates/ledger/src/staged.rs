//! What came in and is not in anybody's record yet: batches of parts, sealed, that go as easily as they came.
//!
//! A part is text of the caller's and may be written over: nothing here is the truth of anything. Because nobody can tell
//! whom it speaks of, everything an organisation has here goes when somebody of it is erased.

use jiff::Timestamp;
use sqlx::Row as _;

use crate::accounts::{instant, open, seal};
use crate::error::StoreError;
use crate::ids::{OrgId, judge};
use crate::ledger::Ledger;

impl Ledger {
    /// Keeps a part of a batch, in place of what it was.
    ///
    /// # Errors
    ///
    /// Where an id cannot be one, or the database does not answer.
    pub async fn stage(
        &self,
        org: &OrgId,
        batch: &str,
        part: &str,
        text: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        judge("id of a batch", batch)?;
        judge("part of a batch", part)?;
        let sealed = seal(self.core(), "staged", &place(org, batch, part), text)?;
        self.change(
            "INSERT INTO staged (org_id, batch_id, part, body, at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (org_id, batch_id, part) DO UPDATE SET body = excluded.body, at = excluded.at",
            |it| {
                it.bind(org.as_str().to_owned())
                    .bind(batch.to_owned())
                    .bind(part.to_owned())
                    .bind(sealed.clone())
                    .bind(at.as_microsecond())
            },
        )
        .await?;
        Ok(())
    }

    /// A part of a batch; none where there is none.
    ///
    /// # Errors
    ///
    /// Where the database does not answer or the row is damaged.
    pub async fn staged(
        &self,
        org: &OrgId,
        batch: &str,
        part: &str,
    ) -> Result<Option<String>, StoreError> {
        let row = sqlx::query(
            "SELECT body FROM staged WHERE org_id = $1 AND batch_id = $2 AND part = $3",
        )
        .bind(org.as_str())
        .bind(batch)
        .bind(part)
        .fetch_optional(&self.core().database.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let sealed: String = row.try_get(0)?;
        Ok(Some(open(self.core(), "staged", &place(org, batch, part), &sealed)?))
    }

    /// The batches that have a part of that name, the latest first, each with when it was kept last.
    ///
    /// # Errors
    ///
    /// As [`Ledger::staged`].
    pub async fn batches(
        &self,
        org: &OrgId,
        part: &str,
    ) -> Result<Vec<(String, Timestamp)>, StoreError> {
        let rows = sqlx::query(
            "SELECT batch_id, at FROM staged WHERE org_id = $1 AND part = $2 ORDER BY at DESC, batch_id",
        )
        .bind(org.as_str())
        .bind(part)
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter()
            .map(|it| Ok((it.try_get(0)?, instant(it.try_get(1)?, "staged", "at")?)))
            .collect()
    }

    /// Lets a batch go; whether there was one.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn drop_batch(&self, org: &OrgId, batch: &str) -> Result<bool, StoreError> {
        let n_gone = self
            .change("DELETE FROM staged WHERE org_id = $1 AND batch_id = $2", |it| {
                it.bind(org.as_str().to_owned()).bind(batch.to_owned())
            })
            .await?;
        Ok(n_gone > 0)
    }
}

/// What a part is bound to.
fn place(org: &OrgId, batch: &str, part: &str) -> String {
    format!("{org} {batch} {part}")
}
