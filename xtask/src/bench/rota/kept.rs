//! Finished runs, one on each line of a file, so that a long measurement goes on where it stopped.
//!
//! Runs of another build of the program are not runs of this one: the file is named by the program's digest.

use std::hash::Hasher;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value as Json;

use super::field;

/// The finished runs.
#[derive(Debug)]
pub struct Kept {
    /// Where they are kept; nowhere for a measurement that is not to be gone on with.
    path: Option<PathBuf>,
    runs: Vec<Json>,
}

impl Kept {
    /// Those of this measurement by this program.
    pub fn open(folder: &Path, name: Option<&str>, program: &Path) -> Result<Self> {
        let Some(name) = name else { return Ok(Self { path: None, runs: Vec::new() }) };
        let bytes = std::fs::read(program).context("reading the program")?;
        let mut digest = std::hash::DefaultHasher::new();
        digest.write(&bytes);
        let path = folder.join(format!("{name}-{:016x}.jsonl", digest.finish()));
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        // A line that was cut off when the last measurement stopped is made again.
        let runs = text.lines().filter_map(|it| serde_json::from_str(it).ok()).collect();
        Ok(Self { path: Some(path), runs })
    }

    /// Where they are kept.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The run of that key.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.runs.iter().find(|it| field(it, "run") == key)
    }

    /// Keeps a run.
    pub fn add(&mut self, run: Json) -> Result<()> {
        if let Some(path) = &self.path {
            let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
            writeln!(file, "{run}").with_context(|| format!("writing `{}`", path.display()))?;
        }
        self.runs.push(run);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_measurement_goes_on_where_it_stopped_with_the_same_program_only() {
        let folder = std::env::temp_dir().join(format!("preceptor-kept-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let program = folder.join("program");
        std::fs::write(&program, "one").unwrap();
        let mut kept = Kept::open(&folder, Some("panel"), &program).unwrap();
        kept.add(json!({"run": "a", "value": 1})).unwrap();
        let path = kept.path().unwrap().to_owned();
        let cut = std::fs::read_to_string(&path).unwrap() + "{\"run\": \"b\", \"val";
        std::fs::write(&path, cut).unwrap();
        let again = Kept::open(&folder, Some("panel"), &program).unwrap();
        assert_eq!(again.get("a").map(|it| field(it, "value")), Some(&json!(1)));
        assert!(again.get("b").is_none());
        std::fs::write(&program, "two").unwrap();
        let other = Kept::open(&folder, Some("panel"), &program).unwrap();
        assert!(other.get("a").is_none());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
