//! The files of the repository, as they stand on disk.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// One text file.
#[derive(Debug, Clone)]
pub struct File {
    /// From the root, with forward slashes on every system.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Every text file that is, or is about to be, in the repository.
#[derive(Debug, Clone)]
pub struct Tree {
    /// Where the repository is.
    pub root: PathBuf,
    /// In order of path.
    pub files: Vec<File>,
}

/// The folder that holds the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

impl File {
    /// Whether its name ends so: `rs`, `md`.
    pub fn is(&self, extension: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, it)| it == extension)
    }

    /// Whether it holds tests and nothing else, by where it stands.
    pub fn is_test(&self) -> bool {
        self.path
            .split('/')
            .any(|it| matches!(it, "tests" | "tests.rs" | "cases" | "snapshots" | "e2e"))
    }

    /// Whether it says on one of its first lines that a program wrote it.
    pub fn is_generated(&self) -> bool {
        self.text.lines().take(5).any(|it| it.contains("@generated"))
    }

    /// The line a byte stands on, counted from one.
    pub fn line_of(&self, at: usize) -> usize {
        self.text.as_bytes().iter().take(at).filter(|it| **it == b'\n').count() + 1
    }
}

impl Tree {
    /// Reads what git knows of, and what it would add; files that are not text are left out.
    ///
    /// # Errors
    ///
    /// Fails when git is not there or a file cannot be read.
    pub fn read(root: PathBuf) -> Result<Self> {
        // A worktree has a file of that name, an unpacked archive has neither.
        let paths = if root.join(".git").exists() { listed(&root)? } else { walked(&root)? };
        let mut files = Vec::new();
        for path in paths {
            let on_disk = root.join(&path);
            if !on_disk.is_file() {
                continue; // deleted, and not yet committed
            }
            let bytes = std::fs::read(&on_disk).with_context(|| format!("reading {path}"))?;
            if bytes.iter().take(8000).any(|it| *it == 0) {
                continue;
            }
            files.push(File { path, text: String::from_utf8_lossy(&bytes).into_owned() });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { root, files })
    }

    /// The file of that path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|it| it.path == path)
    }
}

/// The paths git knows of or would add.
fn listed(root: &Path) -> Result<Vec<String>> {
    let told = Command::new("git")
        // Whoever owns the folder, listing it harms nobody.
        .args([
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
            "--deduplicate",
        ])
        .current_dir(root)
        .output()
        .context("git could not be started: it lists the files to check")?;
    if !told.status.success() {
        bail!("git ls-files: {}", String::from_utf8_lossy(&told.stderr).trim());
    }
    let told = String::from_utf8_lossy(&told.stdout);
    Ok(told.split('\0').filter(|it| !it.is_empty()).map(str::to_owned).collect())
}

/// Every path below the root but what a build or the program makes.
fn walked(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let entries =
            std::fs::read_dir(root.join(&folder)).with_context(|| format!("reading {folder}"))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if matches!(name.as_str(), "target" | "preceptor-data" | "node_modules" | ".venv") {
                continue;
            }
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
impl Tree {
    /// A repository of these files, for tests.
    pub fn of<const N: usize>(files: [(&str, &str); N]) -> Self {
        let files = files.map(|(path, text)| File { path: path.to_owned(), text: text.to_owned() });
        Self { root: PathBuf::new(), files: files.to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_first_byte_is_one() {
        let file = File { path: "a.rs".to_owned(), text: "one\ntwo\n".to_owned() };
        assert_eq!((file.line_of(0), file.line_of(3), file.line_of(4)), (1, 1, 2));
    }

    #[test]
    fn without_git_the_same_files_are_found() {
        let walked = walked(&root()).unwrap();
        assert!(walked.iter().any(|it| it == "xtask/src/main.rs"));
        assert!(walked.iter().all(|it| !it.starts_with("target/")));
    }

    #[test]
    fn this_repository_can_be_read() {
        let tree = Tree::read(root()).unwrap();
        assert!(tree.file("xtask/src/main.rs").is_some());
    }
}
