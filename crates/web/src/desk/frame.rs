//! The frame of signed-in pages: navigation by what the reader may do, the search, their name, what was just done.

use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use preceptor_service::Viewer;
use preceptor_service::access::{Act, Relation, Role};

use super::Desk;
use crate::assets;
use crate::layout::logo;
use crate::text::t;

/// Which part of the navigation a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Pages about oneself, and others beside the navigation.
    None,
    /// Home.
    Home,
    /// People.
    People,
    /// Asking, and what was answered.
    Decide,
    /// Rules and sources.
    Rulebook,
}

/// The navigation, in its order, which never changes.
const NAVIGATION: [Section; 4] =
    [Section::Home, Section::People, Section::Decide, Section::Rulebook];

impl Section {
    fn name(self, of: &Viewer) -> &'static str {
        match self {
            Self::Decide if !of.can(Act::Decide, Relation::Any) => t!("desk.decisions"),
            Self::None | Self::Home => t!("desk.home"),
            Self::People => t!("desk.people"),
            Self::Decide => t!("desk.decide"),
            Self::Rulebook => t!("desk.rulebook"),
        }
    }

    fn path(self, of: &Viewer) -> &'static str {
        match self {
            // Whoever looks at what was decided and asks nothing has the log.
            Self::Decide if !of.can(Act::Decide, Relation::Any) => "/decisions",
            Self::None | Self::Home => "/home",
            Self::People => "/people",
            Self::Decide => "/decide",
            Self::Rulebook => "/rulebook",
        }
    }
}

/// Whether somebody has a use for a part of the navigation.
pub fn is_shown(section: Section, to: &Viewer) -> bool {
    match section {
        Section::People => to.can(Act::ListPeople, Relation::Any),
        Section::Decide => {
            to.can(Act::Decide, Relation::Any) || to.can(Act::SeeDecision, Relation::Any)
        }
        Section::None | Section::Home | Section::Rulebook => true,
    }
}

/// A signed-in page before it is put into its frame.
pub struct Frame<'a> {
    desk: &'a Desk,
    title: &'a str,
    section: Section,
    body: Markup,
    is_wide: bool,
    refresh: Option<u32>,
}

impl<'a> Frame<'a> {
    pub(super) fn new(desk: &'a Desk, title: &'a str, section: Section, body: Markup) -> Self {
        Self { desk, title, section, body, is_wide: true, refresh: None }
    }

    /// Narrow: a form, or a page to be read.
    pub fn narrow(mut self) -> Self {
        self.is_wide = false;
        self
    }

    /// Asked for again after so many seconds: something is being worked on.
    pub fn again_in(mut self, seconds: u32) -> Self {
        self.refresh = Some(seconds);
        self
    }

    /// The whole document.
    pub fn html(self) -> Markup {
        let desk = self.desk;
        html! {
            (DOCTYPE)
            html lang="en-GB" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    @if let Some(seconds) = self.refresh { meta http-equiv="refresh" content=(seconds); }
                    title { (self.title) " – " (t!("name")) }
                    link rel="icon" type="image/svg+xml" href=(assets::path("mark.svg"));
                    link rel="stylesheet" href=(assets::path("nhsuk-frontend.min.css"));
                    link rel="stylesheet" href=(assets::path("preceptor.css"));
                    script type="module" src=(assets::path("preceptor.js")) {}
                }
                body class="app-body app-desk" {
                    a class="nhsuk-skip-link" href="#main" { (t!("skip")) }
                    (patterns())
                    (header(desk, self.section))
                    div class="app-width" {
                        main class={ "app-main" @if !self.is_wide { " app-main--form" } } id="main" {
                            (done(desk))
                            (self.body)
                        }
                    }
                    div role="status" class="nhsuk-u-visually-hidden" id="status" {}
                    (footer(desk))
                }
            }
        }
    }
}

impl IntoResponse for Frame<'_> {
    fn into_response(self) -> Response {
        self.html().into_response()
    }
}

/// What charts are filled with where colour alone would not do.
fn patterns() -> Markup {
    html! {
        svg class="app-defs" aria-hidden="true" focusable="false" {
            defs {
                pattern id="p-no" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect width="7" height="7" fill="#fbe9e7" {}
                    rect width="3" height="7" fill="#b3261e" {}
                }
                pattern id="p-unknown" width="6" height="6" patternUnits="userSpaceOnUse" {
                    rect width="6" height="6" fill="#e9eef1" {}
                    circle cx="2" cy="2" r="1.3" fill="#5b6b78" {}
                }
                pattern id="p-future" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect width="6" height="6" fill="#d6eadd" {}
                    rect width="2" height="6" fill="#9fceb1" {}
                }
            }
        }
    }
}

