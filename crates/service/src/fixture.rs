//! An installation in memory with the demonstration's people, for tests of use-cases.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use preceptor_ledger::{Chance, Ledger, MasterKey, NoChance, Options, OrgId};
use preceptor_rulebook::Rulebook;
use preceptor_standing::Engine;

use crate::access::{Role, Viewer};
use crate::employer::Employer;
use crate::installation::Installation;
use crate::now::Now;
use crate::register::Register;

/// Bytes that differ each time, which is all a test needs.
pub(crate) struct Counting(AtomicU64);

impl Counting {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(1)))
    }
}

impl Chance for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoChance> {
        for part in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
            part.copy_from_slice(next.get(..part.len()).ok_or(NoChance)?);
        }
        Ok(())
    }
}

/// The built-in rulebook, read once for all tests.
pub(crate) fn book() -> &'static Rulebook {
    static BOOK: OnceLock<Rulebook> = OnceLock::new();
    BOOK.get_or_init(|| {
        let files = preceptor_rulebook::builtin::builtin("uk").unwrap();
        preceptor_rulebook::load_rules(&files).rulebook.unwrap()
    })
}

/// The day the sample's people are made for.
pub(crate) fn now() -> Now {
    Now::of("2026-11-20T09:00:00Z".parse().unwrap())
}

/// One organisation with the demonstration's people, what it is asked under, and its installation.
pub(crate) async fn trust() -> (Installation, Arc<Employer>, &'static Engine<'static>) {
    let chance = Counting::new();
    let options = Options::new("sqlite::memory:", MasterKey::of(&[7; 32]).unwrap(), chance.clone());
    let ledger = Ledger::open(options).await.unwrap();
    let org = OrgId::new("X91").unwrap();
    let register = Register::new(ledger.clone(), org.clone());
    let people = preceptor_sample::demonstration(preceptor_sample::reference_day());
    register.take_in(people, "u-1", now().at).await.unwrap();
    let (installation, _) = Installation::new(ledger, chance, book(), false);
    let employer = installation.employer(&org).await.unwrap().unwrap();
    let engine = installation.rules(&employer, now()).await.unwrap();
    (installation, employer, engine)
}

/// Somebody with those roles.
pub(crate) fn viewer(account: &str, roles: &[Role]) -> Viewer {
    Viewer {
        account: account.to_owned(),
        name: account.to_owned(),
        org: OrgId::new("X91").unwrap(),
        person: None,
        roles: roles.iter().copied().collect(),
        stepped_up_until: None,
        session: "s".to_owned(),
    }
}
