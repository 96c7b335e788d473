//! Hostile manifests and hostile answers: nothing acts on a terminal, nothing leaks, nothing hangs, and nothing is sent
//! where it has no business.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{Response, header},
    middleware::{Next, from_fn},
};
use serde_json::{Value, json};
use storectl_sandbox::{Options, SAMPLE_PRODUCT};

use crate::support::{Run, Store, Workplace, apply, images::png, serve};

/// Clears the screen, names the window, turns the text around, begins a control sequence in one character, goes back.
const ESCAPES: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}\u{9b}31m\r";

/// The same, as YAML writes it.
const IN_YAML: &str = "\\e[2J\\e]0;owned\\a\\u202E\\x9B31m\\r";

const NEWS: &str =
    "listings:\n  en-us: { whatsNew: Gears now turn both ways and the search finds them. }\n";

/// Demands that nothing in what was said acts on a terminal.
#[track_caller]
fn assert_harmless(run: &Run) {
    for text in [&run.stdout, &run.stderr] {
        let acts = |it: char| (it.is_control() && it != '\n') || it == '\u{202e}';
        assert!(!text.contains(acts), "{text:?}");
        assert!(!text.contains("panicked"), "{text}");
    }
}

/// Runs everything that shows texts, in every form.
fn show_everything(workplace: &Workplace) -> String {
    let mut shown = String::new();
    for format in ["text", "markdown", "json"] {
        for command in [
            &["validate"][..],
            &["plan", "-v"],
            &["plan", "-vv", "--log-format", "json"],
            &["status", "-v"],
            &["apply", "--yes", "-v", "--poll-interval", "1ms"],
        ] {
            let run = workplace.run(&[command, &["--format", format]].concat());
            assert_harmless(&run);
            shown += &run.stdout;
            shown += &run.stderr;
        }
    }
    shown
}

#[test]
fn escapes_of_a_manifest_are_shown_and_act_on_nothing() {
    let store = Store::start();
    let text = format!(
        "name: \"Contoso {IN_YAML}\"\nlistings:\n  en-us: {{ whatsNew: \"New {IN_YAML}\" }}\n"
    );
    let shown = show_everything(&Workplace::at(&store, &text));
    assert!(
        shown.contains("\\u{1b}[2J") && shown.contains("\\u202e"),
        "{shown}"
    );
    let wrong = format!("\"propert{IN_YAML}\": {{ website: \"{IN_YAML}\" }}\n");
    let shown = show_everything(&Workplace::at(&store, &wrong));
    assert!(shown.contains("propert"), "{shown}");
}

#[test]
fn escapes_of_the_stores_texts_are_shown_and_act_on_nothing() {
    let store = Store::start();
    let mut product = store.product();
    for listing in &mut product.listings {
        for value in listing.fields.values_mut() {
            if value.is_string() {
                *value = format!("{ESCAPES} of the Store").into();
            }
        }
    }
    product
        .properties
        .insert("website".to_owned(), ESCAPES.into());
    product
        .properties
        .insert(ESCAPES.to_owned(), ESCAPES.into());
    store.sandbox.put_product(product);
    let shown = show_everything(&Workplace::at(&store, NEWS));
    assert!(shown.contains("\\u{1b}[2J"), "{shown}");
}

#[test]
fn escapes_of_a_refusal_are_shown_and_act_on_nothing() {
    let refusal = json!({ "isSuccess": false, "errors": [{ "code": ESCAPES, "message": ESCAPES, "target": ESCAPES }] });
    for body in [
        refusal.to_string(),
        format!("<html>{ESCAPES}</html>"),
        ESCAPES.to_owned(),
    ] {
        let store = answering("PATCH", "/metadata", 400, body);
        let shown = show_everything(&Workplace::at(&store, NEWS));
        assert!(shown.contains("\\u{1b}[2J"), "{shown}");
    }
}

