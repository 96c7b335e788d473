//! Receipts on a ref of git.

use serde_json::json;

use super::{Remote, apply_to_git, base, commit, file, git, plan_with_git, receipt, reference};
use crate::support::{QUICK, Store, apply};

#[test]
fn an_apply_pushes_the_receipt_with_the_manifest_and_its_files_as_applied() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    // What git would convert is kept as it is.
    git(workplace.path(), &["config", "core.autocrlf", "input"]);
    let run = apply_to_git(&workplace);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    let pushed = remote.receipt();
    assert_eq!(pushed, receipt(&workplace));
    assert_eq!(
        pushed["commit"],
        json!(git(workplace.path(), &["rev-parse", "HEAD"]))
    );
    assert_eq!(pushed["dirty"], false);
    let listed = ["ls-tree", "-r", "--name-only", &reference()];
    let files = git(remote.path(), &listed);
    let expected = [
        "files/storectl.yaml",
        "files/texts/description.md",
        "receipt.json",
    ];
    assert_eq!(files.lines().collect::<Vec<_>>(), expected);
    for name in ["storectl.yaml", "texts/description.md"] {
        let show = ["cat-file", "blob", &format!("{}:files/{name}", reference())];
        let output = std::process::Command::new("git")
            .args(show)
            .current_dir(remote.path())
            .output()
            .unwrap();
        let here = std::fs::read(workplace.path().join(name)).unwrap();
        assert_eq!(output.stdout, here, "{name}");
    }
}

#[test]
fn another_machine_plans_with_the_receipt_and_its_own_goes_on_top() {
    let store = Store::start();
    let remote = Remote::new();
    let first = remote.first_clone(&store);
    apply_to_git(&first);
    let second = remote.runner(&store);
    let planned = base(&plan_with_git(&second));
    assert_eq!(planned["kind"], "receipt");
    assert_eq!(planned["submissionId"], receipt(&first)["submissionId"]);
    let watch = ["status", "--watch", "--receipts", "git"];
    second.run(&[&watch[..], &QUICK].concat()).exits(0);
    assert_eq!(remote.receipt()["outcome"]["status"], "PUBLISHED");
    second.write("texts/description.md", "What gears do now.\n");
    apply_to_git(&second);
    let third = remote.runner(&store);
    let planned = base(&plan_with_git(&third));
    assert_eq!(planned["submissionId"], receipt(&second)["submissionId"]);
    // Whoever made the first one has it in a file, and takes the newer one all the same.
    assert_ne!(
        receipt(&first)["submissionId"],
        receipt(&second)["submissionId"]
    );
    let planned = base(&plan_with_git(&first));
    assert_eq!(planned["submissionId"], receipt(&second)["submissionId"]);
    let parents = ["rev-list", "--parents", &reference()];
    let parents = git(remote.path(), &parents);
    assert!(
        parents.lines().all(|it| it.split(' ').count() <= 2),
        "{parents}"
    );
}

#[test]
fn what_became_of_a_submission_is_added_to_the_files_that_were_submitted() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    apply_to_git(&workplace);
    let tree = || {
        git(
            remote.path(),
            &["rev-parse", &format!("{}:files", reference())],
        )
    };
    let submitted = tree();
    workplace.write("texts/description.md", "Not submitted yet.\n");
    let watch = ["status", "--watch", "--receipts", "git"];
    workplace.run(&[&watch[..], &QUICK].concat()).exits(0);
    assert_eq!(remote.receipt()["outcome"]["status"], "PUBLISHED");
    assert_eq!(tree(), submitted);
}

#[cfg(unix)]
#[test]
fn a_run_touches_neither_the_index_nor_the_work_tree_and_runs_no_hook() {
    use std::os::unix::fs::PermissionsExt as _;
    let store = Store::start();
    let remote = Remote::new();
    for workplace in [remote.first_clone(&store), remote.runner(&store)] {
        let root = workplace.path();
        let mark = root.join(".git/hook-ran");
        for hook in [
            "pre-push",
            "reference-transaction",
            "pre-commit",
            "post-checkout",
        ] {
            let path = root.join(".git/hooks").join(hook);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let script = format!("#!/bin/sh\necho {hook} >> '{}'\n", mark.display());
            std::fs::write(&path, script).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let index = std::fs::read(root.join(".git/index")).unwrap();
        let head = std::fs::read(root.join(".git/HEAD")).unwrap();
        workplace.write("new.txt", "untracked");
        apply_to_git(&workplace);
        plan_with_git(&workplace);
        let watch = ["status", "--watch", "--receipts", "git"];
        workplace.run(&[&watch[..], &QUICK].concat()).exits(0);
        assert_eq!(std::fs::read(root.join(".git/index")).unwrap(), index);
        assert_eq!(std::fs::read(root.join(".git/HEAD")).unwrap(), head);
        assert!(!root.join(".git/FETCH_HEAD").exists() || root.join(".git/shallow").exists());
        assert!(
            !mark.exists(),
            "{}",
            std::fs::read_to_string(&mark).unwrap()
        );
        let changed = git(root, &["status", "--porcelain"]);
        assert_eq!(changed, "?? new.txt");
    }
}

#[test]
fn receipts_in_git_are_off_unless_asked_for() {
    let store = Store::start();
    let remote = Remote::new();
    let mut workplace = remote.first_clone(&store);
    for more in [&[][..], &["--receipts", "off"]] {
        workplace.run(&apply(more)).exits(0);
    }
    assert!(file(&workplace).exists());
    assert_eq!(git(remote.path(), &["for-each-ref", "refs/storectl"]), "");
    workplace.set("STORECTL_RECEIPTS", "git");
    workplace.write("texts/description.md", "What gears do now.\n");
    workplace.run(&["status", "--watch"]).exits(0);
    workplace.run(&apply(&[])).exits(0);
    assert!(git(remote.path(), &["for-each-ref", "refs/storectl"]).contains(&reference()));
}

#[test]
fn a_manifest_that_is_not_committed_is_recorded_as_dirty() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    workplace.write("texts/description.md", "Not committed.\n");
    apply_to_git(&workplace);
    assert_eq!(remote.receipt()["dirty"], true);
    commit(&workplace);
}
