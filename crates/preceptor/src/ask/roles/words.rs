//! A role for people, and the list of roles.

use preceptor_rulebook::role::{Strand, Weight};
use preceptor_rulebook::{Effect, Provision, Role, Row};

use crate::page::Page;
use crate::{say, source};
use preceptor_service::roles::phrases::{
    bands, length, levels, pay, possible, regulators, since, since_sentence,
};
use preceptor_service::roles::{Frame, Portrait, from_memory, strand};

/// All roles in a list.
pub fn list(frame: &Frame<'_>, roles: &[Portrait<'_>]) -> String {
    let mut page = Page::new();
    let place = say::place(frame.book, &frame.jurisdiction);
    page.para(0, &format!("The roles of the rulebook, in {place} on {}.", frame.day.in_words()));
    for it in roles {
        page.gap();
        page.para(0, &format!("{} ({}): {}", it.role.title, it.role.short, it.role.id.value));
        page.para(2, &it.role.summary);
        let working: Vec<String> =
            it.titles(Strand::Working).iter().map(|it| it.title.clone()).collect();
        if !working.is_empty() {
            page.entry(2, "In use", &working.join(", "));
        }
        page.entry(2, "Regulated by", &regulators(it));
        page.entry(2, "Career-framework level", &levels(it, &it.role.career_level));
        page.entry(2, "Pay band", &bands(it));
        page.entry(2, "Academic level", &levels(it, &it.role.academic_level));
        let n_open = it.role.routes.iter().filter(|route| it.closed(route).is_none()).count();
        page.entry(2, "Ways in", &format!("{}, {n_open} of them not closed", it.role.routes.len()));
    }
    page.gap();
    page.para(0, "preceptor roles ROLE shows one of them in full.");
    page.text()
}

/// One role in full.
pub fn whole(it: &Portrait<'_>) -> String {
    let mut page = Page::new();
    let frame = it.frame;
    let place = say::place(frame.book, &frame.jurisdiction);
    page.para(
        0,
        &format!("{} ({}), in {place} on {}.", it.role.title, it.role.short, frame.day.in_words()),
    );
    page.para(0, &it.role.summary);
    for text in &it.role.in_practice {
        page.item(2, text);
    }
    coming(&mut page, it);
    glance(&mut page, it);
    scope(&mut page, it);
    routes(&mut page, it);
    rows(&mut page, it, "Good standing asks for", &it.rows(&it.role.standing));
    rows(&mut page, it, "Before starting", &it.clearance());
    cpd(&mut page, it);
    onwards(&mut page, it);
    page.gap();
    page.para(0, source::NOT_ADVICE);
    page.text()
}

fn coming(page: &mut Page, it: &Portrait<'_>) {
    if it.coming.is_empty() {
        return;
    }
    page.head("What is still to come");
    for coming in &it.coming {
        page.item(2, &format!("From {}: {}", coming.on.in_words(), say::stopped(&coming.what)));
        if let Some(cited) = coming.source.first() {
            page.entry(4, "Source", &source::line(it.frame.book, cited));
        }
    }
}

fn glance(page: &mut Page, it: &Portrait<'_>) {
    let book = it.frame.book;
    page.head("At a glance");
    for each in Strand::ALL {
        for title in it.titles(*each) {
            let note = title.note.as_ref().map_or(String::new(), |it| format!(" {it}"));
            let text = format!("{}{}.{note}", title.title, since(&title.effective));
            page.entry(2, &format!("Title {}", strand(*each)), &text);
        }
    }
    page.entry(2, "Regulated by", &regulators(it));
    let base: Vec<String> =
        it.role.base_professions.iter().map(|it| say::role(book, it.as_str())).collect();
    match base.as_slice() {
        [] => page.entry(2, "Base profession", "none is needed"),
        several => {
            page.entry(
                2,
                "Base profession",
                &format!("registered as {}", preceptor_standing::words::listed(several, "or")),
            );
        }
    }
    page.para(2, "Three ladders, each of its own:");
    page.entry(4, "Career-framework level", &levels(it, &it.role.career_level));
    page.entry(4, "Pay band", &bands(it));
    page.entry(4, "Academic level", &levels(it, &it.role.academic_level));
    for rung in it.rungs(&it.role.pay_band) {
        if let Some(text) = pay(it, rung) {
            page.entry(2, "Pay", &text);
        }
    }
    let settings: Vec<String> =
        it.role.settings.iter().map(|it| say::term(&book.vocabulary.settings, &it.value)).collect();
    if !settings.is_empty() {
        page.entry(2, "Where", &settings.join(", "));
    }
    for body in it.role.bodies.iter().filter(|body| body.effective.period().holds(it.frame.day)) {
        page.entry(2, "Body", &body.name);
    }
    for figure in &it.role.numbers {
        let when = figure.as_of.as_ref().map_or(String::new(), |it| format!(" ({it})"));
        page.entry(2, &figure.what, &format!("{}{when}", figure.value));
    }
}

