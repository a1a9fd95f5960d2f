//! What each provision must be in itself.

use super::{check, check_provision, help, opt};

const FORBID: &str = "role: pa, activity: induce, effect: forbid, effective: {from: always}";
const PERMIT: &str = "role: pa, activity: induce, effect: permit, effective: {from: always}";
const LIMIT: &str = "role: pa, activity: induce, effect: limit, effective: {from: always}";

#[test]
fn the_id_begins_with_rulebook_and_set() {
    let file =
        opt(&[&format!("id: uk.other.a, says: s, source: {{id: S}}, confidence: V, {FORBID}")]);
    check(
        &[("scope/opt.yaml", &file)],
        &["scope/opt.yaml:3 `uk.other.a` does not begin with `uk.opt.`"],
    );
    let file = opt(&[&format!("id: uk.opt., says: s, source: {{id: S}}, confidence: V, {FORBID}")]);
    check(
        &[("scope/opt.yaml", &file)],
        &["scope/opt.yaml:3 `uk.opt.` does not begin with `uk.opt.`"],
    );
    let file =
        opt(&[&format!("id: uk.opt.PA_x, says: s, source: {{id: S}}, confidence: V, {FORBID}")]);
    check(&[("scope/opt.yaml", &file)], &["scope/opt.yaml:3 `uk.opt.PA_x` is not kebab-case"]);
}

#[test]
fn a_provision_without_a_source_is_an_error() {
    let file = opt(&[&format!("id: uk.opt.a, says: s, confidence: V, {FORBID}")]);
    check(&[("scope/opt.yaml", &file)], &["scope/opt.yaml:3 `uk.opt.a` has no source"]);
    let file = opt(&[&format!("id: uk.opt.a, says: s, source: [], confidence: V, {FORBID}")]);
    assert!(help(&[("scope/opt.yaml", &file)]).contains("a source of rulebook.yaml"));
}

#[test]
fn two_provisions_with_one_id_are_an_error() {
    let other = "role: pa, activity: maintain, effect: forbid, effective: {from: always}";
    let common = "id: uk.opt.a, says: s, source: {id: S}, confidence: V";
    let file = opt(&[&format!("{common}, {FORBID}"), &format!("{common}, {other}")]);
    check(
        &[("scope/opt.yaml", &file)],
        &["scope/opt.yaml:4 two provisions have the id `uk.opt.a`"],
    );
}

#[test]
fn a_forbid_has_no_requires_and_reads_no_supervision() {
    check_provision(
        &format!("{FORBID}, requires: {{passed: {{exam: pane}}}}"),
        &["a forbid has no `requires`"],
    );
    check_provision(
        &format!("{FORBID}, supervision: {{level: direct}}, obligations: {{text: t}}"),
        &[
            "warning: `supervision` on a forbid is never read",
            "warning: `obligations` on a forbid is never read",
        ],
    );
    check_provision(
        &format!("{FORBID}, unless: {{passed: {{exam: pane}}}}, context: {{asa: 1}}"),
        &[],
    );
}

#[test]
fn a_limit_limits_something() {
    check_provision(LIMIT, &["the limit `uk.opt.a` limits nothing"]);
    check_provision(&format!("{LIMIT}, obligations: {{text: t}}"), &[]);
    check_provision(&format!("{LIMIT}, supervision: {{level: direct}}"), &[]);
    check_provision(&format!("{LIMIT}, requires: {{passed: {{exam: pane}}}}"), &[]);
}

#[test]
fn a_general_permit_permits_any_activity() {
    let said = ["`general` is only for a permit of `any` activity"];
    check_provision(&format!("{PERMIT}, general: true"), &said);
    check_provision(
        "role: pa, activity: any, effect: forbid, effective: {from: always}, general: true",
        &said,
    );
    check_provision(
        "role: pa, activity: any, effect: permit, effective: {from: always}, general: true",
        &[],
    );
}

