//! The program itself, run on files.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value as Json;

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// What it printed, as JSON.
    #[track_caller]
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap_or_else(|it| panic!("{it}: {self:?}"))
    }

    /// Checks that the question was found wrong, that all these words say why, and that nothing was answered.
    #[track_caller]
    pub fn is_wrong(&self, words: &[&str]) {
        assert_eq!(self.code, 2, "{self:?}");
        assert_eq!(self.out, "", "nothing is answered: {self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "`{word}` is missing in:\n{}", self.err);
        }
    }
}

/// A file beside this one.
pub fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/ask").join(name)
}

/// Runs the program with these arguments and this standard input.
pub fn fed(input: &[u8], arguments: &[&str]) -> Ran {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_preceptor"))
        .args(arguments)
        .current_dir(file(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // The program may end before it has read everything.
    let writing = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the program with these arguments.
pub fn run(arguments: &[&str]) -> Ran {
    fed(b"", arguments)
}

/// Asks about the people of `people.yaml` under the rulebook of these tests, on a fixed day.
pub fn ask(command: &str, arguments: &[&str]) -> Ran {
    ask_on("2026-11-20", command, arguments)
}

pub fn ask_on(day: &str, command: &str, arguments: &[&str]) -> Ran {
    let mut all = vec![command, "--rulebook", "book", "--people", "people.yaml", "--at", day];
    all.extend(arguments);
    run(&all)
}
