//! Canaries in what users bring: secret variables, signed addresses and passwords in addresses are shown nowhere.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::Response,
    middleware::{Next, from_fn},
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use serde_json::json;
use storectl_sandbox::Options;

use crate::support::{Store, Workplace, apply};

/// What no encoding but base64 changes of the reviewer's password.
const PASSWORD: &str = "CANARYreviewer0123456789";
/// And of the password before it.
const OLD_PASSWORD: &str = "CANARYformer0123456789";
/// And of the signature of a user's own address.
const SIGNATURE: &str = "CANARYsigned0123456789";
/// And of a password within an address.
const USER_INFO: &str = "CANARYuser0123456789";

const MANIFEST: &str = "
vars:
  password: { secret: true }
properties:
  certificationNotes: Sign in with demo / ${password}.
packages:
  - packageUrl: https://www.contoso.com/downloads/1.2/setup.exe?sv=1&sig=CANARYsigned0123456789%2Babc%3D
";

/// A password between signs that each encoding writes otherwise.
fn around(core: &str) -> String {
    format!("~{core}+/&=% \"<é\\")
}

fn workplace(store: &Store) -> Workplace {
    let mut workplace = Workplace::at(store, MANIFEST);
    workplace.set("STORECTL_VAR_PASSWORD", &around(PASSWORD));
    workplace
}

/// Every canary in every form in which a search finds it: as it is (JSON and percent-encoding leave letters and digits),
/// and in base64 at each of the three places within a group.
fn canaries() -> Vec<String> {
    let all = [PASSWORD, OLD_PASSWORD, SIGNATURE, USER_INFO];
    let encoded = all.iter().flat_map(|canary| {
        (0..3).map(move |shift| {
            let text = format!("{}{canary}", "x".repeat(shift));
            let encoded = STANDARD_NO_PAD.encode(text);
            // The ends hold bits of what stands beside it.
            encoded[4..encoded.len() - 4].to_owned()
        })
    });
    all.iter()
        .map(|it| (*it).to_owned())
        .chain(encoded)
        .collect()
}

#[track_caller]
fn assert_clean(what: &str, text: &str) {
    for canary in canaries() {
        assert!(!text.contains(&canary), "{what} shows {canary}:\n{text}");
    }
}

/// Looks at every file below the workplace but the manifest, which holds the signed address.
#[track_caller]
fn assert_files_clean(workplace: &Workplace) {
    for entry in walkdir::WalkDir::new(workplace.path()) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(workplace.path()).unwrap();
        if entry.file_type().is_file() && path.to_str() != Some("storectl.yaml") {
            let content = std::fs::read(entry.path()).unwrap();
            assert_clean(
                &path.display().to_string(),
                &String::from_utf8_lossy(&content),
            );
        }
    }
}

/// Runs the command and looks at everything it leaves.
#[track_caller]
fn run(workplace: &Workplace, arguments: &[&str], code: i32) -> String {
    let run = workplace.run(arguments).exits(code);
    assert_clean(&format!("stdout of {arguments:?}"), &run.stdout);
    assert_clean(&format!("stderr of {arguments:?}"), &run.stderr);
    assert_files_clean(workplace);
    run.stdout
}

const EVERYWHERE: [&str; 9] = [
    "-vv",
    "--trace",
    "trace.jsonl",
    "--out",
    "json=out.json",
    "--out",
    "markdown=out.md",
    "--out",
    "text=out.txt",
];

