//! What is remembered of submissions: in a file, and in git.

mod announced;
mod bad_input;
mod file;
mod git;
#[cfg(unix)]
mod kill;
mod long_history;
mod nothing_known;
mod publishing;
#[cfg(unix)]
mod races;
mod secrets;
mod seen;
mod skewed_clocks;
mod started_by;
mod three_runners;
#[cfg(unix)]
mod time;
mod unpublished;
mod withheld;

use std::{path::Path, process::Command};

use serde_json::Value;

use crate::support::{Run, Store, Workplace, apply};

/// The product of all these tests, as receipts name it.
const PRODUCT: &str = storectl_sandbox::SAMPLE_PRODUCT;

const MANIFEST: &str = "listings:\n  en-us:\n    shortDescription: Gears for all\n    description: { file: texts/description.md }\n";

/// A bare repository, and whoever clones it.
struct Remote {
    folder: tempfile::TempDir,
}

impl Remote {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        git(
            folder.path(),
            &["init", "--quiet", "--bare", "--initial-branch=main"],
        );
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn address(&self) -> String {
        format!("file://{}", self.path().display())
    }

    /// A checkout with the manifest, which is pushed.
    fn first_clone(&self, store: &Store) -> Workplace {
        let mut workplace = Workplace::at(store, MANIFEST);
        workplace.write("texts/description.md", "What gears do.\r\n");
        with_path(&mut workplace);
        git(
            workplace.path(),
            &["init", "--quiet", "--initial-branch=main"],
        );
        git(
            workplace.path(),
            &["remote", "add", "origin", &self.address()],
        );
        commit(&workplace);
        git(workplace.path(), &["push", "--quiet", "origin", "main"]);
        workplace
    }

    /// Another machine's checkout of the newest commit and nothing before it, detached, as CI systems make it.
    fn runner(&self, store: &Store) -> Workplace {
        let mut workplace = Workplace::at(store, "");
        with_path(&mut workplace);
        let folder = workplace.path();
        std::fs::remove_file(folder.join("storectl.yaml")).unwrap();
        git(folder, &["init", "--quiet", "--initial-branch=main"]);
        git(folder, &["remote", "add", "origin", &self.address()]);
        git(folder, &["fetch", "--quiet", "--depth=1", "origin", "main"]);
        git(folder, &["checkout", "--quiet", "--detach", "FETCH_HEAD"]);
        workplace
    }

    /// What the remote holds at a path of the product's ref; `None` if there is nothing.
    fn receipt(&self) -> Value {
        let text = git(
            self.path(),
            &["show", &format!("{}:receipt.json", reference())],
        );
        serde_json::from_str(&text).unwrap()
    }
}

/// The ref of the product.
fn reference() -> String {
    format!("refs/storectl/applied/{PRODUCT}")
}

/// Whoever runs storectl needs a PATH to find git in.
fn with_path(workplace: &mut Workplace) {
    let path = std::env::var_os("PATH").unwrap();
    workplace.set("PATH", path.to_str().unwrap());
}

/// Commits all there is, as somebody.
fn commit(workplace: &Workplace) {
    git(workplace.path(), &["add", "--all"]);
    git(
        workplace.path(),
        &["commit", "--quiet", "--message", "change"],
    );
}

/// Runs the user's git.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(arguments)
        .current_dir(folder)
        .env_remove("GIT_DIR")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

/// The one receipt file of a workplace.
fn file(workplace: &Workplace) -> std::path::PathBuf {
    let folder = workplace.path().join(".storectl/receipts");
    let files = std::fs::read_dir(folder).unwrap();
    let mut files = files.map(|it| it.unwrap().path());
    let is_receipt = |it: &std::path::PathBuf| it.extension().is_some_and(|it| it == "json");
    files.find(is_receipt).unwrap()
}

fn receipt(workplace: &Workplace) -> Value {
    serde_json::from_slice(&std::fs::read(file(workplace)).unwrap()).unwrap()
}

/// `apply`, with receipts in git.
fn apply_to_git(workplace: &Workplace) -> Run {
    workplace.run(&apply(&["--receipts", "git"])).exits(0)
}

/// The base of the product's plan.
fn base(run: &Run) -> Value {
    run.json()["products"][0]["base"].clone()
}

fn plan(workplace: &Workplace, more: &[&str]) -> Run {
    let plan = ["plan", "--format", "json"];
    workplace.run(&[&plan[..], more].concat()).exits(0)
}

/// `plan`, with receipts in git.
fn plan_with_git(workplace: &Workplace) -> Run {
    plan(workplace, &["--receipts", "git"])
}
