//! What a row does: whose it is, what it changes, or everything for which it cannot be taken.

use std::collections::BTreeMap;

use preceptor_exchange::staff::{Drafted, Keys, Kind, RowFault};
use preceptor_record::date::Instant;
use preceptor_record::{
    Body, Code, Details, Fact, KnownAt, Person, PersonId, Record, SupervisionKind, words,
};
use preceptor_rulebook::Rulebook;
use serde_json::{Value as Json, json};

use super::change::{self, Change};
use super::known::{Held, Ids, Register};
use crate::names::Names;
use crate::now::Now;
use crate::person::says;

words! {
    /// What becomes of a row.
    pub enum Effect {
        /// It is of somebody who is not on the register.
        New = "new",
        /// It changes somebody's record.
        Changed = "changed",
        /// It says what is on the record.
        Same = "same",
        /// It cannot be taken.
        Wrong = "wrong",
    }
}

/// What a row does, to be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The line.
    pub line: usize,
    /// What becomes of it.
    pub effect: Effect,
    /// Whose it is.
    pub person: Option<PersonId>,
    /// What they are called.
    pub name: String,
    /// What is recorded, in words.
    pub says: Vec<String>,
    /// What somebody should look at.
    pub notes: Vec<String>,
    /// What is wrong.
    pub faults: Vec<RowFault>,
}

/// Without what it says of anybody.
impl std::fmt::Debug for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{:?}", self.line, self.effect, self.faults)
    }
}

impl Outcome {
    /// Of a row that cannot be read.
    pub(super) fn wrong(line: usize, name: String, faults: Vec<RowFault>) -> Self {
        let (says, notes) = (Vec::new(), Vec::new());
        Self { line, effect: Effect::Wrong, person: None, name, says, notes, faults }
    }

    pub(super) fn to_json(&self) -> Json {
        let faults: Vec<Json> = self
            .faults
            .iter()
            .map(|it| json!([it.kind.as_str(), it.column, it.value, it.message, it.remedy]))
            .collect();
        json!({
            "line": self.line, "effect": self.effect.as_str(),
            "person": self.person.as_ref().map(PersonId::as_str),
            "name": self.name, "says": self.says, "notes": self.notes, "faults": faults,
        })
    }

    pub(super) fn of_json(it: &Json) -> Option<Self> {
        let texts = |of: &Json| -> Option<Vec<String>> {
            of.as_array()?.iter().map(|it| it.as_str().map(ToOwned::to_owned)).collect()
        };
        let line = usize::try_from(it.get("line")?.as_u64()?).ok()?;
        let fault = |it: &Json| {
            let [kind, column, value, message, remedy] = texts(it)?.try_into().ok()?;
            let kind = Kind::from_word(&kind)?;
            Some(RowFault { line, kind, column, value, message, remedy })
        };
        let faults: Option<Vec<RowFault>> =
            it.get("faults")?.as_array()?.iter().map(fault).collect();
        Some(Self {
            line,
            effect: Effect::from_word(it.get("effect")?.as_str()?)?,
            person: it.get("person")?.as_str().map(PersonId::new),
            name: it.get("name")?.as_str()?.to_owned(),
            says: texts(it.get("says")?)?,
            notes: texts(it.get("notes")?)?,
            faults: faults?,
        })
    }
}

/// What rows are judged by.
pub(super) struct Judge<'a> {
    pub book: &'a Rulebook,
    /// The organisation.
    pub own: Code,
    pub ids: Ids,
    /// Who imports: an account.
    pub actor: String,
    pub now: Now,
    /// Those whom the file brings, by what they are known: whoever is not on the register yet may supervise.
    pub coming: BTreeMap<String, PersonId>,
    /// Who said what of whom so far: two rows of one person must not disagree on who they are.
    pub said: BTreeMap<PersonId, (usize, Details)>,
}

/// What a row does, and the record it leaves.
pub(super) struct Judged {
    pub outcome: Outcome,
    /// The facts to be recorded; none where there is nothing to do.
    pub facts: Vec<Fact>,
    /// The record as it is then.
    pub held: Option<Held>,
    /// Whoever is not on the register yet and on whom it rests.
    pub rests_on: Vec<PersonId>,
}

