//! The question on a terminal: what is approved is what was shown, and nothing but `yes` approves it.

use crate::support::{
    Store, Workplace,
    terminal::{CTRL_C, CTRL_D, Terminal},
};

const WHATS_NEW: &str =
    "listings:\n  en-us: { whatsNew: Gears now turn both ways and the search finds them. }\n";

const QUESTION: &str = "Only `yes` is accepted:";

/// Runs until the question is on the screen.
fn asked(workplace: &Workplace, arguments: &[&str]) -> Terminal {
    let mut terminal = Terminal::run(workplace, arguments);
    terminal.shows(QUESTION);
    terminal
}

#[test]
fn yes_applies_the_plan_that_was_shown() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    let terminal = asked(&workplace, &["apply", "--poll-interval", "1ms"]);
    terminal.type_in("yes\n");
    let (status, shown) = terminal.ends();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn an_unmanaged_price_that_changes_while_the_question_is_open_is_12_and_named_with_its_values() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    let terminal = asked(&workplace, &["apply"]);
    let mut product = store.product();
    let before = product.availability.insert("pricing".into(), "FREE".into());
    assert_eq!(before, Some("PAID".into()), "the price of the sample");
    store.sandbox.put_product(product);
    terminal.type_in("yes\n");
    let (status, shown) = terminal.ends();
    assert_eq!(status.code(), Some(12), "{shown}");
    assert!(
        shown.contains("the draft changed while waiting for confirmation"),
        "{shown}"
    );
    let moved = shown.lines().find(|it| it.contains("moved: "));
    let moved = moved.unwrap_or_else(|| panic!("nothing is named in\n{shown}"));
    for part in ["availability.pricing", "PAID", "FREE"] {
        assert!(moved.contains(part), "no {part} in {moved}");
    }
    assert!(store.writes(0).is_empty(), "{:?}", store.writes(0));
    assert!(store.product().submissions.is_empty());
}

#[test]
fn a_managed_value_that_changes_while_the_question_is_open_is_12_and_named() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    let terminal = asked(&workplace, &["apply"]);
    let mut product = store.product();
    let listing = product
        .listings
        .iter_mut()
        .find(|it| it.language == "en-us");
    let text = "Written by a colleague.";
    listing
        .unwrap()
        .fields
        .insert("whatsNew".into(), text.into());
    store.sandbox.put_product(product);
    terminal.type_in("yes\n");
    let (status, shown) = terminal.ends();
    assert_eq!(status.code(), Some(12), "{shown}");
    for part in ["listings.en-us.whatsNew", text] {
        assert!(shown.contains(part), "no {part} in\n{shown}");
    }
    assert!(store.writes(0).is_empty(), "{:?}", store.writes(0));
}

#[test]
fn any_other_answer_and_the_end_of_the_input_write_nothing() {
    for (keys, said) in [
        ("no\n", "canceled: the answer was not `yes`"),
        ("y\n", "canceled: the answer was not `yes`"),
        ("\n", "canceled: the answer was not `yes`"),
        (CTRL_D, "canceled: there was no answer"),
    ] {
        let store = Store::start();
        let workplace = Workplace::at(&store, WHATS_NEW);
        let terminal = asked(&workplace, &["apply"]);
        terminal.type_in(keys);
        let (status, shown) = terminal.ends();
        assert_eq!(status.code(), Some(1), "{keys:?}: {shown}");
        assert!(shown.contains(said), "{keys:?}: {shown}");
        assert_eq!(shown.matches("canceled: ").count(), 1, "{shown}");
        assert!(store.writes(0).is_empty(), "{keys:?}");
    }
}

#[test]
fn an_interrupt_at_the_question_is_130_writes_nothing_and_names_what_was_waited_for() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    let terminal = asked(&workplace, &["apply", "--timeout", "30m"]);
    terminal.type_in(CTRL_C);
    let (status, shown) = terminal.ends();
    assert_eq!(status.code(), Some(130), "{shown}");
    for part in [
        "stopped by SIGINT while waiting for confirmation, after ",
        "`storectl apply --timeout 30m`",
    ] {
        assert!(shown.contains(part), "no {part} in\n{shown}");
    }
    assert!(store.writes(0).is_empty(), "{:?}", store.writes(0));
}

#[test]
fn submitting_asks_as_well() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    workplace
        .run(&[
            "apply",
            "--yes",
            "--submit",
            "never",
            "--poll-interval",
            "1ms",
        ])
        .exits(0);
    let so_far = store.requests(0).len();
    let terminal = asked(&workplace, &["submit"]);
    terminal.type_in("no\n");
    let (status, shown) = terminal.ends();
    assert_eq!(status.code(), Some(1), "{shown}");
    assert!(store.writes(so_far).is_empty());
    assert!(store.product().submissions.is_empty());
}
