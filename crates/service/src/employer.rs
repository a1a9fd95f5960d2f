//! One organisation as its people use it: its register, and what it has adopted. Use-cases are `impl Employer` blocks in
//! modules of their own.

use std::sync::{Arc, Mutex};

use preceptor_ledger::{AccessLog, Look, OrgId, Stream};
use preceptor_record::file::{Faults, Sources};
use preceptor_record::{Day, PersonId};
use preceptor_rulebook::{Adoption, Rulebook};

use crate::access::Viewer;
use crate::answers::Answers;
use crate::installation::lock;
use crate::now::Now;
use crate::people::Index;
use crate::refusal::Refusal;
use crate::register::{Register, Shelf};

/// The stream of what was adopted.
pub(crate) const ADOPTIONS: &str = "adoptions";

/// The adoptions read last: the last change of what is the organisation's own, and each of them, the newest last.
type Read = (i64, Arc<Vec<Adopted>>);

/// What was adopted, as it is kept.
struct Adopted {
    /// The number of its entry.
    seq: i64,
    from: Day,
    until: Day,
    text: String,
}

/// One organisation.
pub struct Employer {
    /// Its register.
    pub register: Register,
    pub(crate) index: Index,
    /// The people of it who were read lately.
    pub shelf: Shelf,
    pub(crate) answers: Answers,
    /// The digest of the rulebook that is kept for decisions, once it is.
    pub(crate) rulebook: tokio::sync::OnceCell<String>,
    access: AccessLog,
    adoptions: Mutex<Option<Read>>,
}

impl Employer {
    pub(crate) fn new(register: Register, access: AccessLog) -> Self {
        Self {
            shelf: Shelf::new(register.clone()),
            answers: Answers::default(),
            rulebook: tokio::sync::OnceCell::new(),
            index: Index::default(),
            register,
            access,
            adoptions: Mutex::default(),
        }
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
        // Every page shows it, so it is taken from what was read already.
        let all = self.shelf.latest_organisations().await?;
        let own = all.values().find(|it| it.organisation.as_str() == self.org().as_str());
        Ok(own.and_then(|it| it.name.clone()).unwrap_or_else(|| self.org().to_string()))
    }

    /// What it has adopted, as it holds on a day and as the log stood at a number: its text, which tells it from others.
    /// None where it had adopted nothing: the always and default sets hold then.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub(crate) async fn adoption(&self, day: Day, as_of: i64) -> Result<Option<String>, Refusal> {
        self.shelf.follow().await?;
        self.adoption_followed(day, as_of).await
    }

    /// The same, as far as the log was followed.
    pub(crate) async fn adoption_followed(
        &self,
        day: Day,
        as_of: i64,
    ) -> Result<Option<String>, Refusal> {
        let last = self.shelf.last_of_own();
        let kept = lock(&self.adoptions).clone().filter(|it| it.0 == last).map(|it| it.1);
        let all = if let Some(it) = kept {
            it
        } else {
            let stream = Stream::organisation(ADOPTIONS)?;
            let entries = self.register.ledger().entries(self.org(), &stream, i64::MAX).await?;
            let made = entries.iter().filter_map(|it| {
                Some(Adopted {
                    seq: it.seq,
                    from: it.valid_from.map_or(Day::ALWAYS, Day::from_date),
                    until: it.valid_until.map_or(Day::NEVER, Day::from_date),
                    text: it.body.text()?.to_owned(),
                })
            });
            let made: Arc<Vec<Adopted>> = Arc::new(made.collect());
            *lock(&self.adoptions) = Some((last, Arc::clone(&made)));
            made
        };
        let known = all.iter().rev().filter(|it| it.seq <= as_of);
        let mut holding = known.filter(|it| it.from <= day && day < it.until);
        Ok(holding.next().map(|it| it.text.clone()))
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

/// Reads what was adopted.
pub(crate) fn read_adoption(book: &Rulebook, text: &str) -> Result<Adoption, Refusal> {
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
