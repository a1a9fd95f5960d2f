use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::file::{Faults, Schemas};
use crate::people::{Item, People};

fn read(text: &str) -> Item {
    let mut faults = Faults::default();
    People::read_line(text, 0, &mut faults).unwrap_or_else(|| panic!("{:?}", faults.list()))
}

fn person(text: &str) -> Person {
    match read(text) {
        Item::Person(it, _) => *it,
        Item::Organisation(_) => panic!("a person"),
    }
}

/// Asserts that a fact with every field is written as it was read.
#[track_caller]
fn check(fact: &Json) {
    let one = person(&json!({ "id": "p-1", "facts": [fact] }).to_string());
    let written = one.to_json();
    assert_eq!(written["facts"][0], *fact);
    assert!(person(&written.to_string()) == one);
    let mut with_id = one.facts[0].to_json();
    assert_eq!(with_id["id"], "f-1");
    with_id.as_object_mut().expect("a mapping").shift_remove("id");
    assert_eq!(with_id, *fact);
}

#[test]
fn a_fact_of_every_kind_is_written_as_it_was_read() {
    let facts = [
        json!({"kind": "registration", "register": "hcpc", "part": "radiographer", "number": "RA999001", "status": "conditions", "modality": "diagnostic", "from": "2025-01-06", "until": "2027-01-06"}),
        json!({"kind": "annotation", "register": "nmc", "annotation": "independent-prescriber", "from": "2019-04-01", "until": "2026-04-01"}),
        json!({"kind": "qualification", "qualification": "bachelors", "level": 6, "subject": ["nursing", "biology"], "class": "2:1", "programme": "birmingham-pa", "country": "uk", "on": "2024-07-01"}),
        json!({"kind": "exam", "exam": "pane", "outcome": "fail", "on": "2024-07-01"}),
        json!({"kind": "experience", "role": "nurse", "setting": "secondary-care", "specialty": "acute-medicine", "organisation": "X99", "country": "uk", "from": "2015-01-01", "until": "2019-01-01", "fte": 0.6, "hours": 3200}),
        json!({"kind": "post", "role": "advanced-clinical-practitioner", "base_profession": "paramedic", "organisation": "X99", "site": "main", "unit": "amu", "manager": "p-9", "jurisdiction": "wales", "specialty": "emergency-medicine", "setting": "secondary-care", "modality": "diagnostic", "from": "2025-01-13", "until": "2026-01-13", "fte": 0.125, "band": "8a", "contract": "fixed-term"}),
        json!({"kind": "entitlement", "activity": "request-ionising-imaging", "duty": "autonomous-practice", "organisation": "X99", "from": "2025-01-13", "until": "2026-01-13"}),
        json!({"kind": "delegation", "activity": "ecg", "delegator": "p-9", "from": "2025-01-13", "until": "2026-01-13", "limits": "adults"}),
        json!({"kind": "enrolment", "programme": "ucl-aa", "qualification": "aa-studies", "from": "2023-09-01", "until": "2025-09-01"}),
        json!({"kind": "check", "check": "criminal-record", "check_kind": "enhanced", "outcome": "clear", "on": "2025-01-02", "until": "2028-01-02"}),
        json!({"kind": "supervision", "supervision": "educational", "supervisor": "p-100", "from": "2025-01-13", "until": "2026-01-13"}),
        json!({"kind": "sign-off", "activity": "maintain-ga", "level": "on-site", "assessor": "p-100", "on": "2025-01-13", "until": "2026-01-13", "role": "anaesthesia-associate", "setting": "secondary-care", "limits": "ASA 1 and 2"}),
        json!({"kind": "capability", "framework": "mpf", "item": "1.1", "level": 3, "assessor": "p-100", "on": "2025-01-13"}),
        json!({"kind": "assessment", "tool": "mini-cex", "items": ["1.1", "1.2"], "outcome": "satisfactory", "assessor": "p-100", "on": "2025-01-13"}),
        json!({"kind": "cpd", "credits": 1.25, "hours": 2, "cpd_kind": "conference", "areas": ["cardiology"], "attributes": ["external"], "participatory": true, "on": "2025-01-13", "reflected": true}),
        json!({"kind": "appraisal", "outcome": "satisfactory", "from": "2024-04-01", "until": "2025-04-01", "appraiser": "p-100", "on": "2025-04-20"}),
        json!({"kind": "training", "course": "irmer-referrer", "on": "2025-01-13", "until": "2028-01-13"}),
        json!({"kind": "declaration", "about": "health", "on": "2025-01-13", "until": "2026-01-13"}),
        json!({"kind": "absence", "reason": "parental-leave", "from": "2025-01-13", "until": "2026-01-13"}),
        json!({"kind": "restriction", "activity": "all", "supervision": "direct", "imposed_by": "GMC", "from": "2025-01-13", "until": "2026-01-13"}),
        json!({"kind": "details", "name": "Wren", "known_as": "W", "pronouns": "they/them", "born": "1990-01-02", "email": "w@example.invalid", "phone": "0117 496 0000", "employee_number": "0012", "from": "2025-01-13"}),
        json!({"kind": "exam", "exam": "pane", "outcome": "pass", "recorded": "2025-01-13T08:30:00Z", "recorded_by": "p-9", "verified": {"by": "p-9", "on": "2025-01-14T09:00:00Z", "how": "seen"}, "evidence": ["a.pdf", "b.pdf"], "note": "first try"}),
        json!({"kind": "exam", "exam": "pane", "outcome": "pass", "verified": true}),
    ];
    facts.iter().for_each(check);
    let kinds: Vec<&str> = facts.iter().filter_map(|it| it["kind"].as_str()).collect();
    let missing: Vec<_> = Body::KEYS.iter().filter(|it| !kinds.contains(it)).collect();
    assert_eq!(missing, [&"verification", &"withdrawal"]);
}

