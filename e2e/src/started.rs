//! The server and the driver, each started here and stopped where the run ends, however it ends.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

/// A program that is stopped where it is dropped.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program and reads what it prints until a line holds `before`; what follows it there, up to a sign that is no
/// digit, is the port, and the rest of the line what it says of it.
fn started(command: &mut Command, before: &str) -> Result<(Stopped, u16, String)> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let out = child.stdout.take().context("it has no output")?;
    let child = Stopped(child);
    let mut lines = BufReader::new(out).lines();
    for line in lines.by_ref() {
        let line = line?;
        if let Some((_, after)) = line.split_once(before) {
            let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
            let port = digits.parse().with_context(|| format!("no port in `{line}`"))?;
            // Whatever else it prints is read, so that it never waits for a reader.
            let rest = after.trim_start_matches(|it: char| it.is_ascii_digit()).to_owned();
            std::thread::spawn(move || lines.for_each(drop));
            return Ok((child, port, rest));
        }
    }
    anyhow::bail!("it ended before it said where it listens")
}

/// The server of the program under test.
pub struct Server {
    _child: Stopped,
    /// Where it keeps its data, as long as it runs.
    _folder: tempfile::TempDir,
    /// Its address, without a slash at its end.
    pub address: String,
    /// The path of the line to click, with which the first account is made.
    pub setup: String,
}

impl Server {
    /// Starts it on a free port of this machine, with data of its own.
    pub fn start(preceptor: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut command = Command::new(preceptor);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path());
        // The second line it prints, on fresh data.
        let (child, port, setup) = started(&mut command, "look round: http://localhost:")
            .with_context(|| format!("starting {}", preceptor.display()))?;
        let address = format!("http://localhost:{port}");
        Ok(Self { _child: child, _folder: folder, address, setup })
    }
}

/// The program that drives Chromium.
pub struct Driver {
    _child: Stopped,
    /// Its address.
    pub address: String,
}

impl Driver {
    /// Starts it on a free port.
    pub fn start() -> Result<Self> {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stderr(Stdio::null());
        let (child, port, _) = started(&mut command, "started successfully on port ").context(
            "starting chromedriver: on Debian `apt-get install --no-install-recommends chromium chromium-driver \
             fonts-liberation`",
        )?;
        Ok(Self { _child: child, address: format!("http://localhost:{port}") })
    }
}
