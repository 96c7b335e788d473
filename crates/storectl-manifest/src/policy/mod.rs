//! Reads a policy (`--policy FILE`; forms.md, In the pull request 5): YAML with spans, then every fault at once.

mod check;
mod entry;
mod schema;

use storectl_model::Policy;

pub use self::schema::policy_schema;
use crate::{
    catalogue::{self, Rule},
    diagnostic::Diagnostic,
    parse,
};

/// The one version of the form of policies there is.
pub const POLICY_API_VERSION: &str = "storectl.policy/v1";

/// The largest policy read, in bytes: 5,000 product IDs of 40 characters and more.
pub const MAX_POLICY: u64 = 256 * 1024;

/// The key of the version.
const API_VERSION: &str = "apiVersion";

/// Reads a policy; `path` is shown to people.
///
/// ```
/// let policy = b"apiVersion: storectl.policy/v1\ninstallerHosts: [dl.contoso.com]\n";
/// let policy = storectl_manifest::read_policy("policy.yaml", policy).unwrap();
/// assert_eq!(policy.installer_hosts.unwrap().place.line, 2);
/// ```
///
/// # Errors
/// Returns every fault, each with its place; the YAML parser itself stops at its first.
pub fn read_policy(path: &str, bytes: &[u8]) -> Result<Policy, Vec<Diagnostic>> {
    let document = parse::read(path, bytes)
        .map_err(|faults| faults.into_iter().map(reworded).collect::<Vec<_>>())?;
    check::check(&document)
}

/// Says of a fault of the YAML what a policy knows: an empty one is no empty manifest, and it has no defaults of listings.
fn reworded(mut fault: Diagnostic) -> Diagnostic {
    if fault.code == catalogue::EMPTY_FILE.code {
        return catalogue::NOT_A_POLICY.at(fault.location, "the policy is empty".to_owned());
    }
    let instead = HINTS.iter().find(|(rule, _)| rule.code == fault.code);
    if let Some((_, hint)) = instead {
        fault.hinted((*hint).to_owned());
    }
    fault
}

/// What to do where the hint of a rule is for manifests alone.
const HINTS: [(&Rule, &str); 4] = [
    (&catalogue::ANCHOR, "write out the value"),
    (&catalogue::MERGE_KEY, "write out the keys"),
    (
        &catalogue::SECOND_DOCUMENT,
        "keep one of them: a policy is one document",
    ),
    (
        &catalogue::DIRECTIVE,
        "remove the line; a policy is always YAML 1.2",
    ),
];
