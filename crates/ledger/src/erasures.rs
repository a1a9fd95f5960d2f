//! The list of erasures that lies outside the database: a backup taken before one brings the key back, and a restore
//! applies it again from here. It names ids, and lies beside the master key.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::error::StoreError;
use crate::ids::OrgId;

/// A person who was erased.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Erasure {
    /// In whose log.
    pub org: OrgId,
    /// The person's id.
    pub person: String,
}

impl Erasure {
    /// Reads a list; one that is not there is empty.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or a line of it is no erasure: none may be passed over.
    pub fn read_list(path: &Path) -> Result<Vec<Self>, StoreError> {
        let ill = |why: String| StoreError::Setup {
            message: format!("the list of erasures `{}` cannot be read: {why}", path.display()),
        };
        let text = match std::fs::read_to_string(path) {
            Err(it) if it.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            it => it.map_err(|it| ill(it.to_string()))?,
        };
        let lines = text.lines().enumerate().filter(|(_, it)| !it.trim().is_empty());
        lines
            .map(|(at, it)| Self::read(it).ok_or_else(|| ill(format!("line {}", at + 1))))
            .collect()
    }

    fn read(line: &str) -> Option<Self> {
        let it: Json = serde_json::from_str(line).ok()?;
        let text = |key: &str| it.get(key)?.as_str();
        Some(Self {
            org: OrgId::new(text("organisation")?).ok()?,
            person: text("person")?.to_owned(),
        })
    }

    /// Adds it to a list; it is on the disk when this returns.
    pub(crate) fn add_to_list(&self, path: &Path, at: Timestamp) -> Result<(), StoreError> {
        let line = json!({ "organisation": self.org.as_str(), "person": self.person, "at": at.to_string() });
        let add = || -> std::io::Result<()> {
            let mut file = OpenOptions::new().append(true).create(true).open(path)?;
            writeln!(file, "{line}")?;
            file.sync_all()
        };
        add().map_err(|it| StoreError::Away {
            cause: format!("the list of erasures `{}` cannot be written: {it}", path.display()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_read_back_and_a_damaged_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erasures.jsonl");
        assert_eq!(Erasure::read_list(&path), Ok(vec![]));
        let one = Erasure { org: OrgId::new("X99").unwrap(), person: "p-1".to_owned() };
        one.add_to_list(&path, Timestamp::UNIX_EPOCH).unwrap();
        one.add_to_list(&path, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(Erasure::read_list(&path), Ok(vec![one.clone(), one]));
        std::fs::write(&path, "{\"organisation\":\"X99\",\"person\":\"p\"}\n{}\n").unwrap();
        let said = Erasure::read_list(&path).unwrap_err().to_string();
        assert!(said.contains("line 2"), "{said}");
    }
}
