//! Reads the images that a page names: those of the checkout, and those that git keeps of the base's commit.
//!
//! A document may be a stranger's. Whatever it names, what is read is within this repository and within the rules for the
//! files of a manifest, and what is shown is a PNG file with the digest that the document has.

use std::{
    collections::BTreeMap,
    io::Read as _,
    path::{Component, Path},
};

use storectl_api::Redactor;
use storectl_platform::{Git, ObjectId};
use storectl_report::{MAX_PICTURES, NamedPicture, PictureFile, Pictures};

use crate::manifests::{
    file_tree::{Checkout, Content, FileTree as _, Pointers, split},
    git_tree::GitTree,
    place::Base,
    repository::check_path,
};

/// Most files that are looked for: more screenshots than a page has room for.
const MOST_FILES: usize = 500;

/// Most commits that are read. Products of a repository have the same base, or that of their last submission.
const MOST_COMMITS: usize = 50;

/// Reads images in the order in which they matter, as many as a page has room for. Asks no remote. Blocks.
pub(super) fn read(named: &[NamedPicture], redactor: &Redactor) -> Pictures {
    let mut files = PictureFiles {
        base: Base::current(),
        trees: BTreeMap::new(),
    };
    let room = u64::try_from(MAX_PICTURES).unwrap_or(u64::MAX);
    collect(named, redactor, room, |it| files.open(&it.file, it.bytes))
}

/// Collects images of at most `room` bytes together.
fn collect<'n>(
    named: &'n [NamedPicture],
    redactor: &Redactor,
    room: u64,
    mut open: impl FnMut(&'n NamedPicture) -> Option<Box<dyn Content>>,
) -> Pictures {
    let mut pictures = Pictures::default();
    let mut left = room;
    for (at, picture) in named.iter().enumerate() {
        if at >= MOST_FILES || picture.bytes > left {
            pictures.leave_out(picture.digest.clone());
            continue;
        }
        let content = open(picture);
        let Some(bytes) = content.and_then(|it| bytes(it, picture.bytes)) else {
            continue;
        };
        left -= picture.bytes;
        // A file may hold what nobody is shown, whatever its name is.
        let text = String::from_utf8_lossy(&bytes);
        if redactor.text(&text) == text {
            // What is no picture is named, and so is one that has changed: it is known by the digest of what it is now.
            let _ = pictures.add(bytes);
        }
    }
    pictures
}

/// Reads at most `most` bytes.
fn bytes(content: Box<dyn Content>, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    content.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The files of the repository that this run is in.
struct PictureFiles<'n> {
    base: Base,
    /// By the commit; `None` for one that cannot be read.
    trees: BTreeMap<&'n str, Option<GitTree<Git>>>,
}

impl<'n> PictureFiles<'n> {
    /// Opens a file of at most `cap` bytes.
    fn open(&mut self, file: &'n PictureFile, cap: u64) -> Option<Box<dyn Content>> {
        match file {
            PictureFile::Beside { manifest, path } => self.beside(manifest, path, cap),
            PictureFile::AtCommit { commit, path } => self.at_commit(commit, path, cap),
        }
    }

    /// Opens a file of the checkout, as the manifest that names it does.
    fn beside(&self, manifest: &str, path: &str, cap: u64) -> Option<Box<dyn Content>> {
        // On Windows, looking at the share of a stranger's server is a request.
        let is_relative = path.split('/').all(|it| {
            matches!(
                Path::new(it).components().next(),
                None | Some(Component::Normal(_) | Component::CurDir | Component::ParentDir)
            )
        });
        if !is_relative {
            return None;
        }
        let manifest = self.base.find(manifest).ok()?;
        let (folder, _) = split(&manifest).ok()?;
        check_path(folder).ok()?;
        let checkout = Checkout::of(folder).ok()?;
        let resolved = checkout.resolve(folder, path).ok()?;
        checkout.open(&resolved.path, cap).ok()
    }

    /// Opens a file of a commit.
    fn at_commit(&mut self, commit: &'n str, path: &str, cap: u64) -> Option<Box<dyn Content>> {
        if self.trees.len() >= MOST_COMMITS && !self.trees.contains_key(commit) {
            return None;
        }
        let tree = self.trees.entry(commit).or_insert_with(|| tree_of(commit));
        let tree = tree.as_ref()?;
        let resolved = tree.resolve(Path::new(""), path).ok()?;
        tree.open(&resolved.path, cap).ok()
    }
}

/// Lists a commit of this repository.
fn tree_of(commit: &str) -> Option<GitTree<Git>> {
    let commit: ObjectId = commit.parse().ok()?;
    let git = Git::open(Path::new(".")).ok()?.offline();
    let entries = git.tree(&commit, None).ok()?;
    Some(GitTree::new(entries, git, Pointers::Refused))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use secrecy::SecretString;
    use storectl_model::Digest;

    use super::*;

    /// A PNG file, as far as anybody looks at it here, of so many bytes that no other `seed` has.
    fn png(bytes: usize, seed: u8) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        file.resize(bytes, seed);
        file
    }

    fn named(content: &[u8]) -> NamedPicture {
        NamedPicture {
            digest: Digest::of(content),
            bytes: u64::try_from(content.len()).unwrap(),
            file: PictureFile::Beside {
                manifest: "storectl.yaml".to_owned(),
                path: "1.png".to_owned(),
            },
        }
    }

    /// Collects these images where each file holds what it should; returns them, and how many files were opened.
    fn collected(files: &[Vec<u8>], redactor: &Redactor) -> (Pictures, usize) {
        let named: Vec<NamedPicture> = files.iter().map(|it| named(it)).collect();
        let mut opened = 0;
        let pictures = collect(&named, redactor, 1_000, |picture| {
            opened += 1;
            let content = files.iter().find(|it| Digest::of(it) == picture.digest);
            content.map(|it| -> Box<dyn Content> { Box::new(Cursor::new(it.clone())) })
        });
        (pictures, opened)
    }

    #[test]
    fn what_there_is_no_room_for_is_left_out_unread_and_smaller_ones_are_shown() {
        let files = [png(900, 1), png(101, 2), png(100, 3)];
        let (pictures, opened) = collected(&files, &Redactor::default());
        let mut expected = Pictures::default();
        let [large, second, small] = files;
        expected.add(large).unwrap();
        expected.leave_out(Digest::of(&second));
        expected.add(small).unwrap();
        assert_eq!((pictures, opened), (expected, 2));
    }

    #[test]
    fn no_more_files_are_looked_for_than_a_page_shows() {
        let named = vec![named(&png(100, 1)); MOST_FILES + 1];
        let mut opened = 0;
        let pictures = collect(&named, &Redactor::default(), 1_000, |_| {
            opened += 1;
            None
        });
        let mut expected = Pictures::default();
        expected.leave_out(Digest::of(&png(100, 1)));
        assert_eq!((pictures, opened), (expected, MOST_FILES));
    }

    #[test]
    fn a_picture_that_holds_a_secret_is_not_shown() {
        let redactor = Redactor::default();
        redactor.learn(&SecretString::from("correct-horse-battery"));
        let mut secret = png(100, 1);
        secret.extend(b"tEXtComment\0correct-horse-battery");
        let (pictures, _) = collected(&[secret, png(100, 2)], &redactor);
        let mut expected = Pictures::default();
        expected.add(png(100, 2)).unwrap();
        assert_eq!(pictures, expected);
    }
}
