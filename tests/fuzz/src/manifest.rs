//! Any bytes as a manifest.

use std::{collections::BTreeMap, sync::LazyLock};

use bytes::Bytes;
use serde_json::Value;
use storectl_api::ReadScope;
use storectl_manifest::{
    Checked, Document, FileKind, Files, ImageFacts, ImageFormat, Variables, check, read,
    read_policy,
};
use storectl_model::{Digest, ImageSize, RemoteProduct};

use crate::{promises, store};

/// Reads, checks and plans `bytes` with and without the files they name, and shows all that is found.
pub fn manifest(bytes: &[u8]) {
    static REMOTE: LazyLock<RemoteProduct> = LazyLock::new(remote);
    policy(bytes);
    let document = match read("storectl.yaml", bytes) {
        Ok(document) => document,
        Err(found) => {
            assert!(!found.is_empty());
            return promises::diagnostics(&found);
        }
    };
    let vars = variables();
    for files in [Files::default(), files(&document, &vars)] {
        let checked = check(&document, &files, &vars);
        promises::diagnostics(&checked.diagnostics);
        for pointer in ["", "/listings/en-us/description", "/packages/0", "/x/y~1z"] {
            promises::place(&checked.sources.locate(pointer).unwrap());
        }
        if let Some(desired) = &checked.product {
            promises::plans(desired, &REMOTE, &checked.sources);
            promises::plans(desired, &RemoteProduct::default(), &checked.sources);
        }
    }
}

/// Reads `bytes` as a policy: it has no fault or some, each at a place of the file.
fn policy(bytes: &[u8]) {
    if let Err(found) = read_policy("policy.yaml", bytes) {
        assert!(!found.is_empty());
        promises::diagnostics(&found);
    }
}

/// A manifest that manages everything there is.
pub(crate) fn everything() -> Checked {
    let bytes = include_bytes!("../seeds/manifest/everything.yaml");
    let document = read("storectl.yaml", bytes).unwrap();
    let vars = variables();
    check(&document, &files(&document, &vars), &vars)
}

fn variables() -> Variables {
    Variables {
        explicit: BTreeMap::new(),
        environment: BTreeMap::from([("VERSION".to_owned(), "1.4.2".to_owned())]),
        ..Variables::default()
    }
}

/// Finds every file: a text is its own path, an image is a screenshot or, below `logos`, a logo.
fn files(document: &Document, vars: &Variables) -> Files {
    let mut files = Files::default();
    for reference in document.file_references(vars) {
        let path = reference.path;
        match reference.kind {
            FileKind::Text => {
                let text = format!("# {path}\n\ttext of `{path}`\r\n");
                files.texts.insert(path, Ok(text));
            }
            FileKind::Image => {
                let (width, height) = if path.contains("logos") {
                    (1080, 1080)
                } else {
                    (1366, 768)
                };
                let facts = ImageFacts {
                    digest: Digest::of(path.as_bytes()),
                    bytes: 40_000,
                    size: ImageSize { width, height },
                    checksums: None,
                    format: ImageFormat::Png,
                };
                files.images.insert(path, Ok(facts));
            }
        }
    }
    files
}

/// The draft of the document's own answers.
fn remote() -> RemoteProduct {
    let client = store::client_of(|path| {
        let golden = match path.rsplit('/').next().unwrap() {
            "token" => return store::granted(),
            "status" => include_str!("../../wire/answers/status-document.json"),
            "packages" => include_str!("../../wire/answers/packages-document.json"),
            "metadata" => include_str!("../../wire/answers/metadata-document.json"),
            "assets" => include_str!("../../wire/answers/assets-document.json"),
            other => panic!("nobody asks for {other}"),
        };
        let golden: Value = serde_json::from_str(golden).unwrap();
        (200, Bytes::from(golden["answer"].to_string()))
    });
    let scope = ReadScope::Everything;
    store::run(client.reader().read_product(&store::product(), scope)).unwrap()
}
