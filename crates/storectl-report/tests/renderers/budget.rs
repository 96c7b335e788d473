//! What is shown where there is more than anybody reads.

use serde_json::{Value, json};
use storectl_plan::{Action, DestructiveClass};
use storectl_report::{Foreign, Output, Verbosity};

use crate::fixtures::{self, Fixture, change};

/// What a comment may have, with room below GitHub's 65,536.
const LIMIT: usize = 60_000;

/// A product with more changes than a comment holds.
fn large() -> Fixture {
    (0..40).fold(Fixture::unchanged(), |fixture, index| {
        let text = "a long line of words ".repeat(20);
        let address = format!("properties.x{index}");
        fixture.change(
            "store/contoso-notes.yaml:1",
            change(&address, Action::Add, Value::Null, json!(text)),
        )
    })
}

/// A large product that also loses a language, acknowledged or not.
fn dangerous(acknowledged: bool) -> Fixture {
    let removed = change(
        "listings.fr-fr",
        Action::Remove,
        json!("fr-fr"),
        Value::Null,
    );
    let locked = fixtures::locked(removed, DestructiveClass::LanguageRemoved, "D-7k2fq3");
    if acknowledged {
        large().change(
            "store/contoso-notes.yaml:58",
            fixtures::acknowledged(locked),
        )
    } else {
        let index = large().plan.changes.len();
        large()
            .change("store/contoso-notes.yaml:58", locked)
            .blocked(storectl_plan::Blocker::Unacknowledged {
                changes: vec![index],
                unmanaged: Vec::new(),
            })
    }
}

fn comment(fixtures: &[Fixture], names: &[String]) -> String {
    let products = fixtures.iter().zip(names).map(|(fixture, name)| {
        let mut product = fixture.product();
        product.name = Some(Foreign::new(name));
        product
    });
    fixtures::markdown(&Output::Plan(fixtures::view(products.collect())))
}

#[test]
fn of_61_products_the_only_dangerous_one_appears() {
    for acknowledged in [true, false] {
        let mut fixtures: Vec<Fixture> = (0..60).map(|_| large()).collect();
        fixtures.push(dangerous(acknowledged));
        let mut names: Vec<String> = (0..60).map(|it| format!("Product number {it}")).collect();
        names.push("Fabrikam Danger".to_owned());
        let text = comment(&fixtures, &names);
        assert!(text.encode_utf16().count() <= LIMIT);
        assert!(text.contains("**Fabrikam Danger**"), "{text}");
        assert!(text.contains("D-7k2fq3"));
        assert!(text.contains("## Store plan: 61 products"));
        assert!(text.contains("1 destructive"));
        assert!(text.contains("Not shown: ") && text.contains("more sections"));
        for name in &names {
            assert!(text.contains(&format!("**{name}**")), "{name}");
        }
    }
}

#[test]
fn a_fleet_of_thousands_fits_and_counts_what_is_left_out() {
    let fixtures: Vec<Fixture> = (0..3_000).map(|_| fixtures::package_patch()).collect();
    let names: Vec<String> = (0..3_000)
        .map(|it| format!("Product number {it}"))
        .collect();
    let text = comment(&fixtures, &names);
    assert!(text.encode_utf16().count() <= LIMIT);
    assert!(text.contains("more products"));
    assert!(text.starts_with("<!-- storectl:plan v=1 product="));
}

#[test]
fn people_are_shown_a_hundred_diagnostics_of_a_manifest_errors_first() {
    let mut diagnostics = vec![fixtures::diagnostic("packages: [mips]", 11..15); 150];
    for it in &mut diagnostics[..120] {
        it.severity = storectl_manifest::Severity::Warning;
    }
    let output = crate::text::diagnosed(&diagnostics);
    let text = fixtures::text(&output, Verbosity::Normal);
    assert_eq!(text.matches("error[STC0412]").count(), 30);
    assert_eq!(text.matches("warning[STC0412]").count(), 70);
    assert!(text.contains("\nand 50 more\n"), "{text}");
    assert!(text.ends_with("1 manifest: 30 errors, 120 warnings\n"));
    let markdown = fixtures::markdown(&output);
    assert_eq!(markdown.matches("`STC0412`").count(), 100);
    assert!(markdown.contains("\nand 50 more\n"), "{markdown}");
}

#[test]
fn a_line_of_any_length_is_shown_in_a_bounded_excerpt() {
    let words: Vec<String> = (0..20_000).map(|it| format!("D-{it:06}, ")).collect();
    let words = words.concat();
    let source = format!("acknowledge: [{words}]");
    for at in [14, source.len() / 2, source.len() - 20] {
        let mut diagnostic = fixtures::diagnostic(&source, at..at + 8);
        diagnostic.related.clear();
        let diagnostics = [diagnostic];
        let text = fixtures::text(&crate::text::diagnosed(&diagnostics), Verbosity::Normal);
        assert!(text.len() < 2_000, "{}", text.len());
        assert!(
            text.contains(&format!("store/contoso-notes.yaml:1:{}", at + 1)),
            "{text}"
        );
    }
}
