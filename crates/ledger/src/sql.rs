//! The one place where SQL is put together: rows of `VALUES`, and nothing that anybody wrote.

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

use crate::database::Engine;

/// How many rows one statement takes: few sizes, so that each is prepared once.
const SIZES: &[usize] = &[128, 64, 32, 16, 8, 4, 2, 1];

/// Cuts rows into parts of those sizes.
pub(crate) fn parts<T>(mut rows: &[T]) -> Vec<&[T]> {
    let mut made = Vec::new();
    for size in SIZES {
        while let Some((part, rest)) = rows.split_at_checked(*size) {
            made.push(part);
            rows = rest;
        }
    }
    made
}

/// `INSERT INTO table (columns) VALUES ($1, ...), ...` for so many rows, and what follows.
///
/// SQLite looks for a place with a name among all names, each time one is bound; a place without one is found at once.
pub(crate) fn insert(
    engine: Engine,
    table: &'static str,
    columns: &'static [&'static str],
    n_rows: usize,
    then: &'static str,
) -> SqlStr {
    let width = columns.len();
    let row = |i: usize| {
        let place = |at: usize| match engine {
            Engine::Sqlite => "?".to_owned(),
            Engine::Postgres => format!("${}", i * width + at),
        };
        let places: Vec<String> = (1..=width).map(place).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<String> = (0..n_rows).map(row).collect();
    let text =
        format!("INSERT INTO {table} ({}) VALUES {} {then}", columns.join(", "), rows.join(", "));
    AssertSqlSafe(text).into_sql_str()
}

/// Values in as few parts as statements take, the last filled up with itself: to look up the same twice does no harm.
pub(crate) fn filled<'v>(values: &[&'v str]) -> Vec<Vec<&'v str>> {
    let most = SIZES.first().copied().unwrap_or(1);
    let fill = |part: &[&'v str]| {
        let size = SIZES.iter().rev().find(|it| **it >= part.len()).copied().unwrap_or(most);
        let last = part.last().copied().unwrap_or_default();
        let mut made = part.to_vec();
        made.resize(size, last);
        made
    };
    values.chunks(most).map(fill).collect()
}

/// A fixed text with `$2, $3, ...` for so many values where it says `{}`; `$1` is the organisation.
pub(crate) fn within(text: &'static str, n: usize) -> SqlStr {
    let places: Vec<String> = (0..n).map(|it| format!("${}", it + 2)).collect();
    AssertSqlSafe(text.replace("{}", &places.join(", "))).into_sql_str()
}

/// All rows of a table in the order of its key.
pub(crate) fn all_of(table: &'static str, columns: &[&'static str], order: &'static str) -> SqlStr {
    AssertSqlSafe(format!("SELECT {} FROM {table} ORDER BY {order}", columns.join(", ")))
        .into_sql_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_into_few_sizes_and_none_is_lost() {
        let rows: Vec<usize> = (0..155).collect();
        let sizes: Vec<usize> = parts(&rows).iter().map(|it| it.len()).collect();
        assert_eq!(sizes, [128, 16, 8, 2, 1]);
        assert_eq!(parts(&rows).concat(), rows);
        assert!(parts::<u8>(&[]).is_empty());
    }

    #[test]
    fn values_are_filled_up_and_none_is_lost() {
        let values: Vec<String> = (0..150).map(|it| format!("v{it}")).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let made = filled(&values);
        assert_eq!(made.iter().map(Vec::len).collect::<Vec<_>>(), [128, 32]);
        let all: Vec<&str> = made.concat();
        assert_eq!(&all[..150], values);
        assert!(all[150..].iter().all(|it| *it == "v149"));
        assert!(filled(&[]).is_empty());
        assert_eq!(filled(&["a"]), [["a"]]);
    }

    #[test]
    fn places_are_counted_through_the_rows() {
        let text = |engine| insert(engine, "t", &["a", "b"], 2, "ON CONFLICT DO NOTHING");
        assert_eq!(
            text(Engine::Postgres).as_str(),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING"
        );
        assert_eq!(
            text(Engine::Sqlite).as_str(),
            "INSERT INTO t (a, b) VALUES (?, ?), (?, ?) ON CONFLICT DO NOTHING"
        );
        assert_eq!(within("x IN ({})", 2).as_str(), "x IN ($2, $3)");
    }

    /// Statements that go through all organisations, on purpose: a backup, the list of them, and the migrations' own table.
    const THROUGH_ALL: &[&str] = &[
        "SELECT org_id FROM head ORDER BY org_id",
        "SELECT e.org_id, e.id FROM entry e JOIN data_key k",
        "SELECT {} FROM {table} ORDER BY {order}",
        "SELECT MAX(version) FROM _sqlx_migrations",
        "SELECT version()",
    ];

    /// The statements, and ends of statements, in a source file: from their first word to the next quotation mark.
    fn statements(text: &str) -> Vec<&str> {
        let begins = ["\"SELECT ", "\"UPDATE ", "\"DELETE FROM ", "\" WHERE "];
        let found = begins.iter().flat_map(|begin| text.match_indices(begin));
        found
            .filter_map(|(at, _)| text.get(at + 1..)?.split('"').next())
            .filter(|it| it.len() > 10)
            .collect()
    }

    #[test]
    fn every_statement_keeps_to_one_organisation() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut n_seen = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let (code, _) = text.split_once("#[cfg(test)]").unwrap_or((&text, ""));
            for it in statements(code) {
                n_seen += 1;
                let keeps = it.contains("org_id = $1") || it.contains("org_id = '-'");
                let may = THROUGH_ALL.iter().any(|known| it.starts_with(known));
                // The first half of a statement that goes on with a placeholder of the columns.
                let is_half = !it.contains("WHERE") && it.contains("JOIN");
                assert!(keeps || may || is_half, "{}: {it}", path.display());
            }
        }
        assert!(n_seen > 60, "{n_seen}");
    }
}
