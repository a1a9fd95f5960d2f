//! Each boundary of each scheme: the day before, the day, the day after; and the laws of the whole.

use std::collections::BTreeMap;

use std::sync::OnceLock;

use preceptor_record::file::{Faults, Limits, Shape, parse_yaml};
use preceptor_record::people::People;
use preceptor_record::{Code, Day, KnownAt, Person, PersonId, Record};
use preceptor_rulebook::requirement::When;
use preceptor_rulebook::vocabulary::CpdScheme;
use preceptor_rulebook::{Rulebook, builtin_files, load};

use super::{Account, account, compliance};
use crate::truth::{Timeline, Truth};

mod laws;
mod reasons;
mod shapes;
mod uk;

fn uk() -> &'static Rulebook {
    static UK: OnceLock<Rulebook> = OnceLock::new();
    UK.get_or_init(|| load(&builtin_files()).rulebook.expect("the built-in rulebook has a head"))
}

/// The rulebook of the United Kingdom with that scheme beside its own.
fn beside(scheme: CpdScheme) -> Rulebook {
    let it = uk();
    let mut vocabulary = it.vocabulary.clone();
    vocabulary.cpd_schemes.push(scheme);
    Rulebook::new(
        it.header.clone(),
        vocabulary,
        it.roles.clone(),
        Vec::new(),
        Vec::new(),
        &BTreeMap::new(),
    )
}

/// A scheme of the United Kingdom as `x`, as though it had been in force from 2000 on without an end.
fn unending(scheme: &str) -> Rulebook {
    let mut it = uk().cpd_scheme(scheme).expect("a scheme").clone();
    it.id.value = Code::new("x");
    it.effective.from.day = day("2000-01-01");
    it.effective.until = None;
    beside(it)
}

/// A rulebook with a scheme `x` for the register `pamvr`, with these keys.
fn scheme(keys: &str) -> Rulebook {
    let text = format!("{{id: x, title: X, owner: X, applies_to: {{register: [pamvr]}}, {keys}}}");
    let mut faults = Faults::default();
    let node = parse_yaml(&text, 0, Limits::default(), &mut faults).expect("YAML");
    let made = CpdScheme::read(&node, &mut faults);
    assert!(!faults.any_error(), "{keys}: {:?}", faults.list());
    beside(made.expect("a scheme"))
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn person(facts: &[String]) -> Person {
    let text = format!("- id: p\n  facts: [{}]\n", facts.join(",\n    "));
    let mut faults = Faults::default();
    let mut people = People::from_yaml(&text, 0, &mut faults);
    assert!(!faults.any_error(), "{text}: {:?}", faults.list());
    people.people.remove(&PersonId::new("p")).expect("a person")
}

/// A verified fact.
fn sure(fact: &str) -> String {
    format!("{{{fact}, verified: true}}")
}

/// A fact that is only claimed.
fn claimed(fact: &str) -> String {
    format!("{{{fact}}}")
}

fn entered(register: &str, from: &str) -> String {
    sure(&format!("kind: registration, register: {register}, from: {from}"))
}

fn cpd(on: &str, rest: &str) -> String {
    sure(&format!("kind: cpd, on: {on}, {rest}"))
}

fn away(reason: &str, from: &str, until: &str) -> String {
    sure(&format!("kind: absence, reason: {reason}, from: {from}, until: {until}"))
}

fn timeline(book: &Rulebook, scheme: &str, facts: &[String], when: When) -> Timeline {
    let person = person(facts);
    let scheme = book.cpd_scheme(scheme).expect("a scheme");
    compliance(book, &Record::known_at(&person, KnownAt::EVERYTHING), None, scheme, when)
}

fn accounted(book: &Rulebook, scheme: &str, facts: &[String], on: &str) -> Account {
    let person = person(facts);
    let record = Record::known_at(&person, KnownAt::EVERYTHING);
    account(book, &record, None, &Code::new(scheme), day(on)).expect("a scheme")
}

/// What the record says of compliance on each of the days, by the timeline and by the account.
fn check(book: &Rulebook, scheme: &str, facts: &[String], expected: &[(&str, Truth)]) {
    let found = timeline(book, scheme, facts, When::Now);
    for (on, truth) in expected {
        assert_eq!(found.at(day(on)), *truth, "{scheme} on {on}: {found:?}");
        assert_eq!(
            accounted(book, scheme, facts, on).truth,
            *truth,
            "the account of {scheme} on {on}"
        );
    }
}
