//! Random requirements, over every kind of leaf.

use proptest::prelude::*;

use super::fields::{Field, Text, a_day, a_span, mapping, may, must, one, some};
use super::rules::{
    ACTIVITIES, COMMON, COURSES, PROGRAMMES, QUALIFICATIONS, REGISTERS, ROLES, SETTINGS,
    SPECIALTIES,
};

const PARTS: &[&str] = &["gp", "specialist"];
const STATUS: &[&str] = &["registered", "conditions", "suspended", "lapsed", "removed"];
const LEVELS: &[&str] = &["direct", "on-site", "available", "independent"];

/// Whether a leaf may look at another person: one that already does may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    TheAsker,
    Another,
}

/// A requirement over the asker.
pub fn a_requirement() -> Text {
    tree(Over::TheAsker)
}

/// A requirement over somebody else: named or written out.
pub fn by() -> Text {
    prop_oneof![3 => one(&["doctor", "senior"]), 1 => tree(Over::Another)].boxed()
}

fn tree(over: Over) -> Text {
    let leaf = a_leaf(over);
    let inner =
        prop_oneof![3 => a_leaf(over), 1 => a_leaf(over).prop_map(|it| format!("{{not: {it}}}"))]
            .boxed();
    let list = prop::collection::vec(inner, 2..4);
    prop_oneof![
        6 => leaf,
        2 => a_leaf(over).prop_map(|it| format!("{{not: {it}}}")),
        2 => list.clone().prop_map(|it| format!("{{any: [{}]}}", it.join(", "))),
        1 => list.clone().prop_map(|it| format!("{{all: [{}]}}", it.join(", "))),
        1 => list.prop_map(|it| format!("{{at_least: {{n: 2, of: [{}]}}}}", it.join(", "))),
    ]
    .boxed()
}

fn when() -> Field {
    prop_oneof![
        10 => Just(None),
        2 => Just(Some("when: ever".to_owned())),
        1 => a_day().prop_map(|it| Some(format!("when: {{before: {it}}}"))),
        1 => a_day().prop_map(|it| Some(format!("when: {{on_or_after: {it}}}"))),
        1 => a_span().prop_map(|it| Some(format!("when: {{within: {it}}}"))),
    ]
    .boxed()
}

/// `by`, where the leaf may look at another person.
fn over_another(over: Over) -> Field {
    match over {
        Over::TheAsker => {
            prop::option::weighted(0.4, by().prop_map(|it| format!("by: {it}"))).boxed()
        }
        Over::Another => Just(None).boxed(),
    }
}

