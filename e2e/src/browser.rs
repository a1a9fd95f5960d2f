//! One window of a headless Chromium, and what is held against every page in it.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use serde_json::{Value as Json, json};
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;

use crate::started::{Driver, Server};

/// The accessibility checker, from the package axe-core.
const AXE: &str = include_str!("../vendor/axe.min.js");

/// How often, and how long apart, it is looked whether another page has come.
const MOST_LOOKS: u32 = 500;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Whether pages may run scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// A window of one width.
pub struct Browser {
    /// The session.
    pub driver: WebDriver,
    /// The server's address.
    pub site: String,
    /// The path with which its first account is made.
    pub setup: String,
    /// How wide the window is, in CSS pixels.
    pub width: u32,
    /// Whether pages may run scripts.
    pub scripts: Scripts,
}

impl Browser {
    /// Opens one.
    pub async fn open(
        driver: &Driver,
        server: &Server,
        width: u32,
        scripts: Scripts,
    ) -> Result<Self> {
        let mut wishes = DesiredCapabilities::chrome();
        // Root has no sandbox, and a container little shared memory.
        for argument in
            ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        {
            wishes.add_arg(argument)?;
        }
        wishes.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let session = WebDriver::new(&driver.address, wishes).await.context("opening Chromium")?;
        let (site, setup) = (server.address.clone(), server.setup.clone());
        let browser = Self { driver: session, site, setup, width, scripts };
        browser.resize(width).await?;
        browser.may_run(scripts).await?;
        Ok(browser)
    }

    /// Closes it.
    pub async fn close(self) -> Result<()> {
        self.driver.quit().await.context("closing Chromium")
    }

    async fn tool(&self, name: &str, with: Json) -> Result<Json> {
        self.driver.cdp().send_raw(name, with).await.with_context(|| name.to_owned())
    }

