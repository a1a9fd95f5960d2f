//! Who looked at whom, gathered for a second and written together.
//!
//! The first look of a reader at one page of one person is a line at once; further looks within 15 minutes are counted, and
//! the count is one more line when the time is over. What was gathered in the last second is lost where the machine
//! stops, and so are counts that were running; nobody's reading waits for the disk.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::ids::OrgId;
use crate::ledger::Ledger;
use crate::trail::{NewLine, Trail};

/// How long looks are gathered before they are written.
const GATHERED: Duration = Duration::from_secs(1);
/// How long further looks at the same are counted.
const COUNTED: SignedDuration = SignedDuration::from_mins(15);
/// Looks that may wait to be gathered; beyond that a reader waits.
const MOST_WAITING: usize = 4_096;
/// Looks that are counted at one time; beyond that the oldest are closed before their time.
const MOST_RUNNING: usize = 200_000;
/// Lines that are written in one transaction, so that facts are not kept waiting for them.
const TOGETHER: usize = 512;

/// A look at somebody's record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    /// In which organisation.
    pub org: OrgId,
    /// Who looked.
    pub reader: String,
    /// At whom.
    pub person: String,
    /// At what of them: a page, an export, an API route. Never an address with a query.
    pub page: String,
}

/// Where looks are told. Cloning it is cheap; when the last clone is gone, what was gathered is written.
#[derive(Debug, Clone)]
pub struct AccessLog(mpsc::Sender<(Look, Timestamp)>);

impl AccessLog {
    /// Begins gathering. The task ends when all clones of what is returned are gone and all is written: await it before the
    /// program ends.
    pub fn begin(ledger: Ledger) -> (Self, tokio::task::JoinHandle<()>) {
        let (sender, inbox) = mpsc::channel(MOST_WAITING);
        (Self(sender), tokio::spawn(gather(ledger, inbox)))
    }

    /// Notes a look. It is written within a second.
    pub async fn note(&self, look: Look, at: Timestamp) {
        // Gathering ends only with the last sender, of which this is one.
        let _ = self.0.send((look, at)).await;
    }
}

/// Looks at the same that are being counted.
struct Running {
    last: Timestamp,
    n_more: u64,
}

/// Lines to be written, by organisation.
type Lines = BTreeMap<OrgId, Vec<NewLine>>;

/// What is being counted, and the lines that came of it.
#[derive(Default)]
struct Counting {
    running: BTreeMap<Look, Running>,
    /// Each look that is counted, in the order in which it began.
    order: VecDeque<(Timestamp, Look)>,
    lines: Lines,
}

async fn gather(ledger: Ledger, mut inbox: mpsc::Receiver<(Look, Timestamp)>) {
    let mut counting = Counting::default();
    loop {
        let Some((look, at)) = inbox.recv().await else { break };
        counting.take(look, at);
        let until = Instant::now() + GATHERED;
        let mut is_over = false;
        loop {
            let next = tokio::select! {
                () = sleep_until(until) => break,
                next = inbox.recv() => next,
            };
            let Some((look, at)) = next else {
                is_over = true;
                break;
            };
            counting.take(look, at);
        }
        write(&ledger, std::mem::take(&mut counting.lines)).await;
        if is_over {
            break;
        }
    }
    while counting.close_oldest() {}
    write(&ledger, counting.lines).await;
}

impl Counting {
    fn take(&mut self, look: Look, at: Timestamp) {
        // Time passes with the looks: those whose time is over are closed by the next look of anybody.
        while self.order.front().is_some_and(|it| at.duration_since(it.0) >= COUNTED)
            || self.order.len() >= MOST_RUNNING
        {
            self.close_oldest();
        }
        if let Some(it) = self.running.get_mut(&look) {
            (it.last, it.n_more) = (at, it.n_more + 1);
            return;
        }
        self.write_down(&look, at, 1);
        self.order.push_back((at, look.clone()));
        self.running.insert(look, Running { last: at, n_more: 0 });
    }

    /// Ends the count that began first; whether there was one.
    fn close_oldest(&mut self) -> bool {
        let Some((_, look)) = self.order.pop_front() else { return false };
        if let Some(it) = self.running.remove(&look).filter(|it| it.n_more > 0) {
            self.write_down(&look, it.last, it.n_more);
        }
        true
    }

    fn write_down(&mut self, look: &Look, at: Timestamp, n: u64) {
        let body = json!({ "looked_at": look.page, "times": n }).to_string();
        let line = NewLine::new(at, look.reader.clone(), body).about(look.person.clone());
        self.lines.entry(look.org.clone()).or_default().push(line);
    }
}

async fn write(ledger: &Ledger, lines: Lines) {
    for (org, lines) in lines {
        for part in lines.chunks(TOGETHER) {
            // Nobody waits who could be told; the database will be missed by whoever comes next.
            let _ = ledger.write_lines(&org, Trail::Access, part.to_vec()).await;
        }
    }
}
