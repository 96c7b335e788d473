//! Where an edited text goes: into the manifest, or into the file that holds it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use storectl_model::{FieldPath, Segment};

use super::{
    address,
    error::EditError,
    request::{Change, Edit},
    text_file::TextEdit,
};
use crate::{
    files::{self, NamedPath, TextOrigin, TextReference},
    parse::Document,
    paths, pointer,
    source_map::DEFAULTS,
    variables::{self, Variables},
};

/// Edits, by what they change.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedEdits {
    /// What changes the manifest, for [`edit`](super::edit()); those of variables first.
    pub manifest: Vec<Edit>,
    /// What changes text files, each named once, by path.
    pub files: Vec<TextEdit>,
}

/// Returns where each edit goes. A text that a file holds is changed there, whether its field names the file or inherits it
/// from `listingDefaults`; everything else changes the manifest, as does what is not a text: `null`, or `{ file: PATH }`. A
/// text takes the place of `{ changelog: PATH }` and of a list of files. Paths are those of the manifest after the edits, variables replaced. A path that storectl does not read is replaced by the text.
///
/// # Errors
/// [`EditError::SharedFile`] where a field that is not edited alike would change too, [`EditError::FilePerLanguage`], and what
/// is wrong with an address.
pub fn place_edits(
    document: &Document,
    vars: &Variables,
    edits: &[Edit],
) -> Result<PlacedEdits, EditError> {
    let mut placement = Placement {
        document: document.clone(),
        vars,
        names: None,
        manifest: Vec::new(),
        texts: BTreeMap::new(),
    };
    // A path may name a variable that is edited, too.
    let (variables, others): (Vec<_>, Vec<_>) = edits
        .iter()
        .partition(|it| it.address.segments().first().is_some_and(is_variables));
    for edit in variables.into_iter().chain(others) {
        placement.place(edit)?;
    }
    placement.finish()
}

fn is_variables(segment: &Segment) -> bool {
    matches!(segment, Segment::Key(key) if key == "vars")
}

/// What is known while edits are placed one after the other.
struct Placement<'a> {
    /// The manifest after the edits so far. Its index is that of the first one.
    document: Document,
    vars: &'a Variables,
    /// Which fields name which files; `None` after the manifest was changed.
    names: Option<FileNames>,
    manifest: Vec<Edit>,
    /// New texts, by the pointer of the field.
    texts: BTreeMap<String, NewText>,
}

/// A text for a file.
struct NewText {
    address: FieldPath,
    path: String,
    text: String,
}

impl Placement<'_> {
    fn place(&mut self, edit: &Edit) -> Result<(), EditError> {
        let field = address::pointer(&self.document, &edit.address)?;
        if let Change::Set(Value::String(text)) = &edit.change
            && self.may_be_in_a_file(&field)
        {
            let listing = self.new_listing(&edit.address);
            let before = listing.as_ref().map(|_| self.document.value.clone());
            if let Some(listing) = &listing {
                self.change(listing)?;
            }
            if let Some(path) = self.file_of(&edit.address, &field)? {
                self.manifest.extend(listing);
                let new = NewText {
                    address: edit.address.clone(),
                    path,
                    text: text.clone(),
                };
                self.texts.insert(field, new);
                return Ok(());
            }
            if let Some(before) = before {
                self.document.value = before;
            }
        }
        self.texts.remove(&field);
        self.change(edit)?;
        self.manifest.push(edit.clone());
        Ok(())
    }

    fn change(&mut self, edit: &Edit) -> Result<(), EditError> {
        address::edit(&mut self.document, edit)?;
        self.names = None;
        Ok(())
    }

    /// Returns whether it needs a closer look at which files are named: a text that stands in the manifest is in no file.
    fn may_be_in_a_file(&self, field: &str) -> bool {
        match self.document.value.pointer(field) {
            Some(own) => own.is_object(),
            None => default_of(field)
                .and_then(|it| self.document.value.pointer(&it))
                .is_some_and(Value::is_object),
        }
    }

    /// Returns the edit that adds the listing of an address, if there is none: it takes what it does not name from the defaults.
    fn new_listing(&self, address: &FieldPath) -> Option<Edit> {
        let language = address.language()?;
        let listing = FieldPath::root()
            .key("listings")
            .key(language.as_str().to_owned());
        let pointer = address::pointer(&self.document, &listing).ok()?;
        let is_new = self.document.value.pointer(&pointer).is_none();
        is_new.then(|| Edit {
            address: listing,
            change: Change::Set(Value::Object(Map::new())),
        })
    }

    /// Returns the path of the file that holds the text of a field.
    fn file_of(&mut self, address: &FieldPath, field: &str) -> Result<Option<String>, EditError> {
        let (document, vars) = (&self.document, self.vars);
        let names = self
            .names
            .get_or_insert_with(|| FileNames::of(document, vars));
        let copies = names.copied.iter();
        let copies: Vec<&String> = copies
            .filter(|(_, from)| *from == field)
            .map(|it| it.0)
            .collect();
        if !copies.is_empty() {
            let named = document.value.pointer(field);
            let named = named.and_then(|it| it.get("file").or_else(|| it.get("changelog")));
            let path = match named {
                Some(Value::Array(paths)) => paths.first(),
                other => other,
            };
            let path = path.and_then(Value::as_str);
            return Err(EditError::FilePerLanguage {
                address: address.clone(),
                path: path.unwrap_or_default().to_owned(),
                fields: copies.into_iter().map(|it| pointer::path(it)).collect(),
            });
        }
        let mut users = names.users.iter().filter(|it| it.holds == Holds::Text);
        let user = users.find(|it| it.field == field || it.default.as_deref() == Some(field));
        Ok(user.map(|it| it.path.clone()))
    }

    fn finish(mut self) -> Result<PlacedEdits, EditError> {
        let (document, vars) = (&self.document, self.vars);
        let names = self
            .names
            .take()
            .unwrap_or_else(|| FileNames::of(document, vars));
        let mut files: BTreeMap<String, TextEdit> = BTreeMap::new();
        for NewText {
            address,
            path,
            text,
        } in self.texts.values()
        {
            let others = self.others(&names, path, text);
            if !others.is_empty() {
                return Err(EditError::SharedFile {
                    address: address.clone(),
                    file: paths::beside(document.source.path(), path),
                    others,
                });
            }
            files.entry(normal(path)).or_insert_with(|| TextEdit {
                path: path.clone(),
                text: text.clone(),
            });
        }
        Ok(PlacedEdits {
            manifest: self.manifest,
            files: files.into_values().collect(),
        })
    }

    /// Returns the fields whose text is the file at `path`, but for those that become `text`, too.
    fn others(&self, names: &FileNames, path: &str, text: &str) -> Vec<FieldPath> {
        let becomes = |field: &String| self.texts.get(field).is_some_and(|it| it.text == text);
        let is_alike = |user: &&User| {
            let by_default =
                !self.texts.contains_key(&user.field) && user.default.as_ref().is_some_and(becomes);
            becomes(&user.field) || by_default
        };
        let users = names.users.iter();
        let users = users.filter(|it| normal(&it.path) == normal(path));
        let others = users.filter(|it| !is_alike(it));
        others.map(|it| pointer::path(&it.field)).collect()
    }
}

