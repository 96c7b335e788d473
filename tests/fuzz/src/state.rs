//! Any bytes as the sandbox's state file.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use serde_json::{Value, json};
use storectl_api::{Error, ReadScope, WriteRequest, testing::RouterTransport};
use storectl_sandbox::{Clock, Credentials, Options, Sandbox};

use crate::{promises, store};

/// Loads a state; one that is good is saved and loaded the same, and responses requests.
pub fn state(bytes: &[u8]) {
    static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());
    let path = FOLDER.path().join("sandbox.json");
    fs::write(&path, bytes).unwrap();
    match open(&path) {
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert_eq!(fs::read(&path).unwrap(), bytes, "a bad file is left alone");
        }
        Ok(sandbox) => {
            let state = sandbox.state();
            // A file has one sandbox at a time.
            drop(sandbox);
            fs::write(&path, saved(&state)).unwrap();
            let sandbox = open(&path).unwrap();
            assert_eq!(sandbox.state(), state);
            store::run(serves(&sandbox));
            // What was kept of the requests is a state as well.
            let state = sandbox.state();
            drop(sandbox);
            assert_eq!(open(&path).unwrap().state(), state);
        }
    }
}

/// A file of a state that holds its images itself, as the sandbox wrote it once.
fn saved(state: &Value) -> Vec<u8> {
    let mut file = json!({ "format": "storectl.sandbox", "version": 1 });
    for (key, value) in state.as_object().unwrap() {
        file[key] = value.clone();
    }
    file.to_string().into_bytes()
}

fn open(path: &Path) -> Result<Sandbox, storectl_sandbox::StateError> {
    let options = Options {
        clock: Clock::new(|| 1_790_000_000),
        ..Options::default()
    };
    Sandbox::with_state_file(PathBuf::from(path), options)
}

/// Asks for everything, as the client does, and writes.
async fn serves(sandbox: &Sandbox) {
    let credentials = Credentials::default();
    let auth = store::auth(
        &credentials.tenant_id,
        &credentials.client_id,
        &credentials.client_secret,
    );
    let client = store::client(auth, RouterTransport::new(sandbox.router()));
    let product = store::product();
    let everything = ReadScope::Everything;
    look(client.reader().read_product(&product, everything).await);
    let body = |golden: &str| serde_json::from_str::<Value>(golden).unwrap()["body"].take();
    for request in [
        WriteRequest::patch_metadata(body(include_str!(
            "../../wire/requests/patch-metadata.json"
        ))),
        WriteRequest::replace_packages(body(include_str!(
            "../../wire/requests/replace-packages.json"
        ))),
        WriteRequest::commit_packages(),
        WriteRequest::commit_assets(body(include_str!("../../wire/requests/commit-assets.json"))),
    ] {
        look(client.send(&product, &request).await);
        // Each read brings an upload or a submission one step on.
        look(client.reader().status(&product).await);
        look(client.reader().status(&product).await);
    }
    let create = body(include_str!("../../wire/requests/create-assets.json"));
    look(client.create_assets(&product, &create).await);
    look(client.submit(&product).await);
}

fn look<T>(outcome: Result<T, Error>) {
    if let Err(error) = outcome {
        promises::error(&error, &[&Credentials::default().client_secret]);
    }
}
