//! Random provisions, sets and adoptions over one small vocabulary.

use proptest::prelude::*;

use super::fields::{Field, Text, mapping, may, must, one, period, some};
use super::requirements::{a_requirement, by, context};

pub const ROLES: &[&str] = &["pa", "acp", "nurse"];
pub const REGISTERS: &[&str] = &["gmc", "nmc", "hcpc"];
pub const QUALIFICATIONS: &[&str] = &["qual-1", "qual-2"];
pub const PROGRAMMES: &[&str] = &["prog-1", "prog-2", "prog-x"];
pub const COURSES: &[&str] = &["course-1", "course-2"];
pub const SETTINGS: &[&str] = &["ward", "practice"];
pub const SPECIALTIES: &[&str] = &["surgery", "medicine"];
pub const ACTIVITIES: &[&str] = &["act-a", "act-b", "kept", "owned", "child", "special", "young"];

/// The activities that are asked about most.
pub const COMMON: &[&str] = &["act-a", "act-b"];

/// What every rulebook has.
pub const WORDS: &str = "
roles: [{id: pa}, {id: acp, base: required}, {id: nurse}]
role_groups:
  - id: map
    members: [{role: pa, effective: {from: 2023-02-28}}, {role: acp, effective: {from: always, until: 2025-03-01}}]
activity_groups: [{id: group-1}, {id: group-2}]
activities:
  - {id: act-a, groups: [group-1]}
  - {id: act-b, groups: [group-1, group-2]}
  - {id: kept, groups: [group-2], reserved: true}
  - {id: owned, groups: [group-1], own_to: [acp]}
  - {id: child, groups: [group-2], implies: {age: 5}}
  - {id: special, when: {group: group-1, context: {specialty: surgery}}}
  - {id: young, when: {group: group-2, context: {age: {to: 17}}}}
  - {id: practise-as-role}
professions:
  - {id: nurse, base: true, register: {register: nmc}}
  - {id: paramedic, base: true, register: {register: hcpc, part: gp}}
  - {id: consultant, doctor: true, register: {register: gmc}}
registers:
  - {id: gmc, kind: statutory, parts: [{id: gp, title: x}, {id: specialist, title: x}]}
  - {id: nmc, kind: statutory}
  - {id: hcpc, kind: statutory, parts: [{id: gp, title: x}]}
qualifications: [{id: qual-1, level: 6}, {id: qual-2, level: 7}]
subjects: [{id: biology, groups: [life-science]}, {id: history}]
programmes:
  - id: prog-1
    provider: x
    qualification: qual-1
    country: uk
    recognised:
      - {effective: {from: 2022-01-01, until: 2024-01-01}, status: not-approved}
      - {effective: {from: 2024-01-01, until: 2025-03-01}, status: approved}
  - {id: prog-2, provider: x, qualification: qual-2, recognised: [{effective: {from: 2020-01-01}, status: not-approved}]}
courses: [{id: course-1, refresh: 12 months}, {id: course-2}]
cpd_schemes:
  - {id: yearly, owner: x, effective: {from: 2022-04-01}, cycle: {length: 12 months, fixed: 04-01}, total: 5}
  - id: of-register
    owner: x
    applies_to: {register: [nmc, gmc], role: [pa]}
    effective: {from: always}
    cycle: {length: 6 months, anchor: registration}
    total: 2
";

/// What varies of the vocabulary and the sets.
pub fn words() -> Text {
    let exhaustive = mapping(vec![
        may(0.7, "role", one(&["pa", "acp"])),
        may(0.6, "setting", one(SETTINGS)),
        may(0.6, "group", one(&["group-1", "group-2"])),
    ]);
    let senior = a_plain_requirement();
    (prop::option::weighted(0.2, exhaustive), senior)
        .prop_map(|(exhaustive, senior)| {
            let exhaustive = exhaustive.unwrap_or_default();
            format!(
                "supervisors: [{{id: doctor, requires: {{registered: {{register: gmc}}}}}}, {{id: senior, requires: {senior}}}]
sets:
  - {{id: national, adopted: optional, default_for: {{jurisdiction: gb, role: pa}}, includes: annex}}
  - {{id: annex, adopted: optional, exhaustive_for: [{exhaustive}]}}
  - {{id: college, adopted: optional}}
"
            )
        })
        .boxed()
}

/// A requirement over a supervisor that looks at nobody else.
fn a_plain_requirement() -> Text {
    one(&[
        "{registered: {register: [gmc, nmc], status: [registered, suspended]}}",
        "{experience: {at_least: 1 years, counted: fte}}",
        "{all: [{registered: {register: gmc}}, {not: {declared: {about: health}}}]}",
        "{any: [{holds: {qualification: qual-2}}, {in_post: {role: nurse}}]}",
        "{entitled: {duty: operator}}",
        "{signed_off: {level: on-site}}",
    ])
}

