//! The entries of a rulebook as they were written, for showing them whole and for comparing two rulebooks.
//!
//! Each provision, row, route, role, set, source and word of the vocabulary is an entry; what has an id of its own
//! inside another entry is taken out of it.

use std::collections::BTreeMap;
use std::path::Path;

use preceptor_record::file::{Faults, Limits, Node, Place, Sources, Value, parse_yaml};
use preceptor_rulebook::{Loaded, Rulebook, builtin, read_folder};
use serde_json::{Map, Value as Json};

use crate::exit::Failure;
use crate::open;

/// The kinds of entry, in the order in which they are shown.
pub const KINDS: &[&str] = &[
    "rulebook",
    "jurisdictions",
    "sets",
    "provisions",
    "limits",
    "roles",
    "routes",
    "rows",
    "activities",
    "activity-groups",
    "role-groups",
    "professions",
    "registers",
    "qualifications",
    "programmes",
    "exams",
    "checks",
    "courses",
    "settings",
    "specialties",
    "organisation-kinds",
    "subjects",
    "context",
    "supervisors",
    "cpd-schemes",
    "pay",
    "career-levels",
    "bank-holidays",
    "sources",
];

/// An entry as it was written.
#[derive(Debug, Clone)]
pub struct Entry {
    /// One of [`KINDS`].
    pub kind: &'static str,
    pub id: String,
    /// The fields, without entries of their own; what it belongs to stands under `set` or `of`.
    pub fields: Map<String, Json>,
    /// The file it stands in, relative to the rulebook.
    pub file: String,
    /// The line its id stands on.
    pub line: usize,
}

impl Entry {
    /// The text of a field.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.fields.get(key).and_then(Json::as_str)
    }

    /// What to show beside the id: its title or what it says.
    pub fn title(&self) -> &str {
        ["says", "title", "provider", "summary", "band"]
            .into_iter()
            .find_map(|it| self.text(it))
            .unwrap_or_default()
    }
}

/// A sound rulebook and its entries.
pub struct Written {
    pub loaded: Loaded,
    pub book: Rulebook,
    pub entries: Vec<Entry>,
}

/// Reads a rulebook folder or a built-in rulebook.
pub fn written(path: &Path) -> Result<Written, Failure> {
    let mut loaded = open::load(path)?;
    if loaded.faults.any_error() {
        return Err(Failure::Wrong(loaded.faults.render(&loaded.sources)));
    }
    let Some(book) = loaded.rulebook.take() else {
        return Err(Failure::wrong(
            format!("`{}` holds no rulebook", path.display()),
            "a rulebook folder has a rulebook.yaml",
        ));
    };
    let files = match path.to_str().and_then(builtin) {
        Some(it) => it,
        None => read_folder(path)
            .map(|it| it.files)
            .map_err(|it| Failure::Broken(format!("error: {it}\n")))?,
    };
    let entries = entries(&files);
    Ok(Written { loaded, book, entries })
}

/// The entries of these files, which were read before without a fault.
fn entries(files: &BTreeMap<String, String>) -> Vec<Entry> {
    let mut made = Taking::default();
    for (path, text) in files {
        let source = made.sources.add(path.as_str(), text.as_str());
        let Some(root) = parse_yaml(text, source, Limits::default(), &mut Faults::default()) else {
            continue;
        };
        made.file.clone_from(path);
        match path.split('/').next().unwrap_or_default() {
            "rulebook.yaml" | "rulebook.yml" => {
                made.list("jurisdictions", root.get("jurisdictions"), &[]);
                made.list("sets", root.get("sets"), &[]);
                made.list("sources", root.get("sources"), &[]);
                made.entry("rulebook", &root, &["jurisdictions", "sets", "sources"], &[]);
            }
            "vocabulary" => made.vocabulary(&root),
            "roles" => made.role(&root),
            "clearance" => {
                made.list("rows", root.get("clearance"), &[("of", "clearance, shared".to_owned())]);
            }
            "limits" => {
                let of = root.get("limits").and_then(Node::text).unwrap_or_default().to_owned();
                made.list("limits", root.get("rules"), &[("of", of)]);
            }
            "scope" => {
                let set = root.get("set").and_then(Node::text).unwrap_or_default().to_owned();
                made.list("provisions", root.get("provisions"), &[("set", set)]);
            }
            _ => {}
        }
    }
    let order = |it: &Entry| (KINDS.iter().position(|kind| *kind == it.kind), it.id.clone());
    made.entries.sort_by_cached_key(order);
    made.entries
}

