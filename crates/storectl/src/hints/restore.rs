//! How the files of a receipt come into the checkout.

use std::path::Path;

use storectl_platform::{Shell, resolve};

use crate::receipts::git_ref::FILES;

/// Returns the whole command that brings what a receipt keeps into the work tree at `root`, to the paths it had: `COMMIT:files`
/// is a tree whose paths are those of the repository. It redirects nothing, so it is the same in every shell and for every
/// kind of file, and with `--overlay` it removes nothing (git-restore(1)).
pub(crate) fn restore(commit: &str, root: &Path) -> String {
    let root = resolve(root);
    let here = resolve(Path::new("."));
    let up = match here.strip_prefix(&root) {
        Ok(below) => below.iter().map(|_| "..").collect::<Vec<_>>().join("/"),
        Err(_) => root.to_string_lossy().into_owned(),
    };
    let source = format!("--source={commit}:{FILES}");
    let mut words = vec!["git"];
    if !up.is_empty() {
        words.extend(["-C", &up]);
    }
    words.extend(["restore", "--overlay", &source, "."]);
    let words: Vec<String> = words.iter().map(|it| Shell::CURRENT.quote(it)).collect();
    words.join(" ")
}
