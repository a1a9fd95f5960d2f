//! The clock of a search, and the end that somebody at the keyboard may put to it.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use preceptor_rota::search::pace::{Pace, WHOLE, Work};

/// How far a search has come, by the clock or by its work.
#[derive(Debug, Clone)]
pub struct Clock {
    start: Instant,
    seconds: Option<u32>,
    work: Option<u64>,
    is_cancelled: Arc<AtomicBool>,
    shown: Option<ProgressBar>,
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
        Self { start: Instant::now(), seconds, work, is_cancelled, shown: None }
    }

    /// Shows on the terminal, where there is one, how far the search has come and what it has found.
    pub fn show(&mut self) {
        if !std::io::stderr().is_terminal() {
            return;
        }
        let bar = ProgressBar::new(u64::from(WHOLE));
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent:>3} % {msg}") {
            bar.set_style(style);
        }
        self.shown = Some(bar);
    }

    /// Takes what is shown off the terminal.
    pub fn hide(&self) {
        self.shown.iter().for_each(ProgressBar::finish_and_clear);
    }

    /// Whether somebody put an end to it.
    pub fn was_stopped(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    /// How long it has run, in thousandths of a second's precision.
    pub fn seconds(&self) -> f64 {
        (self.start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0
    }
}

impl Pace for Clock {
    fn progress(&self, work: u64) -> u32 {
        let share = match self.seconds {
            None => Work(self.work.unwrap_or(0)).progress(work),
            Some(seconds) => {
                let share = self.start.elapsed().as_micros() * u128::from(WHOLE)
                    / (u128::from(seconds.max(1)) * 1_000_000);
                u32::try_from(share).unwrap_or(WHOLE).min(WHOLE)
            }
        };
        if let Some(bar) = &self.shown {
            bar.set_position(u64::from(share));
        }
        share
    }

    fn is_cancelled(&self) -> bool {
        self.was_stopped()
    }

    fn better(&self, unfilled: i64, objective: i64) {
        if let Some(bar) = &self.shown {
            bar.set_message(format!("unfilled {unfilled}, points {objective}"));
        }
    }
}
