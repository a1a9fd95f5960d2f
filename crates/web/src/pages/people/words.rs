//! How somebody's standing is put into words wherever people are listed.

use maud::{Markup, html};
use preceptor_record::Day;
use preceptor_service::people::{Row, SOON, State, days_after};

use crate::desk::Desk;
use crate::parts::{self, mark};
use crate::text::t;

/// The first day that no longer counts as soon.
pub fn soon(day: Day) -> Day {
    days_after(day, SOON + 1)
}

/// How many days from one to another.
pub fn days_between(from: Day, to: Day) -> i64 {
    i64::from(to.0) - i64::from(from.0)
}

/// A state in a word or two.
pub fn state(it: State) -> &'static str {
    match it {
        State::No => t!("people.state.lapsed"),
        State::Unknown => t!("people.state.unknown"),
        State::Soon => t!("people.state.lapses"),
        State::Good => t!("people.state.good"),
        State::NoRole => t!("people.state.none"),
    }
}

/// The mark of a state.
pub fn shape(it: State) -> Option<mark::State> {
    match it {
        State::No => Some(mark::State::No),
        State::Unknown => Some(mark::State::Unknown),
        State::Soon => Some(mark::State::Soon),
        State::Good => Some(mark::State::Met),
        State::NoRole => None,
    }
}

/// How somebody stands on a day, with its mark, in words that name the last good day.
pub fn standing(row: &Row, day: Day) -> Markup {
    let state = row.state(day, soon(day));
    let word = match (state, row.lapses_on(day)) {
        (State::Soon, Some(on)) => {
            let n = days_between(day, on.previous());
            match n {
                0 => t!("people.lapses.today").to_owned(),
                1 => t!("people.lapses.tomorrow").to_owned(),
                _ => t!("people.lapses.in", n = n),
            }
        }
        (State::Good, Some(on)) => t!("people.good-until", day = on.previous().in_words()),
        _ => self::state(state).to_owned(),
    };
    if let Some(shape) = shape(state) {
        parts::mark(shape, &word)
    } else {
        html! { span class="app-muted" { (word) } }
    }
}

/// What stands in the way now, or lapses next, in one line.
pub fn why(row: &Row, day: Day) -> Option<String> {
    if let Some(lacks) = row.posts.iter().find_map(|it| it.lacks.first()) {
        return Some(if row.state(day, soon(day)) == State::Unknown {
            t!("people.unclear", what = lacks)
        } else {
            t!("people.missing", what = lacks)
        });
    }
    let on = row.lapses_on(day)?;
    if on >= soon(day) {
        return None;
    }
    let lapses = row.lapses_within(day, on.next());
    lapses.into_iter().find(|it| it.must).map(|it| t!("people.lapses.what", what = it.says))
}

/// What somebody works as: titles of posts in the rulebook, else the roles of others.
pub fn works_as(row: &Row, desk: &Desk) -> String {
    let book = desk.site.book;
    let titles: Vec<String> = if row.posts.is_empty() {
        row.works_as
            .iter()
            .map(|it| {
                preceptor_service::say::sentence(&preceptor_service::say::role(book, it.as_str()))
            })
            .collect()
    } else {
        row.posts.iter().map(|it| it.title.clone()).collect()
    };
    if titles.is_empty() { t!("people.no-post").to_owned() } else { titles.join(", ") }
}

/// A code of a place as people read it.
pub fn place(code: &str) -> String {
    preceptor_service::say::sentence(&code.replace('-', " "))
}
