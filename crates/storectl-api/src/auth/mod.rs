//! Signing in: the client credentials flow of Entra, by secret or by federated assertion.

mod answer;
pub(crate) mod credential;
pub(crate) mod input;
pub(crate) mod sign_in;
pub(crate) mod token;
mod workflow_token;
