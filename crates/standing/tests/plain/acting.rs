//! The post a person acts in when asking.

use std::collections::BTreeMap;

use preceptor_record::facts::{Post, Status};
use preceptor_record::file::{At, Place};
use preceptor_record::{Body, Code, FactId, Known, Period};
use preceptor_rulebook::When;
use preceptor_rulebook::requirement::Registered;
use preceptor_rulebook::role::Base as BaseAsked;
use preceptor_standing::{Truth, WrongQuestion};

use super::registers::registered;
use super::scene::Scene;

/// The registered profession that stands under a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// There is none.
    None,
    /// There may be one, or it may be one of several.
    Unknown,
    /// That one.
    Is(Code),
}

/// How sure it is that the post is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Somebody entitled confirmed it.
    Verified,
    /// It is only claimed.
    Claimed,
    /// It is only supposed, for the question.
    Supposed,
}

/// The post a person acts in.
#[derive(Debug, Clone)]
pub struct Acting {
    /// Its fact, unless it is supposed.
    pub fact: Option<FactId>,
    /// Its role.
    pub role: Code,
    /// Whose employee they are in it.
    pub employer: Option<Code>,
    /// Where it lies.
    pub jurisdiction: Code,
    /// Its own setting.
    pub setting: Option<Code>,
    /// Its own specialty.
    pub specialty: Option<Code>,
    /// What stands under it.
    pub base: Base,
    /// How sure it is.
    pub held: Held,
}

/// The post somebody acts in on the day of `scene`, which names none itself.
///
/// # Errors
///
/// Says so where the question names no post that is in force, or not exactly one.
pub fn acting_post(scene: &Scene, named: Option<&Code>) -> Result<Acting, WrongQuestion> {
    let facts = scene.facts();
    let in_force: Vec<(&Known, &Post)> = facts
        .iter()
        .filter_map(|it| match &it.fact.body {
            Body::Post(post) if Period::new(post.from, post.until).holds(scene.day) => {
                Some((it, post))
            }
            _ => None,
        })
        .collect();
    let Some(named) = named else {
        return match in_force.as_slice() {
            [only] => Ok(held(scene, only)),
            [] => Err(wrong("no post is in force on that day")),
            _ => Err(wrong("several posts are in force on that day")),
        };
    };
    if let Some(it) = in_force.iter().find(|(it, _)| it.fact.id.as_str() == named.as_str()) {
        return Ok(held(scene, it));
    }
    let of_role: Vec<_> = in_force.iter().filter(|(_, post)| post.role == *named).collect();
    match of_role.as_slice() {
        [only] => Ok(held(scene, only)),
        [] if is_role(scene, named) => Ok(supposed(scene, named)),
        [] => Err(wrong("that post is not in force on that day")),
        _ => Err(wrong("several posts of that role are in force on that day")),
    }
}

fn wrong(message: &str) -> WrongQuestion {
    WrongQuestion { message: message.to_owned(), help: String::new() }
}

/// A role is one that has a page or an entry among the professions.
pub fn is_role(scene: &Scene, named: &Code) -> bool {
    scene.book.roles.contains_key(named) || scene.book.profession(named.as_str()).is_some()
}

fn held(scene: &Scene, (known, post): &(&Known, &Post)) -> Acting {
    let organisation = post.organisation.as_ref().and_then(|it| scene.register.organisation(it));
    let jurisdiction =
        post.jurisdiction.clone().or_else(|| organisation.and_then(|it| it.jurisdiction.clone()));
    Acting {
        fact: Some(known.fact.id.clone()),
        role: post.role.clone(),
        employer: post.organisation.clone(),
        jurisdiction: jurisdiction.unwrap_or_else(|| scene.book.header.home.value.clone()),
        setting: post.setting.clone(),
        specialty: post.specialty.clone(),
        base: post
            .base_profession
            .clone()
            .map_or_else(|| base_of_role(scene, &post.role), Base::Is),
        held: if known.verified { Held::Verified } else { Held::Claimed },
    }
}

fn supposed(scene: &Scene, role: &Code) -> Acting {
    Acting {
        fact: None,
        role: role.clone(),
        employer: None,
        jurisdiction: scene.book.header.home.value.clone(),
        setting: None,
        specialty: None,
        base: base_of_role(scene, role),
        held: Held::Supposed,
    }
}

/// The role itself where it is a profession, else, where the role asks for one, that in whose register the person is.
fn base_of_role(scene: &Scene, role: &Code) -> Base {
    if scene.book.profession(role.as_str()).is_some() {
        return Base::Is(role.clone());
    }
    if scene.book.roles.get(role).is_none_or(|it| it.base != BaseAsked::Required) {
        return Base::None;
    }
    let mut found: BTreeMap<&Code, Truth> = BTreeMap::new();
    for profession in scene.book.vocabulary.professions.iter().filter(|it| it.base) {
        let Some(home) = &profession.register else { continue };
        let leaf = Registered {
            register: vec![At { value: home.register.value.clone(), place: Place::default() }],
            part: home.part.iter().cloned().collect(),
            status: Status::ALL.to_vec(),
            when: When::Now,
        };
        let truth = registered(scene, &leaf);
        if truth != Truth::Unmet {
            found.insert(&profession.id.value, truth);
        }
    }
    match found.into_iter().collect::<Vec<_>>().as_slice() {
        [] => Base::None,
        [(only, Truth::Met)] => Base::Is((*only).clone()),
        _ => Base::Unknown,
    }
}
