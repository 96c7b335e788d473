//! Plans that were shown, by their hash: `--expect` finds the plan again after an interruption.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::store::state_dir::StateDir;

/// How many plans are kept.
const KEPT: usize = 20;

/// Gives the file of the plan of this hash. `None` for a hash that is none, whose file could be anywhere.
pub(crate) fn file(state: &StateDir, hash: &str) -> Option<PathBuf> {
    let is_hash = !hash.is_empty()
        && hash.len() <= 64
        && hash
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'-');
    is_hash.then(|| state.plans().join(format!("{hash}.json")))
}

/// Keeps a plan, and the newest of those before it.
///
/// # Errors
/// What the system says; nothing depends on it.
pub(crate) fn keep(state: &StateDir, hash: &str, document: &str) -> io::Result<()> {
    let Some(path) = file(state, hash) else {
        return Ok(());
    };
    state.create()?;
    let folder = state.plans();
    fs::create_dir_all(&folder)?;
    let mut file = tempfile::NamedTempFile::new_in(&folder)?;
    file.write_all(document.as_bytes())?;
    file.persist(&path)?;
    forget_oldest(&folder)
}

/// Removes all but the newest.
fn forget_oldest(folder: &Path) -> io::Result<()> {
    let mut plans: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|it| it == "json") {
            plans.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    plans.sort();
    let surplus = plans.len().saturating_sub(KEPT);
    plans
        .iter()
        .take(surplus)
        .try_for_each(|(_, path)| fs::remove_file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> (tempfile::TempDir, StateDir) {
        let root = tempfile::tempdir().unwrap();
        let state = StateDir::of(root.path());
        (root, state)
    }

    #[test]
    fn the_newest_plans_are_kept() {
        let (_root, state) = state();
        for index in 0..KEPT + 3 {
            keep(&state, &format!("sp1-{index}"), "{}").unwrap();
        }
        assert_eq!(fs::read_dir(state.plans()).unwrap().count(), KEPT);
        let newest = file(&state, &format!("sp1-{}", KEPT + 2)).unwrap();
        assert!(newest.exists());
    }

    #[test]
    fn a_hash_never_leads_out_of_the_folder() {
        let (_root, state) = state();
        for hash in ["../x", "a/b", "", "sp1-\u{e9}", r"a\b", "."] {
            assert_eq!(file(&state, hash), None, "{hash}");
        }
    }
}
