//! Requirements: a tree of `all`, `any`, `at_least` and `not` over leaves, one leaf kind per fact kind.

use std::collections::BTreeMap;

use preceptor_record::facts::{Class, Passed, Status, SupervisionKind};
use preceptor_record::file::{
    At, Fault, Faults, Fields, Node, Schemas, Shape, Value, expected, nearest,
};
use preceptor_record::{Closeness, Code, Day, Span, shape, words};
use serde_json::{Value as Json, json};

use crate::context::ContextSpec;

/// Something that is met, unmet or unknown of a record on a day.
#[derive(Debug, Clone, PartialEq)]
pub enum Requirement {
    /// Every one of them.
    All(Vec<Requirement>),
    /// One of them.
    Any(Vec<Requirement>),
    /// So many of them.
    AtLeast(u32, Vec<Requirement>),
    /// Not that.
    Not(Box<Requirement>),
    /// A question to one kind of fact.
    Leaf(At<Leaf>),
}

shape! {
    /// So many out of several.
    pub struct AtLeast {
        /// How many.
        pub n: u32,
        /// Out of which.
        pub of: Vec<Requirement>,
    }
}

impl Shape for Requirement {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let Value::Map(pairs) = &node.value else {
            faults.push(expected(node, "a requirement, such as `{passed: {exam: pane}}`"));
            return None;
        };
        let mut keys = vec!["all", "any", "at_least", "not"];
        keys.extend(Leaf::KEYS);
        if let Some((key, _)) =
            pairs.iter().find(|(it, _)| !it.text().is_some_and(|it| keys.contains(&it)))
        {
            let name = key.text().unwrap_or_default();
            let fault = Fault::new(key.place, format!("unknown requirement `{name}`"));
            faults.push(match nearest(name, keys.iter().copied()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help(format!("the requirements are {}", keys.join(", "))),
            });
            return None;
        }
        let (key, value) = Fields::open(node, "a requirement", &keys, faults)?.only(faults)?;
        let list = |faults: &mut Faults| -> Option<Vec<Self>> {
            let list = Vec::<Self>::read(value, faults)?;
            if list.is_empty() {
                faults.push(Fault::new(node.place, format!("`{key}` of nothing")));
                return None;
            }
            Some(list)
        };
        match key {
            "all" => list(faults).map(Self::All),
            "any" => list(faults).map(Self::Any),
            "not" => Self::read(value, faults).map(|it| Self::Not(Box::new(it))),
            "at_least" => {
                let it = AtLeast::read(value, faults)?;
                if it.n == 0 || it.n as usize > it.of.len() {
                    let message = format!("{} out of {} can never be", it.n, it.of.len());
                    faults.push(Fault::new(value.place, message));
                    return None;
                }
                Some(Self::AtLeast(it.n, it.of))
            }
            _ => {
                let value = Leaf::read_as(key, value, faults)?;
                Some(Self::Leaf(At { value, place: node.place }))
            }
        }
    }
    fn schema(schemas: &mut Schemas) -> Json {
        schemas.named("Requirement", |schemas| {
            let leaf = Leaf::schema(schemas);
            let many = AtLeast::schema(schemas);
            let item = json!({ "$ref": "#/$defs/Requirement" });
            let list = json!({ "anyOf": [item, { "type": "array", "items": item, "minItems": 1 }] });
            let one = |key: &str, inner: Json| {
                json!({ "type": "object", "properties": { key: inner }, "required": [key], "additionalProperties": false })
            };
            json!({ "oneOf": [
                one("all", list.clone()), one("any", list), one("at_least", many),
                one("not", json!({ "$ref": "#/$defs/Requirement" })), leaf,
            ] })
        })
    }
}

impl Requirement {
    /// Every leaf of the tree, those about other people apart.
    pub fn leaves<'a>(&'a self, out: &mut Vec<&'a At<Leaf>>) {
        match self {
            Self::All(of) | Self::Any(of) | Self::AtLeast(_, of) => {
                of.iter().for_each(|it| it.leaves(out))
            }
            Self::Not(it) => it.leaves(out),
            Self::Leaf(it) => out.push(it),
        }
    }
}

/// When a fact has to hold for a leaf to be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// On the day asked about.
    Now,
    /// On that day or at any time before it.
    Ever,
    /// At some time before that date (and not after the day asked about).
    Before(Day),
    /// At some time on or after that date (and not after the day asked about).
    OnOrAfter(Day),
    /// At some time within that span up to the day asked about.
    Within(Span),
}

shape! {
    /// The written forms of `when` that carry a date or a span.
    pub struct WrittenWhen {
        /// Before that date.
        pub before: Option<Day>,
        /// On or after that date.
        pub on_or_after: Option<Day>,
        /// Within that span.
        pub within: Option<Span>,
    }
}

