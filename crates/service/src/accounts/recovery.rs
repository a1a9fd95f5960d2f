//! Ways back in: a recovery code where the password is forgotten, and the operator's link where all is lost.
//!
//! A forgotten password takes two things that only its owner has: a recovery code for choosing another, and then the app or
//! a second recovery code, as at every sign-in. Only the operator's link stands in for both.

use jiff::{SignedDuration, Timestamp};

use super::enrol::Link;
use super::error::{AccountError, faults};
use super::events::{self, Event, OPERATOR, Telling};
use super::{Accounts, password, secret, state};

/// Who has shown a recovery code and may choose a password.
const FORGOTTEN: &str = "forgotten";
const FORGOTTEN_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// How long the operator's link is good for.
const LINK_LASTS: SignedDuration = SignedDuration::from_hours(24);

impl Accounts {
    /// Shows a recovery code, which is used up, in place of a forgotten password. The secret with which
    /// [`Accounts::new_password_after`] goes on within a quarter of an hour.
    ///
    /// # Errors
    ///
    /// As [`Accounts::sign_in`]: nothing is said about which of the two is wrong.
    pub async fn forgotten(
        &self,
        email: &str,
        code: &str,
        from: &str,
        now: Timestamp,
    ) -> Result<String, AccountError> {
        self.address_may_try(from, now)?;
        let _one = self.one_code.lock().await;
        let account = self.may_try(email, now).await?;
        // For an account that is not there a code is looked for as well, which nobody has.
        let id = account.as_ref().map_or("-", |it| it.id.as_str());
        if !self.recovery_code_shown(id, code, now).await? {
            return Err(self.failed(account.as_ref(), email, from, now).await?);
        }
        let shown = secret::link(&*self.chance)?;
        self.token_for(&shown, FORGOTTEN, id, "", now, Some(FORGOTTEN_LASTS)).await?;
        Ok(shown)
    }

    /// Whether somebody may still choose a password with that secret.
    ///
    /// # Errors
    ///
    /// Where the store gives no answer.
    pub async fn may_choose(&self, shown: &str, now: Timestamp) -> Result<bool, AccountError> {
        Ok(self.ledger.token(FORGOTTEN, shown, now).await?.is_some())
    }

    /// Chooses a new password. It holds once [`Accounts::sign_in_code`] is done with the secret this gives.
    ///
    /// # Errors
    ///
    /// [`AccountError::Expired`] after a quarter of an hour; [`AccountError::Faults`] for the password.
    pub async fn new_password_after(
        &self,
        shown: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<String, AccountError> {
        let token = self.ledger.token(FORGOTTEN, shown, now).await?.ok_or(AccountError::Expired)?;
        let (account, said) = self.active(&token.owner).await?;
        faults([password::judge(password, &said.email, &said.name)])?;
        let hash = self.hashing.hash(password, &self.chance).await?;
        self.ledger.use_token(FORGOTTEN, shown, now).await?.ok_or(AccountError::Expired)?;
        self.half_in(&account.id, Some(&hash), now).await
    }

    /// The operator's link for an account, in place of any before it: for a day, and once.
    ///
    /// # Errors
    ///
    /// [`AccountError::NotFound`] where no account of that address may sign in.
    pub async fn recovery_link(&self, email: &str, now: Timestamp) -> Result<String, AccountError> {
        let account = self.by_email(email).await?;
        self.ledger.end_tokens(Link::Recovery.kind(), &account, None).await?;
        let link = secret::link(&*self.chance)?;
        self.token_for(&link, Link::Recovery.kind(), &account, "", now, Some(LINK_LASTS)).await?;
        let it = Telling { by: OPERATOR, ..Telling::own(Event::RecoveryLink, &account) };
        events::tell(&self.ledger, &it, now).await?;
        Ok(link)
    }

    /// Ends all sessions of an account, as the operator; how many.
    ///
    /// # Errors
    ///
    /// As [`Accounts::recovery_link`].
    pub async fn end_sessions_of(&self, email: &str, now: Timestamp) -> Result<u64, AccountError> {
        let account = self.by_email(email).await?;
        let n = self.end_sessions_but(&account, None).await?;
        let it = Telling { by: OPERATOR, ..Telling::own(Event::SessionsEnded, &account) };
        events::tell(&self.ledger, &it, now).await?;
        Ok(n)
    }

    async fn by_email(&self, email: &str) -> Result<String, AccountError> {
        let found =
            self.ledger.account_by_email(email).await?.filter(|it| it.state == state::ACTIVE);
        Ok(found.ok_or(AccountError::NotFound)?.id)
    }
}
