//! What a look at the surroundings of a run found.

use super::{About, Rank, Remark, Rule, with_hint};
use crate::{Check, CheckStatus, DoctorView};

/// Returns the checks that are not as they should be.
pub(super) fn remarks(view: &DoctorView<'_>) -> Vec<Remark> {
    view.checks.iter().filter_map(check).collect()
}

fn check(check: &Check) -> Option<Remark> {
    let Check {
        id,
        status,
        subject,
        message,
        fix,
    } = check;
    let rank = match status {
        CheckStatus::Failed => Rank::Error,
        CheckStatus::Warning => Rank::Warning,
        CheckStatus::Ok | CheckStatus::Skipped => return None,
    };
    let said = match subject {
        Some(subject) => format!("{subject}: {message}"),
        None => message.clone(),
    };
    Some(Remark {
        rank,
        rule: Rule::of_check(*id),
        title: format!("doctor: {}", id.as_str()),
        message: with_hint(&said, fix.as_deref()),
        place: None,
        about: About {
            address: subject.clone(),
            ..About::default()
        },
    })
}
