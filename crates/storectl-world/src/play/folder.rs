//! The folders of a runner: a checkout of the manifests, a home.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::scenario::Lost;

/// By how much the times of files may be behind the clock: systems note them in steps.
const CLOCK_STEP: Duration = Duration::from_millis(20);

/// The folders of a runner.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn of(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// The checkout.
    pub(super) fn checkout(&self) -> PathBuf {
        self.root.join("checkout")
    }

    /// Where user programs keep caches.
    pub(super) fn cache(&self) -> PathBuf {
        self.root.join("cache")
    }

    /// The plan that was made here last; nobody loses it, since approvals are kept elsewhere.
    pub(super) fn plan(&self) -> PathBuf {
        self.root.join("plan.json")
    }

    /// Loses what is remembered. What cannot be deleted was not there.
    pub(super) fn lose(&self, lost: Lost) {
        match lost {
            Lost::Journals => self.each_state(|state| remove(&state.join("journal"))),
            Lost::Receipts => self.each_state(|state| remove(&state.join("receipts"))),
            Lost::Cache => remove(&self.cache()),
            Lost::Folder => {
                remove(&self.checkout());
                remove(&self.cache());
            }
        }
    }

    /// Visits the state folders of the checkout: one where it is a repository, else one a product.
    fn each_state(&self, visit: impl Fn(&Path)) {
        visit(&self.checkout().join(".storectl"));
        let Ok(entries) = fs::read_dir(self.checkout()) else {
            return;
        };
        for entry in entries.flatten() {
            visit(&entry.path().join(".storectl"));
        }
    }

    /// Returns what storectl wrote here since `begun`, as text, e.g. to look for secrets.
    pub(super) fn written(&self, begun: SystemTime) -> String {
        let from = begun.checked_sub(CLOCK_STEP).unwrap_or(begun);
        let is_new = |path: &Path| {
            let changed = fs::metadata(path).and_then(|it| it.modified());
            changed.map_or(true, |it| it >= from)
        };
        let mut text = String::new();
        let mut open = vec![self.cache(), self.plan()];
        open.push(self.checkout().join(".storectl"));
        if let Ok(entries) = fs::read_dir(self.checkout()) {
            open.extend(entries.flatten().map(|it| it.path().join(".storectl")));
        }
        while let Some(path) = open.pop() {
            if let Ok(entries) = fs::read_dir(&path) {
                open.extend(entries.flatten().map(|it| it.path()));
            } else if is_new(&path)
                && let Ok(bytes) = fs::read(&path)
            {
                text.push_str(&String::from_utf8_lossy(&bytes));
                text.push('\n');
            }
        }
        text
    }
}

fn remove(folder: &Path) {
    // What is not there cannot be lost.
    let _ = fs::remove_dir_all(folder);
}
