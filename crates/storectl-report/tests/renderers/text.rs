//! Text as people read it.

use insta::assert_snapshot;
use storectl_manifest::Diagnostic;
use storectl_model::{DraftStatus, LanguageTag, SubmissionId};
use storectl_report::{
    Appearance, Command, Counts, DiagnosticsView, ErrorView, FailureView, FleetPart, Foreign,
    Format, Offer, Output, ProductOutcome, ProductStatus, SourceRef, StatusFacts, StatusView,
    Styling, Verbosity, render,
};

use crate::fixtures::{self, Fixture, MANIFEST, PRODUCT};

fn shown(fixture: &Fixture) -> String {
    said(fixture, Verbosity::Normal)
}

fn said(fixture: &Fixture, verbosity: Verbosity) -> String {
    fixtures::text(&Output::Plan(fixture.view()), verbosity)
}

pub(crate) fn diagnosed(diagnostics: &[Diagnostic]) -> Output<'_> {
    Output::Diagnostics(DiagnosticsView {
        command: Command::Validate,
        shard: None,
        manifests: 1,
        products: Vec::new(),
        diagnostics,
        unlisted: Counts::default(),
        localization: Vec::new(),
        names: std::collections::BTreeMap::new(),
        error: None,
    })
}

fn diagnostics_text(diagnostics: &[Diagnostic]) -> String {
    fixtures::text(&diagnosed(diagnostics), Verbosity::Normal)
}

pub(crate) fn error() -> ErrorView {
    ErrorView {
        code: "auth",
        exit: 20,
        message: "the Store refused the seller account".to_owned(),
        hints: vec!["check `sellerId`, or set STORECTL_SELLER_ID".to_owned()],
        request: Some(format!("GET /submission/v1/product/{PRODUCT}/status")),
        http_status: Some(403),
        store_messages: vec![fixtures::message(
            "unauthorized",
            "No access to the seller account",
            "",
        )],
        correlation_id: Some("5f2c1a90-0000-4000-8000-1234567890ab".to_owned()),
        location: Some(SourceRef {
            file: MANIFEST.to_owned(),
            in_repository: MANIFEST.to_owned(),
            line: 4,
            column: 11,
        }),
        stale: Vec::new(),
    }
}

#[test]
fn texts_in_two_languages_are_compared_word_by_word() {
    assert_snapshot!(shown(&fixtures::texts()));
}

#[test]
fn a_full_plan_cuts_nothing() {
    assert_snapshot!(said(&fixtures::texts(), Verbosity::Full));
}

#[test]
fn a_brief_plan_has_a_line_a_product() {
    assert_snapshot!(said(&fixtures::language_removed(), Verbosity::Brief));
}

#[test]
fn a_package_patch_shows_the_version_that_changes() {
    assert_snapshot!(shown(&fixtures::package_patch()));
}

#[test]
fn an_added_package_lists_its_fields() {
    assert_snapshot!(shown(&fixtures::package_added()));
}

#[test]
fn a_removed_language_says_what_goes_and_how_to_agree() {
    assert_snapshot!(shown(&fixtures::language_removed()));
}

#[test]
fn an_acknowledged_market_removal_is_marked_and_not_blocked() {
    assert_snapshot!(shown(&fixtures::market_removed()));
}

#[test]
fn a_busy_product_names_the_submission_in_the_way() {
    assert_snapshot!(shown(&fixtures::busy()));
}

#[test]
fn a_plan_the_store_would_refuse_says_why() {
    assert_snapshot!(shown(&fixtures::impossible()));
}

#[test]
fn no_changes_are_one_line_and_the_counts() {
    assert_snapshot!(shown(&Fixture::unchanged()));
}

#[test]
fn hostile_text_is_shown_and_does_nothing() {
    assert_snapshot!(shown(&fixtures::hostile()));
}

#[test]
fn a_product_without_a_plan_stands_beside_the_others() {
    let (patch, unchanged, error) = (fixtures::package_patch(), Fixture::unchanged(), error());
    let failed = storectl_report::ProductView {
        plan: Err(&error),
        rehearsal: None,
        sources: Vec::new(),
        ..unchanged.product()
    };
    let view = fixtures::view(vec![unchanged.product(), failed, patch.product()]);
    assert_snapshot!(fixtures::text(&Output::Plan(view), Verbosity::Normal));
}

#[test]
fn colors_repeat_what_symbols_say() {
    let fixture = fixtures::language_removed();
    let appearance = Appearance {
        styling: Styling::Colored,
        verbosity: Verbosity::Normal,
    };
    let text = render(&Output::Plan(fixture.view()), Format::Text, appearance);
    assert!(text.contains("\u{1b}["));
    assert_snapshot!(text.replace('\u{1b}', "␛"));
}

