//! Doing what the queue holds: beside the server, or alone as `preceptor worker`.

use std::sync::{Arc, Weak};
use std::time::Duration;

use clap::Args;
use preceptor_service::demonstration::Demonstration;
use preceptor_service::{Installation, Now};
use preceptor_web::server;

use super::{broken, stores};
use crate::exit::{Exit, Failure};
use crate::keep::Place;
use crate::{clock, open, print};

/// How often the queue is looked at while it is empty.
const PAUSE: Duration = Duration::from_millis(500);
/// The same while the store does not answer.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

/// Whose queue.
#[derive(Debug, Args)]
pub struct Worker {
    #[command(flatten)]
    place: Place,
}

impl Worker {
    /// Works until it is told to stop.
    pub fn run(&self) -> Result<Exit, Failure> {
        let book = Box::leak(Box::new(open::rulebook("uk".as_ref())?));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(|error| broken("starting the worker", &error))?;
        runtime.block_on(async {
            let ledger = self.place.open().await?;
            let (installation, looks) = Installation::new(ledger, stores::chance(), book, false);
            let stop =
                server::told_to_stop().map_err(|error| broken("listening for signals", &error))?;
            print::out("Working on the queue (Ctrl+C stops it)\n")?;
            let installation = Arc::new(installation);
            tokio::spawn(go_on(Some(&installation), None));
            stop.await;
            drop(installation);
            let _ = tokio::time::timeout(super::LAST_LINES, looks).await;
            Ok(Exit::Yes)
        })
    }
}

/// Does what is due in an installation and in the demonstration, as long as they are there. What it was at when the program
/// ends is done by whoever comes next.
pub fn go_on(
    real: Option<&Arc<Installation>>,
    demonstration: Option<&Arc<Demonstration>>,
) -> impl Future<Output = ()> + Send + use<> {
    let real = real.map_or_else(Weak::new, Arc::downgrade);
    let demonstration = demonstration.map_or_else(Weak::new, Arc::downgrade);
    let worker = format!("w-{}", std::process::id());
    let now = || Now::of(clock::now());
    async move {
        loop {
            let (own, shown) = (real.upgrade(), demonstration.upgrade());
            if own.is_none() && shown.is_none() {
                return;
            }
            let demonstrated = match shown {
                Some(it) => it.if_running().await,
                None => None,
            };
            let mut pause = PAUSE;
            for it in [own, demonstrated].into_iter().flatten() {
                if it.work(&worker, &now).await.is_err() {
                    pause = AFTER_FAILURE;
                }
            }
            tokio::time::sleep(pause).await;
        }
    }
}
