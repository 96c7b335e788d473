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
    files::{self, TextReference},
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
/// from `listingDefaults`; everything else changes the manifest, as does what is not a text: `null`, or `{ file: PATH }`. Paths
/// are those of the manifest after the edits, variables replaced. A path that storectl does not read is replaced by the text.
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
            let before = self.document.value.clone();
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
            self.document.value = before;
        }
        self.texts.remove(&field);
        self.change(edit)?;
        self.manifest.push(edit.clone());
        Ok(())
    }

    fn change(&mut self, edit: &Edit) -> Result<(), EditError> {
        self.document.value = address::edited(&self.document, edit)?;
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
            let path = pointer::join(field, "file");
            let path = document.value.pointer(&path).and_then(Value::as_str);
            return Err(EditError::FilePerLanguage {
                address: address.clone(),
                path: path.unwrap_or_default().to_owned(),
                fields: copies.into_iter().map(|it| pointer::path(it)).collect(),
            });
        }
        let mut users = names.users.iter();
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

/// A field whose text a file holds.
struct User {
    /// Its pointer.
    field: String,
    /// The pointer of the default it inherits, the same file for every language.
    default: Option<String>,
    /// The path of the file, as the manifest writes it, variables replaced.
    path: String,
}

impl FileNames {
    fn of(document: &Document, vars: &Variables) -> Self {
        let expanded = variables::expand(document, vars, None);
        let is_broken = |field: &str| {
            let path = pointer::join(field, "file");
            expanded.problems.iter().any(|it| it.pointer == path)
        };
        let references = files::text_references(&expanded.value).into_iter();
        let readable =
            references.filter(|it| paths::fault(&it.path).is_none() && !is_broken(&it.field));
        let users = readable.flat_map(|it| users(&expanded.value, it)).collect();
        let copied = expanded.copied.into_iter().collect();
        Self { users, copied }
    }
}

/// Returns the fields that take their text from a file: of a default, those of the listings that do not name their own.
fn users(manifest: &Value, reference: TextReference) -> Vec<User> {
    let TextReference { field, path, .. } = reference;
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
        let default = None;
        return vec![User {
            field,
            default,
            path,
        }];
    }
    let inheriting = inheriting.into_iter().map(|it| User {
        field: it,
        default: Some(field.clone()),
        path: path.clone(),
    });
    inheriting.collect()
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
