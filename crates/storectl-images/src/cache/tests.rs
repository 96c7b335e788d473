//! What is remembered, and what a hostile file does.

use std::{fs, path::Path};

use storectl_model::{AssetId, Digest, ProductId};

use super::{
    CacheTrust, ImageCache,
    file::MAX_BYTES,
    recent::{MAX_ENTRIES, Recent, digest, pixels, pixels_text},
};
use crate::decode::Pixels;

const ENDPOINT: &str = "https://api.store.microsoft.com";

fn product() -> ProductId {
    "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap()
}

fn asset(name: &str) -> AssetId {
    name.parse().unwrap()
}

fn open(folder: &Path) -> ImageCache {
    let (cache, warning) = ImageCache::open(folder, ENDPOINT, &product(), CacheTrust::Believed);
    assert_eq!(warning, None);
    cache
}

#[test]
fn what_is_saved_is_known_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("storectl/images");
    let (content, pixels) = (Digest::of(b"content"), Digest::of(b"pixels"));
    let mut cache = open(&folder);
    cache.remember(&asset("a"), &content);
    cache.remember_pixels(&content, &pixels);
    cache.save().unwrap();
    let cache = open(&folder);
    assert_eq!(cache.content(&asset("a")), Some(&content));
    assert_eq!(cache.pixels(&content), Some(&pixels));
}

#[test]
fn nothing_is_written_where_nothing_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("images");
    open(&folder).save().unwrap();
    assert!(!folder.exists());
}

#[test]
fn each_product_and_each_endpoint_has_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut cache = open(folder.path());
    cache.remember(&asset("a"), &Digest::of(b"content"));
    cache.save().unwrap();
    let other = "13aeef39-4fe9-4d61-8e91-000000000000".parse().unwrap();
    for (endpoint, product) in [("http://127.0.0.1:1", product()), (ENDPOINT, other)] {
        let (cache, warning) =
            ImageCache::open(folder.path(), endpoint, &product, CacheTrust::Believed);
        assert_eq!((cache.content(&asset("a")), warning), (None, None));
    }
    let (same, _) = ImageCache::open(
        folder.path(),
        &format!("{ENDPOINT}/"),
        &product(),
        CacheTrust::Believed,
    );
    assert!(same.content(&asset("a")).is_some());
}

#[test]
fn a_file_that_cannot_be_used_is_reported_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let newer =
        r#"{"format":"storectl.images","formatVersion":2,"productId":"x","assets":[],"pixels":[]}"#;
    for garbage in ["", "{", "[1]", "\0\u{ff}", newer] {
        let mut cache = open(folder.path());
        cache.remember(&asset("a"), &Digest::of(b"content"));
        cache.save().unwrap();
        fs::write(cache.file(), garbage).unwrap();
        let (mut cache, warning) =
            ImageCache::open(folder.path(), ENDPOINT, &product(), CacheTrust::Believed);
        assert!(warning.is_some(), "{garbage}");
        assert_eq!(cache.content(&asset("a")), None);
        cache.remember(&asset("b"), &Digest::of(b"other"));
        cache.save().unwrap();
        assert!(open(folder.path()).content(&asset("b")).is_some());
        fs::remove_file(cache.file()).unwrap();
    }
}

#[test]
fn a_malformed_fact_is_left_out() {
    let good = Digest::of(b"good").to_string();
    let upper = good.to_uppercase();
    let pairs = [
        ("a", good.as_str()),
        ("b", "12"),
        ("c", "é"),
        ("d", &upper),
        ("no id", &good),
    ];
    let pairs: Vec<(String, String)> = pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    let recent: Recent<AssetId, Digest> = Recent::from_pairs(&pairs, |it| it.parse().ok(), digest);
    assert_eq!(recent.keys(), [&asset("a")]);
}

#[test]
fn pixels_are_read_as_they_are_written_and_in_no_other_form() {
    let digest = Digest::of(b"pixels");
    for checksum in [None, Some(0), Some(0x1234), Some(u64::MAX)] {
        let known = Pixels {
            digest: digest.clone(),
            checksum,
        };
        assert_eq!(pixels(&pixels_text(&known)), Some(known));
    }
    for tail in [
        "1",
        "00000000000000zz",
        "0000000000001234 ",
        "+000000000001234",
        "é",
    ] {
        assert_eq!(pixels(&format!("{digest}{tail}")), None, "{tail}");
    }
}

#[test]
fn the_oldest_facts_go_first_and_the_file_stays_small() {
    let folder = tempfile::tempdir().unwrap();
    let mut cache = open(folder.path());
    for at in 0..=MAX_ENTRIES {
        let digest = Digest::of(&at.to_be_bytes());
        cache.remember(
            &asset(&format!("3e31a9f9-84e8-4d2d-9eba-{at:012}")),
            &digest,
        );
        cache.remember_pixels(&digest, &digest);
    }
    cache.save().unwrap();
    let size = fs::metadata(cache.file()).unwrap().len();
    assert!(size < MAX_BYTES / 2, "{size}");
    let cache = open(folder.path());
    assert_eq!(cache.assets().keys().len(), MAX_ENTRIES);
    assert_eq!(
        cache.content(&asset("3e31a9f9-84e8-4d2d-9eba-000000000000")),
        None
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let (mut cache, _) = ImageCache::open(&file, ENDPOINT, &product(), CacheTrust::Believed);
    cache.remember(&asset("a"), &Digest::of(b"content"));
    let error = cache.save().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("cannot write the image cache `")
    );
}