impl Shape for When {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match node.text() {
            Some("now") => return Some(Self::Now),
            Some("ever") => return Some(Self::Ever),
            Some(_) => {
                faults.push(expected(
                    node,
                    "`now`, `ever`, `{before: DATE}`, `{on_or_after: DATE}` or `{within: SPAN}`",
                ));
                return None;
            }
            None => {}
        }
        let it = WrittenWhen::read(node, faults)?;
        match (it.before, it.on_or_after, it.within) {
            (Some(day), None, None) => Some(Self::Before(day)),
            (None, Some(day), None) => Some(Self::OnOrAfter(day)),
            (None, None, Some(span)) => Some(Self::Within(span)),
            _ => {
                faults.push(Fault::new(
                    node.place,
                    "`when` takes one of `before`, `on_or_after` and `within`",
                ));
                None
            }
        }
    }
    fn schema(schemas: &mut Schemas) -> Json {
        let dated = WrittenWhen::schema(schemas);
        json!({ "anyOf": [{ "enum": ["now", "ever"] }, dated] })
    }
}

/// A requirement over another person's record: named in the vocabulary, or written out.
#[derive(Debug, Clone, PartialEq)]
pub enum By {
    /// The id of an entry of `vocabulary/supervisors.yaml`.
    Named(At<Code>),
    /// Written out.
    Inline(Box<Requirement>),
}

impl Shape for By {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match node.text() {
            Some(_) => At::<Code>::read(node, faults).map(Self::Named),
            None => Requirement::read(node, faults).map(|it| Self::Inline(Box::new(it))),
        }
    }
    fn schema(schemas: &mut Schemas) -> Json {
        let inline = Requirement::schema(schemas);
        json!({ "anyOf": [{ "type": "string" }, inline] })
    }
}

words! {
    /// How months of experience are counted.
    pub enum Counted {
        /// Calendar months, whatever the part of full time.
        Calendar = "calendar",
        /// Full-time equivalent months.
        Fte = "fte",
        /// Both ways: unknown where the two differ.
        Both = "both",
    }
}

words! {
    /// Who judged a capability.
    pub enum Judged {
        /// An assessor.
        Assessed = "assessed",
        /// The person.
        OneSelf = "self",
        /// Either.
        Either = "either",
    }
}

