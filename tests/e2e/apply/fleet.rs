//! Several products in one run: side by side, and what stops one stops no other.

use std::{
    process::Stdio,
    sync::{Arc, Mutex},
};

use serde_json::Value;
use storectl_sandbox::{Interpretations, Log, Options, Recorded, SAMPLE_PRODUCT};

use crate::support::{Run, Store, Workplace, apply, kill::signal};

const TEXT: &str = "listings:\n  en-us: { whatsNew: Gears now turn both ways. }\n";
const LANGUAGE_REMOVED: &str = "listings:\n  de-de: null\n";
const SECOND: &str = "4e31a9f9-84e8-4d2d-9eba-487878d02ebf";

/// Two products of one Store, and their manifests in one folder.
struct Pair {
    store: Store,
    workplace: Workplace,
}

impl Pair {
    fn of(options: Options, first: &str, second: &str) -> Self {
        let store = Store::with(options);
        let workplace = Workplace::at(&store, first);
        let mut product = store.product();
        SECOND.clone_into(&mut product.id);
        store.sandbox.put_product(product);
        let pair = Self { store, workplace };
        pair.second(second);
        pair
    }

    /// Writes the manifest of the second product.
    fn second(&self, body: &str) {
        let manifest = format!("apiVersion: storectl/v1\nproductId: {SECOND}\n{body}");
        self.workplace.write("widgets.storectl.yaml", manifest);
    }

    /// Somebody edits an unmanaged text of a product in Partner Center.
    fn edit(&self, product: &str) {
        let mut edited = self.store.sandbox.product(product).unwrap();
        let fields = &mut edited.listings[0].fields;
        fields.insert("shortDescription".into(), "Not what it was.".into());
        self.store.sandbox.put_product(edited);
    }

    /// How often each was submitted.
    fn submitted(&self) -> [usize; 2] {
        [SAMPLE_PRODUCT, SECOND].map(|it| self.store.sandbox.product(it).unwrap().submissions.len())
    }

    /// The place of the first request to a product among all requests, with this method and end of its path.
    fn first_request(&self, product: &str, method: &str, end: &str) -> usize {
        let requests = self.store.sandbox.requests();
        let is_it = |it: &Recorded| {
            it.method == method
                && it.path_and_query.contains(product)
                && it.path_and_query.ends_with(end)
        };
        requests.iter().position(is_it).unwrap()
    }
}

/// The status of each product of a report.
fn statuses(report: &Value) -> [&str; 2] {
    [0, 1].map(|it| report["products"][it]["status"].as_str().unwrap())
}

