//! What was asked in the address: the query, read once and bounded.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use preceptor_record::{Code, Day};
use preceptor_service::roles::Frame;

use crate::dates;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// No honest question of ours is longer, in bytes.
pub const LONGEST_QUERY: usize = 4096;
/// No honest word of one is longer, in characters.
const LONGEST_WORD: usize = 200;

/// The pairs of a query, in their order.
#[derive(Debug, Clone, Default)]
pub struct Ask(Vec<(String, String)>);

impl FromRequestParts<Arc<Site>> for Ask {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Arc<Site>) -> Result<Self, Problem> {
        Self::parse(parts.uri.query().unwrap_or_default())
    }
}

impl Ask {
    /// Reads a query.
    pub fn parse(query: &str) -> Result<Self, Problem> {
        if query.len() > LONGEST_QUERY {
            return Err(Problem::TooLong);
        }
        let mut pairs = Vec::new();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            // Bytes that are no text come as this mark; nobody types it.
            let odd = |it: &str| it.chars().any(|it| it.is_control() || it == '\u{fffd}');
            if odd(&key) || odd(&value) || value.chars().count() > LONGEST_WORD {
                return Err(Problem::wrong(t!("wrong.query")));
            }
            pairs.push((key.into_owned(), value.into_owned()));
        }
        Ok(Self(pairs))
    }

    /// The pairs, in their order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|it| (it.0.as_str(), it.1.as_str()))
    }

    /// Every value of a key that is not empty.
    pub fn all<'a, 'k>(&'a self, key: &'k str) -> impl Iterator<Item = &'a str> + use<'a, 'k> {
        self.0.iter().filter(move |it| it.0 == key && !it.1.is_empty()).map(|it| it.1.as_str())
    }

    /// The value of a key that may stand once.
    pub fn one(&self, key: &str) -> Result<Option<&str>, Problem> {
        let mut all = self.all(key);
        match (all.next(), all.next()) {
            (_, Some(_)) => Err(Problem::wrong(t!("wrong.twice", key = key))),
            (first, None) => Ok(first),
        }
    }

    /// The same without the values of a key that begin so.
    pub fn without(&self, key: &str, beginning: &str) -> Self {
        let kept = self.0.iter().filter(|it| it.0 != key || !it.1.starts_with(beginning));
        Self(kept.cloned().collect())
    }

    /// Whether a key stands that is not one of these.
    pub fn stranger(&self, known: &[&str]) -> Option<&str> {
        self.0.iter().map(|it| it.0.as_str()).find(|it| !known.contains(it))
    }

    /// The day asked about under that key; today where it is left out.
    pub fn day(&self, key: &str, site: &Site) -> Result<Day, Problem> {
        match self.one(key)? {
            None => Ok(site.today()),
            Some(text) => dates::parse(text).ok_or_else(|| Problem::wrong(t!("wrong.day"))),
        }
    }

    /// The place asked about under that key; the rulebook's home where it is left out.
    pub fn place(&self, key: &str, site: &Site) -> Result<Code, Problem> {
        match self.one(key)? {
            None => Ok(site.book.header.home.value.clone()),
            Some(id) => {
                let known = site.book.header.jurisdictions.iter().find(|it| it.id.value == *id);
                known.map(|it| it.id.value.clone()).ok_or_else(|| Problem::wrong(t!("wrong.place")))
            }
        }
    }

    /// When and where roles are looked at: `on` and `in`.
    pub fn frame<'a>(&self, site: &'a Site) -> Result<Frame<'a>, Problem> {
        Ok(Frame {
            book: site.book,
            adoption: &site.adoption,
            jurisdiction: self.place("in", site)?,
            day: self.day("on", site)?,
        })
    }
}

/// An address with a query, put together from pairs.
pub fn address<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_in_order_and_empty_values_are_none() {
        let ask = Ask::parse("role=a&role=b&on=&x=1+2").unwrap();
        assert_eq!(ask.all("role").collect::<Vec<_>>(), ["a", "b"]);
        assert!(ask.one("on").unwrap().is_none());
        assert_eq!(ask.one("x").unwrap(), Some("1 2"));
        assert!(ask.one("role").is_err());
    }

    #[test]
    fn the_longest_query_is_read_and_one_byte_more_is_not() {
        let filler = |n: usize| format!("a={}&b={}", "x".repeat(LONGEST_WORD), "&".repeat(n - 205));
        assert!(Ask::parse(&filler(LONGEST_QUERY)).is_ok());
        assert!(matches!(Ask::parse(&filler(LONGEST_QUERY + 1)), Err(Problem::TooLong)));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for query in ["a=%00", "a=%ff%fe", "a=%0a", "%07=a"] {
            assert!(Ask::parse(query).is_err(), "{query}");
        }
        assert!(Ask::parse(&format!("a={}", "x".repeat(LONGEST_WORD + 1))).is_err());
        assert!(Ask::parse("a=%F0%9F%98%80").is_ok());
    }

    #[test]
    fn an_address_escapes_what_it_carries() {
        assert_eq!(address("/x", [("a", "b&c"), ("d", "é")]), "/x?a=b%26c&d=%C3%A9");
        assert_eq!(address("/x", []), "/x");
    }
}
