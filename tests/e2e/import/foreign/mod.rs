//! What other tools keep of a product becomes a manifest, offline.

mod fastlane;
#[cfg(unix)]
mod hostile;
mod store_submission;

use storectl_sandbox::SAMPLE_PRODUCT;

use crate::support::{Run, Workplace};

/// Imports into the folder `widgets`, for the sample product.
#[track_caller]
fn import(workplace: &Workplace, kind: &str, path: &str) -> Run {
    let arguments = [
        "import",
        SAMPLE_PRODUCT,
        "--from",
        kind,
        path,
        "--output",
        "widgets",
    ];
    workplace.run(&arguments).exits(0)
}

/// Demands that the manifest is valid and formatted.
#[track_caller]
fn is_clean(workplace: &Workplace) -> Run {
    workplace.run(&["fmt", "--check", "widgets"]).exits(0);
    workplace.run(&["validate", "widgets"]).exits(0)
}

/// The paths of all files in a folder.
fn files(workplace: &Workplace, folder: &str) -> Vec<String> {
    let folder = workplace.path().join(folder);
    let entries = walkdir::WalkDir::new(&folder).sort_by_file_name();
    let files = entries.into_iter().map(Result::unwrap);
    let files = files.filter(|it| !it.file_type().is_dir());
    let inside = files.map(|it| it.path().strip_prefix(&folder).unwrap().to_owned());
    inside
        .map(|it| it.to_str().unwrap().replace('\\', "/"))
        .collect()
}
