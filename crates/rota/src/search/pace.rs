//! How long a search goes on. The caller owns the clock.

/// The whole of a search, as progress counts it.
pub const WHOLE: u32 = 1 << 16;

/// Says how far a search has come. One unit of work is one row made anew.
pub trait Pace: Sync {
    /// How far a task that has done this much work has come, of [`WHOLE`].
    fn progress(&self, work: u64) -> u32;

    /// Whether to stop at once and give the best so far.
    fn is_cancelled(&self) -> bool;

    /// Hears that the first task has found a better rota: people missing, and points. Whoever shows nothing ignores it.
    fn better(&self, unfilled: i64, objective: i64) {
        let _ = (unfilled, objective);
    }
}

/// A fixed amount of work for each task: the same result on any machine.
#[derive(Debug, Clone, Copy)]
pub struct Work(pub u64);

impl Pace for Work {
    fn progress(&self, work: u64) -> u32 {
        let share = u128::from(work) * u128::from(WHOLE) / u128::from(self.0.max(1));
        u32::try_from(share.min(u128::from(WHOLE))).unwrap_or(WHOLE)
    }

    fn is_cancelled(&self) -> bool {
        false
    }
}
