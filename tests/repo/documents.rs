//! Every file, flag and exit code the documents name is there.

use std::collections::BTreeSet;

use crate::{root, texts};

/// Documents a reader follows.
const DOCUMENTS: &[&str] = &[
    "README.md",
    "schema/README.md",
    "examples/README.md",
    "crates/README.md",
    ".github/CONTRIBUTING.md",
    ".github/SECURITY.md",
];

/// Words in backquotes, which is how the documents write a path or a flag.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Targets of Markdown links.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|it| it.split(')').next())
        .filter(|it| !it.contains("://") && !it.starts_with('#'))
}

#[test]
fn every_file_named_in_the_documents_exists() {
    let roots = [
        "crates/",
        "schema/",
        "examples/",
        "tests/",
        ".ci/",
        ".config/",
        ".github/",
        "storectl-",
    ];
    for document in DOCUMENTS {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        for path in quoted(&text)
            .filter(|it| roots.iter().any(|root| it.starts_with(root)) && it.contains('/'))
        {
            let path = path.trim_end_matches('/').split("::").next().unwrap();
            let path = if path.starts_with("storectl-") {
                format!("crates/{path}")
            } else {
                path.to_owned()
            };
            assert!(
                root().join(&path).exists(),
                "{document} names `{path}`, which is not there"
            );
        }
        let folder = root().join(document).parent().unwrap().to_owned();
        for link in links(&text) {
            let path = link.split('#').next().unwrap();
            assert!(
                folder.join(path).exists(),
                "{document} links to {link}, which is not there"
            );
        }
    }
}

#[test]
fn every_test_named_as_holding_an_invariant_exists() {
    let tests: String = texts("tests", "rs")
        .into_iter()
        .chain(texts("crates", "rs"))
        .map(|(_, text)| text)
        .collect();
    for document in ["crates/README.md", ".github/SECURITY.md"] {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        let names: Vec<&str> = quoted(&text)
            .filter_map(|it| it.strip_prefix("test: "))
            .collect();
        assert!(
            names.len() >= 8,
            "{document} names the tests that hold what it says"
        );
        for name in names {
            assert!(
                tests.contains(&format!("fn {name}(")),
                "{document} names the test {name}, which is not there"
            );
        }
    }
}

/// The product's code knows a field in the files that the checklist names and in no other; the sample product alone may use
/// it as well.
#[test]
fn the_checklist_of_a_field_names_each_place() {
    const FIELD: [&str; 4] = [
        "\"contactInfo\"",
        ".contactInfo\"",
        " contact_info:",
        " CONTACT_INFO:",
    ];
    const SAMPLE: &str = "storectl-sandbox/src/seed.rs";
    let text = std::fs::read_to_string(root().join("crates/README.md")).unwrap();
    let (_, checklist) = text.split_once("## Adding a field").unwrap();
    let (checklist, _) = checklist.split_once("\n## ").unwrap();
    let named: BTreeSet<String> = quoted(checklist)
        .filter(|it| it.starts_with("storectl-") && it.contains("/src/"))
        .map(str::to_owned)
        .collect();
    let crates = root().join("crates");
    let known: BTreeSet<String> = texts("crates", "rs")
        .into_iter()
        .filter(|(_, text)| FIELD.iter().any(|it| text.contains(it)))
        .map(|(path, _)| {
            let path = path.strip_prefix(&crates).unwrap();
            path.to_str().unwrap().replace('\\', "/")
        })
        .filter(|it| it.contains("/src/") && it != SAMPLE)
        .collect();
    assert_eq!(known, named);
}

#[test]
fn a_fork_gets_no_secret() {
    const GUARD: &str = "github.event.pull_request.head.repo.full_name == github.repository";
    let folders = [
        ".github/workflows",
        "examples/github-actions",
        "examples/fleet/github-actions",
    ];
    for (path, text) in folders.iter().flat_map(|folder| texts(folder, "yml")) {
        let path = path.display();
        assert!(!text.contains("pull_request_target"), "{path}");
        let workflow: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        // Nothing is granted but what a job asks for.
        assert_eq!(
            workflow["permissions"]
                .as_mapping()
                .map(serde_yaml::Mapping::len),
            Some(0),
            "{path}"
        );
        if workflow["on"].get("pull_request").is_none() {
            continue;
        }
        for (_, job) in workflow["jobs"].as_mapping().unwrap() {
            let written = serde_yaml::to_string(job).unwrap();
            let needs_trust = written.contains("secrets.")
                || written.contains("github.token")
                || written.contains(": write");
            let condition = job["if"].as_str().and_then(|it| it.strip_prefix(GUARD));
            let is_guarded = condition
                .is_some_and(|it| it.is_empty() || (it.starts_with(" && ") && !it.contains("||")));
            assert!(!needs_trust || is_guarded, "{path}:\n{written}");
        }
    }
}

#[test]
fn the_reference_names_every_exit_code() {
    let text = std::fs::read_to_string(root().join("schema/README.md")).unwrap();
    for code in [
        0, 1, 2, 10, 11, 12, 13, 20, 21, 22, 30, 31, 32, 64, 130, 143,
    ] {
        assert!(
            text.lines()
                .any(|it| it.starts_with(&format!("| {code} |"))),
            "{code}"
        );
    }
}

#[test]
fn the_readme_is_short() {
    let text = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(text.lines().count() <= 150, "{}", text.lines().count());
}
