//! Fatigue: points for shifts that tire more than a first ordinary morning one.

use preceptor_limits::Fatigue;
use preceptor_record::Day;

use super::diary::Diary;

/// The points of one person's shifts in the period: for each the per cent by which its risk is above the ordinary.
pub fn fatigue(diary: &Diary<'_>, by: &Fatigue) -> i64 {
    let clock = &diary.problem.clock;
    let mut last: Option<(Day, bool, usize)> = None;
    let mut points = 0;
    for shift in &diary.shifts {
        let night = diary.night_of(shift.stretch, &by.night);
        let day = night.unwrap_or_else(|| clock.day_of(shift.stretch.from));
        let place = match last {
            Some((before, was_night, place)) if was_night == night.is_some() => {
                match day.0 - before.0 {
                    0 => place,
                    1 => place + 1,
                    _ => 0,
                }
            }
            _ => 0,
        };
        last = Some((day, night.is_some(), place));
        if !diary.is_judged(shift.stretch) {
            continue;
        }
        let longest = by.length.iter().filter(|it| shift.stretch.minutes() >= it.from.0);
        let length = longest.map(|it| it.percent).next_back().unwrap_or(100);
        let begun = by.begins.iter().filter(|it| shift.stretch.from >= clock.at(day, it.from));
        let begins = begun.map(|it| it.percent).next_back().unwrap_or(100);
        let (time, row) = match night {
            Some(_) => (by.night_percent, &by.nights_in_row),
            None => (begins, &by.days_in_row),
        };
        let place = row.get(place).or(row.last()).copied().unwrap_or(100);
        let risk = i64::from(length) * i64::from(time) * i64::from(place) / 10_000;
        points += (risk - 100).max(0);
    }
    points
}
