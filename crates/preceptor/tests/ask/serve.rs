//! The server as somebody starts it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::Value as Json;

use crate::asked::{fed, run};

/// A server that was started; it is stopped where the test ends, however it ends.
struct Server {
    child: Child,
    line: String,
    port: u16,
    /// Where it keeps its data.
    _folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_preceptor"))
            .args(arguments)
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let after = line.split("localhost:").nth(1).unwrap_or_else(|| panic!("{line:?}"));
        let port = after.split_whitespace().next().unwrap().parse().unwrap();
        Self { child, line, port, _folder: folder }
    }

    /// What it answers: the head and the body.
    fn get(&self, target: &str) -> (String, String) {
        let mut stream = TcpStream::connect(("localhost", self.port)).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }
}

#[test]
fn without_a_command_it_serves_and_prints_one_line_to_click() {
    let server = Server::start(&[]);
    let expected = format!("Preceptor is at http://localhost:{} (Ctrl+C stops it)\n", server.port);
    assert_eq!(server.line, expected);
    let (head, body) = server.get("/");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(body.contains("<h1") && body.contains("/routes"), "{body}");
}

#[test]
fn a_second_server_takes_the_next_free_port() {
    let (first, second) = (Server::start(&["serve"]), Server::start(&["serve"]));
    assert_ne!(first.port, second.port);
    assert!(second.get("/healthz").0.starts_with("HTTP/1.1 200"));
}

#[test]
fn a_port_that_was_asked_for_and_is_taken_is_named() {
    let first = Server::start(&["serve"]);
    let ran = run(&["serve", "--listen", &format!("127.0.0.1:{}", first.port)]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{ran:?}");
    assert!(
        ran.err.contains(&first.port.to_string()) && ran.err.contains("--listen"),
        "{}",
        ran.err
    );
}

#[cfg(unix)]
#[test]
fn told_to_stop_it_ends_well() {
    let mut server = Server::start(&["serve"]);
    let id = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn others_are_served_only_where_it_is_said_how() {
    run(&["serve", "--listen", "0.0.0.0:0"]).is_wrong(&["--public-url", "https"]);
    let bare = ["serve", "--listen", "0.0.0.0:0", "--public-url", "http://example.org"];
    run(&bare).is_wrong(&["https"]);
    run(&["serve", "--public-url", "example.org"]).is_wrong(&["example.org", "scheme"]);
    run(&["serve", "--listen", "here"]).is_wrong(&["--listen"]);
}

/// An address far longer than any of ours is refused before anything reads it, and the server goes on.
#[test]
fn a_query_of_ten_megabytes_is_refused() {
    let server = Server::start(&["serve"]);
    let mut stream = TcpStream::connect(("localhost", server.port)).unwrap();
    let _ = stream.write_all(b"GET /roles?on=");
    let part = vec![b'x'; 1 << 16];
    for _ in 0..160 {
        if stream.write_all(&part).is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert!(server.get("/healthz").0.starts_with("HTTP/1.1 200"));
}

/// What the pages and the API say of answers is what the command line says of a record of the same facts.
#[test]
fn the_same_facts_have_the_same_routes_whoever_asks() {
    const ANSWERS: [&str; 4] = [
        "a=registered.paramedic&a=registered-for.3-years&a=awards.bachelors&a=subject-bachelors.health-science&a=class-bachelors.2-1&a=worked-in-intensive-care-medicine.1-day&a=place.england",
        "a=registered.none&a=awards.bachelors&a=subject-bachelors.life-science&a=class-bachelors.first&a=place.wales",
        "a=registered.nurse&a=registered-for.less&a=awards.unknown&a=in-role.surgical-care-practitioner&a=post.surgical-care-practitioner",
        "a=in-role.anaesthesia-associate&a=role-award.aa-studies&a=role-award-country.elsewhere&a=worked-as.anaesthesia-associate&a=worked-country.uk&a=exam.pance&a=register-pamvr.yes",
    ];
    let server = Server::start(&["serve"]);
    let mut n_open = 0;
    for answers in ANSWERS {
        let (_, record) = server.get(&format!("/routes/record.json?{answers}&on=2026-11-20"));
        let place = answers.split("place.").nth(1);
        for role in [
            "physician-associate",
            "anaesthesia-associate",
            "surgical-care-practitioner",
            "advanced-critical-care-practitioner",
        ] {
            let (head, body) =
                server.get(&format!("/api/v1/routes?role={role}&at=2026-11-20&{answers}"));
            assert!(head.starts_with("HTTP/1.1 200"), "{head}\n{body}");
            let ours: Json = serde_json::from_str(&body).unwrap();
            let mut arguments = vec![
                "routes",
                "--people",
                "-",
                "--person",
                "visitor",
                "--role",
                role,
                "--at",
                "2026-11-20",
                "--json",
            ];
            if let Some(place) = place {
                arguments.extend(["--jurisdiction", place]);
            }
            let theirs = fed(record.as_bytes(), &arguments);
            assert_eq!(ours, theirs.json(), "{role}: {answers}\n{}", theirs.err);
            n_open +=
                ours["routes"].as_array().unwrap().iter().filter(|it| it["open"] == true).count();
        }
    }
    assert!(n_open > 5, "some of these routes are open: {n_open}");
}
