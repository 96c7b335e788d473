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
        git(origin, &["init", "--quiet", "--bare", "--template="]);
        git(origin, &["config", "receive.autogc", "false"]);
    }
    if !checkout.join(".git").exists() {
        git(checkout, &["init", "--quiet", "--template="]);
        let origin = origin.display().to_string();
        git(checkout, &["remote", "add", "origin", &origin]);
    }
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
    let made = fs::create_dir_all(folder);
    made.unwrap_or_else(|error| panic!("cannot make `{}`: {error}", folder.display()));
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
