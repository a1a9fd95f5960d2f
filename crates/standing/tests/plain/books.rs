//! Small rulebooks and records for tests, written in YAML with everything left out that the test is not about.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use preceptor_record::file::{Faults, Limits, Node, Shape, Sources, Value, parse_yaml};
use preceptor_record::people::{Item, People};
use preceptor_record::person::{Entry, Verified};
use preceptor_record::{Code, Day, Fact, KnownAt, Organisation, Person, PersonId, Record};
use preceptor_rulebook::{
    Adoption, Header, Leaf, Placed, Provision, Requirement, Role, Row, Rulebook, Vocabulary,
};
use preceptor_standing::{Present, Question, Register, Truth};

use super::{Acting, Base, Held, Scene};

/// The head of every small rulebook, where the test writes none of its own.
const HEADER: &str = "
id: small
title: A small rulebook
version: '1'
home: england
jurisdictions:
  - {id: england, title: England}
  - {id: wales, title: Wales}
  - {id: scotland, title: Scotland}
  - {id: northern-ireland, title: Northern Ireland}
  - {id: gb, title: Great Britain, holds: [england, wales, scotland]}
  - {id: uk, title: United Kingdom, holds: [gb, england, wales, scotland, northern-ireland]}
sources: []
";

/// What a mapping has where the test does not say otherwise; read once, since random tests make many.
type Defaults = LazyLock<Node>;

static SET: Defaults =
    LazyLock::new(|| tree("{title: x, adopted: always, authority: {name: x, kind: statute}}"));
static PROVISION: Defaults = LazyLock::new(|| {
    tree("{says: x, role: pa, activity: act, effective: {from: always}, confidence: V}")
});
static ROLES: Defaults = LazyLock::new(|| tree("[{id: pa}, {id: nurse}, {id: acp}]"));
static CONTEXT: Defaults = LazyLock::new(|| {
    tree(
        "[{id: age, kind: number, from: 0, to: 120}, {id: asa, kind: number, from: 1, to: 6}, {id: setting, kind: choice}, \
         {id: specialty, kind: choice}, {id: base-profession, kind: choice}]",
    )
});
static ROW: Defaults = LazyLock::new(|| tree("{id: row, says: x}"));
static ENTRY: Defaults = LazyLock::new(|| tree("{title: x}"));
static ROLE: Defaults = LazyLock::new(|| tree("{title: x, short: x, summary: x}"));
static FACT: Defaults = LazyLock::new(|| tree("{verified: true}"));

/// The tree of a text.
pub fn tree(text: &str) -> Node {
    let mut faults = Faults::default();
    let node = parse_yaml(text, 0, Limits::default(), &mut faults);
    node.unwrap_or_else(|| panic!("{}\n{text}", shown(&faults, text)))
}

/// Reads a shape, or stops the test with what is wrong.
pub fn read<T: Shape>(text: &str) -> T {
    read_node(&tree(text), text)
}

fn read_node<T: Shape>(node: &Node, text: &str) -> T {
    let mut faults = Faults::default();
    let made = T::read(node, &mut faults);
    made.unwrap_or_else(|| panic!("{}\n{text}", shown(&faults, text)))
}

fn shown(faults: &Faults, text: &str) -> String {
    let mut sources = Sources::default();
    sources.add("test", text);
    faults.render(&sources)
}

/// The same mapping with what it leaves out.
fn with_defaults(node: &Node, defaults: &Node) -> Node {
    let (Value::Map(own), Value::Map(more)) = (&node.value, &defaults.value) else {
        return node.clone();
    };
    let mut pairs = own.clone();
    pairs.extend(
        more.iter().filter(|(key, _)| node.get(key.text().unwrap_or_default()).is_none()).cloned(),
    );
    Node { place: node.place, value: Value::Map(pairs) }
}

fn items(node: Option<&Node>) -> Vec<Node> {
    match node.map(|it| &it.value) {
        Some(Value::List(items)) => items.clone(),
        _ => Vec::new(),
    }
}

/// A rulebook from one mapping: `sets`, `roles`, `clearance`, `provisions` (each with its `set`, else `statute`) and
/// the lists of the vocabulary.
pub fn book(text: &str) -> Rulebook {
    let root = tree(text);
    let mut faults = Faults::default();

    let mut header = tree(HEADER);
    let mut sets: Vec<Node> =
        items(root.get("sets")).iter().map(|it| with_defaults(it, &SET)).collect();
    sets.push(with_defaults(&tree("{id: statute}"), &SET));
    if let Value::Map(pairs) = &mut header.value {
        let key = pairs[0].0.clone();
        let key = Node { value: Value::Scalar { text: "sets".to_owned(), plain: true }, ..key };
        pairs.push((key, Node { place: root.place, value: Value::List(sets) }));
    }
    let header: Header = read_node(&header, text);

    let mut vocabulary = Vocabulary::default();
    for key in Vocabulary::KEYS {
        let own = root.get(key).or((*key == "context").then_some(&*CONTEXT));
        let entries = items(own).iter().map(|it| with_defaults(it, &ENTRY)).collect();
        vocabulary.read_list(
            key,
            &Node { place: root.place, value: Value::List(entries) },
            &mut faults,
        );
    }
    let roles: Vec<Role> = items(root.get("roles").or(Some(&ROLES)))
        .iter()
        .map(|it| read_node(&with_defaults(it, &ROLE), text))
        .collect();
    let roles: BTreeMap<Code, Role> =
        roles.into_iter().map(|it| (it.id.value.clone(), it)).collect();
    let clearance = items(root.get("clearance"))
        .iter()
        .map(|it| read_node(&with_defaults(it, &ROW), text))
        .collect();
    let provisions = items(root.get("provisions")).iter().map(|it| placed(it, text)).collect();
    assert!(!faults.any_error(), "{}\n{text}", shown(&faults, text));
    Rulebook::new(header, vocabulary, roles, clearance, provisions, &BTreeMap::new())
}

