//! The receipts that git keeps, with the manifest and the files of each: found by submission or by commit (`--at`).

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use storectl_model::{ProductId, SubmissionId};
use storectl_plan::Receipt;
use storectl_platform::{Git, GitError, ObjectId};

use crate::{
    error::CliError,
    manifests::{file_tree::Pointers, git_tree::GitTree},
    receipts::{
        git_ref::{self, CommitFault},
        place::{APPLIED, FETCHED, REFSPEC, reference},
    },
};

/// How many receipts of a product are looked through: a release every working day for more than three years.
const MOST_SEARCHED: usize = 1_000;

/// The shortest abbreviation of a commit. Source: git-config(1), `core.abbrev`.
const SHORTEST: usize = 4;

/// A receipt that git keeps.
pub(crate) struct KeptReceipt {
    /// The commit that keeps it.
    pub(crate) commit: ObjectId,
    /// What it records.
    pub(crate) receipt: Receipt,
    /// The tree of the manifest and the files it names.
    pub(super) files: ObjectId,
    /// Those, by their paths from the repository root.
    pub(super) tree: GitTree<Git>,
    /// The repository.
    pub(super) git: Git,
}

/// Finds the receipt of one of these products that `wanted` names: by its submission, or by a commit, which may be short.
/// Each product comes with the folder of its manifest. Receipts are fetched from `remote`, where there is one.
///
/// # Errors
/// None, or more than one; one that cannot be read (64).
pub(crate) fn find_receipt(
    wanted: &str,
    products: &[(ProductId, PathBuf)],
    remote: Option<&str>,
) -> Result<KeptReceipt, CliError> {
    let unanswered = |error: GitError| {
        CliError::usage(format!("no receipt `{wanted}`: {error}")).hint(
            "`--at` takes the manifest from a receipt that git keeps: run it in the repository",
        )
    };
    let mut found = Vec::new();
    let mut has_any = false;
    let mut fetched = BTreeSet::new();
    for (product, folder) in products {
        let git = Git::open(folder).map_err(unanswered)?;
        if let Some(remote) = remote
            && fetched.insert(git.root().to_owned())
        {
            // What cannot be fetched may be here all the same; that it was not is said where all receipts are read.
            let _ = git.fetch(remote, REFSPEC);
        }
        let commits = commits(&git, product).map_err(unanswered)?;
        has_any |= !commits.is_empty();
        let matching = search(&git, product, &commits, wanted).map_err(unanswered)?;
        found.extend(matching.into_iter().map(|it| (git.clone(), product, it)));
    }
    let named = named(products.iter().map(|(it, _)| it));
    match (found.pop(), found.is_empty()) {
        (Some((git, product, commit)), true) => open(git, product, commit),
        (Some(_), false) => Err(
            CliError::usage(format!("`{wanted}` names more than one receipt"))
                .hint("pass the submission, more digits of the commit, or the manifest of the product"),
        ),
        (None, _) if has_any => Err(CliError::usage(format!(
            "no receipt `{wanted}` of {named}"
        ))
        .hint("pass the submission or the commit of a release, as `storectl status --history` lists them")),
        (None, _) => Err(CliError::usage(format!(
            "no receipt `{wanted}`: this clone has no receipts of {named}"
        ))
        .hint("git keeps receipts where apply runs with `--receipts git`; plan with the same flag to fetch them")),
    }
}

/// Names products in a sentence: `product A`, `products A, B`.
fn named<'p>(products: impl Iterator<Item = &'p ProductId>) -> String {
    let ids: Vec<&str> = products.map(ProductId::as_str).collect();
    let word = match ids.len() {
        1 => "product",
        _ => "products",
    };
    format!("{word} {}", ids.join(", "))
}

/// Returns the commits that keep a product's receipts, newest first.
fn commits(git: &Git, product: &ProductId) -> Result<Vec<ObjectId>, GitError> {
    let mut commits: Vec<ObjectId> = Vec::new();
    for place in [APPLIED, FETCHED] {
        let name = reference(place, product);
        if let Some(tip) = git.reference(&name)? {
            for commit in git.history(&tip, None, MOST_SEARCHED)? {
                if !commits.contains(&commit) {
                    commits.push(commit);
                }
            }
        }
    }
    Ok(commits)
}

/// Returns the commits that are wanted: the newest of the submission, else those whose name begins so, else the newest of each
/// submission that was made from a commit whose name begins so, which is the one that the history lists.
fn search(
    git: &Git,
    product: &ProductId,
    commits: &[ObjectId],
    wanted: &str,
) -> Result<Vec<ObjectId>, GitError> {
    let prefix = wanted.to_ascii_lowercase();
    let is_prefix = prefix.len() >= SHORTEST && prefix.bytes().all(|it| it.is_ascii_hexdigit());
    let named = commits
        .iter()
        .filter(|it| is_prefix && it.as_str().starts_with(&prefix));
    let named: Vec<ObjectId> = named.cloned().collect();
    // Only digits may be either; nothing needs to be read for what can only be a commit.
    let is_commit = wanted.bytes().any(|it| !it.is_ascii_digit());
    if is_commit && !named.is_empty() {
        return Ok(named);
    }
    let mut released: BTreeMap<SubmissionId, ObjectId> = BTreeMap::new();
    for commit in commits {
        let receipt = match git_ref::receipt(git, commit, product) {
            Ok(receipt) => receipt,
            Err(CommitFault::Git(error)) => return Err(error),
            Err(CommitFault::Missing | CommitFault::NotAFile | CommitFault::Receipt(_)) => continue,
        };
        let Some(submission) = receipt.stage.submission() else {
            continue;
        };
        if submission.as_str() == wanted {
            return Ok(vec![commit.clone()]);
        }
        let source = receipt.source.commit.as_deref();
        if is_prefix && source.is_some_and(|it| it.starts_with(&prefix)) {
            // The newest comes first.
            released
                .entry(submission.clone())
                .or_insert_with(|| commit.clone());
        }
    }
    if named.is_empty() {
        return Ok(released.into_values().collect());
    }
    Ok(named)
}

/// Opens the receipt that a commit keeps.
fn open(git: Git, product: &ProductId, commit: ObjectId) -> Result<KeptReceipt, CliError> {
    let unusable = |why: String| {
        CliError::usage(format!(
            "the receipt in commit {commit} cannot be used: {why}"
        ))
    };
    let kept = git_ref::read(&git, &commit, product);
    let kept = kept.map_err(|error| unusable(error.to_string()))?;
    let files = kept.files;
    let files = files.ok_or_else(|| unusable("it keeps no files".to_owned()))?;
    let entries = git.tree(&files, None);
    let entries = entries.map_err(|error| unusable(error.to_string()))?;
    Ok(KeptReceipt {
        receipt: kept.receipt,
        tree: GitTree::new(entries, git.clone(), Pointers::Refused),
        files,
        git,
        commit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_product_and_several_are_named_in_their_numbers() {
        let ids: [ProductId; 2] = ["a", "b"].map(|it| it.parse().unwrap());
        assert_eq!(named(ids[..1].iter()), "product a");
        assert_eq!(named(ids.iter()), "products a, b");
    }
}
