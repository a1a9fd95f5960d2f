//! Every page, and that its links lead somewhere.

use std::collections::BTreeSet;

use crate::ask::{ask, get, page};

#[test]
fn a_role_says_what_it_may_not_do_who_says_so_and_since_when() {
    let it = page("/roles/physician-associate");
    assert!(it.contains(">Prescribe a medicine</a><small>Law</small>"), "law");
    assert!(it.contains("NHS England · since 16 July 2025"), "who and since when");
    assert!(
        it.contains("Important: from 13 December 2026"),
        "a change within ninety days is said first"
    );
    assert!(it.contains("£49,388 to £56,515 a year"), "pay of the year");
    assert!(it.contains("£47,810 to £54,710 a year"), "pay of the year before");
    assert!(it.contains("Graduate programme, full time"), "ways in");
    assert!(it.contains("From memory"), "confidence is marked");
}

#[test]
fn another_day_or_place_gives_another_page() {
    let before = page("/roles/physician-associate?on=15+July+2025");
    let after = page("/roles/physician-associate?on=16/07/2025");
    let elsewhere = page("/roles/physician-associate?on=2025-07-16&in=scotland");
    let rule = "href=\"/rules/provision/uk.nhse-leng-2025.pa.triage\"";
    assert!(!before.contains(rule) && after.contains(rule) && !elsewhere.contains(rule));
    assert!(elsewhere.contains("For Scotland, on 16 July 2025."));
    // The warning is for ninety days: the 14th of September 2026 is the first of them.
    assert!(!page("/roles/physician-associate?on=2026-09-13").contains("Important:"));
    assert!(
        page("/roles/physician-associate?on=2026-09-14")
            .contains("Important: from 13 December 2026")
    );
}

#[test]
fn a_rule_says_whether_it_holds_on_the_day() {
    let at = |day: &str| page(&format!("/rules/provision/uk.nhse-leng-2025.pa.triage?on={day}"));
    assert!(
        at("2025-07-15").contains("Not yet in force on 15 July 2025: it begins on 16 July 2025")
    );
    assert!(at("2025-07-16").contains("In force on 16 July 2025"));
    let ended = page("/rules/provision/uk.statute.pa.practise-transition?on=2026-12-13");
    assert!(
        ended.contains("No longer in force on 13 December 2026: it held until 12 December 2026")
    );
}

#[test]
fn roles_are_compared_and_what_is_the_same_can_be_left_out() {
    let all = page("/compare?role=physician-associate&role=anaesthesia-associate");
    let only =
        page("/compare?role=physician-associate&role=anaesthesia-associate&only=differences");
    assert!(all.contains("Physician associate and anaesthesia associate side by side"));
    assert!(all.contains(">Regulated by<") && all.contains(">Ways in<"));
    assert!(only.matches("<tr>").count() < all.matches("<tr>").count());
    let choose = page("/compare?role=physician-associate");
    assert!(
        choose.contains("selected>Physician associate</option>")
            && !choose.contains("app-compare-wide")
    );
}

/// Every address of ours that a page names, the start of journeys and the files included.
fn links(html: &str) -> BTreeSet<String> {
    let mut made = BTreeSet::new();
    for attribute in ["href=\"", "src=\"", "action=\""] {
        for rest in html.split(attribute).skip(1) {
            let link = rest.split('"').next().unwrap();
            if link.starts_with('/') {
                made.insert(link.split('#').next().unwrap().replace("&amp;", "&"));
            }
        }
    }
    made
}

#[test]
fn every_link_of_every_page_answers() {
    let mut todo: Vec<String> = vec!["/".to_owned()];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while let Some(link) = todo.pop() {
        if !seen.insert(link.clone()) {
            continue;
        }
        let answer = get(&link);
        assert_eq!(answer.status, 200, "{link}");
        let kind = answer.header("content-type").to_owned();
        if kind.starts_with("text/html") {
            check_frame(&link, &answer.body);
            todo.extend(links(&answer.body));
        }
    }
    let files = preceptor_rulebook::builtin::builtin("uk").unwrap();
    let book = preceptor_rulebook::load_rules(&files).rulebook.unwrap();
    for placed in &book.provisions {
        let page = format!("/rules/provision/{}", placed.provision.id.value);
        assert!(seen.contains(&page), "no page leads to {page}");
    }
    for needed in ["/accessibility", "/privacy", "/compare", "/routes", "/api/openapi.json"] {
        assert!(seen.contains(needed), "{needed}");
    }
}

/// What every page has, whatever it is about.
fn check_frame(link: &str, html: &str) {
    assert_eq!(html.matches("<h1").count(), 1, "{link}: one heading of the first rank");
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"en-GB\">"), "{link}");
    assert!(html.contains("not legal advice"), "{link}");
    for never in [" style=\"", "<script>", "onclick=", "javascript:", "http://www.w3.org"] {
        assert!(!html.contains(never), "{link}: {never}");
    }
    // No id stands twice.
    let ids: Vec<&str> =
        html.split(" id=\"").skip(1).map(|it| it.split('"').next().unwrap()).collect();
    let once: BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(ids.len(), once.len(), "{link}: {ids:?}");
}

#[test]
fn nothing_comes_from_elsewhere_and_nothing_is_kept_that_may_change() {
    let answer = get("/roles");
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let sheet = links(&answer.body).into_iter().find(|it| it.ends_with("preceptor.css")).unwrap();
    assert!(get(&sheet).header("cache-control").contains("immutable"));
    // An edition that is gone is gone: a page of today never gets a file of yesterday.
    assert_eq!(get("/assets/000000000000/preceptor.css").status, 404);
    let edition = sheet.split('/').nth(2).unwrap();
    for hidden in ["update.sh", "VERSIONS", "../Cargo.toml", "%2e%2e/Cargo.toml"] {
        assert_eq!(get(&format!("/assets/{edition}/{hidden}")).status, 404, "{hidden}");
    }
}

#[test]
fn what_is_not_there_says_so_and_what_cannot_be_done_too() {
    for gone in [
        "/nothing",
        "/roles/nobody",
        "/rules/none",
        "/rules/provision/none",
        "/routes/none",
        "/roles/nobody/changes.atom",
    ] {
        let answer = get(gone);
        assert_eq!(answer.status, 404, "{gone}");
        assert!(answer.body.contains("This page is not here"), "{gone}");
        assert!(answer.headers.contains_key("content-security-policy"), "{gone}");
    }
    for method in ["POST", "PUT", "DELETE"] {
        assert_eq!(ask(method, "/roles").status, 405, "{method}");
        assert_eq!(ask(method, "/api/v1/roles").header("content-type"), "application/problem+json");
    }
    assert_eq!(ask("HEAD", "/roles").body, "");
    assert_eq!(get("/healthz").body, "ok\n");
}
