//! What a fact of a file changes on a record: nothing, or it is added, corrects one that is there, or renews it.
//!
//! What a file leaves out stays as it is, and nothing is ended because a file no longer speaks of it.

use preceptor_record::{
    Body, Check, Code, Details, FactId, Fte, Known, KnownAt, Person, Post, Qualification, Record,
    Registration, Restriction, Training,
};

/// What a fact changes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    /// It is on the record.
    Nothing,
    /// It is recorded beside what is there.
    Add(Body),
    /// It is recorded in the place of another, which may have been verified.
    Correct {
        /// Which.
        of: FactId,
        /// What is recorded.
        with: Body,
        /// Whether somebody had verified what it takes the place of.
        was_verified: bool,
    },
    /// Another number is on the record for the same register.
    OtherNumber(String),
    /// Another date of birth is on the record.
    OtherBirth,
}

/// What a fact changes on somebody's record at an organisation. Where it does not say what a register says of an entry,
/// what is known of that stays.
pub(super) fn of(person: &Person, own: &Code, body: &Body, says_status: bool) -> Change {
    let record = Record::known_at(person, KnownAt::EVERYTHING);
    match body {
        Body::Details(it) => details(&record, it),
        Body::Post(it) => post(&record, own, it),
        Body::Registration(it) => registration(&record, it, says_status),
        Body::Qualification(it) => qualification(&record, it),
        Body::Training(it) => training(&record, it),
        Body::Check(it) => check(&record, it),
        Body::Restriction(it) => restriction(&record, it),
        Body::Supervision(it) => {
            let is_there = record.facts.iter().any(|known| match &known.fact.body {
                Body::Supervision(of) => {
                    of.supervision == it.supervision
                        && of.supervisor == it.supervisor
                        && of.until.is_none()
                }
                _ => false,
            });
            if is_there { Change::Nothing } else { Change::Add(body.clone()) }
        }
        other => Change::Add(other.clone()),
    }
}

/// Puts what a file says in the place of what is there, where it says anything.
fn put<T: Clone>(into: &mut Option<T>, said: Option<&T>) {
    if let Some(said) = said {
        *into = Some(said.clone());
    }
}

/// A correction, where there is anything to correct.
fn corrected(of: &Known<'_>, with: Body) -> Change {
    if of.fact.body == with {
        return Change::Nothing;
    }
    Change::Correct { of: of.fact.id.clone(), with, was_verified: of.verified }
}

/// What a fact of that kind says; nothing of any other.
macro_rules! take {
    ($kind:ident) => {{
        fn take(it: &Body) -> Option<&$kind> {
            if let Body::$kind(it) = it { Some(it) } else { None }
        }
        take
    }};
}

