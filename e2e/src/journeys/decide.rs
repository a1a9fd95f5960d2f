//! Deciding: asked with only what matters, answered, looked at again; the log; a scope card agreed to, checked and ended;
//! the keys of programs; page feedback.

use anyhow::{Context, Result, ensure};
use thirtyfour::prelude::*;

use super::{Walk, become_somebody, fill, follow, heading};

/// Every journey of decisions that this window can make.
pub async fn all(walk: &mut Walk<'_>) {
    let browser = walk.browser;
    walk.note("be the MAP lead, to decide", become_somebody(browser, "map-lead").await);
    let there = browser.go("/o/X91/decide").await;
    walk.note("the question", there);
    walk.look("decide").await;
    let outcome = by_words(walk).await;
    walk.note("who and what are found by words", outcome);
    let outcome = answered(walk).await;
    walk.note("four questions are answered and kept", outcome);
    let there = browser.go("/o/X91/decisions").await;
    walk.note("the log of decisions", there);
    walk.look("decisions").await;
    let outcome = wrong(walk).await;
    walk.note("a day that is none is told", outcome);
    let outcome = card(walk).await;
    walk.note("a card is agreed to, checked and ended", outcome);
    let outcome = keys(walk).await;
    walk.note("a key is made and ended", outcome);
}

async fn by_words(walk: &mut Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    browser.go("/o/X91/decide").await?;
    fill(browser, "#f-who", "ab").await?;
    fill(browser, "#f-what", "anaesthesia").await?;
    follow(browser, "form[method=get].app-panel button").await?;
    let offered = browser.driver.find_all(By::Css("input[name=person]")).await?.len();
    ensure!(offered > 1, "several people fit");
    walk.look("decide-which").await;
    browser.driver.find(By::Css("label[for=f-who-0]")).await?.click().await?;
    browser.driver.find(By::Css("label[for=f-what-0]")).await?.click().await?;
    follow(browser, "form[method=get].app-panel button").await?;
    let rest = browser.driver.find_all(By::Css("form.app-panel")).await?.len();
    ensure!(rest > 1, "the rest of the question is asked");
    walk.look("decide-rest").await;
    Ok(())
}

/// Asks what some people of the list may do until each kind of answer was looked at.
async fn answered(walk: &mut Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let mut seen: Vec<String> = Vec::new();
    for person in (1..150).step_by(4) {
        for activity in ["take-history", "surgical-assist", "maintain-ga"] {
            browser.go(&format!("/o/X91/decide?person=p-{person:06}&activity={activity}")).await?;
            let form = browser.driver.find(By::Css("form[method=post].app-panel")).await;
            if form.is_err() {
                continue;
            }
            follow(browser, "form[method=post].app-panel button").await?;
            let here = browser.here().await?;
            if !here.starts_with("/o/X91/decisions/") {
                continue;
            }
            let answer = browser.driver.find(By::Css(".app-answer")).await?;
            let class = answer.attr("class").await?.context("its class")?;
            if !seen.contains(&class) {
                let name = class.rsplit('-').next().unwrap_or_default().to_owned();
                walk.look(&format!("decision-{name}")).await;
                let first = heading(browser).await?;
                browser.go(&here).await?;
                ensure!(heading(browser).await? == first, "the address shows the same answer");
                seen.push(class);
            }
            if seen.len() == 4 {
                return Ok(());
            }
        }
    }
    ensure!(seen.len() >= 3, "only {seen:?} was answered");
    Ok(())
}

async fn wrong(walk: &mut Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    browser.go("/o/X91/decide?person=p-000003&activity=take-history").await?;
    fill(browser, "#f-at", "soon").await?;
    follow(browser, "form[method=post].app-panel button").await?;
    let summary = browser.driver.find(By::Css(".nhsuk-error-summary a")).await?;
    ensure!(
        summary.attr("href").await?.is_some_and(|it| it.ends_with("#f-at")),
        "it leads to the field"
    );
    walk.look("decide-error").await;
    Ok(())
}

async fn card(walk: &mut Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    become_somebody(browser, "practitioner").await?;
    let link = browser.driver.find(By::Css("footer a[href$='/card']")).await?;
    let page = link.attr("href").await?.context("it is a link")?;
    browser.go(&page).await?;
    walk.look("card-none").await;
    follow(browser, "form[action$='/card/agree'] button").await?;
    walk.look("card").await;
    let said = browser.driver.find(By::Css(".app-scopecard__check p")).await?.text().await?;
    let token =
        said.split("/verify/").nth(1).context("the address of the check")?.trim().to_owned();
    browser.go(&format!("/verify/{token}")).await?;
    walk.look("verify").await;
    browser.go(&page).await?;
    follow(browser, "form[action$='/card/end'] button").await?;
    browser.go(&format!("/verify/{token}")).await?;
    ensure!(heading(browser).await?.contains("not current"), "an ended card is not current");
    walk.look("verify-not").await;
    Ok(())
}

async fn keys(walk: &mut Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    become_somebody(browser, "administrator").await?;
    browser.go("/o/X91/programs").await?;
    fill(browser, "#name", "Rota feed").await?;
    browser.driver.find(By::Css("label[for=scope-read]")).await?.click().await?;
    follow(browser, "form.app-panel button").await?;
    let secret = browser.driver.find(By::Css(".app-note .app-code")).await?.text().await?;
    ensure!(secret.starts_with("pcp_"), "the key is shown");
    walk.look("programs").await;
    follow(browser, "form[action$='/programs/end'] button").await?;
    browser.go("/o/X91/admin/feedback").await?;
    walk.look("feedback-said").await;
    browser.go("/feedback?page=/roles").await?;
    walk.look("feedback").await;
    Ok(())
}
