//! The transport over real sockets of this machine.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use storectl_api::{
    BodyLimit, Deadline, ExpectedContent, HttpOptions, HttpTransport, PublicOnly, ReadClient,
    SystemClock, Transport as _, TransportError, TransportErrorKind, UploadMeter,
};
use storectl_model::{Digest, NetworkCause, Reason};

/// Answers one connection with `answer` and gives what it was sent.
fn serve(answer: &'static [u8]) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/path", listener.local_addr().unwrap());
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut sent = Vec::new();
        let mut buffer = [0; 4096];
        while !is_complete(&sent) {
            let read = socket.read(&mut buffer).unwrap();
            sent.extend_from_slice(&buffer[..read]);
        }
        socket.write_all(answer).unwrap();
        send.send(String::from_utf8_lossy(&sent).into_owned())
            .unwrap();
        if answer.is_empty() {
            // Silence: the socket stays open until the client gives up.
            let _ = socket.read(&mut buffer);
        }
    });
    (address, receive)
}

fn is_complete(sent: &[u8]) -> bool {
    let text = String::from_utf8_lossy(sent).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .split_once("content-length: ")
        .map_or(0, |(_, rest)| rest.lines().next().unwrap().parse().unwrap());
    body.len() >= length
}

fn transport() -> HttpTransport {
    HttpTransport::new(HttpOptions {
        read_timeout: Duration::from_millis(300),
        ..HttpOptions::default()
    })
    .unwrap()
}

async fn send(
    request: http::request::Builder,
    body: &'static str,
) -> Result<Response<Bytes>, TransportError> {
    transport()
        .send(request.body(Bytes::from(body)).unwrap())
        .await
}

fn kind(outcome: Result<Response<Bytes>, TransportError>) -> TransportErrorKind {
    outcome.unwrap_err().kind
}

#[tokio::test]
async fn a_post_without_a_body_has_a_length_of_zero() {
    let (url, sent) =
        serve(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-correlation-id: c\r\n\r\n{}");
    let answer = send(Request::post(&url).header("content-length", 0), "")
        .await
        .unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.body().as_ref()),
        (200, b"{}".as_ref())
    );
    assert_eq!(answer.headers()["x-correlation-id"], "c");
    let sent = sent.recv().unwrap().to_ascii_lowercase();
    assert_eq!(sent.matches("content-length: 0\r\n").count(), 1, "{sent}");
    assert!(
        !sent.contains("transfer-encoding") && !sent.contains("content-type"),
        "{sent}"
    );
}

#[tokio::test]
async fn a_length_is_counted_in_bytes() {
    let (url, sent) = serve(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    send(
        Request::patch(&url).header("content-length", "é日".len()),
        "é日",
    )
    .await
    .unwrap();
    let sent = sent.recv().unwrap();
    assert!(
        sent.contains("content-length: 5\r\n") && sent.ends_with("é日"),
        "{sent}"
    );
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let (url, _sent) = serve(
        b"HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/\r\ncontent-length: 0\r\n\r\n",
    );
    assert_eq!(send(Request::get(&url), "").await.unwrap().status(), 302);
}

#[tokio::test]
async fn a_name_of_an_answer_that_leads_to_this_machine_is_not_connected_to() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let request = Request::put(format!("https://localhost:{port}/c?sig=CANARY"));
    let error = send(request.extension(PublicOnly), "").await.unwrap_err();
    assert_eq!(error.kind, TransportErrorKind::Setup);
    assert!(error.message.contains("public internet"), "{error}");
    assert!(!error.message.contains("CANARY"), "{error}");
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err(), "nothing connected");
}

#[tokio::test]
async fn a_large_answer_is_cut_off_with_and_without_a_length() {
    for answer in [
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789".as_slice(),
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n",
    ] {
        let (url, _sent) = serve(answer);
        let outcome = send(Request::get(&url).extension(BodyLimit { bytes: 9 }), "").await;
        assert_eq!(kind(outcome), TransportErrorKind::TooLarge);
    }
}

/// 60,000 blanks in 94 bytes.
const BOMB: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\x2a\xeb\x9f\xd2\x1a\x1e\x40\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x7c\x19\xfc\xc1\x9d\xc9\x60\xea\x00\x00";

#[tokio::test]
async fn a_compressed_answer_is_measured_as_it_is_after_decompression() {
    for (limit, fits) in [(60_000, true), (59_999, false)] {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
            BOMB.len()
        );
        let answer = [head.as_bytes(), BOMB].concat().leak();
        let (url, _sent) = serve(answer);
        let request = Request::get(&url).extension(BodyLimit { bytes: limit });
        match send(request, "").await {
            Ok(answer) => assert!(fits && answer.body().len() == 60_000),
            Err(error) => assert!(
                !fits && error.kind == TransportErrorKind::TooLarge,
                "{error}"
            ),
        }
    }
}

