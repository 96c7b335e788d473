//! Installers where they are hosted.

use serde_json::Value;

use crate::support::host::{Host, fixture};
use crate::support::{Run, Workplace};

fn inspect(installers: &[&str]) -> Run {
    inspect_with(&["--sandbox", "--format", "json"], installers)
}

fn inspect_with(flags: &[&str], installers: &[&str]) -> Run {
    Workplace::empty().run(&[&["inspect"], flags, installers].concat())
}

/// The codes of the findings of the first installer.
fn codes(document: &Value) -> Vec<&str> {
    let findings = document["installers"][0]["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|it| it["code"].as_str().unwrap())
        .collect()
}

#[test]
fn a_signed_installer_is_known_by_a_few_parts_and_nobody_learns_who_asks() {
    let host = Host::start();
    let run = inspect(&[&host.at("served/nsis-signed-payload.exe")]).exits(0);
    let document = run.json();
    let installer = &document["installers"][0];
    for (key, value) in [
        ("type", "exe"),
        ("kind", "nsis"),
        ("version", "1.5.0"),
        ("silent", "/S"),
    ] {
        assert_eq!(installer[key], value, "{key}");
    }
    assert_eq!(
        installer["length"],
        fixture("nsis-signed-payload.exe").len()
    );
    assert_eq!(installer["signature"]["signer"], "Contoso Ltd");
    assert_eq!(installer["http"]["status"], 200);
    assert_eq!(installer["http"]["ranges"], true);
    // These need every byte.
    assert!(installer["sha256"].is_null());
    assert!(installer["signature"]["digestMatches"].is_null());
    assert_eq!(codes(&document), Vec::<&str>::new());
    let mut requests = host.requests();
    requests.sort();
    assert_eq!(
        requests,
        [
            "GET /served/nsis-signed-payload.exe bytes=-49152",
            "GET /served/nsis-signed-payload.exe bytes=0-196607",
            "HEAD /served/nsis-signed-payload.exe",
        ]
    );
}

#[test]
fn what_a_host_does_wrong_is_a_finding() {
    let host = Host::start();
    for (path, code, exit) in [
        ("page", "STC0901", 10),
        ("served/zip.exe", "STC0901", 10),
        ("redirected/plain-signed.exe", "STC0910", 0),
        ("status/401", "STC0911", 10),
        ("status/404", "STC0911", 10),
        ("status/429", "STC0917", 0),
        ("status/503", "STC0917", 0),
        ("no-ranges/plain-signed.exe", "STC0921", 0),
        ("no-head/plain-signed.exe", "STC0921", 0),
    ] {
        let document = inspect(&[&host.at(path)]).exits(exit).json();
        assert_eq!(codes(&document), [code], "{path}");
    }
}

#[test]
fn what_a_host_does_not_send_is_said_of_an_installer_and_not_of_a_refusal() {
    let host = Host::start();
    let of = |path: &str| inspect_with(&["--sandbox"], &[&host.at(path)]).stdout;
    let refused = of("status/404");
    assert!(refused.contains("host           HTTP 404\n"), "{refused}");
    let ignored = of("no-ranges/plain.exe");
    assert!(
        ignored.contains("host           HTTP 200, no ranges\n"),
        "{ignored}"
    );
}

#[test]
fn a_host_that_does_not_answer_is_left_after_5_seconds() {
    let host = Host::start();
    let document = inspect(&[&host.at("silent")]).exits(0).json();
    assert_eq!(codes(&document), ["STC0917"]);
    let message = &document["installers"][0]["findings"][0]["message"];
    assert!(
        message.as_str().unwrap().contains("within 5 s"),
        "{message}"
    );
}

#[test]
fn the_query_of_a_redirect_and_of_an_address_is_not_shown() {
    let host = Host::start();
    let address = host.at("redirected/plain-signed.exe?code=CANARY");
    let shown = host.at("redirected/plain-signed.exe?…");
    for format in ["text", "json", "markdown"] {
        let flags = ["--sandbox", "--format", format, "-vv", "--trace", "t.jsonl"];
        let workplace = Workplace::empty();
        let run = workplace.run(&[&["inspect", &address], &flags[..]].concat());
        let run = run.exits(0);
        assert!(run.stdout.contains(&shown), "{}", run.stdout);
        for text in [run.stdout, run.stderr, workplace.read("t.jsonl")] {
            assert!(!text.contains("CANARY"), "{text}");
        }
    }
    // It is asked with its query all the same.
    assert!(host.requests().iter().all(|it| it.contains("?code=CANARY")));
}

#[test]
fn files_and_addresses_keep_their_order_and_each_is_asked_once() {
    let host = Host::start();
    let address = host.at("served/plain-signed.exe");
    let workplace = Workplace::empty();
    workplace.write("https:", fixture("plain.exe"));
    let run = workplace.run(&[
        "inspect",
        "--sandbox",
        "--format",
        "json",
        &address,
        "https:",
        &address,
    ]);
    let document = run.exits(10).json();
    let installers = document["installers"].as_array().unwrap();
    let sources: Vec<&str> = installers
        .iter()
        .map(|it| it["source"].as_str().unwrap())
        .collect();
    assert_eq!(sources, [&address, "https:", &address]);
    assert_eq!(installers[0], installers[2]);
    assert_eq!(host.requests().len(), 3);
}

#[test]
fn many_addresses_are_all_looked_at() {
    let host = Host::start();
    let addresses: Vec<String> = (0..200)
        .map(|it| host.at(&format!("served/plain-signed.exe?{it}")))
        .collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let document = inspect(&addresses).exits(0).json();
    assert_eq!(document["installers"].as_array().unwrap().len(), 200);
    assert_eq!(host.requests().len(), 600);
}

#[test]
fn an_address_that_may_not_be_reached_is_an_error_and_the_others_are_shown() {
    let workplace = Workplace::empty();
    workplace.write("setup.exe", fixture("plain-signed.exe"));
    for (address, shown, said) in [
        (
            "https://10.0.0.1/a.exe",
            "https://10.0.0.1/a.exe",
            "not on the public internet",
        ),
        (
            "https://[fd00::1]/a.exe",
            "https://[fd00::1]/a.exe",
            "not on the public internet",
        ),
        (
            "https://localhost/a.exe",
            "https://localhost/a.exe",
            "not on the public internet",
        ),
        (
            "HTTPS://127.0.0.1/a.exe",
            "HTTPS://127.0.0.1/a.exe",
            "not on the public internet",
        ),
        (
            "http://contoso.com/a.exe",
            "http://contoso.com/a.exe",
            "must begin with https://",
        ),
        (
            "https://me:CANARY@contoso.com/a.exe",
            "https://[REDACTED]@contoso.com/a.exe",
            "user name or password",
        ),
        (
            "https://me:CAN/ARY@contoso.com/",
            "https://[REDACTED]@contoso.com/",
            "is not valid",
        ),
        ("https://", "https://", "is not valid"),
    ] {
        let run = workplace
            .run(&["inspect", address, "setup.exe", "--format", "json"])
            .exits(10);
        let document = run.json();
        let [refused, read] = document["installers"].as_array().unwrap().as_slice() else {
            panic!("{document}");
        };
        assert_eq!(refused["source"], shown);
        assert_eq!(refused["error"]["exit"], 10);
        let message = refused["error"]["message"].as_str().unwrap();
        assert!(message.contains(said), "{message}");
        assert_eq!(refused["findings"], serde_json::json!([]));
        assert_eq!(read["version"], "1.5.0");
        assert_eq!(document["error"]["exit"], 10);
        assert_eq!(document["error"]["message"], "1 of 2 installers not read");
        for text in [&run.stdout, &run.stderr] {
            assert!(
                !text.contains("CANARY") && !text.contains("CAN/ARY"),
                "{text}"
            );
        }
    }
}

#[test]
fn text_and_markdown_say_which_address_was_refused_and_what_to_do() {
    for format in ["text", "markdown"] {
        let run = inspect_with(&["--format", format], &["https://10.0.0.1/a.exe"]).exits(10);
        for said in [
            "https://10.0.0.1/a.exe",
            "not on the public internet",
            "download it",
        ] {
            assert!(run.stdout.contains(said), "{}", run.stdout);
        }
    }
}

#[test]
fn beside_a_loopback_endpoint_other_hosts_are_not_asked() {
    for flags in [
        &["--sandbox", "--format", "json"][..],
        &["--endpoint", "http://127.0.0.1:9", "--format", "json"],
    ] {
        let document = inspect_with(flags, &["https://contoso.com/a.exe"])
            .exits(0)
            .json();
        let finding = &document["installers"][0]["findings"][0];
        assert_eq!(finding["code"], "STC0917");
        assert_eq!(finding["severity"], "note");
    }
}

#[test]
fn the_endpoint_of_the_environment_counts_and_credentials_do_not() {
    let host = Host::start();
    let mut workplace = Workplace::empty();
    workplace.set("STORECTL_ENDPOINT", "http://127.0.0.1:9");
    workplace.set("STORECTL_CLIENT_SECRET", "bad secret\u{1}");
    let address = host.at("served/plain-signed.exe");
    workplace.run(&["inspect", &address]).exits(0);
    workplace.set("STORECTL_ENDPOINT", "nowhere");
    let run = workplace.run(&["inspect", &address]).exits(64);
    assert!(run.stderr.contains("STORECTL_ENDPOINT"), "{}", run.stderr);
}

#[test]
fn the_simulated_store_is_not_touched() {
    let host = Host::start();
    let workplace = Workplace::empty();
    let address = host.at("served/plain-signed.exe");
    workplace.run(&["inspect", "--sandbox", &address]).exits(0);
    assert!(!workplace.path().join(".storectl").exists());
}

#[test]
fn a_file_that_is_not_there_is_known_before_anybody_is_asked() {
    let host = Host::start();
    inspect(&[&host.at("served/plain-signed.exe"), "absent.exe"]).exits(64);
    assert_eq!(host.requests(), Vec::<String>::new());
}

#[test]
fn what_the_time_limit_ends_is_transient_and_what_was_seen_is_shown() {
    let host = Host::start();
    let seen = host.at("served/plain-signed.exe");
    let run = inspect_with(
        &["--sandbox", "--timeout", "1s", "--format", "json"],
        &[&host.at("silent"), &seen],
    )
    .exits(21);
    let document = run.json();
    assert_eq!(document["installers"][0]["error"]["exit"], 21);
    assert_eq!(document["installers"][1]["version"], "1.5.0");
    assert_eq!(document["error"]["exit"], 21);
    let again = format!(
        "continue with `storectl inspect --sandbox --format json {} {seen}`",
        host.at("silent")
    );
    assert_eq!(document["error"]["hints"], serde_json::json!([again]));
}

#[test]
fn a_command_with_a_hidden_query_is_not_offered_again() {
    let host = Host::start();
    let run = inspect_with(
        &["--sandbox", "--timeout", "1s"],
        &[&host.at("silent?code=CANARY")],
    )
    .exits(21);
    assert!(!run.stderr.contains("storectl inspect"), "{}", run.stderr);
}