impl Judge<'_> {
    /// What a row does.
    pub(super) fn row(&mut self, register: &Register, it: &Drafted) -> Judged {
        let name = it.details.name.clone().unwrap_or_default();
        let wrong = |faults| Judged {
            outcome: Outcome::wrong(it.line, name.clone(), faults),
            facts: Vec::new(),
            held: None,
            rests_on: Vec::new(),
        };
        let held = match self.whose(register, it) {
            Ok(it) => it,
            Err(fault) => return wrong(vec![fault]),
        };
        let mut faults = self.disagrees(&held.person.id, it);
        if !faults.is_empty() {
            return wrong(faults);
        }
        let (mut notes, mut rests_on) = (it.notes.clone(), Vec::new());
        let bodies =
            self.bodies(register, &held.person.id, it, &mut faults, &mut notes, &mut rests_on);
        let mut made =
            Making { of: self, line: it.line, held: held.clone(), facts: Vec::new(), notes };
        for body in &bodies {
            match change::of(&made.held.person, &self.own, body, it.says_status) {
                Change::Nothing => {}
                Change::Add(body) => made.add(body, None),
                Change::Correct { of, with, was_verified } => {
                    if was_verified {
                        made.notes.push(format!(
                            "this corrects something that was verified, which has to be verified again: {}",
                            says(self.book, &Names::default(), &made.as_fact(with.clone()))
                        ));
                    }
                    made.add(with, Some(of));
                }
                Change::OtherNumber(other) => faults.push(RowFault::of_row(
                    it.line,
                    Kind::OtherNumber,
                    format!("the record has the number {other} for the same register"),
                    "look whether the row is of this person; if the record is wrong, correct it there",
                )),
                Change::OtherBirth => faults.push(RowFault::of_row(
                    it.line,
                    Kind::OtherBirth,
                    "the record has another date of birth",
                    "look whether the row is of this person; if the record is wrong, correct it there",
                )),
            }
        }
        if !faults.is_empty() {
            return wrong(faults);
        }
        let (facts, notes, after) = (made.facts, made.notes, made.held);
        self.said.entry(after.person.id.clone()).or_insert_with(|| (it.line, it.details.clone()));
        let said: Vec<String> =
            facts.iter().map(|it| says(self.book, &Names::default(), it)).collect();
        // A row that was recorded before the program was killed is what it was then.
        let of_line = self.ids.of_line(it.line);
        let before: Vec<&Fact> =
            held.person.facts.iter().filter(|it| it.id.as_str().starts_with(&of_line)).collect();
        let is_new =
            |facts: &[&Fact]| self.ids.person(it.line) == held.person.id && !facts.is_empty();
        let effect = match (facts.is_empty(), before.is_empty()) {
            (false, _) if held.as_of == 0 && self.ids.person(it.line) == held.person.id => {
                Effect::New
            }
            (true, false) if is_new(&before) => Effect::New,
            (false, _) | (true, false) => Effect::Changed,
            (true, true) => Effect::Same,
        };
        let said = if said.is_empty() {
            before.iter().map(|it| says(self.book, &Names::default(), it)).collect()
        } else {
            said
        };
        let outcome = Outcome {
            line: it.line,
            effect,
            person: Some(after.person.id.clone()),
            name: after.person.display_name().to_owned(),
            says: said,
            notes,
            faults: Vec::new(),
        };
        Judged { outcome, facts, held: Some(after), rests_on }
    }

    /// Whose row it is: somebody of the register, by one or several of the keys, or somebody new.
    fn whose(&self, register: &Register, it: &Drafted) -> Result<Held, RowFault> {
        let fault =
            |kind, message: String, remedy: &str| RowFault::of_row(it.line, kind, message, remedy);
        let mut found: Option<(&PersonId, &str)> = None;
        let keys = it.keys.texts();
        for key in &keys {
            match register.of_key(key).as_slice() {
                [] => {}
                [one] => match found {
                    Some((other, by)) if other != *one => {
                        let message =
                            format!("`{by}` and `{key}` are of two people on the register");
                        let remedy = "look whose row it is; if the two are one person, join their records first";
                        return Err(fault(Kind::TwoPeople, message, remedy));
                    }
                    Some(_) => {}
                    None => found = Some((one, key)),
                },
                several => {
                    let message =
                        format!("{} people on the register are known by `{key}`", several.len());
                    let remedy =
                        "join their records, or correct those that are wrong, and import again";
                    return Err(fault(Kind::SeveralPeople, message, remedy));
                }
            }
        }
        if let Some((id, by)) = found {
            let Some(held) = register.held(id) else {
                let message = "their record could not be read".to_owned();
                return Err(fault(Kind::SeveralPeople, message, "import again"));
            };
            let is_by_number = by.starts_with("employee ");
            let theirs = held.person.name.as_deref();
            if let (Some(theirs), Some(name)) = (theirs, it.details.name.as_deref())
                && !shares_a_word(theirs, name)
            {
                let message =
                    format!("`{by}` is of {theirs} on the register, and the row is of {name}");
                let remedy = if is_by_number {
                    "look whether the number was given to somebody else, or correct the name on the record first"
                } else {
                    "look whether the number or the address is that of the person"
                };
                return Err(fault(Kind::TwoPeople, message, remedy));
            }
            return Ok(held.clone());
        }
        if it.details.name.is_none() {
            let message =
                "nobody on the register is known by it, and the row gives no name".to_owned();
            let remedy = "look whether the number is right, or add the name of the person";
            return Err(fault(Kind::NobodyWithoutName, message, remedy));
        }
        let id = keys.iter().find_map(|it| self.coming.get(it)).cloned();
        let person = Person {
            id: id.unwrap_or_else(|| self.ids.person(it.line)),
            name: None,
            details: None,
            former_names: Vec::new(),
            facts: Vec::new(),
        };
        Ok(Held { person, as_of: 0, merged: Vec::new() })
    }

    /// What two rows of one file say differently of who somebody is.
    fn disagrees(&self, id: &PersonId, it: &Drafted) -> Vec<RowFault> {
        let Some((line, before)) = self.said.get(id) else { return Vec::new() };
        let (a, b) = (before, &it.details);
        let differ =
            |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if a != b);
        let parts = [
            ("name", differ(&a.name, &b.name)),
            ("employee number", differ(&a.employee_number, &b.employee_number)),
            ("e-mail address", differ(&a.email, &b.email)),
            ("date of birth", matches!((a.born, b.born), (Some(a), Some(b)) if a != b)),
        ];
        let which: Vec<&str> = parts.iter().filter(|it| it.1).map(|it| it.0).collect();
        if which.is_empty() {
            return Vec::new();
        }
        let message = format!(
            "line {line} is of the same person and has another {}",
            which.join(" and another ")
        );
        let remedy = "look which of the two is right, and leave one of them out";
        vec![RowFault::of_row(it.line, Kind::RowsDisagree, message, remedy)]
    }

    /// Everything the row says, with whoever supervises put in.
    fn bodies(
        &self,
        register: &Register,
        id: &PersonId,
        it: &Drafted,
        faults: &mut Vec<RowFault>,
        notes: &mut Vec<String>,
        rests_on: &mut Vec<PersonId>,
    ) -> Vec<Body> {
        let mut bodies = Vec::new();
        if it.details.name.is_some()
            || it.details.employee_number.is_some()
            || it.details.email.is_some()
            || it.details.born.is_some()
        {
            bodies.push(Body::Details(it.details.clone()));
        }
        bodies.extend(it.facts.iter().cloned());
        for of in &it.supervisors {
            let (who, is_coming) = self.somebody(register, &of.who);
            match (who.as_slice(), of.kind) {
                ([one], Some(_)) if one == id => faults.push(RowFault::of_cell(
                    it.line,
                    Kind::OwnSupervisor,
                    &of.column,
                    &of.who,
                    "this is the person themselves",
                    "name somebody else: nobody supervises themselves",
                )),
                ([one], Some(_)) => {
                    // A supervision without a first day would have held always.
                    let from = it.supervised_from.unwrap_or(self.now.day);
                    bodies.extend(of.by(one.clone(), Some(from)));
                    notes.extend(self.other_supervisor(register, id, of.kind, one));
                    rests_on.extend(is_coming.then(|| one.clone()));
                }
                ([one], None) => {
                    for body in &mut bodies {
                        if let Body::Post(post) = body {
                            post.manager = Some(one.clone());
                        }
                    }
                    rests_on.extend(is_coming.then(|| one.clone()));
                }
                (_, None) => notes.push(format!(
                    "nobody here is known by `{}`, so the post has no manager",
                    of.who
                )),
                (_, Some(_)) => faults.push(RowFault::of_cell(
                    it.line,
                    Kind::UnknownSupervisor,
                    &of.column,
                    &of.who,
                    "nobody on the register and in this file is known by this",
                    "give the supervisor's employee number, registration number or e-mail address, or add them first",
                )),
            }
        }
        bodies
    }

    /// Whom a number or an address is of, and whether they come with this file.
    fn somebody(&self, register: &Register, who: &str) -> (Vec<PersonId>, bool) {
        let keys = if who.contains('@') {
            vec![format!("email {who}")]
        } else {
            vec![
                format!("employee {who}"),
                format!("number {}", who.replace(' ', "").to_uppercase()),
            ]
        };
        for key in &keys {
            let found: Vec<PersonId> = register.of_key(key).into_iter().cloned().collect();
            if !found.is_empty() {
                let is_coming =
                    found.iter().any(|it| register.held(it).is_some_and(|it| it.as_of == 0));
                return (found, is_coming);
            }
        }
        let coming = keys.iter().find_map(|it| self.coming.get(it));
        (coming.cloned().into_iter().collect(), coming.is_some())
    }

    fn other_supervisor(
        &self,
        register: &Register,
        id: &PersonId,
        kind: Option<SupervisionKind>,
        who: &PersonId,
    ) -> Option<String> {
        let held = register.held(id)?;
        let record = Record::known_at(&held.person, KnownAt::EVERYTHING);
        let other = record.facts.iter().find_map(|it| match &it.fact.body {
            Body::Supervision(it)
                if Some(it.supervision) == kind && it.supervisor != *who && it.until.is_none() =>
            {
                Some(it.supervisor.clone())
            }
            _ => None,
        })?;
        Some(format!("{other} stays their supervisor as well until somebody ends that"))
    }
}

