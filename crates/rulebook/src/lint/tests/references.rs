//! References that lead nowhere, each with what was probably meant.

use super::{check, check_provision, check_requirement, help, opt};

#[test]
fn roles_and_activities_and_their_groups() {
    let rest = "effect: forbid, effective: {from: always}";
    check_provision(
        &format!(
            "role: [pa, group:map, consultant], activity: [induce, group:anaesthesia], {rest}"
        ),
        &[],
    );
    check_provision(
        &format!("role: par, activity: any, {rest}"),
        &["unknown role or profession `par`"],
    );
    check_provision(
        &format!("role: group:mpa, activity: any, {rest}"),
        &["unknown group of roles `mpa`"],
    );
    check_provision(&format!("role: pa, activity: indus, {rest}"), &["unknown activity `indus`"]);
    check_provision(
        &format!("role: pa, activity: group:induce, {rest}"),
        &["unknown group of activities `induce`"],
    );
}

#[test]
fn what_was_meant_is_suggested() {
    let file = opt(&[
        "id: uk.opt.a, says: s, source: {id: S}, confidence: V, role: consultnat, activity: any, effect: forbid, effective: {from: always}",
    ]);
    assert_eq!(help(&[("scope/opt.yaml", &file)]), "did you mean `consultant`?");
}

#[test]
fn sources_sets_and_jurisdictions() {
    let file = opt(&[
        "id: uk.opt.a, says: s, source: {id: T}, confidence: V, role: pa, activity: any, jurisdiction: mars, effect: forbid, effective: {from: always}",
    ]);
    check(
        &[("scope/opt.yaml", &file)],
        &["scope/opt.yaml:3 unknown source `T`", "scope/opt.yaml:3 unknown jurisdiction `mars`"],
    );
    check(
        &[("scope/otp.yaml", "set: otp\nprovisions: []\n")],
        &["scope/otp.yaml:1 unknown set `otp`"],
    );
}

#[test]
fn registers_parts_and_annotations() {
    check_requirement("{registered: {register: [gmc, base], part: specialist}}", &[]);
    check_requirement("{registered: {register: gm}}", &["unknown register `gm`"]);
    check_requirement(
        "{registered: {register: gmc, part: nurse}}",
        &["unknown part of `gmc` `nurse`"],
    );
    check_requirement("{registered: {register: base, part: nurse}}", &[]);
    check_requirement(
        "{registered: {register: base, part: pilot}}",
        &["unknown part of a register `pilot`"],
    );
    check_requirement("{registered: {}}", &["this needs `register`"]);
    check_requirement("{annotated: {register: gmc, annotation: prescriber}}", &[]);
    check_requirement("{annotated: {register: base, annotation: prescriber}}", &[]);
    check_requirement(
        "{annotated: {register: nmc, annotation: prescriber}}",
        &["unknown annotation of that register `prescriber`"],
    );
}

#[test]
fn awards_and_programmes() {
    check_requirement(
        "{holds: {qualification: studies, subject: [biology, life-science], programme: [leeds, recognised], country: [uk, ie]}}",
        &[],
    );
    check_requirement("{holds: {qualification: study}}", &["unknown qualification `study`"]);
    check_requirement(
        "{holds: {subject: alchemy}}",
        &["unknown subject or group of subjects `alchemy`"],
    );
    check_requirement("{holds: {programme: leed}}", &["unknown programme `leed`"]);
    check_requirement("{holds: {country: UK}}", &["`UK` is no country"]);
    check_requirement(
        "{enrolled: {programme: leed, qualification: study}}",
        &["unknown programme `leed`", "unknown qualification `study`"],
    );
    check_requirement(
        "{since: {qualification: study, at_least: 1 year}}",
        &["unknown qualification `study`"],
    );
    check_requirement("{since: {registration: gm, below: 1 year}}", &["unknown register `gm`"]);
    check_requirement("{since: {registration: gmc}}", &["this needs `at_least` or `below`"]);
    check_requirement(
        "{since: {at_least: 1 year}}",
        &["this needs `qualification` or `registration`"],
    );
}

