//! Files of staff: brought, matched, checked and imported; and files that nobody honest brings.

use preceptor_service::access::Role;
use preceptor_testkit::{Answer, Served, TRUST, Visitor};

const FILE: &str = "Employee Number,Name,Role,Post From,FTE\n\
    99001,Wren Sallowfield,Physician Associate,03/04/2026,0.8\n\
    1E+05,Ash Moor,Physician Associate,03/04/2026,1\n\
    99003,Fern Vale,Ward sorcerer,03/04/2026,1\n";

fn at(path: &str) -> String {
    format!("/o/{TRUST}/imports{path}")
}

fn token(of: &Answer) -> String {
    let field = of.body.split("name=\"_form\" value=\"").nth(1).unwrap();
    field.split('"').next().unwrap().to_owned()
}

fn form(token: &str, name: &str, content: &[u8]) -> Vec<u8> {
    let mut made = format!(
        "--b\r\nContent-Disposition: form-data; name=\"_form\"\r\n\r\n{token}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    )
    .into_bytes();
    made.extend_from_slice(content);
    made.extend_from_slice(b"\r\n--b--\r\n");
    made
}

const HEADERS: [(&str, &str); 2] =
    [("content-type", "multipart/form-data; boundary=b"), ("sec-fetch-site", "same-origin")];

async fn bring(who: &mut Visitor, name: &str, content: &[u8]) -> Answer {
    let token = token(&who.get(&at("")).await);
    who.ask("POST", &at(""), &HEADERS, form(&token, name, content)).await
}

async fn work(served: &Served) {
    let now = served.now();
    served.installation.work("w-1", &move || now).await.unwrap();
}

#[tokio::test]
async fn a_file_is_matched_checked_and_imported() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    let brought = bring(&mut lead, "staff.csv", FILE.as_bytes()).await;
    let map = brought.leads_to().to_owned();
    let own = map.strip_suffix("/map").unwrap().to_owned();
    let page = lead.get(&map).await;
    assert_eq!(page.status, 200);
    for words in ["Wren Sallowfield", "UTF-8, commas", "Ward sorcerer", "Passed over"] {
        assert!(page.body.contains(words), "{words}");
    }
    let columns = ["employee-number", "name", "role", "post-from", "fte"];
    let names: Vec<String> = (0..5).map(|n| format!("column-{n}")).collect();
    let mut fields: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(columns).collect();
    // Two columns that are the same are told at the second.
    let mut twice = fields.clone();
    twice[1].1 = "employee-number";
    let wrong = lead.post(&map, &twice).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("href=\"#field-column-1\""), "{}", wrong.body);
    fields.extend([("word-is-0", "role"), ("word-0", "Ward sorcerer"), ("means-0", "")]);
    assert_eq!(lead.post(&map, &fields).await.leads_to(), own);
    let page = lead.get(&own).await;
    assert!(page.body.contains("Being checked") && page.body.contains("http-equiv=\"refresh\""));
    work(&served).await;
    let page = lead.get(&own).await;
    // The day is shown in words before anything is recorded.
    for words in ["1 would be new", "2 wrong", "3 April 2026", "1E+05", "Ward sorcerer"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let wrong = lead.get(&format!("{own}?effect=wrong")).await;
    assert!(!wrong.body.contains("3 April 2026") && wrong.body.contains("power of ten"));
    let csv = lead.get(&format!("{own}/faults.csv")).await;
    assert_eq!(csv.body.lines().count(), 3);
    assert!(csv.header("content-disposition").starts_with("attachment"));
    assert_eq!(lead.get(&own).await.status, 200);
    assert_eq!(lead.post(&format!("{own}/begin"), &[]).await.status, 422, "nothing was chosen");
    lead.get(&own).await;
    let all = lead.post(&format!("{own}/begin"), &[("keep", "all")]).await;
    assert_eq!(all.status, 422, "some rows are wrong");
    lead.get(&own).await;
    assert_eq!(lead.post(&format!("{own}/begin"), &[("keep", "good")]).await.leads_to(), own);
    work(&served).await;
    let page = lead.get(&own).await;
    assert!(page.body.contains("1 new") && page.body.contains("Imported"), "{}", page.body);
    let person = page.links().into_iter().find(|it| it.contains("/people/p-")).unwrap();
    let person = lead.get(&person).await;
    assert!(person.body.contains("Wren Sallowfield"));
    lead.get(&own).await;
    let gone = lead.post(&format!("{own}/drop"), &[]).await;
    assert_eq!(gone.leads_to(), at(""));
    assert_eq!(lead.get(&own).await.status, 404);
    // The next file with this header is matched as this one was.
    let again = bring(&mut lead, "staff.csv", FILE.as_bytes()).await;
    assert!(lead.get(again.leads_to()).await.body.contains("seen before"));
}

#[tokio::test]
async fn what_is_no_table_is_refused_and_nothing_is_kept() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::Recruitment).await;
    let large = vec![b'x'; 51_000_000];
    let files: [(&str, &[u8], u16); 7] = [
        ("a.csv", b"", 422),
        ("a.csv", b"%PDF-1.7", 422),
        ("a.xlsx", b"PK\x03\x04broken", 422),
        ("a.csv", b"Employee Number,Role\n1,\"a\n2,b\n", 422),
        ("a.csv", b"\xFF\xFEa\0,", 422),
        ("a.csv", &large, 413),
        ("<script>alert(1)</script>.csv", b"Employee Number,Name\n1,=cmd|' /C calc'!A0\n", 303),
    ];
    for (name, content, status) in files {
        let answer = bring(&mut lead, name, content).await;
        assert_eq!(answer.status, status, "{name} {}", answer.body);
    }
    let page = lead.get(&at("")).await;
    assert!(!page.body.contains("<script>alert"), "its name is text");
    assert_eq!(page.body.matches("1 row").count() + page.body.matches("app-stackable").count(), 1);
    let foreign = lead.ask("POST", &at(""), &HEADERS, form("x", "a.csv", FILE.as_bytes())).await;
    assert_eq!(foreign.status, 403);
}

#[tokio::test]
async fn a_file_is_nobody_elses() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    let map = bring(&mut lead, "staff.csv", FILE.as_bytes()).await.leads_to().to_owned();
    let own = map.strip_suffix("/map").unwrap().to_owned();
    for role in Role::ALL {
        let may = matches!(role, Role::MapLead | Role::Recruitment);
        let mut who = served.somebody(role).await;
        for page in [at(""), map.clone()] {
            assert_eq!(who.get(&page).await.status, if may { 200 } else { 403 }, "{role:?} {page}");
        }
    }
    let mut stranger = served.stranger(Role::MapLead).await;
    assert_eq!(stranger.get(&own).await.status, 404);
    for path in ["/b-nope", "/b-nope/map", "/%00", "/b-nope/faults.csv"] {
        assert!(matches!(lead.get(&at(path)).await.status, 404 | 400), "{path}");
    }
    for query in ["?effect=nope", "?page=0", "?page=-1", "?page=x"] {
        let checked = lead.get(&format!("{own}{query}")).await.status;
        assert!(matches!(checked, 303 | 404), "{query}: {checked}");
    }
    // Before it was checked, nothing is imported.
    lead.get(&map).await;
    let begun = lead.post(&format!("{own}/begin"), &[("keep", "good")]).await;
    assert_eq!(begun.status, 409);
}
