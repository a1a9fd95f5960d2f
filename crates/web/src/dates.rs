//! Days as people write them in a form, and as pages show them.

use jiff::civil::Date;
use preceptor_record::Day;

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
    fn what_is_no_day_is_refused() {
        for text in
            ["", "31/02/2026", "2026-13-01", "tomorrow", "1899-12-31", "2201-01-01", "2026", "😀"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
