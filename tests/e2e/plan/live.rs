//! `plan --save-live` and `plan --live`: plans without credentials.

use serde_json::{Value, json};
use storectl_sandbox::{Options, SAMPLE_PRODUCT};

use crate::support::{Run, Store, Workplace, images, repository};

const CHANGES: &str = "
availability: { markets: [US, CA, DE, NO, GB] }
properties: { website: https://www.contoso.com/widgets }
packages:
  - { packageUrl: https://www.contoso.com/downloads/1.2/setup.exe }
listings:
  en-us: { whatsNew: Gears now turn both ways and the search finds them. }
";

/// What a job with credentials does: `plan --save-live live.json`, and whatever else.
pub(super) fn save(workplace: &Workplace, more: &[&str]) -> Run {
    // A plan of a snapshot looks at no installers (forms.md, Receipts 16).
    let saving = ["plan", "--save-live", "live.json", "--preflight", "off"];
    let arguments = [&saving, more].concat();
    workplace.run(&arguments)
}

/// The same workplace as a fork's job finds it: without credentials, and without an address.
pub(super) fn without_credentials(mut workplace: Workplace) -> Workplace {
    for name in [
        "ENDPOINT",
        "AUTHORITY",
        "TENANT_ID",
        "CLIENT_ID",
        "CLIENT_SECRET",
        "SELLER_ID",
    ] {
        workplace.set(&format!("STORECTL_{name}"), "");
    }
    workplace
}

pub(super) fn offline(workplace: &Workplace, more: &[&str]) -> Run {
    workplace.run(&[&["plan", "--live", "live.json"], more].concat())
}

/// A plan document without what a snapshot changes in it.
pub(super) fn comparable(mut plan: Value) -> String {
    plan["readAt"].take();
    plan["live"].take();
    plan["summary"]["requests"]["get"].take();
    without_flags(&format!("{plan:#}"))
}

/// A result whose commands to copy name no snapshot.
fn without_flags(text: &str) -> String {
    text.replace(" --preflight off", "")
        .replace(" --save-live live.json", "")
        .replace(" --live live.json", "")
}

/// What an offer to take the Store's value begins with.
const TAKES: &str = "storectl import --update";

/// A plan for people without the lines that a snapshot changes.
fn lines(text: &str) -> String {
    // Nobody takes a value of the Store without asking it.
    let is_offer = |it: &str| it.is_empty() || it.contains(TAKES);
    let is_changed = |it: &str| it.starts_with("offline: ") || is_offer(it);
    let lines = text.lines().filter(|it| !is_changed(it));
    let read = |it: &str| match it.split_once("Read with ") {
        Some((before, after)) => {
            let (_, after) = after.split_once(' ').unwrap();
            format!(
                "{before}Read with N {}",
                after.replacen("requests", "request", 1)
            )
        }
        None => it.to_owned(),
    };
    without_flags(&lines.map(read).collect::<Vec<_>>().join("\n"))
}

#[track_caller]
fn same_lines(ours: &str, theirs: &str) {
    let (ours, theirs) = (ours.lines(), theirs.lines());
    let differ = ours.clone().zip(theirs.clone()).find(|(a, b)| a != b);
    assert_eq!(differ, None);
    assert_eq!(ours.count(), theirs.count());
}

#[track_caller]
pub(super) fn equals_the_plan_it_was_saved_beside(workplace: Workplace, arguments: &[&str]) {
    equals_in(&["json", "text", "markdown"], workplace, arguments);
}

#[track_caller]
fn equals_in(formats: &[&str], workplace: Workplace, arguments: &[&str]) {
    let online = formats.iter().map(|format| {
        let run = save(&workplace, &[&["--format", format], arguments].concat());
        (*format, run.code, run.stdout)
    });
    let online: Vec<_> = online.collect();
    let workplace = without_credentials(workplace);
    for (format, code, online) in online {
        let run = offline(&workplace, &[&["--format", format], arguments].concat()).exits(code);
        if format == "json" {
            let stamp = &run.json()["live"];
            assert_eq!(stamp["file"], "live.json");
            assert!(stamp["age"].as_u64().unwrap() < 60, "{stamp}");
            assert_eq!(run.json()["summary"]["requests"]["get"], 0);
            let online: Value = serde_json::from_str(&online).unwrap();
            same_lines(&comparable(run.json()), &comparable(online));
        } else {
            assert!(run.stdout.contains("live.json"), "{}", run.stdout);
            assert!(!run.stdout.contains(TAKES), "{}", run.stdout);
            same_lines(&lines(&run.stdout), &lines(&online));
        }
    }
}

#[test]
fn a_plan_from_a_snapshot_is_the_plan_it_was_saved_beside() {
    let store = Store::start();
    equals_the_plan_it_was_saved_beside(Workplace::at(&store, CHANGES), &[]);
}

#[test]
fn a_plan_of_the_examples_from_a_snapshot_is_the_plan_it_was_saved_beside() {
    let folder = repository().join("examples/contoso-widgets/storectl.yaml");
    let manifest = std::fs::read_to_string(folder).unwrap();
    // Certification notes are the one field that a snapshot does not keep.
    let manifest: Vec<&str> = manifest
        .lines()
        .filter(|it| !it.contains("certificationNotes"))
        .collect();
    for example in ["examples/contoso-widgets", "examples/minimal"] {
        let store = Store::start();
        let workplace = Workplace::at(&store, "").with_examples();
        workplace.write(
            "examples/contoso-widgets/storectl.yaml",
            manifest.join("\n"),
        );
        equals_the_plan_it_was_saved_beside(workplace, &[example]);
    }
}

#[test]
fn a_blocked_plan_is_saved_and_made_again_as_well() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "listings: { de-de: null }\n");
    save(&workplace, &[]).exits(11);
    equals_the_plan_it_was_saved_beside(workplace, &[]);
}

