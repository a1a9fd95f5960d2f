//! Comparing rows, routes, clearance, standing and eligibility with what a case expects.

use preceptor_record::file::At;
use preceptor_record::{Code, Day};
use preceptor_rulebook::case::Expect;

use super::Mismatch;
use crate::clear::{Clearance, Eligibility};
use crate::routes::RouteFor;
use crate::rows::Judged;
use crate::standing::RoleStanding;
use crate::truth::Truth;

/// Where an answer is not what is expected.
#[derive(Debug, Default)]
pub(super) struct Differences(Vec<Mismatch>);

impl Differences {
    pub(super) fn into_result(self) -> Result<(), Vec<Mismatch>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }

    pub(super) fn add(&mut self, what: &str, expected: impl Into<String>, got: impl Into<String>) {
        self.add_with(what, expected, got, Vec::new());
    }

    pub(super) fn add_with(
        &mut self,
        what: &str,
        expected: impl Into<String>,
        got: impl Into<String>,
        reasons: Vec<String>,
    ) {
        let (expected, got) = (expected.into(), got.into());
        self.0.push(Mismatch { what: what.to_owned(), expected, got, reasons });
    }

    /// Where something is expected, it has to be that.
    pub(super) fn same<T: ToString>(
        &mut self,
        what: &str,
        expected: Option<T>,
        got: &str,
        reasons: impl FnOnce() -> Vec<String>,
    ) {
        if let Some(expected) = expected.map(|it| it.to_string()).filter(|it| it != got) {
            self.add_with(what, expected, got, reasons());
        }
    }

    /// The words have to stand in one of those texts, whatever the case of their letters.
    pub(super) fn words(&mut self, what: &str, words: &str, texts: &[String]) {
        let wanted = words.to_lowercase();
        if !texts.iter().any(|it| it.to_lowercase().contains(&wanted)) {
            self.add(what, format!("the words `{words}`"), listed(texts));
        }
    }

    /// Each id expected has to be among those found.
    fn among(
        &mut self,
        what: &str,
        expected: &[Code],
        found: &[Code],
        reasons: impl Fn() -> Vec<String>,
    ) {
        for id in expected.iter().filter(|it| !found.contains(it)) {
            self.add_with(what, id.as_str(), listed(found), reasons());
        }
    }

    pub(super) fn clearance(&mut self, expect: &Expect, found: &Clearance) {
        let unmet = || found.missing.iter().chain(&found.unverified).chain(&found.cautions);
        let reasons = || unmet().map(row_in_words).chain(barred(found.practise)).collect();
        self.same("clear", expect.clear, &found.clear.to_string(), reasons);
        self.among(
            "because",
            &ids(&expect.because),
            &unmet().map(|it| it.id.clone()).collect::<Vec<_>>(),
            reasons,
        );
        if let Some(raw) = &expect.unverified {
            let expected: Vec<Code> =
                raw.items().iter().filter_map(|it| it.text()).map(Code::new).collect();
            let got: Vec<Code> = found.unverified.iter().map(|it| it.id.clone()).collect();
            self.exactly("unverified", &expected, &got, reasons);
        }
        if let Some(expected) = &expect.missing {
            let expected: Vec<Code> = expected.iter().map(|it| Code::new(it.as_str())).collect();
            let got: Vec<Code> = found.missing.iter().map(|it| it.id.clone()).collect();
            self.exactly("missing", &expected, &got, reasons);
        }
        let earliest = found.earliest.map_or("never".to_owned(), |it| it.to_string());
        self.same("earliest", expect.earliest, &earliest, reasons);
    }

    /// The two have to name the same ids, in any order.
    fn exactly(
        &mut self,
        what: &str,
        expected: &[Code],
        got: &[Code],
        reasons: impl Fn() -> Vec<String>,
    ) {
        let sorted = |list: &[Code]| {
            let mut list = list.to_vec();
            list.sort();
            list
        };
        if sorted(expected) != sorted(got) {
            self.add_with(what, listed(expected), listed(got), reasons());
        }
    }

    pub(super) fn routes(&mut self, expect: &Expect, found: &[RouteFor]) {
        let open = found.iter().any(|it| it.open);
        self.same("open", expect.open, &open.to_string(), || {
            found.iter().flat_map(route_in_words).collect()
        });
        let missing: Vec<Code> =
            found.iter().flat_map(|it| &it.missing).map(|it| it.id.clone()).collect();
        let reasons = || found.iter().flat_map(route_in_words).collect();
        self.among("because", &ids(&expect.because), &missing, reasons);
        for (id, expected) in &expect.routes {
            let Some(route) = found.iter().find(|it| it.route.id.value == *id) else {
                let known: Vec<&Code> = found.iter().map(|it| &it.route.id.value).collect();
                self.add(&format!("routes.{id}"), "a route of that id", listed(&known));
                continue;
            };
            let reasons = || route_in_words(route);
            self.same(
                &format!("routes.{id}.open"),
                expected.open,
                &route.open.to_string(),
                reasons,
            );
            if let Some(months) = expected.months.filter(|it| Some(*it) != route.months) {
                let got = route.months.map_or("no fixed length".to_owned(), in_months);
                self.add(&format!("routes.{id}.months"), in_months(months), got);
            }
            let missing: Vec<Code> = route.missing.iter().map(|it| it.id.clone()).collect();
            self.among(&format!("routes.{id}.because"), &expected.because, &missing, reasons);
        }
    }

    pub(super) fn standing(&mut self, expect: &Expect, found: &RoleStanding, day: Day) {
        let unmet = || found.requirements.iter().filter(|it| it.truth != Truth::Met);
        let practise = found.practise.at(day);
        let reasons = || unmet().map(row_in_words).chain(barred(practise)).collect();
        self.same("standing", expect.standing.as_ref(), found.standing.as_str(), reasons);
        let until = found.until.map_or("no end".to_owned(), |it| it.to_string());
        self.same("until", expect.until, &until, reasons);
        self.among(
            "because",
            &ids(&expect.because),
            &unmet().map(|it| it.id.clone()).collect::<Vec<_>>(),
            reasons,
        );
    }

    pub(super) fn eligibility(&mut self, expect: &Expect, found: &Eligibility) {
        let deciding = || found.rows.iter().filter(|it| it.truth == found.eligible);
        let reasons = || found.rows.iter().map(row_in_words).collect();
        self.same("eligible", expect.eligible.as_ref(), found.eligible.as_str(), reasons);
        self.among(
            "because",
            &ids(&expect.because),
            &deciding().map(|it| it.id.clone()).collect::<Vec<_>>(),
            reasons,
        );
    }
}

pub(super) fn ids(list: &[At<Code>]) -> Vec<Code> {
    list.iter().map(|it| it.value.clone()).collect()
}

/// Several things in one line; `nothing` where there are none.
pub(super) fn listed<T: ToString>(list: &[T]) -> String {
    if list.is_empty() {
        return "nothing".to_owned();
    }
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn row_in_words(it: &Judged) -> String {
    let found: Vec<&str> = it.because.iter().map(|it| it.text.as_str()).collect();
    format!("{} ({}): {}", it.id, it.truth.as_str(), found.join("; "))
}

fn barred(practise: Truth) -> Option<String> {
    (practise != Truth::Met)
        .then(|| format!("whether the post may be held at all: {}", practise.as_str()))
}

fn route_in_words(it: &RouteFor) -> Vec<String> {
    let closed = it.closed.iter().map(|why| format!("{} is closed: {why}", it.route.id.value));
    let missing = it.missing.iter().map(row_in_words);
    let open = it.open.then(|| format!("{} is open", it.route.id.value));
    closed.chain(missing).chain(open).collect()
}

fn in_months(it: preceptor_rulebook::role::Months) -> String {
    if it.min == it.max { it.min.to_string() } else { format!("{} to {}", it.min, it.max) }
}
