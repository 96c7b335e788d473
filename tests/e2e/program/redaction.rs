//! Canaries: secrets, tokens and signatures of upload URLs appear in nothing that a run writes.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{Response, header::AUTHORIZATION},
    middleware::{Next, from_fn},
};
use serde_json::json;
use storectl_sandbox::{Credentials, Options};

use crate::support::{Run, Store, Workplace, apply, images::png};

/// In the client secret, between signs that each encoding writes otherwise.
const SECRET: &str = "CANARYsecret0123456789";
/// In the federated token.
const FEDERATED: &str = "CANARYfederated0123456789abc";

/// Header and claims of a federated token; the canary is its signature.
const CLAIMS: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwic3ViIjoicmVwbzpjb250b3NvL3dpZGdldHMiLCJhdWQiOiJhcGk6Ly9BenVyZUFEVG9rZW5FeGNoYW5nZSIsImV4cCI6NDEwMjQ0NDgwMH0";
/// The beginning of every token the simulated Store gives.
const TOKEN: &str = "sandbox-token-";
/// In an address that a response shows.
const SIGNATURE: &str = "CANARYsignature0123456789";

const IMAGES: &str = "
listings:
  en-us:
    whatsNew: Gears now turn both ways and the search finds them.
    screenshots: [new.png]
";

fn options(faults: &[&str]) -> Options {
    Options {
        credentials: Credentials {
            client_secret: format!("~{SECRET}+/&=% \""),
            ..Credentials::default()
        },
        faults: faults.iter().map(|it| it.parse().unwrap()).collect(),
        ..Options::default()
    }
}

/// How a run signs in.
#[derive(Clone, Copy, Debug)]
enum SignIn {
    Variable,
    File,
    Federated,
}

fn workplace(store: &Store, sign_in: SignIn) -> Workplace {
    let mut workplace = Workplace::at(store, IMAGES);
    workplace.write("new.png", png(40, 30, 1));
    let secret = options(&[]).credentials.client_secret;
    match sign_in {
        SignIn::Variable => {}
        SignIn::File => {
            workplace.write("planted/secret", secret);
            workplace.set("STORECTL_CLIENT_SECRET", "");
        }
        SignIn::Federated => {
            workplace.write("planted/token", format!("{CLAIMS}.{FEDERATED}"));
            workplace.set("STORECTL_CLIENT_SECRET", "");
            let file = workplace.path().join("planted/token");
            workplace.set("AZURE_FEDERATED_TOKEN_FILE", file.to_str().unwrap());
        }
    }
    workplace
}

/// Runs the command, with a trace and everything said, and looks at what it says.
fn run(
    store: &Store,
    workplace: &Workplace,
    sign_in: SignIn,
    arguments: &[&str],
    code: i32,
) -> Run {
    let mut arguments = arguments.to_vec();
    if arguments[0] != "validate" {
        arguments.extend(["--trace", "trace.jsonl"]);
        if let SignIn::File = sign_in {
            arguments.extend(["--client-secret-file", "planted/secret"]);
        }
    }
    let run = workplace.run(&arguments).exits(code);
    let canaries = canaries(store);
    assert_clean(&format!("stdout of {arguments:?}"), &run.stdout, &canaries);
    assert_clean(&format!("stderr of {arguments:?}"), &run.stderr, &canaries);
    assert_files_clean(workplace, &canaries);
    run
}

/// Everything that may be shown nowhere; of signatures, which differ each time, their longest part that no encoding changes.
fn canaries(store: &Store) -> Vec<String> {
    let signatures = store
        .sandbox
        .requests()
        .into_iter()
        .filter_map(|it| Some(it.path_and_query.split_once("sig=")?.1.to_owned()))
        .filter_map(|it| {
            let signature = it.split('&').next()?;
            let plain = signature.replace("%2B", "+").replace("%2F", "/");
            let parts = plain.split(|it: char| !it.is_ascii_alphanumeric());
            parts.max_by_key(|it| it.len()).map(str::to_owned)
        });
    [SECRET, FEDERATED, TOKEN, SIGNATURE]
        .map(str::to_owned)
        .into_iter()
        .chain(signatures)
        .collect()
}

#[track_caller]
fn assert_clean(what: &str, text: &str, canaries: &[String]) {
    for canary in canaries {
        assert!(!text.contains(canary), "{what} shows {canary}:\n{text}");
    }
}

/// Looks at every file below the workplace but those the secrets were planted in.
#[track_caller]
fn assert_files_clean(workplace: &Workplace, canaries: &[String]) {
    for entry in walkdir::WalkDir::new(workplace.path()) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(workplace.path()).unwrap();
        if entry.file_type().is_file() && !path.starts_with("planted") {
            let content = std::fs::read(entry.path()).unwrap();
            let text = String::from_utf8_lossy(&content);
            assert_clean(&path.display().to_string(), &text, canaries);
        }
    }
}

