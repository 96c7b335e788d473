//! The document of `status`.

mod merge;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storectl_plan::{SubmissionKnowledge, TimelineEntry, TimelineState};

use super::{
    error::ErrorBody,
    shared::{
        FORMAT_VERSION, LastSubmissionDoc, MessageDoc, PendingDoc, ToolDoc, Word, all, knowledge,
        read_all, shard, utc,
    },
};
use crate::{
    FleetPart, Foreign, ProductStatus, StatusFacts, StatusView,
    json::{
        shelf::Shelf,
        unreadable::{Unreadable, id, time},
    },
};

/// What `storectl status --format json` writes.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl status")]
pub(in crate::json) struct StatusDoc {
    /// Always `storectl.status`.
    #[schemars(extend("const" = "storectl.status"))]
    format: Word,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: Word,
    /// The tool that wrote this.
    tool: ToolDoc,
    /// The part of the fleet that the run was for (`--shard`), e.g. `2/4`; null if it was for all that was given.
    #[serde(default)]
    shard: Option<String>,
    /// What is missing of the fleet, if this was merged of several results (`fleet merge`): a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
    /// One entry per manifest.
    products: Vec<ProductDoc>,
    /// Totals for all products.
    summary: SummaryDoc,
    /// The failure that determined the exit code, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

/// The state of one product; null for what could not be read.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProductDoc {
    /// The manifest's path.
    manifest: String,
    /// The product ID in Partner Center.
    product_id: String,
    /// The product's name in the manifest.
    name: Option<String>,
    /// Whether every module is ready, including the package upload.
    is_ready: Option<bool>,
    /// The submission in progress.
    ongoing_submission_id: Option<String>,
    /// The status of that submission, or of the last known one, as returned by the Store.
    publishing_status: Option<String>,
    /// Work left by earlier runs, as in the plan.
    pending: Vec<PendingDoc>,
    /// Whether the last submission is known; false if nothing is known about earlier runs.
    submission_known: bool,
    /// The last known submission and its outcome.
    last_submission: Option<LastSubmissionDoc>,
    /// When storectl first saw each state of the last submission, in order; empty if nothing is known.
    timeline: Vec<TimelineDoc>,
    /// What the Store reports about the modules and the submission.
    messages: Vec<MessageDoc>,
    /// Languages whose listing is incomplete.
    incomplete_languages: Vec<String>,
    /// What the journal records.
    journal: Vec<String>,
    /// Why the product could not be read, or why the exit code is not 0: a submission that failed or is not published yet, or a
    /// draft that does not become ready.
    error: Option<ErrorBody>,
}

/// A state of a submission.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TimelineDoc {
    /// The state.
    #[schemars(extend("enum" = ["draft", "uploaded", "submitted", "certification", "published", "failed"]))]
    state: Word,
    /// When storectl first saw it, in UTC.
    at: String,
    /// The submission; null before there was one.
    submission_id: Option<String>,
}

impl From<&TimelineEntry> for TimelineDoc {
    fn from(entry: &TimelineEntry) -> Self {
        let TimelineEntry {
            state,
            at,
            submission,
        } = entry;
        Self {
            state: state.as_str().into(),
            at: utc(*at),
            submission_id: submission.as_ref().map(ToString::to_string),
        }
    }
}

/// Totals for all products.
#[derive(Deserialize, Serialize, JsonSchema)]
struct SummaryDoc {
    /// Number of manifests read.
    manifests: usize,
}

