//! Accounts: who may sign in, and with what.
//!
//! They belong to the installation and are no facts: they change. Names and addresses are sealed under the master key; an
//! e-mail address is looked up by a value that only this installation can make of it. What is checked against a
//! credential, and how, is decided elsewhere.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::error::{Conflict, StoreError};
use crate::ids::judge;
use crate::ledger::{Core, Ledger};
use crate::text::Fields;

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// Whether it can be signed in to, a word of the caller's: `invited`, `active`, `ended`.
    pub state: String,
    /// The e-mail address, the name and whatever else, as text of the caller's.
    pub body: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Attempts to sign in that failed since the last that did not.
    pub n_failures: i64,
    /// Nobody is let in before then.
    pub locked_until: Option<Timestamp>,
}

/// Without what is sealed.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// Something an account is signed in with: a password's hash, a passkey, what one-time codes come from.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its id within the account.
    pub id: String,
    /// What it is, a word of the caller's.
    pub kind: String,
    /// What it is checked with.
    pub body: String,
    /// What only ever grows: the last step of a one-time code, a passkey's own count.
    pub counter: i64,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
}

/// Without what it is checked with.
impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credential")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// An e-mail address as it is looked up: the same whatever its case and the blanks around it.
fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

fn bound_to(table: &str, id: &str) -> Vec<u8> {
    let mut fields = Fields::default();
    fields.text("preceptor account 1").text(table).text(id);
    fields.bytes().to_vec()
}

/// Seals under the master key, in that row.
pub(crate) fn seal(core: &Core, table: &str, id: &str, body: &str) -> Result<String, StoreError> {
    core.master.own().seal(body.as_bytes(), &bound_to(table, id), &*core.chance)
}

/// Opens what [`seal`] sealed.
pub(crate) fn open(
    core: &Core,
    table: &'static str,
    id: &str,
    sealed: &str,
) -> Result<String, StoreError> {
    let plain = core.master.own().open(sealed, &bound_to(table, id)).ok();
    plain
        .and_then(|it| String::from_utf8(it).ok())
        .ok_or_else(|| StoreError::damaged(table, "body", id))
}

/// The instant of a column.
pub(crate) fn instant(
    micros: i64,
    table: &'static str,
    column: &'static str,
) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros)
        .map_err(|_| StoreError::damaged(table, column, micros.to_string()))
}

const OWN: &str = "-";

impl Ledger {
    /// Makes an account for an e-mail address.
    ///
    /// # Errors
    ///
    /// [`Conflict::Taken`] where there is one of that address or id.
    pub async fn make_account(
        &self,
        id: &str,
        email: &str,
        state: &str,
        body: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        judge("id of an account", id)?;
        let look = self.core().master.look_up("email", &folded(email));
        let sealed = seal(self.core(), "account", id, body)?;
        let n_changed = self
            .change(
                "INSERT INTO account (org_id, account_id, email_look, state, body, made_at, n_failures) \
                 VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT DO NOTHING",
                |it| {
                    it.bind(OWN)
                        .bind(id.to_owned())
                        .bind(look.clone())
                        .bind(state.to_owned())
                        .bind(sealed.clone())
                        .bind(at.as_microsecond())
                },
            )
            .await?;
        found(n_changed)
            .ok_or_else(|| Conflict::Taken { stream: "accounts".into(), id: id.into() }.into())
    }

    /// Changes an account: its address, its state and what it says.
    ///
    /// # Errors
    ///
    /// [`Conflict::Unknown`] where there is none of that id.
    pub async fn change_account(
        &self,
        id: &str,
        email: &str,
        state: &str,
        body: &str,
    ) -> Result<(), StoreError> {
        let look = self.core().master.look_up("email", &folded(email));
        let sealed = seal(self.core(), "account", id, body)?;
        let n_changed = self
            .change(
                "UPDATE account SET email_look = $3, state = $4, body = $5 WHERE org_id = $1 AND account_id = $2",
                |it| {
                    it.bind(OWN).bind(id.to_owned()).bind(look.clone()).bind(state.to_owned()).bind(sealed.clone())
                },
            )
            .await?;
        found(n_changed)
            .ok_or_else(|| Conflict::Unknown { stream: "accounts".into(), id: id.into() }.into())
    }

    /// The account of that id.
    ///
    /// # Errors
    ///
    /// Where the database does not answer or a row is damaged.
    pub async fn account(&self, id: &str) -> Result<Option<Account>, StoreError> {
        let row = sqlx::query(
            "SELECT account_id, state, body, made_at, n_failures, locked_until FROM account \
             WHERE org_id = $1 AND account_id = $2",
        )
        .bind(OWN)
        .bind(id)
        .fetch_optional(&self.core().database.pool)
        .await?;
        row.map(|it| self.account_of(&it)).transpose()
    }

