use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::file::{Faults, Limits, Shape, parse_yaml};

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn read<T: Shape>(text: &str) -> Result<T, String> {
    let mut faults = Faults::default();
    let node = parse_yaml(text, 0, Limits::default(), &mut faults).expect("YAML");
    T::read(&node, &mut faults)
        .ok_or_else(|| faults.list().iter().map(|it| it.message.clone()).collect())
}

#[track_caller]
fn check_no_day(text: &str, message: &str) {
    assert_eq!(Day::parse(text), Err(message.to_owned()));
}

#[test]
fn a_day_that_is_none_is_refused_in_plain_words() {
    check_no_day("2025-02-31", "there is no day `2025-02-31`");
    check_no_day("2025-02-29", "there is no day `2025-02-29`");
    check_no_day("1900-02-29", "there is no day `1900-02-29`");
    check_no_day("2025-04-31", "there is no day `2025-04-31`");
    check_no_day("2025-13-01", "there is no day `2025-13-01`");
    check_no_day("2025-00-01", "there is no day `2025-00-01`");
    check_no_day("2025-01-00", "there is no day `2025-01-00`");
    check_no_day("1799-12-31", "`1799-12-31` is outside the years 1800 to 2400");
    check_no_day("2401-01-01", "`2401-01-01` is outside the years 1800 to 2400");
    for text in [
        "",
        "2025",
        "2025-2-1",
        "25-02-01",
        "2025/02/01",
        "01-02-2025",
        "2025-02-01T00",
        " 2025-02-01",
        "２０２５-02-01",
        "2025-02-0é",
    ] {
        check_no_day(text, &format!("expected a date as YYYY-MM-DD, found `{text}`"));
    }
}

#[test]
fn the_first_and_the_last_day_that_is_taken_are_days() {
    for text in ["1800-01-01", "1970-01-01", "2000-02-29", "2024-02-29", "2400-12-31"] {
        assert_eq!(day(text).to_string(), text);
    }
    assert_eq!((day("1970-01-01").0, day("1970-01-02").0, day("1969-12-31").0), (0, 1, -1));
}

#[test]
fn the_day_after_and_the_day_before_cross_months_years_and_leap_days() {
    for (one, next) in [
        ("2024-02-28", "2024-02-29"),
        ("2024-02-29", "2024-03-01"),
        ("2025-02-28", "2025-03-01"),
        ("2025-12-31", "2026-01-01"),
    ] {
        assert_eq!((day(one).next(), day(next).previous()), (day(next), day(one)));
    }
    assert_eq!((Day::ALWAYS.next(), Day::ALWAYS.previous()), (Day::ALWAYS, Day::ALWAYS));
    assert_eq!((Day::NEVER.next(), Day::NEVER.previous()), (Day::NEVER, Day::NEVER));
}

#[track_caller]
fn check_later(from: &str, span: &str, expected: &str) {
    let span: Span = read(span).expect("a length of time");
    assert_eq!(day(from).plus(span).to_string(), expected, "{from} and {span}");
}

#[test]
fn months_end_on_the_last_of_a_shorter_month() {
    check_later("2024-01-31", "1 month", "2024-02-29");
    check_later("2025-01-31", "1 month", "2025-02-28");
    check_later("2025-01-31", "3 months", "2025-04-30");
    check_later("2025-01-28", "1 month", "2025-02-28");
    check_later("2025-02-28", "1 month", "2025-03-28");
    check_later("2024-02-29", "1 year", "2025-02-28");
    check_later("2024-02-29", "4 years", "2028-02-29");
    check_later("2024-02-28", "1 year", "2025-02-28");
    check_later("2025-12-31", "2 months", "2026-02-28");
    check_later("2025-12-31", "2 weeks", "2026-01-14");
    check_later("2026-03-28", "2 days", "2026-03-30");
    check_later("2025-01-06", "0 days", "2025-01-06");
}

#[test]
fn going_back_ends_on_the_last_of_a_shorter_month_too() {
    assert_eq!(day("2025-03-31").minus(Span::of_months(1)), day("2025-02-28"));
    assert_eq!(day("2024-03-31").minus(Span::of_months(1)), day("2024-02-29"));
    assert_eq!(day("2024-02-29").minus(Span::of_months(12)), day("2023-02-28"));
    assert_eq!(day("2025-03-01").minus(Span { months: 0, days: 1 }), day("2025-02-28"));
}

#[test]
fn months_come_before_days() {
    let span = Span { months: 1, days: 1 };
    assert_eq!(day("2025-01-31").plus(span), day("2025-03-01"));
    assert_eq!(day("2025-01-31").plus(Span { months: 1, days: -1 }), day("2025-02-27"));
}

#[test]
fn beyond_the_calendar_time_has_its_ends() {
    let far = Span { months: i32::MAX, days: i32::MAX };
    assert_eq!(
        (day("2025-01-01").plus(far), day("2025-01-01").minus(far)),
        (Day::NEVER, Day::ALWAYS)
    );
    assert_eq!((Day::ALWAYS.plus(far), Day::NEVER.minus(far)), (Day::ALWAYS, Day::NEVER));
    assert_eq!((Day(i32::MAX - 1).date(), Day(i32::MIN + 1).date()), (None, None));
}

