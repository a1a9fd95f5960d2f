//! Which column is what, and what an HR system's words mean: written once for a header and remembered.

use preceptor_record::file::{Faults, Limits, Node, Shape as _, Sources, parse_json, parse_yaml};
use preceptor_record::shape;
use serde_json::{Value as Json, json};

use super::Column;
use crate::table::{Row, folded};

shape! {
    /// What the column of a name is.
    pub struct Named {
        /// The name, as the header has it.
        pub column: String,
        /// What it is.
        pub is: Column,
    }
}

shape! {
    /// What a word means that stands in a column.
    pub struct Meaning {
        /// In which column.
        pub is: Column,
        /// The word.
        pub value: String,
        /// What it means: a word of the rulebook; `nothing` where it is to be passed over.
        pub means: String,
    }
}

shape! {
    /// What holds for every row, where no column says it.
    pub struct Always {
        /// What.
        pub is: Column,
        /// The word.
        pub value: String,
    }
}

shape! {
    /// Which column is what, and what words mean. A column that is not named here is passed over.
    pub struct Mapping {
        /// The columns.
        pub columns: Vec<Named>,
        /// Words of the HR system.
        pub values: Vec<Meaning>,
        /// What holds for every row.
        pub always: Vec<Always>,
    }
}

/// Why a mapping does not fit a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingFault {
    /// The table has no column of that name.
    #[error("there is no column `{0}`")]
    NoColumn(String),
    /// The table has several columns of that name.
    #[error("there are several columns `{0}`: give each a name of its own")]
    Repeated(String),
    /// Two columns are the same.
    #[error("`{0}` and `{1}` are both taken for `{2}`: choose one of them")]
    Twice(String, String, Column),
    /// Nothing would tell whose a row is.
    #[error(
        "no column tells whose a row is: choose one for the employee number, the registration number or the e-mail address"
    )]
    NoIdentifier,
}

impl Mapping {
    /// The columns of a header that are known by their names.
    pub fn guessed(header: &Row) -> Self {
        let mut made = Self { columns: Vec::new(), values: Vec::new(), always: Vec::new() };
        for it in &header.cells {
            let Some(is) = Column::of_name(it) else { continue };
            let n_same = header.cells.iter().filter(|other| *other == it).count();
            if n_same == 1 && made.columns.iter().all(|it| it.is != is) {
                made.columns.push(Named { column: it.clone(), is });
            }
        }
        made
    }

    /// Reads a mapping as people write it, in YAML or JSON.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each fault with its line and what to do.
    pub fn read(name: &str, text: &str) -> Result<Self, String> {
        let (mut sources, mut faults) = (Sources::default(), Faults::default());
        let source = sources.add(name, text);
        let node: Option<Node> = if text.trim_start().starts_with("{\"") {
            match parse_json(text, source, Limits::default()) {
                Ok(it) => Some(it),
                Err(fault) => {
                    faults.push(*fault);
                    None
                }
            }
        } else {
            parse_yaml(text, source, Limits::default(), &mut faults)
        };
        let made = node.and_then(|it| Self::read_node(&it, &mut faults));
        match made {
            Some(it) if !faults.any_error() => Ok(it),
            _ => Err(faults.render(&sources)),
        }
    }

    fn read_node(node: &Node, faults: &mut Faults) -> Option<Self> {
        Self::read_shared(node, &|_| true, faults)
    }

    /// It as it is read back.
    pub fn to_json(&self) -> Json {
        let columns: Vec<Json> = self
            .columns
            .iter()
            .map(|it| json!({ "column": it.column, "is": it.is.as_str() }))
            .collect();
        let values: Vec<Json> = self
            .values
            .iter()
            .map(|it| json!({ "is": it.is.as_str(), "value": it.value, "means": it.means }))
            .collect();
        let always: Vec<Json> = self
            .always
            .iter()
            .map(|it| json!({ "is": it.is.as_str(), "value": it.value }))
            .collect();
        json!({ "columns": columns, "values": values, "always": always })
    }

    /// Everything for which it does not fit a header.
    pub fn faults(&self, header: &Row) -> Vec<MappingFault> {
        let mut made = Vec::new();
        for it in &self.columns {
            match header.cells.iter().filter(|cell| **cell == it.column).count() {
                0 => made.push(MappingFault::NoColumn(it.column.clone())),
                1 => {}
                _ => made.push(MappingFault::Repeated(it.column.clone())),
            }
        }
        for (at, it) in self.columns.iter().enumerate() {
            let other = self.columns.iter().take(at).find(|other| other.is == it.is);
            if let Some(other) = other {
                let (one, two) = (other.column.clone(), it.column.clone());
                made.push(MappingFault::Twice(one, two, it.is));
            }
        }
        let tells = [Column::EmployeeNumber, Column::RegistrationNumber, Column::Email];
        if !self.columns.iter().any(|it| tells.contains(&it.is)) {
            made.push(MappingFault::NoIdentifier);
        }
        made
    }

    /// What the column of that name is.
    pub fn of(&self, column: &str) -> Option<Column> {
        self.columns.iter().find(|it| it.column == column).map(|it| it.is)
    }

    /// What a word of a column means, where the mapping says so.
    pub(super) fn meaning(&self, is: Column, value: &str) -> Option<&str> {
        let value = folded(value);
        let found = self.values.iter().find(|it| it.is == is && folded(&it.value) == value);
        found.map(|it| it.means.as_str())
    }
}

/// A header as mappings are remembered by it: the same names in the same order are the same header.
pub fn header_key(header: &Row) -> String {
    header.cells.iter().map(|it| folded(it)).collect::<Vec<_>>().join("\n")
}
