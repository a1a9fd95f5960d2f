//! Worked rotas with the breaches they should have, judged by the limits of the built-in rulebook.
//!
//! A file of `vectors/` is a list. Each entry is a problem, perhaps a rota as CSV, and what is expected: every breach
//! but soft ones and notices, in full where that matters and no key more than it names.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a vector that cannot be read fails the test, which is what it is for"
)]

mod agree;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use preceptor_record::Day;
use preceptor_record::file::{Faults, Limits, Node, Shape, Sources, Value, parse_yaml};
use preceptor_rota::model::compile::{Handed, compile};
use preceptor_rota::model::csv::read_rota;
use preceptor_rota::model::written::ProblemFile;
use preceptor_rota::verify::{check, json};
use preceptor_rulebook::Rulebook;
use serde_json::{Value as Json, json};

fn book() -> Rulebook {
    let loaded = preceptor_rulebook::load_rules(&preceptor_rulebook::builtin_files());
    assert!(!loaded.faults.any_error(), "{}", loaded.faults.render(&loaded.sources));
    loaded.rulebook.unwrap()
}

fn handed(book: &Rulebook, jurisdiction: &str) -> Handed {
    Handed {
        profiles: book.limits.keys().filter_map(|it| book.limit_profile(it.as_str())).collect(),
        bank_holidays: book.bank_holidays(jurisdiction),
    }
}

/// A problem with what its `repeat` stands for among its assignments: the same hours on so many days in a row of so many
/// weeks.
fn unrolled(problem: &Node) -> Node {
    let Value::Map(pairs) = &problem.value else { return problem.clone() };
    let made: String =
        problem.get("repeat").into_iter().flat_map(Node::items).map(repeated).collect();
    let mut faults = Faults::default();
    let made = parse_yaml(&format!("[{made}]"), 0, Limits::default(), &mut faults).unwrap();
    let pairs = pairs.iter().filter(|it| it.0.text() != Some("repeat")).map(|(key, value)| {
        let mut value = value.clone();
        if let (Some("assignments"), Value::List(items)) = (key.text(), &mut value.value) {
            items.extend(made.items().iter().cloned());
        }
        (key.clone(), value)
    });
    Node { place: problem.place, value: Value::Map(pairs.collect()) }
}

fn repeated(it: &Node) -> String {
    let text = |key: &str| it.get(key).and_then(Node::text).unwrap_or_default();
    let number =
        |key: &str, usual: i32| it.get(key).map_or(usual, |it| it.text().unwrap().parse().unwrap());
    let first = Day::parse(text("first")).unwrap();
    let Value::Map(pairs) = &it.value else { return String::new() };
    let own = ["first", "from", "until", "days", "weeks", "over"];
    let rest = pairs.iter().filter(|it| !own.contains(&it.0.text().unwrap()));
    let rest: Vec<String> =
        rest.map(|(key, it)| format!(", {}: {}", key.text().unwrap(), plain(it))).collect();
    let rest = rest.concat();
    let days = (0..number("weeks", 1))
        .flat_map(|week| (0..number("days", 1)).map(move |day| week * 7 + day));
    let all: Vec<String> = days
        .map(|it| {
            let (begins, ends) = (Day(first.0 + it), Day(first.0 + it + number("over", 0)));
            format!("{{from: {begins}T{}, until: {ends}T{}{rest}}},", text("from"), text("until"))
        })
        .collect();
    all.concat()
}

/// What a node says, as JSON.
fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Scalar { text, plain: true } => match text.as_str() {
            "true" => json!(true),
            "false" => json!(false),
            _ => text.parse::<i64>().map_or_else(|_| json!(text), |it| json!(it)),
        },
        Value::Scalar { text, .. } => json!(text),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(key, it)| (key.text().unwrap_or_default().to_owned(), plain(it)));
            Json::Object(pairs.collect())
        }
    }
}

/// Whether everything that is expected of something was found: of a mapping only the keys named. A time may be local.
fn fits(expected: &Json, found: &Json) -> bool {
    match (expected, found) {
        (Json::Object(expected), Json::Object(found)) => {
            expected.iter().all(|(key, it)| found.get(key).is_some_and(|found| fits(it, found)))
        }
        (Json::Array(expected), Json::Array(found)) => {
            expected.len() == found.len() && expected.iter().zip(found).all(|(a, b)| fits(a, b))
        }
        (Json::String(expected), Json::String(found)) => {
            expected == found || (expected.len() == 16 && found.starts_with(expected.as_str()))
        }
        (a, b) => a == b,
    }
}

