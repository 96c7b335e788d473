//! The bugs that are planted to see that the world finds them still fit the source.

use std::{fs, path::Path, process::Command};

/// How many bugs the world has to find at least.
const LEAST: usize = 10;

#[test]
fn every_planted_bug_applies_to_the_source_as_it_stands() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let planted = root.join("crates/storectl-world/planted");
    let mut patches: Vec<_> = fs::read_dir(planted)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    patches.sort();
    assert!(patches.len() >= LEAST, "{patches:?}");
    for patch in patches {
        let checked = Command::new("git")
            .args(["apply", "--check"])
            .arg(&patch)
            .current_dir(&root)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&checked.stderr);
        assert!(checked.status.success(), "{}: {said}", patch.display());
    }
}
