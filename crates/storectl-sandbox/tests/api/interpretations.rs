//! Every interpretation changes some answer.

use serde_json::{Value, json};
use storectl_sandbox::{Interpretations, Options};

use crate::support::{Answer, Client, blob_request, long, png, send, token_request};

/// What a sandbox answers to requests that touch everything the contract leaves open.
struct Transcript {
    interpretations: Interpretations,
    facts: Vec<(&'static str, Value)>,
}

/// A status with the reasons it comes with.
fn outcome(answer: &Answer) -> Value {
    json!([answer.status, answer.json.get("errors")])
}

impl Transcript {
    async fn under(interpretations: &str) -> Vec<(&'static str, Value)> {
        let mut transcript = Self {
            interpretations: interpretations.parse().unwrap(),
            facts: Vec::new(),
        };
        transcript.modules().await;
        transcript.packages().await;
        transcript.readiness().await;
        transcript.images().await;
        transcript.submissions().await;
        transcript.facts
    }

    fn note(&mut self, what: &'static str, fact: Value) {
        self.facts.push((what, fact));
    }

    async fn client(&self) -> Client {
        Client::with(Options {
            interpretations: self.interpretations.clone(),
            ..Options::default()
        })
        .await
    }

    /// One PATCH of a new product's metadata, and the draft after it.
    async fn patch(&mut self, what: &'static str, body: Value) {
        let client = self.client().await;
        let answer = client.patch("metadata", body).await;
        let draft = client.kept();
        let listing = &draft.listings[0].fields;
        self.note(
            what,
            json!([
                outcome(&answer),
                draft.properties,
                listing,
                draft.listings.len()
            ]),
        );
    }

    async fn modules(&mut self) {
        let listing = |fields: Value| {
            let mut fields = fields;
            fields["language"] = json!("en-us");
            json!({ "listings": fields })
        };
        self.patch(
            "a value that is refused",
            json!({ "availability": { "pricing": "?" } }),
        )
        .await;
        self.patch(
            "an unknown field",
            json!({ "properties": { "novelty": 1, "website": "https://a.example" } }),
        )
        .await;
        self.patch(
            "a name in another case",
            json!({ "Properties": { "WebSite": "https://a.example" } }),
        )
        .await;
        self.patch(
            "a part of an object",
            json!({ "properties": { "productDeclarations": {
                "dependsOnDriversOrNT": true, "accessibilitySupport": true, "penAndInkSupport": true,
            }}}),
        )
        .await;
        self.patch(
            "a null",
            json!({ "properties": { "website": null, "certificationNotes": "x" } }),
        )
        .await;
        self.patch(
            "an empty text",
            json!({ "properties": { "website": "", "certificationNotes": "x" } }),
        )
        .await;
        self.patch(
            "a category without subcategories",
            json!({ "properties": { "category": "Sports" } }),
        )
        .await;
        let terms = [
            "a b c d", "e f g h", "i j k l", "m n o p", "q r s t", "u A B",
        ];
        self.patch("22 words, 21 of them in one case", {
            let terms: Vec<&str> = terms.into_iter().chain(["c D"]).collect();
            listing(json!({ "searchTerms": terms }))
        })
        .await;
        self.patch("21 words, 22 where signs divide them", {
            let terms: Vec<&str> = terms.into_iter().chain(["a-b"]).collect();
            listing(json!({ "searchTerms": terms }))
        })
        .await;
        self.patch(
            "101 emoji",
            listing(json!({ "copyright": "😀".repeat(101) })),
        )
        .await;
        self.patch(
            "a new language with its text",
            json!({ "listingsToAdd": ["fr-fr"], "listings": {
                "language": "fr-fr", "description": "d", "additionalLicenseTerms": "t",
            }}),
        )
        .await;
    }

    async fn packages(&mut self) {
        let package = || {
            json!({
                "packageUrl": "https://www.contoso.com/1.2/setup.exe", "languages": ["en-us"],
                "architectures": ["X64"], "isSilentInstall": true, "packageType": "exe",
                "genericDocUrl": "https://docs.contoso.com",
            })
        };
        let without = |field: &str| {
            let mut package = package();
            package.as_object_mut().unwrap().remove(field);
            package
        };
        let mut wordy = package();
        wordy["installerParameters"] = json!(long(45));
        for (what, package) in [
            ("a PUT without a required field", without("packageType")),
            ("a PUT without a document", without("genericDocUrl")),
            ("a PUT of long parameters", wordy),
        ] {
            let client = self.client().await;
            let answer = client
                .put("packages", json!({ "packages": [package] }))
                .await;
            self.note(what, outcome(&answer));
        }
        let client = self.client().await;
        let body = json!({ "installerParameters": long(45) });
        let answer = client.patch("packages/72541436", body).await;
        self.note("a PATCH of long parameters", outcome(&answer));
        let client = self.client().await;
        let mut product = client.kept();
        product.packages[0].fields["installerParameters"] = json!(long(45));
        client.sandbox.put_product(product);
        let body = json!({ "genericDocUrl": "https://a.example" });
        let answer = client.patch("packages/72541436", body).await;
        self.note("a PATCH beside long parameters", outcome(&answer));

        let client = self.client().await;
        client
            .put("packages", json!({ "packages": [package()] }))
            .await;
        let answer = client
            .patch("packages/72541436", json!({ "installerParameters": "/q" }))
            .await;
        self.note("a PATCH by an id of before the PUT", outcome(&answer));
        let read = client.call("GET", "packages", "").await;
        self.note("a read before the commit", read.json);
    }

