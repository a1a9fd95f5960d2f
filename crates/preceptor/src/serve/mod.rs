//! `preceptor serve`, and `preceptor` alone: the pages and the API, until somebody stops it.

mod stores;
mod work;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use preceptor_rulebook::Rulebook;
use preceptor_service::accounts::AccountError;
use preceptor_service::{Installation, Now};
use preceptor_web::Site;
use preceptor_web::server::{self, Bound, NotBound, Patience};

pub use work::Worker;

use crate::exit::{Exit, Failure};
use crate::keep::Place;
use crate::{clock, open, print};

/// The port where none is asked for; the next free one is taken where it is busy.
const PORT: u16 = 8080;

/// How often the store is seen to.
const TENDED: std::time::Duration = std::time::Duration::from_secs(20);
/// How long the last lines may take to be written.
const LAST_LINES: std::time::Duration = std::time::Duration::from_secs(5);

/// Where and what to serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// The address and port to listen on, such as 0.0.0.0:8080; left out, port 8080 of this machine alone, or the next
    /// free one.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The address others reach it under, such as <https://preceptor.example.org>; asked for wherever others can.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Offer the demonstration and nothing else. Without it, the demonstration is offered where nobody else can reach the
    /// server.
    #[arg(long)]
    demo: bool,
    #[command(flatten)]
    place: Place,
    /// A rulebook folder, or the name of a built-in one: uk, netherlands, ontario.
    #[arg(long, value_name = "DIR", default_value = "uk")]
    rulebook: PathBuf,
}

impl Serve {
    /// Serves until it is told to stop.
    pub fn run(&self) -> Result<Exit, Failure> {
        let public_url = self.checked_url()?;
        // It is read once and asked as long as the program runs.
        let book: &'static Rulebook = Box::leak(Box::new(open::rulebook(&self.rulebook)?));
        log_to_standard_error();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(|error| broken("starting the server", &error))?;
        runtime.block_on(async {
            let bound = self.bind().await.map_err(|it| busy(&it))?;
            let local = format!("http://localhost:{}", bound.port);
            let here = match self.listen {
                Some(address) if !address.ip().is_loopback() => format!("http://{address}"),
                _ => local,
            };
            let shown = public_url.unwrap_or(here);
            let mut site = Site::new(book, shown.as_str(), || Now::of(clock::now()));
            let (mut looks, mut setup, mut tending) = (None, None, None);
            if !self.demo {
                let ledger = self.place.open_or_make().await?;
                let (installation, task) = Installation::new(ledger, stores::chance(), book, false);
                looks = Some(task);
                setup = installation.accounts.setup_link(clock::now()).await.map_err(no_setup)?;
                let installation = Arc::new(installation);
                tending = Some(tokio::spawn(tend(Arc::clone(&installation))));
                site = site.with_installation(installation);
            }
            if self.demo || !self.is_open() {
                site = site.with_demonstration(Arc::new(stores::demonstration(&self.place, book)));
            }
            // It ends by itself when the installations are gone.
            tokio::spawn(work::go_on(site.real(), site.demonstration()));
            let stop =
                server::told_to_stop().map_err(|error| broken("listening for signals", &error))?;
            // A service manager waits for this line, and a person clicks on it.
            print::out(&format!("Preceptor is at {shown} (Ctrl+C stops it)\n"))?;
            if let Some(token) = setup {
                // Whoever can read this runs the server; nobody else learns the token.
                print::out(&format!(
                    "Set up your organisation, or look round: {shown}/?setup={token}\n"
                ))?;
            }
            server::serve(bound, preceptor_web::router(site), Patience::default(), stop).await;
            if let Some(task) = tending {
                task.abort();
                let _ = task.await;
            }
            if let Some(task) = looks {
                // Who looked at whom in the last second is still written down.
                let _ = tokio::time::timeout(LAST_LINES, task).await;
            }
            Ok(Exit::Yes)
        })
    }

    /// Whether others can reach it.
    fn is_open(&self) -> bool {
        self.listen.is_some_and(|it| !it.ip().is_loopback())
    }

    async fn bind(&self) -> Result<Bound, NotBound> {
        match self.listen {
            Some(address) => server::bind(address).await,
            None => server::bind_loopback(PORT).await,
        }
    }

    /// The public address without a slash at its end. Where others can reach the server it must be given, and safe.
    fn checked_url(&self) -> Result<Option<String>, Failure> {
        let url = self.public_url.as_deref().map(|it| it.trim_end_matches('/').to_owned());
        if let Some(url) = &url
            && !["http://", "https://"].iter().any(|it| url.len() > it.len() && url.starts_with(it))
        {
            return Err(Failure::wrong(
                format!("`{url}` is no address of a site"),
                "write it with its scheme, such as https://preceptor.example.org",
            ));
        }
        if self.is_open() && !url.as_ref().is_some_and(|it| it.starts_with("https://")) {
            return Err(Failure::wrong(
                "others could reach this server, and nothing says how",
                "put it behind a proxy that speaks https and give its address with --public-url https://...",
            ));
        }
        Ok(url)
    }
}

/// Sees to the store now and then.
async fn tend(installation: Arc<Installation>) {
    loop {
        let is_all = installation.tend().await.unwrap_or(true);
        tokio::time::sleep(if is_all { TENDED } else { TENDED / 10 }).await;
    }
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` hands over is consumed")]
fn no_setup(it: AccountError) -> Failure {
    Failure::Broken(format!("error: no link for setting up: {it}\n"))
}

fn busy(it: &NotBound) -> Failure {
    let help = match it.cause.kind() {
        std::io::ErrorKind::AddrInUse => {
            "another program listens there; name a free port with --listen, or stop the other one"
        }
        std::io::ErrorKind::PermissionDenied => {
            "ports below 1024 need more rights; name another with --listen"
        }
        _ => "name an address of this machine with --listen",
    };
    Failure::Broken(format!(
        "error: cannot listen on {}: {}\n  = help: {help}\n",
        it.address, it.cause
    ))
}

fn broken(what: &str, error: &std::io::Error) -> Failure {
    Failure::Broken(format!("error: {what} failed: {error}\n"))
}

/// Warnings and worse, or what `PRECEPTOR_LOG` asks for. Never an address with its query, and never a body.
fn log_to_standard_error() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("PRECEPTOR_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
