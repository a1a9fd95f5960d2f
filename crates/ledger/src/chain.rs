//! The chain: each entry's hash is over all its fields and the hash before it.
//!
//! The body takes part by the hash of what is stored, which is sealed: erasing its key leaves the chain whole.

use crate::ids::OrgId;
use crate::text::{Fields, digest};

/// An entry as it stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub seq: i64,
    pub stream_id: String,
    pub id: String,
    pub kind: String,
    pub valid_from: Option<String>,
    pub valid_until: Option<String>,
    pub recorded_at: i64,
    pub actor: String,
    pub supersedes: Option<String>,
    pub about: Option<String>,
    pub names: Option<String>,
    pub key_id: Option<String>,
    pub body: Option<String>,
    pub body_hash: String,
    pub prev_hash: String,
    pub hash: String,
}

/// What the first entry's `prev_hash` is.
pub(crate) fn beginning(org: &OrgId) -> String {
    let mut fields = Fields::default();
    fields.text("preceptor chain 1").text(org.as_str());
    digest(fields.bytes())
}

/// The hash of a stored body, or of there being none.
pub(crate) fn body_hash(body: Option<&str>) -> String {
    let mut fields = Fields::default();
    fields.text("preceptor body 1").maybe(body);
    digest(fields.bytes())
}

/// What a sealed body is bound to: the row it stands in.
pub(crate) fn bound_to(org: &OrgId, seq: i64, stream_id: &str, kind: &str) -> Vec<u8> {
    let mut fields = Fields::default();
    fields.text("preceptor entry body 1").text(org.as_str()).number(seq).text(stream_id).text(kind);
    fields.bytes().to_vec()
}

impl Row {
    /// The hash of all fields but itself.
    pub(crate) fn own_hash(&self, org: &OrgId) -> String {
        let mut fields = Fields::default();
        fields
            .text("preceptor entry 1")
            .text(org.as_str())
            .number(self.seq)
            .text(&self.stream_id)
            .text(&self.id)
            .text(&self.kind)
            .maybe(self.valid_from.as_deref())
            .maybe(self.valid_until.as_deref())
            .number(self.recorded_at)
            .text(&self.actor)
            .maybe(self.supersedes.as_deref())
            .maybe(self.about.as_deref())
            .maybe(self.names.as_deref())
            .maybe(self.key_id.as_deref())
            .text(&self.body_hash)
            .text(&self.prev_hash);
        digest(fields.bytes())
    }

    /// What is wrong with it as the next of a chain that ends so, if anything.
    pub(crate) fn fault_after(&self, org: &OrgId, before: &Link) -> Option<&'static str> {
        if self.seq != before.seq + 1 {
            return Some("its number does not follow on the one before: entries are missing");
        }
        if self.prev_hash != before.hash {
            return Some(
                "it does not follow on the entry before: that one was changed or exchanged",
            );
        }
        if self.body_hash != body_hash(self.body.as_deref()) {
            return Some("its body was changed");
        }
        if self.hash != self.own_hash(org) {
            return Some("one of its fields was changed");
        }
        if self.recorded_at <= before.recorded_at {
            return Some("it was recorded before the entry before it");
        }
        None
    }

    pub(crate) fn link(&self) -> Link {
        Link { seq: self.seq, recorded_at: self.recorded_at, hash: self.hash.clone() }
    }
}

/// The end of a chain so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub seq: i64,
    pub recorded_at: i64,
    pub hash: String,
}

