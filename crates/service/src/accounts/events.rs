//! What happened to accounts, as lines of the access trail: ids and words, never a name or an address.
//!
//! An event is a line in the trail of each organisation that the account is a member of, so that its administrators see
//! it; of an account that is a member of none, in the trail of the installation.

use jiff::Timestamp;
use preceptor_ledger::{Ledger, NewLine, OrgId, StoreError, Trail};
use serde_json::{Value as Json, json};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// The first account was made.
    SetUp,
    /// Signed in with password and app.
    SignedIn,
    /// Signed in with password and a recovery code, which is used up.
    SignedInWithCode,
    /// Too many attempts to sign in failed; nobody is let in for a while.
    Locked,
    /// Asked to join the organisation.
    Invited,
    /// Accepted the invitation.
    Joined,
    /// Was given other roles in the organisation.
    RolesChanged,
    /// Is no member of the organisation any longer.
    Ended,
    /// Has a new password; the other sessions ended.
    PasswordChanged,
    /// Has a new app for codes; the other sessions ended.
    AppChanged,
    /// Has new recovery codes; the old ones open nothing.
    CodesRenewed,
    /// The operator made a link with which password and app are chosen anew.
    RecoveryLink,
    /// That link was used.
    Recovered,
    /// All sessions were ended.
    SessionsEnded,
}

/// Whoever runs the server, from its command line.
pub const OPERATOR: &str = "operator";

impl Event {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::SetUp,
        Self::SignedIn,
        Self::SignedInWithCode,
        Self::Locked,
        Self::Invited,
        Self::Joined,
        Self::RolesChanged,
        Self::Ended,
        Self::PasswordChanged,
        Self::AppChanged,
        Self::CodesRenewed,
        Self::RecoveryLink,
        Self::Recovered,
        Self::SessionsEnded,
    ];

    /// The word of the line.
    pub fn word(self) -> &'static str {
        match self {
            Self::SetUp => "set-up",
            Self::SignedIn => "signed-in",
            Self::SignedInWithCode => "signed-in-with-recovery-code",
            Self::Locked => "locked",
            Self::Invited => "invited",
            Self::Joined => "joined",
            Self::RolesChanged => "roles-changed",
            Self::Ended => "ended",
            Self::PasswordChanged => "password-changed",
            Self::AppChanged => "app-changed",
            Self::CodesRenewed => "recovery-codes-renewed",
            Self::RecoveryLink => "recovery-link-made",
            Self::Recovered => "recovered",
            Self::SessionsEnded => "sessions-ended",
        }
    }
}

/// An event as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The number of its line.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who did it: an account, or [`OPERATOR`].
    pub by: String,
    /// To which account.
    pub account: String,
    /// What.
    pub event: Event,
    /// The roles it speaks of.
    pub roles: Vec<String>,
}

/// An event to be told.
pub(super) struct Telling<'a> {
    pub event: Event,
    pub account: &'a str,
    pub by: &'a str,
    pub roles: &'a [String],
}

impl<'a> Telling<'a> {
    /// What somebody did to their own account.
    pub(super) fn own(event: Event, account: &'a str) -> Self {
        Self { event, account, by: account, roles: &[] }
    }
}

/// Tells one organisation.
pub(super) async fn tell_in(
    ledger: &Ledger,
    org: &OrgId,
    it: &Telling<'_>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut body = json!({ "event": it.event.word(), "account": it.account });
    if let (Some(body), false) = (body.as_object_mut(), it.roles.is_empty()) {
        body.insert("roles".to_owned(), json!(it.roles));
    }
    ledger
        .write_line(org, Trail::Access, NewLine::new(at, it.by, body.to_string()))
        .await
        .map(|_| ())
}

/// Tells every organisation that the account is a member of, or the installation.
pub(super) async fn tell(
    ledger: &Ledger,
    it: &Telling<'_>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let of = ledger.memberships(it.account).await?;
    if of.is_empty() {
        return tell_in(ledger, &OrgId::installation(), it, at).await;
    }
    for member in of {
        tell_in(ledger, &member.org, it, at).await?;
    }
    Ok(())
}

/// What happened to the accounts of an organisation before that number of line, the latest first; at most so many lines
/// are looked through.
///
/// # Errors
///
/// Where the store gives no answer.
pub async fn before(
    ledger: &Ledger,
    org: &OrgId,
    number: i64,
    most: u32,
) -> Result<Vec<Told>, StoreError> {
    let lines = ledger.lines_about_nobody(org, Trail::Access, number, most).await?;
    let read = |it: &preceptor_ledger::Line| {
        let body: Json = serde_json::from_str(&it.body).ok()?;
        let word = body.get("event")?.as_str()?;
        let event = Event::ALL.into_iter().find(|it| it.word() == word)?;
        let account = body.get("account")?.as_str()?.to_owned();
        let roles = body.get("roles").and_then(Json::as_array);
        let roles =
            roles.map(|it| it.iter().filter_map(|it| it.as_str().map(ToOwned::to_owned)).collect());
        let (number, at, by) = (it.number, it.at, it.actor.clone());
        Some(Told { number, at, by, account, event, roles: roles.unwrap_or_default() })
    };
    Ok(lines.iter().filter_map(read).collect())
}
