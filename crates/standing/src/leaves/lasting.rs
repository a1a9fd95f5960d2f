//! Leaves over facts that last.

use preceptor_record::person::Body;
use preceptor_record::{Day, Fact, Period};
use preceptor_rulebook::requirement::{
    Annotated, Checked, Declared, Delegated, Enrolled, Entitled, InPost, SignedOff, Supervised,
    Trained,
};

use super::{Match, View, among, any_of, during, greatest, lasts};
use crate::acting::BaseProfession;
use crate::truth::{Timeline, Truth};

pub(super) fn annotated_matches(view: &View<'_>, leaf: &Annotated, fact: &Fact) -> Match {
    let Body::Annotation(it) = &fact.body else { return Match::No };
    let mark: Match = leaf.annotation.contains(&it.annotation).into();
    let Some(written) = &it.register else { return mark };
    let register = leaf.register.iter().any(|asked| match asked.as_str() {
        "base" => base_register(view).is_some_and(|it| it == written.as_str()),
        asked => asked == written.as_str(),
    });
    mark.and((leaf.register.is_empty() || register).into())
}

/// The register of the base profession under the acting post.
fn base_register<'a>(view: &'a View<'_>) -> Option<&'a str> {
    match &view.stance.base {
        Some(BaseProfession::Known(id)) => {
            view.book.profession(id.as_str())?.register.as_ref().map(|it| it.register.as_str())
        }
        _ => None,
    }
}

pub(super) fn annotated(view: &View<'_>, leaf: &Annotated) -> Timeline {
    let asks_base = leaf.register.iter().any(|it| it.value == *"base");
    let unclear = asks_base && view.stance.base == Some(BaseProfession::Unclear);
    if unclear && leaf.register.len() == 1 {
        return Timeline::constant(Truth::Unknown);
    }
    if asks_base && leaf.register.len() == 1 && base_register(view).is_none() {
        return Timeline::constant(Truth::Unmet);
    }
    let found = view.find(|fact| annotated_matches(view, leaf, fact));
    let known = any_of(&found, |fact| lasts(fact.body.period(), leaf.when));
    if unclear { greatest(&[known, Timeline::constant(Truth::Unknown)]) } else { known }
}

pub(super) fn in_post_matches(view: &View<'_>, leaf: &InPost, fact: &Fact) -> Match {
    let Body::Post(it) = &fact.body else { return Match::No };
    let kind = if leaf.organisation_kind.is_empty() {
        Match::Yes
    } else {
        let known = it.organisation.as_ref().and_then(|it| view.register.organisation(it));
        match known.and_then(|it| it.kind.as_ref()) {
            Some(kind) => leaf.organisation_kind.iter().any(|asked| asked.value == *kind).into(),
            None => Match::Maybe,
        }
    };
    among(&codes(&leaf.role), Some(&it.role))
        .and(among(&codes(&leaf.base_profession), it.base_profession.as_ref()))
        .and(among(&codes(&leaf.setting), it.setting.as_ref()))
        .and(among(&strs(&leaf.specialty), it.specialty.as_ref()))
        .and(kind)
}

/// The ids of a list of places.
pub(super) fn codes(list: &[preceptor_record::file::At<preceptor_record::Code>]) -> Vec<&str> {
    list.iter().map(|it| it.as_str()).collect()
}

/// The texts of a list of ids.
pub(super) fn strs(list: &[preceptor_record::Code]) -> Vec<&str> {
    list.iter().map(preceptor_record::Code::as_str).collect()
}

pub(super) fn in_post(view: &View<'_>, leaf: &InPost) -> Timeline {
    let found = view.find(|fact| in_post_matches(view, leaf, fact));
    any_of(&found, |fact| lasts(fact.body.period(), leaf.when))
}

pub(super) fn entitled_matches(view: &View<'_>, leaf: &Entitled, fact: &Fact) -> Match {
    let Body::Entitlement(it) = &fact.body else { return Match::No };
    let what =
        leaf.activity.as_ref().is_none_or(|asked| it.activity.as_ref() == Some(&asked.value))
            && leaf.duty.as_ref().is_none_or(|asked| it.duty.as_ref() == Some(asked));
    let employer = match (&it.organisation, &view.stance.organisation) {
        (Some(grants), Some(employs)) => grants == employs,
        _ => true,
    };
    (what && employer).into()
}

