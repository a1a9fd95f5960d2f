//! What an account is in an organisation, and what it has kept there for itself.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::accounts::{instant, open, seal};
use crate::error::StoreError;
use crate::ids::{OrgId, judge};
use crate::ledger::Ledger;

/// What an account is in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The account.
    pub account: String,
    /// The organisation.
    pub org: OrgId,
    /// The person of the register that it is, if it is one.
    pub person: Option<String>,
    /// The roles, words of the caller's.
    pub roles: Vec<String>,
    /// Who granted them.
    pub granted_by: String,
    /// When.
    pub granted_at: Timestamp,
}

const OWN: &str = "-";

impl Ledger {
    /// Says what an account is in an organisation, in place of what it was. Without roles it is nothing there any longer.
    ///
    /// # Errors
    ///
    /// Where an id or a role cannot be one, or the database does not answer.
    pub async fn set_member(&self, member: &Member) -> Result<(), StoreError> {
        member.roles.iter().try_for_each(|it| judge("role", it))?;
        let it = member.clone();
        if it.roles.is_empty() {
            self.change(
                "DELETE FROM member WHERE org_id = $1 AND account_id = $2 AND of_org = $3",
                |query| query.bind(OWN).bind(it.account.clone()).bind(it.org.as_str().to_owned()),
            )
            .await?;
            return Ok(());
        }
        self.change(
            "INSERT INTO member (org_id, account_id, of_org, person_id, roles, granted_by, granted_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org_id, account_id, of_org) DO UPDATE SET \
             person_id = excluded.person_id, roles = excluded.roles, granted_by = excluded.granted_by, \
             granted_at = excluded.granted_at",
            |query| {
                query
                    .bind(OWN)
                    .bind(it.account.clone())
                    .bind(it.org.as_str().to_owned())
                    .bind(it.person.clone())
                    .bind(it.roles.join(" "))
                    .bind(it.granted_by.clone())
                    .bind(it.granted_at.as_microsecond())
            },
        )
        .await?;
        Ok(())
    }

    /// What an account is, in all organisations.
    ///
    /// # Errors
    ///
    /// Where the database does not answer or a row is damaged.
    pub async fn memberships(&self, account: &str) -> Result<Vec<Member>, StoreError> {
        let rows = sqlx::query(
            "SELECT account_id, of_org, person_id, roles, granted_by, granted_at FROM member \
             WHERE org_id = $1 AND account_id = $2 ORDER BY of_org",
        )
        .bind(OWN)
        .bind(account)
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter().map(member_of).collect()
    }

    /// Who is what in an organisation.
    ///
    /// # Errors
    ///
    /// As [`Ledger::memberships`].
    pub async fn members(&self, org: &OrgId) -> Result<Vec<Member>, StoreError> {
        let rows = sqlx::query(
            "SELECT account_id, of_org, person_id, roles, granted_by, granted_at FROM member \
             WHERE org_id = $1 AND of_org = $2 ORDER BY account_id",
        )
        .bind(OWN)
        .bind(org.as_str())
        .fetch_all(&self.core().database.pool)
        .await?;
        rows.iter().map(member_of).collect()
    }

    /// Keeps a view of an account in an organisation, in place of one of that id; an empty one takes it away.
    ///
    /// # Errors
    ///
    /// Where an id cannot be one, or the database does not answer.
    pub async fn save_view(
        &self,
        org: &OrgId,
        account: &str,
        id: &str,
        body: &str,
    ) -> Result<(), StoreError> {
        judge("id of a view", id)?;
        if body.is_empty() {
            self.change(
                "DELETE FROM saved_view WHERE org_id = $1 AND account_id = $2 AND view_id = $3",
                |it| it.bind(org.as_str().to_owned()).bind(account.to_owned()).bind(id.to_owned()),
            )
            .await?;
            return Ok(());
        }
        let sealed = seal(self.core(), "saved_view", &format!("{org} {account} {id}"), body)?;
        self.change(
            "INSERT INTO saved_view (org_id, account_id, view_id, body) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (org_id, account_id, view_id) DO UPDATE SET body = excluded.body",
            |it| {
                it.bind(org.as_str().to_owned())
                    .bind(account.to_owned())
                    .bind(id.to_owned())
                    .bind(sealed.clone())
            },
        )
        .await?;
        Ok(())
    }

    /// The views of an account in an organisation: each one's id and what was kept, in the order of ids.
    ///
    /// # Errors
    ///
    /// Where the database does not answer or a row is damaged.
    pub async fn saved_views(
        &self,
        org: &OrgId,
        account: &str,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let rows = sqlx::query("SELECT view_id, body FROM saved_view WHERE org_id = $1 AND account_id = $2 ORDER BY view_id")
            .bind(org.as_str())
            .bind(account)
            .fetch_all(&self.core().database.pool)
            .await?;
        rows.iter()
            .map(|row| {
                let (id, sealed): (String, String) = (row.try_get(0)?, row.try_get(1)?);
                let body =
                    open(self.core(), "saved_view", &format!("{org} {account} {id}"), &sealed)?;
                Ok((id, body))
            })
            .collect()
    }
}

fn member_of(row: &AnyRow) -> Result<Member, StoreError> {
    let roles: String = row.try_get(3)?;
    Ok(Member {
        account: row.try_get(0)?,
        org: OrgId::new(row.try_get::<String, _>(1)?)?,
        person: row.try_get(2)?,
        roles: roles.split(' ').map(ToOwned::to_owned).collect(),
        granted_by: row.try_get(4)?,
        granted_at: instant(row.try_get(5)?, "member", "granted_at")?,
    })
}
