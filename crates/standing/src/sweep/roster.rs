//! People as stretches of days, one beside another.

use preceptor_record::Record;

use crate::acting::Acting;
use crate::engine::Engine;
use crate::lookup::Lookup;
use crate::truth::Truth;

/// Days on which one atom holds, or may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) from: i32,
    pub(super) until: i32,
    pub(super) atom: u32,
}

/// People as the stretches of days on which their atoms hold, one person's beside one another: what a sweep reads.
#[derive(Debug, Default)]
pub struct Roster {
    stretches: Vec<Stretch>,
    /// Where each person's stretches end: those that hold, then those that may hold.
    ends: Vec<[u32; 2]>,
}

impl Roster {
    /// An empty roster.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many people it holds.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it holds nobody.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes it takes.
    pub fn bytes(&self) -> usize {
        self.ends.len() * size_of::<[u32; 2]>() + self.stretches.len() * size_of::<Stretch>()
    }

    /// Adds somebody in a post.
    pub fn push(
        &mut self,
        engine: &Engine<'_>,
        lookup: &Lookup<'_>,
        record: &Record<'_>,
        acting: &Acting,
    ) {
        let mut unsure = Vec::new();
        engine.each_atom(lookup, record, acting, |atom, timeline| {
            let Ok(atom) = u32::try_from(atom) else { return };
            for (period, truth) in timeline.stretches() {
                let it = Stretch { from: period.from.0, until: period.until.0, atom };
                match truth {
                    Truth::Met => self.stretches.push(it),
                    Truth::Unknown => unsure.push(it),
                    Truth::Unmet => {}
                }
            }
        });
        let sure = u32::try_from(self.stretches.len()).unwrap_or(u32::MAX);
        self.stretches.append(&mut unsure);
        self.ends.push([sure, u32::try_from(self.stretches.len()).unwrap_or(u32::MAX)]);
    }

    /// Somebody's stretches: those that hold and those that may.
    #[inline]
    pub(super) fn of(&self, at: usize) -> (&[Stretch], &[Stretch]) {
        let start = at.checked_sub(1).and_then(|it| self.ends.get(it)).map_or(0, |it| it[1]);
        let [sure, end] = self.ends.get(at).copied().unwrap_or([start; 2]);
        let part = |from: u32, until: u32| {
            self.stretches.get(from as usize..until as usize).unwrap_or_default()
        };
        (part(start, sure), part(sure, end))
    }
}
