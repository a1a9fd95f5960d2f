//! The answer for programs.

use preceptor_limits::Measure;
use serde_json::{Value as Json, json};

use super::findings::{Average, Breach, Broken, Findings};
use crate::model::problem::Problem;

/// The id of a rule that is broken.
pub fn rule_id(problem: &Problem, rule: Broken) -> &str {
    match rule {
        Broken::Rule(it) => problem.rule(it).id.as_str(),
        Broken::Own(it) => it.as_str(),
    }
}

/// All that was found.
pub fn to_json(problem: &Problem, found: &Findings) -> Json {
    let person = |it| problem.person(it).id.as_str();
    let duty = |it| problem.duty(it).id.as_str();
    let written = |it| problem.clock.written(it);
    let owed = found.owed.iter().map(|it| {
        json!({ "person": person(it.person), "minutes": it.minutes, "rule": problem.rule(it.rule).id.as_str() })
    });
    let supervision = found.supervision.iter().map(|it| {
        json!({
            "person": person(it.person), "duty": duty(it.duty), "from": written(it.stretch.from),
            "until": written(it.stretch.until), "supervisor": person(it.supervisor),
        })
    });
    let unfilled =
        found.unfilled.iter().map(|it| json!({ "duty": duty(it.duty), "missing": it.missing }));
    let fairness = found.fairness.iter().map(|it| {
        let mut people: Vec<_> = it.people.iter().collect();
        people.sort_by_key(|share| person(share.person));
        let people = people.into_iter().map(|share| {
            json!({ "person": person(share.person), "had": share.had, "fair": ratio(it.fair(share), 100) })
        });
        json!({ "of": it.shared.as_str(), "total": it.total(), "people": people.collect::<Vec<_>>() })
    });
    let score = found.score;
    json!({
        "rota": problem.id,
        "breaches": found.breaches.iter().map(|it| breach(problem, it)).collect::<Vec<_>>(),
        "owed": owed.collect::<Vec<_>>(),
        "averages": found.averages.iter().map(|it| average(problem, it)).collect::<Vec<_>>(),
        "supervision": supervision.collect::<Vec<_>>(),
        "unfilled": unfilled.collect::<Vec<_>>(),
        "fairness": fairness.collect::<Vec<_>>(),
        "score": {
            "hard": score.hard, "firm": score.firm, "unknown": score.unknown,
            "unfilled": score.unfilled, "objective": score.objective,
        },
        "parts": parts(found),
    })
}

/// The points of the objective, by the weight that they are for.
pub fn parts(found: &Findings) -> Json {
    Json::Object(found.parts.iter().map(|it| (it.0.to_owned(), json!(it.1))).collect())
}

/// One breach.
pub fn breach(problem: &Problem, it: &Breach) -> Json {
    let mut people: Vec<&str> =
        it.people.iter().map(|it| problem.person(*it).id.as_str()).collect();
    people.sort_unstable();
    let mut duties: Vec<_> = it.duties.iter().map(|it| problem.duty(*it)).collect();
    duties.sort_by_key(|it| (it.stretch, &it.id));
    let accepted = it.accepted.as_ref().map(|it| {
        let rules: Vec<&str> = it.rules.iter().map(preceptor_record::Code::as_str).collect();
        json!({ "rules": rules, "because": it.because, "by": it.by })
    });
    json!({
        "rule": rule_id(problem, it.rule),
        "class": it.weight.as_str(),
        "people": people,
        "duties": duties.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
        "from": problem.clock.written(it.stretch.from),
        "until": problem.clock.written(it.stretch.until),
        "found": it.found,
        "limit": it.limit,
        "by": it.by(),
        "unit": it.unit.as_str(),
        "because": it.because,
        "source": it.source,
        "accepted": accepted,
    })
}

fn average(problem: &Problem, it: &Average) -> Json {
    let rule = problem.rule(it.rule);
    let is_night = matches!(rule.measure, Measure::AverageNight { .. });
    let over = match it.rest_day_in {
        0 => ratio(it.days, 7),
        in_row => ratio(it.days * (in_row - 1), in_row),
    };
    json!({
        "person": problem.person(it.person).id.as_str(),
        "rule": rule.id.as_str(),
        "from": problem.clock.written(problem.clock.midnight(it.from)),
        "until": problem.clock.written(problem.clock.midnight(it.until)),
        "method": it.method.as_str(),
        "sum": ratio(it.sum, 7),
        "over": over,
        "found": it.minutes(),
        "limit": ratio(it.limit, 1000),
        "unit": if is_night { "minutes a day" } else { "minutes a week" },
        "whole": it.is_whole,
    })
}

/// A whole number where it is one.
fn ratio(number: i64, of: i64) -> Json {
    if number % of == 0 {
        return json!(number / of);
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "only for show: everything is compared as whole numbers"
    )]
    let shown = number as f64 / of as f64;
    json!(shown)
}
