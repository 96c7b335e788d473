//! The folders of texts and images of fastlane.

use serde_json::{Value, json};
use storectl_manifest::{
    FastlaneFile, FastlaneFiles, FileFault, FileKind, Files, ForeignProduct, ImageFacts, Layout,
};

use crate::support::{adopt, image, omitted};

/// What a file holds.
#[derive(Clone, Copy, Debug)]
enum Content {
    Text(&'static str),
    /// An image that no other seed makes.
    Image(&'static str),
    Broken,
}
use Content::{Broken, Image, Text};

/// Reads a folder of these files.
fn read(contents: &[(&str, Content)]) -> ForeignProduct {
    let listed: Vec<FastlaneFile> = contents
        .iter()
        .map(|(path, content)| FastlaneFile {
            path: (*path).to_owned(),
            bytes: match content {
                Text(text) => u64::try_from(text.len()).unwrap(),
                Image(_) | Broken => 1_000,
            },
        })
        .collect();
    let found = FastlaneFiles::among(&listed);
    let mut files = Files::default();
    for reference in found.references() {
        let content = contents.iter().find(|it| it.0 == reference.path);
        match (content.unwrap().1, reference.kind) {
            (Text(text), FileKind::Text) => {
                files.texts.insert(reference.path, Ok(text.to_owned()));
            }
            (Image(seed), FileKind::Image) => {
                files.images.insert(reference.path, Ok(image(seed)));
            }
            (_, FileKind::Text) => {
                files.texts.insert(reference.path, Err(FileFault::Utf16));
            }
            (_, FileKind::Image) => {
                let fault = Err(FileFault::NotAnImage);
                files.images.insert(reference.path, fault);
            }
        }
    }
    found.read(&files)
}

fn images(contents: &[(&str, Content)]) -> Vec<ImageFacts> {
    let seeds = contents.iter().filter_map(|it| match it.1 {
        Image(seed) => Some(image(seed)),
        Text(_) | Broken => None,
    });
    seeds.collect()
}

/// What the manifest of a folder says, but for the head.
#[track_caller]
fn said(contents: &[(&str, Content)]) -> Value {
    let adopted = adopt(&read(contents), &images(contents), Layout::Single);
    let mut said = adopted.manifest.value;
    let members = said.as_object_mut().unwrap();
    members.shift_remove("apiVersion");
    members.shift_remove("productId");
    said
}

#[test]
fn the_tree_of_google_play_becomes_listings() {
    let root = "fastlane/metadata/android";
    let files = [
        ("full_description.txt", Text("All gears.\n")),
        ("short_description.txt", Text("Gears\n")),
        ("changelogs/9.txt", Text("nine")),
        ("changelogs/10.txt", Text("ten")),
        ("images/icon.png", Image("icon")),
        ("images/phoneScreenshots/10.png", Image("ten")),
        ("images/phoneScreenshots/9.png", Image("nine")),
    ];
    let files = files.map(|(path, content)| (format!("{root}/en-US/{path}"), content));
    let files: Vec<(&str, Content)> = files.iter().map(|it| (it.0.as_str(), it.1)).collect();
    let product = read(&files);
    assert_eq!(
        omitted(&product),
        ["fastlane/metadata/android/en-US/changelogs/9.txt: there are newer release notes"]
    );
    assert_eq!(
        said(&files),
        json!({ "listings": { "en-us": {
            "description": "All gears.",
            "shortDescription": "Gears",
            "whatsNew": "ten",
            "screenshots": ["images/en-us/screenshot-1.png", "images/en-us/screenshot-2.png"],
            "storeLogos": ["images/en-us/store-logo-1.png"],
        } } })
    );
    let path = "listings.en-us.screenshots".parse().unwrap();
    assert_eq!(product.draft.images[&path], [image("nine"), image("ten")]);
}

#[test]
fn the_tree_of_the_app_store_becomes_listings_and_properties() {
    let files = [
        ("metadata/en-US/description.txt", Text("All gears.")),
        ("metadata/en-US/release_notes.txt", Text("New gears.")),
        ("metadata/en-US/keywords.txt", Text("gears, wheels")),
        (
            "metadata/en-US/privacy_url.txt",
            Text("https://contoso.com/privacy\n"),
        ),
        (
            "metadata/en-US/support_url.txt",
            Text("https://contoso.com/help"),
        ),
        (
            "metadata/en-US/marketing_url.txt",
            Text("https://contoso.com"),
        ),
        (
            "metadata/de-DE/privacy_url.txt",
            Text("https://contoso.com/datenschutz"),
        ),
        ("metadata/copyright.txt", Text("2026 Contoso")),
        ("screenshots/en-US/2.png", Image("two")),
        ("screenshots/en-US/1.png", Image("one")),
    ];
    assert_eq!(
        omitted(&read(&files)),
        ["metadata/de-DE/privacy_url.txt: another file holds the same field"]
    );
    assert_eq!(
        said(&files),
        json!({
            "properties": {
                "privacyPolicyUrl": "https://contoso.com/privacy",
                "supportContactInfo": "https://contoso.com/help",
                "website": "https://contoso.com",
            },
            "listings": {
                "de-de": {},
                "en-us": {
                    "description": "All gears.",
                    "whatsNew": "New gears.",
                    "searchTerms": ["gears", "wheels"],
                    "screenshots": ["images/en-us/screenshot-1.png", "images/en-us/screenshot-2.png"],
                },
            },
            "listingDefaults": { "copyright": "2026 Contoso" },
        })
    );
}

#[test]
fn a_tree_is_found_from_itself_and_from_above() {
    for root in [
        "",
        "android/",
        "metadata/android/",
        "fastlane/metadata/android/",
    ] {
        let path = format!("{root}en-US/full_description.txt");
        let said = said(&[(&path, Text("Gears"))]);
        assert_eq!(said["listings"]["en-us"]["description"], "Gears", "{root}");
    }
    for root in ["", "metadata/", "fastlane/metadata/"] {
        let path = format!("{root}en-US/description.txt");
        let said = said(&[(&path, Text("Gears"))]);
        assert_eq!(said["listings"]["en-us"]["description"], "Gears", "{root}");
    }
    for root in ["", "screenshots/", "fastlane/screenshots/"] {
        let path = format!("{root}en-US/1.png");
        let said = said(&[(&path, Image("1"))]);
        let named = &said["listings"]["en-us"]["screenshots"];
        assert_eq!(*named, json!(["images/en-us/screenshot-1.png"]), "{root}");
    }
}

#[test]
fn of_both_trees_the_app_stores_values_come_first_and_the_others_are_named() {
    let files = [
        ("metadata/android/en-US/full_description.txt", Text("Play")),
        (
            "metadata/android/en-US/short_description.txt",
            Text("Short"),
        ),
        ("metadata/en-US/description.txt", Text("App Store")),
        (
            "metadata/android/en-US/images/phoneScreenshots/1.png",
            Image("play"),
        ),
        ("screenshots/en-US/1.png", Image("app store")),
    ];
    let product = read(&files);
    assert_eq!(
        omitted(&product),
        [
            "metadata/android/en-US/full_description.txt: another file holds the same field",
            "metadata/android/en-US/images/phoneScreenshots: another file holds the same field",
        ]
    );
    let said = said(&files);
    assert_eq!(said["listings"]["en-us"]["description"], "App Store");
    assert_eq!(said["listings"]["en-us"]["shortDescription"], "Short");
    let path = "listings.en-us.screenshots".parse().unwrap();
    assert_eq!(product.draft.images[&path], [image("app store")]);
}

#[test]
fn release_notes_of_the_highest_number_are_taken_else_the_default_ones() {
    let notes = |files: &[(&str, Content)]| said(files)["listings"]["en-us"]["whatsNew"].clone();
    let default = ("en-US/changelogs/default.txt", Text("default"));
    assert_eq!(notes(&[default]), "default");
    assert_eq!(
        notes(&[
            default,
            ("en-US/changelogs/99.txt", Text("99")),
            ("en-US/changelogs/100.txt", Text("100"))
        ]),
        "100"
    );
    assert_eq!(
        notes(&[default, ("en-US/changelogs/7.txt", Text(" \n \n"))]),
        "default"
    );
}

#[test]
fn what_has_no_counterpart_is_listed_alike_files_together_and_blank_ones_not() {
    let files = [
        ("metadata/android/en-US/full_description.txt", Text("Gears")),
        ("metadata/android/en-US/title.txt", Text("Gears")),
        ("metadata/android/en-US/video.txt", Text("\n")),
        (
            "metadata/android/de-DE/short_description.txt",
            Text("Räder"),
        ),
        ("metadata/android/de-DE/title.txt", Text("Räder")),
        (
            "metadata/android/de-DE/images/featureGraphic.png",
            Image("graphic"),
        ),
        ("metadata/en-US/subtitle.txt", Text("All of them")),
        ("metadata/en-US/description.txt", Text("Gears")),
        ("metadata/primary_category.txt", Text("UTILITIES")),
        (
            "metadata/review_information/demo_password.txt",
            Text("secret"),
        ),
        (
            "metadata/android/es-419/full_description.txt",
            Text("Engranajes"),
        ),
        ("Fastfile", Text("lane")),
        ("actions/keywords.txt", Text("no language")),
        ("lib/tool.rb", Text("code")),
    ];
    assert_eq!(
        omitted(&read(&files)),
        [
            "metadata/android/*/title.txt (2 files): a manifest has no field for it",
            "metadata/android/de-DE/images/featureGraphic.png: a manifest has no field for it",
            "metadata/en-US/subtitle.txt: a manifest has no field for it",
            "metadata/primary_category.txt: a manifest has no field for it",
            "metadata/review_information: a manifest has no field for it",
            "metadata/android/es-419: the Store has no such language",
        ]
    );
}

#[test]
fn folders_of_one_language_of_the_store_are_one_listing() {
    let files = [
        ("he/full_description.txt", Text("newer code")),
        ("he-IL/short_description.txt", Text("kept")),
        ("iw/full_description.txt", Text("older code")),
    ];
    assert_eq!(
        omitted(&read(&files)),
        ["iw/full_description.txt: another file holds the same field"]
    );
    let said = said(&files);
    assert_eq!(said["listings"]["he"]["description"], "newer code");
    assert_eq!(said["listings"]["he-il"]["shortDescription"], "kept");
}

#[test]
fn the_default_folder_serves_languages_without_a_value_of_their_own() {
    let files = [
        ("metadata/default/description.txt", Text("Gears")),
        ("metadata/default/release_notes.txt", Text("New")),
        ("metadata/en-US/keywords.txt", Text("gears")),
        ("metadata/de-DE/description.txt", Text("Räder")),
        ("screenshots/default/1.png", Image("1")),
    ];
    // What one language took is not left out, though another has its own.
    assert_eq!(omitted(&read(&files)), [""; 0]);
    let unused = [
        files[0],
        files[3],
        ("metadata/de-DE/keywords.txt", Text("gears")),
    ];
    assert_eq!(
        omitted(&read(&unused)),
        ["metadata/default/description.txt: another file holds the same field"]
    );
    let said = said(&files);
    assert_eq!(said["listings"]["en-us"]["description"], "Gears");
    assert_eq!(said["listings"]["de-de"]["description"], "Räder");
    assert_eq!(said["listingDefaults"]["whatsNew"], "New");
    assert_eq!(
        said["listingDefaults"]["screenshots"],
        json!(["images/screenshot-1.png"])
    );
    let alone = read(&[("metadata/default/description.txt", Text("Gears"))]);
    assert!(alone.is_empty());
    assert_eq!(
        omitted(&alone),
        ["metadata/default/description.txt: it names no language"]
    );
}

#[test]
fn images_that_cannot_be_used_are_named_and_the_others_keep_their_order() {
    let mut files = vec![
        ("en-US/images/phoneScreenshots/01.png", Broken),
        ("en-US/images/phoneScreenshots/02.png", Image("a")),
        ("en-US/images/phoneScreenshots/03.png", Image("a")),
        ("en-US/images/tenInchScreenshots/1.png", Image("tablet")),
    ];
    let more = [
        ("en-US/images/phoneScreenshots/04.png", Image("4")),
        ("en-US/images/phoneScreenshots/05.png", Image("5")),
        ("en-US/images/phoneScreenshots/06.png", Image("6")),
        ("en-US/images/phoneScreenshots/07.png", Image("7")),
        ("en-US/images/phoneScreenshots/08.png", Image("8")),
        ("en-US/images/phoneScreenshots/09.png", Image("9")),
        ("en-US/images/phoneScreenshots/10.png", Image("10")),
        ("en-US/images/phoneScreenshots/11.png", Image("11")),
        ("en-US/images/phoneScreenshots/12.png", Image("12")),
        ("en-US/images/phoneScreenshots/13.png", Image("13")),
    ];
    files.extend(more);
    let product = read(&files);
    assert_eq!(
        omitted(&product),
        [
            "en-US/images/phoneScreenshots/13.png: it is over a limit of the Store",
            "en-US/images/tenInchScreenshots: another file holds the same field",
            "en-US/images/phoneScreenshots/03.png: it is the same image as one before it",
            "en-US/images/phoneScreenshots/01.png: it is not an image",
        ]
    );
    let path = "listings.en-us.screenshots".parse().unwrap();
    assert_eq!(product.draft.images[&path].len(), 10);
    assert_eq!(product.draft.images[&path][0], image("a"));
}

#[test]
fn tablets_serve_where_there_are_no_screenshots_of_phones() {
    let files = [
        ("en-US/images/phoneScreenshots/1.png", Broken),
        ("en-US/images/sevenInchScreenshots/1.png", Image("7")),
        ("en-US/images/tenInchScreenshots/1.png", Image("10")),
    ];
    let path = "listings.en-us.screenshots".parse().unwrap();
    assert_eq!(read(&files).draft.images[&path], [image("10")]);
}

#[test]
fn texts_that_cannot_be_read_are_named_and_a_text_over_a_limit_stands_as_a_comment() {
    let long = "x".repeat(1_501).leak();
    let files = [
        ("metadata/en-US/description.txt", Broken),
        ("metadata/en-US/release_notes.txt", Text(long)),
        ("metadata/en-US/keywords.txt", Text("a,b,c,d,e,f,g,h")),
    ];
    let product = read(&files);
    assert_eq!(
        omitted(&product),
        [
            "metadata/en-US/keywords.txt: h: it is over a limit of the Store",
            "metadata/en-US/description.txt: it is UTF-16, not UTF-8",
        ]
    );
    let adopted = adopt(&product, &[], Layout::Files);
    let refused: Vec<String> = adopted
        .refused
        .iter()
        .map(|it| it.path.to_string())
        .collect();
    assert_eq!(refused, ["listings.en-us.whatsNew"]);
}
