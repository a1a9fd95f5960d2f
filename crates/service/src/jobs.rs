//! Jobs of the queue: whoever runs the program does what is due, one job at a time, and keeps its lease while it does.
//!
//! A job may be done twice, by a process that was thought dead and by another; every kind of job stands that.

use jiff::{SignedDuration, Timestamp};
use preceptor_ledger::{Job, Ledger, OrgId};

use crate::employer::Employer;
use crate::imports::{Alive, CHECK, GoesOn, IMPORT, Running};
use crate::installation::Installation;
use crate::now::Now;
use crate::refusal::Refusal;

/// For how long a job is nobody else's, unless it is kept.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// A job that failed this often is not tried again.
const MOST_TRIES: i64 = 5;

impl Installation {
    /// Does what is due, in all organisations, until nothing is; how many jobs were done.
    ///
    /// # Errors
    ///
    /// Where the store does not answer. A job that fails is told in the queue and tried again later.
    pub async fn work(
        &self,
        worker: &str,
        clock: &(dyn Fn() -> Now + Sync),
    ) -> Result<usize, Refusal> {
        let mut n_done = 0;
        for org in self.organisations().await? {
            loop {
                let claimed = self.ledger.claim_jobs(&org, worker, clock().at, LEASE, 1).await?;
                let Some(job) = claimed.into_iter().next() else { break };
                self.one(&org, &job, clock).await?;
                n_done += 1;
            }
        }
        Ok(n_done)
    }

    async fn one(
        &self,
        org: &OrgId,
        job: &Job,
        clock: &(dyn Fn() -> Now + Sync),
    ) -> Result<(), Refusal> {
        let Some(employer) = self.employer(org).await? else { return Ok(()) };
        match self.done(&employer, job, clock).await {
            Ok(()) => {
                self.ledger.finish_job(org, job).await?;
            }
            Err(why) => {
                let again =
                    (job.attempt < MOST_TRIES).then(|| again_at(clock().at, job.attempt)).flatten();
                self.ledger.fail_job(org, job, &why.to_string(), again).await?;
            }
        }
        Ok(())
    }

    async fn done(
        &self,
        employer: &Employer,
        job: &Job,
        clock: &(dyn Fn() -> Now + Sync),
    ) -> Result<(), Refusal> {
        let leased = Leased { ledger: &self.ledger, org: employer.org(), job, clock };
        let running = Running { clock, alive: &leased };
        match job.kind.as_str() {
            CHECK => drop(employer.check_batch(self.book, &job.payload, running).await?),
            IMPORT => drop(employer.import_batch(self.book, &job.payload, running).await?),
            other => return Err(Refusal::Broken(format!("nobody here does `{other}`"))),
        }
        Ok(())
    }
}

/// A job that is somebody's as long as they keep it.
struct Leased<'a> {
    ledger: &'a Ledger,
    org: &'a OrgId,
    job: &'a Job,
    clock: &'a (dyn Fn() -> Now + Sync),
}

impl Alive for Leased<'_> {
    fn goes_on(&self) -> GoesOn<'_> {
        Box::pin(async {
            Ok(self.ledger.keep_job(self.org, self.job, (self.clock)().at, LEASE).await?)
        })
    }
}

/// Later each time: a minute, two, four and so on.
fn again_at(now: Timestamp, attempt: i64) -> Option<Timestamp> {
    let minutes = 1_i64 << attempt.clamp(1, 10).saturating_sub(1);
    now.checked_add(SignedDuration::from_mins(minutes)).ok()
}
