//! Reads the file or the folder of another tool, with bounds on all of it.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

use storectl_manifest::{
    FastlaneFiles, Files, ForeignProduct, Omission, OmissionReason, SubmissionError,
    from_store_submission,
};
use storectl_platform::{InputFileError, decode_text, open_input};

use super::folder::{self, Listed};
use crate::{
    error::CliError,
    exit::Exit,
    manifests::{
        discover::check_argument, file_tree::Checkout, files::read_files, parallel::Cores,
    },
};

/// Whose files are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ForeignKind {
    /// The JSON of the archived action `microsoft/store-submission` and of `msstore`.
    StoreSubmission,
    /// A folder of fastlane's.
    Fastlane,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) product: ForeignProduct,
    /// The files of the folder that were read.
    pub(super) files: Files,
}

/// The longest JSON file read, in bytes. The answer of 200 languages, of which each text is as long as it may be, is 5 MB.
const JSON_CAP: u64 = 8 * 1024 * 1024;
/// Reads a file or a folder.
///
/// # Errors
/// A path that does not exist or is not of the kind, a folder without anything of fastlane's (64); a path that leads where
/// a manifest may not be (10); a file that cannot be read or holds nothing of a product (1).
pub(super) fn read(kind: ForeignKind, path: &Path) -> Result<Found, CliError> {
    check_argument(path)?;
    let facts = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            let message = format!("{}: no such file or folder", path.display());
            CliError::usage(message)
                .hint("pass PATH last: storectl import [PRODUCT_ID] --from KIND PATH")
        }
        _ => CliError::local(format!("cannot read {}", path.display()), error),
    })?;
    match (kind, facts.is_dir()) {
        (ForeignKind::StoreSubmission, false) => submission(path),
        (ForeignKind::Fastlane, true) => fastlane(path),
        (ForeignKind::StoreSubmission, true) => {
            let message = format!("{} is a folder, not a file", path.display());
            Err(CliError::usage(message).hint("pass a JSON file of packages or metadata"))
        }
        (ForeignKind::Fastlane, false) => {
            let message = format!("{} is a file, not a folder", path.display());
            Err(CliError::usage(message).hint("pass the folder `fastlane`, or one of its trees"))
        }
    }
}

fn submission(path: &Path) -> Result<Found, CliError> {
    let bytes = json_bytes(path)
        .map_err(|error| CliError::local(format!("cannot read {}", path.display()), error))?;
    let unusable = |why: &dyn std::fmt::Display| {
        CliError::new(Exit::Error, format!("{}: {why}", path.display()))
    };
    let text = decode_text(&bytes).map_err(|error| unusable(&error))?;
    let product = from_store_submission(&text).map_err(|error| match error {
        SubmissionError::Json { .. } => {
            CliError::new(Exit::Error, format!("{}:{error}", path.display()))
        }
        SubmissionError::NoModule
        | SubmissionError::FailedAnswer
        | SubmissionError::PackagedApp => unusable(&error),
    })?;
    if product.is_empty() {
        return Err(unusable(&"it names no value of a product"));
    }
    let files = Files::default();
    Ok(Found { product, files })
}

fn json_bytes(path: &Path) -> Result<Vec<u8>, InputFileError> {
    let mut bytes = Vec::new();
    let file = open_input(&path.canonicalize()?, JSON_CAP)?;
    file.take(JSON_CAP + 1).read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()).unwrap_or(u64::MAX) {
        bytes if bytes > JSON_CAP => Err(InputFileError::TooLarge { bytes }),
        _ => Ok(bytes),
    }
}

fn fastlane(folder: &Path) -> Result<Found, CliError> {
    let cannot = |why: String| {
        CliError::new(
            Exit::Error,
            format!("cannot read {}: {why}", folder.display()),
        )
    };
    let tree = Checkout::of(folder).map_err(|fault| cannot(fault.to_string()))?;
    let Listed { files, unusable } = folder::list(folder, &tree)?;
    let wanted = FastlaneFiles::among(&files);
    let files = read_files(&tree, folder, &wanted.references(), Cores::all());
    let mut product = wanted.read(&files);
    product.omissions.extend(unusable);
    product.omissions.extend(screenshots_beside(folder));
    if product.is_empty() {
        let message = format!("no texts or images of fastlane in {}", folder.display());
        let named = product.omissions.iter().take(MOST_NAMED);
        let omitted = named.map(|it| format!("{} is not imported, because {}", it.what, it.reason));
        let omitted: Vec<String> = omitted.collect();
        return Err(CliError::usage(message)
            .hint("pass the folder `fastlane`, or one of its trees: `metadata/android`, `metadata` or `screenshots`")
            .hints(omitted));
    }
    Ok(Found { product, files })
}

/// How many omissions an error names.
const MOST_NAMED: usize = 5;

/// Returns the screenshots of the App Store, which are beside the folder of its texts.
fn screenshots_beside(folder: &Path) -> Option<Omission> {
    let folder = folder.canonicalize().ok()?;
    let is_beside = folder.ends_with("metadata") && folder.with_file_name("screenshots").is_dir();
    is_beside.then(|| Omission {
        reason: OmissionReason::OutsideFolder,
        what: "../screenshots".to_owned(),
    })
}
