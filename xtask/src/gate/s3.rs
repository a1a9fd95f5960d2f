//! An S3-compatible store for one run: a separate program that speaks as S3 does, started, used and stopped.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{Gate, Log, Outcome};
use crate::house::cargo;

/// Where the tests find the store.
const VARIABLE: &str = "TEST_S3_ENDPOINT";
/// What stands in for a store: a package of the Python index, at one version.
const STORE: &str = "moto[server]==5.2.5";
/// How long it may take to start.
const STARTING: Duration = Duration::from_mins(1);

/// Runs what evidence files must do in a bucket, and builds the program with it.
///
/// # Errors
///
/// Fails where Python is not installed. Where its index of packages cannot be reached, the step says that it did not run.
pub fn step(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    let server = if std::env::var_os(VARIABLE).is_some() {
        None
    } else {
        let Some(program) = installed(gate, log)? else {
            return Ok(Outcome::Passed(format!("did not run: {STORE} could not be fetched")));
        };
        Some(Server::start(&program)?)
    };
    let mut command = cargo();
    command.args(["test", "--package", "preceptor-ledger", "--features", "s3", "s3"]);
    if let Some(server) = &server {
        command.env(VARIABLE, &server.address);
    }
    let is_well = log.run(command.current_dir(&gate.root))?;
    let n_tests = super::steps::n_passed(&log.text());
    if is_well && n_tests == 0 {
        bail!("no test ran");
    }
    let mut build = cargo();
    build.args(["check", "--package", "preceptor", "--features", "s3"]);
    let builds = log.run(build.current_dir(&gate.root))?;
    Ok(if is_well && builds {
        Outcome::Passed(format!("{n_tests} tests"))
    } else {
        Outcome::Failed
    })
}

/// The store's program, fetched once into the target folder; none where the index cannot be reached.
fn installed(gate: &Gate, log: &mut Log) -> Result<Option<PathBuf>> {
    let folder = gate.target.join("xtask").join("s3");
    let bin = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let program = bin.join(format!("moto_server{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(Some(program));
    }
    let made = log.run(Command::new("python3").args(["-m", "venv"]).arg(&folder));
    if !made.unwrap_or(false) {
        bail!(
            "no Python with `venv` is installed: on Debian `apt-get install --no-install-recommends python3-venv`, or \
             leave this part out with `--without s3`"
        );
    }
    let fetched = log.run(Command::new(bin.join("pip")).args(["install", "--quiet", STORE]))?;
    Ok((fetched && program.is_file()).then_some(program))
}

/// The store, stopped when it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(program: &Path) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        let child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = child.with_context(|| format!("starting {}", program.display()))?;
        let server = Self { child, address: format!("http://127.0.0.1:{port}") };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if began.elapsed() > STARTING {
                bail!("{} does not listen", program.display());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        make_bucket(port)?;
        Ok(server)
    }
}

/// The bucket the tests use.
fn make_bucket(port: u16) -> Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.write_all(b"PUT /evidence HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if !answer.starts_with("HTTP/1.1 200") {
        bail!("no bucket could be made: {}", answer.lines().next().unwrap_or_default());
    }
    Ok(())
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
