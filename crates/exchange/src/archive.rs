//! A portable archive: what is known of somebody, or of everybody of an organisation, with the files it rests on, signed
//! by the organisation it comes from.
//!
//! It is a zip file. `people.jsonl` is a people file: the person first, then those on whom their facts rest (or simply
//! everybody) and the organisations they name, so that every command that reads people files reads it. `evidence/` holds files under their
//! digests. `manifest.json` lists everything with its digest and says whose key signs, and `manifest.sig` is the
//! signature (Ed25519) over the bytes of the manifest. [`read`] believes nothing that the manifest does not list.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _, Write as _};

use preceptor_record::file::{Faults, Sources};
use preceptor_record::people::{Item, People};
use preceptor_record::{Organisation, Person, PersonId};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;

/// What the format is called, with its version.
const FORMAT: &str = "preceptor-archive-1";
const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.sig";
const PEOPLE: &str = "people.jsonl";
const EVIDENCE: &str = "evidence/";
/// Parts of an archive at most.
const MOST_PARTS: usize = 100_000;
/// Bytes of all parts together at most.
const MOST_BYTES: u64 = 400_000_000;

/// Whose archive it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// Its public key: 32 bytes as 64 hexadecimal digits.
    pub key: String,
}

/// A file that a fact rests on.
#[derive(Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Whose it is.
    pub of: PersonId,
    /// The id by which facts name it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// What an archive holds.
#[derive(Clone)]
pub struct Content {
    /// Whose record it is; none where it is of a whole organisation.
    pub person: Option<PersonId>,
    /// When it was made, as text.
    pub made: String,
    /// The person, and those on whom their facts rest.
    pub people: Vec<Person>,
    /// The organisations their facts name.
    pub organisations: Vec<Organisation>,
    /// The files.
    pub evidence: Vec<Evidence>,
}

/// Why a file is no archive that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveFault {
    /// It is no zip file, or a broken one.
    #[error("this is no archive, or a broken one: {0}")]
    Broken(String),
    /// It is too large.
    #[error("the archive is too large")]
    TooLarge,
    /// It holds something that has no place in it.
    #[error("the archive holds `{0}`, which has no place in one")]
    Strange(String),
    /// Something is not there that the manifest lists, or is.
    #[error("`{0}` is missing")]
    Missing(String),
    /// Something is not what the manifest says.
    #[error("`{0}` is not what was signed")]
    Changed(String),
    /// The signature is not of that key.
    #[error("the signature does not fit: the manifest was changed, or another key signed it")]
    Signature,
    /// The people in it cannot be read.
    #[error("the record cannot be read: {0}")]
    Record(String),
}

