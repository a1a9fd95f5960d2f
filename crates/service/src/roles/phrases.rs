//! Phrases about a role that the command line and the pages share.

use preceptor_record::Day;
use preceptor_record::date::Effective;
use preceptor_rulebook::role::{Months, Possible, Rung};

use super::portrait::{Portrait, from_memory};
use crate::say;

/// Whether one may move on to a role.
pub fn possible(it: Possible) -> &'static str {
    match it {
        Possible::Yes => "yes",
        Possible::No => "no",
        Possible::Indirect => "not in one step",
        Possible::Proposed => "proposed",
        Possible::Disputed => "disputed",
    }
}

/// Who regulates it, with the register and since when.
pub fn regulators(it: &Portrait<'_>) -> String {
    let each: Vec<String> = it
        .regulation()
        .iter()
        .map(|regulation| {
            let register =
                regulation.register.as_ref().and_then(|id| it.frame.book.register(id.as_str()));
            let register = register.map_or(String::new(), |it| format!(", {}", it.title));
            format!("{}{register}{}", regulation.regulator, since(&regulation.effective))
        })
        .collect();
    if each.is_empty() { "nobody as a role of its own".to_owned() } else { each.join("; ") }
}

/// The levels of one ladder, each with its stage.
pub fn levels(it: &Portrait<'_>, ladder: &[Rung]) -> String {
    rungs(&it.rungs(ladder), |it| it.level.as_deref())
}

/// The pay bands, each with its stage.
pub fn bands(it: &Portrait<'_>) -> String {
    rungs(&it.rungs(&it.role.pay_band), |it| it.band.as_deref())
}

fn rungs(rungs: &[&Rung], what: impl Fn(&Rung) -> Option<&str>) -> String {
    let each: Vec<String> = rungs
        .iter()
        .filter_map(|it| {
            let stage = it
                .stage
                .as_ref()
                .map_or(String::new(), |it| format!(" ({})", it.as_str().replace('-', " ")));
            let memory = if from_memory(it.confidence) { ", from memory" } else { "" };
            Some(format!("{}{stage}{memory}", what(it)?))
        })
        .collect();
    if each.is_empty() { "not stated".to_owned() } else { each.join("; ") }
}

/// What the band of a rung pays.
pub fn pay(it: &Portrait<'_>, rung: &Rung) -> Option<String> {
    let band = rung.band.as_ref()?;
    let pay = it.pay(band)?;
    let currency = pay.currency.as_deref();
    let mid =
        pay.mid.map_or(String::new(), |mid| format!(", {} in the middle", money(mid, currency)));
    let (entry, top) = (money(pay.entry, currency), money(pay.top, currency));
    let since = since(&pay.effective);
    Some(format!("band {band}: {entry} to {top} a year{mid}{since}"))
}

/// An amount of money with its currency: £49,388.
pub fn money(amount: u32, currency: Option<&str>) -> String {
    let digits = amount.to_string();
    let mut made = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            made.push(',');
        }
        made.push(digit);
    }
    match currency {
        Some("GBP") => format!("\u{a3}{made}"),
        Some("EUR") => format!("\u{20ac}{made}"),
        Some(other) => format!("{other} {made}"),
        None => made,
    }
}

/// How long steps take together.
pub fn length(steps: impl Iterator<Item = Months>) -> String {
    let total = steps.fold(None, |sum: Option<Months>, it| {
        let sum = sum.unwrap_or(Months { min: 0, max: 0 });
        Some(Months { min: sum.min + it.min, max: sum.max + it.max })
    });
    total.map_or("no fixed length".to_owned(), say::months)
}

/// From when until when, as the end of a sentence: ", since 13 December 2024".
pub fn since(it: &Effective) -> String {
    let period = it.period();
    let from =
        if period.from == Day::ALWAYS { String::new() } else { format!(", since {}", start(it)) };
    let until = if period.until == Day::NEVER {
        String::new()
    } else {
        format!(", until {}", period.until.previous().in_words())
    };
    format!("{from}{until}")
}

/// The same as a sentence of its own, with a space before it.
pub fn since_sentence(it: &Effective) -> String {
    let since = since(it);
    if since.is_empty() {
        String::new()
    } else {
        format!(" {}.", say::sentence(since.trim_start_matches(", ")))
    }
}

/// A first day as exactly as it is known: a day, a month or a year.
pub fn start(it: &Effective) -> String {
    use preceptor_record::DatePrecision;
    let words = it.from.day.in_words();
    match it.from.precision {
        DatePrecision::Day => words,
        DatePrecision::Month => {
            words.split_once(' ').map_or(words.clone(), |(_, rest)| rest.to_owned())
        }
        DatePrecision::Year => {
            words.rsplit_once(' ').map_or(words.clone(), |(_, year)| year.to_owned())
        }
    }
}
