//! Secret variables: which fields they make secret, and that no diagnostic quotes them.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod support;

use std::{collections::BTreeMap, path::Path};

use storectl_manifest::{Checked, Variables, check, read};

const HEAD: &str = "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";

fn checked_with(body: &str, vars: &Variables, texts: &[(&str, &str)]) -> Checked {
    let document = read("store/storectl.yaml", format!("{HEAD}{body}").as_bytes()).unwrap();
    let mut files = support::files(&document, vars, Path::new("nowhere"));
    for (path, text) in texts {
        files
            .texts
            .insert((*path).to_owned(), Ok((*text).to_owned()));
    }
    check(&document, &files, vars)
}

/// A secret that no message may quote; odd enough to break every kind of field.
const CANARY: &str = "ca nary";

fn with_secret(body: &str, texts: &[(&str, &str)]) -> Checked {
    let vars = Variables {
        environment: BTreeMap::from([("KEY".to_owned(), CANARY.to_owned())]),
        ..Variables::default()
    };
    checked_with(
        &format!("vars: {{ key: {{ secret: true }} }}\n{body}"),
        &vars,
        texts,
    )
}

#[test]
fn a_field_that_uses_a_secret_is_secret_as_a_whole() {
    let secrets = |body: &str, texts: &[(&str, &str)]| -> Vec<String> {
        let product = with_secret(body, texts).product.unwrap();
        product.secrets.iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        secrets(
            "properties: { certificationNotes: \"demo / ${key}\" }\n",
            &[]
        ),
        ["properties.certificationNotes"]
    );
    assert_eq!(
        secrets(
            "listings: { en-us: { searchTerms: [a, \"${key}\"] } }\n",
            &[]
        ),
        ["listings.en-us.searchTerms"]
    );
    assert_eq!(
        secrets(
            "listings: { en-us: { whatsNew: { file: a.md } } }\n",
            &[("a.md", "Key ${key}\n")]
        ),
        ["listings.en-us.whatsNew"]
    );
    assert_eq!(
        secrets(
            "listingDefaults: { copyright: \"${key}\" }\nlistings: { en-us: {}, de-de: {}, fr-fr: { copyright: x } }\n",
            &[]
        ),
        ["listings.de-de.copyright", "listings.en-us.copyright"]
    );
    assert_eq!(
        secrets(
            "properties: { systemRequirementDetails: [{ hardwareItemType: Processor, minimumRequirement: \"${key}\" }] }\n",
            &[]
        ),
        ["properties.systemRequirementDetails[Processor].minimumRequirement"]
    );
    assert_eq!(
        secrets(
            "packages: [{ packageUrl: https://a.b/1/s.exe, installerParameters: \"${key}\" }]\n",
            &[]
        ),
        ["packages[0].installerParameters"]
    );
}

#[test]
fn no_diagnostic_quotes_a_secret() {
    let fields = [
        "sellerId: \"${key}\"",
        "name: \"${key}\"",
        "prune: [\"${key}\"]",
        "acknowledge: [\"${key}\"]",
        "submission: { submit: \"${key}\" }",
        "availability: { markets: [\"${key}\"] }",
        "availability: { markets: \"${key}\" }",
        "availability: { pricing: \"${key}\", enableInFutureMarkets: \"${key}\" }",
        "properties: { website: \"${key}\", supportContactInfo: \"${key}\", category: \"${key}\" }",
        "properties: { website: \"mailto:${key}\", privacyPolicyUrl: \"https://${key}\" }",
        "properties: { systemRequirementDetails: [{ hardwareItemType: Memory, minimumRequirement: \"${key}\" }] }",
        "properties: { isSystemFeatureRequired: \"${key}\", productDeclarations: { accessibilitySupport: \"${key}\" } }",
        "listings: { en-us: { searchTerms: \"${key}\", description: \"{{ ${key} }} <b>${key}</b>\" } }",
        "listings: { en-us: { screenshots: [\"${key}\"], whatsNew: { file: \"${key}\" } } }",
        "packages: [{ packageUrl: \"${key}\", packageType: \"${key}\", architectures: [\"${key}\"] }]",
        "packages: [{ packageUrl: \"http://u:${key}@a.b/latest/s.exe#${key}\", languages: [\"${key}\"] }]",
        "packages: [{ packageUrl: \"https://a.b/1/s.exe?sig=${key}\", genericDocUrl: \"${key}\" }]",
        "packages: [{ packageUrl: https://a.b/1/s.exe, errorDetails: [{ errorScenario: rebootRequired, errorScenarioDetails: [{ errorValue: \"${key}\", errorUrl: \"${key}\" }, { errorValue: \"${key}\" }] }] }]",
        "packages: \"${key}\"",
    ];
    for field in fields {
        let checked = with_secret(&format!("{field}\n"), &[]);
        for it in &checked.diagnostics {
            let said = format!("{it:?}");
            assert!(
                !said.contains(CANARY) && !said.contains("ca%20nary"),
                "{field}: {said}"
            );
        }
        assert!(!checked.diagnostics.is_empty(), "{field}");
    }
}
