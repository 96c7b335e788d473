//! Which package an installer belongs to.

use serde_json::Value;

use super::packages;
use crate::{format, parse::Document, variables::Variables};

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
}

/// Most packages that an error names.
const NAMED: usize = 10;

fn names(packages: &[String]) -> Vec<&str> {
    packages.iter().map(String::as_str).collect()
}

/// Returns the index of the package whose URL ends with the name of a file, or of the only one (forms.md, Installers 11).
///
/// # Errors
/// No package, or several that it may be.
pub fn package_of_installer(
    document: &Document,
    vars: &Variables,
    file: &str,
) -> Result<usize, NoPackage> {
    let packages = packages(document, vars);
    let is_named = |package: &Value| {
        let url = package.get("packageUrl").and_then(Value::as_str);
        url.is_some_and(|it| ends_with(it, file))
    };
    let matching = packages.iter().enumerate().filter(|(_, it)| is_named(it));
    let matching: Vec<usize> = matching.map(|(index, _)| index).collect();
    match (matching.as_slice(), packages.len()) {
        ([one], _) => Ok(*one),
        ([], 0) => Err(NoPackage::None),
        ([], 1) => Ok(0),
        ([], _) => Err(NoPackage::NoneMatches {
            file: file.to_owned(),
        }),
        (several, _) => Err(NoPackage::SeveralMatch {
            file: file.to_owned(),
            packages: several.iter().map(|it| format!("packages[{it}]")).collect(),
        }),
    }
}

/// Returns whether the last part of a URL's path is the name of a file, which may hold spaces, or its query ends with it.
fn ends_with(url: &str, file: &str) -> bool {
    if file.is_empty() {
        return false;
    }
    let url = url.replace("%20", " ");
    let (address, query) = match url.split_once(['?', '#']) {
        Some((address, query)) => (address, query),
        None => (url.as_str(), ""),
    };
    let is_file = |text: &str, before: char| {
        let last = text.rsplit_once(before).map(|(_, last)| last);
        last.is_some_and(|it| it.eq_ignore_ascii_case(file))
    };
    is_file(address, '/') || is_file(query, '=') || is_file(query, '/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn package(urls: &[&str], file: &str) -> Result<usize, NoPackage> {
        let packages: Vec<String> = urls
            .iter()
            .map(|it| format!("{{ packageUrl: \"{it}\" }}"))
            .collect();
        let manifest = format!(
            "vars: {{ version: 1.5.0 }}\npackages: [{}]\n",
            packages.join(", ")
        );
        let document = parse::read("storectl.yaml", manifest.as_bytes()).unwrap();
        package_of_installer(&document, &Variables::default(), file)
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
}
