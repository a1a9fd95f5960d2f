//! From an empty server to two people signed in: set up, sign out, sign in, invite, accept, say once more that it is you.

use anyhow::{Context, Result, ensure};
use thirtyfour::prelude::*;
use totp_rs::{Builder, Secret, Totp};

use super::{Walk, become_somebody, fill, follow, heading};
use crate::browser::Browser;

const PASSWORD: &str = "slow green lanterns";
const ADA: &str = "ada.moor@example.org";
const BO: &str = "bo.fell@example.org";
const BUTTON: &str = "main form button";

/// Every journey through accounts that this window can make. Each rests on the one before.
pub async fn all(walk: &mut Walk<'_>) {
    let browser = walk.browser;
    walk.note("nobody has an account on a fresh server", is_new(browser).await);
    walk.look("sign-in-new").await;
    walk.note("the line to click leads to setting up", click_the_line(browser).await);
    walk.look("setup").await;
    walk.note("what cannot be taken is told and the rest is kept", typed_badly(browser).await);
    walk.look("setup-refused").await;
    walk.note("name, address and password", typed_well(browser).await);
    walk.look("enrol").await;
    let app = app_of(browser).await;
    walk.note("a code that is wrong is told", wrong_code(browser).await);
    walk.look("enrol-refused").await;
    let Ok(app) = app else { return walk.note("the app's key is shown", app.map(|_| ())) };
    walk.note("the first code", first_code(browser, &app).await);
    walk.look("recovery-codes").await;
    walk.note("the link is gone", link_is_gone(browser).await);
    let done = organisation(walk).await;
    walk.note("the organisation", done);
    walk.look("set-up-tasks").await;
    walk.note("sign out", sign_out(browser).await);
    walk.note("a wrong password is told", wrong_password(browser).await);
    walk.look("sign-in-refused").await;
    let done = sign_in(walk, ADA, &app).await;
    walk.note("sign in with a code", done);
    walk.look("account-home").await;
    own_pages(walk).await;
    let link = invite(walk).await;
    let Ok(link) = link else { return walk.note("invite somebody", link.map(|_| ())) };
    walk.look("invited").await;
    let done = accept(walk, &link).await;
    walk.note("accept", done);
    let done = step_up(walk).await;
    walk.note("say once more that it is you", done);
    walk.note("a member sees no members", may_not(browser).await);
    walk.look("members-refused").await;
    walk.note("leave", sign_out(browser).await);
    walk.note("a person sees who looked", who_looked(browser).await);
    walk.look("who-looked").await;
}

/// In the demonstration, where there are records: the MAP lead looks, and the practitioner sees it.
async fn who_looked(browser: &Browser) -> Result<()> {
    become_somebody(browser, "practitioner").await?;
    let own = browser.driver.find(By::Css("footer a[href*='/people/']")).await?;
    let own = own.attr("href").await?.context("a link to one's own record")?;
    become_somebody(browser, "map-lead").await?;
    browser.go(&own).await?;
    let name = heading(browser).await?;
    become_somebody(browser, "practitioner").await?;
    // It is written down within a second.
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    browser.go("/account/who-looked").await?;
    let seen = browser.driver.find(By::Css("main")).await?.text().await?;
    ensure!(seen.contains("Grace Fennimore") && seen.contains("MAP lead"), "of {name}: {seen}");
    Ok(())
}

async fn is_new(browser: &Browser) -> Result<()> {
    browser.go("/setup").await?;
    ensure!(heading(browser).await?.contains("not here"), "without the link there is nothing");
    browser.go("/home").await?;
    ensure!(browser.here().await?.starts_with("/sign-in"), "sent to sign in");
    // What the browser noted of the page that is not there.
    let _ = browser.driver.browser_log().await?;
    Ok(())
}

async fn click_the_line(browser: &Browser) -> Result<()> {
    ensure!(browser.setup.contains("setup="), "the line is `{}`", browser.setup);
    browser.go(&browser.setup).await?;
    follow(browser, "a[href*='/setup?token=']").await?;
    ensure!(browser.here().await?.starts_with("/setup?token="), "it leads to the first account");
    Ok(())
}