#[test]
fn a_product_with_a_submission_in_progress_is_busy_in_its_snapshot_too() {
    let store = Store::with(Options {
        interpretations: "submission-reads=100".parse().unwrap(),
        ..Options::default()
    });
    let workplace = Workplace::at(&store, CHANGES);
    workplace.manifest("properties: { website: https://www.contoso.com/new }\n");
    workplace.run(&crate::support::apply(&[])).exits(0);
    workplace.manifest("properties: { website: https://www.contoso.com/newer }\n");
    std::fs::remove_dir_all(workplace.path().join(".storectl")).unwrap();
    equals_the_plan_it_was_saved_beside(workplace, &[]);
}

const IMAGES: &str = "
listings:
  en-us:
    screenshots: [one.png, two.png, new.png]
";

/// A manifest of images, of which the first two are in the Store: one byte for byte, one in another encoding.
fn images_at(store: &Store) -> Workplace {
    let workplace = Workplace::at(
        store,
        "listings: { en-us: { screenshots: [one.png, two.png] } }\n",
    );
    workplace.write("one.png", images::png(1366, 768, 1));
    workplace.write("two.png", images::png(1366, 768, 2));
    workplace
        .run(&crate::support::apply(&["--submit", "never"]))
        .exits(0);
    let _ = std::fs::remove_dir_all(workplace.path().join(".cache"));
    workplace.write(
        "two.png",
        images::encoded(1366, 768, 2, images::Encoding::Other),
    );
    workplace.write("new.png", images::png(1366, 768, 3));
    workplace.manifest(IMAGES);
    workplace
}

#[test]
fn images_are_recognized_by_what_was_known_of_them() {
    let store = Store::start();
    let workplace = images_at(&store);
    // Every run decodes every image.
    equals_in(&["json"], workplace, &[]);
}

#[test]
fn images_that_could_not_be_read_cannot_be_told_offline_either() {
    let store = Store::with(Options {
        interpretations: "blob-reads=private".parse().unwrap(),
        ..Options::default()
    });
    equals_in(&["json"], images_at(&store), &[]);
}

