//! Which provisions are looked at, and what is decided.

use std::collections::BTreeMap;

use preceptor_record::{Code, Day, KnownAt};
use preceptor_rulebook::{Adoption, ContextValue};
use preceptor_standing::{Decision, Question, Truth};

use super::super::books::{Team, a_row, adoption, ask, book, day, one};
use super::super::{Acting, Place, PlainAnswer, Scene, adopted_sets, decide, row, row_counts};
use Decision::{CannotTell, NeedsSupervision, Permit, Refuse};

const POST: &str =
    "{id: post, kind: post, role: pa, organisation: X99, setting: ward, from: 2024-01-01}";
const WORDS: &str = "
roles: [{id: pa}]
activities:
  - {id: act, groups: [acts]}
  - {id: other, groups: [acts]}
  - {id: kept, reserved: true}
  - {id: owned, own_to: [nurse]}
  - {id: stated, implies: {age: 4}}
  - {id: special, when: {group: acts, context: {specialty: obstetrics}}}
";

fn answer_to(text: &str, team: &Team, adopted: &Adoption, question: &Question) -> PlainAnswer {
    decide(&book(text), adopted, team, question).unwrap()
}

/// Decides for a verified post of a physician associate, beside a doctor `d` and a nurse `n`.
fn decided(provisions: &str, facts: &[&str], question: &Question) -> Decision {
    let mut all = vec![POST];
    all.extend(facts);
    let team = Team::default()
        .with("p", &all)
        .with("d", &["{kind: registration, register: gmc, from: 2024-01-01}"])
        .with("n", &["{kind: registration, register: nmc, from: 2024-01-01}"])
        .with("c", &["{kind: registration, register: gmc, from: 2024-01-01, verified: false}"]);
    answer_to(
        &format!("{WORDS}provisions: [{provisions}]"),
        &team,
        &Adoption::by_default(),
        question,
    )
    .decision
}

fn simply(provisions: &str, present: &[&str]) -> Decision {
    decided(provisions, &[], &ask("act", "2025-01-06", present))
}

fn with_context(activity: &str, stated: &[(&str, &str)]) -> Question {
    let context =
        stated.iter().map(|(key, it)| (Code::new(*key), ContextValue::parse(it))).collect();
    Question { context, ..ask(activity, "2025-01-06", &[]) }
}

#[test]
fn nothing_permits_by_default() {
    assert_eq!(simply("", &[]), Refuse);
    assert_eq!(simply("{id: a, effect: permit}", &[]), Permit);
    assert_eq!(simply("{id: a, effect: permit, role: nurse}", &[]), Refuse);
    assert_eq!(simply("{id: a, effect: permit, jurisdiction: scotland}", &[]), Refuse);
    assert_eq!(simply("{id: a, effect: permit, jurisdiction: gb}", &[]), Permit);
    assert_eq!(simply("{id: a, effect: permit, requires: {passed: {exam: pane}}}", &[]), Refuse);
}

#[test]
fn a_provision_is_in_force_from_its_first_day() {
    let permit = "{id: a, effect: permit, effective: {from: 2025-01-06, until: 2025-02-01}}";
    let on = |at: &str| decided(permit, &[], &ask("act", at, &[]));
    assert_eq!(
        [on("2025-01-05"), on("2025-01-06"), on("2025-01-31"), on("2025-02-01")],
        [Refuse, Permit, Permit, Refuse]
    );
}

#[test]
fn a_forbid_outweighs_any_permit() {
    assert_eq!(simply("{id: a, effect: permit}, {id: b, effect: forbid}", &[]), Refuse);
    assert_eq!(
        simply("{id: a, effect: permit}, {id: b, effect: forbid, context: {age: {to: 17}}}", &[]),
        CannotTell
    );
    let adult = with_context("act", &[("age", "18")]);
    assert_eq!(
        decided(
            "{id: a, effect: permit}, {id: b, effect: forbid, context: {age: {to: 17}}}",
            &[],
            &adult
        ),
        Permit
    );
    let excepted =
        "{id: a, effect: permit}, {id: b, effect: forbid, unless: {passed: {exam: pane}}}";
    assert_eq!(
        decided(
            excepted,
            &["{kind: exam, exam: pane, on: 2024-06-01}"],
            &ask("act", "2025-01-06", &[])
        ),
        Permit
    );
    assert_eq!(
        decided(
            excepted,
            &["{kind: exam, exam: pane, on: 2024-06-01, verified: false}"],
            &ask("act", "2025-01-06", &[])
        ),
        CannotTell
    );
}

