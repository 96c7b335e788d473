//! What is shown where there is more than anybody reads.

use serde_json::{Value, json};
use storectl_model::LANGUAGES;
use storectl_plan::{Action, DestructiveClass, Origin};
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

/// A text of a thousand words that tries to leave whatever it is shown in.
fn hostile(side: &str, index: usize) -> String {
    let line = format!("{side} {index} ``` `x` </details> <!-- ");
    line.repeat(200)
}

/// More drift and conflicts than are listed, each with long texts in a listing of its own, and unmanaged values that moved.
fn disputed() -> Fixture {
    let languages = LANGUAGES.iter().flat_map(|(_, codes)| *codes);
    let fixture = languages.take(80).enumerate().fold(
        Fixture::unchanged().based(),
        |fixture, (index, language)| {
            let mut change = change(
                &format!("listings.{language}.description"),
                Action::Change,
                json!(hostile("live", index)),
                json!(hostile("git", index)),
            );
            change.origin = Some(if index % 2 == 0 {
                Origin::Drift
            } else {
                Origin::Conflict
            });
            change.base = Some(json!(hostile("base", index)));
            fixture.change("store/contoso-notes.yaml:9", change)
        },
    );
    (0..40).fold(fixture, |fixture, index| {
        let before = json!(hostile("before", index));
        fixture.moved(
            &format!("properties.x{index}"),
            Some(before),
            json!(hostile("after", index)),
        )
    })
}

/// The HTML of a comment, as whoever renders it reads it: outside of code, blocks are closed.
fn unclosed(comment: &str) -> (usize, usize) {
    let mut fence: Option<&str> = None;
    let (mut opened, mut closed) = (0, 0);
    for line in comment.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks >= 3 => fence = Some(&line[..ticks]),
            None => {
                opened += usize::from(line.starts_with("<details"));
                closed += usize::from(line == "</details>");
            }
        }
    }
    assert_eq!(fence, None, "a code block is not closed");
    (opened, closed)
}

#[test]
fn a_comment_of_much_drift_and_many_conflicts_fits_is_whole_and_says_what_is_left_out() {
    let fixture = disputed();
    let text = fixtures::markdown(&Output::Plan(fixture.view()));
    let units = text.encode_utf16().count();
    assert!(units <= LIMIT, "{units}");
    let (opened, closed) = unclosed(&text);
    assert_eq!(opened, closed);
    for line in [
        ": 40 drift, 40 conflicts",
        "_and 10 more in conflict_",
        "<b>Drift</b> 40 changes",
        "- and 10 more",
        "> and 10 more",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert_eq!(text.matches("⚡ **conflict**").count(), 30);
    assert_eq!(text.matches("⟲ **drift**").count(), 30);
    let shown = text.matches("<details><summary><code>listings.").count();
    let rest = format!("_Not shown: {} more sections", 40 - shown);
    assert!(shown < 40 && text.contains(&rest), "{shown}\n{text}");
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
