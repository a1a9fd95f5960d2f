//! What any engine must do, run on SQLite, or on PostgreSQL where `TEST_DATABASE_URL` names a server.
//!
//! `cargo test` runs it on SQLite; `cargo xtask test` runs it a second time on a PostgreSQL that it starts.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]
#![cfg_attr(feature = "s3", expect(clippy::expect_used, reason = "as above"))]

mod accounts;
mod append;
mod backup;
mod chain;
mod erasure;
mod files;
mod jobs;
mod migrations;
mod reading;
mod records;
#[cfg(feature = "s3")]
mod s3;
mod staged;
mod store;
mod trails;