/// Pairs what is expected with what was found; what is left over on either side is told.
fn compare(what: &str, expected: &Json, found: &[&Json], told: &mut Vec<String>) {
    let mut left: Vec<&Json> = found.to_vec();
    for it in expected.as_array().into_iter().flatten() {
        match left.iter().position(|found| fits(it, found)) {
            Some(at) => {
                left.remove(at);
            }
            None => told.push(format!("  {what} expected and not found: {it}")),
        }
    }
    for it in left {
        let mut short = it.clone();
        if let Some(it) = short.as_object_mut() {
            it.remove("source");
            it.remove("because");
        }
        told.push(format!("  {what} found and not expected: {short}"));
    }
}

fn answer(book: &Rulebook, vector: &Node, told: &mut Vec<String>) -> Option<Json> {
    let mut faults = Faults::default();
    let mut sources = Sources::default();
    let file = ProblemFile::read(&unrolled(vector.get("problem").unwrap()), &mut faults);
    let made = file.and_then(|file| {
        let home = file.jurisdiction.as_ref().map_or("england", |it| it.as_str()).to_owned();
        let handed = handed(book, &home);
        let compiled = compile(&file, &handed, &mut faults)?;
        let rota = match vector.get("rota").and_then(Node::text) {
            None => compiled.rota.clone(),
            Some(text) => {
                read_rota(text, "rota.csv", (&file, &handed, &compiled), &mut sources, &mut faults)?
            }
        };
        let found = check(&compiled.problem, &rota);
        told.extend(agree::differences(&compiled.problem, &rota, &found));
        Some(json::to_json(&compiled.problem, &found))
    });
    if made.is_none() {
        told.extend(faults.list().iter().map(|it| format!("  cannot be read: {}", it.message)));
    }
    made
}

fn judge(book: &Rulebook, vector: &Node) -> Vec<String> {
    let mut told = Vec::new();
    let Some(found) = answer(book, vector, &mut told) else { return told };
    let expect = vector.get("expect").map(plain).unwrap_or_default();
    let none = json!([]);
    let breaches = found["breaches"].as_array().unwrap();
    let expected = expect.get("breaches").unwrap_or(&none);
    let named: BTreeSet<&str> =
        expected.as_array().unwrap().iter().filter_map(|it| it["rule"].as_str()).collect();
    let counts = |it: &&Json| {
        !matches!(it["class"].as_str(), Some("soft" | "notice"))
            || it["rule"].as_str().is_some_and(|it| named.contains(it))
    };
    compare("breach", expected, &breaches.iter().filter(counts).collect::<Vec<_>>(), &mut told);
    for key in ["owed", "supervision", "unfilled"] {
        if let Some(expected) = expect.get(key) {
            let found: Vec<&Json> = found[key].as_array().unwrap().iter().collect();
            compare(key, expected, &found, &mut told);
        }
    }
    for key in ["averages", "fairness"] {
        for expected in expect.get(key).and_then(Json::as_array).into_iter().flatten() {
            if !found[key].as_array().unwrap().iter().any(|it| fits(expected, it)) {
                told.push(format!("  {key} expected and not found: {expected}"));
                told.push(format!("    there are {}", found[key]));
            }
        }
    }
    if let Some(score) = expect.get("score").filter(|it| !fits(it, &found["score"])) {
        told.push(format!("  score expected {score}, found {}", found["score"]));
    }
    told
}

#[test]
fn every_vector_gives_what_is_expected_of_it() {
    let book = book();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        files.insert(path.display().to_string(), fs::read_to_string(&path).unwrap());
    }
    let (mut n, mut failed) = (0, String::new());
    for (path, text) in &files {
        let mut faults = Faults::default();
        let mut sources = Sources::default();
        let source = sources.add(path.as_str(), text.as_str());
        let root = parse_yaml(text, source, Limits::default(), &mut faults);
        assert!(root.is_some(), "{}", faults.render(&sources));
        for vector in root.unwrap().items() {
            n += 1;
            let told = judge(&book, vector);
            if !told.is_empty() {
                let name = vector.get("vector").and_then(Node::text).unwrap_or("?");
                failed.push_str(&format!("{name}\n{}\n", told.join("\n")));
            }
        }
    }
    assert!(failed.is_empty(), "of {n} vectors\n{failed}");
    assert!(n >= 60, "only {n} vectors are there");
}
