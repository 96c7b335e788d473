//! What a host is to the command.

use crate::play::store::{API_HOST, SIGN_IN_HOST, UPLOAD_HOST};

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
    pub(super) fn of(host: &str, path: &str) -> Self {
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