pub(super) fn entitled(view: &View<'_>, leaf: &Entitled) -> Timeline {
    let found = view.find(|fact| entitled_matches(view, leaf, fact));
    any_of(&found, |fact| lasts(fact.body.period(), leaf.when))
}

pub(super) fn delegated_matches(view: &View<'_>, leaf: &Delegated, fact: &Fact) -> Match {
    let Body::Delegation(it) = &fact.body else { return Match::No };
    let own = it.delegator.as_ref() == Some(&view.record.person.id);
    let activity = leaf.activity.as_ref().is_none_or(|asked| asked.value == it.activity);
    let named = if leaf.by.is_some() && it.delegator.is_none() { Match::Maybe } else { Match::Yes };
    Match::from(activity && !own).and(named)
}

pub(super) fn delegated(view: &View<'_>, leaf: &Delegated) -> Timeline {
    let found = view.find(|fact| delegated_matches(view, leaf, fact));
    let Some(by) = &leaf.by else {
        return any_of(&found, |fact| lasts(fact.body.period(), leaf.when));
    };
    let parts: Vec<Timeline> = found
        .iter()
        .map(|it| {
            let who = it.fact.body.names();
            let other = who.map_or(Timeline::constant(Truth::Unknown), |who| (view.other)(who, by));
            during(&other, lasts(it.fact.body.period(), leaf.when), it.sure)
        })
        .collect();
    greatest(&parts)
}

pub(super) fn enrolled_matches(view: &View<'_>, leaf: &Enrolled, fact: &Fact) -> Match {
    let Body::Enrolment(it) = &fact.body else { return Match::No };
    let of_programme = it
        .programme
        .as_ref()
        .and_then(|it| view.book.programme(it.as_str()))
        .and_then(|it| it.qualification.as_ref());
    let qualification = of_programme.map(|it| &it.value).or(it.qualification.as_ref());
    // A place without a programme matches by qualification.
    let by_qualification = it.programme.is_none() && !leaf.qualification.is_empty();
    let programme = if by_qualification {
        Match::Yes
    } else {
        among(&codes(&leaf.programme), it.programme.as_ref())
    };
    let start = it.from.unwrap_or(Day::ALWAYS);
    programme
        .and(among(&codes(&leaf.qualification), qualification))
        .and(leaf.started_before.is_none_or(|day| start < day).into())
        .and(leaf.started_on_or_after.is_none_or(|day| start >= day).into())
}

pub(super) fn enrolled(view: &View<'_>, leaf: &Enrolled) -> Timeline {
    let found = view.find(|fact| enrolled_matches(view, leaf, fact));
    any_of(&found, |fact| lasts(fact.body.period(), leaf.when))
}

pub(super) fn checked_matches(leaf: &Checked, fact: &Fact) -> Match {
    let Body::Check(it) = &fact.body else { return Match::No };
    let outcome = it.outcome.as_ref().map_or("clear", preceptor_record::Code::as_str);
    let kind =
        it.check_kind.is_none() || among(&strs(&leaf.kind), it.check_kind.as_ref()) == Match::Yes;
    (it.check == leaf.check.value && kind && leaf.outcome.iter().any(|asked| asked == outcome))
        .into()
}

pub(super) fn checked(view: &View<'_>, leaf: &Checked) -> Timeline {
    let found = view.find(|fact| checked_matches(leaf, fact));
    any_of(&found, |fact| {
        let Period { from, until } = fact.body.period();
        let until = leaf.not_older_than.map_or(until, |span| until.min(from.plus(span)));
        lasts(Period { from, until }, leaf.when)
    })
}

pub(super) fn supervised_matches(view: &View<'_>, leaf: &Supervised, fact: &Fact) -> Match {
    let Body::Supervision(it) = &fact.body else { return Match::No };
    let kind = leaf.supervision.is_empty() || leaf.supervision.contains(&it.supervision);
    (kind && it.supervisor != view.record.person.id).into()
}

