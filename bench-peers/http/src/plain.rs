//! The reference: a plain axum that reads one row of a plain SQLite, and writes rows in groups with one fsync.

use std::cell::RefCell;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

const ROWS: i64 = 100_000;
const BODY: &str = r#"{"kind":"sign-off","person":12345,"capability":"K31","from":"2026-01-05","to":"2028-01-04","by":"supervisor 778","note":"observed five procedures"}"#;

struct Plain {
    path: String,
    writer: mpsc::Sender<oneshot::Sender<()>>,
}

thread_local! {
    static READING: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

fn connect(path: &str) -> Connection {
    let made = Connection::open(path).expect("SQLite");
    let tables = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=268435456; \
                  CREATE TABLE IF NOT EXISTS rec(id INTEGER PRIMARY KEY, body TEXT); \
                  CREATE TABLE IF NOT EXISTS ev(id INTEGER PRIMARY KEY, body TEXT)";
    made.execute_batch(tables).expect("tables");
    made
}

async fn read(State(plain): State<Arc<Plain>>, Path(id): Path<i64>) -> String {
    READING.with(|it| {
        let mut it = it.borrow_mut();
        let connection = it.get_or_insert_with(|| connect(&plain.path));
        let mut statement = connection.prepare_cached("SELECT body FROM rec WHERE id = ?").expect("a statement");
        statement.query_row([id % ROWS], |row| row.get(0)).expect("a row")
    })
}

async fn group(State(plain): State<Arc<Plain>>) -> &'static str {
    let (answer, answered) = oneshot::channel();
    plain.writer.send(answer).await.expect("the writer");
    answered.await.expect("an answer");
    "ok"
}

/// Serves until it is killed; a line is printed when it is ready.
pub async fn serve(path: &str, port: u16) {
    let mut connection = connect(path);
    let n: i64 = connection.query_row("SELECT count(*) FROM rec", [], |it| it.get(0)).expect("a number");
    if n == 0 {
        let filling = connection.transaction().expect("a transaction");
        for id in 0..ROWS {
            filling.execute("INSERT INTO rec VALUES (?, ?)", (id, BODY.repeat(2))).expect("a row");
        }
        filling.commit().expect("rows");
    }
    let (writer, mut inbox) = mpsc::channel::<oneshot::Sender<()>>(1024);
    std::thread::spawn(move || {
        while let Some(first) = inbox.blocking_recv() {
            let mut group = vec![first];
            while group.len() < 256 {
                let Ok(next) = inbox.try_recv() else { break };
                group.push(next);
            }
            let writing = connection.transaction().expect("a transaction");
            for _ in &group {
                let mut statement = writing.prepare_cached("INSERT INTO ev(body) VALUES (?)").expect("a statement");
                statement.execute([BODY]).expect("a row");
            }
            writing.commit().expect("rows");
            group.into_iter().for_each(|it| it.send(()).unwrap_or(()));
        }
    });
    let plain = Arc::new(Plain { path: path.to_owned(), writer });
    let app = Router::new().route("/read/{id}", get(read)).route("/group", post(group)).with_state(plain);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("a port");
    println!("ready");
    axum::serve(listener, app).await.expect("serving");
}
