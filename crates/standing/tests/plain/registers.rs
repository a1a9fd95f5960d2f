//! The leaves about registers: `registered` and `annotated`.

use std::collections::BTreeSet;

use preceptor_record::facts::{Annotation, Registration, Status};
use preceptor_record::{Body, Code, Day, Period};
use preceptor_rulebook::requirement::{Annotated, Registered};
use preceptor_standing::Truth;

use super::acting::Base;
use super::scene::Scene;
use super::sets::{Candidate, agreed};
use super::when::{Time, holds};

/// A register asked for, with the parts asked for (every part, if none is).
struct Asked {
    register: Code,
    parts: Vec<Code>,
}

/// The registers asked for, and whether one of them is not known because the base profession is not.
fn asked_registers<'b>(
    scene: &Scene,
    registers: impl IntoIterator<Item = &'b Code>,
    parts: &[Code],
) -> (Vec<Asked>, bool) {
    let mut known = Vec::new();
    let mut some_unknown = false;
    for register in registers {
        if *register != "base" {
            known.push(Asked { register: register.clone(), parts: parts.to_vec() });
            continue;
        }
        match scene.acting.map_or(&Base::None, |it| &it.base) {
            Base::None => {}
            Base::Unknown => some_unknown = true,
            Base::Is(profession) => {
                let home =
                    scene.book.profession(profession.as_str()).and_then(|it| it.register.as_ref());
                if let Some(home) = home {
                    // READ AS: the part of the base profession where it has one, else the parts the leaf asks for.
                    let own = home.part.iter().map(|it| it.value.clone()).collect::<Vec<_>>();
                    let parts = if own.is_empty() { parts.to_vec() } else { own };
                    known.push(Asked { register: home.register.value.clone(), parts });
                }
            }
        }
    }
    (known, some_unknown)
}

/// Whether the register's word is one of those asked for.
pub fn registered(scene: &Scene, leaf: &Registered) -> Truth {
    let parts: Vec<Code> = leaf.part.iter().map(|it| it.value.clone()).collect();
    let (asked, some_unknown) =
        asked_registers(scene, leaf.register.iter().map(|it| &it.value), &parts);
    let facts = scene.facts();
    let entries: Vec<Candidate<&Registration>> = facts
        .iter()
        .filter_map(|it| match &it.fact.body {
            Body::Registration(entry) => {
                Some(Candidate { what: entry, verified: it.verified, matches: Truth::Met })
            }
            _ => None,
        })
        .collect();
    let answer = agreed(&entries, |entries| {
        asked.iter().any(|it| is_registered(it, entries, leaf, scene.day)).into()
    });
    if some_unknown { answer.max(Truth::Unknown) } else { answer }
}

fn is_registered(asked: &Asked, entries: &[&Registration], leaf: &Registered, day: Day) -> bool {
    let of_register: Vec<&Registration> =
        entries.iter().copied().filter(|it| it.register == asked.register).collect();
    let named: BTreeSet<&Code> = of_register.iter().filter_map(|it| it.part.as_ref()).collect();
    let parts: Vec<Option<&Code>> = if !asked.parts.is_empty() {
        asked.parts.iter().map(Some).collect()
    } else if named.is_empty() {
        vec![None]
    } else {
        named.into_iter().map(Some).collect()
    };
    parts.into_iter().any(|part| {
        let of_part: Vec<&Registration> = of_register
            .iter()
            .copied()
            .filter(|it| it.part.is_none() || it.part.as_ref() == part)
            .collect();
        stretches(&of_part, &leaf.status)
            .into_iter()
            .any(|it| holds(Time::Lasting(it), leaf.when, day))
    })
}

/// The stretches in which the word of the register is one of `status`.
fn stretches(of_part: &[&Registration], status: &[Status]) -> Vec<Period> {
    let mut boundaries: Vec<Day> = vec![Day::ALWAYS, Day::NEVER];
    for it in of_part {
        let period = Period::new(it.from, it.until);
        boundaries.extend([period.from, period.until]);
    }
    boundaries.sort_unstable();
    boundaries.dedup();
    boundaries
        .iter()
        .zip(boundaries.iter().skip(1))
        .filter(|(from, _)| word(of_part, **from).is_some_and(|it| status.contains(&it)))
        .map(|(from, until)| Period { from: *from, until: *until })
        .collect()
}

/// What the register says on `day`: the fact in force with the latest `from`; among equals the worst status.
fn word(of_part: &[&Registration], day: Day) -> Option<Status> {
    of_part
        .iter()
        .map(|it| (Period::new(it.from, it.until), it.status))
        .filter(|(period, _)| period.holds(day))
        .max_by_key(|(period, status)| (period.from, *status))
        .map(|(_, status)| status)
}

/// Whether an entry carries one of the marks asked for.
pub fn annotated(scene: &Scene, leaf: &Annotated) -> Truth {
    let (asked, some_unknown) =
        asked_registers(scene, leaf.register.iter().map(|it| &it.value), &[]);
    let facts = scene.facts();
    let marks: Vec<Candidate<&Annotation>> = facts
        .iter()
        .filter_map(|it| match &it.fact.body {
            Body::Annotation(mark) => {
                Some(Candidate { what: mark, verified: it.verified, matches: Truth::Met })
            }
            _ => None,
        })
        .collect();
    let in_asked_register = |mark: &Annotation| match &mark.register {
        _ if leaf.register.is_empty() => true,
        None => !asked.is_empty(),
        Some(register) => asked.iter().any(|it| it.register == *register),
    };
    let answer = agreed(&marks, |marks| {
        marks
            .iter()
            .filter(|it| leaf.annotation.is_empty() || leaf.annotation.contains(&it.annotation))
            .filter(|it| in_asked_register(it))
            .any(|it| holds(Time::Lasting(Period::new(it.from, it.until)), leaf.when, scene.day))
            .into()
    });
    if some_unknown { answer.max(Truth::Unknown) } else { answer }
}