    async fn readiness(&mut self) {
        let client = self.client().await;
        let body = json!({ "installerParameters": "/q" });
        client.patch("packages/72541436", body.clone()).await;
        let status = client.call("GET", "status", "").await;
        self.note("packages that are not committed", status.json);

        let client = self.client().await;
        for what in ["the first commit", "the second commit"] {
            let answer = client.post("packages/commit", json!({})).await;
            self.note(what, outcome(&answer));
        }
        let answer = client.patch("packages/72541436", body).await;
        self.note("a package write during an upload", outcome(&answer));
        let metadata = json!({ "availability": { "pricing": "FREE" } });
        let answer = client.patch("metadata", metadata).await;
        self.note("a metadata write during an upload", outcome(&answer));
        let images =
            json!({ "language": "en-us", "createAssetRequest": { "Screenshot": 1, "Logo": 1 } });
        let answer = client.post("listings/assets/create", images).await;
        self.note("upload URLs during an upload", json!(answer.status));

        let client = self.client().await;
        client.post("packages/commit", json!({})).await;
        for _ in 0..3 {
            let status = client.call("GET", "status", "").await;
            self.note("the status after a commit", status.json);
        }
    }

    async fn images(&mut self) {
        let client = self.client().await;
        let create = |language: &str| json!({ "language": language, "createAssetRequest": { "Screenshot": 1 } });
        let answer = client.post("listings/assets/create", create("fr-fr")).await;
        self.note(
            "images of a language that was not added",
            json!(answer.status),
        );

        let answer = client.post("listings/assets/create", create("en-us")).await;
        let slot = answer.json["responseData"]["listingAssets"]["screenshots"][0].clone();
        let url = |name: &str| slot[name].as_str().unwrap().to_owned();
        let (primary, secondary) = (url("primaryAssetUploadUrl"), url("secondaryAssetUploadUrl"));
        self.note("the secondary address", json!(primary == secondary));
        client.upload(&primary, png(8, 8)).await;
        let commit = json!({ "listingAssets": {
            "language": "en-us", "screenshots": [{ "id": slot["id"], "assetUrl": primary }],
        }});
        let answer = client.put("listings/assets/commit", commit).await;
        self.note("a commit of one kind", outcome(&answer));
        self.note(
            "the other kind",
            json!(client.kept().listings[0].store_logos.len()),
        );
        let signed = blob_request("GET", &primary);
        let bare = blob_request("GET", primary.split('?').next().unwrap());
        for (what, request) in [
            ("the bytes", signed),
            ("the bytes without a signature", bare),
        ] {
            let request = request.body(axum::body::Body::empty()).unwrap();
            let answer = send(&client.sandbox, request).await;
            self.note(what, json!([answer.status, answer.text.len()]));
        }
    }

    async fn submissions(&mut self) {
        let client = self.client().await;
        let unknown = client.call("GET", "submission/1/status", "").await;
        self.note(
            "an unknown submission",
            json!([unknown.status, unknown.json]),
        );
        let answer = client.post("submit", json!({})).await;
        let id = answer.json["responseData"]["submissionId"].as_str();
        let path = format!("submission/{}/status", id.unwrap());
        for _ in 0..6 {
            let status = client.call("GET", &path, "").await;
            self.note("a submission's status", json!([status.status, status.json]));
        }
        let status = client.call("GET", "status", "").await;
        self.note("the draft's status", status.json);
        let client = self.client().await;
        client.sandbox.put_installer("setup.exe", "MZ".as_bytes());
        let mut product = client.kept();
        let address = json!("http://localhost/installers/setup.exe");
        product.committed_packages[0].fields["packageUrl"] = address;
        product.packages.clone_from(&product.committed_packages);
        client.sandbox.put_product(product);
        client.post("submit", json!({})).await;
        for _ in 0..6 {
            client.call("GET", "status", "").await;
        }
        let product = client.kept();
        self.note(
            "an unsigned installer",
            json!(product.submissions[0].rejections.len()),
        );
        let request = token_request(&storectl_sandbox::Credentials::default());
        let token = send(&client.sandbox, request).await;
        self.note("a token's lifetime", token.json["expires_in"].clone());
    }
}

#[tokio::test]
async fn every_interpretation_changes_some_answer() {
    let by_default = Transcript::under("").await;
    for switch in Interpretations::SWITCHES {
        let others = switch.values.iter().skip(1).map(|(value, _)| *value);
        let others: Vec<&str> = if switch.values.is_empty() {
            vec!["60000"]
        } else {
            others.collect()
        };
        for value in others {
            let setting = format!("{}={value}", switch.name);
            assert_ne!(Transcript::under(&setting).await, by_default, "{setting}");
        }
    }
}

#[tokio::test]
async fn the_same_interpretation_gives_the_same_answers() {
    assert_eq!(Transcript::under("").await, Transcript::under("").await);
}
