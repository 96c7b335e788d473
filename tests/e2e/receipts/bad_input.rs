//! Receipts that are garbage, forged, or somebody else's: never more than a two-way plan that says so.

use serde_json::{Value, json};

use super::{
    PRODUCT, Remote, apply_to_git, base, file, git, plan, plan_with_git, receipt, reference,
};
use crate::support::{Run, Store, Workplace, apply};

/// Contents that are no receipt of the product, and what is said of them.
fn contents(good: &Value) -> Vec<(&'static str, Vec<u8>)> {
    let with = |member: &str, value: Value| {
        let mut receipt = good.clone();
        receipt[member] = value;
        receipt.to_string().into_bytes()
    };
    vec![
        ("it ends unexpectedly", Vec::new()),
        ("it is not JSON", b"<<<<<<< HEAD\n".to_vec()),
        ("its format is not storectl.receipt", b"{}".to_vec()),
        ("its version is 2.0", with("formatVersion", json!("2.0"))),
        (
            "it is for product",
            with("productId", json!("4e31a9f9-84e8-4d2d-9eba-487878d02ebf")),
        ),
        (
            "is not a time in UTC",
            with("submittedAt", json!("yesterday")),
        ),
        (
            "it does not have the format of a receipt",
            with("values", json!([])),
        ),
        ("is larger than", vec![b' '; 5 * 1024 * 1024]),
    ]
}

#[track_caller]
fn is_two_way(run: &Run, why: &str) {
    let base = base(run);
    assert_eq!(base["kind"], "none", "{why}: {base}");
    let reason = base["reason"].as_str().unwrap();
    assert!(reason.contains(why), "{why}: {reason}");
    let about = |it: &str| it.starts_with("warning:") && it.contains("receipt") && it.contains(why);
    assert!(run.stderr.lines().any(about), "{why}: {}", run.stderr);
    assert_eq!(
        run.json()["products"][0]["changes"][0]["origin"],
        json!(null)
    );
}