#[test]
fn a_fact_that_refers_to_another_is_written_as_it_was_read() {
    let text = json!({"id": "p-1", "facts": [
        {"kind": "exam", "exam": "pane", "outcome": "pass"},
        {"id": "second", "kind": "exam", "exam": "pane", "outcome": "fail", "supersedes": "f-1"},
        {"kind": "verification", "of": "second", "outcome": "refuted", "by": "p-9", "how": "letter", "on": "2025-01-13"},
        {"kind": "withdrawal", "of": "f-3", "on": "2025-01-14"},
    ]});
    let one = person(&text.to_string());
    assert_eq!(one.to_json(), text);
    assert_eq!(one.facts[1].to_json()["id"], "second");
    assert!(one.facts.iter().all(|it| it.entry.id.is_none()), "the id is the fact's");
}

#[test]
fn an_id_that_only_looks_like_a_place_in_the_list_is_kept() {
    for id in ["f-01", "f-+1", "f-2", "f-", "f-1x", "F-1", "1"] {
        let text = json!({"id": "p-1", "facts": [{"id": id, "kind": "exam", "exam": "pane", "outcome": "pass"}]});
        assert_eq!(person(&text.to_string()).to_json(), text);
    }
    let placed =
        person(r#"{"id": "p-1", "facts": [{"id": "f-1", "kind": "exam", "exam": "pane"}]}"#);
    assert_eq!(placed.to_json()["facts"][0].get("id"), None);
}

#[test]
fn a_person_is_written_as_they_were_read() {
    let full = json!({
        "id": "p-1", "name": "Wren Amsel", "former_names": ["Wren Drossel"], "known_as": "Wrennie", "pronouns": "she/her",
        "born": "1990-01-02", "email": "w@example.invalid", "phone": "0117 496 0000", "employee_number": "0012"
    });
    assert_eq!(person(&full.to_string()).to_json(), full);
    assert_eq!(person("{\"id\": \"p-1\", \"facts\": []}").to_json(), json!({"id": "p-1"}));
}

#[test]
fn an_organisation_is_written_as_it_was_read() {
    let full = json!({
        "organisation": "X99", "name": "Harbour Trust", "kind": "trust", "jurisdiction": "england",
        "sites": ["main", {"id": "quay", "title": "Quayside"}], "units": ["amu"]
    });
    assert_eq!(read(&full.to_string()).to_json(), full);
}

#[test]
fn one_fact_may_stand_without_brackets() {
    let one = person(r#"{"id": "p-1", "facts": {"kind": "exam", "exam": "pane"}}"#);
    assert_eq!(one.facts.len(), 1);
}

#[test]
fn what_is_left_out_has_its_default() {
    let one = person(
        r#"{"id": "p-1", "facts": [{"kind": "sign-off", "activity": "ecg"}, {"kind": "registration", "register": "nmc", "status": null}]}"#,
    );
    let (Body::SignOff(sign_off), Body::Registration(registration)) =
        (&one.facts[0].body, &one.facts[1].body)
    else {
        panic!("kinds")
    };
    assert_eq!(
        (sign_off.level, registration.status),
        (crate::Closeness::Direct, crate::Status::Registered)
    );
    assert_eq!(one.facts[0].entry.verified, Verified::No);
}

#[test]
fn debug_output_names_nobody() {
    let text = json!({
        "id": "p-1", "name": "Wren Amsel", "former_names": ["Drossel"], "known_as": "Wrennie", "born": "1990-01-02",
        "email": "w@example.invalid", "phone": "0117 496 0000", "employee_number": "0012",
        "facts": [
            {"kind": "registration", "register": "nmc", "number": "99I9999E"},
            {"kind": "absence", "reason": "bereavement"},
            {"kind": "check", "check": "criminal-record", "outcome": "not-clear"},
            {"kind": "exam", "exam": "pane", "note": "Amsel", "evidence": ["amsel.pdf"], "verified": {"by": "p-9", "how": "Amsel"}},
        ]
    })
    .to_string();
    let node = crate::file::parse_json(&text, 0, crate::file::Limits::default()).expect("JSON");
    let mut faults = Faults::default();
    let written =
        <WrittenPerson as crate::file::Shape>::read(&node, &mut faults).expect("a person");
    let person = person(&text);
    let mut sources = crate::file::Sources::default();
    sources.add("people.jsonl", text.as_str());
    let shown = format!(
        "{written:?} {person:?} {:?} {:?} {node:?} {sources:?} {:?}",
        person.details,
        person.facts,
        read(&text)
    );
    for private in [
        "Amsel",
        "amsel",
        "Drossel",
        "Wrennie",
        "1990",
        "example",
        "0117",
        "0012",
        "99I9999E",
        "bereavement",
        "not-clear",
    ] {
        assert!(!shown.contains(private), "{private} in {shown}");
    }
    assert!(shown.contains("p-1") && shown.contains("nmc"));
}

#[test]
fn the_schema_names_every_field_of_a_person() {
    let schema = Schemas::document::<WrittenPerson>("A person");
    let properties =
        schema["$defs"]["WrittenPerson"]["properties"].as_object().expect("properties");
    assert_eq!(properties.keys().collect::<Vec<_>>(), WrittenPerson::KEYS);
}

proptest! {
    /// Whatever somebody's name and notes hold, it is read back as it was.
    #[test]
    fn any_text_is_written_and_read_back(name in "[^\0]{0,20}", note in "\\PC{0,20}", fte in 0_u16..=2000, credits in 0_u32..=10_000_000) {
        let text = json!({"id": "p-1", "name": name, "facts": [
            {"kind": "post", "role": "nurse", "fte": f64::from(fte) / 1000.0, "note": note},
            {"kind": "cpd", "credits": f64::from(credits) / 100.0},
        ]});
        let one = person(&text.to_string());
        let Body::Post(post) = &one.facts[0].body else { panic!("a post") };
        prop_assert_eq!(post.fte.map(|it| it.0), Some(fte));
        let Body::Cpd(cpd) = &one.facts[1].body else { panic!("CPD") };
        prop_assert_eq!(cpd.credits.map(|it| it.0), Some(credits));
        prop_assert!(person(&one.to_json().to_string()) == one);
        prop_assert_eq!(one.name.as_deref(), Some(name.as_str()));
    }
}
