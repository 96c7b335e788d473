//! Every request of the contract, built without being sent.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use storectl_model::{Endpoint, LanguageTag, MetadataModule, PackageId, ProductId, SubmissionId};

use crate::{
    error::Error,
    error_kind::ErrorKind,
    writes::{Repeat, WriteOperation},
};

/// What stays unescaped in a query's value: RFC 3986's unreserved characters.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// What this tool calls itself.
pub(crate) const AGENT: &str = concat!("storectl/", env!("CARGO_PKG_VERSION"));

/// A request of the submission API as a value; only the builders of [`ReadRequest`] and [`WriteRequest`] make one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StoreRequest {
    pub(crate) endpoint: Endpoint,
    /// Names and values of the query, not yet escaped.
    query: Vec<(&'static str, String)>,
    pub(crate) body: Option<Value>,
    pub(crate) repeat: Repeat,
}

impl StoreRequest {
    /// Returns path and query under the service's address.
    pub(crate) fn path_and_query(&self, product: &ProductId) -> String {
        let mut path = self.endpoint.path(product);
        for (index, (name, value)) in self.query.iter().enumerate() {
            path.push(if index == 0 { '?' } else { '&' });
            path.push_str(name);
            path.push('=');
            path.extend(utf8_percent_encode(value, QUERY));
        }
        path
    }
}

/// A read of the submission API.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReadRequest(StoreRequest);

impl ReadRequest {
    fn new(endpoint: Endpoint) -> Self {
        Self(StoreRequest {
            endpoint,
            query: Vec::new(),
            body: None,
            repeat: Repeat::OnAnyPassingFailure,
        })
    }

    /// Asks whether the draft is ready. Source: store-api.md, Module Status Polling.
    pub(crate) fn status() -> Self {
        Self::new(Endpoint::Status)
    }

    /// Asks for the packages. Source: store-api.md, Get Packages.
    pub(crate) fn packages() -> Self {
        Self::new(Endpoint::Packages)
    }

    /// Asks for all modules, the first 200 listings and the list of all languages (trap 20).
    pub(crate) fn metadata() -> Self {
        Self::new(Endpoint::Metadata).with("includelanguagelist", "true".to_owned())
    }

    /// Asks for the listings of `languages`, of which the service takes 200 at most.
    pub(crate) fn listings_of(languages: &[LanguageTag]) -> Self {
        Self::new(Endpoint::MetadataModule(MetadataModule::Listings))
            .with("languages", comma_separated(languages))
    }

    /// Asks for the images of the first 200 languages. Source: store-api.md, Get Listing Assets.
    pub(crate) fn assets() -> Self {
        Self::new(Endpoint::Assets)
    }

    /// Asks for the images of `languages`, of which the service takes 200 at most.
    pub(crate) fn assets_of(languages: &[LanguageTag]) -> Self {
        Self::new(Endpoint::Assets).with("languages", comma_separated(languages))
    }

    /// Asks for the outcome of a submission. Source: store-api.md, Submission Status Polling.
    pub(crate) fn submission_status(submission: &SubmissionId) -> Self {
        Self::new(Endpoint::SubmissionStatus(submission.clone()))
    }

    fn with(mut self, name: &'static str, value: String) -> Self {
        self.0.query.push((name, value));
        self
    }

    pub(crate) fn inner(&self) -> &StoreRequest {
        &self.0
    }
}

/// A write of the submission API.
#[derive(Clone, Debug, PartialEq)]
pub struct WriteRequest {
    operation: WriteOperation,
    request: StoreRequest,
}

impl WriteRequest {
    fn new(operation: WriteOperation, endpoint: Endpoint, body: Option<Value>) -> Self {
        let repeat = operation.rules().repeat;
        Self {
            operation,
            request: StoreRequest {
                endpoint,
                query: Vec::new(),
                body,
                repeat,
            },
        }
    }

    /// Changes named metadata fields. Source: store-api.md, Update Metadata.
    pub fn patch_metadata(body: Value) -> Self {
        Self::new(
            WriteOperation::PatchMetadata,
            Endpoint::PatchMetadata,
            Some(body),
        )
    }

    /// Replaces all packages. Source: store-api.md, Update Packages.
    pub fn replace_packages(body: Value) -> Self {
        Self::new(
            WriteOperation::ReplacePackages,
            Endpoint::ReplacePackages,
            Some(body),
        )
    }

