//! Where a table begins: below its title lines, at the line with the names of columns.

use std::collections::BTreeSet;

use super::{Row, Table, TableFault, folded};

/// The header stands among the first lines.
const LOOKED_AT: usize = 30;

/// The table of those rows.
pub(super) fn table(
    written: String,
    mut rows: Vec<Row>,
    known: &BTreeSet<String>,
) -> Result<Table, TableFault> {
    let at = header_at(&rows, known).ok_or(TableFault::NoHeader)?;
    let rest = rows.split_off(at + 1);
    let n_above = at;
    let Some(mut header) = rows.pop() else { return Err(TableFault::NoHeader) };
    while header.cells.last().is_some_and(String::is_empty) {
        header.cells.pop();
    }
    let mut rows = rest;
    while rows.last().is_some_and(is_totals) {
        rows.pop();
    }
    if rows.is_empty() {
        return Err(TableFault::NoRows { line: header.line });
    }
    Ok(Table { written, header, rows, n_above })
}

/// The line with most names that are known; where none is, the first that is as wide as most lines are.
fn header_at(rows: &[Row], known: &BTreeSet<String>) -> Option<usize> {
    let n_known = |it: &Row| it.cells.iter().filter(|it| known.contains(&folded(it))).count();
    let first = rows.iter().take(LOOKED_AT).map(n_known);
    let best = first.enumerate().rev().max_by_key(|it| it.1).filter(|it| it.1 >= 2);
    if let Some((at, _)) = best {
        return Some(at);
    }
    let n_filled = |it: &Row| it.cells.iter().filter(|it| !it.is_empty()).count();
    let mut widths: Vec<usize> = rows.iter().map(n_filled).collect();
    widths.sort_unstable();
    let usual = widths.get(widths.len() / 2).copied()?;
    rows.iter().take(LOOKED_AT).position(|it| n_filled(it) >= usual.max(2))
}

/// Whether a line sums up the others: it begins with "total" and says little else.
fn is_totals(row: &Row) -> bool {
    let mut filled = row.cells.iter().filter(|it| !it.is_empty());
    let is_total = filled.next().is_some_and(|it| {
        let it = folded(it);
        ["total", "grand total", "row count", "rows", "end of report"]
            .iter()
            .any(|word| it.starts_with(word))
    });
    is_total && filled.count() <= 3
}
