//! Standing for people: a line for each post of a team, or everything about one person.

use preceptor_record::people::People;
use preceptor_record::{Day, Person};
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::role::Weight;
use preceptor_service::names::{Names, named};
use preceptor_service::standing::{LAW, Post, since, until};
use preceptor_standing::{Standing, Timeline, Truth};

use crate::page::Page;
use crate::row::{self, Item};
use crate::{say, source};

/// One post in one line: how it stands, whose it is, and what lapses next or is missing.
pub fn line(book: &Rulebook, person: &Person, it: &Post, day: Day) -> String {
    let role = say::role(book, it.standing.role.as_str());
    let state = it.standing.standing.as_str();
    let rest = match it.standing.standing {
        Standing::Good => match it.lapses_next(book, day) {
            Some((on, what)) => {
                let until = on.previous().in_words();
                format!("good until {until}; then not met: {}", sentences(&what))
            }
            None => "nothing is known to lapse.".to_owned(),
        },
        Standing::Lapsed => format!("not met: {}", wanting(it, Truth::Unmet, day).join(" ")),
        Standing::Unknown => format!("cannot tell: {}", wanting(it, Truth::Unknown, day).join(" ")),
    };
    format!("{state:8} {}, {role}: {rest}", named(person))
}

/// Everything that must hold, law included, with what it says and how it stands over time.
fn musts(it: &Post) -> Vec<(&str, &Timeline)> {
    let rows = it.standing.requirements.iter().filter(|it| it.weight == Weight::Must);
    let mut made: Vec<(&str, &Timeline)> =
        rows.map(|it| (it.says.as_str(), &it.timeline)).collect();
    let law = it.law.iter().flat_map(|it| &it.reasons).map(|it| it.says.as_str()).next();
    made.push((law.unwrap_or(LAW), &it.standing.practise));
    made
}

/// Sentences one after another.
fn sentences(of: &[String]) -> String {
    of.iter().map(|it| say::stopped(it)).collect::<Vec<_>>().join(" ")
}

/// What does not hold in that way.
fn wanting(it: &Post, truth: Truth, day: Day) -> Vec<String> {
    let what = musts(it).into_iter().filter(|(_, timeline)| timeline.at(day) == truth);
    what.map(|(says, _)| say::stopped(says)).collect()
}

/// Everything about one person.
pub fn one(book: &Rulebook, people: &People, person: &Person, posts: &[Post], day: Day) -> String {
    let mut page = Page::new();
    let names = Names::of(people, person, []);
    let (who, on) = (named(person), day.in_words());
    if posts.is_empty() {
        page.para(0, &format!("{who} holds no post in a role of the rulebook on {on}."));
    }
    for it in posts {
        page.gap();
        post(&mut page, book, &names, &who, it, day);
    }
    page.gap();
    page.para(0, source::NOT_ADVICE);
    page.text()
}

fn post(page: &mut Page, book: &Rulebook, names: &Names<'_>, who: &str, it: &Post, day: Day) {
    let role = say::a(&say::role(book, it.standing.role.as_str()));
    let on = day.in_words();
    page.para(
        0,
        &match it.standing.standing {
            Standing::Good => format!("GOOD. {who} is in good standing as {role} on {on}."),
            Standing::Lapsed => format!("LAPSED. {who} is not in good standing as {role} on {on}."),
            Standing::Unknown => format!("CANNOT TELL how {who} stands as {role} on {on}."),
        },
    );
    if let Some((on, truth)) = it.standing.timeline.next_change(day) {
        let then = match truth {
            Truth::Met => "good",
            Truth::Unknown => "not known",
            Truth::Unmet => "lapsed",
        };
        page.para(
            0,
            &format!(
                "That holds until {}. From {} it is {then}.",
                on.previous().in_words(),
                on.in_words()
            ),
        );
        if let Some((_, what)) = it.lapses_next(book, day) {
            page.para(0, &format!("Not met then: {}", sentences(&what)));
        }
    } else {
        page.para(0, "Nothing is known that would change it.");
    }
    if let Some(fact) = &it.standing.post {
        page.para(0, &format!("Post {fact}."));
    }
    let rows = |truth: Truth| it.standing.requirements.iter().filter(move |it| it.truth == truth);
    let law = it.standing.practise.at(day);
    for (truth, head) in [
        (Truth::Unmet, "Not met"),
        (Truth::Unknown, "Cannot be told, or to be verified"),
        (Truth::Met, "Met"),
    ] {
        let mut of: Vec<_> = rows(truth).collect();
        // What lapses first stands first.
        of.sort_by_key(|it| until(&it.timeline, day).unwrap_or(Day::NEVER));
        if of.is_empty() && law != truth {
            continue;
        }
        page.head(head);
        if law == truth {
            match &it.law {
                Some(law) => {
                    for it in &law.reasons {
                        row::told(&Item::of_law(it), page, book, Some(names));
                    }
                }
                None => page.item(2, LAW),
            }
            times(page, &it.standing.practise, day);
        }
        for judged in of {
            row::told(&Item::of(judged), page, book, Some(names));
            if judged.weight != Weight::Must {
                page.para(4, "This is usual and decides nothing.");
            }
            times(page, &judged.timeline, day);
        }
    }
}

/// Since when and until when something is as it is.
fn times(page: &mut Page, timeline: &Timeline, day: Day) {
    if let Some(on) = since(timeline, day) {
        page.entry(4, "Since", &on.in_words());
    }
    match timeline.next_change(day) {
        Some((on, Truth::Met)) => page.entry(4, "Met from", &on.in_words()),
        Some((on, _)) => page.entry(4, "Last day", &on.previous().in_words()),
        None => {}
    }
}
