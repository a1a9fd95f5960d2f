//! Questions nobody honest asks are refused cleanly: never a crash, never an echo.

use crate::ask::get;

const WORDS: [&str; 9] = [
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
    "%27%20OR%201%3D1;%20DROP%20TABLE%20role;--",
    "%F0%9F%98%80%F0%9F%91%A9%E2%80%8D%E2%9A%95%EF%B8%8F",
    "%E2%80%AEtxt.exe",
    "%D9%85%D8%B1%D8%AD%D8%A8%D8%A7",
    "..%2F..%2Fetc%2Fpasswd",
    "-1",
    "99999999999999999999",
];

/// Each place in an address where a word of somebody's may stand.
const PLACES: [&str; 15] = [
    "/roles?on={}",
    "/roles?in={}",
    "/roles/{}",
    "/roles/{}/activities",
    "/roles/{}/changes.atom",
    "/roles/physician-associate?on={}",
    "/compare?role={}&role=physician-associate",
    "/rules/{}",
    "/rules/provision/{}",
    "/routes/{}",
    "/routes?role={}",
    "/routes/result?a={}",
    "/routes/registered?a=registered.{}",
    "/api/v1/roles?at={}",
    "/api/v1/routes?role={}",
];

#[test]
fn a_strange_word_is_refused_and_not_shown_again() {
    for place in PLACES {
        for word in WORDS {
            let target = place.replace("{}", word);
            let answer = get(&target);
            assert!(matches!(answer.status.as_u16(), 400 | 404), "{target}: {}", answer.status);
            for never in ["<script>alert", "onerror", "DROP TABLE", "\u{202e}", "etc/passwd"] {
                assert!(!answer.body.contains(never), "{target} shows {never}");
            }
        }
    }
}

#[test]
fn bytes_that_are_no_text_and_signs_nobody_types_are_refused() {
    for word in ["%00", "%ff%fe", "%0d%0aSet-Cookie:%20a=b", "%1b[31m", "%c0%af"] {
        for place in PLACES {
            let target = place.replace("{}", word);
            let answer = get(&target);
            assert!(matches!(answer.status.as_u16(), 400 | 404), "{target}: {}", answer.status);
            assert!(!answer.headers.contains_key("set-cookie"));
        }
    }
}

#[test]
fn an_address_longer_than_any_of_ours_is_refused() {
    for n in [4097, 60_000] {
        let long = "x".repeat(n);
        assert_eq!(get(&format!("/roles?on={long}")).status, 414);
        assert_eq!(get(&format!("/{long}")).status, 414);
        assert_eq!(get(&format!("/api/v1/roles?at={long}")).status, 414);
    }
    // Many short words are no better than one long one.
    let many = "a=registered.nurse&".repeat(215);
    assert!(many.len() < 4096);
    assert_eq!(get(&format!("/routes/result?{many}")).status, 400);
}

#[test]
fn a_key_that_may_stand_once_stands_once() {
    for target in [
        "/roles?on=2026-01-01&on=2026-01-02",
        "/roles?in=england&in=wales",
        "/routes?role=physician-associate&role=physician-associate",
    ] {
        let answer = get(target);
        assert_eq!(answer.status, 400, "{target}");
        assert!(answer.body.contains("twice"), "{target}");
    }
    let five = "role=physician-associate&role=anaesthesia-associate&role=surgical-care-practitioner&role=nurse-consultant&role=assistant-practitioner";
    assert_eq!(get(&format!("/compare?{five}")).status, 400);
}

#[test]
fn answers_that_do_not_fit_together_are_refused() {
    for answers in [
        "a=registered.nurse&a=registered.paramedic",
        "a=awards.masters&a=awards.none",
        "a=registered",
        "a=.nurse",
        "a=registered.doctor",
        "a=nothing.nurse",
    ] {
        assert_eq!(get(&format!("/routes/result?{answers}")).status, 400, "{answers}");
    }
}
