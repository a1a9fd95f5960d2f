//! The key an organisation signs with, and the keys of others that it trusts.

use jiff::Timestamp;
use preceptor_exchange::archive::{hex, unhex};
use preceptor_ledger::{Append, Conflict, NewEntry, StoreError, Stream};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value as Json, json};

use crate::access::{Act, Relation, Viewer};
use crate::employer::Employer;
use crate::installation::Installation;
use crate::now::Now;
use crate::refusal::{Refusal, Wrong};

/// The names of the streams.
const OWN: &str = "signing";
const OTHERS: &str = "signers";
/// The longest name of a signer, in characters.
const LONGEST_NAME: usize = 120;

/// Somebody whose signature is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The id of the entry.
    pub id: String,
    /// What the organisation calls them.
    pub name: String,
    /// Their public key, as 64 hexadecimal digits.
    pub key: String,
    /// Since when.
    pub since: Timestamp,
    /// Who said so: an account.
    pub by: String,
}

/// A key in groups of eight digits, as two people read it to each other.
pub fn key_words(key: &str) -> String {
    let digits: Vec<char> = key.chars().collect();
    digits.chunks(8).map(|it| it.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

impl Employer {
    /// The key the organisation signs with. It is made when it is first asked for, and kept sealed.
    pub(super) async fn own_key(
        &self,
        installation: &Installation,
        now: Now,
    ) -> Result<Ed25519KeyPair, Refusal> {
        let stream = Stream::organisation(OWN)?;
        let ledger = self.register.ledger();
        loop {
            let entries = ledger.entries(self.org(), &stream, i64::MAX).await?;
            if let Some(last) = entries.last() {
                let seed = last.body.text().and_then(unhex);
                let pair = seed.and_then(|it| Ed25519KeyPair::from_seed_unchecked(&it).ok());
                return pair.ok_or_else(|| {
                    Refusal::Broken("the key to sign with cannot be read".to_owned())
                });
            }
            let mut seed = [0; 32];
            installation.chance.fill(&mut seed).map_err(|it| Refusal::Broken(it.to_string()))?;
            let entry = NewEntry::new(&stream, "key-1", "signing-key", "program").body(hex(&seed));
            let append = Append::new(self.org(), now.at).based_on(&stream, 0).entry(entry);
            match ledger.append(append).await {
                // Whoever was quicker has made it.
                Ok(_)
                | Err(StoreError::Conflict(Conflict::Changed { .. } | Conflict::Taken { .. })) => {}
                Err(other) => return Err(other.into()),
            }
        }
    }

    /// The public key of the organisation, to be given to those who are to trust it.
    ///
    /// # Errors
    ///
    /// Where they may not see it, or the store does not answer.
    pub async fn public_key(
        &self,
        installation: &Installation,
        viewer: &Viewer,
        now: Now,
    ) -> Result<String, Refusal> {
        viewer.may(Act::TrustSigners, Relation::Any)?;
        Ok(hex(self.own_key(installation, now).await?.public_key().as_ref()))
    }

    /// Those whose signatures are trusted.
    ///
    /// # Errors
    ///
    /// As [`Employer::public_key`].
    pub async fn signers(&self, viewer: &Viewer) -> Result<Vec<Signer>, Refusal> {
        viewer.may(Act::TrustSigners, Relation::Any)?;
        self.trusted().await
    }

    pub(super) async fn trusted(&self) -> Result<Vec<Signer>, Refusal> {
        let stream = Stream::organisation(OTHERS)?;
        let entries = self.register.ledger().entries(self.org(), &stream, i64::MAX).await?;
        let ended = |id: &str| entries.iter().any(|it| it.about.as_deref() == Some(id));
        let made =
            entries.iter().filter(|it| it.about.is_none() && !ended(&it.id)).filter_map(|it| {
                let body: Json = serde_json::from_str(it.body.text()?).ok()?;
                let text = |key: &str| Some(body.get(key)?.as_str()?.to_owned());
                Some(Signer {
                    id: it.id.clone(),
                    name: text("name")?,
                    key: text("key")?,
                    since: it.recorded_at,
                    by: it.actor.clone(),
                })
            });
        Ok(made.collect())
    }

    /// Trusts a signer from now on: what they say was verified counts as verified here.
    ///
    /// # Errors
    ///
    /// Where they may not, did not say once more that it is they, or a field is wrong.
    pub async fn trust_signer(
        &self,
        installation: &Installation,
        viewer: &Viewer,
        now: Now,
        name: &str,
        key: &str,
    ) -> Result<(), Refusal> {
        viewer.may(Act::TrustSigners, Relation::Any)?;
        viewer.stepped_up(now)?;
        let name = name.trim();
        let key: String =
            key.chars().filter(|it| !it.is_whitespace()).collect::<String>().to_lowercase();
        let mut wrong = Vec::new();
        if name.is_empty()
            || name.chars().count() > LONGEST_NAME
            || name.chars().any(char::is_control)
        {
            wrong.push(Wrong::new("name", "Say whose key it is."));
        }
        if unhex(&key).is_none_or(|it| it.len() != 32) {
            wrong.push(Wrong::new("key", "Enter the whole key: 64 digits from 0 to 9 and a to f."));
        } else if self.trusted().await?.iter().any(|it| it.key == key) {
            wrong.push(Wrong::new("key", "This key is trusted already."));
        }
        if !wrong.is_empty() {
            return Err(Refusal::Wrong(wrong));
        }
        let stream = Stream::organisation(OTHERS)?;
        let id = installation.fresh_id("s")?;
        let body = json!({ "name": name, "key": key }).to_string();
        let entry = NewEntry::new(&stream, id, "signer", &viewer.account).body(body);
        self.register.ledger().append(Append::new(self.org(), now.at).entry(entry)).await?;
        Ok(())
    }

    /// Trusts a signer no longer. What came from them stays as it came.
    ///
    /// # Errors
    ///
    /// Where they may not, or there is none of that id.
    pub async fn end_signer(
        &self,
        installation: &Installation,
        viewer: &Viewer,
        now: Now,
        id: &str,
    ) -> Result<Signer, Refusal> {
        let signers = self.signers(viewer).await?;
        let signer = signers.into_iter().find(|it| it.id == id).ok_or(Refusal::NotFound)?;
        let stream = Stream::organisation(OTHERS)?;
        let entry = NewEntry::new(&stream, installation.fresh_id("s")?, "ended", &viewer.account);
        let append = Append::new(self.org(), now.at).entry(entry.about(id));
        self.register.ledger().append(append).await?;
        Ok(signer)
    }
}
