//! Who asks.

use std::collections::BTreeSet;

use jiff::Timestamp;
use preceptor_ledger::OrgId;
use preceptor_record::PersonId;

use super::{Act, Relation, Role, reach};
use crate::now::Now;
use crate::refusal::Refusal;

/// Somebody who is signed in, in one organisation.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Their account.
    pub account: String,
    /// What they are called.
    pub name: String,
    /// The organisation they are in.
    pub org: OrgId,
    /// The person of the register that they are, if they are one.
    pub person: Option<PersonId>,
    /// What they may be there.
    pub roles: BTreeSet<Role>,
    /// Until when a sensitive act may follow without signing in once more.
    pub stepped_up_until: Option<Timestamp>,
    /// The id of their session.
    pub session: String,
}

impl Viewer {
    /// Whether any of their roles reaches that far.
    pub fn can(&self, act: Act, relation: Relation) -> bool {
        self.roles.iter().any(|it| reach(act, *it).covers(relation))
    }

    /// The same, said as a refusal where they may not.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] where none of their roles reaches that far.
    pub fn may(&self, act: Act, relation: Relation) -> Result<(), Refusal> {
        if self.can(act, relation) {
            return Ok(());
        }
        Err(Refusal::Denied(act.word().to_owned()))
    }

    /// What they are to somebody, but for supervision, which stands in that person's record.
    pub fn relation_to(&self, person: &PersonId) -> Relation {
        if self.person.as_ref() == Some(person) { Relation::Own } else { Relation::Other }
    }

    /// Whether they said a short while ago that it is they.
    ///
    /// # Errors
    ///
    /// [`Refusal::StepUp`] where they did not.
    pub fn stepped_up(&self, now: Now) -> Result<(), Refusal> {
        if self.stepped_up_until.is_some_and(|it| now.at < it) {
            Ok(())
        } else {
            Err(Refusal::StepUp)
        }
    }

    /// Whether they have that role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
