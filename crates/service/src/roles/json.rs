//! A role for programs.

use preceptor_record::Code;
use preceptor_record::date::Effective;
use preceptor_rulebook::provision::ClauseLevel;
use preceptor_rulebook::role::{Route, Rung, Strand};
use preceptor_rulebook::{Provision, Row, Supervision};
use serde_json::{Map, Value as Json, json};

use super::portrait::{Portrait, SetSays};
use crate::{say, source};

/// A role in a line.
pub fn brief(it: &Portrait<'_>) -> Json {
    let role = it.role;
    let n_open = role.routes.iter().filter(|route| it.closed(route).is_none()).count();
    json!({
        "role": role.id.value.as_str(),
        "title": role.title,
        "short": role.short,
        "summary": role.summary,
        "working_titles": it.titles(Strand::Working).iter().map(|it| &it.title).collect::<Vec<_>>(),
        "regulators": it.regulation().iter().map(|it| &it.regulator).collect::<Vec<_>>(),
        "career_level": it.rungs(&role.career_level).iter().map(|it| &it.level).collect::<Vec<_>>(),
        "pay_band": it.rungs(&role.pay_band).iter().map(|it| &it.band).collect::<Vec<_>>(),
        "academic_level": it.rungs(&role.academic_level).iter().map(|it| &it.level).collect::<Vec<_>>(),
        "routes": role.routes.len(),
        "routes_open_to_somebody": n_open,
    })
}

/// A role in full.
pub fn whole(it: &Portrait<'_>) -> Json {
    let (role, book, frame) = (it.role, it.frame.book, it.frame);
    let titles: Map<String, Json> = Strand::ALL
        .iter()
        .map(|strand| {
            let of = it.titles(*strand);
            let each = of.iter().map(|it| {
                json!({
                    "title": it.title,
                    "jurisdiction": it.jurisdiction.iter().map(|it| it.as_str()).collect::<Vec<_>>(),
                    "from": from(&it.effective),
                    "until": until(&it.effective),
                    "note": it.note,
                    "source": source::first(book, &it.source),
                })
            });
            (strand.as_str().to_owned(), each.collect())
        })
        .collect();
    let regulation = it.regulation();
    let regulation = regulation.iter().map(|it| {
        json!({
            "regulator": it.regulator,
            "register": it.register.as_ref().map(|it| it.as_str()),
            "part": it.part.as_ref().map(Code::as_str),
            "from": from(&it.effective),
            "until": until(&it.effective),
            "note": it.note,
            "source": source::first(book, &it.source),
        })
    });
    let schemes = it.cpd();
    let schemes = schemes.iter().map(|followed| {
        let scheme = book.cpd_scheme(followed.scheme.as_str());
        json!({
            "scheme": followed.scheme.as_str(),
            "title": scheme.map(|it| &it.title),
            "owner": scheme.map(|it| &it.owner),
            "cycle": scheme.map(|it| it.cycle.length.to_string()),
            "total": scheme.and_then(|it| it.total),
            "unit": scheme.map(|it| it.unit.as_str()),
            "from": from(&followed.effective),
            "until": until(&followed.effective),
            "source": scheme.map(|it| source::first(book, &it.source)),
        })
    });
    let moves = role.moves.iter().map(|it| {
        json!({
            "to": it.to.as_str(),
            "title": book.role_title(it.to.as_str()),
            "possible": it.possible.as_str(),
            "how": it.how,
            "source": source::first(book, &it.source),
        })
    });
    let numbers = role.numbers.iter().map(|it| {
        json!({ "what": it.what, "value": it.value, "as_of": it.as_of, "source": source::first(book, &it.source) })
    });
    json!({
        "role": role.id.value.as_str(),
        "title": role.title,
        "short": role.short,
        "at": frame.day.to_string(),
        "jurisdiction": frame.jurisdiction.as_str(),
        "adopted": it.adopted.iter().map(Code::as_str).collect::<Vec<_>>(),
        "summary": role.summary,
        "in_practice": role.in_practice,
        "titles": titles,
        "base": role.base.as_str(),
        "base_professions": role.base_professions.iter().map(|it| it.as_str()).collect::<Vec<_>>(),
        "regulation": regulation.collect::<Vec<_>>(),
        "career_level": rungs(it, &role.career_level),
        "pay_band": rungs(it, &role.pay_band),
        "academic_level": rungs(it, &role.academic_level),
        "settings": role.settings.iter().map(|it| it.as_str()).collect::<Vec<_>>(),
        "scope": it.scope.iter().map(|set| says(it, set)).collect::<Vec<_>>(),
        "routes": role.routes.iter().map(|route| self::route(it, route)).collect::<Vec<_>>(),
        "standing": it.rows(&role.standing).into_iter().map(|row| self::row(it, row)).collect::<Vec<_>>(),
        "clearance": it.clearance().into_iter().map(|row| self::row(it, row)).collect::<Vec<_>>(),
        "cpd": schemes.collect::<Vec<_>>(),
        "moves": moves.collect::<Vec<_>>(),
        "numbers": numbers.collect::<Vec<_>>(),
        "reading": role.reading.iter().map(|it| json!({ "title": it.title, "url": it.url, "note": it.note })).collect::<Vec<_>>(),
        "uncertain": role.uncertain,
        "coming": it.coming.iter().map(|it| json!({ "on": it.on.to_string(), "what": it.what, "source": source::first(book, it.source) })).collect::<Vec<_>>(),
        "rulebook": crate::edition(book),
    })
}

