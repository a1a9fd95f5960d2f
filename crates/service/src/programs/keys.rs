//! API keys: made by an administrator who has just said once more that it is they, shown once, and ended at any time.

use jiff::{SignedDuration, Timestamp};
use preceptor_ledger::{NewLine, NewToken, Token, Trail};
use serde_json::{Value as Json, json};
use std::sync::Arc;

use crate::access::{Act, Relation, Role, Viewer};
use crate::installation::lock;
use crate::{Employer, Installation, Now, OrgId, Refusal};

/// What every key begins with, so that one that got out is known for what it is.
pub const PREFIX: &str = "pcp_";
/// The kind of the tokens.
const KIND: &str = "api-key";
/// A key in use is written down this often at most.
const TOUCHED: SignedDuration = SignedDuration::from_mins(1);
/// The longest name of a key, in characters.
const LONGEST_NAME: usize = 80;
/// An organisation has no more than this.
const MOST: usize = 100;

/// What a key lets a program do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Read records and standing.
    Read,
    /// Add facts.
    Write,
    /// Ask for decisions.
    Decide,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Decide];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Decide => "decide",
        }
    }

    /// The scope of that word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    fn role(self) -> Role {
        match self {
            Self::Read => Role::ReadingProgram,
            Self::Write => Role::WritingProgram,
            Self::Decide => Role::DecidingProgram,
        }
    }
}

/// A program that has shown its key.
#[derive(Clone)]
pub struct Program {
    /// What it may do.
    pub viewer: Arc<Viewer>,
    /// Its organisation.
    pub employer: Arc<Employer>,
    /// Where the log of the organisation ended when the key was shown: an answer knows of everything up to there.
    pub head: i64,
}

/// A program whose key was read.
#[derive(Clone)]
pub(crate) struct Known {
    program: Program,
    /// How often keys had been ended when it was read: after another the key is read again.
    n_ended: i64,
    /// Until when it is not read again whatever happens.
    until: Timestamp,
}

/// A key as it is listed.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its id, of which nobody can make its secret.
    pub id: String,
    /// The account under which the program stands in trails.
    pub account: String,
    /// What it is for.
    pub name: String,
    /// What it lets a program do.
    pub scopes: Vec<Scope>,
    /// Who made it: an account.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// When it was last used; none where it never was.
    pub used_at: Option<Timestamp>,
}

impl Key {
    fn of(token: &Token) -> Self {
        let body: Json = serde_json::from_str(&token.body).unwrap_or_default();
        let text = |key: &str| body.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let scopes = body.get("scopes").and_then(Json::as_array).into_iter().flatten();
        Self {
            id: token.id.clone(),
            account: text("account"),
            name: text("name"),
            scopes: scopes.filter_map(|it| Scope::of(it.as_str()?)).collect(),
            made_by: text("made_by"),
            made_at: token.made_at,
            used_at: (token.seen_at > token.made_at).then_some(token.seen_at),
        }
    }
}

/// Whose the keys of an organisation are.
fn owner(org: &OrgId) -> String {
    format!("programs-of:{org}")
}

impl Installation {
    /// Makes a key; its secret, which is never shown again.
    ///
    /// # Errors
    ///
    /// Where they may not, did not say once more that it is they, or a field is wrong.
    pub async fn make_key(
        &self,
        employer: &Employer,
        viewer: &Viewer,
        now: Now,
        name: &str,
        scopes: &[Scope],
    ) -> Result<String, Refusal> {
        viewer.may(Act::ManageKeys, Relation::Any)?;
        viewer.stepped_up(now)?;
        let name = name.trim();
        if name.is_empty()
            || name.chars().count() > LONGEST_NAME
            || name.chars().any(char::is_control)
        {
            let message = format!("Say what the key is for, in at most {LONGEST_NAME} characters.");
            return Err(Refusal::wrong("name", message));
        }
        if scopes.is_empty() {
            return Err(Refusal::wrong(
                "scope",
                "Choose at least one thing the key lets a program do.",
            ));
        }
        if self.ledger.tokens_of(KIND, &owner(employer.org())).await?.len() >= MOST {
            return Err(Refusal::wrong(
                "name",
                "There are too many keys. End one that is not used.",
            ));
        }
        let secret = format!("{PREFIX}{}", self.secret()?);
        let account = self.fresh_id("key")?;
        let words: Vec<&str> = scopes.iter().map(|it| it.word()).collect();
        let body =
            json!({ "account": account, "name": name, "scopes": words, "made_by": viewer.account });
        let token = NewToken {
            kind: KIND,
            owner: &owner(employer.org()),
            org: Some(employer.org()),
            person: None,
            body: &body.to_string(),
            at: now.at,
            expires_at: None,
        };
        self.ledger.make_token(&secret, &token).await?;
        self.note_key(employer, viewer, now, "key-made", &account).await?;
        Ok(secret)
    }

