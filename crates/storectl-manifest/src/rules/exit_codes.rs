//! Exit codes of an installer, by scenario.

use std::collections::BTreeMap;

use storectl_model::{DesiredErrorDetail, ErrorScenario, Field};

use super::{
    list::{keyed, list},
    text, url as urls,
};
use crate::{
    catalogue,
    checker::Checker,
    pointer,
    raw::{Clearable, ErrorDetail, ErrorValue, List, NonNull},
};

/// Exit codes by scenario.
type Details = BTreeMap<ErrorScenario, Field<Vec<DesiredErrorDetail>>>;

pub(super) fn details(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<List<ErrorDetail>>,
) -> Field<Details> {
    let mut seen = Seen::default();
    let read = |checker: &mut Checker<'_>, at: &str, item: ErrorDetail| {
        let scenario = item.error_scenario.0?.0;
        let at = pointer::join(at, "errorScenarioDetails");
        let values = list(checker, &at, item.error_scenario_details).map(|values| {
            let mut details = Vec::new();
            for (index, raw) in values.into_iter().enumerate() {
                let at = pointer::item(&at, index);
                if let Some(detail) = error_value(checker, &at, raw) {
                    seen.check(checker, &at, scenario, &detail.error_value);
                    details.push(detail);
                }
            }
            details
        });
        Some((scenario, values))
    };
    keyed(checker, at, "errorScenario", raw, read)
}

fn error_value(checker: &mut Checker<'_>, at: &str, raw: ErrorValue) -> Option<DesiredErrorDetail> {
    let ErrorValue {
        error_value: NonNull(value),
        error_url,
    } = raw;
    let value = value.and_then(|it| text::plain(checker, &pointer::join(at, "errorValue"), it.0));
    let url = urls::clearable(checker, &pointer::join(at, "errorUrl"), error_url);
    Some(DesiredErrorDetail {
        error_value: value?,
        error_url: url.set().cloned(),
    })
}

/// The exit codes of one package seen so far: the scenario and the pointer of each.
#[derive(Default)]
struct Seen(BTreeMap<String, (ErrorScenario, String)>);

impl Seen {
    fn check(&mut self, checker: &mut Checker<'_>, at: &str, scenario: ErrorScenario, code: &str) {
        let at = pointer::join(at, "errorValue");
        let shown = checker.quote(&at, code);
        if scenario != ErrorScenario::InstallationSuccessful && is_zero(code) {
            let message = format!("exit code {shown} means success, but is listed for {scenario}");
            checker.report(&catalogue::ZERO_EXIT_CODE, &at, message);
        }
        let Some((first, first_at)) = self.0.get(code) else {
            self.0.insert(code.to_owned(), (scenario, at));
            return;
        };
        let message = if *first == scenario {
            format!("exit code {shown} is listed twice for {scenario}")
        } else {
            format!("exit code {shown} is also listed for {first}")
        };
        let first = checker.place(first_at);
        checker
            .report(&catalogue::SAME_EXIT_CODE, &at, message)
            .with(first, "first used here");
    }
}

fn is_zero(code: &str) -> bool {
    let digits = code.trim().trim_start_matches(['+', '-']);
    let digits = digits.strip_prefix("0x").unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|it| it == b'0')
}
