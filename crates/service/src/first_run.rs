//! Setting an organisation up: what it is called, where it lies, which sets of rules it begins with, and what is left to do.

use preceptor_ledger::{Append, Conflict, NewEntry, OrgId, StoreError, Stream};
use preceptor_record::people::Item;
use preceptor_record::{Code, Organisation};
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::sets::{Adopted, Set};
use serde_json::json;

use crate::access::{Act, Relation, Viewer};
use crate::employer::ADOPTIONS;
use crate::installation::Installation;
use crate::now::Now;
use crate::refusal::{Refusal, Wrong};
use crate::register::{Register, RegisterError};

/// An organisation to be set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founding {
    /// Its code: the one others know it by, or one made of its name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it lies: a jurisdiction of the rulebook.
    pub jurisdiction: Code,
}

/// What is left to do after setting up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToDo {
    /// Whether it was said which sets of rules hold.
    pub has_adopted: bool,
    /// Whether somebody is on the register.
    pub has_people: bool,
    /// Whether somebody else was invited.
    pub has_members: bool,
}

impl ToDo {
    /// Whether nothing is left.
    pub fn is_done(self) -> bool {
        self.has_adopted && self.has_people && self.has_members
    }
}

/// A code for an organisation that has none: its name in small letters, digits and hyphens.
pub fn code_of(name: &str) -> String {
    let mut made = String::new();
    for it in name.chars().flat_map(char::to_lowercase) {
        if it.is_ascii_alphanumeric() {
            made.push(it);
        } else if !made.is_empty() && !made.ends_with('-') && made.len() < 40 {
            made.push('-');
        }
        if made.len() >= 48 {
            break;
        }
    }
    made.trim_end_matches('-').to_owned()
}

/// The sets an employer may take or leave, those that are taken unless it says otherwise first.
pub fn optional_sets(book: &Rulebook) -> Vec<&Set> {
    let mut sets: Vec<&Set> =
        book.header.sets.iter().filter(|it| it.adopted == Adopted::Optional).collect();
    sets.sort_by_key(|it| it.default_for.is_none());
    sets
}

impl Installation {
    /// Sets an organisation up, with the first account as its administrator.
    ///
    /// # Errors
    ///
    /// [`Refusal::Wrong`] where the code cannot be one, or is taken; [`Refusal::NotFound`] for any account but the first.
    pub async fn set_up(&self, account: &str, it: &Founding, now: Now) -> Result<OrgId, Refusal> {
        let org = self.founding(it)?;
        let profile = self.accounts.profile(account).await?;
        if !profile.is_first {
            return Err(Refusal::NotFound);
        }
        let taken = || {
            Refusal::wrong(
                "code",
                "Choose another code: there is an organisation of this one already",
            )
        };
        if !self.ledger.members(&org).await?.is_empty() {
            return Err(taken());
        }
        // Whoever was interrupted half-way goes on from there.
        if self.ledger.head(&org).await?.seq > 0 {
            self.accounts.found(&org, account, now.at).await?;
            return Ok(org);
        }
        let organisation = Organisation {
            organisation: Code::from(org.as_str()),
            name: Some(it.name.clone()),
            kind: None,
            jurisdiction: Some(it.jurisdiction.clone()),
            sites: Vec::new(),
            units: Vec::new(),
        };
        let register = Register::new(self.ledger.clone(), org.clone());
        match register.take_in([Item::Organisation(organisation)], account, now.at).await {
            // Pressed twice: the second is told that the first was done.
            Err(RegisterError::Store(StoreError::Conflict(Conflict::Taken { .. }))) => Err(taken()),
            done => Ok(done.map(|_| ())?),
        }?;
        self.accounts.found(&org, account, now.at).await?;
        Ok(org)
    }

    /// Judges what was typed; the id it would have.
    fn founding(&self, it: &Founding) -> Result<OrgId, Refusal> {
        let mut wrong = Vec::new();
        if it.name.is_empty() || it.name.chars().count() > 200 {
            wrong.push(Wrong::new(
                "name",
                "Enter the name of your organisation, in up to 200 characters",
            ));
        }
        let is_known =
            self.book.header.jurisdictions.iter().any(|of| of.id.value == it.jurisdiction);
        if !is_known {
            wrong.push(Wrong::new("jurisdiction", "Choose the country your organisation lies in"));
        }
        let help =
            "Enter a code of letters, digits, hyphens and full stops, in up to 64 characters";
        match OrgId::new(it.code.as_str()) {
            // The hyphen alone is the installation's own.
            Ok(org) if wrong.is_empty() && org != OrgId::installation() => Ok(org),
            Ok(org) if org != OrgId::installation() => Err(Refusal::Wrong(wrong)),
            _ => {
                wrong.push(Wrong::new("code", help));
                Err(Refusal::Wrong(wrong))
            }
        }
    }

    /// Adopts the sets named beside those that always hold, as the organisation's first choice. It holds from today.
    ///
    /// # Errors
    ///
    /// [`Refusal::Conflict`] where something was adopted already: changing that is an act of its own.
    pub async fn adopt_first(
        &self,
        viewer: &Viewer,
        sets: &[String],
        now: Now,
    ) -> Result<(), Refusal> {
        viewer.may(Act::AdoptFirst, Relation::Any)?;
        let offered = optional_sets(self.book);
        if sets.iter().any(|it| !offered.iter().any(|of| of.id.value == **it)) {
            return Err(Refusal::NotFound);
        }
        let is_chosen = |of: &Set| sets.iter().any(|it| of.id.value == **it);
        let chosen = offered.iter().filter(|it| it.default_for.is_none() && is_chosen(it));
        let left = offered.iter().filter(|it| it.default_for.is_some() && !is_chosen(it));
        let ids = |all: &mut dyn Iterator<Item = &&Set>| -> Vec<String> {
            all.map(|it| it.id.value.to_string()).collect()
        };
        let (chosen, left) = (ids(&mut chosen.into_iter()), ids(&mut left.into_iter()));
        let today = now.day.to_string();
        let text = json!({
            "organisation": viewer.org.as_str(),
            "sets": chosen,
            "without": left,
            "effective": { "from": today },
            "approved": { "by": [viewer.account], "on": today },
        });
        let stream = Stream::organisation(ADOPTIONS)?;
        let entry = NewEntry::new(&stream, "adoption-1", "adoption", &viewer.account)
            .body(text.to_string())
            .valid(now.day.date(), None);
        let append = Append::new(&viewer.org, now.at).based_on(&stream, 0).entry(entry);
        self.ledger.append(append).await?;
        Ok(())
    }

    /// What is left to do after setting up.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn to_do(&self, viewer: &Viewer) -> Result<ToDo, Refusal> {
        viewer.may(Act::AdoptFirst, Relation::Any)?;
        let adopted = self.ledger.last_of(&viewer.org, &Stream::organisation(ADOPTIONS)?).await?;
        let people = self.ledger.records(&viewer.org, "", 1).await?;
        let members = self.ledger.members(&viewer.org).await?;
        Ok(ToDo {
            has_adopted: adopted > 0,
            has_people: !people.is_empty(),
            has_members: members.len() > 1,
        })
    }
}
