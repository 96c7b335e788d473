//! The releases of products, as receipts record them.

use storectl_plan::TimelineEntry;
use storectl_report::{Foreign, HistoryView, ProductHistory, Release};

use crate::{
    error::CliError,
    manifests::load::Manifest,
    ops::plan::VERSION,
    output::printer::{Level, Printer},
    receipts::{History, history},
    settings::history::HistorySettings,
};

/// The releases of some products.
pub(crate) struct Releases<'a> {
    manifests: &'a [Manifest],
    /// Of each of them.
    histories: Vec<History>,
    /// What may be missing, each once.
    warnings: Vec<String>,
}

impl<'a> Releases<'a> {
    /// Reads them, and says what may be missing.
    ///
    /// # Errors
    /// A state folder that may be somebody else's (1).
    pub(crate) fn read(
        manifests: &'a [Manifest],
        settings: &HistorySettings,
        printer: &Printer,
    ) -> Result<Self, CliError> {
        let places = manifests.iter().map(|it| settings.place(it));
        let places = places.collect::<Result<Vec<_>, _>>()?;
        let histories: Vec<History> = places.iter().map(history).collect();
        let mut warnings: Vec<String> = Vec::new();
        for warning in histories.iter().flat_map(|it| &it.warnings) {
            if !warnings.contains(warning) {
                printer.say(Level::Warning, warning);
                warnings.push(warning.clone());
            }
        }
        Ok(Self {
            manifests,
            histories,
            warnings,
        })
    }

    /// Reads those that this machine knows: nothing is fetched. What cannot be read is none.
    pub(crate) fn at_hand(manifests: &'a [Manifest], settings: &HistorySettings) -> Self {
        let histories = manifests.iter().map(|it| {
            let place = settings.place_at_hand(it);
            place.map(|it| history(&it)).unwrap_or_default()
        });
        Self {
            manifests,
            histories: histories.collect(),
            warnings: Vec::new(),
        }
    }

    /// Returns the states of a product's last submission that were seen.
    pub(crate) fn timeline(&self, manifest: &Manifest) -> &[TimelineEntry] {
        let product = &manifest.product.product_id;
        let mut known = self.manifests.iter().zip(&self.histories);
        let known = known.find(|(it, _)| it.product.product_id == *product);
        let last = known.and_then(|(_, history)| history.releases.first());
        last.map(|it| it.timeline.entries()).unwrap_or_default()
    }

    /// Returns what is shown of them.
    pub(crate) fn view(&self) -> HistoryView<'_> {
        let products = self.manifests.iter().zip(&self.histories);
        HistoryView {
            tool_version: VERSION,
            warnings: &self.warnings,
            products: products
                .map(|(it, known)| product_view(it, known))
                .collect(),
            error: None,
        }
    }
}

fn product_view<'v>(manifest: &'v Manifest, history: &'v History) -> ProductHistory<'v> {
    ProductHistory {
        manifest: Foreign::new(&manifest.path),
        product_id: Foreign::new(manifest.product.product_id.as_str()),
        name: manifest.product.name.as_deref().map(Foreign::new),
        releases: history.releases.iter().map(Release::from).collect(),
    }
}
