//! Which package an installer belongs to.

use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

use super::packages;
use crate::{format, parse::Document, variables::Variables};

/// Where an installer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstallerPlace<'a> {
    /// In a file of this name.
    File(&'a str),
    /// At this address.
    Address(&'a str),
}

/// Why an installer belongs to no package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPackage {
    /// There is none.
    #[error("it has no packages")]
    None,
    /// There are several, and none names the file.
    #[error("none of its packages has a packageUrl that ends with `{file}`")]
    NoneMatches {
        /// The name of the file.
        file: String,
    },
    /// Several name the file.
    #[error("several of its packages have a packageUrl that ends with `{file}`: {}", format::some_of(&names(packages), NAMED))]
    SeveralMatch {
        /// The name of the file.
        file: String,
        /// Their addresses, such as `packages[0]`.
        packages: Vec<String>,
    },
    /// There are several, and none has the address, which names no file.
    #[error("none of its packages has this packageUrl")]
    NoneHasUrl,
    /// Several have the address.
    #[error("several of its packages have this packageUrl: {}", format::some_of(&names(packages), NAMED))]
    SeveralHaveUrl {
        /// Their addresses, such as `packages[0]`.
        packages: Vec<String>,
    },
}

/// Most packages that an error names.
const NAMED: usize = 10;

fn names(packages: &[String]) -> Vec<&str> {
    packages.iter().map(String::as_str).collect()
}

/// Returns the index of the package that an installer belongs to: the one with its address, or whose URL ends with the name of
/// its file, or the only one (forms.md, Installers 11).
///
/// # Errors
/// No package, or several that it may be.
pub fn package_of_installer(
    document: &Document,
    vars: &Variables,
    place: InstallerPlace<'_>,
) -> Result<usize, NoPackage> {
    let packages = packages(document, vars);
    let urls: Vec<&str> = packages
        .iter()
        .map(|it| {
            it.get("packageUrl")
                .and_then(Value::as_str)
                .unwrap_or_default()
        })
        .collect();
    let (same, file) = match place {
        InstallerPlace::File(name) => (Vec::new(), name.to_owned()),
        InstallerPlace::Address(address) => {
            let same = indices(&urls, |it| is_same(it, address));
            (same, last_segment(address))
        }
    };
    match same.as_slice() {
        [] => {}
        [one] => return Ok(*one),
        several => {
            return Err(NoPackage::SeveralHaveUrl {
                packages: addresses(several),
            });
        }
    }
    let named = indices(&urls, |it| ends_with(it, &file));
    match (named.as_slice(), urls.len()) {
        ([one], _) => Ok(*one),
        ([], 0) => Err(NoPackage::None),
        ([], 1) => Ok(0),
        ([], _) if file.is_empty() => Err(NoPackage::NoneHasUrl),
        ([], _) => Err(NoPackage::NoneMatches { file }),
        (several, _) => Err(NoPackage::SeveralMatch {
            file,
            packages: addresses(several),
        }),
    }
}

fn indices(urls: &[&str], is_it: impl Fn(&str) -> bool) -> Vec<usize> {
    let urls = urls.iter().enumerate();
    let those = urls.filter(|(_, url)| is_it(url));
    those.map(|(index, _)| index).collect()
}

fn addresses(packages: &[usize]) -> Vec<String> {
    packages
        .iter()
        .map(|it| format!("packages[{it}]"))
        .collect()
}

/// Returns whether two addresses are the same, however they are written.
fn is_same(one: &str, other: &str) -> bool {
    match (one.parse::<Url>(), other.parse::<Url>()) {
        (Ok(one), Ok(other)) => one == other,
        (Ok(_) | Err(_), _) => one == other,
    }
}