#[test]
fn one_permit_that_is_met_is_enough_whatever_is_unknown_about_the_others() {
    let unknown = "{id: a, effect: permit, context: {asa: 1}}";
    assert_eq!(simply(unknown, &[]), CannotTell);
    assert_eq!(simply(&format!("{unknown}, {{id: b, effect: permit}}"), &[]), Permit);
}

#[test]
fn a_limit_is_kept_or_not_or_nobody_knows() {
    let limited = |limit: &str| {
        simply(&format!("{{id: a, effect: permit}}, {{id: b, effect: limit, {limit}}}"), &[])
    };
    assert_eq!(limited("obligations: [{text: x}]"), Permit);
    assert_eq!(limited("requires: {passed: {exam: pane}}"), Refuse);
    assert_eq!(limited("requires: {in_post: {role: pa}}"), Permit);
    assert_eq!(limited("requires: {in_post: {organisation_kind: trust}}"), CannotTell);
    assert_eq!(limited("context: {asa: 1}, requires: {passed: {exam: pane}}"), CannotTell);
    assert_eq!(limited("context: {asa: 1}, requires: {in_post: {role: pa}}"), Permit);
    assert_eq!(limited("context: {setting: practice}, requires: {passed: {exam: pane}}"), Permit);
}

#[test]
fn a_limit_that_may_bind_is_satisfied_anyway_by_who_is_there() {
    let rules = "{id: a, effect: permit}, {id: b, effect: limit, context: {asa: 1}, supervision: {level: on-site}}";
    assert_eq!(simply(rules, &[]), CannotTell);
    assert_eq!(simply(rules, &["d@available"]), CannotTell);
    assert_eq!(simply(rules, &["d@on-site"]), Permit);
}

/// The nurse satisfies the limit, and the doctor the permit; once `asa` is stated the limit binds the doctor, who is not
/// close enough.
#[test]
fn a_limit_that_may_bind_must_leave_a_permit_standing() {
    let rules = "{id: a, effect: permit, supervision: {level: on-site, by: {registered: {register: gmc}}}}, \
        {id: b, effect: limit, context: {asa: 1}, supervision: {level: direct}}";
    let present = ["d@on-site", "n@direct"];
    assert_eq!(simply(rules, &present), CannotTell);
    assert_eq!(simply(rules, &["d@direct"]), Permit);
    let stated = Question {
        present: ask("act", "2025-01-06", &present).present,
        ..with_context("act", &[("asa", "1")])
    };
    assert_eq!(decided(rules, &[], &stated), NeedsSupervision);
}

#[test]
fn closeness_minutes_covering_and_the_person_themselves() {
    let rules = "{id: a, effect: permit, supervision: {level: on-site, attend_within: 2 minutes, covers_at_most: 2}}";
    for (present, decision) in [
        ("d@on-site:0:2", Permit),
        ("d@on-site:0:3", NeedsSupervision),
        ("d@on-site:1:2", Permit),
        ("d@on-site:2:2", NeedsSupervision),
        ("d@on-site", NeedsSupervision),
        ("d@direct", Permit),
        ("d@direct:0:3", NeedsSupervision),
        ("d@available:0:1", NeedsSupervision),
        ("p@direct", NeedsSupervision),
    ] {
        assert_eq!(simply(rules, &[present]), decision, "{present}");
    }
    assert_eq!(simply(rules, &[]), NeedsSupervision);
    assert_eq!(simply(rules, &["n@available", "d@direct"]), Permit);
}

#[test]
fn who_qualifies_must_be_present_and_known() {
    let rules =
        "{id: a, effect: permit, supervision: {level: on-site, by: {registered: {register: gmc}}}}";
    assert_eq!(simply(rules, &["n@direct"]), NeedsSupervision);
    assert_eq!(simply(rules, &["d@direct"]), Permit);
    assert_eq!(simply(rules, &["c@direct"]), CannotTell);
    assert_eq!(simply(rules, &["stranger@direct"]), CannotTell);
    assert_eq!(simply(rules, &["stranger@available"]), NeedsSupervision);
    assert_eq!(simply(rules, &["stranger@direct", "d@direct"]), Permit);
}

