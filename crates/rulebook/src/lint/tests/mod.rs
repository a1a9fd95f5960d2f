//! Every check, each with a tiny rulebook that breaks it and, where it matters, one that just does not.

mod adoption;
mod cases;
mod dates;
mod limits;
mod people;
mod provisions;
mod references;
mod rows;
mod words;

use std::collections::BTreeMap;

use preceptor_record::file::{Faults, Sources};

use crate::load::{Loaded, load};

/// A small rulebook in which nothing is wrong.
const WHOLE: &[(&str, &str)] = &[
    (
        "rulebook.yaml",
        "id: uk
title: A
version: '1'
home: uk
jurisdictions: [{id: uk, title: UK, holds: [england]}, {id: england, title: England}]
sets:
  - {id: statute, title: Law, authority: {name: L, kind: statute}, adopted: always}
  - {id: opt, title: O, authority: {name: O, kind: college}, adopted: optional}
  - {id: dft, title: D, authority: {name: D, kind: national}, adopted: optional, default_for: {jurisdiction: england}, includes: [inc]}
  - {id: inc, title: I, authority: {name: I, kind: college}, adopted: optional}
sources: [{id: S, title: t, publisher: p}]
",
    ),
    (
        "vocabulary/activities.yaml",
        "activities:
  - {id: induce, title: Induce, groups: anaesthesia, implies: {urgency: elective}}
  - {id: maintain, title: Maintain, groups: anaesthesia, own_to: pa, when: {group: anaesthesia, context: {asa: {from: 1, to: 2}}}}
",
    ),
    ("vocabulary/activity-groups.yaml", "activity_groups: [{id: anaesthesia, title: A}]"),
    ("vocabulary/role-groups.yaml", "role_groups: [{id: map, title: MAP, members: {role: pa, source: {id: S}}}]"),
    (
        "vocabulary/professions.yaml",
        "professions:
  - {id: consultant, title: C, register: {register: gmc, part: specialist}, doctor: true}
  - {id: nurse, title: N, base: true}
",
    ),
    (
        "vocabulary/registers.yaml",
        "registers:
  - {id: gmc, title: G, kind: statutory, parts: {id: specialist, title: S}, annotations: prescriber}
  - {id: nmc, title: N, kind: statutory, parts: {id: nurse, title: S}}
",
    ),
    ("vocabulary/qualifications.yaml", "qualifications: [{id: studies, title: S, for_role: pa}]"),
    (
        "vocabulary/programmes.yaml",
        "programmes:
  - id: leeds
    provider: L
    role: pa
    qualification: studies
    country: uk
    nation: england
    recognised: {effective: {from: 2020}, status: approved}
",
    ),
    ("vocabulary/exams.yaml", "exams: [{id: pane, title: P, role: pa}]"),
    ("vocabulary/checks.yaml", "checks: [{id: identity, title: I, kinds: [full], outcomes: [clear, pending]}]"),
    ("vocabulary/courses.yaml", "courses: [{id: irmer, title: I}]"),
    ("vocabulary/settings.yaml", "settings: [{id: hospital, title: H}]"),
    ("vocabulary/specialties.yaml", "specialties: [{id: surgery, title: S}]"),
    ("vocabulary/organisation-kinds.yaml", "organisation_kinds: [{id: trust, title: T}]"),
    ("vocabulary/subjects.yaml", "subjects: [{id: biology, title: B, groups: life-science}]"),
    (
        "vocabulary/context.yaml",
        "context:
  - {id: urgency, title: U, kind: choice, values: [{value: elective}, {value: emergency}]}
  - {id: asa, title: A, kind: number, from: 1, to: 6}
  - {id: psd, title: P, kind: yes-no}
",
    ),
    ("vocabulary/cpd-schemes.yaml", "cpd_schemes: [{id: fifty, title: F, owner: O, effective: {from: always}, cycle: {length: 1 year}}]"),
    (
        "roles/pa.yaml",
        "id: pa
title: Physician associate
short: PA
summary: s
standing: [{id: pa.registered, says: s, requires: {registered: {register: gmc}}, source: {id: S}}]
routes: [{id: pa.grad, title: G, entry: [{id: pa.grad.exam, says: s, requires: {passed: {exam: pane}}, source: {id: S}}]}]
",
    ),
    (
        "scope/statute.yaml",
        "set: statute
provisions:
  - {id: uk.statute.any.maintain, says: s, role: any, activity: maintain, effect: forbid, effective: {from: always}, source: {id: S}, confidence: V}
",
    ),
    (
        "scope/inc.yaml",
        "set: inc
provisions:
  - {id: uk.inc.pa.induce, says: s, role: pa, activity: induce, effect: forbid, effective: {from: always}, source: {id: S}, confidence: V}
",
    ),
    ("cases/people.yaml", "- {id: c1, facts: [{kind: registration, register: gmc, part: specialist}]}\n"),
];