#[test]
fn a_pull_request_from_a_fork_is_planned_without_anything() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "properties: { website: https://www.contoso.com }\n");
    save(&workplace, &[]).exits(0);
    let fork = without_credentials(Workplace::at(&store, CHANGES));
    fork.write("live.json", workplace.read("live.json"));
    let so_far = store.requests(0).len();
    let plan = offline(&fork, &["--format", "json"]).exits(0).json();
    assert_eq!(store.requests(0).len(), so_far);
    let address = |it: &Value| it["address"].as_str().unwrap().to_owned();
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    assert!(
        changes
            .iter()
            .map(address)
            .any(|it| it == "properties.website")
    );
    assert_eq!(plan["endpoint"], store.address);
}

#[test]
fn an_old_snapshot_and_one_from_the_future_are_12() {
    let store = Store::start();
    let workplace = Workplace::at(&store, CHANGES);
    save(&workplace, &[]).exits(0);
    let mut snapshot: Value = serde_json::from_str(&workplace.read("live.json")).unwrap();
    let workplace = without_credentials(workplace);
    for (read_at, word) in [
        ("2020-01-01T00:00:00Z", "old"),
        ("2999-01-01T00:00:00Z", "future"),
    ] {
        snapshot["readAt"] = read_at.into();
        workplace.write("live.json", snapshot.to_string());
        let run = offline(&workplace, &[]).exits(12);
        assert!(
            run.stderr.contains("live.json") && run.stderr.contains(word),
            "{}",
            run.stderr
        );
    }
    snapshot["readAt"] = "2020-01-01T00:00:00Z".into();
    workplace.write("live.json", snapshot.to_string());
    offline(&workplace, &["--max-age", "8760h"]).exits(12);
}

#[test]
fn a_snapshot_that_is_young_enough_is_a_matter_of_max_age() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    save(&workplace, &[]).exits(0);
    let run = offline(&workplace, &["--max-age", "0s"]);
    assert!([0, 12].contains(&run.code), "{}", run.stderr);
    offline(&workplace, &["--max-age", "1h"]).exits(0);
    workplace.run(&["plan", "--max-age", "1h"]).exits(64);
}

#[test]
fn what_is_no_snapshot_is_1_and_named() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    save(&workplace, &[]).exits(0);
    let snapshot = workplace.read("live.json");
    let with = |name: &str, value: Value| {
        let mut document: Value = serde_json::from_str(&snapshot).unwrap();
        document[name] = value;
        document.to_string()
    };
    let half = snapshot.get(..snapshot.len() / 2).unwrap().to_owned();
    let twice = {
        let mut document: Value = serde_json::from_str(&snapshot).unwrap();
        let products = document["products"].as_array_mut().unwrap();
        products.push(products[0].clone());
        document.to_string()
    };
    for content in [
        String::new(),
        "\u{0}\u{1}garbage".to_owned(),
        "{}".to_owned(),
        "[1]".to_owned(),
        half,
        twice,
        with("format", json!("storectl.plan")),
        with("formatVersion", json!("2.0")),
        with("formatVersion", json!("::error::2")),
        with("readAt", json!("yesterday")),
        with("products", json!([{ "productId": "../../x" }])),
        "[".repeat(200_000),
    ] {
        workplace.write("live.json", &content);
        let run = offline(&workplace, &[]).exits(1);
        assert!(run.stderr.contains("live.json"), "{}", run.stderr);
        assert!(!run.stderr.contains("\n::error::"), "{}", run.stderr);
    }
    std::fs::remove_file(workplace.path().join("live.json")).unwrap();
    let run = offline(&workplace, &[]).exits(1);
    assert!(run.stderr.contains("live.json"), "{}", run.stderr);
}

#[test]
fn fields_of_a_later_version_are_ignored() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    save(&workplace, &[]).exits(0);
    let mut document: Value = serde_json::from_str(&workplace.read("live.json")).unwrap();
    document["formatVersion"] = "1.9".into();
    document["news"] = json!({ "a": 1 });
    document["products"][0]["news"] = json!([1]);
    workplace.write("live.json", document.to_string());
    offline(&workplace, &[]).exits(0);
}

