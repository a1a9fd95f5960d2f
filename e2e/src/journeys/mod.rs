//! Ways through several pages, one module for each part of the product. Each window walks them on a server of its own.

mod accounts;
mod decide;
mod demonstration;
mod imports;
mod person;
mod routes;

use anyhow::{Context, Result};
use thirtyfour::prelude::*;

use crate::browser::Browser;
use crate::{Tally, Wanted, looks};

/// A window on its way, and where it notes how each check ended.
pub struct Walk<'a> {
    /// The window.
    pub browser: &'a Browser,
    /// What was asked for.
    pub wanted: &'a Wanted,
    tally: &'a mut Tally,
}

impl<'a> Walk<'a> {
    /// A walk in that window.
    pub fn new(browser: &'a Browser, wanted: &'a Wanted, tally: &'a mut Tally) -> Self {
        Self { browser, wanted, tally }
    }

    /// Whether the journeys of that part of the product were asked for.
    pub fn wants(&self, part: &str) -> bool {
        self.wanted.only.as_deref().is_none_or(|it| part.contains(it))
    }

    /// Notes how a check ended.
    #[expect(clippy::needless_pass_by_value, reason = "it is what a check gives back")]
    pub fn note(&mut self, name: &str, outcome: Result<()>) {
        let what =
            format!("{name} at {} px, scripts {:?}", self.browser.width, self.browser.scripts);
        self.tally.note(&what, &outcome);
    }

    /// Looks at the page that is shown as at any other page: it fits, axe finds nothing, it prints, and its picture is kept.
    pub async fn look(&mut self, name: &str) {
        let outcome = self.looked(name).await;
        self.note(name, outcome);
    }

    async fn looked(&self, name: &str) -> Result<()> {
        if let Some(folder) = &self.wanted.shots {
            let file = format!("{name}-{}.png", self.browser.width);
            self.browser.picture(&folder.join(file)).await?;
        }
        looks::look(self.browser, name).await
    }
}

/// Every journey that this window can make.
pub async fn all(walk: &mut Walk<'_>) {
    if walk.wants("routes") {
        routes::all(walk).await;
    }
    if walk.wants("accounts") {
        accounts::all(walk).await;
    }
    if walk.wants("demonstration") {
        demonstration::all(walk).await;
    }
    if walk.wants("decide") {
        decide::all(walk).await;
    }
    if walk.wants("person") {
        person::all(walk).await;
    }
    if walk.wants("imports") {
        imports::all(walk).await;
    }
}

/// Presses a link or a button that leads to another page.
pub async fn follow(browser: &Browser, selector: &str) -> Result<()> {
    let it = browser.driver.find(By::Css(selector)).await?;
    browser.leads_on(async { it.click().await.with_context(|| selector.to_owned()) }).await
}

/// Types into a field, in place of what stands there.
pub async fn fill(browser: &Browser, selector: &str, text: &str) -> Result<()> {
    let it = browser.driver.find(By::Css(selector)).await.with_context(|| selector.to_owned())?;
    it.clear().await?;
    it.send_keys(text).await.with_context(|| selector.to_owned())
}

/// The text of the main heading.
pub async fn heading(browser: &Browser) -> Result<String> {
    Ok(browser.driver.find(By::Css("h1")).await?.text().await?)
}

/// Becomes somebody in the demonstration: `map-lead`, `supervisor`, `practitioner`, `recruitment`, `auditor`,
/// `administrator`.
pub async fn become_somebody(browser: &Browser, who: &str) -> Result<()> {
    browser.go("/demonstration").await?;
    let radio = browser.driver.find(By::Css(format!("input[value={who}]"))).await?;
    radio.click().await?;
    follow(browser, "form[action='/demonstration'] button").await
}
