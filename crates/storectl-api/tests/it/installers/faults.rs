//! What a host does wrong, and what a look makes of it.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use storectl_api::{Clock as _, ErrorKind, Look, Patience, TransportError, TransportErrorKind};
use storectl_installer::{Content, Host, NoInstaller, Outcome};
use storectl_model::NetworkCause;

use crate::installers::host::{
    Bench, Body, KIB, answer, file, is_head, look, lost, nothing_needed, read, reason, serve,
    whole, with,
};

fn bench(
    behavior: impl Fn(&[u8], &Request<Bytes>) -> Response<Body> + Send + Sync + 'static,
) -> Bench {
    let bytes = file(1_000_000);
    Bench::new(
        move |request, _| Ok(behavior(&bytes, request)),
        nothing_needed,
    )
}

async fn of_status(status: u16) -> (Outcome, Host) {
    bench(move |_, _| answer(status, Body::Endless))
        .parts()
        .await
}

#[tokio::test]
async fn a_status_tells_whether_the_file_is_served() {
    for status in [401, 403, 404, 410] {
        let (outcome, host) = of_status(status).await;
        assert_eq!((outcome, host.status), (Outcome::NotServed, Some(status)));
        assert!(!host.refuses_head, "it refuses everything");
        assert_eq!(host.bytes, 0);
    }
    for status in [204, 300, 304, 400, 408, 418, 429, 500, 501, 503, 599] {
        let (outcome, host) = of_status(status).await;
        assert_eq!(reason(outcome), format!("the host answers {status}"));
        assert_eq!((host.status, host.bytes), (Some(status), 0));
    }
}

#[tokio::test]
async fn a_redirect_is_named_and_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        for (target, shown) in [
            (
                "https://cdn.example/b.exe?X-Sig=CANARY#x",
                "https://cdn.example/b.exe",
            ),
            ("/b.exe?X-Sig=CANARY", "http://127.0.0.1:8080/b.exe"),
            ("https://me:CANARY@cdn.example/", "https://cdn.example/"),
        ] {
            let bench =
                bench(move |_, _| with(answer(status, Body::Of(Vec::new())), "location", target));
            let (outcome, host) = bench.parts().await;
            assert_eq!(outcome, Outcome::Redirected);
            assert_eq!(host.redirect.as_deref(), Some(shown));
            assert_eq!((host.status, host.requests), (Some(status), 3));
        }
    }
}

#[tokio::test]
async fn a_file_that_head_finds_and_get_does_not_is_not_served() {
    let bench = bench(|bytes, request| {
        if is_head(request) {
            serve(bytes, request)
        } else {
            answer(403, Body::Of(Vec::new()))
        }
    });
    let (outcome, host) = bench.parts().await;
    assert_eq!((outcome, host.status), (Outcome::NotServed, Some(403)));
}

#[tokio::test]
async fn a_host_without_ranges_is_asked_for_a_small_file_completely() {
    let bench = bench(whole);
    let (outcome, host) = bench.parts().await;
    assert_eq!((outcome, host.ranges), (read(), Some(false)));
    assert_eq!((host.length, host.bytes), (Some(1_000_000), 1_000_000));
    assert_eq!(host.requests, 3);
}

#[tokio::test]
async fn a_host_without_ranges_is_cut_off_where_the_file_is_large_or_of_unknown_length() {
    for length in [Some("16777217"), Some("4294967296"), None] {
        let bench = bench(move |_, _| {
            let response = answer(200, Body::Endless);
            match length {
                Some(length) => with(response, "content-length", length),
                None => response,
            }
        });
        let (outcome, host) = bench.parts().await;
        assert!(reason(outcome).contains("ignores ranges"));
        assert_eq!((host.ranges, host.bytes), (Some(false), 192 * KIB));
        assert!(bench.sent() <= 256 * KIB);
    }
}

