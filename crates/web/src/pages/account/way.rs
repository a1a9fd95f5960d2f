//! The cookie of somebody who is half-way: the password was right and the code is still to come, or the app is still to be
//! set up. It opens nothing but the next step, for minutes.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use cookie::{Cookie, SameSite};

use crate::site::Site;

fn name(is_https: bool) -> &'static str {
    if is_https { "__Host-preceptor-way" } else { "preceptor-way" }
}

/// The header that gives it, or takes it away.
pub fn set(secret: Option<&str>, site: &Site) -> (HeaderName, HeaderValue) {
    let is_https = site.is_https();
    let mut made = Cookie::build((name(is_https), secret.unwrap_or_default()))
        .path("/")
        .http_only(true)
        .secure(is_https)
        .same_site(SameSite::Lax)
        .build();
    if secret.is_none() {
        made.make_removal();
    }
    let value = HeaderValue::from_str(&made.to_string());
    (header::SET_COOKIE, value.unwrap_or_else(|_| HeaderValue::from_static("")))
}

/// What a request brings of it.
pub fn of(headers: &HeaderMap, site: &Site) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
    let found =
        lines.flat_map(Cookie::split_parse).flatten().find(|it| it.name() == name(site.is_https()));
    found.map(|it| it.value().to_owned()).filter(|it| it.len() <= 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_bound_to_this_host_wherever_others_can_reach_it() {
        assert_eq!(name(true), "__Host-preceptor-way");
        assert_eq!(name(false), "preceptor-way");
        let book = preceptor_testkit::book();
        let now = preceptor_testkit::beginning();
        for (address, expected) in [
            (
                "https://preceptor.example.org",
                "__Host-preceptor-way=abc; HttpOnly; SameSite=Lax; Secure; Path=/",
            ),
            ("http://localhost:8080", "preceptor-way=abc; HttpOnly; SameSite=Lax; Path=/"),
        ] {
            let site = Site::new(book, address, move || now);
            assert_eq!(set(Some("abc"), &site).1, expected);
            assert!(set(None, &site).1.to_str().unwrap().contains("Max-Age=0"));
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static("x=1; preceptor-way=abc"));
            // On https a cookie without the prefix may be anybody's.
            let found = of(&headers, &site);
            assert_eq!(found.as_deref(), (!site.is_https()).then_some("abc"));
        }
    }
}
