//! Who looked at one's record: the access trail, as the person it is about reads it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use preceptor_ledger::Trail;
use preceptor_record::PersonId;
use serde_json::Value as Json;

use super::administer::Names;
use crate::access::{Act, Relation, Role, Viewer};
use crate::installation::Installation;
use crate::now::Now;
use crate::refusal::Refusal;

/// How many lines are looked through.
const MOST_LINES: u32 = 500;

/// Somebody looked at something, once or several times on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Who; none for an account that is not there any longer.
    pub who: Option<String>,
    /// Their account.
    pub account: String,
    /// What they are in the organisation now.
    pub roles: Vec<Role>,
    /// Which page: a word.
    pub page: String,
    /// How often on that day.
    pub times: u64,
    /// When last.
    pub at: Timestamp,
}

impl Installation {
    /// Who looked at the viewer's own record, the latest first: each reader, page and day once.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] where they have no record here.
    pub async fn looks_at(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        now: Now,
    ) -> Result<Vec<Looked>, Refusal> {
        viewer.may(Act::SeeLooks, viewer.relation_to(person))?;
        if viewer.relation_to(person) != Relation::Own {
            let employer = self.employer(&viewer.org).await?.ok_or(Refusal::NotFound)?;
            employer.looked(viewer, person, "who-looked", now).await;
        }
        let members = self.ledger.members(&viewer.org).await?;
        let lines = self
            .ledger
            .lines_about(&viewer.org, Trail::Access, person.as_str(), i64::MAX, MOST_LINES)
            .await?;
        let mut found: BTreeMap<_, Looked> = BTreeMap::new();
        let mut names = Names::default();
        for it in lines {
            let body: Json = serde_json::from_str(&it.body).unwrap_or_default();
            let Some(page) = body.get("looked_at").and_then(Json::as_str) else { continue };
            let times = body.get("times").and_then(Json::as_u64).unwrap_or(1);
            let key = (Now::of(it.at).day, it.actor.clone(), page.to_owned());
            if let Some(same) = found.get_mut(&key) {
                same.times += times;
                same.at = same.at.max(it.at);
                continue;
            }
            let member = members.iter().find(|of| of.account == it.actor);
            let roles = member.map(|it| it.roles.iter().filter_map(|it| Role::of(it)).collect());
            let looked = Looked {
                who: names.of(self, &it.actor).await?,
                account: it.actor,
                roles: roles.unwrap_or_default(),
                page: page.to_owned(),
                times,
                at: it.at,
            };
            found.insert(key, looked);
        }
        let mut found: Vec<Looked> = found.into_values().collect();
        found.sort_by_key(|it| std::cmp::Reverse(it.at));
        Ok(found)
    }
}
