//! The journal as JSON.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
};

use serde::{Deserialize, Serialize};
use serde_json::error::Category;
use storectl_model::{AckToken, InvalidId, ProductId};
use storectl_plan::{Acknowledgment, DraftDigest, SubmissionOutcome};

use super::{
    error::JournalError,
    record::{DraftWork, Ended, JournaledSubmission, Packages, Record, Watch},
};

const FORMAT: &str = "storectl.journal";
const VERSION: u32 = 1;

/// Longest file read, in bytes; a real one has a few hundred, or 20 more for each change that a token covers with others.
pub(super) const MAX: u64 = 256 * 1024;

/// What decides whether the rest can be read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    format: String,
    format_version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    format: String,
    format_version: u32,
    endpoint: String,
    product_id: String,
    pending: Vec<Fact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_write: Option<u64>,
    /// The named tokens, and what each covers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    acknowledged: BTreeMap<String, BTreeSet<String>>,
    /// Digest of the draft that was sent, while the response has not come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    submission: Option<Submission>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    refused: Vec<String>,
}

#[derive(Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case", tag = "fact")]
enum Fact {
    PackagesUncommitted,
    Unsubmitted,
    #[serde(rename_all = "camelCase")]
    Following {
        submission_id: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Submission {
    id: String,
    at: u64,
    /// Digest of the draft that was submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    draft: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
}

#[derive(Serialize, Deserialize)]
struct Outcome {
    status: String,
    at: u64,
}

/// Reads the bytes of the journal at `path`.
pub(super) fn parse(
    bytes: &[u8],
    path: &Path,
    endpoint: &str,
    product: &ProductId,
) -> Result<Record, JournalError> {
    let unreadable = |reason: String| JournalError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    if bytes.is_empty() {
        return Err(unreadable("it is empty".to_owned()));
    }
    if bytes.len() as u64 > MAX {
        return Err(unreadable(format!("it is larger than {MAX} bytes")));
    }
    let header: Header =
        serde_json::from_slice(bytes).map_err(|error| unreadable(malformed(&error)))?;
    if header.format != FORMAT {
        return Err(unreadable(format!("its format is not {FORMAT}")));
    }
    if header.format_version > VERSION {
        return Err(JournalError::Newer {
            path: path.to_owned(),
            version: header.format_version,
        });
    }
    let document: Document =
        serde_json::from_slice(bytes).map_err(|error| unreadable(malformed(&error)))?;
    let is_same_product = document.product_id.eq_ignore_ascii_case(product.as_str());
    if !is_same_product || document.endpoint != endpoint {
        return Err(JournalError::Other {
            path: path.to_owned(),
            product: document.product_id,
            endpoint: document.endpoint,
        });
    }
    record(document, product).map_err(|error| unreadable(error.to_string()))
}

/// A value that has the right JSON type and is not what the journal writes there.
#[derive(Debug, thiserror::Error)]
enum UnreadableValue {
    #[error("`{0}` is not a digest")]
    Digest(String),
    #[error("`{0}` is not a final submission status")]
    Status(String),
    #[error(transparent)]
    Id(#[from] InvalidId),
    #[error("`{0}` is not a token of a destructive change")]
    Token(String),
}

/// Says where a file stops being a journal, in words of this program.
fn malformed(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        Category::Eof => "it ends unexpectedly",
        Category::Syntax | Category::Io => "it is not JSON",
        Category::Data => "it does not have the format of a journal",
    };
    format!("{what} (line {}, column {})", error.line(), error.column())
}

fn record(document: Document, product: &ProductId) -> Result<Record, UnreadableValue> {
    let has = |fact: &Fact| document.pending.contains(fact);
    let packages = if has(&Fact::PackagesUncommitted) {
        Packages::Uncommitted
    } else {
        Packages::Committed
    };
    let sent = document.sent.map(digest).transpose()?;
    let acknowledged = document.acknowledged.iter().map(acknowledgment);
    let acknowledged = acknowledged.collect::<Result<_, _>>()?;
    let is_draft_pending = has(&Fact::Unsubmitted) || packages == Packages::Uncommitted;
    let draft = is_draft_pending.then(|| DraftWork {
        since: document.since.unwrap_or_default(),
        last_write: document.last_write,
        packages,
        acknowledged,
        sent,
    });
    let submission = match document.submission {
        None => None,
        Some(Submission {
            id,
            at,
            draft,
            outcome,
        }) => {
            let following = Fact::Following {
                submission_id: id.clone(),
            };
            Some(JournaledSubmission {
                watch: if document.pending.contains(&following) {
                    Watch::UntilPublished
                } else {
                    Watch::UntilSubmitted
                },
                id: id.parse()?,
                at,
                draft: draft.map(digest).transpose()?,
                ended: outcome.as_ref().map(ended).transpose()?,
            })
        }
    };
    let refused = document
        .refused
        .iter()
        .map(|it| it.parse())
        .collect::<Result<_, _>>()?;
    Ok(Record {
        endpoint: document.endpoint,
        product: product.clone(),
        draft,
        submission,
        refused,
    })
}

fn digest(text: String) -> Result<DraftDigest, UnreadableValue> {
    DraftDigest::from_kept(&text).ok_or(UnreadableValue::Digest(text))
}

fn acknowledgment(
    (token, changes): (&String, &BTreeSet<String>),
) -> Result<Acknowledgment, UnreadableValue> {
    let parse = |it: &String| -> Result<AckToken, _> {
        it.parse().map_err(|_| UnreadableValue::Token(it.clone()))
    };
    Ok(Acknowledgment {
        token: parse(token)?,
        changes: changes.iter().map(parse).collect::<Result<_, _>>()?,
    })
}

fn ended(outcome: &Outcome) -> Result<Ended, UnreadableValue> {
    match SubmissionOutcome::from_word(&outcome.status) {
        Some(word) if word.is_final() => Ok(Ended {
            outcome: word,
            at: outcome.at,
        }),
        Some(_) | None => Err(UnreadableValue::Status(outcome.status.clone())),
    }
}

/// Returns the bytes that [`parse`] reads back.
pub(super) fn render(record: &Record) -> io::Result<Vec<u8>> {
    let Record {
        endpoint,
        product,
        draft,
        submission,
        refused,
    } = record;
    let mut pending = Vec::new();
    if let Some(draft) = draft {
        if draft.packages == Packages::Uncommitted {
            pending.push(Fact::PackagesUncommitted);
        }
        pending.push(Fact::Unsubmitted);
    }
    if let Some(JournaledSubmission {
        id,
        at: _,
        draft: _,
        ended: None,
        watch: Watch::UntilPublished,
    }) = submission
    {
        pending.push(Fact::Following {
            submission_id: id.to_string(),
        });
    }
    let acknowledged = draft.iter().flat_map(|it| &it.acknowledged);
    let acknowledged = acknowledged.map(|it| {
        let changes = it.changes.iter().map(ToString::to_string);
        (it.token.to_string(), changes.collect())
    });
    let document = Document {
        format: FORMAT.to_owned(),
        format_version: VERSION,
        endpoint: endpoint.clone(),
        product_id: product.as_str().to_ascii_lowercase(),
        pending,
        since: draft.as_ref().map(|it| it.since),
        last_write: draft.as_ref().and_then(|it| it.last_write),
        acknowledged: acknowledged.collect(),
        sent: draft
            .as_ref()
            .and_then(|it| Some(it.sent.as_ref()?.as_str().to_owned())),
        submission: submission.as_ref().map(|it| Submission {
            id: it.id.to_string(),
            at: it.at,
            draft: it.draft.as_ref().map(|it| it.as_str().to_owned()),
            outcome: it.ended.map(|it| Outcome {
                status: it.outcome.as_str().to_owned(),
                at: it.at,
            }),
        }),
        refused: refused.iter().map(ToString::to_string).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}
