//! The steps of the gate, in their order. To add one, write its function and a line in [`STEPS`].

use anyhow::{Result, bail};

use super::{Gate, Log, Outcome, Step, browser, examples, postgres, s3};
use crate::codegen;
use crate::house::{House, cargo};
use crate::soak;
use crate::tidy::{self, Finding};
use crate::tree::Tree;

/// The parts that can be left out where a machine lacks what they need.
pub const PARTS: &[&str] = &["postgres", "s3", "browser"];

/// Everything the gate does. The build is one, in one profile, and all that follows uses it.
pub const STEPS: &[Step] = &[
    Step { name: "fmt", part: None, needs: &[], run: fmt },
    Step { name: "tidy", part: None, needs: &[], run: tidy_files },
    Step { name: "licences", part: None, needs: &[], run: licences },
    Step { name: "clippy", part: None, needs: &[], run: clippy },
    Step { name: "build", part: None, needs: &[], run: build },
    Step { name: "tests", part: None, needs: &["build"], run: tests },
    Step { name: "postgres", part: Some("postgres"), needs: &["build"], run: postgres::step },
    Step { name: "s3", part: Some("s3"), needs: &["build"], run: s3::step },
    Step {
        name: "rulebook-lint",
        part: None,
        needs: &["build"],
        run: |gate, log| rulebooks(gate, log, "lint"),
    },
    Step {
        name: "rulebook-test",
        part: None,
        needs: &["build"],
        run: |gate, log| rulebooks(gate, log, "test"),
    },
    Step {
        name: "rulebook-cover",
        part: None,
        needs: &["build"],
        run: |gate, log| rulebooks(gate, log, "cover"),
    },
    Step { name: "codegen", part: None, needs: &["build"], run: codegen::step },
    Step { name: "examples", part: None, needs: &["build"], run: examples::step },
    Step { name: "browser", part: Some("browser"), needs: &["build"], run: browser::step },
    Step { name: "soak", part: None, needs: &["build"], run: soak::step },
    Step { name: "docs", part: None, needs: &[], run: docs },
];

fn outcome(is_well: bool, note: impl Into<String>) -> Outcome {
    if is_well { Outcome::Passed(note.into()) } else { Outcome::Failed }
}

fn fmt(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    let mut command = cargo();
    // The files alone: whoever reads this runs `cargo fmt` next, and not the differences.
    command.args(["fmt", "--all", "--check", "--", "-l"]).current_dir(&gate.root);
    let is_well = log.run(&mut command)?;
    if !is_well {
        log.say("run `cargo fmt --all`");
    }
    Ok(outcome(is_well, ""))
}

fn tidy_files(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    let tree = Tree::read(gate.root.clone())?;
    let house = House::read(&gate.root)?;
    let found = [tidy::of_rooms(&house, &tree), tidy::of_files(&tree)].concat();
    Ok(outcome(say_all(log, &found), format!("{} files", tree.files.len())))
}

fn licences(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    let tree = Tree::read(gate.root.clone())?;
    let house = House::read(&gate.root)?;
    let is_well = say_all(log, &tidy::of_dependencies(&house, &tree));
    let n_packages = house.packages.len();
    // `cargo deny` reads the text of the licences too; it is asked where it is installed.
    let has_deny = cargo().args(["deny", "--version"]).output().is_ok_and(|it| it.status.success());
    if !has_deny {
        return Ok(outcome(
            is_well,
            format!("{n_packages} packages; cargo-deny is not installed, so its check did not run"),
        ));
    }
    let deny = log.run(
        cargo().args(["deny", "check", "bans", "licenses", "sources"]).current_dir(&gate.root),
    )?;
    Ok(outcome(is_well && deny, format!("{n_packages} packages, cargo-deny too")))
}

fn say_all(log: &mut Log, found: &[Finding]) -> bool {
    for finding in found {
        log.say(&finding.to_string());
    }
    found.is_empty()
}

fn clippy(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    let mut command = cargo();
    command.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    Ok(outcome(log.run(command.current_dir(&gate.root))?, ""))
}

/// Builds what the tests, the rulebook's cases and the soak run: the same packages and features as `cargo test`.
fn build(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    let mut command = cargo();
    // Without this very program: a running one cannot be replaced on every system.
    command.args([
        "build",
        "--workspace",
        "--exclude",
        "xtask",
        "--lib",
        "--bins",
        "--tests",
        "--examples",
    ]);
    Ok(outcome(log.run(command.current_dir(&gate.root))?, ""))
}

fn tests(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    let is_well =
        log.run(cargo().args(["test", "--workspace", "--no-fail-fast"]).current_dir(&gate.root))?;
    let n_tests = n_passed(&log.text());
    if is_well && n_tests == 0 {
        bail!("no test ran");
    }
    Ok(outcome(is_well, format!("{n_tests} tests")))
}

/// Sums what each test program says it passed.
pub(super) fn n_passed(text: &str) -> usize {
    let counts = text.lines().filter_map(|it| it.strip_prefix("test result: ok. "));
    counts.filter_map(|it| it.split_whitespace().next()?.parse::<usize>().ok()).sum()
}

/// Runs one of the rulebook's own commands over every rulebook of the repository.
fn rulebooks(gate: &Gate, log: &mut Log, what: &str) -> Result<Outcome> {
    let mut folders: Vec<_> = std::fs::read_dir(gate.root.join("rulebooks"))?
        .filter_map(|it| it.ok().map(|it| it.path()))
        .filter(|it| it.join("rulebook.yaml").is_file())
        .collect();
    folders.sort();
    if folders.is_empty() {
        bail!("there is no rulebook");
    }
    let mut is_well = true;
    let mut names = Vec::new();
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut command = std::process::Command::new(gate.preceptor());
        command.args(["rulebook", what, "--rulebook"]).arg(format!("rulebooks/{name}"));
        is_well &= log.run(command.current_dir(&gate.root))?;
        names.push(name);
    }
    Ok(outcome(is_well, names.join(", ")))
}

fn docs(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    let mut command = cargo();
    // The crates are not published: who reads these pages works on them, and follows links into private parts.
    command.args(["doc", "--workspace", "--no-deps", "--document-private-items"]);
    command.env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links");
    Ok(outcome(log.run(command.current_dir(&gate.root))?, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passed_is_summed_over_the_test_programs() {
        let text = "test result: ok. 12 passed; 0 failed; 0 ignored\n\ntest result: FAILED. 3 passed; 1 failed\n\
                    test result: ok. 30 passed; 0 failed\n";
        assert_eq!(n_passed(text), 42);
    }
}
