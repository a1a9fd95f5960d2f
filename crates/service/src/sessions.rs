//! Sessions: what a cookie opens, for how long, and what is said once on the next page.

use jiff::{SignedDuration, Timestamp};
use preceptor_ledger::{Member, NewToken, OrgId, Token};
use preceptor_record::PersonId;
use serde_json::{Value as Json, json};

use crate::access::{Role, Viewer};
use crate::accounts::INVITED;
use crate::installation::Installation;
use crate::now::Now;
use crate::refusal::Refusal;

/// The kind of the tokens.
pub const SESSION: &str = "session";
/// Without a request a session ends after this.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// And it ends after this in any case.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// A session in use is written down this often at most.
const TOUCHED: SignedDuration = SignedDuration::from_mins(1);
/// How long a sensitive act may follow after signing in, or after saying once more that it is oneself.
pub const STEPPED_UP: SignedDuration = SignedDuration::from_mins(10);

/// Something that was done, to be said on the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// What was done, in a sentence that names it.
    pub said: String,
    /// Where it can be undone or looked at, and what the link says.
    pub link: Option<(String, String)>,
}

/// A session that a secret opened.
#[derive(Debug, Clone)]
pub struct Session {
    token: Token,
    body: Json,
}

impl Session {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.token.id
    }

    /// Whose it is.
    pub fn account(&self) -> &str {
        &self.token.owner
    }

    /// When it was begun.
    pub fn begun_at(&self) -> Timestamp {
        self.token.made_at
    }

    /// When it was last used.
    pub fn seen_at(&self) -> Timestamp {
        self.token.seen_at
    }

    /// What the browser said it is.
    pub fn agent(&self) -> &str {
        self.body.get("agent").and_then(Json::as_str).unwrap_or_default()
    }

    /// Whether things to try are still shown in the demonstration.
    pub fn shows_tips(&self) -> bool {
        self.body.get("tips_away").is_none()
    }

    fn stepped_up_until(&self) -> Option<Timestamp> {
        let micros = self.body.get("stepped_up_until")?.as_i64()?;
        Timestamp::from_microsecond(micros).ok()
    }
}

impl Installation {
    /// Begins a session for an account; its secret, for the cookie. Whoever begins one has just said who they are.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn begin_session(
        &self,
        account: &str,
        agent: &str,
        now: Now,
    ) -> Result<String, Refusal> {
        let secret = self.secret()?;
        let until = (now.at + STEPPED_UP).as_microsecond();
        let agent: String = agent.chars().filter(|it| !it.is_control()).take(200).collect();
        let body = json!({ "agent": agent, "stepped_up_until": until }).to_string();
        let token = NewToken {
            kind: SESSION,
            owner: account,
            org: None,
            person: None,
            body: &body,
            at: now.at,
            expires_at: Some(now.at + IDLE),
        };
        self.ledger.make_token(&secret, &token).await?;
        Ok(secret)
    }

    /// The session a secret opens, kept alive by being asked for.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn session(&self, secret: &str, now: Now) -> Result<Option<Session>, Refusal> {
        let Some(mut token) = self.ledger.token(SESSION, secret, now.at).await? else {
            return Ok(None);
        };
        if now.at.duration_since(token.seen_at) >= TOUCHED {
            token.seen_at = now.at;
            token.expires_at = Some((now.at + IDLE).min(token.made_at + ABSOLUTE));
            if !self.ledger.keep_token(&token).await? {
                return Ok(None);
            }
        }
        let body = serde_json::from_str(&token.body).unwrap_or_default();
        Ok(Some(Session { token, body }))
    }

    /// The sessions of an account that are open, the latest used first.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn sessions_of(&self, account: &str, now: Now) -> Result<Vec<Session>, Refusal> {
        let tokens = self.ledger.tokens_of(SESSION, account).await?;
        let open = tokens.into_iter().filter(|it| it.expires_at.is_none_or(|it| it > now.at));
        Ok(open
            .map(|token| Session {
                body: serde_json::from_str(&token.body).unwrap_or_default(),
                token,
            })
            .collect())
    }

    /// Ends a session of an account. False where it had none of that id.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn end_session(&self, account: &str, id: &str) -> Result<bool, Refusal> {
        Ok(self.ledger.end_token(SESSION, account, id).await?)
    }

    /// Ends all sessions of an account but the one of that id; how many.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn end_sessions(&self, account: &str, but: Option<&str>) -> Result<u64, Refusal> {
        Ok(self.ledger.end_tokens(SESSION, account, but).await?)
    }

    /// Keeps a sentence for the next page of a session.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn say_next(
        &self,
        session: &mut Session,
        done: Option<&Done>,
    ) -> Result<(), Refusal> {
        let said = done.map(|it| json!({ "said": it.said, "link": it.link }));
        if let Some(body) = session.body.as_object_mut() {
            match said {
                Some(it) => body.insert("done".to_owned(), it),
                None => body.remove("done"),
            };
        }
        session.token.body = session.body.to_string();
        self.ledger.keep_token(&session.token).await?;
        Ok(())
    }

    /// Puts the demonstration's things to try away for as long as a session lasts.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn put_tips_away(&self, session: &mut Session) -> Result<(), Refusal> {
        if let Some(body) = session.body.as_object_mut() {
            body.insert("tips_away".to_owned(), true.into());
        }
        session.token.body = session.body.to_string();
        self.ledger.keep_token(&session.token).await?;
        Ok(())
    }

    /// Takes the sentence kept for this page, if there is one.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn said_before(&self, session: &mut Session) -> Result<Option<Done>, Refusal> {
        let Some(done) = session.body.get("done").cloned() else { return Ok(None) };
        self.say_next(session, None).await?;
        let text = |it: &Json| it.as_str().map(ToOwned::to_owned);
        let link = done.get("link").and_then(Json::as_array);
        Ok(done.get("said").and_then(text).map(|said| Done {
            said,
            link: link.and_then(|it| Some((text(it.first()?)?, text(it.get(1)?)?))),
        }))
    }

    /// Who a session is in an organisation; the first of theirs where none is named. None where they are nobody there.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn viewer(
        &self,
        session: &Session,
        org: Option<&OrgId>,
    ) -> Result<Option<Viewer>, Refusal> {
        let members = self.ledger.memberships(session.account()).await?;
        let joined = |it: &Member| !it.roles.iter().any(|it| it == INVITED);
        let is_asked = |it: &Member| org.is_none_or(|org| it.org == *org);
        let member = members.into_iter().find(|it| joined(it) && is_asked(it));
        let (Some(member), Some(account)) = (member, self.ledger.account(session.account()).await?)
        else {
            return Ok(None);
        };
        if account.state != ACTIVE {
            return Ok(None);
        }
        let body: Json = serde_json::from_str(&account.body).unwrap_or_default();
        Ok(Some(Viewer {
            account: account.id,
            name: body.get("name").and_then(Json::as_str).unwrap_or_default().to_owned(),
            org: member.org,
            person: member.person.as_deref().map(PersonId::new),
            roles: member.roles.iter().filter_map(|it| Role::of(it)).collect(),
            stepped_up_until: session.stepped_up_until(),
            session: session.id().to_owned(),
        }))
    }
}

/// The state of an account that may be signed in to. What an account says is JSON with `name` and `email`.
pub const ACTIVE: &str = "active";
