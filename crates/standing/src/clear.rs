//! Clearance to start in a role, and eligibility for a register.

use std::collections::BTreeSet;

use preceptor_record::{Code, Day, Record};
use preceptor_rulebook::Row;
use preceptor_rulebook::role::Weight;

use crate::acting::{Acting, supposed_post};
use crate::adopted::adopted_sets;
use crate::engine::Engine;
use crate::lookup::Lookup;
use crate::question::WrongQuestion;
use crate::rows::{Judged, fits, judge};
use crate::standing::practise;
use crate::truth::{Timeline, Truth};

/// Where somebody would start.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// In which setting.
    pub setting: Option<Code>,
    /// In which jurisdiction; left out, at home.
    pub jurisdiction: Option<Code>,
    /// In which specialty.
    pub specialty: Option<Code>,
}

/// Whether somebody is clear to start in a role.
#[derive(Debug, Clone)]
pub struct Clearance {
    /// The role.
    pub role: Code,
    /// The day asked about.
    pub at: Day,
    /// Whether all that must hold does.
    pub clear: bool,
    /// Rows that do not hold and must.
    pub missing: Vec<Judged>,
    /// Rows that must hold and lack only verification.
    pub unverified: Vec<Judged>,
    /// Rows that usually must hold and do not.
    pub cautions: Vec<Judged>,
    /// Rows that hold.
    pub met: Vec<Judged>,
    /// Whether law lets the post be held at all.
    pub practise: Truth,
    /// The first day from which everything holds with nobody doing anything.
    pub earliest: Option<Day>,
}

/// Judges clearance to start in a role on a day.
///
/// # Errors
///
/// Where the rulebook knows no such role, setting or jurisdiction.
pub fn clear(
    engine: &Engine<'_>,
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    role: &Code,
    start: &Start,
    day: Day,
) -> Result<Clearance, WrongQuestion> {
    let book = engine.book;
    let Some(full) = book.roles.get(role) else {
        return Err(unknown("role", role, book.roles.keys()));
    };
    if let Some(it) = &start.jurisdiction
        && !book.header.jurisdictions.iter().any(|known| known.id.value == *it)
    {
        return Err(unknown(
            "jurisdiction",
            it,
            book.header.jurisdictions.iter().map(|it| &it.id.value),
        ));
    }
    if let Some(it) = &start.setting
        && !book.vocabulary.settings.iter().any(|known| known.id.value == *it)
    {
        return Err(unknown("setting", it, book.vocabulary.settings.iter().map(|it| &it.id.value)));
    }
    let acting = Acting {
        setting: start.setting.clone(),
        specialty: start.specialty.clone(),
        ..supposed_post(book, record, role, start.jurisdiction.as_ref(), day)
    };
    let adopted = adopted_sets(book, &engine.adoption, role.as_str(), acting.jurisdiction.as_str());
    let shared = book.clearance.iter().filter(|it| book.selects_role(&it.role, role.as_str(), day));
    let judged: Vec<Judged> = full
        .clearance
        .iter()
        .chain(shared)
        .filter(|it| fits(book, it, &adopted, &acting))
        .map(|it| judge(lookup, record, &acting, it, day))
        .collect();
    let law = practise(engine, lookup, record, &acting);
    // A post that is only supposed is not yet in doubt for that: it is what is being decided.
    let must: Vec<&Timeline> = judged
        .iter()
        .filter(|it| it.weight == Weight::Must)
        .map(|it| &it.timeline)
        .chain([&law])
        .collect();
    let together = Timeline::join(&must, |of| of.min().unwrap_or(Truth::Met));
    let clear = together.at(day) == Truth::Met;
    let earliest = if clear {
        Some(day)
    } else {
        together
            .steps()
            .iter()
            .find(|(from, truth)| *from > day && *truth == Truth::Met)
            .map(|it| it.0)
    };
    let mut made = Clearance {
        role: role.clone(),
        at: day,
        clear,
        missing: Vec::new(),
        unverified: Vec::new(),
        cautions: Vec::new(),
        met: Vec::new(),
        practise: law.at(day),
        earliest,
    };
    for it in judged.into_iter().filter(|it| it.row.is_in_force(day)) {
        let list = match (it.truth, it.weight) {
            (Truth::Met, _) => &mut made.met,
            (Truth::Unknown, Weight::Must) if it.unverified => &mut made.unverified,
            (_, Weight::Must) => &mut made.missing,
            _ => &mut made.cautions,
        };
        list.push(it);
    }
    Ok(made)
}

fn unknown<'a>(what: &str, id: &Code, known: impl IntoIterator<Item = &'a Code>) -> WrongQuestion {
    let known: Vec<&str> = known.into_iter().map(Code::as_str).collect();
    WrongQuestion {
        message: format!("the rulebook knows no {what} `{id}`"),
        help: match preceptor_record::file::nearest(id.as_str(), known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", known.join(", ")),
        },
    }
}

/// Whether somebody may be entered in a register.
#[derive(Debug, Clone)]
pub struct Eligibility {
    /// Whether.
    pub eligible: Truth,
    /// Every row that counts.
    pub rows: Vec<Judged>,
}

/// Judges eligibility for a register, or a part of it, on a day.
///
/// # Errors
///
/// Where the rulebook knows no such register or says nothing of who may be entered.
pub fn eligible(
    engine: &Engine<'_>,
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    register: &Code,
    part: Option<&Code>,
    day: Day,
) -> Result<Eligibility, WrongQuestion> {
    let book = engine.book;
    let Some(term) = book.register(register.as_str()) else {
        return Err(unknown(
            "register",
            register,
            book.vocabulary.registers.iter().map(|it| &it.id.value),
        ));
    };
    let role = part.cloned().unwrap_or_else(|| Code::new("none"));
    let acting = supposed_post(book, record, &role, None, day);
    let adopted: BTreeSet<Code> =
        adopted_sets(book, &engine.adoption, role.as_str(), acting.jurisdiction.as_str());
    let of_part = |row: &&Row| {
        row.part.is_empty() || part.is_some_and(|part| row.part.iter().any(|it| it.value == *part))
    };
    let rows: Vec<Judged> = term
        .eligibility
        .iter()
        .filter(of_part)
        .filter(|it| fits(book, it, &adopted, &acting) && it.is_in_force(day))
        .map(|it| judge(lookup, record, &acting, it, day))
        .collect();
    if rows.is_empty() {
        return Err(WrongQuestion {
            message: format!(
                "the rulebook does not say who may be entered in `{register}`{}",
                part.map_or(String::new(), |it| format!(", part `{it}`"))
            ),
            help: "name the part of the register, or another day".to_owned(),
        });
    }
    let eligible = rows
        .iter()
        .filter(|it| it.weight == Weight::Must)
        .map(|it| it.truth)
        .min()
        .unwrap_or(Truth::Met);
    Ok(Eligibility { eligible, rows })
}
