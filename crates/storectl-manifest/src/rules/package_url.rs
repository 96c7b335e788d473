//! Where the Store downloads an installer.

use storectl_model::PackageType;
use url::{Host, Url};

use super::url as urls;
use crate::{catalogue, checker::Checker};

/// Checks the address of an installer of type `kind`.
pub(super) fn package_url(
    checker: &mut Checker<'_>,
    at: &str,
    written: &str,
    kind: Option<PackageType>,
) {
    let Some(url) = urls::required(checker, at, written) else {
        return;
    };
    let shown = checker.quote(at, &without_userinfo(&url, written));
    if !url.username().is_empty() || url.password().is_some() {
        let message = "the package URL contains a user name or password".to_owned();
        checker.report(&catalogue::URL_USERINFO, at, message);
    }
    if url.fragment().is_some() {
        let message = format!("{shown} contains a fragment (the part after `#`)");
        checker.report(&catalogue::URL_FRAGMENT, at, message);
    }
    if let Some(parameter) = signature(&url) {
        let message = format!("the package URL is signed: it has a `{parameter}` parameter");
        checker.report(&catalogue::SIGNED_URL, at, message);
    }
    if url.scheme() == "http" {
        checker.report(&catalogue::PLAIN_HTTP, at, format!("{shown} is not https"));
    }
    if redirects(&url) {
        let message = format!("{shown} probably redirects");
        checker.report(&catalogue::REDIRECTING_URL, at, message);
    }
    if !is_versioned(&url) {
        let message = format!("{shown} has no version");
        checker.report(&catalogue::UNVERSIONED_URL, at, message);
    }
    if let (Some(kind), Some(ending)) = (kind, PackageType::of_url(written))
        && kind != ending
    {
        let message = format!("packageType is {kind}, but the URL ends with .{ending}");
        checker.report(&catalogue::TYPE_AND_ENDING, at, message);
    }
}

/// A password is in no message; the query of a signed URL is not either.
fn without_userinfo(url: &Url, written: &str) -> String {
    let userinfo = !url.username().is_empty() || url.password().is_some();
    if !userinfo && signature(url).is_none() {
        return written.to_owned();
    }
    let mut url = url.clone();
    // Neither can fail for a URL with a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.into()
}

/// Returns the parameter that makes a URL a signed one, which expires (forms, Outputs 3).
fn signature(url: &Url) -> Option<String> {
    const PARAMETERS: [&str; 6] = [
        "sig",
        "x-amz-signature",
        "x-goog-signature",
        "signature",
        "token",
        "access_token",
    ];
    let mut names = url.query_pairs().map(|(name, _)| name.to_ascii_lowercase());
    names.find(|it| PARAMETERS.contains(&it.as_str()))
}

/// Returns whether the URL is of a service that answers downloads with a redirect (field note 35).
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

/// Returns whether the URL has a version-like part: a digit that is not of an architecture, and no `latest`.
fn is_versioned(url: &Url) -> bool {
    const NOT_VERSIONS: [&str; 12] = [
        "arm64", "aarch64", "win64", "win32", "amd64", "x86_64", "x86-64", "x64", "x86", "i386",
        "64bit", "32bit",
    ];
    // The values of a signature and its dates are not versions.
    let query = match signature(url) {
        Some(_) => "",
        None => url.query().unwrap_or_default(),
    };
    let mut rest = format!("{}?{query}", url.path()).to_ascii_lowercase();
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
        assert!(!versioned(
            "https://contoso.com/setup.exe?se=2026-01-01&sig=a1"
        ));
    }

    #[test]
    fn a_signature_is_known_by_its_parameter() {
        let signed = |it: &str| signature(&Url::parse(it).unwrap());
        for query in [
            "sig=a",
            "X-Amz-Signature=a",
            "b=c&token=a",
            "ACCESS_TOKEN=a",
        ] {
            assert!(signed(&format!("https://contoso.com/1/a.exe?{query}")).is_some());
        }
        assert_eq!(signed("https://contoso.com/1/a.exe?v=sig"), None);
    }
}
