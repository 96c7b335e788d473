//! `plan --at RECEIPT`: a reviewed rollback to the manifest, the files and the variables of a receipt.

use serde_json::{Value, json};
use storectl_sandbox::SAMPLE_PRODUCT;

use crate::support::{
    Run, Store, Workplace, apply,
    git::{git, receipt},
    images::png,
};

const MANIFEST: &str = "
vars: { version: '1.1' }
listings:
  en-us:
    shortDescription: { file: texts/short.md }
    storeLogos: [images/logo.png]
packages:
  - packageUrl: https://www.contoso.com/downloads/${version}/setup.exe
";

/// A checkout at version 1.2, applied, with the receipt of version 1.1 as submission 1001; returns its commit, too.
fn released(store: &Store) -> (Workplace, String) {
    let workplace = Workplace::at(store, MANIFEST);
    workplace.write("texts/short.md", "Gears of old\n");
    workplace.write("images/logo.png", png(30, 30, 1));
    let workplace = workplace.into_repository();
    let variables =
        json!([{ "name": "version", "value": "1.1", "from": "manifest", "manifest": null }]);
    let commit = workplace.keep_receipt(&receipt("1001", &variables));
    workplace.manifest(
        &MANIFEST
            .replace("1.1", "1.2")
            .replace("texts/short.md", "short.md"),
    );
    std::fs::remove_dir_all(workplace.path().join("texts")).unwrap();
    workplace.write("short.md", "Gears of today\n");
    workplace.write("images/logo.png", png(30, 30, 2));
    workplace.commit();
    workplace.run(&apply(&[])).exits(0);
    (workplace, commit)
}

fn plan(workplace: &Workplace, more: &[&str]) -> Run {
    let arguments = [&["plan", "--format", "json"], more].concat();
    workplace.run(&arguments)
}

fn addresses(plan: &Value) -> Vec<&str> {
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    changes
        .iter()
        .map(|it| it["address"].as_str().unwrap())
        .collect()
}

fn token(plan: &Value) -> String {
    let mut changes = plan["products"][0]["changes"].as_array().unwrap().iter();
    let token = changes.find_map(|it| it["token"].as_str());
    token.unwrap().to_owned()
}

#[test]
fn a_rollback_is_planned_from_the_receipt_and_leaves_the_checkout_as_it_is() {
    let (workplace, commit) = released(&Store::start());
    let before = git(workplace.path(), &["status", "--porcelain"]);
    for wanted in ["1001", &commit, &commit[..7], &commit[..7].to_uppercase()] {
        let plan = plan(&workplace, &["--at", wanted]).exits(11).json();
        assert_eq!(
            addresses(&plan),
            [
                "packages[0].packageUrl",
                "listings.en-us.shortDescription",
                "listings.en-us.storeLogos[0]"
            ],
            "{wanted}"
        );
        let product = &plan["products"][0];
        assert_eq!(product["at"]["commit"], commit.as_str());
        assert_eq!(product["at"]["submissionId"], "1001");
        assert_eq!(product["manifest"], "storectl.yaml");
        assert_eq!(product["changes"][1]["after"], "Gears of old");
        assert_eq!(product["changes"][1]["source"]["file"], "texts/short.md");
        assert_eq!(product["variables"][0]["value"], "1.1");
    }
    assert_eq!(git(workplace.path(), &["status", "--porcelain"]), before);
}

