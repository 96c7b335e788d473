//! Every request of the contract, built without being sent.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use storectl_model::{Endpoint, LanguageTag, MetadataModule, PackageId, ProductId, SubmissionId};

/// What stays unescaped in a query's value: RFC 3986's unreserved characters.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A request as a value.
#[derive(Clone, Debug, PartialEq)]
pub struct StoreRequest {
    /// What is asked; gives method and path.
    pub endpoint: Endpoint,
    /// Names and values of the query, not yet escaped.
    pub query: Vec<(&'static str, String)>,
    /// The JSON body, where there is one.
    pub body: Option<Value>,
}

impl StoreRequest {
    /// Makes a request without a query.
    pub fn new(endpoint: Endpoint, body: Option<Value>) -> Self {
        Self {
            endpoint,
            query: Vec::new(),
            body,
        }
    }

    /// Asks whether the draft is ready. Source: store-api.md, Module Status Polling.
    pub fn status() -> Self {
        Self::new(Endpoint::Status, None)
    }

    /// Asks for the packages. Source: store-api.md, Get Packages.
    pub fn packages() -> Self {
        Self::new(Endpoint::Packages, None)
    }

    /// Asks for one package. Source: store-api.md, Get Packages, "Single Package".
    pub fn package(package: &PackageId) -> Self {
        Self::new(Endpoint::Package(package.clone()), None)
    }

    /// Asks for all modules, the first 200 listings and the list of all languages (trap 20).
    pub fn metadata() -> Self {
        Self::new(Endpoint::Metadata, None).with("includelanguagelist", "true".to_owned())
    }

    /// Asks for one module alone. Source: store-api.md, Get Metadata, "Single Module".
    pub fn metadata_module(module: MetadataModule) -> Self {
        Self::new(Endpoint::MetadataModule(module), None)
    }

    /// Asks for the listings of `languages`, of which the service takes 200 at most.
    pub fn listings_of(languages: &[LanguageTag]) -> Self {
        Self::metadata_module(MetadataModule::Listings)
            .with("languages", comma_separated(languages))
    }

    /// Asks for the images of the first 200 languages. Source: store-api.md, Get Listing Assets.
    pub fn assets() -> Self {
        Self::new(Endpoint::Assets, None)
    }

    /// Asks for the images of `languages`, of which the service takes 200 at most.
    pub fn assets_of(languages: &[LanguageTag]) -> Self {
        Self::new(Endpoint::Assets, None).with("languages", comma_separated(languages))
    }

    /// Asks how a submission fares. Source: store-api.md, Submission Status Polling.
    pub fn submission_status(submission: &SubmissionId) -> Self {
        Self::new(Endpoint::SubmissionStatus(submission.clone()), None)
    }

    /// Gives path and query under the service's address.
    pub fn path_and_query(&self, product: &ProductId) -> String {
        let mut path = self.endpoint.path(product);
        for (index, (name, value)) in self.query.iter().enumerate() {
            path.push(if index == 0 { '?' } else { '&' });
            path.push_str(name);
            path.push('=');
            path.extend(utf8_percent_encode(value, QUERY));
        }
        path
    }

    fn with(mut self, name: &'static str, value: String) -> Self {
        self.query.push((name, value));
        self
    }
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
        let new = StoreRequest::new;
        let lines: Vec<String> = [
            StoreRequest::status(),
            StoreRequest::packages(),
            StoreRequest::package(&package),
            StoreRequest::metadata(),
            StoreRequest::metadata_module(MetadataModule::Properties),
            StoreRequest::listings_of(&languages),
            StoreRequest::assets(),
            StoreRequest::assets_of(&languages),
            StoreRequest::submission_status(&submission),
            new(Endpoint::PatchMetadata, None),
            new(Endpoint::ReplacePackages, None),
            new(Endpoint::PatchPackage(package), None),
            new(Endpoint::CommitPackages, None),
            new(Endpoint::CreateAssets, None),
            new(Endpoint::CommitAssets, None),
            new(Endpoint::Submit, None),
        ]
        .iter()
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
                "GET /packages/72541436",
                "GET /metadata?includelanguagelist=true",
                "GET /metadata/properties",
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
    }
}
