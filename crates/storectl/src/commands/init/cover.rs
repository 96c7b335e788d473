//! Which products the pipelines that are there already cover.

use std::{collections::BTreeSet, io::Read as _, path::Path};

use storectl_platform::open_input;

/// How much of a pipeline is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// Returns the folders that a pipeline names; none of what is no pipeline of ours, or cannot be read.
pub(super) fn folders(pipeline: &Path) -> Vec<String> {
    let mut text = String::new();
    let read = open_input(pipeline, LARGEST)
        .ok()
        .and_then(|it| it.take(LARGEST).read_to_string(&mut text).ok());
    if read.is_none() {
        return Vec::new();
    }
    let named = text.lines().filter_map(|it| {
        let value = it.trim().strip_prefix("STORECTL_PATH:")?.trim();
        let value = value.trim_matches('"');
        (!value.is_empty()).then(|| value.to_owned())
    });
    named.collect()
}

/// Says what covers a product that pipelines for these folders leave out; `None` where one covers it, and where there is none.
pub(super) fn missing(covered: &BTreeSet<String>, product: &str) -> Option<String> {
    let product_path = Path::new(product);
    let is_covered =
        |folder: &String| folder == "." || product_path.starts_with(Path::new(folder.as_str()));
    if covered.is_empty() || covered.iter().any(is_covered) {
        return None;
    }
    let all = covered.iter().map(String::as_str).chain([product]);
    let common = all.map(str::to_owned).reduce(|one, other| {
        let (one, other) = (one.split('/'), other.split('/'));
        let same = one.zip(other).take_while(|(one, other)| one == other);
        same.map(|(it, _)| it).collect::<Vec<_>>().join("/")
    });
    let common = common.filter(|it| !it.is_empty());
    let common = common.as_deref().unwrap_or(".");
    let covered: Vec<&str> = covered.iter().map(String::as_str).collect();
    Some(format!(
        "the pipelines that were there cover only {}, not {product}: to cover both, set each STORECTL_PATH in them to {common}",
        covered.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(covered: &[&str], product: &str) -> Option<String> {
        missing(
            &covered.iter().map(|it| (*it).to_owned()).collect(),
            product,
        )
    }

    #[test]
    fn the_nearest_folder_with_both_is_named() {
        for (covered, product, common) in [
            (&["store"][..], "other", "."),
            (&["products/a"], "products/b", "products"),
            (&["products/a", "products/b"], "products/ab", "products"),
            (&["store/a"], "store", "store"),
            (&["store"], ".", "."),
        ] {
            let said = said(covered, product).unwrap();
            assert!(said.ends_with(&format!(" to {common}")), "{said}");
        }
    }

    #[test]
    fn what_is_covered_needs_no_word() {
        for (covered, product) in [
            (&[][..], "store"),
            (&["store"], "store"),
            (&["."], "store"),
            (&["products"], "products/a"),
        ] {
            assert_eq!(said(covered, product), None);
        }
    }
}
