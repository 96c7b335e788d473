//! Names of installers.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::route::INSTALLERS;

/// The path of an installer below the host's root: segments that name a file on every system, and nothing above it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name(Vec<String>);

impl Name {
    /// Reads a name as people write it; `None` where a file cannot have it.
    pub(crate) fn new(text: &str) -> Option<Self> {
        Self::of_segments(text.split('/').map(str::to_owned))
    }

    /// Reads the name in the path of an address, e.g. `/installers/1.5.0/setup.exe`.
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        let rest = path.strip_prefix('/')?.strip_prefix(INSTALLERS)?;
        let segments = rest.strip_prefix('/')?.split('/');
        let decoded = segments.map(|it| percent_decode_str(it).decode_utf8());
        let segments: Result<Vec<_>, _> = decoded.map(|it| it.map(Cow::into_owned)).collect();
        Self::of_segments(segments.ok()?)
    }

    fn of_segments(segments: impl IntoIterator<Item = String>) -> Option<Self> {
        let segments: Vec<String> = segments.into_iter().collect();
        // A name that begins with a dot is hidden, or leads up.
        let is_file = |it: &String| {
            let is_plain = !it.contains(['/', '\\', ':']) && !it.contains(char::is_control);
            is_plain && !it.is_empty() && !it.starts_with('.')
        };
        segments.iter().all(is_file).then_some(Self(segments))
    }

    pub(crate) fn segments(&self) -> &[String] {
        let Self(segments) = self;
        segments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_file_below_the_folder() {
        let name = |path| Name::of_path(path).map(|it| it.segments().join("/"));
        assert_eq!(
            name("/installers/1.5.0/My%20Setup.exe").as_deref(),
            Some("1.5.0/My Setup.exe")
        );
        for path in [
            "/installers",
            "/installers/",
            "/installers//a.exe",
            "/installers/../a.exe",
            "/installers/%2e%2e/a.exe",
            "/installers/..%2fa.exe",
            "/installers/..%5ca.exe",
            "/installers/C:%5ca.exe",
            "/installers/.git/config",
            "/installers/a%00.exe",
            "/installers/a%ff.exe",
            "/installers.bak/a.exe",
        ] {
            assert_eq!(name(path), None, "{path}");
        }
    }

    #[test]
    fn a_name_as_written_is_the_name_of_its_address() {
        assert_eq!(
            Name::new("My Setup.exe"),
            Name::of_path("/installers/My%20Setup.exe")
        );
        assert_eq!(Name::new("../setup.exe"), None);
    }
}
