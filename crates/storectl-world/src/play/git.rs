//! Checkouts of one repository.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use storectl::GitSettings;

/// Makes a checkout, and the repository it is of, where they are not there yet.
///
/// # Panics
/// There is no git, or it fails: the world cannot be played.
pub(super) fn open(checkout: &Path, origin: &Path) {
    if !origin.exists() {
        let config = "[receive]\n\tautogc = false\n";
        init(origin, &["--bare"], origin, config);
    }
    let repository = checkout.join(".git");
    if !repository.exists() {
        // Quotes and backslashes of a path are escaped there as they are here.
        let origin = origin.display().to_string();
        let config = format!(
            "[remote \"origin\"]\n\turl = {origin:?}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n"
        );
        init(checkout, &[], &repository, &config);
    }
}

/// Makes a repository. git adds its own settings to those that are there, which saves a process for each.
fn init(folder: &Path, how: &[&str], repository: &Path, config: &str) {
    let written = fs::create_dir_all(repository);
    let written = written.and_then(|()| fs::write(repository.join("config"), config));
    written.unwrap_or_else(|error| panic!("cannot write `{}`: {error}", repository.display()));
    let init = ["init", "--quiet", "--template=", "--initial-branch=main"];
    run(call(folder).args(init).args(how));
}

/// Commits everything in a checkout, at a time since 1970.
///
/// # Panics
/// As [`open`].
pub(super) fn commit(checkout: &Path, at: Duration) {
    run(call(checkout).args(["add", "--all"]));
    let mut commit = call(checkout);
    for who in ["AUTHOR", "COMMITTER"] {
        commit.env(format!("GIT_{who}_NAME"), "world");
        commit.env(format!("GIT_{who}_EMAIL"), "world@example");
        commit.env(
            format!("GIT_{who}_DATE"),
            format!("@{} +0000", at.as_secs()),
        );
    }
    run(commit.args(["commit", "--quiet", "--allow-empty", "--message=Merge"]));
}

/// Returns every object of a checkout, and of the repository it is of, as text.
///
/// # Panics
/// As [`open`].
pub(super) fn objects(checkout: &Path, origin: &Path) -> String {
    // Somebody may have deleted the checkout.
    let mut read = call(origin);
    let objects = checkout.join(".git").join("objects");
    read.env("GIT_ALTERNATE_OBJECT_DIRECTORIES", objects);
    read.args(["cat-file", "--batch-all-objects", "--batch", "--buffer"]);
    String::from_utf8_lossy(&run(&mut read)).into_owned()
}

/// Prepares a call that depends on nothing but its folder.
fn call(folder: &Path) -> Command {
    let mut call = Command::new("git");
    GitSettings::Nobodys.prepare(&mut call);
    call.args(["-c", "maintenance.auto=false"])
        .current_dir(folder);
    call
}

fn run(call: &mut Command) -> Vec<u8> {
    match call.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => output.stdout,
        Ok(output) => panic!("{call:?}: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => panic!("git: {error}"),
    }
}
