//! For tests alone: a site with two imaginary organisations and somebody of each role in both, a clock that stands still
//! until a test moves it, and visitors who keep cookies and send forms as a browser does.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! use preceptor_service::access::Role;
//! use preceptor_testkit::Served;
//!
//! let served = Served::begin().await;
//! let mut lead = served.somebody(Role::MapLead).await;
//! let home = lead.get("/o/X91/home").await;
//! assert_eq!(home.status, 200);
//! # }
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "whatever fails here fails the test that asked for it"
)]

mod chance;
mod visitor;

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::Router;
use jiff::SignedDuration;
use preceptor_ledger::{Chance, Ledger, MasterKey, Member, Options};
use preceptor_record::people::Item;
use preceptor_record::{Day, PersonId};
use preceptor_rulebook::Rulebook;
use preceptor_service::access::Role;
use preceptor_service::demonstration::{Demonstration, Opening};
use preceptor_service::programs::Scope;
use preceptor_service::register::Register;
use preceptor_service::sessions::ACTIVE;
use preceptor_service::{Installation, Now, OrgId};
use preceptor_web::Site;
use serde_json::json;

pub use chance::Counting;
pub use visitor::{Answer, Visitor};

/// The organisation most tests are about: the demonstration's trust, but real to the program.
pub const TRUST: &str = "X91";
/// Another organisation, of which nobody of the first may learn anything.
pub const OTHER: &str = "X92";

/// The built-in rulebook, read once for all tests.
pub fn book() -> &'static Rulebook {
    static BOOK: OnceLock<Rulebook> = OnceLock::new();
    BOOK.get_or_init(|| {
        let files = preceptor_rulebook::builtin::builtin("uk").unwrap();
        preceptor_rulebook::load_rules(&files).rulebook.unwrap()
    })
}

/// The moment at which everything begins: the day the sample's people are made for.
pub fn beginning() -> Now {
    Now::of("2026-11-20T09:00:00Z".parse().unwrap())
}

/// A site as a browser asks it, without a port.
pub struct Served {
    router: Router,
    now: Arc<Mutex<Now>>,
    /// The installation, to look behind the pages.
    pub installation: Arc<Installation>,
    /// Its store.
    pub ledger: Ledger,
}

impl Served {
    /// A site on a store in memory, with two organisations and the demonstration.
    pub async fn begin() -> Self {
        Self::on("sqlite::memory:").await
    }

    /// The same on another database.
    pub async fn on(url: &str) -> Self {
        Self::with(url, &[TRUST, OTHER]).await
    }

    /// A site that was just started: nobody has an account, and there is no organisation.
    pub async fn empty() -> Self {
        Self::with("sqlite::memory:", &[]).await
    }

    async fn with(url: &str, orgs: &[&str]) -> Self {
        let chance: Arc<dyn Chance> = Counting::new();
        let ledger = open(url, &chance).await;
        for org in orgs {
            take_in(&ledger, org).await;
        }
        let (installation, _) =
            Installation::new(ledger.clone(), Arc::clone(&chance), book(), false);
        let installation = Arc::new(installation);
        let now = Arc::new(Mutex::new(beginning()));
        let clock = Arc::clone(&now);
        let site = Site::new(book(), "http://localhost:8080", move || {
            *clock.lock().unwrap_or_else(PoisonError::into_inner)
        });
        let demonstration = Demonstration::new(
            Box::new(|_| -> Opening {
                Box::pin(async {
                    let chance: Arc<dyn Chance> = Counting::new();
                    Ok(open("sqlite::memory:", &chance).await)
                })
            }),
            |day: Day| preceptor_sample::demonstration(day).collect(),
            chance,
            book(),
        );
        let site = site
            .with_installation(Arc::clone(&installation))
            .with_demonstration(Arc::new(demonstration));
        let made = Self { router: preceptor_web::router(site), now, installation, ledger };
        made.look_at_everybody().await;
        made
    }

    /// Looks at everybody once, so that no page of a test has to be asked for again because the machine is slow.
    async fn look_at_everybody(&self) {
        for org in self.installation.organisations().await.unwrap() {
            let employer = self.installation.employer(&org).await.unwrap().unwrap();
            let engine = self.installation.rules(&employer, self.now()).await.unwrap();
            while employer.everybody(engine, self.now()).await.unwrap().n_looked_at.is_some() {}
        }
    }

    /// Somebody who has not signed in.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.router.clone())
    }

    /// Somebody of that role in the trust, signed in a moment ago.
    pub async fn somebody(&self, role: Role) -> Visitor {
        self.signed_in(&account(TRUST, role)).await
    }

    /// Somebody of that role in the other organisation.
    pub async fn stranger(&self, role: Role) -> Visitor {
        self.signed_in(&account(OTHER, role)).await
    }

    async fn signed_in(&self, account: &str) -> Visitor {
        let secret = self.installation.begin_session(account, "test", self.now()).await.unwrap();
        let mut made = self.visitor();
        made.keep("preceptor", &secret);
        made
    }

    /// The moment.
    pub fn now(&self) -> Now {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets time pass.
    pub fn pass(&self, time: SignedDuration) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = Now::of(now.at + time);
    }
}