async fn typed_badly(browser: &Browser) -> Result<()> {
    fill(browser, "#name", "Ada Moor").await?;
    fill(browser, "#email", "ada").await?;
    fill(browser, "#password", "password1234").await?;
    follow(browser, BUTTON).await?;
    let summary = browser.driver.find(By::Css(".nhsuk-error-summary")).await?.text().await?;
    ensure!(summary.contains("e-mail") && summary.contains("guessed"), "{summary}");
    let kept = |of: &'static str| async move {
        Ok::<_, anyhow::Error>(
            browser.driver.find(By::Css(of)).await?.value().await?.unwrap_or_default(),
        )
    };
    ensure!(
        kept("#name").await? == "Ada Moor" && kept("#email").await? == "ada",
        "what was typed is kept"
    );
    ensure!(kept("#password").await?.is_empty(), "but no password");
    ensure!(browser.driver.title().await?.starts_with("Error: "), "the title says so");
    Ok(())
}

async fn typed_well(browser: &Browser) -> Result<()> {
    fill(browser, "#email", ADA).await?;
    fill(browser, "#password", PASSWORD).await?;
    follow(browser, BUTTON).await?;
    ensure!(browser.here().await? == "/enrol", "then the app");
    Ok(())
}

/// The app that is being set up, by the key for typing.
async fn app_of(browser: &Browser) -> Result<Totp> {
    // It stands behind "I cannot scan it", open or not.
    let key = browser.driver.find(By::Css(".app-secret")).await?;
    let key = key.prop("textContent").await?.unwrap_or_default();
    let secret = Secret::try_from_base32(key.replace(' ', ""));
    let secret =
        secret.map_err(|it| anyhow::anyhow!("{it:?}")).with_context(|| format!("`{key}`"))?;
    Builder::new().with_secret(secret).build().map_err(|it| anyhow::anyhow!("{it:?}"))
}

async fn wrong_code(browser: &Browser) -> Result<()> {
    fill(browser, "#code", "12345").await?;
    follow(browser, BUTTON).await?;
    let error = browser.driver.find(By::Css(".nhsuk-error-message")).await?.text().await?;
    ensure!(error.contains("6 digits"), "{error}");
    Ok(())
}

async fn first_code(browser: &Browser, app: &Totp) -> Result<()> {
    fill(browser, "#code", &app.generate_current().to_string()).await?;
    follow(browser, BUTTON).await?;
    let codes = browser.driver.find_all(By::Css(".app-codes li")).await?;
    ensure!(codes.len() == 10, "{} recovery codes", codes.len());
    Ok(())
}

async fn link_is_gone(browser: &Browser) -> Result<()> {
    let line = browser.setup.replace("/?setup=", "/setup?token=");
    let back = browser.here().await?;
    browser.driver.back().await?;
    browser.go(&line).await?;
    ensure!(heading(browser).await?.contains("not here"), "from {back}");
    let _ = browser.driver.browser_log().await?;
    browser.go("/setup/organisation").await
}

async fn organisation(walk: &mut Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    follow(browser, BUTTON).await?;
    let error = browser.driver.find(By::Css(".nhsuk-error-summary")).await?.text().await?;
    ensure!(error.contains("name of your organisation"), "{error}");
    walk.look("organisation-refused").await;
    fill(browser, "#name", "St Imaginary Hospital").await?;
    fill(browser, "#code", "X95").await?;
    follow(browser, BUTTON).await?;
    walk.look("country").await;
    browser.driver.find(By::Css("input[value=england]")).await?.click().await?;
    follow(browser, BUTTON).await?;
    ensure!(browser.here().await? == "/o/X95/set-up/sets", "{}", browser.here().await?);
    walk.look("set-up-sets").await;
    follow(browser, BUTTON).await?;
    ensure!(browser.here().await? == "/o/X95/set-up", "{}", browser.here().await?);
    let done = browser.driver.find(By::Css(".nhsuk-notification-banner")).await?.text().await?;
    ensure!(done.contains("adopted"), "{done}");
    Ok(())
}

async fn sign_out(browser: &Browser) -> Result<()> {
    browser.go("/home").await?;
    follow(browser, "form[action$='/sign-out'] button").await?;
    browser.go("/home").await?;
    ensure!(browser.here().await?.starts_with("/sign-in"), "signed out");
    Ok(())
}

async fn wrong_password(browser: &Browser) -> Result<()> {
    fill(browser, "#email", ADA).await?;
    fill(browser, "#password", "not her password").await?;
    follow(browser, BUTTON).await?;
    let known = browser.driver.find(By::Css(".nhsuk-error-summary")).await?.text().await?;
    fill(browser, "#email", "nobody@example.org").await?;
    fill(browser, "#password", "not her password").await?;
    follow(browser, BUTTON).await?;
    let unknown = browser.driver.find(By::Css(".nhsuk-error-summary")).await?.text().await?;
    ensure!(known == unknown, "{known} / {unknown}");
    Ok(())
}

