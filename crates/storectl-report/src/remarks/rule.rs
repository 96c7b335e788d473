//! The rules that remarks follow, with names that stay.

use std::borrow::Cow;

use storectl_manifest::{Rule as ManifestRule, catalogue};
use storectl_model::PolicyRule;
use storectl_plan::{Action, DestructiveClass};

use crate::CheckId;

/// A kind of remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Its name, which never changes: `STC0102`, `language-removed`, `change/add`, `failure/auth`.
    pub(crate) id: Cow<'static, str>,
    /// What it is, in one sentence.
    pub(crate) summary: Cow<'static, str>,
    pub(crate) help: Help,
}

/// What explains a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Help {
    /// `storectl explain` with the rule's name.
    Catalogue(&'static ManifestRule),
    /// `storectl explain` with this topic.
    Topic(&'static str),
    /// `storectl explain` with this exit code.
    Exit(u8),
    /// Nothing beside its summary.
    None,
}

impl Rule {
    fn new(id: &'static str, summary: &'static str) -> Self {
        Self {
            id: id.into(),
            summary: summary.into(),
            help: Help::None,
        }
    }

    /// Returns the rule with this code, e.g. `STC0102`.
    pub(crate) fn of_code(code: &'static str) -> Self {
        let rule = catalogue().iter().find(|it| it.code.as_str() == code);
        Self {
            id: code.into(),
            summary: rule.map_or(code, |it| it.title).into(),
            help: rule.map_or(Help::None, Help::Catalogue),
        }
    }

    /// Returns the rule of a destructive change.
    pub(crate) fn of_class(class: DestructiveClass) -> Self {
        Self {
            help: Help::Topic(class.as_str()),
            ..Self::new(class.as_str(), class.meaning())
        }
    }

    /// Returns the rule of a change that needs no token.
    pub(crate) fn of_change(action: Action) -> Self {
        match action {
            Action::Add => Self::new("change/add", "A value is added"),
            Action::Change => Self::new("change/change", "A value changes"),
            Action::Remove => Self::new("change/remove", "An object is removed"),
            Action::Clear => Self::new("change/clear", "A value is cleared"),
            Action::Reorder => Self::new("change/reorder", "Items change their order"),
        }
    }

    /// Returns the rule of a failure, by the name of its exit.
    pub(crate) fn of_failure(name: &'static str, exit: u8) -> Self {
        Self {
            id: format!("failure/{name}").into(),
            summary: format!("The run failed with exit code {exit} ({name})").into(),
            help: Help::Exit(exit),
        }
    }

    /// Returns the rule of a step that did not end well, by its kind.
    pub(crate) fn of_step(kind: &'static str) -> Self {
        Self {
            id: format!("step/{kind}").into(),
            summary: format!("The step {kind} did not succeed").into(),
            help: Help::None,
        }
    }

    /// A product whose steps were not begun.
    pub(crate) const fn refused() -> Self {
        Self {
            id: Cow::Borrowed("refused"),
            summary: Cow::Borrowed("Apply began nothing"),
            help: Help::None,
        }
    }

    /// A submission in progress.
    pub(crate) fn busy() -> Self {
        Self {
            help: Help::Exit(13),
            ..Self::new("busy", "A submission is in progress")
        }
    }

    /// A submission that was announced and of which nobody knows.
    pub(crate) fn in_doubt() -> Self {
        Self {
            help: Help::Exit(32),
            ..Self::new(
                "in-doubt",
                "Whether the Store accepted a submission is unknown",
            )
        }
    }

    /// A manifest that is invalid together with the draft.
    pub(crate) fn impossible() -> Self {
        Self {
            help: Help::Exit(10),
            ..Self::new(
                "impossible",
                "The manifest is invalid when combined with the draft",
            )
        }
    }

    /// A rule of the policy.
    pub(crate) fn of_policy(rule: PolicyRule) -> Self {
        Self {
            id: format!("policy/{}", rule.key()).into(),
            summary: format!("The policy forbids it: {}", rule.key()).into(),
            help: Help::Exit(11),
        }
    }

    /// A check of `doctor`.
    pub(crate) fn of_check(check: CheckId) -> Self {
        Self {
            id: format!("doctor/{}", check.as_str()).into(),
            summary: format!("The check {} found a problem", check.as_str()).into(),
            help: Help::None,
        }
    }

    /// What a simulated Store refused.
    pub(crate) fn rehearsal() -> Self {
        Self {
            help: Help::Exit(10),
            ..Self::new("rehearsal", "The rehearsal is refused")
        }
    }

    /// Something to know of a plan, a run or a status.
    pub(crate) fn warning() -> Self {
        Self::new("warning", "Something to look at")
    }

    /// What the Store says.
    pub(crate) fn store() -> Self {
        Self::new("store", "The Store reports")
    }

    /// What became of a run.
    pub(crate) fn outcome() -> Self {
        Self::new("outcome", "What customers see")
    }
}
