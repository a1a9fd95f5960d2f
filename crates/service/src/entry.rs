//! The ways into a role as they stand for somebody, for programs: one shape, whoever asked.

use preceptor_record::{Code, Day, PersonId};
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::role::Months;
use preceptor_standing::RouteFor;
use preceptor_standing::explain::Remedy;
use preceptor_standing::routes::Planned;
use serde_json::{Value as Json, json};

use crate::item::Item;
use crate::{edition, say, source};

/// The routes into a role, and what they were asked about.
pub struct Entry<'a> {
    /// The rulebook.
    pub book: &'a Rulebook,
    /// Whom it was asked about; none where of nobody in particular.
    pub person: Option<&'a PersonId>,
    /// The role to enter.
    pub role: &'a Code,
    /// Where.
    pub jurisdiction: &'a Code,
    /// Whether the question left out where.
    pub jurisdiction_assumed: bool,
    /// On which day.
    pub day: Day,
    /// What was found: open ones first.
    pub routes: &'a [RouteFor],
}

impl Entry<'_> {
    /// The answer for programs.
    pub fn json(&self) -> Json {
        json!({
            "role": self.role.as_str(),
            "at": self.day.to_string(),
            "open": self.routes.iter().any(|it| it.open),
            "routes": self.routes.iter().map(|it| self.route(it)).collect::<Vec<_>>(),
            "person": self.person.map(PersonId::as_str),
            "jurisdiction": self.jurisdiction.as_str(),
            "jurisdiction_assumed": self.jurisdiction_assumed,
            "rulebook": edition(self.book),
        })
    }

    fn route(&self, it: &RouteFor) -> Json {
        let route = &it.route;
        let items = it.missing.iter().chain(&it.met).map(Item::of);
        let ways = |it: &Vec<Vec<Remedy>>| {
            it.iter()
                .map(|way| way.iter().map(say::remedy_for_programs).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        json!({
            "route": route.id.value.as_str(),
            "title": route.title,
            "open": it.open,
            "missing": it.missing.iter().map(|it| Item::of(it).line()).collect::<Vec<_>>(),
            "cautions": it.cautions,
            "arrange": it.arrange,
            "months": months(it.months),
            "plan": it.plan.iter().map(step).collect::<Vec<_>>(),
            "source": source::first(self.book, &route.source),
            "sources": source::further(self.book, &route.source),
            "confidence": route.confidence.as_str(),
            "summary": route.summary,
            "closed": it.closed,
            "would_open": it.remedies.iter().map(ways).collect::<Vec<_>>(),
            "award": route.award,
            "academic_level": route.academic_level,
            "funding": self.funding(it),
            "exam": self.exams(it),
            "reasons": items.map(|it| it.json(self.book)).collect::<Vec<_>>(),
        })
    }

    /// Who pays, as far as it holds on the day.
    pub fn funding<'r>(&self, it: &'r RouteFor) -> Vec<&'r str> {
        let in_force = it.route.funding.iter().filter(|it| it.effective.period().holds(self.day));
        in_force.map(|it| it.text.as_str()).collect()
    }

    fn exams<'r>(&self, it: &'r RouteFor) -> Vec<&'r str> {
        let in_force = it.route.exam.iter().filter(|it| it.effective.period().holds(self.day));
        in_force.map(|it| it.exam.value.as_str()).collect()
    }
}

fn months(it: Option<Months>) -> Json {
    it.map_or(Json::Null, |it| json!({ "min": it.min, "max": it.max }))
}

fn step(it: &Planned) -> Json {
    json!({
        "step": it.step,
        "months": months(it.months),
        "gives": it.gives,
        "from": it.from.map(|it| it.to_string()),
        "until": it.until.map(|it| it.to_string()),
    })
}
