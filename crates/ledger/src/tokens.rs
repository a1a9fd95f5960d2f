//! Tokens: whatever a secret opens. Sessions, invitations, recovery codes, API keys, scope cards, feeds.
//!
//! The secret is never stored: a token is found by a value that only this installation can make of it. That value is also
//! its id, for lists and for ending it.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::accounts::{instant, open, seal};
use crate::error::StoreError;
use crate::ids::{OrgId, judge};
use crate::ledger::Ledger;
use crate::pulse::ENDED;

/// What a secret opens.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id, of which nobody can make the secret.
    pub id: String,
    /// What it is, a word of the caller's: `session`, `invitation`, `api-key`.
    pub kind: String,
    /// Whose it is: an account, as a rule.
    pub owner: String,
    /// The organisation it is bound to, if it is to one.
    pub org: Option<OrgId>,
    /// The person it is about: it goes when they are erased.
    pub person: Option<String>,
    /// What belongs to it, as text of the caller's.
    pub body: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was last seen in use.
    pub seen_at: Timestamp,
    /// It opens nothing from then on.
    pub expires_at: Option<Timestamp>,
    /// When it was used up, where it is good for once.
    pub used_at: Option<Timestamp>,
}

/// Without what belongs to it.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token")
            .field("kind", &self.kind)
            .field("owner", &self.owner)
            .finish_non_exhaustive()
    }
}

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken<'a> {
    /// What it is.
    pub kind: &'a str,
    /// Whose.
    pub owner: &'a str,
    /// The organisation it is bound to.
    pub org: Option<&'a OrgId>,
    /// The person it is about.
    pub person: Option<&'a str>,
    /// What belongs to it.
    pub body: &'a str,
    /// Now.
    pub at: Timestamp,
    /// It opens nothing from then on.
    pub expires_at: Option<Timestamp>,
}

const OWN: &str = "-";

impl Ledger {
    fn look(&self, kind: &str, secret: &str) -> String {
        self.core().master.look_up(&format!("token {kind}"), secret)
    }

    /// The id of the token that a secret opens, whether there is one or not.
    pub fn token_id(&self, kind: &str, secret: &str) -> String {
        self.look(kind, secret)
    }

    /// Makes a token that the secret opens, and gives its id. The secret has 128 random bits at least, the caller's.
    ///
    /// # Errors
    ///
    /// Where an id or word cannot be one, or the database does not answer.
    pub async fn make_token(
        &self,
        secret: &str,
        token: &NewToken<'_>,
    ) -> Result<String, StoreError> {
        judge("kind of a token", token.kind)?;
        judge("owner of a token", token.owner)?;
        let look = self.look(token.kind, secret);
        let sealed = seal(self.core(), "token", &look, token.body)?;
        let (kind, owner) = (token.kind.to_owned(), token.owner.to_owned());
        let (org, person) =
            (token.org.map(ToString::to_string), token.person.map(ToOwned::to_owned));
        self.change(
            "INSERT INTO token (org_id, kind, look, owner, of_org, person_id, body, made_at, seen_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, CAST($9 AS BIGINT))",
            |it| {
                it.bind(OWN)
                    .bind(kind.clone())
                    .bind(look.clone())
                    .bind(owner.clone())
                    .bind(org.clone())
                    .bind(person.clone())
                    .bind(sealed.clone())
                    .bind(token.at.as_microsecond())
                    .bind(token.expires_at.map(Timestamp::as_microsecond))
            },
        )
        .await?;
        Ok(look)
    }

    /// What the secret opens now; `None` where it opens nothing, or nothing any longer.
    ///
    /// # Errors
    ///
    /// Where the database does not answer or a row is damaged.
    pub async fn token(
        &self,
        kind: &str,
        secret: &str,
        now: Timestamp,
    ) -> Result<Option<Token>, StoreError> {
        let row = sqlx::query(
            "SELECT look, kind, owner, of_org, person_id, body, made_at, seen_at, expires_at, used_at FROM token \
             WHERE org_id = $1 AND kind = $2 AND look = $3 AND used_at IS NULL \
             AND (expires_at IS NULL OR expires_at > $4)",
        )
        .bind(OWN)
        .bind(kind)
        .bind(self.look(kind, secret))
        .bind(now.as_microsecond())
        .fetch_optional(&self.core().database.pool)
        .await?;
        row.map(|it| self.token_of(&it)).transpose()
    }

