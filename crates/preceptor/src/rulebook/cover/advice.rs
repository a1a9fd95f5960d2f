//! The case to write for something that no case shows yet.

use std::fmt::Write as _;

use preceptor_record::{Code, Day};
use preceptor_rulebook::sets::Adopted;
use preceptor_rulebook::{Effect, Placed, Route, Row, Rulebook, Selector};
use preceptor_standing::adopted::adopted_sets;
use preceptor_standing::engine::PRACTISE;
use serde_json::{Value as Json, json};

use super::gaps::a_day_in;
use crate::rulebook::rows::Home;

/// A case to write.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// The role of the post acted in; none where the question itself names all that matters.
    pub post: Option<Code>,
    /// Where that post lies, where it is not at home.
    pub jurisdiction: Option<Code>,
    /// The kind of question and what it is about.
    pub ask: (&'static str, Code),
    /// The part of the register.
    pub part: Option<Code>,
    /// On which day; any day where there is none.
    pub at: Option<Day>,
    /// The set to adopt.
    pub adopt: Option<Code>,
    /// What has to be among the reasons.
    pub because: Option<Code>,
    /// What to expect beside.
    pub expect: Option<String>,
}

impl Write {
    /// As the keys of a case.
    pub fn in_words(&self) -> String {
        let mut ask = format!("{}: {}", self.ask.0, self.ask.1);
        if let Some(part) = &self.part {
            // Writing to a string cannot fail.
            let _ = write!(ask, ", part: {part}");
        }
        let _ = match self.at {
            Some(it) => write!(ask, ", at: {it}"),
            None => write!(ask, ", at: any day"),
        };
        if let (Some(it), None) = (&self.jurisdiction, &self.post) {
            let _ = write!(ask, ", jurisdiction: {it}");
        }
        if let Some(set) = &self.adopt {
            let _ = write!(ask, ", adopt: [{set}]");
        }
        let post = self.post.as_ref().map_or(String::new(), |role| {
            let place = self
                .jurisdiction
                .as_ref()
                .map_or(String::new(), |it| format!(", jurisdiction: {it}"));
            format!("for a post {{role: {role}{place}}}, ")
        });
        let because = self
            .because
            .as_ref()
            .map_or(String::new(), |it| format!(", expect: {{because: [{it}]}}"));
        let expect = self.expect.as_ref().map_or(String::new(), |it| format!(", expect: {{{it}}}"));
        format!("{post}ask: {{{ask}}}{because}{expect}")
    }

    pub fn in_json(&self) -> Json {
        let code = |it: &Option<Code>| it.as_ref().map(|it| it.as_str().to_owned());
        json!({
            "post": code(&self.post),
            "jurisdiction": code(&self.jurisdiction),
            "ask": self.ask.0,
            "about": self.ask.1.as_str(),
            "part": code(&self.part),
            "at": self.at.map(|it| it.to_string()),
            "adopt": code(&self.adopt),
            "because": code(&self.because),
        })
    }
}

/// A case that looks at that provision.
pub fn for_provision(book: &Rulebook, placed: &Placed, at: Option<Day>) -> Write {
    let it = &placed.provision;
    let post = it.role.iter().find_map(|it| a_role(book, &it.value));
    let activity =
        it.activity.iter().find_map(|selector| an_activity(book, &selector.value, it.effect));
    let jurisdiction = elsewhere(book, it.jurisdiction.iter().map(|it| &it.value));
    let adopt = to_adopt(book, &placed.set, post.as_ref(), jurisdiction.as_ref());
    let ask = ("decide", activity.unwrap_or_else(|| Code::new(PRACTISE)));
    Write { post, jurisdiction, ask, part: None, at, adopt, because: None, expect: None }
}

