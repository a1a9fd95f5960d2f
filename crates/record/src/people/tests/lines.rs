use proptest::prelude::*;

use super::read;
use crate::file::Faults;
use crate::people::index::LineIndex;
use crate::people::skim::{Skimmed, skim};
use crate::people::{Item, People};

fn skimmed(line: &str) -> (Skimmed<'_>, Vec<&str>) {
    let mut named = Vec::new();
    let found = skim(line, |it| named.push(it));
    (found, named)
}

#[test]
fn a_light_look_finds_whose_line_it_is_and_whom_it_names() {
    let line = r#"{"name":"id","id":"p-1","facts":[{"kind":"supervision","supervisor":"p-2"},{"by":7,"verified":{"by":"p-9"}}]}"#;
    assert_eq!(skimmed(line), (Skimmed::Person("p-1"), vec!["p-2", "7"]));
    assert_eq!(
        skimmed(r#"{"organisation":"X99","sites":[{"id":"main"}]}"#).0,
        Skimmed::Organisation
    );
    assert_eq!(
        skimmed(r#" { "id" : 12 , "facts" : {"delegator" : "p-3"} } "#),
        (Skimmed::Person("12"), vec!["p-3"])
    );
}

#[test]
fn a_light_look_leaves_the_unusual_to_a_full_reading() {
    for line in [
        "",
        "x",
        "{}",
        r#"{"id":"p-1""#,
        r#"{"id":"p\u002d1"}"#,
        r#"{"\u0069d":"p-1"}"#,
        r#"{"id":"p-1","id":"p-1"}"#,
        r#"{"id":["p-1"]}"#,
        r#"["id"]"#,
        "]{",
        r#"{"id":"p-1"#,
    ] {
        assert_eq!(skimmed(line).0, Skimmed::Unclear, "{line}");
    }
}

#[test]
fn an_escape_in_an_id_is_read_in_full() {
    let found = read(
        "people.jsonl",
        r#"{"id":"p\u002d1","facts":[{"kind":"appraisal","appraiser":"p\u002d1"}]}"#,
    )
    .expect("sound");
    assert_eq!(found[0].id, "p-1");
}

#[test]
fn the_index_holds_at_most_two_hundred_bytes_a_person() {
    let n_people = 100_000;
    let line = |n: usize| {
        let supervision = format!(
            r#"{{"kind":"supervision","supervision":"named","supervisor":"p-{:06}"}}"#,
            n % 5_000
        );
        format!("{{\"id\":\"p-{n:06}\",\"facts\":[{supervision}]}}\n")
    };
    let text: String = (0..n_people).map(line).collect();
    let index = LineIndex::build("people.jsonl", &mut std::io::Cursor::new(text)).expect("sound");
    assert_eq!((index.len(), index.named().count()), (n_people, 5_000));
    let each = index.n_bytes() / n_people;
    assert!(each <= 40, "{each} bytes a person");
}

fn any_id() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9._:/@é-]{1,12}"
}

fn any_line() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        any_id(),
        "[\\\\\"{}:,é a-z]{0,8}",
        Just("id".to_owned()),
        Just("by".to_owned())
    ];
    let fact = (prop::sample::select(vec!["supervision", "sign-off", "appraisal", "delegation", "verification"]), any_id(), text.clone())
        .prop_map(|(kind, id, note)| {
            let id = serde_json::Value::from(id);
            let note = serde_json::Value::from(note);
            match kind {
                "supervision" => format!(r#"{{"note":{note},"kind":"supervision","supervision":"named","supervisor":{id}}}"#),
                "sign-off" => format!(r#"{{"kind":"sign-off" , "by" : {id}, "activity":"ecg","note":{note}}}"#),
                "appraisal" => format!(r#"{{"appraiser":{id},"kind":"appraisal","verified":{{"by":"p-0","how":{note}}}}}"#),
                "delegation" => format!(r#"{{"kind":"delegation","activity":"ecg","limits":{note},"delegator":{id}}}"#),
                _ => format!(r#"{{"kind":"absence","reason":"leave","recorded_by":{id}}}"#),
            }
        });
    (any_id(), prop::collection::vec(fact, 0..4), text, any::<bool>()).prop_map(
        |(id, facts, name, first)| {
            let (id, name) = (serde_json::Value::from(id), serde_json::Value::from(name));
            let facts = facts.join(",");
            if first {
                format!(r#"{{"id":{id},"name":{name},"facts":[{facts}]}}"#)
            } else {
                format!(r#"{{"facts":[{facts}],"former_names":[{name}],"id":{id}}}"#)
            }
        },
    )
}

proptest! {
    /// Where the light look says whose line it is, a full reading says the same; and it misses nobody who is named.
    #[test]
    fn a_light_look_finds_what_a_full_reading_finds(line in any_line()) {
        let item = People::read_line(&line, 0, &mut Faults::default());
        let Some(Item::Person(person, _)) = item else { return Err(TestCaseError::fail("a person")) };
        let (found, named) = skimmed(&line);
        if let Skimmed::Person(id) = found {
            prop_assert_eq!(person.id.as_str(), id);
            for name in person.facts.iter().filter_map(|it| it.body.names()) {
                prop_assert!(named.contains(&name.as_str()));
            }
        } else {
            prop_assert_eq!(found, Skimmed::Unclear);
        }
    }

    /// No line makes it panic.
    #[test]
    fn any_line_is_looked_at(line: String, cut: prop::sample::Index, sound in any_line()) {
        skimmed(&line);
        let cut = (0..=cut.index(sound.len())).rev().find(|it| sound.is_char_boundary(*it)).unwrap_or(0);
        skimmed(&sound[..cut]);
    }
}
