//! From method and path to the call they name; nothing else.

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// The token endpoint of Entra, version 2.
    Token { tenant: String },
    /// The token endpoint of version 1, which wants `resource` (trap 11).
    TokenV1,
    /// The blob store behind upload and image addresses.
    Blob,
    /// The host of installers.
    Installer,
    /// A call of the submission API.
    Api { product: String, call: Call },
    /// A path no API has.
    Unknown,
}

/// A call of the submission API (store-api.md, "API Contracts").
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    GetMetadata,
    GetModule { module: String },
    PutMetadata,
    PatchMetadata,
    GetPackages,
    GetPackage { id: String },
    PutPackages,
    PatchPackage { id: String },
    CommitPackages,
    GetAssets,
    CreateAssets,
    CommitAssets,
    Status,
    Submit,
    SubmissionStatus { id: String },
}

/// The first segment of blob addresses.
pub(crate) const BLOBS: &str = "blobs";

/// The first segment of addresses of installers.
pub(crate) const INSTALLERS: &str = "installers";

impl Route {
    /// Finds the route of a method and a path without its query.
    pub(crate) fn find(method: &str, path: &str) -> Self {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        match (method, segments.as_slice()) {
            ("POST", [tenant, "oauth2", "v2.0", "token"]) => Self::Token {
                tenant: (*tenant).to_owned(),
            },
            ("POST", [_, "oauth2", "token"]) => Self::TokenV1,
            (_, [BLOBS, _, ..]) => Self::Blob,
            (_, [INSTALLERS, _, ..]) => Self::Installer,
            (_, ["submission", "v1", "product", product, rest @ ..]) => {
                match Call::find(method, rest) {
                    Some(call) => Self::Api {
                        product: (*product).to_owned(),
                        call,
                    },
                    None => Self::Unknown,
                }
            }
            _ => Self::Unknown,
        }
    }
}

impl Call {
    fn find(method: &str, rest: &[&str]) -> Option<Self> {
        Some(match (method, rest) {
            ("GET", ["metadata"]) => Self::GetMetadata,
            ("GET", ["metadata", module]) => Self::GetModule {
                module: (*module).to_owned(),
            },
            ("PUT", ["metadata"]) => Self::PutMetadata,
            ("PATCH", ["metadata"]) => Self::PatchMetadata,
            ("GET", ["packages"]) => Self::GetPackages,
            ("PUT", ["packages"]) => Self::PutPackages,
            ("POST", ["packages", "commit"]) => Self::CommitPackages,
            ("GET", ["packages", id]) => Self::GetPackage {
                id: (*id).to_owned(),
            },
            ("PATCH", ["packages", id]) => Self::PatchPackage {
                id: (*id).to_owned(),
            },
            ("GET", ["listings", "assets"]) => Self::GetAssets,
            ("POST", ["listings", "assets", "create"]) => Self::CreateAssets,
            ("PUT", ["listings", "assets", "commit"]) => Self::CommitAssets,
            ("GET", ["status"]) => Self::Status,
            ("POST", ["submit"]) => Self::Submit,
            ("GET", ["submission", id, "status"]) => Self::SubmissionStatus {
                id: (*id).to_owned(),
            },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commit_is_not_a_package_id() {
        let route = Route::find("POST", "/submission/v1/product/p/packages/commit");
        assert_eq!(
            route,
            Route::Api {
                product: "p".to_owned(),
                call: Call::CommitPackages
            }
        );
    }

    #[test]
    fn a_method_the_contract_does_not_have_is_unknown() {
        assert_eq!(
            Route::find("DELETE", "/submission/v1/product/p/packages"),
            Route::Unknown
        );
    }
}
