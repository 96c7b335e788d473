//! `--bundle FILE`: one page, without secrets, of a bounded size.

use serde_json::{Value, json};
use storectl_sandbox::{Options, SAMPLE_PRODUCT};

use super::BODY;
use crate::support::{Store, Workplace};

/// A workplace whose every secret is a canary.
fn with_canaries(store: &Store) -> Workplace {
    let mut workplace = Workplace::at(store, BODY);
    for (name, value) in [
        ("STORECTL_CLIENT_CERTIFICATE_PASSWORD", "password-CANARY"),
        ("STORECTL_VAR_REVIEWER", "variable-CANARY"),
        ("HTTPS_PROXY", "http://me:CANARY-proxy@127.0.0.1:1"),
        ("NO_PROXY", "127.0.0.1"),
    ] {
        workplace.set(name, value);
    }
    workplace.manifest(
        "vars:\n  reviewer: { secret: true }\nproperties: { website: https://contoso.com, certificationNotes: \"${reviewer}\" }\n",
    );
    workplace.into_repository()
}

#[test]
fn the_page_has_what_somebody_who_helps_would_ask_for() {
    let store = Store::start();
    let workplace = with_canaries(&store);
    workplace
        .run(&["apply", "--yes", "--poll-interval", "1ms"])
        .exits(0);
    workplace.run(&["doctor", "--bundle", "page.md"]).exits(0);
    let page = workplace.read("page.md");
    for words in [
        "## Checks",
        "| credentials | ok |",
        "## Versions",
        "- storectl: ",
        "- system: ",
        "## Settings",
        "(STORECTL_ENDPOINT)",
        "- client secret: `set (STORECTL_CLIENT_SECRET)`",
        "- manifest variables: ",
        &format!("## Product `{SAMPLE_PRODUCT}`"),
        "submitted at ",
        "## Releases",
        "## Failed requests",
    ] {
        assert!(page.contains(words), "{words}:\n{page}");
    }
    assert!(!page.contains("CANARY"), "{page}");
    assert!(!page.contains("sandbox~client~secret"), "{page}");
    let folder = workplace.path().display().to_string();
    assert!(!page.contains(&folder), "{page}");
}

#[test]
fn the_end_of_a_trace_and_its_failures_with_their_ids_are_on_the_page() {
    let store = Store::with(Options {
        faults: vec!["503@GET:*#1-".parse().unwrap()],
        ..Options::default()
    });
    let workplace = with_canaries(&store);
    workplace
        .run(&["plan", "--trace", "trace.jsonl", "--timeout", "2s"])
        .exits(21);
    let run = workplace
        .run(&[
            "doctor",
            "--bundle",
            "page.md",
            "--trace",
            "trace.jsonl",
            "--timeout",
            "5s",
        ])
        .exits(21);
    let page = workplace.read("page.md");
    assert!(page.contains("HTTP 503"), "{page}");
    assert!(page.contains("## Trace"), "{page}");
    assert!(page.contains("\"method\":\"GET\""), "{page}");
    for text in [page, run.stdout, run.stderr] {
        assert!(!text.contains("CANARY"), "{text}");
        assert!(!text.contains("sandbox~client~secret"), "{text}");
    }
}

/// An exchange of an earlier command that failed, as a line of its trace, with this body.
fn exchange(body: &str) -> String {
    let exchange = json!({
        "time": "2026-01-02T03:04:05Z",
        "request": { "method": "GET", "url": "https://earlier.example/x" },
        "response": { "status": 500, "headers": [["x-correlation-id", "id-of-the-failure"]], "body": body },
    });
    exchange.to_string()
}