fn scope(page: &mut Page, it: &Portrait<'_>) {
    let effects = [
        (Effect::Permit, "May, each under its conditions"),
        (Effect::Forbid, "May not"),
        (Effect::Limit, "Whatever is done, this holds"),
    ];
    for (effect, head) in effects {
        let sets: Vec<_> = it
            .scope
            .iter()
            .map(|set| {
                (set, set.provisions.iter().filter(|it| it.effect == effect).collect::<Vec<_>>())
            })
            .filter(|(_, provisions)| !provisions.is_empty())
            .collect();
        if sets.is_empty() {
            continue;
        }
        page.head(head);
        for (set, provisions) in sets {
            let title = it
                .frame
                .book
                .set(set.set.as_str())
                .map_or("The employer's own provisions", |it| it.title.as_str());
            page.para(2, title);
            for provision in provisions {
                self::provision(page, it, provision);
            }
        }
    }
    let sets: Vec<String> = it.adopted.iter().map(ToString::to_string).collect();
    page.gap();
    page.entry(0, "Sets adopted", &sets.join(", "));
}

fn provision(page: &mut Page, of: &Portrait<'_>, it: &Provision) {
    let book = of.frame.book;
    page.item(4, &format!("{}{}", say::stopped(&it.says), since_sentence(&it.effective)));
    if from_memory(it.confidence) || it.disputed {
        page.para(6, "UNVERIFIED: it rests on memory, or authorities disagree about it.");
    }
    let activities: Vec<String> =
        of.activities(it).iter().map(|id| say::words(book).activity(id)).collect();
    if !activities.is_empty() {
        page.entry(6, "About", &activities.join("; "));
    }
    if let Some(cited) = it.source.first() {
        page.entry(6, "Source", &source::line(book, cited));
    }
    page.entry(6, "Provision", it.id.as_str());
}

fn routes(page: &mut Page, it: &Portrait<'_>) {
    if it.role.routes.is_empty() {
        return;
    }
    page.head("Ways in");
    for route in &it.role.routes {
        let months = length(route.steps.iter().filter_map(|it| it.months));
        page.item(2, &format!("{} ({}): {months}", route.title, route.id.value));
        if let Some(closed) = it.closed(route) {
            page.entry(4, "Closed", &say::stopped(&closed));
        }
        for row in it.rows(&route.entry).iter().filter(|it| it.kind == Weight::Must) {
            page.entry(4, "Needs", &say::stopped(&row.says));
        }
        for funding in
            route.funding.iter().filter(|funding| funding.effective.period().holds(it.frame.day))
        {
            page.entry(4, "Who pays", &funding.text);
        }
    }
    page.para(
        2,
        &format!("preceptor routes --role {} says which are open to somebody.", it.role.id.value),
    );
}

fn rows(page: &mut Page, it: &Portrait<'_>, head: &str, rows: &[&Row]) {
    if rows.is_empty() {
        return;
    }
    page.head(head);
    for row in rows {
        let kind = match row.kind {
            Weight::Must => "",
            Weight::Usual => "Usually: ",
            Weight::Helps => "It helps: ",
        };
        let settings: Vec<String> = row
            .setting
            .iter()
            .map(|id| say::term(&it.frame.book.vocabulary.settings, &id.value))
            .collect();
        let only = if settings.is_empty() {
            String::new()
        } else {
            format!(" Only in {}.", settings.join(", "))
        };
        page.item(
            2,
            &format!("{kind}{}{only}{}", say::stopped(&row.says), since_sentence(&row.effective)),
        );
        if let Some(cited) = row.source.first() {
            page.entry(4, "Source", &source::line(it.frame.book, cited));
        }
    }
}

fn cpd(page: &mut Page, it: &Portrait<'_>) {
    let followed = it.cpd();
    if followed.is_empty() {
        return;
    }
    page.head("Continuing professional development");
    for each in followed {
        let Some(scheme) = it.frame.book.cpd_scheme(each.scheme.as_str()) else { continue };
        let total = scheme
            .total
            .map_or(String::new(), |total| format!(", {total} {} at least", scheme.unit));
        let length = scheme.cycle.length;
        page.item(2, &format!("{} ({}): cycles of {length}{total}.", scheme.title, scheme.owner));
        if let Some(cited) = scheme.source.first() {
            page.entry(4, "Source", &source::line(it.frame.book, cited));
        }
    }
}

/// Where it leads, what to read and what is disputed.
fn onwards(page: &mut Page, it: &Portrait<'_>) {
    let role: &Role = it.role;
    if !role.moves.is_empty() {
        page.head("Where it leads");
        for step in &role.moves {
            let how = step.how.as_ref().map_or(String::new(), |it| format!(" {it}"));
            let to = say::sentence(&say::role(it.frame.book, step.to.as_str()));
            page.item(2, &format!("{to}: {}.{how}", possible(step.possible)));
        }
    }
    if !role.uncertain.is_empty() {
        page.head("What is disputed or not known");
        role.uncertain.iter().for_each(|it| page.item(2, &say::stopped(it)));
    }
    if !role.reading.is_empty() {
        page.head("To read");
        for reading in &role.reading {
            let note = reading.note.as_ref();
            let note = note.map_or(String::new(), |it| format!(" ({})", it.trim_end_matches('.')));
            let url = reading.url.as_ref().map_or(String::new(), |it| format!(". {it}"));
            page.item(2, &format!("{}{note}{url}", reading.title));
        }
    }
}