#[tokio::test]
async fn a_page_for_people_is_no_installer_however_it_comes() {
    let page = [b"<!DOCTYPE html>".as_slice(), &vec![b' '; 300_000]].concat();
    for is_sized in [true, false] {
        let page = page.clone();
        let bench = Bench::at("http://127.0.0.1:8080", move |request, _| {
            let mut response = whole(&page, request);
            if !is_sized {
                response.headers_mut().remove("content-length");
            }
            Ok(response)
        });
        let (outcome, host) = bench.parts().await;
        assert_eq!(
            outcome,
            Outcome::Read(Content::NoInstaller(NoInstaller::Html))
        );
        assert_eq!(host.status, Some(200));
    }
}

#[tokio::test]
async fn a_lie_about_ranges_is_not_believed() {
    let place = |value: &'static str| {
        move |bytes: &[u8], request: &Request<Bytes>| {
            let response = serve(bytes, request);
            match response.status().as_u16() {
                206 => with(response, "content-range", value),
                _ => response,
            }
        }
    };
    for (value, says) in [
        (
            "bytes 1000-197607/1000000",
            "other bytes than it was asked for",
        ),
        ("bytes 0-196607/2000000", "2000000"),
        (
            "bytes 0-999999/1000000",
            "other bytes than it was asked for",
        ),
        ("bytes 0-99/1000000", "another number of bytes"),
        ("bytes 9-5/1000000", "without saying which bytes"),
        ("nonsense", "without saying which bytes"),
    ] {
        let (outcome, _) = bench(place(value)).parts().await;
        let reason = reason(outcome);
        assert!(reason.contains(says), "{value}: {reason}");
    }
    let (outcome, _) = bench(|bytes, request| {
        let mut response = serve(bytes, request);
        response.headers_mut().remove("content-range");
        response
    })
    .parts()
    .await;
    assert!(reason(outcome).contains("without saying which bytes"));
}

#[tokio::test]
async fn a_part_with_too_many_bytes_is_cut_off_and_not_believed() {
    let bench = bench(|bytes, request| {
        let mut response = serve(bytes, request);
        if response.status() == 206 {
            response.headers_mut().remove("content-length");
            *response.body_mut() = Body::Endless;
        }
        response
    });
    let (outcome, _) = bench.parts().await;
    assert!(reason(outcome).contains("another number of bytes"));
    assert!(bench.sent() <= 256 * KIB, "{}", bench.sent());
}

#[tokio::test]
async fn answers_that_differ_in_length_or_validators_are_not_believed() {
    for (name, value, says) in [
        ("content-length", "999", "999 bytes"),
        ("content-length", "0", "0 bytes"),
        ("etag", "\"two\"", "differ in ETag"),
        (
            "last-modified",
            "Tue, 03 Nov 2026 10:00:00 GMT",
            "differ in Last-Modified",
        ),
    ] {
        let bench = bench(move |bytes, request| {
            let response = serve(bytes, request);
            if is_head(request) {
                with(response, name, value)
            } else {
                response
            }
        });
        let reason = reason(bench.parts().await.0);
        assert!(reason.contains(says), "{name}: {reason}");
    }
}

#[tokio::test]
async fn a_compressed_body_is_not_the_file() {
    let bench = bench(|bytes, request| with(serve(bytes, request), "content-encoding", "gzip"));
    assert!(reason(bench.parts().await.0).contains("`gzip`"));
}

#[tokio::test]
async fn a_slow_body_ends_after_five_seconds() {
    let bench = bench(|bytes, request| {
        let mut response = serve(bytes, request);
        if !is_head(request) {
            *response.body_mut() = Body::Slow;
        }
        response
    });
    let (outcome, host) = bench.parts().await;
    assert_eq!(
        reason(outcome),
        "the host did not answer completely within 5 s"
    );
    assert_eq!((host.status, host.length), (Some(200), Some(1_000_000)));
    assert!(
        bench.clock.now() <= Duration::from_secs(6),
        "{:?}",
        bench.clock.now()
    );
}

#[tokio::test]
async fn a_host_that_is_slow_with_the_last_bytes_alone_is_named_as_slow() {
    let bench = bench(|bytes, request| {
        let mut response = serve(bytes, request);
        let range = request.headers().get("range");
        let is_of_last = range.is_some_and(|it| it.as_bytes().starts_with(b"bytes=-"));
        if is_of_last {
            *response.body_mut() = Body::Slow;
        }
        response
    });
    assert_eq!(
        reason(bench.parts().await.0),
        "the host did not answer completely within 5 s"
    );
}

