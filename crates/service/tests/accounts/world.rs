//! An installation of its own for each test, with chance from a seed and a time that is handed in.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use preceptor_ledger::{
    Chance, Ledger, MasterKey, NewToken, NoChance, Options, OrgId, Trail, sqlite_url,
};
use preceptor_service::accounts::events::{self, Event};
use preceptor_service::accounts::{AccountError, Accounts, Enrolled, Invitation, LetIn};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use sqlx::{AnyConnection, Connection as _};
use totp_rs::Totp;

pub struct Seeded(pub Mutex<ChaCha12Rng>);

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoChance> {
        self.0.lock().map_err(|_| NoChance)?.fill_bytes(bytes);
        Ok(())
    }
}

/// The password everybody here has, and where they sit.
pub const PASSWORD: &str = "slow green lanterns";
pub const HERE: &str = "192.0.2.7";

pub struct World {
    pub accounts: Accounts,
    pub ledger: Ledger,
    _folder: tempfile::TempDir,
}

/// Somebody with an app.
pub struct Somebody {
    pub account: String,
    pub email: String,
    pub app: Totp,
    pub codes: Vec<String>,
}

impl Somebody {
    /// What the app shows.
    pub fn code(&self, now: Timestamp) -> String {
        self.app.generate(u64::try_from(now.as_second()).unwrap()).to_string()
    }
}

async fn database(folder: &tempfile::TempDir) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
        return sqlite_url(&folder.path().join("accounts.db"));
    };
    let name = format!("t_accounts_{}_{n}", std::process::id());
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&server).await.unwrap();
    let text = format!("CREATE DATABASE {name}");
    sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let at = server.rfind('/').unwrap();
    format!("{}/{name}", &server[..at])
}

pub fn org() -> OrgId {
    OrgId::new("X99").unwrap()
}

/// So many seconds after the tests begin.
pub fn at(seconds: i64) -> Timestamp {
    let begin: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
    begin + SignedDuration::from_secs(seconds)
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = database(&folder).await;
        let chance: Arc<dyn Chance> = Arc::new(Seeded(Mutex::new(ChaCha12Rng::seed_from_u64(1))));
        let options = Options::new(&url, MasterKey::of(&[7; 32]).unwrap(), chance.clone());
        let ledger = Ledger::open(options).await.unwrap();
        let accounts = Accounts::new(ledger.clone(), chance);
        Self { accounts, ledger, _folder: folder }
    }

    /// With its first administrator, of the organisation X99, who enrolled at the beginning.
    pub async fn with_administrator() -> (Self, Somebody) {
        let world = Self::new().await;
        let link = world.accounts.setup_link(at(0)).await.unwrap().unwrap();
        let begun =
            world.accounts.begin_setup(&link, "Ada Moor", "ada@example.org", PASSWORD, at(0)).await;
        let (ada, _) = world.enrol(&begun.unwrap(), at(0)).await;
        world.accounts.found(&org(), &ada.account, at(0)).await.unwrap();
        (world, ada)
    }

    /// Sets the app up that was begun.
    pub async fn enrol(&self, begun: &str, now: Timestamp) -> (Somebody, Enrolled) {
        let it = self.accounts.enrolling(begun, now).await.unwrap();
        let app = Totp::from_url(&it.address).unwrap();
        let code = app.generate(u64::try_from(now.as_second()).unwrap()).to_string();
        let done = self.accounts.finish_enrolling(begun, &code, None, now).await.unwrap();
        let (account, codes) = (done.let_in.account.clone(), done.recovery_codes.clone());
        (Somebody { account, email: it.email, app, codes }, done)
    }

    pub async fn invite(
        &self,
        by: &Somebody,
        email: &str,
        roles: &[&str],
        now: Timestamp,
    ) -> String {
        let roles = roles.iter().map(|it| (*it).to_owned()).collect();
        let it =
            Invitation { email: email.to_owned(), name: "Bo Fell".to_owned(), roles, person: None };
        self.accounts.invite(&org(), &by.account, &it, now).await.unwrap()
    }

    pub async fn sign_in(&self, who: &Somebody, now: Timestamp) -> Result<LetIn, AccountError> {
        let half = self.accounts.sign_in(&who.email, PASSWORD, HERE, now).await?;
        self.accounts.sign_in_code(&half, &who.code(now), HERE, now).await
    }

    /// A session, as the pages make one.
    pub async fn session(&self, who: &Somebody, secret: &str, now: Timestamp) -> String {
        let expires_at = Some(now + SignedDuration::from_hours(12));
        let owner = who.account.as_str();
        let it = NewToken {
            kind: "session",
            owner,
            org: None,
            person: None,
            body: "",
            at: now,
            expires_at,
        };
        self.ledger.make_token(secret, &it).await.unwrap()
    }

    pub async fn n_sessions(&self, who: &Somebody) -> usize {
        self.ledger.tokens_of("session", &who.account).await.unwrap().len()
    }

    /// What happened in the organisation, in its order: by whom, to whom, what.
    pub async fn happened(&self) -> Vec<(String, String, Event)> {
        let mut told = events::before(&self.ledger, &org(), i64::MAX, 1_000).await.unwrap();
        told.reverse();
        assert!(self.ledger.verify_trail(&org(), Trail::Access).await.unwrap().faults.is_empty());
        told.into_iter().map(|it| (it.by, it.account, it.event)).collect()
    }
}
