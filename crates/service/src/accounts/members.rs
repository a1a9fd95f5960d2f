//! Who is in an organisation: invited, joined, given roles, ended.

use jiff::{SignedDuration, Timestamp};
use preceptor_ledger::{Conflict, Member, NewToken, OrgId, StoreError, Token};
use serde_json::{Value as Json, json};

use super::enrol::Link;
use super::error::{AccountError, Fault, faults, judge_email, judge_name};
use super::events::{self, Event, Telling};
use super::{Accounts, Said, secret, state};
use crate::access::Role;

/// How long an invitation is good for.
const INVITATION_LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The one "role" of somebody who has not accepted yet: it is none, and lets them do nothing.
pub(crate) const INVITED: &str = "invited";
/// The role of which an organisation keeps at least one.
const ADMINISTRATOR: &str = Role::Administrator.word();

/// Somebody to be invited.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Their e-mail address.
    pub email: String,
    /// Their name, which they may change when they accept.
    pub name: String,
    /// The roles they are to have.
    pub roles: Vec<String>,
    /// The person of the register that they are.
    pub person: Option<String>,
}

/// Without name and address.
impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invitation").field("roles", &self.roles).finish_non_exhaustive()
    }
}

/// What an account is in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The organisation.
    pub org: OrgId,
    /// The roles.
    pub roles: Vec<String>,
    /// The person of the register.
    pub person: Option<String>,
}

/// How far somebody has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberState {
    /// Invited; the link is good until then.
    Invited {
        /// When it runs out.
        until: Timestamp,
    },
    /// Invited, and the link has run out.
    NotAccepted,
    /// A member.
    Joined,
}

/// A line of the list of members.
#[derive(Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The account.
    pub account: String,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// How far they have come.
    pub state: MemberState,
    /// The roles they have, or are to have.
    pub roles: Vec<String>,
    /// The person of the register that they are.
    pub person: Option<String>,
    /// Since when that holds.
    pub since: Timestamp,
}

/// Without name and address.
impl std::fmt::Debug for MemberRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemberRow")
            .field("account", &self.account)
            .field("state", &self.state)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

impl Accounts {
    /// Invites somebody to an organisation; the secret of the link that they accept with, good for seven days and once. An
    /// earlier invitation of theirs to it ends.
    ///
    /// # Errors
    ///
    /// [`AccountError::Faults`] for what was typed, and where they are a member already.
    pub async fn invite(
        &self,
        org: &OrgId,
        by: &str,
        it: &Invitation,
        now: Timestamp,
    ) -> Result<String, AccountError> {
        let no_roles = it.roles.is_empty().then_some(Fault::RolesMissing);
        faults([judge_name(&it.name), judge_email(&it.email), no_roles])?;
        let account = self.account_for(it, now).await?;
        let members = self.ledger.members(org).await?;
        if members.iter().any(|it| it.account == account && !is_invited(it)) {
            return Err(AccountError::Faults(vec![Fault::EmailMember]));
        }
        self.end_invitations(org, &account).await?;
        let link = secret::link(&*self.chance)?;
        let body = json!({ "roles": it.roles, "person": it.person, "by": by }).to_string();
        let token = NewToken {
            kind: Link::Invitation.kind(),
            owner: &account,
            org: Some(org),
            // Not the person's own: the link goes with the membership, which is ended for itself.
            person: None,
            body: &body,
            at: now,
            expires_at: now.checked_add(INVITATION_LASTS).ok(),
        };
        self.ledger.make_token(&link, &token).await?;
        let member = Member {
            account: account.clone(),
            org: org.clone(),
            person: it.person.clone(),
            roles: vec![INVITED.to_owned()],
            granted_by: by.to_owned(),
            granted_at: now,
        };
        self.ledger.set_member(&member).await?;
        let telling = Telling { event: Event::Invited, account: &account, by, roles: &it.roles };
        events::tell_in(&self.ledger, org, &telling, now).await?;
        Ok(link)
    }

    /// The account of an address, or a new one that may not sign in before it has accepted.
    async fn account_for(&self, it: &Invitation, now: Timestamp) -> Result<String, AccountError> {
        if let Some(found) = self.ledger.account_by_email(&it.email).await? {
            if found.state == state::INVITED {
                let said = Said { name: it.name.trim().to_owned(), ..Said::of(&found)? };
                self.ledger
                    .change_account(&found.id, &said.email, &found.state, &said.body())
                    .await?;
            }
            return Ok(found.id);
        }
        let id = secret::account_id(&*self.chance)?;
        let (email, name) = (it.email.trim().to_owned(), it.name.trim().to_owned());
        let said = Said { email, name, is_first: false };
        match self.ledger.make_account(&id, &said.email, state::INVITED, &said.body(), now).await {
            // Somebody invited them at the same time.
            Err(StoreError::Conflict(Conflict::Taken { .. })) => {
                let found = self.ledger.account_by_email(&it.email).await?;
                Ok(found.ok_or(AccountError::Broken("an account that was there is gone"))?.id)
            }
            done => Ok(done.map(|()| id)?),
        }
    }