/// Writes an archive; `sign` signs the bytes of its manifest with the key of the sender.
///
/// # Errors
///
/// Where it cannot be packed.
pub fn write(
    sender: &Sender,
    content: &Content,
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Result<Vec<u8>, ArchiveFault> {
    let mut lines = String::new();
    for it in &content.people {
        lines.push_str(&format!("{}\n", it.to_json()));
    }
    for it in &content.organisations {
        lines.push_str(&format!("{}\n", it.to_json()));
    }
    let mut parts: Vec<(String, &[u8])> = vec![(PEOPLE.to_owned(), lines.as_bytes())];
    let mut listed = vec![json!({ "path": PEOPLE, "sha256": digest(lines.as_bytes()) })];
    let mut kept: BTreeSet<String> = BTreeSet::new();
    for it in &content.evidence {
        let sha256 = digest(&it.content);
        let path = format!("{EVIDENCE}{sha256}");
        listed.push(json!({
            "path": path, "sha256": sha256, "of": it.of.as_str(), "id": it.id, "name": it.name,
        }));
        if kept.insert(path.clone()) {
            parts.push((path, &it.content));
        }
    }
    let manifest = json!({
        "format": FORMAT,
        "from": { "organisation": sender.organisation, "name": sender.name, "key": sender.key },
        "person": content.person.as_ref().map(PersonId::as_str),
        "made": content.made,
        "files": listed,
    });
    let manifest = format!("{manifest:#}\n");
    let signature = hex(&sign(manifest.as_bytes()));
    parts.push((MANIFEST.to_owned(), manifest.as_bytes()));
    parts.push((SIGNATURE.to_owned(), signature.as_bytes()));
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let broken = |it: String| ArchiveFault::Broken(it);
    for (path, bytes) in parts {
        out.start_file(path, SimpleFileOptions::default()).map_err(|it| broken(it.to_string()))?;
        out.write_all(bytes).map_err(|it| broken(it.to_string()))?;
    }
    Ok(out.finish().map_err(|it| broken(it.to_string()))?.into_inner())
}

/// Whether a file looks like an archive: it is a zip file that holds a manifest of ours.
pub fn is_one(bytes: &[u8]) -> bool {
    zip::ZipArchive::new(Cursor::new(bytes)).is_ok_and(|it| it.index_for_name(MANIFEST).is_some())
}

/// Reads an archive whose parts are what was signed with the key that its manifest names. Whether that key is trusted is
/// asked elsewhere.
///
/// # Errors
///
/// Where anything in it is not as it was signed, or it cannot be read.
pub fn read(bytes: &[u8]) -> Result<(Sender, Content), ArchiveFault> {
    let mut parts = unpacked(bytes)?;
    let mut part =
        |name: &str| parts.remove(name).ok_or_else(|| ArchiveFault::Missing(name.to_owned()));
    let (manifest, signature) = (part(MANIFEST)?, part(SIGNATURE)?);
    let ill = || ArchiveFault::Broken("its manifest cannot be read".to_owned());
    let said: Json = serde_json::from_slice(&manifest).map_err(|_| ill())?;
    let text = |of: &Json, key: &str| {
        of.get(key).and_then(Json::as_str).map(ToOwned::to_owned).ok_or_else(ill)
    };
    if text(&said, "format")? != FORMAT {
        return Err(ArchiveFault::Broken("it is of another version".to_owned()));
    }
    let from = said.get("from").ok_or_else(ill)?;
    let sender = Sender {
        organisation: text(from, "organisation")?,
        name: text(from, "name")?,
        key: text(from, "key")?,
    };
    let signature = std::str::from_utf8(&signature).ok().and_then(unhex);
    let key = unhex(&sender.key).filter(|it| it.len() == 32);
    let (Some(signature), Some(key)) = (signature, key) else {
        return Err(ArchiveFault::Signature);
    };
    let public = UnparsedPublicKey::new(&ED25519, key);
    public.verify(&manifest, &signature).map_err(|_| ArchiveFault::Signature)?;
    let (mut lines, mut evidence) = (None, Vec::new());
    let mut named: BTreeSet<String> = BTreeSet::new();
    for it in said.get("files").and_then(Json::as_array).into_iter().flatten() {
        let (path, sha256) = (text(it, "path")?, text(it, "sha256")?);
        let content = parts.get(&path).ok_or_else(|| ArchiveFault::Missing(path.clone()))?;
        if digest(content) != sha256 {
            return Err(ArchiveFault::Changed(path));
        }
        if path == PEOPLE {
            lines = Some(content.clone());
        } else {
            let (of, id, name) = (text(it, "of")?, text(it, "id")?, text(it, "name")?);
            evidence.push(Evidence { of: PersonId::new(of), id, name, content: content.clone() });
        }
        named.insert(path);
    }
    if let Some(strange) = parts.keys().find(|it| !named.contains(*it)) {
        return Err(ArchiveFault::Strange(strange.clone()));
    }
    let lines = lines.ok_or_else(|| ArchiveFault::Missing(PEOPLE.to_owned()))?;
    let lines =
        String::from_utf8(lines).map_err(|_| ArchiveFault::Record("it is no text".to_owned()))?;
    let (people, organisations) = items(&lines)?;
    let person = said.get("person").and_then(Json::as_str).map(PersonId::new);
    if let Some(person) = &person
        && people.first().is_none_or(|it| it.id != *person)
    {
        return Err(ArchiveFault::Record(format!("it does not begin with `{person}`")));
    }
    let made = text(&said, "made")?;
    Ok((sender, Content { person, made, people, organisations, evidence }))
}

fn items(lines: &str) -> Result<(Vec<Person>, Vec<Organisation>), ArchiveFault> {
    let (mut people, mut organisations) = (Vec::new(), Vec::new());
    for line in lines.lines() {
        let (mut sources, mut faults) = (Sources::default(), Faults::default());
        let source = sources.add(PEOPLE, line);
        match People::read_line(line, source, &mut faults) {
            Some(item) if !faults.any_error() => match item {
                Item::Person(it, _) => people.push(*it),
                Item::Organisation(it) => organisations.push(it),
            },
            _ => return Err(ArchiveFault::Record(faults.render(&sources))),
        }
    }
    Ok((people, organisations))
}

/// Every part, by its path; what it says of its size is not believed.
fn unpacked(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, ArchiveFault> {
    let broken = |it: String| ArchiveFault::Broken(it);
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|it| broken(it.to_string()))?;
    if archive.len() > MOST_PARTS {
        return Err(ArchiveFault::TooLarge);
    }
    let (mut made, mut left) = (BTreeMap::new(), MOST_BYTES);
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|it| broken(it.to_string()))?;
        let path = part.name().map_err(|it| broken(it.to_string()))?.into_owned();
        let is_evidence = path
            .strip_prefix(EVIDENCE)
            .is_some_and(|it| it.len() == 64 && it.bytes().all(|it| it.is_ascii_hexdigit()));
        if !is_evidence && ![MANIFEST, SIGNATURE, PEOPLE].contains(&path.as_str()) {
            return Err(ArchiveFault::Strange(path));
        }
        let mut content = Vec::new();
        part.take(left + 1).read_to_end(&mut content).map_err(|it| broken(it.to_string()))?;
        left = left.checked_sub(content.len() as u64).ok_or(ArchiveFault::TooLarge)?;
        // Two parts of one name are read differently by different programs.
        if made.insert(path.clone(), content).is_some() {
            return Err(ArchiveFault::Strange(path));
        }
    }
    Ok(made)
}

fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |made, it| made + &format!("{it:02x}"))
}

/// Hexadecimal digits as bytes; none where they are not.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let is_hex = text.len().is_multiple_of(2) && text.bytes().all(|it| it.is_ascii_hexdigit());
    let at = (0..text.len()).step_by(2);
    is_hex.then(|| at.filter_map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect())
}

#[cfg(test)]
mod tests {
    use preceptor_record::{Body, Details, Fact, FactId};
    use ring::signature::{Ed25519KeyPair, KeyPair as _};

    use super::*;

    fn pair(seed: u8) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
    }

    fn sender(of: &Ed25519KeyPair) -> Sender {
        let key = hex(of.public_key().as_ref());
        Sender { organisation: "X99".to_owned(), name: "Harbour Trust".to_owned(), key }
    }

    fn content() -> Content {
        let details = Details {
            name: Some("Wren Sallowfield".to_owned()),
            known_as: None,
            pronouns: None,
            born: None,
            email: None,
            phone: None,
            employee_number: Some("0017".to_owned()),
            from: None,
        };
        let fact = Fact::claimed(FactId::new("f-1"), Body::Details(details));
        let person = Person {
            id: PersonId::new("p-1"),
            name: None,
            details: None,
            former_names: Vec::new(),
            facts: vec![fact],
        };
        let evidence = Evidence {
            of: person.id.clone(),
            id: "e-1".to_owned(),
            name: "a.pdf".to_owned(),
            content: b"%PDF".to_vec(),
        };
        Content {
            person: Some(person.id.clone()),
            made: "2026-11-20T09:00:00Z".to_owned(),
            people: vec![person],
            organisations: Vec::new(),
            evidence: vec![evidence],
        }
    }

    fn archive(seed: u8) -> Vec<u8> {
        let pair = pair(seed);
        write(&sender(&pair), &content(), |it| pair.sign(it).as_ref().to_vec()).unwrap()
    }

    /// The same archive with one part replaced.
    fn with(name: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (path, bytes) in unpacked(&archive(7)).unwrap() {
            let bytes = if path.starts_with(name) { change(bytes) } else { bytes };
            out.start_file(path, SimpleFileOptions::default()).unwrap();
            out.write_all(&bytes).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    fn fault(bytes: &[u8]) -> ArchiveFault {
        read(bytes).err().unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let bytes = archive(7);
        assert!(is_one(&bytes) && !is_one(b"PK\x03\x04") && !is_one(b"a,b"));
        let (from, read) = read(&bytes).unwrap();
        assert_eq!(from, sender(&pair(7)));
        assert!(read.people == content().people && read.evidence == content().evidence);
        assert_eq!(archive(7), bytes, "the same every time");
    }

    #[test]
    fn nothing_in_it_can_be_changed() {
        let more = |mut it: Vec<u8>| {
            it.push(b' ');
            it
        };
        assert_eq!(fault(&with(PEOPLE, more)), ArchiveFault::Changed(PEOPLE.to_owned()));
        assert!(matches!(fault(&with(EVIDENCE, more)), ArchiveFault::Changed(_)));
        assert_eq!(fault(&with(MANIFEST, more)), ArchiveFault::Signature);
        assert_eq!(fault(&with(SIGNATURE, |_| b"00".to_vec())), ArchiveFault::Signature);
        // A signature of another key over the same manifest.
        let other = pair(8);
        let manifest = unpacked(&archive(7)).unwrap().remove(MANIFEST).unwrap();
        let signed = hex(other.sign(&manifest).as_ref());
        let swapped = with(SIGNATURE, |_| signed.clone().into_bytes());
        assert_eq!(fault(&swapped), ArchiveFault::Signature);
    }

    #[test]
    fn what_has_no_place_in_it_is_refused() {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        out.start_file("../evil", SimpleFileOptions::default()).unwrap();
        out.write_all(b"x").unwrap();
        let bytes = out.finish().unwrap().into_inner();
        assert_eq!(fault(&bytes), ArchiveFault::Strange("../evil".to_owned()));
        let empty = zip::ZipWriter::new(Cursor::new(Vec::new())).finish().unwrap().into_inner();
        assert_eq!(fault(&empty), ArchiveFault::Missing(MANIFEST.to_owned()));
        assert!(matches!(fault(b"not a zip"), ArchiveFault::Broken(_)));
        let bytes = archive(7);
        assert!(matches!(fault(&bytes[..bytes.len() / 2]), ArchiveFault::Broken(_)));
    }

    #[test]
    fn digits_are_bytes_and_back() {
        assert_eq!(unhex(&hex(&[0, 255, 16])), Some(vec![0, 255, 16]));
        for it in ["0", "0g", "é0"] {
            assert_eq!(unhex(it), None);
        }
    }
}
