//! How each product stands: what the check read of it, what the journal keeps, and its releases with their times.

use storectl_model::DraftStatus;
use storectl_report::{BundleProduct, CheckId, Foreign, HistoryView};

use super::super::{Diagnosis, Patients};
use crate::{manifests::load::Manifest, ops::history::Releases, settings::doctor::DoctorSettings};

/// What is known of the products.
pub(super) struct Products<'a> {
    releases: Releases<'a>,
    lines: Vec<(&'a Manifest, Vec<String>)>,
}

impl<'a> Products<'a> {
    /// Reads what this machine keeps. What cannot be read is said, and fails nothing.
    pub(super) fn read(
        patients: &'a Patients,
        settings: &DoctorSettings,
        diagnosis: &Diagnosis,
    ) -> Self {
        let manifests = patients.manifests();
        let releases = Releases::at_hand(manifests, &settings.receipts);
        let lines = manifests.iter().map(|it| {
            let id = it.product.product_id.as_str();
            let checked = diagnosis.checks.iter().filter(|check| {
                matches!(check.id, CheckId::Product | CheckId::Receipts)
                    && check.subject.as_deref() == Some(id)
            });
            let checked = checked.map(|it| format!("{}: {}", it.id.as_str(), it.message));
            let status = diagnosis.drafts.get(&it.product.product_id).map(status);
            let journal = settings.receipts.journal_notes(it);
            let lines = checked.chain(status.into_iter().flatten()).chain(journal);
            (it, lines.collect())
        });
        let lines = lines.collect();
        Self { releases, lines }
    }

    pub(super) fn history(&self) -> HistoryView<'_> {
        self.releases.view()
    }

    pub(super) fn described(&self) -> Vec<BundleProduct<'_>> {
        let described = self.lines.iter().map(|(manifest, lines)| BundleProduct {
            manifest: Foreign::new(&manifest.path),
            product_id: Foreign::new(manifest.product.product_id.as_str()),
            lines: lines.clone(),
            timeline: self.releases.timeline(manifest),
        });
        described.collect()
    }
}

/// Says how a draft stands.
fn status(draft: &DraftStatus) -> Vec<String> {
    let DraftStatus {
        is_ready,
        ongoing_submission,
        messages,
    } = draft;
    let ready = if *is_ready { "ready" } else { "not ready" };
    let ongoing = ongoing_submission
        .iter()
        .map(|it| format!("submission {it} is in progress"));
    let said = messages.iter().map(|it| {
        format!(
            "the Store reports: {} ({}): {}",
            it.code, it.target, it.message
        )
    });
    let first = format!("the draft is {ready}");
    std::iter::once(first).chain(ongoing).chain(said).collect()
}
