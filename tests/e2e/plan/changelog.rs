//! Release notes from a changelog, from the pull request to the receipt.

use serde_json::{Value, json};

use crate::support::{Store, Workplace, apply, git::git};

const MANIFEST: &str = "
vars: { version: 1.5.0 }
listingDefaults:
  whatsNew: { changelog: ../CHANGELOG.md }
  shortDescription: { file: [short.md, ../short.md] }
listings:
  en-us: {}
packages:
  - packageUrl: https://www.contoso.com/downloads/${version}/setup.exe
";
const CHANGELOG: &str =
    "# Changelog\n\n## 1.5.0\n\n- **Gears** for [all](https://contoso.com)\n\n## 1.4.0\n\n- Old\n";

/// A repository whose manifest is in `store/`.
fn repository(store: &Store) -> Workplace {
    let workplace = Workplace::at(store, MANIFEST);
    let manifest = workplace.read("storectl.yaml");
    std::fs::remove_file(workplace.path().join("storectl.yaml")).unwrap();
    workplace.write("store/storectl.yaml", manifest);
    workplace.write("CHANGELOG.md", CHANGELOG);
    workplace.write("short.md", "Gears\n");
    workplace.into_repository()
}

fn change(plan: &Value, address: &str) -> Value {
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    let mut changes = changes.iter();
    changes.find(|it| it["address"] == address).unwrap().clone()
}

#[test]
fn a_change_from_a_changelog_is_at_the_line_of_its_section() {
    let store = Store::start();
    let workplace = repository(&store);
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0);
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    let notes = change(&plan, "listings.en-us.whatsNew");
    assert_eq!(notes["after"], "- Gears for all");
    assert_eq!(
        notes["source"],
        json!({ "file": "CHANGELOG.md", "line": 3, "column": 4 })
    );
    let short = change(&plan, "listings.en-us.shortDescription");
    assert_eq!(short["source"]["file"], "short.md");
}

#[test]
fn a_receipt_keeps_the_changelog_and_the_file_that_exists() {
    let store = Store::start();
    let workplace = repository(&store);
    workplace
        .run(&apply(&["--receipts", "git", "--submit", "always"]))
        .exits(0);
    let commits = [
        "for-each-ref",
        "--format=%(objectname)",
        "refs/storectl/applied",
    ];
    let commit = git(workplace.path(), &commits);
    let listed = ["ls-tree", "-r", "--name-only", &commit];
    let kept = git(workplace.path(), &listed);
    for name in [
        "files/CHANGELOG.md",
        "files/short.md",
        "files/store/storectl.yaml",
    ] {
        assert!(kept.lines().any(|it| it == name), "{kept}");
    }
    assert!(!kept.contains("files/store/short.md"), "{kept}");

    // The checkout of today has other notes, the receipt its own.
    workplace.write("CHANGELOG.md", "# Changelog\n\n## 1.4.0\n\n- Old\n");
    workplace.run(&["plan"]).exits(10);
    let plan = workplace
        .run(&["plan", "--at", &commit, "--format", "json"])
        .exits(0);
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    assert_eq!(plan["products"][0]["changes"], json!([]));
}

#[test]
fn a_base_revision_reads_its_own_changelog() {
    let store = Store::start();
    let workplace = repository(&store);
    workplace.write("CHANGELOG.md", CHANGELOG.replace("for [all]", "for [you]"));
    let plan = workplace
        .run(&["plan", "--base", "HEAD", "--format", "json"])
        .exits(0);
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    let notes = change(&plan, "listings.en-us.whatsNew");
    assert_eq!(notes["after"], "- Gears for you");
    assert_eq!(notes["base"], "- Gears for all");
}
