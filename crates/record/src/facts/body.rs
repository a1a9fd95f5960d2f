//! What a fact says: one kind each.

use super::{
    Absence, Annotation, Appraisal, Assessment, Capability, Check, Cpd, Declaration, Delegation,
    Details, Enrolment, Entitlement, Exam, Experience, Post, Qualification, Registration,
    Restriction, SignOff, Supervision, Training, Verification, Withdrawal,
};
use crate::date::Period;
use crate::file::Mapping;
use crate::ids::PersonId;

crate::choice! {
    /// What a fact says: one kind each.
    pub enum Body {
        /// An entry in a register.
        Registration(Registration) = "registration",
        /// A mark on such an entry.
        Annotation(Annotation) = "annotation",
        /// An award.
        Qualification(Qualification) = "qualification",
        /// A national examination.
        Exam(Exam) = "exam",
        /// Work done.
        Experience(Experience) = "experience",
        /// A post held.
        Post(Post) = "post",
        /// An employer's grant.
        Entitlement(Entitlement) = "entitlement",
        /// An act handed over.
        Delegation(Delegation) = "delegation",
        /// A place on a programme.
        Enrolment(Enrolment) = "enrolment",
        /// An employment check.
        Check(Check) = "check",
        /// A supervisor.
        Supervision(Supervision) = "supervision",
        /// A sign-off.
        SignOff(SignOff) = "sign-off",
        /// A rating.
        Capability(Capability) = "capability",
        /// A workplace-based assessment.
        Assessment(Assessment) = "assessment",
        /// Continuing professional development.
        Cpd(Cpd) = "cpd",
        /// An appraisal.
        Appraisal(Appraisal) = "appraisal",
        /// Training.
        Training(Training) = "training",
        /// A declaration.
        Declaration(Declaration) = "declaration",
        /// Time away.
        Absence(Absence) = "absence",
        /// A restriction.
        Restriction(Restriction) = "restriction",
        /// Who the person is.
        Details(Details) = "details",
        /// A check of another fact.
        Verification(Verification) = "verification",
        /// Taking another fact back.
        Withdrawal(Withdrawal) = "withdrawal",
    }
}

impl Body {
    /// The days it speaks of: its period, or all days from the one on which it happened.
    pub fn period(&self) -> Period {
        match self {
            Self::Registration(it) => Period::new(it.from, it.until),
            Self::Annotation(it) => Period::new(it.from, it.until),
            Self::Qualification(it) => Period::new(it.on, None),
            Self::Exam(it) => Period::new(it.on, None),
            Self::Experience(it) => Period::new(it.from, it.until),
            Self::Post(it) => Period::new(it.from, it.until),
            Self::Entitlement(it) => Period::new(it.from, it.until),
            Self::Delegation(it) => Period::new(it.from, it.until),
            Self::Enrolment(it) => Period::new(it.from, it.until),
            Self::Check(it) => Period::new(it.on, it.until),
            Self::Supervision(it) => Period::new(it.from, it.until),
            Self::SignOff(it) => Period::new(it.on, it.until),
            Self::Capability(it) => Period::new(it.on, None),
            Self::Assessment(it) => Period::new(it.on, None),
            Self::Cpd(it) => Period::new(it.on, None),
            Self::Appraisal(it) => Period::new(it.on, None),
            Self::Training(it) => Period::new(it.on, it.until),
            Self::Declaration(it) => Period::new(it.on, it.until),
            Self::Absence(it) => Period::new(it.from, it.until),
            Self::Restriction(it) => Period::new(it.from, it.until),
            Self::Details(it) => Period::new(it.from, None),
            Self::Verification(it) => Period::new(it.on, None),
            Self::Withdrawal(it) => Period::new(it.on, None),
        }
    }

    /// The other person it names, if it names one on whom something may rest.
    pub fn names(&self) -> Option<&PersonId> {
        match self {
            Self::Supervision(it) => Some(&it.supervisor),
            Self::SignOff(it) => it.assessor.as_ref(),
            Self::Capability(it) => it.assessor.as_ref(),
            Self::Assessment(it) => it.assessor.as_ref(),
            Self::Delegation(it) => it.delegator.as_ref(),
            Self::Appraisal(it) => it.appraiser.as_ref(),
            _ => None,
        }
    }

    /// Writes its own fields into the mapping of a fact.
    pub(crate) fn write_into(&self, map: &mut Mapping<'_>) {
        match self {
            Self::Registration(it) => it.write_into(map),
            Self::Annotation(it) => it.write_into(map),
            Self::Qualification(it) => it.write_into(map),
            Self::Exam(it) => it.write_into(map),
            Self::Experience(it) => it.write_into(map),
            Self::Post(it) => it.write_into(map),
            Self::Entitlement(it) => it.write_into(map),
            Self::Delegation(it) => it.write_into(map),
            Self::Enrolment(it) => it.write_into(map),
            Self::Check(it) => it.write_into(map),
            Self::Supervision(it) => it.write_into(map),
            Self::SignOff(it) => it.write_into(map),
            Self::Capability(it) => it.write_into(map),
            Self::Assessment(it) => it.write_into(map),
            Self::Cpd(it) => it.write_into(map),
            Self::Appraisal(it) => it.write_into(map),
            Self::Training(it) => it.write_into(map),
            Self::Declaration(it) => it.write_into(map),
            Self::Absence(it) => it.write_into(map),
            Self::Restriction(it) => it.write_into(map),
            Self::Details(it) => it.write_into(map),
            Self::Verification(it) => it.write_into(map),
            Self::Withdrawal(it) => it.write_into(map),
        }
    }
}