#[test]
fn a_limit_without_by_binds_whoever_satisfies_the_permit() {
    let permit = "{id: a, effect: permit, supervision: {level: available, by: {registered: {register: gmc}}}}";
    let limit = "{id: b, effect: limit, supervision: {level: direct}}";
    let both = format!("{permit}, {limit}");
    assert_eq!(simply(&both, &["d@available", "n@direct"]), NeedsSupervision);
    assert_eq!(simply(&both, &["d@direct"]), Permit);
    let own = format!(
        "{permit}, {{id: b, effect: limit, supervision: {{level: direct, by: {{registered: {{register: nmc}}}}}}}}"
    );
    assert_eq!(simply(&own, &["d@available", "n@direct"]), Permit);
    assert_eq!(simply(&format!("{{id: a, effect: permit}}, {limit}"), &["n@direct"]), Permit);
}

#[test]
fn a_clause_at_independent_asks_for_nobody() {
    assert_eq!(
        simply("{id: a, effect: permit, supervision: {level: independent, named: true}}", &[]),
        Permit
    );
    let beside = "{id: a, effect: permit, supervision: {level: independent}}, {id: b, effect: limit, supervision: {level: on-site}}";
    assert_eq!(simply(beside, &[]), NeedsSupervision);
    assert_eq!(simply(beside, &["n@on-site"]), Permit);
}

#[test]
fn the_named_supervisor_is_the_verified_one_of_the_day() {
    let rules = "{id: a, effect: permit, supervision: {level: available, named: true}}";
    let named = "{kind: supervision, supervision: named, supervisor: d, from: 2025-01-06, until: 2025-02-01}";
    let on = |at: &str, present: &str| decided(rules, &[named], &ask("act", at, &[present]));
    assert_eq!(on("2025-01-05", "d@direct"), NeedsSupervision);
    assert_eq!(on("2025-01-06", "d@direct"), Permit);
    assert_eq!(on("2025-01-06", "n@direct"), NeedsSupervision);
    assert_eq!(on("2025-02-01", "d@direct"), NeedsSupervision);
    let claimed =
        "{kind: supervision, supervision: named, supervisor: d, from: 2025-01-06, verified: false}";
    assert_eq!(
        decided(rules, &[claimed], &ask("act", "2025-01-06", &["d@direct"])),
        NeedsSupervision
    );
}

#[test]
fn as_signed_off_is_the_closeness_of_the_newest_verified_sign_off() {
    let rules =
        "{id: a, effect: permit, supervision: {level: as-signed-off, never_looser: available}}";
    let signed = |level: &str, on: &str| {
        format!("{{kind: sign-off, activity: act, level: {level}, on: {on}}}")
    };
    let with = |facts: &[&str], present: &str| {
        decided(rules, facts, &ask("act", "2025-01-06", &[present]))
    };
    assert_eq!(with(&[], "d@on-site"), NeedsSupervision);
    assert_eq!(with(&[], "d@direct"), Permit);
    assert_eq!(with(&[&signed("on-site", "2025-01-06")], "d@on-site"), Permit);
    assert_eq!(with(&[&signed("on-site", "2025-01-07")], "d@on-site"), NeedsSupervision);
    assert_eq!(with(&[&signed("independent", "2024-06-01")], "d@available"), Permit);
    assert_eq!(
        decided(rules, &[&signed("independent", "2024-06-01")], &ask("act", "2025-01-06", &[])),
        NeedsSupervision
    );
    let newer = [signed("available", "2024-06-01"), signed("direct", "2024-07-01")];
    assert_eq!(with(&[&newer[0], &newer[1]], "d@on-site"), NeedsSupervision);
    let of_one_day = [signed("available", "2024-06-01"), signed("on-site", "2024-06-01")];
    assert_eq!(with(&[&of_one_day[0], &of_one_day[1]], "d@available"), NeedsSupervision);
}

