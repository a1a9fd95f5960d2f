//! What `preceptor rulebook` tells people, and the status it ends with, over a rulebook small enough to read here.

#![expect(clippy::unwrap_used, reason = "tests may")]

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use tempfile::TempDir;

const FILES: &[(&str, &str)] = &[
    (
        "rulebook.yaml",
        r#"id: isle
title: An imaginary island
version: "1"
home: isle
jurisdictions:
  - {id: isle, title: The island}
sets:
  - id: statute
    title: Law of the island
    authority: {name: The island, kind: statute}
    adopted: always
sources:
  - {id: ACT, title: "Healers Act", publisher: "The island", date: "2020", url: "https://example.org/act"}
"#,
    ),
    (
        "vocabulary/activities.yaml",
        "activities:
  - {id: set-a-bone, title: Set a bone, reserved: true}
",
    ),
    (
        "vocabulary/registers.yaml",
        "registers:
  - {id: healers, title: Register of healers, kind: statutory, source: [{id: ACT}]}
",
    ),
    (
        "roles/healer.yaml",
        "id: healer
title: Healer
short: HE
summary: Somebody who mends what is broken.
standing:
  - id: healer.registered
    says: On the register of healers.
    requires: {registered: {register: healers}}
    source: [{id: ACT}]
",
    ),
    (
        "scope/statute.yaml",
        "set: statute
provisions:
  - id: isle.statute.healer.bones
    says: A registered healer may set a bone.
    role: healer
    activity: set-a-bone
    effect: permit
    requires: {registered: {register: healers}}
    effective: {from: 2020-03-01}
    source: [{id: ACT, at: s 2}]
    confidence: V
",
    ),
    ("cases/people.yaml", "[]\n"),
    (
        "cases/bones.yaml",
        "- case: a registered healer sets a bone from the day the Act began
  person:
    facts:
      - {kind: registration, register: healers, from: 2019-01-01}
      - {kind: post, role: healer, from: 2019-01-01}
  ask: {decide: set-a-bone, at: 2020-03-01}
  expect: {decision: permit, because: [isle.statute.healer.bones]}

- case: the day before it nobody might
  person:
    facts:
      - {kind: registration, register: healers, from: 2019-01-01}
      - {kind: post, role: healer, from: 2019-01-01}
  ask: {decide: set-a-bone, at: 2020-02-29}
  expect: {decision: refuse}

- case: without registration the standing has lapsed
  person: {facts: [{kind: post, role: healer, from: 2019-01-01}]}
  ask: {standing: healer, at: 2020-03-01}
  expect: {standing: lapsed, because: [healer.registered]}
",
    ),
];

