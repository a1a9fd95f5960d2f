//! A person: put on the register, given facts that lapse, verified, corrected, taken back and given back, joined with
//! another record and parted again.

use anyhow::{Context, Result, ensure};
use serde_json::{Value as Json, json};
use thirtyfour::prelude::*;

use super::{Walk, become_somebody, fill, follow, heading};
use crate::browser::Browser;

/// Where somebody new is kept.
struct Made {
    /// The address of their page.
    page: String,
}

/// Every journey of a person's record that this window can make.
pub async fn all(walk: &mut Walk<'_>) {
    let browser = walk.browser;
    walk.note("be the MAP lead", become_somebody(browser, "map-lead").await);
    pages(walk).await;
    match somebody_new(browser).await {
        Ok(made) => {
            walk.note("put somebody on the register", Ok(()));
            walk.look("person-no-role").await;
            let outcome = add_facts(walk, &made).await;
            walk.note("a fact is added and a mistake is told", outcome);
            let outcome = verify(walk, &made).await;
            walk.note("a fact is verified", outcome);
            let outcome = correct(walk, &made).await;
            walk.note("a fact is corrected", outcome);
            let outcome = take_back(walk, &made).await;
            walk.note("a fact is taken back and given back", outcome);
            let outcome = join(walk, &made).await;
            walk.note("two records are joined and parted", outcome);
        }
        Err(error) => walk.note("put somebody on the register", Err(error)),
    }
    let outcome = who_sees_what(walk).await;
    walk.note("others see as much as they may", outcome);
}

/// The address of somebody the list names first.
async fn first_of_list(browser: &Browser) -> Result<String> {
    browser.go("/o/X91/people").await?;
    let link = browser
        .driver
        .find(By::Css("table th[scope=row] a"))
        .await
        .context("the list names somebody")?;
    link.attr("href").await?.context("it is a link")
}

/// Every page of somebody who is there, looked at.
async fn pages(walk: &mut Walk<'_>) {
    let browser = walk.browser;
    let page = match first_of_list(browser).await {
        Ok(it) => it,
        Err(error) => return walk.note("somebody of the list", Err(error)),
    };
    for (name, rest) in [
        ("person", ""),
        ("person-all", "?all=1"),
        ("person-then", "?at=2025-03-12&known-at=2025-04-01"),
        ("person-supervision", "/supervision"),
        ("person-evidence", "/evidence"),
        ("person-posts", "/posts"),
        ("person-history", "/history"),
        ("person-kinds", "/facts/add"),
        ("person-add-sign-off", "/facts/add?kind=sign-off"),
    ] {
        let there = browser.go(&format!("{page}{rest}")).await;
        walk.note(name, there);
        walk.look(name).await;
    }
    let there = browser.go("/o/X91/people/duplicates").await;
    walk.note("duplicates", there);
    walk.look("duplicates").await;
}

/// The text of the first element there is.
async fn text(browser: &Browser, selector: &str) -> Result<String> {
    let it = browser.driver.find(By::Css(selector)).await.with_context(|| selector.to_owned())?;
    Ok(it.text().await?)
}

/// Presses the main button of the form.
async fn send(browser: &Browser) -> Result<()> {
    follow(browser, "form.app-panel button[type=submit]").await
}

/// A day so many days from now, as the browser has it.
async fn day(browser: &Browser, days: i32) -> Result<String> {
    let script = format!("return new Date(Date.now() + {days} * 864e5).toISOString().slice(0, 10)");
    match browser.ask(&script).await? {
        Json::String(it) => Ok(it),
        other => anyhow::bail!("no day: {other}"),
    }
}

async fn name_them(browser: &Browser, name: &str) -> Result<()> {
    browser.go("/o/X91/people/add").await?;
    fill(browser, "#field-name", name).await?;
    fill(browser, "#field-born", "2 January 1990").await?;
    send(browser).await
}

async fn somebody_new(browser: &Browser) -> Result<Made> {
    name_them(browser, "Wren Sallowfield").await?;
    let here = browser.here().await?;
    ensure!(here.starts_with("/o/X91/people/p-"), "it leads to their page: {here}");
    ensure!(heading(browser).await? == "Wren Sallowfield", "which has their name");
    Ok(Made { page: here })
}