    async fn end_invitations(&self, org: &OrgId, account: &str) -> Result<(), AccountError> {
        let kind = Link::Invitation.kind();
        for it in self.ledger.tokens_of(kind, account).await? {
            if it.org.as_ref() == Some(org) {
                self.ledger.end_token(kind, account, &it.id).await?;
            }
        }
        Ok(())
    }

    /// What an invitation is for: the organisation, the name and the address it was made out to, and whether that account
    /// is there already.
    ///
    /// # Errors
    ///
    /// [`AccountError::Expired`] where it opens nothing.
    pub async fn invited(
        &self,
        opens: &str,
        now: Timestamp,
    ) -> Result<(OrgId, String, String, bool), AccountError> {
        let token = self.opened(Link::Invitation, opens, now).await?;
        let account = self.ledger.account(&token.owner).await?.ok_or(AccountError::Expired)?;
        let said = Said::of(&account)?;
        let org = token.org.ok_or(AccountError::Expired)?;
        Ok((org, said.name, said.email, account.state == state::ACTIVE))
    }

    /// Accepts an invitation as somebody who is signed in.
    ///
    /// # Errors
    ///
    /// [`AccountError::Expired`] where it opens nothing, or is somebody else's.
    pub async fn accept(
        &self,
        opens: &str,
        account: &str,
        now: Timestamp,
    ) -> Result<OrgId, AccountError> {
        let token = self.opened(Link::Invitation, opens, now).await?;
        if token.owner != account {
            return Err(AccountError::Expired);
        }
        self.active(account).await?;
        let kind = Link::Invitation.kind();
        let used = self.ledger.use_token(kind, opens, now).await?.ok_or(AccountError::Expired)?;
        let org = self.join(&used, now).await?;
        events::tell_in(&self.ledger, &org, &Telling::own(Event::Joined, account), now).await?;
        Ok(org)
    }

    /// Makes the owner of an invitation what it says.
    pub(super) async fn join(&self, used: &Token, now: Timestamp) -> Result<OrgId, AccountError> {
        let it: Json = serde_json::from_str(&used.body).map_err(|_| AccountError::Expired)?;
        let text = |name: &str| it.get(name).and_then(Json::as_str).map(ToOwned::to_owned);
        let roles = it.get("roles").and_then(Json::as_array).into_iter().flatten();
        let org = used.org.clone().ok_or(AccountError::Expired)?;
        let member = Member {
            account: used.owner.clone(),
            org: org.clone(),
            person: text("person"),
            roles: roles.filter_map(|it| it.as_str().map(ToOwned::to_owned)).collect(),
            granted_by: text("by").unwrap_or_default(),
            granted_at: now,
        };
        self.ledger.set_member(&member).await?;
        Ok(org)
    }

    /// Makes the first account the administrator of an organisation that it has just set up, and its MAP lead: somebody has
    /// to add the first people. Both can be given to others afterwards.
    ///
    /// # Errors
    ///
    /// [`AccountError::NotFound`] where it was not the first account, or the organisation has members.
    pub async fn found(
        &self,
        org: &OrgId,
        account: &str,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        let (account, said) = self.active(account).await?;
        if !said.is_first || !self.ledger.members(org).await?.is_empty() {
            return Err(AccountError::NotFound);
        }
        let roles = vec![Role::MapLead.word().to_owned(), ADMINISTRATOR.to_owned()];
        let telling =
            Telling { event: Event::Joined, account: &account.id, by: &account.id, roles: &roles };
        events::tell_in(&self.ledger, org, &telling, now).await?;
        let member = Member {
            account: account.id.clone(),
            org: org.clone(),
            person: None,
            roles,
            granted_by: account.id,
            granted_at: now,
        };
        Ok(self.ledger.set_member(&member).await?)
    }

    /// The organisations that an account has joined.
    ///
    /// # Errors
    ///
    /// Where the store gives no answer.
    pub async fn memberships(&self, account: &str) -> Result<Vec<Membership>, AccountError> {
        let all = self.ledger.memberships(account).await?;
        let joined = all.into_iter().filter(|it| !is_invited(it));
        Ok(joined
            .map(|it| Membership { org: it.org, roles: it.roles, person: it.person })
            .collect())
    }

