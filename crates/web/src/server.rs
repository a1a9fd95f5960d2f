//! Listening, answering, and stopping without cutting anybody off.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long an answer under way may take once the server was told to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

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

/// Serves until it is told to stop, then lets the answers under way finish.
///
/// # Errors
///
/// Where a listener fails.
pub async fn serve(bound: Bound, router: Router, stop: impl Future<Output = ()>) -> io::Result<()> {
    let (tell, told) = watch::channel(false);
    let mut serving = tokio::task::JoinSet::new();
    for listener in bound.listeners {
        let (router, mut told) = (router.clone(), told.clone());
        serving.spawn(async move {
            axum::serve(listener, router)
                .with_graceful_shutdown(async move {
                    let _ = told.wait_for(|it| *it).await;
                })
                .await
        });
    }
    stop.await;
    let _ = tell.send(true);
    let finish = async {
        while let Some(ended) = serving.join_next().await {
            ended.map_err(io::Error::other)??;
        }
        Ok(())
    };
    // A connection that stays open and silent does not keep the program alive.
    tokio::time::timeout(LAST_ANSWERS, finish).await.unwrap_or(Ok(()))
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
