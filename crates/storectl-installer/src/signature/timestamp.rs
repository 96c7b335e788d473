//! When a signature was made, as a timestamp in it says. That the timestamp is itself signed by someone trusted is not
//! looked at.

use x509_cert::der::{
    DateTime, Error, Tag,
    asn1::{AnyRef, ObjectIdentifier, UtcTime},
};

use super::{
    der::{children, element},
    signed_data::{SignedData, SignerInfo},
};

/// A timestamp of RFC 3161. Source: "Time Stamping Authenticode Signatures", Microsoft Learn.
const RFC_3161: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.3.3.1");

/// id-countersignature: the timestamp of older signatures.
const COUNTER_SIGNATURE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.6");

/// id-signingTime.
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");

/// id-ct-TSTInfo.
const TIME_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// Returns when a signer signed, in seconds of Unix time; `None` without a timestamp that can be read.
pub(super) fn of(signer: &SignerInfo<'_>) -> Option<i64> {
    signer.unsigned.iter().find_map(|it| match it.kind {
        RFC_3161 => token(it.value).ok()?,
        COUNTER_SIGNATURE => counter_signature(it.value).ok()?,
        _ => None,
    })
}

/// Reads genTime of a token. Source: RFC 3161, 2.4.2.
fn token(der: &[u8]) -> Result<Option<i64>, Error> {
    let data = SignedData::read(der)?;
    let Some(content) = data.content.filter(|_| data.content_type == TIME_INFO) else {
        return Ok(None);
    };
    // TSTInfo ::= SEQUENCE { version, policy, messageImprint, serialNumber, genTime, … }
    let info = children(element(content.value())?)?;
    Ok(info.get(4).copied().and_then(time))
}

/// Reads signingTime of a counter-signature. Source: RFC 5652, 11.3 and 11.4.
fn counter_signature(der: &[u8]) -> Result<Option<i64>, Error> {
    let signer = SignerInfo::read(element(der)?.value())?;
    let attribute = signer.signed.iter().find(|it| it.kind == SIGNING_TIME);
    let Some(attribute) = attribute else {
        return Ok(None);
    };
    Ok(time(element(attribute.value)?))
}

/// Reads a time, in seconds of Unix time.
fn time(value: AnyRef<'_>) -> Option<i64> {
    let duration = match value.header().tag() {
        Tag::UtcTime => value.decode_as::<UtcTime>().ok()?.to_unix_duration(),
        Tag::GeneralizedTime => generalized(value.value())?.unix_duration(),
        _ => return None,
    };
    i64::try_from(duration.as_secs()).ok()
}

/// Reads `YYYYMMDDhhmmss[.f…]Z`; a timestamp may have fractions of a second, which a certificate may not.
fn generalized(value: &[u8]) -> Option<DateTime> {
    let text = std::str::from_utf8(value).ok()?.strip_suffix('Z')?;
    let whole = text.split('.').next()?;
    if whole.len() != 14 || !whole.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize| whole.get(from..from + 2)?.parse::<u8>().ok();
    let year = whole.get(..4)?.parse().ok()?;
    DateTime::new(
        year,
        number(4)?,
        number(6)?,
        number(8)?,
        number(10)?,
        number(12)?,
    )
    .ok()
}
