//! Jobs: work to be done later, by any process, at least once.
//!
//! A job is claimed by a lease; whoever does not come back loses it, and another takes it up. So a handler must stand
//! being run twice. Payloads hold ids, never names.

use jiff::{SignedDuration, Timestamp};
use sqlx::{AnyConnection, Row as _};

use crate::database::{Failed, Tries};
use crate::error::StoreError;
use crate::ids::{OrgId, judge};
use crate::ledger::{Ledger, Query};

/// A job to be put into the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Its id, unique in the organisation.
    pub id: String,
    /// What is to be done, a word of the caller's.
    pub kind: String,
    /// Where there is one of that kind and key that has not been done, no second is put in.
    pub key: Option<String>,
    /// The person it is about: it goes when they are erased.
    pub person: Option<String>,
    /// Ids that say on what.
    pub payload: String,
    /// Not before then.
    pub run_at: Timestamp,
}

impl NewJob {
    /// A job to be done from then on.
    pub fn new(
        id: impl Into<String>,
        kind: impl Into<String>,
        payload: impl Into<String>,
        run_at: Timestamp,
    ) -> Self {
        let (key, person) = (None, None);
        Self { id: id.into(), kind: kind.into(), key, person, payload: payload.into(), run_at }
    }

    /// Only if there is none of that kind and key.
    pub fn once(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// About that person.
    pub fn about(mut self, person: impl Into<String>) -> Self {
        self.person = Some(person.into());
        self
    }

    pub(crate) fn judge(&self) -> Result<(), StoreError> {
        judge("id of a job", &self.id)?;
        judge("kind of a job", &self.kind)
    }
}

/// A job that has been claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// The person it is about.
    pub person: Option<String>,
    /// On what.
    pub payload: String,
    /// The how manieth time it is tried, from 1. It also proves that the lease is still the same.
    pub attempt: i64,
    worker: String,
}

/// What became of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Waiting, or leased to somebody.
    Ready,
    /// Nobody wants it any longer; whoever runs it should stop.
    Cancelled,
    /// It failed and is not tried again.
    Failed,
    /// It is done.
    Done,
}

impl JobState {
    fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Done => "done",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::Ready, Self::Cancelled, Self::Failed, Self::Done]
            .into_iter()
            .find(|it| it.word() == word)
    }
}

impl Ledger {
    /// Puts a job into the queue. One that belongs to entries goes with them: [`crate::Append::job`].
    ///
    /// # Errors
    ///
    /// Where its id or kind cannot be one, or the database does not answer.
    pub async fn enqueue(&self, org: &OrgId, job: NewJob) -> Result<(), StoreError> {
        job.judge()?;
        let mut tries = Tries::default();
        loop {
            let done = async {
                let mut writing = self.core().database.begin_write().await?;
                insert(&mut writing.tx, org, &job).await?;
                writing.commit().await
            };
            match done.await {
                Err(failed) => {
                    if !tries.again(&failed, self.core().spread()).await {
                        return Err(failed.into());
                    }
                }
                Ok(()) => return Ok(()),
            }
        }
    }

