//! Signing in: the password, then a code. Between the two stands a secret that is good for five minutes and once.

use jiff::{SignedDuration, Timestamp};
use preceptor_ledger::{Account, Credential, NewToken, StoreError};
use serde_json::{Value as Json, json};

use super::back_off::locked_until;
use super::error::AccountError;
use super::events::{self, Event, Telling};
use super::secret;
use super::{Accounts, state, totp};

/// Who has proved to be who.
#[derive(Clone, PartialEq, Eq)]
pub struct LetIn {
    /// The account.
    pub account: String,
    /// Its owner's name.
    pub name: String,
    /// Whether a recovery code stood in for the app.
    pub with_recovery_code: bool,
}

/// Without the name.
impl std::fmt::Debug for LetIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LetIn").field("account", &self.account).finish_non_exhaustive()
    }
}

/// Credentials of an account, one of each kind.
pub(super) const PASSWORD: &str = "password";
pub(super) const APP: &str = "app";

/// Kinds of tokens.
pub(super) const HALF: &str = "half-signed-in";
pub(super) const RECOVERY_CODE: &str = "recovery-code";
const UNKNOWN: &str = "unknown-address";

/// How long a password that was right is good for without a code.
const HALF_LASTS: SignedDuration = SignedDuration::from_mins(5);
/// How long failures at an address without an account are remembered.
const UNKNOWN_LASTS: SignedDuration = SignedDuration::from_hours(24);
const NOBODY: &str = "nobody";

/// How a code was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    App,
    RecoveryCode,
}

