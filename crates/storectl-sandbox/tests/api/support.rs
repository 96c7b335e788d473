//! A client of a few lines, sharing nothing with the real one.

use axum::body::{Body, to_bytes};
use http::{HeaderMap, Request};
use serde_json::{Value, json};
use storectl_sandbox::{Credentials, Interpretations, Options, Product, SAMPLE_PRODUCT, Sandbox};
use tower::ServiceExt as _;

/// A product no sandbox is seeded with.
pub(crate) const OTHER_PRODUCT: &str = "00000000-1111-2222-3333-444444444444";

/// A response, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Answer {
    /// Demands a success and returns its data.
    #[track_caller]
    pub(crate) fn data(self) -> Value {
        assert_eq!(
            (self.status, &self.json["isSuccess"]),
            (200, &json!(true)),
            "{}",
            self.text
        );
        self.json["responseData"].clone()
    }

    /// Demands a refusal whose first message names this field.
    #[track_caller]
    pub(crate) fn refused(self, field: &str) {
        assert_eq!(
            (self.status, &self.json["isSuccess"]),
            (400, &json!(false)),
            "{}",
            self.text
        );
        let message = self.json["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains(field), "{message}");
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

/// A signed-in client of one product.
pub(crate) struct Client {
    pub(crate) sandbox: Sandbox,
    pub(crate) product: &'static str,
    pub(crate) token: String,
}

impl Client {
    pub(crate) async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// With interpretations in their text form.
    pub(crate) async fn reading(interpretations: &str) -> Self {
        let interpretations: Interpretations = interpretations.parse().unwrap();
        Self::with(Options {
            interpretations,
            ..Options::default()
        })
        .await
    }

    pub(crate) async fn with(options: Options) -> Self {
        Self::of(Sandbox::in_memory(options)).await
    }

    pub(crate) async fn of(sandbox: Sandbox) -> Self {
        let answer = send(&sandbox, token_request(&Credentials::default())).await;
        let token = answer.json["access_token"].as_str().unwrap().to_owned();
        Self {
            sandbox,
            product: SAMPLE_PRODUCT,
            token,
        }
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: impl Into<String>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/submission/v1/product/{}/{path}", self.product))
            // A Host that is not the sandbox's own changes nothing.
            .header("host", "elsewhere.example")
            .header("authorization", format!("Bearer {}", self.token))
            .header("x-seller-account-id", Credentials::default().seller_id)
            .header("content-type", "application/json")
            .body(Body::from(body.into()))
            .unwrap();
        send(&self.sandbox, request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.call("GET", path, "").await.data()
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.call("PUT", path, body.to_string()).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call("PATCH", path, body.to_string()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path, body.to_string()).await
    }

    /// The first package as GET answers it.
    pub(crate) async fn package(&self) -> Value {
        self.get("packages").await["packages"][0].clone()
    }

    /// A listing as GET answers it.
    pub(crate) async fn listing(&self, language: &str) -> Value {
        let path = format!("metadata/listings?languages={language}");
        self.get(&path).await["listings"][0].clone()
    }

    /// The images of a language as GET answers them.
    pub(crate) async fn assets(&self, language: &str) -> Value {
        let path = format!("listings/assets?languages={language}");
        self.get(&path).await["listingAssets"][0].clone()
    }

    /// The product as the sandbox keeps it.
    pub(crate) fn kept(&self) -> Product {
        self.sandbox.product(self.product).unwrap()
    }

    /// Asks for one upload URL and returns its id and address.
    pub(crate) async fn slot(&self, language: &str, kind: &str) -> (String, String) {
        let body = json!({ "language": language, "createAssetRequest": { kind: 1 } });
        let data = self.post("listings/assets/create", body).await.data();
        let plural = if kind == "Logo" {
            "storeLogos"
        } else {
            "screenshots"
        };
        let slot = &data["listingAssets"][plural][0];
        let text = |name: &str| slot[name].as_str().unwrap().to_owned();
        (text("id"), text("primaryAssetUploadUrl"))
    }

    pub(crate) async fn upload(&self, url: &str, content: Vec<u8>) -> Answer {
        let request = blob_request("PUT", url)
            .header("x-ms-blob-type", "BlockBlob")
            .header("content-type", "image/png");
        send(&self.sandbox, request.body(Body::from(content)).unwrap()).await
    }

    /// Completes a language with one screenshot and one logo.
    pub(crate) async fn commit_images(&self, language: &str) {
        let (screenshot, screenshot_url) = self.slot(language, "Screenshot").await;
        let (logo, logo_url) = self.slot(language, "Logo").await;
        assert_eq!(
            self.upload(&screenshot_url, png(1366, 768)).await.status,
            201
        );
        assert_eq!(self.upload(&logo_url, png(300, 300)).await.status, 201);
        let body = json!({ "listingAssets": {
            "language": language,
            "screenshots": [{ "id": screenshot, "assetUrl": screenshot_url }],
            "storeLogos": [{ "id": logo, "assetUrl": logo_url }],
        }});
        self.put("listings/assets/commit", body).await.data();
    }
}

pub(crate) async fn send(sandbox: &Sandbox, request: Request<Body>) -> Answer {
    let response = sandbox.router().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let json = serde_json::from_slice(&bytes).unwrap_or_default();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        text,
        json,
    }
}

pub(crate) fn blob_request(method: &str, url: &str) -> http::request::Builder {
    Request::builder()
        .method(method)
        .uri(url.strip_prefix("http://localhost").unwrap())
}

pub(crate) fn token_request(credentials: &Credentials) -> Request<Body> {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("client_id", &credentials.client_id)
        .append_pair("client_secret", &credentials.client_secret)
        .append_pair("scope", "https://api.store.microsoft.com/.default")
        .finish();
    let uri = format!("/{}/oauth2/v2.0/token", credentials.tenant_id);
    Request::post(uri)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap()
}

/// Enough of a PNG to have a size.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file.extend([8, 0, 0, 0, 0, 0, 0, 0, 0]);
    file
}

/// A text of so many characters.
pub(crate) fn long(length: usize) -> String {
    "x".repeat(length)
}
