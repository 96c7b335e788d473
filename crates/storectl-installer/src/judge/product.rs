//! Type, architecture, languages, version and downloads of an installer.

use storectl_manifest::installers as rules;
use storectl_model::{LanguageTag, PackageType};

use super::{Finding, Question, Subject, words};
use crate::{Downloader, Facts};

pub(super) fn judge(facts: &Facts, question: &Question<'_>) -> Vec<Finding> {
    [
        package_type(facts, question),
        architecture(facts, question),
        languages(facts, question),
        version(facts, question),
        downloads(facts),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn package_type(facts: &Facts, question: &Question<'_>) -> Option<Finding> {
    let declared = question.package?.package_type?;
    let found = facts.package_type;
    if declared == found {
        return None;
    }
    let message = format!("`packageType` is {declared}, but the file is an {found}");
    let finding = Finding::new(&rules::TYPE_DIFFERS, Subject::PackageType, message);
    Some(finding.hinted(format!(
        "set packageType to {found}, or packageUrl to the {declared}"
    )))
}

/// A set of several architectures contains the helpers of the product, too: one of them is that of the product.
fn architecture(facts: &Facts, question: &Question<'_>) -> Option<Finding> {
    let declared = question.package?.architecture?;
    if facts.architectures.is_empty() || facts.architectures.contains(&declared) {
        return None;
    }
    let found = words::list(facts.architectures.iter().map(|it| it.as_str()));
    let message = format!("`architectures` is `{declared}`, but the product is {found}");
    Some(Finding::new(
        &rules::ARCHITECTURE_DIFFERS,
        Subject::Architectures,
        message,
    ))
}

/// An installer names the languages of its dialogs, usually fewer than the product has. So it is wrong only if it has none of
/// the declared ones, whatever their region. English in the version resource of an exe is what most tools write whatever the
/// product speaks, so it says nothing.
fn languages(facts: &Facts, question: &Question<'_>) -> Option<Finding> {
    let declared = &question.package?.languages;
    let families = |tags: &'_ std::collections::BTreeSet<LanguageTag>| {
        tags.iter().map(LanguageTag::family).collect::<Vec<_>>()
    };
    let found = families(&facts.languages);
    let none = !families(declared).iter().any(|it| found.contains(it));
    let is_english = |it: &LanguageTag| it.as_str().split('-').next() == Some("en");
    let is_default =
        facts.package_type == PackageType::Exe && facts.languages.iter().any(is_english);
    if declared.is_empty() || found.is_empty() || is_default || !none {
        return None;
    }
    let message = format!(
        "`languages` is {}, but the installer is in {}",
        words::list(declared.iter().map(LanguageTag::as_str)),
        words::list(facts.languages.iter().map(LanguageTag::as_str)),
    );
    Some(Finding::new(
        &rules::LANGUAGE_DIFFERS,
        Subject::Languages,
        message,
    ))
}

fn version(facts: &Facts, question: &Question<'_>) -> Option<Finding> {
    if facts.version.is_some() {
        return None;
    }
    let expected = question.package.and_then(|it| it.expect.version.as_ref());
    if !facts.lacks_version {
        let message = format!(
            "the ProductVersion was not read, so it was not compared with the expected `{}`",
            expected?
        );
        let finding = Finding::new(&rules::CANNOT_TELL, Subject::ExpectedVersion, message);
        return Some(finding.into_note());
    }
    let message = match expected {
        Some(expected) => {
            format!("the installer has no ProductVersion to compare with the expected `{expected}`")
        }
        None => "the installer has no ProductVersion".to_owned(),
    };
    let subject = expected.map_or(Subject::PackageUrl, |_| Subject::ExpectedVersion);
    Some(Finding::new(&rules::NO_VERSION, subject, message))
}

fn downloads(facts: &Facts) -> Option<Finding> {
    let Downloader { name, url } = facts.downloaders.first()?;
    let from = url
        .as_ref()
        .map_or(String::new(), |it| format!(" from `{it}`"));
    let others = match facts.downloaders.len() {
        1 => String::new(),
        count => format!(" ({} more)", count - 1),
    };
    let message = format!("`{name}` in the installer downloads while it installs{from}{others}");
    Some(Finding::new(
        &rules::DOWNLOADS,
        Subject::PackageUrl,
        message,
    ))
}
