//! The schemas of the documents, made of their types.

use schemars::{JsonSchema, Schema, generate::SchemaSettings, transform::RecursiveTransform};
use serde_json::Value;
use storectl_manifest::schema_id;

use super::v1;

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// What `plan` writes.
    Plan,
    /// What `apply` and `submit` write.
    Report,
    /// What `status` writes.
    Status,
    /// What `validate` writes, and every command that meets an invalid manifest.
    Diagnostics,
    /// What a command writes that has no result.
    Error,
    /// What `apply` and `submit` leave behind for every accepted submission.
    Receipt,
    /// What `plan --save-live` keeps of the Store.
    Live,
    /// What `status --history` writes.
    History,
    /// What `inspect` writes.
    Inspect,
    /// What `doctor` writes.
    Doctor,
    /// What `fleet list` writes.
    Fleet,
}

impl Document {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Plan,
        Self::Report,
        Self::Status,
        Self::Diagnostics,
        Self::Error,
        Self::Receipt,
        Self::Live,
        Self::History,
        Self::Inspect,
        Self::Doctor,
        Self::Fleet,
    ];

    /// Returns its name; its schema is the file `schema/NAME.v1.schema.json` of the repository.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Report => "report",
            Self::Status => "status",
            Self::Diagnostics => "diagnostics",
            Self::Error => "error",
            Self::Receipt => "receipt",
            Self::Live => "live",
            Self::History => "history",
            Self::Inspect => "inspect",
            Self::Doctor => "doctor",
            Self::Fleet => "fleet",
        }
    }
}

/// Returns the schema of a document: JSON schema draft 7.
pub fn schema(of: Document) -> Value {
    let mut schema = match of {
        Document::Plan => generate::<v1::plan::PlanDoc>(),
        Document::Report => generate::<v1::report::ReportDoc>(),
        Document::Status => generate::<v1::status::StatusDoc>(),
        Document::Diagnostics => generate::<v1::diagnostics::DiagnosticsDoc>(),
        Document::Error => generate::<v1::error::ErrorDoc>(),
        Document::Receipt => generate::<v1::receipt::ReceiptDoc>(),
        Document::Live => generate::<v1::live::LiveDoc>(),
        Document::History => generate::<v1::history::HistoryDoc>(),
        Document::Inspect => generate::<v1::inspect::InspectDoc>(),
        Document::Doctor => generate::<v1::doctor::DoctorDoc>(),
        Document::Fleet => generate::<v1::fleet::FleetDoc>(),
    };
    schema.insert("$id".to_owned(), schema_id(of.as_str()).into());
    schema.to_value()
}

fn generate<T: JsonSchema>() -> Schema {
    SchemaSettings::draft07()
        .for_serialize()
        .with_transform(RecursiveTransform(without_number_formats))
        .into_generator()
        .into_root_schema_for::<T>()
}

/// `uint` and its like are not formats that a validator knows; the bounds beside them say the same.
fn without_number_formats(schema: &mut Schema) {
    schema.remove("format");
}
