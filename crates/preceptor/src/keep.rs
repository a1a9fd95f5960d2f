//! Commands that look after what is stored: backup, restore, audit, replay, doctor. One module for each.

mod account;
mod audit;
mod backup;
mod doctor;
mod place;
mod replay;
mod restore;

pub use place::{FromSystem, Place};

use clap::Subcommand;
use preceptor_ledger::StoreError;

use crate::exit::{Exit, Failure};

/// What may be done with what is stored.
#[derive(Debug, Subcommand)]
pub enum Keep {
    /// Take a backup into one file while everybody goes on working. The key is not in it.
    Backup(backup::Backup),
    /// Restore a backup into an empty folder.
    Restore(restore::Restore),
    /// Prove that the log was not changed.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Let somebody in, back in, or out: the operator's way.
    #[command(subcommand)]
    Account(account::Account),
    /// Make decisions that were given again, and say whether the answers are the same; 3 where one is not.
    Replay(replay::Replay),
    /// Say whether all is well with what is stored; 3 where something is not.
    Doctor(doctor::Doctor),
}

impl Keep {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self {
            Self::Backup(it) => it.run(),
            Self::Restore(it) => it.run(),
            Self::Audit(it) => it.run(),
            Self::Account(it) => it.run(),
            Self::Replay(it) => it.run(),
            Self::Doctor(it) => it.run(),
        }
    }
}

/// Runs something that waits for a database.
pub fn waiting<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|it| Failure::Broken(format!("error: cannot begin: {it}\n")))?;
    runtime.block_on(work)
}

/// How a failure of the store is told.
#[expect(clippy::needless_pass_by_value, reason = "what `map_err` hands over is consumed")]
pub fn told(it: StoreError) -> Failure {
    let (message, help) = match &it {
        StoreError::Away { .. } => {
            (it.to_string(), "check that it runs and can be reached, and try again")
        }
        StoreError::Damaged { .. } => {
            (it.to_string(), "run `preceptor audit verify`, and restore a backup")
        }
        StoreError::Key { .. } => (it.to_string(), "name the key file with --key"),
        StoreError::Setup { .. } => {
            (it.to_string(), "check the folder, the address and the rights to them")
        }
        StoreError::Clock { .. } | StoreError::Conflict(_) | StoreError::Unfit { .. } => {
            (it.to_string(), "run `preceptor doctor`")
        }
    };
    match it {
        StoreError::Key { .. } => Failure::wrong(message, help),
        _ => Failure::Broken(format!("error: {message}\n  = help: {help}\n")),
    }
}