#[test]
fn a_failed_apply_says_what_customers_see_every_step_and_why() {
    let (fixture, report) = (Fixture::unchanged(), fixtures::failed_report());
    let view = fixtures::report(fixture.view(), ProductOutcome::Ran(&report));
    assert_snapshot!(fixtures::text(&Output::Apply(view), Verbosity::Normal));
}

#[test]
fn an_apply_that_never_started_says_why() {
    let (fixture, error) = (Fixture::unchanged(), error());
    let view = fixtures::report(fixture.view(), ProductOutcome::Failed(&error));
    assert_snapshot!(fixtures::text(&Output::Apply(view), Verbosity::Normal));
}

#[test]
fn a_failure_has_everything_that_is_known() {
    let error = error();
    let view = FailureView {
        command: Some(Command::Plan),
        shard: None,
        products: Vec::new(),
        error: &error,
    };
    assert_snapshot!(fixtures::text(&Output::Error(view), Verbosity::Normal));
}

#[test]
fn a_status_names_messages_languages_and_the_journal() {
    let draft = DraftStatus {
        is_ready: false,
        ongoing_submission: Some("1152921505700520060".parse::<SubmissionId>().unwrap()),
        messages: vec![fixtures::message(
            "packageuploaderror",
            "The package could not be downloaded",
            "packages",
        )],
    };
    let language: LanguageTag = "ja-jp".parse().unwrap();
    let view = StatusView {
        tool_version: "0.1.0",
        part: FleetPart::default(),
        products: vec![ProductStatus {
            manifest: Foreign::new(MANIFEST),
            product_id: Foreign::new(PRODUCT),
            name: Some(Foreign::new("Contoso Notes")),
            facts: Ok(StatusFacts {
                is_ready: draft.is_ready,
                ongoing_submission: draft.ongoing_submission.as_ref(),
                publishing_status: Some("INPROGRESS"),
                messages: &draft.messages,
                pending: &[],
                submission_known: storectl_plan::SubmissionKnowledge::Known,
                last_submission: None,
                incomplete_languages: vec![&language],
            }),
            unsettled: None,
            journal: vec!["an apply of 2026-09-24 was interrupted after s3".to_owned()],
            timeline: fixtures::timeline().entries(),
            last_commit: None,
        }],
        error: None,
    };
    assert_snapshot!(fixtures::text(&Output::Status(view), Verbosity::Normal));
}

const SOURCE: &str = "apiVersion: storectl/v1\npackages:\n  - packageUrl: https://contoso.com/日本.exe\n    architectures: [mips]\n";

#[test]
fn a_diagnostic_points_at_its_text() {
    let at = SOURCE.find("mips").unwrap();
    let diagnostics = [fixtures::diagnostic(SOURCE, at..at + 4)];
    assert_snapshot!(diagnostics_text(&diagnostics));
}

#[test]
fn a_diagnostic_of_many_lines_shows_the_first() {
    let at = SOURCE.find("https").unwrap();
    let diagnostics = [fixtures::diagnostic(SOURCE, at..SOURCE.len())];
    assert_snapshot!(diagnostics_text(&diagnostics));
}

#[test]
fn a_diagnostic_of_an_unreadable_file_has_no_excerpt() {
    let mut diagnostic = fixtures::diagnostic("", 0..0);
    diagnostic.related.clear();
    assert_snapshot!(diagnostics_text(&[diagnostic]));
}

#[test]
fn an_excerpt_of_a_hostile_line_is_cut_and_shown() {
    let text = format!("{}{}: x", "a".repeat(300), fixtures::HOSTILE);
    let mut diagnostic = fixtures::diagnostic(&text, 300..text.len());
    diagnostic.related.clear();
    assert_snapshot!(diagnostics_text(&[diagnostic]));
}

#[test]
fn the_command_that_writes_tokens_to_the_manifests_is_offered() {
    let fixture = Fixture::unchanged();
    let mut view = fixture.view();
    view.acknowledge_command = Some(Offer {
        command: "storectl acknowledge D-aaaaaa store".to_owned(),
        beside: Some("also set `STORECTL_VAR_PIN`".to_owned()),
    });
    let text = fixtures::text(&Output::Plan(view.clone()), Verbosity::Normal);
    let offer = "\n\nTo write what is missing to `acknowledge:`, run:\n  storectl acknowledge D-aaaaaa store\nalso set `STORECTL_VAR_PIN`\n\n";
    assert!(text.contains(offer), "{text}");
    let comment = fixtures::markdown(&Output::Plan(view));
    let offer =
        "`storectl acknowledge D-aaaaaa store` writes what is missing to `acknowledge:`; also set";
    assert!(comment.contains(offer), "{comment}");
}
