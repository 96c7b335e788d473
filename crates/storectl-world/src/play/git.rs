//! Checkouts of one repository.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

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
    git(folder, &[&["init", "--quiet", "--template="], how].concat());
}

/// Commits everything in a checkout.
///
/// # Panics
/// As [`open`].
pub(super) fn commit(checkout: &Path) {
    git(checkout, &["add", "--all"]);
    let identity = ["-c", "user.name=world", "-c", "user.email=world@example"];
    let commit = [
        "commit",
        "--quiet",
        "--allow-empty",
        "--no-gpg-sign",
        "--message=Merge",
    ];
    git(checkout, &[identity.as_slice(), &commit].concat());
}

fn git(folder: &Path, args: &[&str]) {
    let ran = Command::new("git")
        .args([
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "maintenance.auto=false",
        ])
        .args(args)
        .current_dir(folder)
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::null())
        .output();
    match ran {
        Ok(output) if output.status.success() => {}
        Ok(output) => panic!("git {args:?}: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => panic!("git: {error}"),
    }
}
