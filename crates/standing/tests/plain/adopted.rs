//! Which sets are adopted, and which provisions are looked at.

use std::collections::BTreeSet;

use preceptor_record::{Code, Period};
use preceptor_rulebook::provision::Effect;
use preceptor_rulebook::sets::Adopted;
use preceptor_rulebook::{Adoption, Provision, Rulebook, Selector};
use preceptor_standing::Truth;

use super::acting::Acting;
use super::scene::Scene;

/// Asks whether the post may be held at all.
pub const PRACTISE: &str = "practise-as-role";

/// The sets that are adopted for a post in that jurisdiction and role.
pub fn adopted_sets(
    book: &Rulebook,
    adoption: &Adoption,
    jurisdiction: &Code,
    role: &Code,
) -> BTreeSet<Code> {
    let mut adopted: BTreeSet<Code> = adoption.sets.iter().map(|it| it.value.clone()).collect();
    for set in &book.header.sets {
        let id = &set.id.value;
        let left_out = adoption.only_always || adoption.without.iter().any(|it| it.value == *id);
        let is_default = set.default_for.as_ref().is_some_and(|it| {
            book.holds_in(it.jurisdiction.iter().map(|it| &it.value), jurisdiction.as_str())
                && (it.role.is_empty() || it.role.iter().any(|it| it.value == *role))
        });
        if set.adopted == Adopted::Always || (is_default && !left_out) {
            adopted.insert(id.clone());
        }
    }
    loop {
        let included: BTreeSet<Code> = book
            .header
            .sets
            .iter()
            .filter(|it| adopted.contains(&it.id.value))
            .flat_map(|it| it.includes.iter().map(|it| it.value.clone()))
            .collect();
        if included.is_subset(&adopted) {
            return adopted;
        }
        adopted.extend(included);
    }
}

/// The provisions of adopted sets that are in force for the acting post, whatever the activity.
pub fn in_force<'a>(
    scene: &Scene<'a>,
    adoption: &'a Adoption,
    acting: &Acting,
) -> Vec<&'a Provision> {
    let adopted = adopted_sets(scene.book, adoption, &acting.jurisdiction, &acting.role);
    let of_sets =
        scene.book.provisions.iter().filter(|it| adopted.contains(&it.set)).map(|it| &it.provision);
    of_sets
        .chain(&adoption.overlay)
        .filter(|it| adoption.disapply.iter().all(|gone| gone.provision.value != it.id.value))
        .filter(|it| it.effective.period().holds(scene.day))
        .filter(|it| scene.book.selects_role(&it.role, acting.role.as_str(), scene.day))
        .filter(|it| {
            scene
                .book
                .holds_in(it.jurisdiction.iter().map(|it| &it.value), acting.jurisdiction.as_str())
        })
        .collect()
}

/// Whether the activity belongs to the group.
fn in_group(book: &Rulebook, activity: &Code, group: &Code) -> bool {
    book.activity(activity.as_str()).is_some_and(|it| it.groups.iter().any(|it| it.value == *group))
}

/// Whether the provision names the activity.
pub fn names(scene: &Scene, provision: &Provision, activity: &Code) -> bool {
    let book = scene.book;
    let is_reserved = book.activity(activity.as_str()).is_some_and(|it| it.reserved);
    provision.activity.iter().any(|it| match &it.value {
        Selector::One(id) => id == activity || counts_also(scene, id, activity),
        Selector::Group(group) => in_group(book, activity, group),
        Selector::Any => match provision.effect {
            Effect::Limit => true,
            Effect::Forbid => *activity != PRACTISE,
            Effect::Permit => *activity != PRACTISE && !is_reserved,
        },
    })
}

/// Whether a provision on `id` also counts for `activity`, asked with what is stated.
fn counts_also(scene: &Scene, id: &Code, activity: &Code) -> bool {
    let also = scene.book.activity(id.as_str()).and_then(|it| it.when.as_ref());
    also.is_some_and(|it| {
        in_group(scene.book, activity, &it.group.value)
            && scene.admits_all(&it.context) == Truth::Met
    })
}

/// How far the general permit is open for the activity: unmet where it is not looked at, unknown where it is so at best.
pub fn general_permit_is_open(
    scene: &Scene,
    adoption: &Adoption,
    acting: &Acting,
    activity: &Code,
) -> Truth {
    let entry = scene.book.activity(activity.as_str());
    let is_reserved = entry.is_some_and(|it| it.reserved);
    let is_others = entry.is_some_and(|it| {
        !it.own_to.is_empty() && it.own_to.iter().all(|it| it.value != acting.role)
    });
    if is_reserved || is_others || *activity == PRACTISE {
        return Truth::Unmet;
    }
    (!some_set_is_exhaustive(scene, adoption, acting, activity))
        .min(!some_permit_names(scene, adoption, acting, activity))
}

fn some_set_is_exhaustive(
    scene: &Scene,
    adoption: &Adoption,
    acting: &Acting,
    activity: &Code,
) -> Truth {
    let adopted = adopted_sets(scene.book, adoption, &acting.jurisdiction, &acting.role);
    let adopted = scene.book.header.sets.iter().filter(|it| adopted.contains(&it.id.value));
    let adopted = adopted.filter(|it| says_something(scene, adoption, &it.id.value));
    let cases = adopted.flat_map(|it| &it.exhaustive_for).map(|it| {
        let role = it.role.as_ref().is_none_or(|it| it.value == acting.role);
        let group = it.group.as_ref().is_none_or(|it| in_group(scene.book, activity, &it.value));
        let setting = it.setting.as_ref().map_or(Truth::Met, |asked| {
            scene
                .setting()
                .map_or(Truth::Unknown, |it| (it.to_string() == asked.value.as_str()).into())
        });
        Truth::from(role && group).min(setting)
    });
    cases.max().unwrap_or(Truth::Unmet)
}

/// Whether the day lies between the first and the last on which a provision of the set is in force.
fn says_something(scene: &Scene, adoption: &Adoption, set: &Code) -> bool {
    let own = scene.book.provisions.iter().filter(|it| it.set == *set).map(|it| &it.provision);
    let periods: Vec<Period> = own
        .filter(|it| adoption.disapply.iter().all(|gone| gone.provision.value != it.id.value))
        .map(|it| it.effective.period())
        .collect();
    periods.iter().any(|it| it.from <= scene.day) && periods.iter().any(|it| scene.day < it.until)
}

/// Whether a permit other than a general one names the activity by id or group, setting and specialty considered.
fn some_permit_names(
    scene: &Scene,
    adoption: &Adoption,
    acting: &Acting,
    activity: &Code,
) -> Truth {
    let permits = in_force(scene, adoption, acting);
    let permits = permits.into_iter().filter(|it| it.effect == Effect::Permit && !it.general);
    // By id or group, so neither by `any` nor by the `when` of another activity.
    let naming = permits.filter(|it| {
        it.activity.iter().any(|it| match &it.value {
            Selector::One(id) => id == activity,
            Selector::Group(group) => in_group(scene.book, activity, group),
            Selector::Any => false,
        })
    });
    let wishes = naming.map(|it| {
        let wishes =
            it.context.iter().filter(|(key, _)| **key == "setting" || **key == "specialty");
        wishes.map(|(key, wanted)| scene.admits(key.as_str(), wanted)).min().unwrap_or(Truth::Met)
    });
    wishes.max().unwrap_or(Truth::Unmet)
}
