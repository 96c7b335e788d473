//! What receipts remember of installers, and releases that name the plan they were made with.

use serde_json::{Value, json};
use storectl_sandbox::SAMPLE_PRODUCT;

use super::{Case, NEW};
use crate::support::host::fixture;

impl Case {
    /// The receipt of the product.
    fn receipt(&self) -> Value {
        let folder = self.workplace.path().join(".storectl/receipts");
        let mut files = std::fs::read_dir(folder)
            .unwrap()
            .map(|it| it.unwrap().path());
        let file = files
            .find(|it| it.to_string_lossy().contains(SAMPLE_PRODUCT))
            .unwrap();
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    }
}

#[test]
fn a_receipt_keeps_what_identifies_the_bytes() {
    let case = Case::new();
    let plan = case.planned(&[], 0);
    case.apply(&[]).exits(0);
    let receipt = case.receipt();
    let installers = receipt["installers"].as_array().unwrap();
    let [installer] = installers.as_slice() else {
        panic!("{receipt}");
    };
    let seen = super::seen(&plan);
    assert_eq!(installer["length"], fixture("plain-signed.exe").len());
    assert_eq!(installer["version"], "1.5.0");
    assert_eq!(installer["etag"], seen["http"]["etag"]);
    assert_eq!(installer["partsDigest"], seen["partsDigest"]);
    assert!(installer["partsDigest"].is_string(), "{receipt}");
}

#[test]
fn a_receipt_of_a_run_that_looked_at_nothing_keeps_nothing() {
    let case = Case::new();
    case.apply(&["--preflight", "off"]).exits(0);
    assert_eq!(
        case.receipt().get("installers").unwrap_or(&json!([])),
        &json!([])
    );
    assert_eq!(case.host.requests_since(), Vec::<String>::new());
}

#[test]
fn the_plan_that_release_shows_is_the_one_that_apply_expects() {
    let case = Case::new();
    let url = case.at("${version}/setup.exe");
    case.workplace.manifest(&format!(
        "vars: {{ version: 1.4.0 }}\npackages:\n  - packageUrl: {url}\n"
    ));
    let run = case.workplace.run(&["release", "1.5.0"]).exits(0);
    let at = run.stderr.find("sp1-");
    let at = at.unwrap_or_else(|| panic!("{}", run.stderr));
    let hash: String = run.stderr[at..].chars().take("sp1-".len() + 32).collect();
    case.apply(&["--expect", &hash]).exits(0);
    assert_eq!(case.store.product().submissions.len(), 1);
    let packages = &case.store.product().packages;
    assert_eq!(packages[0].fields["packageUrl"], case.at(NEW));
}
