//! Accounts by their pages: what nobody honest sends, what nobody learns, and what a cookie is worth.

use jiff::SignedDuration;
use preceptor_service::access::Role;
use preceptor_testkit::{Answer, OTHER, Served, TRUST, Visitor, account};
use totp_rs::Totp;

const PASSWORD: &str = "slow green lanterns";

/// What nobody of good will types.
const HOSTILE: [&str; 7] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE account; --",
    "😀 \u{202e}txet desrever",
    "../../etc/passwd",
    "%00%0d%0aSet-Cookie: a=b",
    "مرحبا",
];

fn email(role: Role) -> String {
    format!("{}@example.org", account(TRUST, role))
}

fn code(app: &Totp, served: &Served) -> String {
    app.generate(u64::try_from(served.now().at.as_second()).unwrap()).to_string()
}

/// Somebody of that role with a password and an app, as the operator's link gives them.
async fn enrolled(served: &Served, role: Role) -> Totp {
    let (accounts, now) = (&served.installation.accounts, served.now().at);
    let link = accounts.recovery_link(&email(role), now).await.unwrap();
    let begun = accounts.begin_recovery(&link, PASSWORD, now).await.unwrap();
    let app = Totp::from_url(accounts.enrolling(&begun, now).await.unwrap().address).unwrap();
    let first = app.generate(u64::try_from(now.as_second()).unwrap()).to_string();
    accounts.finish_enrolling(&begun, &first, None, now).await.unwrap();
    served.pass(SignedDuration::from_mins(1));
    app
}

async fn sign_in(served: &Served, who: &mut Visitor, role: Role, app: &Totp, then: &str) -> Answer {
    let fields = [("email", &*email(role)), ("password", PASSWORD), ("then", then)];
    let to = who.post_bare("/sign-in", &fields).await.leads_to().to_owned();
    assert!(to.starts_with("/sign-in/code?then="), "{to}");
    let shown = who.get(&to).await;
    assert_eq!(shown.status, 200);
    who.post_bare("/sign-in/code", &[("code", &code(app, served)), ("then", then)]).await
}

fn is_clean(answer: &Answer, what: &str) {
    for never in ["<script>alert", "<img src=x", "onerror=alert(1)>"] {
        assert!(!answer.body.contains(never), "{what} shows {never}");
    }
    assert!(!answer.headers.contains_key("a"), "{what}");
}

