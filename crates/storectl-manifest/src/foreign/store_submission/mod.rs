//! The JSON that the archived `microsoft/store-submission` action sends and `msstore` prints: `product-update`,
//! `metadata-update`, and the answers of the Store.
//!
//! Source: the action's `action.yml` and `src/store_apis.ts`, which pass the JSON to the Store as it is; store-api.md,
//! Update Packages and Update Metadata. Both ignore the case of keys (field note 4).

mod fields;
mod json;
mod listings;
mod packages;

use serde_json::{Map, Value};

use self::fields::Reader;
use super::reading::{ForeignProduct, OmissionReason};

/// Why a JSON file is no update or answer of a product.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionError {
    /// It is not JSON; the message tells why.
    #[error("{line}:{column}: not valid JSON: {message}")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in bytes.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// It holds none of the modules.
    #[error(
        "it holds neither packages nor metadata: expected `packages`, `availability`, `properties` or `listings`"
    )]
    NoModule,
    /// It is an answer that says that the request failed.
    #[error("it is the Store's answer to a request that failed, and holds no data")]
    FailedAnswer,
    /// It is the submission of an MSIX app, which another API handles.
    #[error("it is the submission of an MSIX app; storectl manages MSI and EXE apps")]
    PackagedApp,
}

/// Reads an update or an answer. What says nothing is left out: null, empty texts and lists, and what the Store fills in by
/// itself.
///
/// # Errors
/// See [`SubmissionError`].
pub fn from_store_submission(text: &str) -> Result<ForeignProduct, SubmissionError> {
    let value = json::read(text)?;
    let Value::Object(members) = unwrapped(value)? else {
        return Err(SubmissionError::NoModule);
    };
    let mut reader = Reader::default();
    let mut has_module = false;
    let mut later = Vec::new();
    for (name, value) in &members {
        let module = MODULES.iter().find(|it| it.eq_ignore_ascii_case(name));
        has_module |= module.is_some();
        match module.copied() {
            Some(it @ ("availability" | "properties")) => reader.module(it, value),
            Some("packages") => reader.packages(value),
            Some("listings") => reader.listings(value),
            // These say what the listings are compared with.
            Some(it) => later.push((it, value)),
            None if name.eq_ignore_ascii_case("applicationPackages") => {
                return Err(SubmissionError::PackagedApp);
            }
            None => reader.omit(OmissionReason::NoCounterpart, name.clone()),
        }
    }
    if !has_module {
        return Err(SubmissionError::NoModule);
    }
    for (name, value) in later {
        reader.languages(name, value);
    }
    Ok(reader.finish())
}

/// The members of an update or an answer. Source: store-api.md, Update Metadata and Get Metadata.
const MODULES: [&str; 7] = [
    "packages",
    "availability",
    "properties",
    "listings",
    "listingsToAdd",
    "listingsToRemove",
    "listingLanguages",
];

/// Returns what an answer holds, and anything else as it is.
fn unwrapped(value: Value) -> Result<Value, SubmissionError> {
    let Value::Object(mut members) = value else {
        return Ok(value);
    };
    if let Some(name) = named(&members, "responseData").cloned() {
        let data = members.shift_remove(&name).unwrap_or_default();
        if data.is_object() {
            return Ok(data);
        }
        return Err(SubmissionError::FailedAnswer);
    }
    match named(&members, "isSuccess").and_then(|it| members.get(it)) {
        Some(Value::Bool(false)) => Err(SubmissionError::FailedAnswer),
        _ => Ok(Value::Object(members)),
    }
}

fn named<'m>(members: &'m Map<String, Value>, name: &str) -> Option<&'m String> {
    members.keys().find(|it| it.eq_ignore_ascii_case(name))
}
