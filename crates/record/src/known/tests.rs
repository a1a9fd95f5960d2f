use proptest::prelude::*;

use super::*;
use crate::file::Shape;
use crate::file::{Faults, Limits, Sources, parse_yaml};
use crate::person::{Facts, Person};

fn person(facts: &str) -> Person {
    let mut sources = Sources::default();
    let source = sources.add("facts", facts);
    let mut faults = Faults::default();
    let made = parse_yaml(facts, source, Limits::default(), &mut faults)
        .and_then(|it| Facts::read(&it, &mut faults));
    let facts = made.unwrap_or_else(|| panic!("{}", faults.render(&sources))).0;
    Person { id: "p-1".into(), name: None, details: None, former_names: Vec::new(), facts }
}

/// Asserts which facts count as known at that moment; a verified one is marked `!`.
#[track_caller]
fn check(facts: &str, at: &str, expected: &str) {
    let person = person(facts);
    let at = if at == "everything" {
        KnownAt::EVERYTHING
    } else {
        KnownAt::parse(at).expect("a moment")
    };
    assert_eq!(shown(&Record::known_at(&person, at)), expected, "at {at:?}");
}

fn shown(record: &Record<'_>) -> String {
    let mark = |it: &Known<'_>| format!("{}{}", it.fact.id, if it.verified { "!" } else { "" });
    record.facts.iter().map(mark).collect::<Vec<_>>().join(" ")
}

#[test]
fn an_empty_record_is_known_at_any_moment() {
    check("[]", "2026-11-20", "");
    check("[]", "everything", "");
}

#[test]
fn a_fact_that_does_not_say_when_was_recorded_at_its_own_date() {
    let facts = "[{kind: post, role: nurse, from: 2025-01-06}]";
    check(facts, "2025-01-05", "");
    check(facts, "2025-01-06", "f-1");
    check(facts, "2025-01-07", "f-1");
    check(facts, "2025-01-05T23:59:59", "");
    check(facts, "2025-01-06T00:00", "f-1");
    check(facts, "everything", "f-1");
}

#[test]
fn a_fact_without_any_date_has_always_been_known() {
    check(
        "[{kind: post, role: nurse, until: 2025-01-06}, {kind: exam, exam: pane}]",
        "1900-01-01",
        "f-1 f-2",
    );
}

#[test]
fn a_fact_is_known_from_the_instant_it_was_recorded() {
    let facts = "[{kind: post, role: nurse, from: 2020-01-01, recorded: 2025-01-06T12:00}]";
    check(facts, "2025-01-05", "");
    check(facts, "2025-01-06T11:59:59", "");
    check(facts, "2025-01-06T12:00", "f-1");
    check(facts, "2025-01-06", "f-1");
    check(facts, "2025-01-07", "f-1");
}

#[test]
fn days_end_at_midnight_in_the_united_kingdom() {
    // British summer time: 23:30 in Greenwich is half past midnight of the day after.
    let summer = "[{kind: exam, exam: pane, recorded: 2026-06-30T23:30:00Z}]";
    check(summer, "2026-06-30", "");
    check(summer, "2026-07-01", "f-1");
    let winter = "[{kind: exam, exam: pane, recorded: 2026-12-30T23:30:00Z}]";
    check(winter, "2026-12-30", "f-1");
    // The days of 23 and of 25 hours.
    for day in ["2026-03-29", "2026-10-25"] {
        let facts = format!(
            "[{{kind: exam, exam: pane, recorded: {day}}}, {{kind: exam, exam: pane, recorded: {day}T23:59:59}}]"
        );
        check(&facts, &format!("{day}T00:00"), "f-1");
        check(&facts, day, "f-1 f-2");
        let before = KnownAt::parse(day)
            .ok()
            .map(|_| if day == "2026-03-29" { "2026-03-28" } else { "2026-10-24" });
        check(&facts, before.expect("a day"), "");
    }
    // Half past one comes twice on the day the clocks go back: the first is meant.
    let twice = "[{kind: exam, exam: pane, recorded: 2026-10-25T01:30}]";
    check(twice, "2026-10-25T00:29:59Z", "");
    check(twice, "2026-10-25T00:30:00Z", "f-1");
    // It does not come at all on the day they go forward: it is an hour later.
    let never = "[{kind: exam, exam: pane, recorded: 2026-03-29T01:30}]";
    check(never, "2026-03-29T01:29:59Z", "");
    check(never, "2026-03-29T01:30:00Z", "f-1");
}