#[test]
fn a_sign_off_binds_like_a_limit_at_its_own_closeness() {
    let permit = "{id: a, effect: permit}";
    let signed =
        "{id: s, kind: sign-off, activity: act, level: on-site, on: 2025-01-06, until: 2025-02-01}";
    let on = |at: &str, present: &[&str]| decided(permit, &[signed], &ask("act", at, present));
    assert_eq!(on("2025-01-05", &[]), Permit);
    assert_eq!(on("2025-01-06", &[]), NeedsSupervision);
    assert_eq!(on("2025-01-06", &["d@on-site"]), Permit);
    assert_eq!(on("2025-02-01", &[]), Permit);
}

#[test]
fn a_claimed_sign_off_that_is_newer_and_closer_may_bind() {
    let permit = "{id: a, effect: permit}";
    let verified = "{id: s, kind: sign-off, activity: act, level: on-site, on: 2024-06-01}";
    let claimed = |level: &str, on: &str| {
        format!(
            "{{id: t, kind: sign-off, activity: act, level: {level}, on: {on}, verified: false}}"
        )
    };
    let with = |facts: &[&str]| decided(permit, facts, &ask("act", "2025-01-06", &["d@on-site"]));
    assert_eq!(with(&[verified, &claimed("direct", "2024-07-01")]), CannotTell);
    assert_eq!(with(&[verified, &claimed("direct", "2024-06-01")]), CannotTell);
    assert_eq!(with(&[verified, &claimed("direct", "2024-05-31")]), Permit);
    assert_eq!(with(&[verified, &claimed("on-site", "2024-07-01")]), Permit);
    assert_eq!(with(&[&claimed("direct", "2024-07-01")]), Permit);
}

#[test]
fn a_restriction_bars_or_asks_for_somebody() {
    let restricted = |more: &str, activity: &str, present: &[&str]| {
        let fact =
            format!("{{id: r, kind: restriction, from: 2025-01-06, until: 2025-02-01, {more}}}");
        let rules = "{id: a, effect: permit}, {id: b, effect: permit, activity: other}";
        ["2025-01-05", "2025-01-06", "2025-02-01"]
            .map(|at| decided(rules, &[&fact], &ask(activity, at, present)))
    };
    assert_eq!(restricted("activity: act", "act", &[]), [Permit, Refuse, Permit]);
    assert_eq!(restricted("activity: act", "other", &[]), [Permit, Permit, Permit]);
    assert_eq!(restricted("activity: all", "other", &[]), [Permit, Refuse, Permit]);
    assert_eq!(restricted("activity: all", "practise-as-role", &[]), [Permit, Refuse, Permit]);
    assert_eq!(restricted("activity: practise-as-role", "act", &[]), [Permit, Refuse, Permit]);
    assert_eq!(
        restricted("activity: act, level: on-site", "act", &[]),
        [Permit, NeedsSupervision, Permit]
    );
    assert_eq!(
        restricted("activity: all, level: on-site", "act", &["d@on-site"]),
        [Permit, Permit, Permit]
    );
    assert_eq!(
        restricted("activity: all, level: on-site", "practise-as-role", &[]),
        [Permit, Permit, Permit]
    );
    assert_eq!(
        restricted("activity: act, verified: false", "act", &[]),
        [Permit, CannotTell, Permit]
    );
    assert_eq!(
        restricted("activity: act, level: on-site, verified: false", "act", &[]),
        [Permit, CannotTell, Permit]
    );
    assert_eq!(
        restricted("activity: act, level: on-site, verified: false", "act", &["d@direct"]),
        [Permit, Permit, Permit]
    );
}

#[test]
fn what_the_record_adds_is_named_by_its_fact() {
    let team = one(&[
        POST,
        "{id: r, kind: restriction, activity: act}",
        "{id: s, kind: sign-off, activity: act, on: 2024-06-01}",
        "{id: t, kind: sign-off, activity: act, on: 2024-05-01}",
    ]);
    let text = format!(
        "{WORDS}provisions: [{{id: a, effect: permit, context: {{asa: 1}}}}, {{id: b, effect: permit, activity: other}}]"
    );
    let answer = answer_to(&text, &team, &Adoption::by_default(), &ask("act", "2025-01-06", &[]));
    let expected = [
        ("a", (Truth::Unknown, Truth::Met)),
        ("record.restriction.r", (Truth::Met, Truth::Met)),
        ("record.sign-off.s", (Truth::Met, Truth::Met)),
    ];
    assert_eq!(answer.outcomes, BTreeMap::from(expected.map(|(id, it)| (Code::new(id), it))));
}

