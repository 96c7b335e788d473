//! Golden answers and requests: `tests/wire` at the top of the repository, each with its source.

use serde_json::Value;
use storectl_api::{Error, ReadScope, WriteRequest, testing::ScriptedTransport};

use crate::support::{Bench, golden, granted, nothing, product, signed_in, success};

/// Reads a golden answer by the operation its `request` names.
async fn read(answer: &Value) -> String {
    let request = answer["request"].as_str().unwrap();
    let status = u16::try_from(answer["status"].as_u64().unwrap()).unwrap();
    let body = match &answer["answer"] {
        Value::String(text) => text.clone(),
        json => json.to_string(),
    };
    let script = |answers: usize| {
        (0..answers).fold(signed_in(), |script, _| {
            let script = script.answer(status, body.clone());
            // A refused token is replaced once.
            if status == 401 {
                script.answer(200, granted())
            } else {
                script
            }
        })
    };
    let tail = request
        .rsplit_once("487878d02ebf/")
        .map(|(_, tail)| tail.split_once('?').map_or(tail, |(path, _)| path))
        .unwrap();
    let product = product();
    match tail {
        "status" => show(Bench::new(script(6)).reader().status(&product).await),
        "packages" => show(Bench::new(script(1)).reader().packages(&product).await),
        "metadata" if request.starts_with("GET") => {
            let bench = Bench::new(beside(status, &body, 2));
            let read = bench
                .reader()
                .read_product(&product, ReadScope::WithoutImages)
                .await;
            show(read.map(|it| (it.availability, it.properties, it.listings, it.languages)))
        }
        "listings/assets" => {
            let bench = Bench::new(beside(status, &body, 3));
            let scope = ReadScope::Everything;
            show(
                bench
                    .reader()
                    .read_product(&product, scope)
                    .await
                    .map(|it| it.assets),
            )
        }
        "metadata" => show(send(script(1), WriteRequest::patch_metadata(Value::Null)).await),
        "packages/commit" => show(send(script(1), WriteRequest::commit_packages()).await),
        "listings/assets/create" => {
            let bench = Bench::new(script(1));
            show(bench.client.create_assets(&product, &Value::Null).await)
        }
        "submit" => show(Bench::new(script(1)).client.submit(&product).await),
        submission => {
            let id = submission.split('/').nth(1).unwrap().parse().unwrap();
            show(
                Bench::new(script(1))
                    .reader()
                    .submission_status(&product, &id)
                    .await,
            )
        }
    }
}

/// A script of empty answers with `body` at `index`, in the order the reads are made.
fn beside(status: u16, body: &str, index: usize) -> ScriptedTransport {
    (0..4).fold(signed_in(), |script, at| {
        if at == index {
            script.answer(status, body.to_owned())
        } else {
            script.answer(200, success(&nothing()))
        }
    })
}

async fn send(
    script: ScriptedTransport,
    request: WriteRequest,
) -> Result<impl std::fmt::Debug, Error> {
    Bench::new(script).client.send(&product(), &request).await
}

fn show<T: std::fmt::Debug>(outcome: Result<T, Error>) -> String {
    match outcome {
        Ok(value) => format!("{value:#?}"),
        Err(error) => {
            format!("{error}\n{:?}\nreason: {:?}", error.kind(), error.reason())
        }
    }
}

#[tokio::test]
async fn every_golden_answer_is_read_as_pinned() {
    for (name, answer) in golden("answers") {
        let shown = format!(
            "source: {}\n{}",
            answer["source"].as_str().unwrap(),
            read(&answer).await
        );
        insta::with_settings!({
            // Waits are jittered.
            filters => vec![(r"attempts in [0-9.]+ s", "attempts in [TIME] s")],
            omit_expression => true,
            prepend_module_to_snapshot => false,
        }, {
            insta::assert_snapshot!(name, shown);
        });
    }
}

#[tokio::test]
async fn every_golden_request_is_sent_as_pinned() {
    for (name, golden) in golden("requests") {
        let bench = Bench::new(signed_in().answer(200, success(&nothing())));
        let method = golden["method"].as_str().unwrap();
        let path = golden["path"].as_str().unwrap();
        let body = golden.get("body").cloned().unwrap_or_default();
        let write = match (method, path) {
            ("PATCH", "/metadata") => Some(WriteRequest::patch_metadata(body)),
            ("PUT", "/packages") => Some(WriteRequest::replace_packages(body)),
            ("PATCH", "/packages/72541436") => {
                let package = "72541436".parse().unwrap();
                Some(WriteRequest::patch_package(&package, body))
            }
            ("POST", "/packages/commit") => Some(WriteRequest::commit_packages()),
            ("PUT", "/listings/assets/commit") => Some(WriteRequest::commit_assets(body)),
            ("POST", "/listings/assets/create") => {
                bench.client.create_assets(&product(), &body).await.unwrap();
                None
            }
            ("POST", "/submit") => {
                bench.client.submit(&product()).await.unwrap();
                None
            }
            other => unreachable!("{name}: {other:?}"),
        };
        if let Some(request) = write {
            bench.client.send(&product(), &request).await.unwrap();
        }
        let sent = bench.script.sent().pop().unwrap();
        assert_eq!(sent.method(), method, "{name}");
        assert_eq!(
            sent.uri().to_string(),
            format!(
                "https://api.store.microsoft.com/submission/v1/product/{}{path}",
                product()
            )
        );
        let header = |name: &str| {
            sent.headers()
                .get(name)
                .map(|it| it.to_str().unwrap().to_owned())
        };
        assert_eq!(header("x-seller-account-id").as_deref(), Some("0123456892"));
        assert_eq!(
            header("user-agent").unwrap().split('/').next(),
            Some("storectl")
        );
        assert_eq!(
            header("content-length"),
            Some(sent.body().len().to_string()),
            "{name}"
        );
        if let Some(body) = golden.get("body") {
            assert_eq!(header("content-type").as_deref(), Some("application/json"));
            assert_eq!(
                &serde_json::from_slice::<Value>(sent.body()).unwrap(),
                body,
                "{name}"
            );
        } else {
            assert_eq!(header("content-type"), None);
            assert!(sent.body().is_empty());
        }
    }
}