#[test]
fn a_leap_day_is_a_day() {
    let facts = "[{kind: exam, exam: pane, on: 2024-02-29}]";
    check(facts, "2024-02-28", "");
    check(facts, "2024-02-29", "f-1");
    check(facts, "2024-03-01", "f-1");
}

#[test]
fn what_the_author_verified_is_verified_as_soon_as_it_was_recorded() {
    check("[{kind: exam, exam: pane, on: 2024-07-01, verified: true}]", "2024-07-01", "f-1!");
    check("[{kind: exam, exam: pane, on: 2024-07-01, verified: false}]", "everything", "f-1");
    check("[{kind: exam, exam: pane, on: 2024-07-01}]", "everything", "f-1");
    check(
        "[{kind: exam, exam: pane, on: 2024-07-01, recorded: 2024-08-01, verified: true}]",
        "2024-07-31",
        "",
    );
}

#[test]
fn what_somebody_verified_is_verified_from_that_day() {
    let facts = "[{kind: exam, exam: pane, on: 2024-07-01, verified: {by: p-9, on: 2024-09-02}}]";
    check(facts, "2024-07-01", "f-1");
    check(facts, "2024-09-01", "f-1");
    check(facts, "2024-09-02", "f-1!");
    check(facts, "2024-09-03", "f-1!");
    check("[{kind: exam, exam: pane, on: 2024-07-01, verified: {by: p-9}}]", "2024-07-01", "f-1!");
}

#[test]
fn a_check_confirms_from_the_day_it_was_recorded() {
    let facts = "[{kind: exam, exam: pane, on: 2024-07-01}, {kind: verification, of: f-1, by: p-9, on: 2024-09-02}]";
    check(facts, "2024-09-01", "f-1");
    check(facts, "2024-09-02", "f-1!");
    check(facts, "2024-09-03", "f-1!");
}

#[test]
fn a_check_refutes_until_a_later_one_confirms() {
    let facts = "[{kind: exam, exam: pane, on: 2024-07-01, verified: true},
        {kind: verification, of: f-1, outcome: refuted, on: 2024-09-02},
        {kind: verification, of: f-1, outcome: confirmed, on: 2024-10-02}]";
    check(facts, "2024-09-01", "f-1!");
    check(facts, "2024-09-02", "f-1");
    check(facts, "2024-10-01", "f-1");
    check(facts, "2024-10-02", "f-1!");
}

#[test]
fn a_confirmation_in_the_entry_outweighs_an_earlier_refutation() {
    let facts = "[{kind: exam, exam: pane, on: 2024-07-01, verified: {by: p-9, on: 2024-10-02}},
        {kind: verification, of: f-1, outcome: refuted, on: 2024-09-02}]";
    check(facts, "2024-10-01", "f-1");
    check(facts, "2024-10-02", "f-1!");
}

#[test]
fn on_the_same_day_a_refutation_weighs_unless_the_hours_are_known() {
    let checks = |refuted: &str, confirmed: &str| {
        format!(
            "[{{kind: exam, exam: pane, on: 2024-07-01}},
            {{kind: verification, of: f-1, outcome: refuted, {refuted}}},
            {{kind: verification, of: f-1, outcome: confirmed, {confirmed}}}]"
        )
    };
    check(&checks("on: 2024-09-02", "on: 2024-09-02"), "everything", "f-1");
    check(&checks("on: 2024-09-02", "recorded: 2024-09-02T18:00"), "everything", "f-1");
    check(
        &checks("recorded: 2024-09-02T17:59", "recorded: 2024-09-02T18:00"),
        "everything",
        "f-1!",
    );
    check(&checks("recorded: 2024-09-02T18:00", "recorded: 2024-09-02T18:00"), "everything", "f-1");
    check(&checks("recorded: 2024-09-02T18:01", "recorded: 2024-09-02T18:00"), "everything", "f-1");
    check(&checks("recorded: 2024-09-02T18:00", "on: 2024-09-03"), "everything", "f-1!");
}

