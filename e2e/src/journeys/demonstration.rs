//! The demonstration: choose who you are, see their home, leave.

use anyhow::{Result, ensure};
use thirtyfour::prelude::*;

use super::{Walk, become_somebody, follow, heading};
use crate::browser::Browser;

/// Every journey of the demonstration that this window can make.
pub async fn all(walk: &mut Walk<'_>) {
    let browser = walk.browser;
    walk.note("nobody has a home before they are somebody", asked_to_sign_in(browser).await);
    for who in ["map-lead", "supervisor", "practitioner", "recruitment", "auditor", "administrator"]
    {
        walk.note(&format!("be {who}"), become_somebody(browser, who).await);
        walk.look(&format!("home-{who}")).await;
    }
    walk.note("sign out of the demonstration", leaves(browser).await);
}

async fn asked_to_sign_in(browser: &Browser) -> Result<()> {
    browser.go("/demonstration").await?;
    follow(browser, "form[action='/demonstration'] button").await?;
    let summary = browser.driver.find(By::Css(".nhsuk-error-summary")).await?.text().await?;
    ensure!(summary.contains("Choose"), "{summary}");
    Ok(())
}

async fn leaves(browser: &Browser) -> Result<()> {
    follow(browser, "form[action$='/sign-out'] button").await?;
    ensure!(browser.here().await? == "/", "it leads to the first page");
    let before = heading(browser).await?;
    browser.go("/home").await?;
    ensure!(browser.here().await?.starts_with("/sign-in"), "{before}");
    Ok(())
}
