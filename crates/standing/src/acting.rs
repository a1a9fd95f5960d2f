//! The acting post: rights follow the role of the post, not the person.

use preceptor_record::person::Body;
use preceptor_record::{Code, Day, FactId, Organisation, Person, PersonId, Record, Status};
use preceptor_rulebook::requirement::{By, Registered, When};
use preceptor_rulebook::vocabulary::HomeRegister;
use preceptor_rulebook::{ContextValue, Leaf, Rulebook};
use std::collections::BTreeMap;

use crate::leaves::{Stance, View};
use crate::question::{Register, WrongQuestion};
use crate::truth::{Timeline, Truth};

/// The context key of the base profession.
pub(crate) const BASE: &str = "base-profession";

/// What a context has under [`BASE`] for a post that has none.
pub(crate) const NO_BASE: &str = "none";

/// The base profession under a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaseProfession {
    /// There is none.
    None,
    /// That one.
    Known(Code),
    /// More than one would fit.
    Unclear,
}

/// The post a person acts in when asking.
#[derive(Debug, Clone)]
pub struct Acting {
    /// The fact that says so; none where the post is only supposed.
    pub fact: Option<FactId>,
    /// Whether the post is verified.
    pub sure: Truth,
    /// Its role.
    pub role: Code,
    /// Its employer.
    pub organisation: Option<Code>,
    /// The jurisdiction it lies in.
    pub jurisdiction: Code,
    /// Whether that is only the rulebook's home.
    pub jurisdiction_assumed: bool,
    /// Its setting.
    pub setting: Option<Code>,
    /// Its specialty.
    pub specialty: Option<Code>,
    /// The base profession under it.
    pub base: BaseProfession,
}

/// Every post in force on that day, as it would be acted in.
pub fn current_posts(
    book: &Rulebook,
    register: &dyn Register,
    record: &Record<'_>,
    day: Day,
) -> Vec<Acting> {
    record
        .facts
        .iter()
        .filter_map(|known| match &known.fact.body {
            Body::Post(it) if known.fact.body.period().holds(day) => Some((known, it)),
            _ => None,
        })
        .map(|(known, it)| {
            let (jurisdiction, assumed) =
                jurisdiction_of(book, register, it.jurisdiction.as_ref(), it.organisation.as_ref());
            Acting {
                fact: Some(known.fact.id.clone()),
                sure: if known.verified { Truth::Met } else { Truth::Unknown },
                role: it.role.clone(),
                organisation: it.organisation.clone(),
                jurisdiction,
                jurisdiction_assumed: assumed,
                setting: it.setting.clone(),
                specialty: it.specialty.clone(),
                base: base_profession(book, record, &it.role, it.base_profession.as_ref(), day),
            }
        })
        .collect()
}

/// A post of that role that nobody holds yet.
pub fn supposed_post(
    book: &Rulebook,
    record: &Record<'_>,
    role: &Code,
    jurisdiction: Option<&Code>,
    day: Day,
) -> Acting {
    Acting {
        fact: None,
        sure: Truth::Unknown,
        role: role.clone(),
        organisation: None,
        jurisdiction: jurisdiction.unwrap_or(&book.header.home.value).clone(),
        jurisdiction_assumed: jurisdiction.is_none(),
        setting: None,
        specialty: None,
        base: base_profession(book, record, role, None, day),
    }
}

/// The jurisdiction of a post, and whether it is only assumed.
pub fn jurisdiction_of(
    book: &Rulebook,
    register: &dyn Register,
    stated: Option<&Code>,
    organisation: Option<&Code>,
) -> (Code, bool) {
    let of_employer = || {
        organisation.and_then(|it| register.organisation(it)).and_then(|it| it.jurisdiction.clone())
    };
    match stated.cloned().or_else(of_employer) {
        Some(it) => (it, false),
        None => (book.header.home.value.clone(), true),
    }
}

