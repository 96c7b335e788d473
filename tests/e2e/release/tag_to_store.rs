//! From a tag to the Store, and a version that only the command line knew.

use crate::support::{Store, Workplace, apply, git::git};

const CHANGELOG: &str = "# Changelog

## [1.5.0] - 2026-11-26

- **Gears** turn both ways

## [1.0.9]

- Old
";

const PRODUCTS: [(&str, &str); 3] = [
    ("gears", "4e31a9f9-84e8-4d2d-9eba-487878d02ebf"),
    ("springs", "5e31a9f9-84e8-4d2d-9eba-487878d02ebf"),
    ("widgets", "3e31a9f9-84e8-4d2d-9eba-487878d02ebf"),
];

const MANIFEST: &str = "name: Contoso NAME
vars: { version: 1.0.9 }
listingDefaults:
  whatsNew: { changelog: ../../CHANGELOG.md }
listings:
  de-de: {}
  en-us: {}
packages:
  - packageUrl: https://www.contoso.com/downloads/${version}/setup.exe
";

/// A Store with three products, and a repository with a manifest of each and a changelog.
fn repository() -> (Store, Workplace) {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    std::fs::remove_file(workplace.path().join("storectl.yaml")).unwrap();
    for (name, id) in PRODUCTS {
        let mut product = store.product();
        id.clone_into(&mut product.id);
        store.sandbox.put_product(product);
        let manifest = MANIFEST.replace("NAME", name);
        workplace.write(
            &format!("products/{name}/storectl.yaml"),
            format!("apiVersion: storectl/v1\nproductId: {id}\n{manifest}"),
        );
    }
    workplace.write("CHANGELOG.md", CHANGELOG);
    workplace.write(".gitignore", ".storectl/\n");
    (store, workplace.into_repository())
}

#[test]
fn a_tag_goes_through_git_to_the_store_and_no_version_is_lost_again() {
    let (_store, workplace) = repository();
    let release = workplace.run(&["release", "v1.5.0", "products"]).exits(0);
    assert_eq!(
        release.stdout,
        "Release 1.5.0

- Contoso gears: 1.0.9 -> 1.5.0, notes in de-de, en-us
- Contoso springs: 1.0.9 -> 1.5.0, notes in de-de, en-us
- Contoso widgets: 1.0.9 -> 1.5.0, notes in de-de, en-us

Files:
- products/gears/storectl.yaml
- products/springs/storectl.yaml
- products/widgets/storectl.yaml
"
    );
    assert!(!release.stderr.contains("warning"), "{}", release.stderr);
    workplace.write("message", &release.stdout);
    git(
        workplace.path(),
        &["commit", "--quiet", "--all", "--file", "message"],
    );
    let subject = git(workplace.path(), &["log", "-1", "--format=%s"]);
    assert_eq!(subject, "Release 1.5.0");

    let plan = ["plan", "--detailed-exitcode", "products"];
    workplace.run(&plan).exits(2);
    let published = apply(&["--wait", "published", "products"]);
    workplace.run(&published).exits(0);
    workplace.run(&plan).exits(0);

    workplace.write("CHANGELOG.md", format!("{CHANGELOG}\n## 1.6.0\n\n- More\n"));
    let newer = ["--var", "version=1.6.0", "products"];
    workplace.run(&apply(&newer)).exits(0);
    let blocked = workplace.run(&["plan", "--format", "json", "products"]);
    let blocked = blocked.exits(11).json();
    for product in blocked["products"].as_array().unwrap() {
        let changes = product["changes"].as_array().unwrap();
        let mut classes = changes.iter().map(|it| &it["destructiveClass"]);
        assert!(classes.any(|it| it == "version-lowered"), "{changes:?}");
    }
}