#[tokio::test]
async fn the_first_account_takes_the_link_and_honest_words() {
    let served = Served::empty().await;
    let mut visitor = served.visitor();
    for path in ["/setup", "/setup?token=", "/setup?token=0123456789abcdef0123456789abcdef"] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
    let link = served.installation.accounts.setup_link(served.now().at).await.unwrap().unwrap();
    assert_eq!(visitor.get(&format!("/setup?token={link}")).await.status, 200);
    for text in HOSTILE {
        for (name, address, password) in [
            (text, "ada@example.org", "short"),
            ("Ada", text, PASSWORD),
            ("Ada", "ada@example.org", &text[..4]),
        ] {
            let fields =
                [("token", &*link), ("name", name), ("email", address), ("password", password)];
            let answer = visitor.post_bare("/setup", &fields).await;
            assert!(matches!(answer.status, 400 | 422), "{text}: {}", answer.status);
            is_clean(&answer, text);
            assert!(!answer.body.contains(PASSWORD), "a password is never shown again");
        }
    }
    let long = "x".repeat(10_000_000);
    let fields = [("token", &*link), ("name", &*long)];
    assert_eq!(visitor.post_bare("/setup", &fields).await.status, 413);
    let twice = [("token", &*link), ("email", "a@example.org"), ("email", "b@example.org")];
    assert_eq!(visitor.post_bare("/setup", &twice).await.status, 400);
    let json = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
    assert_eq!(visitor.ask("POST", "/setup", &json, b"{}".to_vec()).await.status, 400);
    let form = ("content-type", "application/x-www-form-urlencoded");
    for headers in
        [vec![form], vec![form, ("sec-fetch-site", "cross-site")], vec![form, ("origin", "null")]]
    {
        let body = format!("token={link}&name=Ada").into_bytes();
        assert_eq!(visitor.ask("POST", "/setup", &headers, body).await.status, 403, "{headers:?}");
    }
    let fields = [
        ("token", &*link),
        ("name", "Ada Moor"),
        ("email", "ada@example.org"),
        ("password", PASSWORD),
    ];
    assert_eq!(visitor.post_bare("/setup", &fields).await.leads_to(), "/enrol");
    assert!(served.installation.is_new().await.unwrap(), "nothing is made before the first code");
    for text in HOSTILE {
        let answer = visitor.post_bare("/enrol", &[("code", text)]).await;
        assert!(matches!(answer.status, 400 | 422), "{text}: {}", answer.status);
    }
    let page = visitor.get("/enrol").await.body;
    let key =
        page.split("app-secret\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    let app = totp_rs::Builder::new().with_secret(totp_rs::Secret::try_from_base32(&key).unwrap());
    let app = app.build().unwrap();
    let done = visitor.post_bare("/enrol", &[("code", &code(&app, &served))]).await;
    assert_eq!((done.status, done.body.matches("<code>").count()), (200, 10));
    assert_eq!(visitor.get(&format!("/setup?token={link}")).await.status, 404, "the link is gone");
    assert_eq!(visitor.get("/enrol").await.status, 410);
    // Nobody but its first account sets an organisation up, and it says first what it is.
    assert_eq!(visitor.get("/home").await.leads_to(), "/setup/organisation");
    assert_eq!(visitor.get("/setup/organisation").await.status, 200);
    for text in HOSTILE {
        let answer =
            visitor.post("/setup/organisation", &[("name", "St Imaginary"), ("code", text)]).await;
        assert!(matches!(answer.status, 400 | 422), "{text}: {}", answer.status);
        is_clean(&answer, text);
        let fields = [("name", text), ("code", "X95"), ("jurisdiction", text)];
        let answer = visitor.post("/setup/country", &fields).await;
        assert!(matches!(answer.status, 400 | 422), "{text}: {}", answer.status);
        is_clean(&answer, text);
    }
    let fields = [("name", "St Imaginary"), ("code", "X95"), ("jurisdiction", "england")];
    assert_eq!(
        visitor.post_bare("/setup/country", &fields).await.status,
        403,
        "without the hidden field"
    );
    let done = visitor.post("/setup/country", &fields).await;
    assert_eq!(done.leads_to(), "/o/X95/set-up/sets");
    visitor.get("/o/X95/set-up/sets").await;
    assert_eq!(visitor.post("/o/X95/set-up/sets", &[("set", "no-such")]).await.status, 404);
    assert_eq!(visitor.post("/o/X95/set-up/sets", &[]).await.leads_to(), "/o/X95/set-up");
    assert_eq!(
        visitor.post("/o/X95/set-up/sets", &[]).await.status,
        409,
        "the first choice is made once"
    );
    assert!(visitor.get("/o/X95/home").await.body.contains("Left to set up"));
}

#[tokio::test]
async fn nobody_learns_which_accounts_exist() {
    let served = Served::begin().await;
    enrolled(&served, Role::Planner).await;
    let known = email(Role::Planner);
    // One that was never given a password is no different either.
    let (unknown, bare) = ("nobody@example.org", email(Role::Auditor));
    for n in 1..=7 {
        let mut seen = Vec::new();
        for who in [known.as_str(), unknown, &bare] {
            let mut visitor = served.visitor();
            let fields = [("email", who), ("password", "not the password at all")];
            let answer = visitor.post_bare("/sign-in", &fields).await;
            assert_eq!(answer.status, if n <= 5 { 422 } else { 429 }, "attempt {n} of {who}");
            seen.push(answer.body.replace(who, "WHO"));
        }
        assert!(seen.iter().all(|it| *it == seen[0]), "attempt {n}");
    }
    for n in 1..=6 {
        let mut seen = Vec::new();
        for who in ["other@example.org", &email(Role::Recruitment)] {
            let mut visitor = served.visitor();
            let answer = visitor
                .post_bare("/recover", &[("email", who), ("code", "aaaa-bbbb-cccc-dddd")])
                .await;
            assert_eq!(answer.status, if n <= 5 { 422 } else { 429 });
            seen.push(answer.body.replace(who, "WHO"));
        }
        assert_eq!(seen[0], seen[1], "attempt {n}");
    }
}

#[tokio::test]
async fn signing_in_gives_a_fresh_session_and_leads_to_pages_of_ours() {
    let served = Served::begin().await;
    let app = enrolled(&served, Role::Planner).await;
    let mut visitor = served.visitor();
    visitor.keep("preceptor", "chosen-by-somebody-else");
    let done = sign_in(&served, &mut visitor, Role::Planner, &app, "/o/X91/account").await;
    assert_eq!(done.leads_to(), "/o/X91/account");
    let cookies: Vec<&str> =
        done.headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap()).collect();
    assert!(
        cookies.iter().all(|it| it.contains("HttpOnly") && it.contains("SameSite=Lax")),
        "{cookies:?}"
    );
    assert!(visitor.cookie("preceptor-way").is_none(), "the half-way cookie is gone");
    let first = visitor.cookie("preceptor").unwrap().to_owned();
    assert_ne!(first, "chosen-by-somebody-else");
    assert_eq!(visitor.get("/o/X91/account").await.status, 200);
    let mut chooser = served.visitor();
    chooser.keep("preceptor", "chosen-by-somebody-else");
    assert_eq!(chooser.get("/o/X91/account").await.status, 303, "what they chose opens nothing");

    // Signing in again in the same browser ends the session before.
    for then in ["https://evil.example", "//evil.example", "/\\evil.example"] {
        served.pass(SignedDuration::from_mins(1));
        let done = sign_in(&served, &mut visitor, Role::Planner, &app, then).await;
        assert_eq!(done.leads_to(), "/home", "{then}");
    }
    let mut thief = served.visitor();
    thief.keep("preceptor", &first);
    assert_eq!(thief.get("/o/X91/account").await.status, 303);

    // The second half without the first, and a first half that is over.
    assert_eq!(served.visitor().get("/sign-in/code").await.leads_to(), "/sign-in");
    let mut late = served.visitor();
    let fields = [("email", &*email(Role::Planner)), ("password", PASSWORD)];
    late.post_bare("/sign-in", &fields).await.leads_to();
    served.pass(SignedDuration::from_mins(5));
    let answer = late.post_bare("/sign-in/code", &[("code", &code(&app, &served))]).await;
    assert!(answer.leads_to().starts_with("/sign-in?late=yes"));
    for text in HOSTILE {
        let answer = late
            .post_bare("/sign-in", &[("email", text), ("password", text), ("then", text)])
            .await;
        assert!(matches!(answer.status, 400 | 422), "{text}: {}", answer.status);
        is_clean(&answer, text);
        let answer = late
            .get(&format!(
                "/sign-in?then={}",
                text.replace(['%', '\u{202e}', ' ', '<', '>', '"'], "_")
                    .replace(|it: char| !it.is_ascii(), "_")
            ))
            .await;
        assert_eq!(answer.status, 200, "{text}");
    }
}

