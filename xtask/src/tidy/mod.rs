//! `cargo xtask tidy`: what a compiler cannot see about the repository.
//!
//! Each check is a function from what was read to findings; each finding says where, what and what to do. To add a
//! check of the files, write its module and put it into [`CHECKS`].

use std::fmt;
use std::process::ExitCode;

use anyhow::Result;

use crate::arguments::Arguments;
use crate::house::House;
use crate::tree::{File, Tree, root};

mod heads;
mod licences;
mod lines;
mod links;
mod names;
mod purity;
mod rooms;
mod size;
mod words;

#[cfg(test)]
pub use licences::PUBLIC_REGISTRY;

/// Something to put right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, from the root.
    pub path: String,
    /// The line, counted from one.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub advice: String,
}

impl Finding {
    /// A finding at a line of a file.
    pub fn new(
        path: &str,
        line: usize,
        what: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), advice: advice.into() }
    }

    /// A finding where `text` first stands in a file, or at its first line.
    pub fn at_text(
        file: Option<&File>,
        path: &str,
        text: &str,
        what: String,
        advice: impl Into<String>,
    ) -> Self {
        let line = file.and_then(|it| it.text.lines().position(|it| it.contains(text)));
        Self::new(path, line.map_or(1, |it| it + 1), what, advice)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}\n    {}", self.path, self.line, self.what, self.advice)
    }
}

/// A check of the files.
type Check = fn(&Tree) -> Vec<Finding>;

/// The checks of the files.
const CHECKS: &[Check] = &[
    heads::check,
    lines::check,
    links::check,
    names::check,
    purity::check,
    size::check,
    words::check,
];

/// What is wrong with the files.
pub fn of_files(tree: &Tree) -> Vec<Finding> {
    sorted(CHECKS.iter().flat_map(|it| it(tree)).collect())
}

/// What is wrong with how our rooms stand to each other.
pub fn of_rooms(house: &House, tree: &Tree) -> Vec<Finding> {
    sorted(rooms::check(house, tree))
}

/// What is wrong with what others wrote and we build on.
pub fn of_dependencies(house: &House, tree: &Tree) -> Vec<Finding> {
    sorted(licences::check(house, tree))
}

fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort();
    findings
}

/// Runs every check and says what was found.
///
/// # Errors
///
/// Fails when the repository or cargo cannot be read.
pub fn command(arguments: Arguments) -> Result<ExitCode> {
    arguments.end()?;
    let tree = Tree::read(root())?;
    let house = House::read(&tree.root)?;
    let findings =
        [of_rooms(&house, &tree), of_files(&tree), of_dependencies(&house, &tree)].concat();
    for finding in &findings {
        println!("{finding}");
    }
    let (n_files, n_packages) = (tree.files.len(), house.packages.len());
    match findings.len() {
        0 => println!("{n_files} files and {n_packages} packages are tidy"),
        1 => println!("1 finding"),
        n => println!("{n} findings"),
    }
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