/// The base profession under a post. One in whose register somebody is only claimed to be is one of several: it may be
/// that one, and it may be none.
fn base_profession(
    book: &Rulebook,
    record: &Record<'_>,
    role: &Code,
    stated: Option<&Code>,
    day: Day,
) -> BaseProfession {
    if let Some(it) = stated {
        return BaseProfession::Known(it.clone());
    }
    if book.profession(role.as_str()).is_some() {
        return BaseProfession::Known(role.clone());
    }
    let needs_base =
        book.roles.get(role).is_some_and(|it| it.base == preceptor_rulebook::role::Base::Required);
    if !needs_base {
        return BaseProfession::None;
    }
    let stance = Stance::default();
    let nobody = |_: &PersonId, _: &By| Timeline::constant(Truth::Unknown);
    let view = View { book, register: &Nobody, record, stance: &stance, other: &nobody };
    let found: Vec<(&Code, Truth)> = book
        .vocabulary
        .professions
        .iter()
        .filter(|it| it.base)
        .filter_map(|it| Some((&it.id.value, is_registered(&view, it.register.as_ref()?, day))))
        .filter(|(_, truth)| *truth != Truth::Unmet)
        .collect();
    match found.as_slice() {
        [] => BaseProfession::None,
        [(one, Truth::Met)] => BaseProfession::Known((*one).clone()),
        _ => BaseProfession::Unclear,
    }
}

/// What a register says of somebody is asked of nobody else.
struct Nobody;

impl Register for Nobody {
    fn person(&self, _: &PersonId) -> Option<&Person> {
        None
    }
    fn organisation(&self, _: &Code) -> Option<&Organisation> {
        None
    }
}

/// Whether there is an entry in force, whatever it says: who is suspended has not come to be of another profession.
fn is_registered(view: &View<'_>, home: &HomeRegister, day: Day) -> Truth {
    view.timeline(&Leaf::Registered(Registered {
        register: vec![home.register.clone()],
        part: home.part.iter().cloned().collect(),
        status: Status::ALL.to_vec(),
        when: When::Now,
    }))
    .at(day)
}