/// Returns the last part of the path of an address, decoded: the name of the file there. Empty where there is none.
fn last_segment(address: &str) -> String {
    let url = address.parse::<Url>().ok();
    let segments = url.as_ref().and_then(Url::path_segments);
    let last = segments.and_then(|mut it| it.next_back());
    decoded(last.unwrap_or_default())
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Returns whether the last part of a URL's path is the name of a file, or its query ends with it.
fn ends_with(url: &str, file: &str) -> bool {
    if file.is_empty() {
        return false;
    }
    let (address, query) = url.split_once(['?', '#']).unwrap_or((url, ""));
    let is_file = |text: &str, before: char| {
        let last = text.rsplit_once(before).map(|(_, last)| decoded(last));
        last.is_some_and(|it| it.eq_ignore_ascii_case(file))
    };
    is_file(address, '/') || is_file(query, '=') || is_file(query, '/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn package(urls: &[&str], file: &str) -> Result<usize, NoPackage> {
        owner(urls, InstallerPlace::File(file))
    }

    fn owner(urls: &[&str], place: InstallerPlace<'_>) -> Result<usize, NoPackage> {
        let packages: Vec<String> = urls
            .iter()
            .map(|it| format!("{{ packageUrl: \"{it}\" }}"))
            .collect();
        let manifest = format!(
            "vars: {{ version: 1.5.0 }}\npackages: [{}]\n",
            packages.join(", ")
        );
        let document = parse::read("storectl.yaml", manifest.as_bytes()).unwrap();
        package_of_installer(&document, &Variables::default(), place)
    }

    #[test]
    fn a_package_is_found_by_the_name_of_its_file_with_variables_replaced() {
        let urls = [
            "https://c.example/${version}/setup-x64.exe",
            "https://c.example/app-${version}.msi?x=1",
            "https://c.example/Contoso%20Setup.exe",
            "https://c.example/get?file=tool.exe",
        ];
        for (file, index) in [
            ("setup-x64.exe", 0),
            ("app-1.5.0.msi", 1),
            ("contoso setup.exe", 2),
            ("tool.exe", 3),
        ] {
            assert_eq!(package(&urls, file), Ok(index), "{file}");
        }
    }

    #[test]
    fn the_only_package_needs_no_name() {
        assert_eq!(package(&["https://c.example/a.exe"], "build.exe"), Ok(0));
    }

    #[test]
    fn a_file_that_may_be_none_or_several_is_refused() {
        let file = "setup.exe".to_owned();
        let urls = [
            "https://c.example/x64/setup.exe",
            "https://c.example/arm64/setup.exe",
        ];
        let packages = vec!["packages[0]".to_owned(), "packages[1]".to_owned()];
        let several = NoPackage::SeveralMatch { file, packages };
        assert_eq!(package(&urls, "setup.exe"), Err(several));
        // A part of a name is another file.
        let file = "up.exe".to_owned();
        assert_eq!(
            package(&urls, "up.exe"),
            Err(NoPackage::NoneMatches { file })
        );
        assert_eq!(package(&[], "setup.exe"), Err(NoPackage::None));
    }

    #[test]
    fn an_address_is_that_of_its_package_before_any_name() {
        let urls = [
            "https://c.example/x64/setup.exe",
            "https://c.example/${version}/setup.exe",
            "https://d.example/Contoso%20Setup.exe?a=1",
            "https://d.example/Contoso%20Setup.exe?a=2",
        ];
        for (address, index) in [
            ("https://c.example/x64/setup.exe", 0),
            ("HTTPS://C.example:443/1.5.0/setup.exe", 1),
            ("https://d.example/Contoso%20Setup.exe?a=2", 3),
        ] {
            assert_eq!(
                owner(&urls, InstallerPlace::Address(address)),
                Ok(index),
                "{address}"
            );
        }
    }

    #[test]
    fn an_address_of_no_package_counts_by_the_name_of_its_file() {
        let urls = [
            "https://c.example/Contoso%20Setup.exe",
            "https://c.example/a.msi",
        ];
        let of = |address: &str| owner(&urls, InstallerPlace::Address(address));
        assert_eq!(of("https://build.example/7/contoso%20setup.exe?x"), Ok(0));
        let file = "b.exe".to_owned();
        assert_eq!(
            of("https://c.example/b.exe"),
            Err(NoPackage::NoneMatches { file })
        );
        assert_eq!(of("https://c.example/"), Err(NoPackage::NoneHasUrl));
        assert_eq!(of("https://["), Err(NoPackage::NoneHasUrl));
        let one = owner(&urls[..1], InstallerPlace::Address("https://c.example/"));
        assert_eq!(one, Ok(0));
        let twice = [urls[1], urls[1]];
        let packages = vec!["packages[0]".to_owned(), "packages[1]".to_owned()];
        assert_eq!(
            owner(&twice, InstallerPlace::Address(urls[1])),
            Err(NoPackage::SeveralHaveUrl { packages })
        );
    }
}
