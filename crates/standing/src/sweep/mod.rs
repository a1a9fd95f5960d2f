//! Many people at once: which activities each may do on a day, once somebody who qualifies supervises.
//!
//! A [`Sheet`] is the rules of one role narrowed to one day and place; a [`Roster`] keeps people as the stretches on
//! which their atoms hold; a [`Strip`] is one of them walked along days; a [`StatedContext`] is what was stated, made
//! ready. The rules are the ones [`Engine::rule`](crate::Engine::rule) decides by, in a tighter form.

mod make;
mod roster;
mod sheet;
mod stated;
mod strip;

pub use roster::Roster;
pub use sheet::{Row, Sheet};
pub use stated::{ReadyValue, SheetContext, StatedContext};
pub use strip::Strip;

/// An atom a sheet does not need.
const NOWHERE: u8 = 128;
