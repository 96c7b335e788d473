//! What parts of a plan can be looked for.

use std::collections::BTreeSet;

use askama::{Template, filters::HtmlSafe};

use super::text::shown;
use crate::PlanDetails;

/// A form that leaves of a page what was looked for. Without a script it is not shown.
#[derive(Template)]
#[template(path = "filter.html")]
pub(super) struct Filter {
    choices: Vec<Choice>,
}

impl HtmlSafe for Filter {}

/// A property of a change, and the values it has in these plans.
struct Choice {
    /// The property, as the script and the label name it.
    name: &'static str,
    label: &'static str,
    values: Vec<String>,
}

impl Filter {
    /// Offers what tells the changes of these plans apart; `None` where they have none.
    pub(super) fn of<'a>(plans: impl Iterator<Item = &'a PlanDetails>) -> Option<Self> {
        let [mut languages, mut modules, mut origins] = [const { BTreeSet::new() }; 3];
        for plan in plans {
            for change in &plan.changes {
                languages.extend(change.path.language().map(|it| shown(it.as_str())));
                modules.extend(change.path.module().map(|it| it.as_str().to_owned()));
                origins.extend(change.origin.map(|it| it.as_str().to_owned()));
            }
        }
        if modules.is_empty() {
            return None;
        }
        let choices = [
            ("language", "Language", languages),
            ("module", "Module", modules),
            ("origin", "Origin", origins),
        ];
        let choices = choices
            .into_iter()
            .filter(|(_, _, values)| values.len() > 1);
        let choices = choices.map(|(name, label, values)| Choice {
            name,
            label,
            values: values.into_iter().collect(),
        });
        Some(Self {
            choices: choices.collect(),
        })
    }
}
