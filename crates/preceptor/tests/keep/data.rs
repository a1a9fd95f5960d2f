//! A folder of data, and the program run on it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use preceptor_ledger::{
    Append, Files, Ledger, MasterKey, NewEntry, NewLine, Options, OrgId, Stream, Trail, Upload,
    sqlite_url,
};
use preceptor_testkit::Counting;
use serde_json::Value as Json;
use sqlx::{AnyConnection, Connection as _};
use tempfile::TempDir;

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Checks that the question was found wrong, and that all these words say why.
    #[track_caller]
    pub fn is_wrong(&self, words: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (2, ""), "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "`{word}` is missing in:\n{}", self.err);
        }
    }
}

/// Runs the program.
pub fn runs(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_preceptor"));
    command.args(arguments).env_remove("PRECEPTOR_KEY").env_remove("PRECEPTOR_DATABASE");
    let done = command.current_dir(std::env::temp_dir()).output().unwrap();
    let text = |it: Vec<u8>| String::from_utf8(it).unwrap();
    Ran { code: done.status.code().unwrap_or(-1), out: text(done.stdout), err: text(done.stderr) }
}

/// Runs the program, which must end so, and gives the JSON it printed.
#[track_caller]
pub fn ran(arguments: &[&str], code: i32) -> Json {
    let done = runs(arguments);
    assert_eq!(done.code, code, "{done:?}");
    serde_json::from_str(&done.out).unwrap()
}

/// A folder of data that is gone when the test is.
pub struct Data {
    pub folder: PathBuf,
    above: TempDir,
}

fn chance() -> Arc<Counting> {
    static SEED: AtomicU64 = AtomicU64::new(1);
    Counting::starting_at(SEED.fetch_add(1_000_000, Ordering::Relaxed))
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn now() -> Timestamp {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

fn org() -> OrgId {
    OrgId::new("X99").unwrap()
}

impl Data {
    /// One organisation with a person of two facts and a file.
    pub fn filled() -> Self {
        let above = tempfile::tempdir().unwrap();
        let data = Self { folder: above.path().join("data"), above };
        std::fs::create_dir_all(data.folder.join("keys")).unwrap();
        MasterKey::create(&data.key(), &*chance()).unwrap();
        wait(async {
            let ledger = data.open().await;
            let record = Stream::person("p-1").unwrap();
            for (id, kind, body) in [
                ("f-1", "details", r#"{"id":"f-1","kind":"details","name":"Amara Okafor"}"#),
                (
                    "f-2",
                    "registration",
                    r#"{"id":"f-2","kind":"registration","register":"gmc-aapa","number":"A9990017"}"#,
                ),
            ] {
                let entry = NewEntry::new(&record, id, kind, "u-1").body(body);
                ledger.append(Append::new(&org(), now()).entry(entry)).await.unwrap();
            }
            let upload = Upload {
                org: org(),
                person: "p-1".to_owned(),
                name: "certificate.pdf".to_owned(),
                declared: None,
                content: b"%PDF-1.7\n".to_vec(),
                actor: "u-1".to_owned(),
                at: now(),
            };
            ledger.keep_file(upload).await.unwrap();
            ledger.close().await;
        });
        data
    }

    async fn open(&self) -> Ledger {
        let url = sqlite_url(&self.folder.join("preceptor.db"));
        let mut options = Options::new(url, MasterKey::read(&self.key()).unwrap(), chance());
        options.files = Files::folder(&self.folder.join("files")).unwrap();
        options.erasures = Some(self.folder.join("keys").join("erasures.jsonl"));
        Ledger::open(options).await.unwrap()
    }

    /// Its key file.
    pub fn key(&self) -> PathBuf {
        self.folder.join("keys").join("master.key")
    }

    /// A path beside the folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.above.path().join(name)
    }

    /// Erases a person, as the service does.
    pub fn erase(&self, person: &str) {
        wait(async {
            let ledger = self.open().await;
            ledger.erase(&org(), person, "u-1", now()).await.unwrap();
            ledger.close().await;
        });
    }

    /// Gives a decision, as the service does.
    pub fn decide(&self) {
        wait(async {
            let ledger = self.open().await;
            let line = NewLine::new(now(), "u-1", r#"{"decision":"refuse"}"#).about("p-1");
            ledger.write_line(&org(), Trail::Decisions, line).await.unwrap();
            ledger.close().await;
        });
    }

    /// Runs a statement past the program.
    pub fn tamper(&self, text: &'static str) {
        wait(async {
            sqlx::any::install_default_drivers();
            let url = sqlite_url(&self.folder.join("preceptor.db"));
            let mut connection = AnyConnection::connect(&url).await.unwrap();
            let done = sqlx::query(text).execute(&mut connection).await.unwrap();
            assert!(done.rows_affected() > 0, "{text}");
            connection.close().await.unwrap();
        });
    }

    /// Deletes the files that entries name.
    pub fn lose_files(&self) {
        fn all(folder: &Path) {
            for it in std::fs::read_dir(folder).unwrap() {
                let path = it.unwrap().path();
                if path.is_dir() { all(&path) } else { std::fs::remove_file(path).unwrap() }
            }
        }
        all(&self.folder.join("files"));
    }
}
