//! The rulebooks an organisation has used, kept whole under their digest, so that a decision can be made again as it was.
//!
//! A file is kept once, whatever number of editions have it; an edition is the list of its files.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use preceptor_ledger::{Append, Conflict, Entry, Ledger, NewEntry, OrgId, StoreError, Stream};
use serde_json::Value as Json;

/// Files by their path, as a rulebook is loaded from them.
pub type Files = BTreeMap<String, String>;

const STREAM: &str = "rulebooks";

/// Keeps the files of a rulebook; nothing is done where they are kept already. Gives its digest.
///
/// # Errors
///
/// Where a file is larger than an entry may be, or the store does not answer.
pub async fn keep(
    ledger: &Ledger,
    org: &OrgId,
    files: &Files,
    actor: &str,
    now: Timestamp,
) -> Result<String, StoreError> {
    let digest = preceptor_rulebook::digest(files);
    let stream = Stream::organisation(STREAM)?;
    loop {
        let kept = ledger.entries(org, &stream, i64::MAX).await?;
        let kept: BTreeSet<&str> = kept.iter().map(|it| it.id.as_str()).collect();
        if kept.contains(digest.as_str()) {
            return Ok(digest);
        }
        let mut append = Append::new(org, now);
        let mut list = serde_json::Map::new();
        let mut fresh = BTreeSet::new();
        for (path, text) in files {
            let id = id_of(text);
            if !kept.contains(id.as_str()) && fresh.insert(id.clone()) {
                append = append
                    .entry(NewEntry::new(&stream, id.as_str(), "file", actor).body(text.as_str()));
            }
            list.insert(path.clone(), id.into());
        }
        let edition = NewEntry::new(&stream, digest.as_str(), "rulebook", actor);
        append = append.entry(edition.body(Json::Object(list).to_string()));
        match ledger.append(append).await {
            Ok(_) => return Ok(digest),
            // Somebody keeps the same at this moment: it is found the next time.
            Err(StoreError::Conflict(Conflict::Taken { .. })) => {}
            Err(other) => return Err(other),
        }
    }
}

/// The files of the rulebook of that digest; none where the organisation never used it.
///
/// # Errors
///
/// Where the store does not answer.
pub async fn kept(ledger: &Ledger, org: &OrgId, digest: &str) -> Result<Option<Files>, StoreError> {
    let entries = ledger.entries(org, &Stream::organisation(STREAM)?, i64::MAX).await?;
    let by_id: BTreeMap<&str, &Entry> = entries.iter().map(|it| (it.id.as_str(), it)).collect();
    let text = |id: &str| by_id.get(id).and_then(|it| it.body.text());
    let list: Option<Json> = text(digest).and_then(|it| serde_json::from_str(it).ok());
    let Some(Json::Object(list)) = list else { return Ok(None) };
    let files = list.iter().map(|(path, id)| Some((path.clone(), text(id.as_str()?)?.to_owned())));
    Ok(files.collect())
}

/// The id a file is kept under: of what it says alone.
fn id_of(text: &str) -> String {
    let alone = Files::from([("rulebook.yaml".to_owned(), text.to_owned())]);
    preceptor_rulebook::digest(&alone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::tests::ledger;

    #[tokio::test]
    async fn a_rulebook_that_was_used_comes_back_whole_and_is_kept_once() {
        let (ledger, org) = (ledger().await, OrgId::new("X91").unwrap());
        let now: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        let files = crate::fixture::book().files.as_ref().clone();
        let digest = keep(&ledger, &org, &files, "u-1", now).await.unwrap();
        let n_entries = ledger.head(&org).await.unwrap().seq;
        assert_eq!(keep(&ledger, &org, &files, "u-1", now).await.unwrap(), digest);
        assert_eq!(ledger.head(&org).await.unwrap().seq, n_entries);
        let back = super::kept(&ledger, &org, &digest).await.unwrap().unwrap();
        assert!(back == files);
        assert_eq!(preceptor_rulebook::load_rules(&back).rulebook.unwrap().digest, digest);
        // Of the next edition only what changed is kept.
        let mut next = files.clone();
        let first = next.keys().next().unwrap().clone();
        next.get_mut(&first).unwrap().push_str("\n# another edition\n");
        let other = keep(&ledger, &org, &next, "u-1", now).await.unwrap();
        assert_ne!(other, digest);
        assert_eq!(ledger.head(&org).await.unwrap().seq, n_entries + 2);
        assert!(super::kept(&ledger, &org, &other).await.unwrap().unwrap() == next);
        assert!(super::kept(&ledger, &org, &digest).await.unwrap().unwrap() == files);
        assert!(super::kept(&ledger, &org, "sha256:none").await.unwrap().is_none());
    }
}
