//! The answer for programs. The shape is a promise: keys are added and never taken away.

use preceptor_record::Code;
use preceptor_rulebook::Rulebook;
use preceptor_standing::acting::BaseProfession;
use preceptor_standing::answer::{Change, DependsOn, ShownSupervision};
use preceptor_standing::{Answer, Reason};
use serde_json::{Value as Json, json};

use crate::{say, source};

/// The whole answer.
pub fn answer(book: &Rulebook, it: &Answer) -> Json {
    let acting = &it.acting;
    let base = match &acting.base {
        BaseProfession::Known(it) => Some(it.as_str()),
        BaseProfession::None | BaseProfession::Unclear => None,
    };
    json!({
        "decision": it.decision.as_str(),
        "missing": it.missing,
        "person": it.person.as_str(),
        "activity": it.activity.as_str(),
        "at": it.at.to_string(),
        "adopted": it.adopted.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "post": acting.fact.as_ref().map_or_else(|| acting.role.as_str(), |it| it.as_str()),
        "role": acting.role.as_str(),
        "post_supposed": acting.fact.is_none(),
        "organisation": acting.organisation.as_ref().map(Code::as_str),
        "jurisdiction": acting.jurisdiction.as_str(),
        "jurisdiction_assumed": acting.jurisdiction_assumed,
        "setting": acting.setting.as_ref().map(Code::as_str),
        "specialty": acting.specialty.as_ref().map(Code::as_str),
        "base_profession": base,
        "context": it.context.iter().map(|(key, value)| (key.to_string(), Json::from(value.to_string()))).collect::<serde_json::Map<_, _>>(),
        "supervision": it.supervision.as_ref().map(supervision),
        // All of them; those that are only recommended stand under `advised` again.
        "obligations": it.obligations.iter().map(|it| &it.text).collect::<Vec<_>>(),
        "advised": it.obligations.iter().filter(|it| it.advised).map(|it| &it.text).collect::<Vec<_>>(),
        "reasons": it.reasons.iter().map(|reason| self::reason(book, it, reason)).collect::<Vec<_>>(),
        "depends_on": it.depends_on.iter().map(depends_on).collect::<Vec<_>>(),
        "would_permit": it.would_permit.iter().map(|it| it.iter().map(say::remedy_for_programs).collect::<Vec<_>>()).collect::<Vec<_>>(),
        "cannot_be_lifted": it.not_liftable.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "unverified": it.unverified,
        "changes": it.changes.iter().map(change).collect::<Vec<_>>(),
        "rulebook": crate::edition(book),
    })
}

fn supervision(it: &ShownSupervision) -> Json {
    json!({
        "level": it.level.as_str(),
        "attend_within_minutes": it.attend_within_minutes,
        "by": it.by,
        "covers_at_most": it.covers_at_most,
        "code": it.code,
    })
}

fn reason(book: &Rulebook, answer: &Answer, it: &Reason) -> Json {
    let source = match (it.source.as_slice(), &it.set) {
        ([first, ..], _) => source::json(book, first),
        ([], None) if it.provision == *"none" => {
            let title = format!(
                "the rulebook `{}` as a whole: no provision of the adopted sets permits it",
                book.header.id
            );
            source::made_up_of("rulebook", &title, None, Some(&book.header.version), None)
        }
        ([], None) => {
            let facts: Vec<String> = it.cites.iter().map(|(_, fact)| fact.to_string()).collect();
            let title = format!("the record of {}", answer.person);
            source::made_up_of("record", &title, None, None, Some(&facts.join(", ")))
        }
        ([], Some(set)) => {
            let title = book
                .set(set.as_str())
                .map_or("the employer's own provisions", |it| it.title.as_str());
            let by = book.set(set.as_str()).map(|it| it.authority.name.as_str());
            source::made_up_of(set.as_str(), title, by, None, Some(it.provision.as_str()))
        }
    };
    json!({
        "provision": it.provision.as_str(),
        "set": it.set.as_ref().map(Code::as_str),
        "effect": it.effect.as_str(),
        "outcome": it.outcome,
        "says": it.says,
        "because": it.because,
        "source": source,
        "sources": source::further(book, &it.source),
        "confidence": it.confidence.as_str(),
        "unverified": it.unverified,
    })
}

fn depends_on(it: &DependsOn) -> Json {
    let then = it
        .then
        .iter()
        .map(|(values, decision)| json!({ "values": values, "decision": decision.as_str() }));
    json!({ "key": it.key.as_str(), "then": then.collect::<Vec<_>>() })
}

fn change(it: &Change) -> Json {
    json!({ "on": it.on.to_string(), "decision": it.decision.as_str(), "because": it.because })
}
