//! Saved views: a list as somebody wants it, under a name of theirs.

use serde_json::{Value as Json, json};

use crate::access::{Act, Relation, Viewer};
use crate::employer::Employer;
use crate::installation::Installation;
use crate::refusal::Refusal;

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its id.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// The query of its address.
    pub query: String,
}

/// The most views somebody keeps.
const MOST: usize = 50;
/// The longest name, in characters.
const LONGEST: usize = 60;

impl Employer {
    /// The views somebody saved.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn views(&self, viewer: &Viewer) -> Result<Vec<View>, Refusal> {
        let all = self.register.ledger().saved_views(self.org(), &viewer.account).await?;
        let mut made: Vec<View> =
            all.into_iter().filter_map(|(id, body)| read(id, &body)).collect();
        made.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(made)
    }

    /// Saves a view under a name.
    ///
    /// # Errors
    ///
    /// Where the name is empty or long, there are too many, or the store does not answer.
    pub async fn save_view(
        &self,
        installation: &Installation,
        viewer: &Viewer,
        name: &str,
        query: &str,
    ) -> Result<(), Refusal> {
        viewer.may(Act::ListPeople, Relation::Any)?;
        if name.is_empty() || name.chars().count() > LONGEST {
            let message = format!("Give the view a name of at most {LONGEST} characters.");
            return Err(Refusal::wrong("name", message));
        }
        let there = self.views(viewer).await?;
        // A view of the same name takes its place.
        let id = match there.iter().find(|it| it.name == name) {
            Some(it) => it.id.clone(),
            None if there.len() >= MOST => {
                let message = format!("You have {MOST} views. Remove one first.");
                return Err(Refusal::wrong("name", message));
            }
            None => installation.fresh_id("v")?,
        };
        let body = json!({ "name": name, "query": query }).to_string();
        self.register.ledger().save_view(self.org(), &viewer.account, &id, &body).await?;
        Ok(())
    }

    /// Takes a view away.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn drop_view(&self, viewer: &Viewer, id: &str) -> Result<(), Refusal> {
        if !self.views(viewer).await?.iter().any(|it| it.id == id) {
            return Err(Refusal::NotFound);
        }
        self.register.ledger().save_view(self.org(), &viewer.account, id, "").await?;
        Ok(())
    }
}

fn read(id: String, body: &str) -> Option<View> {
    let body: Json = serde_json::from_str(body).ok()?;
    let text = |key: &str| body.get(key).and_then(Json::as_str).map(ToOwned::to_owned);
    Some(View { id, name: text("name")?, query: text("query")? })
}
