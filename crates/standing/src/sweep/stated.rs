//! What was stated about the case, made ready for sheets.

use preceptor_rulebook::ContextValue;

use crate::engine::Engine;
use crate::expr::{Context, Stated};

/// What was stated, made ready for a sheet.
pub struct SheetContext<'a>(pub(crate) &'a Context);
/// What was stated, by the numbers of its keys: kept and changed between people.
#[derive(Debug, Clone)]
pub struct StatedContext(Box<Context>);

impl StatedContext {
    /// Nothing stated.
    pub fn new(engine: &Engine<'_>) -> Self {
        Self(vec![None; engine.keys.keys.len()].into())
    }

    /// States a value for a key no rule may speak of.
    pub fn state(&mut self, engine: &Engine<'_>, key: &str, value: &ContextValue) {
        if let Some(slot) = engine.keys.find(key).and_then(|it| self.0.get_mut(it)) {
            *slot = Some(engine.keys.stated(value));
        }
    }

    /// A value made ready to be put in place quickly, with the number of its key.
    pub fn ready(
        engine: &Engine<'_>,
        key: &str,
        value: &ContextValue,
    ) -> Option<(usize, ReadyValue)> {
        engine.keys.find(key).map(|it| (it, ReadyValue(engine.keys.stated(value))))
    }

    /// Puts a value in place.
    #[inline]
    pub fn put(&mut self, (key, value): &(usize, ReadyValue)) {
        if let Some(slot) = self.0.get_mut(*key) {
            *slot = Some(value.0);
        }
    }

    /// For a sheet.
    pub fn for_sheet(&self) -> SheetContext<'_> {
        SheetContext(&self.0)
    }
}

/// A value made ready.
#[derive(Debug, Clone, Copy)]
pub struct ReadyValue(Stated);
