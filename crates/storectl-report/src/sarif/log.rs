//! The objects of SARIF 2.1.0 that we write, as the standard names them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    remarks::{Help, Rule},
    view::capitalized,
};

/// The schema of the standard.
pub(super) const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Section 3.13.
#[derive(Serialize)]
pub(super) struct Log {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run; 1],
}

/// Section 3.14.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run {
    pub(super) tool: Tool,
    pub(super) invocations: [Invocation; 1],
    pub(super) original_uri_base_ids: BTreeMap<&'static str, BaseId>,
    pub(super) column_kind: &'static str,
    pub(super) results: Vec<LogResult>,
}

/// Section 3.18.
#[derive(Serialize)]
pub(super) struct Tool {
    pub(super) driver: Driver,
}

/// Section 3.19.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) information_uri: &'static str,
    pub(super) rules: Vec<RuleDescriptor>,
}

/// Section 3.49.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RuleDescriptor {
    pub(super) id: String,
    pub(super) short_description: Message,
    pub(super) full_description: Message,
    pub(super) help: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help_uri: Option<String>,
    pub(super) default_configuration: Configuration,
}

/// Section 3.50.
#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: ResultLevel,
}

/// Section 3.20.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub(super) execution_successful: bool,
    pub(super) exit_code: u8,
    pub(super) tool_execution_notifications: Vec<Notification>,
}

/// Section 3.58.
#[derive(Serialize)]
pub(super) struct Notification {
    pub(super) level: ResultLevel,
    pub(super) message: Message,
}

/// An entry of `originalUriBaseIds` (section 3.14.14): whoever reads the log knows where the repository is.
#[derive(Serialize)]
pub(super) struct BaseId {
    description: Message,
}

/// Section 3.27.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogResult {
    pub(super) rule_id: String,
    pub(super) rule_index: usize,
    pub(super) level: ResultLevel,
    pub(super) message: Message,
    pub(super) locations: Vec<Location>,
    pub(super) partial_fingerprints: BTreeMap<&'static str, String>,
    pub(super) properties: ResultProperties,
}

/// What a result is about, for queries.
#[derive(Serialize)]
pub(super) struct ResultProperties {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) product: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) action: Option<&'static str>,
}

/// Section 3.27.10.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ResultLevel {
    Error,
    Warning,
    Note,
}

/// Sections 3.11 and 3.12; Markdown is never written.
#[derive(Serialize)]
pub(super) struct Message {
    pub(super) text: String,
}

/// Section 3.28.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    pub(super) physical_location: PhysicalLocation,
}

/// Section 3.29.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub(super) artifact_location: ArtifactLocation,
    pub(super) region: Region,
}

/// Section 3.4.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
    pub(super) uri_base_id: &'static str,
}

/// Section 3.30; columns count characters, as `columnKind` says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: usize,
    pub(super) start_column: usize,
}

impl BaseId {
    /// Describes the repository's root.
    pub(super) fn root() -> Self {
        Self {
            description: Message {
                text: "The root of the repository".to_owned(),
            },
        }
    }
}

impl RuleDescriptor {
    /// Describes a rule in our own words.
    pub(super) fn of(rule: &Rule, level: ResultLevel) -> Self {
        let Rule { id, summary, help } = rule;
        let message = |text: String| Message { text };
        let (full, topic) = match help {
            Help::Catalogue(rule) => (
                format!("{} {}", sentence(rule.why), sentence(rule.fix)),
                Some(rule.code.as_str().to_owned()),
            ),
            Help::Topic(topic) => (sentence(summary), Some((*topic).to_owned())),
            Help::Exit(exit) => (sentence(summary), Some(exit.to_string())),
            Help::None => (sentence(summary), None),
        };
        let help = match topic {
            Some(topic) => format!("{full} Run `storectl explain {topic}` for more."),
            None => full.clone(),
        };
        Self {
            id: id.clone().into_owned(),
            short_description: message(sentence(summary)),
            full_description: message(full),
            help: message(help),
            help_uri: Some(HELP.to_owned()),
            default_configuration: Configuration { level },
        }
    }
}

/// Where rules are explained.
const HELP: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/schema/README.md");

/// Makes a sentence of our own words.
fn sentence(words: &str) -> String {
    let words = capitalized(words);
    let period = if words.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{words}{period}")
}