#[test]
fn a_product_that_waits_for_the_store_uses_no_slot() {
    let slow = Options {
        interpretations: Interpretations {
            upload_reads: 3,
            ..Interpretations::default()
        },
        ..Options::default()
    };
    let pair = Pair::of(slow, TEXT, TEXT);
    let run = pair.workplace.run(&apply(&["--parallelism", "1"])).exits(0);
    assert_eq!(pair.submitted(), [1, 1]);
    let begun = pair.first_request(SECOND, "PATCH", "/metadata");
    let submitted = pair.first_request(SAMPLE_PRODUCT, "POST", "/submit");
    assert!(begun < submitted, "{:#?}", pair.store.requests(0));
    // Lines of several products say whose they are.
    for product in [SAMPLE_PRODUCT, SECOND] {
        assert!(
            run.stderr.contains(&format!("{product}: [1/")),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn reports_are_in_the_order_of_the_manifests_whichever_product_ends_first() {
    let pair = Pair::of(Options::default(), TEXT, "listings: {}\n");
    let run = pair.workplace.run(&apply(&["--format", "json"])).exits(0);
    let report = run.json();
    assert_eq!(statuses(&report), ["done", "unchanged"]);
    assert_eq!(report["products"][0]["productId"], SAMPLE_PRODUCT);
    assert_eq!(pair.submitted(), [1, 0]);
}

#[test]
fn a_blocked_product_blocks_no_other() {
    let pair = Pair::of(Options::default(), LANGUAGE_REMOVED, TEXT);
    let plan = pair.workplace.run(&["plan"]).exits(11);
    let held = "Applying sends 3 writes. Once unblocked, it sends 3 more.";
    assert!(plan.stdout.contains(held), "{}", plan.stdout);

    let run = pair.workplace.run(&apply(&["--format", "json"])).exits(11);
    let report = run.json();
    assert_eq!(statuses(&report), ["error", "done"]);
    let message = report["products"][0]["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("an unacknowledged destructive change"),
        "{message}"
    );
    assert_eq!(report["error"]["exit"], 11);
    assert_eq!(pair.submitted(), [0, 1]);
    let changed = pair.store.writes(0);
    let is_first = |it: &Recorded| it.path_and_query.contains(SAMPLE_PRODUCT);
    assert!(!changed.iter().any(is_first), "{changed:#?}");
}

#[test]
fn a_blocked_product_says_why_beside_what_became_of_another() {
    for format in ["text", "markdown", "html"] {
        let pair = Pair::of(Options::default(), LANGUAGE_REMOVED, TEXT);
        let run = pair.workplace.run(&apply(&["--format", format])).exits(11);
        for part in ["an unacknowledged destructive change", "Submitted as"] {
            assert!(run.stdout.contains(part), "{format}:\n{}", run.stdout);
        }
    }
}

#[test]
fn a_product_that_cannot_be_read_keeps_no_other_from_being_applied() {
    let elsewhere = format!("sellerId: \"999\"\n{TEXT}");
    let pair = Pair::of(Options::default(), TEXT, &elsewhere);
    let run = pair.workplace.run(&apply(&["--format", "json"])).exits(20);
    assert_eq!(statuses(&run.json()), ["done", "error"]);
    assert_eq!(pair.submitted(), [1, 0]);
}

#[test]
fn a_product_that_fails_fails_alone() {
    let faults = vec!["500@PATCH:/metadata#1-".parse().unwrap()];
    let refusing = Options {
        faults,
        ..Options::default()
    };
    let pair = Pair::of(
        refusing,
        "packages:\n  - { packageUrl: https://www.contoso.com/downloads/2/setup.exe }\n",
        TEXT,
    );
    let run = pair.workplace.run(&apply(&["--format", "json"])).exits(30);
    assert_eq!(statuses(&run.json()), ["done", "failed"]);
    assert_eq!(pair.submitted(), [1, 0]);
}

#[test]
fn a_busy_product_is_refused_or_waited_for_alone() {
    let pair = Pair::of(Options::default(), TEXT, "listings: {}\n");
    pair.workplace.run(&apply(&[])).exits(0);
    let newer = "listings:\n  en-us: { whatsNew: Gears turn faster. }\n";
    pair.workplace.manifest(newer);
    pair.second(TEXT);
    let run = pair.workplace.run(&apply(&["--format", "json"])).exits(13);
    assert_eq!(statuses(&run.json()), ["error", "done"]);
    assert_eq!(pair.submitted(), [1, 1]);

    let run = pair
        .workplace
        .run(&apply(&["--wait-for-ongoing", "--format", "json"]));
    assert_eq!(statuses(&run.exits(0).json()), ["done", "unchanged"]);
    assert_eq!(pair.submitted(), [2, 1]);
}

#[test]
fn of_an_approved_plan_only_the_product_that_moved_is_stale() {
    let pair = Pair::of(Options::default(), TEXT, TEXT);
    pair.workplace
        .run(&["plan", "--out", "json=plan.json"])
        .exits(0);
    pair.edit(SECOND);
    let run = pair
        .workplace
        .run(&apply(&["--plan", "plan.json", "--format", "json"]));
    let report = run.exits(12).json();
    assert_eq!(statuses(&report), ["done", "error"]);
    assert_eq!(pair.submitted(), [1, 0]);
    let stale = report["error"]["stale"].as_array().unwrap();
    let addresses: Vec<_> = stale.iter().filter(|it| it["state"] == "moved").collect();
    assert_eq!(addresses.len(), 1, "{stale:#?}");
    assert_eq!(addresses[0]["address"], "listings.en-us.shortDescription");
    let message = report["products"][1]["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("not the one that was approved"),
        "{message}"
    );
}

#[test]
fn an_error_of_several_stale_products_names_what_moved_in_each() {
    let pair = Pair::of(Options::default(), TEXT, TEXT);
    pair.workplace
        .run(&["plan", "--out", "json=plan.json"])
        .exits(0);
    for product in [SAMPLE_PRODUCT, SECOND] {
        pair.edit(product);
    }
    let run = pair
        .workplace
        .run(&apply(&["--plan", "plan.json", "--format", "json"]));
    let run = run.exits(12);
    let report = run.json();
    let stale = report["error"]["stale"].as_array().unwrap();
    let moved = stale.iter().filter(|it| it["state"] == "moved");
    assert_eq!(moved.count(), 2, "{stale:#?}");
    assert_eq!(pair.submitted(), [0, 0]);
    assert_eq!(
        run.stderr.matches("Not what it was.").count(),
        2,
        "{}",
        run.stderr
    );
}

/// Applies two products, one after another; the signal comes while the first write of the first is in flight.
#[track_caller]
fn stopped_during_the_first_write(name: &'static str, exit: i32, format: &str) -> Run {
    let process = Arc::new(Mutex::new(0));
    let at_work = Arc::clone(&process);
    // The Store waits for the signal to be sent before it answers.
    let on_line = move |line: &str| {
        let process = at_work.lock().unwrap();
        if line.starts_with("PATCH") {
            signal(name, *process);
        }
    };
    let log = Log::Lines(Arc::new(on_line));
    let pair = Pair::of(
        Options {
            log,
            ..Options::default()
        },
        TEXT,
        TEXT,
    );
    let mut command = pair
        .workplace
        .command(&apply(&["--parallelism", "1", "--format", format]));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // Its first request waits for the lock, and so finds its number known.
    let mut number = process.lock().unwrap();
    let child = command.spawn().unwrap();
    *number = child.id();
    drop(number);
    let run = Run::of(child.wait_with_output().unwrap()).exits(exit);
    assert_eq!(pair.submitted(), [0, 0]);
    assert!(
        run.stderr.contains(&format!("not started: {SECOND}")),
        "{}",
        run.stderr
    );
    run
}

#[test]
fn a_signal_keeps_products_from_starting_whose_turn_it_was_not_yet() {
    for (name, exit) in [("INT", 130), ("TERM", 143)] {
        let run = stopped_during_the_first_write(name, exit, "json");
        let report = run.json();
        assert_eq!(report["exit"], exit);
        assert_eq!(report["error"]["exit"], exit);
        assert_eq!(statuses(&report), ["failed", "not-started"]);
    }
}

#[test]
fn a_report_says_which_products_were_not_started() {
    for format in ["text", "markdown", "html"] {
        let run = stopped_during_the_first_write("TERM", 143, format);
        assert!(
            run.stdout.contains("Not started"),
            "{format}:\n{}",
            run.stdout
        );
        assert!(
            run.stdout.contains("storectl apply --yes"),
            "{format}:\n{}",
            run.stdout
        );
    }
}
