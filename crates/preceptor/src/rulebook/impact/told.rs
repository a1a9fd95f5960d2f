//! What changes for one person, told.

use std::fmt::Write as _;

use preceptor_record::{Code, Person};
use preceptor_standing::Decision;
use preceptor_standing::impact::{AskedFor, Difference, PostImpact, Seen};
use serde_json::{Value as Json, json};

/// Several lines; nothing where nothing changes.
pub fn in_words(person: &Person, posts: &[PostImpact]) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    for post in posts.iter().filter(|it| it.any()) {
        if out.is_empty() {
            let name = person.name.as_ref().map_or(String::new(), |it| format!(" {it}"));
            let _ = writeln!(out, "{}{name}", person.id);
        }
        let fact = post.post.as_ref().map_or(String::new(), |it| format!(" ({it})"));
        let _ = writeln!(out, "  {}{fact}", post.role);
        if let Some(it) = &post.standing {
            let (was, is) = (it.before.as_str(), it.after.as_str());
            let _ = write!(
                out,
                "    {} on {}: standing was {was}, now {is}",
                it.turn.as_str(),
                it.from
            );
            let _ = writeln!(out, "{}", because(&it.no_longer, &it.now));
        }
        for (same, activities) in grouped(&post.differences) {
            let _ = write!(
                out,
                "    {} from {}: {}",
                same.turn.as_str(),
                same.from,
                activities.join(", ")
            );
            let _ = write!(out, ": was {}, now {}", seen(&same.before), seen(&same.after));
            let _ = writeln!(out, "{}", because(&same.no_longer, &same.now));
            if same.general_replaced {
                out.push_str(
                    "      the general permit has given way to a permit that names the activity\n",
                );
            }
        }
    }
    out
}

/// Activities that change in the same way stand together, in the order of the first of them.
fn grouped(list: &[Difference]) -> Vec<(&Difference, Vec<&str>)> {
    let mut made: Vec<(&Difference, Vec<&str>)> = Vec::new();
    for it in list {
        let same = |other: &&mut (&Difference, Vec<&str>)| {
            let other = other.0;
            (other.turn, other.from, other.general_replaced)
                == (it.turn, it.from, it.general_replaced)
                && (&other.before, &other.after) == (&it.before, &it.after)
                && (&other.now, &other.no_longer) == (&it.now, &it.no_longer)
        };
        match made.iter_mut().find(same) {
            Some(group) => group.1.push(it.activity.as_str()),
            None => made.push((it, vec![it.activity.as_str()])),
        }
    }
    made
}

/// What it rests on. A provision of both sides says one thing on the first and another on the second.
fn because(no_longer: &[Code], now: &[Code]) -> String {
    let list = |of: Vec<&Code>| of.into_iter().map(Code::as_str).collect::<Vec<_>>().join(", ");
    let parts = [
        ("by", list(now.iter().filter(|it| !no_longer.contains(it)).collect())),
        ("by another wording of", list(now.iter().filter(|it| no_longer.contains(it)).collect())),
        ("no longer", list(no_longer.iter().filter(|it| !now.contains(it)).collect())),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|it| !it.1.is_empty())
        .map(|(word, list)| format!("{word} {list}"))
        .collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
}

fn seen(it: &Seen) -> String {
    let decision = it.decision.map_or("not known", Decision::as_str);
    let Some(asked) = &it.supervision else { return decision.to_owned() };
    format!("{decision} ({})", supervision(asked))
}

fn supervision(it: &AskedFor) -> String {
    let mut parts = vec![it.level.as_str().to_owned()];
    parts.extend(it.minutes.map(|it| format!("within {it} minutes")));
    parts.extend(it.covers.map(|it| format!("covering {it} at most")));
    parts.extend(it.named.then(|| "the named supervisor".to_owned()));
    parts.extend((!it.by.is_empty()).then(|| it.by.join(", who is also ")));
    parts.join(", ")
}

/// The same for programs; none where nothing changes.
pub fn in_json(person: &Person, posts: &[PostImpact]) -> Option<Json> {
    let changed: Vec<Json> = posts.iter().filter(|it| it.any()).map(post_in_json).collect();
    (!changed.is_empty()).then(|| json!({ "person": person.id.as_str(), "posts": changed }))
}

fn post_in_json(it: &PostImpact) -> Json {
    let codes = |list: &[Code]| list.iter().map(|it| Json::from(it.as_str())).collect::<Json>();
    let standing = it.standing.as_ref().map(|it| {
        json!({
            "turn": it.turn.as_str(), "from": it.from.to_string(),
            "before": it.before.as_str(), "after": it.after.as_str(),
            "now": codes(&it.now), "no_longer": codes(&it.no_longer),
        })
    });
    let differences = it.differences.iter().map(|it| {
        json!({
            "activity": it.activity.as_str(), "turn": it.turn.as_str(), "from": it.from.to_string(),
            "before": seen_in_json(&it.before), "after": seen_in_json(&it.after),
            "now": codes(&it.now), "no_longer": codes(&it.no_longer), "general_replaced": it.general_replaced,
        })
    });
    json!({
        "post": it.post.as_ref().map(|it| it.as_str().to_owned()),
        "role": it.role.as_str(),
        "standing": standing,
        "differences": differences.collect::<Vec<_>>(),
    })
}

fn seen_in_json(it: &Seen) -> Json {
    let supervision = it.supervision.as_ref().map(|it| {
        json!({
            "level": it.level.as_str(), "attend_within_minutes": it.minutes, "covers_at_most": it.covers,
            "named": it.named, "by": it.by,
        })
    });
    json!({ "decision": it.decision.map(Decision::as_str), "supervision": supervision })
}