#[tokio::test]
async fn an_image_is_asked_for_as_it_is_so_that_its_length_is_its_own() {
    let (url, sent) = serve(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n");
    let mut config = crate::support::config();
    config.endpoint = "http://127.0.0.1:1".parse().unwrap();
    let client = ReadClient::new(config, Arc::new(transport()), Arc::new(SystemClock::new()));
    let head = client.head_image(&url).await.unwrap();
    assert_eq!(head.length, Some(5));
    let sent = sent.recv().unwrap().to_ascii_lowercase();
    assert!(sent.contains("accept-encoding: identity\r\n"), "{sent}");
    assert_eq!(sent.matches("accept-encoding").count(), 1, "{sent}");
}

#[tokio::test]
async fn a_truncated_answer_a_closed_connection_and_silence_are_lost_answers() {
    for answer in [
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123".as_slice(),
        b"HTTP/1.1 200 ",
        b"",
    ] {
        let (url, _sent) = serve(answer);
        assert_eq!(
            kind(send(Request::post(&url), "").await),
            TransportErrorKind::AnswerLost
        );
    }
}

#[tokio::test]
async fn a_refused_connection_means_that_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/path?sig=CANARY", listener.local_addr().unwrap());
    drop(listener);
    let error = send(Request::post(&url), "").await.unwrap_err();
    assert_eq!(
        (error.kind, error.cause, error.to_string().as_str()),
        (
            TransportErrorKind::NotSent,
            NetworkCause::Refused,
            "connection refused"
        )
    );
    assert!(!format!("{error} {error:?}").contains("CANARY"), "{error}");
}

#[tokio::test]
async fn an_upload_is_streamed_with_its_length() {
    let image = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(image.path(), "x".repeat(200_000)).unwrap();
    let (url, sent) = serve(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n");
    let meter = UploadMeter::new();
    let request = Request::put(&url)
        .header("x-ms-blob-type", "BlockBlob")
        .extension(meter.clone())
        .body(())
        .unwrap();
    let answer = transport()
        .upload(request, image.path().to_owned())
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    assert_eq!(meter.sent(), 200_000);
    let sent = sent.recv().unwrap();
    assert!(sent.contains("content-length: 200000\r\n") && !sent.contains("chunked"));
    assert!(sent.ends_with(&"x".repeat(1000)));
}

#[tokio::test]
async fn a_file_that_has_changed_is_not_sent_to_its_end() {
    let image = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(image.path(), "x".repeat(200_000)).unwrap();
    let (url, _sent) = serve(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n");
    let meter = UploadMeter::new();
    let request = Request::put(&url)
        .extension(meter.clone())
        .extension(ExpectedContent {
            digest: Digest::of("y".repeat(200_000).as_bytes()),
        })
        .body(())
        .unwrap();
    let answer = transport().upload(request, image.path().to_owned()).await;
    let error = answer.unwrap_err();
    assert_eq!(error.kind, TransportErrorKind::FileChanged);
    assert!(error.to_string().contains("has changed"), "{error}");
    assert!(meter.sent() < 200_000);
}

#[tokio::test]
async fn an_answer_that_trickles_without_end_is_lost() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/path", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let mut sent = socket.write_all(head);
        while sent.is_ok() {
            sent = socket.write_all(b"1\r\n \r\n");
            thread::sleep(Duration::from_millis(1));
        }
    });
    let transport = HttpTransport::new(HttpOptions {
        body_timeout: Duration::from_millis(50),
        ..HttpOptions::default()
    })
    .unwrap();
    let request = Request::get(&address).body(Bytes::new()).unwrap();
    assert_eq!(
        kind(transport.send(request).await),
        TransportErrorKind::AnswerLost
    );
}

#[tokio::test]
async fn a_name_that_does_not_resolve_and_a_server_without_tls_are_told_apart() {
    let unknown = Request::get("https://store.invalid/path?sig=CANARY");
    let error = send(unknown, "").await.unwrap_err();
    assert_eq!(error.kind, TransportErrorKind::NotSent);
    assert_eq!(error.cause, NetworkCause::Dns, "{error}");
    assert!(!format!("{error} {error:?}").contains("CANARY"), "{error}");

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        socket
            .write_all(b"this is not TLS, and never was\r\n")
            .unwrap();
        let _ = socket.read(&mut [0; 4096]);
    });
    let plain = Request::get(format!("https://127.0.0.1:{port}/path"));
    let error = send(plain, "").await.unwrap_err();
    assert_eq!(error.kind, TransportErrorKind::NotSent);
    assert_eq!(error.cause, NetworkCause::Tls, "{error}");
}

/// Sends one byte a millisecond for as long as somebody reads: the head of an answer, or its body.
fn trickle(head: &'static [u8], byte: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        while let Ok((mut socket, _)) = listener.accept() {
            thread::spawn(move || {
                let _ = socket.read(&mut [0; 4096]);
                let mut sent = socket.write_all(head);
                while sent.is_ok() {
                    sent = socket.write_all(byte);
                    thread::sleep(Duration::from_millis(1));
                }
            });
        }
    });
    address
}

#[tokio::test]
async fn a_server_that_trickles_holds_no_request_past_the_deadline() {
    let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    for (head, byte) in [
        (b"HTTP/1.1 200 OK\r\nx-slow: ".as_slice(), b"x".as_slice()),
        (head.as_slice(), b"1\r\n \r\n".as_slice()),
    ] {
        let address = trickle(head, byte);
        let clock = SystemClock::new();
        let mut config = crate::support::config();
        config.endpoint = address.parse().unwrap();
        config.auth.authority = address.parse().unwrap();
        config.deadline = Deadline::after(&clock, Duration::from_millis(100));
        let client = ReadClient::new(
            config,
            Arc::new(HttpTransport::new(HttpOptions::default()).unwrap()),
            Arc::new(clock),
        );
        let error = client.status(&crate::support::product()).await.unwrap_err();
        let reason = Reason::AnswerLost(NetworkCause::Deadline);
        assert_eq!(error.reason(), reason, "{error}");
    }
}
