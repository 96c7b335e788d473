//! Installers.

use std::collections::{BTreeMap, BTreeSet};

use storectl_model::{
    Architecture, DesiredErrorDetail, DesiredPackage, ErrorScenario, Field, LanguageTag,
    PackageType, limits,
};
use url::{Host, Url};

use super::{
    language,
    list::{keyed, list},
    text, url as urls,
};
use crate::{
    catalogue,
    checker::Checker,
    format, pointer,
    raw::{Clearable, ErrorDetail, ErrorValue, Language, List, NonNull, Package, Word},
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
            .hinted("a product has at least one package: name it, or leave the key out to keep the packages there are".to_owned());
        return None;
    }
    let mut packages: Vec<DesiredPackage> = Vec::new();
    for (index, raw) in raw.0.into_iter().enumerate() {
        let at = pointer::item(at, index);
        if let Some(package) = package(checker, &at, raw) {
            check_twins(checker, &at, &package, &packages);
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
        generic_doc_url: urls::nullable(checker, &to("genericDocUrl"), generic_doc_url),
        error_details: details(checker, &to("errorDetails"), error_details),
    };
    if let Some(written) = &package_url {
        check_url(
            checker,
            &to("packageUrl"),
            written,
            package.package_type.set().copied(),
        );
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
                .hinted("name the one architecture, or leave the key out".to_owned());
        } else if list.0.len() > 1 {
            let message = format!("{} architectures in one package, limit 1", list.0.len());
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
            .hinted("name at least one language, or leave the key out".to_owned());
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

fn details(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<List<ErrorDetail>>,
) -> Field<BTreeMap<ErrorScenario, Field<Vec<DesiredErrorDetail>>>> {
    keyed(
        checker,
        at,
        "errorScenario",
        raw,
        |checker, at, item: ErrorDetail| {
            let at = pointer::join(at, "errorScenarioDetails");
            let values = list(checker, &at, item.error_scenario_details).map(|values| {
                let checked = values.into_iter().enumerate();
                checked
                    .filter_map(|(index, it)| error_value(checker, &pointer::item(&at, index), it))
                    .collect()
            });
            Some((item.error_scenario.0?.0, values))
        },
    )
}

fn error_value(checker: &mut Checker<'_>, at: &str, raw: ErrorValue) -> Option<DesiredErrorDetail> {
    let ErrorValue {
        error_value: NonNull(value),
        error_url,
    } = raw;
    let value = value.and_then(|it| text::plain(checker, &pointer::join(at, "errorValue"), it.0));
    let url = urls::nullable(checker, &pointer::join(at, "errorUrl"), error_url);
    Some(DesiredErrorDetail {
        error_value: value?,
        error_url: url.set().cloned(),
    })
}

/// Two packages of one manifest must differ in what tells packages apart (trap 51).
fn check_twins(
    checker: &mut Checker<'_>,
    at: &str,
    package: &DesiredPackage,
    others: &[DesiredPackage],
) {
    let key = |it: &DesiredPackage| {
        (
            it.architecture.clone(),
            it.languages.clone(),
            it.package_type.clone(),
        )
    };
    let whole = package.architecture.is_managed()
        && package.languages.is_managed()
        && package.package_type.is_managed();
    for (index, other) in others.iter().enumerate() {
        let same_url = other.package_url == package.package_url;
        if key(other) != key(package) || !(same_url || whole) {
            continue;
        }
        let first = checker.place(&pointer::join(
            &pointer::item("/packages", index),
            "packageUrl",
        ));
        let (rule, message) = if same_url {
            (
                &catalogue::SAME_PACKAGE,
                format!("the package of packages[{index}] again"),
            )
        } else {
            let message =
                format!("the architecture, languages and type of packages[{index}] again");
            (&catalogue::AMBIGUOUS_PACKAGES, message)
        };
        checker
            .report(rule, &pointer::join(at, "packageUrl"), message)
            .with(first, "first here");
        return;
    }
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
                    "`installerParameters` is cleared while the installer is not silent by itself"
                        .to_owned(),
                )
                .with(silent, "not silent, says this");
        }
        (Field::Set(true), Field::Set(_)) => {
            checker
                .report(
                    &catalogue::LEFTOVER_PARAMETERS,
                    &parameters,
                    "`installerParameters` is given though the installer is silent by itself"
                        .to_owned(),
                )
                .with(silent, "silent, says this");
        }
        (Field::Absent | Field::Clear | Field::Set(_), _) => {}
    }
    if let Field::Set(written) = &package.installer_parameters {
        let length = written.chars().count();
        let limit = limits::INSTALLER_PARAMETERS;
        if length > limit {
            let message = format!(
                "`{}` has {length} characters; the API is known to take {limit}: {} too many",
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
                "`genericDocUrl` is cleared and the package is an exe".to_owned(),
            );
        }
        Field::Set(PackageType::Msi) if package.error_details.set().is_some() => {
            checker.report_key(
                &catalogue::MSI_ERROR_DETAILS,
                &pointer::join(at, "errorDetails"),
                "`errorDetails` of an msi".to_owned(),
            );
        }
        Field::Set(PackageType::Exe | PackageType::Msi) | Field::Absent | Field::Clear => {}
    }
}