/// Forms of somebody signed in, with what they may send.
const FORMS: [(&str, &[(&str, &str)]); 11] = [
    ("account/name", &[("name", "Ada")]),
    ("account/password", &[("password", "quiet copper windmills")]),
    ("account/app", &[]),
    ("account/recovery-codes", &[]),
    ("account/sessions", &[("session", "x")]),
    ("account/sessions/others", &[]),
    ("account/step-up", &[("answer", "x")]),
    ("admin/members/invite", &[("name", "Bo"), ("email", "bo@example.org"), ("role", "planner")]),
    ("admin/members/planner-x91", &[("role", "auditor")]),
    ("admin/members/planner-x91/end", &[]),
    ("set-up/sets", &[]),
];

#[tokio::test]
async fn no_form_is_taken_without_its_hidden_field_from_another_site_or_for_another_organisation() {
    let served = Served::begin().await;
    for (path, fields) in FORMS {
        let mut admin = served.somebody(Role::Administrator).await;
        let page = admin.get(&format!("/o/{TRUST}/account")).await;
        assert_eq!(page.status, 200);
        let to = format!("/o/{TRUST}/{path}");
        assert_eq!(admin.post_bare(&to, fields).await.status, 403, "{path}: without");
        let mut forged = fields.to_vec();
        forged.push(("_form", "AAAA"));
        assert_eq!(admin.post_bare(&to, &forged).await.status, 403, "{path}: forged");
        let elsewhere = admin.post(&format!("/o/{OTHER}/{path}"), fields).await;
        assert_eq!(elsewhere.status, 404, "{path}: another organisation");
        let long = "x".repeat(10_000_000);
        let mut large = fields.to_vec();
        large.push(("name", &long));
        assert_eq!(admin.post(&to, &large).await.status, 413, "{path}: ten megabytes");
        let ours = ("sec-fetch-site", "same-origin");
        let wrong = [("content-type", "text/plain"), ours];
        assert_eq!(
            admin.ask("POST", &to, &wrong, b"name=x".to_vec()).await.status,
            400,
            "{path}: wrong type"
        );
        let mut nobody = served.visitor();
        assert!(nobody.post_bare(&to, fields).await.leads_to().starts_with("/sign-in"), "{path}");
    }
}

