//! How often somebody may do what needs no account: checking cards, saying something about a page.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};

use crate::site::Site;

/// Addresses remembered; beyond that all are forgotten.
const MOST: usize = 20_000;

/// So many times in so long a time, for each address of the network.
#[derive(Debug)]
pub struct Pace {
    most: u32,
    within: SignedDuration,
    seen: Mutex<BTreeMap<String, (Timestamp, u32)>>,
}

impl Pace {
    /// A pace.
    pub fn new(most: u32, within: SignedDuration) -> Self {
        Self { most, within, seen: Mutex::default() }
    }

    /// Whether whoever asks from there is let in now.
    pub fn lets_in(&self, address: &str, now: Timestamp) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST {
            seen.clear();
        }
        let it = seen.entry(address.to_owned()).or_insert((now, 0));
        if now.duration_since(it.0) >= self.within {
            *it = (now, 0);
        }
        it.1 += 1;
        it.1 <= self.most
    }
}

/// Where a request comes from, as the proxy in front of the server says; nothing where there is none, for then everybody
/// sits at this machine.
pub fn from(headers: &HeaderMap, site: &Site) -> String {
    if !site.is_https() {
        return String::new();
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|it| it.to_str().ok());
    // The last one is what the proxy itself saw; those before it are what a client may have written.
    let last = lines.flat_map(|it| it.split(',')).next_back();
    last.map(|it| it.trim().chars().take(64).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_so_many_is_let_in_the_next_is_not_and_time_heals() {
        let now: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        let pace = Pace::new(3, SignedDuration::from_mins(1));
        let asked: Vec<bool> = (0..4).map(|_| pace.lets_in("a", now)).collect();
        assert_eq!(asked, [true, true, true, false]);
        assert!(pace.lets_in("b", now));
        let later = |seconds| now + SignedDuration::from_secs(seconds);
        assert!(!pace.lets_in("a", later(59)));
        assert!(pace.lets_in("a", later(60)));
    }
}