const OUT: [&str; 6] = [
    "--out",
    "json=out.json",
    "--out",
    "markdown=out.md",
    "--out",
    "text=out.txt",
];

#[test]
fn nothing_a_run_writes_shows_a_secret_a_token_or_a_signature() {
    for sign_in in [SignIn::Variable, SignIn::File, SignIn::Federated] {
        // The first upload is refused, so that addresses are asked for again.
        let store = Store::with(options(&["403@PUT:/*/*/*"]));
        let workplace = workplace(&store, sign_in);
        let run = |arguments: &[&str]| run(&store, &workplace, sign_in, arguments, 0);
        run(&["validate", "-vv", "--format", "json"]);
        run(&[&["plan", "-vv"], OUT.as_slice()].concat());
        run(&["plan", "-vv", "--format", "json", "--log-format", "json"]);
        run(&["plan", "--format", "markdown"]);
        run(&[apply(&["-vv"]), OUT.to_vec()].concat());
        let trace = workplace.read("trace.jsonl");
        assert!(trace.contains("REDACTED") && trace.contains("/listings/assets/commit"));
        assert!(
            canaries(&store).len() >= 4 + 2,
            "images were uploaded twice"
        );
        let status = ["status", "-vv", "--format", "json"];
        self::run(&store, &workplace, sign_in, &status, 31);
        run(&apply(&[
            "-vv",
            "--log-format",
            "json",
            "--wait-for-ongoing",
            "--format",
            "json",
        ]));
    }
}

#[test]
fn failures_of_uploads_show_no_signature() {
    for faults in [
        ["403@PUT:/*/*/*#1", "403@PUT:/*/*/*#2"],
        ["html@PUT:/*/*/*#1", "400@PUT:/listings/assets/commit"],
        ["drop@PUT:/*/*/*#1", "400@POST:/packages/commit"],
        [
            "503-after@PUT:/*/*/*#1",
            "truncated@PUT:/listings/assets/commit",
        ],
    ] {
        let store = Store::with(options(&faults));
        let workplace = workplace(&store, SignIn::Variable);
        let run =
            workplace.run(&[apply(&["-vv", "--trace", "trace.jsonl"]), OUT.to_vec()].concat());
        let canaries = canaries(&store);
        assert_clean("stdout", &run.stdout, &canaries);
        assert_clean("stderr", &run.stderr, &canaries);
        assert_files_clean(&workplace, &canaries);
    }
}

/// Answers what is sent by `method` to `end` with a refusal that holds everything it was sent.
fn echoing(method: &'static str, end: &'static str) -> Store {
    Store::behind(options(&[]), move |router| {
        router.layer(from_fn(move |request: Request, next: Next| async move {
            if request.method() != method || !request.uri().path().ends_with(end) {
                return next.run(request).await;
            }
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, 1 << 20).await.unwrap();
            let body = String::from_utf8_lossy(&body).into_owned();
            let bearer = parts.headers.get(AUTHORIZATION);
            let bearer = bearer.map(|it| it.to_str().unwrap()).unwrap_or_default();
            let said = format!(
                "{bearer} {body} {} https://x.example/y?sv=1&sig={SIGNATURE}%3D",
                parts.uri
            );
            let answer = json!({
                "isSuccess": false,
                "errors": [{ "code": bearer, "message": said, "target": said }],
                "error": "invalid_client",
                "error_description": said,
            });
            Response::builder()
                .status(400)
                .header(
                    "x-correlation-id",
                    said.replace(|it: char| !it.is_ascii_graphic(), "_"),
                )
                .body(Body::from(answer.to_string()))
                .unwrap()
        }))
    })
}

#[test]
fn an_answer_that_repeats_what_it_was_sent_betrays_nothing() {
    for (method, end, code) in [
        ("POST", "/token", 20),
        ("GET", "/metadata", 22),
        ("PATCH", "/metadata", 22),
        ("POST", "/listings/assets/create", 22),
        ("PUT", "/listings/assets/commit", 22),
        ("POST", "/packages/commit", 22),
        ("POST", "/submit", 22),
    ] {
        for sign_in in [SignIn::Variable, SignIn::Federated] {
            let store = echoing(method, end);
            let workplace = workplace(&store, sign_in);
            let more = ["-vv", "--format", "json", "--log-format", "json"];
            let arguments = [apply(&more), OUT.to_vec()].concat();
            let said = run(&store, &workplace, sign_in, &arguments, code).stdout;
            assert!(
                said.contains("x.example") && said.contains("[REDACTED]"),
                "{said}"
            );
        }
    }
}
