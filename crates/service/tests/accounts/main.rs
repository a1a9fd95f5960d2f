//! Accounts on a real store: SQLite, or PostgreSQL where `TEST_DATABASE_URL` names a server.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod enrolling;
mod first_run;
mod members;
mod recovery;
mod signing_in;
mod world;
