//! Facts about the record itself: who the person is, and what was checked or taken back.

use crate::date::Day;
use crate::file::fact;
use crate::ids::{FactId, PersonId};
use crate::words;

words! {
    /// How a check of a fact ended.
    pub enum Outcome {
        /// It is so.
        Confirmed = "confirmed",
        /// It is not so.
        Refuted = "refuted",
    }
}

fact! {
    /// Who the person is: a fact like others, so that a changed name keeps its history.
    pub struct Details private(name, known_as, pronouns, born, email, phone, employee_number) {
        /// The name.
        pub name: Option<String>,
        /// What they are called.
        pub known_as: Option<String>,
        /// Pronouns.
        pub pronouns: Option<String>,
        /// Date of birth.
        pub born: Option<Day>,
        /// E-mail address.
        pub email: Option<String>,
        /// Telephone number.
        pub phone: Option<String>,
        /// The employer's number.
        pub employee_number: Option<String>,
        /// From which day.
        pub from: Option<Day>,
    }
}

impl Details {
    /// Whether any of it is known.
    pub(crate) fn says_anything(&self) -> bool {
        let texts = [
            &self.name,
            &self.known_as,
            &self.pronouns,
            &self.email,
            &self.phone,
            &self.employee_number,
        ];
        texts.into_iter().any(Option::is_some) || self.born.is_some() || self.from.is_some()
    }
}

fact! {
    /// Somebody entitled looked whether a fact is so.
    pub struct Verification private(how) {
        /// Which fact.
        pub of: FactId,
        /// What they found.
        pub outcome: Outcome = Outcome::Confirmed,
        /// Who looked.
        pub by: Option<PersonId>,
        /// How.
        pub how: Option<String>,
        /// When.
        pub on: Option<Day>,
    }
}

fact! {
    /// A fact never held and is taken back.
    pub struct Withdrawal {
        /// Which fact.
        pub of: FactId,
        /// When.
        pub on: Option<Day>,
    }
}
