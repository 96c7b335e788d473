//! What an installer is judged against.

use std::collections::BTreeSet;

use storectl_model::{
    Architecture, DesiredPackage, Expect, Field, LanguageTag, PackageType, RemotePackage, SeenBytes,
};

use crate::Depth;

/// What an installer is judged against.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What its package declares; `None` where it belongs to no manifest.
    pub package: Option<&'a Declared>,
    /// What is known of the package that the Store has; `None` without one.
    pub live: Option<&'a Live>,
    /// The time in seconds of Unix time, against which certificates are judged.
    pub now: i64,
    /// How much of the installer was to be read.
    pub depth: Depth,
}

/// What the package will declare: the manifest's values over the live ones. What neither has is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared {
    /// exe or msi.
    pub package_type: Option<PackageType>,
    /// The one architecture.
    pub architecture: Option<Architecture>,
    /// The languages of the installer.
    pub languages: BTreeSet<LanguageTag>,
    /// What makes it silent.
    pub silence: Silence,
    /// What the file is expected to be.
    pub expect: Expect,
}

/// What makes an installer silent, as its package declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Silence {
    /// Not known: neither the manifest nor the Store says so.
    #[default]
    Unknown,
    /// It needs no parameters.
    OfItself,
    /// It needs parameters, and has none.
    Missing,
    /// These parameters.
    Parameters(String),
}

/// What is known of the package that the Store has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Live {
    /// It has another URL, and the same bytes: proven by the same length and the same end.
    SameBytes {
        /// Its URL.
        url: String,
    },
    /// It has another URL, and other bytes as far as is known.
    OtherUrl {
        /// The version of its installer, where that was read.
        version: Option<String>,
    },
    /// It has this URL, under which this was seen before.
    SameUrl(SeenBytes),
}

impl Declared {
    /// Takes what a manifest declares over what the Store has; without `live` the package is new.
    pub fn new(desired: &DesiredPackage, live: Option<&RemotePackage>) -> Self {
        let DesiredPackage {
            package_url: _,
            package_type,
            architecture,
            languages,
            is_silent_install,
            installer_parameters,
            generic_doc_url: _,
            error_details: _,
            expect,
        } = desired;
        let word = |it: Option<&String>| it.and_then(|it| it.parse().ok());
        let live_type = || live.and_then(|it| word(it.package_type.as_ref()));
        let live_architecture = || live.and_then(|it| it.architectures.first()?.parse().ok());
        let live_languages = || {
            let tags = live.into_iter().flat_map(|it| &it.languages);
            tags.filter_map(|it| it.parse().ok()).collect()
        };
        let live_silent = live.and_then(|it| it.is_silent_install);
        let live_parameters = live.and_then(|it| it.installer_parameters.clone());
        Self {
            package_type: over(package_type, live_type),
            architecture: over(architecture, live_architecture),
            languages: over(languages, || Some(live_languages())).unwrap_or_default(),
            silence: Silence::new(
                over(is_silent_install, || live_silent),
                over(installer_parameters, || live_parameters),
            ),
            expect: expect.clone(),
        }
    }
}

impl Silence {
    fn new(of_itself: Option<bool>, parameters: Option<String>) -> Self {
        let parameters = parameters.filter(|it| !it.trim().is_empty());
        match (of_itself, parameters) {
            (Some(true), _) => Self::OfItself,
            (Some(false) | None, Some(parameters)) => Self::Parameters(parameters),
            (Some(false), None) => Self::Missing,
            (None, None) => Self::Unknown,
        }
    }
}

/// Gives the manifest's value; where it is not managed, the live one.
fn over<T: Clone>(desired: &Field<T>, live: impl FnOnce() -> Option<T>) -> Option<T> {
    match desired {
        Field::Absent => live(),
        Field::Clear => None,
        Field::Set(value) => Some(value.clone()),
    }
}