#[test]
fn exams_checks_courses_and_schemes() {
    check_requirement("{passed: {exam: pan}}", &["unknown exam `pan`"]);
    check_requirement("{passed: {exam: []}}", &["this needs `exam`"]);
    check_requirement("{checked: {check: identity, kind: full, outcome: pending}}", &[]);
    check_requirement("{checked: {check: identty}}", &["unknown check `identty`"]);
    check_requirement(
        "{checked: {check: identity, kind: partial}}",
        &["unknown kind of `identity` `partial`"],
    );
    check_requirement(
        "{checked: {check: identity, outcome: clean}}",
        &["unknown outcome of `identity` `clean`"],
    );
    check_requirement("{trained: {course: irme}}", &["unknown course `irme`"]);
    check_requirement("{cpd: {scheme: fity}}", &["unknown CPD scheme `fity`"]);
    check_requirement("{declared: {about: []}}", &["this needs `about`"]);
}

#[test]
fn work_and_posts() {
    check_requirement(
        "{experience: {at_least: 1 year, role: [pa, nurse], setting: hospital, specialty: surgery, country: uk, after_award: studies}}",
        &[],
    );
    check_requirement(
        "{experience: {at_least: 1 year, role: nurs, setting: hopsital}}",
        &["unknown role or profession `nurs`", "unknown setting `hopsital`"],
    );
    check_requirement(
        "{experience: {at_least: 1 year, after_award: study}}",
        &["unknown qualification `study`"],
    );
    check_requirement(
        "{in_post: {role: pa, base_profession: nurse, organisation_kind: trust}}",
        &[],
    );
    check_requirement("{in_post: {base_profession: pa}}", &["unknown profession `pa`"]);
    check_requirement(
        "{in_post: {organisation_kind: ship}}",
        &["unknown kind of organisation `ship`"],
    );
}

#[test]
fn an_unknown_specialty_is_only_a_warning() {
    check_requirement("{in_post: {specialty: sugery}}", &["warning: unknown specialty `sugery`"]);
    check_requirement("{context: {specialty: sugery}}", &["warning: unknown specialty `sugery`"]);
}

#[test]
fn grants_and_sign_offs() {
    check_requirement(
        "{all: [{entitled: {duty: referrer}}, {signed_off: {activity: induce}}, {delegated: {activity: induce}}]}",
        &[],
    );
    check_requirement("{entitled: {activity: indus}}", &["unknown activity `indus`"]);
    check_requirement("{entitled: {}}", &["this needs `activity` or `duty`"]);
    check_requirement("{signed_off: {activity: indus}}", &["unknown activity `indus`"]);
    check_requirement("{not: {delegated: {activity: indus}}}", &["unknown activity `indus`"]);
}

#[test]
fn context_keys_and_values() {
    check_requirement(
        "{context: {urgency: [elective, emergency], asa: {from: 1, to: 6}, psd: yes, setting: hospital, base-profession: nurse}}",
        &[],
    );
    check_requirement("{context: {urgency: {stated: true}, asa: {not: [1]}}}", &[]);
    check_requirement("{context: {urgncy: elective}}", &["unknown context key `urgncy`"]);
    check_requirement("{context: {urgency: electiv}}", &["`urgency` has no value `electiv`"]);
    check_requirement("{context: {urgency: {not: [later]}}}", &["`urgency` has no value `later`"]);
    check_requirement("{context: {urgency: {from: 1}}}", &["`urgency` is no number"]);
    check_requirement("{context: {asa: 7}}", &["`asa` is never 7"]);
    check_requirement("{context: {asa: {from: 0}}}", &["`asa` is never 0"]);
    check_requirement("{context: {asa: low}}", &["`asa` is a number, not `low`"]);
    check_requirement("{context: {asa: []}}", &["no value of `asa` will do"]);
    check_requirement("{context: {psd: perhaps}}", &["`psd` is `yes` or `no`, not `perhaps`"]);
    check_requirement("{context: {setting: ship}}", &["unknown setting `ship`"]);
}

#[test]
fn who_counts_towards_a_supervisor() {
    check_provision(
        "role: pa, activity: induce, effect: permit, effective: {from: always}, supervision: {level: direct, covers_at_most: 2, counting: [par]}",
        &["unknown role or profession `par`"],
    );
}
