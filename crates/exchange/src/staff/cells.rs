//! What stands in a cell: days, numbers of people, addresses, parts of full time. What may be read in two ways is a fault.

use jiff::civil::Date;
use preceptor_record::{Day, Fte};

use super::fault::Kind;

/// What is wrong with a cell: the kind, what is wrong in words, and what to do.
pub(super) type Ill = (Kind, String, String);

/// The longest number of a person.
const LONGEST_NUMBER: usize = 30;
/// Years that a day of an HR system may lie in.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;
/// From this year on a day stands for no end, as HR systems write it.
const NO_END: i16 = 4000;
/// Years of two digits below this one are of this century.
const THIS_CENTURY: i16 = 50;
/// The serial numbers of the days from 1950 to 2079.
const SERIALS: std::ops::RangeInclusive<i32> = 18_264..=65_745;

fn ill(kind: Kind, message: impl Into<String>, remedy: impl Into<String>) -> Ill {
    (kind, message.into(), remedy.into())
}

/// A day in words, as it is shown before anything is imported.
pub fn shown(day: Day) -> String {
    day.in_words()
}

/// A day, read day first; none where it stands for no end.
pub(super) fn day(text: &str, may_be_endless: bool) -> Result<Option<Day>, Ill> {
    let words = "write it as 13/01/2025 or 13 January 2025, day first";
    let plain = without_time(text);
    let not = || ill(Kind::NotADate, "this is no date", words);
    let is_number = plain.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    if is_number && plain.matches('.').count() < 2 {
        return Err(serial(plain).unwrap_or_else(not));
    }
    let parts: Vec<&str> =
        plain.split(['/', '-', '.', ' ', ',']).filter(|it| !it.is_empty()).collect();
    let [one, two, three] = parts.as_slice() else { return Err(not()) };
    let number = |it: &str| {
        let is_number = (1..=4).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit());
        is_number.then(|| it.parse::<i16>().ok()).flatten()
    };
    let (day, month, year, year_text) = if one.len() == 4 && number(one).is_some() {
        let (Some(year), Some(month), Some(day)) = (number(one), number(two), number(three)) else {
            return Err(not());
        };
        (day, month, year, *one)
    } else {
        let day = number(one.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']));
        let month = number(two).or_else(|| month_of(two));
        let (Some(day), Some(month), Some(year)) = (day, month, number(three)) else {
            return Err(not());
        };
        (day, month, year, *three)
    };
    let year = match year_text.len() {
        4 => year,
        2 if year < THIS_CENTURY => 2000 + year,
        2 => {
            let message = format!("the year `{year_text}` may be 19{year_text} or 20{year_text}");
            return Err(ill(Kind::TwoDigitYear, message, "write the year with four digits"));
        }
        _ => return Err(not()),
    };
    if month > 12 && (1..=12).contains(&day) {
        let message = "there is no such month: this looks as if the month came first";
        return Err(ill(Kind::MonthFirst, message, "write the day first: 13/01/2025"));
    }
    let narrow = |it: i16| i8::try_from(it).unwrap_or(0);
    let Ok(date) = Date::new(year, narrow(month), narrow(day)) else {
        return Err(ill(Kind::NoSuchDay, "there is no such day", "look which day is meant"));
    };
    if year >= NO_END && may_be_endless {
        return Ok(None);
    }
    if !YEARS.contains(&year) {
        let message = format!("the year {year} is too far away");
        return Err(ill(Kind::DayOutOfRange, message, "look which year is meant"));
    }
    Ok(Some(Day::from_date(date)))
}

/// What a date is without the time of day, where that says only that the day begins.
fn without_time(text: &str) -> &str {
    let text = text.trim();
    for end in [" 00:00:00", " 00:00", "T00:00:00", "T00:00:00Z", " 0:00"] {
        if let Some(it) = text.strip_suffix(end) {
            return it;
        }
    }
    text
}

/// A spreadsheet's serial number of a day, told with the day it may stand for.
fn serial(text: &str) -> Option<Ill> {
    let whole = text.split('.').next()?;
    let n: i32 = whole.parse().ok().filter(|it| SERIALS.contains(it))?;
    // Day 25,569 of a spreadsheet is 1 January 1970.
    let may_be = Day(n - 25_569).in_words();
    let message = format!("this is a spreadsheet's number for a day, perhaps {may_be}");
    let remedy = "show the column as dates in the spreadsheet and save it again";
    Some(ill(Kind::SerialNumber, message, remedy))
}

fn month_of(text: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let text = text.to_lowercase();
    let is_it = |it: &&str| {
        **it == text || (it.get(..3) == Some(&text) || text == "sept" && it.starts_with("sept"))
    };
    let at = MONTHS.iter().position(is_it)?;
    i16::try_from(at + 1).ok()
}

