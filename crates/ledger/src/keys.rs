//! The keys of streams: one each, wrapped by the master key, destroyed to erase.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, Row as _};

use crate::database::{Engine, Failed};
use crate::error::StoreError;
use crate::ids::{OrgId, Stream};
use crate::ledger::Core;
use crate::seal::Key;
use crate::sql;
use crate::text::{Fields, to_text};

/// A key as it stands in a row.
#[derive(Debug)]
pub(crate) struct StreamKey {
    stream_id: String,
    key_id: String,
    person_id: Option<String>,
    master_id: String,
    wrapped: String,
}

/// A key that is ready.
#[derive(Debug)]
pub(crate) struct Opened {
    pub key_id: String,
    pub key: Key,
}

fn bound_to(org: &OrgId, stream_id: &str, key_id: &str) -> Vec<u8> {
    let mut fields = Fields::default();
    fields.text("preceptor stream key 1").text(org.as_str()).text(stream_id).text(key_id);
    fields.bytes().to_vec()
}

/// A new key for a stream.
pub(crate) fn make(
    core: &Core,
    org: &OrgId,
    stream: &Stream,
) -> Result<(StreamKey, Opened), StoreError> {
    let mut id = [0; 16];
    core.chance.fill(&mut id)?;
    let key_id = to_text(&id);
    let bound = bound_to(org, stream.as_str(), &key_id);
    let (key, wrapped) = core.master.new_key(&bound, &*core.chance)?;
    let row = StreamKey {
        stream_id: stream.as_str().to_owned(),
        key_id: key_id.clone(),
        person_id: stream.person_id().map(ToOwned::to_owned),
        master_id: core.master.id().to_owned(),
        wrapped,
    };
    Ok((row, Opened { key_id, key }))
}

/// Unwraps a key that was read beside what it opens.
pub(crate) fn open(
    core: &Core,
    org: &OrgId,
    stream_id: &str,
    key_id: &str,
    wrapped: &str,
) -> Result<Key, StoreError> {
    let opened = core.master.unwrap(wrapped, &bound_to(org, stream_id, key_id));
    opened.map_err(|_| StoreError::damaged("data_key", "wrapped", key_id))
}

/// The keys of those streams that have one.
pub(crate) async fn load(
    tx: &mut AnyConnection,
    core: &Core,
    org: &OrgId,
    streams: &[&str],
) -> Result<BTreeMap<String, Opened>, Failed> {
    let mut found = BTreeMap::new();
    for part in sql::filled(streams) {
        let text = "SELECT stream_id, key_id, wrapped FROM data_key WHERE org_id = $1 AND stream_id IN ({})";
        let mut query = sqlx::query(sql::within(text, part.len())).bind(org.as_str());
        for it in part {
            query = query.bind(it);
        }
        for row in query.fetch_all(&mut *tx).await? {
            let (stream_id, key_id): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let key = open(core, org, &stream_id, &key_id, &row.try_get::<String, _>(2)?)?;
            found.insert(stream_id, Opened { key_id, key });
        }
    }
    Ok(found)
}

const COLUMNS: &[&str] = &["org_id", "stream_id", "key_id", "person_id", "master_id", "wrapped"];

pub(crate) async fn insert(
    tx: &mut AnyConnection,
    engine: Engine,
    org: &OrgId,
    keys: &[StreamKey],
) -> Result<(), Failed> {
    let mut query = sqlx::query(sql::insert(engine, "data_key", COLUMNS, keys.len(), ""));
    for it in keys {
        query = query
            .bind(org.as_str())
            .bind(it.stream_id.as_str())
            .bind(it.key_id.as_str())
            .bind(it.person_id.as_deref())
            .bind(it.master_id.as_str())
            .bind(it.wrapped.as_str());
    }
    // Two processes may make the first key of a stream at the same time: one of them reads the other's then.
    query.execute(tx).await.map_err(|it| match Failed::from(it) {
        Failed::Unique(said) => Failed::Again(said),
        other => other,
    })?;
    Ok(())
}
