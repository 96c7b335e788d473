//! Every seed and every past finding, without a nightly compiler.

use std::{fs, path::Path};

fn replay(folder: &str, target: fn(&[u8])) {
    let folder = Path::new(ROOT).join(folder);
    let mut files = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            println!("{}", path.display());
            target(&fs::read(&path).unwrap());
            files += 1;
        }
    }
    assert!(files > 0, "{} has no seeds", folder.display());
}

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests");

#[test]
fn every_manifest_is_read_checked_planned_and_shown() {
    replay("fuzz/seeds/manifest", crate::manifest);
    replay("manifests/valid", crate::manifest);
    replay("manifests/invalid", crate::manifest);
}

#[test]
fn every_edit_changes_its_field_only_or_is_refused() {
    replay("fuzz/seeds/edits", crate::edits);
}

#[test]
fn every_answer_is_decoded_or_refused() {
    replay("fuzz/seeds/answers", crate::answers);
}

#[test]
fn every_image_is_decoded_or_refused() {
    replay("fuzz/seeds/images", crate::images);
}

#[test]
fn every_installer_is_read_or_refused() {
    replay("fixtures/installers", crate::installer);
}

#[test]
fn every_journal_is_read_or_reported() {
    replay("fuzz/seeds/journal", crate::journal);
}

#[test]
fn every_package_is_read_or_refused_as_a_file_and_in_parts() {
    replay("fuzz/seeds/msi", crate::msi);
    replay("fixtures/installers", crate::msi);
}

#[test]
fn every_plan_file_is_read_or_refused() {
    replay("fuzz/seeds/plan", crate::plan);
}

#[test]
fn every_saved_result_is_shown_or_refused() {
    replay("fuzz/seeds/saved", crate::saved);
    replay("fuzz/seeds/plan", crate::saved);
}

#[test]
fn every_state_file_is_loaded_or_left_alone() {
    replay("fuzz/seeds/state", crate::state);
}
