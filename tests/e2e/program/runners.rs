//! A log that a CI runner reads: no command in it, whoever wrote the text, and no line that begins with somebody's text.

use axum::{
    body::Body,
    extract::Request,
    http::Response,
    middleware::{Next, from_fn},
};
use serde_json::{Value, json};
use storectl_sandbox::Options;

use crate::{
    runners::{HOSTILE, commands},
    support::{Run, Store, Workplace},
};

#[track_caller]
fn assert_no_command(run: &Run) {
    for text in [&run.stdout, &run.stderr] {
        assert_eq!(commands(text), Vec::<&str>::new(), "{text}");
        for line in text.lines() {
            assert!(!line.trim_start().starts_with('§'), "{line:?}");
        }
    }
}

/// Runs every command whose output holds texts, in every format.
#[track_caller]
fn assert_harmless(workplace: &Workplace) {
    for format in ["text", "markdown", "json"] {
        for command in [
            &["validate"][..],
            &["plan", "-v"],
            &["plan", "--log-format", "json"],
            &["status"],
            &["apply", "--yes", "-v", "--poll-interval", "1ms"],
        ] {
            assert_no_command(&workplace.run(&[command, &["--format", format]].concat()));
        }
    }
}

fn quoted(text: &str) -> String {
    json!(text).to_string()
}

/// The corpus in a few texts: as lines, in one line, and behind a mark that must not begin a line either. The renderers'
/// own tests take every text by itself.
fn texts() -> [String; 3] {
    let marked: Vec<String> = HOSTILE.iter().map(|it| format!("§{it}")).collect();
    [HOSTILE.join("\n"), HOSTILE.join(" "), marked.join("\n")]
}

#[test]
fn texts_of_a_manifest_are_not_commands() {
    let store = Store::start();
    for text in texts() {
        let text = quoted(&text);
        let manifest = format!(
            "name: {text}\nproperties: {{ certificationNotes: {text} }}\nlistings:\n  en-us: {{ whatsNew: {text}, searchTerms: [{text}], productFeatures: [{text}] }}\n"
        );
        assert_harmless(&Workplace::at(&store, &manifest));
    }
}

#[test]
fn faults_of_a_manifest_are_not_commands() {
    let store = Store::start();
    for text in texts() {
        let text = quoted(&text);
        let manifest = format!(
            "{text}: {text}\nproperties: {{ category: {text}, {text}: 1 }}\nlistings:\n  {text}: {{ whatsNew: {text} }}\n"
        );
        let workplace = Workplace::at(&store, &manifest);
        for format in ["text", "markdown", "json"] {
            for command in ["validate", "plan", "apply"] {
                assert_no_command(&workplace.run(&[command, "--format", format]));
            }
        }
    }
}

#[test]
fn responses_of_the_store_are_not_commands() {
    for text in texts() {
        let error = json!({ "code": text, "message": text, "target": text });
        let body = json!({ "isSuccess": false, "errors": [error] }).to_string();
        let store = Store::behind(Options::default(), move |router| {
            router.layer(from_fn(move |request: Request, next: Next| {
                let body = body.clone();
                async move {
                    if request.method() != "PATCH" {
                        return next.run(request).await;
                    }
                    let answer = Response::builder().status(400);
                    answer.body(Body::from(body)).unwrap()
                }
            }))
        });
        let manifest = "properties: { website: https://www.contoso.com/new }\n";
        assert_harmless(&Workplace::at(&store, manifest));
    }
}

#[test]
fn values_of_the_store_are_not_commands() {
    for text in texts() {
        let store = Store::start();
        let mut product = store.product();
        for listing in &mut product.listings {
            for value in listing.fields.values_mut() {
                if value.is_string() {
                    *value = Value::from(text.as_str());
                }
            }
        }
        product
            .properties
            .insert("website".to_owned(), text.as_str().into());
        product
            .properties
            .insert(text.clone(), text.as_str().into());
        store.sandbox.put_product(product);
        let manifest = "properties: { website: https://www.contoso.com/new }\nlistings:\n  en-us: { whatsNew: New gears }\n";
        assert_harmless(&Workplace::at(&store, manifest));
    }
}

#[test]
fn arguments_and_file_names_are_not_commands() {
    let workplace = Workplace::empty();
    for text in texts() {
        let text = text.as_str();
        for arguments in [
            &[text][..],
            &["plan", text],
            &["plan", "--nope", text],
            &["apply", "--expect", text, "--format", "json"],
            &["plan", "--timeout", text],
            &["plan", "--format", text],
            &["plan", "--var", text],
            &["plan", "--endpoint", text],
            &["plan", "--sandbox", text, "--format", "markdown"],
            &["apply", "--plan", text],
            &["explain", text],
            &["schema", text],
        ] {
            assert_no_command(&workplace.run(arguments));
        }
    }
}
