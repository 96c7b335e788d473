//! What an address that no manifest has was probably meant to be.

use storectl_model::{FieldPath, Segment};

use crate::{schema::Place, suggest::nearest};

/// Returns the field nearest to an address that no manifest has, where each key is near one that exists.
pub fn nearest_address(address: &FieldPath) -> Option<FieldPath> {
    let mut place = Place::root();
    let mut path = FieldPath::root();
    for segment in address.segments() {
        (place, path) = match segment {
            Segment::Key(key) => {
                let key = if place.below(key).is_known() {
                    key.as_ref()
                } else {
                    nearest(key, place.keys())?
                };
                (place.below(key), path.key(key.to_owned()))
            }
            Segment::Language(language) => {
                let key = language.as_str();
                (place.below(key), path.key(key.to_owned()))
            }
            Segment::Index(index) => (place.item(), path.index(*index)),
            Segment::Item(kind) => (place.item(), path.item(kind.clone())),
        };
    }
    place.is_known().then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_misspelled_key_is_corrected_and_the_rest_is_kept() {
        for (address, near) in [
            ("properties.webside", Some("properties.website")),
            ("listings.de-de.watsNew", Some("listings.de-de.whatsNew")),
            ("package[0].packagUrl", Some("packages[0].packageUrl")),
            ("properties.unheardOf", None),
        ] {
            let found = nearest_address(&address.parse().unwrap());
            assert_eq!(found.map(|it| it.to_string()).as_deref(), near, "{address}");
        }
    }
}
