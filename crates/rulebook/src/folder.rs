//! A rulebook folder on disk: the one place of this crate that opens files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use preceptor_record::file::{Fault, Faults};

use crate::layout::{FOLDERS, stem_if_yaml};
use crate::load::{Loaded, load_from};

/// The largest file taken; a larger one was not written by a person.
const LARGEST: u64 = 5 * 1024 * 1024;

/// The text files of a folder and what was wrong with others.
#[derive(Debug, Clone, Default)]
pub struct Folder {
    /// By their path relative to the folder, with `/`.
    pub files: BTreeMap<String, String>,
    /// What could not be read, and what does not belong there.
    pub faults: Faults,
}

/// Why a folder could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There is nothing at that path.
    #[error("there is no folder `{}`", .0.display())]
    Missing(PathBuf),
    /// A file stands where the folder should be.
    #[error("`{}` is a file; a rulebook is a folder that holds rulebook.yaml", .0.display())]
    NotAFolder(PathBuf),
    /// The system refused.
    #[error("the folder `{}` cannot be read: {cause}", .path.display())]
    Unreadable {
        /// Which folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

/// Reads and builds the rulebook of a folder; `faults` hold what is wrong with the folder and with its files.
///
/// # Errors
///
/// Fails when the folder as such cannot be read.
pub fn load_folder(path: &Path) -> Result<Loaded, FolderError> {
    let folder = read_folder(path)?;
    let mut loaded = load_from(&folder.files, &path.display().to_string());
    loaded.faults.append(folder.faults);
    Ok(loaded)
}

/// Reads the YAML files of a rulebook folder. Hidden files are passed over; other files, and folders that are none of
/// a rulebook, are warnings and are not opened, so that a wrong path does not read half a disk.
///
/// # Errors
///
/// Fails when the folder as such cannot be read; a file that cannot be read is a fault.
pub fn read_folder(path: &Path) -> Result<Folder, FolderError> {
    let found = fs::metadata(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => FolderError::Missing(path.to_owned()),
        _ => FolderError::Unreadable { path: path.to_owned(), cause },
    })?;
    if !found.is_dir() {
        return Err(FolderError::NotAFolder(path.to_owned()));
    }
    let unreadable = |cause| FolderError::Unreadable { path: path.to_owned(), cause };
    let root = fs::canonicalize(path).map_err(unreadable)?;
    let mut made = Folder::default();
    let entries = entries_of(path).map_err(unreadable)?;
    for (name, entry) in entries {
        match fs::metadata(&entry) {
            Ok(it) if it.is_dir() => made.take_folder(&name, &entry, &root),
            Ok(it) => made.take_file(&name, &entry, &it),
            Err(cause) => made.unreadable(&name, &cause),
        }
    }
    Ok(made)
}

/// What a folder holds, hidden entries apart, in order of name.
fn entries_of(path: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut made = BTreeMap::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        // A name that is not UTF-8 is shown as near as can be and is no name of a rulebook file.
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            made.insert(name, entry.path());
        }
    }
    Ok(made)
}

impl Folder {
    fn take_folder(&mut self, name: &str, path: &Path, root: &Path) {
        if !FOLDERS.contains(&name) {
            let fault = Fault::general(format!("the folder `{name}` is no part of a rulebook"));
            self.faults
                .push(fault.help(format!("the folders are {}", FOLDERS.join(", "))).warning());
            return;
        }
        // A link that leads back would hold every file twice.
        match fs::canonicalize(path) {
            Ok(real) if root.starts_with(&real) => {
                let fault = Fault::general(format!(
                    "the folder `{name}` is a link that leads back to the rulebook"
                ));
                self.faults.push(fault.help("put a folder in its place"));
                return;
            }
            Ok(_) => {}
            Err(cause) => return self.unreadable(name, &cause),
        }
        match entries_of(path) {
            Ok(entries) => {
                for (file, entry) in entries {
                    let shown = format!("{name}/{file}");
                    match fs::metadata(&entry) {
                        Ok(it) if it.is_dir() => {
                            let fault = Fault::general(format!(
                                "the folder `{shown}` is no part of a rulebook"
                            ));
                            self.faults
                                .push(fault.help(format!("put its files into `{name}`")).warning());
                        }
                        Ok(it) => self.take_file(&shown, &entry, &it),
                        Err(cause) => self.unreadable(&shown, &cause),
                    }
                }
            }
            Err(cause) => self.unreadable(name, &cause),
        }
    }

