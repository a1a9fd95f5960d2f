//! What people are signed off, entitled and handed over to do.

use preceptor_record::{Body, Capability, Closeness, Day, Delegation, Entitlement, SignOff};

use crate::cast::Senior;
use crate::life::{Life, shift};

/// Signs somebody off for several of these, the closer the less long they have been at it.
pub(crate) fn signed_off(
    life: &mut Life<'_>,
    n: (i32, i32),
    activities: &[&'static str],
    by: Senior,
    qualified: Day,
) {
    let n = usize::try_from(life.dice.between(n.0, n.1)).unwrap_or(0);
    let years = (life.day.0 - qualified.0) / 365;
    for activity in life.dice.some(n, activities) {
        let level = match life.dice.between(0, 4) + years.clamp(-1, 4) {
            i32::MIN..=1 => Closeness::Direct,
            2..=4 => Closeness::OnSite,
            5..=7 => Closeness::Available,
            _ => Closeness::Independent,
        };
        sign(life, activity, level, by, qualified);
    }
}

/// Signs somebody off for one activity; some sign-offs run out, some hold in one role or within limits.
pub(crate) fn sign(
    life: &mut Life<'_>,
    activity: &'static str,
    level: Closeness,
    by: Senior,
    after: Day,
) {
    let on = life.day_between(shift(after, 20), shift(life.day, -3));
    let assessor = life.senior(by);
    let lasts = life.dice.pick(&[0, 0, 0, 365, 730, 1_095]);
    let limits = life.dice.in_hundred(12).then(|| {
        life.dice.pick(&["adults", "weekdays in hours", "after a chaperone is offered"]).to_owned()
    });
    let sign_off = SignOff {
        activity: activity.into(),
        level,
        assessor,
        on: Some(on),
        until: (lasts > 0).then(|| shift(on, lasts)),
        role: None,
        setting: life.dice.in_hundred(15).then(|| life.at().setting().into()),
        limits,
    };
    life.add_claimed(Body::SignOff(sign_off), 9);
}

/// The employer's grant to do an activity.
pub(crate) fn entitled(life: &mut Life<'_>, activity: &'static str, from: Day) {
    grant(life, Some(activity), None, from);
}

/// The employer's grant to hold a duty.
pub(crate) fn holds_duty(life: &mut Life<'_>, duty: &'static str, from: Day) {
    grant(life, None, Some(duty), from);
}

fn grant(
    life: &mut Life<'_>,
    activity: Option<&'static str>,
    duty: Option<&'static str>,
    from: Day,
) {
    let ended = life.dice.in_hundred(10).then(|| life.after(from, 200, 1_500));
    life.add(Body::Entitlement(Entitlement {
        activity: activity.map(Into::into),
        duty: duty.map(Into::into),
        organisation: Some(life.at().code.clone()),
        from: Some(from),
        until: ended,
    }));
}

/// The training and the entitlement to request imaging with radiation; one or the other may be missing.
pub(crate) fn requests_imaging(life: &mut Life<'_>, chance: u32, after: Day) {
    if !life.dice.in_hundred(chance) {
        return;
    }
    let on = life.day_between(after, shift(life.day, -20));
    if life.dice.in_hundred(92) {
        life.trained("irmer-referrer", on, Some(36));
    }
    if life.dice.in_hundred(90) {
        let from = life.after(on, 1, 30);
        entitled(life, "request-ionising-imaging", from);
    }
}

/// An act handed over by somebody who may do it.
pub(crate) fn delegated(life: &mut Life<'_>, activity: &'static str, by: Senior, from: Day) {
    let delegator = life.senior(by);
    let limits = Some("named patients of the team".to_owned());
    life.add(Body::Delegation(Delegation {
        activity: activity.into(),
        delegator,
        from: Some(from),
        until: None,
        limits,
    }));
}

/// Ratings against a framework of numbered items, one in four by the person alone.
pub(crate) fn rated(
    life: &mut Life<'_>,
    framework: &'static str,
    items: &[&'static str],
    n_most: i32,
    by: Senior,
) {
    let n = usize::try_from(life.dice.between(0, n_most)).unwrap_or(0);
    for item in life.dice.some(n, items) {
        let on = life.before(life.day, 10, 900);
        let assessor = if life.dice.in_hundred(75) { life.senior(by) } else { None };
        let level = u8::try_from(life.dice.between(1, 4)).unwrap_or(1);
        life.add_claimed(
            Body::Capability(Capability {
                framework: framework.into(),
                item: item.into(),
                level,
                assessor,
                on: Some(on),
            }),
            15,
        );
    }
}
