//! Clients that ask over connections they keep, and how long answers took.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Who asks at the same time.
const CLIENTS: usize = 32;

/// What is asked.
pub struct Asked {
    method: &'static str,
    path: String,
    headers: String,
    body: String,
}

impl Asked {
    /// A look.
    pub fn get(path: &str) -> Self {
        Self { method: "GET", path: path.to_owned(), headers: String::new(), body: String::new() }
    }

    /// JSON that is sent.
    pub fn post(path: &str, body: String) -> Self {
        let headers = "content-type: application/json\r\n".to_owned();
        Self { method: "POST", path: path.to_owned(), headers, body }
    }

    /// With a key.
    pub fn with_key(mut self, key: &str) -> Self {
        self.headers.push_str(&format!("authorization: Bearer {key}\r\n"));
        self
    }

    /// With a session.
    pub fn with_cookie(mut self, session: &str) -> Self {
        self.headers.push_str(&format!("cookie: preceptor={session}\r\n"));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let Self { method, path, headers, body } = self;
        format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }
}

/// What was answered.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// Asks once, over a connection of its own.
pub async fn answer(port: u16, asked: &Asked) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
    ask(&mut stream, &mut Vec::new(), &asked.bytes()).await
}

async fn ask(stream: &mut TcpStream, kept: &mut Vec<u8>, bytes: &[u8]) -> Answer {
    stream.write_all(bytes).await.expect("a request");
    kept.clear();
    let mut part = [0_u8; 16_384];
    let mut end = None;
    loop {
        if end.is_none() {
            end = kept.windows(4).position(|it| it == b"\r\n\r\n").map(|at| at + 4);
        }
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&kept[..end]).to_lowercase();
            let length = head.split("content-length: ").nth(1).and_then(|it| it.split("\r\n").next());
            let length: usize = length.expect("a length").parse().expect("a length");
            if kept.len() >= end + length {
                let status = head.split(' ').nth(1).expect("a status").parse().expect("a status");
                let body = String::from_utf8_lossy(&kept[end..end + length]).into_owned();
                return Answer { status, body };
            }
        }
        let n = stream.read(&mut part).await.expect("an answer");
        assert!(n > 0, "the connection was closed");
        kept.extend_from_slice(&part[..n]);
    }
}

/// What clients did together.
#[derive(Clone, Copy)]
pub struct Load {
    /// Answers in a second.
    pub rate: f64,
    /// What 99 of 100 answers took at most.
    pub p99_ms: f64,
}

impl Load {
    /// The middle of several rounds.
    pub fn median(mut all: Vec<Self>) -> Self {
        all.sort_by(|a, b| a.rate.total_cmp(&b.rate));
        all[all.len() / 2]
    }
}

/// Asks each of so many once, with all clients at once; how many were answered in a second.
pub async fn each(port: u16, n: usize, make: &dyn Fn(usize) -> Asked) -> f64 {
    let mut parts: Vec<Vec<Vec<u8>>> = vec![Vec::new(); CLIENTS];
    for i in 0..n {
        parts[i % CLIENTS].push(make(i).bytes());
    }
    let began = Instant::now();
    let clients: Vec<_> = parts
        .into_iter()
        .map(|mine| {
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
                let mut kept = Vec::new();
                for bytes in mine {
                    let said = ask(&mut stream, &mut kept, &bytes).await;
                    assert!((200..300).contains(&said.status), "{}: {}", said.status, said.body);
                }
            })
        })
        .collect();
    for it in clients {
        it.await.expect("a client");
    }
    n as f64 / began.elapsed().as_secs_f64()
}

/// Asks for so long with all clients at once, each something else, in an order that no cache likes.
pub async fn run(port: u16, time: Duration, round: usize, make: &dyn Fn(usize) -> Asked) -> Load {
    // What is asked is made before the clock runs.
    let each = 20_000;
    let asked: Vec<Vec<Vec<u8>>> = (0..CLIENTS)
        .map(|client| {
            let first = round * 611_953 + client * 7_919;
            (0..each).map(|i| make(first + i * 104_729).bytes()).collect()
        })
        .collect();
    let began = Instant::now();
    let clients: Vec<_> = asked
        .into_iter()
        .map(|mine| {
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
                stream.set_nodelay(true).expect("no delay");
                let (mut kept, mut times) = (Vec::new(), Vec::new());
                for bytes in mine.iter().cycle() {
                    if began.elapsed() >= time {
                        break;
                    }
                    let one = Instant::now();
                    let said = ask(&mut stream, &mut kept, bytes).await;
                    assert!((200..300).contains(&said.status), "{}: {}", said.status, said.body);
                    times.push(one.elapsed().as_secs_f64() * 1000.0);
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for it in clients {
        times.extend(it.await.expect("a client"));
    }
    let taken = began.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    Load { rate: times.len() as f64 / taken, p99_ms: times[times.len() * 99 / 100] }
}
