//! Reads what is remembered of products before they are planned.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use storectl_model::mask::mask;
use storectl_platform::{Git, GitError, ObjectId};

use super::{
    catch_up::{Access, catch_up},
    file::{self, FileContent},
    found::Found,
    join,
    memory::Remembered,
    notices::Notice,
    place::{APPLIED, FETCHED, REFSPEC, ReceiptPlace},
    tips::Tips,
};

/// What was read, in the order of the products.
pub(super) struct Reading {
    /// What is remembered of each.
    pub(super) remembered: Vec<Remembered>,
    /// What to say.
    pub(super) notices: Vec<Notice>,
}

impl Reading {
    /// Nothing could be read of any of so many products.
    pub(super) fn nothing(products: usize) -> Self {
        let nothing = || Remembered::nothing("the receipts could not be read");
        Self {
            remembered: std::iter::repeat_with(nothing).take(products).collect(),
            notices: Vec::new(),
        }
    }
}

/// Reads the newest receipt of each product: of its file, and of git where that is asked for, fetched once for each
/// repository. What is only in this repository is published where `access` allows that. Blocks.
pub(super) fn read(places: &[ReceiptPlace], access: Access) -> Reading {
    let mut notices = Vec::new();
    let mut repositories = Repositories::open(places, &mut notices);
    for place in places {
        notices.extend(repositories.catch_up(place, access));
    }
    let remembered: Vec<Remembered> = places
        .iter()
        .map(|it| {
            let repository = repositories.of(it);
            one(it, repository, &mut notices)
        })
        .collect();
    unknown_commits(places, &remembered, &mut notices);
    Reading {
        remembered,
        notices,
    }
}

/// A repository whose receipts were fetched, or were to be.
struct Repository {
    git: Git,
    /// Refs of receipts, of this repository and of the remote.
    refs: BTreeMap<String, ObjectId>,
    /// Whether the remote answers, as far as is known.
    remote: RemoteState,
}

/// Whether a remote answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RemoteState {
    /// It did.
    Reached,
    /// It did not; nothing else is asked of it before the run has something new to publish.
    Away,
}

/// What a fetch came to.
pub(super) struct Fetched {
    /// Refs of receipts, of this repository and of the remote as fetched last.
    pub(super) refs: BTreeMap<String, ObjectId>,
    /// Whether the remote answered.
    pub(super) remote: RemoteState,
}

/// The repositories of all products, by the manifest's folder.
struct Repositories {
    roots: BTreeMap<PathBuf, PathBuf>,
    open: BTreeMap<PathBuf, Repository>,
}

impl Repositories {
    fn open(places: &[ReceiptPlace], notices: &mut Vec<Notice>) -> Self {
        let mut found = Self {
            roots: BTreeMap::new(),
            open: BTreeMap::new(),
        };
        for place in places {
            let Some(remote) = &place.remote else {
                continue;
            };
            if found.roots.contains_key(&place.folder) {
                continue;
            }
            let git = match place.git() {
                Ok(git) => git,
                Err(error) => {
                    let message = format!("receipts cannot be read from git: {error}");
                    notices.push(Notice::Warning(message));
                    continue;
                }
            };
            let root = git.root().to_owned();
            found.roots.insert(place.folder.clone(), root.clone());
            if found.open.contains_key(&root) {
                continue;
            }
            match fetch(&git, remote, notices) {
                Ok(Fetched { refs, remote }) => {
                    found.open.insert(root, Repository { git, refs, remote });
                }
                Err(error) => {
                    let message = format!("receipts cannot be read from git: {error}");
                    notices.push(Notice::Warning(message));
                }
            }
        }
        found
    }

    fn of(&self, place: &ReceiptPlace) -> Option<&Repository> {
        self.open.get(self.roots.get(&place.folder)?)
    }

    /// Publishes what is only here, or says that it is; `None` where nothing is, or git does not say.
    fn catch_up(&mut self, place: &ReceiptPlace, access: Access) -> Option<Notice> {
        let remote = place.remote.as_deref()?;
        let repository = self.open.get_mut(self.roots.get(&place.folder)?)?;
        let tips = Tips::of(&repository.refs, place);
        let only_here = join::only_here(&repository.git, place, &tips);
        let only_here = only_here.ok().flatten()?;
        let access = match repository.remote {
            RemoteState::Reached => access,
            RemoteState::Away => Access::Read,
        };
        let notice = catch_up(&repository.git, place, remote, only_here, access);
        if let (Access::Publish, Notice::Unpublished { .. }) = (access, &notice) {
            repository.remote = RemoteState::Away;
        }
        Some(notice)
    }
}

/// Fetches the receipts of a remote and returns all refs there are. A remote that does not answer is said in the notices.
///
/// # Errors
/// Returns an error if git cannot list the refs of this repository.
pub(super) fn fetch(
    git: &Git,
    remote: &str,
    notices: &mut Vec<Notice>,
) -> Result<Fetched, GitError> {
    let before = git.references(&[FETCHED])?;
    let shown = mask(remote);
    if let Some(own) = other_remote(git, remote)? {
        notices.push(Notice::Warning(format!(
            "receipts and the manifests in them go to `{shown}`, but this branch follows `{own}`"
        )));
    }
    let state = match git.fetch(remote, REFSPEC) {
        Ok(()) => RemoteState::Reached,
        Err(error) => {
            let error = error.to_string();
            notices.push(Notice::Warning(format!(
                "receipts were not fetched from `{shown}`, so newer ones may be missing: {}",
                mask(&error)
            )));
            RemoteState::Away
        }
    };
    let refs = git.references(&["refs/storectl/"])?;
    for (name, old) in before {
        let is_moved = match refs.get(&name) {
            // What is no commit has no history that could be rewritten; that it is no receipt is said where it is read.
            Some(new) => !git.is_before(&old, new).unwrap_or(true),
            None => true,
        };
        if is_moved {
            let name = name.replacen(FETCHED, APPLIED, 1);
            notices.push(Notice::Warning(format!(
                "the receipts in {name} of `{shown}` were rewritten: they no longer contain commit {old}"
            )));
        }
    }
    Ok(Fetched {
        refs,
        remote: state,
    })
}

