//! The register that is asked about: imaginary people in a store, an account, and a key. Made once for each size.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use preceptor_ledger::{Chance, Derive, Entry, Files, Ledger, MasterKey, Member, NoChance, Options, sqlite_url};
use preceptor_rulebook::Rulebook;
use preceptor_service::access::Role;
use preceptor_service::programs::Scope;
use preceptor_service::register::Register;
use preceptor_service::sessions::ACTIVE;
use preceptor_service::{Installation, Now, OrgId};
use ring::rand::{SecureRandom as _, SystemRandom};

/// The organisation.
pub const ORGANISATION: &str = "X91";
const ACCOUNT: &str = "u-bench";
const SEED: u64 = 1;

struct FromSystem(SystemRandom);

impl Chance for FromSystem {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoChance> {
        self.0.fill(bytes).map_err(|_| NoChance)
    }
}

struct Nothing;

impl Derive for Nothing {
    fn search_row(&self, _: &str, _: &[Entry]) -> Option<String> {
        None
    }
}

fn now() -> Now {
    Now::of(jiff::Timestamp::now())
}

fn chance() -> Arc<dyn Chance> {
    Arc::new(FromSystem(SystemRandom::new()))
}

async fn open(folder: &Path) -> Installation {
    let key = folder.join("keys").join("master.key");
    let master = MasterKey::read(&key).expect("the key");
    let mut options = Options::new(sqlite_url(&folder.join("preceptor.db")), master, chance());
    options.files = Files::folder(&folder.join("files")).expect("a folder");
    let ledger = Ledger::open(options).await.expect("the store");
    let files = preceptor_rulebook::builtin::builtin_files();
    let book: &'static Rulebook = Box::leak(Box::new(preceptor_rulebook::load_rules(&files).rulebook.expect("the rulebook")));
    Installation::new(ledger, chance(), book, false).0
}

/// Makes the register of that size where it is not there.
pub async fn make(folder: &Path, n_people: usize) {
    if folder.join("key.txt").is_file() {
        return;
    }
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder.join("keys")).expect("a folder");
    MasterKey::create(&folder.join("keys").join("master.key"), &FromSystem(SystemRandom::new())).expect("a key");
    let day = preceptor_sample::reference_day();
    let mut file = std::io::BufWriter::new(std::fs::File::create(folder.join("people.jsonl")).expect("a file"));
    for it in preceptor_sample::lines(n_people, SEED, day) {
        file.write_all(it.as_bytes()).and_then(|()| if it.ends_with('\n') { Ok(()) } else { file.write_all(b"\n") }).expect("a line");
    }
    file.flush().expect("the lines");
    let key = folder.join("keys").join("master.key");
    let mut options = Options::new(sqlite_url(&folder.join("preceptor.db")), MasterKey::read(&key).expect("a key"), chance());
    options.files = Files::folder(&folder.join("files")).expect("a folder");
    let ledger = Ledger::open(options).await.expect("a store");
    let org = OrgId::new(ORGANISATION).expect("an organisation");
    let register = Register::new(ledger.clone(), org.clone());
    register.take_in(preceptor_sample::people_as_of(n_people, SEED, day), "u-maker", now().at).await.expect("people");
    ledger.refresh(&org, &Nothing, u32::MAX).await.expect("records");
    let body = r#"{"name":"The bench","email":"bench@example.invalid"}"#;
    ledger.make_account(ACCOUNT, "bench@example.invalid", ACTIVE, body, now().at).await.expect("an account");
    let roles = [Role::MapLead, Role::Administrator].map(|it| it.word().to_owned()).into();
    let member = Member { account: ACCOUNT.to_owned(), org: org.clone(), person: None, roles, granted_by: "u-maker".to_owned(), granted_at: now().at };
    ledger.set_member(&member).await.expect("a member");
    ledger.close().await;
    let installation = open(folder).await;
    let employer = installation.employer(&org).await.expect("the store").expect("the organisation");
    let secret = installation.begin_session(ACCOUNT, "bench", now()).await.expect("a session");
    let session = installation.session(&secret, now()).await.expect("the store").expect("a session");
    let viewer = installation.viewer(&session, Some(&org)).await.expect("the store").expect("somebody");
    let key = installation.make_key(&employer, &viewer, now(), "Bench", &Scope::ALL).await.expect("a key");
    std::fs::write(folder.join("key.txt"), key).expect("the key");
}

/// The secret of a fresh session.
pub async fn session(folder: &Path) -> String {
    open(folder).await.begin_session(ACCOUNT, "bench", now()).await.expect("a session")
}
