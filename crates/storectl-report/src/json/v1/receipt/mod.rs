//! The receipt of a submission: written by this version, read by this one and later ones.

mod installer;
mod invalid;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use storectl_plan::{
    Receipt, ReceiptImage, ReceiptOutcome, ReceiptSource, ReceiptStage, ReceiptValue,
    ReceiptValues, ReceiptVariable, SubmissionOutcome, Timeline, TimelineEntry, TimelineState,
};

pub use self::invalid::InvalidReceipt;
use self::{
    installer::InstallerDoc,
    invalid::{address, digest, id, time},
};
use super::shared::utc;

/// The name of the format.
pub(in crate::json) const FORMAT: &str = "storectl.receipt";

/// The version written.
const VERSION: &str = "1.0";

/// What `apply` and `submit` leave behind for every accepted submission.
// Source: forms.md, "Receipts, base, origins, timeline" 3.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl receipt")]
pub(in crate::json) struct ReceiptDoc {
    /// Always `storectl.receipt`.
    #[schemars(extend("const" = "storectl.receipt"))]
    format: String,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: String,
    /// The tool that wrote this.
    tool: WriterDoc,
    /// The product ID in Partner Center, in lower case.
    pub(in crate::json) product_id: String,
    /// The Store: the URL of the API, or `sandbox` for the simulated Store (`sandbox:FILE` if its state is in another file).
    pub(in crate::json) endpoint: String,
    /// The seller account the product was submitted for.
    seller_id: String,
    /// The manifest's path from the repository root.
    manifest: String,
    /// The commit that was checked out; null if unknown.
    commit: Option<String>,
    /// Whether the manifest or a file it names differed from that commit.
    dirty: bool,
    /// Who started the run; null if unknown.
    by: Option<String>,
    /// The submission; null if the request was about to be sent, or was refused.
    submission_id: Option<String>,
    /// When the submission was made, in UTC.
    submitted_at: String,
    /// When the Store refused the request, in UTC; absent if it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused_at: Option<String>,
    /// Hash of the plan that was carried out.
    plan_hash: String,
    /// The variables that the manifest used.
    variables: Vec<VariableDoc>,
    /// What was published, by address.
    values: BTreeMap<String, ValueDoc>,
    /// Addresses whose values are not recorded: secret values and certification notes.
    #[serde(default)]
    withheld: Vec<String>,
    /// The packages that were submitted, in the order of their addresses.
    packages: Vec<Map<String, Value>>,
    /// What identifies the bytes of their installers, of those that were looked at; absent if none was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    installers: Vec<InstallerDoc>,
    /// When storectl first saw each state of the submission, in order.
    timeline: Vec<TimelineDoc>,
    /// The outcome of the submission, as last seen.
    outcome: OutcomeDoc,
}

/// The tool that wrote a receipt.
#[derive(Serialize, Deserialize, JsonSchema)]
struct WriterDoc {
    /// Its name.
    name: String,
    /// Its version.
    version: String,
}

/// A variable that the manifest used.
#[derive(Serialize, Deserialize, JsonSchema)]
struct VariableDoc {
    /// Its name.
    name: String,
    /// Its value; null if it is secret.
    value: Option<String>,
    /// Where the value came from.
    #[schemars(extend("enum" = ["flag", "environment", "manifest"]))]
    from: String,
    /// The manifest's own value, if it differs.
    manifest: Option<String>,
}

/// One value.
#[derive(Serialize, Deserialize, JsonSchema)]
struct ValueDoc {
    /// SHA-256 over the address and the value.
    digest: String,
    /// The value, where it is short and public: enums, flags, markets, prices, and URLs without secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    /// The length of a text in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    characters: Option<usize>,
    /// The images of a list, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    images: Option<Vec<ImageDoc>>,
}

/// One image.
#[derive(Serialize, Deserialize, JsonSchema)]
struct ImageDoc {
    /// The Store's ID.
    id: String,
    /// SHA-256 of the file; null if unknown.
    digest: Option<String>,
}

/// A state and when it was first seen.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TimelineDoc {
    /// The state.
    #[schemars(extend("enum" = ["draft", "uploaded", "submitted", "certification", "published", "failed"]))]
    state: String,
    /// When storectl first saw it, in UTC.
    at: String,
    /// The submission; null before there was one.
    #[serde(default)]
    submission_id: Option<String>,
}

/// What became of the submission.
#[derive(Serialize, Deserialize, JsonSchema)]
struct OutcomeDoc {
    /// The outcome; `FAILED` only if the Store will not retry.
    #[schemars(extend("enum" = ["INPROGRESS", "PUBLISHED", "FAILED", "UNKNOWN"]))]
    status: String,
    /// When it was first seen, in UTC.
    at: String,
}