/// That a spreadsheet has not changed a number of somebody or something.
pub(super) fn untouched(text: &str) -> Result<(), Ill> {
    let remedy = "make the column text in the spreadsheet, take the number from the HR system again, and save";
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    if let Some((mantissa, exponent)) = text.split_once(['E', 'e']) {
        let whole = mantissa.replacen(['.', ','], "", 1);
        // `98E1393` is no such number: a register's numbers may hold an E, but neither a point nor a sign.
        let is_marked = exponent.starts_with(['+', '-']) || mantissa.contains(['.', ',']);
        if digits(&whole) && digits(exponent.trim_start_matches(['+', '-'])) && is_marked {
            let message =
                "a spreadsheet has made a power of ten of this number, and its digits are lost";
            return Err(ill(Kind::PowerOfTen, message, remedy));
        }
    }
    if let Some((whole, rest)) = text.split_once(['.', ','])
        && digits(whole)
        && digits(rest)
    {
        let message = "a spreadsheet has made a decimal fraction of this number";
        return Err(ill(Kind::DecimalNumber, message, remedy));
    }
    Ok(())
}

/// The number an employer has given somebody, with its leading zeros.
pub(super) fn employee_number(text: &str) -> Result<String, Ill> {
    untouched(text)?;
    let allowed = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '/' | '_' | '.');
    if text.len() > LONGEST_NUMBER || !text.chars().all(allowed) {
        let message = "this cannot be an employee number";
        return Err(ill(
            Kind::EmployeeNumber,
            message,
            "letters, digits, `-` and `/`, without blanks",
        ));
    }
    Ok(text.to_owned())
}

/// The number of somebody on a register: without blanks, in capitals.
pub(super) fn registration_number(text: &str) -> Result<String, Ill> {
    untouched(text)?;
    let plain: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    let plain = plain.to_uppercase();
    let allowed = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '/');
    let has_digit = plain.bytes().any(|it| it.is_ascii_digit());
    if !(3..=20).contains(&plain.len()) || !plain.chars().all(allowed) || !has_digit {
        let message = "this cannot be a number of a register";
        return Err(ill(Kind::RegistrationNumber, message, "write it as the register shows it"));
    }
    Ok(plain)
}

/// A name, or a part of one.
pub(super) fn name(text: &str) -> Result<String, Ill> {
    let is_name = text.chars().any(char::is_alphabetic)
        && !text.chars().any(|it| it.is_ascii_digit() || matches!(it, '@' | '<' | '>' | '='));
    if !is_name || text.chars().count() > 120 {
        let remedy = "look whether the columns are those that the mapping says";
        return Err(ill(Kind::Name, "this cannot be a name", remedy));
    }
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// An e-mail address, in small letters.
pub(super) fn email(text: &str) -> Result<String, Ill> {
    let is_one = text.split_once('@').is_some_and(|(local, domain)| {
        let is_bare = !text
            .chars()
            .any(|it| it.is_whitespace() || it.is_control() || matches!(it, '<' | '>' | ',' | ';'));
        !local.is_empty()
            && is_bare
            && !domain.contains('@')
            && domain.contains('.')
            && domain.split('.').all(|it| !it.is_empty())
            && text.len() <= 254
    });
    if is_one {
        return Ok(text.to_lowercase());
    }
    Err(ill(
        Kind::Email,
        "this is no e-mail address",
        "write one address, such as name@example.org",
    ))
}

/// A telephone number as it is written.
pub(super) fn phone(text: &str) -> Result<String, Ill> {
    untouched(text)?;
    let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
    let allowed =
        |it: char| it.is_ascii_digit() || matches!(it, ' ' | '+' | '-' | '(' | ')' | '.' | '/');
    if (5..=18).contains(&n_digits) && text.chars().all(allowed) {
        return Ok(text.to_owned());
    }
    let remedy = "write digits, beginning with 0 or +, and nothing beside them";
    Err(ill(Kind::Phone, "this is no telephone number", remedy))
}

/// A part of full time, with a point or a comma. More than one post may sum to more; one may not be more.
pub(super) fn fte(text: &str) -> Result<Fte, Ill> {
    let not = || {
        let remedy = "write a number from 0 to 1, such as 0.6";
        ill(Kind::NotAPart, "this is no part of full time", remedy)
    };
    let plain = text.replacen(',', ".", 1);
    let is_plain = plain.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'-'));
    let number: f64 = plain.parse().ok().filter(|_| is_plain).ok_or_else(not)?;
    if !(0.0..=1.0).contains(&number) {
        let remedy = "one post is at most full time, which is 1: look whether hours stand here, or two posts in one row";
        return Err(ill(Kind::PartOutOfRange, "this lies outside 0 to 1", remedy));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked"
    )]
    Ok(Fte((number * 1000.0).round() as u16))
}

/// Words of the employer's own, such as a site, as an id: small letters and digits, joined by `-`.
pub(super) fn slug(text: &str) -> Option<String> {
    let made = crate::table::folded(text).replace(' ', "-");
    let made: String = made.chars().take(80).collect();
    (!made.is_empty()).then_some(made)
}