/// Which fields take their text from which file.
struct FileNames {
    users: Vec<User>,
    /// Fields that inherit a file of their language, with the pointer of the default.
    copied: BTreeMap<String, String>,
}

/// A field and a file that it names.
struct User {
    /// Its pointer.
    field: String,
    /// The pointer of the default it inherits, the same file for every language.
    default: Option<String>,
    /// The path of the file, as the manifest writes it, variables replaced.
    path: String,
    holds: Holds,
}

/// What a file holds of the text of a field that names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// The text, and nothing else.
    Text,
    /// The text, if it is the first file that exists; that is not known here.
    Perhaps,
    /// The text among others, as a changelog does.
    Part,
}

impl FileNames {
    fn of(document: &Document, vars: &Variables) -> Self {
        let expanded = variables::expand(document, vars, None);
        let is_broken = |at: &str| expanded.problems.iter().any(|it| it.pointer == at);
        let is_readable =
            |it: &NamedPath| paths::fault(&it.path).is_none() && !is_broken(&it.pointer);
        let mut users = Vec::new();
        for TextReference { field, origin, .. } in files::text_references(&expanded.value) {
            let holds = match &origin {
                TextOrigin::File(paths) if paths.len() == 1 => Holds::Text,
                TextOrigin::File(_) => Holds::Perhaps,
                TextOrigin::Changelog(_) => Holds::Part,
            };
            let fields = fields(&expanded.value, field);
            for named in origin.into_paths().into_iter().filter(is_readable) {
                users.extend(fields.iter().map(|(field, default)| User {
                    field: field.clone(),
                    default: default.clone(),
                    path: named.path.clone(),
                    holds,
                }));
            }
        }
        let copied = expanded.copied.into_iter().collect();
        Self { users, copied }
    }
}

/// Returns the fields that take the text at `field`: of a default, those of the listings that do not name their own, each
/// with the pointer of the default.
fn fields(manifest: &Value, field: String) -> Vec<(String, Option<String>)> {
    let inheriting: Vec<String> = match pointer::split(&field) {
        Some((DEFAULTS, name)) => {
            let listings = manifest.get("listings").and_then(Value::as_object);
            let listings = listings.into_iter().flatten();
            let inherits = |listing: &Value| {
                let members = listing.as_object();
                members.is_some_and(|it| !it.contains_key(&name))
            };
            let listings = listings.filter(|(_, listing)| inherits(listing));
            let fields = listings
                .map(|(language, _)| pointer::join(&pointer::join("/listings", language), &name));
            fields.collect()
        }
        _ => Vec::new(),
    };
    if inheriting.is_empty() {
        return vec![(field, None)];
    }
    let inheriting = inheriting.into_iter();
    inheriting.map(|it| (it, Some(field.clone()))).collect()
}

/// Returns the pointer of the default that a field of a listing inherits where the listing does not name it.
fn default_of(field: &str) -> Option<String> {
    let (listing, name) = pointer::split(field)?;
    let (listings, _) = pointer::split(listing)?;
    (listings == "/listings").then(|| pointer::join(DEFAULTS, &name))
}

/// Returns a path in the one spelling by which two are compared.
fn normal(path: &str) -> String {
    paths::beside("", path)
}
