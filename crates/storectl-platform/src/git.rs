//! What git knows, asked through its command line.
//!
//! git itself is asked, not its files read: formats of the index and of refs (split, sparse, reftable, SHA-256) are solved
//! there. It is asked only where a `.git` is above. Where there is no git, or it fails or takes too long, nothing is known
//! and nothing refused: whoever has no git did not check out with it on this machine. Only commands that run no hook and no
//! program of the repository's configuration are used.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// What names another repository than the one asked about, e.g. in a hook. Source: `git rev-parse --local-env-vars`.
const HOOK_VARIABLES: [&str; 15] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// How long git may take. It reads a few files; only a repository made to hold it up takes longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Digits of a commit's name: SHA-1 and SHA-256. Source: git-hash-object(1), `--object-format`.
const COMMIT_LENGTHS: [usize; 2] = [40, 64];

/// Returns the commit that is checked out in the repository of `folder`, as hexadecimal digits; `None` outside a repository,
/// before the first commit, and where git cannot be asked.
pub fn checked_out_commit(folder: &Path) -> Option<String> {
    let most = COMMIT_LENGTHS.into_iter().max()? + 1;
    let answer = ask(folder, &["rev-parse", "--verify", "--quiet", "HEAD"], most)?;
    let commit = String::from_utf8(answer).ok()?;
    let commit = commit.trim_end();
    let is_commit =
        COMMIT_LENGTHS.contains(&commit.len()) && commit.bytes().all(|it| it.is_ascii_hexdigit());
    is_commit.then(|| commit.to_owned())
}

/// Reports whether git is known to track `name` in `folder`, or something below it.
pub(crate) fn is_tracked(folder: &Path, name: &str) -> bool {
    // One byte is enough; git ends when it cannot write more.
    let listed = ask(
        folder,
        &["--literal-pathspecs", "ls-files", "-z", "--", name],
        1,
    );
    listed.is_some_and(|it| !it.is_empty())
}

/// Runs git in `folder` and returns the first `most` bytes it prints; `None` where it cannot be asked.
fn ask(folder: &Path, arguments: &[&str], most: usize) -> Option<Vec<u8>> {
    let here = if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder.to_owned()
    };
    let here = here.canonicalize().ok()?;
    if !here.ancestors().any(|it| it.join(".git").exists()) {
        return None;
    }
    let mut command = Command::new("git");
    for variable in HOOK_VARIABLES {
        command.env_remove(variable);
    }
    let mut child = command
        // A checkout often belongs to another user than the container's; nothing of its configuration is run.
        .args(["-c", "safe.directory=*", "-c", "core.fsmonitor=false"])
        .args(arguments)
        .current_dir(here)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let printed = child.stdout.take()?.take(u64::try_from(most).ok()?);
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut printed = printed;
        let mut bytes = Vec::new();
        // Nobody listens any more where git took too long.
        let _ = sender.send(printed.read_to_end(&mut bytes).ok().map(|_| bytes));
    });
    let answer = receiver.recv_timeout(PATIENCE);
    if answer.is_err() {
        let _ = child.kill();
    }
    // The pipe is closed or the process killed, so it ends soon.
    child.wait().ok()?;
    answer.ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(folder: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
        let mut command = Command::new("git");
        for variable in HOOK_VARIABLES {
            command.env_remove(variable);
        }
        let output = command
            .args(identity)
            .args(arguments)
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    #[test]
    fn the_commit_is_found_from_a_folder_below_the_root() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("products/widgets");
        std::fs::create_dir_all(&folder).unwrap();
        git(root.path(), &["init", "--quiet"]);
        assert_eq!(checked_out_commit(&folder), None, "before the first commit");
        git(
            root.path(),
            &["commit", "--quiet", "--allow-empty", "--message", "first"],
        );
        let commit = checked_out_commit(&folder).unwrap();
        assert_eq!(commit.len(), 40);
        assert_eq!(checked_out_commit(root.path()), Some(commit));
    }

    #[test]
    fn outside_a_repository_there_is_no_commit() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(checked_out_commit(folder.path()), None);
        assert_eq!(checked_out_commit(&folder.path().join("missing")), None);
    }

    #[test]
    fn a_broken_repository_has_no_commit() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".git"), "gitdir: /nowhere\n").unwrap();
        assert_eq!(checked_out_commit(folder.path()), None);
    }
}
