//! Standing: how somebody stands in every role they hold, and what lapses next.

use std::collections::BTreeSet;

use preceptor_record::{Code, Day, FactId, Record};
use preceptor_rulebook::role::Weight;

use crate::acting::{Acting, current_posts};
use crate::adopted::adopted_sets;
use crate::engine::{Engine, PRACTISE};
use crate::lookup::Lookup;
use crate::question::Decision;
use crate::rows::{Judged, fits, judge};
use crate::ruling::Ruling;
use crate::truth::{Timeline, Truth};

/// How somebody stands in a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Something that must hold does not.
    Lapsed,
    /// Something that must hold cannot be told.
    Unknown,
    /// All that must hold does.
    Good,
}

impl Standing {
    /// The word for it in files and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lapsed => "lapsed",
            Self::Unknown => "unknown",
            Self::Good => "good",
        }
    }

    /// That of everything together.
    pub fn of(truth: Truth) -> Self {
        match truth {
            Truth::Unmet => Self::Lapsed,
            Truth::Unknown => Self::Unknown,
            Truth::Met => Self::Good,
        }
    }
}

/// How somebody stands in one post.
#[derive(Debug, Clone)]
pub struct RoleStanding {
    /// The fact of the post.
    pub post: Option<FactId>,
    /// The role.
    pub role: Code,
    /// How.
    pub standing: Standing,
    /// The first day on which it is no longer so; none where it stays.
    pub until: Option<Day>,
    /// Every requirement in force on the day, with how it stands over time.
    pub requirements: Vec<Judged>,
    /// The requirements that were in force before it or will be after it.
    pub elsewhen: Vec<Judged>,
    /// Whether the post may be held at all, over time.
    pub practise: Timeline,
    /// Over time, everything together.
    pub timeline: Timeline,
}

/// How somebody stands in every post held on that day, the roles of the rulebook alone.
pub fn standing(
    engine: &Engine<'_>,
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    day: Day,
) -> Vec<RoleStanding> {
    current_posts(engine.book, lookup.register, record, day)
        .iter()
        .filter(|it| engine.book.roles.contains_key(&it.role))
        .map(|it| in_post(engine, lookup, record, it, day))
        .collect()
}

fn in_post(
    engine: &Engine<'_>,
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    acting: &Acting,
    day: Day,
) -> RoleStanding {
    let adopted = adopted_sets(
        engine.book,
        &engine.adoption,
        acting.role.as_str(),
        acting.jurisdiction.as_str(),
    );
    let rows =
        engine.book.roles.get(&acting.role).map(|it| it.standing.as_slice()).unwrap_or_default();
    let judged: Vec<Judged> = rows
        .iter()
        .filter(|it| fits(engine.book, it, &adopted, acting))
        .map(|it| judge(lookup, record, acting, it, day))
        .collect();
    let practise = practise(engine, lookup, record, acting);
    let must: Vec<&Timeline> = judged
        .iter()
        .filter(|it| it.weight == Weight::Must)
        .map(|it| &it.timeline)
        .chain([&practise])
        .collect();
    let timeline = Timeline::join(&must, |of| of.min().unwrap_or(Truth::Met));
    let (requirements, elsewhen) = judged.into_iter().partition(|it| it.row.is_in_force(day));
    RoleStanding {
        post: acting.fact.clone(),
        role: acting.role.clone(),
        standing: Standing::of(timeline.at(day)),
        until: timeline.next_change(day).map(|it| it.0),
        requirements,
        elsewhen,
        practise,
        timeline,
    }
}

/// Whether a post may be held at all, day by day.
pub(crate) fn practise(
    engine: &Engine<'_>,
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    acting: &Acting,
) -> Timeline {
    let Some(activity) = engine.activity_number(PRACTISE) else {
        return Timeline::constant(Truth::Met);
    };
    let Some(role) = engine.role_number(acting.role.as_str()) else {
        return Timeline::constant(Truth::Unmet);
    };
    let Some(rules) = engine.rules(role, activity) else { return Timeline::constant(Truth::Met) };
    let mut wanted = vec![0u64; engine.atoms.words()];
    for expr in rules.list.iter().flat_map(|it| it.unless.iter().chain(&it.requires)) {
        expr.each_atom(&mut |atom| {
            if let Some(word) = wanted.get_mut(atom as usize / 64) {
                *word |= 1 << (atom % 64);
            }
        });
    }
    let subject = engine.subject_for(lookup, record, acting, Some(&wanted));
    let mut days: BTreeSet<Day> = subject.boundaries().collect();
    days.extend(rules.list.iter().flat_map(|it| [Day(it.from), Day(it.until)]));
    days.insert(Day::ALWAYS);
    let Ok(context) = crate::acting::full_context(
        engine.book,
        acting,
        &Code::new(PRACTISE),
        &std::collections::BTreeMap::new(),
    ) else {
        return Timeline::constant(Truth::Unknown);
    };
    let mut ruling = Ruling::default();
    let Some(mut asked) = engine.ask(PRACTISE, Day::ALWAYS, &context, Vec::new()) else {
        return Timeline::constant(Truth::Met);
    };
    Timeline::from_steps(days.into_iter().map(|day| {
        asked.day = day;
        engine.rule(&subject, &asked, &mut ruling);
        let truth = match ruling.decision {
            Decision::Permit | Decision::NeedsSupervision => Truth::Met,
            Decision::CannotTell => Truth::Unknown,
            Decision::Refuse => Truth::Unmet,
        };
        (day, truth)
    }))
}
