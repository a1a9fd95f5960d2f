//! The problem made ready: instants as minutes, references as numbers, every default filled in.
//!
//! Made by [`compile`](super::compile()) alone, which checks every reference; the verifier and the solver read it.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_limits::{Class, Fatigue, Rule, Weekday};
use preceptor_record::{Closeness, Code, Day, Period, PersonId};
use serde_json::Value as Json;

use super::clock::{Clock, Stretch};
use super::written::{Following, Method, Supervises, Time};

macro_rules! numbers {
    ($($(#[doc = $doc:literal])* $name:ident;)*) => { $(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
    )* };
}

numbers! {
    /// A person, by their place in the problem.
    PersonIx;
    /// A duty.
    DutyIx;
    /// A kind of duty.
    KindIx;
    /// A place.
    PlaceIx;
    /// A rule in force for somebody.
    RuleIx;
    /// What a rulebook is asked about whoever does a duty.
    AskingIx;
}

/// A rota problem: everything but who does what.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Its id.
    pub id: String,
    /// Local days and times.
    pub clock: Clock,
    /// The days that are judged, filled and scored.
    pub days: Period,
    /// The same as minutes.
    pub period: Stretch,
    /// The time whose work is known, which ends with the period.
    pub known: Stretch,
    /// People.
    pub people: Vec<Person>,
    /// Duties.
    pub duties: Vec<Duty>,
    /// Kinds of duty.
    pub kinds: Vec<Code>,
    /// Places.
    pub places: Vec<Place>,
    /// Minutes between two places, where they are stated.
    pub walks: BTreeMap<(PlaceIx, PlaceIx), i64>,
    /// The rules that bind somebody; one that several profiles state stands once.
    pub rules: Vec<Rule>,
    /// What a rulebook is asked about whoever does a duty, each once.
    pub askings: Vec<Asking>,
    /// Requests.
    pub requests: Vec<Request>,
    /// What the organisation wants.
    pub weights: Weights,
    /// Bank holidays where this is.
    pub bank_holidays: BTreeSet<Day>,
    /// How shifts tire, where the rulebook says.
    pub fatigue: Option<Fatigue>,
}

/// What a rulebook is asked about whoever does a duty.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    /// The activity.
    pub activity: Option<Code>,
    /// A requirement over the person.
    pub requires: Option<preceptor_record::file::Node>,
    /// What is stated.
    pub context: Vec<(Code, preceptor_record::file::Node)>,
}

/// Somebody who works.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their posts.
    pub posts: Vec<Post>,
    /// The kinds of duty they can do and when; nothing: all.
    pub can: Option<Vec<(KindIx, Period)>>,
    /// Their skills.
    pub skills: BTreeSet<Code>,
    /// As which supervisors they qualify, at face value.
    pub qualifies: BTreeSet<Code>,
    /// What follows from their facts, where they have some.
    pub judged: Option<Judged>,
    /// Whether they work nights as a normal course, where it is said.
    pub night_worker: Option<bool>,
    /// The days on which they agreed not to be bound by the average week.
    pub opt_out: Option<Period>,
    /// Work for others: when, and minutes a week.
    pub elsewhere: Vec<(Period, i64)>,
    /// When they are away.
    pub absences: Vec<Absence>,
    /// What they did before.
    pub earlier: Earlier,
    /// The rules that bind them, and when.
    pub bindings: Vec<Binding>,
}

/// A post.
#[derive(Debug, Clone)]
pub struct Post {
    /// Its id.
    pub id: Option<Code>,
    /// The role.
    pub role: Option<Code>,
    /// When.
    pub days: Period,
    /// Thousandths of full time.
    pub fte: i64,
    /// Minutes a week of a full-time post, without breaks.
    pub week: Option<i64>,
}

/// A rule that binds somebody on some days.
#[derive(Debug, Clone)]
pub struct Binding {
    /// Which rule.
    pub rule: RuleIx,
    /// On which days.
    pub days: Period,
    /// With which of the employer's choices.
    pub choices: Choices,
    /// In which of their posts, for a rule about the contract's own hours.
    pub post: usize,
}

/// What law leaves to the employer, every default filled in but those that a rule states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// Weeks of the reference period; nothing: the rule's.
    pub weeks: Option<i64>,
    /// How reference periods follow each other.
    pub following: Following,
    /// What becomes of leave in an average.
    pub method: Method,
    /// How the weekly rest is given; nothing: as the rule says.
    pub weekly_rest: Option<Code>,
    /// Whether it stands apart from daily rest.
    pub apart_from_daily_rest: bool,
    /// The day on which weeks begin.
    pub week_starts: Weekday,
    /// The rota cycle: its weeks and the first day of one.
    pub cycle: Option<(i64, Day)>,
}

/// When somebody is away.
#[derive(Debug, Clone)]
pub struct Absence {
    /// When.
    pub stretch: Stretch,
    /// Whether its days are left out of an average.
    pub is_excluded: bool,
    /// Why.
    pub reason: Option<Code>,
}

/// What somebody did before the known work.
#[derive(Debug, Clone, Default)]
pub struct Earlier {
    /// Weeks of being available.
    pub weeks: i64,
    /// Weekends.
    pub weekends: i64,
    /// Nights.
    pub nights: i64,
    /// Bank holidays.
    pub bank_holidays: Vec<Day>,
    /// Late finishes.
    pub late: i64,
    /// Minutes owed to them.
    pub owed: i64,
}

