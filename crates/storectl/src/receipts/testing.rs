//! Receipts for tests.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use storectl_plan::{
    Receipt, ReceiptOutcome, ReceiptSource, ReceiptStage, ReceiptValues, SubmissionOutcome,
    Timeline,
};

use super::place::ReceiptPlace;

const PRODUCT: &str = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf";

/// The place of a product whose manifest is in `folder`.
pub(super) fn place(folder: &Path) -> ReceiptPlace {
    ReceiptPlace {
        product: PRODUCT.parse().unwrap(),
        endpoint: "sandbox".to_owned(),
        file: folder.join(format!(".storectl/receipts/{PRODUCT}@sandbox.json")),
        folder: folder.to_owned(),
        remote: Some("origin".to_owned()),
        until: Instant::now() + Duration::from_secs(60),
    }
}

/// The receipt of an accepted submission.
pub(super) fn receipt(submission: &str, at: u64) -> Receipt {
    Receipt {
        product: PRODUCT.parse().unwrap(),
        endpoint: "sandbox".to_owned(),
        seller: "123456892".parse().unwrap(),
        source: ReceiptSource::default(),
        stage: ReceiptStage::Accepted(submission.parse().unwrap()),
        submitted_at: at,
        plan_hash: format!("sp1-{}", "0".repeat(32)).parse().unwrap(),
        variables: Vec::new(),
        values: ReceiptValues::default(),
        timeline: Timeline::default(),
        outcome: ReceiptOutcome {
            status: SubmissionOutcome::InProgress,
            at,
        },
    }
}
