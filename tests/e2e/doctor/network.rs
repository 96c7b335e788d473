//! Hosts, proxies, the clock.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
    time::{Duration, SystemTime},
};

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
fn after_an_answer_that_is_lost_nobody_asks_for_the_other_products() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    for at in 0..12 {
        let id = format!("{at:08}-84e8-4d2d-9eba-487878d02ebf");
        let manifest = format!("apiVersion: storectl/v1\nproductId: {id}\n{BODY}");
        workplace.write(&format!("{at}.storectl.yaml"), manifest);
    }
    workplace.set("STORECTL_ENDPOINT", &nobody());
    let (exit, checks) = doctor(&workplace, &["--timeout", "30s"]);
    assert_eq!(exit, 21, "{checks:#?}");
    let products = checks.iter().filter(|it| it["id"] == "product");
    let words = "not asked: the answer for another product was lost";
    let unasked = products.filter(|it| it["message"] == words);
    // Those that were asked for together came to nothing together.
    assert!(unasked.count() >= 13 - 4, "{checks:#?}");
    assert_eq!(statuses(&checks, "product"), ["skipped"; 13]);
}

#[test]
fn a_check_that_got_no_answer_has_no_work_to_find_done() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            let _ = (&socket).read(&mut [0; 4096]);
        }
    });
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    workplace.set("STORECTL_ENDPOINT", &address);
    let (exit, checks) = doctor(&workplace, &["--timeout", "20s"]);
    assert_eq!(exit, 21, "{checks:#?}");
    let failed = check(&checks, "network", "failed");
    says(failed, "run again");
    assert!(!failed.to_string().contains("completed work"), "{failed}");
    says(
        check(&checks, "role", "skipped"),
        "no answer tells whether the application may read",
    );
}

/// A proxy that answers everybody so; returns its host and port.
fn proxy(answer: &'static [u8]) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            std::thread::spawn(move || refuse(socket, answer));
        }
    });
    address
}

/// Reads what was sent to its end before the connection goes: one that is closed over unread bytes is reset, and its answer
/// may be lost.
fn refuse(mut socket: TcpStream, answer: &[u8]) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut bytes = [0; 4096];
    // The greeting of SOCKS has no blank line.
    while !request.starts_with(b"\x05") && !request.ends_with(b"\r\n\r\n") {
        match socket.read(&mut bytes)? {
            0 => return Ok(()),
            length => request.extend(&bytes[..length]),
        }
    }
    socket.write_all(answer)?;
    socket.shutdown(Shutdown::Write)?;
    std::io::copy(&mut socket, &mut std::io::sink()).map(drop)
}

/// A workplace of an application that reaches the real services by a proxy only.
fn behind_a_proxy(variable: &str, value: &str) -> Workplace {
    let mut workplace = Workplace::empty();
    workplace.manifest(BODY);
    for (name, value) in [
        ("STORECTL_TENANT_ID", "tenant"),
        ("STORECTL_CLIENT_ID", "client"),
        ("STORECTL_CLIENT_SECRET", "secret"),
        ("STORECTL_SELLER_ID", "1"),
        (variable, value),
    ] {
        workplace.set(name, value);
    }
    workplace
}

#[test]
fn a_proxy_that_wants_a_password_or_is_none_says_so_in_words() {
    let wants = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
    let refuses = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
    for (scheme, answer, words, fix) in [
        (
            "http",
            wants,
            "the proxy wants a user and a password",
            "USER:PASSWORD@HOST:PORT",
        ),
        (
            "http",
            refuses,
            "the proxy did not connect: it refused, or it is not an HTTP proxy",
            "http://HOST:PORT",
        ),
        (
            "socks5",
            "\u{5}\u{0}",
            "the proxy did not connect: it is a SOCKS proxy",
            "http://HOST:PORT",
        ),
    ] {
        let proxy = proxy(answer.as_bytes());
        let value = format!("{scheme}://me:CANARY0123@{proxy}");
        let workplace = behind_a_proxy("HTTPS_PROXY", &value);
        let (exit, checks) = doctor(&workplace, &["--timeout", "20s"]);
        assert_eq!(exit, 21, "{checks:#?}");
        let failed = check(&checks, "network", "failed");
        for expected in [words, fix, &proxy, "HTTPS_PROXY"] {
            says(failed, expected);
        }
        let text = failed.to_string();
        for raw in ["CANARY", "tunnel error", "client error"] {
            assert!(!text.contains(raw), "{text}");
        }
    }
}

#[test]
fn a_variable_that_names_no_proxy_is_a_warning_without_its_value() {
    for (variable, value) in [
        ("HTTPS_PROXY", "//me:CANARY0123@127.0.0.1:1"),
        ("ALL_PROXY", "ftp://CANARY.example"),
        ("http_proxy", "CANARY CANARY"),
    ] {
        let store = Store::start();
        let mut workplace = Workplace::at(&store, BODY).into_repository();
        workplace.set(variable, value);
        let (exit, checks) = doctor(&workplace, &[]);
        assert_eq!(exit, 0, "{checks:#?}");
        let warning = check(&checks, "network", "warning");
        assert_eq!(warning["subject"], variable);
        says(warning, "http://HOST:PORT");
        assert!(!format!("{checks:?}").contains("CANARY"));
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