/// A case that judges that row.
pub fn for_row(book: &Rulebook, home: Home<'_>, it: &Row, at: Option<Day>) -> Write {
    let jurisdiction = elsewhere(book, it.jurisdiction.iter().map(|it| &it.value));
    let shared = || {
        it.role.iter().find_map(|it| a_role(book, &it.value)).unwrap_or_else(|| Code::new("any"))
    };
    let part = it.part.first().map(|it| it.value.clone());
    let (ask, role) = match home {
        Home::Standing(role) => (("standing", role.clone()), role.clone()),
        Home::Clearance(role) => (("clear", role.clone()), role.clone()),
        Home::SharedClearance => (("clear", shared()), shared()),
        Home::Entry { role, .. } => (("routes", role.clone()), role.clone()),
        Home::Eligibility(register) => {
            (("eligible", register.clone()), part.clone().unwrap_or_else(|| Code::new("none")))
        }
    };
    let adopt = it
        .set
        .as_ref()
        .and_then(|set| to_adopt(book, &set.value, Some(&role), jurisdiction.as_ref()));
    let post = matches!(home, Home::Standing(_)).then_some(role);
    let part = part.filter(|_| matches!(home, Home::Eligibility(_)));
    Write { post, jurisdiction, ask, part, at, adopt, because: None, expect: None }
}

/// A case that names that route.
pub fn for_route(book: &Rulebook, role: &Code, it: &Route) -> Write {
    let jurisdiction = elsewhere(book, it.jurisdiction.iter().map(|it| &it.value));
    let at = a_day_in(it.effective.period());
    let expect = Some(format!("routes: {{{}: {{open: ...}}}}", it.id.value));
    Write {
        post: None,
        jurisdiction,
        ask: ("routes", role.clone()),
        part: None,
        at,
        adopt: None,
        because: None,
        expect,
    }
}

/// A role that a selector names.
fn a_role(book: &Rulebook, selector: &Selector) -> Option<Code> {
    match selector {
        Selector::Any => book.roles.keys().next().cloned(),
        Selector::One(it) => Some(it.clone()),
        Selector::Group(group) => {
            let found = book.vocabulary.role_groups.iter().find(|it| it.id.value == *group)?;
            found.members.first().map(|it| it.role.value.clone())
        }
    }
}

/// An activity that a selector names.
fn an_activity(book: &Rulebook, selector: &Selector, effect: Effect) -> Option<Code> {
    let activities = &book.vocabulary.activities;
    match selector {
        Selector::One(it) => Some(it.clone()),
        Selector::Group(group) => {
            let found =
                activities.iter().find(|it| it.groups.iter().any(|it| it.value == *group))?;
            Some(found.id.value.clone())
        }
        Selector::Any => {
            let plain = activities
                .iter()
                .find(|it| effect != Effect::Permit || (!it.reserved && it.own_to.is_empty()));
            plain.map(|it| it.id.value.clone())
        }
    }
}

/// One of these jurisdictions, where none of them holds at home: the smallest part of it.
fn elsewhere<'a>(
    book: &'a Rulebook,
    named: impl Iterator<Item = &'a Code> + Clone,
) -> Option<Code> {
    if book.holds_in(named.clone(), book.header.home.as_str()) {
        return None;
    }
    let first = named.into_iter().next()?;
    let known = book.header.jurisdictions.iter().find(|it| it.id.value == *first);
    Some(known.and_then(|it| it.holds.first()).map_or_else(|| first.clone(), |it| it.value.clone()))
}

/// The set, where nobody has it who does nothing.
fn to_adopt(
    book: &Rulebook,
    set: &Code,
    role: Option<&Code>,
    jurisdiction: Option<&Code>,
) -> Option<Code> {
    if book.set(set.as_str()).is_some_and(|it| it.adopted == Adopted::Always) {
        return None;
    }
    let role = role.map_or("", Code::as_str);
    let jurisdiction = jurisdiction.unwrap_or(&book.header.home.value);
    let by_default = adopted_sets(
        book,
        &preceptor_rulebook::Adoption::by_default(),
        role,
        jurisdiction.as_str(),
    );
    (!by_default.contains(set)).then(|| set.clone())
}
