//! The certificate of a signer. Source: RFC 5280, 4.1.

use x509_cert::{
    der::{Decode, Error, ErrorKind, Tag},
    name::Name,
    time::Validity,
};

use super::{
    der::{children_of, element, encoded_children_of},
    signed_data::SignerInfo,
};

/// Most bytes of a certificate that is looked at; one for signing has about 2,000.
const LONGEST: usize = 16 * 1024;

/// Most characters of a name that are kept. Source: RFC 5280, appendix A.1: ub-common-name is 64; whole names are longer.
const LONGEST_NAME: usize = 260;

/// Who holds a certificate.
pub(super) struct Holder {
    /// CN of the holder; the whole name where it has none.
    pub subject: String,
    /// CN of the issuer; the whole name where it has none.
    pub issuer: String,
    /// From when it is valid, in seconds of Unix time.
    pub not_before: i64,
    /// Until when it is valid, in seconds of Unix time.
    pub not_after: i64,
    /// Whether the holder is the issuer.
    pub self_signed: bool,
}

impl Holder {
    /// Returns the holder of the certificate that a signer names; `None` if it is not among the certificates, or cannot be
    /// read.
    pub(super) fn find(certificates: &[&[u8]], signer: &SignerInfo<'_>) -> Option<Self> {
        let read = certificates
            .iter()
            .filter(|it| it.len() <= LONGEST)
            .filter_map(|it| Fields::read(it).ok());
        let fields = read
            .into_iter()
            .find(|it| it.serial == signer.serial && it.issuer == signer.issuer)?;
        Self::of(&fields).ok()
    }

    fn of(fields: &Fields<'_>) -> Result<Self, Error> {
        let validity: Validity = Validity::from_der(fields.validity)?;
        Ok(Self {
            subject: name(fields.subject)?,
            issuer: name(fields.issuer)?,
            not_before: seconds(validity.not_before.to_unix_duration().as_secs()),
            not_after: seconds(validity.not_after.to_unix_duration().as_secs()),
            self_signed: fields.subject == fields.issuer,
        })
    }
}

/// The fields of a certificate that say whose it is, each with its tag and length except for the number.
struct Fields<'a> {
    serial: &'a [u8],
    issuer: &'a [u8],
    validity: &'a [u8],
    subject: &'a [u8],
}

impl<'a> Fields<'a> {
    fn read(certificate: &'a [u8]) -> Result<Self, Error> {
        let malformed = || Error::from(ErrorKind::Failed);
        let to_be_signed = children_of(element(certificate)?.value())?;
        let to_be_signed = to_be_signed.first().ok_or_else(malformed)?.value();
        let mut fields = encoded_children_of(to_be_signed)?;
        // The version may be absent; the number of the certificate follows it.
        if element(fields.first().ok_or_else(malformed)?)?
            .header()
            .tag()
            != Tag::Integer
        {
            fields.remove(0);
        }
        let [serial, _, issuer, validity, subject, ..] = fields[..] else {
            return Err(malformed());
        };
        Ok(Self {
            serial: element(serial)?.value(),
            issuer,
            validity,
            subject,
        })
    }
}

/// Returns CN of a name, or the whole name.
fn name(der: &[u8]) -> Result<String, Error> {
    let name = Name::from_der(der)?;
    let text = match name.common_name() {
        Ok(Some(common)) => common.value().into_owned(),
        // None, or a string of a type that it should not have.
        Ok(None) | Err(_) => name.to_string(),
    };
    Ok(text.chars().take(LONGEST_NAME).collect())
}

fn seconds(since_1970: u64) -> i64 {
    i64::try_from(since_1970).unwrap_or(i64::MAX)
}
