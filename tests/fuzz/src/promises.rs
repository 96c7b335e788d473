//! What holds of everything storectl shows, whoever wrote the text in it.

use serde_json::Value;
use storectl_api::Error;
use storectl_manifest::{Diagnostic, Location, SourceMap, TextMatrix};
use storectl_model::{DesiredProduct, RemoteProduct, SubmitMode, WaitFor};
use storectl_plan::{Memory, PendingFact, PlanOptions, PriorWork, plan, plan_hash, summarize};
use storectl_report::{
    Appearance, BaseView, Command, Counts, DiagnosticsView, ErrorView, FailureView, FileFormat,
    FleetPart, Foreign, Format, Output, PlanDetails, PlanView, ProductView, SourceRef, Styling,
    Verbosity,
    json::{self, Saved},
    render, render_saved_file,
};

/// Longest comment a pull request takes, in UTF-16 units.
const COMMENT: usize = 65_536;

/// A result is shown in every format, and acts on nothing in any.
pub(crate) fn shown(output: &Output<'_>) {
    let text = |styling, verbosity| {
        let appearance = Appearance { styling, verbosity };
        render(output, Format::Text, appearance)
    };
    plain(&text(Styling::Plain, Verbosity::Full));
    colored(&text(Styling::Colored, Verbosity::Normal));
    comment(&render(output, Format::Markdown, Appearance::PLAIN));
    document(&json::document(output));
    let written = render(output, Format::Json, Appearance::PLAIN);
    let read: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(read, json::document(output));
}

/// A saved result is shown in every format, and acts on nothing in a text or a comment.
pub(crate) fn saved(saved: &Saved, formats: &[FileFormat]) {
    for format in formats {
        let shown = render_saved_file(saved, *format, Appearance::PLAIN).unwrap();
        match format {
            FileFormat::Result(Format::Text) => plain(&shown),
            FileFormat::Result(Format::Markdown) => comment(&shown),
            FileFormat::Result(Format::Json) => {
                let read: Value = serde_json::from_str(&shown).unwrap();
                document(&read);
            }
            FileFormat::Result(Format::Html | Format::Github | Format::Sarif)
            | FileFormat::Summary
            | FileFormat::GithubOutput => {}
        }
    }
}

/// Text has nothing in it that acts on a terminal or a CI runner.
fn plain(text: &str) {
    for line in text.lines() {
        // The marks of a word diff may look like a password in an address.
        let masked = storectl_model::mask::mask(line);
        assert_eq!(Foreign::new(line).line(), masked, "something acts");
    }
}

/// Colors are the only escapes there are.
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

fn comment(text: &str) {
    assert!(!text.chars().any(|it| it.is_control() && it != '\n'));
    assert!(text.encode_utf16().count() < COMMENT);
}

/// What is written as JSON is read back the same.
fn document(value: &Value) {
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
    shown(&Output::Diagnostics(DiagnosticsView {
        command: Command::Validate,
        shard: None,
        manifests: 1,
        products: Vec::new(),
        diagnostics: found,
        unlisted: Counts::default(),
        localization: Vec::new(),
        names: std::collections::BTreeMap::new(),
        error: None,
    }));
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
        unmatched: &[],
        memory: Memory::NONE,
    };
    let first = plan(desired, remote, &options);
    assert_eq!(first, plan(desired, remote, &options));
    let located = |pointer: &str| {
        let found = sources.locate(pointer)?;
        place(&found);
        Some(SourceRef {
            file: found.file.path.clone(),
            in_repository: found.file.path.clone(),
            line: found.line,
            column: found.column,
        })
    };
    let view = PlanView {
        tool_version: "0.1.0",
        endpoint: Foreign::new("https://api.store.microsoft.com"),
        commit: None,
        repository: None,
        read_at: None,
        live: None,
        part: FleetPart::default(),
        products: vec![ProductView {
            manifest: Foreign::new("storectl.yaml"),
            product_id: Foreign::new(desired.product_id.as_str()),
            seller_id: None,
            name: desired.name.as_deref().map(Foreign::new),
            plan: Ok(PlanDetails::of(&first)),
            at: None,
            base: BaseView::None {
                reason: Foreign::new("no receipt yet"),
            },
            last_commit: None,
            acknowledge: Vec::new(),
            files_before: Vec::new(),
            variables: &[],
            places_to_write: Vec::new(),
            take_commands: Vec::new(),
            warning_sources: first
                .warnings
                .iter()
                .map(|it| located(&it.path.as_ref()?.pointer()))
                .collect(),
            blocker_sources: Vec::new(),
            localization: Some(TextMatrix::of_outcome(desired, sources, |language| {
                first.outcome.listings.get(language).map(|it| &it.texts)
            })),
            preflight: Vec::new(),
            rehearsal: None,
            sources: first
                .changes
                .iter()
                .map(|it| located(&it.path.pointer()))
                .collect(),
        }],
        hash: Some(plan_hash([&first])),
        summary: summarize([&first]),
        requests_get: 4,
        apply_command: None,
        acknowledge_command: None,
        invalid: None,
        exit: None,
        error: None,
    };
    shown(&Output::Plan(view));
}

/// An error can be shown in every way, and never shows what the client signed in with.
pub(crate) fn error(error: &Error, secrets: &[&str]) {
    let view = ErrorView {
        code: "error",
        exit: 1,
        message: error.summary(),
        hints: vec![format!("{:?}", error.reason())],
        request: error.request(),
        http_status: error.http_status(),
        store_messages: error.store_messages().to_vec(),
        correlation_id: error.correlation_id().map(str::to_owned),
        location: None,
        stale: Vec::new(),
    };
    let output = Output::Error(FailureView {
        command: Some(Command::Plan),
        shard: None,
        products: Vec::new(),
        error: &view,
    });
    shown(&output);
    for text in [
        render(&output, Format::Text, Appearance::PLAIN),
        render(&output, Format::Json, Appearance::PLAIN),
        error.to_string(),
        format!("{error:?}"),
    ] {
        for secret in secrets {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