fn from(it: &Effective) -> Option<String> {
    (it.period().from != preceptor_record::Day::ALWAYS).then(|| it.period().from.to_string())
}

fn until(it: &Effective) -> Option<String> {
    it.until.map(|it| it.to_string())
}

fn rungs(it: &Portrait<'_>, ladder: &[Rung]) -> Vec<Json> {
    let book = it.frame.book;
    let each = it.rungs(ladder).into_iter().map(|rung| {
        let pay = rung.band.as_ref().and_then(|band| it.pay(band)).map(|it| {
            json!({
                "entry": it.entry,
                "mid": it.mid,
                "top": it.top,
                "currency": it.currency,
                "from": from(&it.effective),
                "until": until(&it.effective),
                "confidence": it.confidence.as_str(),
                "source": source::first(book, &it.source),
            })
        });
        json!({
            "level": rung.level,
            "band": rung.band,
            "stage": rung.stage.as_ref().map(Code::as_str),
            "pay": pay,
            "confidence": rung.confidence.as_str(),
            "note": rung.note,
            "source": source::first(book, &rung.source),
        })
    });
    each.collect()
}

fn says(it: &Portrait<'_>, of: &SetSays<'_>) -> Json {
    let set = it.frame.book.set(of.set.as_str());
    json!({
        "set": of.set.as_str(),
        "title": set.map_or("the employer's own provisions", |it| it.title.as_str()),
        "authority": set.map(|it| json!({ "name": it.authority.name, "kind": it.authority.kind.as_str() })),
        "provisions": of.provisions.iter().map(|provision| self::provision(it, provision)).collect::<Vec<_>>(),
    })
}

fn provision(of: &Portrait<'_>, it: &Provision) -> Json {
    let book = of.frame.book;
    let activities = of.activities(it);
    json!({
        "provision": it.id.as_str(),
        "effect": it.effect.as_str(),
        "says": it.says,
        "activities": activities.iter().map(|it| it.as_str()).collect::<Vec<_>>(),
        "any_activity": activities.is_empty(),
        "general": it.general,
        "since": from(&it.effective),
        "until": until(&it.effective),
        "supervision": it.supervision.as_ref().map(|it| supervision(of, it)),
        "obligations": it.obligations.iter().map(|it| &it.text).collect::<Vec<_>>(),
        "confidence": it.confidence.as_str(),
        "unverified": super::portrait::from_memory(it.confidence) || it.disputed,
        "source": source::first(book, &it.source),
        "sources": source::further(book, &it.source),
    })
}

fn supervision(of: &Portrait<'_>, it: &Supervision) -> Json {
    let level = match it.level {
        ClauseLevel::Fixed(level) => level.as_str(),
        ClauseLevel::AsSignedOff => "as-signed-off",
    };
    json!({
        "level": level,
        "never_looser": it.never_looser.map(preceptor_record::Closeness::as_str),
        "attend_within_minutes": it.attend_within.map(|it| it.0),
        "by": it.by.as_ref().map(|by| say::words(of.frame.book).by(by)),
        "named": it.named,
        "covers_at_most": it.covers_at_most,
        "code": it.code,
    })
}

fn route(of: &Portrait<'_>, it: &Route) -> Json {
    let min = it.steps.iter().filter_map(|it| it.months).map(|it| it.min).sum::<u32>();
    let max = it.steps.iter().filter_map(|it| it.months).map(|it| it.max).sum::<u32>();
    let timed = it.steps.iter().any(|it| it.months.is_some());
    let funding = it.funding.iter().filter(|it| it.effective.period().holds(of.frame.day));
    json!({
        "route": it.id.value.as_str(),
        "title": it.title,
        "summary": it.summary,
        "closed": of.closed(it),
        "months": timed.then(|| json!({ "min": min, "max": max })),
        "entry": of.rows(&it.entry).into_iter().map(|it| json!({ "row": it.id.as_str(), "kind": it.kind.as_str(), "says": it.says })).collect::<Vec<_>>(),
        "award": it.award,
        "academic_level": it.academic_level,
        "funding": funding.map(|it| &it.text).collect::<Vec<_>>(),
        "source": source::first(of.frame.book, &it.source),
    })
}

fn row(of: &Portrait<'_>, it: &Row) -> Json {
    json!({
        "row": it.id.as_str(),
        "kind": it.kind.as_str(),
        "says": it.says,
        "set": it.set.as_ref().map(|it| it.as_str()),
        "setting": it.setting.iter().map(|it| it.as_str()).collect::<Vec<_>>(),
        "fix": it.fix,
        "since": from(&it.effective),
        "until": until(&it.effective),
        "source": source::first(of.frame.book, &it.source),
    })
}
