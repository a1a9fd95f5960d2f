//! `preceptor account`: the operator's ways of letting somebody in, back in, and out. Each is written down where the
//! administrators of the organisation see it.

use clap::{Args, Subcommand};
use preceptor_ledger::{Ledger, OrgId};
use preceptor_service::access::Role;
use preceptor_service::accounts::events::OPERATOR;
use preceptor_service::accounts::{AccountError, Accounts, Fault, Invitation};
use preceptor_service::say;
use serde_json::json;

use super::place::Place;
use super::{FromSystem, told, waiting};
use crate::exit::{Exit, Failure};
use crate::{clock, print};

/// What the operator may do with accounts.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Print a link with which somebody joins an organisation: good for seven days and once.
    Invite(Invite),
    /// Print a link with which somebody chooses password, app and recovery codes anew: good for a day and once.
    Recover(Recover),
    /// Sign somebody out everywhere.
    EndSessions(EndSessions),
}

/// Whom to invite, and as what.
#[derive(Debug, Args)]
pub struct Invite {
    /// Their e-mail address.
    #[arg(value_name = "EMAIL")]
    email: String,
    /// Their name; left out, what stands before the @.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The organisation; left out, the only one there is.
    #[arg(long, value_name = "ORG")]
    organisation: Option<String>,
    /// What they are to be there. May be given several times; left out, administrator.
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,
    #[command(flatten)]
    at: At,
}

/// Whom to let back in.
#[derive(Debug, Args)]
pub struct Recover {
    /// Their e-mail address.
    #[arg(value_name = "EMAIL")]
    email: String,
    #[command(flatten)]
    at: At,
}

/// Whom to sign out.
#[derive(Debug, Args)]
pub struct EndSessions {
    /// Their e-mail address.
    #[arg(value_name = "EMAIL")]
    email: String,
    #[command(flatten)]
    at: At,
}

/// Which data, and where the server is reached.
#[derive(Debug, Args)]
struct At {
    #[command(flatten)]
    place: Place,
    /// The address the server is reached under, for the link.
    #[arg(long, value_name = "URL", default_value = "http://localhost:8080")]
    public_url: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Account {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self {
            Self::Invite(it) => it.run(),
            Self::Recover(it) => it.run(),
            Self::EndSessions(it) => it.run(),
        }
    }
}

impl At {
    /// Asks the accounts of these data something.
    fn ask<T>(
        &self,
        work: impl AsyncFnOnce(&Accounts, &Ledger) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        waiting(async {
            let ledger = self.place.open().await?;
            let accounts = Accounts::new(ledger.clone(), std::sync::Arc::new(FromSystem::new()));
            let done = work(&accounts, &ledger).await;
            ledger.close().await;
            done
        })
    }

    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.trim_end_matches('/'))
    }

    fn linked(&self, email: &str, link: &str, what: &str) -> Result<Exit, Failure> {
        if self.json {
            print::json(&json!({ "email": email, "link": link }))?;
        } else {
            print::out(&format!("{what}\n{link}\n"))?;
        }
        Ok(Exit::Yes)
    }
}

impl Invite {
    fn run(&self) -> Result<Exit, Failure> {
        let roles = if self.role.is_empty() {
            vec![Role::Administrator.word().to_owned()]
        } else {
            self.role.clone()
        };
        if let Some(strange) = roles.iter().find(|it| Role::of(it).is_none()) {
            let known: Vec<&str> = Role::ALL.iter().map(|it| it.word()).collect();
            return Err(Failure::wrong(
                format!("`{strange}` is no role in an organisation"),
                format!("name one of {}", known.join(", ")),
            ));
        }
        let before = self.email.split('@').next().unwrap_or_default();
        let it = Invitation {
            email: self.email.clone(),
            name: self.name.clone().unwrap_or_else(|| before.to_owned()),
            roles,
            person: None,
        };
        let link = self.at.ask(async |accounts, ledger| {
            let org = self.organisation(ledger).await?;
            accounts.invite(&org, OPERATOR, &it, clock::now()).await.map_err(failed)
        })?;
        let link = self.at.link(&format!("/invite/{link}"));
        let what = format!("A link for {}, good for 7 days and once:", self.email);
        self.at.linked(&self.email, &link, &what)
    }

    async fn organisation(&self, ledger: &Ledger) -> Result<OrgId, Failure> {
        let all = ledger.organisations().await.map_err(told)?;
        let names: Vec<&str> = all.iter().map(OrgId::as_str).collect();
        let help = if all.is_empty() {
            "set one up first: `preceptor serve` prints the link".to_owned()
        } else {
            format!("name it with --organisation: {}", names.join(", "))
        };
        let found = match &self.organisation {
            Some(it) => all.iter().find(|of| of.as_str() == it),
            None => all.first().filter(|_| all.len() == 1),
        };
        let message = match (&self.organisation, all.len()) {
            (Some(it), _) => format!("there is no organisation `{it}`"),
            (None, 0) => "there is no organisation yet".to_owned(),
            (None, n) => format!("there are {n} organisations"),
        };
        found.cloned().ok_or_else(|| Failure::wrong(message, help))
    }
}

impl Recover {
    fn run(&self) -> Result<Exit, Failure> {
        let link = self.at.ask(async |accounts, _| {
            accounts.recovery_link(&self.email, clock::now()).await.map_err(failed)
        })?;
        let link = self.at.link(&format!("/recover/{link}"));
        let what = format!("A way back in for {}, good for a day and once:", self.email);
        self.at.linked(&self.email, &link, &what)
    }
}

impl EndSessions {
    fn run(&self) -> Result<Exit, Failure> {
        let n = self.at.ask(async |accounts, _| {
            accounts.end_sessions_of(&self.email, clock::now()).await.map_err(failed)
        })?;
        if self.at.json {
            print::json(&json!({ "email": self.email, "ended": n }))?;
        } else {
            let n = usize::try_from(n).unwrap_or(usize::MAX);
            let places = say::count(n, "place", "places");
            print::out(&format!("{} was signed out in {places}.\n", self.email))?;
        }
        Ok(Exit::Yes)
    }
}

/// How it is told that nothing came of it.
fn failed(it: AccountError) -> Failure {
    match it {
        AccountError::Store(it) => told(it),
        AccountError::NotFound => Failure::wrong(
            "nobody of this e-mail address may sign in",
            "check the address; whoever has no account is invited with `preceptor account invite`",
        ),
        AccountError::Faults(all) => {
            let (message, help) = match all.first() {
                Some(Fault::EmailMember) => (
                    "somebody of this e-mail address is a member already",
                    "an administrator of the organisation can change what they are there",
                ),
                Some(Fault::EmailUnfit) => {
                    ("this is no e-mail address", "write it like name@example.org")
                }
                _ => ("this is no name", "give one of up to 200 characters with --name"),
            };
            Failure::wrong(message, help)
        }
        other => Failure::Broken(format!("error: {other}\n")),
    }
}
