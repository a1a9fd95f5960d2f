//! Standing for programs, person by person.

use preceptor_record::{Day, FactId, Person};
use preceptor_rulebook::Rulebook;
use preceptor_standing::Timeline;
use preceptor_standing::engine::PRACTISE;
use serde_json::{Value as Json, json};

use super::judged::{Post, since, until};
use crate::item::Item;
use crate::{edition, source};

/// One person, as an element of the list `people`.
pub fn person(book: &Rulebook, person: &Person, posts: &[Post], day: Day) -> Json {
    let roles: Vec<Json> = posts.iter().map(|it| role(book, it, day)).collect();
    json!({ "person": person.id.as_str(), "roles": roles })
}

/// The whole answer about some people: what `standing --json` says of them.
pub fn whole(book: &Rulebook, people: &[Json], day: Day) -> Json {
    json!({ "people": people, "at": day.to_string(), "rulebook": edition(book) })
}

fn role(book: &Rulebook, it: &Post, day: Day) -> Json {
    let standing = &it.standing;
    let mut requirements: Vec<Json> = standing
        .requirements
        .iter()
        .map(|judged| {
            let item = Item::of(judged);
            let mut made = requirement(book, &item, &judged.timeline, day);
            if let Json::Object(map) = &mut made {
                map.insert("unverified".to_owned(), judged.unverified.into());
                map.insert("next".to_owned(), next(&judged.timeline, day));
            }
            made
        })
        .collect();
    requirements.push(practise(book, it, day));
    json!({
        "role": standing.role.as_str(),
        "standing": standing.standing.as_str(),
        "until": standing.until.map(|it| it.to_string()),
        "post": standing.post.as_ref().map(FactId::as_str),
        "lapses_next": it.lapses_next(book, day).map(|it| it.1).unwrap_or_default(),
        "requirements": requirements,
    })
}

fn requirement(book: &Rulebook, it: &Item<'_>, timeline: &Timeline, day: Day) -> Json {
    json!({
        "requirement": it.id,
        "says": it.says,
        "kind": it.weight.as_str(),
        "state": it.outcome,
        "because": it.because,
        "since": since(timeline, day).map(|it| it.to_string()),
        "until": until(timeline, day).map(|it| it.to_string()),
        "fix": it.fix,
        "source": source::first(book, it.source),
    })
}

/// What it changes to, if it changes.
fn next(timeline: &Timeline, day: Day) -> Json {
    timeline.next_change(day).map_or(Json::Null, |(_, truth)| truth.as_str().into())
}

/// Whether the post may be held at all, as one more requirement.
fn practise(book: &Rulebook, it: &Post, day: Day) -> Json {
    let timeline = &it.standing.practise;
    let reasons = it.law.iter().flat_map(|it| &it.reasons);
    let because: Vec<String> = reasons
        .clone()
        .flat_map(|it| std::iter::once(&it.says).chain(&it.because))
        .cloned()
        .collect();
    let source = reasons
        .clone()
        .find_map(|it| it.source.first())
        .map_or(Json::Null, |it| source::json(book, it));
    json!({
        "requirement": PRACTISE,
        "says": super::LAW,
        "kind": "must",
        "state": timeline.at(day).as_str(),
        "because": because,
        "since": since(timeline, day).map(|it| it.to_string()),
        "until": until(timeline, day).map(|it| it.to_string()),
        "fix": null,
        "source": source,
        "provisions": reasons.map(|it| it.provision.as_str()).collect::<Vec<_>>(),
    })
}
