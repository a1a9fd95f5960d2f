//! What is asked before every answer, asked once for all who wait for it: where an organisation's log ends, and whether a
//! secret was ended.
//!
//! Whoever asks while a question is on its way gets the answer to the next one, so that nobody is told of a moment before
//! they asked. What somebody keeps in memory is as good as the log where the pulse has not moved.

use std::sync::Arc;

use sqlx::Row as _;
use tokio::sync::{mpsc, oneshot};

use crate::error::StoreError;
use crate::ids::OrgId;
use crate::ledger::{Core, Ledger};

/// Those who are answered together at most.
const MOST_TOGETHER: usize = 1_024;

/// How a store stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pulse {
    /// The number of the organisation's last entry; 0 where it has none.
    pub seq: i64,
    /// How often secrets of this installation were ended: see [`Ledger::end_token`].
    pub n_ended: i64,
}

type Answer = Result<Pulse, StoreError>;

/// Who waits for a pulse.
pub(crate) type Asking = oneshot::Sender<Answer>;

impl Ledger {
    /// How the store stands, at this moment or later.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn pulse(&self, org: &OrgId) -> Answer {
        let (answer, answered) = oneshot::channel();
        let stopped = || StoreError::Away { cause: "nobody asks any longer".to_owned() };
        self.pulse_of(org).send(answer).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }
}

/// Asks for all who wait, until nobody can.
pub(crate) async fn run(core: Arc<Core>, org: OrgId, mut inbox: mpsc::Receiver<Asking>) {
    let mut waiting = Vec::new();
    while inbox.recv_many(&mut waiting, MOST_TOGETHER).await > 0 {
        let told = ask(&core, &org).await;
        for it in waiting.drain(..) {
            let _ = it.send(told.clone());
        }
    }
}

async fn ask(core: &Core, org: &OrgId) -> Answer {
    let row = sqlx::query(
        "SELECT COALESCE((SELECT seq FROM head WHERE org_id = $1), 0), \
         COALESCE((SELECT value FROM setting WHERE org_id = '-' AND name = 'secrets-ended'), '0')",
    )
    .bind(org.as_str())
    .fetch_one(&core.database.pool)
    .await?;
    let n_ended: String = row.try_get(1)?;
    let n_ended =
        n_ended.parse().map_err(|_| StoreError::damaged("setting", "value", "secrets-ended"))?;
    Ok(Pulse { seq: row.try_get(0)?, n_ended })
}

/// Counts that a secret was ended, in the transaction that ends it.
pub(crate) const ENDED: &str = "INSERT INTO setting (org_id, name, value) VALUES ('-', 'secrets-ended', '1') \
     ON CONFLICT (org_id, name) DO UPDATE SET value = CAST(CAST(setting.value AS BIGINT) + 1 AS TEXT)";