/// The small rulebook with these files added or in place of its own; an empty text takes a file away.
fn with(files: &[(&str, &str)]) -> Loaded {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in WHOLE.iter().chain(files) {
        all.insert((*path).to_owned(), (*text).to_owned());
    }
    all.retain(|_, text| !text.is_empty());
    load(&all)
}

/// Each fault as `file:line message`, in the order of the files.
fn said(faults: &Faults, sources: &Sources) -> Vec<String> {
    let mut list: Vec<_> = faults.list().iter().collect();
    list.sort_by_key(|it| it.place);
    list.iter()
        .map(|it| {
            let weight = if it.is_error() { "" } else { "warning: " };
            let at = it.place.and_then(|it| sources.locate(it));
            let at = at.map_or_else(String::new, |(file, line, _)| format!("{file}:{line} "));
            format!("{at}{weight}{}", it.message)
        })
        .collect()
}

/// Checks that exactly this is found, in that order: first what reading finds, then what lint finds.
#[track_caller]
fn check(files: &[(&str, &str)], expected: &[&str]) {
    let loaded = with(files);
    let found = super::lint(&loaded);
    let mut all = said(&loaded.faults, &loaded.sources);
    all.extend(said(&found, &loaded.sources));
    let rendered = loaded.faults.render(&loaded.sources) + &found.render(&loaded.sources);
    assert_eq!(all, expected, "\n{rendered}");
}

/// The help given with the only fault.
#[track_caller]
fn help(files: &[(&str, &str)]) -> String {
    let loaded = with(files);
    let found = super::lint(&loaded);
    assert_eq!(found.list().len(), 1, "{}", found.render(&loaded.sources));
    found.list()[0].help.clone().unwrap_or_default()
}

/// A scope file of the optional set with these provisions; the first stands on line 3.
fn opt(provisions: &[&str]) -> String {
    let lines: Vec<String> = provisions.iter().map(|it| format!("  - {{{it}}}\n")).collect();
    format!("set: opt\nprovisions:\n{}", lines.concat())
}

/// Checks what is found in one provision of the optional set, which has an id, a sentence, a source and these keys.
#[track_caller]
fn check_provision(keys: &str, expected: &[&str]) {
    let file = opt(&[&format!("id: uk.opt.a, says: s, source: {{id: S}}, confidence: V, {keys}")]);
    let expected: Vec<String> =
        expected.iter().map(|it| format!("scope/opt.yaml:3 {it}")).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(&[("scope/opt.yaml", &file)], &expected);
}

/// Checks what is found in one requirement of the person asked about.
#[track_caller]
fn check_requirement(requirement: &str, expected: &[&str]) {
    let permit = "role: pa, activity: induce, effect: permit, effective: {from: always}";
    check_provision(&format!("{permit}, requires: {requirement}"), expected);
}

#[test]
fn nothing_is_wrong_with_the_small_rulebook() {
    check(&[], &[]);
}

#[test]
fn a_fault_is_shown_with_its_line_and_what_to_do() {
    let file = opt(&[
        "id: uk.opt.a, says: s, role: pa, activity: inducce, effect: forbid, effective: {from: always}, source: {id: S}, confidence: V",
    ]);
    let loaded = with(&[("scope/opt.yaml", &file)]);
    let shown = super::lint(&loaded).render(&loaded.sources);
    assert_eq!(
        shown,
        "error: unknown activity `inducce`
 --> scope/opt.yaml:3:49
  |
3 |   - {id: uk.opt.a, says: s, role: pa, activity: inducce, effect: forbid, effective: {from: always}, source: {id: S}, confidence: V}
  |                                                 ^^^^^^^
  |
  = help: did you mean `induce`?
"
    );
}

#[test]
fn a_file_that_cannot_be_read_blames_nobody_else() {
    check(
        &[("vocabulary/activities.yaml", "activities: [}")],
        &["vocabulary/activities.yaml:1 this is not YAML: mismatched bracket '[' closed by '}'"],
    );
    check(
        &[("roles/pa.yaml", "id: pa\ntitle: PA\nshort: PA\n")],
        &["roles/pa.yaml:1 `summary` is missing"],
    );
}

#[test]
fn the_built_in_rulebook_is_read_and_checked_without_panic() {
    let loaded = load(&crate::builtin_files());
    let _ = super::lint(&loaded);
    assert!(loaded.rulebook.is_some());
}
