//! Looks over real sockets of this machine.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use storectl_api::{
    HttpOptions, HttpTransport, InstallerClient, InstallerConfig, Look, Seen, SystemClock,
};
use storectl_installer::{Content, NoInstaller, Outcome};

use crate::installers::host::{look, reason};

/// Answers each connection once, by a function of the head of its request.
fn serve(
    answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static,
) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/a.exe", listener.local_addr().unwrap());
    let heads = Arc::new(Mutex::new(Vec::new()));
    let (answer, seen) = (Arc::new(answer), Arc::clone(&heads));
    thread::spawn(move || {
        while let Ok((mut socket, _)) = listener.accept() {
            let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
            thread::spawn(move || {
                let mut head = Vec::new();
                let mut buffer = [0; 4096];
                while !head.windows(4).any(|it| it == b"\r\n\r\n") {
                    match socket.read(&mut buffer) {
                        Ok(count) if count > 0 => head.extend_from_slice(&buffer[..count]),
                        _ => return,
                    }
                }
                let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
                seen.lock().unwrap().push(head.clone());
                answer(&head, &mut socket);
            });
        }
    });
    (address, heads)
}

async fn inspect(address: String) -> Outcome {
    let transport = HttpTransport::new(HttpOptions::default()).unwrap();
    let config = InstallerConfig::new("http://127.0.0.1:1".parse().unwrap());
    let client = InstallerClient::new(config, Arc::new(transport), Arc::new(SystemClock::new()));
    match client.look(&Look { address, ..look() }).await.unwrap() {
        Seen::Inspected { inspection, .. } => inspection.outcome,
        Seen::Unchanged(host) => panic!("{host:?}"),
    }
}

#[tokio::test]
async fn a_look_streams_and_carries_nothing_that_tells_who_asks() {
    let (address, heads) = serve(|head, socket| {
        let place = if head.starts_with("head") {
            "200 OK\r\n".to_owned()
        } else {
            "206 Partial Content\r\ncontent-range: bytes 0-5/6\r\n".to_owned()
        };
        let body = if head.starts_with("head") {
            ""
        } else {
            "<html>"
        };
        let head = format!(
            "HTTP/1.1 {place}content-length: 6\r\nset-cookie: a=b\r\nconnection: close\r\n\r\n{body}"
        );
        socket.write_all(head.as_bytes()).unwrap();
    });
    let outcome = inspect(address).await;
    assert_eq!(
        outcome,
        Outcome::Read(Content::NoInstaller(NoInstaller::Html))
    );
    let heads = heads.lock().unwrap().clone();
    assert_eq!(heads.len(), 3);
    for head in heads {
        assert!(head.contains("accept-encoding: identity\r\n"), "{head}");
        for name in ["authorization", "cookie", "referer"] {
            assert!(!head.contains(name), "{head}");
        }
    }
}

#[tokio::test]
async fn a_body_that_somebody_compressed_is_seen_to_be_compressed() {
    let (address, _) = serve(|_, socket| {
        let head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 20\r\nconnection: close\r\n\r\n";
        let _ = socket.write_all(&[head.as_slice(), &[0; 20]].concat());
    });
    assert!(reason(inspect(address).await).contains("`gzip`"));
}

#[tokio::test]
async fn an_endless_body_ends_when_enough_of_it_was_read() {
    let (address, _) = serve(|head, socket| {
        let mut sent = socket.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        // Until the other side closes the connection.
        while sent.is_ok() && !head.starts_with("head") {
            sent = socket.write_all(b"4\r\nABCD\r\n");
        }
    });
    assert!(reason(inspect(address).await).contains("ignores ranges"));
}
