//! One organisation as its people use it: its register, and what it has adopted. Use-cases are `impl Employer` blocks in
//! modules of their own.

use std::sync::{Arc, Mutex};

use preceptor_ledger::{AccessLog, Look, OrgId, Stream};
use preceptor_record::file::{Faults, Sources};
use preceptor_record::{Day, PersonId};
use preceptor_rulebook::{Adoption, Rulebook};

use crate::access::Viewer;
use crate::installation::lock;
use crate::now::Now;
use crate::people::Index;
use crate::refusal::Refusal;
use crate::register::Register;

/// The stream of what was adopted.
pub(crate) const ADOPTIONS: &str = "adoptions";

/// The adoptions read last: the number of the last entry, and each with the days on which it holds, its text and what
/// it says, the newest last.
type Read = (i64, Arc<Vec<(Day, Day, String, Adoption)>>);

/// One organisation.
pub struct Employer {
    /// Its register.
    pub register: Register,
    pub(crate) index: Index,
    access: AccessLog,
    adoptions: Mutex<Option<Read>>,
}

impl Employer {
    pub(crate) fn new(register: Register, access: AccessLog) -> Self {
        Self { register, index: Index::default(), access, adoptions: Mutex::default() }
    }

    /// Its id.
    pub fn org(&self) -> &OrgId {
        self.register.org()
    }

    /// What it is called: the name of the organisation of that code in its register.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn title(&self) -> Result<String, Refusal> {
        let all = self.register.organisations().await?;
        let own = all.into_values().find(|it| it.organisation.as_str() == self.org().as_str());
        Ok(own.and_then(|it| it.name).unwrap_or_else(|| self.org().to_string()))
    }

    /// What it has adopted, as it holds on a day: its text, which tells it from others, and what it says. None where it
    /// adopted nothing yet: the always and default sets hold then.
    ///
    /// # Errors
    ///
    /// Where the store does not answer, or what it has cannot be read.
    pub(crate) async fn adoption(
        &self,
        book: &Rulebook,
        now: Now,
    ) -> Result<Option<(String, Adoption)>, Refusal> {
        let stream = Stream::organisation(ADOPTIONS)?;
        let ledger = self.register.ledger();
        let last = ledger.last_of(self.org(), &stream).await?;
        if last == 0 {
            return Ok(None);
        }
        let kept = lock(&self.adoptions).clone().filter(|it| it.0 == last).map(|it| it.1);
        let all = if let Some(it) = kept {
            it
        } else {
            let entries = ledger.entries(self.org(), &stream, last).await?;
            let mut made = Vec::new();
            for it in entries {
                let Some(text) = it.body.text() else { continue };
                let from = it.valid_from.map_or(Day::ALWAYS, Day::from_date);
                let until = it.valid_until.map_or(Day::NEVER, Day::from_date);
                made.push((from, until, text.to_owned(), read(book, text)?));
            }
            let made = Arc::new(made);
            *lock(&self.adoptions) = Some((last, Arc::clone(&made)));
            made
        };
        let holds = all.iter().rev().find(|it| it.0 <= now.day && now.day < it.1);
        Ok(holds.map(|it| (it.2.clone(), it.3.clone())))
    }

    /// Writes down that somebody looked at a page about somebody else. Nobody is told of looking at oneself.
    pub async fn looked(&self, viewer: &Viewer, person: &PersonId, page: &str, now: Now) {
        if viewer.person.as_ref() == Some(person) {
            return;
        }
        let look = Look {
            org: self.org().clone(),
            reader: viewer.account.clone(),
            person: person.to_string(),
            page: page.to_owned(),
        };
        self.access.note(look, now.at).await;
    }
}

fn read(book: &Rulebook, text: &str) -> Result<Adoption, Refusal> {
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let read = preceptor_rulebook::adoption::load_adoption(
        text,
        "the adoption",
        book,
        &mut sources,
        &mut faults,
    );
    match read {
        Some(it) if !faults.any_error() => Ok(it),
        _ => Err(Refusal::Broken(faults.render(&sources))),
    }
}
