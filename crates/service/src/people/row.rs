//! What is kept of one person for lists.

use preceptor_record::facts::Body;
use preceptor_record::people::People;
use preceptor_record::{Code, Day, KnownAt, Person, PersonId, Record, SupervisionKind};
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::role::Weight;
use preceptor_standing::{Engine, Lookup, Timeline, Truth};

use crate::standing;

/// How somebody stands, as lists sort and count it: the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Something that must hold does not.
    No,
    /// Something that must hold cannot be told.
    Unknown,
    /// All holds, and something lapses within the days asked about.
    Soon,
    /// All holds.
    Good,
    /// They hold no post in a role of the rulebook.
    NoRole,
}

impl State {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [Self::No, Self::Unknown, Self::Soon, Self::Good, Self::NoRole];

    /// The word for it in addresses and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::No => "lapsed",
            Self::Unknown => "unknown",
            Self::Soon => "lapses",
            Self::Good => "good",
            Self::NoRole => "none",
        }
    }

    /// The state of that word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }
}

/// A day on which something that holds today no longer does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lapse {
    /// The first day without it.
    pub on: Day,
    /// What is asked, in the rulebook's words.
    pub says: String,
    /// The kind of fact it is first about, such as `registered` or `trained`.
    pub about: &'static str,
    /// Whether the post may not be held without it.
    pub must: bool,
}

/// A post, and how its holder stands in it.
#[derive(Debug, Clone)]
pub struct Held {
    /// The role.
    pub role: Code,
    /// Its title.
    pub title: String,
    /// Where in the organisation.
    pub unit: Option<Code>,
    /// At which site.
    pub site: Option<Code>,
    /// Over time, everything together.
    pub timeline: Timeline,
    /// What must hold and did not on the day it was judged, or cannot be told.
    pub lacks: Vec<String>,
    /// What lapses later.
    pub lapses: Vec<Lapse>,
}

/// One person in lists.
#[derive(Debug, Clone)]
pub struct Row {
    /// Who.
    pub person: PersonId,
    /// What they are called.
    pub name: String,
    /// The same as lists are sorted by it: in small letters.
    pub sorted_as: String,
    /// What a search looks in: names, numbers and addresses in small letters.
    pub folded: String,
    /// Posts in roles of the rulebook.
    pub posts: Vec<Held>,
    /// What else they work as.
    pub works_as: Vec<Code>,
    /// Where they work, of all their posts.
    pub units: Vec<Code>,
    /// Their named supervisor.
    pub named_supervisor: Option<PersonId>,
    /// Who supervises them today, in any way.
    pub supervisors: Vec<PersonId>,
    /// How many facts on which permission rests are claimed and not verified.
    pub n_claimed: usize,
    /// Proof that runs out, whatever asks for it: sign-offs, entitlements, training, checks.
    pub lapses: Vec<Lapse>,
}

impl Row {
    /// Makes a row of a person, among those whom their facts name.
    pub(super) fn of(
        engine: &Engine<'_>,
        lookup: &Lookup<'_>,
        others: &People,
        person: &Person,
        day: Day,
    ) -> Self {
        let book = engine.book;
        let judged = standing::judged(engine, lookup, others, person, KnownAt::EVERYTHING, day);
        let record = Record::known_at(person, KnownAt::EVERYTHING);
        let mut made = Self {
            person: person.id.clone(),
            name: person.display_name().to_owned(),
            sorted_as: person.display_name().to_lowercase(),
            folded: String::new(),
            posts: judged.iter().map(|it| held(book, &record, it, day)).collect(),
            works_as: Vec::new(),
            units: Vec::new(),
            named_supervisor: None,
            supervisors: Vec::new(),
            n_claimed: 0,
            lapses: Vec::new(),
        };
        let mut words = vec![person.id.to_string()];
        for known in &record.facts {
            let is_now = known.fact.body.period().holds(day);
            made.n_claimed +=
                usize::from(!known.verified && is_now && needs_checking(&known.fact.body));
            match &known.fact.body {
                Body::Details(it) => {
                    let each = [&it.name, &it.known_as, &it.email, &it.employee_number];
                    words.extend(each.into_iter().flatten().cloned());
                }
                Body::Registration(it) => words.extend(it.number.clone()),
                Body::Post(it) if is_now => {
                    if !book.roles.contains_key(&it.role) {
                        made.works_as.push(it.role.clone());
                    }
                    made.units.extend(it.unit.clone().or_else(|| it.specialty.clone()));
                }
                Body::Supervision(it) if is_now => {
                    if it.supervision == SupervisionKind::Named {
                        made.named_supervisor = Some(it.supervisor.clone());
                    }
                    made.supervisors.push(it.supervisor.clone());
                }
                _ => {}
            }
        }
        made.lapses = proofs(book, &record, day);
        made.supervisors.sort();
        made.supervisors.dedup();
        made.units.sort();
        made.units.dedup();
        made.folded = words.join(" ").to_lowercase();
        made
    }

    /// How they stand on a day, over all posts; `soon` is the first day that no longer counts as soon.
    pub fn state(&self, day: Day, soon: Day) -> State {
        let each = self.posts.iter().map(|it| match it.timeline.at(day) {
            Truth::Unmet => State::No,
            Truth::Unknown => State::Unknown,
            Truth::Met => match it.lapses_on(day) {
                Some(on) if on < soon => State::Soon,
                _ => State::Good,
            },
        });
        each.min().unwrap_or(State::NoRole)
    }

