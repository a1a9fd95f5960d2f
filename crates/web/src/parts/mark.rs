//! The marks: a shape for each state, always beside its word.

use maud::{Markup, html};

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Met, permitted, open.
    Met,
    /// Under supervision, or on conditions.
    Supervised,
    /// Not known, not asked.
    Unknown,
    /// Not met, forbidden, closed.
    No,
    /// Close, or soon.
    Soon,
}

/// The shape alone; its word must stand beside it.
pub fn shape(state: State) -> Markup {
    let class = match state {
        State::Met => "app-i-met",
        State::Supervised => "app-i-sup",
        State::Unknown => "app-i-unknown",
        State::No => "app-i-no",
        State::Soon => "app-i-soon",
    };
    html! {
        svg class=(class) viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false" {
            @match state {
                State::Met => {
                    circle cx="12" cy="12" r="11" fill="currentColor" {}
                    path d="M6.5 12.4l3.7 3.7 7.3-7.6" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" {}
                }
                State::Supervised => {
                    rect x="1" y="1" width="22" height="22" rx="5" fill="currentColor" {}
                    circle cx="8.6" cy="8.6" r="2.7" fill="#fff" {}
                    path d="M3.8 18.2c0-3.4 2-5.6 4.8-5.6s4.8 2.2 4.8 5.6z" fill="#fff" {}
                    circle cx="16" cy="9.4" r="2.2" fill="#fff" {}
                    path d="M14.8 18.2c0-2-.4-3.6-1.2-4.9.7-.5 1.5-.7 2.4-.7 2.4 0 4.2 1.9 4.2 5.6z" fill="#fff" {}
                }
                State::Unknown => {
                    circle cx="12" cy="12" r="10.2" fill="#fff" stroke="currentColor" stroke-width="2" stroke-dasharray="3.6 2.8" {}
                    path d="M9 9.6c0-1.7 1.3-2.9 3.1-2.9s3 1.1 3 2.7c0 2.3-3 2.4-3 4.6" fill="none" stroke="currentColor" stroke-width="2.1" stroke-linecap="round" {}
                    circle cx="12.1" cy="17.4" r="1.4" fill="currentColor" {}
                }
                State::No => {
                    path d="M7.3 1h9.4L23 7.3v9.4L16.7 23H7.3L1 16.7V7.3z" fill="currentColor" {}
                    path d="M8 8l8 8M16 8l-8 8" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" {}
                }
                State::Soon => {
                    path d="M12 1.8L23 21.8H1z" fill="#ffb81c" stroke="#6b3d00" stroke-width="1.6" stroke-linejoin="round" {}
                    path d="M12 9v6" stroke="#212b32" stroke-width="2.4" stroke-linecap="round" {}
                    circle cx="12" cy="18.4" r="1.4" fill="#212b32" {}
                }
            }
        }
    }
}

/// A shape with its word.
pub fn mark(state: State, word: &str) -> Markup {
    html! { span class="app-mark" { (shape(state)) span { (word) } } }
}
