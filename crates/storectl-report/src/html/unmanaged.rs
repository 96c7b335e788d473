//! Values that the manifest does not name: what moved in Partner Center, and the rest.

use askama::{Template, filters::HtmlSafe};

use super::text::shown;
use crate::{
    PlanDetails,
    view::{
        thousands,
        unmanaged::{folded, kept, moved, movement, published, value},
    },
};

/// Most values that are listed.
const ROWS: usize = 2_000;

/// Unmanaged values.
#[derive(Template)]
#[template(path = "unmanaged.html")]
pub(super) struct Unmanaged {
    summary: String,
    /// What moved since the last submission.
    moved: Vec<Row>,
    others: Vec<Row>,
    omitted: usize,
}

impl HtmlSafe for Unmanaged {}

struct Row {
    address: String,
    value: String,
}

impl Unmanaged {
    /// Takes what is published though nobody manages it; `None` where there is nothing to say.
    pub(super) fn of(plan: &PlanDetails) -> Option<Self> {
        let summary = folded(plan)?;
        let moved: Vec<Row> = moved(plan)
            .iter()
            .map(|(it, moved)| Row {
                address: shown(&it.path.to_string()),
                value: shown(&movement(it, moved)),
            })
            .collect();
        let others = published(plan).into_iter().chain(kept(plan));
        let others: Vec<Row> = others
            .filter(|it| it.moved.is_none())
            .map(|it| Row {
                address: shown(&it.path.to_string()),
                value: shown(&value(it)),
            })
            .collect();
        let omitted = (moved.len() + others.len()).saturating_sub(ROWS);
        let left = ROWS.saturating_sub(moved.len());
        Some(Self {
            summary,
            moved: moved.into_iter().take(ROWS).collect(),
            others: others.into_iter().take(left).collect(),
            omitted,
        })
    }
}
