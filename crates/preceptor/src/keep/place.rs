//! Where everything lies: a folder with the database, the files and, apart from both, the key.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use preceptor_ledger::{Chance, Files, Ledger, MasterKey, NoChance, Options, sqlite_url};
use ring::rand::{SecureRandom as _, SystemRandom};

use super::told;
use crate::exit::Failure;

/// Which data.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// The folder of the data.
    #[arg(long, value_name = "DIR", default_value = "preceptor-data")]
    pub data: PathBuf,
    /// A PostgreSQL database, such as <postgres://preceptor@db.example.org/preceptor>; left out, the one in the folder.
    #[arg(long, value_name = "URL", env = "PRECEPTOR_DATABASE")]
    pub database: Option<String>,
    /// The key file; left out, `keys/master.key` in the folder.
    #[arg(long, value_name = "FILE", env = "PRECEPTOR_KEY")]
    pub key: Option<PathBuf>,
    /// A bucket of an S3-compatible store for evidence files; left out, the folder `files`. Its region, its address where
    /// it is not the region's own, and its key come from `PRECEPTOR_S3_REGION`, `PRECEPTOR_S3_ENDPOINT`,
    /// `PRECEPTOR_S3_KEY_ID` and `PRECEPTOR_S3_SECRET`.
    #[arg(long, value_name = "BUCKET", env = "PRECEPTOR_S3_BUCKET")]
    pub bucket: Option<String>,
}

/// The system's own random numbers.
pub struct FromSystem(SystemRandom);

impl FromSystem {
    /// Ready to be asked.
    pub fn new() -> Self {
        Self(SystemRandom::new())
    }
}

impl Chance for FromSystem {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoChance> {
        self.0.fill(bytes).map_err(|_| NoChance)
    }
}

impl fmt::Debug for FromSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromSystem")
    }
}

impl Place {
    /// The key file.
    pub fn key_file(&self) -> PathBuf {
        self.key.clone().unwrap_or_else(|| self.data.join("keys").join("master.key"))
    }

    /// The list of erasures, beside the key: neither is in a backup.
    pub fn erasures_file(&self) -> PathBuf {
        self.key_file().with_file_name("erasures.jsonl")
    }

    /// The address of the database.
    pub fn url(&self) -> String {
        self.database.clone().unwrap_or_else(|| sqlite_url(&self.data.join("preceptor.db")))
    }

    /// What a ledger of this place is opened with.
    pub fn options(&self, master: MasterKey) -> Result<Options, Failure> {
        let mut options = Options::new(self.url(), master, Arc::new(FromSystem::new()));
        options.files = match &self.bucket {
            Some(bucket) => files_in(bucket)?,
            None => Files::folder(&self.data.join("files")).map_err(told)?,
        };
        options.erasures = Some(self.erasures_file());
        Ok(options)
    }

    /// Opens what is there, or makes it: the folder, its key and an empty database.
    pub async fn open_or_make(&self) -> Result<Ledger, Failure> {
        let key = self.key_file();
        if key.is_file() {
            let master = MasterKey::read(&key).map_err(told)?;
            return Ledger::open(self.options(master)?).await.map_err(told);
        }
        if self.data.join("preceptor.db").is_file() {
            // A new key would open nothing of what is there.
            return Err(Failure::wrong(
                format!("the key file `{}` is not there", key.display()),
                "name it with --key, or restore it from where you keep it",
            ));
        }
        if let Some(folder) = key.parent() {
            std::fs::create_dir_all(folder).map_err(|it| {
                Failure::wrong(
                    format!("the folder `{}` cannot be made: {it}", folder.display()),
                    "name another with --data",
                )
            })?;
        }
        let master = MasterKey::create(&key, &FromSystem::new()).map_err(told)?;
        Ledger::open(self.options(master)?).await.map_err(told)
    }

    /// Opens what is there. Nothing is made: whoever mistypes a folder is told so.
    pub async fn open(&self) -> Result<Ledger, Failure> {
        let is_there = self.database.is_some() || self.data.join("preceptor.db").is_file();
        if !is_there {
            return Err(Failure::wrong(
                format!("there are no data in `{}`", self.data.display()),
                "name the folder with --data, or the database with --database",
            ));
        }
        let master = MasterKey::read(&self.key_file()).map_err(told)?;
        Ledger::open(self.options(master)?).await.map_err(told)
    }
}

/// Files in a bucket, as the environment names the rest of it.
#[cfg(feature = "s3")]
fn files_in(bucket: &str) -> Result<Files, Failure> {
    let asked = |name: &str| std::env::var(name).ok().filter(|it| !it.is_empty());
    let needed = |name: &str| {
        let what =
            format!("files are to be kept in the bucket `{bucket}`, and `{name}` is not set");
        asked(name).ok_or_else(|| Failure::wrong(what, "set it in the environment of the program"))
    };
    let bucket = preceptor_ledger::Bucket {
        name: bucket.to_owned(),
        region: asked("PRECEPTOR_S3_REGION").unwrap_or_else(|| "eu-west-2".to_owned()),
        endpoint: asked("PRECEPTOR_S3_ENDPOINT"),
        key_id: needed("PRECEPTOR_S3_KEY_ID")?,
        secret: needed("PRECEPTOR_S3_SECRET")?,
    };
    Files::s3(&bucket).map_err(told)
}

/// A program that was built without S3 says so before anything is stored elsewhere.
#[cfg(not(feature = "s3"))]
fn files_in(bucket: &str) -> Result<Files, Failure> {
    Err(Failure::wrong(
        format!(
            "files are to be kept in the bucket `{bucket}`, and this program was built without S3"
        ),
        "build it with `--features s3`, or leave the bucket out",
    ))
}

/// A path from the root, for whoever reads it elsewhere.
pub fn whole(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