#[test]
fn activities_are_named_by_id_group_any_or_the_when_of_another() {
    let with = |activity: &str, question: &Question| {
        decided(&format!("{{id: a, effect: permit, activity: {activity}}}"), &[], question)
    };
    let plainly = with_context("act", &[]);
    let obstetric = with_context("act", &[("specialty", "obstetrics")]);
    assert_eq!(with("'group:acts'", &plainly), Permit);
    assert_eq!(with("any", &plainly), Permit);
    assert_eq!(with("special", &plainly), Refuse);
    assert_eq!(with("special", &obstetric), Permit);
    assert_eq!(with("special", &with_context("kept", &[("specialty", "obstetrics")])), Refuse);
    assert_eq!(with("any", &with_context("kept", &[])), Refuse);
    assert_eq!(with("kept", &with_context("kept", &[])), Permit);
}

#[test]
fn what_asking_implies_counts_as_stated() {
    let permit = "{id: a, effect: permit, activity: any, context: {age: {from: 4, to: 4}}}";
    assert_eq!(decided(permit, &[], &with_context("stated", &[])), Permit);
    assert_eq!(decided(permit, &[], &with_context("stated", &[("age", "4")])), Permit);
    let contrary = with_context("stated", &[("age", "5")]);
    assert!(decide(&book(WORDS), &Adoption::by_default(), &one(&[POST]), &contrary).is_err());
}

#[test]
fn setting_comes_from_the_post_unless_stated() {
    let permit = "{id: a, effect: permit, context: {setting: ward}}";
    assert_eq!(decided(permit, &[], &with_context("act", &[])), Permit);
    assert_eq!(decided(permit, &[], &with_context("act", &[("setting", "practice")])), Refuse);
}

#[test]
fn whether_a_post_may_be_held_needs_no_permit() {
    let asked =
        |provisions: &str| decided(provisions, &[], &ask("practise-as-role", "2025-01-06", &[]));
    assert_eq!(asked(""), Permit);
    assert_eq!(asked("{id: a, effect: forbid, activity: any}"), Permit);
    assert_eq!(asked("{id: a, effect: forbid, activity: practise-as-role}"), Refuse);
    assert_eq!(
        asked("{id: a, effect: limit, activity: any, requires: {passed: {exam: pane}}}"),
        Refuse
    );
    assert_eq!(
        asked("{id: a, effect: limit, activity: any, supervision: {level: direct}}"),
        Permit
    );
    assert_eq!(
        asked(
            "{id: a, effect: limit, activity: any, context: {asa: 1}, supervision: {level: direct}}"
        ),
        Permit
    );
    assert_eq!(
        asked("{id: a, effect: limit, activity: act, requires: {passed: {exam: pane}}}"),
        Permit
    );
}

#[test]
fn what_forbids_the_post_forbids_every_activity() {
    assert_eq!(
        simply("{id: a, effect: permit}, {id: b, effect: forbid, activity: practise-as-role}", &[]),
        Refuse
    );
    assert_eq!(
        simply(
            "{id: a, effect: permit}, {id: b, effect: limit, activity: practise-as-role, requires: {passed: {exam: pane}}}",
            &[]
        ),
        Permit
    );
}

#[test]
fn the_general_permit_gives_way_to_one_that_names_the_activity() {
    let general = "{id: g, effect: permit, activity: any, general: true}";
    let beside = |more: &str| simply(&format!("{general}, {more}"), &[]);
    assert_eq!(simply(general, &[]), Permit);
    assert_eq!(beside("{id: a, effect: permit, requires: {passed: {exam: pane}}}"), Refuse);
    assert_eq!(
        beside("{id: a, effect: permit, activity: 'group:acts', requires: {passed: {exam: pane}}}"),
        Refuse
    );
    assert_eq!(
        beside("{id: a, effect: permit, activity: other, requires: {passed: {exam: pane}}}"),
        Permit
    );
    assert_eq!(
        beside("{id: a, effect: permit, role: nurse, requires: {passed: {exam: pane}}}"),
        Permit
    );
    assert_eq!(beside("{id: a, effect: permit, effective: {from: 2025-01-07}}"), Permit);
    assert_eq!(beside("{id: a, effect: permit, context: {asa: 1}}"), CannotTell);
    assert_eq!(beside("{id: a, effect: permit, context: {setting: practice}}"), Permit);
    assert_eq!(beside("{id: a, effect: permit, context: {specialty: surgery}}"), CannotTell);
    assert_eq!(
        beside("{id: a, effect: permit, context: {specialty: surgery, setting: practice}}"),
        Permit
    );
    assert_eq!(beside("{id: a, effect: forbid, activity: other}"), Permit);
}

