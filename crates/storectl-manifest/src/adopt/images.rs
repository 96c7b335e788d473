//! Images, each named by its slot.

use std::collections::BTreeMap;

use serde_json::Value;
use storectl_model::{Digest, FieldPath};

use crate::{ImageFacts, ImageFormat};

/// Names every image of the lists, and writes the names into the manifest. A list that is the same in every language is kept
/// once.
pub(super) fn place(
    value: &mut Value,
    lists: Vec<(&FieldPath, &Vec<ImageFacts>)>,
) -> BTreeMap<String, ImageFacts> {
    let mut kinds: BTreeMap<&str, Vec<(&FieldPath, &Vec<ImageFacts>)>> = BTreeMap::new();
    for list in lists {
        kinds
            .entry(list.0.field().unwrap_or_default())
            .or_default()
            .push(list);
    }
    let mut placed = BTreeMap::new();
    for (field, lists) in kinds {
        let is_shared = lists.len() > 1 && are_same(&lists);
        for (path, images) in lists {
            let Some(language) = path.language() else {
                continue;
            };
            let folder = if is_shared {
                "images".to_owned()
            } else {
                format!("images/{}", language.key())
            };
            let mut names = Vec::new();
            for (at, facts) in images.iter().enumerate() {
                let name = format!(
                    "{folder}/{}-{}.{}",
                    slot(field),
                    at + 1,
                    ending(&facts.format)
                );
                placed.insert(name.clone(), facts.clone());
                names.push(Value::from(name));
            }
            value["listings"][language.key()][field] = names.into();
        }
    }
    placed
}

fn are_same(lists: &[(&FieldPath, &Vec<ImageFacts>)]) -> bool {
    let digests = |it: &[ImageFacts]| {
        it.iter()
            .map(|it| it.digest.clone())
            .collect::<Vec<Digest>>()
    };
    lists.windows(2).all(|pair| match pair {
        [(_, one), (_, other)] => digests(one) == digests(other),
        _ => true,
    })
}

/// Returns what the images of a list are called.
pub(crate) fn slot(field: &str) -> &'static str {
    match field {
        "storeLogos" => "store-logo",
        _ => "screenshot",
    }
}

/// Returns how the name of an image ends.
pub(crate) fn ending(format: &ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "png",
        ImageFormat::Jpeg => "jpg",
        ImageFormat::Other(_) => "img",
    }
}
