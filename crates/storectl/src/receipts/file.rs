//! The receipt of the last submission, in a file.

use storectl_plan::Receipt;
use storectl_platform::{
    OwnFileError, ignore_in_git, read_own, remove_file, replace_file, set_aside,
};
use storectl_report::json::{MAX_RECEIPT, ReceiptError};

use super::place::ReceiptPlace;

/// What the file of a product holds.
#[derive(Debug)]
pub(super) enum FileContent {
    /// There is none.
    Absent,
    /// A receipt of this Store.
    Receipt(Box<Receipt>),
    /// Something else.
    Unusable(FileFault),
}

/// Why the file is not a receipt that can be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileFault {
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] OwnFileError),
    /// It is not a receipt of this product.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// It is of another Store.
    #[error("it is for {0}")]
    OtherStore(String),
}

/// Reads the file.
pub(super) fn read(place: &ReceiptPlace) -> FileContent {
    match parse(place) {
        Ok(None) => FileContent::Absent,
        Ok(Some(receipt)) => FileContent::Receipt(Box::new(receipt)),
        Err(fault) => FileContent::Unusable(fault),
    }
}

fn parse(place: &ReceiptPlace) -> Result<Option<Receipt>, FileFault> {
    let limit = u64::try_from(MAX_RECEIPT).unwrap_or(u64::MAX);
    let Some(bytes) = read_own(&place.file, limit)? else {
        return Ok(None);
    };
    let receipt = place.read(&bytes)?;
    if receipt.endpoint == place.endpoint {
        Ok(Some(receipt))
    } else {
        Err(FileFault::OtherStore(receipt.endpoint))
    }
}

/// Replaces the file; one that cannot be read is kept beside as `NAME.unreadable`.
///
/// # Errors
/// Returns an error if it cannot be written; then the old file is as it was.
pub(super) fn replace(place: &ReceiptPlace, bytes: &[u8]) -> Result<(), OwnFileError> {
    match read(place) {
        FileContent::Absent | FileContent::Receipt(_) => {}
        FileContent::Unusable(_) => {
            set_aside(&place.file)?;
        }
    }
    ignore_in_git(&place.file)?;
    replace_file(&place.file, bytes)
}

/// Deletes the file, where there is one.
///
/// # Errors
/// Returns an error if it cannot be deleted.
pub(super) fn remove(place: &ReceiptPlace) -> Result<(), OwnFileError> {
    remove_file(&place.file)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path, time::Instant};

    use super::*;
    use crate::receipts::testing::{place, receipt};

    fn bytes(receipt: &Receipt) -> Vec<u8> {
        storectl_report::json::receipt(receipt, "1")
            .to_string()
            .into_bytes()
    }

    fn at(folder: &Path) -> ReceiptPlace {
        ReceiptPlace {
            until: Instant::now(),
            ..place(folder)
        }
    }

    #[test]
    fn the_file_holds_the_last_receipt() {
        let folder = tempfile::tempdir().unwrap();
        let place = at(folder.path());
        assert!(matches!(read(&place), FileContent::Absent));
        for submission in ["1152921505700000001", "1152921505700000002"] {
            let receipt = receipt(submission, 10);
            replace(&place, &bytes(&receipt)).unwrap();
            let FileContent::Receipt(found) = read(&place) else {
                panic!("no receipt");
            };
            assert_eq!(*found, receipt);
        }
        assert_eq!(
            fs::read_dir(place.file.parent().unwrap()).unwrap().count(),
            1
        );
        remove(&place).unwrap();
        assert!(matches!(read(&place), FileContent::Absent));
    }

    #[test]
    fn what_cannot_be_read_says_why_and_is_kept_beside_before_it_is_replaced() {
        let other = Receipt {
            endpoint: "https://elsewhere.example".to_owned(),
            ..receipt("1152921505700000001", 10)
        };
        let newer = r#"{"format":"storectl.receipt","formatVersion":"2.0"}"#;
        for (content, why) in [
            (b"{".to_vec(), "it ends unexpectedly"),
            (newer.into(), "its version is 2.0"),
            (bytes(&other), "it is for https://elsewhere.example"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let place = at(folder.path());
            fs::create_dir_all(place.file.parent().unwrap()).unwrap();
            fs::write(&place.file, &content).unwrap();
            let FileContent::Unusable(fault) = read(&place) else {
                panic!("{why}");
            };
            assert!(fault.to_string().contains(why), "{fault}");
            replace(&place, b"new").unwrap();
            assert_eq!(fs::read(&place.file).unwrap(), b"new");
            let aside = format!("{}.unreadable", place.file.display());
            assert_eq!(fs::read(aside).unwrap(), content, "{why}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_no_receipt_and_what_it_leads_to_stays() {
        let folder = tempfile::tempdir().unwrap();
        let place = at(folder.path());
        let target = folder.path().join("target");
        fs::write(&target, bytes(&receipt("1152921505700000001", 10))).unwrap();
        fs::create_dir_all(place.file.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(&target, &place.file).unwrap();
        assert!(matches!(read(&place), FileContent::Unusable(_)));
        let before = fs::read(&target).unwrap();
        replace(&place, b"new").unwrap();
        assert_eq!(fs::read(&target).unwrap(), before);
        assert_eq!(fs::read(&place.file).unwrap(), b"new");
        assert!(fs::symlink_metadata(&place.file).unwrap().is_file());
    }
}
