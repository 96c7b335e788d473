//! What holds of everything storectl shows, whoever wrote the text in it.

use serde_json::Value;
use storectl_api::Error;
use storectl_manifest::{Diagnostic, Location, SourceMap};
use storectl_model::{DesiredProduct, RemoteProduct, SubmitMode, WaitFor};
use storectl_plan::{PendingFact, PlanOptions, PriorWork, plan, plan_hash, summarize};
use storectl_report::{
    ErrorView, PlanView, ProductView, SourceRef, Styling, Verbosity, escape, json, markdown, text,
};

/// Longest comment a pull request takes, in UTF-16 units.
const COMMENT: usize = 65_536;

/// Text that goes to a terminal has nothing in it that acts on one.
pub(crate) fn plain(text: &str) {
    assert_eq!(escape::terminal(text), text, "something acts on a terminal");
}

/// Colours are the only escapes there are.
fn colored(text: &str) {
    let mut parts = text.split('\u{1b}');
    plain(parts.next().unwrap_or_default());
    for part in parts {
        let (code, rest) = part.split_once('m').unwrap();
        let (open, numbers) = code.split_at(1);
        assert_eq!(open, "[");
        assert!(numbers.bytes().all(|it| it.is_ascii_digit() || it == b';'));
        plain(rest);
    }
}

pub(crate) fn comment(text: &str) {
    assert!(!text.chars().any(|it| it.is_control() && it != '\n'));
    assert!(text.encode_utf16().count() < COMMENT);
}

/// What is written as JSON is read back the same.
pub(crate) fn document(value: &Value) {
    let read: Value = serde_json::from_str(&value.to_string()).unwrap();
    assert_eq!(&read, value);
}

/// A place is inside its file, on character boundaries, and its line and column are those of its first byte.
pub(crate) fn place(place: &Location) {
    let text = &place.file.text;
    assert!(place.span.start <= place.span.end);
    assert!(text.get(place.span.clone()).is_some());
    let before = &text[..place.span.start];
    let line_start = before.rfind('\n').map_or(0, |it| it + 1);
    assert_eq!(place.line, before.matches('\n').count() + 1);
    assert_eq!(place.column, before[line_start..].chars().count() + 1);
}

pub(crate) fn diagnostics(found: &[Diagnostic]) {
    for it in found {
        place(&it.location);
        for (related, _) in &it.related {
            place(related);
        }
    }
    plain(&text::diagnostics(found, Styling::Plain));
    colored(&text::diagnostics(found, Styling::Colored));
    comment(&markdown::diagnostics(found));
    document(&json::diagnostics(found));
}

/// A plan with as many steps as can be is made and shown, and the same inputs give the same plan.
pub(crate) fn plans(desired: &DesiredProduct, remote: &RemoteProduct, sources: &SourceMap) {
    let prior = PriorWork {
        facts: vec![PendingFact::PackagesUncommitted, PendingFact::Unsubmitted],
        ..PriorWork::default()
    };
    let options = PlanOptions {
        submit: SubmitMode::Always,
        wait: WaitFor::Published,
        prior: &prior,
        acknowledge: &[],
    };
    let first = plan(desired, remote, &options);
    assert_eq!(first, plan(desired, remote, &options));
    let located = |pointer: &str| {
        let found = sources.locate(pointer)?;
        place(&found);
        Some(SourceRef {
            file: found.file.path.clone(),
            line: found.line,
            column: found.column,
        })
    };
    let view = PlanView {
        tool_version: "0.1.0",
        products: vec![ProductView {
            manifest: "storectl.yaml",
            product_id: desired.product_id.as_str(),
            name: desired.name.as_deref(),
            plan: Ok(&first),
            sources: first
                .changes
                .iter()
                .map(|it| located(&it.path.pointer()))
                .collect(),
        }],
        hash: plan_hash([&first]),
        summary: summarize([&first]),
        requests_get: 4,
    };
    plain(&text::plan(&view, Styling::Plain, Verbosity::Full));
    colored(&text::plan(&view, Styling::Colored, Verbosity::Normal));
    comment(&markdown::plan(&view));
    document(&json::plan(&view));
}

/// An error can be shown in every way, and never shows what the client signed in with.
pub(crate) fn error(error: &Error, secrets: &[&str]) {
    let prefix = error.body_prefix().unwrap_or_default();
    let view = ErrorView {
        code: "error",
        exit: 1,
        message: format!("{}; the answer begins `{prefix}`", error.kind()),
        hints: error.hints().into_iter().map(str::to_owned).collect(),
        request: error.request(),
        http_status: error.http_status(),
        store_messages: error.store_messages().to_vec(),
        correlation_id: error.correlation_id().map(str::to_owned),
        location: None,
    };
    let shown = text::error(&view, Styling::Plain);
    plain(&shown);
    let whole = json::error(&view);
    document(&whole);
    for text in [
        shown,
        whole.to_string(),
        error.to_string(),
        format!("{error:?}"),
    ] {
        for secret in secrets {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
