//! The schemas hold together, accept what the reader accepts, and their copies in the documentation are fresh.

use std::fs;
use std::path::PathBuf;

use preceptor_record::file::{Faults, Limits, Node, Value, parse_yaml};

use super::*;
use crate::layout::{Kind, kind_of, stem_if_yaml};

#[test]
fn every_reference_leads_somewhere() {
    for (name, schema) in schemas() {
        let mut ahead = vec![&schema];
        while let Some(at) = ahead.pop() {
            match at {
                Json::Object(map) => {
                    if let Some(to) = map.get("$ref") {
                        let to = to.as_str().unwrap();
                        let found = schema.pointer(to.strip_prefix('#').unwrap());
                        assert!(found.is_some_and(Json::is_object), "{name}: {to}");
                    }
                    for (key, value) in map {
                        assert!(
                            key != "$comment" || value.is_string(),
                            "{name}: a comment is a text"
                        );
                        ahead.push(value);
                    }
                }
                Json::Array(items) => ahead.extend(items),
                _ => {}
            }
        }
    }
}

#[test]
fn there_is_one_for_each_kind_of_file() {
    let made = schemas();
    assert_eq!(made.len(), 8 + Vocabulary::KEYS.len());
    assert!(made.values().all(|it| it["$schema"] == DIALECT && it["title"].is_string()));
}

/// The schemas as they stand in the documentation. Run the test with `PRECEPTOR_WRITE_SCHEMAS=1` to write them anew.
#[test]
fn the_copies_in_the_documentation_are_fresh() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/schemas");
    let wanted: BTreeMap<String, String> = schemas()
        .into_iter()
        .map(|(name, it)| {
            (
                format!("{}.json", name.replace('_', "-")),
                format!("{}\n", serde_json::to_string_pretty(&it).unwrap()),
            )
        })
        .collect();
    if std::env::var_os("PRECEPTOR_WRITE_SCHEMAS").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &wanted {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let help = "run `PRECEPTOR_WRITE_SCHEMAS=1 cargo test -p preceptor-rulebook` and commit docs/reference/schemas";
    for (name, text) in &wanted {
        let found = fs::read_to_string(folder.join(name)).unwrap_or_default().replace("\r\n", "\n");
        assert!(found == *text, "{name} is stale: {help}");
    }
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // The rota room keeps its own there.
        if name.starts_with("rota-") {
            continue;
        }
        assert!(wanted.contains_key(&name), "{name} is no schema any more: remove it");
    }
}

/// What a YAML reader that knows no schema makes of a tree.
fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Scalar { text, plain: true } => match text.as_str() {
            "true" => json!(true),
            "false" => json!(false),
            _ => text
                .parse::<i64>()
                .map(|it| json!(it))
                .or_else(|_| text.parse::<f64>().map(|it| json!(it)))
                .unwrap_or_else(|_| json!(text)),
        },
        Value::Scalar { text, .. } => json!(text),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(pairs) => Json::Object(
            pairs.iter().map(|(key, it)| (key.text().unwrap().to_owned(), to_json(it))).collect(),
        ),
    }
}

