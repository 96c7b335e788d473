//! What is not known, and what proves which file it is.

use storectl_installer::{Live, NoInstaller, Signing, Silence};
use storectl_model::{Expect, PackageType, SeenBytes};

use crate::case::{DAY, NOW, digest, empty, spoiled, tags};

#[test]
fn what_is_not_known_is_not_judged() {
    let found = spoiled(|it| {
        let facts = it.facts();
        facts.architectures.clear();
        facts.languages.clear();
        facts.payload = None;
        facts.silent = None;
        facts.version = None;
        facts.signing = Signing::Unknown;
        it.declared().expect = Expect::default();
        it.declared().silence = Silence::Parameters("--whatever".to_owned());
        it.live = Some(Live::SameUrl(SeenBytes::default()));
    });
    assert_eq!(found, [""; 0]);
    let found = spoiled(|it| {
        it.declared = None;
        it.live = None;
        it.host = None;
    });
    assert_eq!(found, [""; 0], "a file that belongs to no manifest");
}

#[test]
fn english_in_a_version_resource_is_what_tools_write_for_any_product() {
    let of = |package_type| {
        spoiled(|it| {
            it.facts().languages = tags(&["en-us"]);
            it.declared().languages = tags(&["de-de", "fr-fr"]);
            it.facts().package_type = package_type;
            it.declared().package_type = Some(package_type);
        })
    };
    assert_eq!(of(PackageType::Exe), [""; 0]);
    let [found] = of(PackageType::Msi).try_into().unwrap();
    assert!(found.contains("STC0913"), "{found}");
}

#[test]
fn validators_or_parts_alone_do_not_prove_other_bytes() {
    let same = SeenBytes {
        length: Some(60_000),
        etag: Some("\"a\"".to_owned()),
        last_modified: None,
        parts: Some(digest("parts")),
        sha256: None,
    };
    let etag = Some("\"b\"".to_owned());
    let parts = Some(digest("others"));
    for seen in [
        same.clone(),
        SeenBytes {
            etag,
            ..same.clone()
        },
        SeenBytes { parts, ..same },
    ] {
        let found = spoiled(|it| {
            it.facts().sha256 = None;
            it.declared().expect.sha256 = None;
            it.live = Some(Live::SameUrl(seen.clone()));
        });
        assert_eq!(found, [""; 0], "{seen:?}");
    }
}

#[test]
fn an_unsigned_installer_lacks_its_expected_signer_too() {
    let found = spoiled(|it| it.facts().signing = Signing::Unsigned);
    assert_eq!(
        found,
        [
            "error STC0903 /packageUrl the installer is not signed",
            "error STC0915 /expect/signer the installer is not signed, expected the signer `Contoso Ltd`",
        ]
    );
}

#[test]
fn a_timestamp_inside_its_validity_keeps_a_signature() {
    let found = spoiled(|it| {
        it.signature().not_after = NOW - DAY;
        it.signature().timestamp = Some(NOW - 2 * DAY);
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn other_bytes_of_the_expected_file_are_found_by_their_digest() {
    let found = spoiled(|it| it.facts().sha256 = Some(digest("others")));
    let expected = format!(
        "error STC0916 /expect/sha256 the SHA-256 of the file is `{}`, expected `{}`",
        digest("others"),
        digest("bytes")
    );
    assert_eq!(found, [expected]);
}

#[test]
fn a_web_page_of_another_length_is_both() {
    let found = spoiled(|it| {
        empty(it, NoInstaller::Html);
        it.host().length = Some(512);
    });
    assert_eq!(
        found,
        [
            "error STC0901 /packageUrl the file is a web page, not an installer",
            "error STC0916 /expect/length the file has 512 bytes, expected 60000",
        ]
    );
}
