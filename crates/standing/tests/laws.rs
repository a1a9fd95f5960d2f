//! Laws.
mod plain;
