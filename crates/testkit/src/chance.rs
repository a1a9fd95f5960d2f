//! Bytes that differ each time, which is all a test needs of chance.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use preceptor_ledger::{Chance, NoChance};

/// Counts.
pub struct Counting(AtomicU64);

impl Counting {
    /// From one on.
    pub fn new() -> Arc<Self> {
        Self::starting_at(1)
    }

    /// From that number on: two that must not give the same start apart.
    pub fn starting_at(n: u64) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(n)))
    }
}

impl Chance for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoChance> {
        for part in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
            part.copy_from_slice(next.get(..part.len()).ok_or(NoChance)?);
        }
        Ok(())
    }
}
