//! What holds for every text there is.

use proptest::prelude::*;
use serde_json::{Value, json};
use storectl_plan::{Action, ApplyReport};
use storectl_report::{
    ErrorView, ProductReport, ProductStatus, ReportView, StatusFacts, StatusView, Styling,
    Verbosity, escape, json as documents, markdown, text,
};

use crate::fixtures::{self, Fixture};

fn value() -> impl Strategy<Value = Value> {
    let text = any::<String>().prop_map(Value::from);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        Just(Action::Add),
        Just(Action::Change),
        Just(Action::Remove),
        Just(Action::Clear),
        Just(Action::Reorder)
    ]
}

prop_compose! {
    fn fixture()(
        changes in prop::collection::vec((any::<String>(), action(), value(), value()), 0..4),
        texts in prop::collection::vec(any::<String>(), 4),
    ) -> Fixture {
        let [place, address, message, name] = <[String; 4]>::try_from(texts).unwrap();
        let mut fixture = changes.into_iter().fold(Fixture::unchanged(), |fixture, (address, action, before, after)| {
            fixture.change(&format!("{place}:7"), fixtures::change(&address, action, before, after))
        });
        fixture.plan.name = Some(name);
        fixture.unmanaged(&address).warning(&address, &message)
    }
}

proptest! {
    #[test]
    fn plain_text_holds_no_control_character_but_line_feeds(fixture in fixture()) {
        for verbosity in [Verbosity::Brief, Verbosity::Normal, Verbosity::Full] {
            let text = text::plan(&fixture.view(), Styling::Plain, verbosity);
            prop_assert!(!text.chars().any(|it| it.is_control() && it != '\n'));
        }
    }

    #[test]
    fn a_comment_fits_and_closes_what_it_opens(fixture in fixture()) {
        let text = markdown::plan(&fixture.view());
        prop_assert!(text.encode_utf16().count() < 65_536);
        prop_assert!(!text.chars().any(|it| it.is_control() && it != '\n'));
    }

    #[test]
    fn json_keeps_every_value_as_it_is(before in value(), after in value()) {
        let change = fixtures::change("properties.x", Action::Change, before.clone(), after.clone());
        let document = documents::plan(&Fixture::unchanged().change("a:1", change).view());
        let read: Value = serde_json::from_str(&document.to_string()).unwrap();
        let change = &read["products"][0]["changes"][0];
        let kept = (fixtures::value(before).to_json(), fixtures::value(after).to_json());
        prop_assert_eq!((&change["before"], &change["after"]), (&kept.0, &kept.1));
    }

    #[test]
    fn a_text_diff_shows_both_sides_whole_when_nothing_is_cut(before in "[a-c \n日]{0,40}", after in "[a-c \n日]{0,40}") {
        let change = fixtures::change("properties.x", Action::Change, json!(before), json!(after));
        let fixture = Fixture::unchanged().change("a:1", change);
        let text = text::plan(&fixture.view(), Styling::Plain, Verbosity::Full);
        for word in after.split_whitespace().filter(|it| !before.contains(it)) {
            for it in word.chars() {
                prop_assert!(text.contains(it));
            }
        }
    }

    #[test]
    fn a_diagnostic_never_panics_whatever_its_span(
        source in any::<String>(), start in 0..80_usize, end in 0..80_usize, styled in any::<bool>()
    ) {
        let mut diagnostic = fixtures::diagnostic(&source, 0..0);
        diagnostic.location.span = start..end;
        diagnostic.location.line = start;
        diagnostic.message = source;
        let styling = if styled { Styling::Colored } else { Styling::Plain };
        let text = text::diagnostics(&[diagnostic.clone()], styling);
        prop_assert!(styled || !text.chars().any(|it| it.is_control() && it != '\n'));
        markdown::diagnostics(&[diagnostic]);
    }

    #[test]
    fn reports_errors_and_statuses_bear_any_text(texts in prop::collection::vec(any::<String>(), 6)) {
        let [message, hint, request, code, target, name] = <[String; 6]>::try_from(texts).unwrap();
        let error = ErrorView {
            code: "error",
            exit: 1,
            message,
            hints: vec![hint.clone()],
            request: Some(request),
            http_status: Some(500),
            store_messages: vec![fixtures::message(&code, &hint, &target)],
            correlation_id: Some(code.clone()),
            location: None,
        };
        let done = ApplyReport {
            publishing_status: Some(code.clone()),
            messages: error.store_messages.clone(),
            ..fixtures::failed_report()
        };
        let product = |report| ProductReport {
            manifest: &target,
            product_id: &code,
            name: Some(&name),
            report,
            location: None,
            hints: vec![hint.clone()],
        };
        let report = ReportView { tool_version: "0.1.0", exit: 1, products: vec![product(Ok(&done)), product(Err(&error))] };
        let facts = StatusFacts {
            is_ready: false,
            ongoing_submission: None,
            publishing_status: Some(&code),
            messages: &error.store_messages,
            incomplete_languages: Vec::new(),
        };
        let status = StatusView {
            tool_version: "0.1.0",
            products: vec![ProductStatus {
                manifest: &target, product_id: &code, name: Some(&name), facts: Ok(facts), journal: vec![hint.clone()],
            }],
        };
        for text in [
            text::error(&error, Styling::Plain),
            text::apply_report(&report, Styling::Plain),
            text::status(&status, Styling::Plain),
            markdown::apply_report(&report),
        ] {
            prop_assert!(!text.chars().any(|it| it.is_control() && it != '\n'));
        }
        documents::error(&error);
        documents::apply_report(&report);
        documents::status(&status);
    }

    #[test]
    fn a_code_span_cannot_be_left(text in "[`a ]{0,12}") {
        let code = escape::code(&text);
        let ticks = code.len() - code.trim_start_matches('`').len();
        let inner = code.get(ticks..code.len() - ticks).unwrap();
        prop_assert!(!inner.starts_with('`') && !inner.ends_with('`'));
        prop_assert!(!inner.split(|it| it != '`').any(|run| run.len() == ticks));
    }
}
