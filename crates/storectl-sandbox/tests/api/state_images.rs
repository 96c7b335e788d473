//! The images of a state file, which lie beside it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use storectl_sandbox::{Options, Sandbox, StateError};
use tempfile::tempdir;

use crate::support::{Client, png};

fn open(path: &Path) -> Result<Sandbox, StateError> {
    Sandbox::with_state_file(path.to_owned(), Options::default())
}

/// The files of the images beside a state file, each with its length.
fn images(path: &Path) -> Vec<(PathBuf, u64)> {
    let folder = path.with_file_name("sandbox.json.images");
    let mut images: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap())
        .map(|it| (it.path(), it.metadata().unwrap().len()))
        .collect();
    images.sort();
    images
}

/// Uploads an image of a megabyte, and commits it.
async fn upload(client: &Client) {
    let (id, url) = client.slot("en-us", "Logo").await;
    let mut content = png(300, 300);
    content.resize(1024 * 1024, 7);
    assert_eq!(client.upload(&url, content).await.status, 201);
    let logos = json!([{ "id": id, "assetUrl": url }]);
    let commit = json!({ "listingAssets": { "language": "en-us", "storeLogos": logos } });
    client.put("listings/assets/commit", commit).await.data();
}

fn news() -> Value {
    json!({ "listings": { "language": "en-us", "whatsNew": "News" } })
}

#[tokio::test]
async fn an_image_is_written_once_and_the_state_file_holds_its_digest_only() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    let client = Client::of(open(&path).unwrap()).await;
    let before = images(&path);
    upload(&client).await;
    let new: Vec<_> = images(&path)
        .into_iter()
        .filter(|it| !before.contains(it))
        .collect();
    let [(image, 1_048_576)] = new.as_slice() else {
        unreachable!("one new image: {new:?}");
    };
    let digest = image.file_name().unwrap().to_str().unwrap();
    let state = fs::read_to_string(&path).unwrap();
    assert!(state.contains(digest), "{digest}");
    assert!(state.len() < 100_000, "{} bytes", state.len());

    fs::remove_file(image).unwrap();
    client.patch("metadata", news()).await.data();
    assert!(!image.exists(), "a write that changes no image writes none");
}

#[tokio::test]
async fn a_file_that_holds_its_images_is_read_and_written_in_the_new_form() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    let state = Sandbox::in_memory(Options::default()).state();
    let mut old = json!({ "format": "storectl.sandbox", "version": 1 });
    for (name, value) in state.as_object().unwrap() {
        old[name] = value.clone();
    }
    fs::write(&path, old.to_string()).unwrap();
    let sandbox = open(&path).unwrap();
    assert_eq!(sandbox.state(), state);
    let client = Client::of(sandbox).await;
    client.patch("metadata", news()).await.data();
    let state = client.sandbox.state();
    drop(client);

    let file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(file["version"], 2);
    let blobs = state["blobs"].as_object().unwrap();
    assert!(!blobs.is_empty() && images(&path).len() <= blobs.len());
    assert_eq!(open(&path).unwrap().state(), state);
}

#[tokio::test]
async fn an_image_that_is_missing_or_another_is_named_and_nothing_is_written() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    drop(open(&path).unwrap());
    let state = fs::read(&path).unwrap();
    let (image, length) = images(&path).remove(0);
    let content = fs::read(&image).unwrap();
    let name = image.file_name().unwrap().to_str().unwrap().to_owned();

    fs::remove_file(&image).unwrap();
    let error = open(&path).unwrap_err();
    assert!(matches!(error, StateError::ImageMissing { .. }), "{error}");
    let message = error.to_string();
    assert!(
        message.contains(&name) && message.contains("sandbox.json`"),
        "{message}"
    );

    let other = vec![0; usize::try_from(length).unwrap()];
    for other in [other, content[1..].to_vec(), Vec::new(), content.repeat(2)] {
        fs::write(&image, other).unwrap();
        let error = open(&path).unwrap_err();
        assert!(matches!(error, StateError::ImageChanged { .. }), "{error}");
        assert!(error.to_string().contains(&name), "{error}");
    }
    assert_eq!(fs::read(&path).unwrap(), state);

    fs::write(&image, content).unwrap();
    open(&path).unwrap();
}

#[test]
fn something_else_in_the_place_of_an_image_is_refused() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    drop(open(&path).unwrap());
    let (image, _) = images(&path).remove(0);
    fs::remove_file(&image).unwrap();
    fs::create_dir(&image).unwrap();
    let error = open(&path).unwrap_err();
    assert!(matches!(error, StateError::File(_)), "{error}");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_an_image_is_not_followed() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    drop(open(&path).unwrap());
    let (image, _) = images(&path).remove(0);
    let elsewhere = folder.path().join("elsewhere");
    fs::rename(&image, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &image).unwrap();
    let error = open(&path).unwrap_err();
    assert!(matches!(error, StateError::File(_)), "{error}");
}

#[test]
fn a_state_file_deleted_with_or_without_its_images_starts_anew() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    drop(open(&path).unwrap());
    fs::remove_file(&path).unwrap();
    drop(open(&path).unwrap());
    fs::remove_file(&path).unwrap();
    fs::remove_dir_all(path.with_file_name("sandbox.json.images")).unwrap();
    drop(open(&path).unwrap());
    open(&path).unwrap();
}

#[tokio::test]
async fn a_digest_that_is_a_path_is_not_opened() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    drop(open(&path).unwrap());
    let mut state: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let blobs = state["blobs"].as_object_mut().unwrap();
    for (_, blob) in blobs.iter_mut() {
        blob["sha256"] = json!("../sandbox.json");
    }
    fs::write(&path, state.to_string()).unwrap();
    let error = open(&path).unwrap_err();
    assert!(matches!(error, StateError::Corrupt { .. }), "{error}");
}

#[tokio::test]
async fn an_image_that_cannot_be_kept_was_not_uploaded() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    let client = Client::of(open(&path).unwrap()).await;
    let (_, url) = client.slot("en-us", "Logo").await;
    let images = path.with_file_name("sandbox.json.images");
    fs::remove_dir_all(&images).unwrap();
    fs::write(&images, "in the way").unwrap();
    let before = client.sandbox.state();
    assert_eq!(client.upload(&url, png(300, 300)).await.status, 500);
    assert_eq!(client.sandbox.state(), before);

    fs::remove_file(&images).unwrap();
    assert_eq!(client.upload(&url, png(300, 300)).await.status, 201);
}
