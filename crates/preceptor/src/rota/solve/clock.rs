//! The clock of a search, and the end that somebody at the keyboard may put to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use preceptor_rota::search::pace::{Pace, WHOLE, Work};

/// How far a search has come, by the clock or by its work.
#[derive(Debug)]
pub struct Clock {
    start: Instant,
    seconds: Option<u32>,
    work: Option<u64>,
    is_cancelled: Arc<AtomicBool>,
}

impl Clock {
    /// Starts now. The first interrupt ends the search early; a second one ends the program.
    pub fn start(seconds: Option<u32>, work: Option<u64>) -> Self {
        let is_cancelled = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&is_cancelled);
        // Where there is no such handler to be had, an interrupt ends the program as it always did.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
        Self { start: Instant::now(), seconds, work, is_cancelled }
    }

    /// How long it has run, in thousandths of a second's precision.
    pub fn seconds(&self) -> f64 {
        (self.start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0
    }
}

impl Pace for Clock {
    fn progress(&self, work: u64) -> u32 {
        let Some(seconds) = self.seconds else {
            return Work(self.work.unwrap_or(0)).progress(work);
        };
        let share = self.start.elapsed().as_micros() * u128::from(WHOLE)
            / (u128::from(seconds.max(1)) * 1_000_000);
        u32::try_from(share).unwrap_or(WHOLE).min(WHOLE)
    }

    fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }
}
