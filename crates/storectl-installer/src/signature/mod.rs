//! Authenticode signatures: who signed, with which certificate, and when. Source: "Windows Authenticode Portable Executable
//! Signature Format", Microsoft; RFC 5652 (CMS).

mod certificate;
mod der;
mod digest;
mod signed_data;
mod timestamp;

use x509_cert::der::{Error, asn1::ObjectIdentifier};

pub(crate) use self::digest::{Algorithm, Hasher};
use self::{certificate::Holder, der::children, signed_data::SignedData};
use crate::Signature;

/// Most bytes that a signature may have; a longer one is not read.
pub(crate) const LONGEST: u64 = 1024 * 1024;

/// SpcIndirectDataContent: what an Authenticode signature signs.
const INDIRECT_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.4");

/// A signature, and the digest that it signs.
pub(crate) struct Signed {
    /// What it says about who signed.
    pub signature: Signature,
    /// The algorithm of the digest; `None` for one that is not known here.
    pub algorithm: Option<Algorithm>,
    /// The digest.
    pub digest: Vec<u8>,
}

/// Reads a signature, PKCS #7 in DER, and the digest that it signs; `None` if it cannot be read. Bytes after it, such as padding, are left
/// alone.
pub(crate) fn read(der: &[u8]) -> Option<Signed> {
    if der.len() as u64 > LONGEST {
        return None;
    }
    try_read(der).ok()?
}

fn try_read(der: &[u8]) -> Result<Option<Signed>, Error> {
    let data = SignedData::read(der)?;
    if data.content_type != INDIRECT_DATA {
        return Ok(None);
    }
    let (Some(content), Some(signer)) = (data.content, data.signers.first()) else {
        return Ok(None);
    };
    // SpcIndirectDataContent ::= SEQUENCE { data, messageDigest DigestInfo }
    let [_, info] = children(content)?[..] else {
        return Ok(None);
    };
    // DigestInfo ::= SEQUENCE { digestAlgorithm AlgorithmIdentifier, digest OCTET STRING }
    let [algorithm, digest] = children(info)?[..] else {
        return Ok(None);
    };
    let Some(algorithm) = children(algorithm)?.first().copied() else {
        return Ok(None);
    };
    let algorithm: ObjectIdentifier = algorithm.decode_as()?;
    let Some(holder) = Holder::find(&data.certificates, signer) else {
        return Ok(None);
    };
    let known = Algorithm::of(algorithm);
    Ok(Some(Signed {
        signature: Signature {
            signer: holder.subject,
            issuer: holder.issuer,
            not_before: holder.not_before,
            not_after: holder.not_after,
            timestamp: timestamp::of(signer),
            self_signed: holder.self_signed,
            digest_algorithm: known
                .map_or_else(|| algorithm.to_string(), |it| it.as_str().to_owned()),
            digest_matches: None,
        },
        algorithm: known,
        digest: digest.value().to_vec(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! fixture {
        ($name:literal) => {
            include_bytes!(concat!(
                "../../../../tests/fixtures/installers/",
                $name,
                ".exe"
            ))
        };
    }

    /// Returns the signature at the end of a signed fixture: after the 8 bytes of WIN_CERTIFICATE.
    fn of(program: &[u8]) -> &[u8] {
        // The security directory of a PE32+ whose headers begin at 0x80.
        let at = u32::from_le_bytes(program[0x128..0x12c].try_into().unwrap()) as usize;
        &program[at + 8..]
    }

    fn signature(program: &[u8]) -> Signature {
        read(of(program)).unwrap().signature
    }

    /// 2025-01-01, 2045-01-01 and 2025-01-02, in seconds of Unix time.
    const FROM: i64 = 1_735_689_600;
    const UNTIL: i64 = 2_366_841_600;
    const STAMPED: i64 = 1_735_776_000;

    #[test]
    fn the_signer_is_whom_signer_info_names_and_not_the_first_certificate() {
        assert_eq!(
            signature(fixture!("plain-signed")),
            Signature {
                signer: "Contoso Ltd".to_owned(),
                issuer: "Contoso Trust Root".to_owned(),
                not_before: FROM,
                not_after: UNTIL,
                timestamp: Some(STAMPED),
                self_signed: false,
                digest_algorithm: "sha256".to_owned(),
                digest_matches: None,
            }
        );
    }

    #[test]
    fn a_signature_without_timestamp_has_none() {
        let without = signature(fixture!("plain-signed-without-timestamp"));
        let with = signature(fixture!("plain-signed"));
        assert_eq!(
            without,
            Signature {
                timestamp: None,
                ..with
            }
        );
    }

    #[test]
    fn a_certificate_that_is_its_own_issuer_is_self_signed() {
        let signature = signature(fixture!("plain-self-signed"));
        assert!(signature.self_signed);
        assert_eq!(signature.issuer, "Contoso Ltd");
    }

    #[test]
    fn an_expired_certificate_keeps_its_validity() {
        let expired = signature(fixture!("plain-expired"));
        assert_eq!(expired.not_after, 1_672_531_200);
        assert_eq!(expired.timestamp, None);
        let stamped = signature(fixture!("plain-expired-with-timestamp"));
        assert_eq!(stamped.timestamp, Some(1_650_000_000));
    }

    #[test]
    fn the_algorithm_is_that_of_the_digest() {
        let signed = read(of(fixture!("plain-signed-sha384"))).unwrap();
        assert_eq!(signed.algorithm, Some(Algorithm::Sha384));
        assert_eq!(signed.signature.digest_algorithm, "sha384");
        assert_eq!(signed.digest.len(), 48);
    }

    #[test]
    fn what_is_no_signature_is_not_known() {
        let good = of(fixture!("plain-signed"));
        for bad in [
            &b""[..],
            b"\x30",
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
            &good[8..],
        ] {
            assert!(read(bad).is_none());
        }
        for length in 0..good.len() - 64 {
            assert!(read(&good[..length]).is_none(), "{length}");
        }
        // A set of a million certificates.
        let mut bomb = good.to_vec();
        bomb.resize(usize::try_from(LONGEST).unwrap() + 1, 0);
        assert!(read(&bomb).is_none());
    }
}
