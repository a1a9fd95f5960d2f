//! Why somebody was not let in, or why what they typed was not taken.

use jiff::Timestamp;
use preceptor_ledger::{NoChance, StoreError};

use crate::refusal::Refusal;

/// Why nothing came of it. Nothing in it names anybody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The address, the password or the code is wrong, or there is no such account: which of them is never said.
    #[error("not let in")]
    NotLetIn,
    /// Too many attempts failed. The same for accounts that exist and those that do not.
    #[error("too many attempts; the next counts from {until}")]
    Wait {
        /// When the next attempt is looked at.
        until: Timestamp,
    },
    /// The link, or the sign-in that was begun, is not good any longer.
    #[error("the link is not good any longer")]
    Expired,
    /// The invitation is for an account that is there already: whoever has it signs in and accepts.
    #[error("sign in to accept the invitation")]
    SignInFirst,
    /// What was typed cannot be taken: every fault at once.
    #[error("{} fields are not as they must be", .0.len())]
    Faults(Vec<Fault>),
    /// An organisation would have no administrator left.
    #[error("the organisation would have no administrator left")]
    LastAdministrator,
    /// There is no such account in this organisation.
    #[error("no such account in this organisation")]
    NotFound,
    /// Neither hash nor random bytes were to be had.
    #[error("the machine could not: {0}")]
    Broken(&'static str),
    /// The store gave no answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AccountError> for Refusal {
    fn from(it: AccountError) -> Self {
        match it {
            AccountError::Wait { .. } => Self::TooOften,
            AccountError::Expired | AccountError::NotFound | AccountError::NotLetIn => {
                Self::NotFound
            }
            AccountError::Store(it) => it.into(),
            AccountError::Broken(why) => Self::Broken(why.to_owned()),
            AccountError::SignInFirst
            | AccountError::LastAdministrator
            | AccountError::Faults(_) => Self::Denied(it.to_string()),
        }
    }
}

impl From<NoChance> for AccountError {
    fn from(_: NoChance) -> Self {
        Self::Broken("no random bytes")
    }
}

/// A field of a form about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// A person's name.
    Name,
    /// An e-mail address.
    Email,
    /// A new password.
    Password,
    /// A code from the app, or a recovery code.
    Code,
    /// What somebody is in an organisation.
    Roles,
}

/// What is wrong with a field; the page puts it in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No name was given.
    NameMissing,
    /// A name of more than 200 characters, or with control characters in it.
    NameUnfit,
    /// No e-mail address, or none that could be one.
    EmailUnfit,
    /// There is an account of that address in the organisation already.
    EmailMember,
    /// A password of fewer than 12 characters.
    PasswordShort,
    /// A password of more than 200 characters.
    PasswordLong,
    /// A password that is tried first by whoever guesses.
    PasswordCommon,
    /// A password made of the person's own name or address.
    PasswordOwn,
    /// The code is not the one the app shows now.
    CodeWrong,
    /// No role was chosen.
    RolesMissing,
}

impl Fault {
    /// The field it is about.
    pub fn field(self) -> Field {
        match self {
            Self::NameMissing | Self::NameUnfit => Field::Name,
            Self::EmailUnfit | Self::EmailMember => Field::Email,
            Self::PasswordShort | Self::PasswordLong | Self::PasswordCommon | Self::PasswordOwn => {
                Field::Password
            }
            Self::CodeWrong => Field::Code,
            Self::RolesMissing => Field::Roles,
        }
    }
}

/// The faults, if there are any.
pub(super) fn faults(found: impl IntoIterator<Item = Option<Fault>>) -> Result<(), AccountError> {
    let found: Vec<Fault> = found.into_iter().flatten().collect();
    if found.is_empty() { Ok(()) } else { Err(AccountError::Faults(found)) }
}

/// What is wrong with a name.
pub(super) fn judge_name(name: &str) -> Option<Fault> {
    let name = name.trim();
    if name.is_empty() {
        return Some(Fault::NameMissing);
    }
    let is_unfit = name.chars().count() > 200 || name.chars().any(char::is_control);
    is_unfit.then_some(Fault::NameUnfit)
}

/// What is wrong with an e-mail address: no more is asked than that a message could be sent there.
pub(super) fn judge_email(email: &str) -> Option<Fault> {
    let email = email.trim();
    let is_plain =
        |it: char| !it.is_control() && !it.is_whitespace() && !"<>()[],;:\"\\".contains(it);
    let is_fit = email.len() <= 254
        && email.chars().all(is_plain)
        && email.rsplit_once('@').is_some_and(|(who, host)| {
            !who.is_empty()
                && !who.contains('@')
                && host.contains('.')
                && host
                    .split('.')
                    .all(|it| !it.is_empty() && !it.starts_with('-') && !it.ends_with('-'))
        });
    (!is_fit).then_some(Fault::EmailUnfit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_that_a_message_could_be_sent_to() {
        let long = format!("{}@example.org", "a".repeat(243));
        for it in
            ["amara@example.org", " Amara.O'Kafor+x@ward.example.org ", "å@example.org", &long[1..]]
        {
            assert_eq!(judge_email(it), None, "{it}");
        }
        for it in [
            "",
            "amara",
            "amara@",
            "@example.org",
            "amara@example",
            "a b@example.org",
            "a@@example.org",
            "a@.org",
            "a@example.",
            "a@-x.org",
            "a:b@example.org",
            "<a@example.org>",
            "a@example.org\n",
            &long,
        ] {
            let expected = if it == "a@example.org\n" { None } else { Some(Fault::EmailUnfit) };
            assert_eq!(judge_email(it), expected, "{it}");
        }
    }

    #[test]
    fn a_name_has_one_character_to_two_hundred() {
        assert_eq!(judge_name(" "), Some(Fault::NameMissing));
        assert_eq!(judge_name(&"ą".repeat(200)), None);
        assert_eq!(judge_name(&"ą".repeat(201)), Some(Fault::NameUnfit));
        assert_eq!(judge_name("a\u{0}b"), Some(Fault::NameUnfit));
        assert_eq!(judge_name("عمارة 🙂"), None);
    }
}
