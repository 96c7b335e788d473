//! Whether a plan fails for what the draft holds and the base does not (`--fail-on`).

use std::str::FromStr;

use storectl_model::UnknownWord;
use storectl_plan::{Change, Origin, ProductPlan};

use crate::{
    error::CliError,
    exit::Exit,
    ops::{
        blockers::{name, worst_of_products},
        plan::Planned,
    },
    output::printer::{Level, Printer},
};

/// What a plan fails for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailOn {
    /// What the draft holds and the base does not, whether or not the manifest changed it too.
    Drift,
    /// What both sides changed, differently.
    Conflict,
}

impl FailOn {
    /// The words of the flag.
    pub(crate) const WORDS: &'static [&'static str] = &["drift", "conflict"];

    fn as_str(self) -> &'static str {
        match self {
            Self::Drift => "drift",
            Self::Conflict => "conflict",
        }
    }

    fn finds(self, change: &Change) -> bool {
        match (self, change.origin) {
            (Self::Drift, Some(Origin::Drift | Origin::Conflict))
            | (Self::Conflict, Some(Origin::Conflict)) => true,
            (Self::Drift | Self::Conflict, _) => false,
        }
    }
}

impl FromStr for FailOn {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "drift" => Ok(Self::Drift),
            "conflict" => Ok(Self::Conflict),
            _ => Err(UnknownWord {
                word: text.to_owned(),
                what: "an origin",
                expected: Self::WORDS,
            }),
        }
    }
}

/// Most addresses that the error names; the plan has all.
const MOST: usize = 20;

/// Returns the failure that the flag asks for (11), with the addresses it is about.
pub(crate) fn fault(planned: &[Planned<'_>], wanted: &[FailOn]) -> Option<CliError> {
    let faults = planned.iter().filter_map(|one| {
        let plan = one.plan.as_ref().ok()?;
        let found = found(plan, wanted);
        let first = found.first()?;
        let place = one.manifest.locate(&first.path.pointer());
        let message = format!(
            "the draft of {} differs from the base: {}",
            name(one.manifest),
            named(&found)
        );
        let error = CliError::new(Exit::Blocked, message)
            .hint("to keep the values of the draft, write them to the manifest")
            .hint("to revert them, apply this plan without --fail-on");
        Some(error.at(place))
    });
    worst_of_products(faults)
}

fn found<'p>(plan: &'p ProductPlan, wanted: &[FailOn]) -> Vec<&'p Change> {
    let changes = plan.changes.iter();
    changes
        .filter(|change| wanted.iter().any(|it| it.finds(change)))
        .collect()
}

fn named(changes: &[&Change]) -> String {
    let one = |it: &&Change| {
        let origin = it.origin.map_or("", Origin::as_str);
        format!("{} ({origin})", it.path)
    };
    let mut named: Vec<String> = changes.iter().take(MOST).map(one).collect();
    let more = changes.len().saturating_sub(MOST);
    if more > 0 {
        named.push(format!("and {more} more"));
    }
    named.join(", ")
}

/// Warns of products of which nobody can tell, since their plan is two-way: the flag passes them.
pub(crate) fn warn_of_two_way(planned: &[Planned<'_>], wanted: &[FailOn], printer: &Printer) {
    let Some(flag) = wanted.first() else { return };
    let mut two_way = planned.iter().filter_map(|it| {
        it.plan.as_ref().ok()?;
        Some((it, it.remembered.two_way()?))
    });
    let Some((first, reason)) = two_way.next() else {
        return;
    };
    let others = match two_way.count() {
        0 => String::new(),
        1 => " and 1 more product".to_owned(),
        others => format!(" and {others} more products"),
    };
    let message = format!(
        "--fail-on {} found nothing in {}{others}, because the plan is two-way: {reason}",
        flag.as_str(),
        name(first.manifest)
    );
    printer.say(Level::Warning, &message);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drift_includes_conflicts_and_conflict_is_conflicts_only() {
        let change = |origin| Change {
            path: "availability.pricing".parse().unwrap(),
            action: storectl_plan::Action::Change,
            origin,
            base: None,
            before: storectl_plan::ChangeValue::Unset,
            after: storectl_plan::ChangeValue::Unset,
            guard: None,
            limit: None,
        };
        let finds = |flag: FailOn| {
            let origins = [
                None,
                Some(Origin::Manifest),
                Some(Origin::Drift),
                Some(Origin::Conflict),
            ];
            origins.map(|it| flag.finds(&change(it)))
        };
        assert_eq!(finds(FailOn::Drift), [false, false, true, true]);
        assert_eq!(finds(FailOn::Conflict), [false, false, false, true]);
    }

    #[test]
    fn every_word_is_a_value() {
        for word in FailOn::WORDS {
            assert_eq!(word.parse::<FailOn>().unwrap().as_str(), *word);
        }
    }
}
