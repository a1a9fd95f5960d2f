//! Browser journeys: what people meet, in a real browser. `cargo xtask test` runs them as its browser part.
//!
//! `e2e PRECEPTOR [--shots FOLDER] [--only WORD]` starts that program's server and a headless Chromium, looks at every
//! page at two widths, with and without scripts, and follows the questionnaire by keyboard. With `--shots` it keeps a
//! picture of each page for somebody to look at. It ends with a line like `41 passed, 0 failed`.
#![expect(
    clippy::print_stdout,
    reason = "it is run by people and by the gate, which read what it prints"
)]

mod browser;
mod journeys;
mod looks;
mod started;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use browser::{Browser, Scripts};
use journeys::Walk;
use started::{Driver, Server};

/// What was asked for.
struct Wanted {
    preceptor: PathBuf,
    shots: Option<PathBuf>,
    only: Option<String>,
}

fn wanted() -> Result<Wanted> {
    let mut arguments = std::env::args().skip(1);
    let preceptor = arguments.next().context("name the built program")?.into();
    let mut made = Wanted { preceptor, shots: None, only: None };
    while let Some(option) = arguments.next() {
        let value = arguments.next().with_context(|| format!("`{option}` takes a value"))?;
        match option.as_str() {
            "--shots" => made.shots = Some(value.into()),
            "--only" => made.only = Some(value),
            _ => bail!("`{option}` is not understood"),
        }
    }
    Ok(made)
}

/// What came of the checks so far.
#[derive(Default)]
pub struct Tally {
    n_passed: usize,
    n_failed: usize,
}

impl Tally {
    /// Notes how one check ended, and says so where it failed.
    pub fn note(&mut self, what: &str, outcome: &Result<()>) {
        match outcome {
            Ok(()) => self.n_passed += 1,
            Err(error) => {
                self.n_failed += 1;
                println!("FAILED {what}\n    {}", format!("{error:#}").replace('\n', "\n    "));
            }
        }
    }
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let wanted = wanted()?;
    if let Some(folder) = &wanted.shots {
        std::fs::create_dir_all(folder)?;
    }
    let server = Server::start(&wanted.preceptor)?;
    let driver = Driver::start()?;
    let mut tally = Tally::default();
    // Every page once at each width and once with each state of scripts.
    for (width, scripts) in [(1280, Scripts::On), (390, Scripts::Off)] {
        let browser = Browser::open(&driver, &server, width, scripts).await?;
        looks::every_page(&browser, &wanted, &mut tally).await?;
        browser.close().await?;
    }
    for (width, scripts) in [(390, Scripts::On), (1280, Scripts::Off)] {
        let server = Server::start(&wanted.preceptor)?;
        let browser = Browser::open(&driver, &server, width, scripts).await?;
        journeys::all(&mut Walk::new(&browser, &wanted, &mut tally)).await;
        browser.close().await?;
    }
    println!("{} passed, {} failed", tally.n_passed, tally.n_failed);
    Ok(if tally.n_failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
