//! Packages: by field, by version, and as a set.

use serde_json::{Value, json};
use storectl_sandbox::{Package, Product};

use super::{
    MANIFEST, UPDATE, changed_lines, drift, says_what_the_draft_holds, updated, workplace,
};
use crate::support::Store;

/// Sets a field of the first package.
fn set(product: &mut Product, field: &str, value: impl Into<Value>) {
    let value = value.into();
    for packages in [&mut product.packages, &mut product.committed_packages] {
        packages[0].fields.insert(field.to_owned(), value.clone());
    }
}

/// Adds a package for another architecture.
fn add_arm(product: &mut Product) {
    for packages in [&mut product.packages, &mut product.committed_packages] {
        let mut fields = packages[0].fields.clone();
        let url = "https://www.contoso.com/downloads/1.1/setup-arm64.exe";
        fields.insert("packageUrl".to_owned(), url.into());
        fields.insert("architectures".to_owned(), json!(["Arm64"]));
        packages.push(Package {
            id: "42".to_owned(),
            fields,
        });
    }
}

#[test]
fn an_address_with_another_version_moves_the_variable() {
    let url = "https://www.contoso.com/downloads/1.2/setup.exe";
    let (_, _, lines) = updated(&Store::start(), |it| set(it, "packageUrl", url));
    assert_eq!(
        lines,
        "-  version: \"1.1\"   # moved by the release job
+  version: \"1.2\"   # moved by the release job"
    );
}

#[test]
fn a_variable_that_says_something_else_elsewhere_stays_and_the_address_is_written() {
    let store = Store::start();
    let workplace = workplace(&store);
    let named = MANIFEST.replace(
        "  website: https://www.contoso.com\n",
        "  website: https://www.contoso.com/${version}\n",
    );
    workplace.write("storectl.yaml", named);
    drift(&store, |it| {
        it.properties
            .insert("website".to_owned(), "https://www.contoso.com/1.1".into());
    });
    workplace.commit();
    says_what_the_draft_holds(&workplace);
    let url = "https://www.contoso.com/downloads/1.2/setup.exe";
    drift(&store, |it| set(it, "packageUrl", url));
    workplace.run(&UPDATE).exits(0);
    assert_eq!(
        changed_lines(&workplace),
        "-  - packageUrl: https://www.contoso.com/downloads/${version}/setup.exe
+  - packageUrl: https://www.contoso.com/downloads/1.2/setup.exe"
    );
    says_what_the_draft_holds(&workplace);
}

#[test]
fn an_address_of_another_form_keeps_the_variable() {
    let url = "https://cdn.contoso.com/1.1/setup.exe";
    let (_, _, lines) = updated(&Store::start(), |it| set(it, "packageUrl", url));
    assert_eq!(
        lines,
        "-  - packageUrl: https://www.contoso.com/downloads/${version}/setup.exe
+  - packageUrl: https://cdn.contoso.com/${version}/setup.exe"
    );
}

#[test]
fn a_variable_that_nothing_uses_any_more_goes() {
    let url = "https://cdn.contoso.com/latest/setup.exe";
    let (_, _, lines) = updated(&Store::start(), |it| set(it, "packageUrl", url));
    assert_eq!(
        lines,
        "-vars:
-  version: \"1.1\"   # moved by the release job
-
-  - packageUrl: https://www.contoso.com/downloads/${version}/setup.exe
+  - packageUrl: https://cdn.contoso.com/latest/setup.exe"
    );
}

#[test]
fn a_field_and_the_exit_codes_of_a_scenario_are_edited_in_place() {
    let (_, _, lines) = updated(&Store::start(), |it| {
        set(it, "installerParameters", "/silent");
        let codes = json!([{ "errorValue": "ERR002002", "errorUrl": "https://errors.contoso.com/errors/ERR001001" }]);
        let details = json!([{ "errorScenario": "rebootRequired", "errorScenarioDetails": codes }]);
        set(it, "errorDetails", details);
    });
    assert_eq!(
        lines,
        "-    installerParameters: /s
+    installerParameters: /silent
-          - { errorValue: ERR001001, errorUrl: https://errors.contoso.com/errors/ERR001001 }
+          - { errorValue: ERR002002, errorUrl: https://errors.contoso.com/errors/ERR001001 }"
    );
}

#[test]
fn a_new_package_comes_last_with_the_variable_of_the_others() {
    let store = Store::start();
    let workplace = workplace(&store);
    drift(&store, add_arm);
    workplace.run(&UPDATE).exits(0);
    says_what_the_draft_holds(&workplace);
    let lines = changed_lines(&workplace);
    assert!(
        lines.starts_with("+  - packageUrl: https://www.contoso.com/downloads/${version}/setup-arm64.exe\n+    packageType: exe"),
        "{lines}"
    );
    assert!(lines.contains("+    architectures: [Arm64]"), "{lines}");
    assert!(!lines.lines().any(|it| it.starts_with('-')), "{lines}");
}

#[test]
fn a_package_that_is_gone_goes_with_its_comment() {
    let store = Store::start();
    drift(&store, add_arm);
    let workplace = workplace(&store);
    let arm = "  # For new machines.
  - packageUrl: https://www.contoso.com/downloads/${version}/setup-arm64.exe
    packageType: exe
    architectures: [Arm64]
    languages: [en-us]
";
    let both = MANIFEST.replace("packages:\n", &format!("packages:\n{arm}"));
    workplace.write("storectl.yaml", both);
    workplace.commit();
    says_what_the_draft_holds(&workplace);
    drift(&store, |it| {
        it.packages.truncate(1);
        it.committed_packages.truncate(1);
    });
    workplace.run(&UPDATE).exits(0);
    assert_eq!(workplace.read("storectl.yaml"), MANIFEST);
    says_what_the_draft_holds(&workplace);
}