#[derive(Default)]
struct Taking {
    entries: Vec<Entry>,
    sources: Sources,
    file: String,
}

impl Taking {
    fn vocabulary(&mut self, root: &Node) {
        let Value::Map(pairs) = &root.value else { return };
        for (key, list) in pairs {
            let name = key.text().unwrap_or_default().replace('_', "-");
            let Some(kind) = KINDS.iter().copied().find(|it| *it == name) else { continue };
            self.list(kind, Some(list), &[]);
            for register in items(list).filter(|_| kind == "registers") {
                let id = register.get("id").and_then(Node::text).unwrap_or_default();
                self.list(
                    "rows",
                    register.get("eligibility"),
                    &[("of", format!("eligibility for {id}"))],
                );
            }
        }
    }

    fn role(&mut self, root: &Node) {
        let role = root.get("id").and_then(Node::text).unwrap_or_default().to_owned();
        for key in ["standing", "clearance"] {
            self.list("rows", root.get(key), &[("of", format!("{key} of {role}"))]);
        }
        for route in root.get("routes").into_iter().flat_map(items) {
            let id = route.get("id").and_then(Node::text).unwrap_or_default();
            self.list(
                "rows",
                route.get("entry"),
                &[("of", format!("entry of {id}, a route into {role}"))],
            );
        }
        self.list("routes", root.get("routes"), &[("into", role)]);
        self.entry("roles", root, &["routes", "standing", "clearance"], &[]);
    }

    fn list(&mut self, kind: &'static str, list: Option<&Node>, belongs: &[(&str, String)]) {
        for node in list.into_iter().flat_map(items) {
            self.entry(kind, node, &["entry", "eligibility"], belongs);
        }
    }

    fn entry(
        &mut self,
        kind: &'static str,
        node: &Node,
        without: &[&str],
        belongs: &[(&str, String)],
    ) {
        let Value::Map(pairs) = &node.value else { return };
        let mut fields: Map<String, Json> = Map::new();
        for (key, value) in belongs {
            fields.insert((*key).to_owned(), Json::from(value.as_str()));
        }
        let own =
            pairs.iter().filter(|(key, _)| !key.text().is_some_and(|it| without.contains(&it)));
        fields.extend(
            own.map(|(key, value)| (key.text().unwrap_or_default().to_owned(), json(value))),
        );
        let line = self.line(node.get("id").map_or(node.place, |it| it.place));
        let id = id_of(kind, &fields);
        self.entries.push(Entry { kind, id, fields, file: self.file.clone(), line });
    }

    fn line(&self, place: Place) -> usize {
        self.sources.locate(place).map_or(0, |it| it.1)
    }
}

/// An entry without an id is known by what tells it from others of its list.
fn id_of(kind: &str, fields: &Map<String, Json>) -> String {
    let word = |key: &str| match fields.get(key) {
        Some(Json::String(it)) => it.clone(),
        Some(Json::Array(list)) => {
            list.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("+")
        }
        Some(it) => it.to_string(),
        None => String::new(),
    };
    match kind {
        "pay" => {
            let from = fields.get("effective").and_then(|it| it.get("from")).and_then(Json::as_str);
            format!("{}/{}/{}", word("jurisdiction"), word("band"), from.unwrap_or_default())
        }
        "career-levels" => word("level"),
        // Two versions of one profile give their rules the same ids.
        "limits" => format!("{}/{}", word("of"), word("id")),
        _ => word("id"),
    }
}

fn items(node: &Node) -> impl Iterator<Item = &Node> {
    match &node.value {
        Value::List(items) => items.as_slice(),
        Value::Null => &[],
        _ => std::slice::from_ref(node),
    }
    .iter()
}

/// A node as JSON: what stood without quotes and reads as a number or a yes or no is one.
fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::List(items) => items.iter().map(json).collect(),
        Value::Map(pairs) => Json::Object(
            pairs
                .iter()
                .map(|(key, value)| {
                    let key = key.text().unwrap_or_default().to_owned();
                    // A year alone is still a date.
                    let dated = matches!(key.as_str(), "from" | "until")
                        && value.text().is_some_and(|it| it.len() == 4);
                    let value = if dated { Json::from(value.text()) } else { json(value) };
                    (key, value)
                })
                .collect(),
        ),
        Value::Scalar { text, plain: true } => match text.as_str() {
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            _ => text.parse::<i64>().map_or_else(|_| Json::from(text.as_str()), Json::from),
        },
        Value::Scalar { text, plain: false } => Json::from(text.as_str()),
    }
}