/// Says why a value is not what a schema wants. Knows the words these schemas use; patterns are left to the reader.
fn wrong(root: &Json, schema: &Json, value: &Json, at: &str) -> Option<String> {
    let Json::Object(map) = schema else { return Some(format!("{at}: {schema} is no schema")) };
    let each = |key: &str| map.get(key).and_then(Json::as_array).cloned();
    if let Some(to) = map.get("$ref").and_then(Json::as_str) {
        let target = root.pointer(to.strip_prefix('#')?)?;
        if let Some(it) = wrong(root, target, value, at) {
            return Some(it);
        }
    }
    if let Some(wanted) = map.get("type") {
        let is = match value {
            Json::Null => "null",
            Json::Bool(_) => "boolean",
            Json::Number(it) if it.is_i64() => "integer",
            Json::Number(_) => "number",
            Json::String(_) => "string",
            Json::Array(_) => "array",
            Json::Object(_) => "object",
        };
        let fits = |it: &Json| it == is || (it == "number" && is == "integer");
        let any = wanted.as_array().map_or_else(|| fits(wanted), |it| it.iter().any(fits));
        if !any {
            return Some(format!("{at}: {value} is no {wanted}"));
        }
    }
    if map.get("const").is_some_and(|it| it != value)
        || each("enum").is_some_and(|it| !it.contains(value))
    {
        return Some(format!("{at}: {value} is not {schema}"));
    }
    for (key, least, most) in
        [("anyOf", 1, usize::MAX), ("oneOf", 1, 1), ("allOf", usize::MAX, usize::MAX)]
    {
        let Some(options) = each(key) else { continue };
        let said: Vec<_> = options.iter().filter_map(|it| wrong(root, it, value, at)).collect();
        let met = options.len() - said.len();
        if met < least.min(options.len()) || met > most {
            return Some(format!(
                "{at}: {met} of {key}: {}",
                said.join("; ").chars().take(1500).collect::<String>()
            ));
        }
    }
    if let Json::Object(fields) = value {
        for key in each("required").into_iter().flatten() {
            if !fields.contains_key(key.as_str()?) {
                return Some(format!("{at}: {key} is missing"));
            }
        }
        for (key, field) in fields {
            let known = map.get("properties").and_then(|it| it.get(key));
            let other = map.get("additionalProperties");
            match (known, other) {
                (Some(it), _) | (None, Some(it @ Json::Object(_))) => {
                    if let Some(it) = wrong(root, it, field, &format!("{at}/{key}")) {
                        return Some(it);
                    }
                }
                (None, Some(Json::Bool(false))) => return Some(format!("{at}: unknown key {key}")),
                _ => {}
            }
        }
    }
    if let (Some(items), Json::Array(list)) = (map.get("items"), value) {
        return list
            .iter()
            .enumerate()
            .find_map(|(i, it)| wrong(root, items, it, &format!("{at}/{i}")));
    }
    None
}

/// What the schema of a file says of a text.
fn judged(all: &BTreeMap<&'static str, Json>, path: &str, text: &str) -> Option<String> {
    let key = match kind_of(path)? {
        Kind::Header => "rulebook",
        Kind::Vocabulary => &stem_if_yaml(path)?.replace('-', "_"),
        Kind::Role => "role",
        Kind::Clearance => "clearance",
        Kind::Scope => "scope",
        Kind::Limits => "limits",
        Kind::Cases => "case",
        Kind::CasePeople => "people",
    };
    let node = parse_yaml(text, 0, Limits::default(), &mut Faults::default())?;
    let schema = all.get(key)?;
    wrong(schema, schema, &to_json(&node), path)
}

#[test]
fn they_accept_every_built_in_file_that_the_reader_accepts() {
    let all = schemas();
    for name in crate::BUILTIN_NAMES {
        let files = crate::builtin(name).unwrap_or_default();
        // A file at work in progress is the reader's to speak of.
        if crate::load(&files).faults.any_error() {
            continue;
        }
        for (path, text) in &files {
            assert_eq!(judged(&all, path, text), None, "{name}/{path}");
        }
    }
}

#[test]
fn they_refuse_what_the_reader_refuses() {
    let all = schemas();
    let says = |path: &str, text: &str| judged(&all, path, text).unwrap_or_default();
    assert!(says("vocabulary/courses.yaml", "courses: [{id: a}]").contains("\"title\" is missing"));
    assert!(says("vocabulary/courses.yaml", "curses: []").contains("missing"));
    let row =
        |leaf: &str| format!("clearance: [{{id: a, says: s, requires: {{{leaf}: {{exam: x}}}}}}]");
    assert_eq!(says("clearance/a.yaml", &row("passed")), "");
    assert!(says("clearance/a.yaml", &row("pased")).contains("0 of oneOf"));
    let fact = |fact: &str| says("cases/people.yaml", &format!("- {{id: a, facts: [{{{fact}}}]}}"));
    assert_eq!(fact("kind: exam, exam: x, verified: false"), "");
    assert!(fact("kind: exam, exam: x, colour: red").contains("unknown key colour"));
    assert_eq!(fact("kind: sign-off, activity: x, by: b, from: 2024-01-01"), "");
    assert_eq!(fact("kind: qualification, award: x"), "");
    assert!(!fact("kind: qualification, on: 2024-01-01").is_empty());
}
