//! What an installer is expected to be.

use storectl_model::{Digest, Expect};

use super::{file, text};
use crate::{
    catalogue,
    checker::Checker,
    checksums::{self, ChecksumFault},
    pointer,
    raw::{self, NonNull, Sha256},
};

/// How many hexadecimal digits a SHA-256 has.
const SHA256_DIGITS: usize = 64;

/// Checks what is expected of the installer at `url`; `None` for a URL that is not a valid one.
pub(super) fn expect(
    checker: &mut Checker<'_>,
    at: &str,
    raw: NonNull<raw::Expect>,
    url: Option<&str>,
) -> Expect {
    let Some(raw) = raw.0 else {
        return Expect::default();
    };
    let raw::Expect {
        version,
        signer,
        length,
        sha256,
    } = raw;
    let to = |name: &str| pointer::join(at, name);
    Expect {
        version: version
            .0
            .and_then(|it| text::plain(checker, &to("version"), it.0)),
        signer: signer
            .0
            .and_then(|it| text::plain(checker, &to("signer"), it.0)),
        length: length.0.map(|it| it.0),
        sha256: sha256
            .0
            .and_then(|it| self::sha256(checker, &to("sha256"), it, url)),
    }
}

fn sha256(checker: &mut Checker<'_>, at: &str, raw: Sha256, url: Option<&str>) -> Option<Digest> {
    match raw {
        Sha256::Digits(digits) => {
            let digest = checksums::digest(&digits);
            if digest.is_none() {
                let shown = checker.quote(at, &digits);
                let message = match digits.chars().count() {
                    SHA256_DIGITS => {
                        format!("{shown} is not a SHA-256: some are not hexadecimal digits")
                    }
                    count => format!(
                        "{shown} is not a SHA-256: it has {count} characters, not {SHA256_DIGITS}"
                    ),
                };
                checker.report(&catalogue::NOT_A_SHA256, at, message);
            }
            digest
        }
        Sha256::File(it) => of_file(checker, &pointer::join(at, "file"), &it.file.0?, url),
    }
}

fn of_file(checker: &mut Checker<'_>, at: &str, path: &str, url: Option<&str>) -> Option<Digest> {
    if !file::check_path(checker, at, path) {
        return None;
    }
    let sums = match checker.files.texts.get(path) {
        Some(Ok(sums)) => sums,
        Some(Err(fault)) => {
            file::report(checker, at, path, fault);
            return None;
        }
        None => {
            file::report_unread(checker, at, path);
            return None;
        }
    };
    let name = checksums::file_name(url?)?;
    let fault = match checksums::find(sums, &name) {
        Ok(digest) => return Some(digest),
        Err(fault) => fault,
    };
    let (sums, name) = (checker.quote(at, path), checker.quote(at, &name));
    let message = match fault {
        ChecksumFault::Missing => format!("{sums} has no line for {name}"),
        ChecksumFault::Ambiguous => format!("{sums} has different checksums for {name}"),
        ChecksumFault::Malformed => format!("{sums} has a line for {name} without a SHA-256"),
    };
    checker.report(&catalogue::NO_CHECKSUM, at, message);
    None
}
