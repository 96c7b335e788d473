//! The version of a manifest, and the one to release.

use std::str::FromStr;

use serde_json::Value;
use storectl_model::{InvalidVersion, Version};

use super::{ReleaseError, version_address};
use crate::{
    edit::{Change, Edit},
    files::{self, TextOrigin},
    parse::Document,
    variables::{self, VERSION, Variables},
};

/// A version to release, as the manifest is to hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseVersion {
    text: String,
    version: Version,
}

impl ReleaseVersion {
    /// Returns it as the manifest is to hold it: without the `v` of a tag.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether a text is another spelling of it: `1.4` of `1.4.0`.
    pub fn is(&self, text: &str) -> bool {
        text.parse::<Version>().is_ok_and(|it| it == self.version)
    }
}

impl FromStr for ReleaseVersion {
    type Err = InvalidVersion;

    /// Reads a version, or the name of its tag: `v1.5.0`.
    fn from_str(text: &str) -> Result<Self, InvalidVersion> {
        let version = text.parse()?;
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text).to_owned();
        Ok(Self { text, version })
    }
}

/// What becomes of a manifest whose version is higher than the one to release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LowerVersions {
    /// It is refused.
    Refused,
    /// It gets the lower version.
    Allowed,
}

/// A new version for a manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionChange {
    /// The version there was, as the manifest writes it; `None` where the variable has no value.
    pub before: Option<String>,
    /// The edit that sets the new one.
    pub edit: Edit,
}

/// Returns the edit that sets `vars.version`. A former version that is not one is not compared.
///
/// # Errors
/// [`ReleaseError::NoVersion`], [`ReleaseError::SecretVersion`], [`ReleaseError::LowerVersion`].
pub fn version_change(
    document: &Document,
    version: &ReleaseVersion,
    lower: LowerVersions,
) -> Result<VersionChange, ReleaseError> {
    match document.value.pointer("/vars/version") {
        None => {
            let is_used = is_used(document);
            return Err(ReleaseError::NoVersion { is_used });
        }
        Some(Value::Object(_)) => return Err(ReleaseError::SecretVersion),
        Some(_) => {}
    }
    let before = released_version(document);
    let current = before.as_deref().and_then(|it| it.parse::<Version>().ok());
    match (current, lower) {
        (Some(current), LowerVersions::Refused) if version.version < current => {
            return Err(ReleaseError::LowerVersion {
                current: before.unwrap_or_default(),
                version: version.text.clone(),
            });
        }
        (Some(_) | None, LowerVersions::Refused | LowerVersions::Allowed) => {}
    }
    let edit = Edit {
        address: version_address(),
        change: Change::Set(version.text.clone().into()),
    };
    Ok(VersionChange { before, edit })
}

/// Returns the version that a manifest holds, as it writes it; a number, too, which is an error of its own.
pub fn released_version(document: &Document) -> Option<String> {
    match document.value.pointer("/vars/version")? {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) => {
            let node = document.index.get(&version_address().pointer())?;
            Some(document.source.slice(&node.value).to_owned())
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns whether a value of the manifest uses the version.
fn is_used(document: &Document) -> bool {
    let expanded = variables::expand(document, &Variables::default(), None);
    let mut texts = files::text_references(&expanded.value).into_iter();
    expanded.used.contains(VERSION) || texts.any(|it| matches!(it.origin, TextOrigin::Changelog(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn change(manifest: &str, version: &str) -> Result<VersionChange, ReleaseError> {
        let document = parse::read("storectl.yaml", manifest.as_bytes()).unwrap();
        let version = version.parse().unwrap();
        version_change(&document, &version, LowerVersions::Refused)
    }

    #[test]
    fn the_version_of_a_tag_is_written_without_its_letter() {
        for (tag, text) in [
            ("v1.5.0", "1.5.0"),
            ("V1.5", "1.5"),
            ("1.5.0-rc.1", "1.5.0-rc.1"),
        ] {
            let found = change("vars: { version: 1.4.2 }\n", tag).unwrap();
            assert_eq!(found.before.as_deref(), Some("1.4.2"));
            assert_eq!(found.edit.change, Change::Set(text.into()), "{tag}");
        }
    }

    #[test]
    fn a_lower_version_is_refused_and_the_same_one_in_any_spelling_is_not() {
        for (current, version, is_lower) in [
            ("1.4.2", "1.4.1", true),
            ("1.4.2", "1.4.2-rc.1", true),
            ("1.4.2", "1.4.2", false),
            ("1.4.0", "v1.4", false),
            ("1.4.2.7", "1.4.2", true),
            ("1.9", "1.10", false),
            ("latest", "0.1", false),
            ("'1.10'", "1.9", true),
        ] {
            let found = change(&format!("vars: {{ version: {current} }}\n"), version);
            let is_refused = matches!(found, Err(ReleaseError::LowerVersion { .. }));
            assert_eq!(is_refused, is_lower, "{current} {version}: {found:?}");
        }
    }

    #[test]
    fn a_version_that_is_written_as_a_number_is_compared_as_it_is_written() {
        let found = change("vars: { version: 1.10 }\n", "1.9").unwrap_err();
        let current = "1.10".to_owned();
        let version = "1.9".to_owned();
        assert_eq!(found, ReleaseError::LowerVersion { current, version });
    }

    #[test]
    fn a_manifest_without_a_version_says_whether_it_would_use_one() {
        for (manifest, is_used) in [
            ("name: Widgets\n", false),
            ("name: Widgets $${version}\n", false),
            ("name: Widgets ${version}\n", true),
            (
                "listingDefaults: { whatsNew: { changelog: CHANGELOG.md } }\n",
                true,
            ),
            ("vars: { other: '1' }\n", false),
        ] {
            let found = change(manifest, "1.5.0");
            assert_eq!(
                found,
                Err(ReleaseError::NoVersion { is_used }),
                "{manifest}"
            );
        }
        let secret = change("vars: { version: { secret: true } }\n", "1.5.0");
        assert_eq!(secret, Err(ReleaseError::SecretVersion));
    }
}
