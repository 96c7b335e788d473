//! The document of `status`.

use serde::Serialize;

use super::{
    error::ErrorBody,
    shared::{FORMAT_VERSION, MessageDoc, ToolDoc, all},
};
use crate::{ProductStatus, StatusFacts, StatusView};

/// What `storectl status --format json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::json) struct StatusDoc {
    format: &'static str,
    format_version: &'static str,
    tool: ToolDoc,
    products: Vec<ProductDoc>,
}

/// How one product stands; what could not be read is null.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProductDoc {
    manifest: String,
    product_id: String,
    name: Option<String>,
    is_ready: Option<bool>,
    ongoing_submission_id: Option<String>,
    publishing_status: Option<String>,
    messages: Vec<MessageDoc>,
    incomplete_languages: Vec<String>,
    journal: Vec<String>,
    error: Option<ErrorBody>,
}

impl From<&StatusView<'_>> for StatusDoc {
    fn from(view: &StatusView<'_>) -> Self {
        let StatusView {
            tool_version,
            products,
        } = view;
        Self {
            format: "storectl.status",
            format_version: FORMAT_VERSION,
            tool: ToolDoc::new(tool_version),
            products: all(products),
        }
    }
}

impl From<&ProductStatus<'_>> for ProductDoc {
    fn from(view: &ProductStatus<'_>) -> Self {
        let ProductStatus {
            manifest,
            product_id,
            name,
            facts,
            journal,
        } = view;
        let empty = Self {
            manifest: (*manifest).to_owned(),
            product_id: (*product_id).to_owned(),
            name: name.map(str::to_owned),
            is_ready: None,
            ongoing_submission_id: None,
            publishing_status: None,
            messages: Vec::new(),
            incomplete_languages: Vec::new(),
            journal: journal.clone(),
            error: None,
        };
        match facts {
            Ok(StatusFacts {
                is_ready,
                ongoing_submission,
                publishing_status,
                messages,
                incomplete_languages,
            }) => Self {
                is_ready: Some(*is_ready),
                ongoing_submission_id: ongoing_submission.map(ToString::to_string),
                publishing_status: publishing_status.map(str::to_owned),
                messages: all(*messages),
                incomplete_languages: incomplete_languages
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                ..empty
            },
            Err(error) => Self {
                error: Some((*error).into()),
                ..empty
            },
        }
    }
}