#[test]
fn a_fact_taken_back_is_gone_from_the_day_that_was_recorded() {
    let facts = "[{kind: exam, exam: pane, on: 2024-07-01, verified: true}, {kind: withdrawal, of: f-1, on: 2024-09-02}]";
    check(facts, "2024-09-01", "f-1!");
    check(facts, "2024-09-02", "");
    check(facts, "2024-09-03", "");
}

#[test]
fn a_withdrawal_taken_back_never_happened() {
    let facts =
        "[{kind: exam, exam: pane, on: 2024-07-01}, {kind: withdrawal, of: f-1, on: 2024-09-02},
        {kind: withdrawal, of: f-2, on: 2024-10-02}, {kind: withdrawal, of: f-3, on: 2024-11-02}]";
    check(facts, "2024-09-02", "");
    check(facts, "2024-10-01", "");
    check(facts, "2024-10-02", "f-1");
    check(facts, "2024-11-02", "");
}

#[test]
fn a_check_taken_back_never_happened() {
    let facts =
        "[{kind: exam, exam: pane, on: 2024-07-01}, {kind: verification, of: f-1, on: 2024-09-02},
        {kind: withdrawal, of: f-2, on: 2024-10-02}]";
    check(facts, "2024-09-02", "f-1!");
    check(facts, "2024-10-02", "f-1");
}

#[test]
fn a_correction_takes_the_place_of_the_newest_entry_of_its_line() {
    let facts = "[{kind: exam, exam: pane, on: 2024-07-01, verified: true},
        {kind: exam, exam: pane, on: 2024-07-02, recorded: 2024-08-01, supersedes: f-1},
        {kind: exam, exam: pane, on: 2024-07-03, recorded: 2024-09-01, supersedes: f-2, verified: true}]";
    check(facts, "2024-07-31", "f-1!");
    check(facts, "2024-08-01", "f-2");
    check(facts, "2024-08-31", "f-2");
    check(facts, "2024-09-01", "f-3!");
}

#[test]
fn a_corrected_fact_is_confirmed_anew() {
    let facts =
        "[{kind: exam, exam: pane, on: 2024-07-01}, {kind: verification, of: f-1, on: 2024-07-05},
        {kind: exam, exam: pane, on: 2024-07-02, recorded: 2024-08-01, supersedes: f-1}]";
    check(facts, "2024-07-05", "f-1!");
    check(facts, "2024-08-01", "f-3");
}

#[test]
fn taking_back_a_correction_takes_back_all_that_was_left_of_the_fact() {
    let facts = "[{kind: exam, exam: pane, on: 2024-07-01},
        {kind: exam, exam: pane, on: 2024-07-02, recorded: 2024-08-01, supersedes: f-1},
        {kind: withdrawal, of: f-2, on: 2024-09-01}]";
    check(facts, "2024-08-31", "f-2");
    check(facts, "2024-09-01", "");
}

#[test]
fn a_corrected_withdrawal_takes_back_what_it_then_names() {
    let facts =
        "[{kind: exam, exam: pane, on: 2024-07-01}, {kind: exam, exam: para, on: 2025-10-01},
        {kind: withdrawal, of: f-1, on: 2025-11-01},
        {kind: withdrawal, of: f-2, on: 2025-11-02, supersedes: f-3}]";
    check(facts, "2025-11-01", "f-2");
    check(facts, "2025-11-02", "f-1");
}

#[test]
fn a_circle_made_by_hand_comes_to_an_end() {
    let mut circle = person(
        "[{kind: withdrawal, of: f-2, on: 2024-01-01}, {kind: exam, exam: pane, on: 2024-01-01}]",
    );
    let again = circle.facts[0].clone();
    circle.facts.push(Fact { id: "f-3".into(), ..again });
    for (index, of) in [(0, "f-3"), (2, "f-1")] {
        let Body::Withdrawal(it) = &mut circle.facts[index].body else { panic!("a withdrawal") };
        it.of = of.into();
    }
    assert_eq!(shown(&Record::known_at(&circle, KnownAt::EVERYTHING)), "f-2");
}

