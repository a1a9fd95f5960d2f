//! Compliance with a scheme of continuing professional development (CPD).
//!
//! A day is judged by the last cycle that was completed by that day; the cycle in progress is not judged, only shown.
//! Where the scheme names inner cycles (`within`), each length is judged by its own last completed cycle, and all of
//! them must be complied with. Before the first completed cycle nothing was due, and outside its dates a scheme asks
//! nothing: both are met. Where no fact says when the person came into the scheme, it is unknown.
//!
//! The rules to the day are in the section "CPD" of `docs/reference/semantics.md`. In short:
//!
//! - [`joined`]: the day the person came into the scheme;
//! - [`calendar`]: the cycles that follow from it;
//! - [`laid`]: the entries and absences of one set of facts laid against the scheme;
//! - [`measure`]: what is asked of one cycle and what was found.
//!
//! Everything is answered twice, from the verified facts and from all of them; where the answers differ it is unknown.
//! Sums are integers, amounts hundredths. Start at [`account()`]; nothing here looks at another person or at a clock.

mod account;
mod calendar;
mod joined;
mod laid;
mod measure;
#[cfg(test)]
mod tests;

use preceptor_record::{Code, Record};
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::requirement::{CpdDone, When};
use preceptor_rulebook::vocabulary::CpdScheme;

pub use account::{
    Account, Basis, CycleAccount, Parameter, ParameterAccount, Quantity, State, account,
};

use crate::leaves::{View, lasts};
use crate::truth::{Timeline, Truth};
use laid::{Laid, Which};

/// The timeline of the leaf `cpd`: unknown on every day where the rulebook has no such scheme.
pub(crate) fn timeline(view: &View<'_>, leaf: &CpdDone) -> Timeline {
    match view.book.cpd_scheme(leaf.scheme.value.as_str()) {
        Some(scheme) => {
            compliance(view.book, view.record, view.stance.role.as_ref(), scheme, leaf.when)
        }
        None => Timeline::constant(Truth::Unknown),
    }
}

/// Whether a record complies with a scheme, day by day. `role` is the role acted in, which decides whose registers and
/// awards bring a person into a scheme for roles.
pub fn compliance(
    book: &Rulebook,
    record: &Record<'_>,
    role: Option<&Code>,
    scheme: &CpdScheme,
    when: When,
) -> Timeline {
    let sure = Laid::new(book, record, role, scheme, Which::Verified);
    let own = sure.timeline();
    let mut answers = bounds(&own, when);
    if sure.leaves_out {
        let all = Laid::new(book, record, role, scheme, Which::All);
        answers.extend(bounds(&all.timeline(), when));
    }
    let parts: Vec<&Timeline> = answers.iter().collect();
    Timeline::join(&parts, |of| {
        let agreed = of.reduce(|a, b| if a == b { a } else { Truth::Unknown });
        agreed.unwrap_or(Truth::Unknown)
    })
}

/// A timeline under `when`: once with its unknown days taken as unmet and once as met, which is what unknown means.
fn bounds(own: &Timeline, when: When) -> Vec<Timeline> {
    if when == When::Now {
        return vec![own.clone()];
    }
    let lifted = |least: Truth| {
        let days =
            own.stretches().filter(|(_, truth)| *truth >= least).map(|(it, _)| lasts(it, when));
        Timeline::of_periods(days)
    };
    vec![lifted(Truth::Met), lifted(Truth::Unknown)]
}
