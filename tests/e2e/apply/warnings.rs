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
            "`listings.de-de`: {said}\\\n> at: `storectl.yaml:4:3`"
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

#[test]
fn a_warning_about_the_manifest_is_shown_once_to_each_reader() {
    let said = "contains the unfilled placeholder";
    let placeholder = "listings: { en-us: { whatsNew: \"Version {{ version }} is here\" } }\n";
    // The report of an apply has no plan in Markdown, and so no warnings of it.
    for (command, in_markdown) in [(vec!["plan"], 1), (apply(&[]), 0)] {
        // Where each reader finds it: in the text, in the document and in the log, in both logs.
        for (more, stdout, stderr) in [
            (&[][..], 1, 0),
            (&["--format", "json"], 1, 1),
            (&["--format", "markdown"], in_markdown, 1),
            (&["--log-format", "json"], 1, 1),
            (&["--quiet"], 0, 0),
        ] {
            let store = Store::start();
            let workplace = Workplace::at(&store, placeholder);
            let run = workplace.run(&[&command[..], more].concat()).exits(0);
            let found = [&run.stdout, &run.stderr].map(|it| it.matches(said).count());
            assert_eq!(
                found,
                [stdout, stderr],
                "{command:?} {more:?}\n{}\n{}",
                run.stdout,
                run.stderr
            );
        }
    }
}

#[test]
fn a_warning_about_a_manifest_without_a_plan_is_a_message() {
    let workplace = Workplace::at(
        &Store::start(),
        "listings: { en-us: { whatsNew: \"Version {{ version }} is here\" } }\n",
    );
    for command in [vec!["plan"], apply(&[])] {
        let elsewhere = ["--endpoint", "http://127.0.0.1:1", "--timeout", "1s"];
        let run = workplace.run(&[&command[..], &elsewhere].concat());
        assert_ne!(run.code, 0);
        let said = run.stderr.matches("unfilled placeholder").count();
        assert_eq!(said, 1, "{}", run.stderr);
    }
}
