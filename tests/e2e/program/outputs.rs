//! What is printed: one JSON document, the pull request's comment, the text.

use serde_json::Value;
use storectl_sandbox::{Options, SAMPLE_PRODUCT};

use crate::support::{QUICK, Store, Workplace, apply};

const CHANGE: &str = "
availability: { pricing: FREE }
listings:
  en-us: { whatsNew: Gears now turn both ways and the search finds them. }
  de-de: null
";

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(&storectl_report::json::schema(
        storectl_report::json::Document::Plan,
    ))
    .unwrap()
}

#[test]
fn the_json_plan_fits_its_schema_and_reads_back() {
    let store = Store::start();
    let plan = Workplace::at(&store, CHANGE)
        .run(&["plan", "--format", "json"])
        .exits(11)
        .json();
    let faults: Vec<String> = validator()
        .iter_errors(&plan)
        .map(|it| it.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:?}\n{plan:#}");
    assert_eq!(plan["format"], "storectl.plan");
    let product = &plan["products"][0];
    assert_eq!(product["status"], "blocked");
    let kinds: Vec<&Value> = product["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["kind"])
        .collect();
    assert_eq!(kinds.last().unwrap(), &"submit");
    let change = product["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["address"] == "listings.en-us.whatsNew")
        .unwrap();
    assert_eq!(change["source"]["line"], 6, "{change:#}");
    assert_eq!(
        serde_json::from_str::<Value>(&plan.to_string()).unwrap(),
        plan
    );
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let store = Store::start();
    let workplace = Workplace::at(&store, CHANGE);
    let planned = || {
        let run = workplace.run(&["plan", "--format", "json"]).exits(11);
        let read_at = run.json()["readAt"].as_str().unwrap().to_owned();
        run.stdout.replacen(&read_at, "READ", 1)
    };
    assert_eq!(planned(), planned());
}

#[test]
fn one_run_writes_all_it_is_asked_for() {
    let store = Store::start();
    let workplace = Workplace::at(&store, CHANGE);
    let run = workplace
        .run(&[
            "plan",
            "--out",
            "markdown=plan.md",
            "--out",
            "json=out/plan.json",
        ])
        .exits(11);
    assert!(run.stdout.contains("listings.en-us"), "{}", run.stdout);
    assert!(workplace.read("plan.md").starts_with("<!-- storectl:plan"));
    let plan: Value = serde_json::from_str(&workplace.read("out/plan.json")).unwrap();
    assert!(plan["planHash"].as_str().unwrap().starts_with("sp1-"));
}

#[test]
fn a_failure_is_one_json_document_too() {
    let workplace = Workplace::empty();
    workplace.manifest("");
    let error = workplace
        .run(&["plan", "--format", "json"])
        .exits(20)
        .json();
    assert_eq!(error["error"]["exit"], 20);
    assert_eq!(error["error"]["code"], "auth");
}

#[test]
fn hostile_text_never_reaches_the_terminal_raw() {
    let store = Store::start();
    let mut product = store.product();
    product.properties.insert(
        "website".into(),
        "https://x.example/\u{1b}]0;gotcha\u{7}\u{202e}".into(),
    );
    store.sandbox.put_product(product);
    let workplace = Workplace::at(&store, "properties: { website: https://www.contoso.com }\n");
    let run = workplace.run(&["plan", "--color", "never"]).exits(0);
    assert!(
        run.stdout.chars().all(|it| it == '\n' || !it.is_control()),
        "{:?}",
        run.stdout
    );
    assert!(!run.stdout.contains('\u{202e}'));
}

#[test]
fn apply_reports_every_step() {
    let store = Store::start();
    let workplace = Workplace::at(
        &store,
        "properties: { website: https://www.contoso.com/widgets }\n",
    );
    let report = workplace.run(&apply(&["--format", "json"])).exits(0).json();
    assert!(report.to_string().contains("\"done\""), "{report:#}");
}

#[test]
fn status_shows_a_ready_draft_and_a_busy_one() {
    let store = Store::start();
    let workplace = Workplace::at(
        &store,
        "properties: { website: https://www.contoso.com/widgets }\n",
    );
    assert!(workplace.run(&["status"]).exits(0).stdout.contains("ready"));
    workplace.run(&apply(&[])).exits(0);
    let id = store.product().submissions[0].id.clone();
    assert!(workplace.run(&["status"]).exits(31).stdout.contains(&id));
}

#[test]
fn markdown_names_every_product_whose_id_can_be_read_valid_or_not() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    let other = SAMPLE_PRODUCT.replace("3e31a9f9", "4e31a9f9");
    workplace.write(
        "other.storectl.yaml",
        format!("apiVersion: storectl/v1\nproductId: {other}\nproperties: {{ website: [1] }}\n"),
    );
    // The valid one has a plan all the same.
    let run = workplace.run(&["plan", "--format", "markdown"]).exits(10);
    for id in [SAMPLE_PRODUCT, other.as_str()] {
        let marker = format!("<!-- storectl:plan v=1 product={id} hash=sp1-");
        assert_eq!(run.stdout.matches(&marker).count(), 1, "{}", run.stdout);
    }
    for command in ["validate", "status"] {
        let run = workplace.run(&[command, "--format", "markdown"]).exits(10);
        for id in [SAMPLE_PRODUCT, other.as_str()] {
            let marker = format!("<!-- storectl:{command} v=1 product={id} hash= -->\n");
            assert_eq!(run.stdout.matches(&marker).count(), 1, "{}", run.stdout);
        }
        let title =
            format!("### ❌ storectl {command} failed for 2 products: 1 error in 2 manifests");
        assert!(run.stdout.contains(&title), "{}", run.stdout);
        let one = [command, "other.storectl.yaml", "--format", "markdown"];
        let run = workplace.run(&one).exits(10);
        let title =
            format!("### ❌ storectl {command} failed for `{other}`: 1 error in 1 manifest");
        assert!(run.stdout.contains(&title), "{}", run.stdout);
    }
}

#[test]
fn quiet_prints_one_line_per_product_and_the_number_of_manifests() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "listings: { en-us: { whatsNew: Gears turn. } }\n");
    let run = workplace.run(&["validate", "-q"]).exits(0);
    assert_eq!(run.stdout, "1 manifest: no errors, no warnings\n");
    let runs = [
        apply(&["-q", "--submit", "never"]),
        vec!["status", "-q"],
        [&["submit", "--yes", "-q"][..], &QUICK].concat(),
    ];
    for arguments in runs {
        let run = workplace.run(&arguments).exits(0);
        let lines: Vec<&str> = run.stdout.lines().filter(|it| !it.is_empty()).collect();
        let [product, manifests] = lines.as_slice() else {
            panic!("{arguments:?}\n{}", run.stdout)
        };
        assert!(product.starts_with("Product "), "{product}");
        assert_eq!(*manifests, "1 manifest.");
        assert_eq!(run.stderr, "", "{arguments:?}");
    }
}

#[test]
fn quiet_prints_why_a_step_failed() {
    let store = Store::with(Options {
        faults: vec!["500@PATCH:/metadata".parse().unwrap()],
        ..Options::default()
    });
    let workplace = Workplace::at(&store, "listings: { en-us: { whatsNew: Gears turn. } }\n");
    let run = workplace.run(&apply(&["-q"])).exits(30);
    assert!(run.stdout.starts_with("Product "), "{}", run.stdout);
    assert!(run.stdout.contains("HTTP 500"), "{}", run.stdout);
    assert!(!run.stdout.contains("– skipped"), "{}", run.stdout);
}
