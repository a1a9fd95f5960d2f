//! The feed of a role, as a reader of feeds takes it.

use std::collections::BTreeSet;

use crate::ask::{get, page};

fn each<'a>(text: &'a str, element: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    text.split(open.as_str()).skip(1).map(|it| it.split(close.as_str()).next().unwrap()).collect()
}

#[test]
fn every_entry_has_an_id_of_its_own_a_title_an_instant_and_an_address() {
    let answer = get("/roles/physician-associate/changes.atom");
    assert_eq!(answer.header("content-type"), "application/atom+xml; charset=utf-8");
    let feed = answer.body;
    assert!(feed.starts_with(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\""
    ));
    let entries = each(&feed, "entry");
    assert!(entries.len() > 20);
    let ids: BTreeSet<&str> = each(&feed, "id").into_iter().collect();
    assert_eq!(ids.len(), entries.len() + 1, "and one of the feed");
    for entry in &entries {
        assert_eq!((each(entry, "title").len(), each(entry, "updated").len()), (1, 1), "{entry}");
        assert!(entry.contains("<link rel=\"alternate\" href=\"http://localhost:8080/"), "{entry}");
    }
    let title =
        entries.iter().find(|it| it.contains("physician assistant") && it.contains("16 July 2025"));
    assert!(title.is_some(), "the change of title is there");
    assert!(entries.iter().any(|it| it.contains("Programme at")), "programmes are there");
}

#[test]
fn what_a_feed_links_to_is_there() {
    let feed = get("/roles/anaesthesia-associate/changes.atom").body;
    let links = feed.split("href=\"http://localhost:8080").skip(1);
    let links: BTreeSet<String> =
        links.map(|it| it.split('"').next().unwrap().replace("&amp;", "&")).collect();
    assert!(links.len() > 5);
    for link in links {
        page(&link);
    }
}

#[test]
fn the_page_of_a_role_names_its_feed() {
    let html = page("/roles/physician-associate");
    assert!(
        html.contains("type=\"application/atom+xml\"")
            && html.contains("href=\"/roles/physician-associate/changes.atom\"")
    );
}
