//! The program that is fed: it takes an input, reads it, and answers with one byte.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, Result};

/// Longer than any input needs, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(20);

/// What came of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It was read.
    Done,
    /// The program ended.
    Gone,
    /// No answer came in time.
    Silent,
}

/// A running program.
pub struct Reader {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<()>,
    said: PathBuf,
}

impl Reader {
    /// Starts it on one of the functions it knows.
    ///
    /// # Errors
    ///
    /// Fails when it is not there.
    pub fn start(program: &Path, target: &str, folder: &Path) -> Result<Self> {
        let said = folder.join(format!("{target}.stderr"));
        let mut child = Command::new(program)
            .arg(target)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&said)?)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let (send, answers) = channel();
        let input = child.stdin.take();
        if let Some(mut output) = child.stdout.take() {
            std::thread::spawn(move || {
                let mut byte = [0];
                while output.read_exact(&mut byte).is_ok() && send.send(()).is_ok() {}
            });
        }
        Ok(Self { child, input, answers, said })
    }

    /// Hands it an input: four bytes of length, the least first, and the bytes.
    pub fn read(&mut self, bytes: &[u8]) -> Answer {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
        let sent = self.input.as_mut().map(|to| {
            to.write_all(&length).and_then(|()| to.write_all(bytes)).and_then(|()| to.flush())
        });
        if !matches!(sent, Some(Ok(()))) {
            return Answer::Gone;
        }
        match self.answers.recv_timeout(PATIENCE) {
            Ok(()) => Answer::Done,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => Answer::Silent,
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => Answer::Gone,
        }
    }

    /// Ends it; what it said on its way.
    pub fn stop(mut self) -> String {
        drop(self.input.take());
        // It may have ended already, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
        std::fs::read_to_string(&self.said).unwrap_or_default()
    }
}
