//! A product read of another tool's files, as a manifest.

use std::collections::BTreeMap;

use storectl_manifest::{
    Adopted, Checked, DraftOptions, Files, ForeignProduct, ImageFacts, ImageFormat, Layout,
    Severity, Variables, check, format, from_draft, read,
};
use storectl_model::{Digest, ImageSize};

pub(crate) const PRODUCT: &str = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf";

/// Adopts a product, and demands what holds for every one: the manifest is valid and its layout canonical.
#[track_caller]
pub(crate) fn adopt(product: &ForeignProduct, images: &[ImageFacts], layout: Layout) -> Adopted {
    let mut draft = product.draft.clone();
    draft.product_id = Some(PRODUCT.parse().unwrap());
    let options = DraftOptions {
        layout,
        ..DraftOptions::default()
    };
    let adopted = from_draft(&draft, &options).unwrap();
    let yaml = adopted.manifest.to_yaml();
    let checked = checked(&adopted, images);
    let errors = checked.diagnostics.iter();
    let errors: Vec<_> = errors.filter(|it| it.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{yaml}");
    let formatted = format("storectl.yaml", yaml.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(formatted).unwrap(), yaml);
    adopted
}

/// Checks a manifest together with the files that it came with.
fn checked(adopted: &Adopted, images: &[ImageFacts]) -> Checked {
    let yaml = adopted.manifest.to_yaml();
    let document = read("storectl.yaml", yaml.as_bytes()).unwrap();
    let texts = adopted.manifest.files.iter().map(|(path, bytes)| {
        let text = String::from_utf8(bytes.clone()).unwrap();
        (path.clone(), Ok(text))
    });
    let by_digest: BTreeMap<&Digest, &ImageFacts> =
        images.iter().map(|it| (&it.digest, it)).collect();
    let images = adopted
        .images
        .iter()
        .map(|(path, digest)| (path.clone(), Ok(by_digest[digest].clone())));
    let files = Files {
        texts: texts.collect(),
        images: images.collect(),
        ..Files::default()
    };
    check(&document, &files, &Variables::default())
}

/// An image that no other `seed` makes.
pub(crate) fn image(seed: &str) -> ImageFacts {
    ImageFacts {
        digest: Digest::of(seed.as_bytes()),
        bytes: 1_000,
        size: ImageSize {
            width: 1366,
            height: 768,
        },
        checksums: None,
        format: ImageFormat::Png,
    }
}

/// What was left out, a line each.
pub(crate) fn omitted(product: &ForeignProduct) -> Vec<String> {
    let omissions = product.omissions.iter();
    omissions
        .map(|it| format!("{}: {}", it.what, it.reason))
        .collect()
}