pub(super) fn supervised(view: &View<'_>, leaf: &Supervised) -> Timeline {
    let found = view.find(|fact| supervised_matches(view, leaf, fact));
    let Some(by) = &leaf.by else {
        return any_of(&found, |fact| lasts(fact.body.period(), leaf.when));
    };
    let parts: Vec<Timeline> = found
        .iter()
        .filter_map(|it| {
            let other = (view.other)(it.fact.body.names()?, by);
            Some(during(&other, lasts(it.fact.body.period(), leaf.when), it.sure))
        })
        .collect();
    greatest(&parts)
}

pub(super) fn signed_off_matches(view: &View<'_>, leaf: &SignedOff, fact: &Fact) -> Match {
    let Body::SignOff(it) = &fact.body else { return Match::No };
    let own = it.assessor.as_ref() == Some(&view.record.person.id);
    let activity = leaf.activity.as_ref().is_none_or(|asked| asked.value == it.activity);
    let level = leaf.level.is_none_or(|asked| it.level >= asked);
    let named = if leaf.by.is_some() && it.assessor.is_none() { Match::Maybe } else { Match::Yes };
    Match::from(activity && level && !own).and(fits_post(view, it)).and(named)
}

/// A sign-off belongs to an activity, a role and a setting, not to the person. In a post whose setting nobody knows one
/// for a setting may count.
pub(crate) fn fits_post(view: &View<'_>, it: &preceptor_record::SignOff) -> Match {
    let role: Match =
        it.role.as_ref().is_none_or(|role| view.stance.role.as_ref() == Some(role)).into();
    let setting = match (&it.setting, &view.stance.setting) {
        (None, _) => Match::Yes,
        (Some(asked), Some(setting)) => (asked == setting).into(),
        (Some(_), None) if view.stance.role.is_some() => Match::Maybe,
        (Some(_), None) => Match::No,
    };
    role.and(setting)
}

pub(super) fn signed_off(view: &View<'_>, leaf: &SignedOff) -> Timeline {
    let found = view.find(|fact| signed_off_matches(view, leaf, fact));
    let Some(by) = &leaf.by else {
        return any_of(&found, |fact| lasts(fact.body.period(), leaf.when));
    };
    let parts: Vec<Timeline> = found
        .iter()
        .map(|it| {
            let period = it.fact.body.period();
            // The assessor must have qualified on the day of the sign-off; what became of them later is not asked.
            let then = match it.fact.body.names() {
                Some(who) if period.from != Day::ALWAYS => (view.other)(who, by).at(period.from),
                _ => Truth::Unknown,
            };
            during(&Timeline::constant(then), lasts(period, leaf.when), it.sure)
        })
        .collect();
    greatest(&parts)
}

pub(super) fn trained_matches(leaf: &Trained, fact: &Fact) -> Match {
    let Body::Training(it) = &fact.body else { return Match::No };
    leaf.course.iter().any(|asked| asked.value == it.course).into()
}

pub(super) fn trained(view: &View<'_>, leaf: &Trained) -> Timeline {
    let found = view.find(|fact| trained_matches(leaf, fact));
    any_of(&found, |fact| {
        let Period { from, until } = fact.body.period();
        let refresh = match &fact.body {
            Body::Training(it) if it.until.is_none() => {
                view.book.course(it.course.as_str()).and_then(|it| it.refresh)
            }
            _ => None,
        };
        let until = refresh.map_or(until, |span| from.plus(span));
        lasts(Period { from, until }, leaf.when)
    })
}

pub(super) fn declared_matches(leaf: &Declared, fact: &Fact) -> Match {
    let Body::Declaration(it) = &fact.body else { return Match::No };
    leaf.about.contains(&it.about).into()
}

pub(super) fn declared(view: &View<'_>, leaf: &Declared) -> Timeline {
    let found = view.find(|fact| declared_matches(leaf, fact));
    any_of(&found, |fact| lasts(fact.body.period(), leaf.when))
}
