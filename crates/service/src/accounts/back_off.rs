//! How long somebody waits after attempts that failed.
//!
//! The fifth failure in a row at an account costs a minute, each further one twice as long, half an hour at most. An
//! address of the network from which very many attempts fail waits as well, whatever accounts they were for; many people
//! share one address in a hospital, so that bound is wide.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Failures that cost nothing.
const FREE: i64 = 4;
/// The longest wait, in minutes.
const MOST_MINUTES: i64 = 30;

/// How long nobody is let in after that many failures in a row.
pub(super) fn wait_after(n_failures: i64) -> Option<SignedDuration> {
    let n = n_failures - FREE;
    if n < 1 {
        return None;
    }
    let minutes =
        1_i64.checked_shl(u32::try_from(n - 1).unwrap_or(u32::MAX)).unwrap_or(MOST_MINUTES);
    Some(SignedDuration::from_mins(if (1..MOST_MINUTES).contains(&minutes) {
        minutes
    } else {
        MOST_MINUTES
    }))
}

/// Until when an account of that many failures waits.
pub(super) fn locked_until(n_failures: i64, now: Timestamp) -> Option<Timestamp> {
    wait_after(n_failures).and_then(|it| now.checked_add(it).ok())
}

/// Failures from one address of the network within [`WINDOW`] that are borne.
const MOST_FROM_ADDRESS: u32 = 60;
/// How long failures from an address are counted together.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// Addresses remembered; beyond that those whose time is over are forgotten, then all.
const MOST_ADDRESSES: usize = 20_000;

/// Failures by address of the network. Each process counts its own: what it forgets when it stops is counted at the
/// accounts still.
#[derive(Debug, Default)]
pub(super) struct Addresses(Mutex<BTreeMap<String, Failures>>);

#[derive(Debug, Clone, Copy)]
struct Failures {
    since: Timestamp,
    n: u32,
}

impl Failures {
    fn over_at(self) -> Timestamp {
        self.since.checked_add(WINDOW).unwrap_or(Timestamp::MAX)
    }
}

impl Addresses {
    /// Until when nothing from there is looked at.
    pub(super) fn waits_until(&self, address: &str, now: Timestamp) -> Option<Timestamp> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let it = all.get(address).filter(|it| it.n >= MOST_FROM_ADDRESS && now < it.over_at())?;
        Some(it.over_at())
    }

    /// Counts one that failed.
    pub(super) fn failed(&self, address: &str, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_ADDRESSES {
            all.retain(|_, it| now < it.over_at());
            if all.len() >= MOST_ADDRESSES {
                all.clear();
            }
        }
        let it = all.entry(address.to_owned()).or_insert(Failures { since: now, n: 0 });
        if now >= it.over_at() {
            *it = Failures { since: now, n: 0 };
        }
        it.n = it.n.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_failure_costs_a_minute_and_none_more_than_half_an_hour() {
        let minutes = |n| wait_after(n).map(|it| it.as_mins());
        let found: Vec<_> = [0, 4, 5, 6, 7, 8, 9, 10, 11, 70, 1_000_000].map(minutes).into();
        let waits = [0, 0, 1, 2, 4, 8, 16, 30, 30, 30, 30];
        assert_eq!(found, waits.map(|it| (it > 0).then_some(it)));
    }

    #[test]
    fn an_address_waits_from_its_sixtieth_failure_until_its_quarter_of_an_hour_is_over() {
        let it = Addresses::default();
        let start: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        let at = |seconds: i64| start + SignedDuration::from_secs(seconds);
        for n in 0..59 {
            it.failed("192.0.2.1", at(n));
        }
        assert_eq!(it.waits_until("192.0.2.1", at(59)), None);
        it.failed("192.0.2.1", at(59));
        assert_eq!(it.waits_until("192.0.2.1", at(59)), Some(at(900)));
        assert_eq!(it.waits_until("192.0.2.2", at(59)), None);
        assert_eq!(it.waits_until("192.0.2.1", at(899)), Some(at(900)));
        assert_eq!(it.waits_until("192.0.2.1", at(900)), None);
        it.failed("192.0.2.1", at(900));
        assert_eq!(it.waits_until("192.0.2.1", at(901)), None, "it begins anew");
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let it = Addresses::default();
        let now: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        for n in 0..MOST_ADDRESSES + 5 {
            it.failed(&n.to_string(), now);
        }
        assert!(it.0.lock().unwrap().len() <= MOST_ADDRESSES);
    }
}
