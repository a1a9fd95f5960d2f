//! Random bytes, which the room is handed.

/// Where random bytes come from: keys, nonces. The program hands over the system's; a test, a seeded stream.
pub trait Chance: Send + Sync {
    /// Fills the bytes.
    ///
    /// # Errors
    ///
    /// Where the system has none to give; nothing is sealed then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoChance>;
}

/// The system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct NoChance;

impl From<NoChance> for crate::StoreError {
    fn from(it: NoChance) -> Self {
        Self::away(it)
    }
}
