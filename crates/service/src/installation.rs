//! One installation: a store, a rulebook, and the organisations in it. The demonstration is one of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use preceptor_ledger::{AccessLog, Chance, Ledger, OrgId};
use preceptor_record::Day;
use preceptor_rulebook::{Adoption, Rulebook};
use preceptor_standing::Engine;

use crate::accounts::Accounts;
use crate::employer::{Employer, read_adoption};
use crate::now::Now;
use crate::programs::KnownProgram;
use crate::refusal::Refusal;
use crate::register::Register;
use crate::rulebooks;

/// Random bytes of a secret: 256 bits.
const SECRET: usize = 32;

/// One installation.
pub struct Installation {
    /// The store.
    pub(crate) ledger: Ledger,
    /// Where secrets and ids come from.
    pub(crate) chance: Arc<dyn Chance>,
    /// The rulebook the program runs on.
    pub book: &'static Rulebook,
    /// Whether it is the demonstration: imaginary people, and nothing that leaves it.
    pub is_demonstration: bool,
    /// Who may sign in, and how.
    pub accounts: Accounts,
    access: AccessLog,
    employers: Mutex<BTreeMap<OrgId, Arc<Employer>>>,
    /// Rulebooks made ready, by their digest and the text of what was adopted.
    rules: Mutex<BTreeMap<(String, String), &'static Engine<'static>>>,
    books: Mutex<BTreeMap<String, &'static Rulebook>>,
    /// Up to which number of their logs organisations were seen to.
    pub(crate) tended: Mutex<BTreeMap<OrgId, i64>>,
    /// The programs that asked lately, by the id of their key.
    pub(crate) programs: Mutex<BTreeMap<String, KnownProgram>>,
}

impl Installation {
    /// An installation over an open store. The task that is returned writes down who looked at whom: await it after the
    /// installation is gone and before the program ends.
    pub fn new(
        ledger: Ledger,
        chance: Arc<dyn Chance>,
        book: &'static Rulebook,
        is_demonstration: bool,
    ) -> (Self, tokio::task::JoinHandle<()>) {
        let (access, task) = AccessLog::begin(ledger.clone());
        let made = Self {
            accounts: Accounts::new(ledger.clone(), Arc::clone(&chance)),
            ledger,
            chance,
            book,
            is_demonstration,
            access,
            employers: Mutex::default(),
            rules: Mutex::default(),
            books: Mutex::default(),
            tended: Mutex::default(),
            programs: Mutex::default(),
        };
        (made, task)
    }

    /// An organisation of this installation; none where nothing is known of it.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn employer(&self, org: &OrgId) -> Result<Option<Arc<Employer>>, Refusal> {
        if let Some(found) = lock(&self.employers).get(org) {
            return Ok(Some(Arc::clone(found)));
        }
        if self.ledger.head(org).await?.seq == 0 {
            return Ok(None);
        }
        let register = Register::new(self.ledger.clone(), org.clone());
        let made = Arc::new(Employer::new(register, self.access.clone()));
        Ok(Some(Arc::clone(lock(&self.employers).entry(org.clone()).or_insert(made))))
    }

    /// The organisations of this installation.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn organisations(&self) -> Result<Vec<OrgId>, Refusal> {
        Ok(self.ledger.organisations().await?)
    }

    /// Whether nobody has an account yet: it has to be set up.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn is_new(&self) -> Result<bool, Refusal> {
        Ok(self.ledger.n_accounts().await? == 0)
    }

    /// The rulebook under what an organisation has adopted on that day, made ready.
    ///
    /// It is made once for each adoption and kept for the life of the program: an installation has few.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn rules(
        &self,
        employer: &Employer,
        now: Now,
    ) -> Result<&'static Engine<'static>, Refusal> {
        self.rules_at(employer, self.book, now.day, i64::MAX).await
    }

    /// A rulebook under what an organisation had adopted, as it holds on a day and as the log stood at a number.
    ///
    /// # Errors
    ///
    /// Where the store does not answer, or what was adopted cannot be read.
    pub async fn rules_at(
        &self,
        employer: &Employer,
        book: &'static Rulebook,
        day: Day,
        as_of: i64,
    ) -> Result<&'static Engine<'static>, Refusal> {
        let adoption = employer.adoption(day, as_of).await?;
        self.rules_under(book, adoption)
    }

    /// The same, as far as the log was followed.
    pub(crate) async fn rules_followed(
        &self,
        employer: &Employer,
        day: Day,
        as_of: i64,
    ) -> Result<&'static Engine<'static>, Refusal> {
        let adoption = employer.adoption_followed(day, as_of).await?;
        self.rules_under(self.book, adoption)
    }

    fn rules_under(
        &self,
        book: &'static Rulebook,
        adoption: Option<String>,
    ) -> Result<&'static Engine<'static>, Refusal> {
        let key = (book.digest.clone(), adoption.unwrap_or_default());
        let mut all = lock(&self.rules);
        if let Some(found) = all.get(&key) {
            return Ok(found);
        }
        let adoption = match key.1.as_str() {
            "" => Adoption::by_default(),
            text => read_adoption(book, text)?,
        };
        let kept: &'static Engine<'static> = Box::leak(Box::new(Engine::new(book, &adoption)));
        all.insert(key, kept);
        Ok(kept)
    }

    /// A rulebook that an organisation has used, by its digest; none where it never did. It is kept for the life of the
    /// program, as few are.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn book_of(
        &self,
        org: &OrgId,
        digest: &str,
    ) -> Result<Option<&'static Rulebook>, Refusal> {
        if digest == self.book.digest {
            return Ok(Some(self.book));
        }
        if let Some(found) = lock(&self.books).get(digest) {
            return Ok(Some(found));
        }
        let Some(files) = rulebooks::kept(&self.ledger, org, digest).await? else {
            return Ok(None);
        };
        let Some(book) = preceptor_rulebook::load_rules(&files).rulebook else { return Ok(None) };
        let book: &'static Rulebook = Box::leak(Box::new(book));
        Ok(Some(lock(&self.books).entry(digest.to_owned()).or_insert(book)))
    }

    /// A secret of 256 random bits, as text for an address or a cookie.
    ///
    /// # Errors
    ///
    /// Where the system gives no random bytes.
    pub fn secret(&self) -> Result<String, Refusal> {
        let mut bytes = [0; SECRET];
        self.chance.fill(&mut bytes).map_err(|it| Refusal::Broken(it.to_string()))?;
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// A fresh id that says nothing, beginning with a letter for what it is of.
    ///
    /// # Errors
    ///
    /// As [`Installation::secret`].
    pub fn fresh_id(&self, letter: &str) -> Result<String, Refusal> {
        let mut bytes = [0; 9];
        self.chance.fill(&mut bytes).map_err(|it| Refusal::Broken(it.to_string()))?;
        Ok(format!("{letter}-{}", URL_SAFE_NO_PAD.encode(bytes)))
    }
}

/// What a lock guards; who panicked while holding one had changed nothing half-way.
pub(crate) fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
