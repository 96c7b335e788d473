//! Reads what a command printed as its result.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::history::Run;

/// Returns what the result says of a product.
pub(super) fn entry<'a>(run: &'a Run, product: &str) -> Option<&'a Value> {
    find(&run.result.as_ref()?["products"], product)
}

/// Returns what the report says of the plan of a product.
pub(super) fn plan<'a>(run: &'a Run, product: &str) -> Option<&'a Value> {
    find(&run.result.as_ref()?["plan"]["products"], product)
}

/// Returns the submission that the report says the command made or took as its own.
pub(super) fn submission<'a>(run: &'a Run, product: &str) -> Option<&'a str> {
    entry(run, product)?["submissionId"].as_str()
}

/// Returns the last submission that the result knows of.
pub(super) fn last_submission<'a>(run: &'a Run, product: &str) -> Option<&'a str> {
    let known = [entry(run, product), plan(run, product)];
    let mut known = known.into_iter().flatten();
    known.find_map(|it| it["lastSubmission"]["id"].as_str())
}

/// Returns the steps of a product, as the report has them.
pub(super) fn steps<'a>(run: &'a Run, product: &str) -> impl Iterator<Item = &'a Value> {
    let steps = entry(run, product).and_then(|it| it["steps"].as_array());
    steps.into_iter().flatten()
}

/// Returns where the installers of a product come from whose bytes a plan saw.
pub(super) fn seen_installers<'a>(plan: &'a Run, product: &str) -> BTreeSet<&'a str> {
    let looks = entry(plan, product).and_then(|it| it["preflight"].as_array());
    let seen = looks
        .into_iter()
        .flatten()
        .filter(|it| it["bytesSeen"] == true);
    seen.filter_map(|it| it["source"].as_str()).collect()
}

/// Returns why the command failed, in its own words.
pub(super) fn error(run: &Run) -> &str {
    let error = run.result.as_ref().map(|it| &it["error"]["message"]);
    error.and_then(Value::as_str).unwrap_or("nothing")
}

/// A manifest may write the id of its product in capital letters.
fn find<'a>(products: &'a Value, product: &str) -> Option<&'a Value> {
    let is_it = |id: &str| id.eq_ignore_ascii_case(product);
    let mut products = products.as_array()?.iter();
    products.find(|it| it["productId"].as_str().is_some_and(is_it))
}