#[test]
fn debug_output_names_nobody() {
    let person = person("[{kind: details, name: Wren Amsel, born: 1990-01-02, email: w@example.invalid, phone: '0117'},
        {kind: registration, register: nmc, number: 99I9999E, note: Amsel, evidence: [amsel.pdf]}]");
    let shown = format!("{:?} {:?}", Record::known_at(&person, KnownAt::EVERYTHING), person.facts);
    for private in ["Wren", "Amsel", "amsel", "1990", "example", "0117", "99I9999E"] {
        assert!(!shown.contains(private), "{private} in {shown}");
    }
    assert!(shown.contains("nmc") && shown.contains("f-2"));
}

/// A few facts that correct, check and take back earlier ones, on a handful of days so that they meet.
fn any_facts() -> impl Strategy<Value = Person> {
    let one = (0_u8..5, any::<prop::sample::Index>(), 1_u8..9, prop::option::of(0_u8..24), 0_u8..3);
    prop::collection::vec(one, 1..9).prop_map(|rows| {
        let mut lines = Vec::new();
        let mut corrected = Vec::new();
        for (index, (kind, to, day, hour, verified)) in rows.into_iter().enumerate() {
            let to = if index == 0 { 0 } else { to.index(index) };
            let recorded = hour.map_or(String::new(), |it| format!(", recorded: 2026-01-{:02}T{it:02}:00", day + 1));
            let verified = ["", ", verified: true", ", verified: {by: p-9, on: 2026-01-05}"][usize::from(verified)];
            let of = format!("of: f-{}", to + 1);
            lines.push(match kind {
                1 if index > 0 => format!("{{kind: withdrawal, {of}, on: 2026-01-0{day}{recorded}}}"),
                2 if index > 0 => format!("{{kind: verification, {of}, outcome: refuted, on: 2026-01-0{day}{recorded}}}"),
                3 if index > 0 => format!("{{kind: verification, {of}, on: 2026-01-0{day}{recorded}}}"),
                4 if index > 0 && !corrected.contains(&to) => {
                    corrected.push(to);
                    format!("{{kind: exam, exam: pane, on: 2026-01-0{day}{recorded}{verified}, supersedes: f-{}}}", to + 1)
                }
                _ => format!("{{kind: exam, exam: pane, on: 2026-01-0{day}{recorded}{verified}}}"),
            });
        }
        person(&format!("[{}]", lines.join(",\n")))
    })
}

fn as_set(person: &Person, at: KnownAt) -> BTreeSet<(String, bool)> {
    Record::known_at(person, at)
        .facts
        .iter()
        .map(|it| (it.fact.id.to_string(), it.verified))
        .collect()
}

proptest! {
    /// In which order facts are written changes nothing.
    #[test]
    fn the_order_of_facts_does_not_matter(person in any_facts(), by in any::<u64>(), day in 1_u8..12) {
        let at = KnownAt::parse(&format!("2026-01-{day:02}")).unwrap();
        let mut other = person.clone();
        other.facts.sort_by_key(|it| by.rotate_left(it.id.as_str().bytes().map(u32::from).sum::<u32>() * 7));
        prop_assert_eq!(as_set(&other, at), as_set(&person, at));
        prop_assert_eq!(as_set(&other, KnownAt::EVERYTHING), as_set(&person, KnownAt::EVERYTHING));
    }

    /// What is recorded after a moment changes nothing of the record as known at it.
    #[test]
    fn what_is_recorded_later_changes_nothing(person in any_facts(), day in 1_u8..12) {
        let at = KnownAt::parse(&format!("2026-01-{day:02}")).unwrap();
        let mut earlier = person.clone();
        earlier.facts.retain(|it| Moment::recorded(it).is_known(at));
        prop_assert_eq!(as_set(&earlier, at), as_set(&person, at));
    }

    /// Once everything has been recorded, knowing it all is knowing it at any later moment.
    #[test]
    fn everything_is_what_is_known_in_the_end(person in any_facts()) {
        let end = KnownAt::parse("2026-02-01").unwrap();
        prop_assert_eq!(as_set(&person, end), as_set(&person, KnownAt::EVERYTHING));
    }
}
