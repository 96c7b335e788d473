//! Hosts, proxies, the clock.

use std::time::{Duration, SystemTime};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Response},
    middleware::{Next, from_fn},
};
use storectl_sandbox::Options;

use super::{BODY, check, doctor, says, statuses};
use crate::support::{Store, Workplace};

/// An address at which nobody listens.
fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn a_host_that_nobody_serves_is_the_networks_fault_alone() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    workplace.set("STORECTL_ENDPOINT", &nobody());
    let (exit, checks) = doctor(&workplace, &["--timeout", "10s"]);
    assert_eq!(exit, 21, "{checks:#?}");
    assert_eq!(statuses(&checks, "credentials"), ["ok"]);
    for id in ["role", "seller", "product"] {
        assert_eq!(statuses(&checks, id), ["skipped"], "{checks:#?}");
    }
    let failed = check(&checks, "network", "failed");
    says(failed, "connection refused");
    says(failed, "--endpoint");
    assert_eq!(statuses(&checks, "network"), ["failed", "ok", "skipped"]);
}

#[test]
fn an_authority_out_of_reach_skips_the_credentials() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    workplace.set("STORECTL_AUTHORITY", &nobody());
    let (exit, checks) = doctor(&workplace, &["--timeout", "10s"]);
    assert_eq!(exit, 21, "{checks:#?}");
    assert_eq!(statuses(&checks, "credentials"), ["skipped"]);
    says(check(&checks, "network", "failed"), "--authority");
}

#[test]
fn githubs_token_service_is_checked_where_it_signs_in() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    workplace.set("STORECTL_CLIENT_SECRET", "");
    workplace.set(
        "ACTIONS_ID_TOKEN_REQUEST_URL",
        &format!("{}/token?a=b", nobody()),
    );
    workplace.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-CANARY");
    let (exit, checks) = doctor(&workplace, &["--timeout", "10s"]);
    assert_eq!(exit, 21, "{checks:#?}");
    says(
        check(&checks, "network", "failed"),
        "(GitHub's token service)",
    );
    assert!(!format!("{checks:?}").contains("CANARY"));
}

#[test]
fn a_busy_service_fails_the_network_though_its_host_is_there() {
    let store = Store::behind(Options::default(), |router| {
        router.layer(from_fn(|request: Request, next: Next| async move {
            if request.uri().path().contains("/submission/") {
                let response = Response::builder().status(503);
                return response.body(Body::empty()).unwrap();
            }
            next.run(request).await
        }))
    });
    let workplace = Workplace::at(&store, BODY);
    let (exit, checks) = doctor(&workplace, &["--timeout", "20s"]);
    assert_eq!(exit, 21, "{checks:#?}");
    says(check(&checks, "network", "failed"), "unavailable");
    assert_eq!(statuses(&checks, "product"), ["skipped"]);
}

#[test]
fn a_proxy_is_named_without_its_password() {
    let proxy = nobody();
    let proxy = proxy.trim_start_matches("http://");
    let mut workplace = Workplace::empty();
    workplace.manifest(BODY);
    workplace.set("HTTPS_PROXY", &format!("http://me:CANARY0123@{proxy}"));
    for (name, value) in [
        ("STORECTL_TENANT_ID", "tenant"),
        ("STORECTL_CLIENT_ID", "client"),
        ("STORECTL_CLIENT_SECRET", "secret"),
        ("STORECTL_SELLER_ID", "1"),
    ] {
        workplace.set(name, value);
    }
    let run = workplace
        .run(&[
            "doctor",
            "--format",
            "json",
            "--timeout",
            "20s",
            "--bundle",
            "page.md",
        ])
        .exits(21);
    assert!(run.stdout.contains(proxy), "{}", run.stdout);
    for text in [run.stdout, run.stderr, workplace.read("page.md")] {
        assert!(!text.contains("CANARY"), "{text}");
    }
}

#[test]
fn the_time_of_the_command_bounds_a_silent_host() {
    let store = Store::behind(Options::default(), |router| {
        router.layer(from_fn(|_: Request, _: Next| async move {
            std::future::pending::<Response<Body>>().await
        }))
    });
    let workplace = Workplace::at(&store, BODY);
    let begun = std::time::Instant::now();
    let (exit, checks) = doctor(&workplace, &["--timeout", "1s"]);
    assert_eq!(exit, 21, "{checks:#?}");
    assert!(begun.elapsed() < Duration::from_secs(7));
}

/// A Store whose clock differs so much from this machine's.
fn at(difference: i64) -> Store {
    Store::behind(Options::default(), move |router| {
        router.layer(from_fn(move |request: Request, next: Next| async move {
            let mut response = next.run(request).await;
            let now = SystemTime::now();
            let span = Duration::from_secs(difference.unsigned_abs());
            let time = if difference < 0 {
                now - span
            } else {
                now + span
            };
            let date = HeaderValue::from_str(&httpdate::fmt_http_date(time)).unwrap();
            response.headers_mut().insert("date", date);
            response
        }))
    })
}

#[test]
fn a_wrong_clock_is_a_warning_with_the_difference() {
    for (difference, words) in [(-7 * 60 - 30, "7 min"), (3600 * 2 + 600, "2 h 9 min")] {
        let store = at(difference);
        let workplace = Workplace::at(&store, BODY);
        let (exit, checks) = doctor(&workplace, &[]);
        assert_eq!(exit, 0, "{checks:#?}");
        says(check(&checks, "clock", "warning"), words);
    }
    let store = at(200);
    let (_, checks) = doctor(&Workplace::at(&store, BODY), &[]);
    assert_eq!(statuses(&checks, "clock"), ["ok"]);
}
