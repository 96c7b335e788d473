//! Markdown as GitHub gets it.

use insta::assert_snapshot;
use serde_json::json;
use storectl_plan::Action;
use storectl_report::{Command, FailureView, Output, PlanView, ProductOutcome};

use crate::fixtures::{self, Fixture};

/// What a comment may have, with room below GitHub's 65,536.
const LIMIT: usize = 60_000;

fn shown(view: PlanView<'_>) -> String {
    fixtures::markdown(&Output::Plan(view))
}

#[test]
fn a_comment_has_conclusion_table_alerts_and_folded_details() {
    assert_snapshot!(shown(fixtures::texts().view()));
}

#[test]
fn a_removed_language_is_an_alert() {
    assert_snapshot!(shown(fixtures::language_removed().view()));
}

#[test]
fn an_acknowledged_removal_is_still_named() {
    assert_snapshot!(shown(fixtures::market_removed().view()));
}

#[test]
fn a_busy_product_links_to_partner_center() {
    assert_snapshot!(shown(fixtures::busy().view()));
}

#[test]
fn no_changes_are_said_in_the_title() {
    assert_snapshot!(shown(Fixture::unchanged().view()));
}

#[test]
fn many_products_without_changes_fold_into_one_line() {
    let (unchanged, patch) = (Fixture::unchanged(), fixtures::package_added());
    let products = vec![unchanged.product(), patch.product(), unchanged.product()];
    assert_snapshot!(shown(fixtures::view(products)));
}

#[test]
fn a_product_without_a_plan_is_an_alert() {
    let (fixture, error) = (Fixture::unchanged(), crate::text::error());
    let failed = storectl_report::ProductView {
        plan: Err(&error),
        ..fixture.product()
    };
    assert_snapshot!(shown(fixtures::view(vec![failed])));
}

#[test]
fn hostile_text_stays_text() {
    assert_snapshot!(shown(fixtures::hostile().view()));
}

#[test]
fn what_does_not_fit_is_left_out_in_whole_sections() {
    let long = |language: usize| {
        change_of(
            &format!("listings.l-{language}.description"),
            &"long line of words\n".repeat(2_000),
        )
    };
    let fixture = (0..60).fold(Fixture::unchanged(), |fixture, language| {
        fixture.change("store/contoso-notes.yaml:1", long(language))
    });
    let text = shown(fixture.view());
    assert!(text.encode_utf16().count() < LIMIT);
    assert!(text.contains("more sections"));
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count()
    );
    assert!(
        text.trim_end()
            .ends_with("if the draft changes in the meantime.")
    );
}

fn change_of(address: &str, after: &str) -> storectl_plan::Change {
    fixtures::change(address, Action::Add, serde_json::Value::Null, json!(after))
}

#[test]
fn a_failed_apply_is_an_alert_with_every_step() {
    let (fixture, report) = (Fixture::unchanged(), fixtures::failed_report());
    let view = fixtures::report(fixture.view(), ProductOutcome::Ran(&report));
    assert_snapshot!(fixtures::markdown(&Output::Apply(view)));
}

#[test]
fn a_failed_command_says_that_it_failed() {
    let error = crate::text::error();
    let view = FailureView {
        command: Some(Command::Plan),
        products: vec![fixtures::PRODUCT],
        error: &error,
    };
    assert_snapshot!(fixtures::markdown(&Output::Error(view)));
}

#[test]
fn diagnostics_are_a_list() {
    let diagnostics = [fixtures::diagnostic("packages: [mips]", 11..15)];
    assert_snapshot!(fixtures::markdown(&crate::text::diagnosed(&diagnostics)));
}