/// The account of somebody of that role in an organisation.
pub fn account(org: &str, role: Role) -> String {
    format!("{}-{}", role.word(), org.to_lowercase())
}

async fn open(url: &str, chance: &Arc<dyn Chance>) -> Ledger {
    let master = MasterKey::of(&[7; 32]).unwrap();
    Ledger::open(Options::new(url, master, Arc::clone(chance))).await.unwrap()
}

/// The demonstration's people in an organisation, and an account for each role; a practitioner and a supervisor are
/// people of the register.
async fn take_in(ledger: &Ledger, org: &str) {
    // The other organisation is small: nobody of the first sees anything of it.
    let items: Vec<Item> = if org == TRUST {
        preceptor_sample::demonstration(beginning().day).collect()
    } else {
        preceptor_sample::people_as_of(60, 3, beginning().day).map(|it| at_home(it, org)).collect()
    };
    let org = OrgId::new(org).unwrap();
    let register = Register::new(ledger.clone(), org.clone());
    register.take_in(items, "u-maker", beginning().at).await.unwrap();
    let people = register.everybody().await.unwrap();
    let associate = people.people.values().find_map(|it| {
        let supervisor = it.facts.iter().find_map(|it| it.body.names())?;
        let is_now = |code: &str| {
            it.facts.iter().any(|it| match &it.body {
                preceptor_record::Body::Post(it) => it.role == *code && it.until.is_none(),
                _ => false,
            })
        };
        is_now("physician-associate").then(|| (it.id.clone(), supervisor.clone()))
    });
    let (associate, supervisor) = associate.unwrap();
    for role in Role::ALL {
        let id = account(org.as_str(), role);
        let email = format!("{id}@example.org");
        let body = json!({ "name": format!("The {}", role.word()), "email": email }).to_string();
        ledger.make_account(&id, &email, ACTIVE, &body, beginning().at).await.unwrap();
        let person: Option<&PersonId> = match role {
            Role::Practitioner => Some(&associate),
            Role::Supervisor => Some(&supervisor),
            _ => None,
        };
        let member = Member {
            account: id,
            org: org.clone(),
            person: person.map(ToString::to_string),
            roles: vec![role.word().to_owned()],
            granted_by: "u-maker".to_owned(),
            granted_at: beginning().at,
        };
        ledger.set_member(&member).await.unwrap();
    }
}

/// The same people in another organisation have ids that nobody of the first has.
fn at_home(item: Item, org: &str) -> Item {
    match item {
        Item::Person(mut it, at) => {
            it.id = PersonId::new(format!("{}-{}", it.id, org.to_lowercase()).as_str());
            if let Some(name) = &mut it.name {
                name.push_str(" Elsewhere");
            }
            Item::Person(it, at)
        }
        organisation @ Item::Organisation(_) => organisation,
    }
}

/// What a program and somebody signed in bring to a server over a folder made by [`prepare`].
#[derive(Debug)]
pub struct Prepared {
    /// A key of a program that may read, write and ask.
    pub key: String,
    /// The secret of a session of the trust's MAP lead.
    pub session: String,
}

/// Makes a folder of data as `preceptor serve` finds it, with the trust in it.
pub async fn prepare(folder: &Path, now: Now) -> Prepared {
    let chance: Arc<dyn Chance> = Counting::new();
    let keys = folder.join("keys");
    std::fs::create_dir_all(&keys).unwrap();
    let master = MasterKey::create(&keys.join("master.key"), &*chance).unwrap();
    let url = preceptor_ledger::sqlite_url(&folder.join("preceptor.db"));
    let mut options = Options::new(url, master, Arc::clone(&chance));
    options.files = preceptor_ledger::Files::folder(&folder.join("files")).unwrap();
    let ledger = Ledger::open(options).await.unwrap();
    take_in(&ledger, TRUST).await;
    let (installation, task) = Installation::new(ledger.clone(), chance, book(), false);
    let employer = installation.employer(&OrgId::new(TRUST).unwrap()).await.unwrap().unwrap();
    let session = of_role(&installation, Role::MapLead, now).await;
    let administrator = of_role(&installation, Role::Administrator, now).await;
    let opened = installation.session(&administrator, now).await.unwrap().unwrap();
    let viewer = installation.viewer(&opened, None).await.unwrap().unwrap();
    let key = installation.make_key(&employer, &viewer, now, "tests", &Scope::ALL).await.unwrap();
    drop((employer, installation));
    task.await.unwrap();
    ledger.close().await;
    Prepared { key, session }
}

async fn of_role(of: &Installation, role: Role, now: Now) -> String {
    of.begin_session(&account(TRUST, role), "test", now).await.unwrap()
}
