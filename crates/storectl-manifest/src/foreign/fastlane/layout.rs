//! Where fastlane keeps what.

/// Folders that hold one folder for each language, from the folder that is read: it is one of them, or above them.
pub(super) const ROOTS: [&str; 9] = [
    "fastlane/metadata/android",
    "fastlane/metadata",
    "fastlane/screenshots",
    "metadata/android",
    "metadata",
    "screenshots",
    "android",
    "fastlane",
    "",
];

/// The folder of what languages without a value of their own take. Source: `deliver`.
pub(super) const DEFAULT: &str = "default";

/// Folders beside those of the languages of which nothing becomes part of a manifest. Source: `deliver`.
pub(super) const OTHER_FOLDERS: [&str; 4] = [
    "appleTV",
    "iMessage",
    "review_information",
    "trade_representative_contact_information",
];

/// Files beside the folders of the languages of which nothing becomes part of a manifest. Source: `deliver`.
pub(super) const OTHER_FILES: [&str; 6] = [
    "primary_category.txt",
    "primary_first_sub_category.txt",
    "primary_second_sub_category.txt",
    "secondary_category.txt",
    "secondary_first_sub_category.txt",
    "secondary_second_sub_category.txt",
];

/// The longest file that says nothing, in bytes: fastlane makes a file of a line end for every field.
pub(super) const BLANK: u64 = 2;

/// A field of a product that one file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TextField {
    Description,
    ShortDescription,
    WhatsNew,
    SearchTerms,
    Copyright,
    PrivacyPolicyUrl,
    SupportContactInfo,
    Website,
}

/// Whose values a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Each language has its own.
    Language,
    /// The product has one.
    Product,
}

impl TextField {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::ShortDescription => "shortDescription",
            Self::WhatsNew => "whatsNew",
            Self::SearchTerms => "searchTerms",
            Self::Copyright => "copyright",
            Self::PrivacyPolicyUrl => "privacyPolicyUrl",
            Self::SupportContactInfo => "supportContactInfo",
            Self::Website => "website",
        }
    }

    pub(super) fn scope(self) -> Scope {
        match self {
            Self::Description
            | Self::ShortDescription
            | Self::WhatsNew
            | Self::SearchTerms
            | Self::Copyright => Scope::Language,
            Self::PrivacyPolicyUrl | Self::SupportContactInfo | Self::Website => Scope::Product,
        }
    }
}

/// Which of several sources of one value is taken: the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precedence {
    /// The App Store's, whose texts and screenshots are of desktops, too.
    AppStore,
    /// Google Play's.
    Play,
    /// Google Play's, of tablets of 10 inches.
    LargeTablet,
    /// Google Play's, of tablets of 7 inches.
    SmallTablet,
}

/// What a file in the folder of a language is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileRole {
    /// A text of one field.
    Text(TextField, Precedence),
    /// Release notes of the version with this code, a whole number in decimal.
    Notes(String),
    /// Release notes of versions without their own.
    DefaultNotes,
    /// A screenshot.
    Screenshot(Precedence),
    /// A store logo.
    Logo,
    /// A file that fastlane reads, and for which a manifest has no field.
    NoCounterpart,
    /// Nothing of fastlane's.
    Unrelated,
}

/// Texts of a language by the names of their files.
const TEXTS: [(&str, TextField, Precedence); 8] = [
    (
        "full_description.txt",
        TextField::Description,
        Precedence::Play,
    ),
    (
        "short_description.txt",
        TextField::ShortDescription,
        Precedence::Play,
    ),
    (
        "description.txt",
        TextField::Description,
        Precedence::AppStore,
    ),
    (
        "release_notes.txt",
        TextField::WhatsNew,
        Precedence::AppStore,
    ),
    ("keywords.txt", TextField::SearchTerms, Precedence::AppStore),
    (
        "privacy_url.txt",
        TextField::PrivacyPolicyUrl,
        Precedence::AppStore,
    ),
    (
        "support_url.txt",
        TextField::SupportContactInfo,
        Precedence::AppStore,
    ),
    (
        "marketing_url.txt",
        TextField::Website,
        Precedence::AppStore,
    ),
];

/// Screenshots of Google Play by the names of their folders.
const SCREENSHOTS: [(&str, Precedence); 3] = [
    ("phoneScreenshots", Precedence::Play),
    ("tenInchScreenshots", Precedence::LargeTablet),
    ("sevenInchScreenshots", Precedence::SmallTablet),
];

/// Returns what a file is, by its path from the folder of its language.
pub(super) fn role(path: &[&str]) -> FileRole {
    match path {
        [name] => {
            let text = TEXTS.iter().find(|it| it.0 == *name);
            match text {
                Some((_, field, precedence)) => FileRole::Text(*field, *precedence),
                None if is_image(name) => FileRole::Screenshot(Precedence::AppStore),
                None if is_text(name) => FileRole::NoCounterpart,
                None => FileRole::Unrelated,
            }
        }
        ["changelogs", name] => match name.strip_suffix(".txt") {
            Some("default") => FileRole::DefaultNotes,
            Some(code) if is_number(code) => FileRole::Notes(code.to_owned()),
            _ => FileRole::NoCounterpart,
        },
        ["images", name] if is_image(name) && stem(name) == "icon" => FileRole::Logo,
        ["images", folder, name] if is_image(name) => {
            let kind = SCREENSHOTS.iter().find(|it| it.0 == *folder);
            kind.map_or(FileRole::NoCounterpart, |(_, precedence)| {
                FileRole::Screenshot(*precedence)
            })
        }
        ["images", ..] => FileRole::NoCounterpart,
        _ => FileRole::Unrelated,
    }
}

/// Returns whether fastlane takes a file for a text, by its ending.
pub(super) fn is_text(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|it| it.1 == "txt")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |it| it.0)
}

/// Returns whether fastlane takes a file for an image, by its ending.
fn is_image(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|it| it.1.to_ascii_lowercase());
    matches!(ending.as_deref(), Some("png" | "jpg" | "jpeg"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_place() {
        let notes = |it: &str| FileRole::Notes(it.to_owned());
        for (path, expected) in [
            (
                "full_description.txt",
                FileRole::Text(TextField::Description, Precedence::Play),
            ),
            (
                "keywords.txt",
                FileRole::Text(TextField::SearchTerms, Precedence::AppStore),
            ),
            ("changelogs/10.txt", notes("10")),
            ("changelogs/default.txt", FileRole::DefaultNotes),
            ("changelogs/beta.txt", FileRole::NoCounterpart),
            ("images/icon.png", FileRole::Logo),
            ("images/icon.PNG", FileRole::Logo),
            ("images/icon/1.png", FileRole::NoCounterpart),
            ("images/featureGraphic.png", FileRole::NoCounterpart),
            (
                "images/phoneScreenshots/1.jpeg",
                FileRole::Screenshot(Precedence::Play),
            ),
            ("images/wearScreenshots/1.png", FileRole::NoCounterpart),
            ("1_iphone.png", FileRole::Screenshot(Precedence::AppStore)),
            ("title.txt", FileRole::NoCounterpart),
            ("title.strings", FileRole::Unrelated),
            ("lib/a.txt", FileRole::Unrelated),
        ] {
            let parts: Vec<&str> = path.split('/').collect();
            assert_eq!(role(&parts), expected, "{path}");
        }
    }
}
