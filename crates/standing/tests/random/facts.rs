//! Random records: facts of every kind, claimed and verified, recorded late, corrected, refuted and withdrawn.

use preceptor_record::{Day, KnownAt};
use proptest::prelude::*;

use super::fields::{DAYS, Field, Text, a_day, beside, may, must, one, period, some};
use super::rules::{
    ACTIVITIES, COMMON, COURSES, PROGRAMMES, QUALIFICATIONS, REGISTERS, ROLES, SETTINGS,
    SPECIALTIES,
};
use super::{PEOPLE, Sample, sample};

/// The organisations there are.
pub const ORGANISATIONS: [&str; 3] = [
    "{organisation: org-e, kind: trust, jurisdiction: england}",
    "{organisation: org-w, jurisdiction: wales}",
    "{organisation: org-n, kind: practice}",
];

const EMPLOYERS: &[&str] = &["org-e", "org-w", "org-n", "org-x"];
const OTHERS: &[&str] = &["d", "n", "q", "p", "stranger"];
const LEVELS: &[&str] = &["on-site", "direct", "available", "independent"];

/// The records of all people.
pub fn records() -> BoxedStrategy<Vec<Vec<String>>> {
    let own_post = prop_oneof![
        12 => Just(Some("kind: post, role: pa, organisation: org-e, setting: ward, from: 2022-09-01".to_owned())),
        3 => post().prop_map(Some),
        1 => Just(None),
    ];
    let own = (own_post, prop::collection::vec(entry(), 10..34)).prop_map(|(post, mut facts)| {
        facts.splice(0..0, post);
        facts
    });
    // Whoever supervises is usually on a register.
    let others = PEOPLE.iter().skip(1).map(|_| {
        let registered = (one(REGISTERS), period("from")).prop_map(|(register, period)| {
            format!(
                "kind: registration, register: {register}, {}",
                period.unwrap_or("from: 2022-09-01".to_owned())
            )
        });
        (registered, prop::collection::vec(entry(), 0..8)).prop_map(|(first, mut facts)| {
            facts.insert(0, first);
            facts
        })
    });
    let mut people = vec![own.boxed()];
    people.extend(others.map(Strategy::boxed));
    let links = prop::collection::vec(
        prop::collection::vec((any::<prop::sample::Index>(), link()), 0..3),
        PEOPLE.len(),
    );
    (people, links)
        .prop_map(|(people, links)| {
            people.iter().zip(&links).map(|(facts, links)| linked(facts, links)).collect()
        })
        .boxed()
}

/// What one entry does to an earlier one.
fn link() -> Text {
    prop_oneof![
        Just("supersedes".to_owned()),
        Just("kind: withdrawal, of".to_owned()),
        Just("kind: verification, outcome: confirmed, of".to_owned()),
        Just("kind: verification, outcome: refuted, of".to_owned()),
    ]
    .boxed()
}

/// Gives each fact an id, and lets the links correct, withdraw or verify some of them.
fn linked(facts: &[String], links: &[(prop::sample::Index, String)]) -> Vec<String> {
    let mut made: Vec<String> =
        facts.iter().enumerate().map(|(i, it)| format!("{{id: f-{i}, {it}}}")).collect();
    let mut taken: Vec<usize> = Vec::new();
    for (i, (index, link)) in links.iter().enumerate() {
        if facts.len() < 2 {
            break;
        }
        // An acting post stays what it is, and each fact is corrected at most once.
        let of = 1 + index.index(facts.len() - 1);
        let recorded = DAYS[index.index(DAYS.len())];
        if taken.contains(&of) {
            continue;
        }
        taken.push(of);
        if link == "supersedes" {
            let text = facts[index.index(facts.len())].clone();
            if !text.contains("recorded:") {
                made.push(format!(
                    "{{id: l-{i}, supersedes: f-{of}, recorded: {recorded}, {text}}}"
                ));
            }
        } else {
            made.push(format!("{{id: l-{i}, {link}: f-{of}, on: {recorded}}}"));
        }
    }
    made
}

/// A fact without brackets and id, with whether it is verified and when it was recorded.
fn entry() -> Text {
    let verified = prop_oneof![
        14 => Just(None),
        4 => Just(Some("verified: false".to_owned())),
        1 => a_day().prop_map(|it| Some(format!("verified: {{by: q, on: {it}}}"))),
    ]
    .boxed();
    let recorded = may(0.1, "recorded", a_day());
    let common = beside(vec![verified, recorded]);
    (a_fact(), common)
        .prop_map(
            |(fact, common)| if common.is_empty() { fact } else { format!("{fact}, {common}") },
        )
        .boxed()
}