impl ReceiptDoc {
    pub(in crate::json) fn new(receipt: &Receipt, tool_version: &str) -> Self {
        let Receipt {
            product,
            endpoint,
            seller,
            source:
                ReceiptSource {
                    manifest,
                    commit,
                    dirty,
                    by,
                },
            stage,
            submitted_at,
            plan_hash,
            variables,
            values:
                ReceiptValues {
                    values,
                    withheld,
                    packages,
                },
            installers,
            timeline,
            outcome,
        } = receipt;
        Self {
            format: FORMAT.to_owned(),
            format_version: VERSION.to_owned(),
            tool: WriterDoc {
                name: "storectl".to_owned(),
                version: tool_version.to_owned(),
            },
            product_id: product.as_str().to_ascii_lowercase(),
            endpoint: endpoint.clone(),
            seller_id: seller.to_string(),
            manifest: manifest.clone(),
            commit: commit.clone(),
            dirty: *dirty,
            by: by.clone(),
            submission_id: stage.submission().map(ToString::to_string),
            submitted_at: utc(*submitted_at),
            refused_at: (*stage == ReceiptStage::Refused).then(|| utc(outcome.at)),
            plan_hash: plan_hash.to_string(),
            variables: variables.iter().map(VariableDoc::from).collect(),
            values: values
                .iter()
                .map(|(path, it)| (path.to_string(), it.into()))
                .collect(),
            withheld: withheld.iter().map(ToString::to_string).collect(),
            packages: packages.clone(),
            installers: installers.iter().map(InstallerDoc::from).collect(),
            timeline: timeline.entries().iter().map(TimelineDoc::from).collect(),
            outcome: OutcomeDoc {
                status: outcome.status.as_str().to_owned(),
                at: utc(outcome.at),
            },
        }
    }

    /// Takes the document for a receipt.
    pub(in crate::json) fn receipt(self) -> Result<Receipt, InvalidReceipt> {
        let submission = self.submission_id.map(id).transpose()?;
        let submitted_at = time(self.submitted_at)?;
        let stage = match (submission, &self.refused_at) {
            (Some(id), _) => ReceiptStage::Accepted(id),
            (None, Some(_)) => ReceiptStage::Refused,
            (None, None) => ReceiptStage::Announced,
        };
        let status = SubmissionOutcome::from_word(&self.outcome.status)
            .ok_or(InvalidReceipt::State(self.outcome.status))?;
        let values = self
            .values
            .into_iter()
            .map(|(at, it)| Ok((address(at)?, value(it)?)));
        let values = ReceiptValues {
            values: values.collect::<Result<_, InvalidReceipt>>()?,
            withheld: self
                .withheld
                .into_iter()
                .map(address)
                .collect::<Result<_, _>>()?,
            packages: self.packages,
        };
        let installers = self.installers.into_iter().map(InstallerDoc::installer);
        let timeline = self.timeline.into_iter().map(entry);
        let timeline = Timeline::new(timeline.collect::<Result<Vec<_>, _>>()?);
        Ok(Receipt {
            product: id(self.product_id)?,
            endpoint: self.endpoint,
            seller: id(self.seller_id)?,
            source: ReceiptSource {
                manifest: self.manifest,
                commit: self.commit,
                dirty: self.dirty,
                by: self.by,
            },
            stage,
            submitted_at,
            plan_hash: self
                .plan_hash
                .parse()
                .map_err(|_| InvalidReceipt::PlanHash(self.plan_hash))?,
            variables: self
                .variables
                .into_iter()
                .map(ReceiptVariable::from)
                .collect(),
            values,
            installers: installers.collect::<Result<_, _>>()?,
            timeline,
            outcome: ReceiptOutcome {
                status,
                at: time(self.outcome.at)?,
            },
        })
    }
}

fn value(it: ValueDoc) -> Result<ReceiptValue, InvalidReceipt> {
    let ValueDoc {
        digest: kept,
        value,
        characters,
        images,
    } = it;
    let image = |ImageDoc {
                     id: asset,
                     digest: content,
                 }| {
        Ok(ReceiptImage {
            id: id(asset)?,
            digest: content.map(digest).transpose()?,
        })
    };
    let images = images.map(|it| it.into_iter().map(image).collect::<Result<_, _>>());
    Ok(ReceiptValue {
        digest: digest(kept)?,
        value,
        characters,
        images: images.transpose()?,
    })
}

fn entry(it: TimelineDoc) -> Result<TimelineEntry, InvalidReceipt> {
    let TimelineDoc {
        state,
        at,
        submission_id,
    } = it;
    Ok(TimelineEntry {
        state: TimelineState::from_word(&state).ok_or(InvalidReceipt::State(state))?,
        at: time(at)?,
        submission: submission_id.map(id).transpose()?,
    })
}

impl From<&ReceiptVariable> for VariableDoc {
    fn from(variable: &ReceiptVariable) -> Self {
        let ReceiptVariable {
            name,
            value,
            from,
            manifest,
        } = variable.clone();
        Self {
            name,
            value,
            from,
            manifest,
        }
    }
}

impl From<VariableDoc> for ReceiptVariable {
    fn from(variable: VariableDoc) -> Self {
        let VariableDoc {
            name,
            value,
            from,
            manifest,
        } = variable;
        Self {
            name,
            value,
            from,
            manifest,
        }
    }
}

impl From<&ReceiptValue> for ValueDoc {
    fn from(kept: &ReceiptValue) -> Self {
        let ReceiptValue {
            digest,
            value,
            characters,
            images,
        } = kept;
        let image = |it: &ReceiptImage| ImageDoc {
            id: it.id.to_string(),
            digest: it.digest.as_ref().map(ToString::to_string),
        };
        Self {
            digest: digest.to_string(),
            value: value.clone(),
            characters: *characters,
            images: images.as_ref().map(|it| it.iter().map(image).collect()),
        }
    }
}

impl From<&TimelineEntry> for TimelineDoc {
    fn from(entry: &TimelineEntry) -> Self {
        let TimelineEntry {
            state,
            at,
            submission,
        } = entry;
        Self {
            state: state.as_str().to_owned(),
            at: utc(*at),
            submission_id: submission.as_ref().map(ToString::to_string),
        }
    }
}