#[tokio::test]
async fn only_administrators_look_after_members_and_only_their_own() {
    let served = Served::begin().await;
    for role in Role::ALL {
        let mut reader = served.somebody(role).await;
        reader.get(&format!("/o/{TRUST}/account")).await;
        let list = reader.get(&format!("/o/{TRUST}/admin/members")).await;
        let may_see = matches!(role, Role::Administrator | Role::Auditor);
        assert_eq!(list.status, if may_see { 200 } else { 403 }, "{role:?}");
        assert!(!list.body.contains(&account(OTHER, Role::Planner)), "{role:?}");
        if role != Role::Administrator {
            for (path, fields) in FORMS.iter().filter(|it| it.0.starts_with("admin/")) {
                let answer = reader.post(&format!("/o/{TRUST}/{path}"), fields).await;
                assert_eq!(answer.status, 403, "{role:?}: {path}");
            }
        }
    }
    let mut admin = served.somebody(Role::Administrator).await;
    let theirs = account(OTHER, Role::Planner);
    admin.get(&format!("/o/{TRUST}/account")).await;
    for path in [format!("admin/members/{theirs}"), format!("admin/members/{theirs}/end")] {
        assert_eq!(admin.get(&format!("/o/{TRUST}/{path}")).await.status, 404);
        let answer = admin.post(&format!("/o/{TRUST}/{path}"), &[("role", "auditor")]).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let to = format!("/o/{TRUST}/admin/members/{}", account(TRUST, Role::Planner));
    assert_eq!(admin.post(&to, &[("role", "emperor")]).await.status, 404, "a role nobody offered");
    assert_eq!(
        admin.post(&to, &[("role", "reading-program")]).await.status,
        404,
        "programs have keys"
    );
    assert_eq!(admin.post(&to, &[]).await.status, 422, "no role at all");
    assert_eq!(admin.post(&to, &[("role", "auditor")]).await.status, 303);
    let own = format!("/o/{TRUST}/admin/members/{}", account(TRUST, Role::Administrator));
    let last = admin.post(&own, &[("role", "auditor")]).await;
    assert!(last.status == 422 && last.body.contains("has to be an administrator first"));
    assert_eq!(admin.post(&format!("{own}/end"), &[]).await.status, 422);
    // Whoever is ended is out at once.
    let mut recruiter = served.somebody(Role::Recruitment).await;
    assert_eq!(recruiter.get("/o/X91/account").await.status, 200);
    let to = format!("/o/{TRUST}/admin/members/{}/end", account(TRUST, Role::Recruitment));
    assert_eq!(admin.post(&to, &[]).await.status, 303);
    assert!(recruiter.get("/o/X91/account").await.leads_to().starts_with("/sign-in"));
    let told = admin.get(&format!("/o/{TRUST}/admin/members")).await.body;
    assert!(
        told.contains("The administrator ended the membership of The recruitment"),
        "and it is told"
    );
}

#[tokio::test]
async fn what_is_typed_about_a_member_is_taken_for_words() {
    let served = Served::begin().await;
    let mut admin = served.somebody(Role::Administrator).await;
    admin.get(&format!("/o/{TRUST}/account")).await;
    let to = format!("/o/{TRUST}/admin/members/invite");
    for (n, text) in HOSTILE.into_iter().enumerate() {
        let address = format!("bo{n}@example.org");
        let fields = [("name", text), ("email", &*address), ("role", "planner")];
        let answer = admin.post(&to, &fields).await;
        assert_eq!(answer.status, 200, "{text} is a name");
        is_clean(&answer, text);
        assert!(answer.body.contains("http://localhost:8080/invite/"), "with a link");
        let answer = admin.post(&to, &[("name", "Bo"), ("email", text), ("role", "planner")]).await;
        assert_eq!(answer.status, 422, "{text} is no address");
        is_clean(&answer, text);
        let person =
            [("name", "Bo"), ("email", "cy@example.org"), ("role", "planner"), ("person", text)];
        let answer = admin.post(&to, &person).await;
        assert_eq!(answer.status, 422, "{text} is nobody");
        is_clean(&answer, text);
        let answer = admin.post(&format!("/o/{TRUST}/account/name"), &[("name", text)]).await;
        assert_eq!(answer.status, 303, "{text} is a name");
        for page in ["admin/members", "account", "home"] {
            is_clean(&admin.get(&format!("/o/{TRUST}/{page}")).await, text);
        }
    }
    let somebody_elsewhere = format!("p-000001-{}", OTHER.to_lowercase());
    let person = [
        ("name", "Bo"),
        ("email", "cy@example.org"),
        ("role", "planner"),
        ("person", &*somebody_elsewhere),
    ];
    assert_eq!(
        admin.post(&to, &person).await.status,
        422,
        "somebody of another organisation is nobody here"
    );
}

#[tokio::test]
async fn a_link_invites_once_and_only_who_it_is_for() {
    let served = Served::begin().await;
    let mut admin = served.somebody(Role::Administrator).await;
    admin.get(&format!("/o/{TRUST}/account")).await;
    let to = format!("/o/{TRUST}/admin/members/invite");
    // Somebody who has an account in the other organisation.
    let address = format!("{}@example.org", account(OTHER, Role::Planner));
    let invited =
        admin.post(&to, &[("name", "Bo"), ("email", &address), ("role", "auditor")]).await;
    let link = invited.body.split("/invite/").nth(1).unwrap().split('<').next().unwrap();
    let link = format!("/invite/{link}");
    let mut visitor = served.visitor();
    assert!(visitor.get(&link).await.leads_to().starts_with("/sign-in?then=%2Finvite%2F"));
    let mut wrong = served.stranger(Role::Auditor).await;
    assert_eq!(wrong.get(&link).await.status, 200);
    assert_eq!(wrong.post(&link, &[]).await.status, 410, "somebody else's");
    let mut right = served.stranger(Role::Planner).await;
    assert_eq!(right.get("/o/X91/account").await.status, 404, "not yet");
    assert_eq!(right.post(&link, &[]).await.leads_to(), "/o/X91/home");
    assert_eq!(right.get("/o/X91/account").await.status, 200);
    assert_eq!(right.post(&link, &[]).await.status, 410, "once");
    for path in ["/invite/x", "/invite/%3Cscript%3E", "/recover/x", "/recover/%2e%2e"] {
        let answer = visitor.get(path).await;
        assert!(matches!(answer.status, 404 | 410), "{path}: {}", answer.status);
        is_clean(&answer, path);
    }
}

#[tokio::test]
async fn a_sensitive_step_asks_once_more_and_changes_the_session() {
    let served = Served::begin().await;
    let app = enrolled(&served, Role::Administrator).await;
    let mut admin = served.visitor();
    sign_in(&served, &mut admin, Role::Administrator, &app, "/home").await;
    served.pass(SignedDuration::from_secs(599));
    let invite = format!("/o/{TRUST}/admin/members/invite");
    assert_eq!(admin.get(&invite).await.status, 200);
    served.pass(SignedDuration::from_secs(1));
    let asked = admin.get(&invite).await.leads_to().to_owned();
    assert_eq!(
        asked,
        format!("/o/{TRUST}/account/step-up?then=%2Fo%2FX91%2Fadmin%2Fmembers%2Finvite")
    );
    for path in
        ["account/password", "account/app", "account/recovery-codes", "admin/members/planner-x91"]
    {
        let to = format!("/o/{TRUST}/{path}");
        assert!(admin.get(&to).await.leads_to().contains("/account/step-up"), "{path}");
        let answer =
            admin.post(&to, &[("role", "auditor"), ("password", "quiet copper windmills")]).await;
        assert!(answer.leads_to().contains("/account/step-up"), "{path}");
    }
    let old = admin.cookie("preceptor").unwrap().to_owned();
    admin.get(&asked).await;
    let to = format!("/o/{TRUST}/account/step-up");
    for text in HOSTILE {
        served.pass(SignedDuration::from_mins(16));
        let answer = admin.post(&to, &[("answer", text), ("then", &invite)]).await;
        assert!(matches!(answer.status, 400 | 422), "{text}: {}", answer.status);
        is_clean(&answer, text);
    }
    served.pass(SignedDuration::from_mins(29));
    let done = admin.post(&to, &[("answer", PASSWORD), ("then", &invite)]).await;
    assert_eq!(done.leads_to(), invite);
    assert_ne!(admin.cookie("preceptor").unwrap(), old);
    assert_eq!(admin.get(&invite).await.status, 200);
    let mut thief = served.visitor();
    thief.keep("preceptor", &old);
    assert_eq!(thief.get(&invite).await.status, 303, "the session before has ended");
}

#[tokio::test]
async fn sessions_are_ones_own_to_end() {
    let served = Served::begin().await;
    let mut here = served.somebody(Role::Planner).await;
    let mut there = served.somebody(Role::Planner).await;
    let mut other = served.somebody(Role::Auditor).await;
    let session = |page: &Answer| {
        page.body
            .split("name=\"session\" value=\"")
            .nth(1)
            .map(|it| it.split('"').next().unwrap().to_owned())
    };
    other.get(&format!("/o/{TRUST}/account/sessions")).await;
    let path = format!("/o/{TRUST}/account/sessions");
    let page = here.get(&path).await;
    let id = session(&page).unwrap();
    assert_eq!(other.post(&path, &[("session", &id)]).await.status, 404, "somebody else's");
    assert_eq!(there.get(&path).await.status, 200);
    assert_eq!(here.post(&path, &[("session", &id)]).await.leads_to(), path);
    assert_eq!(there.get(&path).await.status, 303);
    assert!(session(&here.get(&path).await).is_none());
    served.somebody(Role::Planner).await;
    assert_eq!(here.post(&format!("{path}/others"), &[]).await.leads_to(), path);
    assert!(here.get(&path).await.body.contains("signed in here only"));
}

#[tokio::test]
async fn nobody_signs_in_to_the_demonstration_and_its_cookie_is_worth_nothing_here() {
    let served = Served::begin().await;
    let mut visitor = served.visitor();
    visitor.post_bare("/demonstration", &[("who", "administrator")]).await.leads_to();
    let secret = visitor.cookie("preceptor-demo").unwrap().to_owned();
    assert_eq!(visitor.get("/account").await.leads_to(), "/o/X91/account");
    for path in
        ["account/password", "account/app", "account/recovery-codes", "admin/members/invite"]
    {
        assert_eq!(visitor.get(&format!("/o/X91/{path}")).await.status, 404, "{path}");
    }
    for path in ["account", "account/sessions", "admin/members", "account/step-up"] {
        assert_eq!(visitor.get(&format!("/o/X91/{path}")).await.status, 200, "{path}");
    }
    served.pass(SignedDuration::from_mins(11));
    let to = "/o/X91/account/step-up";
    assert_eq!(
        visitor.post(to, &[("then", "/o/X91/admin/members")]).await.leads_to(),
        "/o/X91/admin/members"
    );
    let mut real = served.visitor();
    real.keep("preceptor", &secret);
    assert_eq!(real.get("/o/X91/account").await.status, 303);
}
