//! What holds throughout a scenario.

use serde::{Deserialize, Serialize};

use crate::wish::Wish;

/// What holds throughout a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Readings of the contract, as the sandbox's switches: `upload-reads=3`.
    pub interpretations: Vec<String>,
    /// How long each request takes, in milliseconds.
    pub latency: u32,
    /// What each product is at the start, and its first manifest: 1 to 8, of which 1 to 4 are drawn.
    pub products: Vec<Start>,
    /// What becomes of receipts.
    pub receipts: Receipts,
    /// The `--submit` of every apply: `auto`, `always` or `never`.
    pub submit: String,
    /// The `--wait` of every apply: `draft`, `submitted` or `published`.
    pub wait: String,
    /// The `--preflight` of every command: `auto`, `full` or `off`.
    pub preflight: String,
}

/// A product at the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Whether the Store has nothing of it yet, rather than the sandbox's sample.
    pub is_new: bool,
    /// Whether its manifest writes its ID in capital letters.
    pub in_capitals: bool,
    /// Its first manifest.
    pub wish: Wish,
}

/// What becomes of receipts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Receipts {
    /// Each folder keeps its own.
    Own,
    /// None outlives its command.
    Lost,
    /// They are on references of git, which a common remote keeps.
    Git,
}