#[test]
fn the_general_permit_never_reaches_what_is_reserved_or_anothers_own() {
    let general = |activity: &str| {
        decided(
            "{id: g, effect: permit, activity: any, general: true}",
            &[],
            &ask(activity, "2025-01-06", &[]),
        )
    };
    assert_eq!([general("act"), general("kept"), general("owned")], [Permit, Refuse, Refuse]);
}

#[test]
fn an_exhaustive_set_turns_the_general_permit_off() {
    let with = |exhaustive: &str, question: &Question| {
        let sets = format!("sets: [{{id: whole, exhaustive_for: [{exhaustive}]}}]");
        let text = format!(
            "{WORDS}{sets}\nprovisions: [{{id: g, effect: permit, activity: any, general: true}}, \
             {{id: w, set: whole, effect: permit, role: nurse, activity: other, effective: {{from: 2025-01-06, until: 2025-02-01}}}}]"
        );
        answer_to(&text, &one(&[POST]), &Adoption::by_default(), question).decision
    };
    let asked = ask("act", "2025-01-06", &[]);
    assert_eq!(with("{role: pa}", &asked), Refuse);
    assert_eq!(with("{role: pa}", &ask("act", "2025-01-05", &[])), Permit);
    assert_eq!(with("{role: pa}", &ask("act", "2025-01-31", &[])), Refuse);
    assert_eq!(with("{role: pa}", &ask("act", "2025-02-01", &[])), Permit);
    assert_eq!(with("{role: nurse}", &asked), Permit);
    assert_eq!(with("{setting: ward, group: acts}", &asked), Refuse);
    assert_eq!(with("{setting: practice}", &asked), Permit);
    assert_eq!(with("{group: elsewhere}", &asked), Permit);
}

#[test]
fn a_claimed_or_supposed_post_is_never_better_than_cannot_tell() {
    let text = format!(
        "{WORDS}provisions: [{{id: a, effect: permit}}, {{id: b, effect: permit, activity: other, requires: {{passed: {{exam: pane}}}}}}]"
    );
    let with = |facts: &[&str], activity: &str| {
        let question = Question { post: Some(Code::new("pa")), ..ask(activity, "2025-01-06", &[]) };
        answer_to(&text, &one(facts), &Adoption::by_default(), &question).decision
    };
    let claimed: &[&str] = &["{kind: post, role: pa, verified: false}"];
    assert_eq!(
        [with(claimed, "act"), with(claimed, "other"), with(claimed, "practise-as-role")],
        [CannotTell, Refuse, CannotTell]
    );
    assert_eq!(
        [with(&[], "act"), with(&[], "other"), with(&[], "practise-as-role")],
        [CannotTell, Refuse, Permit]
    );
}

#[test]
fn only_what_was_known_then_counts() {
    let text = format!(
        "{WORDS}provisions: [{{id: a, effect: permit, requires: {{passed: {{exam: pane}}}}}}]"
    );
    let late = one(&[POST, "{kind: exam, exam: pane, on: 2024-06-01, recorded: 2025-01-06}"]);
    let corrected = one(&[
        POST,
        "{id: e, kind: exam, exam: pane, on: 2024-06-01}",
        "{id: f, kind: exam, exam: pane, outcome: fail, on: 2024-06-01, recorded: 2025-01-06, supersedes: e}",
    ]);
    let as_known = |team: &Team, at: Day| {
        let question = Question { known_at: KnownAt::end_of(at), ..ask("act", "2025-03-01", &[]) };
        answer_to(&text, team, &Adoption::by_default(), &question).decision
    };
    assert_eq!(
        [as_known(&late, day("2025-01-05")), as_known(&late, day("2025-01-06"))],
        [Refuse, Permit]
    );
    assert_eq!(
        [as_known(&corrected, day("2025-01-05")), as_known(&corrected, day("2025-01-06"))],
        [Permit, Refuse]
    );
}

