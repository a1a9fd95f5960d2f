//! Ways through several pages: the questionnaire by keyboard, and by pressing links and buttons without scripts.

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;
use thirtyfour::TypingData;
use thirtyfour::prelude::*;

use super::{Walk, follow};
use crate::browser::{Browser, Scripts};

/// Nothing on our pages is further from the top than this many presses of the tab key.
const MOST_TABS: usize = 80;

/// Every journey of the questionnaire that this window can make.
pub async fn all(walk: &mut Walk<'_>) {
    let browser = walk.browser;
    if browser.scripts == Scripts::On {
        walk.note("the questionnaire by keyboard", by_keyboard(browser).await);
        walk.note("an error is announced", an_error_is_announced(browser).await);
        walk.note("what a script adds", what_a_script_adds(browser).await);
    } else {
        walk.note("the questionnaire by links and buttons", by_pressing(browser).await);
        walk.note("another day by form", another_day(browser).await);
    }
}

/// Presses a key that leads to another page.
async fn enter(browser: &Browser) -> Result<()> {
    browser.leads_on(press(browser, Key::Enter)).await
}

async fn press(browser: &Browser, keys: impl Into<TypingData>) -> Result<()> {
    browser.driver.active_element().await?.send_keys(keys).await.context("pressing a key")
}

/// Presses tab until what has the focus answers yes to a test in the page.
async fn tab_to(browser: &Browser, test: &str) -> Result<()> {
    for _ in 0..MOST_TABS {
        press(browser, Key::Tab).await?;
        let found =
            browser.ask(&format!("const it = document.activeElement; return {test}")).await?;
        if found == json!(true) {
            return Ok(());
        }
    }
    bail!("the tab key never reaches {test} on {}", browser.here().await?)
}

/// From the first page to the result with the keyboard alone.
async fn by_keyboard(browser: &Browser) -> Result<()> {
    browser.go("/").await?;
    press(browser, Key::Tab).await?;
    let first = browser.ask("return document.activeElement.className").await?;
    ensure!(
        first == json!("nhsuk-skip-link"),
        "the first stop is the link past the navigation: {first}"
    );
    tab_to(
        browser,
        "it.getAttribute('href') === '/routes' && it.classList.contains('nhsuk-button')",
    )
    .await?;
    let seen = browser
        .ask("const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'")
        .await?;
    ensure!(seen == json!(true), "what has the focus is seen to have it");
    enter(browser).await?;
    tab_to(browser, "it.classList.contains('nhsuk-button')").await?;
    enter(browser).await?;
    let mut n_questions = 0;
    while !browser.here().await?.starts_with("/routes/check") {
        n_questions += 1;
        ensure!(n_questions <= 10, "more than ten questions");
        tab_to(browser, "it.matches('input[name=a]')").await?;
        press(browser, " ").await?;
        tab_to(browser, "it.matches('button.nhsuk-button')").await?;
        enter(browser).await?;
    }
    tab_to(browser, "it.classList.contains('nhsuk-button')").await?;
    enter(browser).await?;
    let here = browser.here().await?;
    ensure!(here.starts_with("/routes/result?a="), "it ends at {here}");
    // The link alone brings the same result to somebody else.
    let heading = browser.driver.find(By::Tag("h1")).await?.text().await?;
    browser.go(&here).await?;
    let again = browser.driver.find(By::Tag("h1")).await?.text().await?;
    ensure!(heading == again && heading.contains("open to you"), "{heading} / {again}");
    Ok(())
}

/// A question sent without an answer says so where a screen reader and the keyboard are.
async fn an_error_is_announced(browser: &Browser) -> Result<()> {
    browser.go("/routes/registered").await?;
    follow(browser, "button.nhsuk-button").await?;
    let title = browser.driver.title().await?;
    ensure!(title.starts_with("Error: "), "the title is {title}");
    let focus = browser.ask("return document.activeElement.className").await?;
    ensure!(focus == json!("nhsuk-error-summary"), "the focus is on {focus}");
    tab_to(browser, "it.getAttribute('href') === '#choice-0'").await?;
    press(browser, Key::Enter).await?;
    let focus = browser.ask("return document.activeElement.id").await?;
    ensure!(focus == json!("choice-0"), "the link leads to {focus}");
    Ok(())
}

/// Printing and copying are offered where they work.
async fn what_a_script_adds(browser: &Browser) -> Result<()> {
    browser.go("/routes/result?a=registered.nurse").await?;
    let shown = browser
        .ask("return [...document.querySelectorAll('button[data-does]')].map(it => !it.hidden)")
        .await?;
    ensure!(shown == json!([true, true]), "{shown}");
    Ok(())
}

/// The questionnaire without scripts: the last answer but one to each question, which is "none of these" where there is one.
async fn by_pressing(browser: &Browser) -> Result<()> {
    browser.go("/roles/physician-associate").await?;
    follow(browser, "a.nhsuk-button").await?;
    ensure!(browser.here().await? == "/routes?role=physician-associate", "the role comes along");
    follow(browser, "a.nhsuk-button").await?;
    let mut n_questions = 0;
    while !browser.here().await?.starts_with("/routes/check") {
        n_questions += 1;
        ensure!(n_questions <= 10, "more than ten questions");
        let offers = browser.driver.find_all(By::Css("input[name=a]")).await?;
        let chosen = offers.iter().rev().nth(1).context("two offers at least")?;
        chosen.click().await?;
        follow(browser, "button.nhsuk-button").await?;
    }
    // Back to the first question from the list of answers, another answer, and on.
    follow(browser, ".nhsuk-summary-list__actions a").await?;
    let chosen = browser.driver.find(By::Css("input[name=a]:checked")).await;
    ensure!(chosen.is_ok(), "what was answered before is still chosen");
    follow(browser, "button.nhsuk-button").await?;
    follow(browser, "a.nhsuk-button").await?;
    ensure!(
        browser.here().await?.starts_with("/routes/result?role=physician-associate&a="),
        "it ends with the result"
    );
    let hidden =
        browser.driver.find(By::Css("button[data-does=print]")).await?.is_displayed().await?;
    ensure!(!hidden, "a button that needs a script is not shown without one");
    Ok(())
}

/// Another day and place, by the form on a role's page.
async fn another_day(browser: &Browser) -> Result<()> {
    browser.go("/roles/physician-associate").await?;
    browser.driver.find(By::Css(".app-when__change summary")).await?.click().await?;
    let day = browser.driver.find(By::Id("on")).await?;
    day.clear().await?;
    day.send_keys("15 July 2025").await?;
    follow(browser, ".app-when__change button").await?;
    let said = browser.driver.find(By::Css(".app-when")).await?.text().await?;
    ensure!(said == "For England, on 15 July 2025.", "{said}");
    Ok(())
}
