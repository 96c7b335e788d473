//! Dependencies between our crates go one way, and the pure ones stay pure.

use crate::{root, texts};

/// Every allowed arrow between our crates; anything absent is forbidden.
const ALLOWED: &[(&str, &[&str])] = &[
    ("storectl-model", &[]),
    ("storectl-manifest", &["storectl-model"]),
    ("storectl-plan", &["storectl-model"]),
    (
        "storectl-report",
        &[
            "storectl-model",
            "storectl-manifest",
            "storectl-plan",
            "storectl-installer",
        ],
    ),
    (
        "storectl-installer",
        &["storectl-model", "storectl-manifest"],
    ),
    (
        "storectl-api",
        &["storectl-model", "storectl-platform", "storectl-installer"],
    ),
    ("storectl-platform", &[]),
    ("storectl-images", &["storectl-model", "storectl-platform"]),
    (
        "storectl-apply",
        &[
            "storectl-model",
            "storectl-plan",
            "storectl-api",
            "storectl-platform",
        ],
    ),
    ("storectl-sandbox", &["storectl-platform"]),
    (
        "storectl",
        &[
            "storectl-model",
            "storectl-manifest",
            "storectl-plan",
            "storectl-report",
            "storectl-api",
            "storectl-images",
            "storectl-installer",
            "storectl-platform",
            "storectl-apply",
            "storectl-sandbox",
        ],
    ),
    // The simulator takes the seams of the client from where they are, and its rules from nowhere.
    (
        "storectl-world",
        &[
            "storectl",
            "storectl-model",
            "storectl-api",
            "storectl-apply",
            "storectl-sandbox",
        ],
    ),
];

/// Crates that take values and return values.
const PURE: &[&str] = &[
    "storectl-model",
    "storectl-manifest",
    "storectl-plan",
    "storectl-report",
    "storectl-installer",
];

fn dependencies(name: &str) -> Vec<String> {
    let text =
        std::fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    manifest
        .get("dependencies")
        .and_then(|it| it.as_table())
        .map(|it| it.keys().cloned().collect())
        .unwrap_or_default()
}

#[test]
fn crates_depend_only_along_the_allowed_arrows() {
    for (name, allowed) in ALLOWED {
        let ours = dependencies(name)
            .into_iter()
            .filter(|it| ALLOWED.iter().any(|(name, _)| name == it));
        let strays: Vec<String> = ours.filter(|it| !allowed.contains(&it.as_str())).collect();
        assert!(strays.is_empty(), "{name} must not depend on {strays:?}");
    }
}

#[test]
fn every_crate_is_in_the_table() {
    let mut folders: Vec<String> = std::fs::read_dir(root().join("crates"))
        .unwrap()
        .map(Result::unwrap)
        .filter(|it| it.path().is_dir())
        .map(|it| it.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    let mut table: Vec<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    table.sort_unstable();
    assert_eq!(folders, table);
}

#[test]
fn pure_crates_know_no_runtime_and_no_world() {
    for name in PURE {
        let strays: Vec<String> = dependencies(name)
            .into_iter()
            .filter(|it| ["tokio", "reqwest", "clap", "anyhow", "tempfile"].contains(&it.as_str()))
            .collect();
        assert!(strays.is_empty(), "{name} must not depend on {strays:?}");
        for (path, text) in texts(&format!("crates/{name}/src"), "rs") {
            for word in [
                "std::env",
                "std::fs",
                "std::net",
                "std::process",
                "Instant::now",
                "SystemTime::now",
                "std::thread",
            ] {
                assert!(!text.contains(word), "{} mentions {word}", path.display());
            }
        }
    }
}