    /// The account of that e-mail address.
    ///
    /// # Errors
    ///
    /// As [`Ledger::account`].
    pub async fn account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let row = sqlx::query(
            "SELECT account_id, state, body, made_at, n_failures, locked_until FROM account \
             WHERE org_id = $1 AND email_look = $2",
        )
        .bind(OWN)
        .bind(self.core().master.look_up("email", &folded(email)))
        .fetch_optional(&self.core().database.pool)
        .await?;
        row.map(|it| self.account_of(&it)).transpose()
    }

    /// How many accounts there are: with none, the installation is new.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn n_accounts(&self) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) FROM account WHERE org_id = $1")
            .bind(OWN)
            .fetch_one(&self.core().database.pool)
            .await?;
        Ok(row.try_get(0)?)
    }

    fn account_of(&self, row: &AnyRow) -> Result<Account, StoreError> {
        let id: String = row.try_get(0)?;
        let sealed: String = row.try_get(2)?;
        let locked_until: Option<i64> = row.try_get(5)?;
        Ok(Account {
            state: row.try_get(1)?,
            body: open(self.core(), "account", &id, &sealed)?,
            made_at: instant(row.try_get(3)?, "account", "made_at")?,
            n_failures: row.try_get(4)?,
            locked_until: locked_until
                .map(|it| instant(it, "account", "locked_until"))
                .transpose()?,
            id,
        })
    }

    /// Counts an attempt to sign in that failed, and lets nobody in before then. How many there are now.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn count_failure(
        &self,
        id: &str,
        locked_until: Option<Timestamp>,
    ) -> Result<i64, StoreError> {
        self.change(
            "UPDATE account SET n_failures = n_failures + 1, locked_until = CAST($3 AS BIGINT) \
             WHERE org_id = $1 AND account_id = $2",
            |it| it.bind(OWN).bind(id.to_owned()).bind(locked_until.map(Timestamp::as_microsecond)),
        )
        .await?;
        Ok(self.account(id).await?.map_or(0, |it| it.n_failures))
    }

    /// Forgets the attempts that failed.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn forget_failures(&self, id: &str) -> Result<(), StoreError> {
        self.change(
            "UPDATE account SET n_failures = 0, locked_until = NULL WHERE org_id = $1 AND account_id = $2",
            |it| it.bind(OWN).bind(id.to_owned()),
        )
        .await?;
        Ok(())
    }

    /// Gives an account a credential, in place of one of that id.
    ///
    /// # Errors
    ///
    /// Where the ids cannot be such, or the database does not answer.
    pub async fn put_credential(
        &self,
        account: &str,
        credential: &Credential,
    ) -> Result<(), StoreError> {
        judge("id of a credential", &credential.id)?;
        let it = credential.clone();
        let sealed = seal(self.core(), "credential", &format!("{account} {}", it.id), &it.body)?;
        self.change(
            "INSERT INTO credential (org_id, account_id, credential_id, kind, body, counter, made_at, used_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, CAST($8 AS BIGINT)) ON CONFLICT (org_id, account_id, credential_id) \
             DO UPDATE SET kind = excluded.kind, body = excluded.body, counter = excluded.counter, \
             made_at = excluded.made_at, used_at = excluded.used_at",
            |query| {
                query
                    .bind(OWN)
                    .bind(account.to_owned())
                    .bind(it.id.clone())
                    .bind(it.kind.clone())
                    .bind(sealed.clone())
                    .bind(it.counter)
                    .bind(it.made_at.as_microsecond())
                    .bind(it.used_at.map(Timestamp::as_microsecond))
            },
        )
        .await?;
        Ok(())
    }

    /// The credentials of an account, the oldest first.
    ///
    /// # Errors
    ///
    /// Where the database does not answer or a row is damaged.
    pub async fn credentials(&self, account: &str) -> Result<Vec<Credential>, StoreError> {
        let rows = sqlx::query(
            "SELECT credential_id, kind, body, counter, made_at, used_at FROM credential \
             WHERE org_id = $1 AND account_id = $2 ORDER BY made_at, credential_id",
        )
        .bind(OWN)
        .bind(account)
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let id: String = row.try_get(0)?;
                let sealed: String = row.try_get(2)?;
                let used_at: Option<i64> = row.try_get(5)?;
                Ok(Credential {
                    kind: row.try_get(1)?,
                    body: open(self.core(), "credential", &format!("{account} {id}"), &sealed)?,
                    counter: row.try_get(3)?,
                    made_at: instant(row.try_get(4)?, "credential", "made_at")?,
                    used_at: used_at.map(|it| instant(it, "credential", "used_at")).transpose()?,
                    id,
                })
            })
            .collect()
    }

    /// Says that a credential was used, and that its counter is now that. False where the counter has not grown: the code was
    /// used before, or the passkey is a copy.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn use_credential(
        &self,
        account: &str,
        id: &str,
        counter: i64,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let n_changed = self
            .change(
                "UPDATE credential SET counter = $4, used_at = $5 WHERE org_id = $1 AND account_id = $2 \
                 AND credential_id = $3 AND counter < $4",
                |it| {
                    it.bind(OWN)
                        .bind(account.to_owned())
                        .bind(id.to_owned())
                        .bind(counter)
                        .bind(at.as_microsecond())
                },
            )
            .await?;
        Ok(n_changed == 1)
    }

    /// Takes a credential away. False where there was none.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn drop_credential(&self, account: &str, id: &str) -> Result<bool, StoreError> {
        let n_changed = self
            .change(
                "DELETE FROM credential WHERE org_id = $1 AND account_id = $2 AND credential_id = $3",
                |it| it.bind(OWN).bind(account.to_owned()).bind(id.to_owned()),
            )
            .await?;
        Ok(n_changed == 1)
    }
}

fn found(n_changed: u64) -> Option<()> {
    (n_changed == 1).then_some(())
}
