//! Laws over invented records and schemes.

use proptest::prelude::*;

use super::*;

const FIRST: i32 = 16_436; // 1 January 2015

/// Schemes that between them ask for everything.
fn schemes() -> &'static [Rulebook] {
    static SCHEMES: OnceLock<Vec<Rulebook>> = OnceLock::new();
    SCHEMES.get_or_init(|| {
        let from = "effective: {from: 2016-01-01, until: 2023-01-01}";
        let always = "effective: {from: always}";
        let asks = "total: 10, minimum: [{attribute: core, amount: 4}], share: [{attribute: reflected, of_total: 30}]";
        let more = "cap: [{kind: course, amount: 3}], pro_rata: [sickness]";
        [
            format!("{from}, cycle: {{length: 1 year, anchor: registration}}, {asks}, {more}, rounding: nearest-whole"),
            format!("{from}, cycle: {{length: 2 years, fixed: 04-01}}, {asks}, {more}, within: {{length: 5 months, total: 3}}, first_cycle_pro_rata: true"),
            format!("{always}, cycle: {{length: 1 year, fixed: 02-29}}, entries: {{reflections: 2}}, areas: {{every: 2}}, unit: credits"),
            format!("{from}, cycle: {{length: 7 months}}, rolling: true, {asks}, within: {{length: 40 days, total: 1}}"),
            format!("{always}, cycle: {{length: 1 year}}, rolling: true, total: 5, {more}, longest_gap: 4 months"),
            format!("{from}, cycle: {{length: 100 days, anchor: registration}}, longest_gap: 60 days, {more}"),
        ]
        .iter()
        .map(|it| scheme(it))
        .collect()
    })
}

fn date(offset: i32) -> String {
    Day(FIRST + offset).to_string()
}

fn any_entry() -> impl Strategy<Value = String> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (0..3500i32, 0..1200u32, flags, prop_oneof![Just(""), Just(", cpd_kind: course")], 0..4u8).prop_map(
        |(on, hundredths, (core, reflected, credits), kind, area)| {
            let unit = if credits { "credits" } else { "hours" };
            let core = if core { "[core]" } else { "[]" };
            format!(
                "kind: cpd, on: {}, {unit}: {}.{:02}, attributes: {core}, reflected: {reflected}, areas: [a{area}]{kind}",
                date(on),
                hundredths / 100,
                hundredths % 100
            )
        },
    )
}

fn any_other() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..3000i32)
            .prop_map(|it| format!("kind: registration, register: pamvr, from: {}", date(it))),
        (0..3500i32, 1..500i32, any::<bool>()).prop_map(|(from, n, has_end)| {
            let end = if has_end { format!(", until: {}", date(from + n)) } else { String::new() };
            format!("kind: absence, reason: sickness, from: {}{end}", date(from))
        }),
        any_entry(),
        any_entry(),
        Just("kind: cpd, hours: 3, attributes: [core]".to_owned()),
    ]
}

/// Somebody on the register with some of everything, verified or not.
fn any_facts() -> impl Strategy<Value = Vec<String>> {
    let others = prop::collection::vec((any_other(), prop::bool::weighted(0.8)), 0..14);
    (0..1500i32, others).prop_map(|(joined, others)| {
        let mut made = vec![entered("pamvr", &date(joined))];
        made.extend(
            others.iter().map(|(fact, is_sure)| if *is_sure { sure(fact) } else { claimed(fact) }),
        );
        // Ids of their own, so that the order of the list is all that changes.
        made.iter()
            .enumerate()
            .map(|(i, it)| it.replacen('{', &format!("{{id: n-{i}, "), 1))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// More verified CPD never takes compliance away, on any day.
    #[test]
    fn more_verified_cpd_never_hurts(which in 0..6usize, facts in any_facts(), extra in any_entry()) {
        let book = &schemes()[which];
        let before = timeline(book, "x", &facts, When::Now);
        let more = [facts.as_slice(), &[sure(&format!("id: extra, {extra}"))]].concat();
        let after = timeline(book, "x", &more, When::Now);
        for (on, _) in before.steps().iter().chain(after.steps()) {
            prop_assert!(after.at(*on) >= before.at(*on), "on {on}: {before:?}, then {after:?}");
        }
    }

    /// The order of the facts never matters.
    #[test]
    fn the_order_of_facts_never_matters(which in 0..6usize, facts in any_facts(), turn in 0..14usize) {
        let book = &schemes()[which];
        let mut other = facts.clone();
        other.rotate_left(turn % facts.len());
        other.reverse();
        prop_assert_eq!(timeline(book, "x", &facts, When::Now), timeline(book, "x", &other, When::Now));
    }

    /// The timeline and the account agree on every day, also on those between the steps.
    #[test]
    fn the_timeline_is_the_account_day_by_day(which in 0..6usize, facts in any_facts(), on in 0..5000i32) {
        let book = &schemes()[which];
        let person = person(&facts);
        let record = Record::known_at(&person, KnownAt::EVERYTHING);
        let it = book.cpd_scheme("x").expect("a scheme");
        let found = compliance(book, &record, None, it, When::Now);
        let steps = found.steps().iter().skip(1).take(12).flat_map(|it| [it.0.previous(), it.0, it.0.next()]);
        for on in steps.chain([Day(FIRST + on)]) {
            let made = account(book, &record, None, &it.id.value, on).expect("a scheme");
            prop_assert_eq!(found.at(on), made.truth, "on {}", on);
        }
    }

    /// A day judged by its cycles is met exactly where every judged parameter of theirs is.
    #[test]
    fn the_reasons_bear_the_answer_out(which in 0..6usize, facts in any_facts(), on in 0..4000i32) {
        // Verified and dated, so that nothing is unknown.
        let dated = |it: &String| it.contains(" on: ") || it.contains(" from: ");
        let facts: Vec<String> =
            facts.into_iter().filter(|it| it.contains("verified: true") && dated(it)).collect();
        let made = accounted(&schemes()[which], "x", &facts, &date(on));
        let mut judged = made.completed.iter().flat_map(|it| &it.parameters).filter(|it| it.is_judged);
        let all = judged.all(|it| it.state.is_fulfilled());
        prop_assert_eq!(made.truth, Truth::from(all));
    }

    /// What lies outside the cycles by which a day is judged does not count on that day.
    #[test]
    fn an_entry_outside_the_cycle_does_not_count(
        which in 0..6usize, facts in any_facts(), extra in any_entry(), is_sure: bool, on in 0..4000i32,
    ) {
        let book = &schemes()[which];
        let before = accounted(book, "x", &facts, &date(on));
        let done = extra.find("on: ").and_then(|it| extra.get(it + 4..it + 14)).map(day).expect("a day");
        let fact = format!("id: extra, {extra}");
        let more = [facts.as_slice(), &[if is_sure { sure(&fact) } else { claimed(&fact) }]].concat();
        let after = accounted(book, "x", &more, &date(on));
        if before.completed.iter().all(|it| it.is_sure && !it.period.holds(done)) {
            prop_assert_eq!(before.truth, after.truth);
            prop_assert_eq!(before.completed, after.completed);
        }
    }
}
