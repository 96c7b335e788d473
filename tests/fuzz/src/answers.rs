//! Any bytes as a response of the Store, of its gateway, of Entra and of the blob store.

use std::{path::Path, sync::LazyLock};

use bytes::Bytes;
use serde_json::json;
use storectl_api::{Error, ReadScope, UploadMeter, WriteRequest};
use storectl_manifest::Checked;
use storectl_model::{Digest, RemoteProduct, SubmissionId};

use crate::{manifest, promises, store};

/// Statuses that take different ways: refusals, redirects, trouble.
const REFUSALS: [u16; 5] = [302, 400, 401, 429, 503];

/// Lets every decoder read `bytes` as the body of a success, and every judge as that of a refusal. A product that can be
/// read is planned and shown.
pub fn answers(bytes: &[u8]) {
    let body = Bytes::copy_from_slice(bytes);
    store::run(async {
        Box::pin(successes(body.clone())).await;
        for status in REFUSALS {
            refusal(status, body.clone()).await;
        }
        for status in [200, 400] {
            sign_in(status, body.clone()).await;
        }
    });
}

async fn successes(body: Bytes) {
    let client = store::client_of(answer(200, body));
    let reader = client.reader();
    let product = store::product();
    let everything = ReadScope::Everything;
    look(reader.status(&product).await);
    look(reader.packages(&product).await);
    look(reader.submission_status(&product, &submission()).await);
    if let Some(remote) = look(reader.read_product(&product, everything).await) {
        planned(&remote);
        let images = remote
            .assets
            .values()
            .flat_map(|it| it.screenshots.iter().chain(&it.store_logos));
        for image in images {
            look(reader.head_image(&image.url).await);
            look(reader.fetch_image(&image.url).await);
        }
    }
    let metadata = WriteRequest::patch_metadata(json!({ "availability": { "pricing": "FREE" } }));
    look(client.send(&product, &metadata).await);
    look(client.submit(&product).await);
    if let Some(created) = look(client.create_assets(&product, &json!({})).await) {
        for slot in created.screenshots.iter().chain(&created.store_logos) {
            look(
                client
                    .upload(
                        slot,
                        Path::new("1.png"),
                        &Digest::of(b""),
                        &UploadMeter::new(),
                    )
                    .await,
            );
        }
    }
}

async fn refusal(status: u16, body: Bytes) {
    let client = store::client_of(answer(status, body));
    look(client.reader().status(&store::product()).await);
}

async fn sign_in(status: u16, body: Bytes) {
    let client = store::client_of(move |_| (status, body.clone()));
    let outcome = client.reader().status(&store::product()).await;
    if let Err(error) = outcome {
        promises::error(&error, &[store::SECRET]);
    }
}

/// Signs in, answers the API, and refuses at every other address with the same body.
fn answer(status: u16, body: Bytes) -> impl Fn(&str) -> (u16, Bytes) {
    move |path| {
        if path.ends_with("/oauth2/v2.0/token") {
            store::granted()
        } else if path.starts_with("/submission/") {
            (status, body.clone())
        } else {
            (403, body.clone())
        }
    }
}

fn submission() -> SubmissionId {
    "1152921505700520060".parse().unwrap()
}

fn look<T>(outcome: Result<T, Error>) -> Option<T> {
    let secrets = [store::TOKEN, store::SECRET];
    outcome
        .inspect_err(|error| promises::error(error, &secrets))
        .ok()
}

fn planned(remote: &RemoteProduct) {
    static WANTED: LazyLock<Checked> = LazyLock::new(manifest::everything);
    let wanted = WANTED.product.as_ref().unwrap();
    promises::plans(wanted, remote, &WANTED.sources);
}