#[tokio::test]
async fn a_host_that_is_not_reached_or_breaks_off_cannot_be_told_about() {
    let unknown = || {
        let kind = TransportErrorKind::NotSent;
        Err(TransportError::new(kind, NetworkCause::Dns, ""))
    };
    let bench = Bench::new(move |_, _| unknown(), nothing_needed);
    let (outcome, host) = bench.parts().await;
    assert_eq!(reason(outcome), NetworkCause::Dns.to_string());
    assert_eq!((host.status, host.requests), (None, 3));

    let bytes = file(1_000_000);
    let broken = Bench::new(
        move |request, _| {
            let mut response = serve(&bytes, request);
            if !is_head(request) {
                *response.body_mut() = Body::Broken(vec![0; 10]);
            }
            Ok(response)
        },
        nothing_needed,
    );
    assert_eq!(
        reason(broken.parts().await.0),
        NetworkCause::Reset.to_string()
    );
}

#[tokio::test]
async fn with_patience_a_look_is_repeated_as_a_read_is() {
    let bytes = file(1000);
    let bench = Bench::new(
        move |request, count| match count {
            0..3 => Ok(answer(503, Body::Of(Vec::new()))),
            3..6 => Err(lost()),
            _ => Ok(serve(&bytes, request)),
        },
        nothing_needed,
    );
    let patience = Patience::AsReads;
    let (outcome, host) = bench.inspect(Look { patience, ..look() }).await;
    assert_eq!(
        (outcome, host.requests),
        (read(), 3),
        "the last look counts"
    );
    assert_eq!(bench.client.requests(), 9);
    assert!(bench.clock.now() >= Duration::from_millis(1500));

    let gone = Bench::new(|_, _| Ok(answer(503, Body::Of(Vec::new()))), nothing_needed);
    let (outcome, _) = gone.inspect(Look { patience, ..look() }).await;
    assert_eq!(reason(outcome), "the host answers 503");
    assert_eq!(gone.client.requests(), 15, "five looks");
    let missing = Bench::new(|_, _| Ok(answer(404, Body::Of(Vec::new()))), nothing_needed);
    let (outcome, _) = missing.inspect(Look { patience, ..look() }).await;
    assert_eq!(
        (outcome, missing.client.requests()),
        (Outcome::NotServed, 3)
    );
}

#[tokio::test]
async fn with_patience_a_file_that_is_replaced_during_a_look_is_looked_at_again() {
    let (old, new) = (file(1000), file(2000));
    let bench = Bench::new(
        move |request, count| Ok(serve(if count == 0 { &old } else { &new }, request)),
        nothing_needed,
    );
    let patience = Patience::AsReads;
    let (outcome, host) = bench.inspect(Look { patience, ..look() }).await;
    assert_eq!((outcome, host.length), (read(), Some(2000)));
    assert_eq!(bench.client.requests(), 6, "two looks");
}

#[tokio::test]
async fn an_address_that_may_not_be_reached_is_an_error_and_asks_nobody() {
    for address in [
        "https://10.0.0.1/a.exe",
        "http://contoso.com/a.exe",
        "https://me:pw@contoso.com/a.exe",
        "no address",
    ] {
        let bench = Bench::at("https://api.store.microsoft.com", |_, _| Err(lost()));
        let address = address.to_owned();
        let error = bench
            .client
            .look(&Look { address, ..look() })
            .await
            .unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Config { .. }), "{error}");
        assert_eq!(bench.client.requests(), 0);
    }
}

#[tokio::test]
async fn beside_a_simulation_other_hosts_are_not_looked_at() {
    let bench = Bench::at("http://127.0.0.1:8080", |_, _| Err(lost()));
    let address = "https://contoso.com/a.exe".to_owned();
    let inspection = bench.inspection(Look { address, ..look() }).await;
    let Outcome::NotAsked(reason) = inspection.outcome else {
        panic!("{:?}", inspection.outcome);
    };
    assert!(reason.contains("only installers at loopback addresses"));
    assert_eq!((inspection.host, bench.client.requests()), (None, 0));
}