    /// Changes named fields of one package. Source: store-api.md, Update Packages.
    pub fn patch_package(package: &PackageId, body: Value) -> Self {
        let endpoint = Endpoint::PatchPackage(package.clone());
        Self::new(WriteOperation::PatchPackage, endpoint, Some(body))
    }

    /// Makes package writes effective and starts the upload. Source: store-api.md, Commit Packages.
    pub fn commit_packages() -> Self {
        Self::new(
            WriteOperation::CommitPackages,
            Endpoint::CommitPackages,
            None,
        )
    }

    /// Asks for upload URLs. Source: store-api.md, Create Listing Assets.
    pub(crate) fn create_assets(body: Value) -> Self {
        Self::new(
            WriteOperation::CreateAssets,
            Endpoint::CreateAssets,
            Some(body),
        )
    }

    /// Replaces the images of one language. Source: store-api.md, Commit Listing Assets.
    pub fn commit_assets(body: Value) -> Self {
        Self::new(
            WriteOperation::CommitAssets,
            Endpoint::CommitAssets,
            Some(body),
        )
    }

    /// Sends the draft to certification. Source: store-api.md, Create Submission.
    pub(crate) fn submit() -> Self {
        Self::new(WriteOperation::Submit, Endpoint::Submit, None)
    }

    /// Returns what is sent; `None` for writes without a body.
    pub fn body(&self) -> Option<&Value> {
        self.request.body.as_ref()
    }

    /// Returns which write this is, for its row of the table of writes.
    pub fn operation(&self) -> WriteOperation {
        self.operation
    }

    pub(crate) fn inner(&self) -> &StoreRequest {
        &self.request
    }
}

/// The error of a request that could not be made of its parts.
pub(crate) fn cannot_build(error: &http::Error) -> Error {
    Error::new(ErrorKind::Config {
        what: format!("cannot build the request: {error}"),
    })
}

/// Joins languages as the service reads them: no space after the comma (trap 18).
fn comma_separated(languages: &[LanguageTag]) -> String {
    let codes: Vec<&str> = languages.iter().map(LanguageTag::as_str).collect();
    codes.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product() -> ProductId {
        "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap()
    }

    #[test]
    fn every_request_has_the_method_and_path_of_the_contract() {
        let languages: Vec<LanguageTag> = ["en-us", "zh-Hans"].map(|it| it.parse().unwrap()).into();
        let package = "72541436".parse().unwrap();
        let submission = "1152921505700520060".parse().unwrap();
        let reads = [
            ReadRequest::status(),
            ReadRequest::packages(),
            ReadRequest::metadata(),
            ReadRequest::listings_of(&languages),
            ReadRequest::assets(),
            ReadRequest::assets_of(&languages),
            ReadRequest::submission_status(&submission),
        ];
        let writes = [
            WriteRequest::patch_metadata(Value::Null),
            WriteRequest::replace_packages(Value::Null),
            WriteRequest::patch_package(&package, Value::Null),
            WriteRequest::commit_packages(),
            WriteRequest::create_assets(Value::Null),
            WriteRequest::commit_assets(Value::Null),
            WriteRequest::submit(),
        ];
        let lines: Vec<String> = reads
            .iter()
            .map(ReadRequest::inner)
            .chain(writes.iter().map(WriteRequest::inner))
            .map(|it| {
                let path = it.path_and_query(&product());
                let tail = path
                    .strip_prefix("/submission/v1/product/3e31a9f9-84e8-4d2d-9eba-487878d02ebf")
                    .unwrap();
                format!("{} {tail}", it.endpoint.method().as_str())
            })
            .collect();
        assert_eq!(
            lines,
            [
                "GET /status",
                "GET /packages",
                "GET /metadata?includelanguagelist=true",
                "GET /metadata/listings?languages=en-us%2Czh-Hans",
                "GET /listings/assets",
                "GET /listings/assets?languages=en-us%2Czh-Hans",
                "GET /submission/1152921505700520060/status",
                "PATCH /metadata",
                "PUT /packages",
                "PATCH /packages/72541436",
                "POST /packages/commit",
                "POST /listings/assets/create",
                "PUT /listings/assets/commit",
                "POST /submit",
            ]
        );
        let operations: Vec<WriteOperation> = writes.iter().map(WriteRequest::operation).collect();
        assert_eq!(operations, WriteOperation::ALL);
    }
}
