//! Which package of the manifest is which of the Store's.

use std::collections::{BTreeMap, BTreeSet};

use storectl_model::{DesiredPackage, LanguageTag, RemotePackage};

/// Finds for each package of the manifest the one of the Store it means, by architecture, languages and type, then by
/// URL (trap 51). What the manifest does not say contradicts nothing.
pub(crate) fn matches(desired: &[DesiredPackage], live: &[RemotePackage]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; desired.len()];
    let rules: [fn(&DesiredPackage, &RemotePackage) -> bool; 3] = [
        |ours, theirs| is_alike(ours, theirs) && has_url(ours, theirs),
        is_alike,
        has_url,
    ];
    for rule in rules {
        // Settling one package can leave another with a single candidate, so each rule runs until it settles no more.
        loop {
            let taken: BTreeSet<usize> = found.iter().flatten().copied().collect();
            let open: Vec<usize> = (0..desired.len())
                .filter(|at| found.get(*at).is_some_and(Option::is_none))
                .collect();
            let candidates: BTreeMap<usize, Vec<usize>> = open
                .iter()
                .map(|&at| {
                    (
                        at,
                        (0..live.len())
                            .filter(|it| !taken.contains(it) && rule(&desired[at], &live[*it]))
                            .collect(),
                    )
                })
                .collect();
            let settled = candidates.iter().find_map(|(&at, theirs)| {
                let &[only] = theirs.as_slice() else {
                    return None;
                };
                let rivals = candidates
                    .values()
                    .filter(|others| others.contains(&only))
                    .count();
                (rivals == 1).then_some((at, only))
            });
            let Some((at, only)) = settled else { break };
            found[at] = Some(only);
        }
    }
    // One left on each side of an equal set is the same package with another identity, unless nothing connects them.
    let left: Vec<usize> = (0..desired.len())
        .filter(|at| found[*at].is_none())
        .collect();
    let free: Vec<usize> = (0..live.len())
        .filter(|at| !found.contains(&Some(*at)))
        .collect();
    if let ([at], [only]) = (left.as_slice(), free.as_slice())
        && !is_another(&desired[*at], &live[*only])
    {
        found[*at] = Some(*only);
    }
    found
}

/// Returns whether two packages have nothing in common: another type, another architecture and another address. Such a package
/// replaces the other and inherits nothing from it (design.md §5).
fn is_another(ours: &DesiredPackage, theirs: &RemotePackage) -> bool {
    !has_architecture(ours, theirs) && !has_type(ours, theirs) && !has_url(ours, theirs)
}

fn has_architecture(ours: &DesiredPackage, theirs: &RemotePackage) -> bool {
    ours.architecture.set().is_none_or(|it| {
        theirs
            .architectures
            .iter()
            .any(|their| their.eq_ignore_ascii_case(it.as_str()))
    })
}

fn has_type(ours: &DesiredPackage, theirs: &RemotePackage) -> bool {
    ours.package_type.set().is_none_or(|it| {
        theirs
            .package_type
            .as_deref()
            .is_some_and(|their| their.eq_ignore_ascii_case(it.as_str()))
    })
}

fn is_alike(ours: &DesiredPackage, theirs: &RemotePackage) -> bool {
    let languages = ours.languages.set().is_none_or(|ours| {
        let ours: BTreeSet<&str> = ours.iter().map(LanguageTag::key).collect();
        ours.len() == theirs.languages.len()
            && theirs
                .languages
                .iter()
                .all(|it| ours.contains(it.to_ascii_lowercase().as_str()))
    });
    languages && has_architecture(ours, theirs) && has_type(ours, theirs)
}

fn has_url(ours: &DesiredPackage, theirs: &RemotePackage) -> bool {
    theirs.package_url.as_deref() == Some(ours.package_url.as_str())
}
