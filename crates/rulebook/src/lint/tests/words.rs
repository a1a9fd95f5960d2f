//! The head and the vocabulary.

use super::{WHOLE, check};

#[test]
fn ids_of_the_vocabulary_are_given_once_and_mean_nothing_else() {
    check(
        &[(
            "vocabulary/courses.yaml",
            "courses:\n  - {id: irmer, title: I}\n  - {id: irmer, title: I}\n  - {id: any, title: I}\n",
        )],
        &[
            "vocabulary/courses.yaml:3 two courses have the id `irmer`",
            "vocabulary/courses.yaml:4 `any` has a meaning of its own",
        ],
    );
    check(
        &[("roles/nurse.yaml", "id: nurse\ntitle: N\nshort: N\nsummary: s\n")],
        &["vocabulary/professions.yaml:3 two roles or professions have the id `nurse`"],
    );
}

#[test]
fn what_activities_refer_to_and_state_is_there() {
    let words = "activities:
  - {id: induce, title: I, groups: anesthesia, own_to: par, implies: {urgency: soon}}
  - {id: maintain, title: M, when: {group: anesthesia, context: {asa: 9, colour: red}}}
";
    check(
        &[("vocabulary/activities.yaml", words)],
        &[
            "vocabulary/activities.yaml:2 unknown group of activities `anesthesia`",
            "vocabulary/activities.yaml:2 unknown role or profession `par`",
            "vocabulary/activities.yaml:2 `urgency` has no value `soon`",
            "vocabulary/activities.yaml:3 unknown group of activities `anesthesia`",
            "vocabulary/activities.yaml:3 `asa` is never 9",
            "vocabulary/activities.yaml:3 unknown context key `colour`",
        ],
    );
}

#[test]
fn what_other_words_refer_to_is_there() {
    check(
        &[
            (
                "vocabulary/role-groups.yaml",
                "role_groups: [{id: map, title: M, members: {role: par}}]",
            ),
            (
                "vocabulary/qualifications.yaml",
                "qualifications: [{id: studies, title: S, for_role: par}]",
            ),
            ("vocabulary/exams.yaml", "exams: [{id: pane, title: P, role: par}]"),
            (
                "vocabulary/pay.yaml",
                "pay: [{jurisdiction: mars, band: 7, effective: {from: 2024}, entry: 1, top: 2}]",
            ),
            (
                "vocabulary/career-levels.yaml",
                "career_levels: [{level: 7, title: t, source: {id: T}}]",
            ),
        ],
        &[
            "vocabulary/career-levels.yaml:1 unknown source `T`",
            "vocabulary/exams.yaml:1 unknown role or profession `par`",
            "vocabulary/pay.yaml:1 unknown jurisdiction `mars`",
            "vocabulary/qualifications.yaml:1 unknown role or profession `par`",
            "vocabulary/role-groups.yaml:1 unknown role or profession `par`",
        ],
    );
    check(
        &[(
            "vocabulary/professions.yaml",
            "professions:\n  - {id: consultant, title: C, register: {register: gmc, part: gp}}\n  - {id: nurse, title: N, register: {register: nm}}\n",
        )],
        &[
            "vocabulary/professions.yaml:2 unknown part of `gmc` `gp`",
            "vocabulary/professions.yaml:3 unknown register `nm`",
        ],
    );
    check(
        &[(
            "vocabulary/programmes.yaml",
            "programmes: [{id: leeds, provider: L, role: par, qualification: study, country: GB, nation: mars}]",
        )],
        &[
            "vocabulary/programmes.yaml:1 unknown role or profession `par`",
            "vocabulary/programmes.yaml:1 unknown qualification `study`",
            "vocabulary/programmes.yaml:1 `GB` is no country",
            "vocabulary/programmes.yaml:1 unknown jurisdiction `mars`",
        ],
    );
}

