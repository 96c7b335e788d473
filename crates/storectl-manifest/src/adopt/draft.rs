//! A draft of the Store as a new manifest.

use std::collections::BTreeMap;

use storectl_model::{DesiredProduct, Digest, FieldPath, Selector};

use super::{
    defaults,
    error::AdoptError,
    images,
    new_manifest::NewManifest,
    parts::Parts,
    refused::{self, Refused},
    source::Draft,
    texts, tree, version,
};

/// How a draft becomes a manifest.
#[derive(Clone, Debug, Default)]
pub struct DraftOptions {
    /// Where long texts are written.
    pub layout: Layout,
    /// The fields that the manifest manages; empty for every field.
    pub scope: Vec<Selector>,
    /// Comments at the top, without `#`: where it came from.
    pub header: Vec<String>,
}

/// Where long texts are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Each in a file of its own.
    #[default]
    Files,
    /// All in the manifest.
    Single,
}

/// A draft as a new manifest.
#[derive(Clone, Debug)]
pub struct Adopted {
    /// The manifest with its text files.
    pub manifest: NewManifest,
    /// Image files by their paths from the manifest's folder, each with the digest of its bytes.
    pub images: BTreeMap<String, Digest>,
    /// What the manifest asks for, as it is read back; of no product in particular where none is known.
    pub product: DesiredProduct,
    /// Values of the draft that the rules of a manifest refuse; each stands in a comment.
    pub refused: Vec<Refused>,
    /// Fields that a manifest cannot name.
    pub unknown: Vec<FieldPath>,
}

/// Writes a draft as a manifest that says the same: planned against the draft, it changes nothing.
///
/// # Errors
/// See [`AdoptError`].
pub fn from_draft(draft: &Draft, options: &DraftOptions) -> Result<Adopted, AdoptError> {
    let is_in_scope = |path: &FieldPath| in_scope(&options.scope, path);
    let fields = draft.fields.iter().filter(|it| is_in_scope(&it.path));
    let images = draft.images.iter().filter(|(path, _)| is_in_scope(path));
    let tree::Tree { mut value, unknown } = tree::of_fields(draft, fields);
    let images = images::place(&mut value, images.collect());
    texts::escape(&mut value);
    let texts = match options.layout {
        Layout::Files => texts::into_files(&mut value),
        Layout::Single => BTreeMap::new(),
    };
    let mut parts = Parts {
        value,
        texts,
        images,
    };
    let refused = refused::set_aside(&mut parts)?;
    parts.forget_unnamed();
    version::lift(&mut parts.value);
    defaults::lift(&mut parts.value);
    let comments = refused.iter();
    let comments = comments.map(|it| (it.path.clone(), vec![it.comment.clone()]));
    let mut manifest = NewManifest {
        header: options.header.clone(),
        value: parts.value.clone(),
        comments: comments.collect(),
        files: parts
            .texts
            .iter()
            .map(|(path, it)| (path.clone(), it.clone().into_bytes()))
            .collect(),
    };
    let checked = parts.check(&manifest.to_yaml())?;
    let Some(product) = checked.product else {
        return Err(AdoptError::Unwritable(checked.diagnostics));
    };
    if draft.product_id.is_none() {
        manifest.ask_for_product();
    }
    let images = parts.images.into_iter();
    Ok(Adopted {
        manifest,
        images: images.map(|(path, it)| (path, it.digest)).collect(),
        product,
        refused,
        unknown,
    })
}

/// Returns whether a field is managed. A package cannot be named without its address.
fn in_scope(scope: &[Selector], path: &FieldPath) -> bool {
    let names_package = path.last_key() == Some("packageUrl");
    let picks = |it: &Selector| it.picks(path) || (names_package && it.touches(&path.object()));
    scope.is_empty() || scope.iter().any(picks)
}
