//! What a host is to the command.

/// The API's host.
const API_HOST: &str = "api.store.microsoft.com";

/// The sign-in service's host.
const SIGN_IN_HOST: &str = "login.microsoftonline.com";

/// Where uploads go and images are, unless the Store is served.
const UPLOAD_HOST: &str = "uploads.example";

/// What a host is to the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The sign-in service.
    SignIn,
    /// The submission API.
    Api,
    /// Where images are, and uploads go.
    Uploads,
    /// Where installers are.
    Installers,
}

impl Role {
    /// Returns the role of a host, or on a server that has them all, of a path.
    pub(crate) fn of(host: &str, path: &str) -> Self {
        match host {
            SIGN_IN_HOST => Self::SignIn,
            API_HOST => Self::Api,
            UPLOAD_HOST => Self::Uploads,
            _ if path.contains("/oauth2/") => Self::SignIn,
            _ if path.starts_with("/submission/") => Self::Api,
            _ if path.starts_with("/blobs/") => Self::Uploads,
            _ => Self::Installers,
        }
    }
}