    /// Uses up a token that is good for once. Of several who try at the same time one is told what it opens.
    ///
    /// # Errors
    ///
    /// As [`Ledger::token`].
    pub async fn use_token(
        &self,
        kind: &str,
        secret: &str,
        now: Timestamp,
    ) -> Result<Option<Token>, StoreError> {
        let Some(token) = self.token(kind, secret, now).await? else { return Ok(None) };
        let n_changed = self
            .change(
                "UPDATE token SET used_at = $4 WHERE org_id = $1 AND kind = $2 AND look = $3 AND used_at IS NULL",
                |it| it.bind(OWN).bind(token.kind.clone()).bind(token.id.clone()).bind(now.as_microsecond()),
            )
            .await?;
        Ok((n_changed == 1).then_some(token))
    }

    /// Changes what belongs to a token, when it was seen last and when it ends: a session in use. False where it has ended.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn keep_token(&self, token: &Token) -> Result<bool, StoreError> {
        let sealed = seal(self.core(), "token", &token.id, &token.body)?;
        let n_changed = self
            .change(
                "UPDATE token SET body = $4, seen_at = $5, expires_at = CAST($6 AS BIGINT) \
                 WHERE org_id = $1 AND kind = $2 AND look = $3 AND used_at IS NULL",
                |it| {
                    it.bind(OWN)
                        .bind(token.kind.clone())
                        .bind(token.id.clone())
                        .bind(sealed.clone())
                        .bind(token.seen_at.as_microsecond())
                        .bind(token.expires_at.map(Timestamp::as_microsecond))
                },
            )
            .await?;
        Ok(n_changed == 1)
    }

    /// The tokens of a kind that an owner has, the latest seen first; those that opened once and those that have run out as
    /// well.
    ///
    /// # Errors
    ///
    /// As [`Ledger::token`].
    pub async fn tokens_of(&self, kind: &str, owner: &str) -> Result<Vec<Token>, StoreError> {
        let rows = sqlx::query(
            "SELECT look, kind, owner, of_org, person_id, body, made_at, seen_at, expires_at, used_at FROM token \
             WHERE org_id = $1 AND kind = $2 AND owner = $3 ORDER BY seen_at DESC, look",
        )
        .bind(OWN)
        .bind(kind)
        .bind(owner)
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter().map(|it| self.token_of(it)).collect()
    }

    /// Ends a token of an owner. False where they have none of that id.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn end_token(&self, kind: &str, owner: &str, id: &str) -> Result<bool, StoreError> {
        let n_changed = self
            .change_and(
                "DELETE FROM token WHERE org_id = $1 AND kind = $2 AND owner = $3 AND look = $4",
                Some(ENDED),
                |it| it.bind(OWN).bind(kind.to_owned()).bind(owner.to_owned()).bind(id.to_owned()),
            )
            .await?;
        Ok(n_changed == 1)
    }

    /// Ends all tokens of a kind that an owner has, but for the one of that id; how many.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn end_tokens(
        &self,
        kind: &str,
        owner: &str,
        but: Option<&str>,
    ) -> Result<u64, StoreError> {
        let but = but.unwrap_or_default().to_owned();
        self.change_and(
            "DELETE FROM token WHERE org_id = $1 AND kind = $2 AND owner = $3 AND look <> $4",
            Some(ENDED),
            |it| it.bind(OWN).bind(kind.to_owned()).bind(owner.to_owned()).bind(but.clone()),
        )
        .await
    }

    /// Deletes the tokens that ran out before then; how many.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn prune_tokens(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.change("DELETE FROM token WHERE org_id = $1 AND expires_at < $2", |it| {
            it.bind(OWN).bind(before.as_microsecond())
        })
        .await
    }

    fn token_of(&self, row: &AnyRow) -> Result<Token, StoreError> {
        let id: String = row.try_get(0)?;
        let sealed: String = row.try_get(5)?;
        let org: Option<String> = row.try_get(3)?;
        let maybe = |at: usize, column: &'static str| -> Result<Option<Timestamp>, StoreError> {
            row.try_get::<Option<i64>, _>(at)?.map(|it| instant(it, "token", column)).transpose()
        };
        Ok(Token {
            kind: row.try_get(1)?,
            owner: row.try_get(2)?,
            org: org.map(OrgId::new).transpose()?,
            person: row.try_get(4)?,
            body: open(self.core(), "token", &id, &sealed)?,
            made_at: instant(row.try_get(6)?, "token", "made_at")?,
            seen_at: instant(row.try_get(7)?, "token", "seen_at")?,
            expires_at: maybe(8, "expires_at")?,
            used_at: maybe(9, "used_at")?,
            id,
        })
    }
}