#[test]
fn a_day_is_shown_as_it_is_written_and_in_words() {
    assert_eq!(
        format!("{} {:?} {:>12}", day("2025-01-06"), day("2025-01-06"), day("2025-01-06")),
        "2025-01-06 2025-01-06   2025-01-06"
    );
    assert_eq!(format!("{} {}", Day::ALWAYS, Day::NEVER), "always no end");
    assert_eq!(day("2025-01-06").in_words(), "6 January 2025");
    assert_eq!(
        (Day::ALWAYS.in_words(), Day::NEVER.in_words()),
        ("the beginning".into(), "no end".into())
    );
}

#[test]
fn a_length_of_time_is_shown_in_words() {
    for (written, shown) in [
        ("1 day", "1 day"),
        ("90 days", "90 days"),
        ("2 weeks", "14 days"),
        ("1 month", "1 month"),
        ("24 months", "24 months"),
        ("1 year", "12 months"),
        ("3 years", "3 years"),
        ("0 days", "0 days"),
    ] {
        assert_eq!(read::<Span>(written).expect("a length").to_string(), shown);
    }
    assert_eq!(Span { months: 14, days: 1 }.to_string(), "14 months and 1 day");
    for wrong in [
        "",
        "2",
        "months",
        "-1 months",
        "1.5 years",
        "2 fortnights",
        "1201 years",
        "1 month 2 days",
    ] {
        assert!(read::<Span>(&format!("'{wrong}'")).is_err(), "{wrong}");
    }
}

#[test]
fn a_start_says_how_exactly_it_is_known() {
    let start = |text: &str| read::<Start>(text).map(|it| (it.day.to_string(), it.precision));
    assert_eq!(start("2024-12-13"), Ok(("2024-12-13".into(), DatePrecision::Day)));
    assert_eq!(start("2024-12"), Ok(("2024-12-01".into(), DatePrecision::Month)));
    assert_eq!(start("2024"), Ok(("2024-01-01".into(), DatePrecision::Year)));
    assert_eq!(start("always"), Ok(("always".into(), DatePrecision::Day)));
    let expected = |found: &str| {
        Err(format!("expected a day, a month (2024-12), a year or `always`, found `{found}`"))
    };
    assert_eq!(start("2024-13"), expected("2024-13"));
    assert_eq!(start("soon"), expected("soon"));
    assert_eq!(start("2024-02-30"), Err("there is no day `2024-02-30`".to_owned()));
    assert!(start("never").is_err() && start("20245").is_err() && start("''").is_err());
}

#[test]
fn a_period_holds_its_first_day_and_not_its_last() {
    let period = Period::new(Some(day("2025-01-06")), Some(day("2025-01-08")));
    let held: Vec<bool> = ["2025-01-05", "2025-01-06", "2025-01-07", "2025-01-08"]
        .map(|it| period.holds(day(it)))
        .into();
    assert_eq!(held, [false, true, true, false]);
    assert!(Period::ALL.holds(day("1800-01-01")) && Period::ALL.holds(day("2400-12-31")));
    let open = Period::new(Some(day("2025-01-06")), None);
    assert!(open.holds(day("2400-12-31")) && !open.holds(day("2025-01-05")));
    assert!(Period::new(None, Some(day("2025-01-06"))).holds(day("1800-01-01")));
}

#[test]
fn periods_overlap_on_the_days_of_both() {
    let period = |from: &str, until: &str| Period::new(Some(day(from)), Some(day(until)));
    let both = period("2025-01-01", "2025-03-01").overlap(period("2025-02-01", "2025-04-01"));
    assert_eq!(both, period("2025-02-01", "2025-03-01"));
    assert!(
        period("2025-01-01", "2025-02-01").overlap(period("2025-02-01", "2025-03-01")).is_empty()
    );
    assert!(
        !period("2025-01-01", "2025-01-02").is_empty()
            && period("2025-01-02", "2025-01-02").is_empty()
    );
    assert_eq!(both.overlap(Period::ALL), both);
}

#[test]
fn the_day_of_an_instant_is_that_of_the_united_kingdom() {
    let on = |text: &str| Day::of_instant(text.parse().expect("an instant")).to_string();
    assert_eq!(on("2026-01-06T23:59:59Z"), "2026-01-06");
    assert_eq!(on("2026-07-06T22:59:59Z"), "2026-07-06");
    assert_eq!(on("2026-07-06T23:00:00Z"), "2026-07-07");
    // The clocks go forward on 29 March and back on 25 October 2026, at 01:00 in Greenwich.
    assert_eq!(
        (on("2026-03-28T23:59:59Z"), on("2026-03-29T00:00:00Z")),
        ("2026-03-28".into(), "2026-03-29".into())
    );
    assert_eq!(
        (on("2026-03-29T22:59:59Z"), on("2026-03-29T23:00:00Z")),
        ("2026-03-29".into(), "2026-03-30".into())
    );
    assert_eq!(
        (on("2026-10-24T22:59:59Z"), on("2026-10-24T23:00:00Z")),
        ("2026-10-24".into(), "2026-10-25".into())
    );
    assert_eq!(
        (on("2026-10-25T23:59:59Z"), on("2026-10-26T00:00:00Z")),
        ("2026-10-25".into(), "2026-10-26".into())
    );
}

