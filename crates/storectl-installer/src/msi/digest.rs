//! The digest that is signed of a package: the content of its streams, and where it is signed, too, what their entries say.
//!
//! Streams and storages go in the order of their names' bytes; a storage ends with its class. The signature itself is left out.
//! With a stream `MsiDigitalSignatureEx`, a digest of all entries comes first. Source: osslsigncode, `msi.c`, whose signatures
//! Windows verifies.

use std::io::{Read, Seek};

use super::{compound::Compound, directory::Visit, header::MINI_CUTOFF, source::Gap};
use crate::signature::{Hasher, Signed};

/// The stream of the signature.
pub(super) const SIGNATURE: &str = "\u{5}DigitalSignature";

/// The stream that says that entries are signed as well.
const SIGNATURE_OF_ENTRIES: &str = "\u{5}MsiDigitalSignatureEx";

/// How many bytes are digested at a time.
const BLOCK: u64 = 64 * 1024;

/// Returns whether the package has the digest that is signed; `None` where the algorithm is not known. Reads every stream once.
pub(super) fn matches<R: Read + Seek>(
    compound: &mut Compound<'_, R>,
    signed: &Signed,
) -> Result<Option<bool>, Gap> {
    let Some(algorithm) = signed.algorithm else {
        return Ok(None);
    };
    let mut hasher = Hasher::new(algorithm);
    let small = compound.small_streams()?;
    let Compound {
        directory,
        source,
        fat,
        ..
    } = compound;
    let walk = signed_part(directory.walk(source.length())?);
    if directory.stream(SIGNATURE_OF_ENTRIES).is_some() {
        let mut entries = Hasher::new(algorithm);
        for visit in &walk {
            match visit {
                Visit::Enter(entry) | Visit::Stream(entry) => entries.update(&entry.metadata()),
                Visit::Leave(_) => {}
            }
        }
        hasher.update(&entries.finish());
    }
    for visit in walk {
        let stream = match visit {
            Visit::Enter(_) => continue,
            Visit::Leave(storage) => {
                hasher.update(&storage.class);
                continue;
            }
            Visit::Stream(entry) => &entry.stream,
        };
        let extent = if stream.length < MINI_CUTOFF {
            small.extent(stream)?
        } else {
            fat.extent(source, stream.first, stream.length)?
        };
        for part in extent.parts {
            let mut start = part.start;
            while start < part.end {
                let end = part.end.min(start + BLOCK);
                hasher.update(&source.read(start..end)?);
                start = end;
            }
        }
    }
    Ok(Some(hasher.finish() == signed.digest))
}

/// Leaves out of a walk the signature and what it says of entries. Both stand in the root; elsewhere, their names mean nothing.
fn signed_part(walk: Vec<Visit<'_>>) -> Vec<Visit<'_>> {
    let mut depth = 0_usize;
    let is_signed = |visit: &Visit<'_>| match visit {
        Visit::Enter(_) => {
            depth += 1;
            true
        }
        Visit::Leave(_) => {
            depth -= 1;
            true
        }
        Visit::Stream(entry) => {
            depth > 1 || ![SIGNATURE, SIGNATURE_OF_ENTRIES].contains(&entry.stream.name.as_str())
        }
    };
    walk.into_iter().filter(is_signed).collect()
}
