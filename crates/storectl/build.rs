//! Tells the program what it was built from: `storectl version` prints it.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script is told by its environment"
)]

use std::{env, path::Path, process::Command};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=STORECTL_COMMIT");
    let target = env::var("TARGET").unwrap_or_default();
    println!("cargo:rustc-env=STORECTL_TARGET={target}");
    println!("cargo:rustc-env=STORECTL_FEATURES={}", features());
    println!("cargo:rustc-env=STORECTL_COMMIT={}", commit());
}

/// The features it was built with, in the alphabet's order.
fn features() -> String {
    let mut names: Vec<String> = env::vars()
        .filter_map(|(name, _)| Some(name.strip_prefix("CARGO_FEATURE_")?.to_lowercase()))
        .map(|it| it.replace('_', "-"))
        .collect();
    names.sort();
    names.join(" ")
}

/// The commit: what a packager says, else what git says of this checkout, else nothing.
fn commit() -> String {
    if let Ok(given) = env::var("STORECTL_COMMIT") {
        return given;
    }
    // A package from a registry says what it was made from; git would tell of whatever repository it was unpacked in.
    if let Ok(packaged) = std::fs::read_to_string(".cargo_vcs_info.json") {
        let digits = packaged.split("\"sha1\": \"").nth(1).unwrap_or_default();
        return digits.chars().take(12).collect();
    }
    for file in ["HEAD", "logs/HEAD"] {
        if let Some(path) =
            git(&["rev-parse", "--git-path", file]).filter(|it| Path::new(it).exists())
        {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_default()
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
