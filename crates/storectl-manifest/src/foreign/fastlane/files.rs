//! Which files of a folder are read, and what each is for.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use storectl_model::LanguageTag;

use super::{
    images,
    layout::{
        self, BLANK, DEFAULT, FileRole, OTHER_FILES, OTHER_FOLDERS, Precedence, ROOTS, TextField,
    },
};
use crate::{
    FileKind, FileReference,
    foreign::{
        languages::store_language,
        reading::{OmissionReason, Omissions},
    },
};

/// A file of a folder that is read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FastlaneFile {
    /// Its path from the folder, `/` between folders.
    pub path: String,
    /// Its length, in bytes.
    pub bytes: u64,
}

/// The files of a folder that become part of a product, before they are read.
#[derive(Debug, Default)]
pub struct FastlaneFiles {
    pub(super) languages: BTreeSet<LanguageTag>,
    pub(super) texts: Texts,
    pub(super) images: Images,
    pub(super) omissions: Omissions,
}

/// Files that may hold a text, by language, none for all, and field; the first that says something is taken.
pub(super) type Texts = BTreeMap<(Option<LanguageTag>, TextField), BTreeSet<Source>>;
/// Lists of image files, by language, none for all, and field; the first list of which an image can be used is taken.
pub(super) type Images = BTreeMap<(Option<LanguageTag>, ImageField), BTreeMap<Source, Vec<String>>>;

/// A list of images of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ImageField {
    Screenshots,
    StoreLogos,
}

/// Where a value may come from; the first of several is taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    pub(super) precedence: Precedence,
    /// Of release notes, those of the highest version come first; a version is its digits, longer ones first.
    pub(super) version: Reverse<(usize, String)>,
    /// The file, or the folder of the images.
    pub(super) path: String,
}

/// What is in the folder of a language.
type Folder<'f> = Vec<(FileRole, &'f FastlaneFile, Vec<&'f str>)>;

impl FastlaneFiles {
    /// Finds them among all files of a folder, which is one of fastlane's or above one.
    pub fn among(files: &[FastlaneFile]) -> Self {
        let mut found = Self::default();
        let mut folders: BTreeMap<(&str, &str), Folder<'_>> = BTreeMap::new();
        for file in files.iter().filter(|it| it.bytes > 0) {
            let (root, rest) = split(&file.path);
            match rest.as_slice() {
                [] => {}
                [name] => found.beside_languages(name, root, file),
                [folder, ..] if OTHER_FOLDERS.contains(folder) => {
                    let what = join(root, folder);
                    found.omissions.add(OmissionReason::NoCounterpart, what);
                }
                [folder, inside @ ..] => {
                    let role = layout::role(inside);
                    let files = folders.entry((root, folder)).or_default();
                    files.push((role, file, rest.clone()));
                }
            }
        }
        for ((root, name), files) in folders {
            found.folder(root, name, files);
        }
        for list in found.images.values_mut().flat_map(BTreeMap::values_mut) {
            images::sort(list);
        }
        found.omit_older_notes();
        found
    }

