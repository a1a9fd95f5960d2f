//! Which fields of an entry differ, as deep as they can be told apart.

use serde_json::{Map, Value as Json};

/// A field that is not the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its path: `requires.all[1].since.at_least`.
    pub path: String,
    /// What it was; none where it was not there.
    pub old: Option<Json>,
    /// What it is.
    pub new: Option<Json>,
}

/// The fields that differ between two entries, in the order of the older one.
pub fn changed_fields(old: &Map<String, Json>, new: &Map<String, Json>) -> Vec<Field> {
    let mut made = Vec::new();
    in_maps("", old, new, &mut made);
    made
}

fn in_maps(path: &str, old: &Map<String, Json>, new: &Map<String, Json>, out: &mut Vec<Field>) {
    let added = new.keys().filter(|it| !old.contains_key(*it));
    for key in old.keys().chain(added) {
        let field = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match (old.get(key), new.get(key)) {
            (Some(a), Some(b)) => in_values(&field, a, b, out),
            (a, b) => out.push(Field { path: field, old: a.cloned(), new: b.cloned() }),
        }
    }
}

fn in_values(path: &str, old: &Json, new: &Json, out: &mut Vec<Field>) {
    let (old, new) = (alone(old), alone(new));
    if old == new {
        return;
    }
    match (old, new) {
        (Json::Object(a), Json::Object(b)) => in_maps(path, a, b, out),
        (Json::Array(a), Json::Array(b))
            if a.len() == b.len() && a.iter().chain(b).all(Json::is_object) =>
        {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                in_values(&format!("{path}[{i}]"), a, b, out);
            }
        }
        _ => out.push(Field {
            path: path.to_owned(),
            old: Some(old.clone()),
            new: Some(new.clone()),
        }),
    }
}

/// Where a key takes a list, one value may stand without the brackets: the two mean the same.
fn alone(value: &Json) -> &Json {
    match value {
        Json::Array(list) => match list.as_slice() {
            [one] => one,
            _ => value,
        },
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(old: Json, new: Json, expected: &[&str]) {
        let (Json::Object(old), Json::Object(new)) = (old, new) else {
            unreachable!("the tests write mappings")
        };
        let found: Vec<String> = changed_fields(&old, &new).into_iter().map(|it| it.path).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_value_deep_inside_is_named_by_its_path() {
        check(
            json!({"requires": {"all": [{"x": 1}, {"since": {"at_least": "12 months"}}]}}),
            json!({"requires": {"all": [{"x": 1}, {"since": {"at_least": "24 months"}}]}}),
            &["requires.all[1].since.at_least"],
        );
    }

    #[test]
    fn brackets_around_one_value_are_no_change() {
        check(json!({"role": "a"}), json!({"role": ["a"]}), &[]);
        check(json!({"role": "a"}), json!({"role": ["a", "b"]}), &["role"]);
    }

    #[test]
    fn a_field_that_came_or_went_is_named() {
        check(json!({"a": 1, "b": 2}), json!({"b": 2, "c": 3}), &["a", "c"]);
    }
}
