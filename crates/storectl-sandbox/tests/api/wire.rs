//! What only a socket shows.

use std::time::Duration;

use storectl_sandbox::{Options, SAMPLE_PRODUCT, Sandbox};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Sends raw bytes to a served sandbox and reads until it closes.
async fn exchange(sandbox: &Sandbox, request: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut stream = TcpStream::connect(listener.local_addr().unwrap())
        .await
        .unwrap();
    let server = tokio::spawn({
        let sandbox = sandbox.clone();
        async move { sandbox.serve(listener).await }
    });
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    server.abort();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_dropped_response_is_not_a_response() {
    let faults = vec!["drop-after@/status".parse().unwrap()];
    let sandbox = Sandbox::in_memory(Options {
        faults,
        ..Options::default()
    });
    let request =
        format!("GET /submission/v1/product/{SAMPLE_PRODUCT}/status HTTP/1.1\r\nhost: x\r\n\r\n");
    assert_eq!(exchange(&sandbox, &request).await, "");
    assert_eq!(sandbox.requests()[0].status, 0);
}

#[tokio::test]
async fn a_head_of_an_image_has_its_length_and_no_body() {
    let sandbox = Sandbox::in_memory(Options::default());
    let logo = sandbox.product(SAMPLE_PRODUCT).unwrap().listings[0].store_logos[0].clone();
    let request = format!(
        "HEAD {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        logo.blob
    );
    let answer = exchange(&sandbox, &request).await;
    assert!(answer.contains("\r\ncontent-length: "), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

/// What a response begins with, up to so many bytes, and whether it falls silent before them.
async fn begins(fault: &str, length: usize) -> (String, bool) {
    let sandbox = Sandbox::in_memory(Options {
        faults: vec![fault.parse().unwrap()],
        ..Options::default()
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { sandbox.serve(listener).await });
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request =
        format!("GET /submission/v1/product/{SAMPLE_PRODUCT}/status HTTP/1.1\r\nhost: x\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut start = Vec::new();
    let mut silent = false;
    while start.len() < length && !silent {
        let read = tokio::time::timeout(Duration::from_millis(200), stream.read_buf(&mut start));
        match read.await {
            Ok(read) => assert_ne!(read.unwrap(), 0, "it closes"),
            Err(_) => silent = true,
        }
    }
    (String::from_utf8_lossy(&start).into_owned(), silent)
}

#[tokio::test]
async fn a_huge_answer_goes_on_after_a_megabyte() {
    let (start, silent) = begins("huge@/status", 1024 * 1024).await;
    assert!(start.starts_with("HTTP/1.1 200 OK"), "{start:.80}");
    assert!(!silent);
}

#[tokio::test]
async fn a_trickling_answer_goes_on_byte_by_byte() {
    let (_, silent) = begins("trickle@/status", 300).await;
    assert!(!silent);
}

#[tokio::test]
async fn an_answer_can_stall_in_the_middle() {
    let (start, silent) = begins("stall-body@/status", 4096).await;
    assert!(start.starts_with("HTTP/1.1 401"), "{start}");
    assert!(start.contains("statusCode"), "{start}");
    assert!(silent);
}

/// Asks a served host of installers, which suffers a fault, for a file of 17 bytes.
async fn installer(fault: &str, method: &str) -> String {
    let sandbox = Sandbox::in_memory(Options {
        faults: vec![fault.parse().unwrap()],
        ..Options::default()
    });
    sandbox.put_installer("setup.exe", b"MZ an installer..".as_slice());
    let request =
        format!("{method} /installers/setup.exe HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    exchange(&sandbox, &request).await
}

#[tokio::test]
async fn a_host_may_not_tell_the_length() {
    let head = installer("no-length@HEAD:/setup.exe", "HEAD").await;
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    assert!(!head.contains("content-length"), "{head}");
    let got = installer("no-length@/setup.exe", "GET").await;
    assert!(!got.contains("content-length"), "{got}");
    assert!(got.contains("transfer-encoding: chunked"), "{got}");
    assert!(got.contains("MZ an installer.."), "{got}");
}

#[tokio::test]
async fn a_host_may_tell_a_wrong_length() {
    let head = installer("wrong-length@HEAD:/setup.exe", "HEAD").await;
    assert!(head.contains("\r\ncontent-length: 18\r\n"), "{head}");
    let got = installer("wrong-length@/setup.exe", "GET").await;
    assert!(got.contains("\r\ncontent-length: 18\r\n"), "{got}");
    assert!(got.ends_with("\r\n\r\nMZ an installer.."), "{got}");
}