#[test]
fn a_file_that_is_no_receipt_makes_the_plan_two_way_and_is_kept_beside_the_next_one() {
    let store = Store::start();
    let workplace = Remote::new().first_clone(&store);
    workplace.run(&apply(&["--wait", "published"])).exits(0);
    let good = receipt(&workplace);
    let path = file(&workplace);
    for (number, (why, content)) in contents(&good).into_iter().enumerate() {
        std::fs::write(&path, &content).unwrap();
        workplace.write("texts/description.md", format!("Text {number}.\n"));
        is_two_way(&plan(&workplace, &[]), why);
        workplace.run(&apply(&["--wait", "published"])).exits(0);
        assert!(receipt(&workplace)["submissionId"].is_string(), "{why}");
        let aside = format!("{}.unreadable", path.display());
        assert_eq!(std::fs::read(aside).unwrap(), content, "{why}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_the_file_is_not_followed() {
    let store = Store::start();
    let workplace = Remote::new().first_clone(&store);
    workplace.run(&apply(&["--wait", "published"])).exits(0);
    let path = file(&workplace);
    let target = workplace.path().join("target.json");
    std::fs::rename(&path, &target).unwrap();
    std::os::unix::fs::symlink(&target, &path).unwrap();
    let before = std::fs::read(&target).unwrap();
    workplace.write("texts/description.md", "What gears do now.\n");
    is_two_way(&plan(&workplace, &[]), "is a symbolic link");
    workplace.run(&apply(&["--wait", "published"])).exits(0);
    assert_eq!(std::fs::read(&target).unwrap(), before);
    assert!(std::fs::symlink_metadata(&path).unwrap().is_file());
}

/// Replaces the remote's receipt by a commit that holds these bytes at a path, as a file or a link.
pub(super) fn forge(
    remote: &Remote,
    workplace: &Workplace,
    mode: &str,
    name: &str,
    content: &[u8],
) {
    let scratch = workplace.path().join(".git/forged");
    std::fs::write(&scratch, content).unwrap();
    let scratch = scratch.to_str().unwrap().to_owned();
    let blob = git(
        remote.path(),
        &["hash-object", "-w", "--no-filters", &scratch],
    );
    let list = workplace.path().join(".git/list");
    std::fs::write(&list, format!("{mode} blob {blob}\t{name}\n")).unwrap();
    let output = std::process::Command::new("git")
        .arg("mktree")
        .current_dir(remote.path())
        .stdin(std::fs::File::open(list).unwrap())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let tree = String::from_utf8(output.stdout).unwrap();
    let commit = git(remote.path(), &["commit-tree", "-m", "forged", tree.trim()]);
    git(remote.path(), &["update-ref", &reference(), &commit]);
}

#[test]
fn a_ref_that_holds_no_receipt_makes_the_plan_two_way() {
    let store = Store::start();
    let remote = Remote::new();
    let first = remote.first_clone(&store);
    first
        .run(&apply(&["--receipts", "git", "--wait", "published"]))
        .exits(0);
    let good = receipt(&first);
    let runner = remote.runner(&store);
    runner.write("texts/description.md", "What gears do now.\n");
    for (why, content) in contents(&good) {
        forge(&remote, &runner, "100644", "receipt.json", &content);
        is_two_way(&plan_with_git(&runner), why);
        // Not even the file of the machine that made the last one is trusted then.
        first.write("texts/description.md", "What gears do now.\n");
        is_two_way(&plan_with_git(&first), why);
    }
    forge(&remote, &runner, "100644", "other.json", b"{}");
    is_two_way(&plan_with_git(&runner), "it has no receipt.json");
    forge(&remote, &runner, "120000", "receipt.json", b"/etc/passwd");
    is_two_way(
        &plan_with_git(&runner),
        "its receipt.json is not a regular file",
    );
}

#[test]
fn receipts_of_another_store_are_skipped_and_named() {
    let store = Store::start();
    let remote = Remote::new();
    let first = remote.first_clone(&store);
    first
        .run(&apply(&["--receipts", "git", "--wait", "published"]))
        .exits(0);
    let other = Store::start();
    let elsewhere = remote.runner(&other);
    let run = plan_with_git(&elsewhere);
    assert_eq!(base(&run)["reason"], "no receipt yet");
    let named = format!("for {} are skipped", store.address);
    assert!(
        run.stderr.contains("receipt") && run.stderr.contains(&named),
        "{}",
        run.stderr
    );
    apply_to_git(&elsewhere);
    // Behind the other Store's, this one's is found.
    let run = plan_with_git(&remote.runner(&store));
    assert_eq!(base(&run)["submissionId"], receipt(&first)["submissionId"]);
}

#[test]
fn a_commit_that_nobody_has_is_named() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    workplace.run(&apply(&["--wait", "published"])).exits(0);
    let mut forged = receipt(&workplace);
    for commit in ["f".repeat(40), "--upload-pack=x".to_owned()] {
        forged["commit"] = json!(commit);
        std::fs::write(file(&workplace), forged.to_string()).unwrap();
        let run = plan(&workplace, &[]);
        let about = |it: &str| it.contains("receipt") && it.contains(&commit);
        assert!(run.stderr.lines().any(about), "{}", run.stderr);
    }
}

#[test]
fn a_ref_that_was_rewritten_is_named() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    workplace
        .run(&apply(&["--receipts", "git", "--wait", "published"]))
        .exits(0);
    let runner = remote.runner(&store);
    assert!(!plan_with_git(&runner).stderr.contains("rewritten"));
    let good = receipt(&workplace).to_string();
    forge(&remote, &runner, "100644", "receipt.json", good.as_bytes());
    let run = plan_with_git(&runner);
    let about =
        |it: &str| it.contains("receipt") && it.contains("rewritten") && it.contains(PRODUCT);
    assert!(run.stderr.lines().any(about), "{}", run.stderr);
    assert_eq!(base(&run)["kind"], "receipt");
    assert!(
        !plan_with_git(&runner).stderr.contains("rewritten"),
        "said once"
    );
}

#[test]
fn a_ref_that_is_no_commit_is_not_called_rewritten() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    workplace
        .run(&apply(&["--receipts", "git", "--wait", "published"]))
        .exits(0);
    let tree = git(
        remote.path(),
        &["rev-parse", &format!("{}^{{tree}}", reference())],
    );
    git(remote.path(), &["update-ref", &reference(), &tree]);
    let runner = remote.runner(&store);
    for _ in 0..2 {
        let run = plan_with_git(&runner);
        assert!(!run.stderr.contains("rewritten"), "{}", run.stderr);
    }
}

#[test]
fn a_published_submission_that_the_store_does_not_know_is_no_base_and_proves_nothing() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    let published = ["--receipts", "git", "--wait", "published"];
    workplace.run(&apply(&published)).exits(0);
    let mut forged = receipt(&workplace);
    assert_eq!(forged["outcome"]["status"], "PUBLISHED");
    forged["submissionId"] = json!("4711");
    let runner = remote.runner(&store);
    let content = forged.to_string();
    forge(
        &remote,
        &runner,
        "100644",
        "receipt.json",
        content.as_bytes(),
    );
    let from = store.requests(0).len();
    let run = plan_with_git(&runner);
    let asked = store.requests(from);
    assert!(
        asked.contains(&"GET /submission/4711/status".to_owned()),
        "{asked:?}"
    );
    assert_eq!(base(&run)["kind"], "none");
    let reason = base(&run)["reason"].as_str().unwrap().to_owned();
    assert!(reason.contains("submission 4711"), "{reason}");
    let product = &run.json()["products"][0];
    assert_eq!(product["submissionKnown"], false);
    assert_eq!(product["lastSubmission"], json!(null));
}
