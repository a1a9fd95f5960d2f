//! What has to be seen to now and then while a server runs, and nobody waits for.

use crate::installation::lock;
use crate::register::ByFacts;
use crate::{Installation, Refusal};

/// People whose rows are made at one time: the rest is done the next time, so that nobody's writing waits for long.
const AT_ONCE: u32 = 2_000;

/// Entries that are read beside a row before it is made anew.
const BEHIND: u32 = 8;

impl Installation {
    /// Makes anew the rows of people whose record has grown, so that reading them stays quick. Whether all are made.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn tend(&self) -> Result<bool, Refusal> {
        let mut is_all = true;
        for org in self.ledger.organisations().await? {
            let head = self.ledger.head(&org).await?.seq;
            if lock(&self.tended).get(&org) == Some(&head) {
                continue;
            }
            if self.ledger.refresh_behind(&org, &ByFacts, BEHIND, AT_ONCE).await? < AT_ONCE {
                lock(&self.tended).insert(org, head);
            } else {
                is_all = false;
            }
        }
        Ok(is_all)
    }
}

#[cfg(test)]
mod tests {
    use preceptor_record::PersonId;

    use super::*;
    use crate::access::Role;
    use crate::fixture::{now, trust, viewer};

    #[tokio::test]
    async fn rows_follow_what_is_recorded() {
        let (installation, employer, _) = trust().await;
        let (ledger, org) = (&installation.ledger, employer.org());
        let behind = || ledger.refresh_behind(org, &ByFacts, BEHIND, u32::MAX);
        assert!(installation.tend().await.unwrap());
        assert_eq!(behind().await.unwrap(), 0);
        let id = PersonId::new("p-000003");
        let who = viewer("key-1", &[Role::WritingProgram]);
        let fact = r#"{"kind": "training", "course": "care-certificate", "on": "2026-11-01"}"#;
        for n in 0..BEHIND {
            let fresh = format!("f-new-{n}");
            employer.take_fact(&who, now(), &id, fact, None, &fresh).await.unwrap();
        }
        assert!(installation.tend().await.unwrap());
        assert_eq!(behind().await.unwrap(), 0);
        // Nothing else was behind, and the record says what was recorded.
        assert_eq!(ledger.refresh(org, &ByFacts, u32::MAX).await.unwrap(), 0);
        let record = ledger.record(org, id.as_str()).await.unwrap().unwrap();
        assert!(record.entries.iter().any(|it| it.id == "f-new-7"));
    }
}