impl Accounts {
    /// The first half: address and password, from an address of the network. The secret with which
    /// [`Accounts::sign_in_code`] goes on within five minutes.
    ///
    /// # Errors
    ///
    /// [`AccountError::NotLetIn`] and [`AccountError::Wait`], the same and after the same time for an account that exists
    /// and one that does not.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        from: &str,
        now: Timestamp,
    ) -> Result<String, AccountError> {
        self.address_may_try(from, now)?;
        let turn = self.hashing.turn().await?;
        let account = self.may_try(email, now).await?;
        let kept = match &account {
            Some(it) => self.credential(&it.id, PASSWORD).await?.map(|it| it.body),
            None => None,
        };
        let is_right = self.hashing.is_right(&turn, password, kept.as_deref()).await?;
        match account {
            Some(it) if is_right => self.half_in(&it.id, None, now).await,
            it => Err(self.failed(it.as_ref(), email, from, now).await?),
        }
    }

    /// The second half: a code of the app, or a recovery code.
    ///
    /// # Errors
    ///
    /// [`AccountError::NotLetIn`] where the code is wrong or was used before, [`AccountError::Wait`] after too many, and
    /// [`AccountError::Expired`] where the first half was too long ago.
    pub async fn sign_in_code(
        &self,
        half: &str,
        code: &str,
        from: &str,
        now: Timestamp,
    ) -> Result<LetIn, AccountError> {
        self.address_may_try(from, now)?;
        let _one = self.one_code.lock().await;
        let begun = self.ledger.token(HALF, half, now).await?.ok_or(AccountError::Expired)?;
        let (account, said) = self.active(&begun.owner).await?;
        waited(&account, now)?;
        let Some(shown) = self.code_shown(&account.id, code, now).await? else {
            return Err(self.failed(Some(&account), &said.email, from, now).await?);
        };
        self.ledger.use_token(HALF, half, now).await?.ok_or(AccountError::Expired)?;
        self.ledger.forget_failures(&account.id).await?;
        if let Some(hash) = new_password_of(&begun.body) {
            self.put_password(&account.id, &hash, None, now).await?;
        }
        let event = match shown {
            Shown::App => Event::SignedIn,
            Shown::RecoveryCode => Event::SignedInWithCode,
        };
        events::tell(&self.ledger, &Telling::own(event, &account.id), now).await?;
        self.ledger.prune_tokens(now).await?;
        let with_recovery_code = shown == Shown::RecoveryCode;
        Ok(LetIn { account: account.id, name: said.name, with_recovery_code })
    }

    /// Proves once more who somebody is who is signed in: by their password, or a code of their app.
    ///
    /// # Errors
    ///
    /// As [`Accounts::sign_in`]; failures count at the account as there.
    pub async fn prove(
        &self,
        account: &str,
        answer: &str,
        from: &str,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        self.address_may_try(from, now)?;
        let _one = self.one_code.lock().await;
        let (account, said) = self.active(account).await?;
        waited(&account, now)?;
        if self.app_code_shown(&account.id, answer, now).await? {
            self.ledger.forget_failures(&account.id).await?;
            return Ok(());
        }
        let kept = self.credential(&account.id, PASSWORD).await?.map(|it| it.body);
        let turn = self.hashing.turn().await?;
        if self.hashing.is_right(&turn, answer, kept.as_deref()).await? {
            self.ledger.forget_failures(&account.id).await?;
            return Ok(());
        }
        Err(self.failed(Some(&account), &said.email, from, now).await?)
    }

    /// The secret of a first half.
    pub(super) async fn half_in(
        &self,
        account: &str,
        new_password: Option<&str>,
        now: Timestamp,
    ) -> Result<String, AccountError> {
        let half = secret::link(&*self.chance)?;
        let body = json!({ "new_password": new_password }).to_string();
        self.token_for(&half, HALF, account, &body, now, Some(HALF_LASTS)).await?;
        Ok(half)
    }

    /// Makes a token that lasts so long.
    pub(super) async fn token_for(
        &self,
        secret: &str,
        kind: &str,
        owner: &str,
        body: &str,
        now: Timestamp,
        lasts: Option<SignedDuration>,
    ) -> Result<(), StoreError> {
        let expires_at = lasts.and_then(|it| now.checked_add(it).ok());
        let token = NewToken { kind, owner, org: None, person: None, body, at: now, expires_at };
        self.ledger.make_token(secret, &token).await.map(|_| ())
    }

    /// Refuses what comes from an address of the network from which too much has failed.
    pub(super) fn address_may_try(&self, from: &str, now: Timestamp) -> Result<(), AccountError> {
        match self.addresses.waits_until(from, now) {
            Some(until) => Err(AccountError::Wait { until }),
            None => Ok(()),
        }
    }

    /// The account of an e-mail address, if it may sign in; refused where whoever has that address must wait, account or
    /// not.
    pub(super) async fn may_try(
        &self,
        email: &str,
        now: Timestamp,
    ) -> Result<Option<Account>, AccountError> {
        let account = self.ledger.account_by_email(email).await?;
        let Some(account) = account.filter(|it| it.state == state::ACTIVE) else {
            let (n, last) = self.unknown(email, now).await?;
            return match locked_until(n, last).filter(|it| now < *it) {
                Some(until) => Err(AccountError::Wait { until }),
                None => Ok(None),
            };
        };
        waited(&account, now)?;
        Ok(Some(account))
    }

    /// Counts a failure, at the account or at the address that has none, and at the address of the network.
    pub(super) async fn failed(
        &self,
        account: Option<&Account>,
        email: &str,
        from: &str,
        now: Timestamp,
    ) -> Result<AccountError, AccountError> {
        self.addresses.failed(from, now);
        if let Some(account) = account {
            let until = locked_until(account.n_failures + 1, now);
            self.ledger.count_failure(&account.id, until).await?;
            if until.is_some() {
                let by = Telling { by: NOBODY, ..Telling::own(Event::Locked, &account.id) };
                events::tell(&self.ledger, &by, now).await?;
            }
        } else {
            self.unknown_failed(email, now).await?;
        }
        Ok(AccountError::NotLetIn)
    }

    /// Failures at an address without an account, and when the last was.
    async fn unknown(&self, email: &str, now: Timestamp) -> Result<(i64, Timestamp), StoreError> {
        let found = self.ledger.token(UNKNOWN, &folded(email), now).await?;
        Ok(found.map_or((0, now), |it| (it.body.parse().unwrap_or(0), it.seen_at)))
    }

    /// Counts one. It is written as one at an account is, so that neither takes longer.
    async fn unknown_failed(&self, email: &str, now: Timestamp) -> Result<(), StoreError> {
        let secret = folded(email);
        let expires_at = now.checked_add(UNKNOWN_LASTS).ok();
        if let Some(mut it) = self.ledger.token(UNKNOWN, &secret, now).await? {
            it.body = (it.body.parse::<i64>().unwrap_or(0) + 1).to_string();
            (it.seen_at, it.expires_at) = (now, expires_at);
            self.ledger.keep_token(&it).await?;
            return Ok(());
        }
        // One that has run out would be in the way of its successor.
        self.ledger.prune_tokens(now).await?;
        self.token_for(&secret, UNKNOWN, NOBODY, "1", now, Some(UNKNOWN_LASTS)).await
    }

    /// Whether the code is good for the account; whatever it was, it is used up.
    async fn code_shown(
        &self,
        account: &str,
        code: &str,
        now: Timestamp,
    ) -> Result<Option<Shown>, AccountError> {
        if self.app_code_shown(account, code, now).await? {
            return Ok(Some(Shown::App));
        }
        let is_one = self.recovery_code_shown(account, code, now).await?;
        Ok(is_one.then_some(Shown::RecoveryCode))
    }

    /// Whether it is a code of the account's app, later than any that was used.
    pub(super) async fn app_code_shown(
        &self,
        account: &str,
        code: &str,
        now: Timestamp,
    ) -> Result<bool, AccountError> {
        let Some(app) = self.credential(account, APP).await? else { return Ok(false) };
        let Some(step) = totp::step(&app.body, code, now)? else { return Ok(false) };
        Ok(self.ledger.use_credential(account, APP, step, now).await?)
    }

    /// Whether it is a recovery code of the account, which it then is no longer.
    pub(super) async fn recovery_code_shown(
        &self,
        account: &str,
        code: &str,
        now: Timestamp,
    ) -> Result<bool, AccountError> {
        let Some(code) = secret::folded_code(code) else { return Ok(false) };
        let used = self.ledger.use_token(RECOVERY_CODE, &bound(account, &code), now).await?;
        Ok(used.is_some_and(|it| it.owner == account))
    }

    pub(super) async fn credential(
        &self,
        account: &str,
        id: &str,
    ) -> Result<Option<Credential>, StoreError> {
        Ok(self.ledger.credentials(account).await?.into_iter().find(|it| it.id == id))
    }

    /// Gives an account a password, ends its sessions but one, and says so.
    pub(super) async fn put_password(
        &self,
        account: &str,
        hash: &str,
        but: Option<&str>,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        self.ledger.put_credential(account, &credential(PASSWORD, hash, 0, now)).await?;
        self.end_sessions_but(account, but).await?;
        events::tell(&self.ledger, &Telling::own(Event::PasswordChanged, account), now).await?;
        Ok(())
    }
}

/// A credential of which an account has one.
pub(super) fn credential(kind: &str, body: &str, counter: i64, now: Timestamp) -> Credential {
    let (id, kind, body) = (kind.to_owned(), kind.to_owned(), body.to_owned());
    Credential { id, kind, body, counter, made_at: now, used_at: None }
}

/// What a recovery code is looked up by: it opens nothing of another account.
pub(super) fn bound(account: &str, code: &str) -> String {
    format!("{account} {code}")
}

/// Refuses where the account's wait is not over.
pub(super) fn waited(account: &Account, now: Timestamp) -> Result<(), AccountError> {
    match account.locked_until.filter(|it| now < *it) {
        Some(until) => Err(AccountError::Wait { until }),
        None => Ok(()),
    }
}

fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

fn new_password_of(body: &str) -> Option<String> {
    let it: Json = serde_json::from_str(body).ok()?;
    it.get("new_password")?.as_str().map(ToOwned::to_owned)
}