#[test]
fn an_instant_is_read_as_people_write_it() {
    let instant = |text: &str| parse_instant(text).map(|it| it.to_string());
    assert_eq!(instant("2026-11-20T08:30:00Z"), Ok("2026-11-20T08:30:00Z".into()));
    assert_eq!(instant("2026-06-20T08:30"), Ok("2026-06-20T07:30:00Z".into()));
    assert_eq!(instant("2026-06-20 08:30:15"), Ok("2026-06-20T07:30:15Z".into()));
    assert_eq!(instant("2026-06-20T08:30:00+02:00"), Ok("2026-06-20T06:30:00Z".into()));
    assert_eq!(instant("2026-06-20"), Ok("2026-06-19T23:00:00Z".into()));
    assert_eq!(instant("2026-02-31"), Err("there is no day `2026-02-31`".into()));
    for wrong in ["", "now", "2026-06-20T25:00", "2026-06-20T08:30[America/New_York]", "08:30"] {
        assert_eq!(
            instant(wrong),
            Err(format!("expected a date or a time as 2026-11-20T08:30, found `{wrong}`"))
        );
    }
}

#[test]
fn knowing_everything_is_knowing_every_instant_and_every_day() {
    assert!(
        KnownAt::EVERYTHING.knows_instant(Timestamp::MAX)
            && KnownAt::EVERYTHING.knows_day(Day::NEVER)
    );
    let end = KnownAt::end_of(Day::NEVER);
    assert!(end.knows_instant(Timestamp::MAX) && end.knows_day(Day::NEVER));
    let begin = KnownAt::end_of(Day::ALWAYS);
    assert!(!begin.knows_instant("1800-01-01T00:00:00Z".parse().expect("an instant")));
    assert!(begin.knows_day(Day::ALWAYS) && !begin.knows_day(day("1800-01-01")));
}

#[test]
fn the_end_of_a_day_is_its_last_instant_in_the_united_kingdom() {
    for (on, last, first) in [
        ("2026-01-06", "2026-01-06T23:59:59.999999999Z", "2026-01-07T00:00:00Z"),
        ("2026-07-06", "2026-07-06T22:59:59.999999999Z", "2026-07-06T23:00:00Z"),
        ("2026-03-29", "2026-03-29T22:59:59.999999999Z", "2026-03-29T23:00:00Z"),
        ("2026-10-25", "2026-10-25T23:59:59.999999999Z", "2026-10-26T00:00:00Z"),
    ] {
        let at = KnownAt::end_of(day(on));
        assert!(at.knows_instant(last.parse().expect("an instant")), "{on}");
        assert!(!at.knows_instant(first.parse().expect("an instant")), "{on}");
    }
}

fn any_day() -> impl Strategy<Value = Day> {
    (-62_091..157_419).prop_map(Day)
}

proptest! {
    /// A day is the same day as a date, as text and as a number.
    #[test]
    fn a_day_is_one_day_however_it_is_written(day in any_day()) {
        prop_assert_eq!(Day::parse(&day.to_string()), Ok(day));
        prop_assert_eq!(day.date().map(Day::from_date), Some(day));
        prop_assert_eq!((day.next().0, day.next().previous()), (day.0 + 1, day));
    }

    /// A later start never gives an earlier end.
    #[test]
    fn later_days_stay_later(a in any_day(), b in any_day(), months in 0..500_i32, days in 0..400_i32) {
        let span = Span { months, days };
        let (first, second) = (a.min(b), a.max(b));
        prop_assert!(first.plus(span) <= second.plus(span));
        prop_assert!(first.minus(span) <= second.minus(span));
        prop_assert!(first.plus(span) >= first && first.minus(span) <= first);
    }

    /// There and back ends on the same day or, where a month was too short, up to three days before.
    #[test]
    fn there_and_back_again(day in any_day(), months in 0..500_i32) {
        let span = Span::of_months(months);
        let back = day.plus(span).minus(span);
        prop_assert!(back <= day && day.0 - back.0 <= 3);
    }

    /// The calendar agrees with counting days one by one.
    #[test]
    fn days_are_counted_one_by_one(day in any_day(), days in 0..800_i32) {
        let later = day.plus(Span { months: 0, days });
        prop_assert_eq!(later.0, day.0 + days);
        let count = date(1970, 1, 1).until(later.date().unwrap()).unwrap().get_days();
        prop_assert_eq!(count, later.0);
    }
}
