//! Every page, looked at once in each window.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::browser::{Browser, Scripts};
use crate::{Tally, Wanted};

/// Every kind of page and every state of one, each with a name for its picture.
const PAGES: &[(&str, &str)] = &[
    ("home", "/"),
    ("roles", "/roles?on=2026-11-20"),
    ("role-physician-associate", "/roles/physician-associate?on=2026-11-20"),
    ("role-anaesthesia-associate", "/roles/anaesthesia-associate?on=2026-11-20"),
    ("role-surgical-care-practitioner", "/roles/surgical-care-practitioner?on=2026-11-20"),
    ("role-nurse-consultant", "/roles/nurse-consultant?on=2026-11-20"),
    ("role-past", "/roles/physician-associate?on=2010-01-01&in=scotland"),
    ("activities", "/roles/physician-associate/activities?on=2026-11-20"),
    ("compare-choose", "/compare"),
    ("compare-two", "/compare?role=physician-associate&role=anaesthesia-associate&on=2026-11-20"),
    (
        "compare-four",
        "/compare?role=physician-associate&role=anaesthesia-associate&role=surgical-care-practitioner&role=advanced-critical-care-practitioner&only=differences&on=2026-11-20",
    ),
    ("rules", "/rules"),
    ("set", "/rules/rcoa-2024"),
    ("set-empty", "/rules/nhs-employers-checks"),
    ("provision", "/rules/provision/uk.rcoa-2024.aa.maintain-ga.phase-2?on=2026-11-20"),
    ("provision-forbid", "/rules/provision/uk.nhse-leng-2025.pa.triage?on=2025-07-15"),
    ("route-start", "/routes"),
    ("route-start-role", "/routes?role=physician-associate"),
    ("route-question", "/routes/registered"),
    ("route-question-several", "/routes/awards?a=registered.paramedic"),
    ("route-error", "/routes/registered?asked=registered"),
    (
        "route-check",
        "/routes/check?a=registered.paramedic&a=registered-for.3-years&a=awards.bachelors",
    ),
    (
        "route-result",
        "/routes/result?a=in-role.none&a=registered.paramedic&a=awards.bachelors&a=subject-bachelors.health-science&a=registered-for.3-years&a=worked-in-profession.3-years&a=worked-in-intensive-care-medicine.1-day&a=place.england&a=class-bachelors.2-1&on=2026-11-20",
    ),
    (
        "route-result-none",
        "/routes/result?role=consultant-clinical-scientist&a=registered.none&on=2026-11-20",
    ),
    ("accessibility", "/accessibility"),
    ("privacy", "/privacy"),
    ("not-found", "/nothing"),
    ("wrong", "/roles?on=tomorrow"),
];

/// Pages that answer with a status of failure, which the browser notes in its console; so do those of a journey whose
/// names end in `-refused`.
const REFUSED: &[&str] = &["not-found", "wrong"];

/// The narrowest screen pages must fit.
const NARROWEST: u32 = 320;

/// Looks at every page.
pub async fn every_page(browser: &Browser, wanted: &Wanted, tally: &mut Tally) -> Result<()> {
    for (name, path) in PAGES {
        if wanted.only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        let what = format!("{name} at {} px, scripts {:?}", browser.width, browser.scripts);
        browser.go(path).await?;
        if let Some(folder) = &wanted.shots {
            browser.picture(&folder.join(format!("{name}-{}.png", browser.width))).await?;
        }
        tally.note(&what, &look(browser, name).await);
    }
    Ok(())
}

/// Looks at the page that is shown.
pub async fn look(browser: &Browser, name: &str) -> Result<()> {
    let scripted = browser.ask("return document.body.classList.contains('js-enabled')").await?;
    ensure!(scripted == json!(browser.scripts == Scripts::On), "scripts: {scripted}");
    if REFUSED.contains(&name) || name.ends_with("-refused") {
        let _ = browser.driver.browser_log().await?;
    } else {
        browser.console_is_quiet().await?;
    }
    browser.stays_at_home().await?;
    browser.fits(NARROWEST).await.context("narrow")?;
    browser.fits(browser.width).await?;
    browser.is_accessible().await?;
    // With everything open it must still fit.
    browser.fits(NARROWEST).await.context("narrow, with everything open")?;
    browser.prints().await
}