impl Link {
    pub(crate) fn beginning(org: &OrgId) -> Self {
        Self { seq: 0, recorded_at: i64::MIN, hash: beginning(org) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn org() -> OrgId {
        OrgId::new("X99").unwrap()
    }

    fn maybe() -> impl Strategy<Value = Option<String>> {
        prop::option::of("[a-zä0-9-]{1,6}")
    }

    /// Fields of entries, before they are chained.
    fn any_row() -> impl Strategy<Value = Row> {
        let words = ("[a-z:0-9]{1,6}", "[a-z]{1,4}", "[a-z]{1,4}", "[a-z]{1,4}");
        let others = (maybe(), maybe(), maybe(), maybe(), maybe(), maybe(), maybe());
        (words, others, 1..1_000_i64).prop_map(|(words, others, after)| {
            let (stream_id, id, kind, actor) = words;
            let (valid_from, valid_until, supersedes, about, names, key_id, body) = others;
            let (seq, recorded_at) = (0, after);
            let body_hash = body_hash(body.as_deref());
            let (prev_hash, hash) = (String::new(), String::new());
            Row {
                seq,
                stream_id,
                id,
                kind,
                valid_from,
                valid_until,
                recorded_at,
                actor,
                supersedes,
                about,
                names,
                key_id,
                body,
                body_hash,
                prev_hash,
                hash,
            }
        })
    }

    fn chained(rows: Vec<Row>) -> Vec<Row> {
        let mut end = Link { recorded_at: 0, ..Link::beginning(&org()) };
        rows.into_iter()
            .map(|mut row| {
                row.seq = end.seq + 1;
                row.recorded_at += end.recorded_at;
                row.prev_hash = end.hash.clone();
                row.hash = row.own_hash(&org());
                end = row.link();
                row
            })
            .collect()
    }

    /// The numbers of the entries that do not fit.
    fn faults(rows: &[Row]) -> Vec<i64> {
        let mut end = Link::beginning(&org());
        let mut found = Vec::new();
        for row in rows {
            if row.fault_after(&org(), &end).is_some() {
                found.push(row.seq);
            }
            end = row.link();
        }
        found
    }

    /// Changes one letter of a text, or puts one there.
    fn disturb(text: &mut String, at: usize) {
        let mut letters: Vec<char> = text.chars().collect();
        let at = at % letters.len().max(1);
        match letters.get_mut(at) {
            Some(it) => *it = if *it == 'q' { 'r' } else { 'q' },
            None => letters.push('q'),
        }
        *text = letters.into_iter().collect();
    }

    /// Changes something of a field.
    fn change(row: &mut Row, field: usize, at: usize) {
        let texts = [
            &mut row.stream_id,
            &mut row.id,
            &mut row.kind,
            &mut row.actor,
            &mut row.body_hash,
            &mut row.prev_hash,
            &mut row.hash,
        ];
        if let Some(it) = texts.into_iter().nth(field) {
            return disturb(it, at);
        }
        let others = [
            &mut row.valid_from,
            &mut row.valid_until,
            &mut row.supersedes,
            &mut row.about,
            &mut row.names,
            &mut row.key_id,
            &mut row.body,
        ];
        match others.into_iter().nth(field - 7) {
            Some(Some(it)) => disturb(it, at),
            Some(it) => *it = Some(String::new()),
            None => row.recorded_at += 1,
        }
    }

    proptest! {
        /// A chain that nobody touched has no fault.
        #[test]
        fn an_untouched_chain_is_whole(rows in prop::collection::vec(any_row(), 0..8)) {
            prop_assert_eq!(faults(&chained(rows)), Vec::<i64>::new());
        }

        /// Any change of any field shows, first at the entry that was changed.
        #[test]
        fn any_change_is_found_at_its_entry(
            rows in prop::collection::vec(any_row(), 1..8),
            which in any::<prop::sample::Index>(),
            field in 0..15_usize,
            at in 0..64_usize,
        ) {
            let mut rows = chained(rows);
            let which = which.index(rows.len());
            change(&mut rows[which], field, at);
            let first = faults(&rows).first().copied();
            prop_assert_eq!(first, Some(rows[which].seq));
        }

        /// Taking entries out, or exchanging two, shows.
        #[test]
        fn entries_can_neither_go_nor_change_places(
            rows in prop::collection::vec(any_row(), 2..8),
            which in any::<prop::sample::Index>(),
        ) {
            let rows = chained(rows);
            let which = which.index(rows.len() - 1);
            let mut without = rows.clone();
            without.remove(which);
            prop_assert!(!faults(&without).is_empty());
            let mut exchanged = rows.clone();
            exchanged.swap(which, which + 1);
            prop_assert!(!faults(&exchanged).is_empty());
        }

        /// A change whose own hash is made anew shows at the entry after it.
        #[test]
        fn a_hash_made_anew_shows_at_the_next_entry(rows in prop::collection::vec(any_row(), 2..8), field in 0..4_usize) {
            let mut rows = chained(rows);
            change(&mut rows[0], field, 0);
            rows[0].hash = rows[0].own_hash(&org());
            prop_assert_eq!(faults(&rows), vec![2]);
        }
    }
}
