//! Choosing a password and an app: for the first account, for one that was invited, and for one that lost both.
//!
//! Each begins with a link and ends with a first code of the app. Until then nothing of the account changes: what was
//! chosen waits in a token for half an hour, and the link can be opened again.

use jiff::{SignedDuration, Timestamp};
use preceptor_ledger::{OrgId, Token};
use serde_json::{Value as Json, json};

use super::error::{AccountError, Fault, Field, faults, judge_email, judge_name};
use super::events::{self, Event, Telling};
use super::sign_in::{APP, LetIn, PASSWORD, RECOVERY_CODE, bound, credential};
use super::{Accounts, Said, password, secret, state, totp};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// The first account of an installation.
    Setup,
    /// Joining an organisation.
    Invitation,
    /// Password and app anew.
    Recovery,
}

impl Link {
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invitation => "invitation",
            Self::Recovery => "recovery",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::Setup, Self::Invitation, Self::Recovery].into_iter().find(|it| it.kind() == word)
    }
}

/// Whom the first account belongs to before there are any.
pub(super) const INSTALLATION: &str = "installation";
/// What was chosen and waits for a first code.
const ENROLMENT: &str = "enrolment";
const ENROLMENT_LASTS: SignedDuration = SignedDuration::from_mins(30);
/// How many recovery codes there are.
const N_CODES: usize = 10;

/// What an app is set up with.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolling {
    /// Whose address stands in the app.
    pub email: String,
    /// What the app reads from a square code.
    pub address: String,
    /// The same for typing, in base 32.
    pub secret: String,
    /// What it is for; none for an account that only changes its app.
    pub link: Option<Link>,
}

/// Without the secret.
impl std::fmt::Debug for Enrolling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enrolling").field("link", &self.link).finish_non_exhaustive()
    }
}

/// Somebody who has a password and an app now.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Who.
    pub let_in: LetIn,
    /// What it was for.
    pub link: Option<Link>,
    /// The organisation that was joined.
    pub org: Option<OrgId>,
    /// The recovery codes: this is the only time they are told. None where only the app changed.
    pub recovery_codes: Vec<String>,
}

/// Without the codes.
impl std::fmt::Debug for Enrolled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enrolled").field("let_in", &self.let_in).finish_non_exhaustive()
    }
}

/// What waits for a first code.
struct Chosen {
    link: Option<(Link, String)>,
    email: String,
    name: String,
    /// Its hash; none where only the app changes.
    password: Option<String>,
    secret: String,
}

impl Chosen {
    fn body(&self) -> String {
        let (link, opens) = self.link.as_ref().map(|(it, opens)| (it.kind(), opens)).unzip();
        let it = json!({
            "link": link, "opens": opens, "email": self.email, "name": self.name,
            "password": self.password, "secret": self.secret,
        });
        it.to_string()
    }

    fn of(body: &str) -> Option<Self> {
        let it: Json = serde_json::from_str(body).ok()?;
        let text = |name: &str| it.get(name).and_then(Json::as_str).map(ToOwned::to_owned);
        let link = text("link").and_then(|it| Link::of(&it)).zip(text("opens"));
        let (email, name, secret) = (text("email")?, text("name")?, text("secret")?);
        Some(Self { link, email, name, password: text("password"), secret })
    }
}

impl Accounts {
    /// A link for making the first account, instead of any before it; none where there is an account.
    ///
    /// # Errors
    ///
    /// Where the store gives no answer.
    pub async fn setup_link(&self, now: Timestamp) -> Result<Option<String>, AccountError> {
        if self.ledger.n_accounts().await? > 0 {
            return Ok(None);
        }
        self.ledger.end_tokens(Link::Setup.kind(), INSTALLATION, None).await?;
        let link = secret::link(&*self.chance)?;
        self.token_for(&link, Link::Setup.kind(), INSTALLATION, "", now, None).await?;
        Ok(Some(link))
    }

    /// Whether a link still opens what it is for.
    ///
    /// # Errors
    ///
    /// Where the store gives no answer.
    pub async fn opens(
        &self,
        link: Link,
        opens: &str,
        now: Timestamp,
    ) -> Result<bool, AccountError> {
        Ok(self
            .opened(link, opens, now)
            .await
            .map_or_else(
                |it| if it == AccountError::Expired { Ok(None) } else { Err(it) },
                |it| Ok(Some(it)),
            )?
            .is_some())
    }

