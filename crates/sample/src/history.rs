//! What befalls the record itself: corrections, checks, things taken back, notes.

use preceptor_record::facts::Outcome;
use preceptor_record::{Body, Day, Fact, FactId, Verification, Verified, Withdrawal};

use crate::cast::{Senior, id_of};
use crate::life::{Life, instant, shift};

pub(crate) fn happens(life: &mut Life<'_>) {
    if life.dice.in_hundred(5) {
        let from = life.before(life.day, 20, 2_000);
        life.changes_name(from);
    }
    notes(life);
    if life.dice.in_hundred(20) {
        correction(life);
    }
    if life.dice.in_hundred(18) {
        check(life);
    }
    if life.dice.in_hundred(4) {
        taken_back(life);
    }
}

/// Some facts say when and by whom they were recorded, on what evidence.
fn notes(life: &mut Life<'_>) {
    let day = life.day;
    for at in 0..life.facts.len() {
        let (late, evidence, noted) =
            (life.dice.in_hundred(12), life.dice.in_hundred(4), life.dice.in_hundred(2));
        let days = life.dice.between(0, 45);
        let by = life.cast.senior(Senior::Anybody, None, life.place, life.index, life.dice);
        let Some(fact) = life.facts.get_mut(at) else { return };
        if late {
            fact.entry.recorded = instant(shift(fact.body.period().from, days).min(day), 14);
            fact.entry.recorded_by = by;
        }
        if evidence {
            fact.entry.evidence = vec![format!("evidence/{}-{}.pdf", id_of(life.index), at + 1)];
        }
        if noted {
            fact.entry.note = Some("from the old spreadsheet".to_owned());
        }
    }
}

/// A date or a number was wrong and has been put right: the wrong entry stays, the right one takes its place.
fn correction(life: &mut Life<'_>) {
    let Some(at) = some_fact(life, |it| {
        matches!(
            it,
            Body::Training(_) | Body::Qualification(_) | Body::Registration(_) | Body::Post(_)
        )
    }) else {
        return;
    };
    let days = life.dice.between(1, 60);
    let (day, after) = (life.day, life.dice.between(20, 300));
    let by = life.cast.senior(Senior::Anybody, None, life.place, life.index, life.dice);
    let Some(right) = life.facts.get(at).cloned() else { return };
    let (Some(from), Some(wrong)) = (right.body.period().from.date(), life.facts.get_mut(at))
    else {
        return;
    };
    let from = Day::from_date(from);
    match &mut wrong.body {
        Body::Training(it) => it.on = Some(shift(from, -days)),
        Body::Qualification(it) => it.on = Some(shift(from, -days)),
        Body::Post(it) => it.from = Some(shift(from, -days)),
        Body::Registration(it) => it.number = it.number.as_ref().map(|it| it.replacen('9', "6", 1)),
        _ => {}
    }
    wrong.entry.recorded = None;
    let supersedes = Some(wrong.id.clone());
    if let Some(fact) = life.add_verified(right.body, right.entry.verified) {
        fact.entry.supersedes = supersedes;
        fact.entry.recorded = instant(shift(from, after).min(day), 16);
        fact.entry.recorded_by = by;
    }
}

/// Somebody looked whether a claimed fact is so; one in six was not.
fn check(life: &mut Life<'_>) {
    let claimed = |it: &Fact| it.entry.verified == Verified::No && it.entry.recorded.is_none();
    let Some(at) = life.facts.iter().position(claimed) else { return };
    let Some((of, from)) = life.facts.get(at).map(|it| (it.id.clone(), it.body.period().from))
    else {
        return;
    };
    let on = life.day_between(from, life.day);
    let outcome = if life.dice.in_hundred(83) { Outcome::Confirmed } else { Outcome::Refuted };
    let by = life.cast.senior(Senior::Anybody, None, life.place, life.index, life.dice);
    let how = Some("asked the issuer".to_owned());
    life.add_verified(
        Body::Verification(Verification { of, outcome, by, how, on: Some(on) }),
        Verified::No,
    );
}

/// An entry that belonged to somebody else.
fn taken_back(life: &mut Life<'_>) {
    let Some(at) =
        some_fact(life, |it| matches!(it, Body::Cpd(_) | Body::Training(_) | Body::Assessment(_)))
    else {
        return;
    };
    let Some((of, from)) = life.facts.get(at).map(|it| (it.id.clone(), it.body.period().from))
    else {
        return;
    };
    let on = life.day_between(from, life.day);
    life.add_verified(Body::Withdrawal(Withdrawal { of, on: Some(on) }), Verified::No);
}

/// The place of some fact of such a kind that has not been corrected yet.
fn some_fact(life: &mut Life<'_>, kind: impl Fn(&Body) -> bool) -> Option<usize> {
    let corrected: Vec<&FactId> =
        life.facts.iter().filter_map(|it| it.entry.supersedes.as_ref()).collect();
    let newest = |it: &Fact| kind(&it.body) && !corrected.contains(&&it.id);
    let places: Vec<usize> =
        (0..).zip(&life.facts).filter(|(_, it)| newest(it)).map(|(at, _)| at).collect();
    (!places.is_empty()).then(|| life.dice.pick(&places))
}
