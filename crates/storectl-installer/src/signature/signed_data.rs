//! SignedData of CMS, as far as it is asked for: the content, the certificates, the signers. Source: RFC 5652, 5.1 and 5.3.

use x509_cert::der::{
    Error, ErrorKind, Tag,
    asn1::{AnyRef, ObjectIdentifier},
};

use super::der::{children, children_of, element, encoded_children_of};

/// id-signedData.
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

/// SignedData: what is signed, and by whom.
pub(super) struct SignedData<'a> {
    /// What kind of content is signed.
    pub content_type: ObjectIdentifier,
    /// The content; `None` where it is elsewhere.
    pub content: Option<AnyRef<'a>>,
    /// The certificates, each with its tag and length, in no order.
    pub certificates: Vec<&'a [u8]>,
    /// Who signed.
    pub signers: Vec<SignerInfo<'a>>,
}

/// A signer, and what it says beside the content.
pub(super) struct SignerInfo<'a> {
    /// The name of the issuer of its certificate, with tag and length.
    pub issuer: &'a [u8],
    /// The number of its certificate.
    pub serial: &'a [u8],
    /// What it signed beside the content.
    pub signed: Vec<Attribute<'a>>,
    /// What was added later.
    pub unsigned: Vec<Attribute<'a>>,
}

/// An attribute of a signer with its first value.
pub(super) struct Attribute<'a> {
    /// Which one.
    pub kind: ObjectIdentifier,
    /// Its value, with tag and length.
    pub value: &'a [u8],
}

impl<'a> SignedData<'a> {
    /// Reads a ContentInfo that holds SignedData.
    pub(super) fn read(der: &'a [u8]) -> Result<Self, Error> {
        let [kind, content] = children(element(der)?)?[..] else {
            return Err(malformed());
        };
        if kind.decode_as::<ObjectIdentifier>()? != SIGNED_DATA {
            return Err(malformed());
        }
        let fields = children(element(content.value())?)?;
        // version, digestAlgorithms, encapContentInfo, then what may be absent.
        let [_, _, content, rest @ ..] = &fields[..] else {
            return Err(malformed());
        };
        let (content_type, content) = encapsulated(*content)?;
        let mut data = Self {
            content_type,
            content,
            certificates: Vec::new(),
            signers: Vec::new(),
        };
        for field in rest {
            match field.header().tag() {
                tag if context(tag) == Some(0) => {
                    data.certificates = encoded_children_of(field.value())?;
                }
                Tag::Set => {
                    let signers = children(*field)?.into_iter();
                    data.signers = signers
                        .map(|it| SignerInfo::read(it.value()))
                        .collect::<Result<_, _>>()?;
                }
                _ => {}
            }
        }
        Ok(data)
    }
}

/// Returns the kind of what is signed, and the element itself.
fn encapsulated(info: AnyRef<'_>) -> Result<(ObjectIdentifier, Option<AnyRef<'_>>), Error> {
    let fields = children(info)?;
    let kind = fields.first().ok_or_else(malformed)?.decode_as()?;
    let content = fields.get(1).map(|it| element(it.value())).transpose()?;
    Ok((kind, content))
}

impl<'a> SignerInfo<'a> {
    /// Reads the contents of a SignerInfo.
    pub(super) fn read(contents: &'a [u8]) -> Result<Self, Error> {
        let fields = children_of(contents)?;
        let [_, id, _, rest @ ..] = &fields[..] else {
            return Err(malformed());
        };
        // Authenticode names the certificate by its issuer and number, never by the identifier of a key.
        if id.header().tag() != Tag::Sequence {
            return Err(malformed());
        }
        let [issuer, serial] = encoded_children_of(id.value())?[..] else {
            return Err(malformed());
        };
        let mut signer = Self {
            issuer,
            serial: element(serial)?.value(),
            signed: Vec::new(),
            unsigned: Vec::new(),
        };
        for field in rest {
            match context(field.header().tag()) {
                Some(0) => signer.signed = attributes(*field)?,
                Some(1) => signer.unsigned = attributes(*field)?,
                _ => {}
            }
        }
        Ok(signer)
    }
}

fn attributes(set: AnyRef<'_>) -> Result<Vec<Attribute<'_>>, Error> {
    let mut attributes = Vec::new();
    for attribute in children(set)? {
        let [kind, values] = children(attribute)?[..] else {
            return Err(malformed());
        };
        if let Some(value) = encoded_children_of(values.value())?.first() {
            let kind = kind.decode_as()?;
            attributes.push(Attribute { kind, value });
        }
    }
    Ok(attributes)
}

/// Returns the number of a tag that its context gives a meaning.
fn context(tag: Tag) -> Option<u32> {
    match tag {
        Tag::ContextSpecific { number, .. } => Some(number.value()),
        _ => None,
    }
}

fn malformed() -> Error {
    ErrorKind::Failed.into()
}