shape! {
    /// An entry in a register.
    pub struct Registered {
        /// Which registers; `base` is the register of the acting post's base profession.
        pub register: Vec<At<Code>>,
        /// Which parts.
        pub part: Vec<At<Code>>,
        /// Which states will do.
        pub status: Vec<Status> = vec![Status::Registered, Status::Conditions],
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// A mark on an entry in a register.
    pub struct Annotated {
        /// Which registers; `base` as for `registered`.
        pub register: Vec<At<Code>>,
        /// Which marks.
        pub annotation: Vec<Code>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// An award.
    pub struct Holds {
        /// Which qualifications.
        pub qualification: Vec<At<Code>>,
        /// Academic level, at least.
        pub level: Option<u8>,
        /// Class, at least.
        pub class: Option<Class>,
        /// Subjects or groups of subjects.
        pub subject: Vec<At<Code>>,
        /// Programmes; `recognised` is one recognised on the day of the award.
        pub programme: Vec<At<Code>>,
        /// Countries.
        pub country: Vec<Code>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// A national examination passed.
    pub struct PassedExam {
        /// Which examinations.
        pub exam: Vec<At<Code>>,
        /// How it has to have ended.
        pub outcome: Passed = Passed::Pass,
        /// Sat on or after that day.
        pub on_or_after: Option<Day>,
        /// Sat before that day.
        pub before: Option<Day>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// Months of work done.
    pub struct Experienced {
        /// How long, at least.
        pub at_least: Span,
        /// In which roles or professions; a post counts too.
        pub role: Vec<At<Code>>,
        /// In which settings.
        pub setting: Vec<At<Code>>,
        /// In which specialties.
        pub specialty: Vec<Code>,
        /// In which countries.
        pub country: Vec<Code>,
        /// How months are counted.
        pub counted: Counted = Counted::Calendar,
        /// Only what came after the first award of one of these qualifications.
        pub after_award: Vec<At<Code>>,
        /// Only what came on or after that day.
        pub from: Option<Day>,
        /// Only what lies within that span before the day asked about.
        pub within: Option<Span>,
        /// When; with `before`, only what came before that day.
        pub when: When = When::Now,
    }
}

shape! {
    /// A post held.
    pub struct InPost {
        /// In which roles.
        pub role: Vec<At<Code>>,
        /// Over which base professions.
        pub base_profession: Vec<At<Code>>,
        /// At which kinds of organisation.
        pub organisation_kind: Vec<At<Code>>,
        /// In which settings.
        pub setting: Vec<At<Code>>,
        /// In which specialties.
        pub specialty: Vec<Code>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// A grant by the acting post's employer.
    pub struct Entitled {
        /// For which activity.
        pub activity: Option<At<Code>>,
        /// Or which duty.
        pub duty: Option<Code>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// An act handed over by somebody who may do it.
    pub struct Delegated {
        /// Which activity; left out it is the one asked about.
        pub activity: Option<At<Code>>,
        /// What the delegator must be.
        pub by: Option<By>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// A place on a programme.
    pub struct Enrolled {
        /// On which programmes.
        pub programme: Vec<At<Code>>,
        /// Towards which qualifications.
        pub qualification: Vec<At<Code>>,
        /// Begun before that day.
        pub started_before: Option<Day>,
        /// Begun on or after that day.
        pub started_on_or_after: Option<Day>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// An employment check made.
    pub struct Checked {
        /// Which check.
        pub check: At<Code>,
        /// Which kinds of it.
        pub kind: Vec<Code>,
        /// Which outcomes will do.
        pub outcome: Vec<Code> = vec![Code::new("clear")],
        /// How old it may be.
        pub not_older_than: Option<Span>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// A supervisor.
    pub struct Supervised {
        /// Of which kinds.
        pub supervision: Vec<SupervisionKind>,
        /// What the supervisor must be.
        pub by: Option<By>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// A sign-off.
    pub struct SignedOff {
        /// For which activity; left out it is the one asked about.
        pub activity: Option<At<Code>>,
        /// At least this loose.
        pub level: Option<Closeness>,
        /// What the assessor, who is never the person, must be.
        pub by: Option<By>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// A rating against a framework.
    pub struct Capable {
        /// Which framework.
        pub framework: Code,
        /// Which item.
        pub item: Code,
        /// Which level, at least.
        pub level: Option<u8>,
        /// Judged by whom.
        pub judged: Judged = Judged::Assessed,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// Workplace-based assessments.
    pub struct Assessed {
        /// With which tools.
        pub tool: Vec<Code>,
        /// Against which items.
        pub item: Vec<Code>,
        /// How many.
        pub count: u32 = 1,
        /// By how many different assessors.
        pub assessors: u32 = 1,
        /// Within which span before the day.
        pub within: Option<Span>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// Compliance with a scheme of continuing professional development.
    pub struct CpdDone {
        /// Which scheme.
        pub scheme: At<Code>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// An appraisal held.
    pub struct Appraised {
        /// Within which span before the day.
        pub within: Span,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// A course that still counts.
    pub struct Trained {
        /// Which courses; any will do.
        pub course: Vec<At<Code>>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// A declaration that still counts.
    pub struct Declared {
        /// About what.
        pub about: Vec<Code>,
        /// When.
        pub when: When = When::Now,
    }
}

shape! {
    /// Time since an award or the first entry in a register.
    pub struct Since {
        /// Since the award of one of these.
        pub qualification: Vec<At<Code>>,
        /// Since the first entry in one of these.
        pub registration: Vec<At<Code>>,
        /// In one of these parts of it.
        pub part: Vec<At<Code>>,
        /// At least so long ago.
        pub at_least: Option<Span>,
        /// Less than so long ago.
        pub below: Option<Span>,
        /// When.
        pub when: When = When::Now,
    }
}

preceptor_record::choice! {
    /// A question to one kind of fact.
    pub enum Leaf {
        /// Registered.
        Registered(Registered) = "registered",
        /// Annotated.
        Annotated(Annotated) = "annotated",
        /// Holds an award.
        Holds(Holds) = "holds",
        /// Passed an examination.
        Passed(PassedExam) = "passed",
        /// Worked so long.
        Experience(Experienced) = "experience",
        /// In post.
        InPost(InPost) = "in_post",
        /// Entitled by the employer.
        Entitled(Entitled) = "entitled",
        /// Delegated.
        Delegated(Delegated) = "delegated",
        /// Enrolled.
        Enrolled(Enrolled) = "enrolled",
        /// Checked.
        Checked(Checked) = "checked",
        /// Supervised.
        Supervised(Supervised) = "supervised",
        /// Signed off.
        SignedOff(SignedOff) = "signed_off",
        /// Capable.
        Capable(Capable) = "capable",
        /// Assessed.
        Assessed(Assessed) = "assessed",
        /// Complies with a CPD scheme.
        Cpd(CpdDone) = "cpd",
        /// Appraised.
        Appraised(Appraised) = "appraised",
        /// Trained.
        Trained(Trained) = "trained",
        /// Declared.
        Declared(Declared) = "declared",
        /// Time since.
        Since(Since) = "since",
        /// What the question states.
        Context(BTreeMap<Code, ContextSpec>) = "context",
    }
}

impl Leaf {
    /// The requirement it makes of another person, if it makes one.
    pub fn by(&self) -> Option<&By> {
        match self {
            Self::Delegated(it) => it.by.as_ref(),
            Self::Supervised(it) => it.by.as_ref(),
            Self::SignedOff(it) => it.by.as_ref(),
            _ => None,
        }
    }
}
