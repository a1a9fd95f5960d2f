//! What somebody may do today, grouped by kind of work: the rows of the scope matrix.

use std::collections::BTreeMap;

use preceptor_record::{Body, Closeness, Code, Day, FactId, Record};
use preceptor_rulebook::Effect;
use preceptor_rulebook::sets::AuthorityKind;
use preceptor_standing::engine::OVERLAY;
use preceptor_standing::{Acting, Decider, Decision, Lookup, Scoped, scope};

use super::{Frame, activity_title};
use crate::say;

/// An activity with what may be done of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The activity.
    pub activity: Code,
    /// What it is called.
    pub title: String,
    /// The decision with nobody present and nothing stated.
    pub decision: Decision,
    /// The least close supervision it is open under, or would be if what is claimed were verified.
    pub level: Option<Closeness>,
    /// The first day on which that is no longer so.
    pub until: Option<Day>,
    /// Who or what decided, in a few words.
    pub decided: String,
    /// The provision that decided, where one did.
    pub provision: Option<Code>,
    /// What would have to be stated before it can be told, in words.
    pub unstated: Vec<String>,
    /// Whether it is work of this post.
    pub is_own: bool,
}

/// Activities of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What kind; none for activities of no kind.
    pub title: Option<String>,
    /// Its lines: the post's own first, each in the order of the vocabulary.
    pub lines: Vec<Line>,
}

/// Every activity for somebody in a post, by kind. Groups with work of the post come first, in the order of the rulebook.
pub fn matrix(frame: &Frame<'_>, acting: &Acting) -> Vec<Group> {
    let record = Record::known_at(frame.person, frame.known_at);
    let lookup = Lookup::new(frame.engine.book, frame.people, frame.known_at);
    let lines = scope(frame.engine, &lookup, &record, acting, frame.day);
    let groups = &frame.engine.book.vocabulary.activity_groups;
    let place = |id: &Code| groups.iter().position(|it| it.id.value == *id);
    let mut by_kind: BTreeMap<usize, Group> = BTreeMap::new();
    for it in &lines {
        let kind =
            frame.engine.book.activity(it.activity.as_str()).and_then(|it| it.groups.first());
        let at = kind.and_then(|it| place(&it.value)).unwrap_or(usize::MAX);
        let title = groups.get(at).map(|it| it.title.clone());
        let group = by_kind.entry(at).or_insert_with(|| Group { title, lines: Vec::new() });
        group.lines.push(line(frame, it));
    }
    let mut made: Vec<Group> = by_kind.into_values().collect();
    for it in &mut made {
        it.lines.sort_by_key(|it| !it.is_own);
    }
    made.sort_by_key(|it| !it.lines.iter().any(|it| it.is_own));
    made
}

fn line(frame: &Frame<'_>, it: &Scoped) -> Line {
    let book = frame.engine.book;
    let words = say::words(book);
    let provision = match it.decided.first() {
        Some(Decider::Provision(id, _)) => Some(id.clone()),
        _ => None,
    };
    Line {
        activity: it.activity.clone(),
        title: activity_title(book, &it.activity),
        decision: it.decision,
        level: it.level,
        until: it.until,
        decided: decided(frame, it),
        provision,
        unstated: it.unstated.iter().map(|it| words.key(it)).collect(),
        is_own: it.is_own,
    }
}

/// Who or what decided: the first, and how many more did.
fn decided(frame: &Frame<'_>, it: &Scoped) -> String {
    let refused = it.decision == Decision::Refuse;
    match it.decided.first() {
        None | Some(Decider::Nothing) => "Nothing permits it".to_owned(),
        Some(Decider::Post) => "The post is only claimed".to_owned(),
        Some(Decider::SignOff(id)) => match signed_by(frame, id) {
            Some(who) => format!("Sign-off, {who}"),
            None => "Sign-off".to_owned(),
        },
        Some(Decider::Restriction(id)) => match imposed_by(frame, id) {
            Some(who) => format!("Restriction, {who}"),
            None => "Restriction".to_owned(),
        },
        Some(Decider::Provision(id, set)) => {
            let placed = frame.engine.provision(id);
            let is_permit = placed.is_some_and(|it| it.effect == Effect::Permit);
            let who = said_by(frame, set, placed);
            if is_permit && refused { format!("Not met: {who}") } else { who }
        }
    }
}

/// Who says so: the publication for law, the authority for what others say.
fn said_by(
    frame: &Frame<'_>,
    set: &Code,
    provision: Option<&preceptor_rulebook::Provision>,
) -> String {
    let book = frame.engine.book;
    if *set == *OVERLAY {
        return "Own adoption".to_owned();
    }
    let Some(found) = book.set(set.as_str()) else { return set.to_string() };
    if found.authority.kind == AuthorityKind::Statute {
        let cited = provision.and_then(|it| it.source.first());
        if let Some(source) = cited.and_then(|it| book.source(it.id.as_str())) {
            return source.title.clone();
        }
    }
    found.authority.name.clone()
}

fn signed_by(frame: &Frame<'_>, id: &FactId) -> Option<String> {
    let Body::SignOff(it) = &frame.person.fact(id)?.body else { return None };
    let assessor = it.assessor.as_ref()?;
    let found = frame.people.people.get(assessor);
    Some(found.map_or(assessor.as_str(), |it| it.display_name()).to_owned())
}

fn imposed_by(frame: &Frame<'_>, id: &FactId) -> Option<String> {
    let Body::Restriction(it) = &frame.person.fact(id)?.body else { return None };
    it.imposed_by.clone()
}
