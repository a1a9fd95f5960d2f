//! The clock of a problem: what local days and times are as instants, in whole minutes since 1970.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};
use preceptor_limits::{ClockTime, Weekday};
use preceptor_record::Day;

/// A stretch of time, half-open, in minutes since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stretch {
    /// The first minute.
    pub from: i64,
    /// The first minute after.
    pub until: i64,
}

impl Stretch {
    /// Its real length in minutes; nothing of one that ends before it begins.
    pub const fn minutes(self) -> i64 {
        if self.until > self.from { self.until - self.from } else { 0 }
    }

    /// Whether no minute lies in it.
    pub const fn is_empty(self) -> bool {
        self.until <= self.from
    }

    /// The minutes in both, which may be none.
    pub fn within(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), until: self.until.min(other.until) }
    }

    /// Whether a minute lies in both.
    pub fn meets(self, other: Self) -> bool {
        !self.within(other).is_empty()
    }

    /// From the beginning of the earlier to the end of the later.
    pub fn hull(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), until: self.until.max(other.until) }
    }
}

/// Local days as instants.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: TimeZone,
    first: i32,
    /// The first minute of each day from `first` on.
    midnights: Vec<i64>,
}

/// What a local time is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOnce {
    /// The clocks go through it twice.
    Twice,
    /// They leave it out.
    Never,
    /// It lies outside time.
    Outside,
}

const DAY: i64 = 24 * 60;

impl Clock {
    /// The clock of a zone, quick for the days from `first` up to `last`.
    pub fn new(zone: TimeZone, first: Day, last: Day) -> Self {
        let midnights = (first.0..=last.0.max(first.0)).map(|it| midnight(&zone, it)).collect();
        Self { zone, first: first.0, midnights }
    }

    /// The first minute of a day.
    pub fn midnight(&self, day: Day) -> i64 {
        let index = i64::from(day.0) - i64::from(self.first);
        let known = usize::try_from(index).ok().and_then(|it| self.midnights.get(it)).copied();
        known.unwrap_or_else(|| midnight(&self.zone, day.0))
    }

    /// The day of a minute.
    pub fn day_of(&self, minute: i64) -> Day {
        // No zone is a day away from the meridian: the guess is at most one day wrong.
        let guess = i32::try_from(minute.div_euclid(DAY)).unwrap_or(i32::MAX - 2);
        let later = (guess - 1..=guess + 1).rev().map(Day);
        later.into_iter().find(|it| self.midnight(*it) <= minute).unwrap_or(Day(guess - 1))
    }

    /// The minutes of the days from one up to another.
    pub fn stretch(&self, from: Day, until: Day) -> Stretch {
        Stretch { from: self.midnight(from), until: self.midnight(until) }
    }

    /// The minutes of a day.
    pub fn whole(&self, day: Day) -> Stretch {
        self.stretch(day, day.next())
    }

    /// A local time of a day. Of one that comes twice it is the first, and one that is left out is taken as much later.
    pub fn at(&self, day: Day, time: ClockTime) -> i64 {
        let whole = self.whole(day);
        if whole.minutes() == DAY {
            return whole.from + time.0;
        }
        let date = day.date().and_then(|it| {
            it.to_datetime(jiff::civil::Time::midnight()).checked_add(time.0.minutes()).ok()
        });
        let found = date.and_then(|it| self.zone.to_zoned(it).ok());
        found.map_or(whole.from + time.0, |it| minutes(it.timestamp()))
    }

    /// The one instant of a local time.
    ///
    /// # Errors
    ///
    /// Where it comes twice or never.
    pub fn once(&self, local: DateTime) -> Result<i64, NotOnce> {
        match self.zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => {
                offset.to_timestamp(local).map(minutes).map_err(|_| NotOnce::Outside)
            }
            AmbiguousOffset::Gap { .. } => Err(NotOnce::Never),
            AmbiguousOffset::Fold { .. } => Err(NotOnce::Twice),
        }
    }

    /// The day of the week.
    pub fn weekday(day: Day) -> i32 {
        // 1 January 1970 was a Thursday.
        (day.0.rem_euclid(7) + 3).rem_euclid(7)
    }

    /// The last day of that name that is not after `day`.
    pub fn week_start(day: Day, weekday: Weekday) -> Day {
        Day(day.0 - (Self::weekday(day) - weekday.after_monday()).rem_euclid(7))
    }

    /// The instant with the zone's offset, as `2026-03-09T08:00:00+00:00`.
    pub fn written(&self, minute: i64) -> String {
        self.local(minute, "%Y-%m-%dT%H:%M:%S%:z")
    }

    /// The local time in words of the pattern.
    pub fn local(&self, minute: i64, pattern: &str) -> String {
        let instant = minute.checked_mul(60).and_then(|it| Timestamp::from_second(it).ok());
        let zoned = instant.map(|it| it.to_zoned(self.zone.clone()));
        zoned.map_or_else(String::new, |it| it.strftime(pattern).to_string())
    }
}

fn minutes(it: Timestamp) -> i64 {
    it.as_second().div_euclid(60)
}

fn midnight(zone: &TimeZone, day: i32) -> i64 {
    let date = Day(day).date().map(|it| it.to_datetime(jiff::civil::Time::midnight()));
    let found = date.and_then(|it| zone.to_timestamp(it).ok());
    found.map_or(i64::from(day) * DAY, minutes)
}