#[test]
fn a_rollback_is_guarded_reviewed_and_applied_from_its_file() {
    let store = Store::start();
    let (mut workplace, _) = released(&store);
    let temporary = tempfile::tempdir().unwrap();
    workplace.set("TMPDIR", temporary.path().to_str().unwrap());
    let blocked = plan(&workplace, &["--at", "1001"]).exits(11);
    assert!(blocked.stderr.contains("--at 1001"), "{}", blocked.stderr);
    assert!(
        !blocked.stderr.contains("in the manifest"),
        "{}",
        blocked.stderr
    );
    let token = token(&blocked.json());
    let out = [
        "--at",
        "1001",
        "--acknowledge",
        &token,
        "--out",
        "json=plan.json",
    ];
    plan(&workplace, &out).exits(0);

    workplace.run(&apply(&["--plan", "plan.json"])).exits(0);
    let product = store.product();
    let listing = &product.listings[0];
    assert_eq!(listing.store_logos.len(), 1);
    let state = store.sandbox.state().to_string();
    assert!(state.contains("Gears of old") && state.contains("downloads/1.1/setup.exe"));
    // The approved plan is done, and the checkout's would undo it.
    workplace.run(&apply(&["--plan", "plan.json"])).exits(0);
    let own = plan(&workplace, &[]).exits(0).json();
    assert_eq!(addresses(&own).len(), 3);
    let left: Vec<_> = std::fs::read_dir(temporary.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_command_that_is_offered_applies_the_plan() {
    let (workplace, commit) = released(&Store::start());
    let token = token(&plan(&workplace, &["--at", "1001"]).exits(11).json());
    let arguments = [
        "plan",
        "--at",
        "1001",
        "--acknowledge",
        &token,
        "--format",
        "markdown",
    ];
    let markdown = workplace.run(&arguments).exits(0).stdout;
    let offered = markdown.lines().find(|it| it.contains("storectl apply"));
    let offered = offered.unwrap().split('`').nth(1).unwrap();
    let words: Vec<&str> = offered.split(' ').skip(2).collect();
    assert_eq!(words[0], "--plan");
    workplace.run(&apply(&words)).exits(0);
    assert!(markdown.contains(&format!("git restore --overlay --source={commit}:files .")));
}

/// The command below the line that offers to pass tokens.
fn offered_with_tokens(text: &str) -> Vec<String> {
    let mut lines = text.lines().skip_while(|it| !it.contains("pass the token"));
    let command = lines.nth(1).unwrap().trim();
    command.split(' ').skip(1).map(str::to_owned).collect()
}

#[test]
fn what_blocks_a_rollback_is_offered_as_a_command_since_nobody_can_edit_its_manifest() {
    let (workplace, _) = released(&Store::start());
    let at = ["plan", "--at", "1001"];
    let text = workplace.run(&at).exits(11).stdout;
    let command = offered_with_tokens(&text);
    assert!(!text.contains("acknowledge:"), "{text}");
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    workplace.run(&words).exits(0);

    let markdown = workplace
        .run(&[&at[..], &["--format", "markdown"]].concat())
        .exits(11)
        .stdout;
    let line = markdown.lines().find(|it| it.contains("pass the token"));
    let offered = line.unwrap().split('`').nth(1).unwrap();
    assert_eq!(
        offered,
        format!("storectl {} --format markdown", command.join(" "))
    );
    assert!(!markdown.contains("acknowledge:"), "{markdown}");
}

#[test]
fn a_blocked_rollback_is_applied_from_its_file_with_the_command_that_is_offered() {
    let (workplace, _) = released(&Store::start());
    let blocked = ["--at", "1001", "--out", "json=plan.json"];
    plan(&workplace, &blocked).exits(11);
    let refused = workplace.run(&apply(&["--plan", "plan.json"])).exits(11);
    let command = offered_with_tokens(&refused.stdout);
    let hint = format!(
        "if intended, pass the token: `storectl {}`",
        command.join(" ")
    );
    assert!(refused.stderr.contains(&hint), "{}", refused.stderr);
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    workplace.run(&words).exits(0);
}

#[test]
fn the_last_line_is_the_command_that_brings_the_files_into_the_checkout() {
    let (workplace, commit) = released(&Store::start());
    workplace.write("below/here/kept.txt", "x");
    for (folder, line) in [
        (
            ".",
            format!("git restore --overlay --source={commit}:files ."),
        ),
        (
            "below/here",
            format!("git -C ../.. restore --overlay --source={commit}:files ."),
        ),
    ] {
        let folder = workplace.path().join(folder);
        let up = workplace.path().to_str().unwrap();
        let mut run = workplace.command(&["plan", "--at", "1001", up]);
        let text = Run::of(run.current_dir(&folder).output().unwrap()).stdout;
        assert_eq!(text.lines().last().unwrap().trim(), line);
        std::fs::write(workplace.path().join("images/logo.png"), "changed").unwrap();
        let words: Vec<&str> = line.split(' ').skip(1).collect();
        git(&folder, &words);
        assert_eq!(workplace.read("texts/short.md"), "Gears of old\n");
        let logo = std::fs::read(workplace.path().join("images/logo.png")).unwrap();
        assert_eq!(logo, png(30, 30, 1));
        assert!(workplace.read("storectl.yaml").contains("'1.1'"));
        assert_eq!(
            workplace.read("short.md"),
            "Gears of today\n",
            "nothing is removed"
        );
        assert_eq!(workplace.read("below/here/kept.txt"), "x");
        git(workplace.path(), &["restore", "."]);
        std::fs::remove_dir_all(workplace.path().join("texts")).unwrap();
    }
}

#[test]
fn variables_are_those_of_the_receipt_and_secrets_are_given_again() {
    let body = "
vars: { version: '1.1', key: { secret: true } }
properties: { certificationNotes: \"demo / ${key}\" }
listings: { en-us: { sortTitle: \"${edition} ${version}\" } }
";
    let mut workplace = Workplace::at(&Store::start(), body).into_repository();
    let variables = json!([
        { "name": "edition", "value": "Gears", "from": "flag", "manifest": null },
        { "name": "key", "value": null, "from": "environment", "manifest": null },
        { "name": "version", "value": "1.0", "from": "environment", "manifest": "1.1" },
    ]);
    workplace.keep_receipt(&receipt("1001", &variables));
    workplace.manifest("properties: { website: https://contoso.com }\n");
    workplace.set("STORECTL_VAR_VERSION", "9");
    let unset = plan(&workplace, &["--at", "1001"]).exits(10);
    assert!(
        unset.stdout.contains("STORECTL_VAR_KEY"),
        "{}",
        unset.stdout
    );
    workplace.set("STORECTL_VAR_KEY", "s3cret-value");
    let run = plan(&workplace, &["--at", "1001"]).exits(0);
    let product = &run.json()["products"][0];
    let titles = product["changes"].as_array().unwrap().iter();
    let title = titles
        .clone()
        .find(|it| it["address"] == "listings.en-us.sortTitle");
    assert_eq!(title.unwrap()["after"], "Gears 1.0");
    assert!(!run.stdout.contains("s3cret-value"));
}

#[test]
fn what_is_not_a_receipt_is_wrong_usage_and_says_so() {
    let (workplace, commit) = released(&Store::start());
    let garbage = workplace.keep_receipt(&json!("garbage"));
    let newer =
        workplace.keep_receipt(&json!({ "format": "storectl.receipt", "formatVersion": "2.0" }));
    let mut other = receipt("1002", &json!([]));
    other["productId"] = json!("4e31a9f9-84e8-4d2d-9eba-487878d02ebf");
    let other = workplace.keep_receipt(&other);
    let mut elsewhere = receipt("1003", &json!([]));
    elsewhere["manifest"] = json!("../storectl.yaml");
    workplace.keep_receipt(&elsewhere);
    let head = git(workplace.path(), &["rev-parse", "HEAD"]);
    for (wanted, why) in [
        ("9999", "no receipt `9999`"),
        ("--help", "no receipt `--help`"),
        ("", "no receipt ``"),
        (&commit[..3], "no receipt"),
        // A commit, but of no receipt.
        (&head, "no receipt"),
        ("HEAD", "no receipt"),
        (&garbage, "cannot be used"),
        (&newer, "its version is 2.0"),
        (&other, "it is for product 4e31a9f9"),
        ("1003", "../storectl.yaml is not one of the files"),
    ] {
        let run = plan(&workplace, &[&format!("--at={wanted}")]).exits(64);
        assert!(run.stderr.contains(why), "{wanted}: {}", run.stderr);
        assert!(run.stderr.contains("receipt"), "{wanted}: {}", run.stderr);
    }
    let name = format!("refs/storectl/applied/{SAMPLE_PRODUCT}");
    git(workplace.path(), &["update-ref", "-d", &name]);
    let run = plan(&workplace, &["--at", "1001"]).exits(64);
    assert!(
        run.stderr.contains("has no receipts of product"),
        "{}",
        run.stderr
    );
    let elsewhere = Workplace::at(&Store::start(), "");
    std::fs::remove_dir(elsewhere.path().join(".git")).unwrap();
    let run = plan(&elsewhere, &["--at", "1001"]).exits(64);
    assert!(run.stderr.contains("no receipt"), "{}", run.stderr);
}

#[test]
fn a_plan_file_whose_receipt_is_not_here_is_stale() {
    let (workplace, _) = released(&Store::start());
    let token = token(&plan(&workplace, &["--at", "1001"]).exits(11).json());
    let out = [
        "--at",
        "1001",
        "--acknowledge",
        &token,
        "--out",
        "json=plan.json",
    ];
    plan(&workplace, &out).exits(0);
    let name = format!("refs/storectl/applied/{SAMPLE_PRODUCT}");
    git(workplace.path(), &["update-ref", "-d", &name]);
    let run = workplace.run(&apply(&["--plan", "plan.json"])).exits(12);
    assert!(run.stderr.contains("receipt"), "{}", run.stderr);
}

#[test]
fn another_runner_rolls_back_and_its_receipt_keeps_the_old_files() {
    let remote = tempfile::tempdir().unwrap();
    git(remote.path(), &["init", "--quiet", "--bare"]);
    let state = remote.path().join("sandbox.json");
    let sandbox = format!("--sandbox={}", state.display());
    let shared = [&sandbox, "--receipts", "git"];
    let release = [&shared[..], &["--wait", "published"]].concat();
    let first = Workplace::empty();
    first.manifest("listings: { en-us: { shortDescription: { file: short.md } } }\n");
    first.write("short.md", "Gears of old\n");
    let first = first.into_repository();
    let address = remote.path().to_str().unwrap();
    git(first.path(), &["remote", "add", "origin", address]);
    first.run(&apply(&release)).exits(0);
    let name = format!("refs/storectl/applied/{SAMPLE_PRODUCT}");
    let old = git(first.path(), &["rev-parse", &name]);
    first.write("short.md", "Gears of today\n");
    first.commit();
    first.run(&apply(&release)).exits(0);
    git(
        first.path(),
        &["push", "--quiet", "origin", "HEAD:refs/heads/main"],
    );

    let second = Workplace::empty();
    std::fs::remove_dir(second.path().join(".git")).unwrap();
    let branch = ["clone", "--quiet", "--branch", "main", address, "."];
    git(second.path(), &branch);
    let at = [&shared[..], &["--at", &old, "--out", "json=plan.json"]].concat();
    plan(&second, &at).exits(0);
    let planned = [&release[..], &["--plan", "plan.json"]].concat();
    second.run(&apply(&planned)).exits(0);
    let kept = git(second.path(), &["show", &format!("{name}:files/short.md")]);
    assert_eq!(kept, "Gears of old");
    assert_eq!(second.read("short.md"), "Gears of today\n");
}

#[test]
fn a_rollback_is_rehearsed_with_the_images_of_the_receipt() {
    let store = Store::start();
    let (workplace, _) = released(&store);
    let from = store.requests(0).len();
    let plan = plan(&workplace, &["--at", "1001", "--rehearse"])
        .exits(11)
        .json();
    let rehearsal = &plan["products"][0]["rehearsal"];
    assert_eq!(rehearsal["ok"], true, "{rehearsal}");
    let writes = rehearsal["requests"]["write"].as_u64().unwrap();
    assert!(writes > 0, "{rehearsal}");
    assert!(store.writes(from).is_empty());
}

#[test]
fn the_commit_that_the_history_lists_names_the_release_made_from_it() {
    let store = Store::start();
    let (workplace, _) = released(&store);
    let mut one = receipt("2001", &json!([]));
    one["commit"] = json!("a".repeat(40));
    let kept = workplace.keep_receipt(&one);
    one["outcome"]["status"] = json!("FAILED");
    let newest = workplace.keep_receipt(&one);
    assert_ne!(kept, newest);
    let plan = |wanted: &str| workplace.run(&["plan", "--at", wanted, "--format", "json"]);
    // A release is one, however many receipts it has.
    let run = plan("aaaaaaaaaaaa").exits(0);
    assert!(run.stdout.contains(&newest[..12]), "{}", run.stdout);
    // Two releases of one commit are told apart by their submissions.
    let mut two = one.clone();
    two["submissionId"] = json!("2002");
    workplace.keep_receipt(&two);
    let run = plan("aaaaaaaaaaaa").exits(64);
    assert!(
        run.stderr.contains("more than one receipt"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("pass the submission"), "{}", run.stderr);
    let run = plan("bbbbbbbbbbbb").exits(64);
    assert!(
        run.stderr.contains("storectl status --history"),
        "{}",
        run.stderr
    );
}
