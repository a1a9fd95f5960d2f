//! Home: what needs the reader, worst first.

use maud::{Markup, html};

use crate::desk::{Desk, Section};
use crate::text::t;

pub async fn page(desk: Desk) -> Markup {
    let body = html! {
        div class="app-head" {
            div {
                p class="app-over" { (desk.now.day.in_words()) }
                h1 class="app-h1" { (t!("desk.home")) }
            }
        }
    };
    desk.page(t!("desk.home"), Section::Home, body).html()
}
