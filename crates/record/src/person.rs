//! A person, a fact and an organisation as they stand in a file.

use serde_json::{Value as Json, json};

use crate::date::{Day, Instant, Period};
use crate::facts::*;
use crate::file::{At, Fault, Faults, Node, Place, Schemas, Shape, Value, expected, nearest};
use crate::ids::{Code, FactId, PersonId};
use crate::shape;

crate::choice! {
    /// What a fact says: one kind each.
    pub enum Body {
        /// An entry in a register.
        Registration(Registration) = "registration",
        /// A mark on such an entry.
        Annotation(Annotation) = "annotation",
        /// An award.
        Qualification(Qualification) = "qualification",
        /// A national examination.
        Exam(Exam) = "exam",
        /// Work done.
        Experience(Experience) = "experience",
        /// A post held.
        Post(Post) = "post",
        /// An employer's grant.
        Entitlement(Entitlement) = "entitlement",
        /// An act handed over.
        Delegation(Delegation) = "delegation",
        /// A place on a programme.
        Enrolment(Enrolment) = "enrolment",
        /// An employment check.
        Check(Check) = "check",
        /// A supervisor.
        Supervision(Supervision) = "supervision",
        /// A sign-off.
        SignOff(SignOff) = "sign-off",
        /// A rating.
        Capability(Capability) = "capability",
        /// A workplace-based assessment.
        Assessment(Assessment) = "assessment",
        /// Continuing professional development.
        Cpd(Cpd) = "cpd",
        /// An appraisal.
        Appraisal(Appraisal) = "appraisal",
        /// Training.
        Training(Training) = "training",
        /// A declaration.
        Declaration(Declaration) = "declaration",
        /// Time away.
        Absence(Absence) = "absence",
        /// A restriction.
        Restriction(Restriction) = "restriction",
        /// Who the person is.
        Details(Details) = "details",
        /// A check of another fact.
        Verification(Verification) = "verification",
        /// Taking another fact back.
        Withdrawal(Withdrawal) = "withdrawal",
    }
}

impl Body {
    /// The days it speaks of: its period, or all days from the one on which it happened.
    pub fn period(&self) -> Period {
        match self {
            Self::Registration(it) => between(it.from, it.until),
            Self::Annotation(it) => between(it.from, it.until),
            Self::Qualification(it) => between(it.on, None),
            Self::Exam(it) => between(it.on, None),
            Self::Experience(it) => between(it.from, it.until),
            Self::Post(it) => between(it.from, it.until),
            Self::Entitlement(it) => between(it.from, it.until),
            Self::Delegation(it) => between(it.from, it.until),
            Self::Enrolment(it) => between(it.from, it.until),
            Self::Check(it) => between(it.on, it.until),
            Self::Supervision(it) => between(it.from, it.until),
            Self::SignOff(it) => between(it.on, it.until),
            Self::Capability(it) => between(it.on, None),
            Self::Assessment(it) => between(it.on, None),
            Self::Cpd(it) => between(it.on, None),
            Self::Appraisal(it) => between(it.on, None),
            Self::Training(it) => between(it.on, it.until),
            Self::Declaration(it) => between(it.on, it.until),
            Self::Absence(it) => between(it.from, it.until),
            Self::Restriction(it) => between(it.from, it.until),
            Self::Details(it) => between(it.from, None),
            Self::Verification(it) => between(it.on, None),
            Self::Withdrawal(it) => between(it.on, None),
        }
    }

    /// The other person it names, if it names one on whom something may rest.
    pub fn names(&self) -> Option<&PersonId> {
        match self {
            Self::Supervision(it) => Some(&it.supervisor),
            Self::SignOff(it) => it.assessor.as_ref(),
            Self::Capability(it) => it.assessor.as_ref(),
            Self::Assessment(it) => it.assessor.as_ref(),
            Self::Delegation(it) => it.delegator.as_ref(),
            Self::Appraisal(it) => it.appraiser.as_ref(),
            _ => None,
        }
    }
}

shape! {
    /// Who verified a fact, when and how.
    pub struct VerifiedBy {
        /// Who.
        pub by: Option<PersonId>,
        /// When; it counts as known from then.
        pub on: Option<Instant>,
        /// How.
        pub how: Option<String>,
    }
}

/// Whether a fact is verified as far as its own entry says.
#[derive(Debug, Clone, PartialEq)]
pub enum Verified {
    /// Only claimed.
    No,
    /// By the author of the file, as soon as it was recorded.
    ByAuthor,
    /// By somebody, at some time.
    By(VerifiedBy),
}

