//! What a plan says beside its differences.

use serde_json::json;

use crate::support::{Store, Workplace, apply};

const GERMAN: &str = "listings:
  de-de: { whatsNew: Zahnräder drehen sich jetzt in beide Richtungen. }
";

/// A Store whose draft has `de` beside `de-de`.
fn with_two_german_listings() -> Store {
    let store = Store::start();
    let mut product = store.product();
    let mut listings = product.listings.iter();
    let mut other = listings.find(|it| it.language == "de-de").unwrap().clone();
    "de".clone_into(&mut other.language);
    product.listings.push(other);
    store.sandbox.put_product(product);
    store
}

const SAME: &str = "are listings for the same language";

#[test]
fn a_second_listing_of_a_language_in_the_draft_is_a_warning_with_a_line_in_every_format() {
    let workplace = Workplace::at(&with_two_german_listings(), GERMAN);
    let said = format!("`de-de` and `de`, which only the draft has, {SAME}");
    let text = workplace.run(&["plan"]).exits(0).stdout;
    assert!(
        text.contains(&format!(
            "warning: listings.de-de: {said}\n    at: storectl.yaml:4:3"
        )),
        "{text}"
    );
    let markdown = workplace
        .run(&["plan", "--format", "markdown"])
        .exits(0)
        .stdout;
    assert!(
        markdown.contains(&format!(
            "`listings.de-de`: {said}<br>\n> at: `storectl.yaml:4:3`"
        )),
        "{markdown}"
    );
    let document = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(
        document["products"][0]["warnings"],
        json!([{
            "address": "listings.de-de",
            "message": said,
            "source": { "file": "storectl.yaml", "line": 4, "column": 3 },
        }])
    );
}

#[test]
fn a_listing_that_the_manifest_removes_or_names_too_is_no_second_one_of_the_draft() {
    let workplace = Workplace::at(&with_two_german_listings(), GERMAN);
    for more in ["  de: null\n", "  de: { whatsNew: Zahnräder und Räder. }\n"] {
        workplace.manifest(&format!("{GERMAN}{more}"));
        let run = workplace.run(&["plan"]);
        assert!(
            !run.stdout.contains("which only the draft has"),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn what_a_run_without_submission_leaves_is_in_the_title_of_the_next_and_not_to_do() {
    let store = Store::start();
    let workplace = Workplace::at(&store, GERMAN);
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    let left = "No changes. Still to do, but not part of this plan: submit the draft.";
    let run = workplace
        .run(&["plan", "--submit", "never", "--detailed-exitcode"])
        .exits(2);
    assert!(run.stdout.contains(left), "{}", run.stdout);
    let before = store.writes(0).len();
    let again = workplace.run(&apply(&["--submit", "never"])).exits(0);
    assert!(
        again.stdout.contains(left) && !again.stdout.contains("Nothing to do"),
        "{}",
        again.stdout
    );
    assert_eq!(store.writes(0).len(), before);
    let run = workplace.run(&["plan"]).exits(0);
    assert!(
        run.stdout.contains("No changes; to do: submit the draft."),
        "{}",
        run.stdout
    );
}

#[test]
fn a_suspicious_text_of_the_manifest_is_in_every_document_of_the_plan_with_its_line() {
    let store = Store::start();
    let workplace = Workplace::at(
        &store,
        "listings: { en-us: { whatsNew: { file: new.md } } }\n",
    );
    workplace.write("new.md", "Faster gears\n\nVersion {{ version }} is here\n");
    let said = "contains the unfilled placeholder `{{ version }}`";
    let json = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(
        json["products"][0]["warnings"],
        json!([{
            "address": "listings.en-us.whatsNew",
            "message": said,
            "source": { "file": "new.md", "line": 3, "column": 9 },
        }])
    );
    for format in ["text", "markdown"] {
        let page = workplace.run(&["plan", "--format", format]).exits(0).stdout;
        assert!(
            page.contains("unfilled placeholder") && page.contains("new.md:3"),
            "{page}"
        );
    }
}
