//! What administrators do with accounts: the use-cases over [`Accounts`](super::Accounts) that ask who may.

use std::collections::BTreeMap;

use super::events::{self, Event, OPERATOR};
use super::{AccountError, Invitation, MemberRow, Said};
use crate::access::{Act, Relation, Role, Viewer};
use crate::installation::Installation;
use crate::now::Now;
use crate::refusal::Refusal;

/// What happened to an account, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: jiff::Timestamp,
    /// Who did it; none for the operator of the server, and for nobody who is known.
    pub by: Option<String>,
    /// Whether the operator of the server did it.
    pub is_operator: bool,
    /// To whom.
    pub to: String,
    /// Whether they did it to their own account.
    pub is_own: bool,
    /// What.
    pub event: Event,
    /// The roles it speaks of.
    pub roles: Vec<Role>,
}

/// How many events are shown.
const MOST_EVENTS: u32 = 50;

impl Installation {
    /// Everybody in the viewer's organisation.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] unless they may see members.
    pub async fn members(&self, viewer: &Viewer, now: Now) -> Result<Vec<MemberRow>, Refusal> {
        viewer.may(Act::SeeMembers, Relation::Any)?;
        Ok(self.accounts.members(&viewer.org, now.at).await?)
    }

    /// Somebody in the viewer's organisation, by their account.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] where they are not there.
    pub async fn member(
        &self,
        viewer: &Viewer,
        account: &str,
        now: Now,
    ) -> Result<MemberRow, Refusal> {
        let all = self.members(viewer, now).await?;
        all.into_iter().find(|it| it.account == account).ok_or(Refusal::NotFound)
    }

    /// What happened to the accounts of the viewer's organisation, the latest first.
    ///
    /// # Errors
    ///
    /// As [`Installation::members`].
    pub async fn happened(&self, viewer: &Viewer) -> Result<Vec<Happened>, Refusal> {
        viewer.may(Act::SeeMembers, Relation::Any)?;
        let told = events::before(&self.ledger, &viewer.org, i64::MAX, MOST_EVENTS).await?;
        let mut names = Names::default();
        let mut made = Vec::new();
        for it in told {
            made.push(Happened {
                at: it.at,
                by: names.of(self, &it.by).await?,
                is_operator: it.by == OPERATOR,
                to: names.of(self, &it.account).await?.unwrap_or(it.account.clone()),
                is_own: it.by == it.account,
                event: it.event,
                roles: it.roles.iter().filter_map(|it| Role::of(it)).collect(),
            });
        }
        Ok(made)
    }

    /// Invites somebody to the viewer's organisation; the secret of the link.
    ///
    /// # Errors
    ///
    /// What [`Accounts::invite`](super::Accounts::invite) says, or why they may not.
    pub async fn invite(
        &self,
        viewer: &Viewer,
        it: &Invitation,
        now: Now,
    ) -> Result<Result<String, AccountError>, Refusal> {
        viewer.may(Act::Invite, Relation::Any)?;
        viewer.stepped_up(now)?;
        if it.roles.iter().any(|it| Role::of(it).is_none()) {
            return Err(Refusal::NotFound);
        }
        if let Some(person) = &it.person
            && self.ledger.record(&viewer.org, person).await?.is_none()
        {
            return Err(Refusal::NotFound);
        }
        Ok(self.accounts.invite(&viewer.org, &viewer.account, it, now.at).await)
    }

    /// Gives a member of the viewer's organisation other roles.
    ///
    /// # Errors
    ///
    /// As [`Installation::invite`].
    pub async fn change_roles(
        &self,
        viewer: &Viewer,
        account: &str,
        roles: &[Role],
        now: Now,
    ) -> Result<Result<(), AccountError>, Refusal> {
        viewer.may(Act::ChangeRoles, Relation::Any)?;
        viewer.stepped_up(now)?;
        let roles: Vec<String> = roles.iter().map(|it| it.word().to_owned()).collect();
        Ok(self.accounts.change_roles(&viewer.org, &viewer.account, account, &roles, now.at).await)
    }

    /// Ends a membership, or an invitation, in the viewer's organisation.
    ///
    /// # Errors
    ///
    /// As [`Installation::invite`].
    pub async fn end_member(
        &self,
        viewer: &Viewer,
        account: &str,
        now: Now,
    ) -> Result<Result<(), AccountError>, Refusal> {
        viewer.may(Act::EndMember, Relation::Any)?;
        viewer.stepped_up(now)?;
        Ok(self.accounts.end_member(&viewer.org, &viewer.account, account, now.at).await)
    }
}

/// Names of accounts, each read once.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, Option<String>>);

impl Names {
    /// What an account is called; none where there is none of that id.
    pub(super) async fn of(
        &mut self,
        of: &Installation,
        account: &str,
    ) -> Result<Option<String>, Refusal> {
        if let Some(found) = self.0.get(account) {
            return Ok(found.clone());
        }
        let name = match of.ledger.account(account).await? {
            Some(it) => Some(Said::of(&it)?.name),
            None => None,
        };
        self.0.insert(account.to_owned(), name.clone());
        Ok(name)
    }
}
