//! What an installer says that its package does not say yet.

use serde_json::{Value, json};
use storectl_model::{Architecture, Digest, FieldPath, PackageType, Version};

use super::packages;
use crate::{
    adopt::escape,
    edit::{Change, Edit},
    parse::Document,
    release::released_version,
    variables::Variables,
};

/// What an installer says that a package can say. What is not known is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallerValues {
    /// exe or msi.
    pub package_type: PackageType,
    /// The one architecture of the product.
    pub architecture: Option<Architecture>,
    /// The parameters that make an exe silent.
    pub silent: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Who signed it.
    pub signer: Option<String>,
    /// Its length in bytes.
    pub length: Option<u64>,
    /// Its SHA-256.
    pub sha256: Option<Digest>,
}

/// Returns what writes an installer's values into a package. What the package says already, in whatever way, stays as it is. A
/// length and a digest, which every release would break, are written only where there is one already.
pub fn take_installer(
    document: &Document,
    vars: &Variables,
    package: usize,
    values: &InstallerValues,
) -> Vec<Edit> {
    let InstallerValues {
        package_type,
        architecture,
        silent,
        version,
        signer,
        length,
        sha256,
    } = values;
    let packages = packages(document, vars);
    let now = packages.get(package).unwrap_or(&Value::Null);
    let mut taking = Taking {
        now,
        address: FieldPath::of_package(package),
        edits: Vec::new(),
    };
    taking.set(&["packageType"], package_type.as_str().into());
    if let Some(architecture) = architecture {
        taking.set(&["architectures"], json!([architecture.as_str()]));
    }
    if let Some(silent) = silent {
        taking.set(&["isSilentInstall"], false.into());
        let known = taking.text(&["installerParameters"]);
        if !known.is_some_and(|it| has_parameters(it, silent)) {
            taking.set(&["installerParameters"], literal(silent));
        }
    }
    if let Some(version) = version {
        let known = taking.text(&["expect", "version"]);
        if !known.is_some_and(|it| is_same_version(it, version)) {
            let own = released_version(document);
            let is_own = own.is_some_and(|it| is_same_version(&it, version));
            let written = if is_own {
                "${version}".into()
            } else {
                literal(version)
            };
            taking.set(&["expect", "version"], written);
        }
    }
    if let Some(signer) = signer
        && taking.text(&["expect", "signer"]) != Some(signer.as_str())
    {
        taking.set(&["expect", "signer"], literal(signer));
    }
    if let Some(length) = length
        && taking
            .at(&["expect", "length"])
            .is_some_and(Value::is_number)
    {
        taking.set(&["expect", "length"], (*length).into());
    }
    if let Some(sha256) = sha256
        && let Some(known) = taking.at(&["expect", "sha256"])
        // A file of checksums has it.
        && !known.is_object()
        && !known.as_str().is_some_and(|it| it.eq_ignore_ascii_case(sha256.as_str()))
    {
        taking.set(&["expect", "sha256"], sha256.as_str().into());
    }
    taking.edits
}

/// A package that takes values.
struct Taking<'a> {
    /// What it says now, variables replaced.
    now: &'a Value,
    address: FieldPath,
    edits: Vec<Edit>,
}

impl<'a> Taking<'a> {
    fn at(&self, keys: &[&str]) -> Option<&'a Value> {
        keys.iter().try_fold(self.now, |it, key| it.get(key))
    }

    fn text(&self, keys: &[&str]) -> Option<&'a str> {
        self.at(keys)?.as_str()
    }

    /// Sets a value that the package does not have.
    fn set(&mut self, keys: &[&'static str], value: Value) {
        if self.at(keys) == Some(&value) {
            return;
        }
        let address = keys
            .iter()
            .fold(self.address.clone(), |it, key| it.key(*key));
        self.edits.push(Edit {
            address,
            change: Change::Set(value),
        });
    }
}

/// Writes somebody else's text so that it is read as it is.
fn literal(text: &str) -> Value {
    let mut value = Value::from(text);
    escape(&mut value);
    value
}

/// Returns whether parameters hold each of others, in any order.
fn has_parameters(parameters: &str, others: &str) -> bool {
    let mut others = others.split_ascii_whitespace();
    others.all(|other| parameters.split_ascii_whitespace().any(|it| it == other))
}