    /// The keys of an organisation, the latest used first.
    ///
    /// # Errors
    ///
    /// Where they may not see them, or the store does not answer.
    pub async fn keys(&self, employer: &Employer, viewer: &Viewer) -> Result<Vec<Key>, Refusal> {
        viewer.may(Act::ManageKeys, Relation::Any)?;
        let tokens = self.ledger.tokens_of(KIND, &owner(employer.org())).await?;
        Ok(tokens.iter().map(Key::of).collect())
    }

    /// Ends a key: it opens nothing from this moment.
    ///
    /// # Errors
    ///
    /// Where they may not, or there is none of that id.
    pub async fn end_key(
        &self,
        employer: &Employer,
        viewer: &Viewer,
        now: Now,
        id: &str,
    ) -> Result<Key, Refusal> {
        let keys = self.keys(employer, viewer).await?;
        let key = keys.into_iter().find(|it| it.id == id).ok_or(Refusal::NotFound)?;
        if !self.ledger.end_token(KIND, &owner(employer.org()), id).await? {
            return Err(Refusal::NotFound);
        }
        self.note_key(employer, viewer, now, "key-ended", &key.account).await?;
        Ok(key)
    }

    async fn note_key(
        &self,
        employer: &Employer,
        viewer: &Viewer,
        now: Now,
        did: &str,
        account: &str,
    ) -> Result<(), Refusal> {
        let body = json!({ "did": did, "key": account }).to_string();
        let line = NewLine::new(now.at, viewer.account.as_str(), body);
        self.ledger.write_line(employer.org(), Trail::Access, line).await?;
        Ok(())
    }

    /// The program whose key that is; none where the key opens nothing.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn program(&self, secret: &str, now: Now) -> Result<Option<Program>, Refusal> {
        if !secret.starts_with(PREFIX) {
            return Ok(None);
        }
        let id = self.ledger.token_id(KIND, secret);
        let kept = lock(&self.programs).get(&id).cloned();
        if let Some(it) = kept {
            let pulse = self.ledger.pulse(&it.program.viewer.org).await?;
            if it.n_ended == pulse.n_ended && now.at < it.until {
                return Ok(Some(Program { head: pulse.seq, ..it.program }));
            }
        }
        // Asked before the key is read, so that one that is ended meanwhile is read again the next time.
        let n_ended = self.ledger.pulse(&OrgId::installation()).await?.n_ended;
        let Some(mut token) = self.ledger.token(KIND, secret, now.at).await? else {
            lock(&self.programs).remove(&id);
            return Ok(None);
        };
        if now.at.duration_since(token.seen_at) >= TOUCHED {
            token.seen_at = now.at;
            if !self.ledger.keep_token(&token).await? {
                return Ok(None);
            }
        }
        let key = Key::of(&token);
        let touched = token.seen_at.saturating_add(TOUCHED).unwrap_or(now.at);
        let until = token.expires_at.map_or(touched, |it| it.min(touched));
        let Some(org) = token.org else { return Ok(None) };
        let Some(employer) = self.employer(&org).await? else { return Ok(None) };
        let head = self.ledger.pulse(&org).await?.seq;
        let viewer = Arc::new(Viewer {
            account: key.account,
            name: key.name,
            org,
            person: None,
            roles: key.scopes.iter().map(|it| it.role()).collect(),
            stepped_up_until: None,
            session: String::new(),
        });
        let program = Program { viewer, employer, head };
        lock(&self.programs).insert(id, Known { program: program.clone(), n_ended, until });
        Ok(Some(program))
    }
}
