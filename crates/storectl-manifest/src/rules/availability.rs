//! Markets, price and visibility.

use std::collections::BTreeSet;

use storectl_model::{DesiredAvailability, MARKETS};

use crate::{
    codes,
    judge::Judge,
    pointer,
    raw::{Availability, List, Market, Markets, Must},
};

pub(super) fn availability(judge: &mut Judge<'_>, raw: Availability) -> DesiredAvailability {
    let Availability {
        markets,
        discoverability,
        enable_in_future_markets,
        pricing,
        free_trial,
    } = raw;
    DesiredAvailability {
        markets: markets.map(|it| self::markets(judge, it)),
        discoverability: discoverability.map(|it| Some(it.0)),
        enable_in_future_markets: enable_in_future_markets.map(Some),
        pricing: pricing.map(|it| Some(it.0)),
        free_trial: free_trial.map(|it| Some(it.0)),
    }
}

fn every() -> impl Iterator<Item = String> {
    MARKETS.iter().map(|(code, _)| (*code).to_owned())
}

fn markets(judge: &mut Judge<'_>, raw: Markets) -> Option<BTreeSet<String>> {
    let at = "/availability/markets";
    match raw {
        Markets::All(_) => Some(every().collect()),
        Markets::List(list) => {
            let named = set(judge, at, list);
            if named.is_empty() {
                report_none(judge, at, "`availability.markets` is empty");
                return None;
            }
            Some(named)
        }
        Markets::Except(except) => {
            let Must(Some(list)) = except.all_except else {
                return None;
            };
            let inner = pointer::join(at, "allExcept");
            let excluded = set(judge, &inner, list);
            if excluded.is_empty() {
                judge
                    .report(
                        &codes::EMPTY_LIST,
                        &inner,
                        "`allExcept` excludes nothing".to_owned(),
                    )
                    .hinted("write `markets: all`".to_owned());
                return None;
            }
            let left: BTreeSet<String> = every().filter(|it| !excluded.contains(it)).collect();
            if left.is_empty() {
                report_none(judge, &inner, "`allExcept` excludes every market");
                return None;
            }
            Some(left)
        }
    }
}

fn report_none(judge: &mut Judge<'_>, at: &str, message: &str) {
    judge.report(&codes::NO_MARKETS, at, message.to_owned());
}

fn set(judge: &mut Judge<'_>, at: &str, raw: List<Market>) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (index, market) in raw.0.into_iter().enumerate() {
        if named.contains(&market.0) {
            let message = format!("market `{}` is listed twice", market.0);
            judge.report(&codes::LISTED_TWICE, &pointer::item(at, index), message);
        }
        named.insert(market.0);
    }
    named
}
