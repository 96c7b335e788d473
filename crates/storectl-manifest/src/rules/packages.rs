//! Installers.

use std::collections::{BTreeMap, BTreeSet};

use storectl_model::{Architecture, DesiredPackage, Field, LanguageTag, PackageType, limits};

use super::{exit_codes, expect, language, package_url::package_url, text, url as urls};
use crate::{
    catalogue,
    checker::Checker,
    pointer,
    raw::{Language, List, NonNull, Package, Word},
};

pub(super) fn packages(
    checker: &mut Checker<'_>,
    raw: Option<List<Package>>,
) -> Option<Vec<DesiredPackage>> {
    let at = "/packages";
    let raw = raw?;
    if raw.0.is_empty() {
        checker
            .report(&catalogue::EMPTY_LIST, at, "`packages` is an empty list".to_owned())
            .hinted("a product needs at least one package: add one, or delete the key to keep the current packages".to_owned());
        return None;
    }
    let mut packages = Vec::new();
    let mut twins = Twins::default();
    for (index, raw) in raw.0.into_iter().enumerate() {
        let at = pointer::item(at, index);
        if let Some(package) = package(checker, &at, raw) {
            twins.check(checker, &at, &package);
            packages.push(package);
        }
    }
    Some(packages)
}

fn package(checker: &mut Checker<'_>, at: &str, raw: Package) -> Option<DesiredPackage> {
    let Package {
        package_url,
        package_type,
        architectures,
        languages,
        is_silent_install,
        installer_parameters,
        generic_doc_url,
        error_details,
        expect,
    } = raw;
    let to = |name: &str| pointer::join(at, name);
    let package_url = package_url
        .0
        .and_then(|it| text::plain(checker, &to("packageUrl"), it.0));
    let package = DesiredPackage {
        package_url: package_url.clone().unwrap_or_default(),
        package_type: package_type.map(|it| Some(it.0)),
        architecture: architecture(checker, &to("architectures"), architectures),
        languages: languages.map(|it| self::languages(checker, &to("languages"), it)),
        is_silent_install: is_silent_install.map(Some),
        installer_parameters: text::inline(
            checker,
            &to("installerParameters"),
            installer_parameters,
        ),
        generic_doc_url: urls::clearable(checker, &to("genericDocUrl"), generic_doc_url),
        error_details: exit_codes::details(checker, &to("errorDetails"), error_details),
        expect: expect::expect(checker, &to("expect"), expect, package_url.as_deref()),
    };
    if let Some(written) = &package_url {
        let kind = package.package_type.set().copied();
        text::check_placeholder(checker, &to("packageUrl"), written);
        self::package_url(checker, &to("packageUrl"), written, kind);
    }
    check_silence(checker, at, &package);
    check_type(checker, at, &package);
    package_url.map(|_| package)
}

fn architecture(
    checker: &mut Checker<'_>,
    at: &str,
    raw: NonNull<List<Word<Architecture>, 1>>,
) -> Field<Architecture> {
    raw.map(|list| {
        let only = list.0.first().map(|it| it.0);
        if list.0.is_empty() {
            let message = format!("`{}` is an empty list", pointer::address(at));
            checker
                .report(&catalogue::EMPTY_LIST, at, message)
                .hinted("add the architecture, or delete the key".to_owned());
        } else if list.0.len() > 1 {
            let message = format!("a package has one architecture, not {}", list.0.len());
            checker.report(&catalogue::ONE_ARCHITECTURE, at, message);
        }
        only
    })
}

fn languages(
    checker: &mut Checker<'_>,
    at: &str,
    raw: List<Language>,
) -> Option<BTreeSet<LanguageTag>> {
    if raw.0.is_empty() {
        let message = format!("`{}` is an empty list", pointer::address(at));
        checker
            .report(&catalogue::EMPTY_LIST, at, message)
            .hinted("add at least one language, or delete the key".to_owned());
        return None;
    }
    let mut tags = BTreeSet::new();
    for (index, written) in raw.0.into_iter().enumerate() {
        let at = pointer::item(at, index);
        let Some(tag) = language::language(checker, &at, &written.0) else {
            continue;
        };
        if !tags.insert(tag) {
            let message = format!("language `{}` is listed twice", written.0);
            checker.report(&catalogue::LISTED_TWICE, &at, message);
        }
    }
    Some(tags)
}

