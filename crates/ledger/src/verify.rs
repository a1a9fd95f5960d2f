//! Proving that nothing was changed: every entry's hash, and the end of every chain.

use std::collections::BTreeMap;

use crate::chain::{Link, Row};
use crate::error::StoreError;
use crate::ids::OrgId;
use crate::ledger::Ledger;
use crate::{plan, read};

/// Rows that are read at once.
const AT_ONCE: i64 = 2_000;
/// Faults that are named for one organisation; a changed entry makes two.
const MOST_FAULTS: usize = 20;

/// What came of verifying one organisation's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Whose.
    pub org: OrgId,
    /// How many entries were looked at.
    pub n_entries: i64,
    /// The hash it ends with: write it down elsewhere, and nobody can rewrite the log unseen.
    pub head: String,
    /// What is wrong; empty where all is well.
    pub faults: Vec<ChainFault>,
}

/// Something that was changed after it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainFault {
    /// The entry where it shows.
    pub seq: i64,
    /// The entry's id and its stream, as far as they can be read.
    pub entry: Option<(String, String)>,
    /// What is wrong with it.
    pub what: &'static str,
}

/// A chain's end that was written down elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Whose chain.
    pub org: OrgId,
    /// The number it ended with then.
    pub seq: i64,
    /// The hash of that entry.
    pub hash: String,
}

impl Ledger {
    /// Verifies the organisation's chain from its first entry to its head, as it stands at one moment, and against the
    /// ends that were written down elsewhere. Bodies need not be readable for it.
    ///
    /// # Errors
    ///
    /// Where the database does not answer. A chain that does not verify is an answer, not an error.
    pub async fn verify(&self, org: &OrgId, anchors: &[Anchor]) -> Result<Verified, StoreError> {
        let mut tx = self.core().database.begin_read().await?;
        let head = plan::head(&mut tx, org).await?;
        let mut checking = Checking::of(org, anchors);
        loop {
            let rows = read::rows_after(&mut tx, org, checking.last_read, AT_ONCE).await?;
            if rows.is_empty() {
                break;
            }
            rows.iter().for_each(|it| checking.take(it));
        }
        tx.commit().await?;
        Ok(checking.end(&head))
    }
}

/// A chain being verified, entry by entry.
pub(crate) struct Checking {
    org: OrgId,
    anchors: BTreeMap<i64, String>,
    end: Link,
    last_read: i64,
    n_entries: i64,
    faults: Vec<ChainFault>,
}

impl Checking {
    pub(crate) fn of(org: &OrgId, anchors: &[Anchor]) -> Self {
        let own = anchors.iter().filter(|it| it.org == *org);
        Self {
            org: org.clone(),
            anchors: own.map(|it| (it.seq, it.hash.clone())).collect(),
            end: Link::beginning(org),
            last_read: 0,
            n_entries: 0,
            faults: Vec::new(),
        }
    }

    pub(crate) fn take(&mut self, row: &Row) {
        let mut found = row.fault_after(&self.org, &self.end);
        if let Some(hash) = self.anchors.remove(&row.seq)
            && hash != row.hash
        {
            found = Some("it is not the entry whose hash was written down elsewhere");
        }
        if let Some(what) = found {
            self.add(row.seq, Some((row.id.clone(), row.stream_id.clone())), what);
        }
        self.n_entries += 1;
        self.last_read = row.seq;
        self.end = row.link();
    }

    fn add(&mut self, seq: i64, entry: Option<(String, String)>, what: &'static str) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(ChainFault { seq, entry, what });
        }
    }

    pub(crate) fn end(mut self, head: &Link) -> Verified {
        if head.seq > self.end.seq {
            self.add(self.end.seq + 1, None, "it is missing: the chain should go on");
        } else if head.seq < self.end.seq {
            self.add(
                self.end.seq,
                None,
                "it lies behind the end of the chain that was written down",
            );
        } else if *head != self.end {
            self.add(self.end.seq, None, "the end of the chain that was written down is another");
        }
        if let Some((seq, _)) = std::mem::take(&mut self.anchors).into_iter().next() {
            self.add(seq, None, "it is missing: its hash was written down elsewhere");
        }
        Verified {
            org: self.org,
            n_entries: self.n_entries,
            head: self.end.hash,
            faults: self.faults,
        }
    }
}
