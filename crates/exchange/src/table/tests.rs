use std::io::Write as _;

use proptest::prelude::*;

use super::*;

fn names() -> BTreeSet<String> {
    ["employee number", "last name", "role"].map(str::to_owned).into()
}

fn table(bytes: &[u8]) -> Result<Table, TableFault> {
    read(bytes, &names(), Limits::default())
}

const PLAIN: &str =
    "Employee Number,Last Name,Role\r\n0012,O’Neill – Bell,Łucja\r\n0013,Seán,PA\r\n";

#[track_caller]
fn is_read(bytes: &[u8], written: &str) {
    let made = table(bytes).unwrap();
    assert_eq!(made.written, written);
    assert_eq!(made.header.cells, ["Employee Number", "Last Name", "Role"]);
    assert_eq!((made.header.line, made.rows.len()), (1, 2));
    assert_eq!(made.rows[1].line, 3);
    assert_eq!(made.rows[0].cells[0], "0012");
    assert!(made.rows[0].cells[1].starts_with("O’Neill –"), "{}", made.rows[0].cells[1]);
    assert_eq!(made.rows[1].cells[1], "Seán");
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn every_encoding_is_read() {
    is_read(PLAIN.as_bytes(), "UTF-8, commas");
    is_read(format!("\u{FEFF}{PLAIN}").as_bytes(), "UTF-8, commas");
    is_read(&utf_16(&format!("\u{FEFF}{PLAIN}"), u16::to_le_bytes), "UTF-16, commas");
    is_read(&utf_16(&format!("\u{FEFF}{PLAIN}"), u16::to_be_bytes), "UTF-16, commas");
    is_read(&utf_16(PLAIN, u16::to_le_bytes), "UTF-16, commas");
    is_read(&utf_16(PLAIN, u16::to_be_bytes), "UTF-16, commas");
    let western = PLAIN.replace('Ł', "L");
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&western);
    is_read(&bytes, "Windows-1252, commas");
}

#[test]
fn every_separator_is_found() {
    is_read(PLAIN.replace(',', ";").as_bytes(), "UTF-8, semicolons");
    is_read(PLAIN.replace(',', "\t").as_bytes(), "UTF-8, tabs");
    // A decimal comma in each row does not make commas the separator.
    let made = table(b"Employee Number;Last Name;FTE\n1;a;0,8\n2;b;0,6\n").unwrap();
    assert_eq!(made.written, "UTF-8, semicolons");
    let said = table(b"sep=;\r\nEmployee Number;Last Name\r\n1;a,b,c\r\n2;d,e,f\r\n").unwrap();
    assert_eq!(
        (said.written.as_str(), said.header.line, said.rows[0].line),
        ("UTF-8, semicolons", 2, 3)
    );
}

#[test]
fn title_lines_blank_lines_and_totals_are_no_rows() {
    let text = "Staff in Post\nRun date: 20-NOV-2026,x\n\nEmployee Number,Last Name,Role\n1,a,b\n,,\n2,c,d\n\nTotal rows: 2,,\n";
    let made = table(text.as_bytes()).unwrap();
    assert_eq!((made.header.line, made.n_above), (4, 2));
    assert_eq!(made.rows.iter().map(|it| it.line).collect::<Vec<_>>(), [5, 7]);
}