#[test]
fn a_choice_has_values_and_a_number_runs_upwards() {
    let words = format!(
        "{}  - {{id: x, title: X, kind: choice}}\n  - {{id: y, title: Y, kind: number, from: 2, to: 1}}\n  - {{id: z, title: Z, kind: yes-no, from: 1}}\n",
        WHOLE.iter().find(|(path, _)| *path == "vocabulary/context.yaml").unwrap().1
    );
    check(
        &[("vocabulary/context.yaml", &words)],
        &[
            "vocabulary/context.yaml:5 the choice `x` has no values",
            "vocabulary/context.yaml:6 `y` ends before it begins",
            "vocabulary/context.yaml:7 `z` is no number and runs from nothing to nothing",
        ],
    );
}

#[test]
fn a_scheme_of_cpd_makes_sense() {
    let words = "cpd_schemes:
  - id: fifty
    title: F
    owner: O
    applies_to: {register: gm, role: par}
    effective: {from: 2024, until: 2023-01-01}
    cycle: {length: 1 year, anchor: registration, fixed: 02-29}
    minimum: {attribute: particpatory, amount: 20}
    share: {attribute: verifiable, of_total: 101}
";
    check(
        &[("vocabulary/cpd-schemes.yaml", words)],
        &[
            "vocabulary/cpd-schemes.yaml:5 unknown register `gm`",
            "vocabulary/cpd-schemes.yaml:5 unknown role or profession `par`",
            "vocabulary/cpd-schemes.yaml:6 this ends on 2023-01-01 and begins only on 2024-01-01",
            "vocabulary/cpd-schemes.yaml:7 this cycle begins in two ways",
            "vocabulary/cpd-schemes.yaml:7 `02-29` is no day of every year",
            "vocabulary/cpd-schemes.yaml:8 unknown attribute `particpatory`",
            "vocabulary/cpd-schemes.yaml:9 a share is more than the whole",
        ],
    );
}

#[test]
fn what_the_head_refers_to_is_there() {
    let head = "id: uk
title: A
version: '1'
home: mars
jurisdictions: [{id: uk, title: UK, holds: [uk, england, venus]}, {id: england, title: England}]
sets:
  - {id: statute, title: Law, authority: {name: L, kind: statute}, adopted: always}
  - {id: opt, title: O, authority: {name: O, kind: college}, adopted: optional, exhaustive_for: {role: par, setting: ship, group: tasks}}
  - {id: dft, title: D, authority: {name: D, kind: national}, adopted: optional, default_for: {jurisdiction: pluto, role: par}, includes: [non]}
  - {id: inc, title: I, authority: {name: I, kind: college}, adopted: optional}
sources: [{id: S, title: t, publisher: p}]
";
    check(
        &[("rulebook.yaml", head)],
        &[
            "rulebook.yaml:4 unknown jurisdiction `mars`",
            "rulebook.yaml:5 `uk` holds itself",
            "rulebook.yaml:5 unknown jurisdiction `venus`",
            "rulebook.yaml:8 unknown role or profession `par`",
            "rulebook.yaml:8 unknown setting `ship`",
            "rulebook.yaml:8 unknown group of activities `tasks`",
            "rulebook.yaml:9 unknown jurisdiction `pluto`",
            "rulebook.yaml:9 unknown role or profession `par`",
            "rulebook.yaml:9 unknown set `non`",
        ],
    );
}

#[test]
fn sets_that_include_each_other_in_a_circle_are_an_error() {
    let head = WHOLE[0].1.replace(
        "{name: I, kind: college}, adopted: optional",
        "{name: I, kind: college}, adopted: optional, includes: [opt]",
    );
    check(&[("rulebook.yaml", &head)], &[]);
    let head = head.replace(
        "{name: O, kind: college}, adopted: optional",
        "{name: O, kind: college}, adopted: optional, includes: [dft]",
    );
    check(
        &[("rulebook.yaml", &head)],
        &[
            "rulebook.yaml:8 `opt` comes to include itself",
            "rulebook.yaml:9 `dft` comes to include itself",
            "rulebook.yaml:10 `inc` comes to include itself",
        ],
    );
}
