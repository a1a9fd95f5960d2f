//! What the server puts up with from those who connect.

use std::time::Duration;

use preceptor_web::server::{self, Patience};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::ask::site;

/// Starts a server, lets `ask` talk to it, and stops it.
fn with_server<T>(patience: Patience, ask: impl AsyncFnOnce(u16) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let bound = server::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let port = bound.port;
        let (tell, told) = oneshot::channel::<()>();
        let stop = async move {
            let _ = told.await;
        };
        let serving = tokio::spawn(server::serve(bound, site(), patience, stop));
        let answer = ask(port).await;
        tell.send(()).unwrap();
        serving.await.unwrap();
        answer
    })
}

async fn says(stream: &mut TcpStream, text: &str) -> String {
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

const WHOLE: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[test]
fn whoever_never_ends_a_request_is_hung_up_on() {
    let patience = Patience { head: Duration::from_millis(50), ..Patience::default() };
    with_server(patience, async |port| {
        let mut slow = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let answer = says(&mut slow, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await;
        assert!(!answer.contains("200 OK"), "{answer}");
        let mut other = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        assert!(says(&mut other, WHOLE).await.starts_with("HTTP/1.1 200"));
    });
}

#[test]
fn who_comes_when_there_is_no_room_waits_for_it() {
    let patience = Patience { head: Duration::from_millis(50), n_connections: 1 };
    with_server(patience, async |port| {
        let _silent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let mut second = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        assert!(says(&mut second, WHOLE).await.starts_with("HTTP/1.1 200"));
    });
}

#[test]
fn a_head_larger_than_any_of_ours_is_refused() {
    with_server(Patience::default(), async |port| {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let head =
            format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(600_000));
        let _ = stream.write_all(head.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(!String::from_utf8_lossy(&answer).contains("200 OK"));
    });
}