async fn choose(browser: &Browser, field: &str, value: &str) -> Result<()> {
    let it =
        browser.driver.find(By::Css(format!("#field-{field} option[value='{value}']"))).await?;
    it.click().await.with_context(|| format!("{field}: {value}"))
}

async fn add_facts(walk: &mut Walk<'_>, made: &Made) -> Result<()> {
    let browser = walk.browser;
    browser.go(&format!("{}/facts/add", made.page)).await?;
    follow(browser, "a[href$='kind=registration']").await?;
    fill(browser, "#field-from", "soon").await?;
    send(browser).await?;
    let title = browser.driver.title().await?;
    ensure!(title.starts_with("Error: "), "the title is {title}");
    let kept = browser.driver.find(By::Id("field-from")).await?.prop("value").await?;
    ensure!(kept.as_deref() == Some("soon"), "what was typed is kept: {kept:?}");
    let wrong = browser.driver.find_all(By::Css(".nhsuk-error-summary__list a")).await?.len();
    ensure!(wrong == 2, "the register and the day are told: {wrong}");
    walk.look("person-fact-error").await;
    choose(browser, "register", "gmc-aapa").await?;
    fill(browser, "#field-part", "physician-associate").await?;
    fill(browser, "#field-number", "A9991717").await?;
    fill(browser, "#field-from", "1 January 2025").await?;
    fill(browser, "#field-until", &day(browser, 200).await?).await?;
    send(browser).await?;
    let said = text(browser, ".nhsuk-notification-banner").await?;
    ensure!(said.contains("Registration recorded") && said.contains("Undo"), "{said}");
    browser.go(&format!("{}/facts/add?kind=post", made.page)).await?;
    choose(browser, "role", "physician-associate").await?;
    choose(browser, "setting", "secondary-care").await?;
    fill(browser, "#field-organisation", "X91").await?;
    fill(browser, "#field-specialty", "acute-medicine").await?;
    fill(browser, "#field-from", "1 February 2025").await?;
    send(browser).await?;
    browser.go(&made.page).await?;
    let bars = browser.driver.find_all(By::Css(".app-time svg[role=img]")).await?.len();
    ensure!(bars > 3, "every requirement is a bar: {bars}");
    let dotted = browser.driver.find_all(By::Css(".app-time rect[fill='url(#p-unknown)']")).await?;
    ensure!(!dotted.is_empty(), "what is only claimed is dotted");
    walk.look("person-claimed").await;
    Ok(())
}

/// The entry of a history that says so.
async fn entry(browser: &Browser, made: &Made, words: &str) -> Result<WebElement> {
    browser.go(&format!("{}/history", made.page)).await?;
    for it in browser.driver.find_all(By::Css(".app-history > li")).await? {
        if it.text().await?.contains(words) {
            return Ok(it);
        }
    }
    anyhow::bail!("no entry says {words}")
}

async fn press(browser: &Browser, entry: &WebElement, what: &str) -> Result<()> {
    let link = entry
        .find(By::Css(format!("a[href$='/{what}']")))
        .await
        .with_context(|| what.to_owned())?;
    browser.leads_on(async { link.click().await.context("pressing it") }).await
}

async fn verify(walk: &mut Walk<'_>, made: &Made) -> Result<()> {
    let browser = walk.browser;
    let it = entry(browser, made, "Registered on").await?;
    press(browser, &it, "verify").await?;
    send(browser).await?;
    ensure!(browser.driver.title().await?.starts_with("Error: "), "one has to say what was found");
    walk.look("person-verify").await;
    browser.driver.find(By::Id("outcome-confirmed")).await?.click().await?;
    fill(browser, "#field-how", "looked it up").await?;
    send(browser).await?;
    let said = text(browser, ".nhsuk-notification-banner").await?;
    ensure!(said.contains("Verified"), "{said}");
    let it = entry(browser, made, "Registered on").await?;
    ensure!(it.text().await?.contains("Grace Fennimore confirmed it"), "the history says who did");
    Ok(())
}