fn placed(node: &Node, text: &str) -> Placed {
    let set = node.get("set").and_then(Node::text).unwrap_or("statute").to_owned();
    let mut node = with_defaults(node, &PROVISION);
    if let Value::Map(pairs) = &mut node.value {
        pairs.retain(|(key, _)| key.text() != Some("set"));
    }
    Placed { set: Code::new(set), provision: read_node::<Provision>(&node, text) }
}

/// A row written like those of [`book`].
pub fn a_row(text: &str) -> Row {
    read_node(&with_defaults(&tree(text), &ROW), text)
}

/// A leaf.
pub fn a_leaf(text: &str) -> Leaf {
    match read::<Requirement>(text) {
        Requirement::Leaf(it) => it.value,
        _ => panic!("`{text}` is no leaf"),
    }
}

/// A day.
pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The people and organisations of a test.
#[derive(Debug, Clone, Default)]
pub struct Team(pub People);

impl Register for Team {
    fn person(&self, id: &PersonId) -> Option<&Person> {
        self.0.people.get(id)
    }
    fn organisation(&self, code: &Code) -> Option<&Organisation> {
        self.0.organisations.get(code)
    }
}

impl Team {
    /// With another person, whose facts count as verified unless they say otherwise.
    pub fn with(mut self, id: &str, facts: &[&str]) -> Self {
        let mut nodes = facts.iter().map(|it| with_defaults(&tree(it), &FACT)).collect::<Vec<_>>();
        let root = tree(&format!("{{id: {id}, facts: []}}"));
        let Value::Map(mut pairs) = root.value.clone() else { panic!("a person is a mapping") };
        for (key, value) in &mut pairs {
            if key.text() == Some("facts") {
                value.value = Value::List(std::mem::take(&mut nodes));
            }
        }
        let node = Node { place: root.place, value: Value::Map(pairs) };
        let text = facts.join("\n");
        let mut faults = Faults::default();
        match Item::read(&node, &mut faults) {
            Some(Item::Person(it, _)) => {
                self.0.people.insert(it.id.clone(), *it);
            }
            _ => panic!("{}\n{text}", shown(&faults, &text)),
        }
        self
    }

    /// The same people with nothing but what was known to be verified then.
    pub fn with_verified_facts_alone(&self, known_at: KnownAt) -> Self {
        let mut team = self.clone();
        for (id, person) in &mut team.0.people {
            let known = Record::known_at(&self.0.people[id], known_at);
            let verified =
                known.facts.into_iter().filter(|it| it.verified).map(|it| it.fact.clone());
            person.facts = verified
                .map(|it| {
                    let entry =
                        Entry { verified: Verified::ByAuthor, supersedes: None, ..it.entry };
                    Fact { entry, ..it }
                })
                .collect();
        }
        team
    }

    /// With an organisation.
    pub fn with_organisation(mut self, text: &str) -> Self {
        let it: Organisation = read(text);
        self.0.organisations.insert(it.organisation.clone(), it);
        self
    }
}

/// One person, `p`, with those facts.
pub fn one(facts: &[&str]) -> Team {
    Team::default().with("p", facts)
}

/// An acting post in the role `pa` at the employer `X99`, in England.
pub fn as_pa() -> Acting {
    Acting {
        fact: None,
        role: Code::new("pa"),
        employer: Some(Code::new("X99")),
        jurisdiction: Code::new("england"),
        setting: Some(Code::new("ward")),
        specialty: None,
        base: Base::None,
        held: Held::Verified,
    }
}

/// What a leaf says of `p` on a day, acting as a physician associate and asking about `act`.
pub fn leaf_on(book: &Rulebook, team: &Team, acting: &Acting, leaf: &str, on: &str) -> Truth {
    let activity = Code::new("act");
    let scene = Scene {
        book,
        register: team,
        person: &team.0.people["p"],
        acting: Some(acting),
        place: Some(acting),
        employer: acting.employer.as_ref(),
        context: Some(&BTreeMap::new()),
        activity: Some(&activity),
        known_at: KnownAt::EVERYTHING,
        day: day(on),
    };
    super::leaf(&scene, &a_leaf(leaf))
}

/// A question by `p`: the activity, the day, and who is present.
pub fn ask(activity: &str, at: &str, present: &[&str]) -> Question {
    Question {
        person: PersonId::new("p"),
        activity: Code::new(activity),
        at: day(at),
        known_at: KnownAt::EVERYTHING,
        post: None,
        context: BTreeMap::new(),
        present: present.iter().map(|it| Present::parse(it).unwrap()).collect(),
    }
}

/// An employer's choice.
pub fn adoption(text: &str) -> Adoption {
    read(text)
}