/// A Store that answers requests of `method` to `end` so.
fn answering(method: &'static str, end: &'static str, status: u16, body: String) -> Store {
    Store::behind(Options::default(), move |router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let body = body.clone();
            async move {
                if request.method() != method || !request.uri().path().ends_with(end) {
                    return next.run(request).await;
                }
                Response::builder()
                    .status(status)
                    .body(Body::from(body))
                    .unwrap()
            }
        }))
    })
}

/// A Store whose answers to what ends in `end` are changed on their way.
fn changing(
    end: &'static str,
    change: impl Fn(&str, &mut Value) + Clone + Send + Sync + 'static,
) -> Store {
    Store::behind(Options::default(), move |router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let change = change.clone();
            let applies = request.uri().path().ends_with(end);
            let query = request.uri().query().unwrap_or_default().to_owned();
            async move {
                let answer = next.run(request).await;
                if !applies {
                    return answer;
                }
                let (mut parts, body) = answer.into_parts();
                let body = to_bytes(body, usize::MAX).await.unwrap();
                let mut body: Value = serde_json::from_slice(&body).unwrap();
                change(&query, &mut body["responseData"]);
                parts.headers.remove(header::CONTENT_LENGTH);
                Response::from_parts(parts, Body::from(body.to_string()))
            }
        }))
    })
}

/// What a host that storectl has no business with was sent: a line and the authorization of each request.
type Seen = Arc<Mutex<Vec<(String, Option<String>)>>>;

/// Another host, with what it saw.
fn elsewhere(router: Router) -> (String, Seen) {
    let seen = Seen::default();
    let noted = Arc::clone(&seen);
    let router = router.layer(from_fn(move |request: Request, next: Next| {
        let authorization = request.headers().get(header::AUTHORIZATION);
        let authorization = authorization.map(|it| it.to_str().unwrap().to_owned());
        let line = format!("{} {}", request.method(), request.uri().path());
        noted.lock().unwrap().push((line, authorization));
        next.run(request)
    }));
    (serve(router), seen)
}

