//! The kinds of fact: one kind each.
//!
//! `until` is everywhere the first day not covered. A period without `from` has no known start.

mod amounts;
mod body;
mod credentials;
mod development;
mod entries;
mod supervision;
mod work;

pub use amounts::{Amount, Fte};
pub use body::Body;
pub use credentials::{
    Annotation, Class, Enrolment, Exam, Passed, Qualification, Registration, Status,
};
pub use development::{Appraisal, Cpd, Declaration, Training};
pub use entries::{Details, Outcome, Verification, Withdrawal};
pub use supervision::{Assessment, Capability, SignOff, Supervision, SupervisionKind};
pub use work::{Absence, Check, Delegation, Entitlement, Experience, Post, Restriction};