fn header(desk: &Desk, section: Section) -> Markup {
    let is_phone_row = |i: usize| i < 4;
    html! {
        header class="app-header" {
            div class="app-width app-header__row" {
                a class="app-header__home" href=(desk.at("/home")) { (logo()) (t!("name")) }
                span class="app-header__org" { (desk.title) }
                form class="app-header__find app-header__push" action=(desk.at("/find")) method="get" role="search" {
                    label class="nhsuk-u-visually-hidden" for="find" { (t!("desk.find.label")) }
                    input id="find" name="q" type="search" autocomplete="off";
                    button type="submit" { (t!("desk.find")) }
                }
                a class="app-header__who" href=(desk.at("/account")) { (desk.viewer.name) }
                a class="app-header__menu app-header__push" href="#site-menu" { (t!("header.menu")) }
            }
            nav class="app-nav" aria-label=(t!("nav.main")) {
                div class="app-width" {
                    ul {
                        @for (i, it) in shown(desk).enumerate() {
                            li class=[(!is_phone_row(i)).then_some("wide")] {
                                a href=(desk.at(it.path(&desk.viewer))) aria-current=[(it == section).then_some("page")] { (it.name(&desk.viewer)) }
                            }
                        }
                    }
                }
            }
            @if desk.installation.is_demonstration {
                div class="app-demo" {
                    div class="app-width" {
                        p {
                            strong { (t!("demo.bar")) } " " (t!("demo.bar.nobody")) " "
                            a href="/demonstration" { (t!("demo.bar.who")) }
                        }
                    }
                }
            }
        }
    }
}

fn shown(desk: &Desk) -> impl Iterator<Item = Section> + '_ {
    NAVIGATION.into_iter().filter(|it| is_shown(*it, &desk.viewer))
}

fn done(desk: &Desk) -> Markup {
    html! {
        @if let Some(done) = &desk.done {
            div class="nhsuk-notification-banner nhsuk-notification-banner--success" role="alert" aria-labelledby="done" data-module="nhsuk-notification-banner" {
                div class="nhsuk-notification-banner__header" {
                    h2 class="nhsuk-notification-banner__title" id="done" { (t!("desk.done")) }
                }
                div class="nhsuk-notification-banner__content" {
                    p class="nhsuk-notification-banner__heading" {
                        (done.said)
                        @if let Some((to, says)) = &done.link { " " a class="nhsuk-notification-banner__link" href=(to) { (says) } }
                    }
                }
            }
        }
    }
}

fn footer(desk: &Desk) -> Markup {
    html! {
        footer class="app-footer" id="site-menu" {
            div class="app-width" {
                nav class="app-footer__cols" aria-label=(t!("footer.all")) {
                    div {
                        h2 { (t!("desk.footer.work")) }
                        ul {
                            @for it in shown(desk) { li { a href=(desk.at(it.path(&desk.viewer))) { (it.name(&desk.viewer)) } } }
                            @if desk.viewer.can(Act::Decide, Relation::Any) && desk.viewer.can(Act::SeeDecision, Relation::Any) {
                                li { a href=(desk.at("/decisions")) { (t!("desk.decisions")) } }
                            }
                            @if desk.viewer.can(Act::ManageKeys, Relation::Any) {
                                li { a href=(desk.at("/programs")) { (t!("desk.programs")) } }
                            }
                            @if desk.viewer.can(Act::TrustSigners, Relation::Any) {
                                li { a href=(desk.at("/signers")) { (t!("signers.title")) } }
                            }
                            @if desk.viewer.can(Act::ReadFeedback, Relation::Any) {
                                li { a href=(desk.at("/admin/feedback")) { (t!("feedback.said")) } }
                            }
                            @if desk.viewer.can(Act::SeeMembers, Relation::Any) {
                                li { a href=(desk.at("/admin/members")) { (t!("members.link")) } }
                            }
                        }
                        form class="app-footer__find" action=(desk.at("/find")) method="get" role="search" aria-label=(t!("desk.find.menu")) {
                            label for="find-menu" { (t!("desk.find.label")) }
                            input id="find-menu" name="q" type="search" autocomplete="off";
                            button type="submit" { (t!("desk.find")) }
                        }
                    }
                    div {
                        h2 { (t!("desk.footer.rules")) }
                        ul {
                            li { a href="/roles" { (t!("nav.roles")) } }
                            li { a href="/rules" { (t!("nav.rules")) } }
                            li { a href="/api/openapi.json" { (t!("footer.api")) } }
                        }
                    }
                    div {
                        h2 { (t!("desk.footer.you")) }
                        ul {
                            li { a href=(desk.at("/account")) { (desk.viewer.name) } }
                            @if desk.viewer.is(Role::Practitioner) {
                                @if let Some(person) = &desk.viewer.person {
                                    li { a href=(desk.at(&format!("/people/{person}"))) { (t!("desk.footer.my-record")) } }
                                    li { a href=(desk.at(&format!("/people/{person}/card"))) { (t!("card.title")) } }
                                }
                            }
                            li { a href="/accessibility" { (t!("accessibility.title")) } }
                            li { a href="/privacy" { (t!("privacy.title")) } }
                            li {
                                form method="post" action=(desk.at("/sign-out")) class="app-inline" {
                                    (desk.token())
                                    button class="app-button-link" type="submit" { (t!("desk.sign-out")) }
                                }
                            }
                        }
                    }
                }
                p { (t!("footer.advice")) }
            }
        }
    }
}
