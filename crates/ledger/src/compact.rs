//! A record in one row: its entries, one after the other, sealed together.

use crate::entry::{Body, Entry};
use crate::ids::{OrgId, Stream};
use crate::text::{Fields, Reading};

/// What a row of a derived table is bound to.
pub(crate) fn bound_to(table: &str, org: &OrgId, person: &str, as_of_seq: i64) -> Vec<u8> {
    let mut fields = Fields::default();
    fields
        .text("preceptor derived 1")
        .text(table)
        .text(org.as_str())
        .text(person)
        .number(as_of_seq);
    fields.bytes().to_vec()
}

/// The entries as bytes.
pub(crate) fn write(entries: &[Entry]) -> Vec<u8> {
    let mut fields = Fields::default();
    for it in entries {
        fields
            .number(it.seq)
            .text(&it.id)
            .text(&it.kind)
            .maybe(it.valid_from.map(|it| it.to_string()).as_deref())
            .maybe(it.valid_until.map(|it| it.to_string()).as_deref())
            .number(it.recorded_at.as_microsecond())
            .text(&it.actor)
            .maybe(it.supersedes.as_deref())
            .maybe(it.about.as_deref())
            .maybe(it.names.as_deref())
            .maybe(it.body.text());
    }
    fields.bytes().to_vec()
}

/// The entries of those bytes; `None` where they are none.
pub(crate) fn read(bytes: &[u8], stream: &Stream) -> Option<Vec<Entry>> {
    let mut reading = Reading::of(bytes);
    let mut entries = Vec::new();
    while !reading.is_over() {
        entries.push(one(&mut reading, stream)?);
    }
    Some(entries)
}

fn one(reading: &mut Reading<'_>, stream: &Stream) -> Option<Entry> {
    let owned = |it: Option<&str>| it.map(ToOwned::to_owned);
    let day = |it: Option<&str>| it.map(str::parse).transpose().ok();
    Some(Entry {
        seq: reading.number()?,
        stream: stream.clone(),
        id: reading.text()?.to_owned(),
        kind: reading.text()?.to_owned(),
        valid_from: day(reading.maybe().ok()?)?,
        valid_until: day(reading.maybe().ok()?)?,
        recorded_at: jiff::Timestamp::from_microsecond(reading.number()?).ok()?,
        actor: reading.text()?.to_owned(),
        supersedes: owned(reading.maybe().ok()?),
        about: owned(reading.maybe().ok()?),
        names: owned(reading.maybe().ok()?),
        body: owned(reading.maybe().ok()?).map_or(Body::None, Body::Said),
    })
}
