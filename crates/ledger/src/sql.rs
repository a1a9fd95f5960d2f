//! The one place where SQL is put together: rows of `VALUES`, and nothing that anybody wrote.

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

/// How many rows one statement takes: few sizes, so that each is prepared once.
const SIZES: &[usize] = &[64, 16, 4, 1];

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
pub(crate) fn insert(
    table: &'static str,
    columns: &'static [&'static str],
    n_rows: usize,
    then: &'static str,
) -> SqlStr {
    let width = columns.len();
    let row = |i: usize| {
        let places: Vec<String> = (1..=width).map(|it| format!("${}", i * width + it)).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<String> = (0..n_rows).map(row).collect();
    let text =
        format!("INSERT INTO {table} ({}) VALUES {} {then}", columns.join(", "), rows.join(", "));
    AssertSqlSafe(text).into_sql_str()
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
        assert_eq!(sizes, [64, 64, 16, 4, 4, 1, 1, 1]);
        assert_eq!(parts(&rows).concat(), rows);
        assert!(parts::<u8>(&[]).is_empty());
    }

    #[test]
    fn places_are_counted_through_the_rows() {
        let text = insert("t", &["a", "b"], 2, "ON CONFLICT DO NOTHING");
        assert_eq!(
            text.as_str(),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING"
        );
        assert_eq!(within("x IN ({})", 2).as_str(), "x IN ($2, $3)");
    }
}