#[test]
fn a_snapshot_of_another_store_or_seller_is_refused_and_both_are_named() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    save(&workplace, &[]).exits(0);
    let other = "https://store.example";
    let run = offline(&workplace, &["--endpoint", other]).exits(64);
    assert!(
        run.stderr.contains(other) && run.stderr.contains(&store.address),
        "{}",
        run.stderr
    );
    let run = offline(&workplace, &["--sandbox"]).exits(64);
    assert!(run.stderr.contains("sandbox"), "{}", run.stderr);
    let run = offline(&workplace, &["--seller-id", "999"]).exits(20);
    assert!(
        run.stderr.contains("999") && run.stderr.contains("123456892"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_product_that_the_snapshot_lacks_is_an_error_of_its_own() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    save(&workplace, &[]).exits(0);
    let other = SAMPLE_PRODUCT.replace("3e31", "4e31");
    workplace.write(
        "other.storectl.yaml",
        format!("apiVersion: storectl/v1\nproductId: {other}\n"),
    );
    let plan = offline(&workplace, &["--format", "json"]).exits(1).json();
    let status = |at: usize| plan["products"][at]["status"].as_str().unwrap().to_owned();
    assert_eq!([status(0), status(1)], ["error", "unchanged"]);
}

#[test]
fn a_hostile_value_of_a_snapshot_starts_no_line_and_no_command() {
    let store = Store::start();
    let workplace = Workplace::at(&store, CHANGES);
    save(&workplace, &[]).exits(0);
    let hostile = "\n::error::owned\u{1b}[2J##[error]x";
    let mut document: Value = serde_json::from_str(&workplace.read("live.json")).unwrap();
    let product = &mut document["products"][0];
    product["draft"]["properties"]["website"] = hostile.into();
    product["draft"]["properties"]["genres"] = json!([hostile]);
    product["messages"] = json!([{ "code": "warning", "message": hostile, "target": "x" }]);
    product["withheld"] = json!(["listings.en-us.whatsNew"]);
    workplace.write("live.json", document.to_string());
    for format in ["text", "markdown", "json"] {
        let run = offline(&workplace, &["--format", format, "-v"]).exits(0);
        for output in [&run.stdout, &run.stderr] {
            assert!(!output.contains("::error::"), "{output}");
            assert!(!output.contains("##[error]"), "{output}");
            assert!(!output.contains('\u{1b}'), "{output}");
        }
    }
}

#[test]
fn a_snapshot_is_written_over_nothing_that_the_run_reads() {
    let store = Store::start();
    let workplace = Workplace::at(
        &store,
        "listings: { en-us: { description: { file: text.md } } }\n",
    );
    workplace.write("text.md", "Gears for everyone who has a workshop.");
    for file in ["storectl.yaml", "text.md", ".storectl/live.json"] {
        workplace.run(&["plan", "--save-live", file]).exits(64);
    }
    workplace
        .run(&[
            "plan",
            "--save-live",
            "same.json",
            "--out",
            "json=same.json",
        ])
        .exits(64);
    workplace
        .run(&["plan", "--live", "same.json", "--out", "json=same.json"])
        .exits(64);
    workplace.run(&["plan", "--save-live", "."]).exits(1);
    assert!(store.requests(0).is_empty());
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_snapshot_is_followed_neither_to_read_nor_to_write() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    save(&workplace, &[]).exits(0);
    std::os::unix::fs::symlink("live.json", workplace.path().join("link.json")).unwrap();
    workplace.run(&["plan", "--live", "link.json"]).exits(1);
    workplace
        .run(&["plan", "--save-live", "link.json"])
        .exits(1);
}

#[test]
fn only_plan_takes_a_snapshot() {
    let workplace = Workplace::at(&Store::start(), "");
    let run = workplace
        .run(&["apply", "--yes", "--live", "live.json"])
        .exits(64);
    assert!(
        run.stderr.contains("--live is a flag of `storectl plan`"),
        "{}",
        run.stderr
    );
}

#[test]
fn only_plan_rehearses() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    for command in ["apply", "submit", "validate"] {
        let run = workplace.run(&[command, "--rehearse"]).exits(64);
        assert!(
            run.stderr
                .contains("--rehearse is a flag of `storectl plan`"),
            "{command}: {}",
            run.stderr
        );
    }
    assert!(store.requests(0).is_empty());
}
