//! The folders of a runner: a checkout of the manifests, a home.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::{play::git, scenario::Lost};

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

    /// Where a result is written in another format.
    pub(super) fn result(&self, format: &str) -> PathBuf {
        self.results().join(format)
    }

    fn results(&self) -> PathBuf {
        self.root.join("results")
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

    /// Returns what storectl wrote here since `begun`, as text with the names of files, e.g. to look for secrets; where this is
    /// a checkout of `origin`, with what is in git: refs and their logs, and if there are new objects, all of them.
    pub(super) fn written(&self, begun: SystemTime, origin: Option<&Path>) -> String {
        let from = begun.checked_sub(CLOCK_STEP).unwrap_or(begun);
        let is_new = |path: &Path| {
            let changed = fs::metadata(path).and_then(|it| it.modified());
            changed.map_or(true, |it| it >= from)
        };
        let checkout = self.checkout();
        let repositories = origin.map(|it| [checkout.join(".git"), it.to_owned()]);
        let objects = repositories.iter().flatten().map(|it| it.join("objects"));
        let objects: Vec<PathBuf> = objects.collect();
        let mut open = vec![self.cache(), self.plan(), self.results()];
        open.push(checkout.join(".storectl"));
        if let Ok(entries) = fs::read_dir(&checkout) {
            open.extend(entries.flatten().map(|it| it.path().join(".storectl")));
        }
        open.extend(repositories.into_iter().flatten());
        let mut text = String::new();
        let mut has_objects = false;
        while let Some(path) = open.pop() {
            if let Ok(entries) = fs::read_dir(&path) {
                open.extend(entries.flatten().map(|it| it.path()));
                continue;
            }
            if !is_new(&path) {
                continue;
            }
            if objects.iter().any(|it| path.starts_with(it)) {
                has_objects = true;
            } else if let Ok(bytes) = fs::read(&path) {
                text.push_str(&path.to_string_lossy());
                text.push('\n');
                text.push_str(&String::from_utf8_lossy(&bytes));
                text.push('\n');
            }
        }
        if let (Some(origin), true) = (origin, has_objects) {
            text.push_str(&git::objects(&checkout, origin));
        }
        text
    }
}

fn remove(folder: &Path) {
    // What is not there cannot be lost.
    let _ = fs::remove_dir_all(folder);
}
