//! People who may be the same, joining their records, and putting somebody new on the register.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::facts::Details;
use preceptor_record::{Body, Day, Fact, FactId, KnownAt, Person, PersonId, Record};
use serde_json::{Map, Value as Json};

use super::fields::Field;
use super::recording::{Change, Drafted, read_new};
use crate::access::{Act, Relation, Viewer};
use crate::employer::Employer;
use crate::refusal::Refusal;
use preceptor_record::people::Item;

/// People read at once on the way through a register.
const A_PAGE: u32 = 200;
/// Pairs that are shown; where there are more, these are joined first.
const MOST_PAIRS: usize = 100;
/// More people than this who share something share it by mistake, such as a common address.
const MOST_ALIKE: usize = 8;

/// Why two people may be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// The same number in the same register.
    Number,
    /// The same birth date and a near name.
    BirthAndName,
    /// The same e-mail address.
    Email,
}

/// What tells somebody from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// Who.
    pub id: PersonId,
    /// What they are called.
    pub name: String,
    /// When they were born.
    pub born: Option<Day>,
    /// Their e-mail addresses, in small letters.
    pub emails: BTreeSet<String>,
    /// Their numbers, each with its register.
    pub numbers: BTreeSet<(String, String)>,
    /// Their employee numbers.
    pub employee_numbers: BTreeSet<String>,
    /// The roles of posts they hold or held.
    pub roles: BTreeSet<String>,
    /// How many facts count.
    pub n_facts: usize,
}

impl Glance {
    /// What tells somebody from others, of the facts that count.
    pub fn of(person: &Person) -> Self {
        let record = Record::known_at(person, KnownAt::EVERYTHING);
        let mut made = Self {
            id: person.id.clone(),
            name: person.display_name().to_owned(),
            born: None,
            emails: BTreeSet::new(),
            numbers: BTreeSet::new(),
            employee_numbers: BTreeSet::new(),
            roles: BTreeSet::new(),
            n_facts: record.facts.len(),
        };
        for it in &record.facts {
            match &it.fact.body {
                Body::Details(of) => {
                    made.born = of.born.or(made.born);
                    made.emails.extend(of.email.as_ref().map(|it| it.trim().to_lowercase()));
                    made.employee_numbers.extend(of.employee_number.clone());
                }
                Body::Registration(of) => {
                    let number = of.number.as_ref().map(|it| it.trim().to_uppercase());
                    made.numbers.extend(number.map(|it| (of.register.to_string(), it)));
                }
                Body::Post(of) => drop(made.roles.insert(of.role.to_string())),
                _ => {}
            }
        }
        made
    }

    /// Why they may be the same as somebody else; nothing where they are not.
    pub fn alike(&self, other: &Self) -> Vec<Alike> {
        let mut made = Vec::new();
        if self.numbers.intersection(&other.numbers).next().is_some() {
            made.push(Alike::Number);
        }
        if self.born.is_some() && self.born == other.born && is_near(&self.name, &other.name) {
            made.push(Alike::BirthAndName);
        }
        if self.emails.intersection(&other.emails).next().is_some() {
            made.push(Alike::Email);
        }
        made
    }
}

/// Whether two names may be one name, written differently: the same words in another order, one more or one less of them,
/// or a slip of a letter or two.
fn is_near(a: &str, b: &str) -> bool {
    let words = |it: &str| -> BTreeSet<String> {
        let folded = it.to_lowercase();
        let parts = folded.split(|it: char| !it.is_alphanumeric());
        parts.filter(|it| it.chars().count() > 1 && *it != "dr").map(ToOwned::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let joined = |it: &BTreeSet<String>| it.iter().cloned().collect::<Vec<_>>().join(" ");
    a.is_subset(&b) || b.is_subset(&a) || strsim::damerau_levenshtein(&joined(&a), &joined(&b)) <= 2
}

/// Two people who may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// One, whose record would be kept: the one with more facts.
    pub kept: Glance,
    /// The other.
    pub other: Glance,
    /// Why.
    pub why: Vec<Alike>,
}

/// The pairs among some people, those with the most telling reason first.
pub fn pairs(people: &[Glance]) -> Vec<Pair> {
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, it) in people.iter().enumerate() {
        let numbers = it.numbers.iter().map(|(register, it)| format!("number {register} {it}"));
        let emails = it.emails.iter().map(|it| format!("email {it}"));
        let born = it.born.iter().map(|it| format!("born {it}"));
        for key in numbers.chain(emails).chain(born) {
            by_key.entry(key).or_default().push(i);
        }
    }
    let mut seen = BTreeSet::new();
    let mut made = Vec::new();
    for (key, of) in &by_key {
        // Many are born on a day; more than a few with one number or address share it by mistake.
        if of.len() > MOST_ALIKE && !key.starts_with("born ") {
            continue;
        }
        for (n, a) in of.iter().enumerate() {
            for b in of.iter().skip(n + 1) {
                let (Some(one), Some(two)) = (people.get(*a), people.get(*b)) else { continue };
                let why = one.alike(two);
                if why.is_empty() || !seen.insert((*a, *b)) {
                    continue;
                }
                let (kept, other) = if two.n_facts > one.n_facts { (two, one) } else { (one, two) };
                made.push(Pair { kept: kept.clone(), other: other.clone(), why });
            }
        }
    }
    made.sort_by(|a, b| (&a.why, &a.kept.name).cmp(&(&b.why, &b.kept.name)));
    made
}