    /// The first day on which something that must hold, and holds, no longer does.
    pub fn lapses_on(&self, day: Day) -> Option<Day> {
        self.posts.iter().filter_map(|it| it.lapses_on(day)).min()
    }

    /// Everything that lapses from after a day until before another, in no order.
    pub fn lapses_between(&self, day: Day, until: Day) -> impl Iterator<Item = &Lapse> {
        let all = self.posts.iter().flat_map(|it| &it.lapses).chain(&self.lapses);
        all.filter(move |it| it.on > day && it.on < until)
    }

    /// Everything that lapses from after a day until before another, the soonest first.
    pub fn lapses_within(&self, day: Day, until: Day) -> Vec<&Lapse> {
        let mut found: Vec<&Lapse> = self.lapses_between(day, until).collect();
        found.sort();
        found.dedup();
        found
    }
}

impl Held {
    /// The first day on which standing in this post, good on `day`, no longer is.
    pub fn lapses_on(&self, day: Day) -> Option<Day> {
        let (on, truth) = self.timeline.next_change(day)?;
        (self.timeline.at(day) == Truth::Met && truth != Truth::Met).then_some(on)
    }
}

fn held(book: &Rulebook, record: &Record<'_>, it: &standing::Post, day: Day) -> Held {
    let of = &it.standing;
    let must = of.requirements.iter().filter(|it| it.weight == Weight::Must);
    let lacking = must.filter(|it| it.timeline.at(day) != Truth::Met).map(|it| it.says.clone());
    let law = it.law.iter().flat_map(|it| &it.reasons).map(|it| it.says.clone());
    let mut lapses = Vec::new();
    for row in &of.requirements {
        let ends = row.timeline.stretches().filter(|it| it.1 == Truth::Met);
        for (period, _) in ends.filter(|it| it.0.until > day && it.0.until != Day::NEVER) {
            lapses.push(Lapse {
                on: period.until,
                says: row.says.clone(),
                about: about(row),
                must: row.weight == Weight::Must,
            });
        }
    }
    if let Some((on, says)) = it.lapses_next(book, day)
        && !lapses.iter().any(|it| it.on == on && it.must)
    {
        // Law bars the post from that day, or a row comes into force that is not met.
        lapses.extend(says.into_iter().map(|says| Lapse { on, says, about: "law", must: true }));
    }
    lapses.sort();
    let post = record.facts.iter().find(|it| Some(&it.fact.id) == of.post.as_ref());
    let (unit, site) = match post.map(|it| &it.fact.body) {
        Some(Body::Post(it)) => (it.unit.clone().or_else(|| it.specialty.clone()), it.site.clone()),
        _ => (None, None),
    };
    Held {
        role: of.role.clone(),
        title: book.role_title(of.role.as_str()).to_owned(),
        unit,
        site,
        timeline: of.timeline.clone(),
        lacks: lacking.chain(law).collect(),
        lapses,
    }
}

/// Whether a fact permits nothing until somebody entitled confirms it. What people record of their own development is
/// theirs to say.
fn needs_checking(body: &Body) -> bool {
    matches!(
        body,
        Body::Registration(_)
            | Body::Annotation(_)
            | Body::Qualification(_)
            | Body::Exam(_)
            | Body::Check(_)
            | Body::Supervision(_)
            | Body::SignOff(_)
            | Body::Entitlement(_)
            | Body::Delegation(_)
            | Body::Restriction(_)
    )
}

/// What a fact is proof of: the leaf that asks for it, and of what.
fn proof(body: &Body) -> Option<(&'static str, &Code)> {
    match body {
        Body::SignOff(it) => Some(("signed_off", &it.activity)),
        Body::Entitlement(it) => Some(("entitled", it.activity.as_ref().or(it.duty.as_ref())?)),
        Body::Delegation(it) => Some(("delegated", &it.activity)),
        Body::Training(it) => Some(("trained", &it.course)),
        Body::Check(it) => Some(("checked", &it.check)),
        _ => None,
    }
}

/// Proof that runs out after a day, where no other of the same goes on.
fn proofs(book: &Rulebook, record: &Record<'_>, day: Day) -> Vec<Lapse> {
    let all =
        record.facts.iter().filter_map(|it| Some((proof(&it.fact.body)?, it.fact.body.period())));
    let all: Vec<_> = all.collect();
    let runs_out = all.iter().filter(|it| it.1.holds(day) && it.1.until != Day::NEVER);
    let alone = runs_out.filter(|(of, period)| {
        !all.iter().any(|(other, later)| of == other && later.holds(period.until))
    });
    let made = alone.map(|((about, of), period)| Lapse {
        on: period.until,
        says: said(book, of),
        about,
        must: false,
    });
    let mut made: Vec<Lapse> = made.collect();
    made.sort();
    made.dedup();
    made
}

/// An activity, a course or a check in words.
fn said(book: &Rulebook, of: &Code) -> String {
    let title = book.activity_title(of.as_str());
    if title == of.as_str() {
        crate::say::sentence(&of.as_str().replace('-', " "))
    } else {
        title.to_owned()
    }
}

/// The kind of the first leaf of what is asked.
fn about(row: &preceptor_standing::Judged) -> &'static str {
    let mut leaves = Vec::new();
    row.row.requires.leaves(&mut leaves);
    leaves.first().map_or("law", |it| it.value.key())
}
