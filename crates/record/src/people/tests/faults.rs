use super::{check, faults};

#[test]
fn a_person_with_nothing_wrong_has_no_faults() {
    check(
        r#"{"id": "p-1", "name": "Wren", "facts": [{"kind": "exam", "exam": "pane", "on": "2024-07-01"}]}"#,
        &[],
    );
}

#[test]
fn a_person_without_an_id_is_a_fault() {
    check(r#"{"name": "Wren"}"#, &[(1, "`id` is missing", "add `id: ...`")]);
}

#[test]
fn an_unknown_key_is_shown_with_what_was_meant() {
    check(
        r#"{"id": "p-1", "nmae": "Wren"}"#,
        &[(15, "unknown key `nmae`", "did you mean `name`?")],
    );
    check(
        r#"{"id": "p-1", "facts": [{"kind": "exam", "exam": "pane", "when": "2024-07-01"}]}"#,
        &[(58, "unknown key `when`", "the keys here are exam, outcome, on")],
    );
    check(
        r#"{"id": "p-1", "facts": [{"kind": "training", "course": "x", "on": "2024-07-01", "verified": {"byy": "p-2"}}]}"#,
        &[(94, "unknown key `byy`", "did you mean `by`?")],
    );
}

#[test]
fn an_unknown_kind_is_shown_with_what_was_meant() {
    check(
        r#"{"id": "p-1", "facts": [{"kind": "registraton", "register": "nmc"}]}"#,
        &[(34, "unknown kind of fact `registraton`", "did you mean `registration`?")],
    );
    check(
        r#"{"id": "p-1", "facts": [{"kind": "zzz"}]}"#,
        &[(34, "unknown kind of fact `zzz`", "the kinds are registration, annotation")],
    );
    check(
        r#"{"id": "p-1", "facts": [{"exam": "pane"}]}"#,
        &[(25, "this fact has no `kind`", "the kinds are")],
    );
}

#[test]
fn a_key_given_twice_is_a_fault_at_every_depth() {
    check(r#"{"id": "p-1", "id": "p-2"}"#, &[(15, "`id` is given twice", "")]);
    check(r#"{"id": "p-1", "name": "Wren", "name": "Wren"}"#, &[(31, "`name` is given twice", "")]);
    check(
        r#"{"id": "p-1", "facts": [{"kind": "exam", "exam": "pane", "on": "2024-07-01", "on": "2024-07-02"}]}"#,
        &[(78, "`on` is given twice", "")],
    );
    check(
        r#"{"id": "p-1", "facts": [{"kind": "exam", "exam": "pane", "note": "a", "note": "b"}]}"#,
        &[(71, "`note` is given twice", "")],
    );
    check(
        r#"{"id": "p-1", "facts": [{"kind": "check", "check": "identity", "kind": "digital", "on": "2024-07-01"}]}"#,
        &[(64, "`kind` is given twice", "the kind of a check is `check_kind`")],
    );
    check(
        r#"{"id": "p-1", "facts": [{"kind": "exam", "exam": "pane", "verified": {"by": "p-2", "by": "p-3"}}]}"#,
        &[(84, "`by` is given twice", "")],
    );
    check(
        r#"{"organisation": "X99", "kind": "trust", "kind": "trust"}"#,
        &[(42, "`kind` is given twice", "")],
    );
}

#[test]
fn two_names_for_one_field_are_a_fault() {
    check(
        r#"{"id": "p-1", "facts": [{"kind": "sign-off", "activity": "ecg", "assessor": "p-2", "by": "p-3"}]}"#,
        &[(84, "`by` says the same as `assessor`", "keep one")],
    );
}

#[test]
fn a_day_that_is_none_is_refused_in_plain_words() {
    let on = |day: &str| {
        format!(r#"{{"id": "p-1", "facts": [{{"kind": "exam", "exam": "pane", "on": "{day}"}}]}}"#)
    };
    check(&on("2025-02-31"), &[(64, "there is no day `2025-02-31`", "")]);
    check(&on("2025-02-29"), &[(64, "there is no day `2025-02-29`", "")]);
    check(&on("2024-02-29"), &[]);
    check(&on("01/02/2025"), &[(64, "expected a date as YYYY-MM-DD, found `01/02/2025`", "")]);
    check(&on("2025-2-1"), &[(64, "expected a date as YYYY-MM-DD, found `2025-2-1`", "")]);
    check(&on("0025-02-01"), &[(64, "`0025-02-01` is outside the years 1800 to 2400", "")]);
}

#[test]
fn what_ends_before_it_begins_is_a_fault() {
    let from = |from: &str, until: &str| {
        format!(
            r#"{{"id": "p-1", "facts": [{{"kind": "post", "role": "nurse", "from": "{from}", "until": "{until}"}}]}}"#
        )
    };
    check(&from("2025-02-01", "2025-02-02"), &[]);
    let message = "this ends on 2025-02-01 and begins only on 2025-02-01";
    check(
        &from("2025-02-01", "2025-02-01"),
        &[(90, message, "`until` is the first day not covered")],
    );
    let message = "this ends on 2025-01-31 and begins only on 2025-02-01";
    check(&from("2025-02-01", "2025-01-31"), &[(90, message, "so it lies after `from`")]);
    check(
        r#"{"id": "p-1", "facts": [{"kind": "appraisal", "on": "2025-05-01", "from": "2025-04-01", "until": "2024-04-01"}]}"#,
        &[(98, "this ends on 2024-04-01 and begins only on 2025-04-01", "")],
    );
    check(
        r#"{"id": "p-1", "facts": [{"kind": "training", "course": "x", "on": "2025-05-01", "until": "2025-05-01"}]}"#,
        &[(90, "this ends on 2025-05-01 and begins only on 2025-05-01", "")],
    );
}

#[test]
fn every_fault_of_a_person_is_told_at_once() {
    check(
        r#"{"id": "p 1", "born": "1990-02-30", "facts": [{"kind": "exam", "on": "2024"}, {"kind": "cpd", "hours": "x"}]}"#,
        &[
            (8, "expected the id of a person, found `p 1`", "letters, digits"),
            (23, "there is no day `1990-02-30`", ""),
            (47, "`exam` is missing", "add `exam: ...`"),
            (70, "expected a date as YYYY-MM-DD, found `2024`", ""),
            (104, "expected a number of credits or hours, found `x`", ""),
        ],
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_described() {
    check(
        r#"{"id": "p-1", "facts": [{"kind": "registration", "register": ["nmc", "hcpc"]}]}"#,
        &[(62, "expected an id, found a list", "")],
    );
    check(r#"{"id": null}"#, &[(8, "expected the id of a person, found nothing", "")]);
    check(r#""Wren""#, &[(1, "expected a person or an organisation, found `Wren`", "such as")]);
    check(
        r#"{"id": "p-1", "facts": ["x"]}"#,
        &[(
            25,
            "expected a fact, such as `{kind: exam, exam: pane, on: 2024-07-01}`, found `x`",
            "",
        )],
    );
    check(
        r#"{"id": "p-1", "facts": [{"kind": "exam", "exam": "pane", "verified": "yes"}]}"#,
        &[(70, "expected `true`, `false` or `{by, on, how}`, found `yes`", "")],
    );
    check(
        r#"{"id": "p-1", "facts": [{"kind": "registration", "register": "nmc", "status": "lapse"}]}"#,
        &[(
            79,
            "expected one of registered, conditions, suspended, lapsed, removed, found `lapse`",
            "did you mean `lapsed`?",
        )],
    );
    check(
        r#"{"id": "p-1", "facts": [{"kind": ["exam"]}]}"#,
        &[(34, "expected a kind of fact, found a list", "")],
    );
    check(
        r#"{"id": "p-1", "name": "a\u0000b"}"#,
        &[(23, "this text holds a NUL character", "take it out")],
    );
}

#[test]
fn references_lead_to_a_fact_of_the_same_person() {
    let facts = |second: &str, third: &str| {
        let first = r#"{"kind": "exam", "exam": "pane", "on": "2024-07-01"}"#;
        format!(r#"{{"id": "p-1", "facts": [{first},{second},{third}]}}"#)
    };
    let withdrawal =
        |of: &str| format!(r#"{{"kind": "withdrawal", "of": "{of}", "on": "2024-08-01"}}"#);
    let exam =
        |extra: &str| format!(r#"{{"kind": "exam", "exam": "pane", "on": "2024-07-01", {extra}}}"#);
    check(&facts(&exam(r#""supersedes": "f-1""#), &withdrawal("f-2")), &[]);
    check(
        &facts(&withdrawal("f-9"), &withdrawal("f-1")),
        &[(78, "`f-2` refers to `f-9`, which is no fact of this person", "")],
    );
    check(
        &facts(&exam(r#""supersedes": "f-1""#), &exam(r#""supersedes": "f-1""#)),
        &[(152, "`f-1` is corrected twice", "supersedes the newest entry of its line")],
    );
    check(
        &facts(&exam(r#""id": "f-1""#), &withdrawal("f-1")),
        &[(78, "two facts have the id `f-1`", "")],
    );
    check(
        &facts(&withdrawal("f-2"), &withdrawal("f-1")),
        &[(78, "`f-2` refers back to itself", "an earlier one")],
    );
    check(
        &facts(&exam(r#""supersedes": "f-3""#), &exam(r#""supersedes": "f-2""#)),
        &[(78, "`f-2` refers back to itself", "")],
    );
}

#[test]
fn two_people_or_organisations_with_one_id_are_a_fault() {
    let people = "{\"id\": \"p-1\"}\n{\"name\": \"é\", \"id\": \"p-1\"}\n{\"id\": \"P-1\"}\n";
    let found = faults("people.jsonl", people);
    assert_eq!(found.len(), 1, "ids differ by the case of their letters");
    assert_eq!(
        (found[0].0, found[0].1, found[0].2.as_str()),
        (2, 21, "two people have the id `p-1`")
    );
    let found = faults("people.yaml", "- {id: p-1}\n- {name: é, id: p-1}\n- {id: P-1}\n");
    assert_eq!(
        (found[0].0, found[0].1, found[0].2.as_str()),
        (2, 17, "two people have the id `p-1`")
    );
    let both = "{\"organisation\": \"X99\"}\n{\"id\": \"p-1\"}\n{\"kind\": \"trust\", \"organisation\": \"X99\"}\n";
    let found = faults("people.jsonl", both);
    assert_eq!(
        (found[0].0, found[0].1, found[0].2.as_str()),
        (3, 35, "two organisations have the code `X99`")
    );
    let found =
        faults("people.yaml", "- {organisation: X99}\n- {id: p-1}\n- {organisation: X99}\n");
    assert_eq!(
        (found[0].0, found[0].1, found[0].2.as_str()),
        (3, 18, "two organisations have the code `X99`")
    );
}

#[test]
fn three_people_with_one_id_are_two_faults() {
    let found = faults("people.jsonl", "{\"id\":\"p-1\"}\n{\"id\":\"p-1\"}\n{\"id\":\"p-1\"}\n");
    assert_eq!(found.iter().map(|it| it.0).collect::<Vec<_>>(), [2, 3]);
}
