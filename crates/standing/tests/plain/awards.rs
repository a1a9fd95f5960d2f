//! The leaves about awards, examinations and places on a programme: `holds`, `passed`, `enrolled`, `since`.

use preceptor_record::facts::{Enrolment, Qualification};
use preceptor_record::{Body, Code, Day, Period};
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::requirement::{Enrolled, Holds, PassedExam, Since};
use preceptor_rulebook::vocabulary::Recognition;
use preceptor_standing::Truth;

use super::scene::Scene;
use super::sets::{Candidate, agreed, all, among, any};
use super::when::{Time, holds as holds_on, since as first_day};

/// Whether an award like the one asked for is held.
pub fn holds(scene: &Scene, leaf: &Holds) -> Truth {
    let awards: Vec<Candidate<Day>> = scene
        .facts()
        .iter()
        .filter_map(|it| match &it.fact.body {
            Body::Qualification(award) => Some(Candidate {
                what: first_day(award.on),
                verified: it.verified,
                matches: award_matches(scene.book, leaf, award),
            }),
            _ => None,
        })
        .collect();
    agreed(&awards, |days| {
        days.iter().any(|it| holds_on(Time::Happened(*it), leaf.when, scene.day)).into()
    })
}

fn award_matches(book: &Rulebook, leaf: &Holds, award: &Qualification) -> Truth {
    let level = award
        .level
        .or_else(|| book.qualification(award.qualification.as_str()).and_then(|it| it.level));
    all([
        among(leaf.qualification.iter().map(|it| &it.value), Some(&award.qualification)),
        leaf.level.is_none_or(|asked| level.is_some_and(|it| it >= asked)).into(),
        // The classes are in order, the best first.
        leaf.class.is_none_or(|asked| award.class.is_some_and(|it| it <= asked)).into(),
        (leaf.subject.is_empty()
            || award
                .subject
                .iter()
                .any(|it| leaf.subject.iter().any(|asked| is_subject(book, &asked.value, it))))
        .into(),
        programme_matches(book, leaf, award),
        country_matches(book, leaf, award),
    ])
}

fn is_subject(book: &Rulebook, asked: &Code, subject: &Code) -> bool {
    asked == subject
        || book
            .vocabulary
            .subjects
            .iter()
            .any(|it| it.id.value == *subject && it.groups.contains(asked))
}

fn programme_matches(book: &Rulebook, leaf: &Holds, award: &Qualification) -> Truth {
    if leaf.programme.is_empty() {
        return Truth::Met;
    }
    let Some(programme) = &award.programme else { return Truth::Unmet };
    any(leaf.programme.iter().map(|asked| {
        if asked.value == "recognised" {
            was_recognised(book, programme, award.on)
        } else {
            (asked.value == *programme).into()
        }
    }))
}

fn was_recognised(book: &Rulebook, programme: &Code, on: Option<Day>) -> Truth {
    let Some(programme) = book.programme(programme.as_str()) else { return Truth::Unknown };
    let mut recognised =
        programme.recognised.iter().filter(|it| it.status != Recognition::NotApproved);
    match on {
        Some(on) => recognised.any(|it| it.effective.period().holds(on)).into(),
        None if recognised.next().is_some() => Truth::Unknown,
        None => Truth::Unmet,
    }
}

fn country_matches(book: &Rulebook, leaf: &Holds, award: &Qualification) -> Truth {
    if leaf.country.is_empty() {
        return Truth::Met;
    }
    let programme = award.programme.as_ref().and_then(|it| book.programme(it.as_str()));
    match award.country.as_ref().or_else(|| programme.and_then(|it| it.country.as_ref())) {
        Some(country) => leaf.country.iter().any(|asked| is_country(asked, country)).into(),
        None if programme.is_none() => Truth::Unknown,
        None => Truth::Unmet,
    }
}

/// Whether that country was asked for; `uk` stands for its parts.
// READ AS: the home countries stand under `experience` in the specification and are taken to hold for awards too.
pub fn is_country(asked: &Code, country: &Code) -> bool {
    asked == country
        || (*asked == "uk"
            && ["gb", "england", "wales", "scotland", "northern-ireland"]
                .contains(&country.as_str()))
}