/// An activity to ask about.
pub fn an_activity() -> Text {
    prop_oneof![
        5 => Just("act-a".to_owned()),
        3 => Just("act-b".to_owned()),
        1 => one(&["kept", "owned", "child", "special", "young", "practise-as-role"]),
    ]
    .boxed()
}

/// A provision without its id.
pub fn a_provision() -> Text {
    prop_oneof![9 => of_effect("permit"), 1 => of_effect("forbid"), 2 => of_effect("limit"), 1 => a_general_permit()].boxed()
}

/// A provision of that effect without its id.
pub fn of_effect(effect: &'static str) -> Text {
    let asks = effect != "forbid";
    let (context_weight, unless_weight) = if effect == "permit" { (0.2, 0.1) } else { (0.6, 0.4) };
    mapping(vec![
        must("effect", Just(effect.to_owned()).boxed()),
        must("role", prop_oneof![6 => Just("pa".to_owned()), 3 => one(&["any", "'group:map'", "acp", "[pa, nurse]"])].boxed()),
        must("activity", the_activity()),
        may(0.2, "jurisdiction", some(&["uk", "england", "gb", "wales"])),
        may(if asks { 0.5 } else { 0.0 }, "requires", a_requirement()),
        may(context_weight, "context", context()),
        may(unless_weight, "unless", a_requirement()),
        may(if asks { 0.5 } else { 0.0 }, "supervision", supervision()),
        effective(),
        may(0.4, "set", one(&["national", "annex", "college"])),
    ])
}

fn the_activity() -> Text {
    prop_oneof![
        6 => Just("act-a".to_owned()),
        3 => Just("'group:group-1'".to_owned()),
        2 => Just("'group:group-2'".to_owned()),
        2 => Just("any".to_owned()),
        1 => one(&["act-b", "kept", "owned", "special", "young", "practise-as-role", "[act-a, kept]"]),
    ]
    .boxed()
}

fn effective() -> Field {
    let bounded = period("from").prop_map(|it| {
        it.filter(|it| it.starts_with("from")).map(|it| format!("effective: {{{it}}}"))
    });
    prop_oneof![4 => Just(None), 1 => bounded].boxed()
}

fn a_general_permit() -> Text {
    mapping(vec![
        must("effect", Just("permit".to_owned()).boxed()),
        must("general", Just("true".to_owned()).boxed()),
        must("activity", Just("any".to_owned()).boxed()),
        may(0.3, "requires", a_requirement()),
        may(0.1, "context", context()),
        must("supervision", supervision()),
    ])
}

fn supervision() -> Text {
    mapping(vec![
        must("level", one(&["on-site", "direct", "available", "independent", "as-signed-off"])),
        may(0.3, "never_looser", one(&["available", "on-site"])),
        may(0.2, "attend_within", one(&["2 minutes", "10 minutes"])),
        may(0.4, "by", by()),
        may(0.2, "covers_at_most", one(&["1", "2"])),
        may(0.15, "named", Just("true".to_owned()).boxed()),
    ])
}

/// An adoption.
pub fn an_adoption() -> Text {
    let overlay = one(&[
        "[]",
        "[{id: overlay-limit, says: x, role: pa, activity: any, effect: limit, supervision: {level: available}, effective: {from: always}, confidence: V}]",
        "[{id: overlay-forbid, says: x, role: any, activity: act-b, effect: forbid, context: {age: {to: 17}}, effective: {from: always}, confidence: V}]",
    ]);
    mapping(vec![
        may(0.5, "sets", one(&["college", "annex", "national"])),
        may(0.1, "without", one(&["national", "annex"])),
        may(0.1, "only_always", Just("true".to_owned()).boxed()),
        may(0.1, "overlay", overlay),
        may(
            0.1,
            "disapply",
            Just("[{provision: rule-1, because: x, approved_by: y, on: 2024-01-01}]".to_owned())
                .boxed(),
        ),
    ])
}

/// Gives each provision an id of its own.
pub fn numbered(all: &[String]) -> Vec<String> {
    all.iter().enumerate().map(|(i, it)| with_id(it, &format!("rule-{i}"))).collect()
}

/// Puts an id into a mapping.
pub fn with_id(mapping: &str, id: &str) -> String {
    let rest = mapping.strip_prefix('{').unwrap_or(mapping);
    format!("{{id: {id}, {rest}")
}
