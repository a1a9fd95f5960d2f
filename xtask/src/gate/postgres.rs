//! A PostgreSQL for one run of the tests: made, used and thrown away.
//!
//! Nothing is installed and nothing that runs already is touched. Where `TEST_DATABASE_URL` names a server, that one is
//! used instead: so the suite is run on an engine that speaks as PostgreSQL does.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail};

use super::{Gate, Log, Outcome};
use crate::house::cargo;

/// Where the tests find the server.
const VARIABLE: &str = "TEST_DATABASE_URL";

/// Runs what the store must do on PostgreSQL, as `tests` does on SQLite.
///
/// # Errors
///
/// Fails where no PostgreSQL is installed, or it does not start: a gate that skips in silence guards nothing.
pub fn step(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    let mut command = cargo();
    command.args([
        "test",
        "--package",
        "preceptor-ledger",
        "--package",
        "preceptor-service",
        "--no-fail-fast",
    ]);
    command.current_dir(&gate.root);
    if std::env::var_os(VARIABLE).is_some() {
        let is_well = log.run(&mut command)?;
        return Ok(outcome(is_well, log, &format!("the server that {VARIABLE} names")));
    }
    let server = Server::start()?;
    let is_well = log.run(command.env(VARIABLE, &server.url))?;
    Ok(outcome(is_well, log, &server.version))
}

fn outcome(is_well: bool, log: &Log, on: &str) -> Outcome {
    if !is_well {
        return Outcome::Failed;
    }
    Outcome::Passed(format!("{} tests on {on}", super::steps::n_passed(&log.text())))
}

/// A server of our own, stopped and deleted when it is dropped.
struct Server {
    programs: PathBuf,
    folder: PathBuf,
    url: String,
    version: String,
    as_user: Option<&'static str>,
}

impl Server {
    fn start() -> Result<Self> {
        let programs = programs().context(
            "no PostgreSQL is installed: on Debian `apt-get install --no-install-recommends postgresql`, \
             or leave this part out with `--without postgres`",
        )?;
        // It refuses to run as root, so there it runs as the user that its package made.
        let as_user = is_root().then_some("postgres");
        let folder =
            std::env::temp_dir().join(format!("preceptor-postgres-{}", std::process::id()));
        std::fs::create_dir(&folder).with_context(|| format!("making {}", folder.display()))?;
        if let Some(user) = as_user {
            said(Command::new("chown").arg(user).arg(&folder))?;
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let version = said(Command::new(programs.join("postgres")).arg("--version"))?;
        let server = Self {
            url: format!("postgres://preceptor@127.0.0.1:{port}/postgres"),
            version: String::from_utf8_lossy(&version.stdout).trim().to_owned(),
            programs,
            folder,
            as_user,
        };
        // Text in the order of its bytes, as SQLite has it.
        let mut made = server.program("initdb");
        made.arg("-D").arg(server.data());
        made.args(["-U", "preceptor", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        said(made.args(["--no-sync", "--no-instructions"]))?;
        // It lives for one run: nothing of it has to outlast a loss of power.
        let options = format!(
            "-k {} -p {port} -h 127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
             -c max_connections=300",
            server.folder.display()
        );
        let mut started = server.program("pg_ctl");
        started.arg("-D").arg(server.data()).arg("-w").arg("-l").arg(server.folder.join("log"));
        // Its own streams would be held open by the server after it.
        let status = started
            .args(["-o", &options, "start"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .context("starting PostgreSQL")?;
        if !status.success() {
            let told = std::fs::read_to_string(server.folder.join("log")).unwrap_or_default();
            bail!("PostgreSQL does not start:\n{told}");
        }
        Ok(server)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = match self.as_user {
            None => Command::new(path),
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(path);
                command
            }
        };
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut stop = self.program("pg_ctl");
        stop.arg("-D").arg(self.data()).args(["-m", "immediate", "stop"]);
        let _ = stop.output();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Where the programs of the newest PostgreSQL lie.
fn programs() -> Option<PathBuf> {
    let has_them = |it: &Path| it.join("initdb").is_file() || it.join("initdb.exe").is_file();
    let mut debian: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|it| {
            let path = it.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            Some((version, path.join("bin")))
        })
        .filter(|(_, it)| has_them(it))
        .collect();
    debian.sort();
    if let Some((_, newest)) = debian.pop() {
        return Some(newest);
    }
    let told = Command::new("pg_config").arg("--bindir").output().ok()?;
    let told = PathBuf::from(String::from_utf8_lossy(&told.stdout).trim());
    if has_them(&told) {
        return Some(told);
    }
    std::env::split_paths(&std::env::var_os("PATH")?).find(|it| has_them(it))
}

/// Whether this runs as root.
pub fn is_root() -> bool {
    let told = Command::new("id").arg("-u").output();
    told.is_ok_and(|it| it.stdout.trim_ascii() == b"0")
}

fn said(command: &mut Command) -> Result<Output> {
    let line = format!("{command:?}");
    let done = command.output().with_context(|| format!("starting {line}"))?;
    if !done.status.success() {
        bail!("{line} failed:\n{}", String::from_utf8_lossy(&done.stderr));
    }
    Ok(done)
}
