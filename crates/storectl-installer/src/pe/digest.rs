//! The digests of all bytes: the file's, and the one that is signed.

use std::{
    io::{Read, Seek},
    ops::Range,
};

use sha2::{Digest as _, Sha256};
use storectl_model::Digest;

use super::headers::Headers;
use crate::{
    ReadError,
    signature::{Hasher, Signed},
    source::Source,
};

/// The digests of all bytes.
pub(super) struct Digests {
    /// The SHA-256 of the file.
    pub sha256: Digest,
    /// Whether the digest that is signed is that of the bytes; `None` without a signature, or where its algorithm is not
    /// known.
    pub matches: Option<bool>,
}

/// Reads every byte once. What is signed leaves out the checksum, the place of the certificates, and the certificates.
/// Source: "Windows Authenticode Portable Executable Signature Format", Microsoft, "Calculating the PE Image Hash".
pub(super) fn read<R: Read + Seek>(
    source: &mut Source<'_, R>,
    headers: &Headers,
    signed: Option<&Signed>,
) -> Result<Digests, ReadError> {
    let mut left_out: Vec<Range<u64>> = [
        Some(headers.checksum.clone()),
        headers.security_directory.clone(),
        headers.certificates.clone(),
    ]
    .into_iter()
    .flatten()
    .collect();
    left_out.sort_by_key(|it| it.start);
    let mut sha256 = Sha256::new();
    let mut hasher = signed.and_then(|it| it.algorithm).map(Hasher::new);
    source.stream(|at, bytes| {
        sha256.update(bytes);
        if let Some(hasher) = &mut hasher {
            update(hasher, at, bytes, &left_out);
        }
    })?;
    let matches = match (hasher, signed) {
        (Some(hasher), Some(signed)) => Some(hasher.finish() == signed.digest),
        _ => None,
    };
    Ok(Digests {
        sha256: Digest::from_bytes(&sha256.finalize()),
        matches,
    })
}

/// Adds what is not left out of some bytes; `left_out` is in order.
fn update(hasher: &mut Hasher, start: u64, bytes: &[u8], left_out: &[Range<u64>]) {
    let end = start + bytes.len() as u64;
    let mut at = start;
    let mut add = |from: u64, to: u64| {
        let index = |it: u64| usize::try_from(it.saturating_sub(start)).unwrap_or(usize::MAX);
        hasher.update(bytes.get(index(from)..index(to)).unwrap_or_default());
    };
    for range in left_out {
        let from = range.start.clamp(at, end);
        add(at, from);
        at = range.end.clamp(from, end);
    }
    add(at, end);
}
