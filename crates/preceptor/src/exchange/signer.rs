//! `preceptor signer`: the key an organisation signs with, and whose signatures it trusts.

use clap::{Args, Subcommand};
use preceptor_service::archives::key_words;
use serde_json::{Value as Json, json};

use super::{in_organisation, now, refused};
use crate::exit::{Exit, Failure};
use crate::keep::Place;
use crate::print;

/// What to do with signatures.
#[derive(Debug, Subcommand)]
pub enum Signer {
    /// Show the organisation's own public key, and whose signatures it trusts.
    Show(Show),
    /// Trust a signature: what its owner had verified is verified here.
    Trust(Trust),
    /// Trust a signature no longer; what came from its owner stays as it came.
    End(End),
}

/// Of which organisation.
#[derive(Debug, Args)]
pub struct Show {
    /// The organisation; left out, the only one there is.
    #[arg(long, value_name = "CODE")]
    organisation: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// Whose.
#[derive(Debug, Args)]
pub struct Trust {
    /// The public key: 64 digits from 0 to 9 and a to f.
    #[arg(value_name = "KEY")]
    signs_with: String,
    /// Whose it is.
    #[arg(long, value_name = "NAME")]
    name: String,
    #[command(flatten)]
    of: Show,
}

/// Which.
#[derive(Debug, Args)]
pub struct End {
    /// The public key.
    #[arg(value_name = "KEY")]
    signs_with: String,
    #[command(flatten)]
    of: Show,
}

impl Signer {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self {
            Self::Show(it) => it.run(),
            Self::Trust(it) => it.run(),
            Self::End(it) => it.run(),
        }
    }
}

impl Show {
    fn run(&self) -> Result<Exit, Failure> {
        let code = self.organisation.as_deref();
        let (own, all) = in_organisation(&self.place, code, async |it| {
            let own = it.employer.public_key(&it.installation, &it.viewer, now()).await;
            let all = it.employer.signers(&it.viewer).await;
            Ok((own.map_err(refused)?, all.map_err(refused)?))
        })?;
        if self.json {
            let all: Vec<Json> =
                all.iter().map(|it| json!({ "name": it.name, "key": it.key })).collect();
            print::json(&json!({ "key": own, "trusted": all }))?;
            return Ok(Exit::Yes);
        }
        let mut made = format!("Our key:\n  {}\n\nTrusted:\n", key_words(&own));
        if all.is_empty() {
            made.push_str("  nobody\n");
        }
        for it in all {
            made.push_str(&format!("  {}\n    {}\n", it.name, key_words(&it.key)));
        }
        print::out(&made)?;
        Ok(Exit::Yes)
    }
}

impl Trust {
    fn run(&self) -> Result<Exit, Failure> {
        let code = self.of.organisation.as_deref();
        in_organisation(&self.of.place, code, async |it| {
            let (from, viewer) = (&it.installation, &it.viewer);
            it.employer
                .trust_signer(from, viewer, now(), &self.name, &self.signs_with)
                .await
                .map_err(refused)
        })?;
        self.of.run()
    }
}

impl End {
    fn run(&self) -> Result<Exit, Failure> {
        let code = self.of.organisation.as_deref();
        in_organisation(&self.of.place, code, async |it| {
            let all = it.employer.signers(&it.viewer).await.map_err(refused)?;
            let plain: String = self.signs_with.chars().filter(|it| !it.is_whitespace()).collect();
            let found = all.iter().find(|it| it.key == plain.to_lowercase());
            let Some(found) = found else {
                let what = "this key is not trusted here";
                return Err(Failure::wrong(what, "`preceptor signer show` lists those that are"));
            };
            let done = it.employer.end_signer(&it.installation, &it.viewer, now(), &found.id).await;
            done.map_err(refused)
        })?;
        self.of.run()
    }
}
