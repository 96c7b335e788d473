//! Signing in: the client credentials flow of Entra, by secret, federated token or certificate.

mod answer;
mod assertion;
pub(crate) mod certificate;
mod claims;
pub(crate) mod credential;
pub(crate) mod input;
pub(crate) mod sign_in;
pub(crate) mod token;
mod workflow_token;
