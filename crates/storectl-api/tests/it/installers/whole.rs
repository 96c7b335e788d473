//! A look at every byte.

use storectl_api::{Look, LookDepth, Patience};
use storectl_installer::{Content, Depth, NoInstaller, Outcome};
use storectl_model::Digest;

use crate::installers::host::{
    Bench, Body, answer, every_byte, file, is_head, look, nothing_needed, read, reason, serve,
    whole, with,
};

#[tokio::test]
async fn every_byte_is_read_with_one_request_beside_head() {
    let bytes = file(1_000_000);
    let digest = Digest::of(&bytes);
    let bench = Bench::new(
        move |request, _| Ok(serve(&bytes, request)),
        |length, depth| {
            assert_eq!(depth, Depth::Whole);
            every_byte(length, depth)
        },
    );
    let depth = LookDepth::Whole;
    let inspection = bench.inspection(Look { depth, ..look() }).await;
    assert_eq!(
        (inspection.outcome, inspection.parts),
        (read(), Some(digest))
    );
    assert_eq!(bench.asked(), ["HEAD", "GET"]);
    let host = inspection.host.unwrap();
    assert_eq!(
        (host.length, host.bytes, host.ranges),
        (Some(1_000_000), 1_000_000, None)
    );
}

#[tokio::test]
async fn a_file_above_the_cap_is_not_read() {
    let bench = Bench::new(
        |_, _| {
            Ok(with(
                answer(200, Body::Endless),
                "content-length",
                "2147483649",
            ))
        },
        nothing_needed,
    );
    let (outcome, host) = bench.whole().await;
    assert_eq!(
        reason(outcome),
        "it has 2147483649 bytes; up to 2048 MiB are read"
    );
    assert_eq!(host.bytes, 0);
}

#[tokio::test]
async fn an_endless_body_of_unknown_length_is_cut_off() {
    let bench = Bench::new(|_, _| Ok(answer(200, Body::Endless)), nothing_needed);
    let (outcome, host) = bench.whole().await;
    assert!(reason(outcome).contains("does not say how long"));
    assert!(host.bytes <= 17 * 1024 * 1024);
}

#[tokio::test]
async fn a_page_of_unknown_length_is_no_installer() {
    let bench = Bench::at("http://127.0.0.1:8080", |_, _| {
        Ok(answer(200, Body::Of(b"<html>404".to_vec())))
    });
    let (outcome, _) = bench.whole().await;
    assert_eq!(
        outcome,
        Outcome::Read(Content::NoInstaller(NoInstaller::Html))
    );
}

#[tokio::test]
async fn a_read_that_breaks_off_is_repeated_from_its_start() {
    let bytes = file(100_000);
    let digest = Digest::of(&bytes);
    let bench = Bench::new(
        move |request, count| {
            let mut response = whole(&bytes, request);
            if count == 1 {
                *response.body_mut() = Body::Broken(vec![0; 50_000]);
            }
            Ok(response)
        },
        nothing_needed,
    );
    let (depth, patience) = (LookDepth::Whole, Patience::AsReads);
    let inspection = bench
        .inspection(Look {
            depth,
            patience,
            ..look()
        })
        .await;
    assert_eq!(
        (inspection.outcome, inspection.parts),
        (read(), Some(digest))
    );
    assert_eq!(bench.asked(), ["HEAD", "GET", "HEAD", "GET"]);
}

#[tokio::test]
async fn a_length_that_differs_from_heads_is_not_believed() {
    let bytes = file(1000);
    let bench = Bench::new(
        move |request, _| {
            let response = whole(&bytes, request);
            Ok(if is_head(request) {
                with(response, "content-length", "999")
            } else {
                response
            })
        },
        nothing_needed,
    );
    assert!(reason(bench.whole().await.0).contains("999 bytes"));
}

#[tokio::test]
async fn what_is_not_served_is_told_as_in_a_look_by_parts() {
    let bench = Bench::new(|_, _| Ok(answer(404, Body::Endless)), nothing_needed);
    let (outcome, host) = bench.whole().await;
    assert_eq!(
        (outcome, host.status, host.bytes),
        (Outcome::NotServed, Some(404), 0)
    );
}
