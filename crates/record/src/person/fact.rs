//! A fact as it stands in a file: what it says, and who recorded and confirmed it when.

use serde_json::{Value as Json, json};

use crate::date::{Instant, Period};
use crate::facts::Body;
use crate::file::{
    Fault, Faults, Mapping, Node, Place, Schemas, Shape, Value, Written, expected, fact, nearest,
    shortened,
};
use crate::ids::{FactId, PersonId};

fact! {
    /// Who verified a fact, when and how.
    pub struct VerifiedBy private(how) {
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

impl Written for Verified {
    fn is_left_out(&self) -> bool {
        *self == Self::No
    }
    fn write(&self, out: &mut String) {
        match self {
            Self::No => out.push_str("false"),
            Self::ByAuthor => out.push_str("true"),
            Self::By(it) => it.write(out),
        }
    }
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

fact! {
    /// What every fact has beside what it says.
    pub struct Entry private(evidence, note) {
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
    /// Its id, unique in the record; [`Entry::id`] is empty once it is here.
    pub id: FactId,
    /// Who recorded it, when, on what evidence.
    pub entry: Entry,
    /// What it says.
    pub body: Body,
}

impl Fact {
    /// Something that is only claimed, and of which nobody says when, by whom or on what evidence it was recorded.
    pub fn claimed(id: FactId, body: Body) -> Self {
        let entry = Entry {
            id: None,
            recorded: None,
            recorded_by: None,
            verified: Verified::No,
            evidence: Vec::new(),
            supersedes: None,
            note: None,
        };
        Self { id, entry, body }
    }
}

/// It as it stands in a people file, with its id.
impl Written for Fact {
    fn write(&self, out: &mut String) {
        self.write_as(Some(&self.id), out);
    }
}

impl Fact {
    /// It as it stands in a people file, with its id.
    pub fn to_json(&self) -> Json {
        Written::to_json(self)
    }

    /// The same with another id, or with none where its place in the list gives it.
    pub(super) fn write_as(&self, id: Option<&FactId>, out: &mut String) {
        let mut map = Mapping::begin(out);
        map.put("id", &id);
        map.put("kind", self.body.key());
        self.body.write_into(&mut map);
        self.entry.write_into(&mut map);
        map.end();
    }
}

/// A fact as written, before it has an id of its own.
pub(super) struct Draft {
    pub(super) entry: Entry,
    pub(super) body: Body,
    pub(super) place: Place,
}

impl Shape for Draft {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let kind = kind_of(node, faults)?;
        let common = |key: &str| Entry::KEYS.contains(&key);
        let entry = Entry::read_shared(node, &common, faults);
        let body = Body::read_as_shared(kind, node, &|key| key != "kind" && !common(key), faults);
        let (entry, body) = (entry?, body?);
        ends_after_it_begins(&body, node, faults)?;
        Some(Self { entry, body, place: node.place })
    }
    fn schema(schemas: &mut Schemas) -> Json {
        schemas.named("Fact", |schemas| {
            // Named here so that the document holds them.
            let _ = Body::schema(schemas);
            let entry = Entry::schema(schemas);
            json!({
                "type": "object",
                "required": ["kind"],
                "properties": { "kind": { "enum": Body::KEYS } },
                "description": "The fields of the kind named, and those of Entry.",
                "$comment": entry,
            })
        })
    }
}

/// The kind of a fact, which says what its other keys may be.
fn kind_of<'a>(node: &'a Node, faults: &mut Faults) -> Option<&'a str> {
    let Value::Map(pairs) = &node.value else {
        faults.push(expected(node, "a fact, such as `{kind: exam, exam: pane, on: 2024-07-01}`"));
        return None;
    };
    let mut kinds = pairs.iter().filter(|(key, _)| key.text() == Some("kind"));
    let every = || format!("the kinds are {}", Body::KEYS.join(", "));
    let Some((first, kind)) = kinds.next() else {
        faults.push(Fault::new(node.place, "this fact has no `kind`").help(every()));
        return None;
    };
    if let Some((second, _)) = kinds.next() {
        let fault = Fault::new(second.place, "`kind` is given twice")
            .beside(first.place, "first given here");
        faults.push(fault.help("the kind of a check is `check_kind`, of CPD `cpd_kind`"));
        return None;
    }
    let word = kind.text().unwrap_or_default();
    let found = Body::KEYS.iter().find(|it| **it == word);
    if found.is_none() {
        let fault = match kind.text() {
            Some(_) => {
                Fault::new(kind.place, format!("unknown kind of fact `{}`", shortened(word)))
            }
            None => expected(kind, "a kind of fact"),
        };
        faults.push(match nearest(word, Body::KEYS.iter().copied()) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help(every()),
        });
    }
    found.copied()
}

/// What ends on the day it begins, or before, covers no day and is a slip.
fn ends_after_it_begins(body: &Body, node: &Node, faults: &mut Faults) -> Option<()> {
    let period = match body {
        // The year appraised, not the days on which the appraisal counts.
        Body::Appraisal(it) => Period::new(it.from, it.until),
        _ => body.period(),
    };
    if !period.is_empty() {
        return Some(());
    }
    let place = node.get("until").map_or(node.place, |it| it.place);
    let message = format!("this ends on {} and begins only on {}", period.until, period.from);
    faults.push(
        Fault::new(place, message)
            .help("`until` is the first day not covered, so it lies after `from`"),
    );
    None
}
