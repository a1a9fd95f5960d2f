//! The parameters of a rule as a file writes them: every key that some measure takes.

use std::collections::BTreeMap;

use preceptor_record::{Code, shape, words};

use crate::amount::{ClockTime, Length, Share, WeekTime, Weekday};

words! {
    /// What a rule measures.
    pub enum MeasureWord {
        /// The length of one shift.
        Length = "length",
        /// The breaks within one shift.
        Break = "break",
        /// The rest between one shift and the next.
        RestBetween = "rest-between",
        /// The longest rests within periods that follow one another.
        RestInWindow = "rest-in-window",
        /// The work within any stretch of so many hours or days.
        WorkedInWindow = "worked-in-window",
        /// The average of a week over a reference period.
        AverageWeek = "average-week",
        /// The average of a day over a reference period, for night workers.
        AverageNight = "average-night",
        /// How many days or duties of a sort in a row, and the rest after them.
        Run = "run",
        /// How many weekends are worked.
        Weekends = "weekends",
        /// On-call duties: how long, how close together, and the rest on them.
        OnCall = "on-call",
    }
}

words! {
    /// What a rule is about, where a measure can be about several things.
    pub enum Of {
        /// Shifts, which on-call duties are not.
        Shift = "shift",
        /// Days with any duty.
        Days = "days",
        /// Long shifts.
        Long = "long",
        /// Long shifts that end late and are no nights.
        Late = "late",
        /// Night shifts.
        Night = "night",
        /// All work, of every post.
        AllWork = "all-work",
        /// The hours of one contract, without breaks.
        Contract = "contract",
    }
}

shape! {
    /// Which shifts are nights: those with so much work between two times of day.
    pub struct NightSpec {
        /// Night time begins.
        pub from: ClockTime,
        /// Night time ends, on the day after.
        pub until: ClockTime,
        /// At least so much work in it makes a night.
        pub at_least: Length,
    }
}

shape! {
    /// When how many breaks are due.
    pub struct BreakDue {
        /// In a shift longer than this.
        pub longer_than: Option<Length>,
        /// In a shift of at least this length.
        pub not_under: Option<Length>,
        /// Only at night.
        pub night: bool = false,
        /// So many breaks in all.
        pub breaks: u32,
    }
}

shape! {
    /// One of the ways to give a rest that the employer may choose.
    pub struct RestChoice {
        /// In every period of so many days.
        pub days: u32,
        /// So many rests.
        pub rests: u32 = 1,
        /// Each at least this long; left out, what the rule says.
        pub each: Option<Length>,
    }
}

shape! {
    /// From when until when in the week.
    pub struct WeekStretch {
        /// The first minute.
        pub from: WeekTime,
        /// The first minute after.
        pub until: WeekTime,
    }
}

shape! {
    /// At most so many in any so many days.
    pub struct Often {
        /// So many.
        pub at_most: u32,
        /// In any so many days.
        pub days: u32,
    }
}

shape! {
    /// Which on-call makes a run of days easy enough for a longer one.
    pub struct LowIntensity {
        /// Then so many days are allowed.
        pub at_most: u32,
        /// Where each day of a weekend is worked less than this.
        pub worked_under: Length,
        /// And in at most so many episodes.
        pub episodes_at_most: u32,
    }
}

shape! {
    /// The rest expected on an on-call duty.
    pub struct OnCallRest {
        /// So much in every 24 hours.
        pub in_24_hours: Length,
        /// Of it so much without interruption.
        pub unbroken: Length,
        /// From this time of day.
        pub from: ClockTime,
        /// Until this one, on the day after.
        pub until: ClockTime,
        /// The next day's work is at most this long.
        pub next_day: Length,
        /// And this, where the rest was not had.
        pub next_day_without: Length,
    }
}

shape! {
    /// Everything a measure may need to know beside its number. Which keys belong to which measure is checked.
    pub struct Parameters {
        /// What it is about.
        pub of: Option<Of>,
        /// The length of the stretch, in real hours.
        pub window: Option<Length>,
        /// The length of the stretch, in civil days.
        pub days: Option<u32>,
        /// The reference period where nobody chose another.
        pub weeks: Option<u32>,
        /// Whether the rota cycle or the placement is the reference period where it is shorter.
        pub cycle: bool = false,
        /// Whether work for other employers counts.
        pub elsewhere: bool = false,
        /// Whether somebody may agree not to be bound.
        pub opt_out: bool = false,
        /// How much somebody may agree to instead.
        pub opt_out_at_most: Option<Length>,
        /// What a night is.
        pub night: Option<NightSpec>,
        /// So many of somebody's duties at night make a night worker.
        pub night_worker: Option<Share>,
        /// One day of rest in so many does not count as a day.
        pub rest_day_in: Option<u32>,
        /// When breaks are due.
        pub due: Vec<BreakDue>,
        /// The ways to give a rest.
        pub choices: BTreeMap<Code, RestChoice>,
        /// The one that holds where nobody chose.
        pub default: Option<Code>,
        /// The daily rest that a weekly rest does not overlap, where that was chosen.
        pub daily_rest: Option<Length>,
        /// A long shift is longer than this.
        pub longer_than: Option<Length>,
        /// A late one ends after this.
        pub ends_after: Option<ClockTime>,
        /// The rest after a run.
        pub rest_after: Option<Length>,
        /// Which is due after a run of at least so many.
        pub after: Option<u32>,
        /// When a run of days may be longer.
        pub low_intensity: Option<LowIntensity>,
        /// Of so many weekends.
        pub weekends: Option<u32>,
        /// What a weekend is.
        pub weekend: Option<WeekStretch>,
        /// How often on call.
        pub often: Option<Often>,
        /// On-call duties may follow one another only where they begin on these days.
        pub together: Vec<Weekday>,
        /// The rest on call.
        pub rest: Option<OnCallRest>,
    }
}
