//! Rows and role files.

use super::check;

fn clearance(rows: &str) -> String {
    format!(
        "clearance:\n  - {{id: a.b, says: s, requires: {{trained: {{course: irmer}}}}, {rows}}}\n"
    )
}

fn role(keys: &str) -> String {
    format!("id: pb\ntitle: B\nshort: B\nsummary: s\n{keys}\n")
}

const REQUIRES: &str = "says: s, requires: {trained: {course: irmer}}, source: {id: S}";

#[test]
fn a_row_has_a_source_and_a_known_set() {
    check(&[("clearance/a.yaml", &clearance("role: pa, source: {id: S}, set: opt"))], &[]);
    check(
        &[("clearance/a.yaml", &clearance("role: pa"))],
        &["clearance/a.yaml:2 `a.b` has no source"],
    );
    check(
        &[("clearance/a.yaml", &clearance("role: pa, source: {id: S}, set: opd"))],
        &["clearance/a.yaml:2 unknown set `opd`"],
    );
}

#[test]
fn a_row_without_a_set_counts_as_statute() {
    check(
        &[("clearance/a.yaml", &clearance("source: {id: S}, confidence: M"))],
        &["clearance/a.yaml:2 a rule from memory lies in `statute`, which is always adopted"],
    );
    check(&[("clearance/a.yaml", &clearance("source: {id: S}, confidence: M, set: opt"))], &[]);
    check(
        &[("clearance/a.yaml", &clearance("source: {id: S}, disputed: true, set: inc"))],
        &[
            "clearance/a.yaml:2 a disputed rule lies in `inc`, which is included in `dft`, which is a default",
        ],
    );
}

#[test]
fn what_a_row_refers_to_is_there() {
    check(
        &[(
            "clearance/a.yaml",
            &clearance(
                "source: {id: S}, role: par, jurisdiction: mars, setting: ship, specialty: sugery, effective: {from: 2024, until: 2023-01-01}, unless: {passed: {exam: pan}}",
            ),
        )],
        &[
            "clearance/a.yaml:2 unknown role or profession `par`",
            "clearance/a.yaml:2 unknown jurisdiction `mars`",
            "clearance/a.yaml:2 unknown setting `ship`",
            "clearance/a.yaml:2 warning: unknown specialty `sugery`",
            "clearance/a.yaml:2 this ends on 2023-01-01 and begins only on 2024-01-01",
            "clearance/a.yaml:2 unknown exam `pan`",
        ],
    );
}

#[test]
fn keys_of_a_row_fit_where_it_stands() {
    let file = role(&format!(
        "standing:\n  - {{id: pb.a, {REQUIRES}, role: pb, part: nurse, kind: helps}}"
    ));
    check(
        &[("roles/pb.yaml", &file)],
        &[
            "roles/pb.yaml:6 `role` is only for rows of clearance/*.yaml",
            "roles/pb.yaml:6 `part` is only for the eligibility of a register",
            "roles/pb.yaml:6 `helps` is only for clearance and entry",
        ],
    );
    let file = role(&format!("clearance:\n  - {{id: pb.a, {REQUIRES}, kind: helps}}"));
    check(&[("roles/pb.yaml", &file)], &[]);
    let words = format!(
        "registers:\n  - {{id: gmc, title: G, kind: statutory, parts: {{id: specialist, title: S}}, annotations: prescriber, eligibility: [{{id: gmc.a, {REQUIRES}, part: [specialist, gp]}}]}}\n  - {{id: nmc, title: N, kind: statutory, parts: {{id: nurse, title: S}}}}\n"
    );
    check(
        &[("vocabulary/registers.yaml", &words)],
        &["vocabulary/registers.yaml:2 unknown part of `gmc` `gp`"],
    );
}

#[test]
fn ids_of_rows_and_routes_are_given_once() {
    let file = role(&format!(
        "standing:\n  - {{id: pa.registered, {REQUIRES}}}\nroutes: [{{id: pa.grad, title: G}}]"
    ));
    check(
        &[("roles/pb.yaml", &file)],
        &[
            "roles/pb.yaml:6 two rows have the id `pa.registered`",
            "roles/pb.yaml:7 two routes have the id `pa.grad`",
        ],
    );
}

#[test]
fn a_role_file_is_named_for_its_role_and_a_scope_file_for_its_set() {
    check(
        &[("roles/pc.yaml", &role(""))],
        &["roles/pc.yaml:1 this file is not named for its role `pb`"],
    );
    check(
        &[("scope/opt-2.yaml", "set: opt\nprovisions: []")],
        &["scope/opt-2.yaml:1 this file is not named for its set `opt`"],
    );
    check(
        &[("roles/pb.yaml", &role("")), ("roles/pc.yaml", &role(""))],
        &["roles/pc.yaml:1 two roles have the id `pb`"],
    );
}

#[test]
fn base_professions_fit_what_the_role_says_of_them() {
    check(&[("roles/pb.yaml", &role("base: required\nbase_professions: [nurse]"))], &[]);
    check(
        &[("roles/pb.yaml", &role("base: required"))],
        &["roles/pb.yaml:5 a base profession is required and none is named"],
    );
    check(
        &[("roles/pb.yaml", &role("base_professions: [nurse]"))],
        &["roles/pb.yaml:5 base professions are named and none is required"],
    );
    check(
        &[("roles/pb.yaml", &role("base: required\nbase_professions: [consultant]"))],
        &["roles/pb.yaml:6 `consultant` may not stand under a post"],
    );
    check(
        &[("roles/pb.yaml", &role("base: required\nbase_professions: [nurze]"))],
        &["roles/pb.yaml:6 unknown profession `nurze`"],
    );
}

#[test]
fn what_a_role_refers_to_is_there() {
    let file = role(
        "titles: [{title: B, strand: working, jurisdiction: mars, effective: {from: 2024, until: 2023-01-01}}]
regulation: [{regulator: R, register: gmc, part: gp, effective: {from: 2020}}]
career_level: [{level: 7, stage: junior}]
settings: [ship]
cpd: [{scheme: fity, set: opd}]
moves: [{to: doctor, possible: indirect}]
numbers: [{what: w, value: v, source: {id: T}}]",
    );
    check(
        &[("roles/pb.yaml", &file)],
        &[
            "roles/pb.yaml:5 unknown jurisdiction `mars`",
            "roles/pb.yaml:5 this ends on 2023-01-01 and begins only on 2024-01-01",
            "roles/pb.yaml:6 unknown part of `gmc` `gp`",
            "roles/pb.yaml:7 unknown stage `junior`",
            "roles/pb.yaml:8 unknown setting `ship`",
            "roles/pb.yaml:9 unknown CPD scheme `fity`",
            "roles/pb.yaml:9 unknown set `opd`",
            "roles/pb.yaml:10 warning: unknown role or profession `doctor`",
            "roles/pb.yaml:11 unknown source `T`",
        ],
    );
}

#[test]
fn the_three_ladders_are_kept_apart() {
    check(
        &[("roles/pb.yaml", &role("pay_band: [{level: 7}]"))],
        &["roles/pb.yaml:5 a step of `pay_band` gives its `band` and that of no other ladder"],
    );
    check(
        &[(
            "roles/pb.yaml",
            &role("pay_band: [{band: 7}]\nacademic_level: [{level: 7, stage: entry}]"),
        )],
        &[],
    );
}

#[test]
fn titles_may_overlap() {
    let titles = "titles: [{title: B, strand: working, effective: {from: 2020}}, {title: C, strand: working, effective: {from: 2021}}]";
    check(&[("roles/pb.yaml", &role(titles))], &[]);
}
