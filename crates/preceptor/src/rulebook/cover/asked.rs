//! What the cases of a rulebook ask, in the terms in which a rule is looked at.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::file::Faults;
use preceptor_record::{Code, Day, KnownAt, PersonId, Record};
use preceptor_rulebook::{
    ContextValue, Effect, Loaded, PlacedCase, Provision, Row, Rulebook, Selector, case_people,
};
use preceptor_standing::acting::{acting_post, full_context};
use preceptor_standing::adopted::adopted_sets;
use preceptor_standing::cases::adoption_of;
use preceptor_standing::engine::PRACTISE;

use crate::rulebook::rows::Home;

/// What one case asks.
pub struct Asked {
    pub about: About,
    pub at: Day,
    jurisdiction: Code,
    adopted: BTreeSet<Code>,
}

/// The kind of question, and about what.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    /// An activity in a post of that role.
    Decide { role: Code, activity: Code, context: BTreeMap<Code, ContextValue> },
    /// Clearance to start in a role.
    Clear { role: Code },
    /// Routes into a role.
    Routes { role: Code },
    /// Standing in a role.
    Standing { role: Code },
    /// Eligibility for a register and a part of it.
    Eligible { register: Code, part: Option<Code> },
}

/// What every case asks. One that expects an error decides nothing; but that nothing is said of a register before a
/// row begins is told as an error, and shows the boundary.
pub fn asked(book: &Rulebook, loaded: &Loaded) -> Vec<Asked> {
    let counts =
        |it: &&PlacedCase| it.case.expect.error.is_none() || it.case.ask.eligible.is_some();
    loaded.cases.iter().filter(counts).filter_map(|it| one(book, loaded, it)).collect()
}

fn one(book: &Rulebook, loaded: &Loaded, placed: &PlacedCase) -> Option<Asked> {
    let ask = &placed.case.ask;
    let mut faults = Faults::default();
    let people = case_people(placed, &loaded.case_people, &mut faults);
    let adoption = adoption_of(book, ask, &mut faults);
    let home = || ask.jurisdiction.clone().unwrap_or_else(|| book.header.home.value.clone());
    let who = placed.case.who.clone().unwrap_or_else(|| PersonId::new("p"));
    let person = people.people.get(&who)?;
    let known_at = ask.known_at.map_or(KnownAt::EVERYTHING, KnownAt::end_of);
    let record = Record::known_at(person, known_at);
    let (about, role, jurisdiction) = if let Some(activity) = &ask.decide {
        let acting = acting_post(book, &people, &record, ask.post.as_ref(), ask.at).ok()?;
        let context = full_context(book, &acting, &activity.value, &ask.context).ok()?;
        let about =
            About::Decide { role: acting.role.clone(), activity: activity.value.clone(), context };
        (about, acting.role, acting.jurisdiction)
    } else if let Some(role) = &ask.standing {
        let post = ask.post.as_ref().unwrap_or(&role.value);
        let acting = acting_post(book, &people, &record, Some(post), ask.at).ok()?;
        (About::Standing { role: role.value.clone() }, role.value.clone(), acting.jurisdiction)
    } else if let Some(role) = &ask.clear {
        (About::Clear { role: role.value.clone() }, role.value.clone(), home())
    } else if let Some(role) = &ask.routes {
        (About::Routes { role: role.value.clone() }, role.value.clone(), home())
    } else {
        let register = ask.eligible.as_ref()?.value.clone();
        let role = ask.part.clone().unwrap_or_else(|| Code::new("none"));
        (About::Eligible { register, part: ask.part.clone() }, role, home())
    };
    let adopted = adopted_sets(book, &adoption, role.as_str(), jurisdiction.as_str());
    Some(Asked { about, at: ask.at, jurisdiction, adopted })
}

impl Asked {
    /// Whether the case would look at that provision if it were in force on its day.
    pub fn looks_at(&self, book: &Rulebook, set: &Code, it: &Provision) -> bool {
        let About::Decide { role, activity, context } = &self.about else { return false };
        self.adopted.contains(set)
            && book.holds_in(it.jurisdiction.iter().map(|it| &it.value), self.jurisdiction.as_str())
            && it.role.iter().any(|it| names_role(book, &it.value, role))
            && names_activity(book, it, activity, context)
    }

    /// Whether the case would judge that row if it were in force on its day.
    pub fn judges(&self, book: &Rulebook, home: Home<'_>, it: &Row) -> bool {
        let taken = it.set.as_ref().is_none_or(|set| self.adopted.contains(&set.value));
        let here =
            book.holds_in(it.jurisdiction.iter().map(|it| &it.value), self.jurisdiction.as_str());
        let asked = match (home, &self.about) {
            (Home::Standing(of), About::Standing { role })
            | (Home::Clearance(of), About::Clear { role })
            | (Home::Entry { role: of, .. }, About::Routes { role }) => of == role,
            (Home::SharedClearance, About::Clear { role }) => {
                it.role.iter().any(|it| names_role(book, &it.value, role))
            }
            (Home::Eligibility(of), About::Eligible { register, part }) => {
                let of_part = it.part.is_empty()
                    || part.as_ref().is_some_and(|part| it.part.iter().any(|it| it.value == *part));
                of == register && of_part
            }
            _ => false,
        };
        taken && here && asked
    }
}

/// Whether a selector ever names a role.
fn names_role(book: &Rulebook, selector: &Selector, role: &Code) -> bool {
    match selector {
        Selector::Any => true,
        Selector::One(it) => it == role,
        Selector::Group(group) => {
            let groups = book.vocabulary.role_groups.iter().filter(|it| it.id.value == *group);
            groups.flat_map(|it| &it.members).any(|it| it.role.value == *role)
        }
    }
}

fn names_activity(
    book: &Rulebook,
    it: &Provision,
    activity: &Code,
    context: &BTreeMap<Code, ContextValue>,
) -> bool {
    let term = book.activity(activity.as_str());
    let in_group =
        |group: &Code| term.is_some_and(|it| it.groups.iter().any(|it| it.value == *group));
    let practise = *activity == *PRACTISE;
    it.activity.iter().any(|selector| match &selector.value {
        Selector::Any => !practise || it.effect == Effect::Limit,
        Selector::Group(group) => in_group(group),
        Selector::One(id) => {
            let bars_post = it.effect == Effect::Forbid && *id == *PRACTISE;
            let also =
                book.activity(id.as_str()).and_then(|it| it.when.as_ref()).is_some_and(|when| {
                    in_group(&when.group.value)
                        && when
                            .context
                            .iter()
                            .all(|(key, spec)| context.get(key).is_some_and(|it| spec.admits(it)))
                });
            id == activity || bars_post || also
        }
    })
}