fn check_url(checker: &mut Checker<'_>, at: &str, written: &str, kind: Option<PackageType>) {
    let Some(url) = urls::required(checker, at, written) else {
        return;
    };
    let shown = format::shorten(written);
    if url.scheme() == "http" {
        checker.report(
            &catalogue::PLAIN_HTTP,
            at,
            format!("`{shown}` is not https"),
        );
    }
    if redirects(&url) {
        checker.report(
            &catalogue::REDIRECTING_URL,
            at,
            format!("`{shown}` is likely to redirect"),
        );
    }
    if !is_versioned(&url) {
        checker.report(
            &catalogue::UNVERSIONED_URL,
            at,
            format!("`{shown}` names no version"),
        );
    }
    let ending = match url
        .path()
        .rsplit_once('.')
        .map(|(_, it)| it.to_ascii_lowercase())
    {
        Some(it) if it == "exe" => Some(PackageType::Exe),
        Some(it) if it == "msi" => Some(PackageType::Msi),
        Some(_) | None => None,
    };
    if let (Some(kind), Some(ending)) = (kind, ending)
        && kind != ending
    {
        checker.report(
            &catalogue::TYPE_AND_ENDING,
            at,
            format!("packageType is {kind}, the URL ends with .{ending}"),
        );
    }
}

/// Tells whether the URL is of a service that answers downloads with a redirect (field note 35).
fn redirects(url: &Url) -> bool {
    let host = match url.host() {
        Some(Host::Domain(name)) => name.trim_start_matches("www.").to_ascii_lowercase(),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => return false,
    };
    match host.as_str() {
        "github.com" => url.path().contains("/releases/") || url.path().contains("/archive/"),
        "aka.ms" | "bit.ly" | "go.microsoft.com" | "sourceforge.net" | "tinyurl.com" => true,
        _ => false,
    }
}

/// Tells whether the URL has a version-like part: a digit that is not of an architecture, and no `latest`.
fn is_versioned(url: &Url) -> bool {
    const NOT_VERSIONS: [&str; 12] = [
        "arm64", "aarch64", "win64", "win32", "amd64", "x86_64", "x86-64", "x64", "x86", "i386",
        "64bit", "32bit",
    ];
    let mut rest =
        format!("{}?{}", url.path(), url.query().unwrap_or_default()).to_ascii_lowercase();
    let latest = rest
        .split(|it: char| !it.is_ascii_alphanumeric())
        .any(|it| it == "latest");
    for word in NOT_VERSIONS {
        rest = rest.replace(word, "");
    }
    !latest && rest.bytes().any(|it| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_digit_that_is_not_the_architecture() {
        let versioned = |it: &str| is_versioned(&Url::parse(it).unwrap());
        assert!(versioned("https://contoso.com/1.4.2/setup-x64.exe"));
        assert!(versioned("https://contoso.com/setup.exe?v=3"));
        assert!(!versioned("https://contoso2.com/setup-x64.exe"));
        assert!(!versioned("https://contoso.com/latest/1/setup.exe"));
        assert!(versioned("https://contoso.com/2/latestnews.exe"));
    }
}