    /// Claims jobs that are due, at most so many, the longest waiting first: nobody else gets them until the lease ends.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn claim_jobs(
        &self,
        org: &OrgId,
        worker: &str,
        now: Timestamp,
        lease: SignedDuration,
        most: u32,
    ) -> Result<Vec<Job>, StoreError> {
        let (at, until) = (now.as_microsecond(), micros_after(now, lease));
        let due = sqlx::query(
            "SELECT id, kind, person_id, payload, attempts FROM job WHERE org_id = $1 AND state = 'ready' \
             AND run_at <= $2 AND (lease_until IS NULL OR lease_until <= $2) ORDER BY run_at, id LIMIT $3",
        )
        .bind(org.as_str())
        .bind(at)
        .bind(i64::from(most))
        .fetch_all(&self.core().database.pool)
        .await?;
        let mut claimed = Vec::new();
        for row in &due {
            let (id, attempts): (String, i64) = (row.try_get(0)?, row.try_get(4)?);
            // Another may have been quicker: then no row changes.
            let n_changed = self
                .change(
                    "UPDATE job SET leased_by = $3, lease_until = $4, attempts = attempts + 1 WHERE org_id = $1 \
                     AND id = $2 AND state = 'ready' AND attempts = $5 AND (lease_until IS NULL OR lease_until <= $6)",
                    |it| {
                        it.bind(org.as_str().to_owned())
                            .bind(id.clone())
                            .bind(worker.to_owned())
                            .bind(until)
                            .bind(attempts)
                            .bind(at)
                    },
                )
                .await?;
            if n_changed == 1 {
                claimed.push(Job {
                    id,
                    kind: row.try_get(1)?,
                    person: row.try_get(2)?,
                    payload: row.try_get(3)?,
                    attempt: attempts + 1,
                    worker: worker.to_owned(),
                });
            }
        }
        Ok(claimed)
    }

    /// Keeps the lease of a job that takes long. False where it is no longer this worker's, or nobody wants it any
    /// longer: stop then.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn keep_job(
        &self,
        org: &OrgId,
        job: &Job,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<bool, StoreError> {
        let until = micros_after(now, lease);
        let n_changed = self
            .change(
                "UPDATE job SET lease_until = $5 WHERE org_id = $1 AND id = $2 AND leased_by = $3 AND attempts = $4 \
                 AND state = 'ready'",
                |it| of_lease(it, org, job).bind(until),
            )
            .await?;
        Ok(n_changed == 1)
    }

    /// Says that a job is done. False where the lease had gone to somebody else, who will do it again.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn finish_job(&self, org: &OrgId, job: &Job) -> Result<bool, StoreError> {
        // The key is free again: the next of its kind is another job.
        let n_changed = self
            .change(
                "UPDATE job SET state = 'done', key = NULL, lease_until = NULL, leased_by = NULL, error = NULL \
                 WHERE org_id = $1 AND id = $2 AND leased_by = $3 AND attempts = $4 AND state = 'ready'",
                |it| of_lease(it, org, job),
            )
            .await?;
        Ok(n_changed == 1)
    }

    /// Says why a job could not be done, in ids; it is tried again then, or never.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn fail_job(
        &self,
        org: &OrgId,
        job: &Job,
        error: &str,
        again_at: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let state = if again_at.is_some() { JobState::Ready } else { JobState::Failed };
        let error = error.to_owned();
        let n_changed = self
            .change(
                "UPDATE job SET state = $5, error = $6, run_at = COALESCE(CAST($7 AS BIGINT), run_at), \
                 lease_until = NULL, leased_by = NULL, key = CASE WHEN $5 = 'failed' THEN NULL ELSE key END \
                 WHERE org_id = $1 AND id = $2 AND leased_by = $3 AND attempts = $4 AND state = 'ready'",
                |it| {
                    of_lease(it, org, job)
                        .bind(state.word())
                        .bind(error.clone())
                        .bind(again_at.map(Timestamp::as_microsecond))
                },
            )
            .await?;
        Ok(n_changed == 1)
    }

    /// Takes a job back that is not done. Whoever runs it learns of it when they next keep their lease.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn cancel_job(&self, org: &OrgId, id: &str) -> Result<bool, StoreError> {
        let n_changed = self
            .change(
                "UPDATE job SET state = 'cancelled', key = NULL WHERE org_id = $1 AND id = $2 AND state = 'ready'",
                |it| it.bind(org.as_str().to_owned()).bind(id.to_owned()),
            )
            .await?;
        Ok(n_changed == 1)
    }

    /// How a job stands, and why it failed the last time; `None` where there is none of that id.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn job_state(
        &self,
        org: &OrgId,
        id: &str,
    ) -> Result<Option<(JobState, Option<String>)>, StoreError> {
        let row = sqlx::query("SELECT state, error FROM job WHERE org_id = $1 AND id = $2")
            .bind(org.as_str())
            .bind(id)
            .fetch_optional(&self.core().database.pool)
            .await?;
        row.map(|it| {
            let word: String = it.try_get(0)?;
            let state =
                JobState::of(&word).ok_or_else(|| StoreError::damaged("job", "state", id))?;
            Ok((state, it.try_get(1)?))
        })
        .transpose()
    }

    /// Deletes jobs that are done, failed or cancelled and were due before then; how many.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn prune_jobs(&self, org: &OrgId, before: Timestamp) -> Result<u64, StoreError> {
        self.change(
            "DELETE FROM job WHERE org_id = $1 AND state <> 'ready' AND run_at < $2",
            |it| it.bind(org.as_str().to_owned()).bind(before.as_microsecond()),
        )
        .await
    }
}

fn of_lease<'q>(query: Query<'q>, org: &OrgId, job: &Job) -> Query<'q> {
    query
        .bind(org.as_str().to_owned())
        .bind(job.id.clone())
        .bind(job.worker.clone())
        .bind(job.attempt)
}

fn micros_after(now: Timestamp, lease: SignedDuration) -> i64 {
    now.checked_add(lease).unwrap_or(Timestamp::MAX).as_microsecond()
}

pub(crate) async fn insert(
    tx: &mut AnyConnection,
    org: &OrgId,
    job: &NewJob,
) -> Result<(), Failed> {
    sqlx::query(
        "INSERT INTO job (org_id, id, kind, key, person_id, payload, state, run_at, attempts) \
         VALUES ($1, $2, $3, $4, $5, $6, 'ready', $7, 0) ON CONFLICT DO NOTHING",
    )
    .bind(org.as_str())
    .bind(job.id.as_str())
    .bind(job.kind.as_str())
    .bind(job.key.as_deref())
    .bind(job.person.as_deref())
    .bind(job.payload.as_str())
    .bind(job.run_at.as_microsecond())
    .execute(tx)
    .await?;
    Ok(())
}
