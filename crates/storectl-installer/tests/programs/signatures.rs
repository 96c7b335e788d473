//! Who signed, and whether what is signed is what is there.

use storectl_installer::{Content, Signing};
use storectl_model::Digest;

use crate::fixture::{bytes, facts, look, signature};

#[test]
fn a_program_without_certificates_is_unsigned() {
    assert_eq!(facts(&bytes("plain")).signing, Signing::Unsigned);
}

#[test]
fn the_digest_that_is_signed_is_that_of_the_bytes() {
    for name in [
        "plain-signed",
        "plain-signed-without-timestamp",
        "plain-signed-sha384",
        "plain-self-signed",
        "plain-expired",
        "nsis-unsigned-payload",
        "nsis-signed-payload",
    ] {
        let signature = signature(&bytes(name));
        assert_eq!(signature.digest_matches, Some(true), "{name}");
        assert_eq!(signature.signer, "Contoso Ltd", "{name}");
    }
}

#[test]
fn a_program_changed_after_signing_has_another_digest() {
    assert_eq!(
        signature(&bytes("plain-changed")).digest_matches,
        Some(false)
    );
}

#[test]
fn every_byte_but_those_that_signing_writes_is_signed() {
    let signed = bytes("plain-signed");
    // The checksum, and where the certificates are, of a PE32+ whose headers begin at 0x80.
    let left_out = [0xd8..0xdc, 0x128..0x130];
    let certificates = u32::from_le_bytes(signed[0x128..0x12c].try_into().unwrap()) as usize;
    let mut at = 0x40;
    while at < certificates {
        let mut changed = signed.clone();
        changed[at] ^= 1;
        let is_left_out = left_out.iter().any(|it| it.contains(&at));
        if let Content::Installer(facts) = look(&changed)
            && let Signing::Signed(signature) = facts.signing
        {
            assert_eq!(signature.digest_matches, Some(is_left_out), "{at:#x}");
        }
        at += if at < 0x400 { 1 } else { 97 };
    }
}

#[test]
fn a_signature_that_cannot_be_read_is_not_known() {
    let mut broken = bytes("plain-signed");
    let at = u32::from_le_bytes(broken[0x128..0x12c].try_into().unwrap()) as usize;
    broken[at + 8] = 0;
    assert_eq!(facts(&broken).signing, Signing::Unknown);
}

#[test]
fn the_digest_of_the_file_is_that_of_all_its_bytes() {
    let bytes = bytes("plain-signed");
    assert_eq!(facts(&bytes).sha256, Some(Digest::of(&bytes)));
}
