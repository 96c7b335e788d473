//! Images before and after, as pictures of the repository (forms.md, "In the pull request" 8).

use std::fmt::Write as _;

use serde_json::Value;
use storectl_model::{ImageSize, LanguageTag};
use storectl_plan::{Change, ChangeValue, ImageValue};

use super::{
    budget::{Comment, Rank},
    code,
    fold::{Fold, details},
};
use crate::{
    Foreign, PlanDetails, PlanView, ProductView, RepositoryView, file_beside,
    view::{Replaced, bytes, count, thousands},
};

/// Most pairs of pictures of a comment.
const PAIRS: usize = 12;

/// Most images that are named without their pictures.
const NAMED: usize = 20;

/// An image that changes, and where it can be seen.
struct Pair {
    /// E.g. `en-us screenshots[2]`.
    slot: String,
    /// The file's name, where it is known.
    name: Option<String>,
    before: Option<String>,
    after: Option<String>,
    /// Bytes and pixels, to tell the large changes from the small.
    weight: (u64, u64),
}

/// The pairs of pictures that a comment has room for.
pub(super) struct Gallery<'v> {
    repository: Option<&'v RepositoryView>,
    left: usize,
}

impl<'v> Gallery<'v> {
    pub(super) fn of(view: &'v PlanView<'_>) -> Self {
        Self {
            repository: view.repository.as_ref(),
            left: PAIRS,
        }
    }

    /// Adds the pictures of a product's images, the largest changes first; the others are named and counted.
    pub(super) fn push(
        &mut self,
        comment: &mut Comment,
        product: &ProductView<'_>,
        plan: &PlanDetails,
        fold: Fold,
    ) {
        let Some(repository) = self.repository else {
            return;
        };
        let mut pairs = pairs(repository, product, plan);
        if pairs.is_empty() {
            return;
        }
        pairs.sort_by_key(|it| std::cmp::Reverse(it.weight));
        let shown = pairs.len().min(self.left);
        self.left -= shown;
        let rest = pairs.split_off(shown);
        let mut body = String::new();
        if !pairs.is_empty() {
            body.push_str("| | Live | After merge |\n|---|---|---|\n");
        }
        for pair in &pairs {
            let slot = code(&pair.slot).replace('|', "\\|");
            let name = pair.name.as_deref().map(|it| code(it).replace('|', "\\|"));
            let _ = writeln!(
                body,
                "| {slot} {} | {} | {} |",
                name.unwrap_or_default(),
                picture(pair.before.as_deref(), pair, "live"),
                picture(pair.after.as_deref(), pair, "after merge")
            );
        }
        if !rest.is_empty() {
            let names: Vec<String> = rest.iter().take(NAMED).map(|it| code(&it.slot)).collect();
            let more = match rest.len().checked_sub(NAMED).filter(|it| *it > 0) {
                Some(more) => format!(" and {} more", thousands(more)),
                None => String::new(),
            };
            let _ = write!(
                body,
                "\nWithout pictures here: {}{more}\n",
                names.join(", ")
            );
        }
        let number = count(pairs.len() + rest.len(), "image");
        let summary = format!("<b>Pictures</b> {number}");
        comment.push(Rank::Pictures, details(fold, &summary, &body));
    }
}

fn picture(url: Option<&str>, pair: &Pair, when: &str) -> String {
    let Some(url) = url else {
        return "—".to_owned();
    };
    let name = pair.name.as_deref().unwrap_or_default();
    let alt = format!("{} {name}, {when}", pair.slot);
    format!(
        "<img width=\"320\" alt=\"{}\" src=\"{}\">",
        attribute(&alt),
        attribute(url)
    )
}

/// Escapes an attribute's value within a cell of a table, which a pipe would end.
fn attribute(text: &str) -> String {
    Foreign::new(text).html().replace('|', "&#124;")
}

