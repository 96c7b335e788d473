//! Where images of the Store are kept.

use storectl_model::FieldPath;

use crate::{
    ImageFormat,
    adopt::{ending, slot},
};

/// Returns the path of a new image, named by its place in the list, beside the images that the list names now.
pub fn image_place(list: &FieldPath, now: &[&str], at: usize, format: &ImageFormat) -> String {
    let folder = match now.first() {
        Some(path) => path.rsplit_once('/').map(|it| it.0.to_owned()),
        None => list.language().map(|it| format!("images/{}", it.key())),
    };
    let folder = folder.map(|it| format!("{it}/")).unwrap_or_default();
    let slot = slot(list.field().unwrap_or_default());
    format!("{folder}{slot}-{}.{}", at + 1, ending(format))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_image_lies_beside_those_of_its_list() {
        let list: FieldPath = "listings.de-de.screenshots".parse().unwrap();
        for (now, place) in [
            (&["art/de/1.png"][..], "art/de/screenshot-2.png"),
            (&["1.png"], "screenshot-2.png"),
            (&[], "images/de-de/screenshot-2.png"),
        ] {
            assert_eq!(image_place(&list, now, 1, &ImageFormat::Png), place);
        }
    }
}
