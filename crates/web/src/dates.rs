//! Days as people write them in a form, and as pages show them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use preceptor_record::Day;

use crate::text::t;

/// A day written as `20 November 2026`, `20/11/2026` or `2026-11-20`, between the years 1900 and 2200.
pub fn parse(text: &str) -> Option<Day> {
    let text = text.trim();
    let date = ["%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%Y"]
        .iter()
        .find_map(|form| Date::strptime(form, text).ok())?;
    (1900..=2200).contains(&date.year()).then(|| Day::from_date(date))
}

/// A day in a table or on an axis: 6 Jan 2025.
pub fn short(day: Day) -> String {
    day.date().map_or_else(|| day.in_words(), |it| it.strftime("%-d %b %Y").to_string())
}

/// An instant as it is read in the United Kingdom: `20 November 2026 at 09:05`.
pub fn moment(at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let time = at.to_zoned(zone).strftime("%H:%M").to_string();
    t!("moment", day = Day::of_instant(at).in_words(), time = time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_may_be_written_in_three_ways() {
        let day = Day::parse("2026-11-02").unwrap();
        for text in ["2026-11-02", "2 November 2026", "02 Nov 2026", "2/11/2026", " 02/11/2026 "] {
            assert_eq!(parse(text), Some(day), "{text}");
        }
    }

    #[test]
    fn an_instant_is_read_by_the_clock_on_the_wall() {
        let of = |text: &str| moment(text.parse().unwrap());
        assert_eq!(of("2026-10-25T00:59:00Z"), "25 October 2026 at 01:59");
        assert_eq!(of("2026-10-25T01:00:00Z"), "25 October 2026 at 01:00");
        assert_eq!(of("2026-07-31T23:30:00Z"), "1 August 2026 at 00:30");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in
            ["", "31/02/2026", "2026-13-01", "tomorrow", "1899-12-31", "2201-01-01", "2026", "😀"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
