//! How drafts and submissions stand, and what is known of releases.

use storectl_model::StoreMessage;

use super::{About, Place, Rank, Remark, Rule, failure};
use crate::{HistoryView, ProductStatus, StatusView, view::store_reports};

/// Returns how each product stands, as far as somebody has to know.
pub(super) fn remarks(view: &StatusView<'_>) -> Vec<Remark> {
    let errors = view.products.iter().map(|it| it.facts.as_ref().err());
    let same = match errors.collect::<Option<Vec<_>>>().as_deref() {
        Some([first, others @ ..]) if !others.is_empty() && others.iter().all(|it| it == first) => {
            Some(**first)
        }
        Some(_) | None => None,
    };
    match same {
        Some(error) => vec![failure::remark(error, About::default())],
        None => view.products.iter().flat_map(product).collect(),
    }
}

fn product(status: &ProductStatus<'_>) -> Vec<Remark> {
    let about = || About::product(status.product_id.as_raw());
    let manifest = || Place::file(status.manifest.as_raw());
    let placed = |mut remark: Remark| {
        remark.place = remark.place.or_else(|| Some(manifest()));
        remark
    };
    let facts = match &status.facts {
        Ok(facts) => facts,
        Err(error) => return vec![placed(failure::remark(error, about()))],
    };
    let mut all: Vec<Remark> = Vec::new();
    all.extend(
        status
            .unsettled
            .map(|it| placed(failure::remark(it, about()))),
    );
    let is_told = |it: &StoreMessage| {
        status
            .unsettled
            .is_some_and(|error| error.store_messages.contains(it))
    };
    let news = facts.news().filter(|it| !is_told(it));
    all.extend(news.map(|it| Remark {
        rank: Rank::Warning,
        rule: Rule::store(),
        title: "The Store reports".to_owned(),
        message: store_reports(it).plain(),
        place: Some(manifest()),
        about: about().at(&it.target),
    }));
    all
}

/// Returns what may be missing of releases.
pub(super) fn of_history(view: &HistoryView<'_>) -> Vec<Remark> {
    let warnings = view.warnings.iter().map(|it| Remark {
        rank: Rank::Warning,
        rule: Rule::warning(),
        title: "Warning".to_owned(),
        message: it.clone(),
        place: None,
        about: About::default(),
    });
    warnings.collect()
}
