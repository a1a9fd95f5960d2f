//! Accounts: who may sign in, how they prove who they are, and how they get back in.
//!
//! An account belongs to the installation and may be a member of several organisations. It has a password and an app that
//! makes codes, always both, and ten recovery codes that each stand in for the app once. The store keeps the password as an
//! argon2id hash, the app's secret sealed, and of every link and code only a value that nobody can turn back.
//!
//! | for | call |
//! |---|---|
//! | the first account, an invitation, a way back in | [`Accounts::begin_setup`], [`Accounts::begin_joining`], [`Accounts::begin_recovery`], then [`Accounts::finish_enrolling`] |
//! | signing in | [`Accounts::sign_in`], then [`Accounts::sign_in_code`] |
//! | a forgotten password | [`Accounts::forgotten`], [`Accounts::new_password_after`], then [`Accounts::sign_in_code`] |
//! | proving it once more before something sensitive | [`Accounts::prove`] |
//! | one's own account | [`Accounts::profile`], [`Accounts::change_password`], [`Accounts::begin_new_app`], [`Accounts::new_recovery_codes`] |
//! | who is in an organisation | [`Accounts::members`], [`Accounts::invite`], [`Accounts::change_roles`], [`Accounts::end_member`] |
//!
//! What happens is written as lines of the access trail of each organisation that the account is a member of: see
//! [`events`]. No clock and no chance here: the instant is an argument, random bytes come from the [`Chance`] handed in.

mod administer;
mod back_off;
mod enrol;
mod error;
pub mod events;
mod looks;
mod members;
mod own;
mod password;
mod recovery;
mod secret;
mod sign_in;
mod totp;

use std::sync::Arc;

use preceptor_ledger::{Account, Chance, Ledger, StoreError};
use serde_json::{Value as Json, json};

pub use administer::Happened;
pub use enrol::{Enrolled, Enrolling, Link};
pub use error::{AccountError, Fault, Field};
pub use looks::Looked;
pub(crate) use members::INVITED;
pub use members::{Invitation, MemberRow, MemberState, Membership};
pub use own::Profile;
pub use sign_in::LetIn;

use crate::sessions::SESSION;
use back_off::Addresses;
use password::Hashing;

/// The accounts of an installation.
pub struct Accounts {
    ledger: Ledger,
    chance: Arc<dyn Chance>,
    hashing: Hashing,
    addresses: Addresses,
    /// Codes are checked one at a time, so that many guesses sent at once count as many.
    one_code: tokio::sync::Mutex<()>,
}

/// In which state an account is, as the store has it.
mod state {
    pub use crate::sessions::ACTIVE;
    /// Asked to join, and not yet there.
    pub const INVITED: &str = "invited";
}

impl Accounts {
    /// The accounts that a ledger keeps.
    pub fn new(ledger: Ledger, chance: Arc<dyn Chance>) -> Self {
        Self {
            ledger,
            chance,
            hashing: Hashing::new(),
            addresses: Addresses::default(),
            one_code: tokio::sync::Mutex::new(()),
        }
    }

    /// Ends every session of an account but the one of that id.
    async fn end_sessions_but(&self, account: &str, but: Option<&str>) -> Result<u64, StoreError> {
        self.ledger.end_tokens(SESSION, account, but).await
    }

    /// The account of that id, which may sign in.
    async fn active(&self, account: &str) -> Result<(Account, Said), AccountError> {
        let found = self.ledger.account(account).await?.filter(|it| it.state == state::ACTIVE);
        let account = found.ok_or(AccountError::NotLetIn)?;
        let said = Said::of(&account)?;
        Ok((account, said))
    }
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Accounts")
    }
}

/// What an account says of itself, sealed in the store.
#[derive(Clone, PartialEq, Eq)]
struct Said {
    email: String,
    name: String,
    /// Whether this account was the first: it may set up an organisation.
    is_first: bool,
}

impl Said {
    fn of(account: &Account) -> Result<Self, StoreError> {
        let damaged =
            || StoreError::Damaged { table: "account", column: "body", id: account.id.clone() };
        let it: Json = serde_json::from_str(&account.body).map_err(|_| damaged())?;
        let text = |name: &str| it.get(name).and_then(Json::as_str).map(ToOwned::to_owned);
        Ok(Self {
            email: text("email").ok_or_else(damaged)?,
            name: text("name").ok_or_else(damaged)?,
            is_first: it.get("first").and_then(Json::as_bool).unwrap_or(false),
        })
    }

    fn body(&self) -> String {
        json!({ "email": self.email, "name": self.name, "first": self.is_first }).to_string()
    }
}