/// The island's rulebook under that name in a folder, with one text of one file put in place of another.
fn written(folder: &Path, name: &str, changes: &[(&str, &str, &str)]) {
    for (path, text) in FILES {
        let mut text = (*text).to_owned();
        for (_, old, new) in changes.iter().filter(|it| it.0 == *path) {
            assert!(text.contains(old), "{path} holds no {old}");
            text = text.replace(old, new);
        }
        let path = folder.join(name).join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// What `preceptor rulebook ...` prints in that folder, and its exit status.
fn told(folder: &TempDir, arguments: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_preceptor"))
        .arg("rulebook")
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let [out, error] = [done.stdout, done.stderr].map(|it| String::from_utf8(it).unwrap());
    format!("{out}{error}exit {}", done.status.code().unwrap())
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_sound_rulebook_has_no_faults_and_its_cases_pass_and_cover_it() {
    let folder = folder();
    written(folder.path(), "isle", &[]);
    assert_snapshot!(told(&folder, &["lint", "isle"]), @r"
    No faults in `isle` 1: 1 role, 1 set, 1 provision, 3 cases.
    exit 0
    ");
    assert_snapshot!(told(&folder, &["test", "isle"]), @r"
    3 cases passed.
    exit 0
    ");
    assert_snapshot!(told(&folder, &["cover", "isle"]), @r"
    `isle` 1: 3 cases
      provisions named by a case: 1 of 1
      days a rule begins or ends with a case on either side: 1 of 1
      rows that must hold named by a case: 1 of 1
      routes named by a case: 0 of 0
    Every rule has its case.
    exit 0
    ");
}

#[test]
fn a_fault_is_shown_with_its_line_and_what_to_do() {
    let folder = folder();
    written(
        folder.path(),
        "isle",
        &[("scope/statute.yaml", "activity: set-a-bone", "activity: set-a-bonne")],
    );
    assert_snapshot!(told(&folder, &["lint", "isle"]), @r"
    error: unknown activity `set-a-bonne`
     --> isle/scope/statute.yaml:6:15
      |
    6 |     activity: set-a-bonne
      |               ^^^^^^^^^^^
      |
      = help: did you mean `set-a-bone`?
    1 error in `isle` 1: 1 role, 1 set, 1 provision, 3 cases.
    exit 3
    ");
}

#[test]
fn a_warning_fails_only_where_that_is_asked_for() {
    let folder = folder();
    let more = "sources:\n  - {id: OLD, title: Old Act, publisher: The island}\n";
    written(folder.path(), "isle", &[("rulebook.yaml", "sources:\n", more)]);
    assert!(told(&folder, &["lint", "isle"]).ends_with("exit 0"));
    assert!(told(&folder, &["lint", "isle", "--strict"]).ends_with("exit 3"));
}

#[test]
fn a_failing_case_is_told_with_what_came_and_why() {
    let folder = folder();
    let changes = [
        (
            "cases/bones.yaml",
            "at: 2020-02-29}\n  expect: {decision: refuse}",
            "at: 2020-02-29}\n  expect: {decision: permit, because: [isle.statute.healer.bones]}",
        ),
        ("cases/bones.yaml", "expect: {standing: lapsed", "expect: {standing: good"),
    ];
    written(folder.path(), "isle", &changes);
    assert_snapshot!(told(&folder, &["test", "isle"]), @r"
    FAILED the day before it nobody might
      --> isle/cases/bones.yaml:9
      asked: decide set-a-bone on 2020-02-29
      decision: expected permit
                got refuse
      because: expected isle.statute.healer.bones
               got none
      because:
        - none (permit unmet): no adopted provision permits this for the post, the place and the day
        - isle.statute.healer.bones: it is not in force on 2020-02-29

    FAILED without registration the standing has lapsed
      --> isle/cases/bones.yaml:17
      asked: standing healer on 2020-03-01
      standing: expected good
                got lapsed
      because:
        - healer.registered (unmet): registered on Register of healers: nothing on the record

    1 case passed, 2 failed.
    exit 3
    ");
}

#[test]
fn a_file_that_cannot_be_read_is_a_wrong_question() {
    let folder = folder();
    written(folder.path(), "isle", &[("cases/bones.yaml", "kind: post", "kind: poost")]);
    let told = told(&folder, &["test", "isle"]);
    assert!(told.contains("unknown kind of fact `poost`") && told.ends_with("exit 2"), "{told}");
}

#[test]
fn a_rule_without_its_cases_is_named_with_the_cases_to_write() {
    let folder = folder();
    let cases = FILES.iter().find(|it| it.0 == "cases/bones.yaml").unwrap().1;
    written(folder.path(), "isle", &[("cases/bones.yaml", cases, "[]\n")]);
    assert_snapshot!(told(&folder, &["cover", "isle"]), @r"
    `isle` 1: 0 cases
      provisions named by a case: 0 of 1
      days a rule begins or ends with a case on either side: 0 of 1
      rows that must hold named by a case: 0 of 1
      routes named by a case: 0 of 0

    Provisions that no case names (1)

      isle.statute.healer.bones
        A registered healer may set a bone.
        --> isle/scope/statute.yaml:3
        write: for a post {role: healer}, ask: {decide: set-a-bone, at: 2020-03-01}, expect: {because: [isle.statute.healer.bones]}

    Days on which a rule begins or ends, without a case on the day before and on the day (1)

      2020-03-01  isle.statute.healer.bones
        A registered healer may set a bone.
        --> isle/scope/statute.yaml:3
        write: for a post {role: healer}, ask: {decide: set-a-bone, at: 2020-02-29}
        write: for a post {role: healer}, ask: {decide: set-a-bone, at: 2020-03-01}

    Rows that no case names as unmet (1)

      healer.registered
        On the register of healers.
        --> isle/roles/healer.yaml:6
        write: for a post {role: healer}, ask: {standing: healer, at: any day}, expect: {because: [healer.registered]}
    exit 3
    ");
}

#[test]
fn two_rulebooks_differ_field_by_field() {
    let folder = folder();
    written(folder.path(), "before", &[]);
    let more = "  - {id: set-a-bone, title: Set a broken bone, reserved: true}\n  - {id: bind-a-wound, title: Bind a wound}\n";
    written(
        folder.path(),
        "after",
        &[
            (
                "vocabulary/activities.yaml",
                "  - {id: set-a-bone, title: Set a bone, reserved: true}\n",
                more,
            ),
            ("scope/statute.yaml", "from: 2020-03-01", "from: 2020-03-01, until: 2027-01-01"),
            ("scope/statute.yaml", "role: healer", "role: [healer]"),
            ("roles/healer.yaml", "id: healer.registered", "id: healer.on-register"),
            ("cases/bones.yaml", "[healer.registered]", "[healer.on-register]"),
        ],
    );
    assert_snapshot!(told(&folder, &["diff", "before", "after"]), @r"
    From `isle` 1 (sha256:25ba2d19669f) to `isle` 1 (sha256:e8970360093a)

    provisions: 0 added, 0 removed, 1 changed

      changed isle.statute.healer.bones
        effective.until
          was: not there
          now: 2027-01-01

    rows: 1 added, 1 removed, 0 changed

      added healer.on-register
        On the register of healers.

      removed healer.registered
        On the register of healers.

    activities: 1 added, 0 removed, 1 changed

      added bind-a-wound
        Bind a wound

      changed set-a-bone
        title
          was: Set a bone
          now: Set a broken bone

    5 differences in all.
    exit 0
    ");
    assert_snapshot!(told(&folder, &["diff", "before", "before"]), @r"
    From `isle` 1 (sha256:25ba2d19669f) to `isle` 1 (sha256:25ba2d19669f)
    The two are the same.
    exit 0
    ");
}

#[test]
fn a_provision_is_shown_with_where_it_was_read() {
    let folder = folder();
    written(folder.path(), "isle", &[]);
    assert_snapshot!(told(&folder, &["show", "provision", "isle.statute.healer.bones", "--rulebook", "isle"]), @r"
    isle.statute.healer.bones
      A registered healer may set a bone.
      --> scope/statute.yaml:3

      set: statute
      role: healer
      activity: set-a-bone
      effect: permit
      effective: {from: 2020-03-01}
      confidence: V, the source itself says so
      requires:
        - registered on Register of healers
      read in:
        - Healers Act, The island, 2020, s 2. https://example.org/act
    exit 0
    ");
    assert_snapshot!(told(&folder, &["show", "provision", "isle.statute.healer.bone", "--rulebook", "isle"]), @r"
    error: there is no `isle.statute.healer.bone` among the provisions
      = help: did you mean `isle.statute.healer.bones`?
    exit 2
    ");
    assert_snapshot!(told(&folder, &["show", "provisions", "--at", "2020-02-29", "--rulebook", "isle"]), @r"
    Nothing fits.
    exit 0
    ");
}

const PEOPLE: &str = r#"{"id": "h-1", "name": "Ona Reed", "facts": [{"kind": "registration", "register": "healers", "from": "2019-01-01", "verified": true}, {"kind": "post", "role": "healer", "from": "2019-01-01", "verified": true}]}
{"id": "h-2", "facts": [{"kind": "post", "role": "healer", "from": "2019-01-01", "verified": true}]}
"#;

#[test]
fn impact_names_who_loses_what_and_from_when() {
    let folder = folder();
    written(folder.path(), "before", &[]);
    let ends = ("scope/statute.yaml", "from: 2020-03-01", "from: 2020-03-01, until: 2027-01-01");
    written(folder.path(), "after", &[ends]);
    fs::write(folder.path().join("people.jsonl"), PEOPLE).unwrap();
    let asked = ["impact", "before", "after", "--people", "people.jsonl", "--at", "2026-11-20"];
    assert_snapshot!(told(&folder, &asked), @r"
    From `before` to `after`, from 20 November 2026 up to 19 November 2036.

    h-1 Ona Reed
      healer (f-2)
        loses from 2027-01-01: set-a-bone: was permit, now refuse (no longer isle.statute.healer.bones)

    2 people with 2 current posts looked at; something changes for 1.

    activity        gain      lose    change  first
    set-a-bone         0         1         0  2027-01-01
    exit 0
    ");
}

#[test]
fn impact_refuses_a_people_file_with_a_fault_before_it_tells_anything() {
    let folder = folder();
    written(folder.path(), "before", &[]);
    fs::write(folder.path().join("people.jsonl"), format!("{PEOPLE}{PEOPLE}")).unwrap();
    let asked = ["impact", "before", "before", "--people", "people.jsonl", "--at", "2026-11-20"];
    assert_snapshot!(told(&folder, &asked), @r"
    error: two people have the id `h-1`, on lines 1 and 3
      --> people.jsonl:3
      = help: give one of them another id
    error: two people have the id `h-2`, on lines 2 and 4
      --> people.jsonl:4
      = help: give one of them another id
    exit 2
    ");
}

#[test]
fn a_working_time_rule_that_changed_is_a_difference() {
    let folder = folder();
    let rule = |hours: u32| {
        format!(
            "limits: local\ntitle: Local limits\nrules:\n  - {{id: local-1, says: No shift is longer., measure: length, at_most: {hours} hours, class: firm, effective: {{from: 2026-01-01}}, source: [{{id: ACT}}], confidence: V}}\n"
        )
    };
    for (name, hours) in [("before", 12), ("after", 13)] {
        written(folder.path(), name, &[]);
        let limits = folder.path().join(name).join("limits");
        fs::create_dir_all(&limits).unwrap();
        fs::write(limits.join("local.yaml"), rule(hours)).unwrap();
    }
    let out = told(&folder, &["diff", "before", "after"]);
    for word in ["local/local-1", "12 hours", "13 hours", "1 difference"] {
        assert!(out.contains(word), "{word} is missing in {out}");
    }
}