async fn correct(walk: &mut Walk<'_>, made: &Made) -> Result<()> {
    let browser = walk.browser;
    let it = entry(browser, made, "Registered on").await?;
    press(browser, &it, "correct").await?;
    let number = browser.driver.find(By::Id("field-number")).await?.prop("value").await?;
    ensure!(
        number.as_deref() == Some("A9991717"),
        "what is on the record stands there: {number:?}"
    );
    walk.look("person-correct").await;
    let form = browser.here().await?;
    fill(browser, "#field-number", "A9991718").await?;
    send(browser).await?;
    let corrected = entry(browser, made, "Corrected").await?;
    ensure!(corrected.text().await?.contains("Registered on"), "the old entry stays");
    // Whoever still has the old form open is told that somebody was there before.
    browser.go(&form).await?;
    ensure!(heading(browser).await?.contains("Somebody changed this"), "a conflict is told");
    walk.look("person-conflict").await;
    Ok(())
}

async fn take_back(walk: &mut Walk<'_>, made: &Made) -> Result<()> {
    let browser = walk.browser;
    let it = entry(browser, made, "Post as").await?;
    press(browser, &it, "withdraw").await?;
    walk.look("person-withdraw").await;
    send(browser).await?;
    let said = text(browser, ".nhsuk-notification-banner").await?;
    ensure!(said.contains("Taken back"), "{said}");
    browser.go(&made.page).await?;
    ensure!(text(browser, ".app-over").await?.contains("No post"), "it no longer counts");
    let it = entry(browser, made, "Post as").await?;
    press(browser, &it, "withdraw").await?;
    send(browser).await?;
    browser.go(&made.page).await?;
    ensure!(text(browser, ".app-over").await?.contains("Physician associate"), "it counts again");
    Ok(())
}

async fn join(walk: &mut Walk<'_>, made: &Made) -> Result<()> {
    let browser = walk.browser;
    name_them(browser, "Sallowfield, Wren").await?;
    let said = text(browser, ".nhsuk-inset-text").await?;
    ensure!(said.contains("Wren Sallowfield"), "somebody like them is there already: {said}");
    walk.look("person-add-same").await;
    browser.driver.find(By::Css("label[for=else]")).await?.click().await?;
    send(browser).await?;
    let other = browser.here().await?;
    browser.go("/o/X91/people/duplicates").await?;
    walk.look("duplicates-some").await;
    let own = made.page.trim_start_matches("/o/X91/people/");
    follow(browser, &format!("a[href*='/people/{own}/merge']")).await?;
    walk.look("person-merge").await;
    follow(browser, "main form button[type=submit]").await?;
    browser.go(&other).await?;
    ensure!(heading(browser).await? == "Wren Sallowfield", "the other is read as the one");
    browser.go(&format!("{}/history", made.page)).await?;
    follow(browser, ".nhsuk-inset-text a").await?;
    walk.look("person-part").await;
    follow(browser, "main form button[type=submit]").await?;
    browser.go(&other).await?;
    ensure!(heading(browser).await? == "Sallowfield, Wren", "they are apart again");
    Ok(())
}

async fn who_sees_what(walk: &mut Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let page = first_of_list(browser).await?;
    become_somebody(browser, "practitioner").await?;
    browser.go(&page).await?;
    let partly = text(browser, ".nhsuk-inset-text").await?;
    ensure!(partly.contains("not the rest of the record"), "{partly}");
    ensure!(browser.driver.find_all(By::Css(".app-local")).await?.is_empty(), "no way to the rest");
    walk.look("person-partly").await;
    browser.go(&format!("{page}/history")).await?;
    ensure!(heading(browser).await?.contains("may not"), "the history is refused");
    let status =
        browser.ask("return performance.getEntriesByType('navigation')[0].responseStatus").await?;
    ensure!(status == json!(403), "with {status}");
    browser.go("/o/Y77/people/p-000001").await?;
    let status =
        browser.ask("return performance.getEntriesByType('navigation')[0].responseStatus").await?;
    ensure!(status == json!(404), "another organisation is not there: {status}");
    walk.look("elsewhere-refused").await;
    Ok(())
}
