//! Each of several products says what it is, and no row says it of a neighbor.

use insta::assert_snapshot;
use storectl_plan::{Action, DestructiveClass, Guard, Lock};
use storectl_report::{Output, ProductView, Verbosity};

use crate::fixtures::{self, Fixture};

/// A product that is invalid for one reason, and has a destructive change that could not be acknowledged.
fn invalid() -> Fixture {
    let mut change = fixtures::change(
        "properties.category",
        Action::Change,
        "DeveloperTools".into(),
        "Shopping".into(),
    );
    change.guard = Some(Guard {
        class: DestructiveClass::CategoryChanged,
        also: Vec::new(),
        lock: Lock::Invalid,
    });
    fixtures::impossible().change("contoso.yaml:4", change)
}

/// One product of each kind: busy, blocked, invalid, failed, without changes.
fn shown(render: fn(&Output<'_>) -> String) -> String {
    let error = crate::text::error();
    let all = [
        fixtures::busy(),
        fixtures::language_removed(),
        invalid(),
        Fixture::unchanged(),
        Fixture::unchanged(),
    ];
    let names = [
        "Busy one",
        "Blocked one",
        "Invalid one",
        "Failed one",
        "Quiet one",
    ];
    let products = all.iter().zip(names).map(|(fixture, name)| {
        let product = fixture.product();
        let plan = match name {
            "Failed one" => Err(&error),
            _ => product.plan,
        };
        ProductView {
            name: Some(storectl_report::Foreign::new(name)),
            plan,
            ..product
        }
    });
    render(&Output::Plan(fixtures::view(products.collect())))
}

#[test]
fn each_of_several_products_is_named_by_what_it_is_in_text() {
    let text = shown(|it| fixtures::text(it, Verbosity::Normal));
    for label in [
        "Busy: Product Busy one",
        "Blocked: Product Blocked one",
        "Invalid: Product Invalid one",
    ] {
        assert!(text.contains(label), "{text}");
    }
    let totals = "5 products: 1 failed, 1 invalid, 1 blocked, 1 waiting for a submission.";
    assert!(text.contains(totals), "{text}");
    assert_snapshot!(text);
}

#[test]
fn each_of_several_products_is_named_by_what_it_is_in_markdown() {
    assert_snapshot!(shown(fixtures::markdown));
}

#[test]
fn a_destructive_change_without_a_token_does_not_look_like_the_fault() {
    for text in [
        shown(|it| fixtures::text(it, Verbosity::Normal)),
        shown(fixtures::markdown),
    ] {
        assert!(text.contains("no token can allow it"), "{text}");
        assert!(
            !text.contains("INVALID") && !text.contains("**invalid**"),
            "{text}"
        );
    }
}
