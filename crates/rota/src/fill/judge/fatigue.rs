//! Points for shifts that tire.

use preceptor_limits::Fatigue;

use super::{Reading, Shift};

impl Reading<'_, '_> {
    /// Points for the shifts of the period, where fatigue is weighed.
    pub(super) fn tired(&self) -> i64 {
        let Some((by, sort)) = self.ground.fatigue else { return 0 };
        let mut last: Option<(i32, bool, usize)> = None;
        let mut points = 0;
        for shift in &self.desk.shifts {
            let night = self.night_of_shift(*shift, sort);
            let day = night.unwrap_or_else(|| match shift.alone {
                Some(piece) => self.ground.pieces[piece as usize].day.0,
                None => self.day_of(shift.stretch.from).0,
            });
            let place = match last {
                Some((before, was_night, place)) if was_night == night.is_some() => {
                    match day - before {
                        0 => place,
                        1 => place + 1,
                        _ => 0,
                    }
                }
                _ => 0,
            };
            last = Some((day, night.is_some(), place));
            if self.is_judged(shift.stretch) {
                points += self.risk(by, *shift, day, night.is_some(), place);
            }
        }
        points * self.problem.weights.fatigue
    }

    /// Per cent by which a shift at that place of a row is above the ordinary.
    fn risk(&self, by: &Fatigue, shift: Shift, day: i32, is_night: bool, place: usize) -> i64 {
        let begins_at = |it| self.problem.clock.at(preceptor_record::Day(day), it);
        risk_of(by, shift.stretch.minutes(), is_night, place, |it| {
            shift.stretch.from >= begins_at(it)
        })
    }
}

/// Per cent by which a shift is above the ordinary, given what it is.
pub fn risk_of(
    by: &Fatigue,
    minutes: i64,
    is_night: bool,
    place: usize,
    begins_from: impl Fn(preceptor_limits::ClockTime) -> bool,
) -> i64 {
    let length = by.length.iter().rev().find(|it| minutes >= it.from.0);
    let length = length.map_or(100, |it| i64::from(it.percent));
    let (time, row) = if is_night {
        (i64::from(by.night_percent), &by.nights_in_row)
    } else {
        let begun = by.begins.iter().rev().find(|it| begins_from(it.from));
        (begun.map_or(100, |it| i64::from(it.percent)), &by.days_in_row)
    };
    let place = row.get(place).or(row.last()).copied().unwrap_or(100);
    (length * time * i64::from(place) / 10_000 - 100).max(0)
}