#[test]
fn a_line_break_in_quotes_does_not_shift_the_lines_below() {
    let made = table(b"Employee Number,Role\n1,\"two\nlines\"\n2,b\n").unwrap();
    assert_eq!(made.rows.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn what_is_no_table_is_refused_with_what_to_do() {
    let other = |bytes: &[u8]| matches!(table(bytes), Err(TableFault::Other { .. }));
    assert_eq!(table(b"").unwrap_err(), TableFault::Empty);
    assert_eq!(table(b" \r\n \n").unwrap_err(), TableFault::Empty);
    for it in
        [&b"\xD0\xCF\x11\xE0 old"[..], b"%PDF-1.7", b"\x89PNG\r\n", b"<html>", b"a,b\n\0,\0\n"]
    {
        assert!(other(it), "{it:?}");
    }
    // Bytes that Windows-1252 does not have.
    assert!(other(b"Employee Number,Role\n1,\x81\x8D\n"));
    let broken = [&b"\xEF\xBB\xBFEmployee Number,Role\n1,"[..], b"\xE9\n"].concat();
    assert!(matches!(table(&broken), Err(TableFault::Encoding { encoding: "UTF-8", .. })));
    let odd = [&b"\xFF\xFE"[..], b"a\0,"].concat();
    assert!(matches!(table(&odd), Err(TableFault::Encoding { encoding: "UTF-16", .. })));
    assert_eq!(
        table(b"Employee Number,Role\n1,\"a\n2,b\n3,c\n").unwrap_err(),
        TableFault::Unclosed { line: 2 }
    );
    assert_eq!(table(b"Employee Number,Role\n").unwrap_err(), TableFault::NoRows { line: 1 });
    assert_eq!(table(b"one\ntwo\nthree\n").unwrap_err(), TableFault::NoHeader);
    for it in [TableFault::Empty, TableFault::NoHeader, TableFault::Unclosed { line: 2 }] {
        assert!(!it.remedy().is_empty());
    }
}

#[test]
fn limits_hold_on_both_sides() {
    let limits = Limits { n_bytes: 60, n_unpacked: 1_000, n_rows: 3, n_columns: 2 };
    let of = |text: &str| read(text.as_bytes(), &names(), limits).map(|it| it.rows.len());
    assert_eq!(of("Employee Number,Role\n1,a\n2,b\n"), Ok(2));
    assert_eq!(of("Employee Number,Role\n1,a\n2,b\n3,c\n"), Err(too_large("rows", 3)));
    assert_eq!(of("Employee Number,Role,x\n1,a,b\n"), Err(too_large("columns", 2)));
    assert_eq!(of(&"x".repeat(61)), Err(too_large("bytes", 60)));
}

/// A workbook with one sheet of these rows of XML.
fn workbook(rows: &str) -> Vec<u8> {
    let mut made = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#.to_owned()),
        ("_rels/.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned()),
        ("xl/workbook.xml", r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Staff" sheetId="1" r:id="r1"/></sheets></workbook>"#.to_owned()),
        ("xl/_rels/workbook.xml.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#.to_owned()),
        ("xl/styles.xml", r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#.to_owned()),
        ("xl/worksheets/sheet1.xml", format!(r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#)),
    ];
    for (name, text) in parts {
        made.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        made.write_all(text.as_bytes()).unwrap();
    }
    made.finish().unwrap().into_inner()
}

const HEAD: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Employee Number</t></is></c><c r="B1" t="inlineStr"><is><t>Role</t></is></c></row>"#;

#[test]
fn a_workbook_is_read_with_its_days_and_numbers() {
    let rows = format!(
        r#"{HEAD}<row r="3"><c r="A3"><v>12346</v></c><c r="B3" s="1"><v>45670</v></c></row><row r="4"><c r="A4"><v>1.23456789012345E+18</v></c><c r="B4"><v>45670</v></c></row>"#
    );
    let made = table(&workbook(&rows)).unwrap();
    assert_eq!(made.written, "Excel workbook, sheet Staff");
    let cells: Vec<(usize, Vec<&str>)> = made
        .rows
        .iter()
        .map(|it| (it.line, it.cells.iter().map(String::as_str).collect()))
        .collect();
    // A cell that is shown as a date is a day; the same number without that is a number still.
    assert_eq!(cells[0], (3, vec!["12346", "2025-01-13"]));
    assert_eq!(cells[1], (4, vec!["1.23456789012345E18", "45670"]));
}

#[test]
fn a_workbook_that_would_become_very_large_is_refused() {
    let limits = Limits { n_unpacked: 100_000, ..Limits::default() };
    let rows = format!(
        "{HEAD}<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>{}</t></is></c></row>",
        " ".repeat(1_000_000)
    );
    let bomb = workbook(&rows);
    assert!(bomb.len() < 10_000, "{}", bomb.len());
    let what = "bytes once it is unpacked";
    assert_eq!(
        read(&bomb, &names(), limits).unwrap_err(),
        TableFault::TooLarge { what, most: 100_000 }
    );
    // One cell in the last corner does not make a table of everything before it.
    let corner = format!("{HEAD}<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");
    assert_eq!(table(&workbook(&corner)).unwrap_err(), too_large("columns", 300));
    assert!(matches!(table(b"PK\x03\x04 and nothing else"), Err(TableFault::Workbook { .. })));
    assert!(matches!(table(&bomb[..bomb.len() / 2]), Err(TableFault::Workbook { .. })));
}

proptest! {
    /// Whatever the bytes are, the answer is a table or a fault.
    #[test]
    fn any_bytes_are_a_table_or_a_fault(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = table(&bytes);
    }

    /// What is written as a table is read back, whatever stands in its cells.
    #[test]
    fn what_is_written_is_read_back(cells in prop::collection::vec("[^\\p{C}]{1,12}", 2..30)) {
        let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
        out.write_record(["Employee Number", "Role"]).unwrap();
        let rows: Vec<[String; 2]> = cells.iter().map(|it| ["1".to_owned(), it.trim().to_owned()]).collect();
        for it in &rows {
            out.write_record(it).unwrap();
        }
        let made = table(&out.into_inner().unwrap()).unwrap();
        let read: Vec<&str> = made.rows.iter().map(|it| it.cells[1].as_str()).collect();
        prop_assert_eq!(read, rows.iter().map(|it| it[1].as_str()).collect::<Vec<_>>());
    }
}
