//! The demonstration: an imaginary organisation in a store of its own, and who one may be in it.

use std::pin::Pin;
use std::sync::Arc;

use preceptor_ledger::{Chance, Ledger, Member, OrgId};
use preceptor_record::facts::Body;
use preceptor_record::people::{Item, People};
use preceptor_record::{Code, Day, PersonId, SupervisionKind};
use preceptor_rulebook::Rulebook;
use serde_json::json;
use tokio::sync::Mutex;

use crate::access::Role;
use crate::installation::Installation;
use crate::now::Now;
use crate::refusal::Refusal;
use crate::register::Register;
use crate::sessions::ACTIVE;

/// Opens the demonstration's store: the one that is there, or a fresh, empty one.
pub type Open = Box<dyn Fn(bool) -> Opening + Send + Sync>;
/// A store being opened.
pub type Opening = Pin<Box<dyn Future<Output = Result<Ledger, String>> + Send>>;

/// Who made what the demonstration begins with.
const MAKER: &str = "demonstration";

/// Somebody one may be in the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Persona {
    /// Their account, and the word in the form.
    pub account: &'static str,
    /// What they are there.
    pub role: Role,
    /// What they are called, where the register does not say.
    name: &'static str,
    /// Whether they are somebody of the register.
    is_in_register: bool,
}

/// Who one may be: those whose work exists.
pub const PERSONAS: [Persona; 6] = [
    Persona {
        account: "map-lead",
        role: Role::MapLead,
        name: "Grace Fennimore",
        is_in_register: false,
    },
    Persona { account: "supervisor", role: Role::Supervisor, name: "", is_in_register: true },
    Persona { account: "practitioner", role: Role::Practitioner, name: "", is_in_register: true },
    Persona {
        account: "recruitment",
        role: Role::Recruitment,
        name: "Winifred Hathersage",
        is_in_register: false,
    },
    Persona {
        account: "auditor",
        role: Role::Auditor,
        name: "Ambrose Quillfeather",
        is_in_register: false,
    },
    Persona {
        account: "administrator",
        role: Role::Administrator,
        name: "Odette Marlpit",
        is_in_register: false,
    },
];

/// The demonstration of a server: opened, or made, when somebody first asks for it.
pub struct Demonstration {
    open: Open,
    items: fn(Day) -> Vec<Item>,
    chance: Arc<dyn Chance>,
    book: &'static Rulebook,
    running: Mutex<Option<Arc<Installation>>>,
}

impl Demonstration {
    /// A demonstration with these people, who are made as of the day it is begun.
    pub fn new(
        open: Open,
        items: fn(Day) -> Vec<Item>,
        chance: Arc<dyn Chance>,
        book: &'static Rulebook,
    ) -> Self {
        Self { open, items, chance, book, running: Mutex::default() }
    }

    /// The demonstration as it stands; it is made where there is none.
    ///
    /// # Errors
    ///
    /// Where its store cannot be opened.
    pub async fn running(&self, now: Now) -> Result<Arc<Installation>, Refusal> {
        let mut running = self.running.lock().await;
        if let Some(found) = &*running {
            return Ok(Arc::clone(found));
        }
        let made = self.installation(false, now).await?;
        *running = Some(Arc::clone(&made));
        Ok(made)
    }

    /// What runs already, without making anything: for requests that may belong to it.
    pub async fn if_running(&self) -> Option<Arc<Installation>> {
        self.running.lock().await.clone()
    }

    /// Throws it away and begins anew.
    ///
    /// # Errors
    ///
    /// Where its store cannot be opened.
    pub async fn afresh(&self, now: Now) -> Result<Arc<Installation>, Refusal> {
        let mut running = self.running.lock().await;
        let made = self.installation(true, now).await?;
        *running = Some(Arc::clone(&made));
        Ok(made)
    }

    async fn installation(&self, afresh: bool, now: Now) -> Result<Arc<Installation>, Refusal> {
        let ledger = (self.open)(afresh).await.map_err(Refusal::Broken)?;
        // Nobody reads after the end who looked at imaginary people in its last second.
        let (made, _) = Installation::new(ledger, Arc::clone(&self.chance), self.book, true);
        if made.organisations().await?.is_empty() {
            people_it(&made, (self.items)(now.day), now).await?;
        }
        Ok(Arc::new(made))
    }
}

/// Takes the people in, and makes the accounts one may choose among.
async fn people_it(of: &Installation, items: Vec<Item>, now: Now) -> Result<(), Refusal> {
    let code = items.iter().find_map(|it| match it {
        Item::Organisation(it) => Some(it.organisation.clone()),
        Item::Person(..) => None,
    });
    let Some(code) = code else { return Err(Refusal::NotFound) };
    let org = OrgId::new(code.as_str())?;
    let register = Register::new(of.ledger.clone(), org.clone());
    register.take_in(items, MAKER, now.at).await?;
    let people = register.everybody().await?;
    for it in PERSONAS {
        let person = it.is_in_register.then(|| somebody(&people, it.role, now.day)).flatten();
        let name = person.as_ref().and_then(|it| people.people.get(it));
        let name = name.map_or_else(|| it.name.to_owned(), |it| it.display_name().to_string());
        let email = format!("{}@demonstration.invalid", it.account);
        let body = json!({ "name": name, "email": email }).to_string();
        of.ledger.make_account(it.account, &email, ACTIVE, &body, now.at).await?;
        let mut roles = vec![it.role.word().to_owned()];
        if it.is_in_register && it.role != Role::Practitioner {
            roles.push(Role::Practitioner.word().to_owned());
        }
        let member = Member {
            account: it.account.to_owned(),
            org: org.clone(),
            person: person.map(|it| it.to_string()),
            roles,
            granted_by: MAKER.to_owned(),
            granted_at: now.at,
        };
        of.ledger.set_member(&member).await?;
    }
    Ok(())
}

/// Who is somebody of that role: the named supervisor of most, or the first physician associate whom they supervise.
fn somebody(people: &People, role: Role, day: Day) -> Option<PersonId> {
    let now = |of: &preceptor_record::Person| -> Vec<Body> {
        let current = of.facts.iter().filter(|it| it.body.period().holds(day));
        current.map(|it| it.body.clone()).collect()
    };
    let named = |of: &preceptor_record::Person| {
        now(of).into_iter().find_map(|it| match it {
            Body::Supervision(it) if it.supervision == SupervisionKind::Named => {
                Some(it.supervisor)
            }
            _ => None,
        })
    };
    let mut loads = std::collections::BTreeMap::<PersonId, usize>::new();
    for it in people.people.values().filter_map(named) {
        *loads.entry(it).or_default() += 1;
    }
    let supervisor = loads.iter().max_by_key(|it| (it.1, std::cmp::Reverse(it.0)))?.0.clone();
    if role == Role::Supervisor {
        return Some(supervisor);
    }
    let pa = Code::from("physician-associate");
    let is_associate = |of: &preceptor_record::Person| {
        now(of).iter().any(|it| matches!(it, Body::Post(it) if it.role == pa))
    };
    let supervised = |it: &&preceptor_record::Person| named(it).as_ref() == Some(&supervisor);
    let theirs = people.people.values().filter(supervised).find(|it| is_associate(it));
    theirs.or_else(|| people.people.values().find(|it| is_associate(it))).map(|it| it.id.clone())
}
