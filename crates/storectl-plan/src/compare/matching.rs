//! Which package of the manifest is which of the Store's.

use std::collections::BTreeSet;

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
    // A pair that is settled is nobody else's candidate, so one pass of each rule settles all that it can.
    for rule in rules {
        let pairs = only_candidates(desired, live, &found, rule);
        for (ours, theirs) in pairs {
            found[ours] = Some(theirs);
        }
    }
    // One left on each side of an equal set is the same package with another identity, unless nothing connects them.
    let left: Vec<usize> = (0..desired.len())
        .filter(|at| found[*at].is_none())
        .collect();
    let taken: BTreeSet<usize> = found.iter().flatten().copied().collect();
    let free: Vec<usize> = (0..live.len()).filter(|it| !taken.contains(it)).collect();
    if let ([at], [only]) = (left.as_slice(), free.as_slice())
        && !is_another(&desired[*at], &live[*only])
    {
        found[*at] = Some(*only);
    }
    found
}

/// Pairs the packages that a rule connects with each other and with no other one; those in `found` are settled.
fn only_candidates(
    desired: &[Identity<'_>],
    live: &[Identity<'_>],
    found: &[Option<usize>],
    rule: fn(&Identity<'_>, &Identity<'_>) -> bool,
) -> Vec<(usize, usize)> {
    let taken: BTreeSet<usize> = found.iter().flatten().copied().collect();
    let free: Vec<(usize, &Identity<'_>)> = live
        .iter()
        .enumerate()
        .filter(|(at, _)| !taken.contains(at))
        .collect();
    let open = desired.iter().zip(found).enumerate();
    let open = open.filter_map(|(at, (ours, found))| found.is_none().then_some((at, ours)));
    let mut rivals = vec![0_usize; live.len()];
    let mut only = Vec::new();
    for (ours, identity) in open {
        let (mut first, mut count) = (None, 0_usize);
        for (theirs, _) in free.iter().filter(|(_, it)| rule(identity, it)) {
            first = first.or(Some(*theirs));
            count += 1;
            rivals[*theirs] += 1;
        }
        only.extend(first.filter(|_| count == 1).map(|theirs| (ours, theirs)));
    }
    only.retain(|(_, theirs)| rivals[*theirs] == 1);
    only
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use storectl_model::PackageId;

    use super::*;

    thread_local! {
        static LOOKS: Cell<usize> = const { Cell::new(0) };
    }

    fn counted(ours: &Identity<'_>, theirs: &Identity<'_>) -> bool {
        LOOKS.set(LOOKS.get() + 1);
        has_url(ours, theirs)
    }

    fn package(at: usize) -> RemotePackage {
        RemotePackage {
            package_id: PackageId::unassigned(),
            package_url: Some(format!("https://contoso.com/{at}/setup.exe")),
            languages: vec!["en-us".to_owned()],
            architectures: vec!["X64".to_owned()],
            is_silent_install: None,
            installer_parameters: None,
            generic_doc_url: None,
            error_details: Vec::new(),
            package_type: Some("exe".to_owned()),
            extra: serde_json::Map::new(),
        }
    }

    #[test]
    fn a_rule_looks_at_each_pair_of_packages_once() {
        let packages: Vec<RemotePackage> = (0..300).map(package).collect();
        let identities: Vec<Identity<'_>> = packages.iter().map(Identity::of_stored).collect();
        let reversed: Vec<Identity<'_>> = identities.iter().rev().cloned().collect();
        let none = vec![None; 300];
        let pairs = only_candidates(&identities, &reversed, &none, counted);
        assert_eq!(LOOKS.get(), 300 * 300);
        let expected: Vec<(usize, usize)> = (0..300).map(|it| (it, 299 - it)).collect();
        assert_eq!(pairs, expected);
    }
}