/// A fact that is recorded on that day; it may correct, refute, confirm or withdraw another.
fn later_fact(day: &'static str, of: usize) -> Text {
    prop_oneof![
        3 => a_fact().prop_map(move |it| format!("recorded: {day}, {it}")),
        1 => a_fact().prop_map(move |it| format!("recorded: {day}, supersedes: f-{of}, {it}")),
        1 => one(&["withdrawal", "verification, outcome: refuted", "verification, outcome: confirmed"])
            .prop_map(move |kind| format!("recorded: {day}, of: f-{of}, kind: {kind}")),
    ]
    .boxed()
}

/// A moment, and two samples that differ in what was recorded after it.
pub fn before_and_after() -> BoxedStrategy<(KnownAt, Sample, Sample)> {
    (sample(), 0..DAYS.len() - 1)
        .prop_flat_map(|(it, day)| {
            let known_at = KnownAt::end_of(Day::parse(DAYS[day]).unwrap());
            (Just(known_at), Just(it.clone()), with_later_facts(&it, day))
        })
        .boxed()
}

/// The same sample with more facts, all recorded after that day.
fn with_later_facts(sample: &Sample, after: usize) -> BoxedStrategy<Sample> {
    let more: Vec<_> = sample
        .records
        .iter()
        .map(|facts| {
            let one = (after + 1..DAYS.len(), 0..facts.len().max(1))
                .prop_flat_map(|(day, of)| later_fact(DAYS[day], of));
            prop::collection::vec(one, 0..5)
        })
        .collect();
    let sample = sample.clone();
    more.prop_map(move |more| {
        let mut whole = sample.clone();
        for (facts, more) in whole.records.iter_mut().zip(more) {
            for (i, it) in more.iter().enumerate() {
                if can_be_recorded(facts, it) {
                    facts.push(format!("{{id: late-{i}, {it}}}"));
                }
            }
        }
        whole
    })
    .boxed()
}

/// Whether what the fact refers to is there and has not been corrected.
fn can_be_recorded(facts: &[String], fact: &str) -> bool {
    let referred =
        ["supersedes: ", "of: "].iter().find_map(|key| fact.split_once(key)).map(|(_, it)| it);
    let Some(id) = referred.and_then(|it| it.split([',', '}']).next()) else { return true };
    facts.iter().any(|it| it.starts_with(&format!("{{id: {id}, ")))
        && !facts.iter().any(|it| it.contains(&format!("supersedes: {id},")))
}

fn fact(kind: &'static str, mut fields: Vec<Field>) -> Text {
    fields.insert(0, must("kind", Just(kind.to_owned()).boxed()));
    beside(fields)
}

fn on() -> Field {
    may(0.95, "on", a_day())
}

fn post() -> Text {
    fact(
        "post",
        vec![
            must("role", one(ROLES)),
            may(0.2, "base_profession", one(&["nurse", "paramedic"])),
            may(0.6, "organisation", one(EMPLOYERS)),
            may(0.1, "jurisdiction", one(&["england", "scotland", "northern-ireland"])),
            may(0.6, "setting", one(SETTINGS)),
            may(0.4, "specialty", one(SPECIALTIES)),
            may(0.4, "fte", one(&["0.5", "1.0", "0.8"])),
            period("from"),
        ],
    )
}