/// The facts of one kind that count and are alike in what `is_same` says, the one that begins last at the end.
fn alike<'a, T: 'a>(
    record: &'a Record<'a>,
    take: impl Fn(&'a Body) -> Option<&'a T>,
    is_same: impl Fn(&T) -> bool,
) -> Vec<(&'a Known<'a>, &'a T)> {
    let of = record.facts.iter().filter_map(|it| Some((it, take(&it.fact.body)?)));
    let mut found: Vec<(&Known<'_>, &T)> = of.filter(|it| is_same(it.1)).collect();
    found.sort_by_key(|it| it.0.fact.body.period().from);
    found
}

fn details(record: &Record<'_>, said: &Details) -> Change {
    let all = alike(record, take!(Details), |_| true);
    let Some((last, _)) = all.last() else { return Change::Add(Body::Details(said.clone())) };
    let mut held = current(record);
    if let (Some(held), Some(said)) = (held.born, said.born)
        && held != said
    {
        return Change::OtherBirth;
    }
    let before = held.clone();
    put(&mut held.name, said.name.as_ref());
    put(&mut held.known_as, said.known_as.as_ref());
    put(&mut held.born, said.born.as_ref());
    put(&mut held.phone, said.phone.as_ref());
    put(&mut held.employee_number, said.employee_number.as_ref());
    // Addresses are alike whatever the case of their letters.
    let is_same = |a: &String| said.email.as_ref().is_some_and(|b| a.eq_ignore_ascii_case(b));
    if !held.email.as_ref().is_some_and(is_same) {
        put(&mut held.email, said.email.as_ref());
    }
    if held == before { Change::Nothing } else { corrected(last, Body::Details(held)) }
}

/// Who somebody is: of each thing what was said last.
pub(super) fn current(record: &Record<'_>) -> Details {
    let mut made = Details {
        name: None,
        known_as: None,
        pronouns: None,
        born: None,
        email: None,
        phone: None,
        employee_number: None,
        from: None,
    };
    let all = alike(record, take!(Details), |_| true);
    for (_, it) in all {
        put(&mut made.name, it.name.as_ref());
        put(&mut made.known_as, it.known_as.as_ref());
        put(&mut made.pronouns, it.pronouns.as_ref());
        put(&mut made.born, it.born.as_ref());
        put(&mut made.email, it.email.as_ref());
        put(&mut made.phone, it.phone.as_ref());
        put(&mut made.employee_number, it.employee_number.as_ref());
        made.from = it.from.or(made.from);
    }
    made
}

/// A post is known by its role, its organisation and its first day.
fn post(record: &Record<'_>, own: &Code, said: &Post) -> Change {
    let at = |it: &Post| it.organisation.clone().unwrap_or_else(|| own.clone());
    let is_same = |it: &Post| it.role == said.role && it.from == said.from && at(it) == at(said);
    let found = alike(record, take!(Post), is_same);
    // Two posts may begin on one day; the one that agrees most is meant.
    let agrees = |it: &Post| {
        usize::from(said.unit.is_some() && it.unit == said.unit)
            + usize::from(said.site.is_some() && it.site == said.site)
            + usize::from(said.fte.is_some() && it.fte == said.fte)
    };
    let Some((known, held)) = found.iter().max_by_key(|it| agrees(it.1)) else {
        let mut made = said.clone();
        made.organisation = Some(at(said));
        return Change::Add(Body::Post(made));
    };
    // Bank work beside a post of the same first day is a post of its own.
    let is_none = |it: Option<Fte>| it == Some(Fte(0));
    if is_none(said.fte) != is_none(held.fte) && held.fte.is_some() && said.fte.is_some() {
        let mut made = said.clone();
        made.organisation = Some(at(said));
        return Change::Add(Body::Post(made));
    }
    let mut made = (*held).clone();
    put(&mut made.base_profession, said.base_profession.as_ref());
    put(&mut made.site, said.site.as_ref());
    put(&mut made.unit, said.unit.as_ref());
    put(&mut made.manager, said.manager.as_ref());
    put(&mut made.specialty, said.specialty.as_ref());
    put(&mut made.setting, said.setting.as_ref());
    put(&mut made.until, said.until.as_ref());
    put(&mut made.fte, said.fte.as_ref());
    put(&mut made.band, said.band.as_ref());
    put(&mut made.contract, said.contract.as_ref());
    corrected(known, Body::Post(made))
}

/// A registration is known by its register and its number. One that goes on for longer is renewed: what was verified of
/// it stays verified until it would have ended.
fn registration(record: &Record<'_>, said: &Registration, says_status: bool) -> Change {
    let same_number = |it: &Registration| {
        let plain = |it: &Option<String>| it.as_ref().map(|it| it.replace(' ', "").to_uppercase());
        it.number.is_none() || plain(&it.number) == plain(&said.number)
    };
    let take = take!(Registration);
    let all = alike(record, take, |it: &Registration| it.register == said.register);
    let found = all.iter().rfind(|it| same_number(it.1));
    let Some((known, held)) = found else {
        let other = all.last().and_then(|it| it.1.number.clone());
        return other
            .map_or_else(|| Change::Add(Body::Registration(said.clone())), Change::OtherNumber);
    };
    let is_later = |a, b| matches!((a, b), (Some(a), Some(b)) if a > b);
    let status = if says_status { said.status } else { held.status };
    let same_else = held.status == status && (said.part.is_none() || held.part == said.part);
    let goes_on = said.from.is_none() || said.from == held.from || said.from == held.until;
    if same_else && goes_on && is_later(said.until, held.until) {
        let mut made = (*held).clone();
        (made.from, made.until) = (held.until, said.until);
        return Change::Add(Body::Registration(made));
    }
    let begins_anew = matches!((said.from, held.until), (Some(from), Some(until)) if from >= until);
    if begins_anew {
        return Change::Add(Body::Registration(said.clone()));
    }
    // A period that was renewed keeps its own first day.
    let is_renewed = all.iter().filter(|it| same_number(it.1)).count() > 1;
    let mut made = (*held).clone();
    put(&mut made.part, said.part.as_ref());
    put(&mut made.number, said.number.as_ref().filter(|_| held.number.is_none()));
    put(&mut made.from, said.from.as_ref().filter(|_| !is_renewed));
    put(&mut made.until, said.until.as_ref());
    made.status = status;
    corrected(known, Body::Registration(made))
}

fn qualification(record: &Record<'_>, said: &Qualification) -> Change {
    let take = take!(Qualification);
    let is_same = |it: &Qualification| {
        it.qualification == said.qualification
            && (it.on == said.on || it.on.is_none() || said.on.is_none())
    };
    let found = alike(record, take, is_same);
    let Some((known, held)) = found.last() else {
        return Change::Add(Body::Qualification(said.clone()));
    };
    let mut made = (*held).clone();
    put(&mut made.on, said.on.as_ref());
    corrected(known, Body::Qualification(made))
}

fn training(record: &Record<'_>, said: &Training) -> Change {
    let take = take!(Training);
    let found = alike(record, take, |it: &Training| it.course == said.course && it.on == said.on);
    let Some((known, held)) = found.last() else {
        return Change::Add(Body::Training(said.clone()));
    };
    let mut made = (*held).clone();
    put(&mut made.until, said.until.as_ref());
    corrected(known, Body::Training(made))
}

fn check(record: &Record<'_>, said: &Check) -> Change {
    let take = take!(Check);
    let found = alike(record, take, |it: &Check| it.check == said.check && it.on == said.on);
    let Some((known, held)) = found.last() else { return Change::Add(Body::Check(said.clone())) };
    let mut made = (*held).clone();
    put(&mut made.outcome, said.outcome.as_ref());
    put(&mut made.until, said.until.as_ref());
    corrected(known, Body::Check(made))
}

fn restriction(record: &Record<'_>, said: &Restriction) -> Change {
    let take = take!(Restriction);
    let is_same = |it: &Restriction| it.activity == said.activity && it.from == said.from;
    let found = alike(record, take, is_same);
    let Some((known, held)) = found.last() else {
        return Change::Add(Body::Restriction(said.clone()));
    };
    let mut made = (*held).clone();
    put(&mut made.supervision, said.supervision.as_ref());
    put(&mut made.imposed_by, said.imposed_by.as_ref());
    put(&mut made.until, said.until.as_ref());
    corrected(known, Body::Restriction(made))
}