/// Returns the images that change and can be seen on one side at least.
fn pairs(repository: &RepositoryView, product: &ProductView<'_>, plan: &PlanDetails) -> Vec<Pair> {
    let base = product.base.commit();
    let replaced = Replaced::of(product, plan);
    let changes = plan.changes.iter().enumerate();
    changes
        .filter(|(index, _)| replaced.added_by(*index).is_none())
        .flat_map(|(index, change)| {
            let before = replaced.removed_by(index).unwrap_or(index);
            let file = product.file_before(before).map(|it| it.path.as_str());
            let before = file.and_then(|it| repository.picture(base?, it));
            of_change(change).into_iter().map(move |(slot, image)| {
                let after = image.path.and_then(|it| {
                    let path = file_beside(product.manifest.as_raw(), it)?;
                    repository.picture(repository.head(), &path)
                });
                Pair {
                    slot,
                    name: image.path.or(file).map(name),
                    before: before.clone(),
                    after,
                    weight: image.weight,
                }
            })
        })
        .filter(|it| it.before.is_some() || it.after.is_some())
        .collect()
}

/// Returns the file's name; the folder is clear from the place in the manifest.
pub(super) fn name(path: &str) -> String {
    let (_, name) = path.rsplit_once('/').unwrap_or(("", path));
    name.to_owned()
}

/// One image of a change.
struct Image<'a> {
    /// The file that is uploaded.
    path: Option<&'a str>,
    weight: (u64, u64),
}

/// Returns the images of a change, each with its slot: one, or those of a new language.
fn of_change(change: &Change) -> Vec<(String, Image<'_>)> {
    let language = change.path.language().map_or("", LanguageTag::as_str);
    let slot = format!("{language} {}", change.path.within_object());
    match (&change.before, &change.after) {
        (_, ChangeValue::Image(image)) | (ChangeValue::Image(image), ChangeValue::Unset) => {
            vec![(slot, of_image(image))]
        }
        (ChangeValue::Unset, ChangeValue::Object(listing)) => ["screenshots", "storeLogos"]
            .into_iter()
            .flat_map(|list| {
                let images = listing.get(list).and_then(Value::as_array);
                let images = images.into_iter().flatten().enumerate();
                images.filter_map(move |(at, image)| {
                    Some((format!("{language} {list}[{at}]"), of_json(image)?))
                })
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn of_image(image: &ImageValue) -> Image<'_> {
    let pixels = |size: &ImageSize| u64::from(size.width) * u64::from(size.height);
    match image {
        ImageValue::Stored { id: _, size } => Image {
            path: None,
            weight: (0, size.as_ref().map_or(0, pixels)),
        },
        ImageValue::File {
            path,
            digest: _,
            bytes,
            size,
        } => Image {
            path: Some(path),
            weight: (*bytes, pixels(size)),
        },
    }
}

fn of_json(image: &Value) -> Option<Image<'_>> {
    Some(Image {
        path: Some(image.get("path")?.as_str()?),
        weight: (image.get("bytes")?.as_u64()?, 0),
    })
}

/// Says what becomes of one image: `editor.png 2560×1440, 1.1 MB (before: 1920×1080)`.
pub(super) fn line(change: &Change) -> Option<String> {
    let size = |it: &ImageSize| format!("{}×{}", it.width, it.height);
    let stored = |it: &ImageValue| match it {
        ImageValue::Stored { id, size: None } => format!("image {id}"),
        ImageValue::Stored {
            id,
            size: Some(pixels),
        } => format!("image {id}, {}", size(pixels)),
        ImageValue::File {
            path, size: pixels, ..
        } => format!("{}, {}", name(path), size(pixels)),
    };
    let file = match (&change.before, &change.after) {
        (ChangeValue::Image(gone), ChangeValue::Unset) => return Some(code(&stored(gone))),
        (
            _,
            ChangeValue::Image(ImageValue::File {
                path,
                bytes: length,
                size: pixels,
                ..
            }),
        ) => {
            format!("{} {}, {}", code(&name(path)), size(pixels), bytes(*length))
        }
        _ => return None,
    };
    Some(match &change.before {
        ChangeValue::Image(before) => format!("{file} (replaces {})", code(&stored(before))),
        _ => file,
    })
}