    fn take_file(&mut self, name: &str, path: &Path, found: &fs::Metadata) {
        if stem_if_yaml(name).is_none() {
            let fault = Fault::general(format!("`{name}` is not a YAML file and is passed over"));
            self.faults.push(fault.help("the files of a rulebook end in `.yaml`").warning());
            return;
        }
        if !found.is_file() {
            self.faults.push(Fault::general(format!("`{name}` is not a file")));
            return;
        }
        if found.len() > LARGEST {
            let fault =
                Fault::general(format!("`{name}` is larger than {} MB", LARGEST / 1024 / 1024));
            self.faults.push(fault.help("split it into several files"));
            return;
        }
        let bytes = match fs::read(path) {
            Ok(it) => it,
            Err(cause) => return self.unreadable(name, &cause),
        };
        match String::from_utf8(bytes) {
            Ok(text) => {
                self.files.insert(name.to_owned(), text);
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let line = error.as_bytes().iter().take(at).filter(|it| **it == b'\n').count() + 1;
                let fault = Fault::general(format!(
                    "`{name}` is not text in UTF-8: line {line} holds other bytes"
                ));
                self.faults.push(fault.help("save it again as UTF-8"));
            }
        }
    }

    fn unreadable(&mut self, name: &str, cause: &io::Error) {
        self.faults.push(Fault::general(format!("`{name}` cannot be read: {cause}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn check(folder: &tempfile::TempDir, expected: &[&str]) {
        let read = read_folder(folder.path()).unwrap();
        let messages: Vec<&str> = read.faults.list().iter().map(|it| it.message.as_str()).collect();
        assert_eq!(messages, expected);
    }

    #[test]
    fn yaml_files_are_read_and_hidden_ones_passed_over() {
        let folder = written(&[
            ("rulebook.yaml", b"id: a"),
            ("scope/a.yml", b"set: a"),
            (".git", b"x"),
            ("scope/.a.yaml.swp", b"x"),
        ]);
        let read = read_folder(folder.path()).unwrap();
        assert_eq!(read.files.keys().collect::<Vec<_>>(), ["rulebook.yaml", "scope/a.yml"]);
        assert!(read.faults.is_empty());
    }

    #[test]
    fn other_files_and_folders_are_warnings() {
        let folder = written(&[
            ("README.md", b"x"),
            ("node_modules/a.yaml", b"x"),
            ("scope/old/a.yaml", b"x"),
        ]);
        check(
            &folder,
            &[
                "`README.md` is not a YAML file and is passed over",
                "the folder `node_modules` is no part of a rulebook",
                "the folder `scope/old` is no part of a rulebook",
            ],
        );
        assert!(!read_folder(folder.path()).unwrap().faults.any_error());
    }

    #[test]
    fn bytes_that_are_no_text_are_a_fault_with_their_line() {
        let folder = written(&[("rulebook.yaml", b"id: a\ntitle: \xff\xfe\n")]);
        check(&folder, &["`rulebook.yaml` is not text in UTF-8: line 2 holds other bytes"]);
    }

    #[test]
    fn a_file_over_five_megabytes_is_a_fault() {
        let folder = written(&[("rulebook.yaml", &vec![b'#'; 5 * 1024 * 1024 + 1])]);
        check(&folder, &["`rulebook.yaml` is larger than 5 MB"]);
        let folder = written(&[("rulebook.yaml", &vec![b'#'; 5 * 1024 * 1024])]);
        check(&folder, &[]);
    }

    #[test]
    fn a_missing_folder_and_a_file_in_its_place_are_told_apart() {
        let folder = written(&[("rulebook.yaml", b"id: a")]);
        let missing = read_folder(&folder.path().join("none")).unwrap_err();
        assert!(matches!(missing, FolderError::Missing(_)), "{missing}");
        let file = read_folder(&folder.path().join("rulebook.yaml")).unwrap_err();
        assert!(
            file.to_string()
                .ends_with("is a file; a rulebook is a folder that holds rulebook.yaml"),
            "{file}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_in_a_circle_are_faults() {
        use std::os::unix::fs::symlink;
        let folder = written(&[("rulebook.yaml", b"id: a")]);
        symlink(folder.path(), folder.path().join("scope")).unwrap();
        symlink(folder.path().join("b.yaml"), folder.path().join("b.yaml")).unwrap();
        let read = read_folder(folder.path()).unwrap();
        let messages: Vec<&str> = read.faults.list().iter().map(|it| it.message.as_str()).collect();
        assert!(
            messages.iter().any(|it| it.starts_with("`b.yaml` cannot be read")),
            "{messages:?}"
        );
        assert!(
            messages.contains(&"the folder `scope` is a link that leads back to the rulebook"),
            "{messages:?}"
        );
        assert_eq!(read.files.len(), 1);
    }
}
