//! The writer of an organisation: what queued while the last commit ran is written in one transaction, with one fsync.
//!
//! Each append is judged against the rows and against those before it in the same transaction; one that conflicts gets
//! its own answer and holds nobody up. A transaction that fails is tried again append by append. An append is answered
//! only when the transaction that holds it is on the disk.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::chain::Link;
use crate::database::{Failed, Tries};
use crate::entry::{Append, Receipt};
use crate::error::StoreError;
use crate::ids::OrgId;
use crate::ledger::Core;
use crate::plan::{Care, Plan};

/// Appends that are written together at most.
const MOST_TOGETHER: usize = 256;

/// An append and who waits for it.
pub(crate) struct Request {
    pub append: Append,
    /// The person whose keys and rows go with it.
    pub erases: Option<String>,
    pub answer: oneshot::Sender<Result<Receipt, StoreError>>,
}

/// How long those who were written together the last time are waited for: a small part of what their commit took.
const WAITED: u32 = 8;
/// And never longer than this.
const LONGEST_WAIT: Duration = Duration::from_micros(500);

/// Takes appends until nobody can send any.
pub(crate) async fn run(core: Arc<Core>, org: OrgId, mut inbox: mpsc::Receiver<Request>) {
    let mut batch = Vec::new();
    let mut end = None;
    let (mut n_last, mut last_took) = (0, Duration::ZERO);
    while inbox.recv_many(&mut batch, MOST_TOGETHER).await > 0 {
        // Those who were answered just now may well ask again at once: one commit serves them all.
        let until = Instant::now() + (last_took / WAITED).min(LONGEST_WAIT);
        while batch.len() < n_last && Instant::now() < until {
            tokio::task::yield_now().await;
            while batch.len() < MOST_TOGETHER
                && let Ok(next) = inbox.try_recv()
            {
                batch.push(next);
            }
        }
        let began = Instant::now();
        let answers = write_all(&core, &org, &batch, &mut end).await;
        (n_last, last_took) = (batch.len(), began.elapsed());
        for (request, answer) in batch.drain(..).zip(answers) {
            // Whoever asked may have gone away; what was written stays.
            let _ = request.answer.send(answer);
        }
    }
}

type Answer = Result<Receipt, StoreError>;

/// Writes a batch. `end` is where the chain ended when this writer wrote last: if somebody else has written since, what is
/// written here does not fit, and it is read anew.
async fn write_all(
    core: &Core,
    org: &OrgId,
    batch: &[Request],
    end: &mut Option<Link>,
) -> Vec<Answer> {
    if let Ok(answers) = write(core, org, batch, Care::Usual, end).await {
        return answers;
    }
    let mut answers = Vec::with_capacity(batch.len());
    for alone in batch.chunks(1) {
        let answer = write(core, org, alone, Care::EachId, end).await;
        answers.extend(answer.unwrap_or_else(|failed| vec![Err(failed.into())]));
    }
    answers
}

async fn write(
    core: &Core,
    org: &OrgId,
    batch: &[Request],
    closely: Care,
    end: &mut Option<Link>,
) -> Result<Vec<Answer>, Failed> {
    let mut tries = Tries::default();
    loop {
        match write_once(core, org, batch, closely, end).await {
            // Asked about every id and still one was taken: somebody wrote it in between.
            Err(Failed::Unique(it)) if closely == Care::EachId => {
                let failed = Failed::Again(it);
                if !tries.again(&failed, core.spread()).await {
                    return Err(failed);
                }
            }
            Err(failed) => {
                if !tries.again(&failed, core.spread()).await {
                    return Err(failed);
                }
            }
            done => return done,
        }
    }
}

async fn write_once(
    core: &Core,
    org: &OrgId,
    batch: &[Request],
    closely: Care,
    end: &mut Option<Link>,
) -> Result<Vec<Answer>, Failed> {
    // Known again only when all has gone well.
    let known = end.take();
    let mut writing = core.database.begin_write().await?;
    let appends = batch.iter().map(|it| &it.append);
    let mut plan = Plan::begin(core, org, appends, known, &mut writing.tx).await?;
    let mut answers = Vec::with_capacity(batch.len());
    for request in batch {
        match plan.admit(&mut writing.tx, request, closely).await {
            Ok(receipt) => answers.push(Ok(receipt)),
            Err(Failed::Store(it)) if !it.is_passing() => answers.push(Err(it)),
            Err(failed) => return Err(failed),
        }
    }
    if plan.is_empty() {
        return Ok(answers);
    }
    let written = plan.write(&mut writing.tx).await?;
    writing.commit().await?;
    *end = Some(written);
    Ok(answers)
}
