//! Listening, answering, and stopping without cutting anybody off.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// How long an answer under way may take once the server was told to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// How long nothing is accepted after the system refused to.
const AFTER_REFUSAL: Duration = Duration::from_secs(1);

/// The addresses bound, and the port they share.
pub struct Bound {
    listeners: Vec<TcpListener>,
    /// The port.
    pub port: u16,
}

/// Why nothing could be bound.
#[derive(Debug)]
pub struct NotBound {
    /// What was asked for.
    pub address: String,
    /// Why not.
    pub cause: io::Error,
}

/// Binds one address.
///
/// # Errors
///
/// Where it is taken or not ours.
pub async fn bind(address: SocketAddr) -> Result<Bound, NotBound> {
    let failed = |cause| NotBound { address: address.to_string(), cause };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    Ok(Bound { listeners: vec![listener], port })
}

/// Binds `port` on both loopback addresses, or the next free one after it: `localhost` may mean either.
///
/// # Errors
///
/// Where none of the next hundred is free.
pub async fn bind_loopback(port: u16) -> Result<Bound, NotBound> {
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for port in port..port.saturating_add(100) {
        match TcpListener::bind(("127.0.0.1", port)).await {
            Ok(first) => {
                let port = first.local_addr().map_or(port, |it| it.port());
                match TcpListener::bind(("::1", port)).await {
                    Ok(second) => return Ok(Bound { listeners: vec![first, second], port }),
                    Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = error,
                    // A machine without IPv6 has one loopback address.
                    Err(_) => return Ok(Bound { listeners: vec![first], port }),
                }
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = error,
            Err(error) => {
                return Err(NotBound { address: format!("localhost:{port}"), cause: error });
            }
        }
    }
    Err(NotBound { address: format!("localhost:{port}"), cause: last })
}

/// What a server puts up with from those who connect.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How long the head of a request may take to come, the first and every other on a connection.
    pub head: Duration,
    /// How many connections are open at once; who comes then waits.
    pub n_connections: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(30), n_connections: 2048 }
    }
}

/// Serves until it is told to stop, then lets the answers under way finish.
pub async fn serve(
    bound: Bound,
    router: Router,
    patience: Patience,
    stop: impl Future<Output = ()>,
) {
    let ending = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(patience.n_connections));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience.head);
    let accepting = async {
        let each = bound.listeners.iter().map(|listener| async {
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    // Out of file handles, most likely: others have to go first.
                    tokio::time::sleep(AFTER_REFUSAL).await;
                    continue;
                };
                let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
                let service = TowerToHyperService::new(router.clone());
                let connection = builder.serve_connection(TokioIo::new(stream), service);
                let connection = ending.watch(connection);
                tokio::spawn(async move {
                    // Whoever hangs up in the middle has no answer to be told about it.
                    let _ = connection.await;
                    drop(place);
                });
            }
        });
        futures_util::future::join_all(each).await;
    };
    tokio::select! {
        () = accepting => {}
        () = stop => {}
    }
    // A connection that stays open and silent does not keep the program alive.
    let _ = tokio::time::timeout(LAST_ANSWERS, ending.shutdown()).await;
}

/// What waits until somebody stops the program: Ctrl+C, or the signal a service manager sends. It listens from here on,
/// so a signal that comes before anybody waits is not lost.
///
/// # Errors
///
/// Where the system lets nobody listen.
#[cfg(unix)]
pub fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// What waits until somebody stops the program with Ctrl+C.
///
/// # Errors
///
/// Where the system lets nobody listen.
#[cfg(not(unix))]
pub fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Where there is no such signal to wait for, only ending the process ends it.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