#[test]
fn no_output_shows_a_secret_variable_or_a_users_signature() {
    let store = Store::start();
    let workplace = workplace(&store);
    let everywhere = |command: &[&'static str]| [command, EVERYWHERE.as_slice()].concat();
    run(&workplace, &["validate", "-vv", "--format", "json"], 0);
    let text = run(&workplace, &everywhere(&["plan"]), 0);
    assert!(
        text.contains("(secret)") && text.contains("sig=[REDACTED:"),
        "{text}"
    );
    let json = run(&workplace, &everywhere(&["plan", "--format", "json"]), 0);
    assert!(json.contains("sig=[REDACTED:"), "{json}");
    run(
        &workplace,
        &everywhere(&["plan", "--format", "markdown"]),
        0,
    );
    let more = ["plan", "-v", "--log-format", "json"];
    run(&workplace, &everywhere(&more[..1]), 0);
    run(&workplace, &more, 0);
    run(&workplace, &everywhere(&apply(&[])), 0);
    assert!(workplace.read("trace.jsonl").contains("[REDACTED]"));
    run(&workplace, &everywhere(&["status"]), 31);
    // The Store's certification takes three reads.
    run(&workplace, &everywhere(&["status", "--format", "json"]), 0);
    let stored = &store.product();
    let stored = format!("{stored:?}");
    assert!(
        stored.contains(PASSWORD) && stored.contains(SIGNATURE),
        "the Store itself gets both"
    );
}

#[test]
fn a_changed_secret_is_shown_as_changed_in_every_format() {
    let store = Store::start();
    let mut workplace = workplace(&store);
    workplace.set("STORECTL_VAR_PASSWORD", &around(OLD_PASSWORD));
    run(&workplace, &apply(&["--submit", "never"]), 0);
    workplace.set("STORECTL_VAR_PASSWORD", &around(PASSWORD));
    for format in ["text", "markdown", "json"] {
        let arguments = [["plan", "--format", format].as_slice(), &EVERYWHERE].concat();
        let said = run(&workplace, &arguments, 0);
        assert!(said.contains("(secret, changed)"), "{format}: {said}");
    }
}

/// The Store's value is as secret as the one to come, and nobody knows it before it is read.
#[test]
fn what_the_store_has_in_a_secret_field_is_shown_nowhere() {
    let store = Store::start();
    let mut workplace = workplace(&store);
    let manifest = "
vars:
  password: { secret: true }
properties:
  certificationNotes: demo / ${password}
listings:
  en-us: { shortDescription: \"demo / ${password}\", searchTerms: [gears, \"${password}\"] }
packages:
  - packageUrl: https://www.contoso.com/downloads/1.1/setup.exe
    installerParameters: /K ${password}
";
    workplace.manifest(manifest);
    workplace.set("STORECTL_VAR_PASSWORD", OLD_PASSWORD);
    run(&workplace, &apply(&["--submit", "never"]), 0);
    assert!(format!("{:?}", store.product()).contains(OLD_PASSWORD));
    workplace.set("STORECTL_VAR_PASSWORD", PASSWORD);
    for command in [&["plan"], &["status"]] {
        run(&workplace, &[command, EVERYWHERE.as_slice()].concat(), 0);
        let trace = workplace.read("trace.jsonl");
        assert!(trace.contains("(secret)"), "{trace}");
    }
    run(&workplace, &[apply(&[]), EVERYWHERE.to_vec()].concat(), 0);
}

/// A Store that holds certification notes that no manifest names, and whose answers break off within them once `is_cut`.
fn with_notes(is_cut: Arc<AtomicBool>) -> (Store, Workplace) {
    let store = Store::behind(Options::default(), move |router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let is_cut = Arc::clone(&is_cut);
            async move {
                let (mut parts, body) = next.run(request).await.into_parts();
                let body = to_bytes(body, 1 << 20).await.unwrap();
                let notes = String::from_utf8_lossy(&body).find(OLD_PASSWORD);
                let end = match notes {
                    Some(at) if is_cut.load(Ordering::Relaxed) => at + OLD_PASSWORD.len(),
                    Some(_) | None => body.len(),
                };
                parts.headers.remove("content-length");
                Response::from_parts(parts, Body::from(body.slice(..end)))
            }
        }))
    });
    let notes = format!("properties: {{ certificationNotes: {OLD_PASSWORD} }}\n");
    let workplace = Workplace::at(&store, &notes);
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    std::fs::remove_dir_all(workplace.path().join(".storectl")).unwrap();
    workplace.manifest("properties: { website: https://contoso.com/widgets }\n");
    (store, workplace)
}

#[test]
fn of_certification_notes_that_nobody_manages_only_the_length_is_shown() {
    let (_store, workplace) = with_notes(Arc::default());
    for format in ["text", "markdown", "json"] {
        let arguments = ["plan", "-v", "--format", format, "--trace", "trace.jsonl"];
        run(&workplace, &arguments, 0);
        let trace = workplace.read("trace.jsonl");
        assert!(trace.contains("(22 characters)"), "{trace}");
    }
    run(&workplace, &[apply(&[]), EVERYWHERE.to_vec()].concat(), 0);
}

