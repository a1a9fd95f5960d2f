//! Rebuilds the crate when a rulebook gains or loses a file: what is embedded is listed when the crate is built.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    writeln!(std::io::stdout(), "cargo::rerun-if-changed=../../rulebooks")
}