    /// Makes the window so wide.
    pub async fn resize(&self, width: u32) -> Result<()> {
        let height = if width < 600 { 844 } else { 900 };
        let is_phone = width < 600;
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone });
        self.tool("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Whether pages may run scripts from now on.
    async fn may_run(&self, scripts: Scripts) -> Result<()> {
        let value = json!({ "value": scripts == Scripts::Off });
        self.tool("Emulation.setScriptExecutionDisabled", value).await?;
        Ok(())
    }

    /// Goes to a page of the site.
    pub async fn go(&self, path: &str) -> Result<()> {
        self.driver.goto(format!("{}{path}", self.site)).await.with_context(|| path.to_owned())
    }

    /// The path and the query of the page shown.
    pub async fn here(&self) -> Result<String> {
        let url = self.driver.current_url().await?;
        Ok(url.as_str().trim_start_matches(&self.site).to_owned())
    }

    /// Does something that leads to another page, and waits until that is there: a driver's click may return before.
    pub async fn leads_on(&self, act: impl Future<Output = Result<()>>) -> Result<()> {
        self.ask("document.documentElement.dataset.before = ''").await?;
        act.await?;
        let arrived = "return document.readyState === 'complete' && !('before' in document.documentElement.dataset)";
        for _ in 0..MOST_LOOKS {
            // Between two pages there is none to ask.
            if self.ask(arrived).await.is_ok_and(|it| it == json!(true)) {
                return Ok(());
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        bail!("no other page comes after {}", self.here().await?)
    }

    /// What a script in the page gives back. The driver's own scripts run where the page's may not.
    pub async fn ask(&self, script: &str) -> Result<Json> {
        let given = self.driver.execute(script, Vec::new()).await;
        Ok(given.with_context(|| script.chars().take(80).collect::<String>())?.json().clone())
    }

    /// Whatever went wrong on the page since this was last asked.
    pub async fn console_is_quiet(&self) -> Result<()> {
        let said = self.driver.browser_log().await?;
        // A form with a mistake and a page that is refused say so in their status as well, and the console repeats it.
        let is_told = |it: &str| {
            ["403", "409", "422"].iter().any(|n| it.contains(&format!("a status of {n} ")))
        };
        let wrong = said.into_iter().map(|it| format!("{it:?}")).filter(|it| !is_told(it));
        let wrong: Vec<String> = wrong.collect();
        ensure!(wrong.is_empty(), "the console says:\n{}", wrong.join("\n"));
        Ok(())
    }

    /// Nothing was fetched from another host.
    pub async fn stays_at_home(&self) -> Result<()> {
        let names =
            self.ask("return performance.getEntriesByType('resource').map(it => it.name)").await?;
        let names = names.as_array().cloned().unwrap_or_default();
        ensure!(!names.is_empty(), "the page fetched nothing, not even its style sheet");
        for name in names {
            let name = name.as_str().unwrap_or_default();
            ensure!(name.starts_with(&self.site) || name.starts_with("data:"), "it fetched {name}");
        }
        Ok(())
    }

    /// At that width nothing has to be scrolled sideways, but within its own frame.
    pub async fn fits(&self, width: u32) -> Result<()> {
        self.resize(width).await?;
        let wide = self
            .ask(
                "const limit = document.documentElement.clientWidth + 1;
                 if (document.documentElement.scrollWidth <= limit) return [];
                 const framed = it => { for (let e = it; e; e = e.parentElement) if (e.classList.contains('app-scroll')) return true; return false };
                 return [...document.querySelectorAll('body *')]
                     .filter(it => it.getBoundingClientRect().right > limit && !framed(it))
                     .slice(0, 5).map(it => it.outerHTML.slice(0, 120))
                     .concat([document.documentElement.scrollWidth + ' px'])",
            )
            .await?;
        self.resize(self.width).await?;
        ensure!(wide == json!([]), "at {width} px it scrolls sideways: {wide}");
        Ok(())
    }

    /// No finding of axe, with every details block open. The page's own scripts have run, or not, by now; axe must.
    pub async fn is_accessible(&self) -> Result<()> {
        self.may_run(Scripts::On).await?;
        let found = self.asked_of_axe().await;
        self.may_run(self.scripts).await?;
        let found = found?;
        ensure!(found.is_empty(), "axe finds\n{}", found.join("\n"));
        Ok(())
    }

    async fn asked_of_axe(&self) -> Result<Vec<String>> {
        self.ask("document.querySelectorAll('details').forEach(it => { it.open = true })").await?;
        self.driver.execute(AXE, Vec::new()).await.context("loading axe")?;
        let run = "const done = arguments[arguments.length - 1];
            axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } })
               .then(it => done(it.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary).join(' | '))))
               .catch(it => done(['axe failed: ' + it]))";
        let found = self.driver.execute_async(run, Vec::new()).await.context("running axe")?;
        let found = found.json().as_array().cloned().unwrap_or_default();
        Ok(found.iter().filter_map(|it| it.as_str().map(ToOwned::to_owned)).collect())
    }

    /// On paper the answer is there and the navigation is not.
    pub async fn prints(&self) -> Result<()> {
        self.tool("Emulation.setEmulatedMedia", json!({ "media": "print" })).await?;
        let shown = self
            .ask(
                "const shown = it => it !== null && getComputedStyle(it).display !== 'none';
                 return [shown(document.querySelector('h1')), shown(document.querySelector('.app-header')),
                         shown(document.querySelector('.app-footer')), shown(document.querySelector('.app-form'))]",
            )
            .await?;
        let pdf = self.tool("Page.printToPDF", json!({ "printBackground": true })).await?;
        self.tool("Emulation.setEmulatedMedia", json!({ "media": "" })).await?;
        ensure!(
            shown == json!([true, false, false, false]),
            "heading, header, footer, filter on paper: {shown}"
        );
        let size = pdf.get("data").and_then(Json::as_str).map_or(0, str::len);
        ensure!(size > 5_000, "the printed page is empty: {size} bytes");
        Ok(())
    }

    /// Keeps a picture of the whole page.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        let with = json!({ "format": "png", "captureBeyondViewport": true });
        let made = self.tool("Page.captureScreenshot", with).await?;
        let Some(data) = made.get("data").and_then(Json::as_str) else { bail!("no picture") };
        let bytes = base64::engine::general_purpose::STANDARD.decode(data)?;
        std::fs::write(file, bytes).with_context(|| file.display().to_string())
    }
}