    pub(super) async fn opened(
        &self,
        link: Link,
        opens: &str,
        now: Timestamp,
    ) -> Result<Token, AccountError> {
        if link == Link::Setup && self.ledger.n_accounts().await? > 0 {
            return Err(AccountError::Expired);
        }
        self.ledger.token(link.kind(), opens, now).await?.ok_or(AccountError::Expired)
    }

    /// Begins making the first account. The secret with which [`Accounts::finish_enrolling`] goes on within half an hour.
    ///
    /// # Errors
    ///
    /// [`AccountError::Expired`] where the link is not the one made last, or there is an account;
    /// [`AccountError::Faults`] for what was typed.
    pub async fn begin_setup(
        &self,
        opens: &str,
        name: &str,
        email: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<String, AccountError> {
        self.opened(Link::Setup, opens, now).await?;
        let password_fault = password::judge(password, email, name);
        faults([judge_name(name), judge_email(email), password_fault])?;
        let link = Some((Link::Setup, opens.to_owned()));
        self.begin(INSTALLATION, link, email, name, Some(password), now).await
    }

    /// Begins joining as somebody who has no account yet.
    ///
    /// # Errors
    ///
    /// As [`Accounts::begin_setup`], and [`AccountError::SignInFirst`] where the account is there already: see
    /// [`Accounts::accept`].
    pub async fn begin_joining(
        &self,
        opens: &str,
        name: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<String, AccountError> {
        let token = self.opened(Link::Invitation, opens, now).await?;
        let account = self.ledger.account(&token.owner).await?.ok_or(AccountError::Expired)?;
        if account.state == state::ACTIVE {
            return Err(AccountError::SignInFirst);
        }
        let email = Said::of(&account)?.email;
        faults([judge_name(name), password::judge(password, &email, name)])?;
        let link = Some((Link::Invitation, opens.to_owned()));
        self.begin(&account.id, link, &email, name, Some(password), now).await
    }

    /// Begins choosing password and app anew with the operator's link.
    ///
    /// # Errors
    ///
    /// As [`Accounts::begin_setup`].
    pub async fn begin_recovery(
        &self,
        opens: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<String, AccountError> {
        let token = self.opened(Link::Recovery, opens, now).await?;
        let (account, said) = self.active(&token.owner).await.map_err(|_| AccountError::Expired)?;
        faults([password::judge(password, &said.email, &said.name)])?;
        let link = Some((Link::Recovery, opens.to_owned()));
        self.begin(&account.id, link, &said.email, &said.name, Some(password), now).await
    }

    /// Begins changing the app of somebody who is signed in and has just proved it.
    ///
    /// # Errors
    ///
    /// Where the store gives no answer.
    pub async fn begin_new_app(
        &self,
        account: &str,
        now: Timestamp,
    ) -> Result<String, AccountError> {
        let (account, said) = self.active(account).await?;
        self.begin(&account.id, None, &said.email, &said.name, None, now).await
    }

    async fn begin(
        &self,
        owner: &str,
        link: Option<(Link, String)>,
        email: &str,
        name: &str,
        password: Option<&str>,
        now: Timestamp,
    ) -> Result<String, AccountError> {
        let password = match password {
            Some(it) => Some(self.hashing.hash(it, &self.chance).await?),
            None => None,
        };
        let (email, name) = (email.trim().to_owned(), name.trim().to_owned());
        let secret = totp::new_secret(&*self.chance)?;
        let chosen = Chosen { link, email, name, password, secret };
        let begun = secret::link(&*self.chance)?;
        self.token_for(&begun, ENROLMENT, owner, &chosen.body(), now, Some(ENROLMENT_LASTS))
            .await?;
        Ok(begun)
    }

    /// What the app is to be set up with.
    ///
    /// # Errors
    ///
    /// [`AccountError::Expired`] after half an hour, or where it is done.
    pub async fn enrolling(&self, begun: &str, now: Timestamp) -> Result<Enrolling, AccountError> {
        let (_, chosen) = self.chosen(begun, now).await?;
        Ok(Enrolling {
            address: totp::address(&chosen.secret, &chosen.email)?,
            email: chosen.email,
            secret: chosen.secret,
            link: chosen.link.map(|it| it.0),
        })
    }

    async fn chosen(&self, begun: &str, now: Timestamp) -> Result<(Token, Chosen), AccountError> {
        let token = self.ledger.token(ENROLMENT, begun, now).await?.ok_or(AccountError::Expired)?;
        let chosen = Chosen::of(&token.body).ok_or(AccountError::Expired)?;
        Ok((token, chosen))
    }

    /// Ends it with the first code of the app: the account has password and app, and its sessions but one end. Somebody
    /// who only changes the app names the session they do it in.
    ///
    /// # Errors
    ///
    /// [`AccountError::Expired`] where the link was used meanwhile; a fault of the code where it is not the app's.
    pub async fn finish_enrolling(
        &self,
        begun: &str,
        code: &str,
        session: Option<&str>,
        now: Timestamp,
    ) -> Result<Enrolled, AccountError> {
        let (token, chosen) = self.chosen(begun, now).await?;
        let Some(step) = totp::step(&chosen.secret, code, now)? else {
            return Err(AccountError::Faults(vec![Fault::CodeWrong]));
        };
        self.ledger.use_token(ENROLMENT, begun, now).await?.ok_or(AccountError::Expired)?;
        let (account, org) = match &chosen.link {
            Some((link, opens)) => self.take(*link, opens, &chosen, now).await?,
            None => (token.owner, None),
        };
        if let Some(hash) = &chosen.password {
            self.ledger.put_credential(&account, &credential(PASSWORD, hash, 0, now)).await?;
        }
        self.ledger.put_credential(&account, &credential(APP, &chosen.secret, step, now)).await?;
        self.end_sessions_but(&account, session).await?;
        let recovery_codes = match &chosen.link {
            Some(_) => self.fresh_codes(&account, now).await?,
            None => Vec::new(),
        };
        let event = match chosen.link {
            Some((Link::Setup, _)) => Event::SetUp,
            Some((Link::Invitation, _)) => Event::Joined,
            Some((Link::Recovery, _)) => Event::Recovered,
            None => Event::AppChanged,
        };
        events::tell(&self.ledger, &Telling::own(event, &account), now).await?;
        let let_in = LetIn { account, name: chosen.name, with_recovery_code: false };
        Ok(Enrolled { let_in, link: chosen.link.map(|it| it.0), org, recovery_codes })
    }

    /// Uses up the link, and makes of the account what it is for. Of several who try, one gets past the first line.
    async fn take(
        &self,
        link: Link,
        opens: &str,
        chosen: &Chosen,
        now: Timestamp,
    ) -> Result<(String, Option<OrgId>), AccountError> {
        self.opened(link, opens, now).await?;
        let used =
            self.ledger.use_token(link.kind(), opens, now).await?.ok_or(AccountError::Expired)?;
        let (email, name) = (chosen.email.clone(), chosen.name.clone());
        match link {
            Link::Setup => {
                let id = secret::account_id(&*self.chance)?;
                let said = Said { email, name, is_first: true };
                self.ledger
                    .make_account(&id, &said.email, state::ACTIVE, &said.body(), now)
                    .await?;
                Ok((id, None))
            }
            Link::Invitation => {
                let said = Said { email, name, is_first: false };
                self.ledger
                    .change_account(&used.owner, &said.email, state::ACTIVE, &said.body())
                    .await?;
                let org = self.join(&used, now).await?;
                Ok((used.owner, Some(org)))
            }
            Link::Recovery => {
                self.ledger.forget_failures(&used.owner).await?;
                Ok((used.owner, None))
            }
        }
    }

    /// Ten new recovery codes in place of all there were.
    pub(super) async fn fresh_codes(
        &self,
        account: &str,
        now: Timestamp,
    ) -> Result<Vec<String>, AccountError> {
        self.ledger.end_tokens(RECOVERY_CODE, account, None).await?;
        let mut codes = Vec::new();
        for _ in 0..N_CODES {
            let code = secret::recovery_code(&*self.chance)?;
            let folded =
                secret::folded_code(&code).ok_or(AccountError::Broken("a recovery code"))?;
            self.token_for(&bound(account, &folded), RECOVERY_CODE, account, "", now, None).await?;
            codes.push(code);
        }
        Ok(codes)
    }
}

/// Where a form shows what is wrong.
impl AccountError {
    /// What is wrong with that field.
    pub fn fault(&self, field: Field) -> Option<Fault> {
        match self {
            Self::Faults(all) => all.iter().copied().find(|it| it.field() == field),
            _ => None,
        }
    }
}