#[test]
fn any_stands_alone_and_a_selector_names_something() {
    check_provision(
        "role: [pa, any], activity: any, effect: permit, effective: {from: always}",
        &["`any` stands beside others"],
    );
    check_provision(
        "role: [], activity: any, effect: permit, effective: {from: always}",
        &["`role` names nothing"],
    );
}

#[test]
fn as_signed_off_is_for_permits_and_never_looser_goes_with_it() {
    check_provision(
        &format!("{PERMIT}, supervision: {{level: as-signed-off, never_looser: available}}"),
        &[],
    );
    check_provision(
        &format!("{LIMIT}, supervision: {{level: as-signed-off}}"),
        &["`as-signed-off` is only for a permit, and this is a limit"],
    );
    check_provision(
        &format!("{PERMIT}, supervision: {{level: direct, never_looser: available}}"),
        &["`never_looser` is only for `level: as-signed-off`"],
    );
}

#[test]
fn a_supervisor_covers_somebody_and_counting_counts_towards_something() {
    check_provision(
        &format!("{PERMIT}, supervision: {{level: direct, covers_at_most: 0}}"),
        &["a supervisor who covers nobody supervises nobody"],
    );
    check_provision(
        &format!(
            "{PERMIT}, supervision: {{level: direct, covers_at_most: 1, counting: [pa, consultant]}}"
        ),
        &[],
    );
    check_provision(
        &format!("{PERMIT}, supervision: {{level: direct, counting: pa}}"),
        &["`counting` counts towards nothing"],
    );
}

#[test]
fn what_is_unsure_never_binds_those_who_chose_nothing() {
    let file = |set: &str, keys: &str| {
        format!(
            "set: {set}\nprovisions:\n  - {{id: uk.{set}.a, says: s, source: {{id: S}}, {keys}, role: pa, activity: any, effect: forbid, effective: {{from: always}}}}\n"
        )
    };
    let memory = |set: &str| file(set, "confidence: M");
    let disputed = |set: &str| file(set, "confidence: V, disputed: true");
    check(
        &[("scope/statute.yaml", &memory("statute"))],
        &["scope/statute.yaml:3 a rule from memory lies in `statute`, which is always adopted"],
    );
    check(
        &[("scope/dft.yaml", &disputed("dft"))],
        &["scope/dft.yaml:3 a disputed rule lies in `dft`, which is a default"],
    );
    check(
        &[("scope/inc.yaml", &memory("inc"))],
        &[
            "scope/inc.yaml:3 a rule from memory lies in `inc`, which is included in `dft`, which is a default",
        ],
    );
    check(&[("scope/opt.yaml", &memory("opt"))], &[]);
    check(&[("scope/opt.yaml", &disputed("opt"))], &[]);
}

#[test]
fn a_period_ends_after_it_begins() {
    check_provision(
        "role: pa, activity: induce, effect: forbid, effective: {from: 2024-05-01, until: 2024-05-01}",
        &["this ends on 2024-05-01 and begins only on 2024-05-01"],
    );
    check_provision(
        "role: pa, activity: induce, effect: forbid, effective: {from: 2024-05-01, until: 2024-05-02}",
        &[],
    );
}

#[test]
fn an_unknown_key_is_said_with_what_was_meant_and_a_repeated_one_twice_over() {
    check_provision(&format!("{FORBID}, contxt: {{asa: 1}}"), &["unknown key `contxt`"]);
    check_provision(&format!("{FORBID}, says: t"), &["`says` is given twice"]);
}

#[test]
fn several_faults_of_one_file_are_all_said() {
    check_provision(
        "role: paa, activity: group:anesthesia, effect: limit, jurisdiction: engand, effective: {from: 2024, until: 2023-12}, context: {asa: 9, colour: red}, unless: {registered: {register: gmcc}}",
        &[
            "the limit `uk.opt.a` limits nothing",
            "unknown role or profession `paa`",
            "unknown group of activities `anesthesia`",
            "unknown jurisdiction `engand`",
            "this ends on 2023-12-01 and begins only on 2024-01-01",
            "`asa` is never 9",
            "unknown context key `colour`",
            "unknown register `gmcc`",
        ],
    );
}