const SETS: &str = "
sets:
  - {id: national, adopted: optional, default_for: {jurisdiction: gb, role: pa}, includes: [annex]}
  - {id: annex, adopted: optional}
  - {id: college, adopted: optional}
";

#[test]
fn sets_are_adopted_always_by_default_by_choice_or_with_another() {
    let book = book(SETS);
    let sets = |choice: &str, jurisdiction: &str, role: &str| {
        let adopted =
            adopted_sets(&book, &adoption(choice), &Code::new(jurisdiction), &Code::new(role));
        adopted.into_iter().map(|it| it.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(sets("{}", "england", "pa"), "annex national statute");
    assert_eq!(sets("{}", "northern-ireland", "pa"), "statute");
    assert_eq!(sets("{}", "england", "nurse"), "statute");
    assert_eq!(sets("{without: national}", "england", "pa"), "statute");
    assert_eq!(sets("{only_always: true, sets: college}", "england", "pa"), "college statute");
}

#[test]
fn a_provision_may_be_disapplied_and_an_overlay_added() {
    let text = format!("{WORDS}provisions: [{{id: a, effect: permit}}, {{id: b, effect: forbid}}]");
    let with = |choice: &str| {
        answer_to(&text, &one(&[POST]), &adoption(choice), &ask("act", "2025-01-06", &[])).decision
    };
    assert_eq!(with("{}"), Refuse);
    let disapply = "disapply: [{provision: b, because: x, approved_by: y, on: 2025-01-01}]";
    assert_eq!(with(&format!("{{{disapply}}}")), Permit);
    let own = "{id: own, says: x, role: pa, activity: act, effect: limit, requires: {passed: {exam: pane}}, effective: {from: always}, confidence: V}";
    assert_eq!(with(&format!("{{{disapply}, overlay: [{own}]}}")), Refuse);
}

#[test]
fn rows_count_in_their_place_and_hold_unless_excepted() {
    let book = book(SETS);
    let team = one(&[
        "{kind: exam, exam: pane, on: 2025-01-06}",
        "{kind: declaration, about: health, on: 2025-01-06, verified: false}",
    ]);
    let scene = Scene {
        book: &book,
        register: &team,
        person: &team.0.people["p"],
        acting: None::<&Acting>,
        place: None,
        employer: None,
        context: Some(&BTreeMap::new()),
        activity: None,
        known_at: KnownAt::EVERYTHING,
        day: day("2025-01-06"),
    };
    let holds = |more: &str| row(&scene, &a_row(&format!("{{{more}}}")));
    assert_eq!(holds("requires: {passed: {exam: pane}}"), Truth::Met);
    assert_eq!(holds("requires: {passed: {exam: para}}"), Truth::Unmet);
    assert_eq!(
        holds("requires: {passed: {exam: para}}, unless: {passed: {exam: pane}}"),
        Truth::Met
    );
    assert_eq!(
        holds("requires: {passed: {exam: para}}, unless: {declared: {about: health}}"),
        Truth::Unknown
    );

    let place = Place {
        jurisdiction: Code::new("wales"),
        setting: Some(Code::new("ward")),
        specialty: None,
        part: None,
    };
    let adopted =
        adopted_sets(&book, &Adoption::by_default(), &Code::new("wales"), &Code::new("pa"));
    let counts = |more: &str| {
        row_counts(
            &scene,
            &adopted,
            &place,
            &a_row(&format!("{{requires: {{in_post: {{}}}}, {more}}}")),
        )
    };
    assert!(counts("set: annex"));
    assert!(!counts("set: college"));
    assert!(counts("jurisdiction: gb") && !counts("jurisdiction: england"));
    assert!(counts("setting: [ward, practice]") && !counts("setting: practice"));
    assert!(!counts("specialty: surgery") && !counts("part: gp"));
    assert!(counts("effective: {from: 2025-01-06}") && !counts("effective: {from: 2025-01-07}"));
}
