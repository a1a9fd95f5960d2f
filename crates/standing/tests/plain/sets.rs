//! The two sets of facts a leaf is asked of: those that match and are verified, and all that match or may match.

use preceptor_standing::Truth;

/// Something a fact says that a leaf may count.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<T> {
    /// What it says.
    pub what: T,
    /// Whether somebody entitled confirmed it.
    pub verified: bool,
    /// Whether it matches the leaf; unknown where it may match.
    pub matches: Truth,
}

/// The answer of `V` where `V` and `A` give the same one, else unknown.
///
/// The question itself may not know (experience counted both ways).
pub fn agreed<T: Copy>(candidates: &[Candidate<T>], question: impl Fn(&[T]) -> Truth) -> Truth {
    let v: Vec<T> = candidates
        .iter()
        .filter(|it| it.verified && it.matches == Truth::Met)
        .map(|it| it.what)
        .collect();
    let a: Vec<T> =
        candidates.iter().filter(|it| it.matches != Truth::Unmet).map(|it| it.what).collect();
    let (answer_of_v, answer_of_a) = (question(&v), question(&a));
    if answer_of_v == answer_of_a { answer_of_v } else { Truth::Unknown }
}

/// Whether every part matches: the least of them.
pub fn all(parts: impl IntoIterator<Item = Truth>) -> Truth {
    parts.into_iter().min().unwrap_or(Truth::Met)
}

/// Whether one part matches: the greatest of them.
pub fn any(parts: impl IntoIterator<Item = Truth>) -> Truth {
    parts.into_iter().max().unwrap_or(Truth::Unmet)
}

/// Whether a field of a fact is among those asked for; what was not written is not.
pub fn among<'a, T: PartialEq<U> + 'a, U: ?Sized>(
    asked: impl IntoIterator<Item = &'a T>,
    written: Option<&U>,
) -> Truth {
    let mut asked = asked.into_iter().peekable();
    if asked.peek().is_none() {
        return Truth::Met;
    }
    // READ AS: a field that is asked for and not written does not match, in every leaf that does not say otherwise.
    let Some(written) = written else { return Truth::Unmet };
    asked.any(|it| it == written).into()
}
