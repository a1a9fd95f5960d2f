//! Excel workbooks: the first sheet that has anything in it, read cell by cell so that none can make us large.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};

use super::{Limits, Row, TableFault, too_large};

/// Parts of a workbook that are looked at.
const MOST_PARTS: usize = 2_000;
/// From here on a number has more digits than a cell keeps.
const EXACT: f64 = 1e15;

/// How it is written, and every row that is not blank.
pub(super) fn rows(bytes: &[u8], limits: Limits) -> Result<(String, Vec<Row>), TableFault> {
    unpacks_within(bytes, limits)?;
    let failed = |it: XlsxError| TableFault::Workbook { why: it.to_string() };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
    for name in book.sheet_names() {
        let rows = sheet(&mut book, &name, limits)?;
        if !rows.is_empty() {
            return Ok((format!("Excel workbook, sheet {name}"), rows));
        }
    }
    Err(TableFault::Empty)
}

/// Unpacks everything once into nothing: a small file that becomes a very large one is refused before anybody keeps it.
fn unpacks_within(bytes: &[u8], limits: Limits) -> Result<(), TableFault> {
    let failed = |why: String| TableFault::Workbook { why };
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|it| failed(it.to_string()))?;
    if archive.len() > MOST_PARTS {
        return Err(too_large("parts", MOST_PARTS));
    }
    let mut left = limits.n_unpacked;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|it| failed(it.to_string()))?;
        // What a part says of its size may be untrue, so it is counted.
        let n = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|it| failed(it.to_string()))?;
        left = left.checked_sub(n).ok_or(TableFault::TooLarge {
            what: "bytes once it is unpacked",
            most: limits.n_unpacked,
        })?;
    }
    Ok(())
}

fn sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: Limits,
) -> Result<Vec<Row>, TableFault> {
    let failed = |it: XlsxError| TableFault::Workbook { why: it.to_string() };
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(it) => it,
        // A sheet of charts has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        Err(other) => return Err(failed(other)),
    };
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(failed)? {
        let (row, column) = cell.get_position();
        let (line, column) = (row as usize + 1, column as usize);
        let text = shown(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if column >= limits.n_columns {
            return Err(too_large("columns", limits.n_columns));
        }
        let is_next = rows.last().is_none_or(|it| it.line < line);
        if is_next {
            if rows.len() >= limits.n_rows {
                return Err(too_large("rows", limits.n_rows));
            }
            rows.push(Row { line, cells: Vec::new() });
        }
        // Cells come in the order of rows and columns; one that does not is of a broken workbook.
        let Some(row) = rows.last_mut().filter(|it| it.line == line && it.cells.len() <= column)
        else {
            return Err(TableFault::Workbook { why: "its cells are in no order".to_owned() });
        };
        row.cells.resize(column, String::new());
        row.cells.push(text);
    }
    Ok(rows)
}

/// A cell as text: a day as `2025-01-13`, a number with all its digits.
fn shown(of: &DataRef<'_>) -> String {
    match of {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(it) => it.trim().to_owned(),
        DataRef::SharedString(it) => it.trim().to_owned(),
        DataRef::Bool(it) => if *it { "yes" } else { "no" }.to_owned(),
        DataRef::Int(it) => it.to_string(),
        DataRef::Float(it) if it.abs() >= EXACT => format!("{it:E}"),
        DataRef::Float(it) => it.to_string(),
        DataRef::DateTime(it) => day(it),
        DataRef::DateTimeIso(it) => it.chars().take(10).collect(),
        DataRef::DurationIso(it) => it.clone(),
    }
}

fn day(of: &ExcelDateTime) -> String {
    if !of.is_datetime() || of.as_f64() < 1.0 {
        return of.as_f64().to_string();
    }
    let (year, month, day, ..) = of.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}