#[test]
fn the_trace_that_a_page_is_about_is_kept_and_added_to() {
    let store = Store::start();
    let workplace = with_canaries(&store);
    // The last line of a command that was killed has no end.
    for end in ["\n", ""] {
        let earlier = format!("{}{end}", exchange("earlier"));
        workplace.write("ev.jsonl", &earlier);
        workplace
            .run(&["doctor", "--bundle", "page.md", "--trace", "ev.jsonl"])
            .exits(0);
        let after = workplace.read("ev.jsonl");
        let own = after.strip_prefix(earlier.trim_end()).unwrap();
        let own: Vec<Value> = own
            .trim()
            .lines()
            .map(|it| serde_json::from_str(it).unwrap())
            .collect();
        assert!(!own.is_empty(), "{after}");
        let page = workplace.read("page.md");
        assert_eq!(page.matches("correlation ID id-of-the-failure").count(), 1);
        assert_eq!(page.matches(r#""body":"earlier""#).count(), 1, "{page}");
        let of_own = own.last().unwrap()["request"]["url"].as_str().unwrap();
        assert!(page.contains(of_own), "{of_own}:\n{page}");
    }
}

#[test]
fn a_secret_is_not_on_the_page_though_the_settings_do_not_resolve() {
    let store = Store::start();
    let secrets = [
        ("STORECTL_CLIENT_SECRET", "client-CANARY"),
        ("AZURE_CLIENT_SECRET", "other-CANARY"),
        ("STORECTL_CLIENT_CERTIFICATE_PASSWORD", "password-CANARY"),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-CANARY"),
        ("CI_JOB_TOKEN", "job-CANARY"),
    ];
    let variable = ("STORECTL_VAR_REVIEWER", "variable-CANARY");
    let no_product = "vars:\n  reviewer: { secret: true }\nproperties: 1\n";
    let tenant = "STORECTL_TENANT_ID";
    for (manifest, tenant_id, flags) in [
        (Some(BODY), "tenant", &["--sandbox"][..]),
        (Some(BODY), "", &[]),
        (Some(BODY), "not\u{e9} a tenant", &[]),
        (Some(no_product), "tenant", &[]),
        (Some(no_product), "tenant", &["--sandbox"]),
        (None, "", &[]),
    ] {
        let mut workplace = Workplace::at(&store, BODY);
        let file = workplace.path().join("storectl.yaml");
        std::fs::remove_file(file).unwrap();
        let mut known = secrets.to_vec();
        // Of a manifest that can be read, it says which are secret.
        if manifest != Some(BODY) {
            known.push(variable);
        }
        if let Some(manifest) = manifest {
            workplace.manifest(manifest);
        }
        workplace.set(tenant, tenant_id);
        let told: Vec<&str> = known.iter().map(|(_, value)| *value).collect();
        for (name, value) in known {
            workplace.set(name, value);
        }
        workplace.write("secret.txt", "file-CANARY\n");
        workplace.write(
            "ev.jsonl",
            exchange(&format!("{} file-CANARY", told.join(" "))),
        );
        let more = ["--bundle", "page.md", "--trace", "ev.jsonl"];
        let file = ["--client-secret-file", "secret.txt", "--timeout", "10s"];
        let run = workplace.run(&[&["doctor"], &more[..], &file, flags].concat());
        let page = workplace.read("page.md");
        assert!(page.contains("earlier.example"), "{page}");
        for text in [page, run.stdout, run.stderr] {
            assert!(!text.contains("CANARY"), "{tenant_id} {flags:?}: {text}");
        }
    }
}

#[test]
fn a_page_of_a_huge_and_hostile_trace_is_bounded_and_harmless() {
    let store = Store::start();
    let workplace = with_canaries(&store);
    let line = r#"{"request":{"method":"GET","url":"https://x/::error::\u001b[2J</details>```"},"response":{"status":500,"headers":[["x-correlation-id","id-of-the-failure"]]},"error":null}"#;
    workplace.write("trace.jsonl", format!("{line}\n").repeat(20_000));
    workplace
        .run(&["doctor", "--bundle", "page.md", "--trace", "trace.jsonl"])
        .exits(0);
    let page = workplace.read("page.md");
    assert!(page.len() <= 256 * 1024, "{}", page.len());
    assert!(page.contains("correlation ID id-of-the-failure"), "{page}");
    assert!(!page.contains('\u{1b}'));
    assert!(page.lines().all(|it| !it.trim_start().starts_with("::")));
}

#[test]
fn a_page_is_written_where_everything_fails_and_over_no_manifest() {
    let mut workplace = Workplace::empty();
    workplace.manifest(BODY);
    workplace.set("STORECTL_ENDPOINT", "http://127.0.0.1:1");
    workplace.set("STORECTL_AUTHORITY", "http://127.0.0.1:1");
    workplace
        .run(&["doctor", "--bundle", "page.md", "--timeout", "10s"])
        .exits(20);
    assert!(workplace.read("page.md").contains("**failed**"));
    workplace
        .run(&["doctor", "--bundle", "storectl.yaml"])
        .exits(64);
}
