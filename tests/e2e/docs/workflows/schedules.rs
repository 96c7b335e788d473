//! What runs on a schedule: `follow.yml` and `drift.yml`.

use storectl_sandbox::{Options, Product};

use super::{merge::merge, runner::Runner};
use crate::support::{Store, git::git};

/// A Store that holds what a runner's main says, published through the workflows.
pub(super) fn released(store: &Store) -> Runner {
    let mut runner = Runner::new(store);
    runner.job("plan-on-pr.yml", "plan").fails_at(None);
    merge(&mut runner).fails_at(None);
    runner
}

/// Changes the draft, as somebody in Partner Center does.
pub(super) fn in_partner_center(store: &Store, text: &str) {
    let mut product: Product = store.product();
    let mut listings = product.listings.iter_mut();
    let listing = listings.find(|it| it.language == "en-us").unwrap();
    listing
        .fields
        .insert("shortDescription".to_owned(), text.into());
    store.sandbox.put_product(product);
}

fn request(runner: &Runner) -> serde_json::Value {
    serde_json::from_str(&runner.workplace.read("github/pull-request.json")).unwrap()
}

/// A new job starts from main as the remote has it.
fn new_job(runner: &Runner) {
    let root = runner.root();
    git(&root, &["switch", "--quiet", "--force", "main"]);
    git(&root, &["clean", "--quiet", "--force", "store"]);
    let branches = git(&root, &["branch", "--format=%(refname:short)"]);
    for branch in branches.lines().filter(|it| *it != "main") {
        git(&root, &["branch", "--quiet", "--delete", "--force", branch]);
    }
}

#[test]
fn drift_opens_one_pull_request_and_closes_it_when_the_difference_is_gone() {
    let store = Store::start();
    let mut runner = released(&store);
    runner.job("drift.yml", "drift").fails_at(None);
    assert!(!runner.root().join("github/pull-request.json").exists());

    for text in [
        "Gears, as marketing likes them",
        "Gears, as marketing loves them",
    ] {
        new_job(&runner);
        in_partner_center(&store, text);
        runner.job("drift.yml", "drift").fails_at(None);
        assert_eq!(request(&runner)["state"], "OPEN");
        let shown = ["show", "store-drift:store/storectl.yaml"];
        let pushed = git(&runner.root().join("origin.git"), &shown);
        assert!(pushed.contains(text), "{pushed}");
        assert!(!git(&runner.root(), &["show", "--stat", "store-drift"]).contains(".storectl"));
    }

    new_job(&runner);
    in_partner_center(&store, "Gears for all of us");
    runner.job("drift.yml", "drift").fails_at(None);
    assert_eq!(request(&runner)["state"], "CLOSED");
    let branches = git(
        &runner.root().join("origin.git"),
        &["branch", "--list", "store-drift"],
    );
    assert_eq!(branches, "");
}

#[test]
fn drift_that_comes_back_opens_another_pull_request() {
    let store = Store::start();
    let mut runner = released(&store);
    let closed = r#"{ "state": "CLOSED", "head": "store-drift" }"#;
    runner.workplace.write("github/pull-request.json", closed);
    in_partner_center(&store, "Gears, as marketing likes them");
    runner.job("drift.yml", "drift").fails_at(None);
    assert_eq!(request(&runner)["state"], "OPEN");
}

#[test]
fn drift_that_a_person_declined_stays_closed_until_it_changes_or_the_branch_is_deleted() {
    let store = Store::start();
    let mut runner = released(&store);
    let drift = |runner: &mut Runner| {
        new_job(runner);
        runner.job("drift.yml", "drift").fails_at(None);
        request(runner)["state"].as_str().unwrap().to_owned()
    };
    let close = |runner: &Runner| {
        let closed = r#"{ "state": "CLOSED", "head": "store-drift" }"#;
        runner.workplace.write("github/pull-request.json", closed);
    };
    in_partner_center(&store, "Gears, as marketing likes them");
    assert_eq!(drift(&mut runner), "OPEN");
    close(&runner);
    assert_eq!(drift(&mut runner), "CLOSED");
    // main moves on elsewhere.
    new_job(&runner);
    runner.workplace.write("src/main.c", "int main() {}");
    runner.commit();
    assert_eq!(drift(&mut runner), "CLOSED");
    in_partner_center(&store, "Gears, as marketing loves them");
    assert_eq!(drift(&mut runner), "OPEN");
    close(&runner);
    git(
        &runner.root(),
        &["push", "--quiet", "origin", "--delete", "store-drift"],
    );
    assert_eq!(drift(&mut runner), "OPEN");
}

#[test]
fn a_published_submission_makes_its_release_public() {
    let store = Store::start();
    let mut runner = released(&store);
    let release = "github/release-v1.4.2.json";
    runner
        .workplace
        .write(release, r#"{ "isPrerelease": true }"#);
    // The first look finds it in certification.
    runner.job("follow.yml", "follow").fails_at(None);
    runner.job("follow.yml", "follow").fails_at(None);
    let left: serde_json::Value = serde_json::from_str(&runner.workplace.read(release)).unwrap();
    assert_eq!(left["isPrerelease"], false);
    assert_eq!(left["isLatest"], true);
    assert!(
        runner.summary().contains("published"),
        "{}",
        runner.summary()
    );
    // Again, where nothing is left to do.
    let job = runner.job("follow.yml", "follow");
    job.fails_at(None);
    assert_eq!(
        left,
        serde_json::from_str::<serde_json::Value>(&runner.workplace.read(release)).unwrap()
    );
}

/// Options under which certification does not end.
pub(super) fn in_certification() -> Options {
    Options {
        interpretations: "submission-time=3600000".parse().unwrap(),
        ..Options::default()
    }
}

#[test]
fn a_submission_in_certification_is_a_notice_and_keeps_the_release_a_prerelease() {
    let store = Store::with(in_certification());
    let mut runner = released(&store);
    let release = r#"{ "isPrerelease": true }"#;
    runner
        .workplace
        .write("github/release-v1.4.2.json", release);
    let job = runner.job("follow.yml", "follow");
    job.fails_at(None);
    let follow = &job.runs["Follow"].stdout;
    assert!(follow.contains("::notice title=Store::"), "{follow}");
    assert_eq!(runner.workplace.read("github/release-v1.4.2.json"), release);
}

#[test]
fn a_failed_certification_fails_the_job() {
    let options = Options {
        interpretations: "submission-outcome=failed".parse().unwrap(),
        ..Options::default()
    };
    let store = Store::with(options);
    let mut runner = released(&store);
    // The first look finds it in certification.
    runner.job("follow.yml", "follow").fails_at(None);
    let job = runner.job("follow.yml", "follow");
    job.fails_at(Some("Follow"));
    assert_eq!(job.runs["Follow"].code, 22);
    // It is reported once.
    let job = runner.job("follow.yml", "follow");
    job.fails_at(None);
    let said = &job.runs["Follow"].stdout;
    assert!(
        said.contains("::notice title=Store::certification failed"),
        "{said}"
    );
}
