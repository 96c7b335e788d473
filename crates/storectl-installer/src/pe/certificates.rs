//! The certificates of a program. Source: "PE Format", Microsoft Learn, "The Attribute Certificate Table".

use std::io::{Read, Seek};

use super::headers::Headers;
use crate::{
    ReadError, Signing,
    signature::{self, Signed},
    source::Source,
};

/// WIN_CERT_TYPE_PKCS_SIGNED_DATA.
const PKCS_SIGNED_DATA: u16 = 2;

/// The length, the revision and the type of an entry, in bytes.
const HEADER: usize = 8;

/// Most entries that are looked at.
const MOST: usize = 64;

/// What the certificates of a program say.
pub(super) enum Certificates {
    /// They were not read, or cannot be.
    Unknown,
    /// There are none.
    None,
    /// The first signature.
    Signed(Box<Signed>),
}

/// Reads the certificates.
pub(super) fn read<R: Read + Seek>(
    source: &mut Source<'_, R>,
    headers: &Headers,
) -> Result<Certificates, ReadError> {
    let Some(place) = headers.certificates.clone() else {
        return Ok(Certificates::None);
    };
    let end = place.end.min(place.start + signature::LONGEST);
    let bytes = source.want(place.start..end)?;
    let signed = bytes.and_then(|it| first_signature(&it));
    Ok(signed.map_or(Certificates::Unknown, |it| {
        Certificates::Signed(Box::new(it))
    }))
}

fn first_signature(mut table: &[u8]) -> Option<Signed> {
    for _ in 0..MOST {
        let (length, rest) = table.split_first_chunk()?;
        let (_revision, rest) = rest.split_first_chunk::<2>()?;
        let (kind, _) = rest.split_first_chunk()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        if u16::from_le_bytes(*kind) == PKCS_SIGNED_DATA {
            return signature::read(table.get(HEADER..length)?);
        }
        // An entry cannot be shorter than its own header.
        table = table.get(length.max(HEADER).checked_next_multiple_of(8)?..)?;
    }
    None
}

impl Certificates {
    /// Returns the signature.
    pub(super) fn signed(&self) -> Option<&Signed> {
        match self {
            Self::Signed(signed) => Some(signed),
            Self::Unknown | Self::None => None,
        }
    }

    /// Returns who signed, and whether the bytes have the digest that is signed.
    pub(super) fn signing(self, digest_matches: Option<bool>) -> Signing {
        match self {
            Self::Unknown => Signing::Unknown,
            Self::None => Signing::Unsigned,
            Self::Signed(signed) => {
                let mut signature = signed.signature;
                signature.digest_matches = digest_matches;
                Signing::Signed(Box::new(signature))
            }
        }
    }
}
