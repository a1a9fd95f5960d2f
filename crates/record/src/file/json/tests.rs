use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::file::{Faults, Sources, parse_yaml};

/// A reading by the library everybody uses: the plain one this is checked against.
fn plain(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(it) => Value::Scalar { text: it.to_string(), plain: true },
        Json::Number(it) => Value::Scalar { text: it.to_string(), plain: true },
        Json::String(text) => Value::Scalar { text: text.clone(), plain: false },
        Json::Array(items) => Value::List(items.iter().map(node).collect()),
        Json::Object(pairs) => Value::Map(
            pairs.iter().map(|(key, it)| (node(&Json::String(key.clone())), node(it))).collect(),
        ),
    }
}

fn node(json: &Json) -> Node {
    Node { place: Place::default(), value: plain(json) }
}

/// Without the places, which the library does not know.
fn bare(node: &Node) -> Node {
    let value = match &node.value {
        Value::List(items) => Value::List(items.iter().map(bare).collect()),
        Value::Map(pairs) => Value::Map(pairs.iter().map(|(k, v)| (bare(k), bare(v))).collect()),
        other => other.clone(),
    };
    Node { place: Place::default(), value }
}

fn read(text: &str) -> Result<Node, Box<Fault>> {
    parse_json(text, 0, Limits::default())
}

fn check(text: &str, line: usize, column: usize, message: &str) {
    let mut sources = Sources::default();
    sources.add("x.json", text);
    let fault = read(text).expect_err("this is not JSON");
    assert_eq!(fault.message, format!("this is not JSON: {message}"));
    let at = sources.locate(fault.place.expect("a place")).expect("a source");
    assert_eq!(at, ("x.json", line, column));
}

#[test]
fn what_is_not_json_is_shown_where_it_stands() {
    check("", 1, 1, "expected a value");
    check("{\"a\" 1}", 1, 6, "expected `:` after the key");
    check("{\"é\": tru}", 1, 7, "expected a value");
    check("[1,\n 2,]", 2, 4, "expected a value");
    check("{\"a\":1,}", 1, 8, "expected a key in double quotes");
    check("{a: 1}", 1, 2, "expected a key in double quotes");
    check("{\"a\": 'b'}", 1, 7, "expected a value");
    check("{} {}", 1, 4, "something follows the end of the value");
    check("[01]", 1, 3, "expected `,` or `]`");
    check("[1.]", 1, 4, "expected a digit");
    check("[-]", 1, 3, "expected a digit");
    check("[1e+]", 1, 5, "expected a digit");
    check("\"a\tb\"", 1, 3, "a control character stands in a text");
    check("\"a", 1, 3, "a text has no closing quote");
    check("\"\\x\"", 1, 3, "no such escape");
    check("\"\\u12g4\"", 1, 6, "expected four hexadecimal digits");
    check("\"\\ud800\"", 1, 8, "half of a character stands alone");
    check("\"\\ud800\\u0041\"", 1, 14, "half of a character stands alone");
    check("\"\\udc00\"", 1, 8, "half of a character stands alone");
    check("{\"a\":{\"b\":1}", 1, 13, "expected `,` or `}`");
}

#[test]
fn a_key_given_twice_is_kept_twice() {
    let Value::Map(pairs) = read("{\"a\":1,\"a\":2}").expect("JSON").value else {
        panic!("a mapping")
    };
    let texts: Vec<_> = pairs.iter().map(|(k, v)| (k.text(), v.text())).collect();
    assert_eq!(texts, [(Some("a"), Some("1")), (Some("a"), Some("2"))]);
}

#[test]
fn every_node_knows_its_place() {
    let text = "{\"a\": [true, \"é\"]}";
    let root = read(text).expect("JSON");
    let part = |node: &Node| &text[node.place.start as usize..node.place.end as usize];
    assert_eq!(part(&root), text);
    let Some(Node { value: Value::List(items), .. }) = root.get("a") else { panic!("a list") };
    assert_eq!(items.iter().map(part).collect::<Vec<_>>(), ["true", "\"é\""]);
}

#[test]
fn nesting_ends_at_the_limit() {
    let deep = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
    let limit = Limits::default().depth;
    assert!(read(&deep(limit)).is_ok());
    assert!(read(&deep(limit + 1)).is_err());
    let far = read(&"[".repeat(10_000_000)).expect_err("too deep");
    assert_eq!(far.message, "this is nested more than 48 deep");
}

#[test]
fn size_ends_at_the_limit() {
    let limits = Limits { nodes: 10, depth: 5 };
    assert!(parse_json("[1,2,3,4,5,6,7,8,9]", 0, limits).is_ok());
    assert!(parse_json("[1,2,3,4,5,6,7,8,9,10]", 0, limits).is_err());
    // A long text counts for as much as it weighs.
    assert!(parse_json(&format!("\"{}\"", "x".repeat(640)), 0, limits).is_err());
}

#[test]
fn a_mark_before_the_text_is_passed_over() {
    assert!(read("\u{feff}{}").is_ok());
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
        "[\\\\\"/\u{8}\u{c}\n\r\t\u{1}é😀]{0,6}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::vec((any::<String>(), inner), 0..5)
                .prop_map(|it| it.into_iter().collect()),
        ]
    })
}

proptest! {
    /// What the library writes is read as the library reads it, blanks or not.
    #[test]
    fn reads_as_the_plain_reader_does(json in any_json(), pretty: bool) {
        let text = if pretty { format!("{json:#}") } else { json.to_string() };
        prop_assert_eq!(bare(&read(&text).unwrap()), node(&json));
    }

    /// Of texts with one character changed it takes those that the library takes, and reads them as it does.
    #[test]
    fn takes_what_the_plain_reader_takes(json in any_json(), at: prop::sample::Index, put in "[\\[\\]{}\",:\\\\ue0-9.+tn é-]?") {
        let mut chars: Vec<char> = json.to_string().chars().collect();
        let at = at.index(chars.len());
        chars.splice(at..=at, put.chars());
        let text: String = chars.into_iter().collect();
        match serde_json::from_str::<Json>(&text) {
            // How large a number may be is for whoever asked for one.
            Err(error) if error.to_string().contains("out of range") => {}
            Err(_) => prop_assert!(read(&text).is_err()),
            // Numbers are kept as written here, and a repeated key is kept.
            Ok(_) => prop_assert!(read(&text).is_ok()),
        }
    }

    /// JSON means the same whether it is read as such or as the YAML it also is.
    #[test]
    fn reads_as_yaml_does(json in any_json()) {
        let text = json.to_string();
        let mut faults = Faults::default();
        // YAML knows no empty keys without a value and fewer characters; what it does read it reads alike.
        if let Some(yaml) = parse_yaml(&text, 0, Limits::default(), &mut faults) {
            prop_assert_eq!(bare(&yaml), bare(&read(&text).unwrap()));
        }
    }

    /// No text makes it panic.
    #[test]
    fn any_text_is_read_or_refused(text: String) {
        let _ = read(&text);
    }
}