    /// Everybody in an organisation by name, those invited as well.
    ///
    /// # Errors
    ///
    /// Where the store gives no answer.
    pub async fn members(
        &self,
        org: &OrgId,
        now: Timestamp,
    ) -> Result<Vec<MemberRow>, AccountError> {
        let mut rows = Vec::new();
        for it in self.ledger.members(org).await? {
            let Some(account) = self.ledger.account(&it.account).await? else { continue };
            let said = Said::of(&account)?;
            let (state, roles) = if is_invited(&it) {
                self.invited_as(org, &it.account, now).await?
            } else {
                (MemberState::Joined, it.roles)
            };
            rows.push(MemberRow {
                account: it.account,
                name: said.name,
                email: said.email,
                state,
                roles,
                person: it.person,
                since: it.granted_at,
            });
        }
        rows.sort_by_cached_key(|it| (it.name.to_lowercase(), it.account.clone()));
        Ok(rows)
    }

    async fn invited_as(
        &self,
        org: &OrgId,
        account: &str,
        now: Timestamp,
    ) -> Result<(MemberState, Vec<String>), AccountError> {
        let tokens = self.ledger.tokens_of(Link::Invitation.kind(), account).await?;
        let token = tokens.into_iter().find(|it| it.org.as_ref() == Some(org));
        let Some(token) = token else { return Ok((MemberState::NotAccepted, Vec::new())) };
        let it: Json = serde_json::from_str(&token.body).unwrap_or_default();
        let roles = it.get("roles").and_then(Json::as_array).into_iter().flatten();
        let roles = roles.filter_map(|it| it.as_str().map(ToOwned::to_owned)).collect();
        let state = match token.expires_at.filter(|it| now < *it) {
            Some(until) => MemberState::Invited { until },
            None => MemberState::NotAccepted,
        };
        Ok((state, roles))
    }

    /// Gives a member other roles.
    ///
    /// # Errors
    ///
    /// [`AccountError::NotFound`] where they are none, [`AccountError::LastAdministrator`] where nobody would be left who
    /// can invite, and [`AccountError::Faults`] without a role.
    pub async fn change_roles(
        &self,
        org: &OrgId,
        by: &str,
        account: &str,
        roles: &[String],
        now: Timestamp,
    ) -> Result<(), AccountError> {
        faults([roles.is_empty().then_some(Fault::RolesMissing)])?;
        let member = self.member(org, account).await?.filter(|it| !is_invited(it));
        let member = member.ok_or(AccountError::NotFound)?;
        if !roles.iter().any(|it| it == ADMINISTRATOR) {
            self.leaves_an_administrator(org, account).await?;
        }
        let changed =
            Member { roles: roles.to_vec(), granted_by: by.to_owned(), granted_at: now, ..member };
        self.ledger.set_member(&changed).await?;
        let telling = Telling { event: Event::RolesChanged, account, by, roles };
        events::tell_in(&self.ledger, org, &telling, now).await?;
        Ok(())
    }

    /// Ends a membership or an invitation; the sessions of the account end as well.
    ///
    /// # Errors
    ///
    /// As [`Accounts::change_roles`].
    pub async fn end_member(
        &self,
        org: &OrgId,
        by: &str,
        account: &str,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        let member = self.member(org, account).await?.ok_or(AccountError::NotFound)?;
        self.leaves_an_administrator(org, account).await?;
        let telling = Telling { event: Event::Ended, account, by, roles: &[] };
        events::tell_in(&self.ledger, org, &telling, now).await?;
        self.end_invitations(org, account).await?;
        self.ledger.set_member(&Member { roles: Vec::new(), ..member }).await?;
        self.end_sessions_but(account, None).await?;
        Ok(())
    }

    async fn member(&self, org: &OrgId, account: &str) -> Result<Option<Member>, AccountError> {
        Ok(self.ledger.members(org).await?.into_iter().find(|it| it.account == account))
    }

    async fn leaves_an_administrator(
        &self,
        org: &OrgId,
        account: &str,
    ) -> Result<(), AccountError> {
        let is_administrator = |it: &Member| it.roles.iter().any(|it| it == ADMINISTRATOR);
        let members = self.ledger.members(org).await?;
        let (own, others): (Vec<_>, Vec<_>) = members.iter().partition(|it| it.account == account);
        let is_last =
            own.into_iter().any(is_administrator) && !others.into_iter().any(is_administrator);
        if is_last { Err(AccountError::LastAdministrator) } else { Ok(()) }
    }
}

fn is_invited(it: &Member) -> bool {
    it.roles.iter().any(|it| it == INVITED)
}
