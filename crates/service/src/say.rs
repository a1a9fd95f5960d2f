//! Small phrases that several answers share.

use std::fmt::Write as _;

use preceptor_record::{Closeness, Code};
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::role::{Months, Strand};
use preceptor_standing::Acting;
use preceptor_standing::acting::BaseProfession;
use preceptor_standing::explain::Remedy;
use preceptor_standing::words::{Words, listed};

/// The word with its article: an anaesthesia associate.
pub fn a(word: &str) -> String {
    let vowel = word.chars().next().is_some_and(|it| "aeiouAEIOU".contains(it));
    format!("{} {word}", if vowel { "an" } else { "a" })
}

/// The text with a capital letter first.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().collect::<String>() + letters.as_str(),
        None => String::new(),
    }
}

/// The text with a full stop at its end.
pub fn stopped(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?', ':']) { text.to_owned() } else { format!("{text}.") }
}

/// Several words joined by `and`.
pub fn and(words: &[String]) -> String {
    listed(words, "and")
}

/// So many of something.
pub fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// The title of a role with a small first letter.
pub fn role(book: &Rulebook, id: &str) -> String {
    let title = book.role_title(id);
    if title == id { id.replace('-', " ") } else { lower(title) }
}

/// A title with a small first letter, unless it begins with an abbreviation.
pub fn lower(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), second)
            if first.is_uppercase() && second.is_none_or(|it| !it.is_uppercase()) =>
        {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        _ => title.to_owned(),
    }
}

/// The title of a jurisdiction: England, the United Kingdom.
pub fn place(book: &Rulebook, id: &Code) -> String {
    let title = book.header.jurisdictions.iter().find(|it| it.id.value == *id);
    title.map_or_else(|| id.to_string(), |it| it.title.clone())
}

/// The title of a setting or a specialty.
pub fn term(list: &[preceptor_rulebook::vocabulary::Term], id: &Code) -> String {
    list.iter()
        .find(|it| it.id.value == *id)
        .map_or_else(|| id.as_str().replace('-', " "), |it| lower(&it.title))
}

/// A closeness as people say it.
pub fn closeness(it: Closeness) -> &'static str {
    match it {
        Closeness::Direct => "in the room",
        Closeness::OnSite => "on site",
        Closeness::Available => "within reach",
        Closeness::Independent => "not needed",
    }
}

/// The titles in use for a role on a day in a place, where they are not the role's own.
pub fn working_titles<'a>(
    book: &'a Rulebook,
    role: &str,
    jurisdiction: &str,
    day: preceptor_record::Day,
) -> Vec<&'a str> {
    let Some(role) = book.roles.get(role) else { return Vec::new() };
    role.titles
        .iter()
        .filter(|it| it.strand == Strand::Working && it.effective.period().holds(day))
        .filter(|it| book.holds_in(it.jurisdiction.iter().map(|it| &it.value), jurisdiction))
        .map(|it| it.title.as_str())
        .filter(|it| !it.eq_ignore_ascii_case(&role.title))
        .collect()
}

/// The post acted in, as the end of "acting as".
pub fn acting(
    book: &Rulebook,
    people: &dyn preceptor_standing::Register,
    it: &Acting,
    day: preceptor_record::Day,
) -> String {
    let mut made = a(&role(book, it.role.as_str()));
    let titles = working_titles(book, it.role.as_str(), it.jurisdiction.as_str(), day);
    if !titles.is_empty() {
        let _ = write!(made, " (working title there: {})", titles.join(", "));
    }
    if let BaseProfession::Known(base) = &it.base
        && *base != it.role
    {
        let _ = write!(made, ", {} by base profession", role(book, base.as_str()));
    }
    if let Some(code) = &it.organisation {
        let name = people.organisation(code).and_then(|it| it.name.as_ref());
        made.push_str(&name.map_or(format!(" at {code}"), |it| format!(" at {it} ({code})")));
    }
    let mut where_to: Vec<String> = Vec::new();
    where_to.extend(it.specialty.as_ref().map(|it| term(&book.vocabulary.specialties, it)));
    where_to.extend(it.setting.as_ref().map(|it| term(&book.vocabulary.settings, it)));
    if !where_to.is_empty() {
        let _ = write!(made, ", {}", where_to.join(", "));
    }
    let _ = write!(made, ", in {}", place(book, &it.jurisdiction));
    if it.jurisdiction_assumed {
        made.push_str(
            " (taken for granted: neither the post nor its organisation says where it lies)",
        );
    }
    let _ = match &it.fact {
        Some(fact) => write!(made, "; post {fact}"),
        None => write!(made, "; a post that nobody has recorded"),
    };
    made
}

/// Something to put right, in a line.
pub fn remedy(it: &Remedy) -> String {
    match it.on {
        Some(on) => format!("{}, which comes by waiting until {}", it.text, on.in_words()),
        None => it.text.clone(),
    }
}

/// The same for programs: what comes by waiting ends with its date.
pub fn remedy_for_programs(it: &Remedy) -> String {
    match it.on {
        Some(on) => format!("{}: by waiting until {on}", it.text),
        None => it.text.clone(),
    }
}

/// A number of months in words; whole years beside it from two years on.
pub fn months(it: Months) -> String {
    let years = |n: u32| (n >= 24 && n.is_multiple_of(12)).then_some(n / 12);
    match (it.min, it.max) {
        (0, 0) => "no time of its own".to_owned(),
        (min, max) if min == max => match years(min) {
            Some(years) => format!("{min} months ({years} years)"),
            None => count(min as usize, "month", "months"),
        },
        (min, max) => format!("{min} to {max} months"),
    }
}

/// What a leaf, a fact or an activity is called.
pub fn words(book: &Rulebook) -> Words<'_> {
    Words { book }
}
