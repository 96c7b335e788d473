//! Markdown as GitHub gets it.

use insta::assert_snapshot;
use serde_json::json;
use storectl_plan::{
    Action, Blocker, DestructiveClass, StaleEntry, StaleState, StaleValues, SubmissionKnowledge,
};
use storectl_report::{
    Command, ErrorView, FailureView, FleetPart, Foreign, Output, PlanView, ProductOutcome,
    ProductStatus, StatusFacts, StatusView, Verbosity,
};

use crate::fixtures::{self, Fixture, MANIFEST, PRODUCT};

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
            &format!("{language} long line of words\n").repeat(2_000),
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
            .ends_with("if the draft changes in the meantime."),
        "{text}"
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
        shard: None,
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

/// A status of two products, of which so many could not be read.
fn status(failed: usize) -> String {
    let error = ErrorView {
        code: "auth",
        exit: 20,
        message: "api.store.microsoft.com: permission denied for seller 00012345".to_owned(),
        hints: vec!["check the seller account".to_owned()],
        request: Some(format!("GET /submission/v1/product/{PRODUCT}/status")),
        http_status: Some(403),
        ..ErrorView::default()
    };
    let products = ["Contoso Notes", "Contoso Gears"].into_iter().enumerate();
    let products = products.map(|(at, name)| ProductStatus {
        manifest: Foreign::new(MANIFEST),
        product_id: Foreign::new(PRODUCT),
        name: Some(Foreign::new(name)),
        facts: if at < failed {
            Err(&error)
        } else {
            Ok(StatusFacts {
                is_ready: true,
                ongoing_submission: None,
                publishing_status: None,
                messages: &[],
                pending: &[],
                submission_known: SubmissionKnowledge::Unknown,
                last_submission: None,
                incomplete_languages: Vec::new(),
            })
        },
        unsettled: None,
        journal: vec!["packages were written but not committed".to_owned()],
        timeline: &[],
        last_commit: None,
    });
    fixtures::markdown(&Output::Status(StatusView {
        tool_version: "0.1.0",
        part: FleetPart::default(),
        products: products.collect(),
        error: Some(&error),
    }))
}

#[test]
fn a_status_that_fails_for_every_product_says_so_and_why_for_each() {
    assert_snapshot!(status(2));
}

#[test]
fn a_status_that_fails_for_one_product_does_not_fail_for_all() {
    let comment = status(1);
    assert!(
        comment.contains("\n## ❌ Store status failed: 1 of 2 products\n"),
        "{comment}"
    );
    assert!(
        comment.contains("whether the draft was submitted is unknown"),
        "{comment}"
    );
}

#[test]
fn a_plan_that_is_stale_at_many_addresses_names_the_first_and_counts_the_rest() {
    let entry = |at: usize| StaleEntry {
        product: PRODUCT.to_owned(),
        address: format!("listings.en-us.x{at}"),
        state: StaleState::Moved,
        values: StaleValues::Field {
            before: json!("before ".repeat(50)),
            approved: json!("approved"),
            now: json!("now"),
        },
    };
    let error = ErrorView {
        code: "stale",
        exit: 12,
        message: "the plan is not the one that was approved".to_owned(),
        stale: (0..2_000).map(entry).collect(),
        ..ErrorView::default()
    };
    let output = Output::Error(FailureView {
        command: Some(Command::Apply),
        shard: None,
        products: vec![PRODUCT],
        error: &error,
    });
    let comment = fixtures::markdown(&output);
    assert!(
        comment.contains("listings.en-us.x39") && comment.contains("> and 1,960 more\n"),
        "{comment}"
    );
    let text = fixtures::text(&output, Verbosity::Normal);
    assert!(text.contains("listings.en-us.x1999"), "text names them all");
}

#[test]
fn more_destructive_changes_than_are_listed_are_counted_and_not_a_heading() {
    let fixture = (0..40).fold(Fixture::unchanged(), |fixture, at| {
        let removed = fixtures::change(
            &format!("listings.x{at}-aa"),
            Action::Remove,
            json!("x"),
            json!(null),
        );
        let token = format!("D-{at:06}");
        let locked = fixtures::locked(removed, DestructiveClass::LanguageRemoved, &token);
        fixture.change("store/contoso-notes.yaml:1", locked)
    });
    let fixture = fixture.blocked(Blocker::Unacknowledged {
        changes: (0..40).collect(),
        unmanaged: Vec::new(),
    });
    let comment = fixtures::markdown(&Output::Plan(fixture.view()));
    assert!(comment.contains("> and 10 more\n"), "{comment}");
    assert_eq!(comment.matches("\n  - D-0000").count(), 40, "{comment}");
    assert!(!comment.contains("> # and"), "{comment}");
}