fn a_leaf(over: Over) -> Text {
    let leaf = |key: &'static str, fields: Vec<Field>| {
        mapping(fields).prop_map(move |it| format!("{{{key}: {it}}}")).boxed()
    };
    let registers_and_base: &[&str] = &["gmc", "base", "nmc", "hcpc"];
    let leaves = vec![
        (4, leaf("registered", vec![
            must("register", some(registers_and_base)),
            may(0.3, "part", some(PARTS)),
            may(0.3, "status", some(STATUS)),
            when(),
        ])),
        (2, leaf("annotated", vec![may(0.6, "register", one(registers_and_base)), must("annotation", some(&["v300", "v150"])), when()])),
        (3, leaf("holds", vec![
            may(0.7, "qualification", some(QUALIFICATIONS)),
            may(0.2, "level", one(&["6", "7"])),
            may(0.2, "class", one(&["'2:1'", "first"])),
            may(0.2, "subject", one(&["biology", "life-science"])),
            may(0.3, "programme", some(&["recognised", "prog-1", "prog-2"])),
            may(0.3, "country", some(&["uk", "ie"])),
            when(),
        ])),
        (2, leaf("passed", vec![
            must("exam", some(&["pane", "para"])),
            may(0.2, "on_or_after", a_day()),
            may(0.2, "before", a_day()),
            when(),
        ])),
        (4, leaf("experience", vec![
            must("at_least", a_span()),
            may(0.5, "role", some(ROLES)),
            may(0.2, "setting", some(SETTINGS)),
            may(0.2, "specialty", some(SPECIALTIES)),
            may(0.2, "country", some(&["uk", "england", "ie"])),
            may(0.6, "counted", one(&["calendar", "fte", "both"])),
            may(0.2, "after_award", one(QUALIFICATIONS)),
            may(0.2, "from", a_day()),
            may(0.2, "within", a_span()),
            prop_oneof![4 => Just(None), 1 => Just(Some("when: ever".to_owned())), 1 => a_day().prop_map(|it| Some(format!("when: {{before: {it}}}")))].boxed(),
        ])),
        (2, leaf("in_post", vec![
            may(0.6, "role", some(ROLES)),
            may(0.2, "base_profession", some(&["nurse", "paramedic"])),
            may(0.3, "organisation_kind", some(&["trust", "practice"])),
            may(0.2, "setting", some(SETTINGS)),
            may(0.2, "specialty", some(SPECIALTIES)),
            when(),
        ])),
        (2, leaf("entitled", vec![prop_oneof![some_field("activity", COMMON), some_field("duty", &["operator", "referrer"])].boxed(), when()])),
        (2, leaf("delegated", vec![may(0.3, "activity", one(COMMON)), over_another(over), when_without_by()])),
        (2, leaf("enrolled", vec![
            prop_oneof![some_field("programme", PROGRAMMES), some_field("qualification", QUALIFICATIONS)].boxed(),
            may(0.2, "started_before", a_day()),
            may(0.2, "started_on_or_after", a_day()),
            when(),
        ])),
        (2, leaf("checked", vec![
            must("check", one(&["dbs", "identity"])),
            may(0.3, "kind", some(&["enhanced", "basic"])),
            may(0.2, "outcome", some(&["clear", "pending"])),
            may(0.4, "not_older_than", a_span()),
            when(),
        ])),
        (3, leaf("supervised", vec![may(0.6, "supervision", some(&["named", "clinical", "educational"])), over_another(over), when_without_by()])),
        (4, leaf("signed_off", vec![may(0.4, "activity", one(ACTIVITIES)), may(0.4, "level", one(LEVELS)), over_another(over), when()])),
        (2, leaf("capable", vec![
            must("framework", Just("f".to_owned()).boxed()),
            must("item", one(&["i", "j"])),
            may(0.5, "level", one(&["2", "3", "4"])),
            may(0.5, "judged", one(&["assessed", "self", "either"])),
            when(),
        ])),
        (2, leaf("assessed", vec![
            may(0.5, "tool", some(&["cbd", "dops"])),
            may(0.3, "item", some(&["i", "j"])),
            may(0.5, "count", one(&["1", "2"])),
            may(0.3, "assessors", one(&["1", "2"])),
            may(0.4, "within", a_span()),
        ])),
        (1, leaf("cpd", vec![must("scheme", one(&["yearly", "of-register"])), when()])),
        (1, leaf("appraised", vec![must("within", a_span())])),
        (2, leaf("trained", vec![must("course", some(COURSES)), when()])),
        (2, leaf("declared", vec![must("about", some(&["health", "probity"])), when()])),
        (2, leaf("since", vec![
            prop_oneof![some_field("qualification", QUALIFICATIONS), some_field("registration", REGISTERS)].boxed(),
            may(0.8, "at_least", a_span()),
            may(0.2, "below", a_span()),
        ])),
        (2, context().prop_map(|it| format!("{{context: {it}}}")).boxed()),
    ];
    proptest::strategy::Union::new_weighted(leaves).boxed()
}

fn some_field(key: &'static str, words: &'static [&'static str]) -> Field {
    must(key, one(words))
}

/// `when` on a leaf with `by`: the day on which the other person is looked at is then a question of its own.
fn when_without_by() -> Field {
    Just(None).boxed()
}

/// What is wanted of one or two context keys.
pub fn context() -> Text {
    let key = |key: &'static str, values: &'static [&'static str]| {
        let list = some(values);
        let not = some(values).prop_map(|it| format!("{{not: {it}}}"));
        prop_oneof![4 => list, 1 => not, 1 => Just("{stated: true}".to_owned())]
            .prop_map(move |it| Some(format!("{key}: {it}")))
            .boxed()
    };
    let age = prop_oneof![
        Just("{from: 18}".to_owned()),
        Just("{to: 17}".to_owned()),
        Just("{from: 16, to: 64}".to_owned())
    ];
    let field = proptest::strategy::Union::new_weighted(vec![
        (3, must("age", age.boxed())),
        (3, key("asa", &["1", "2", "3"])),
        (2, key("setting", SETTINGS)),
        (2, key("specialty", SPECIALTIES)),
        (1, key("base-profession", &["nurse", "paramedic"])),
    ])
    .boxed();
    let two = (key("asa", &["1", "2"]), key("setting", SETTINGS))
        .prop_map(|(a, b)| [a, b].into_iter().flatten().collect::<Vec<_>>());
    prop_oneof![3 => mapping(vec![field]), 1 => two.prop_map(|it| format!("{{{}}}", it.join(", ")))]
        .boxed()
}
