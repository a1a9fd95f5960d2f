//! Tables of staff, as HR systems write them: what a column may be, a mapping that is remembered, and rows made facts.
//!
//! A column is a [`Column`]; a [`Mapping`] says which, and what an HR system's words mean in ours. [`Reader::read`] makes
//! of a row either a [`Drafted`], or every [`RowFault`] it has. Whose row it is, and what it changes, only a register
//! can tell; see `preceptor-service`.

mod cells;
mod column;
mod facts;
mod fault;
mod mapping;
mod reader;
mod vocabulary;

pub use cells::shown as shown_day;
pub use column::Column;
pub use fault::{Kind, RowFault};
pub use mapping::{Always, Mapping, MappingFault, Meaning, Named, header_key};
pub use reader::{Drafted, Keys, Reader, SupervisedBy};
pub use vocabulary::{List, Vocabulary};

#[cfg(test)]
mod tests;
