//! A rehearsal within the plan document.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    Interpretation, Refused, Rehearsal,
    json::v1::shared::{SourceDoc, all},
};

/// An apply of this plan against a simulated Store.
#[derive(Serialize, JsonSchema)]
pub(super) struct RehearsalDoc {
    /// Whether the simulated Store accepted everything.
    ok: bool,
    /// Number of requests that applying took, beside those of the plan.
    requests: RehearsedRequestsDoc,
    /// How many times it waited for the Store.
    waits: usize,
    /// What the simulated Store refused.
    refusals: Vec<RefusalDoc>,
}

/// Number of requests, by kind.
#[derive(Serialize, JsonSchema)]
struct RehearsedRequestsDoc {
    /// Read requests.
    get: usize,
    /// Write requests, including uploads.
    write: usize,
}

/// Something that the simulated Store refused.
#[derive(Serialize, JsonSchema)]
struct RefusalDoc {
    /// The address it refers to; empty for the whole product.
    address: String,
    /// The message.
    message: String,
    /// The Store's code, e.g. `badrequest`.
    code: String,
    /// How the simulated Store reads what the contract leaves open, where it refused because of that.
    interpretations: Vec<InterpretationDoc>,
    /// Where in the manifest; null if unknown.
    source: Option<SourceDoc>,
}

/// A reading of what the contract leaves open.
#[derive(Serialize, JsonSchema)]
struct InterpretationDoc {
    /// The name and value for `storectl sandbox --reading`.
    reading: String,
    /// What it is about.
    about: String,
    /// What the value means.
    meaning: String,
}

impl From<&Rehearsal> for RehearsalDoc {
    fn from(rehearsal: &Rehearsal) -> Self {
        let Rehearsal {
            reads,
            writes,
            waits,
            refusals,
        } = rehearsal;
        Self {
            ok: rehearsal.is_ok(),
            requests: RehearsedRequestsDoc {
                get: *reads,
                write: *writes,
            },
            waits: *waits,
            refusals: all(refusals),
        }
    }
}

impl From<&Refused> for RefusalDoc {
    fn from(refused: &Refused) -> Self {
        let Refused {
            address,
            message: _, // with the readings
            code,
            interpretations,
            source,
        } = refused;
        Self {
            address: address.clone(),
            message: refused.message(),
            code: code.clone(),
            interpretations: all(interpretations),
            source: source.as_ref().map(SourceDoc::from),
        }
    }
}

impl From<&Interpretation> for InterpretationDoc {
    fn from(interpretation: &Interpretation) -> Self {
        let Interpretation {
            switch,
            about,
            meaning,
        } = interpretation.clone();
        Self {
            reading: switch,
            about,
            meaning,
        }
    }
}
