//! One's own account: what it shows, and what its owner changes. Changing how one signs in asks for having just proved who
//! one is; the caller sees to that.

use jiff::Timestamp;

use super::error::{AccountError, faults, judge_name};
use super::events::{self, Event, Telling};
use super::sign_in::{APP, PASSWORD, RECOVERY_CODE};
use super::{Accounts, Said, password};

/// What an account's owner sees.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// Their e-mail address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Whether theirs was the first account.
    pub is_first: bool,
    /// Since when the password is the one it is.
    pub password_since: Option<Timestamp>,
    /// Since when the app is the one it is.
    pub app_since: Option<Timestamp>,
    /// Recovery codes that were not used.
    pub n_codes: usize,
}

/// Without name and address.
impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Profile").field("n_codes", &self.n_codes).finish_non_exhaustive()
    }
}

impl Accounts {
    /// What an account's owner sees.
    ///
    /// # Errors
    ///
    /// [`AccountError::NotLetIn`] where the account may not sign in.
    pub async fn profile(&self, account: &str) -> Result<Profile, AccountError> {
        let (account, said) = self.active(account).await?;
        let credentials = self.ledger.credentials(&account.id).await?;
        let since = |id: &str| credentials.iter().find(|it| it.id == id).map(|it| it.made_at);
        let codes = self.ledger.tokens_of(RECOVERY_CODE, &account.id).await?;
        Ok(Profile {
            email: said.email,
            name: said.name,
            is_first: said.is_first,
            password_since: since(PASSWORD),
            app_since: since(APP),
            n_codes: codes.iter().filter(|it| it.used_at.is_none()).count(),
        })
    }

    /// Changes the name. It is not a fact of the register: a person's name there has a history of its own.
    ///
    /// # Errors
    ///
    /// [`AccountError::Faults`] where it is none.
    pub async fn change_name(&self, account: &str, name: &str) -> Result<(), AccountError> {
        let (account, said) = self.active(account).await?;
        faults([judge_name(name)])?;
        let said = Said { name: name.trim().to_owned(), ..said };
        self.ledger.change_account(&account.id, &said.email, &account.state, &said.body()).await?;
        Ok(())
    }

    /// Changes the password; every session but the one named ends.
    ///
    /// # Errors
    ///
    /// [`AccountError::Faults`] where it is not taken.
    pub async fn change_password(
        &self,
        account: &str,
        password: &str,
        session: &str,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        let (account, said) = self.active(account).await?;
        faults([password::judge(password, &said.email, &said.name)])?;
        let hash = self.hashing.hash(password, &self.chance).await?;
        self.put_password(&account.id, &hash, Some(session), now).await
    }

    /// Ten new recovery codes; those before open nothing any longer. This is the only time they are told.
    ///
    /// # Errors
    ///
    /// Where the store gives no answer.
    pub async fn new_recovery_codes(
        &self,
        account: &str,
        now: Timestamp,
    ) -> Result<Vec<String>, AccountError> {
        let (account, _) = self.active(account).await?;
        let codes = self.fresh_codes(&account.id, now).await?;
        events::tell(&self.ledger, &Telling::own(Event::CodesRenewed, &account.id), now).await?;
        Ok(codes)
    }
}
