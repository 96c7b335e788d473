//! A look by parts: what is asked of a good host, and when nothing is.

use storectl_api::{Known, Look, Seen};
use storectl_installer::{Content, Depth, NoInstaller, Outcome};

use crate::installers::host::{
    ADDRESS, Bench, Body, KIB, answer, every_byte, file, is_head, look, nothing_needed, read,
    reason, serve, with,
};

fn bench(
    length: usize,
    needed: impl Fn(u64, Depth) -> Vec<std::ops::Range<u64>> + Send + Sync + 'static,
) -> Bench {
    let bytes = file(length);
    Bench::new(move |request, _| Ok(serve(&bytes, request)), needed)
}

#[tokio::test]
async fn head_and_both_ends_are_asked_for_together() {
    let bench = bench(1_000_000, nothing_needed);
    let (outcome, host) = bench.parts().await;
    assert_eq!(outcome, read());
    assert_eq!(bench.asked(), ["HEAD", "0-196607", "-49152"]);
    assert_eq!((host.status, host.length), (Some(200), Some(1_000_000)));
    assert_eq!(host.etag.as_deref(), Some("\"one\""));
    assert_eq!(
        host.last_modified.as_deref(),
        Some("Mon, 02 Nov 2026 10:00:00 GMT")
    );
    assert_eq!((host.ranges, host.refuses_head), (Some(true), false));
    assert_eq!((host.requests, host.bytes), (3, 240 * KIB));
}

#[tokio::test]
async fn of_an_msi_less_of_the_start_is_asked_for() {
    let bench = bench(1_000_000, nothing_needed);
    let address = "http://127.0.0.1:8080/A.MSI?sig=CANARY".to_owned();
    bench.inspect(Look { address, ..look() }).await;
    assert_eq!(bench.asked(), ["HEAD", "0-32767", "-65536"]);
}

#[tokio::test]
async fn requests_carry_no_token_no_cookie_and_no_referrer_and_ask_for_the_bytes_as_they_are() {
    let bench = bench(1000, nothing_needed);
    bench.parts().await;
    for request in bench.requests() {
        let names: Vec<&str> = request
            .headers()
            .keys()
            .map(http::HeaderName::as_str)
            .collect();
        assert!(
            names
                .iter()
                .all(|it| ["user-agent", "accept-encoding", "range"].contains(it)),
            "{names:?}"
        );
        assert_eq!(request.headers()["accept-encoding"], "identity");
        assert_eq!(request.uri().to_string(), ADDRESS);
    }
}

#[tokio::test]
async fn what_its_reader_misses_is_asked_for_in_two_ranges_at_most() {
    let needed = |_, depth| match depth {
        Depth::Parts => vec![300_000..301_000, 400_000..401_000, 402_000..403_000],
        Depth::Known | Depth::Whole => Vec::new(),
    };
    let bench = bench(1_000_000, needed);
    let (outcome, host) = bench.parts().await;
    assert_eq!(outcome, read());
    assert_eq!(bench.asked()[3..], ["300000-300999", "400000-402999"]);
    assert_eq!(host.requests, 5);
    assert!(host.bytes <= 256 * KIB);
}

#[tokio::test]
async fn what_the_budget_does_not_hold_is_left_out_and_the_rest_is_told() {
    // The second part is larger than what is left after both ends.
    let needed = |_, depth| match depth {
        Depth::Parts => vec![300_000..301_000, 400_000..420_000],
        Depth::Known | Depth::Whole => Vec::new(),
    };
    let bench = bench(1_000_000, needed);
    let (outcome, host) = bench.parts().await;
    assert_eq!(outcome, read());
    assert_eq!(bench.asked()[3..], ["300000-300999"]);
    assert!(host.bytes <= 256 * KIB);
}

#[tokio::test]
async fn what_cannot_be_told_within_the_budget_is_not_told() {
    let bench = bench(1_000_000, |_, _| vec![300_000..301_000, 400_000..420_000]);
    let (outcome, _) = bench.parts().await;
    assert_eq!(
        reason(outcome),
        "telling what it is takes more than 4 ranges and 256 KiB"
    );
}

#[tokio::test]
async fn a_small_file_is_read_with_the_first_requests() {
    for length in [1, 1000, 200_000] {
        let bench = bench(length, every_byte);
        let (outcome, host) = bench.parts().await;
        assert_eq!((outcome, host.requests), (read(), 3), "{length}");
    }
}

#[tokio::test]
async fn an_empty_file_is_no_installer() {
    let bench = Bench::at("http://127.0.0.1:8080", |request, _| {
        Ok(serve(&[], request))
    });
    let (outcome, host) = bench.parts().await;
    assert_eq!(
        outcome,
        Outcome::Read(Content::NoInstaller(NoInstaller::Empty))
    );
    assert_eq!(host.length, Some(0));
}