/// A record on its way to what it will be.
struct Making<'a, 'j> {
    of: &'a Judge<'j>,
    line: usize,
    held: Held,
    facts: Vec<Fact>,
    notes: Vec<String>,
}

impl Making<'_, '_> {
    fn as_fact(&self, body: Body) -> Fact {
        let mut fact = Fact::claimed(self.of.ids.fact(self.line, self.facts.len()), body);
        fact.entry.recorded = Some(Instant(self.of.now.at));
        fact.entry.recorded_by = Some(PersonId::new(self.of.actor.as_str()));
        fact
    }

    fn add(&mut self, body: Body, corrects: Option<preceptor_record::FactId>) {
        let mut fact = self.as_fact(body);
        fact.entry.supersedes = corrects;
        if let Body::Details(it) = &fact.body
            && it.name.is_some()
        {
            self.held.person.name.clone_from(&it.name);
        }
        self.held.person.facts.push(fact.clone());
        self.facts.push(fact);
    }
}

/// Whether two names have a word in common: a name that was changed has, and that of somebody else has not.
fn shares_a_word(a: &str, b: &str) -> bool {
    let words = |it: &str| -> Vec<String> {
        preceptor_exchange::table::folded(it).split(' ').map(ToOwned::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    a.iter().any(|it| it.len() > 1 && b.contains(it))
}

/// Those whom a file brings and whom nobody knows yet, by what they are known: the first row that speaks of each.
pub(super) fn coming<'a>(
    register: &Register,
    ids: &Ids,
    rows: impl Iterator<Item = (usize, &'a Keys)>,
) -> BTreeMap<String, PersonId> {
    let mut made: BTreeMap<String, PersonId> = BTreeMap::new();
    for (line, keys) in rows {
        let texts = keys.texts();
        if texts.iter().any(|it| !register.of_key(it).is_empty()) {
            continue;
        }
        let known = texts.iter().find_map(|it| made.get(it)).cloned();
        let id = known.unwrap_or_else(|| ids.person(line));
        let number = keys.registration.iter().map(|it| format!("number {}", it.1));
        for key in texts.into_iter().chain(number) {
            made.entry(key).or_insert_with(|| id.clone());
        }
    }
    made
}