impl Employer {
    /// People who may be the same, side by side, at most a hundred pairs.
    ///
    /// # Errors
    ///
    /// Where they may not merge people, or the store does not answer.
    pub async fn duplicates(&self, viewer: &Viewer) -> Result<Vec<Pair>, Refusal> {
        viewer.may(Act::MergePeople, Relation::Any)?;
        let mut made = pairs(&self.glances().await?);
        made.truncate(MOST_PAIRS);
        Ok(made)
    }

    async fn glances(&self) -> Result<Vec<Glance>, Refusal> {
        let (mut made, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.register.page_after(&after, A_PAGE).await?;
            let Some(last) = page.last() else { return Ok(made) };
            last.id.as_str().clone_into(&mut after);
            made.extend(page.iter().map(Glance::of));
        }
    }

    /// Two people, side by side.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] where either is not there or both are one already, and as [`Employer::duplicates`].
    pub async fn both(
        &self,
        viewer: &Viewer,
        kept: &PersonId,
        other: &PersonId,
    ) -> Result<Pair, Refusal> {
        viewer.may(Act::MergePeople, Relation::Any)?;
        let one = self.register.person(kept).await?.ok_or(Refusal::NotFound)?.person;
        let two = self.register.person(other).await?.ok_or(Refusal::NotFound)?.person;
        if one.id == two.id || one.id != *kept || two.id != *other {
            return Err(Refusal::NotFound);
        }
        let (kept, other) = (Glance::of(&one), Glance::of(&two));
        let why = kept.alike(&other);
        Ok(Pair { kept, other, why })
    }

    /// Joins somebody's record to that of the person the change is about.
    ///
    /// # Errors
    ///
    /// As [`Employer::both`]; [`Refusal::Conflict`] where either changed meanwhile.
    pub async fn merge_people(&self, change: Change<'_>, other: &PersonId) -> Result<(), Refusal> {
        self.both(change.viewer, change.person, other).await?;
        let kept = self.register.person(change.person).await?.ok_or(Refusal::NotFound)?;
        let other = self.register.person(other).await?.ok_or(Refusal::NotFound)?;
        let id = change.installation.fresh_id("m")?;
        self.register.merge(&kept, &other, &id, &change.viewer.account, change.now.at).await?;
        Ok(())
    }

    /// Parts a record again that was joined to that of the person the change is about.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] where it is not joined, and as [`Employer::merge_people`].
    pub async fn part_people(&self, change: Change<'_>, other: &PersonId) -> Result<(), Refusal> {
        change.viewer.may(Act::MergePeople, Relation::Any)?;
        let id = change.installation.fresh_id("m")?;
        let (kept, actor) = (change.person, &change.viewer.account);
        let parted = self.register.part(kept, other, &id, actor, change.now.at).await?;
        if parted { Ok(()) } else { Err(Refusal::NotFound) }
    }

    /// Puts somebody new on the register, with what is said of who they are. `person` of the change is their id to be.
    /// Where they may be somebody who is there already, those are given instead and nothing is recorded, unless
    /// `is_somebody_else`.
    ///
    /// # Errors
    ///
    /// As [`Employer::record_fact`].
    pub async fn add_person(
        &self,
        change: Change<'_>,
        fields: &[Field],
        said: Map<String, Json>,
        is_somebody_else: bool,
    ) -> Result<Vec<Glance>, Refusal> {
        change.viewer.may(Act::AddPeople, Relation::Any)?;
        if !said.contains_key("name") {
            return Err(Refusal::wrong("name", "Fill in: name."));
        }
        let drafted = Drafted { kind: "details".to_owned(), fields: said, ..Drafted::default() };
        let nobody = Person {
            id: change.person.clone(),
            name: None,
            details: None,
            former_names: Vec::new(),
            facts: Vec::new(),
        };
        let id = FactId::new(change.installation.fresh_id("f")?);
        let fact: Fact = read_new(change, &nobody, fields, &drafted, id)?;
        let made = Person { name: name_of(&fact), facts: vec![fact], ..nobody };
        if !is_somebody_else {
            let own = Glance::of(&made);
            let mut same = self.glances().await?;
            same.retain(|it| !own.alike(it).is_empty());
            if !same.is_empty() {
                return Ok(same);
            }
        }
        // The fact says it all: nothing beside it is written.
        let made = Person { name: None, ..made };
        let item = Item::Person(Box::new(made), preceptor_record::file::Place::default());
        self.register.take_in([item], &change.viewer.account, change.now.at).await?;
        Ok(Vec::new())
    }
}

fn name_of(fact: &Fact) -> Option<String> {
    match &fact.body {
        Body::Details(Details { name, .. }) => name.clone(),
        _ => None,
    }
}

#[cfg(test)]
#[path = "joining_tests.rs"]
mod tests;