/// Finds the post a question is asked for.
///
/// # Errors
///
/// Where the person has no such post on that day, or several and the question does not say which.
pub fn acting_post(
    book: &Rulebook,
    register: &dyn Register,
    record: &Record<'_>,
    asked: Option<&Code>,
    day: Day,
) -> Result<Acting, WrongQuestion> {
    let posts = current_posts(book, register, record, day);
    let listed = || {
        posts
            .iter()
            .map(|it| format!("{} ({})", it.fact.as_ref().map_or("?", FactId::as_str), it.role))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let on = day.in_words();
    let Some(asked) = asked else {
        let mut posts = posts.clone();
        return match (posts.len(), posts.pop()) {
            (1, Some(it)) => Ok(it),
            (0, _) => Err(WrongQuestion {
                message: format!("`{}` holds no post on {on}", record.person.id),
                help: "name a role as the post to ask about a post that is only supposed"
                    .to_owned(),
            }),
            _ => Err(WrongQuestion {
                message: format!(
                    "`{}` holds several posts on {on}: {}",
                    record.person.id,
                    listed()
                ),
                help: "say in which of them the person acts, by its id".to_owned(),
            }),
        };
    };
    if let Some(it) =
        posts.iter().find(|it| it.fact.as_ref().is_some_and(|id| id.as_str() == asked.as_str()))
    {
        return Ok(it.clone());
    }
    let of_role: Vec<&Acting> = posts.iter().filter(|it| it.role == *asked).collect();
    match of_role.as_slice() {
        [one] => Ok((*one).clone()),
        [] if book.roles.contains_key(asked.as_str())
            || book.profession(asked.as_str()).is_some() =>
        {
            Ok(supposed_post(book, record, asked, None, day))
        }
        [] => Err(WrongQuestion {
            message: format!("`{}` holds no post `{asked}` on {on}", record.person.id),
            help: if posts.is_empty() {
                "the posts are named by the ids of their facts".to_owned()
            } else {
                format!("the posts are {}", listed())
            },
        }),
        _ => Err(WrongQuestion {
            message: format!(
                "`{}` holds several posts as {asked} on {on}: {}",
                record.person.id,
                listed()
            ),
            help: "say in which of them the person acts, by its id".to_owned(),
        }),
    }
}

/// Adds to what is stated what asking the activity states, and what the post says of setting and specialty.
///
/// # Errors
///
/// Where the contrary of what the activity states is stated, or a key or a value is not in the vocabulary.
pub fn full_context(
    book: &Rulebook,
    acting: &Acting,
    activity: &Code,
    stated: &BTreeMap<Code, ContextValue>,
) -> Result<BTreeMap<Code, ContextValue>, WrongQuestion> {
    let mut context = BTreeMap::new();
    for (key, value) in stated {
        check_value(book, key, value)?;
        // A base profession is a fact of the post and cannot be stated.
        if *key == *BASE {
            continue;
        }
        context.insert(key.clone(), value.clone());
    }
    for (key, value) in book.activity(activity.as_str()).iter().flat_map(|it| &it.implies) {
        match context.get(key) {
            Some(said) if said != value => {
                return Err(WrongQuestion {
                    message: format!(
                        "asking `{activity}` states {key}={value}, and {key}={said} was stated"
                    ),
                    help: format!("leave {key} out, or ask another activity"),
                });
            }
            _ => {
                context.insert(key.clone(), value.clone());
            }
        }
    }
    let mut of_post = |key: &str, value: Option<&Code>| {
        if let Some(it) = value {
            context.entry(Code::new(key)).or_insert_with(|| ContextValue::Word(it.to_string()));
        }
    };
    of_post("setting", acting.setting.as_ref());
    of_post("specialty", acting.specialty.as_ref());
    match &acting.base {
        BaseProfession::Known(it) => of_post(BASE, Some(it)),
        BaseProfession::None => of_post(BASE, Some(&Code::new(NO_BASE))),
        BaseProfession::Unclear => {}
    }
    Ok(context)
}

fn check_value(book: &Rulebook, key: &Code, value: &ContextValue) -> Result<(), WrongQuestion> {
    use preceptor_rulebook::vocabulary::ContextKind;
    let Some(term) = book.context_term(key.as_str()) else {
        let known: Vec<&str> = book.vocabulary.context.iter().map(|it| it.id.as_str()).collect();
        let near = preceptor_record::file::nearest(key.as_str(), known.iter().copied());
        return Err(WrongQuestion {
            message: format!("`{key}` is nothing that a question can state"),
            help: match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys are {}", known.join(", ")),
            },
        });
    };
    let wrong = |help: String| {
        Err(WrongQuestion { message: format!("`{value}` is no value of `{key}`"), help })
    };
    match (term.kind, value) {
        (ContextKind::Number, ContextValue::Number(it))
            if term.from.is_none_or(|from| from <= *it) && term.to.is_none_or(|to| *it <= to) =>
        {
            Ok(())
        }
        (ContextKind::Number, _) => wrong(match (term.from, term.to) {
            (Some(from), Some(to)) => format!("a number from {from} to {to}"),
            _ => "a number".to_owned(),
        }),
        (ContextKind::YesNo, ContextValue::Word(it)) if it == "yes" || it == "no" => Ok(()),
        (ContextKind::YesNo, _) => wrong("`yes` or `no`".to_owned()),
        (ContextKind::Choice, _)
            if term.values.is_empty() || term.values.iter().any(|it| it.value == *value) =>
        {
            Ok(())
        }
        (ContextKind::Choice, _) => {
            let values: Vec<String> = term.values.iter().map(|it| it.value.to_string()).collect();
            wrong(format!("one of {}", values.join(", ")))
        }
    }
}