/// Returns whether two texts are the same version, zeros at its end ignored (forms.md, Installers 7).
fn is_same_version(one: &str, other: &str) -> bool {
    match (one.parse::<Version>(), other.parse::<Version>()) {
        (Ok(one), Ok(other)) => one == other,
        (Ok(_), Err(_)) | (Err(_), Ok(_) | Err(_)) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn setup() -> InstallerValues {
        InstallerValues {
            package_type: PackageType::Exe,
            architecture: Some(Architecture::X64),
            silent: Some("/S".to_owned()),
            version: Some("1.5.0.0".to_owned()),
            signer: Some("Contoso Ltd".to_owned()),
            length: Some(812),
            sha256: Some(Digest::of(b"setup")),
        }
    }

    /// What is written into a package, one `address = value` each.
    fn written(package: &str, values: &InstallerValues) -> Vec<String> {
        let manifest = format!("vars: {{ version: 1.5.0 }}\npackages:\n- {package}\n");
        let document = parse::read("storectl.yaml", manifest.as_bytes()).unwrap();
        let edits = take_installer(&document, &Variables::default(), 0, values);
        let words = edits.iter().map(|it| match &it.change {
            Change::Set(value) => format!("{} = {value}", it.address.within_object()),
            Change::Unset => format!("{} removed", it.address),
        });
        words.collect()
    }

    #[test]
    fn a_package_that_says_nothing_takes_everything_but_what_every_release_would_break() {
        assert_eq!(
            written("{ packageUrl: https://c.example/setup.exe }", &setup()),
            [
                "packageType = \"exe\"",
                "architectures = [\"X64\"]",
                "isSilentInstall = false",
                "installerParameters = \"/S\"",
                "expect.version = \"${version}\"",
                "expect.signer = \"Contoso Ltd\"",
            ]
        );
    }

    #[test]
    fn what_the_package_says_already_in_its_own_way_stays() {
        let package = "{ packageType: exe, architectures: [X64], isSilentInstall: false, installerParameters: /D=x /S, \
             expect: { version: \"1.5\", signer: Contoso Ltd, length: 812 } }";
        assert_eq!(written(package, &setup()), Vec::<String>::new());
    }

    #[test]
    fn what_differs_is_replaced_and_so_is_a_length_or_a_digest_that_is_there() {
        let package = "{ packageType: msi, architectures: [X86], isSilentInstall: true, installerParameters: /quiet, \
             expect: { version: 1.4.0, signer: Fabrikam, length: 1, sha256: 00 } }";
        let sha256 = Digest::of(b"setup");
        assert_eq!(
            written(package, &setup()),
            [
                "packageType = \"exe\"",
                "architectures = [\"X64\"]",
                "isSilentInstall = false",
                "installerParameters = \"/S\"",
                "expect.version = \"${version}\"",
                "expect.signer = \"Contoso Ltd\"",
                "expect.length = 812",
                &format!("expect.sha256 = \"{sha256}\""),
            ]
        );
    }

    #[test]
    fn a_file_of_checksums_stays() {
        let package = "{ expect: { sha256: { file: SHA256SUMS } } }";
        let written = written(package, &setup());
        assert!(
            written.iter().all(|it| !it.contains("sha256")),
            "{written:?}"
        );
    }

    #[test]
    fn another_version_than_the_manifests_and_a_dollar_are_written_as_they_are() {
        let values = InstallerValues {
            version: Some("1.5.1".to_owned()),
            signer: Some("${version}".to_owned()),
            ..setup()
        };
        let written = written("{ packageUrl: https://c.example/setup.exe }", &values);
        let end = [
            "expect.version = \"1.5.1\"",
            "expect.signer = \"$${version}\"",
        ];
        assert_eq!(written[4..], end);
    }

    #[test]
    fn what_is_not_known_is_not_written() {
        let unknown = InstallerValues {
            package_type: PackageType::Msi,
            architecture: None,
            silent: None,
            version: None,
            signer: None,
            length: None,
            sha256: None,
        };
        let package = "{ installerParameters: /S, expect: { version: 1.4.0, length: 1 } }";
        assert_eq!(written(package, &unknown), ["packageType = \"msi\""]);
    }
}