/// Returns the branch's own remote, if receipts go somewhere else: what they hold may be private.
fn other_remote(git: &Git, remote: &str) -> Result<Option<String>, GitError> {
    let own = git.own_remote()?;
    if own == remote || git.address(&own)? == git.address(remote)? {
        return Ok(None);
    }
    Ok(Some(own))
}

/// Reads what is remembered of one product.
fn one(
    place: &ReceiptPlace,
    repository: Option<&Repository>,
    notices: &mut Vec<Notice>,
) -> Remembered {
    let mut found = Found::default();
    match file::read(place) {
        FileContent::Absent => {}
        FileContent::Receipt(receipt) => found.file = Some(*receipt),
        FileContent::Unusable(fault) => {
            notices.push(Notice::Warning(format!(
                "the receipt {} cannot be used: {fault}",
                place.file.display()
            )));
            found.faults.push(fault.to_string());
        }
    }
    if let Some(repository) = repository
        && let Err(error) = found.read_refs(&repository.git, &repository.refs, place, notices)
    {
        let message = format!("receipts cannot be read from git: {error}");
        notices.push(Notice::Warning(message));
        found.faults.push(error.to_string());
    }
    found.remembered()
}

/// Names the commits that receipts name and that nobody has here. In a shallow clone most are not.
fn unknown_commits(places: &[ReceiptPlace], remembered: &[Remembered], notices: &mut Vec<Notice>) {
    let mut named: BTreeMap<PathBuf, (Git, BTreeSet<&str>)> = BTreeMap::new();
    for (place, remembered) in places.iter().zip(remembered) {
        let commit = remembered
            .receipt()
            .and_then(|it| it.source.commit.as_deref());
        // Where git cannot be asked, nothing is known of any commit.
        let (Some(commit), Ok(git)) = (commit, place.git()) else {
            continue;
        };
        let root = git.root().to_owned();
        let of_repository = named.entry(root).or_insert_with(|| (git, BTreeSet::new()));
        of_repository.1.insert(commit);
    }
    for (git, commits) in named.into_values() {
        let ids: Vec<ObjectId> = commits.iter().filter_map(|it| it.parse().ok()).collect();
        let mut unknown: Vec<&str> = commits
            .iter()
            .filter(|it| it.parse::<ObjectId>().is_err())
            .copied()
            .collect();
        let absent = git.absent(&ids).unwrap_or_default();
        if !absent.is_empty() && !git.is_shallow().unwrap_or(true) {
            unknown.extend(absent.iter().map(ObjectId::as_str));
        }
        notices.extend(unknown.into_iter().map(|commit| {
            Notice::Warning(format!(
                "a receipt names commit {commit}, which this repository does not have"
            ))
        }));
    }
}

#[cfg(test)]
mod tests {
    use storectl_plan::Receipt;

    use super::*;
    use crate::receipts::testing::{Origin, git as run, history, receipt};

    const ONE: &str = "1152921505700000001";
    const TWO: &str = "1152921505700000002";

    /// The submission that is remembered, and those before it, where the file holds one receipt and the remote's ref these.
    fn remembered(file: &Receipt, published: &[Receipt]) -> (String, usize) {
        let origin = Origin::new();
        let clone = origin.cloned();
        let tip = history(&clone.git, published);
        let name = clone.place.reference(APPLIED);
        let refspec = format!("{tip}:{name}");
        run(clone.git.root(), &["push", "--quiet", "origin", &refspec]);
        let document = storectl_report::json::receipt(file, "1").to_string();
        file::replace(&clone.place, document.as_bytes()).unwrap();
        let reading = read(std::slice::from_ref(&clone.place), Access::Read);
        assert_eq!(reading.notices, []);
        let one = &reading.remembered[0];
        let newest = one.receipt().unwrap().stage.submission().unwrap();
        (newest.to_string(), one.earlier().len())
    }

    #[test]
    fn of_a_file_and_a_ref_that_went_past_it_the_ref_counts_whatever_the_clock_said() {
        let ahead = receipt(ONE, 480);
        let found = remembered(&ahead, &[ahead.clone(), receipt(TWO, 60)]);
        assert_eq!(found, (TWO.to_owned(), 1));
    }

    #[test]
    fn a_later_receipt_that_was_not_published_is_the_newest() {
        let found = remembered(&receipt(TWO, 20), &[receipt(ONE, 10)]);
        assert_eq!(found, (TWO.to_owned(), 0));
    }

    #[test]
    fn an_older_receipt_that_was_not_published_is_not_the_newest() {
        let found = remembered(&receipt(ONE, 10), &[receipt(TWO, 20)]);
        assert_eq!(found, (TWO.to_owned(), 0));
    }
}