#[tokio::test]
async fn the_digest_of_the_parts_tells_other_bytes() {
    let digest = async |change: bool| {
        let mut bytes = file(1_000_000);
        if change {
            bytes[999_999] ^= 1;
        }
        let bench = Bench::new(move |request, _| Ok(serve(&bytes, request)), nothing_needed);
        bench.inspection(look()).await.parts.unwrap()
    };
    assert_eq!(digest(false).await, digest(false).await);
    assert_ne!(digest(false).await, digest(true).await);
}

#[tokio::test]
async fn where_the_host_says_what_is_known_nothing_is_read() {
    let bench = bench(1000, nothing_needed);
    let (_, host) = bench.parts().await;
    let known = Known::of(&host);
    let seen = bench.client.look(&Look { known, ..look() }).await.unwrap();
    let Seen::Unchanged(again) = seen else {
        panic!("{seen:?}");
    };
    assert_eq!(bench.asked()[3..], ["HEAD"]);
    assert_eq!((again.requests, again.bytes), (1, 0));
    assert_eq!(
        (again.status, again.length, again.etag),
        (Some(200), host.length, host.etag)
    );
}

#[tokio::test]
async fn where_the_host_says_anything_else_than_is_known_it_is_read() {
    let known = Known {
        length: 1000,
        etag: Some("\"one\"".to_owned()),
        last_modified: Some("Mon, 02 Nov 2026 10:00:00 GMT".to_owned()),
    };
    for other in [
        Known {
            length: 1001,
            ..known.clone()
        },
        Known {
            etag: Some("\"two\"".to_owned()),
            ..known.clone()
        },
        Known {
            etag: None,
            ..known.clone()
        },
        Known {
            last_modified: None,
            ..known.clone()
        },
        Known {
            etag: None,
            last_modified: None,
            length: 1000,
        },
    ] {
        let bench = bench(1000, nothing_needed);
        let known = Some(other);
        let (outcome, host) = bench.inspect(Look { known, ..look() }).await;
        assert_eq!((outcome, host.requests), (read(), 3));
        assert_eq!(bench.asked(), ["HEAD", "0-196607", "-49152"]);
    }
}

#[tokio::test]
async fn a_host_that_refuses_head_is_asked_for_ranges_all_the_same() {
    for status in [403, 404, 405, 501] {
        let bytes = file(1000);
        let bench = Bench::new(
            move |request, _| {
                Ok(if is_head(request) {
                    answer(status, Body::Of(Vec::new()))
                } else {
                    serve(&bytes, request)
                })
            },
            nothing_needed,
        );
        let (outcome, host) = bench.parts().await;
        assert_eq!((outcome, host.refuses_head), (read(), true), "{status}");
        assert_eq!(
            (host.status, host.length),
            (Some(206), Some(1000)),
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_host_that_does_not_know_ranges_from_the_end_is_asked_by_number() {
    for status in [200, 416] {
        let bytes = file(1_000_000);
        let bench = Bench::new(
            move |request, _| {
                let is_end = request
                    .headers()
                    .get("range")
                    .is_some_and(|it| it == "bytes=-49152");
                Ok(if is_end {
                    answer(status, Body::Endless)
                } else {
                    serve(&bytes, request)
                })
            },
            nothing_needed,
        );
        let (outcome, host) = bench.parts().await;
        assert_eq!((outcome, host.ranges), (read(), Some(true)), "{status}");
        assert_eq!(bench.asked()[3..], ["950848-999999"]);
        assert_eq!(bench.sent(), 240 * KIB, "the endless body is dropped");
    }
}

#[tokio::test]
async fn a_host_that_names_no_length_in_head_is_known_for_it() {
    let bytes = file(1000);
    let bench = Bench::new(
        move |request, _| {
            let mut response = serve(&bytes, request);
            if is_head(request) {
                response.headers_mut().remove("content-length");
            }
            Ok(response)
        },
        nothing_needed,
    );
    let (outcome, host) = bench.parts().await;
    assert_eq!((outcome, host.length), (read(), None));
}

#[tokio::test]
async fn neither_the_trace_nor_an_error_shows_the_query_of_an_address() {
    let bytes = file(1000);
    let bench = Bench::new(
        move |request, _| {
            let target = "https://cdn.example/b?token=CANARY";
            Ok(if is_head(request) {
                with(answer(302, Body::Of(Vec::new())), "location", target)
            } else {
                serve(&bytes, request)
            })
        },
        nothing_needed,
    );
    let (outcome, host) = bench.parts().await;
    assert_eq!(outcome, Outcome::Redirected);
    assert_eq!(host.redirect.as_deref(), Some("https://cdn.example/b"));
    let exchanges = bench.trace.exchanges();
    assert_eq!(exchanges.len(), 3);
    let shown = format!("{exchanges:?} {host:?}");
    assert!(!shown.contains("CANARY"), "{shown}");
    assert!(shown.contains("(1000 bytes of an installer)"), "{shown}");
    let address = "https://127.0.0.1:x/?sig=CANARY".to_owned();
    let error = bench
        .client
        .look(&Look { address, ..look() })
        .await
        .unwrap_err();
    assert!(!format!("{error} {error:?}").contains("CANARY"), "{error}");
}
