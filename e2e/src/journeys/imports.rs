//! A file of staff: brought, matched, checked, imported; and a record that is taken away.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use thirtyfour::prelude::*;

use super::{Walk, become_somebody, follow, heading};
use crate::browser::Browser;

const FILE: &str = "Staff in post\n\nEmployee Number,Name,Role,Start Date in Position,FTE,Notes\n\
    99001,Wren Sallowfield,Physician Associate,03/04/2026,0.8,\n\
    1E+05,Ash Moor,Physician Associate,31/02/2026,1,\n\
    99003,Fern Vale,Ward sorcerer,13/01/2026,1,\n";

/// How often, and how long apart, it is looked whether a job is done.
const MOST_LOOKS: u32 = 60;
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// Every journey of a file that this window can make.
pub async fn all(walk: &mut Walk<'_>) {
    let browser = walk.browser;
    walk.note("be the MAP lead", become_somebody(browser, "map-lead").await);
    let outcome = wrong_file(walk).await;
    walk.note("what is no table is told", outcome);
    let outcome = import(walk).await;
    walk.note("a file is imported", outcome);
    let outcome = take_away(walk).await;
    walk.note("a record is taken away", outcome);
    let outcome = signers(walk).await;
    walk.note("signatures are trusted by those who said once more that it is they", outcome);
}

/// Chooses a file of that content and sends it.
async fn bring(browser: &Browser, name: &str, content: &str) -> Result<()> {
    browser.go("/o/X91/imports").await?;
    let path =
        std::env::temp_dir().join(format!("{}-{}-{name}", std::process::id(), browser.width));
    std::fs::write(&path, content)?;
    let input = browser.driver.find(By::Id("field-file")).await?;
    input.send_keys(path.to_str().context("a path in text")?).await?;
    follow(browser, "form[enctype] button[type=submit]").await?;
    std::fs::remove_file(path)?;
    Ok(())
}

async fn wrong_file(walk: &mut Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    browser.go("/o/X91/imports").await?;
    walk.look("imports").await;
    bring(browser, "a.pdf", "%PDF-1.7").await?;
    let title = browser.driver.title().await?;
    ensure!(title.starts_with("Error: "), "the title is {title}");
    let said = text(browser, ".nhsuk-error-summary").await?;
    ensure!(said.contains("a PDF") && said.contains("CSV UTF-8"), "{said}");
    walk.look("imports-wrong-refused").await;
    Ok(())
}

async fn import(walk: &mut Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    bring(browser, "staff.csv", FILE).await?;
    ensure!(heading(browser).await? == "Match the columns", "the columns are to be matched");
    walk.look("import-map").await;
    let role = browser.driver.find(By::Id("field-column-2")).await?.prop("value").await?;
    ensure!(role.as_deref() == Some("role"), "common names are matched: {role:?}");
    follow(browser, "main form button[type=submit]").await?;
    until(browser, "Checked").await?;
    let said = text(browser, "main").await?;
    for words in ["1 would be new", "2 wrong", "3 April 2026", "1E+05", "There is no such day"] {
        ensure!(said.contains(words), "{words} is missing in {said}");
    }
    walk.look("import-checked").await;
    follow(browser, "main form[action$='/begin'] button").await?;
    let title = browser.driver.title().await?;
    ensure!(title.starts_with("Error: "), "one has to choose: {title}");
    walk.look("import-choose-refused").await;
    // A word is given a meaning, and the row is right.
    follow(browser, "main a[href$='/map']").await?;
    let means = browser.driver.find(By::Id("means-0")).await?;
    let option = means.find(By::Css("option[value=nurse]")).await?;
    option.click().await?;
    walk.look("import-words").await;
    follow(browser, "main form button[type=submit]").await?;
    until(browser, "Checked").await?;
    ensure!(text(browser, "main").await?.contains("2 would be new"), "the word is known now");
    browser.driver.find(By::Css("label[for=keep-good]")).await?.click().await?;
    follow(browser, "main form[action$='/begin'] button").await?;
    until(browser, "Imported").await?;
    walk.look("import-done").await;
    follow(browser, "td a[href*='/people/p-']").await?;
    let who = heading(browser).await?;
    ensure!(who == "Wren Sallowfield" || who == "Fern Vale", "{who} is on the register");
    walk.look("import-person").await;
    browser.go("/o/X91/imports").await?;
    walk.look("imports-some").await;
    follow(browser, "td a, th a").await?;
    follow(browser, "form[action$='/drop'] button").await?;
    let said = text(browser, ".nhsuk-notification-banner").await?;
    ensure!(said.contains("is gone"), "{said}");
    Ok(())
}

async fn take_away(walk: &mut Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    browser.go("/o/X91/people?q=Sallowfield").await?;
    follow(browser, "table th[scope=row] a").await?;
    follow(browser, "a[href$='/archive']").await?;
    ensure!(
        heading(browser).await?.starts_with("Take away the record of"),
        "what is in it is told"
    );
    walk.look("archive").await;
    Ok(())
}

async fn signers(walk: &mut Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    browser.go("/o/X91/signers").await?;
    let key = text(browser, ".app-code").await?;
    ensure!(key.len() == 64 + 7, "the key is shown in groups: {key}");
    walk.look("signers").await;
    Ok(())
}

async fn text(browser: &Browser, selector: &str) -> Result<String> {
    let it = browser.driver.find(By::Css(selector)).await.with_context(|| selector.to_owned())?;
    it.text().await.with_context(|| selector.to_owned())
}

/// Looks again until the job is done and the page says so.
async fn until(browser: &Browser, words: &str) -> Result<()> {
    let here = browser.here().await?;
    for _ in 0..MOST_LOOKS {
        if text(browser, ".app-lede").await?.contains(words) {
            return Ok(());
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
        browser.go(&here).await?;
    }
    bail!("the page never says {words}: {}", text(browser, "main").await?)
}