impl Shape for Verified {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match (&node.value, node.text()) {
            (_, Some("true")) => Some(Self::ByAuthor),
            (_, Some("false")) | (Value::Null, _) => Some(Self::No),
            (Value::Map(_), _) => VerifiedBy::read(node, faults).map(Self::By),
            _ => {
                faults.push(expected(node, "`true`, `false` or `{by, on, how}`"));
                None
            }
        }
    }
    fn absent() -> Option<Self> {
        Some(Self::No)
    }
    fn schema(schemas: &mut Schemas) -> Json {
        let by = VerifiedBy::schema(schemas);
        json!({ "anyOf": [{ "type": "boolean" }, by] })
    }
}

shape! {
    /// What every fact has beside what it says.
    pub struct Entry {
        /// Its id; left out it is `f-` and its number in the list.
        pub id: Option<FactId>,
        /// When it was recorded; left out it was recorded at its own date.
        pub recorded: Option<Instant>,
        /// Who recorded it.
        pub recorded_by: Option<PersonId>,
        /// Whether somebody entitled confirmed it.
        pub verified: Verified,
        /// Files that bear it out.
        pub evidence: Vec<String>,
        /// The entry it corrects.
        pub supersedes: Option<FactId>,
        /// A note.
        pub note: Option<String>,
    }
}

/// One dated entry of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Its id, unique in the record.
    pub id: FactId,
    /// Who recorded it, when, on what evidence.
    pub entry: Entry,
    /// What it says.
    pub body: Body,
}

/// A fact as written, before it has an id.
struct Written {
    entry: Entry,
    body: Body,
    place: Place,
}

impl Shape for Written {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let Value::Map(pairs) = &node.value else {
            faults.push(expected(node, "a fact, such as `{kind: exam, exam: pane, on: 2024-07-01}`"));
            return None;
        };
        let Some(kind) = node.get("kind") else {
            let fault = Fault::new(node.place, "this fact has no `kind`");
            faults.push(fault.help(format!("the kinds are {}", Body::KEYS.join(", "))));
            return None;
        };
        let word = kind.text().unwrap_or_default();
        if !Body::KEYS.contains(&word) {
            let fault = Fault::new(kind.place, format!("unknown kind of fact `{word}`"));
            faults.push(match nearest(word, Body::KEYS.iter().copied()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help(format!("the kinds are {}", Body::KEYS.join(", "))),
            });
            return None;
        }
        let (mut common, mut own) = (Vec::new(), Vec::new());
        let mut kinds = 0;
        for pair in pairs {
            match pair.0.text() {
                Some("kind") => {
                    kinds += 1;
                    if kinds > 1 {
                        let fault = Fault::new(pair.0.place, "`kind` is given twice");
                        faults.push(fault.help("the kind of a check is `check_kind`, of CPD `cpd_kind`"));
                    }
                }
                Some(key) if Entry::KEYS.contains(&key) => common.push(pair.clone()),
                _ => own.push(pair.clone()),
            }
        }
        let entry = Entry::read(&Node { place: node.place, value: Value::Map(common) }, faults);
        let body = Body::read_as(word, &Node { place: node.place, value: Value::Map(own) }, faults);
        let (entry, body) = (entry?, body?);
        if kinds > 1 {
            return None;
        }
        let period = body.period();
        if period.until != Day::NEVER && period.from >= period.until {
            let (from, until) = (period.from, period.until);
            let place = node.get("until").map_or(node.place, |it| it.place);
            faults.push(
                Fault::new(place, format!("this ends on {until} and begins only on {from}"))
                    .help("`until` is the first day not covered, so it lies after `from`"),
            );
            return None;
        }
        Some(Self { entry, body, place: node.place })
    }
    fn schema(schemas: &mut Schemas) -> Json {
        schemas.named("Fact", |schemas| {
            let body = Body::schema(schemas);
            let _ = body;
            let entry = Entry::schema(schemas);
            json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "enum": Body::KEYS } }, "description": "The fields of the kind named, and those of Entry.", "$comment": entry })
        })
    }
}

shape! {
    /// A person as written.
    pub struct WrittenPerson {
        /// Their id in this file.
        pub id: At<PersonId>,
        /// Their name.
        pub name: Option<String>,
        /// What they are called.
        pub known_as: Option<String>,
        /// Names they had before.
        pub former_names: Vec<String>,
        /// Pronouns.
        pub pronouns: Option<String>,
        /// Date of birth.
        pub born: Option<Day>,
        /// E-mail address.
        pub email: Option<String>,
        /// Telephone number.
        pub phone: Option<String>,
        /// The employer's number.
        pub employee_number: Option<String>,
        /// Everything known about them.
        pub facts: Facts,
    }
}

/// The facts of one person, each with an id of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts(pub Vec<Fact>);

