//! What stands between this machine and the services: proxies and captive portals.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use axum::{
    body::Body,
    extract::Request,
    http::Response,
    middleware::{Next, from_fn},
};
use storectl_sandbox::Options;

use crate::support::{Store, Workplace};

/// A proxy that wants another password.
fn refusing_proxy() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        while let Ok((mut socket, _)) = listener.accept() {
            let _ = socket.read(&mut [0; 4096]);
            let _ = socket.write_all(
                b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n",
            );
        }
    });
    address
}

#[test]
fn a_proxy_that_refuses_is_named_without_its_password() {
    let proxy = refusing_proxy();
    let mut workplace = Workplace::empty();
    workplace.manifest("properties: { website: https://contoso.com }\n");
    for (name, value) in [
        ("STORECTL_TENANT_ID", "tenant"),
        ("STORECTL_CLIENT_ID", "client"),
        ("STORECTL_CLIENT_SECRET", "CANARYsecret0123456789"),
        ("STORECTL_SELLER_ID", "1"),
        ("HTTPS_PROXY", &format!("http://me:CANARYproxy0123@{proxy}")),
    ] {
        workplace.set(name, value);
    }
    for format in ["text", "json"] {
        let arguments = [
            "plan",
            "-vv",
            "--timeout",
            "1s",
            "--trace",
            "trace.jsonl",
            "--format",
            format,
        ];
        let run = workplace.run(&arguments).exits(21);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.contains("login.microsoftonline.com"), "{said}");
        assert!(said.contains(&proxy), "{said}");
        for text in [said, workplace.read("trace.jsonl")] {
            assert!(!text.contains("CANARY"), "{text}");
        }
    }
}

#[test]
fn a_proxy_that_refuses_an_installer_is_named_without_its_password() {
    let proxy = refusing_proxy();
    let mut workplace = Workplace::empty();
    workplace.set("HTTPS_PROXY", &format!("http://me:CANARYproxy0123@{proxy}"));
    let arguments = ["inspect", "https://contoso.com/a.exe", "-vv"];
    let run = workplace.run(&arguments).exits(0);
    let named = format!("through the proxy {proxy}");
    assert!(run.stdout.contains(&named), "{}", run.stdout);
    for text in [run.stdout, run.stderr] {
        assert!(!text.contains("CANARY"), "{text}");
    }
}

#[test]
fn a_captive_portal_in_place_of_the_sign_in_is_called_one() {
    let store = Store::behind(Options::default(), |router| {
        router.layer(from_fn(|request: Request, next: Next| async move {
            if !request.uri().path().contains("/oauth2/") {
                return next.run(request).await;
            }
            let page = "<!DOCTYPE html><html><title>Guest network</title></html>";
            Response::new(Body::from(page))
        }))
    });
    let workplace = Workplace::at(&store, "properties: { website: https://contoso.com }\n");
    let run = workplace.run(&["plan", "--timeout", "1s"]).exits(20);
    let page =
        "sign-in failed: the response is an HTML page, likely from a proxy or captive portal";
    assert!(run.stderr.contains(page), "{}", run.stderr);
    assert!(run.stderr.contains("127.0.0.1:"), "{}", run.stderr);
}
