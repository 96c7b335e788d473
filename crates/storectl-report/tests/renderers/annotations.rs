//! GitHub's annotations: each at its line, the gravest first, ten of a kind, and nothing foreign acts.

use insta::assert_snapshot;
use serde_json::json;
use storectl_plan::{Action, DestructiveClass};
use storectl_report::{
    Appearance, Command, DiagnosticsView, ErrorView, FailureView, Format, Output, ProductOutcome,
    ProductView, render,
};

use crate::{
    everywhere::everything,
    fixtures::{self, Fixture},
    runners::{ActionCommand, HOSTILE, commands},
};

pub(crate) fn annotations(output: &Output<'_>) -> String {
    render(output, Format::Github, Appearance::PLAIN)
}

#[test]
fn a_plan_is_annotated_at_its_lines_what_blocks_first() {
    let fixture = fixtures::language_removed();
    assert_snapshot!(annotations(&Output::Plan(fixture.view())), @r#"
        ::error file=store/contoso-notes.yaml,line=58,col=3,title=Destructive%3A listings.fr-fr (language-removed)::remove listings.fr-fr: loses description, searchTerms (2), screenshots (3); it removes a language and is not acknowledged; if intended, add D-7k2f to `acknowledge`
        "#);
}

#[test]
fn an_acknowledged_destructive_change_is_a_warning_and_others_are_notices() {
    assert_snapshot!(annotations(&Output::Plan(fixtures::market_removed().view())), @r#"
        ::warning file=store/contoso-notes.yaml,line=7,col=3,title=Destructive%3A availability.markets (market-removed)::change availability.markets: "US", "CA", "CN" → "US", "CA", "NO", "SE"; it removes a market; acknowledged by D-9x1c
        "#);
    assert_snapshot!(annotations(&Output::Plan(fixtures::package_patch().view())), @r#"
        ::notice file=store/contoso-notes.yaml,line=73,col=3,title=Change%3A packages[0].packageUrl::change packages[0].packageUrl: "https://www.contoso.com/downloads/1.4.1/setup-x64.exe" → "https://www.contoso.com/downloads/1.4.2/setup-x64.exe"
        ::notice file=store/contoso-notes.yaml,line=75,col=3,title=Change%3A packages[0].architectures::change packages[0].architectures: "X86" → "X64"
        "#);
}

#[test]
fn what_is_invalid_with_the_draft_is_an_error_and_what_time_resolves_is_not() {
    assert_snapshot!(annotations(&Output::Plan(fixtures::impossible().view())), @r#"
        ::error file=store/contoso-notes.yaml,line=60,col=3,title=Invalid%3A listings.ja-jp.description::listings.ja-jp.description: a new language needs a description; hint: add `description` under listings.ja-jp
        ::notice file=store/contoso-notes.yaml,line=60,col=3,title=Add%3A listings.ja-jp::add listings.ja-jp: whatsNew
        "#);
    let busy = annotations(&Output::Plan(fixtures::busy().view()));
    assert!(
        busy.starts_with("::warning file=store/contoso-notes.yaml,title=Submission in progress::"),
        "{busy}"
    );
    assert!(!busy.contains("::error"), "{busy}");
}

#[test]
fn where_there_is_nothing_to_say_there_is_no_annotation() {
    assert_eq!(annotations(&Output::Plan(Fixture::unchanged().view())), "");
}

#[test]
fn a_failed_step_is_at_the_line_of_its_failure_and_the_outcome_is_a_notice() {
    let (fixture, ran) = (fixtures::texts(), fixtures::failed_report());
    let report = fixtures::report(fixture.view(), ProductOutcome::Ran(&ran));
    assert_snapshot!(annotations(&Output::Apply(report)), @r#"
        ::error file=store/listings/de-de/description.md,line=1,col=1,title=Step s3 (patch-metadata) failed::the Store rejected the listing de-de; the Store reports: badrequest: Description is too long (target listings); hint: shorten `description` of listings.de-de
        ::warning file=store/contoso-notes.yaml,title=The Store reports::the Store warns: The trailer was ignored (target listings)
        ::notice file=store/contoso-notes.yaml,title=Contoso Notes::Nothing was published; the draft holds 2 of 3 steps.
        "#);
}

/// A failure that is about no line.
pub(crate) fn unplaced() -> ErrorView {
    ErrorView {
        location: None,
        ..crate::text::error()
    }
}

#[test]
fn a_failure_without_a_place_has_no_file() {
    let error = unplaced();
    let failure = FailureView {
        command: Some(Command::Plan),
        shard: None,
        products: Vec::new(),
        error: &error,
    };
    assert_snapshot!(annotations(&Output::Error(failure)), @r#"
        ::error title=Failed%3A auth (exit code 20)::the Store refused the seller account; the Store reports: unauthorized: No access to the seller account; hint: check `sellerId`, or set STORECTL_SELLER_ID
        "#);
}

#[test]
fn one_failure_of_every_product_is_one_annotation() {
    let (fixture, error) = (Fixture::unchanged(), crate::text::error());
    let failed = || ProductView {
        plan: Err(&error),
        ..fixture.product()
    };
    let mut view = fixtures::view(vec![failed(), failed(), failed()]);
    view.error = Some(&error);
    assert_eq!(annotations(&Output::Plan(view)).lines().count(), 1);
}

#[test]
fn of_each_kind_there_are_ten_at_most_and_the_last_counts_the_rest() {
    for (number, last) in [
        (10, "Change: listings.en-us.field10"),
        (11, "2 more notices"),
        (2_000, "1,991 more notices"),
    ] {
        let fixture = (1..=number).fold(Fixture::unchanged(), |fixture, at| {
            let address = format!("listings.en-us.field{at}");
            let change = fixtures::change(&address, Action::Change, json!("a"), json!("b"));
            fixture.change("store/contoso-notes.yaml:3", change)
        });
        let annotations = annotations(&Output::Plan(fixture.view()));
        let lines = annotations.lines().map(ActionCommand::parsed);
        let lines: Vec<ActionCommand> = lines.collect::<Option<_>>().unwrap();
        assert_eq!(lines.len(), 10);
        assert_eq!(lines[9].property("title"), Some(last));
    }
}

#[test]
fn every_fault_of_a_manifest_has_its_code_its_line_and_its_hint() {
    let diagnostics = [fixtures::diagnostic("a: b\nname: Contoso\n", 5..9)];
    let view = DiagnosticsView {
        command: Command::Validate,
        shard: None,
        manifests: 1,
        products: Vec::new(),
        diagnostics: &diagnostics,
        unlisted: storectl_report::Counts::default(),
        localization: Vec::new(),
        names: [("storectl.yaml".to_owned(), "store/storectl.yaml".to_owned())].into(),
        error: None,
    };
    assert_snapshot!(annotations(&Output::Diagnostics(view)), @r#"
        ::error file=store/contoso-notes.yaml,line=2,col=1,title=STC0412%3A Path contains a symbolic link::`mips` is not an architecture; expected one of Neutral, X86, X64, Arm, Arm64; hint: name the one architecture of the package
        "#);
}

#[test]
fn foreign_text_neither_ends_a_command_nor_begins_one() {
    let own = ["error", "warning", "notice"];
    for text in HOSTILE
        .iter()
        .chain(&["%0A::error::x", "a,line=7::x", "%", "\u{1b}[31m"])
    {
        for shown in everything(text) {
            if shown.format != Format::Github {
                continue;
            }
            let found = commands(&shown.text);
            assert_eq!(found.len(), shown.text.lines().count(), "{}", shown.text);
            for line in shown.text.lines() {
                let it = ActionCommand::parsed(line).unwrap();
                assert!(own.contains(&it.command.as_str()), "{line}");
                assert!(
                    it.property("title").is_some_and(|it| !it.is_empty()),
                    "{line}"
                );
                let known = ["file", "line", "col", "title"];
                let mut names: Vec<&str> = it
                    .properties
                    .iter()
                    .map(|(name, _)| name.as_str())
                    .collect();
                assert!(names.iter().all(|it| known.contains(it)), "{line}");
                names.dedup();
                assert_eq!(names.len(), it.properties.len(), "{line}");
                assert!(!it.message.contains(['\n', '\r', '\u{1b}']), "{line}");
            }
        }
    }
}

#[test]
fn a_locked_change_names_its_token_and_where_it_goes() {
    let change = fixtures::change(
        "listings.fr-fr",
        Action::Remove,
        json!("fr-fr"),
        json!(null),
    );
    let locked = fixtures::locked(change, DestructiveClass::LanguageRemoved, "D-7k2fq3");
    let fixture = Fixture::unchanged().change("store/contoso-notes.yaml:9", locked);
    let annotations = annotations(&Output::Plan(fixture.view()));
    let first = ActionCommand::parsed(annotations.lines().next().unwrap()).unwrap();
    assert_eq!(first.command, "error");
    assert_eq!(first.property("line"), Some("9"));
    assert!(first.message.contains("D-7k2fq3"), "{}", first.message);
}