#[test]
fn an_answer_that_breaks_off_within_certification_notes_quotes_none_of_them() {
    let is_cut = Arc::new(AtomicBool::new(false));
    let (_store, workplace) = with_notes(Arc::clone(&is_cut));
    is_cut.store(true, Ordering::Relaxed);
    for format in ["text", "json"] {
        let command = ["plan", "--timeout", "1s", "--format", format];
        let said = run(&workplace, &[&command, EVERYWHERE.as_slice()].concat(), 21);
        let trace = workplace.read("trace.jsonl");
        assert!(trace.contains("certificationNotes"), "{said} {trace}");
    }
}

#[test]
fn a_secret_too_short_to_search_for_hides_the_field_it_is_in() {
    let store = Store::start();
    let mut workplace = workplace(&store);
    workplace.set("STORECTL_VAR_PASSWORD", "q7~");
    let said = run(
        &workplace,
        &[["plan", "--format", "json"].as_slice(), &EVERYWHERE].concat(),
        0,
    );
    let trace = workplace.read("trace.jsonl");
    for text in [
        said,
        workplace.read("out.md"),
        workplace.read("out.txt"),
        trace,
    ] {
        assert!(!text.contains("q7~"), "{text}");
    }
}

#[test]
fn an_approved_plan_with_secrets_applies() {
    let store = Store::start();
    let workplace = workplace(&store);
    run(&workplace, &["plan", "--out", "json=plan.json"], 0);
    run(&workplace, &apply(&["--plan", "plan.json"]), 0);
}

#[test]
fn a_quoted_line_of_the_manifest_masks_a_password_in_an_address() {
    let workplace = Workplace::empty();
    workplace.manifest(&format!(
        "packages:\n  - packageUrl: https://me:{USER_INFO}@www.contoso.com/1.2/setup.exe?token={SIGNATURE}\n"
    ));
    for format in ["text", "markdown", "json"] {
        let arguments = [
            ["validate", "--format", format].as_slice(),
            &EVERYWHERE[3..],
        ]
        .concat();
        let said = run(&workplace, &arguments, 10);
        assert!(said.contains("STC"), "{said}");
    }
}

#[test]
fn a_masked_url_in_a_plan_still_tells_two_signatures_apart() {
    let store = Store::start();
    let workplace = workplace(&store);
    run(&workplace, &apply(&["--submit", "never"]), 0);
    let other = MANIFEST.replace("%2Babc%3D", "%2Bxyz%3D");
    workplace.manifest(&other);
    let plan: serde_json::Value =
        serde_json::from_str(&run(&workplace, &["plan", "--format", "json"], 0)).unwrap();
    let change = &plan["products"][0]["changes"][0];
    assert_eq!(change["address"], "packages[0].packageUrl");
    assert_ne!(change["before"], change["after"]);
}

/// Answers writes to paths that hold `part` with a refusal that holds everything it was sent, in several encodings.
fn echoing(part: &'static str) -> Store {
    Store::behind(Options::default(), move |router| {
        router.layer(from_fn(move |request: Request, next: Next| async move {
            if request.method() == "GET" || !request.uri().path().contains(part) {
                return next.run(request).await;
            }
            let body = to_bytes(request.into_body(), 1 << 20).await.unwrap();
            let encoded = STANDARD_NO_PAD.encode(&body);
            let text = String::from_utf8_lossy(&body).into_owned();
            let percent: String = url::form_urlencoded::byte_serialize(&body).collect();
            let errors = [text, percent, encoded]
                .map(|said| json!({ "code": "badrequest", "message": said, "target": said }));
            let answer = json!({ "isSuccess": false, "errors": errors });
            Response::builder()
                .status(400)
                .body(Body::from(answer.to_string()))
                .unwrap()
        }))
    })
}

#[test]
fn an_answer_that_repeats_users_secrets_betrays_nothing() {
    for part in ["/metadata", "/packages/7"] {
        let store = echoing(part);
        let workplace = workplace(&store);
        for more in [
            ["--format", "json", "--log-format", "json"],
            ["--format", "markdown", "--log-format", "text"],
            ["--format", "text", "--log-format", "text"],
        ] {
            let arguments = [apply(&more), EVERYWHERE.to_vec()].concat();
            let run = workplace.run(&arguments);
            assert!([22, 30].contains(&run.code), "{}", run.stderr);
            assert_clean(&format!("stdout of {arguments:?}"), &run.stdout);
            assert_clean(&format!("stderr of {arguments:?}"), &run.stderr);
            assert_files_clean(&workplace);
        }
    }
}