impl Shape for Facts {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let written = Vec::<Written>::read(node, faults)?;
        let mut made: Vec<Fact> = Vec::with_capacity(written.len());
        let mut whole = true;
        let mut places: std::collections::BTreeMap<FactId, Place> = std::collections::BTreeMap::new();
        for (i, it) in written.into_iter().enumerate() {
            let id = it.entry.id.clone().unwrap_or_else(|| FactId::new(format!("f-{}", i + 1)));
            if let Some(first) = places.insert(id.clone(), it.place) {
                let fault = Fault::new(it.place, format!("two facts have the id `{id}`"));
                faults.push(fault.label("and again here").beside(first, "first given here"));
                whole = false;
            }
            made.push(Fact { id, entry: it.entry, body: it.body });
        }
        let mut corrected: std::collections::BTreeMap<&FactId, &FactId> = std::collections::BTreeMap::new();
        for fact in &made {
            let refers = [
                fact.entry.supersedes.as_ref(),
                match &fact.body {
                    Body::Verification(it) => Some(&it.of),
                    Body::Withdrawal(it) => Some(&it.of),
                    _ => None,
                },
            ];
            for to in refers.into_iter().flatten() {
                if !places.contains_key(to) {
                    let place = places.get(&fact.id).copied().unwrap_or(node.place);
                    faults.push(Fault::new(place, format!("`{}` refers to `{to}`, which is no fact of this person", fact.id)));
                    whole = false;
                }
            }
            if let Some(to) = &fact.entry.supersedes
                && let Some(other) = corrected.insert(to, &fact.id)
            {
                let place = places.get(&fact.id).copied().unwrap_or(node.place);
                faults.push(
                    Fault::new(place, format!("`{to}` is corrected twice, by `{other}` and by `{}`", fact.id))
                        .help("a correction supersedes the newest entry of its line"),
                );
                whole = false;
            }
        }
        whole.then_some(Self(made))
    }
    fn absent() -> Option<Self> {
        Some(Self::default())
    }
    fn schema(schemas: &mut Schemas) -> Json {
        let fact = Written::schema(schemas);
        json!({ "type": "array", "items": fact })
    }
}

/// Everything known about one person.
#[derive(Clone, PartialEq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their name, where the file gives one.
    pub name: Option<String>,
    /// What else the file says of who they are.
    pub details: Option<Box<Details>>,
    /// Names they had before.
    pub former_names: Vec<String>,
    /// The facts, in the order written.
    pub facts: Vec<Fact>,
}

/// Ids only: who a person is does not belong in a log.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person").field("id", &self.id).field("n_facts", &self.facts.len()).finish_non_exhaustive()
    }
}

impl Person {
    /// What to call them on a screen: their name, else their id.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.id.as_str())
    }

    /// The fact of that id.
    pub fn fact(&self, id: &FactId) -> Option<&Fact> {
        self.facts.iter().find(|it| it.id == *id)
    }
}

impl From<WrittenPerson> for Person {
    fn from(it: WrittenPerson) -> Self {
        let details = Details {
            name: None,
            known_as: it.known_as,
            pronouns: it.pronouns,
            born: it.born,
            email: it.email,
            phone: it.phone,
            employee_number: it.employee_number,
            from: None,
        };
        let empty = Details { name: None, known_as: None, pronouns: None, born: None, email: None, phone: None, employee_number: None, from: None };
        Self {
            id: it.id.value,
            name: it.name,
            details: (details != empty).then(|| Box::new(details)),
            former_names: it.former_names,
            facts: it.facts.0,
        }
    }
}

shape! {
    /// An organisation people are employed by.
    pub struct Organisation {
        /// Its code.
        pub organisation: Code,
        /// Its name.
        pub name: Option<String>,
        /// What kind it is.
        pub kind: Option<Code>,
        /// The jurisdiction it lies in.
        pub jurisdiction: Option<Code>,
        /// Its sites.
        pub sites: Vec<Part>,
        /// Its units.
        pub units: Vec<Part>,
    }
}

/// A site or a unit: an id, or an id with a title.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its id.
    pub id: Code,
    /// Its title, where one is given.
    pub title: Option<String>,
}

shape! {
    /// A site or a unit with a title.
    pub struct TitledPart {
        /// Its id.
        pub id: Code,
        /// Its title.
        pub title | name: Option<String>,
    }
}

impl Shape for Part {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match node.value {
            Value::Map(_) => {
                let it = TitledPart::read(node, faults)?;
                Some(Self { id: it.id, title: it.title })
            }
            _ => Code::read(node, faults).map(|id| Self { id, title: None }),
        }
    }
    fn schema(schemas: &mut Schemas) -> Json {
        let titled = TitledPart::schema(schemas);
        json!({ "anyOf": [{ "type": "string" }, titled] })
    }
}
