//! `preceptor account`: the operator's ways in.

use serde_json::Value as Json;

use crate::data::{Data, ran, runs};
use crate::path;

fn invited(data: &Data, more: &[&str]) -> Json {
    let mut arguments =
        vec!["account", "invite", "ada@example.org", "--data", path(&data.folder), "--json"];
    arguments.extend(more);
    ran(&arguments, 0)
}

#[test]
fn an_invitation_is_a_link_for_the_address_the_server_has() {
    let data = Data::filled();
    let done = invited(&data, &[]);
    assert_eq!(done["email"], "ada@example.org");
    let link = done["link"].as_str().unwrap();
    let token = link.strip_prefix("http://localhost:8080/invite/").unwrap();
    assert_eq!(token.len(), 32, "{link}");
    // Invited again, as something else, under another address.
    let more = [
        "--role",
        "auditor",
        "--name",
        "Ada Moor",
        "--public-url",
        "https://preceptor.example.org/",
    ];
    let again = invited(&data, &more);
    let link = again["link"].as_str().unwrap();
    assert!(
        link.starts_with("https://preceptor.example.org/invite/") && !link.contains(token),
        "{link}"
    );
    let folder = path(&data.folder);
    let shown = runs(&["account", "invite", "bo@example.org", "--data", folder]);
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(
        shown.out.starts_with("A link for bo@example.org, good for 7 days and once:\nhttp://"),
        "{}",
        shown.out
    );
    // It is written down, in ids, in the trail that is proved.
    let verified = ran(&["audit", "verify", "--data", folder, "--json"], 0);
    assert_eq!(verified["organisations"][0]["trails"][1]["lines"], 3);
    assert_eq!(verified["verified"], true);
}

#[test]
fn what_cannot_be_done_is_told_with_what_to_do() {
    let data = Data::filled();
    let folder = path(&data.folder);
    let strange =
        runs(&["account", "invite", "ada@example.org", "--role", "emperor", "--data", folder]);
    strange.is_wrong(&["`emperor`", "map-lead"]);
    let nowhere =
        ["account", "invite", "ada@example.org", "--organisation", "X98", "--data", folder];
    runs(&nowhere).is_wrong(&["`X98`", "X99"]);
    runs(&["account", "invite", "ada", "--data", folder])
        .is_wrong(&["e-mail address", "name@example.org"]);
    for command in ["recover", "end-sessions"] {
        let done = runs(&["account", command, "nobody@example.org", "--data", folder]);
        done.is_wrong(&["nobody of this e-mail address", "account invite"]);
        // Invited is not yet somebody who may sign in.
        invited(&data, &[]);
        runs(&["account", command, "ada@example.org", "--data", folder])
            .is_wrong(&["account invite"]);
    }
    runs(&["account", "recover", "ada@example.org", "--data", "/nowhere"]).is_wrong(&["no data"]);
}