/// What tells packages apart: architecture, languages and type (trap 51).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Identity {
    architecture: Field<Architecture>,
    languages: Field<Vec<String>>,
    package_type: Field<PackageType>,
}

impl Identity {
    fn of(package: &DesiredPackage) -> Self {
        let keys = |it: &BTreeSet<LanguageTag>| it.iter().map(|it| it.key().to_owned()).collect();
        Self {
            architecture: package.architecture.clone(),
            languages: match &package.languages {
                Field::Absent => Field::Absent,
                Field::Clear => Field::Clear,
                Field::Set(tags) => Field::Set(keys(tags)),
            },
            package_type: package.package_type.clone(),
        }
    }

    fn is_complete(&self) -> bool {
        self.architecture.is_managed()
            && self.languages.is_managed()
            && self.package_type.is_managed()
    }
}

/// The packages seen so far, by what tells them apart: the pointer of the first of each.
#[derive(Default)]
struct Twins {
    by_url: BTreeMap<(Identity, String), String>,
    by_identity: BTreeMap<Identity, String>,
}

impl Twins {
    /// Reports a package that cannot be distinguished from an earlier one.
    fn check(&mut self, checker: &mut Checker<'_>, at: &str, package: &DesiredPackage) {
        let identity = Identity::of(package);
        let with_url = (identity.clone(), package.package_url.clone());
        let at = pointer::join(at, "packageUrl");
        if let Some(first) = self.by_url.get(&with_url) {
            let message = format!("same package as `{}`", parent(first));
            let first = checker.place(first);
            checker
                .report(&catalogue::SAME_PACKAGE, &at, message)
                .with(first, "first used here");
            return;
        }
        if let Some(first) = self
            .by_identity
            .get(&identity)
            .filter(|_| identity.is_complete())
        {
            let message = format!(
                "same architecture, languages and type as `{}`",
                parent(first)
            );
            let first = checker.place(first);
            checker
                .report(&catalogue::AMBIGUOUS_PACKAGES, &at, message)
                .with(first, "first used here");
        }
        self.by_url.insert(with_url, at.clone());
        self.by_identity.entry(identity).or_insert(at);
    }
}

fn parent(pointer: &str) -> String {
    pointer::split(pointer).map_or(String::new(), |(parent, _)| pointer::address(parent))
}

fn check_silence(checker: &mut Checker<'_>, at: &str, package: &DesiredPackage) {
    let parameters = pointer::join(at, "installerParameters");
    let silent = checker.place(&pointer::join(at, "isSilentInstall"));
    match (&package.is_silent_install, &package.installer_parameters) {
        (Field::Set(false), Field::Clear) => {
            checker
                .report(
                    &catalogue::SILENT_PARAMETERS,
                    &parameters,
                    "`installerParameters` is cleared, but `isSilentInstall` is false".to_owned(),
                )
                .with(silent, "not silent because of this");
        }
        (Field::Set(true), Field::Set(_)) => {
            checker
                .report(
                    &catalogue::LEFTOVER_PARAMETERS,
                    &parameters,
                    "`installerParameters` is set, but `isSilentInstall` is true".to_owned(),
                )
                .with(silent, "silent because of this");
        }
        (Field::Absent | Field::Clear | Field::Set(_), _) => {}
    }
    if let Field::Set(written) = &package.installer_parameters {
        let length = written.chars().count();
        let limit = limits::INSTALLER_PARAMETERS;
        if length > limit {
            let message = format!(
                "`{}` has {length} characters; the API accepts up to {limit} ({} too many)",
                pointer::address(&parameters),
                length - limit
            );
            checker.report(&catalogue::LONG_PARAMETERS, &parameters, message);
        }
    }
}

fn check_type(checker: &mut Checker<'_>, at: &str, package: &DesiredPackage) {
    match package.package_type {
        Field::Set(PackageType::Exe) if package.generic_doc_url == Field::Clear => {
            checker.report(
                &catalogue::EXE_DOC_URL,
                &pointer::join(at, "genericDocUrl"),
                "`genericDocUrl` is cleared, but the package is an exe".to_owned(),
            );
        }
        Field::Set(PackageType::Msi) if package.error_details.set().is_some() => {
            checker.report_key(
                &catalogue::MSI_ERROR_DETAILS,
                &pointer::join(at, "errorDetails"),
                "`errorDetails` is set for an msi".to_owned(),
            );
        }
        Field::Set(PackageType::Exe | PackageType::Msi) | Field::Absent | Field::Clear => {}
    }
}