impl From<&StatusView<'_>> for StatusDoc {
    fn from(view: &StatusView<'_>) -> Self {
        let StatusView {
            tool_version,
            part,
            products,
            error,
        } = view;
        Self {
            format: "storectl.status".into(),
            format_version: FORMAT_VERSION.into(),
            tool: ToolDoc::new(tool_version),
            shard: part.shard.map(|it| it.to_string()),
            missing: part.missing.clone(),
            products: all(products),
            summary: SummaryDoc {
                manifests: products.len(),
            },
            error: error.map(ErrorBody::from),
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
            unsettled,
            journal,
            timeline,
            last_commit,
        } = view;
        let empty = Self {
            manifest: manifest.as_raw().to_owned(),
            product_id: product_id.as_raw().to_owned(),
            name: name.map(|it| it.as_raw().to_owned()),
            is_ready: None,
            ongoing_submission_id: None,
            publishing_status: None,
            pending: Vec::new(),
            submission_known: false,
            last_submission: None,
            timeline: all(*timeline),
            messages: Vec::new(),
            incomplete_languages: Vec::new(),
            journal: journal.clone(),
            error: unsettled.map(ErrorBody::from),
        };
        match facts {
            Ok(StatusFacts {
                is_ready,
                ongoing_submission,
                publishing_status,
                messages,
                pending,
                submission_known,
                last_submission,
                incomplete_languages,
            }) => Self {
                is_ready: Some(*is_ready),
                ongoing_submission_id: ongoing_submission.map(ToString::to_string),
                publishing_status: publishing_status.map(str::to_owned),
                pending: all(*pending),
                submission_known: *submission_known == SubmissionKnowledge::Known,
                last_submission: last_submission.map(|it| LastSubmissionDoc::new(it, *last_commit)),
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

impl StatusDoc {
    /// Reads the states.
    pub(in crate::json) fn read<'a>(
        &'a self,
        shelf: &'a Shelf<'_>,
    ) -> Result<StatusView<'a>, Unreadable> {
        let Self {
            format: _,
            format_version: _,
            tool,
            shard: shard_text,
            missing,
            products,
            summary: _, // as many as products are listed
            error,
        } = self;
        let products = products.iter().map(|it| it.read(shelf));
        Ok(StatusView {
            tool_version: tool.version(),
            part: FleetPart {
                shard: shard(shard_text.as_deref())?,
                missing: missing.clone(),
            },
            products: products.collect::<Result<_, _>>()?,
            error: error.as_ref().map(|it| it.read(shelf)).transpose()?,
        })
    }
}

impl ProductDoc {
    fn read<'a>(&'a self, shelf: &'a Shelf<'_>) -> Result<ProductStatus<'a>, Unreadable> {
        let error = self.error.as_ref();
        let error = error.map(|it| it.read(shelf)).transpose()?;
        let (facts, unsettled) = match (self.is_ready, error) {
            (Some(is_ready), unsettled) => (Ok(self.facts(is_ready, shelf)?), unsettled),
            (None, Some(error)) => (Err(error), None),
            (None, None) => {
                return Err(Unreadable::new("the state of a product", "null"));
            }
        };
        let timeline = read_all(&self.timeline, TimelineDoc::read)?;
        let last = self.last_submission.as_ref();
        Ok(ProductStatus {
            manifest: Foreign::new(&self.manifest),
            product_id: Foreign::new(&self.product_id),
            name: self.name.as_deref().map(Foreign::new),
            facts,
            unsettled,
            journal: self.journal.clone(),
            timeline: shelf.timelines.alloc_extend(timeline),
            last_commit: last.and_then(LastSubmissionDoc::commit),
        })
    }

    fn facts<'a>(
        &'a self,
        is_ready: bool,
        shelf: &'a Shelf<'_>,
    ) -> Result<StatusFacts<'a>, Unreadable> {
        let messages = self.messages.iter().map(MessageDoc::read);
        let pending = read_all(&self.pending, PendingDoc::read)?;
        let last = self.last_submission.as_ref();
        let last = last.map(LastSubmissionDoc::read).transpose()?;
        let languages = read_all(&self.incomplete_languages, |it| id(it))?;
        Ok(StatusFacts {
            is_ready,
            ongoing_submission: shelf.submission(self.ongoing_submission_id.as_deref())?,
            publishing_status: self.publishing_status.as_deref(),
            messages: shelf.messages.alloc_extend(messages),
            pending: shelf.pending.alloc_extend(pending),
            submission_known: knowledge(self.submission_known),
            last_submission: last.map(|it| &*shelf.last_submissions.alloc(it)),
            incomplete_languages: languages
                .into_iter()
                .map(|it| &*shelf.languages.alloc(it))
                .collect(),
        })
    }
}

impl TimelineDoc {
    fn read(&self) -> Result<TimelineEntry, Unreadable> {
        let Self {
            state,
            at,
            submission_id,
        } = self;
        let state = TimelineState::from_word(state)
            .ok_or_else(|| Unreadable::new("a state of a submission", state))?;
        Ok(TimelineEntry {
            state,
            at: time(at)?,
            submission: submission_id.as_deref().map(id).transpose()?,
        })
    }
}
