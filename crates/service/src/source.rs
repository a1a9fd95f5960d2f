//! Where something was read, for people and for programs.

use std::fmt::Write as _;

use preceptor_rulebook::Rulebook;
use preceptor_rulebook::provision::Citation;
use serde_json::{Value as Json, json};

/// A citation with what the rulebook knows of its source.
pub fn json(book: &Rulebook, it: &Citation) -> Json {
    let text = book.source(it.id.as_str());
    json!({
        "id": it.id.as_str(),
        "title": text.map(|it| &it.title),
        "publisher": text.map(|it| &it.publisher),
        "date": text.and_then(|it| it.date.as_ref()),
        "url": text.and_then(|it| it.url.as_ref()),
        "at": it.at,
        "note": it.note.as_ref().or(text.and_then(|it| it.note.as_ref())),
    })
}

/// The first citation, which is null where there is none.
pub fn first(book: &Rulebook, list: &[Citation]) -> Json {
    list.first().map_or(Json::Null, |it| json(book, it))
}

/// The citations after the first.
pub fn further(book: &Rulebook, list: &[Citation]) -> Json {
    list.iter().skip(1).map(|it| json(book, it)).collect()
}

/// Something that was read nowhere but in a record or in the rulebook as a whole, in the shape of a source.
pub fn made_up_of(
    id: &str,
    title: &str,
    publisher: Option<&str>,
    date: Option<&str>,
    at: Option<&str>,
) -> Json {
    json!({ "id": id, "title": title, "publisher": publisher, "date": date, "url": null, "at": at, "note": null })
}

/// A citation in a line: title, publisher, date, place in it and address.
pub fn line(book: &Rulebook, it: &Citation) -> String {
    let mut made = match book.source(it.id.as_str()) {
        None => it.id.as_str().to_owned(),
        Some(text) => {
            let mut made = format!("{}, {}", text.title, text.publisher);
            if let Some(date) = &text.date {
                let _ = write!(made, ", {date}");
            }
            made
        }
    };
    if let Some(at) = &it.at {
        let _ = write!(made, ", {at}");
    }
    if let Some(note) = &it.note {
        let _ = write!(made, " ({note})");
    }
    if let Some(url) = book.source(it.id.as_str()).and_then(|it| it.url.as_ref()) {
        let _ = write!(made, ". {url}");
    }
    made
}

/// The last line under everything that rests on a rulebook.
pub const NOT_ADVICE: &str = "The rulebook is information, not legal advice. An employer adopts it and answers for what it adopts.";
