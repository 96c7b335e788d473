//! `--from fastlane`.

use super::{files, import, is_clean};
use crate::support::{Workplace, images::png};

/// Both trees of fastlane, below `fastlane`.
fn both_trees(workplace: &Workplace) {
    let android = "fastlane/metadata/android";
    for (language, words) in [
        ("en-US", "Gears for everyone"),
        ("de-DE", "Zahnräder für alle"),
    ] {
        let write = |path: &str, text: &str| {
            workplace.write(&format!("{android}/{language}/{path}"), text);
        };
        write("title.txt", "Gears\n");
        write("video.txt", "\n");
        write(
            "full_description.txt",
            &format!("{words}.\n\nThey turn for ${{less}}.\n"),
        );
        write("short_description.txt", &format!("{words}\n"));
        write("changelogs/9.txt", "Older.\n");
        write("changelogs/10.txt", &format!("{words}, faster.\n"));
    }
    let image = |path: &str, width, height, seed| {
        workplace.write(&format!("fastlane/{path}"), png(width, height, seed));
    };
    image("metadata/android/en-US/images/icon.png", 32, 32, 1);
    image(
        "metadata/android/en-US/images/featureGraphic.png",
        64,
        32,
        2,
    );
    image(
        "metadata/android/en-US/images/phoneScreenshots/2.png",
        1366,
        768,
        3,
    );
    image(
        "metadata/android/en-US/images/phoneScreenshots/10.png",
        1366,
        768,
        4,
    );
    workplace.write("fastlane/metadata/en-US/keywords.txt", "gears,wheels\n");
    workplace.write("fastlane/metadata/en-US/name.txt", "Gears\n");
    workplace.write("fastlane/metadata/en-US/subtitle.txt", "All of them\n");
    workplace.write(
        "fastlane/metadata/en-US/support_url.txt",
        "https://contoso.com/help\n",
    );
    workplace.write("fastlane/metadata/es-419/description.txt", "Engranajes\n");
    workplace.write("fastlane/metadata/copyright.txt", "2026 Contoso\n");
    image("screenshots/de-DE/1_mac.png", 48, 27, 5);
    workplace.write("fastlane/Fastfile", "lane :release\n");
}

#[test]
fn both_trees_become_one_manifest_and_what_has_no_counterpart_is_listed() {
    let workplace = Workplace::empty();
    both_trees(&workplace);
    let run = import(&workplace, "fastlane", "fastlane");
    assert_eq!(
        run.stdout,
        "wrote widgets/storectl.yaml, 2 text files and 4 images\n"
    );
    insta::assert_snapshot!("both_trees_messages", run.stderr);
    insta::assert_snapshot!(
        "both_trees_manifest",
        workplace.read("widgets/storectl.yaml")
    );
    assert_eq!(
        files(&workplace, "widgets"),
        [
            "images/de-de/screenshot-1.png",
            "images/en-us/screenshot-1.png",
            "images/en-us/screenshot-2.png",
            "images/en-us/store-logo-1.png",
            "listings/de-de/description.md",
            "listings/en-us/description.md",
            "storectl.yaml",
        ]
    );
    let read = |path: &str| std::fs::read(workplace.path().join(path)).unwrap();
    assert_eq!(
        read("widgets/images/en-us/screenshot-2.png"),
        read("fastlane/metadata/android/en-US/images/phoneScreenshots/10.png")
    );
    assert_eq!(
        workplace.read("widgets/listings/en-us/description.md"),
        "Gears for everyone.\n\nThey turn for $${less}."
    );
    is_clean(&workplace);
}

#[test]
fn the_folder_of_app_store_texts_names_the_screenshots_beside_it() {
    let workplace = Workplace::empty();
    both_trees(&workplace);
    let run = import(&workplace, "fastlane", "fastlane/metadata");
    assert!(run.stderr.contains("../screenshots"), "{}", run.stderr);
    is_clean(&workplace);
}

#[test]
fn a_folder_without_anything_of_fastlanes_is_refused() {
    let workplace = Workplace::empty();
    workplace.write("docs/en-us/readme.md", "x");
    workplace.write("only/metadata/es-419/description.txt", "x");
    for (folder, said) in [
        ("docs", "no texts or images of fastlane"),
        ("only", "es-419"),
    ] {
        let run = workplace
            .run(&["import", "--from", "fastlane", folder])
            .exits(64);
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    workplace
        .run(&["import", "--from", "fastlane", "docs/en-us/readme.md"])
        .exits(64);
    assert!(!workplace.path().join("storectl.yaml").exists());
}

#[test]
fn a_scope_copies_no_image_out_of_it() {
    let workplace = Workplace::empty();
    both_trees(&workplace);
    let arguments = [
        "import",
        "--from",
        "fastlane",
        "fastlane",
        "--output",
        "widgets",
        "--scope",
        "listings.*.whatsNew",
    ];
    workplace.run(&arguments).exits(0);
    assert_eq!(files(&workplace, "widgets"), ["storectl.yaml"]);
}