/// Whether an examination was passed.
pub fn passed(scene: &Scene, leaf: &PassedExam) -> Truth {
    let sittings: Vec<Candidate<Day>> = scene
        .facts()
        .iter()
        .filter_map(|it| match &it.fact.body {
            Body::Exam(sitting) => {
                // READ AS: a sitting without a day was before every day.
                let on = first_day(sitting.on);
                let matches = all([
                    among(leaf.exam.iter().map(|it| &it.value), Some(&sitting.exam)),
                    (sitting.outcome == leaf.outcome).into(),
                    leaf.on_or_after.is_none_or(|it| on >= it).into(),
                    leaf.before.is_none_or(|it| on < it).into(),
                ]);
                Some(Candidate { what: on, verified: it.verified, matches })
            }
            _ => None,
        })
        .collect();
    agreed(&sittings, |days| {
        days.iter().any(|it| holds_on(Time::Happened(*it), leaf.when, scene.day)).into()
    })
}

/// Whether the person has a place on a programme.
pub fn enrolled(scene: &Scene, leaf: &Enrolled) -> Truth {
    let places: Vec<Candidate<Period>> = scene
        .facts()
        .iter()
        .filter_map(|it| match &it.fact.body {
            Body::Enrolment(place) => Some(Candidate {
                what: Period::new(place.from, place.until),
                verified: it.verified,
                matches: place_matches(scene.book, leaf, place),
            }),
            _ => None,
        })
        .collect();
    agreed(&places, |them| {
        them.iter().any(|it| holds_on(Time::Lasting(*it), leaf.when, scene.day)).into()
    })
}

fn place_matches(book: &Rulebook, leaf: &Enrolled, place: &Enrolment) -> Truth {
    let from = first_day(place.from);
    let of_programme = place
        .programme
        .as_ref()
        .and_then(|it| book.programme(it.as_str()))
        .and_then(|it| it.qualification.as_ref())
        .map(|it| &it.value);
    // READ AS: a programme that is not in the vocabulary, or names no qualification, leaves what the fact itself says.
    let qualification = of_programme.or(place.qualification.as_ref());
    // READ AS: where programme and qualification are both asked for, a fact without a programme need only match the latter.
    let is_on_it = match &place.programme {
        None if !leaf.qualification.is_empty() => Truth::Met,
        programme => among(leaf.programme.iter().map(|it| &it.value), programme.as_ref()),
    };
    all([
        is_on_it,
        among(leaf.qualification.iter().map(|it| &it.value), qualification),
        leaf.started_before.is_none_or(|it| from < it).into(),
        leaf.started_on_or_after.is_none_or(|it| from >= it).into(),
    ])
}

/// Whether so much time has gone by since the first award or the first entry in a register.
pub fn since(scene: &Scene, leaf: &Since) -> Truth {
    let starts: Vec<Candidate<Day>> = scene
        .facts()
        .iter()
        .filter_map(|it| {
            let (start, matches) = match &it.fact.body {
                Body::Qualification(award) => {
                    (award.on, leaf.qualification.iter().any(|it| it.value == award.qualification))
                }
                Body::Registration(entry) => {
                    let in_register = leaf.registration.iter().any(|it| it.value == entry.register);
                    let parts: Vec<&Code> = leaf.part.iter().map(|it| &it.value).collect();
                    let in_part = match &entry.part {
                        Some(part) => parts.is_empty() || parts.contains(&part),
                        None => true,
                    };
                    (entry.from, in_register && in_part)
                }
                _ => return None,
            };
            Some(Candidate {
                what: first_day(start),
                verified: it.verified,
                matches: matches.into(),
            })
        })
        .collect();
    agreed(&starts, |starts| {
        let Some(first) = starts.iter().min() else { return Truth::Unmet };
        let from = leaf.at_least.map_or(*first, |it| first.plus(it));
        let until = leaf.below.map_or(Day::NEVER, |it| first.plus(it));
        // READ AS: `when` is applied to this stretch as to a lasting fact.
        holds_on(Time::Lasting(Period { from, until }), leaf.when, scene.day).into()
    })
}
