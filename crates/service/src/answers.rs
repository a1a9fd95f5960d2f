//! Answers about people that were given lately, so that the same question is not worked out again while nothing it rests
//! on has changed.
//!
//! An answer is as good as the log: with it is kept whom it rests on and the number the log stood at, and before it is
//! given again the shelf has followed the log to its end ([`crate::register::Shelf::is_unchanged`]). Answers are alike, so
//! each is kept as what tells it from another.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use lz4_flex::block::{compress_prepend_size_with_dict, decompress_size_prepended_with_dict};
use preceptor_record::{Day, PersonId};
use preceptor_standing::Engine;

use crate::installation::lock;

/// How much one half holds, in bytes of what is kept of the answers.
const A_HALF: usize = 64 * 1024 * 1024;
/// What an answer takes beside its text, in bytes: its ids and the places they stand in.
const BESIDE: usize = 160;

/// An answer that was given.
struct Given {
    /// The number the log stood at.
    as_of: i64,
    /// Whom it rests on.
    rests_on: Box<[PersonId]>,
    /// What it says beyond the answer that all are told from.
    text: Box<[u8]>,
}

/// What all answers that are kept have in common.
#[derive(Clone)]
struct Under {
    day: Day,
    rules: &'static Engine<'static>,
    /// The answer that all others are told from.
    pattern: Arc<[u8]>,
}

#[derive(Default)]
struct Kept {
    under: Option<Under>,
    younger: BTreeMap<PersonId, Arc<Given>>,
    older: BTreeMap<PersonId, Arc<Given>>,
    n_bytes: usize,
}

impl Kept {
    fn add(&mut self, person: PersonId, it: Arc<Given>) {
        if self.n_bytes >= A_HALF {
            self.older = std::mem::take(&mut self.younger);
            self.n_bytes = 0;
        }
        self.n_bytes += it.text.len() + BESIDE;
        self.younger.insert(person, it);
    }
}

/// Answers about people, one each, of one day under one set of rules.
#[derive(Default)]
pub(crate) struct Answers(Mutex<Kept>);

impl Answers {
    /// The answer about somebody that was given on that day under those rules, where all it rests on is as it was.
    pub(crate) fn of(
        &self,
        person: &PersonId,
        day: Day,
        rules: &'static Engine<'static>,
        is_unchanged: impl FnOnce(&[PersonId], i64) -> bool,
    ) -> Option<String> {
        let (found, under) = {
            let mut kept = lock(&self.0);
            let under = kept.under.clone();
            let under = under.filter(|it| it.day == day && std::ptr::eq(it.rules, rules))?;
            let younger = kept.younger.get(person).map(Arc::clone);
            let found = younger.or_else(|| {
                let it = kept.older.remove(person)?;
                kept.add(person.clone(), Arc::clone(&it));
                Some(it)
            });
            (found?, under)
        };
        if !is_unchanged(&found.rests_on, found.as_of) {
            lock(&self.0).younger.remove(person);
            return None;
        }
        let text = decompress_size_prepended_with_dict(&found.text, &under.pattern).ok()?;
        String::from_utf8(text).ok()
    }

    /// Keeps an answer that was worked out when the log stood at that number.
    pub(crate) fn keep(
        &self,
        person: &PersonId,
        day: Day,
        rules: &'static Engine<'static>,
        as_of: i64,
        rests_on: impl IntoIterator<Item = PersonId>,
        text: &str,
    ) {
        let pattern = {
            let mut kept = lock(&self.0);
            let is_same = |it: &&Under| it.day == day && std::ptr::eq(it.rules, rules);
            if let Some(it) = kept.under.as_ref().filter(is_same) {
                Arc::clone(&it.pattern)
            } else {
                let pattern: Arc<[u8]> = text.as_bytes().into();
                let under = Some(Under { day, rules, pattern: Arc::clone(&pattern) });
                *kept = Kept { under, ..Kept::default() };
                pattern
            }
        };
        let short = compress_prepend_size_with_dict(text.as_bytes(), &pattern);
        let rests_on = rests_on.into_iter().collect();
        let given = Given { as_of, rests_on, text: short.into_boxed_slice() };
        let mut kept = lock(&self.0);
        // Another day may have begun meanwhile.
        if kept.under.as_ref().is_some_and(|it| Arc::ptr_eq(&it.pattern, &pattern)) {
            kept.add(person.clone(), Arc::new(given));
        }
    }
}
