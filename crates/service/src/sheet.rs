//! Files for a spreadsheet: comma-separated lines in which no cell is taken for a formula.

pub use csv::Terminator;

use crate::refusal::Refusal;

/// A head and its rows as a file whose lines end so.
///
/// # Errors
///
/// Where the rows cannot be written.
pub fn lines<const N: usize>(
    head: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    ends: Terminator,
) -> Result<Vec<u8>, Refusal> {
    let broken = |it: csv::Error| Refusal::Broken(it.to_string());
    let mut out = csv::WriterBuilder::new().terminator(ends).from_writer(Vec::new());
    out.write_record(head).map_err(broken)?;
    for row in rows {
        out.write_record(row.map(plain)).map_err(broken)?;
    }
    out.into_inner().map_err(|it| Refusal::Broken(it.to_string()))
}

/// A cell that no spreadsheet takes for a formula.
fn plain(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cell as it stands in a file, between another and the end of its line.
    fn cell(text: &str) -> String {
        let rows = [["a".to_owned(), text.to_owned()]];
        let file = lines(["one", "two"], rows, Terminator::CRLF).unwrap();
        let file = String::from_utf8(file).unwrap();
        let row = file.strip_prefix("one,two\r\na,").unwrap();
        row.strip_suffix("\r\n").unwrap().to_owned()
    }

    #[test]
    fn a_cell_is_no_formula_and_ends_where_it_should() {
        assert_eq!(cell("Okafor"), "Okafor");
        assert_eq!(cell("Okafor, Amara"), "\"Okafor, Amara\"");
        assert_eq!(cell("the \"other\""), "\"the \"\"other\"\"\"");
        for it in ["=1+1", "+1", "-1", "@x", "\t=1"] {
            assert!(cell(it).trim_start_matches('"').starts_with('\''), "{it}");
        }
    }
}
