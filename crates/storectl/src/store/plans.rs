//! Plans that were shown or asked for, by their hash: `--expect` finds the plan again after an interruption (forms.md,
//! Approval 2).
//!
//! All of it is best effort: nothing depends on a plan that is not there, so a folder that cannot be written is not an error.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use storectl_platform::{OwnFileError, StateDir, check_own, ignore_in_git, read_own, replace_file};

/// How many plans are kept.
const KEPT: usize = 20;
/// The largest plan that is read, in bytes: one of 200 languages with every text at its limit is a tenth of it.
pub(crate) const LARGEST: u64 = 64 << 20;

/// Refuses what stands in place of the plans' folder.
///
/// # Errors
/// [`OwnFileError::NotRegular`].
pub(crate) fn check(state: &StateDir) -> Result<(), OwnFileError> {
    check_own(&state.plans().join("HASH.json"))
}

/// Keeps a plan, and the newest of those before it.
pub(crate) fn keep(state: &StateDir, hash: &str, document: &str) {
    let Some(path) = file(state, hash) else {
        return;
    };
    let _ = write(&path, document).map(|()| forget_oldest(&state.plans(), &path));
}

/// Returns the plan of this hash, as it was kept; whether it has that hash is for the reader to check.
///
/// # Errors
/// Returns an error if something else is in its place.
pub(crate) fn find(state: &StateDir, hash: &str) -> Result<Option<String>, OwnFileError> {
    let Some(path) = file(state, hash) else {
        return Ok(None);
    };
    match read_own(&path, LARGEST) {
        Ok(bytes) => Ok(bytes.and_then(|it| String::from_utf8(it).ok())),
        Err(error @ OwnFileError::NotRegular { .. }) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Returns the file of a plan. `None` for what is not a hash, whose file could be anywhere.
pub(crate) fn file(state: &StateDir, hash: &str) -> Option<PathBuf> {
    let is_hash = !hash.is_empty()
        && hash.len() <= 64
        && hash
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'-');
    is_hash.then(|| state.plans().join(format!("{hash}.json")))
}

fn write(path: &Path, document: &str) -> Result<(), OwnFileError> {
    ignore_in_git(path)?;
    replace_file(path, document.as_bytes())
}

/// Removes all but the newest files, and never `current`: a clock that was set back does not make it old.
fn forget_oldest(folder: &Path, current: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut others: Vec<(SystemTime, PathBuf)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let facts = entry.metadata().ok()?;
            let path = entry.path();
            let is_other = path != current && path.extension().is_some_and(|it| it == "json");
            (facts.is_file() && is_other).then_some((facts.modified().ok()?, path))
        })
        .collect();
    others.sort();
    let surplus = others.len().saturating_sub(KEPT - 1);
    for (_, path) in others.iter().take(surplus) {
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Place {
        root: tempfile::TempDir,
        state: StateDir,
    }

    impl Place {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            let state = StateDir::of(root.path());
            Self { root, state }
        }

        /// Keeps so many plans, each a second younger than the one before.
        fn with_plans(count: u64) -> Self {
            let place = Self::new();
            for index in 0..count {
                let hash = format!("sp1-{index}");
                keep(&place.state, &hash, &hash);
                let written = fs::File::options()
                    .write(true)
                    .open(file(&place.state, &hash).unwrap());
                let age = std::time::Duration::from_secs(1_000_000 + index);
                let modified = SystemTime::UNIX_EPOCH + age;
                written.unwrap().set_modified(modified).unwrap();
            }
            place
        }

        fn count(&self) -> usize {
            fs::read_dir(self.state.plans()).unwrap().count()
        }
    }

    #[test]
    fn a_kept_plan_is_found_by_its_hash_alone() {
        let place = Place::new();
        assert_eq!(find(&place.state, "sp1-1").unwrap(), None);
        keep(&place.state, "sp1-1", "{}");
        assert_eq!(find(&place.state, "sp1-1").unwrap().as_deref(), Some("{}"));
        assert_eq!(find(&place.state, "sp1-2").unwrap(), None);
        let ignore = fs::read_to_string(place.root.path().join(".storectl/.gitignore"));
        assert_eq!(ignore.unwrap(), "*\n");
    }

    #[test]
    fn the_newest_twenty_are_kept() {
        let place = Place::with_plans(23);
        assert_eq!(place.count(), KEPT);
        for (hash, is_kept) in [("sp1-2", false), ("sp1-3", true), ("sp1-22", true)] {
            assert_eq!(
                find(&place.state, hash).unwrap().is_some(),
                is_kept,
                "{hash}"
            );
        }
    }

    #[test]
    fn the_plan_just_kept_stays_whatever_the_clock_says() {
        let place = Place::with_plans(20);
        let future = SystemTime::now() + std::time::Duration::from_secs(1_000_000);
        for entry in fs::read_dir(place.state.plans()).unwrap() {
            let file = fs::File::options().write(true).open(entry.unwrap().path());
            file.unwrap().set_modified(future).unwrap();
        }
        keep(&place.state, "sp1-new", "{}");
        assert_eq!(place.count(), KEPT);
        assert!(find(&place.state, "sp1-new").unwrap().is_some());
    }

    #[test]
    fn what_is_not_a_plan_is_not_counted_and_not_removed() {
        let place = Place::with_plans(20);
        fs::write(place.state.plans().join("notes.txt"), "mine").unwrap();
        fs::create_dir(place.state.plans().join("folder.json")).unwrap();
        keep(&place.state, "sp1-new", "{}");
        assert_eq!(place.count(), KEPT + 2);
    }

    #[test]
    fn a_hash_never_leads_out_of_the_folder() {
        let place = Place::new();
        for hash in ["../x", "a/b", "", "sp1-\u{e9}", r"a\b", "."] {
            assert_eq!(file(&place.state, hash), None, "{hash}");
        }
    }

    #[test]
    fn a_place_that_cannot_be_written_is_not_an_error() {
        let place = Place::new();
        fs::write(place.root.path().join(".storectl"), "a file").unwrap();
        keep(&place.state, "sp1-1", "{}");
        assert!(!place.state.plans().exists());
    }
}