#[expect(clippy::too_many_lines, reason = "one kind of fact after another")]
fn a_fact() -> Text {
    let facts = vec![
        (
            4,
            fact(
                "registration",
                vec![
                    must("register", one(REGISTERS)),
                    may(0.4, "part", one(&["gp", "specialist"])),
                    may(
                        0.3,
                        "status",
                        one(&["conditions", "registered", "suspended", "lapsed", "removed"]),
                    ),
                    period("from"),
                ],
            ),
        ),
        (
            2,
            fact(
                "annotation",
                vec![
                    may(0.6, "register", one(REGISTERS)),
                    must("annotation", one(&["v300", "v150"])),
                    period("from"),
                ],
            ),
        ),
        (
            3,
            fact(
                "qualification",
                vec![
                    must("qualification", one(QUALIFICATIONS)),
                    may(0.2, "level", one(&["6", "7"])),
                    may(0.3, "class", one(&["first", "'2:1'", "'2:2'"])),
                    may(0.3, "subject", some(&["biology", "history"])),
                    may(0.5, "programme", one(PROGRAMMES)),
                    may(0.3, "country", one(&["uk", "ie", "gb"])),
                    on(),
                ],
            ),
        ),
        (
            2,
            fact(
                "exam",
                vec![
                    must("exam", one(&["pane", "para"])),
                    may(0.2, "outcome", one(&["fail", "pass"])),
                    on(),
                ],
            ),
        ),
        (
            3,
            fact(
                "experience",
                vec![
                    may(0.8, "role", one(ROLES)),
                    may(0.3, "setting", one(SETTINGS)),
                    may(0.3, "specialty", one(SPECIALTIES)),
                    may(0.3, "organisation", one(EMPLOYERS)),
                    may(0.3, "country", one(&["uk", "ie", "england"])),
                    may(0.4, "fte", one(&["0.5", "1.0", "0.8"])),
                    period("from"),
                ],
            ),
        ),
        // A second post that is in force makes the question wrong unless it names one, so these are few and short.
        (
            1,
            fact(
                "post",
                vec![
                    must("role", one(ROLES)),
                    may(0.5, "organisation", one(EMPLOYERS)),
                    may(0.5, "setting", one(SETTINGS)),
                    may(0.4, "fte", one(&["0.5", "0.6"])),
                    must("from", one(&["2022-09-01", "2023-01-31"])),
                    must("until", one(&["2024-06-30", "2024-07-01"])),
                ],
            ),
        ),
        (
            2,
            fact(
                "entitlement",
                vec![
                    prop_oneof![
                        must("activity", one(COMMON)),
                        must("duty", one(&["operator", "referrer"]))
                    ]
                    .boxed(),
                    may(0.6, "organisation", one(EMPLOYERS)),
                    period("from"),
                ],
            ),
        ),
        (
            2,
            fact(
                "delegation",
                vec![
                    must("activity", one(COMMON)),
                    may(0.8, "delegator", one(OTHERS)),
                    period("from"),
                ],
            ),
        ),
        (
            2,
            fact(
                "enrolment",
                vec![
                    may(0.6, "programme", one(PROGRAMMES)),
                    may(0.6, "qualification", one(QUALIFICATIONS)),
                    period("from"),
                ],
            ),
        ),
        (
            2,
            fact(
                "check",
                vec![
                    must("check", one(&["dbs", "identity"])),
                    may(0.5, "check_kind", one(&["enhanced", "basic"])),
                    may(0.3, "outcome", one(&["clear", "pending"])),
                    period("on"),
                ],
            ),
        ),
        (
            3,
            fact(
                "supervision",
                vec![
                    must("supervision", one(&["named", "clinical", "educational"])),
                    must("supervisor", one(OTHERS)),
                    period("from"),
                ],
            ),
        ),
        (
            4,
            fact(
                "sign-off",
                vec![
                    must("activity", prop_oneof![4 => one(COMMON), 1 => one(ACTIVITIES)].boxed()),
                    must("level", one(LEVELS)),
                    may(0.8, "assessor", one(OTHERS)),
                    may(0.2, "role", one(&["pa", "acp"])),
                    may(0.2, "setting", one(SETTINGS)),
                    period("on"),
                ],
            ),
        ),
        (
            2,
            fact(
                "capability",
                vec![
                    must("framework", Just("f".to_owned()).boxed()),
                    must("item", one(&["i", "j"])),
                    must("level", one(&["3", "2", "4"])),
                    may(0.7, "assessor", one(OTHERS)),
                    on(),
                ],
            ),
        ),
        (
            3,
            fact(
                "assessment",
                vec![
                    must("tool", one(&["cbd", "dops"])),
                    may(0.6, "items", some(&["i", "j"])),
                    may(0.9, "assessor", one(OTHERS)),
                    on(),
                ],
            ),
        ),
        (2, fact("cpd", vec![must("hours", one(&["5", "2"])), on()])),
        (1, fact("appraisal", vec![on()])),
        (2, fact("training", vec![must("course", one(COURSES)), period("on")])),
        (2, fact("declaration", vec![must("about", one(&["health", "probity"])), period("on")])),
        (1, restriction()),
    ];
    proptest::strategy::Union::new_weighted(facts).boxed()
}

/// A restriction: few bar anything, or there would be little else.
fn restriction() -> Text {
    fact(
        "restriction",
        vec![
            must("activity", one(&["act-b", "act-a", "all", "practise-as-role"])),
            may(0.7, "level", one(LEVELS)),
            period("from"),
        ],
    )
}
