//! Where something is in a product: what people read as an address and programs as a JSON pointer, as one type.

mod catalogue;
mod parse;
mod pattern;
mod segment;
mod selector;

use std::fmt;

pub use self::{
    catalogue::FIELDS,
    parse::InvalidPath,
    segment::Segment,
    selector::{InvalidSelector, Selector},
};
use crate::LanguageTag;

/// A part of a product that is read and written on its own. Source: store-api.md, Get Metadata and Update Packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Module {
    /// Markets, price and visibility.
    Availability,
    /// Category, contacts, declarations and hardware.
    Properties,
    /// Texts and images by language.
    Listings,
    /// Installers.
    Packages,
}

impl Module {
    /// Every module, in the manifest's order.
    pub const ALL: [Self; 4] = [
        Self::Availability,
        Self::Properties,
        Self::Listings,
        Self::Packages,
    ];

    /// Returns the module's key in the manifest; the Store's messages name it as their target.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Availability => "availability",
            Self::Properties => "properties",
            Self::Listings => "listings",
            Self::Packages => "packages",
        }
    }

    fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == key)
    }
}

/// The place of a value in a product, from the manifest's root.
///
/// [`Display`](fmt::Display) is the address: `listings.en-us.description`, `packages[0].packageUrl`,
/// `properties.isSystemFeatureRequired[Touch].isRequired`. [`FromStr`](std::str::FromStr) reads every address that
/// `Display` writes, whatever keys the Store answered. Languages compare without regard to case.
///
/// ```
/// use storectl_model::{FieldPath, Module};
/// let path: FieldPath = "listings.en-us.screenshots[1]".parse().unwrap();
/// assert_eq!(path.module(), Some(Module::Listings));
/// assert_eq!(path.field(), Some("screenshots"));
/// assert_eq!(path.pointer(), "/listings/en-us/screenshots/1");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldPath {
    segments: Vec<Segment>,
}

impl FieldPath {
    /// Returns the path of the product itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// Returns the path of a module.
    pub fn of_module(module: Module) -> Self {
        Self::root().key(module.as_str())
    }

    /// Returns the path of one language's listing.
    pub fn of_listing(language: &LanguageTag) -> Self {
        let mut path = Self::of_module(Module::Listings);
        path.segments.push(Segment::Language(language.clone()));
        path
    }

    /// Returns the path of the manifest's `index`th package, counted from 0.
    pub fn of_package(index: usize) -> Self {
        Self::of_module(Module::Packages).index(index)
    }

    /// Returns the path of member `key` of the object here; below `listings` a key is a language where it can be one.
    #[must_use]
    pub fn key(mut self, key: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        let key = key.into();
        let below_listings = matches!(self.segments.as_slice(), [Segment::Key(first)] if first == Module::Listings.as_str());
        let segment = match key.parse() {
            Ok(language) if below_listings => Segment::Language(language),
            Ok(_) | Err(_) => Segment::Key(key),
        };
        self.segments.push(segment);
        self
    }

    /// Returns the path of item `index` of the list here, counted from 0.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.segments.push(Segment::Index(index));
        self
    }

    /// Returns the path of an item of the keyed list here, by its type or scenario.
    #[must_use]
    pub fn item(mut self, kind: impl Into<String>) -> Self {
        self.segments.push(Segment::Item(kind.into()));
        self
    }

    /// Returns the steps of the path, from the root.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Returns the module the path is in; `None` for the product itself and for the manifest's own settings.
    pub fn module(&self) -> Option<Module> {
        match self.segments.first() {
            Some(Segment::Key(key)) => Module::of_key(key),
            Some(Segment::Language(_) | Segment::Index(_) | Segment::Item(_)) | None => None,
        }
    }

    /// Returns the language of the listing the path is in.
    pub fn language(&self) -> Option<&LanguageTag> {
        match self.segments.as_slice() {
            [_, Segment::Language(language), ..] => Some(language),
            _ => None,
        }
    }

    /// Returns the field of its object the path is in: `description`, `packageUrl`, `isSystemFeatureRequired`. `None` for a
    /// listing, a package or a module as a whole.
    pub fn field(&self) -> Option<&str> {
        self.within().iter().find_map(Segment::as_key)
    }

    /// Returns the innermost name: `isRequired` of `properties.isSystemFeatureRequired[Touch].isRequired`.
    pub fn last_key(&self) -> Option<&str> {
        self.segments.iter().rev().find_map(Segment::as_key)
    }

    /// Returns the object the path is in, which changes are shown under: a listing, a package, or another module.
    #[must_use]
    pub fn object(&self) -> Self {
        Self {
            segments: self.segments[..self.object_length()].to_vec(),
        }
    }

    /// Returns the rest of the path within its [`object`](Self::object), as an address.
    pub fn within_object(&self) -> String {
        write_address(self.within())
    }

    /// Returns the path one step up; `None` for the product itself.
    pub fn parent(&self) -> Option<Self> {
        let (_, segments) = self.segments.split_last()?;
        Some(Self {
            segments: segments.to_vec(),
        })
    }

    /// Returns whether this is `ancestor` or below it.
    pub fn is_within(&self, ancestor: &Self) -> bool {
        self.segments.starts_with(&ancestor.segments)
    }

    /// Returns the place below `there` that this is below `here`; `None` if it is not below `here`.
    pub fn rebased(&self, here: &Self, there: &Self) -> Option<Self> {
        let rest = self.segments.strip_prefix(&*here.segments)?;
        Some(Self {
            segments: there.segments.iter().chain(rest).cloned().collect(),
        })
    }

    /// Returns the JSON pointer (RFC 6901) into the manifest. An item of a keyed list is pointed at by its key; a package
    /// that only the Store has, by the list.
    pub fn pointer(&self) -> String {
        let is_stored_package = |at: usize| at == 1 && self.module() == Some(Module::Packages);
        let mut pointer = String::new();
        for (at, segment) in self.segments.iter().enumerate() {
            if matches!(segment, Segment::Item(_)) && is_stored_package(at) {
                break;
            }
            pointer.push('/');
            segment.write_pointer(&mut pointer);
        }
        pointer
    }

    /// Returns the path with its language in lower case, so that equal paths have the same address.
    #[must_use]
    pub fn in_lower_case(&self) -> Self {
        let segments = self.segments.iter().map(|it| match it {
            Segment::Language(language) => Segment::Language(language.in_lower_case()),
            other @ (Segment::Key(_) | Segment::Index(_) | Segment::Item(_)) => other.clone(),
        });
        Self {
            segments: segments.collect(),
        }
    }

    fn within(&self) -> &[Segment] {
        &self.segments[self.object_length()..]
    }

    fn object_length(&self) -> usize {
        let length = match self.module() {
            Some(Module::Listings | Module::Packages) => 2,
            Some(Module::Availability | Module::Properties) | None => 1,
        };
        length.min(self.segments.len())
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&write_address(&self.segments))
    }
}

