//! Keeps the drafts that plans were made of in a file (`plan --save-live`).

use std::{borrow::Cow, path::Path};

use storectl_model::DesiredProduct;
use storectl_platform::write_result;
use storectl_report::json::{self, LiveSnapshot};

use crate::{
    error::CliError,
    exit::Exit,
    manifests::load::Manifest,
    ops::{
        drafts::Draft,
        plan::{Planned, VERSION},
    },
    output::printer::Printer,
    receipts::Remembered,
};

/// A product's draft, and what decides which of its values are secrets.
pub(crate) struct SavedDraft<'a> {
    /// The manifest.
    pub(crate) manifest: &'a Manifest,
    /// The draft.
    pub(crate) draft: &'a Draft,
    /// What is remembered of its submissions.
    pub(crate) remembered: &'a Remembered,
}

impl<'a> SavedDraft<'a> {
    /// Takes the drafts of the products that could be read.
    pub(crate) fn all(planned: &'a [Planned<'_>]) -> Vec<Self> {
        let drafts = planned.iter().filter_map(|it| {
            Some(Self {
                manifest: it.manifest,
                draft: it.draft.as_ref()?,
                remembered: &it.remembered,
            })
        });
        drafts.collect()
    }
}

/// Keeps drafts in a file, without secrets.
///
/// # Errors
/// It would be a file that `--live` refuses, or the file cannot be written (1).
pub(crate) fn save_live(
    file: &Path,
    endpoint: &str,
    read_at: u64,
    drafts: &[SavedDraft<'_>],
    printer: &Printer,
) -> Result<(), CliError> {
    let snapshot = LiveSnapshot {
        endpoint: endpoint.to_owned(),
        read_at,
        products: drafts.iter().map(|it| it.draft.kept(it.manifest)).collect(),
    };
    // What an earlier submission filled from a secret is one, whatever the manifest says now.
    let desired: Vec<Cow<'_, DesiredProduct>> = drafts
        .iter()
        .map(|it| it.remembered.memory().remind(&it.manifest.product))
        .collect();
    let desired: Vec<&DesiredProduct> = desired.iter().map(|it| &**it).collect();
    let document = printer.document(json::live(&snapshot, &desired, VERSION));
    let text = json::write(&document);
    check(file, &text)?;
    write_result(file, text.as_bytes()).map_err(CliError::own_file)
}

/// Reads a snapshot as `--live` does: what it would refuse is not written.
fn check(file: &Path, text: &str) -> Result<(), CliError> {
    let refused = json::read_live(text).err();
    refused.map_or(Ok(()), |error| {
        let file = file.display();
        Err(CliError::new(
            Exit::Error,
            format!(
                "the snapshot {file} is not written, because --live could not read it: {error}"
            ),
        )
        .hint("save fewer products in one file: name their manifests"))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use storectl_model::RemoteProduct;
    use storectl_report::json::LiveProduct;

    use super::*;

    fn fleet(products: usize) -> String {
        let product = |at: usize| LiveProduct {
            product: format!("00000000-0000-4000-8000-{at:012}").parse().unwrap(),
            seller: "123456892".parse().unwrap(),
            remote: RemoteProduct::default(),
            submission: None,
            ended: None,
            images: BTreeMap::new(),
            masked: BTreeSet::new(),
            withheld: BTreeSet::new(),
        };
        let snapshot = LiveSnapshot {
            endpoint: "sandbox".to_owned(),
            read_at: 0,
            products: (0..products).map(product).collect(),
        };
        json::write(&json::live(&snapshot, &[], VERSION))
    }

    #[test]
    fn a_fleet_that_could_not_be_loaded_is_not_saved_and_the_error_says_what_to_do() {
        let file = Path::new("live.json");
        check(file, &fleet(2_000)).unwrap();
        let error = check(file, &fleet(2_001)).unwrap_err();
        assert_eq!(error.exit(), Exit::Error);
        let hints = format!("{error:?}");
        assert!(hints.contains("save fewer products"), "{hints}");
    }
}
