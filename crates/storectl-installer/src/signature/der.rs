//! Elements of DER, a level at a time: what is skipped is not decoded, so that an oddity in one certificate does not hide
//! the others, and nothing is sorted or copied.

use x509_cert::der::{Decode, Error, ErrorKind, Reader, SliceReader, asn1::AnyRef};

/// Most elements of a level that are looked at; a signature has at most a few dozen.
const MOST: usize = 64;

/// Returns the first element of some bytes; what follows it is left alone.
pub(super) fn element(der: &[u8]) -> Result<AnyRef<'_>, Error> {
    AnyRef::decode(&mut SliceReader::new(der)?)
}

/// Returns the elements in an element.
pub(super) fn children(parent: AnyRef<'_>) -> Result<Vec<AnyRef<'_>>, Error> {
    children_of(parent.value())
}

/// Returns the elements that follow each other in some bytes.
///
/// # Errors
/// More than 64 of them.
pub(super) fn children_of(der: &[u8]) -> Result<Vec<AnyRef<'_>>, Error> {
    let mut reader = SliceReader::new(der)?;
    let mut children = Vec::new();
    while !reader.is_finished() {
        if children.len() == MOST {
            return Err(ErrorKind::Overlength.into());
        }
        children.push(AnyRef::decode(&mut reader)?);
    }
    Ok(children)
}

/// Returns the elements that follow each other in some bytes, each with its tag and length.
///
/// # Errors
/// More than 64 of them.
pub(super) fn encoded_children_of(der: &[u8]) -> Result<Vec<&[u8]>, Error> {
    let mut reader = SliceReader::new(der)?;
    let mut children = Vec::new();
    while !reader.is_finished() {
        if children.len() == MOST {
            return Err(ErrorKind::Overlength.into());
        }
        children.push(reader.tlv_bytes()?);
    }
    Ok(children)
}
