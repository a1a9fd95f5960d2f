//! What a backup holds: the tables that are the truth, each with its columns.
//!
//! Derived tables are not among them, because they follow from these; nor what is staged, which is nobody's record yet.

use crate::plan;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    Number,
}

/// A table that is kept.
#[derive(Debug)]
pub(crate) struct Table {
    pub name: &'static str,
    pub columns: &'static [&'static str],
    /// The columns that hold numbers; the others hold text.
    pub numbers: &'static [&'static str],
    /// Its key.
    pub order: &'static str,
}

impl Table {
    pub(crate) fn holds(&self, column: &str) -> Holds {
        if self.numbers.contains(&column) { Holds::Number } else { Holds::Text }
    }

    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|it| it.name == name)
    }
}

/// The tables, in the order in which they are written back.
pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "setting",
        columns: &["org_id", "name", "value"],
        numbers: &[],
        order: "org_id, name",
    },
    Table {
        name: "data_key",
        columns: &["org_id", "stream_id", "key_id", "person_id", "master_id", "wrapped"],
        numbers: &[],
        order: "org_id, stream_id",
    },
    Table {
        name: "entry",
        columns: plan::COLUMNS,
        numbers: &["seq", "recorded_at"],
        order: "org_id, seq",
    },
    Table {
        name: "head",
        columns: &["org_id", "seq", "recorded_at", "hash"],
        numbers: &["seq", "recorded_at"],
        order: "org_id",
    },
    Table {
        name: "job",
        columns: &[
            "org_id",
            "id",
            "kind",
            "key",
            "person_id",
            "payload",
            "state",
            "run_at",
            "attempts",
            "lease_until",
            "leased_by",
            "error",
        ],
        numbers: &["run_at", "attempts", "lease_until"],
        order: "org_id, id",
    },
    Table {
        name: "trail",
        columns: &[
            "org_id",
            "log",
            "number",
            "at",
            "actor",
            "person_id",
            "key",
            "body",
            "prev_hash",
            "hash",
        ],
        numbers: &["number", "at"],
        order: "org_id, log, number",
    },
    Table {
        name: "trail_head",
        columns: &["org_id", "log", "number", "at", "hash"],
        numbers: &["number", "at"],
        order: "org_id, log",
    },
    Table {
        name: "account",
        columns: &[
            "org_id",
            "account_id",
            "email_look",
            "state",
            "body",
            "made_at",
            "n_failures",
            "locked_until",
        ],
        numbers: &["made_at", "n_failures", "locked_until"],
        order: "org_id, account_id",
    },
    Table {
        name: "credential",
        columns: &[
            "org_id",
            "account_id",
            "credential_id",
            "kind",
            "body",
            "counter",
            "made_at",
            "used_at",
        ],
        numbers: &["counter", "made_at", "used_at"],
        order: "org_id, account_id, credential_id",
    },
    Table {
        name: "token",
        columns: &[
            "org_id",
            "kind",
            "look",
            "owner",
            "of_org",
            "person_id",
            "body",
            "made_at",
            "seen_at",
            "expires_at",
            "used_at",
        ],
        numbers: &["made_at", "seen_at", "expires_at", "used_at"],
        order: "org_id, kind, look",
    },
    Table {
        name: "member",
        columns: &[
            "org_id",
            "account_id",
            "of_org",
            "person_id",
            "roles",
            "granted_by",
            "granted_at",
        ],
        numbers: &["granted_at"],
        order: "org_id, account_id, of_org",
    },
    Table {
        name: "saved_view",
        columns: &["org_id", "account_id", "view_id", "body"],
        numbers: &[],
        order: "org_id, account_id, view_id",
    },
];

#[cfg(test)]
mod tests {
    use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Row as _};

    use super::*;

    /// The tables that follow from the others, or must not come back.
    const NOT_KEPT: &[&str] = &["stream", "record", "search", "leans_on", "staged"];

    #[tokio::test]
    async fn every_table_and_column_is_kept_or_can_be_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let url = crate::sqlite_url(&folder.path().join("x.db"));
        crate::database::Database::open(&url, 1).await.unwrap();
        let mut connection = AnyConnection::connect(&url).await.unwrap();
        let text = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\'";
        let tables: Vec<String> =
            sqlx::query_scalar(text).fetch_all(&mut connection).await.unwrap();
        assert!(tables.len() > 5);
        for name in &tables {
            let table = Table::named(name);
            assert_ne!(table.is_some(), NOT_KEPT.contains(&name.as_str()), "`{name}`");
            let Some(table) = table else { continue };
            let text = format!("SELECT name, type FROM pragma_table_info('{name}') ORDER BY cid");
            let columns =
                sqlx::query(AssertSqlSafe(text)).fetch_all(&mut connection).await.unwrap();
            let columns: Vec<(String, Holds)> = columns
                .iter()
                .map(|it| {
                    let holds = if it.get::<String, _>(1) == "BIGINT" {
                        Holds::Number
                    } else {
                        Holds::Text
                    };
                    (it.get(0), holds)
                })
                .collect();
            let listed = table.columns.iter().map(|it| ((*it).to_owned(), table.holds(it)));
            assert_eq!(columns, listed.collect::<Vec<_>>(), "`{name}`");
        }
    }
}
