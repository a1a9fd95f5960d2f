//! What the verifier found: breaches, rest owed, averages, who covers whom, what is unfilled, and the score.

use std::collections::BTreeSet;

use preceptor_limits::Class;
use preceptor_record::{Day, words};
use serde_json::Value as Json;

use crate::model::clock::Stretch;
use crate::model::problem::{DutyIx, PersonIx, RuleIx};
use crate::model::rota::Accepted;
use crate::model::written::Method;

use super::fairness::Fairness;

words! {
    /// How much a breach weighs.
    pub enum Weight {
        /// The rota does not stand.
        Hard = "hard",
        /// It needs a reason.
        Firm = "firm",
        /// Nobody can tell whether it stands.
        Unknown = "unknown",
        /// Counted and shown.
        Soft = "soft",
        /// Worth knowing.
        Notice = "notice",
    }
}

impl From<Class> for Weight {
    fn from(it: Class) -> Self {
        match it {
            Class::Hard => Self::Hard,
            Class::Firm => Self::Firm,
            Class::Soft => Self::Soft,
        }
    }
}

words! {
    /// The rules of rotas themselves, beside those of limits.
    pub enum Own {
        /// Nobody is in two places.
        Overlap = "overlap",
        /// Nobody works while away.
        Absent = "absent",
        /// Everybody can do their duties.
        NotEligible = "not-eligible",
        /// Everybody's standing lets them.
        Standing = "standing",
        /// Every duty has the people it needs.
        Understaffed = "understaffed",
        /// Whoever needs a supervisor has one.
        SupervisionCover = "supervision-cover",
        /// Nobody covers too many.
        SupervisionRatio = "supervision-ratio",
        /// The supervisor is near enough.
        SupervisionDistance = "supervision-distance",
        /// The supervisor qualifies.
        SupervisionQualified = "supervision-qualified",
        /// The supervisor stays the same.
        SupervisionNamed = "supervision-named",
    }
}

/// Which rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Broken {
    /// One of limits.
    Rule(RuleIx),
    /// One of rotas themselves.
    Own(Own),
}

words! {
    /// What a number counts.
    pub enum Unit {
        /// Minutes of real time.
        Minutes = "minutes",
        /// Duties.
        Duties = "duties",
        /// People.
        People = "people",
        /// Days.
        Days = "days",
        /// Weekends.
        Weekends = "weekends",
        /// Minutes in an average week.
        MinutesAWeek = "minutes a week",
        /// Minutes in an average day.
        MinutesADay = "minutes a day",
    }
}

/// A rule that the rota breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Breach {
    /// Which rule.
    pub rule: Broken,
    /// How much it weighs.
    pub weight: Weight,
    /// Whom it concerns.
    pub people: BTreeSet<PersonIx>,
    /// Which duties.
    pub duties: BTreeSet<DutyIx>,
    /// When.
    pub stretch: Stretch,
    /// How much was found.
    pub found: i64,
    /// How much the rule says.
    pub limit: i64,
    /// What both count.
    pub unit: Unit,
    /// Why, where the rule alone does not say it.
    pub because: String,
    /// Who says so.
    pub source: Json,
    /// Who decided to live with it.
    pub accepted: Option<Accepted>,
}

impl Breach {
    /// By how much.
    pub const fn by(&self) -> i64 {
        (self.found - self.limit).abs()
    }

    /// Whether it counts against the rota.
    pub const fn counts(&self) -> bool {
        self.accepted.is_none()
    }
}

/// Rest that somebody is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owed {
    /// Whom.
    pub person: PersonIx,
    /// For which rule.
    pub rule: RuleIx,
    /// Minutes.
    pub minutes: i64,
}

/// An average over a reference period, kept as whole numbers so that it compares exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Average {
    /// Whose.
    pub person: PersonIx,
    /// By which rule.
    pub rule: RuleIx,
    /// The first day.
    pub from: Day,
    /// The first day after.
    pub until: Day,
    /// What became of leave.
    pub method: Method,
    /// Work, in sevenths of a minute: work for others is stated by the week.
    pub sum: i64,
    /// Days of the period that count.
    pub days: i64,
    /// Of so many days in a row one is none: 0 where all are. (Weekly rest, in the average of nights.)
    pub rest_day_in: i64,
    /// At most so many thousandths of a minute, a week or a day.
    pub limit: i64,
    /// Whether all of it is known.
    pub is_whole: bool,
}

impl Average {
    /// Minutes of an average week or day, rounded up, so that what is over a whole limit shows as over it.
    pub const fn minutes(&self) -> i64 {
        let (sum, over) = match self.rest_day_in {
            0 => (self.sum, self.days),
            in_row => (self.sum * in_row, 7 * self.days * (in_row - 1)),
        };
        if over <= 0 { 0 } else { (sum + over - 1).div_euclid(over) }
    }

    /// Whether this one is higher than another of the same sort.
    pub const fn is_over(&self, other: &Self) -> bool {
        self.sum * other.days > other.sum * self.days
    }
}

/// Who covers whom, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Covered {
    /// Whom.
    pub person: PersonIx,
    /// On which duty.
    pub duty: DutyIx,
    /// When.
    pub stretch: Stretch,
    /// By whom.
    pub supervisor: PersonIx,
}

/// A duty without the people it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfilled {
    /// Which.
    pub duty: DutyIx,
    /// How many are missing, where most are.
    pub missing: i64,
}

/// How good a rota is: compared by hard, then firm and unknown together, then unfilled, then objective; less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Score {
    /// Hard breaches that nobody accepted.
    pub hard: i64,
    /// Firm ones.
    pub firm: i64,
    /// Those that nobody can tell.
    pub unknown: i64,
    /// People needed and missing.
    pub unfilled: i64,
    /// Points for everything that is wanted and not had.
    pub objective: i64,
}

impl Score {
    /// What rotas are compared by.
    pub const fn key(&self) -> (i64, i64, i64, i64) {
        (self.hard, self.firm + self.unknown, self.unfilled, self.objective)
    }
}

/// All that was found.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Breaches, in order of time.
    pub breaches: Vec<Breach>,
    /// Rest owed.
    pub owed: Vec<Owed>,
    /// Averages: for each person and rule the highest.
    pub averages: Vec<Average>,
    /// Who covers whom.
    pub supervision: Vec<Covered>,
    /// Duties without the people they need.
    pub unfilled: Vec<Unfilled>,

    /// Shares of what nobody likes.
    pub fairness: Vec<Fairness>,
    /// The score.
    pub score: Score,
    /// The points of the objective, by the weight that they are for.
    pub parts: Vec<(&'static str, i64)>,
}
