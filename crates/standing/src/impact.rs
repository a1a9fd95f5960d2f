//! What changes for whom when one rulebook or adoption takes the place of another.
//!
//! For every post somebody holds and every activity whose rules differ, the decision with nobody present under both,
//! on the first day on which the two differ. Activities whose rules are the same are not looked at, and neither is a
//! role none of whose rules differ; that is what makes a hundred thousand people a matter of seconds.
//! Start at [`Impact`]; [`Judge`] does the work for one register of people.

mod both;
mod judge;
mod plan;
mod seen;
mod standing;

use preceptor_record::{Closeness, Code, Day, FactId};

pub use judge::Judge;
pub use plan::{Impact, Replaced};

use crate::question::Decision;
use crate::standing::Standing;

/// The days that are looked at: from the first up to, not including, the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first day; posts are those held on it.
    pub at: Day,
    /// The first day that is not looked at.
    pub until: Day,
}

/// Whether somebody is better off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// More is open, or looser supervision will do.
    Gains,
    /// Less is open, or closer supervision is asked for.
    Loses,
    /// Neither: somebody else is to supervise, or closer and for longer.
    Changes,
}

impl Turn {
    /// The word for it in JSON and on a screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gains => "gains",
            Self::Loses => "loses",
            Self::Changes => "changes",
        }
    }
}

/// The supervision an answer asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedFor {
    /// How close.
    pub level: Closeness,
    /// How soon, in minutes.
    pub minutes: Option<u32>,
    /// How many at once.
    pub covers: Option<u32>,
    /// Whether it has to be the named supervisor.
    pub named: bool,
    /// By whom, in words; all of them.
    pub by: Vec<String>,
}

/// What somebody is told with nobody present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The decision; none where the rulebook does not know the role or the activity.
    pub decision: Option<Decision>,
    /// The supervision asked for, where it is open with some.
    pub supervision: Option<AskedFor>,
}

/// An activity that is decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which activity.
    pub activity: Code,
    /// Whether the person gains or loses.
    pub turn: Turn,
    /// The first day in the window on which the two differ.
    pub from: Day,
    /// The answer before.
    pub before: Seen,
    /// The answer after.
    pub after: Seen,
    /// Provisions that decided before and that the second side does not have, or has otherwise; where there are none,
    /// those that decided before and no longer do.
    pub no_longer: Vec<Code>,
    /// The same of the second side.
    pub now: Vec<Code>,
    /// Whether the general permit was met before and has given way to a permit that names the activity.
    pub general_replaced: bool,
}

/// A standing that becomes another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingDifference {
    /// Whether the person gains or loses.
    pub turn: Turn,
    /// The first day in the window on which the two differ.
    pub from: Day,
    /// The standing before.
    pub before: Standing,
    /// The standing after.
    pub after: Standing,
    /// Rows that are not met after and were before, or were not asked for.
    pub now: Vec<Code>,
    /// Rows that were not met before and are now, or are no longer asked for.
    pub no_longer: Vec<Code>,
}

/// What changes for somebody in one post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostImpact {
    /// The fact of the post.
    pub post: Option<FactId>,
    /// Its role.
    pub role: Code,
    /// Activities decided otherwise, in order of id.
    pub differences: Vec<Difference>,
    /// A standing that becomes another.
    pub standing: Option<StandingDifference>,
}

impl PostImpact {
    /// Whether anything changes.
    pub fn any(&self) -> bool {
        !self.differences.is_empty() || self.standing.is_some()
    }
}
