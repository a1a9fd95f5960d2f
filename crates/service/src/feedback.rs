//! What visitors say about pages, without an account: kept sealed, read by administrators, and gone when it is dealt with.

use jiff::Timestamp;
use preceptor_ledger::NewToken;
use serde_json::{Value as Json, json};

use crate::access::{Act, Relation, Viewer};
use crate::{Installation, Now, Refusal};

/// The kind of what is kept, and whose it is: the installation's.
const KIND: &str = "feedback";
const OWNER: &str = "feedback";
/// The longest message, in characters.
pub const LONGEST: usize = 2_000;
/// The longest address of a page, in characters.
const LONGEST_PAGE: usize = 200;
/// No more is kept at once: somebody has to deal with it first.
const MOST: usize = 500;

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Its id.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// About which page: its path.
    pub page: String,
    /// What.
    pub text: String,
}

impl Installation {
    /// Keeps what somebody says about a page.
    ///
    /// # Errors
    ///
    /// Where it says nothing or too much, or too much waits to be dealt with.
    pub async fn take_feedback(&self, now: Now, page: &str, text: &str) -> Result<(), Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::wrong("text", "Say what could be better, or what is wrong."));
        }
        if text.chars().count() > LONGEST {
            return Err(Refusal::wrong("text", format!("Say it in at most {LONGEST} characters.")));
        }
        if self.ledger.tokens_of(KIND, OWNER).await?.len() >= MOST {
            return Err(Refusal::TooOften);
        }
        // Only the path of a page of ours: a query may hold answers of somebody's.
        let path = page.split(['?', '#']).next().unwrap_or_default();
        let is_path = path.starts_with('/') && !path.starts_with("//");
        let path: String = path.chars().filter(|_| is_path).take(LONGEST_PAGE).collect();
        let body = json!({ "page": path, "text": text }).to_string();
        let token = NewToken {
            kind: KIND,
            owner: OWNER,
            org: None,
            person: None,
            body: &body,
            at: now.at,
            expires_at: None,
        };
        self.ledger.make_token(&self.secret()?, &token).await?;
        Ok(())
    }

    /// What was said and is not dealt with, the latest first.
    ///
    /// # Errors
    ///
    /// Where they may not read it, or the store does not answer.
    pub async fn feedback(&self, viewer: &Viewer) -> Result<Vec<Said>, Refusal> {
        viewer.may(Act::ReadFeedback, Relation::Any)?;
        let all = self.ledger.tokens_of(KIND, OWNER).await?;
        Ok(all
            .into_iter()
            .map(|it| {
                let body: Json = serde_json::from_str(&it.body).unwrap_or_default();
                let text =
                    |key: &str| body.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
                Said { id: it.id, at: it.made_at, page: text("page"), text: text("text") }
            })
            .collect())
    }

    /// Deletes something that was dealt with.
    ///
    /// # Errors
    ///
    /// Where they may not, or there is none of that id.
    pub async fn deal_with_feedback(&self, viewer: &Viewer, id: &str) -> Result<(), Refusal> {
        viewer.may(Act::ReadFeedback, Relation::Any)?;
        if self.ledger.end_token(KIND, OWNER, id).await? { Ok(()) } else { Err(Refusal::NotFound) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::fixture::{now, trust, viewer};

    #[tokio::test]
    async fn what_is_said_is_read_by_an_administrator_and_goes_when_it_is_dealt_with() {
        let (installation, _, _) = trust().await;
        let admin = viewer("u-adm", &[Role::Administrator]);
        let text = "<script>alert(1)</script>\n'; DROP TABLE token; -- \u{202e}😀";
        installation
            .take_feedback(now(), "/roles/physician-associate?a=registered.nurse", text)
            .await
            .unwrap();
        let said = installation.feedback(&admin).await.unwrap();
        assert_eq!(
            (said[0].page.as_str(), said[0].text.as_str()),
            ("/roles/physician-associate", text)
        );
        let lead = viewer("u-lead", &[Role::MapLead]);
        assert!(matches!(installation.feedback(&lead).await, Err(Refusal::Denied(_))));
        assert!(matches!(
            installation.deal_with_feedback(&lead, &said[0].id).await,
            Err(Refusal::Denied(_))
        ));
        installation.deal_with_feedback(&admin, &said[0].id).await.unwrap();
        assert!(installation.feedback(&admin).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn nothing_too_much_and_foreign_addresses_are_not_kept() {
        let (installation, _, _) = trust().await;
        let take =
            async |page: &str, text: &str| installation.take_feedback(now(), page, text).await;
        assert!(matches!(take("/", " \n ").await, Err(Refusal::Wrong(_))));
        assert!(take("/", &"x".repeat(LONGEST)).await.is_ok());
        assert!(matches!(take("/", &"x".repeat(LONGEST + 1)).await, Err(Refusal::Wrong(_))));
        let admin = viewer("u-adm", &[Role::Administrator]);
        for page in ["https://example.org/", "//example.org", "javascript:alert(1)"] {
            take(page, "odd").await.unwrap();
        }
        let said = installation.feedback(&admin).await.unwrap();
        assert!(said.iter().filter(|it| it.text == "odd").all(|it| it.page.is_empty()));
    }
}
