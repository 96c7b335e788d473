//! Markets, price and visibility.

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_model::{DesiredAvailability, MARKETS};

use crate::{
    catalogue,
    checker::Checker,
    format, pointer,
    raw::{Availability, List, Market, Markets, NonNull},
};

pub(super) fn availability(checker: &mut Checker<'_>, raw: Availability) -> DesiredAvailability {
    let Availability {
        markets,
        discoverability,
        enable_in_future_markets,
        pricing,
        free_trial,
    } = raw;
    DesiredAvailability {
        markets: markets.map(|it| self::markets(checker, it)),
        discoverability: discoverability.map(|it| Some(it.0)),
        enable_in_future_markets: enable_in_future_markets.map(Some),
        pricing: pricing.map(|it| Some(it.0)),
        free_trial: free_trial.map(|it| Some(it.0)),
    }
}

/// The most markets of one list that are looked at; the contract names 241. Each is compared with all of those, three times.
const MOST_MARKETS: usize = 1_000;

/// Reports lists of markets that are too long to be looked at, and returns their pointers.
pub(crate) fn overlong_markets(checker: &mut Checker<'_>, manifest: &Value) -> Vec<String> {
    let at = "/availability/markets";
    let mut found = Vec::new();
    for at in [at.to_owned(), pointer::join(at, "allExcept")] {
        let list = manifest.pointer(&at).and_then(Value::as_array);
        if let Some(count) = list.map(Vec::len).filter(|it| *it > MOST_MARKETS) {
            let message = format!(
                "`{}` {}",
                pointer::address(&at),
                format::over_limit(count, "items", MOST_MARKETS)
            );
            checker.report(&catalogue::TOO_MANY, &at, message);
            found.push(at);
        }
    }
    found
}

fn every() -> impl Iterator<Item = String> {
    MARKETS.iter().map(|(code, _)| (*code).to_owned())
}

fn markets(checker: &mut Checker<'_>, raw: Markets) -> Option<BTreeSet<String>> {
    let at = "/availability/markets";
    match raw {
        Markets::All(_) => Some(every().collect()),
        Markets::List(list) => {
            let named = set(checker, at, list);
            if named.is_empty() {
                report_none(checker, at, "`availability.markets` is empty");
                return None;
            }
            Some(named)
        }
        Markets::Except(except) => {
            let NonNull(Some(list)) = except.all_except else {
                return None;
            };
            let inner = pointer::join(at, "allExcept");
            let excluded = set(checker, &inner, list);
            if excluded.is_empty() {
                checker
                    .report(
                        &catalogue::EMPTY_LIST,
                        &inner,
                        "`allExcept` excludes nothing".to_owned(),
                    )
                    .hinted("write `markets: all`".to_owned());
                return None;
            }
            let left: BTreeSet<String> = every().filter(|it| !excluded.contains(it)).collect();
            if left.is_empty() {
                report_none(checker, &inner, "`allExcept` excludes every market");
                return None;
            }
            Some(left)
        }
    }
}

fn report_none(checker: &mut Checker<'_>, at: &str, message: &str) {
    checker.report(&catalogue::NO_MARKETS, at, message.to_owned());
}

fn set(checker: &mut Checker<'_>, at: &str, raw: List<Market>) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (index, market) in raw.0.into_iter().enumerate() {
        if named.contains(&market.0) {
            let message = format!("market `{}` is listed twice", market.0);
            checker.report(&catalogue::LISTED_TWICE, &pointer::item(at, index), message);
        }
        named.insert(market.0);
    }
    named
}
