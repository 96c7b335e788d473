//! Any bytes as a journal.

use std::path::Path;

use storectl_apply::Journal;
use storectl_report::{FleetPart, Foreign, Output, ProductStatus, StatusFacts, StatusView};

use crate::{promises, store};

const ENDPOINT: &str = "https://api.store.microsoft.com";

/// Reads a journal and tells what it knows; one that is good is read back the same from what is written of it.
pub fn journal(bytes: &[u8]) {
    let path = Path::new(".storectl/journal/p.json");
    let read = |bytes: &[u8]| Journal::of_bytes(bytes, path, ENDPOINT, &store::product());
    let found = read(bytes);
    if let Ok(found) = &found {
        let again = read(&found.to_bytes().unwrap()).unwrap();
        assert_eq!(again.prior_work(), found.prior_work());
        assert_eq!(again.note_lines(), found.note_lines());
    }
    let lines = match &found {
        Ok(found) => found.note_lines(),
        Err(error) => vec![error.to_string()],
    };
    let pending = found
        .as_ref()
        .map(|it| it.prior_work().facts)
        .unwrap_or_default();
    let view = StatusView {
        tool_version: "0.1.0",
        part: FleetPart::default(),
        products: vec![ProductStatus {
            manifest: Foreign::new("storectl.yaml"),
            product_id: Foreign::new("3e31a9f9-84e8-4d2d-9eba-487878d02ebf"),
            name: None,
            facts: Ok(StatusFacts {
                is_ready: true,
                ongoing_submission: found.as_ref().ok().and_then(Journal::submission),
                publishing_status: None,
                messages: &[],
                pending: &pending,
                submission_known: storectl_plan::SubmissionKnowledge::Known,
                last_submission: None,
                incomplete_languages: Vec::new(),
            }),
            unsettled: None,
            journal: lines,
            timeline: &[],
            last_commit: None,
        }],
        error: None,
    };
    promises::shown(&Output::Status(view));
}