fn write_address(segments: &[Segment]) -> String {
    let mut address = String::new();
    for segment in segments {
        segment.write_address(&mut address);
    }
    address
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(text: &str) -> FieldPath {
        text.parse().unwrap()
    }

    #[test]
    fn a_path_knows_its_parts() {
        let cases = [
            (
                "listings.en-us.description",
                "listings.en-us",
                "description",
                Some("description"),
            ),
            (
                "listings.de-de.screenshots[1]",
                "listings.de-de",
                "screenshots[1]",
                Some("screenshots"),
            ),
            ("listings.fr-fr", "listings.fr-fr", "", None),
            (
                "packages[0].packageUrl",
                "packages[0]",
                "packageUrl",
                Some("packageUrl"),
            ),
            (
                "packages[X64 exe en-us]",
                "packages[X64 exe en-us]",
                "",
                None,
            ),
            (
                "properties.productDeclarations.penAndInkSupport",
                "properties",
                "productDeclarations.penAndInkSupport",
                Some("productDeclarations"),
            ),
        ];
        for (address, object, within, field) in cases {
            let path = path(address);
            assert_eq!(path.to_string(), address);
            assert_eq!(path.object().to_string(), object);
            assert_eq!(path.within_object(), within);
            assert_eq!(path.field(), field);
        }
    }

    #[test]
    fn a_pointer_follows_the_manifest() {
        let cases = [
            ("packages[0].packageUrl", "/packages/0/packageUrl"),
            (
                "properties.isSystemFeatureRequired[Touch].isRequired",
                "/properties/isSystemFeatureRequired/Touch/isRequired",
            ),
            (r#"properties["a/b~c"]"#, "/properties/a~1b~0c"),
            ("packages[X64 exe en-us]", "/packages"),
        ];
        for (address, pointer) in cases {
            assert_eq!(path(address).pointer(), pointer);
        }
        assert_eq!(FieldPath::root().pointer(), "");
    }

    #[test]
    fn languages_compare_without_regard_to_case() {
        assert_eq!(
            path("listings.EN-us.copyright"),
            path("listings.en-US.copyright")
        );
        assert!(path("listings.EN-us.copyright").is_within(&path("listings.en-us")));
        let address = path("listings.EN-us.copyright").in_lower_case().to_string();
        assert_eq!(address, "listings.en-us.copyright");
        assert!(!path("listings.en-us").is_within(&path("listings.en")));
    }

    #[test]
    fn what_is_not_a_path_is_refused() {
        for text in [
            "", ".", "a.", "a..b", "a[", "a[]", "a[1", "a]b", "[0]", "a b", "a[\"x]", "a[=x]",
            "a\n",
        ] {
            assert!(text.parse::<FieldPath>().is_err(), "{text:?}");
        }
        assert!("a.".repeat(600).parse::<FieldPath>().is_err());
    }

    fn any_path() -> impl Strategy<Value = FieldPath> {
        let step = prop_oneof![
            "[a-zA-Z][a-zA-Z0-9_-]{0,8}".prop_map(|it| (0, it)),
            "\\PC{0,6}".prop_map(|it| (0, it)),
            "[0-9]{1,4}".prop_map(|it| (1, it)),
            "[ -~\u{e9}]{0,8}".prop_map(|it| (2, it)),
        ];
        let steps = proptest::collection::vec(step, 0..5);
        let first = prop_oneof![
            Just("listings".to_owned()),
            Just("packages".to_owned()),
            Just("properties".to_owned()),
            "\\PC{1,6}",
        ];
        (first, steps).prop_map(|(first, steps)| {
            steps.into_iter().fold(
                FieldPath::root().key(first),
                |path, (kind, text)| match kind {
                    0 => path.key(text),
                    1 => path.index(text.parse().unwrap_or_default()),
                    _ => path.item(text),
                },
            )
        })
    }

    proptest! {
        #[test]
        fn every_address_reads_back_as_its_path(path in any_path()) {
            prop_assert_eq!(path.to_string().parse::<FieldPath>(), Ok(path));
        }

        #[test]
        fn reading_an_address_never_panics(text in "\\PC{0,40}") {
            if let Ok(path) = text.parse::<FieldPath>() {
                prop_assert_eq!(path.to_string().parse::<FieldPath>(), Ok(path));
            }
        }
    }
}