async fn sign_in(walk: &mut Walk<'_>, email: &str, app: &Totp) -> Result<()> {
    let browser = walk.browser;
    browser.go("/sign-in").await?;
    fill(browser, "#email", email).await?;
    fill(browser, "#password", PASSWORD).await?;
    follow(browser, BUTTON).await?;
    walk.look("sign-in-code").await;
    // The code that set the app up is used up; the one after it is taken as well, so that nobody has to wait.
    let next = app.next_step(now());
    fill(browser, "#code", &app.generate(next).to_string()).await?;
    follow(browser, BUTTON).await?;
    ensure!(browser.here().await?.contains("/home"), "{}", browser.here().await?);
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "an app for codes has a clock")]
fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |it| it.as_secs())
}

async fn own_pages(walk: &mut Walk<'_>) {
    let browser = walk.browser;
    for (name, path) in [
        ("account", "/account"),
        ("account-name", "/account/name"),
        ("account-password", "/account/password"),
        ("account-app", "/account/app"),
        ("account-codes", "/account/recovery-codes"),
        ("account-sessions", "/account/sessions"),
        ("members", "/o/X95/admin/members"),
    ] {
        walk.note(name, browser.go(path).await);
        walk.look(name).await;
    }
    walk.note("a new password is taken", new_password(browser).await);
}

async fn new_password(browser: &Browser) -> Result<()> {
    browser.go("/account/password").await?;
    fill(browser, "#password", "ada.moor@example.org").await?;
    follow(browser, BUTTON).await?;
    let error = browser.driver.find(By::Css(".nhsuk-error-message")).await?.text().await?;
    ensure!(error.contains("your name or address"), "{error}");
    let _ = browser.driver.browser_log().await?;
    fill(browser, "#password", "quiet copper windmills").await?;
    follow(browser, BUTTON).await?;
    let done = browser.driver.find(By::Css(".nhsuk-notification-banner")).await?.text().await?;
    ensure!(done.contains("Your password was changed"), "{done}");
    Ok(())
}

async fn invite(walk: &mut Walk<'_>) -> Result<String> {
    let browser = walk.browser;
    browser.go("/o/X95/admin/members/invite").await?;
    walk.look("invite").await;
    follow(browser, BUTTON).await?;
    walk.look("invite-refused").await;
    fill(browser, "#name", "Bo Fell").await?;
    fill(browser, "#email", BO).await?;
    browser.driver.find(By::Css("input[value=planner]")).await?.click().await?;
    follow(browser, BUTTON).await?;
    let link = browser.driver.find(By::Css(".app-secret")).await?.text().await?;
    Ok(link.trim_start_matches(&browser.site).to_owned())
}

async fn accept(walk: &mut Walk<'_>, link: &str) -> Result<()> {
    let browser = walk.browser;
    browser.go("/o/X95/admin/members").await?;
    walk.look("members-invited").await;
    follow(browser, "tbody tr:last-child th a").await?;
    walk.look("member").await;
    sign_out(browser).await?;
    browser.go(link).await?;
    ensure!(heading(browser).await? == "Join St Imaginary Hospital", "{}", heading(browser).await?);
    walk.look("join").await;
    fill(browser, "#password", PASSWORD).await?;
    follow(browser, BUTTON).await?;
    let app = app_of(browser).await?;
    first_code(browser, &app).await?;
    follow(browser, "main a.nhsuk-button").await?;
    ensure!(browser.here().await? == "/o/X95/home", "{}", browser.here().await?);
    browser.go(link).await?;
    ensure!(heading(browser).await?.contains("not good any longer"), "once");
    walk.look("link-refused").await;
    Ok(())
}

async fn step_up(walk: &mut Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    browser.go("/o/X95/account/step-up?then=/account/sessions").await?;
    walk.look("step-up").await;
    fill(browser, "#answer", "not the password").await?;
    follow(browser, BUTTON).await?;
    walk.look("step-up-refused").await;
    fill(browser, "#answer", PASSWORD).await?;
    follow(browser, BUTTON).await?;
    ensure!(browser.here().await? == "/o/X95/account/sessions", "{}", browser.here().await?);
    ensure!(heading(browser).await?.contains("here only"), "the session before it has ended");
    Ok(())
}

async fn may_not(browser: &Browser) -> Result<()> {
    browser.go("/o/X95/admin/members").await?;
    ensure!(heading(browser).await?.contains("may not"), "{}", heading(browser).await?);
    browser.go("/o/X96/home").await?;
    ensure!(heading(browser).await?.contains("not here"), "another organisation");
    browser.go("/o/X95/admin/members").await
}
