//! Hostile manifests and hostile answers: nothing acts on a terminal, nothing leaks, nothing hangs, and nothing is sent
//! where it has no business.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{Response, header},
    middleware::{Next, from_fn},
};
use serde_json::{Value, json};
use storectl_sandbox::Options;

use crate::support::{Run, Store, Workplace, apply, images::png, serve};

/// Clears the screen, names the window, turns the text around, begins a control sequence in one character, goes back.
const ESCAPES: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}\u{9b}31m\r";

/// The same, as YAML writes it.
const IN_YAML: &str = "\\e[2J\\e]0;owned\\a\\u202E\\x9B31m\\r";

pub(super) const NEWS: &str =
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
    let text =
        "name: \"Contoso \\u202E\\u200B\"\nlistings:\n  en-us: { whatsNew: \"New \\u202E\" }\n";
    let shown = show_everything(&Workplace::at(&store, text));
    assert!(
        shown.contains("\\u{202e}") && shown.contains("\\u202e"),
        "{shown}"
    );
    // Control characters in a text are errors, so they are shown in diagnostics only.
    let control = format!("name: \"Contoso {IN_YAML}\"\n");
    let shown = show_everything(&Workplace::at(&store, &control));
    assert!(shown.contains("STC0509"), "{shown}");
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

/// A Store whose responses to what ends in `end` are changed on their way.
pub(super) fn changing(
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
    // The other host is the same Store under another address, so that the upload arrives. That address is none the Store
    // gave out, so it refuses to commit it.
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
    let run = workplace.run(&apply(&[])).exits(22);
    assert!(
        run.stdout.contains("must be a URL of this service"),
        "{}",
        run.stdout
    );
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(
        seen[0].0.starts_with("PUT ") && seen[0].1.is_none(),
        "{seen:?}"
    );
    assert!(store.product().submissions.is_empty());
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
