//! The section of one version in a changelog.

use std::{ops::Range, sync::OnceLock};

use parse_changelog::Parser;
use storectl_model::Version;

/// What a changelog says of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    /// The bytes of its heading's text.
    pub(crate) heading: Range<usize>,
    /// The bytes of its Markdown; empty where nothing stands below the heading.
    pub(crate) notes: Range<usize>,
}

/// Versions in headings: dotted numbers of any length, where the parser's own form has exactly three.
const VERSION: &str = r"^[0-9]+(\.[0-9]+)+([-+][0-9A-Za-z.+-]+)?$";

/// Finds the section of `version`: the first one whose heading names an equal version (`1.4` finds `1.4.0`), or the same
/// text.
pub(crate) fn section(changelog: &str, version: &str) -> Option<Section> {
    let wanted = version.parse::<Version>();
    let is_it = |found: &str| {
        found == version
            || matches!((&wanted, found.parse::<Version>()), (Ok(one), Ok(other)) if *one == other)
    };
    let found = parser()?
        .parse_iter(changelog)
        .find(|it| is_it(it.version))?;
    Some(Section {
        heading: bytes(changelog, found.title)?,
        notes: bytes(changelog, found.notes).unwrap_or_default(),
    })
}

fn parser() -> Option<&'static Parser> {
    static PARSER: OnceLock<Option<Parser>> = OnceLock::new();
    let make = || {
        let mut parser = Parser::new();
        parser.version_format(VERSION).ok()?;
        Some(parser)
    };
    PARSER.get_or_init(make).as_ref()
}

/// Returns which bytes of `text` a part of it is.
fn bytes(text: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let range = start..start + part.len();
    text.get(range.clone())
        .is_some_and(|it| it == part)
        .then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGELOG: &str = "# Changelog\n\n## [Unreleased]\n\n- Later\n\n## [1.5.0] - 2026-11-26\n\n### Added\n\n- Gears\n\n## v1.4\nWidgets\n\n## 1.3.0.7\n\n## 1.3.0-rc.1\n\nTry\n\n[1.5.0]: https://contoso.com\n";

    fn notes(version: &str) -> Option<&'static str> {
        section(CHANGELOG, version).map(|it| &CHANGELOG[it.notes])
    }

    #[test]
    fn a_section_is_found_by_its_version_however_it_is_written() {
        for (version, expected) in [
            ("1.5.0", "### Added\n\n- Gears"),
            ("v1.5", "### Added\n\n- Gears"),
            ("1.4.0", "Widgets"),
            ("1.3.0-rc.1", "Try\n\n[1.5.0]: https://contoso.com"),
            ("1.3.0.7", ""),
        ] {
            assert_eq!(notes(version), Some(expected), "{version}");
        }
    }

    #[test]
    fn a_version_without_a_section_has_no_notes() {
        for version in ["1.3.0", "2.0", "latest", "", "Unreleased"] {
            assert_eq!(notes(version), None, "{version}");
        }
    }

    #[test]
    fn the_heading_is_where_the_section_is_written() {
        let found = section(CHANGELOG, "1.5.0").unwrap();
        assert_eq!(&CHANGELOG[found.heading], "[1.5.0] - 2026-11-26");
        let underlined = "1.2.0\n-----\n\nNotes\n";
        assert_eq!(
            &underlined[section(underlined, "1.2").unwrap().notes],
            "Notes"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_changelog_panics(text in "(#{1,3} [0-9.v\\[\\]-]{0,8}|[-=`<!>]{0,4}|\\PC{0,8}|\n){0,20}") {
            let _ = section(&text, "1.0");
        }
    }
}
