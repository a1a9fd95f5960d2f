//! Cookies: one for a session in the real installation and one for the demonstration, which know nothing of each other.

use axum::http::{HeaderMap, HeaderValue, header};

/// Which installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum House {
    /// The real one.
    Real,
    /// The demonstration.
    Demonstration,
}

impl House {
    /// The name of its cookie. Only a browser on https may be asked to keep it with the prefix that binds it to this host.
    fn cookie(self, is_https: bool) -> &'static str {
        match (self, is_https) {
            (Self::Real, true) => "__Host-preceptor",
            (Self::Real, false) => "preceptor",
            (Self::Demonstration, true) => "__Host-preceptor-demo",
            (Self::Demonstration, false) => "preceptor-demo",
        }
    }

    /// The header that gives a browser a session, or takes it away.
    pub fn set(self, secret: Option<&str>, is_https: bool) -> (header::HeaderName, HeaderValue) {
        let mut made = cookie::Cookie::build((self.cookie(is_https), secret.unwrap_or_default()))
            .path("/")
            .http_only(true)
            .secure(is_https)
            .same_site(cookie::SameSite::Lax)
            .build();
        if secret.is_none() {
            made.make_removal();
        }
        let value = HeaderValue::from_str(&made.to_string());
        (header::SET_COOKIE, value.unwrap_or_else(|_| HeaderValue::from_static("")))
    }
}

/// The cookies of a request.
pub struct Jar(Vec<(House, String)>);

impl Jar {
    /// The sessions a request brings. More of a name than one is somebody else's doing; the first counts.
    ///
    /// On https only a cookie with the prefix counts: one without it may have been put there by another site of the domain.
    pub fn of(headers: &HeaderMap, is_https: bool) -> Self {
        let mut found = Vec::new();
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
        for it in lines.flat_map(cookie::Cookie::split_parse).flatten() {
            for house in [House::Real, House::Demonstration] {
                let is_its = it.name() == house.cookie(is_https);
                let is_first = !found.iter().any(|(of, _)| *of == house);
                if is_its && is_first && it.value().len() <= 200 {
                    found.push((house, it.value().to_owned()));
                }
            }
        }
        Self(found)
    }

    /// The secrets, each with the installation it may open a session of.
    pub fn secrets(&self) -> impl Iterator<Item = (House, &str)> {
        self.0.iter().map(|it| (it.0, it.1.as_str()))
    }

    /// The secret for that installation.
    pub fn secret(&self, house: House) -> Option<&str> {
        self.secrets().find(|it| it.0 == house).map(|it| it.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites() {
        let (_, value) = House::Real.set(Some("abc"), true);
        assert_eq!(value, "__Host-preceptor=abc; HttpOnly; SameSite=Lax; Secure; Path=/");
        let (_, value) = House::Demonstration.set(Some("abc"), false);
        assert_eq!(value, "preceptor-demo=abc; HttpOnly; SameSite=Lax; Path=/");
        let (_, value) = House::Real.set(None, false);
        assert!(value.to_str().unwrap().contains("Max-Age=0"), "{value:?}");
    }

    #[test]
    fn the_cookie_of_one_installation_is_not_shown_to_the_other() {
        let mut headers = HeaderMap::new();
        headers
            .insert(header::COOKIE, HeaderValue::from_static("x=1; preceptor-demo=d; preceptor=r"));
        let jar = Jar::of(&headers, false);
        let found: Vec<_> = jar.secrets().collect();
        assert_eq!(found, [(House::Demonstration, "d"), (House::Real, "r")]);
        assert_eq!(Jar::of(&headers, true).secrets().count(), 0, "without the prefix, on https");
    }
}
