//! A rehearsal within the plan document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Interpretation, Refused, Rehearsal,
    json::v1::shared::{SourceDoc, all},
    view::Names,
};

/// An apply of this plan against a simulated Store.
#[derive(Deserialize, Serialize, JsonSchema)]
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
#[derive(Deserialize, Serialize, JsonSchema)]
struct RehearsedRequestsDoc {
    /// Read requests.
    get: usize,
    /// Write requests, including uploads.
    write: usize,
}

/// Something that the simulated Store refused.
#[derive(Deserialize, Serialize, JsonSchema)]
struct RefusalDoc {
    /// The address it refers to; empty for the whole product.
    address: String,
    /// The message, with the interpretations.
    message: String,
    /// The message alone.
    cause: String,
    /// The Store's code, e.g. `badrequest`.
    code: String,
    /// How the simulated Store reads what the contract leaves open, where it refused because of that.
    interpretations: Vec<InterpretationDoc>,
    /// Where in the manifest; null if unknown.
    source: Option<SourceDoc>,
}

/// A reading of what the contract leaves open.
#[derive(Deserialize, Serialize, JsonSchema)]
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
            message,
            code,
            interpretations,
            source,
        } = refused;
        Self {
            address: address.clone(),
            message: refused.message(),
            cause: message.clone(),
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

impl RehearsalDoc {
    /// Reads the rehearsal.
    pub(super) fn read(&self, names: &Names) -> Rehearsal {
        let Self {
            ok: _, // nothing was refused
            requests: RehearsedRequestsDoc { get, write },
            waits,
            refusals,
        } = self;
        Rehearsal {
            reads: *get,
            writes: *write,
            waits: *waits,
            refusals: refusals.iter().map(|it| it.read(names)).collect(),
        }
    }
}

impl RefusalDoc {
    fn read(&self, names: &Names) -> Refused {
        let Self {
            address,
            message: _, // made of the others
            cause,
            code,
            interpretations,
            source,
        } = self;
        let interpretations = interpretations.iter().map(|it| {
            let InterpretationDoc {
                reading,
                about,
                meaning,
            } = it;
            Interpretation {
                switch: reading.clone(),
                about: about.clone(),
                meaning: meaning.clone(),
            }
        });
        Refused {
            address: address.clone(),
            message: cause.clone(),
            code: code.clone(),
            interpretations: interpretations.collect(),
            source: source.as_ref().map(|it| it.read(names)),
        }
    }
}
