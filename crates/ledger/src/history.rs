//! What of a stream counts: on both lines of time, the day spoken of and the moment of knowledge.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::entry::Entry;

/// The kind of an entry that takes back the one it is `about`: that never held.
pub const WITHDRAWAL: &str = "withdrawal";

/// The entries that count as known at that moment: recorded by then, and neither corrected nor withdrawn by then.
///
/// A corrected entry is gone even if its correction was withdrawn: that was all that was left of it. A withdrawal that
/// was itself withdrawn never happened. Withdrawals are not among what counts.
///
/// `entries` are those of one stream, in their order: see [`crate::Ledger::entries`].
pub fn as_known(entries: &[Entry], at: Timestamp) -> Vec<&Entry> {
    let known = || entries.iter().filter(|it| it.recorded_at <= at);
    let corrected: BTreeSet<&str> = known().filter_map(|it| it.supersedes.as_deref()).collect();
    let mut withdrawn_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for it in known().filter(|it| it.kind == WITHDRAWAL) {
        if let Some(of) = it.about.as_deref() {
            withdrawn_by.entry(of).or_default().push(&it.id);
        }
    }
    // What withdraws comes after what it withdraws, so from the end on each is settled by those already looked at.
    let mut is_withdrawn: BTreeSet<&str> = BTreeSet::new();
    for it in known().collect::<Vec<_>>().into_iter().rev() {
        let mut by = withdrawn_by.get(it.id.as_str()).into_iter().flatten();
        if by.any(|it| !corrected.contains(it) && !is_withdrawn.contains(it)) {
            is_withdrawn.insert(&it.id);
        }
    }
    known()
        .filter(|it| it.kind != WITHDRAWAL)
        .filter(|it| !corrected.contains(it.id.as_str()) && !is_withdrawn.contains(it.id.as_str()))
        .collect()
}

impl Entry {
    /// Whether it speaks of that day: its days are half-open, and an end that nobody knows is open.
    pub fn speaks_of(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|it| it <= day) && self.valid_until.is_none_or(|it| day < it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Body;
    use crate::ids::Stream;

    /// An entry recorded in that minute.
    fn entry(minute: i64, id: &str, kind: &str) -> Entry {
        Entry {
            seq: minute,
            stream: Stream::person("p").unwrap(),
            id: id.to_owned(),
            kind: kind.to_owned(),
            valid_from: None,
            valid_until: None,
            recorded_at: at(minute),
            actor: "u".to_owned(),
            supersedes: None,
            about: None,
            names: None,
            body: Body::None,
        }
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn correction(minute: i64, id: &str, of: &str) -> Entry {
        Entry { supersedes: Some(of.to_owned()), ..entry(minute, id, "exam") }
    }

    fn withdrawal(minute: i64, id: &str, of: &str) -> Entry {
        Entry { about: Some(of.to_owned()), ..entry(minute, id, WITHDRAWAL) }
    }

    #[track_caller]
    fn check(entries: &[Entry], minute: i64, expected: &[&str]) {
        let found: Vec<&str> =
            as_known(entries, at(minute)).iter().map(|it| it.id.as_str()).collect();
        assert_eq!(found, expected, "in minute {minute}");
    }

    #[test]
    fn a_correction_takes_the_place_of_what_it_corrects_from_when_it_was_recorded() {
        let entries = [entry(1, "a", "exam"), entry(2, "b", "exam"), correction(3, "c", "a")];
        check(&entries, 0, &[]);
        check(&entries, 1, &["a"]);
        check(&entries, 2, &["a", "b"]);
        check(&entries, 3, &["b", "c"]);
    }

    #[test]
    fn what_was_withdrawn_does_not_count_unless_that_was_withdrawn_too() {
        let entries = [
            entry(1, "a", "exam"),
            withdrawal(2, "b", "a"),
            withdrawal(3, "c", "b"),
            withdrawal(4, "d", "c"),
        ];
        check(&entries, 1, &["a"]);
        check(&entries, 2, &[]);
        check(&entries, 3, &["a"]);
        check(&entries, 4, &[]);
    }

    #[test]
    fn a_corrected_entry_is_gone_even_if_its_correction_was_withdrawn() {
        let entries = [entry(1, "a", "exam"), correction(2, "b", "a"), withdrawal(3, "c", "b")];
        check(&entries, 3, &[]);
    }

    #[test]
    fn a_withdrawal_that_was_corrected_withdraws_nothing() {
        let corrected = Entry { supersedes: Some("b".to_owned()), ..entry(3, "c", "note") };
        check(&[entry(1, "a", "exam"), withdrawal(2, "b", "a"), corrected], 3, &["a", "c"]);
    }

    #[test]
    fn an_entry_speaks_of_its_first_day_and_not_of_the_day_after_its_last() {
        let day = |it: &str| it.parse::<Date>().unwrap();
        let of = |from: Option<&str>, until: Option<&str>| Entry {
            valid_from: from.map(day),
            valid_until: until.map(day),
            ..entry(1, "a", "exam")
        };
        let both = of(Some("2026-01-31"), Some("2026-02-28"));
        let spoken = ["2026-01-30", "2026-01-31", "2026-02-27", "2026-02-28"]
            .map(|it| both.speaks_of(day(it)));
        assert_eq!(spoken, [false, true, true, false]);
        assert!(of(None, None).speaks_of(day("0001-01-01")));
        assert!(!of(Some("2026-01-01"), None).speaks_of(day("2025-12-31")));
        assert!(of(None, Some("2026-01-01")).speaks_of(day("2025-12-31")));
    }
}