    /// Returns whether there is nothing of fastlane's.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.images.is_empty()
    }

    /// Returns the files to read, by their paths from the folder.
    pub fn references(&self) -> Vec<FileReference> {
        let reference = |path: &str, kind| FileReference {
            path: path.to_owned(),
            kind,
            pointer: String::new(),
        };
        let texts = self.texts.values().flatten();
        let texts = texts.map(|it| reference(&it.path, FileKind::Text));
        let images = self.images.values().flat_map(BTreeMap::values).flatten();
        let images = images.map(|it| reference(it, FileKind::Image));
        texts.chain(images).collect()
    }

    /// Takes a file beside the folders of the languages.
    fn beside_languages(&mut self, name: &str, root: &str, file: &FastlaneFile) {
        if name == "copyright.txt" {
            let source = Source::of(Precedence::AppStore, &file.path);
            let sources = self.texts.entry((None, TextField::Copyright)).or_default();
            sources.insert(source);
        } else if file.bytes > BLANK
            && (OTHER_FILES.contains(&name)
                || (layout::is_text(name) && root.ends_with("metadata")))
        {
            let reason = OmissionReason::NoCounterpart;
            self.omissions.add(reason, file.path.clone());
        }
    }

    /// Takes the folder of a language, or leaves one that is none.
    fn folder(&mut self, root: &str, name: &str, files: Folder<'_>) {
        let is_theirs =
            |it: &FileRole| !matches!(it, FileRole::NoCounterpart | FileRole::Unrelated);
        if !files.iter().any(|it| is_theirs(&it.0)) {
            return;
        }
        let language = store_language(name);
        if language.is_none() && name != DEFAULT {
            if looks_like_language(name) {
                let reason = OmissionReason::NoStoreLanguage;
                self.omissions.add(reason, join(root, name));
            }
            return;
        }
        self.languages.extend(language.clone());
        for (role, file, parts) in files {
            self.file(language.as_ref(), role, file, root, &parts);
        }
    }

    fn file(
        &mut self,
        language: Option<&LanguageTag>,
        role: FileRole,
        file: &FastlaneFile,
        root: &str,
        parts: &[&str],
    ) {
        let language = language.cloned();
        let path = file.path.as_str();
        match role {
            FileRole::Text(field, precedence) => {
                let sources = self.texts.entry((language, field)).or_default();
                sources.insert(Source::of(precedence, path));
            }
            FileRole::Notes(code) => self.notes(language, &code, path),
            FileRole::DefaultNotes => self.notes(language, "", path),
            FileRole::Screenshot(precedence) => {
                self.image(language, ImageField::Screenshots, precedence, path);
            }
            FileRole::Logo => self.image(language, ImageField::StoreLogos, Precedence::Play, path),
            FileRole::NoCounterpart if file.bytes <= BLANK => {}
            FileRole::NoCounterpart => {
                let mut pattern = parts.to_vec();
                if let Some(folder) = pattern.first_mut() {
                    *folder = "*";
                }
                // Many images of one kind are one thing to say.
                if let [_, "images", _, name] = pattern.as_mut_slice() {
                    *name = "*";
                }
                let pattern = join(root, &pattern.join("/"));
                let reason = OmissionReason::NoCounterpart;
                self.omissions.add_alike(reason, path, pattern);
            }
            FileRole::Unrelated => {}
        }
    }

    fn notes(&mut self, language: Option<LanguageTag>, code: &str, path: &str) {
        let code = code.trim_start_matches('0');
        let source = Source {
            version: Reverse((code.len(), code.to_owned())),
            ..Source::of(Precedence::Play, path)
        };
        let field = TextField::WhatsNew;
        let sources = self.texts.entry((language, field)).or_default();
        sources.insert(source);
    }

    /// Keeps the notes of the highest version of each language.
    fn omit_older_notes(&mut self) {
        let notes = self.texts.iter_mut();
        for (_, sources) in notes.filter(|((_, field), _)| *field == TextField::WhatsNew) {
            let has_version = |it: &Source| it.version.0.0 > 0;
            let highest = sources.iter().find(|it| has_version(it)).cloned();
            let is_older = |it: &Source| has_version(it) && Some(it) != highest.as_ref();
            let (older, kept) = std::mem::take(sources).into_iter().partition(is_older);
            *sources = kept;
            for older in Vec::from_iter::<BTreeSet<Source>>(older) {
                let pattern = older.path.split('/').rev().collect::<Vec<_>>();
                let pattern = match pattern.as_slice() {
                    [_, changelogs, _, above @ ..] => {
                        let above = above.iter().rev().map(|it| format!("{it}/"));
                        format!("{}*/{changelogs}/*.txt", above.collect::<String>())
                    }
                    _ => older.path.clone(),
                };
                let reason = OmissionReason::OlderNotes;
                self.omissions.add_alike(reason, &older.path, pattern);
            }
        }
    }

    fn image(
        &mut self,
        language: Option<LanguageTag>,
        field: ImageField,
        precedence: Precedence,
        path: &str,
    ) {
        let folder = path.rsplit_once('/').map_or("", |it| it.0);
        let lists = self.images.entry((language, field)).or_default();
        let list = lists.entry(Source::of(precedence, folder)).or_default();
        list.push(path.to_owned());
    }
}

impl Source {
    fn of(precedence: Precedence, path: &str) -> Self {
        Self {
            precedence,
            version: Reverse((0, String::new())),
            path: path.to_owned(),
        }
    }
}

/// Splits a path into the folder of the languages and the rest.
fn split(path: &str) -> (&'static str, Vec<&str>) {
    let below = |root: &str| {
        let rest = path.strip_prefix(root)?;
        if root.is_empty() {
            Some(rest)
        } else {
            rest.strip_prefix('/')
        }
    };
    let found = ROOTS.iter().find_map(|root| Some((*root, below(root)?)));
    let (root, rest) = found.unwrap_or(("", path));
    (root, rest.split('/').collect())
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

fn looks_like_language(name: &str) -> bool {
    let tag = name.replace('_', "-").parse::<LanguageTag>();
    tag.is_ok_and(|it| it.is_well_formed())
}