#[test]
fn an_absolute_polling_url_is_information_and_not_followed() {
    let (host, seen) = elsewhere(Router::new());
    let url = format!("{host}/submission/v1/product/x/status");
    for end in ["/packages/commit", "/submit", "/metadata"] {
        let url = url.clone();
        let store = changing(end, move |_, data| {
            data["pollingUrl"] = url.clone().into();
        });
        Workplace::at(&store, NEWS)
            .run(&apply(&["--wait", "published"]))
            .exits(0);
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[test]
fn a_redirect_takes_neither_the_request_nor_the_token_elsewhere() {
    let (host, seen) = elsewhere(Router::new());
    for (end, status) in [
        ("/status", 302),
        ("/metadata", 307),
        ("/packages", 308),
        ("/token", 307),
    ] {
        let host = host.clone();
        let store = Store::behind(Options::default(), move |router| {
            router.layer(from_fn(move |request: Request, next: Next| {
                let host = host.clone();
                async move {
                    if !request.uri().path().ends_with(end) {
                        return next.run(request).await;
                    }
                    let location = format!("{host}{}", request.uri());
                    let answer = Response::builder()
                        .status(status)
                        .header("location", location);
                    answer.body(Body::empty()).unwrap()
                }
            }))
        });
        let run = Workplace::at(&store, NEWS).run(&apply(&["--timeout", "1s"]));
        assert_ne!(run.code, 0, "{end}");
        assert!(store.writes(0).is_empty(), "{end}");
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[test]
fn an_upload_to_another_host_goes_without_the_token() {
    // The other host is the same Store under another address, so that the upload arrives.
    let other: Arc<Mutex<String>> = Arc::default();
    let redirected = Arc::clone(&other);
    let store = changing("/listings/assets/create", move |_, data| {
        let host = redirected.lock().unwrap().clone();
        for slot in data["listingAssets"]["screenshots"].as_array_mut().unwrap() {
            for key in ["primaryAssetUploadUrl", "secondaryAssetUploadUrl"] {
                let url = slot[key].as_str().unwrap();
                let path = url.splitn(4, '/').last().unwrap();
                slot[key] = format!("{host}/{path}").into();
            }
        }
    });
    let (host, seen) = elsewhere(store.sandbox.router());
    *other.lock().unwrap() = host;
    let workplace = Workplace::at(&store, "listings:\n  en-us: { screenshots: [new.png] }\n");
    workplace.write("new.png", png(40, 30, 1));
    workplace.run(&apply(&[])).exits(0);
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(
        seen[0].0.starts_with("PUT ") && seen[0].1.is_none(),
        "{seen:?}"
    );
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn an_upload_over_plain_http_to_another_machine_is_refused() {
    let store = changing("/listings/assets/create", |_, data| {
        for slot in data["listingAssets"]["screenshots"].as_array_mut().unwrap() {
            slot["primaryAssetUploadUrl"] = "http://upload.example/c?sig=CANARY".into();
        }
    });
    let workplace = Workplace::at(&store, "listings:\n  en-us: { screenshots: [new.png] }\n");
    workplace.write("new.png", png(40, 30, 1));
    let run = workplace.run(&apply(&[]));
    assert_ne!(run.code, 0);
    assert!(
        run.stdout.contains("https") || run.stderr.contains("https"),
        "{}",
        run.stderr
    );
    assert!(!run.stdout.contains("CANARY") && !run.stderr.contains("CANARY"));
    assert!(store.product().submissions.is_empty());
}

#[test]
fn ids_that_would_leave_their_place_in_a_path_are_refused() {
    for id in [
        "../../../../x",
        "1/../submit",
        "1?x=",
        "1#",
        "%2e%2e",
        "",
        "1 2",
    ] {
        let store = changing("/packages", move |_, data| {
            data["packages"][0]["packageId"] = id.into();
        });
        let body = "packages:\n  - packageUrl: https://www.contoso.com/downloads/1.2/setup.exe\n";
        let run = Workplace::at(&store, body).run(&apply(&[]));
        assert_ne!(run.code, 0, "{id}");
        assert!(run.stderr.contains("packageId"), "{id}: {}", run.stderr);
        assert!(store.writes(0).is_empty(), "{id}");
    }
}

/// How many languages one read answers (store-api.md, Get Metadata).
const PAGE: usize = 200;

/// A Store that says its product has `count` languages more.
fn crowded(count: usize) -> Store {
    let codes: Arc<Vec<String>> = Arc::new(
        (0..count)
            .map(|n| {
                let letters = [n / 676, n / 26, n]
                    .map(|it| char::from(b'a' + u8::try_from(it % 26).unwrap()));
                format!("{}-qq", letters.iter().collect::<String>())
            })
            .collect(),
    );
    changing("/metadata", move |query, data| {
        let Some(page) = data["listings"].as_array_mut() else {
            return;
        };
        let named = query.split_once("languages=").map(|(_, named)| named);
        let asked = |code: &&String| named.is_none_or(|it| it.contains(code.as_str()));
        let room = PAGE - page.len().min(PAGE);
        let listing = |code| json!({ "language": code, "description": "d" });
        page.extend(codes.iter().filter(asked).take(room).map(listing));
        if let Some(languages) = data
            .get_mut("listingLanguages")
            .and_then(Value::as_array_mut)
        {
            let listed = |code| json!({ "language": code, "isComplete": true });
            languages.extend(codes.iter().map(listed));
        }
    })
}

#[test]
fn ten_thousand_languages_are_read_in_pages_and_planned_soon() {
    let store = crowded(10_000);
    let workplace = Workplace::at(&store, NEWS);
    let start = Instant::now();
    let run = workplace.run(&["plan"]).exits(0);
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
    assert!(run.stdout.len() < 100_000, "{}", run.stdout.len());
    let reads = store.requests(0).len();
    assert!((50..60).contains(&reads), "{reads}");
}

#[test]
fn a_list_of_languages_that_never_comes_ends_the_reading() {
    // The Store names languages that no page ever holds.
    let store = changing("/metadata", |_, data| {
        if let Some(languages) = data
            .get_mut("listingLanguages")
            .and_then(Value::as_array_mut)
        {
            languages.push(json!({ "language": "fr-fr", "isComplete": true }));
        }
    });
    let start = Instant::now();
    let run = Workplace::at(&store, NEWS).run(&["plan"]);
    assert!(start.elapsed() < Duration::from_secs(30));
    assert!(store.requests(0).len() < 20, "{}", run.stderr);
}

#[test]
fn aliases_that_multiply_and_endless_texts_are_answered_soon() {
    let head = format!("apiVersion: storectl/v1\nproductId: {SAMPLE_PRODUCT}\n");
    let mut laughs = format!("{head}name: &a0 lol\n");
    for n in 1..30 {
        let again = vec![format!("*a{}", n - 1); 6].join(", ");
        writeln!(laughs, "k{n}: &a{n} [{again}]").unwrap();
    }
    let long = "x".repeat(900_000);
    let start = Instant::now();
    for manifest in [
        laughs,
        format!("{head}listings: {{ en-us: {{ description: \"{long}\" }} }}\n"),
        format!("{head}listings: {{ \"{long}\": {{}} }}\n"),
        format!("{head}\"{long}\": 1\n"),
        format!("{head}name: \"{long}{long}\"\n"),
        format!(
            "{head}vars: {{ a: \"{}\" }}\nname: \"{}\"\n",
            "x".repeat(100_000),
            "${a}".repeat(100_000)
        ),
    ] {
        let workplace = Workplace::empty();
        workplace.write("storectl.yaml", manifest);
        let run = workplace.run(&["validate"]).exits(10);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.len() < 50_000, "{} bytes are said", said.len());
        assert!(!said.contains("panicked"), "{said}");
    }
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
}

#[cfg(unix)]
mod links_and_devices {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_manifest_that_is_a_link_out_of_its_repository_is_not_shown() {
        for target in ["/proc/self/environ", "/etc/passwd", "../outside.yaml"] {
            let mut workplace = Workplace::empty();
            workplace.set("CANARY_NAME", "canary");
            workplace.write("repo/.git/HEAD", "");
            workplace.write("outside.yaml", "CANARY_NAME: canary\n");
            symlink(target, workplace.path().join("repo/storectl.yaml")).unwrap();
            for path in ["repo", "repo/storectl.yaml"] {
                let run = workplace.run(&["validate", path]).exits(10);
                let said = format!("{}{}", run.stdout, run.stderr);
                assert!(said.contains("leaves its repository"), "{said}");
                assert!(
                    !said.contains("CANARY") && !said.contains("root:"),
                    "{said}"
                );
            }
        }
    }

    #[test]
    fn a_manifest_may_be_a_link_within_its_repository() {
        let workplace = Workplace::empty();
        workplace.manifest("");
        workplace.write("store/README", "");
        symlink(
            "../storectl.yaml",
            workplace.path().join("store/storectl.yaml"),
        )
        .unwrap();
        workplace.run(&["validate", "store"]).exits(0);
    }

    #[test]
    fn devices_and_pipes_are_neither_read_nor_waited_for() {
        let workplace = Workplace::empty();
        workplace.write("store/README", "");
        let pipe = workplace.path().join("store/pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        symlink("/dev/zero", workplace.path().join("store/zero.md")).unwrap();
        symlink("/dev/stdin", workplace.path().join("store/stdin.md")).unwrap();
        for file in ["pipe", "zero.md", "stdin.md"] {
            for field in [
                format!("description: {{ file: store/{file} }}"),
                format!("screenshots: [store/{file}]"),
            ] {
                workplace.manifest(&format!("listings:\n  en-us: {{ {field} }}\n"));
                let run = workplace.run(&["validate"]).exits(10);
                assert!(
                    run.stdout.contains(file) || run.stderr.contains(file),
                    "{}",
                    run.stderr
                );
            }
        }
        for path in ["/dev/zero", "store/pipe", "/dev/stdin"] {
            let run = workplace.run(&["validate", path]);
            assert_ne!(run.code, 0, "{path}");
            assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
        }
    }
}
