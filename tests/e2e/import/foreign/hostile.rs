//! Folders that somebody made to harm.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt as _, fs::symlink},
    process::Command,
};

use super::{files, import, is_clean};
use crate::support::Workplace;

const ENGLISH: &str = "fastlane/metadata/android/en-US";

/// A tree of one text in `en-US`, and a secret beside the repository.
fn workplace() -> (Workplace, tempfile::TempDir) {
    let workplace = Workplace::empty();
    workplace.write(&format!("{ENGLISH}/short_description.txt"), "Gears\n");
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir_all(outside.path().join("en-GB")).unwrap();
    for path in ["key", "en-GB/full_description.txt"] {
        fs::write(outside.path().join(path), "the secret").unwrap();
    }
    (workplace, outside)
}

#[test]
fn links_out_of_the_repository_and_into_hidden_folders_are_not_followed() {
    let (workplace, outside) = workplace();
    workplace.write(".env/full_description.txt", "the secret");
    let android = workplace.path().join("fastlane/metadata/android");
    symlink(
        outside.path().join("key"),
        android.join("en-US/full_description.txt"),
    )
    .unwrap();
    symlink(outside.path().join("en-GB"), android.join("en-GB")).unwrap();
    symlink("../../../.env", android.join("en-CA")).unwrap();
    symlink(".", android.join("en-AU")).unwrap();
    symlink("nowhere", android.join("en-NZ")).unwrap();
    symlink("en-US", android.join("en-IE")).unwrap();
    let run = import(&workplace, "fastlane", "fastlane");
    for said in [
        "it is outside the repository: metadata/android/en-GB, metadata/android/en-IE/full_description.txt, metadata/android/en-US/full_description.txt",
        "begins with a dot: metadata/android/en-CA",
        "it is a link to a folder above it: metadata/android/en-AU",
        "it does not exist: metadata/android/en-NZ",
    ] {
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
    let yaml = workplace.read("widgets/storectl.yaml");
    assert!(!yaml.contains("secret"), "{yaml}");
    assert!(yaml.contains("en-ie:"), "{yaml}");
    assert_eq!(files(&workplace, "widgets"), ["storectl.yaml"]);
    is_clean(&workplace);
}

#[test]
fn pipes_devices_folders_and_names_that_are_no_text_are_named() {
    let (workplace, _outside) = workplace();
    let english = workplace.path().join(ENGLISH);
    let pipe = english.join("full_description.txt");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    fs::create_dir_all(english.join("images/phoneScreenshots/1.png")).unwrap();
    fs::create_dir_all(english.join("changelogs")).unwrap();
    symlink("/dev/zero", english.join("changelogs/1.txt")).unwrap();
    fs::write(english.join("images/icon.png"), "GIF89a").unwrap();
    fs::write(english.join(OsStr::from_bytes(b"\xff.txt")), "x").unwrap();
    let run = import(&workplace, "fastlane", "fastlane");
    for said in [
        "it is not a regular file: metadata/android/en-US/full_description.txt",
        "it is outside the repository: metadata/android/en-US/changelogs/1.txt",
        "it is not an image: metadata/android/en-US/images/icon.png",
        "it has a name that is not valid UTF-8: metadata/android/en-US/\u{fffd}.txt",
    ] {
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
    is_clean(&workplace);
}

#[test]
fn texts_of_other_encodings_and_with_controls_and_names_of_devices_are_named() {
    let (workplace, _outside) = workplace();
    let write = |path: &str, bytes: &[u8]| {
        workplace.write(&format!("fastlane/metadata/android/{path}"), bytes);
    };
    write("en-US/full_description.txt", b"\xff\xfeG\0e\0");
    write("de-DE/full_description.txt", b"R\xe4der");
    write("fr-FR/full_description.txt", b"a\x1b[2J\n::add-mask::x");
    write("con/full_description.txt", b"x");
    write("aux/full_description.txt", b"x");
    let run = import(&workplace, "fastlane", "fastlane");
    for said in [
        "it is UTF-16, not UTF-8: metadata/android/en-US/full_description.txt",
        "it is not UTF-8: invalid byte at offset 2: metadata/android/de-DE/full_description.txt",
        "`listings.fr-fr.description` is not managed",
        "the Store has no such language: metadata/android/aux, metadata/android/con",
    ] {
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
    assert_eq!(files(&workplace, "widgets"), ["storectl.yaml"]);
    let run = is_clean(&workplace);
    assert!(!format!("{}{}", run.stdout, run.stderr).contains("::add-mask::"));
}

#[test]
fn a_folder_of_too_many_files_is_refused_and_leaves_nothing() {
    let (workplace, _outside) = workplace();
    let many = workplace.path().join("fastlane/node_modules");
    fs::create_dir(&many).unwrap();
    for at in 0..20_001 {
        fs::hard_link(
            workplace.path().join(ENGLISH).join("short_description.txt"),
            many.join(at.to_string()),
        )
        .unwrap();
    }
    let run = workplace
        .run(&[
            "import", "--from", "fastlane", "fastlane", "--output", "widgets",
        ])
        .exits(1);
    assert!(
        run.stderr.contains("more than 20,000 files"),
        "{}",
        run.stderr
    );
    assert!(!workplace.path().join("widgets").exists());
}

#[test]
fn a_file_in_the_way_is_not_followed() {
    let (workplace, outside) = workplace();
    symlink(outside.path(), workplace.path().join("widgets")).unwrap();
    workplace.write(
        "update.json",
        r#"{"listings": {"language": "en-us", "description": "a\nb"}}"#,
    );
    let arguments = [
        "import",
        "--from",
        "store-submission",
        "update.json",
        "--output",
        "widgets/x",
    ];
    workplace.run(&arguments).exits(0);
    symlink(outside.path(), outside.path().join("x/images")).unwrap();
    workplace.write(
        &format!("{ENGLISH}/images/icon.png"),
        crate::support::images::png(4, 4, 1),
    );
    let arguments = [
        "import",
        "--from",
        "fastlane",
        "fastlane",
        "--output",
        "widgets/x",
        "--overwrite",
    ];
    let run = workplace.run(&arguments).exits(1);
    assert!(run.stderr.contains("not a folder"), "{}", run.stderr);
}