/// A piece of work to be staffed.
#[derive(Debug, Clone)]
pub struct Duty {
    /// Its id.
    pub id: Code,
    /// Its kind.
    pub kind: Option<KindIx>,
    /// When.
    pub stretch: Stretch,
    /// What it is like.
    pub work: Work,
    /// How many are needed.
    pub need: i64,
    /// How many are wanted.
    pub want: i64,
    /// The skills that everybody on it has.
    pub skills: Vec<Code>,
    /// The supervision it asks for itself.
    pub demand: Option<Demand>,
    /// Whether whoever does it may cover others.
    pub supervises: Supervises,
    /// Minutes within which whoever does it can attend.
    pub minutes: Option<i64>,
    /// What a rulebook is asked about whoever does it.
    pub asking: Option<AskingIx>,
}

/// What work is like, on a duty or without one.
#[derive(Debug, Clone)]
pub struct Work {
    /// What its time counts as.
    pub time: Time,
    /// Where.
    pub place: Option<PlaceIx>,
    /// Breaks, in minutes.
    pub breaks: Vec<i64>,
}

/// The supervision somebody needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// How close.
    pub level: Closeness,
    /// Minutes.
    pub attend_within: Option<i64>,
    /// Who qualifies.
    pub by: Option<Code>,
    /// How many one may cover, this one included.
    pub covers_at_most: Option<i64>,
    /// Who counts; empty: everybody.
    pub counting: Vec<Code>,
    /// Whether one supervisor stays throughout.
    pub named: bool,
    /// How hard it binds.
    pub class: Class,
    /// Who says so.
    pub source: Json,
}

/// A place.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its id.
    pub id: Code,
    /// Its site.
    pub site: Option<Code>,
}

/// What somebody asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who.
    pub person: PersonIx,
    /// What.
    pub want: Want,
    /// When.
    pub stretch: Stretch,
    /// What it weighs.
    pub weight: i64,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// No work.
    Off,
    /// Some work.
    On,
    /// Work of a kind.
    Kind(KindIx),
}

/// What the organisation wants, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    /// For each person wanted and missing.
    pub wanted: i64,
    /// For each weekend away from a fair share.
    pub weekend: i64,
    /// For each night away from a fair share.
    pub night: i64,
    /// For each bank holiday away from a fair share.
    pub bank_holiday: i64,
    /// For each point of fatigue.
    pub fatigue: i64,
    /// For each assignment that differs from a published rota.
    pub change: i64,
}

/// What follows from somebody's facts, as plain data with its reasons: made by whoever knows the rulebook.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// What they may do, and what holds of it, when. Days without an entry are open.
    pub rulings: Vec<Ruling>,
    /// As which supervisors they qualify, and when.
    pub qualifies: BTreeMap<Code, Vec<(Period, Truth)>>,
}

/// What holds on some days of somebody who does what an asking asks about.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// About which asking; nothing: whatever they do.
    pub asking: Option<AskingIx>,
    /// In which of their posts; nothing: in any.
    pub post: Option<usize>,
    /// On which days.
    pub days: Period,
    /// What.
    pub what: Ruled,
}

/// What was ruled.
#[derive(Debug, Clone)]
pub enum Ruled {
    /// It may not be done; with how hard that binds, why and who says so.
    Barred(Reason),
    /// Nobody can tell.
    CannotTell(Reason),
    /// It holds, and lapses on that day.
    Lapses(Day, Reason),
    /// It is done under that supervision.
    Supervised(Demand),
}

/// Why, and who says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// How hard it binds.
    pub class: Class,
    /// Why, in words.
    pub because: String,
    /// Who says so.
    pub source: Json,
}

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It does.
    Met,
    /// It does not.
    Unmet,
    /// Nobody can tell.
    Unknown,
}

#[expect(
    clippy::indexing_slicing,
    reason = "the numbers are made by `compile` alone, each for an entry that is there"
)]
impl Problem {
    /// A person.
    pub fn person(&self, it: PersonIx) -> &Person {
        &self.people[it.0 as usize]
    }

    /// A duty.
    pub fn duty(&self, it: DutyIx) -> &Duty {
        &self.duties[it.0 as usize]
    }

    /// A rule.
    pub fn rule(&self, it: RuleIx) -> &Rule {
        &self.rules[it.0 as usize]
    }

    /// A place.
    pub fn place(&self, it: PlaceIx) -> &Place {
        &self.places[it.0 as usize]
    }

    /// A kind of duty.
    pub fn kind(&self, it: KindIx) -> &Code {
        &self.kinds[it.0 as usize]
    }
}

impl Problem {
    /// Minutes from one place to the other; 0 in the same, nothing where it is not stated.
    pub fn walk(&self, a: PlaceIx, b: PlaceIx) -> Option<i64> {
        if a == b {
            return Some(0);
        }
        self.walks.get(&(a.min(b), a.max(b))).copied()
    }

    /// The person of that id.
    pub fn find_person(&self, id: &str) -> Option<PersonIx> {
        let found = self.people.iter().position(|it| it.id == *id)?;
        u32::try_from(found).ok().map(PersonIx)
    }

    /// The days that a stretch touches.
    pub fn days_of(&self, stretch: Stretch) -> std::ops::RangeInclusive<i32> {
        let last = stretch.until.max(stretch.from + 1) - 1;
        self.clock.day_of(stretch.from).0..=self.clock.day_of(last).0
    }
}

impl Person {
    /// The posts held on a day, by their place.
    pub fn posts_on(&self, day: Day) -> impl Iterator<Item = (usize, &Post)> {
        self.posts.iter().enumerate().filter(move |(_, it)| it.days.holds(day))
    }
}
