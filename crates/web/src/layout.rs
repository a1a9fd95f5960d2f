//! The frame of every page: head, header, navigation, main part, footer. The footer is also the phone's menu.

use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::text::t;

/// Which part of the navigation a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The first page, and pages about the site itself.
    None,
    /// Roles.
    Roles,
    /// Compare roles.
    Compare,
    /// Find your route.
    Routes,
    /// Rules and sources.
    Rules,
}

/// The navigation, in its order, which never changes.
const NAVIGATION: [(Section, &str); 4] = [
    (Section::Roles, "/roles"),
    (Section::Compare, "/compare"),
    (Section::Routes, "/routes"),
    (Section::Rules, "/rules"),
];

fn name(section: Section) -> &'static str {
    match section {
        Section::None => t!("nav.home"),
        Section::Roles => t!("nav.roles"),
        Section::Compare => t!("nav.compare"),
        Section::Routes => t!("nav.routes"),
        Section::Rules => t!("nav.rules"),
    }
}

/// A page before it is put into the frame.
pub struct Page<'a> {
    title: &'a str,
    section: Section,
    body: Markup,
    /// A feed that belongs to the page.
    feed: Option<(String, String)>,
    /// Whether search engines should leave it alone: it is made of somebody's answers.
    is_own: bool,
}

impl<'a> Page<'a> {
    /// A page of that title in that section.
    pub fn new(title: &'a str, section: Section, body: Markup) -> Self {
        Self { title, section, body, feed: None, is_own: false }
    }

    /// With a feed of that title.
    pub fn with_feed(mut self, title: String, address: String) -> Self {
        self.feed = Some((title, address));
        self
    }

    /// Made of somebody's answers.
    pub fn own(mut self) -> Self {
        self.is_own = true;
        self
    }

    /// The whole document.
    pub fn html(self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en-GB" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) " – " (t!("name")) }
                    @if self.is_own { meta name="robots" content="noindex"; }
                    link rel="icon" type="image/svg+xml" href=(assets::path("mark.svg"));
                    link rel="stylesheet" href=(assets::path("nhsuk-frontend.min.css"));
                    link rel="stylesheet" href=(assets::path("preceptor.css"));
                    @if let Some((title, address)) = &self.feed {
                        link rel="alternate" type="application/atom+xml" title=(title) href=(address);
                    }
                    script type="module" src=(assets::path("preceptor.js")) {}
                }
                body class="app-body" {
                    a class="nhsuk-skip-link" href="#main" { (t!("skip")) }
                    (header(self.section))
                    div class="app-width" {
                        main class="app-main app-main--public" id="main" { (self.body) }
                    }
                    div role="status" class="nhsuk-u-visually-hidden" id="status" {}
                    (footer())
                }
            }
        }
    }
}

fn header(section: Section) -> Markup {
    html! {
        header class="app-header" {
            div class="app-width app-header__row" {
                a class="app-header__home" href="/" { (logo()) (t!("name")) }
                span class="app-header__org" { (t!("header.public")) }
                a class="app-header__who app-header__push" href="/sign-in" { (t!("header.sign-in")) }
                a class="app-header__menu app-header__push" href="#site-menu" { (t!("header.menu")) }
            }
            nav class="app-nav" aria-label=(t!("nav.main")) {
                div class="app-width" {
                    ul {
                        @for (of, address) in NAVIGATION {
                            li class=[(of == Section::Rules).then_some("wide")] {
                                a href=(address) aria-current=[(of == section).then_some("page")] { (name(of)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn footer() -> Markup {
    html! {
        footer class="app-footer" id="site-menu" {
            div class="app-width" {
                nav class="app-footer__cols" aria-label=(t!("footer.all")) {
                    div {
                        h2 { (t!("footer.find-out")) }
                        ul {
                            @for (of, address) in NAVIGATION { li { a href=(address) { (name(of)) } } }
                        }
                    }
                    div {
                        h2 { (t!("footer.programs")) }
                        ul {
                            li { a href="/api/openapi.json" { (t!("footer.api")) } }
                            li { a href="/roles#changes" { (t!("footer.changes")) } }
                        }
                    }
                    div {
                        h2 { (t!("footer.about")) }
                        ul {
                            li { a href="/sign-in" { (t!("header.sign-in")) } }
                            li { a href="/accessibility" { (t!("accessibility.title")) } }
                            li { a href="/privacy" { (t!("privacy.title")) } }
                            li { a href="/feedback" { (t!("footer.feedback")) } }
                        }
                    }
                }
                p { (t!("footer.advice")) }
            }
        }
    }
}

/// Bars crossed by a line: a timeline and today.
pub fn logo() -> Markup {
    html! {
        svg viewBox="0 0 28 28" width="28" height="28" aria-hidden="true" focusable="false" {
            rect x="2" y="4" width="20" height="5" rx="1.5" fill="#fff" {}
            rect x="2" y="11.5" width="13" height="5" rx="1.5" fill="#8fd0a8" {}
            rect x="8" y="19" width="18" height="5" rx="1.5" fill="#fff" fill-opacity=".55" {}
            path d="M18.5 1v26" stroke="#ffd34d" stroke-width="2" {}
        }
    }
}
