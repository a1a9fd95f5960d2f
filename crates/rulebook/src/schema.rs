//! The JSON Schema of each kind of file, made from the types that read them.
//!
//! Editors use them to complete and to underline; the reader itself says more and says it better. What a type cannot
//! tell of itself, since another reader or an earlier step takes it over, is put in here.

use std::collections::BTreeMap;

use preceptor_record::file::{Schemas, Shape};
use preceptor_record::person::{Organisation, WrittenPerson};
use serde_json::{Map, Value as Json, json};

use crate::adoption::Adoption;
use crate::case::Case;
use crate::limits::LimitFile;
use crate::provision::ScopeFile;
use crate::role::{ClearanceFile, Role};
use crate::sets::Header;
use crate::vocabulary::Vocabulary;

/// The schema of each kind of file: `rulebook`, `role`, `limits`, `scope`, `clearance`, `case`, `people`, `adoption`, and each
/// list of the vocabulary under its name.
pub fn schemas() -> BTreeMap<&'static str, Json> {
    let mut made = BTreeMap::from([
        ("rulebook", Schemas::document::<Header>("rulebook.yaml")),
        ("role", Schemas::document::<Role>("roles/*.yaml")),
        ("limits", Schemas::document::<LimitFile>("limits/*.yaml")),
        ("scope", Schemas::document::<ScopeFile>("scope/*.yaml")),
        ("clearance", Schemas::document::<ClearanceFile>("clearance/*.yaml")),
        ("case", case_schema()),
        ("people", people_schema()),
        ("adoption", Schemas::document::<Adoption>("an adoption file")),
    ]);
    for (key, list) in Vocabulary::schemas() {
        made.insert(key, vocabulary_file(key, list));
    }
    for document in made.values_mut() {
        if let Some(defs) = document.get_mut("$defs").and_then(Json::as_object_mut) {
            name_ends_by_month(defs);
            join_kind_and_fields(defs);
        }
    }
    made
}

/// A file of the vocabulary holds its list under one key.
fn vocabulary_file(key: &str, list: Json) -> Json {
    let Json::Object(mut list) = list else { return list };
    let defs = list.remove("$defs").unwrap_or_default();
    list.remove("$schema");
    list.remove("title");
    json!({
        "$schema": DIALECT,
        "title": format!("vocabulary/{}.yaml", key.replace('_', "-")),
        "type": "object",
        "properties": { key: list },
        "required": [key],
        "additionalProperties": false,
        "$defs": defs,
    })
}

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

fn document(title: &str, root: Json, schemas: &Schemas) -> Json {
    let mut made = json!({ "$schema": DIALECT, "title": title });
    if let (Json::Object(made), Json::Object(root)) = (&mut made, root) {
        made.extend(root);
        made.insert("$defs".to_owned(), json!(schemas.0));
    }
    made
}

fn people_list(schemas: &mut Schemas) -> Json {
    let person = WrittenPerson::schema(schemas);
    let organisation = Organisation::schema(schemas);
    json!({ "type": "array", "items": { "anyOf": [person, organisation] } })
}

fn people_schema() -> Json {
    let mut schemas = Schemas::default();
    let root = people_list(&mut schemas);
    document("a people file", root, &schemas)
}

/// A case takes the people of its own from the reader of people files.
fn case_schema() -> Json {
    let mut schemas = Schemas::default();
    let case = Case::schema(&mut schemas);
    let people = people_list(&mut schemas);
    let one = people.get("items").cloned();
    let of_case = schemas.0.get_mut("Case").and_then(|it| it.pointer_mut("/properties/people"));
    if let Some(Json::Object(it)) = of_case {
        it.insert("anyOf".to_owned(), json!([people, one]));
    }
    document("cases/*.yaml", json!({ "type": "array", "items": case }), &schemas)
}

/// A period of a rule may begin and end by month or year, and a bare year is a number to YAML.
fn name_ends_by_month(defs: &mut Map<String, Json>) {
    let Some(properties) = defs.get_mut("Effective").and_then(|it| it.get_mut("properties")) else {
        return;
    };
    for (key, always) in [("from", "|always"), ("until", "")] {
        if let Some(Json::Object(it)) = properties.get_mut(key) {
            it.insert("type".to_owned(), json!(["string", "number"]));
            it.insert(
                "pattern".to_owned(),
                json!(format!(r"^(\d{{4}}(-\d{{2}}(-\d{{2}})?)?{always})$")),
            );
        }
    }
}

/// A fact has its kind, the fields of that kind and those of every fact in one mapping.
fn join_kind_and_fields(defs: &mut Map<String, Json>) {
    let (Some(body), Some(entry)) = (defs.get("Body"), defs.get("Entry")) else { return };
    let kinds = body.get("oneOf").and_then(Json::as_array).into_iter().flatten();
    let joined: Vec<Json> = kinds
        .filter_map(|kind| {
            let (word, inner) = kind.get("properties")?.as_object()?.iter().next()?;
            let name = inner.get("$ref")?.as_str()?.rsplit('/').next()?;
            let own = defs.get(name)?;
            let mut properties = Map::new();
            properties.insert("kind".to_owned(), json!({ "const": word }));
            for part in [own, entry] {
                properties.extend(part.get("properties")?.as_object()?.clone());
            }
            let mut required = vec![json!("kind")];
            required.extend(own.get("required")?.as_array()?.iter().cloned());
            let mut made = json!({
                "type": "object",
                "description": kind.get("description"),
                "properties": properties,
                "required": required,
                "additionalProperties": false,
            });
            if let (Some(either), Json::Object(it)) = (own.get("allOf"), &mut made) {
                it.insert("allOf".to_owned(), either.clone());
            }
            Some(made)
        })
        .collect();
    defs.insert("Fact".to_owned(), json!({ "oneOf": joined }));
    defs.remove("Body");
}

#[cfg(test)]
mod tests;
