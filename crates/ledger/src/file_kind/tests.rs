use std::io::Write as _;

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

pub(crate) fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut made = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        made.start_file(*name, SimpleFileOptions::default()).unwrap();
        made.write_all(text.as_bytes()).unwrap();
    }
    made.finish().unwrap().into_inner()
}

const DOCX: &str = r#"<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

fn docx(more: &[(&str, &str)], types: &str) -> Vec<u8> {
    let parts = [("[Content_Types].xml", types), ("word/document.xml", "<w:document/>")];
    archive(&[&parts, more].concat())
}

fn refused(content: &[u8]) -> &'static str {
    FileKind::of(content).unwrap_err().why
}

#[test]
fn what_people_have_as_evidence_is_taken() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF";
    for (content, kind) in [
        (b"%PDF-1.7\n1 0 obj".as_slice(), FileKind::Pdf),
        (png, FileKind::Png),
        (jpeg, FileKind::Jpeg),
        (b"RIFF\x24\0\0\0WEBPVP8 ", FileKind::Webp),
        ("Observed five procedures.\r\n\tna\u{ef}ve \u{1f600}\n".as_bytes(), FileKind::Text),
        (b"# A heading\n", FileKind::Text),
        (&docx(&[], DOCX), FileKind::Docx),
        (
            &archive(&[
                ("mimetype", "application/vnd.oasis.opendocument.text"),
                ("content.xml", ""),
            ]),
            FileKind::Odt,
        ),
    ] {
        assert_eq!(FileKind::of(content), Ok(kind));
        assert_eq!(FileKind::of_media_type(kind.media_type()), Some(kind));
    }
    let sheet = DOCX.replace("wordprocessingml.document", "spreadsheetml.sheet");
    assert_eq!(FileKind::of(&docx(&[], &sheet)), Ok(FileKind::Xlsx));
}

#[test]
fn programs_and_scripts_are_refused_whatever_they_are_called() {
    for content in [
        b"MZ\x90\0\x03\0\0\0".as_slice(),
        b"\x7fELF\x02\x01\x01\0",
        b"\xca\xfe\xba\xbe\0\0\0\x34",
        b"#!/bin/sh\nrm -rf /\n",
        b"\n#!/usr/bin/env python3\n",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"  <?xml version='1.0'?><x/>",
        b"%!PS-Adobe-3.0\n",
        b"{\\rtf1\\ansi{\\object\\objdata}}",
        b"\0asm\x01\0\0\0",
        b"SQLite format 3\0",
    ] {
        assert_eq!(refused(content), NOT_TAKEN.why, "{content:?}");
    }
}

#[test]
fn archives_are_refused() {
    assert_eq!(refused(&archive(&[("a.txt", "a")])), "archives are not taken");
    assert_eq!(refused(&archive(&[])), "archives are not taken");
    for content in [
        b"\x1f\x8b\x08\0".as_slice(),
        b"Rar!\x1a\x07\x01\0",
        b"7z\xbc\xaf\x27\x1c\0\x04",
        b"BZh91AY",
    ] {
        assert_eq!(refused(content), NOT_TAKEN.why);
    }
    assert_eq!(refused(b"PK\x03\x04 and nothing more"), BROKEN.why);
}

#[test]
fn an_archive_behind_a_picture_is_refused() {
    let mut picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    picture.extend(archive(&[("run.exe", "MZ")]));
    assert_eq!(refused(&picture), "an archive is hidden in the file");
}

#[test]
fn documents_with_macros_or_other_files_are_refused() {
    let with = |word: &str| {
        DOCX.replace(
            "</Types>",
            &format!("<Default Extension=\"bin\" ContentType=\"{word}\"/></Types>"),
        )
    };
    let vba = "application/vnd.ms-office.vbaProject";
    // The part may be called anything: the list of what parts are says it.
    assert_eq!(refused(&docx(&[("word/picture.bin", "x")], &with(vba))), MACROS.why);
    assert_eq!(refused(&docx(&[("word/VBAProject.bin", "x")], DOCX)), MACROS.why);
    let main = DOCX.replace(
        "openxmlformats-officedocument.wordprocessingml.document",
        "ms-word.document.macroEnabled",
    );
    assert_eq!(refused(&docx(&[], &main)), MACROS.why);
    assert_eq!(refused(&docx(&[("word/embeddings/sheet.xlsx", "x")], DOCX)), EMBEDDED.why);
    let ole = "application/vnd.openxmlformats-officedocument.oleObject";
    assert_eq!(refused(&docx(&[], &with(ole))), EMBEDDED.why);
    let odt = ("mimetype", "application/vnd.oasis.opendocument.text");
    assert_eq!(refused(&archive(&[odt, ("Basic/Standard/a.xml", "x")])), MACROS.why);
    assert_eq!(refused(&archive(&[odt, ("Scripts/python/a.py", "x")])), MACROS.why);
    // The old formats of Office, in which nobody can tell.
    assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"), NOT_TAKEN.why);
    assert_eq!(refused(b"%PDF-1.7 << /S /JavaScript /JS (app.alert(1)) >>"), MACROS.why);
    assert_eq!(refused(b"%PDF-1.7 << /S /Launch /F (x.exe) >>"), MACROS.why);
    assert_eq!(refused(b"%PDF-1.7 << /Type /EmbeddedFile >>"), EMBEDDED.why);
}

#[test]
fn a_list_of_parts_that_unpacks_without_end_is_refused() {
    let bomb = docx(&[], &"a".repeat(5_000_000));
    assert!(bomb.len() < 100_000);
    assert_eq!(refused(&bomb), BROKEN.why);
}

#[test]
fn text_in_another_encoding_or_with_control_characters_is_refused() {
    for content in [b"caf\xe9".as_slice(), b"a\0b", b"a\x1b[2Jb", b"\xff\xfea\0"] {
        assert_eq!(refused(content), NOT_TAKEN.why);
    }
    assert_eq!(refused(b""), "the file is empty");
}

proptest! {
    /// Whatever is sent, something is said of it, and damage never makes a document of what was none.
    #[test]
    fn any_bytes_are_judged(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = FileKind::of(&bytes);
        let _ = FileKind::of(&[b"PK\x03\x04".as_slice(), &bytes].concat());
    }

    /// A document that was damaged in one place is judged without stopping the program.
    #[test]
    fn a_damaged_document_is_judged(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut content = docx(&[("word/styles.xml", "<x/>")], DOCX);
        let at = at.index(content.len());
        content[at] = byte;
        let _ = FileKind::of(&content);
    }
}
