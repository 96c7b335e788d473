//! Which package of the manifest is which of the Store's.

use std::collections::{BTreeMap, BTreeSet};

use storectl_model::{DesiredPackage, LanguageTag, RemotePackage};

/// What names a package: what it does not say contradicts nothing.
#[derive(Clone, Debug)]
pub(crate) struct Identity<'a> {
    url: Option<&'a str>,
    package_type: Option<&'a str>,
    architectures: Option<Vec<&'a str>>,
    languages: Option<BTreeSet<String>>,
}

impl<'a> Identity<'a> {
    /// Takes a package of the manifest.
    pub(crate) fn of_desired(package: &'a DesiredPackage) -> Self {
        let languages = package.languages.set();
        Self {
            url: Some(&package.package_url),
            package_type: package.package_type.set().map(|it| it.as_str()),
            architectures: package.architecture.set().map(|it| vec![it.as_str()]),
            languages: languages.map(|it| {
                it.iter()
                    .map(|it| LanguageTag::key(it).to_owned())
                    .collect()
            }),
        }
    }

    /// Takes a package of the Store.
    pub(crate) fn of_stored(package: &'a RemotePackage) -> Self {
        let languages = package.languages.iter();
        Self {
            url: package.package_url.as_deref(),
            package_type: Some(package.package_type.as_deref().unwrap_or_default()),
            architectures: Some(package.architectures.iter().map(String::as_str).collect()),
            languages: Some(languages.map(|it| it.to_ascii_lowercase()).collect()),
        }
    }
}

impl Identity<'_> {
    /// Names the package for people: architecture, type and languages.
    pub(crate) fn label(&self) -> String {
        let architectures = self.architectures.iter().flatten().copied();
        let languages = self.languages.iter().flatten().map(String::as_str);
        let words = architectures
            .chain(self.package_type.filter(|it| !it.is_empty()))
            .chain(languages);
        words.collect::<Vec<_>>().join(" ")
    }
}

/// Finds for each package of the manifest the one of the Store it means, by architecture, languages and type, then by
/// URL (trap 51). What the manifest does not say contradicts nothing.
pub(crate) fn matches(desired: &[Identity<'_>], live: &[Identity<'_>]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; desired.len()];
    let rules: [fn(&Identity<'_>, &Identity<'_>) -> bool; 3] = [
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
fn is_another(ours: &Identity<'_>, theirs: &Identity<'_>) -> bool {
    !has_architecture(ours, theirs) && !has_type(ours, theirs) && !has_url(ours, theirs)
}

fn has_architecture(ours: &Identity<'_>, theirs: &Identity<'_>) -> bool {
    let (Some(ours), Some(theirs)) = (&ours.architectures, &theirs.architectures) else {
        return true;
    };
    let has = |it: &&str| theirs.iter().any(|their| their.eq_ignore_ascii_case(it));
    ours.iter().any(has) || (ours.is_empty() && theirs.is_empty())
}

fn has_type(ours: &Identity<'_>, theirs: &Identity<'_>) -> bool {
    let (Some(ours), Some(theirs)) = (ours.package_type, theirs.package_type) else {
        return true;
    };
    ours.eq_ignore_ascii_case(theirs)
}

fn is_alike(ours: &Identity<'_>, theirs: &Identity<'_>) -> bool {
    let languages = match (&ours.languages, &theirs.languages) {
        (Some(ours), Some(theirs)) => ours == theirs,
        (None, _) | (_, None) => true,
    };
    languages && has_architecture(ours, theirs) && has_type(ours, theirs)
}

fn has_url(ours: &Identity<'_>, theirs: &Identity<'_>) -> bool {
    ours.url == theirs.url
}
