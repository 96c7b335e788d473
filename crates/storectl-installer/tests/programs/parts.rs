//! A look at parts: what is asked for together, and what is told without the rest.

use std::{io::Cursor, ops::Range};

use storectl_installer::{Content, Depth, Facts, Parts, ReadError, Signing, read};

use crate::fixture::{bytes, facts};

/// Looks at the first `head` bytes of a fixture, and then at what is asked for, until nothing is; returns the rounds.
fn rounds(name: &str, head: u64) -> (Facts, Vec<Vec<Range<u64>>>) {
    let bytes = bytes(name);
    let length = bytes.len() as u64;
    let mut parts = Parts::new(length);
    let add = |parts: &mut Parts, range: &Range<u64>| {
        let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
        parts.add(range.start as u64, &bytes[range]);
    };
    add(&mut parts, &(0..head.min(length)));
    let mut rounds = Vec::new();
    loop {
        match read(&mut parts, length, Depth::Parts) {
            Ok(Content::Installer(facts)) => return (*facts, rounds),
            Err(ReadError::Missing(missing)) => {
                for range in &missing {
                    assert!(!parts.has(range.clone()), "{range:?} is there");
                    add(&mut parts, range);
                }
                rounds.push(missing);
                assert!(rounds.len() < 8, "{rounds:?}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn one_more_round_is_enough_for_a_small_program() {
    let (facts, rounds) = rounds("plain-signed", 1024);
    assert_eq!(rounds.concat(), std::slice::from_ref(&(1024..7448)));
    assert!(matches!(facts.signing, Signing::Signed(_)));
    assert_eq!(facts.version.as_deref(), Some("1.5.0"));
}

#[test]
fn resources_and_certificates_are_asked_for_together() {
    let (facts, rounds) = rounds("nsis-unsigned-payload", 48 * 1024);
    assert_eq!(rounds.len(), 2, "{rounds:?}");
    assert!(matches!(facts.signing, Signing::Signed(_)));
    assert!(rounds[0].len() >= 2, "{rounds:?}");
}

#[test]
fn parts_say_what_the_whole_says_but_digests() {
    for name in [
        "plain-signed",
        "nsis-unsigned-payload",
        "inno",
        "burn",
        "squirrel",
    ] {
        let whole = facts(&bytes(name));
        let (mut seen, _) = rounds(name, 192 * 1024);
        assert_eq!(seen.sha256, None, "{name}");
        seen.sha256.clone_from(&whole.sha256);
        if let (Signing::Signed(seen), Signing::Signed(whole)) = (&mut seen.signing, &whole.signing)
        {
            assert_eq!(seen.digest_matches, None, "{name}");
            seen.digest_matches = whole.digest_matches;
        }
        assert_eq!(seen, whole, "{name}");
    }
}

#[test]
fn what_only_other_parts_would_tell_is_not_known() {
    let bytes = bytes("nsis-unsigned-payload");
    let mut parts = Parts::new(bytes.len() as u64);
    parts.add(0, &bytes[..8 * 1024]);
    let content = read(&mut parts, bytes.len() as u64, Depth::Known).unwrap();
    let Content::Installer(facts) = content else {
        panic!("{content:?}");
    };
    assert_eq!(facts.signing, Signing::Unknown);
    assert_eq!((facts.version, facts.payload), (None, None));
}

#[test]
fn the_whole_is_asked_for_where_every_byte_is_to_be_read() {
    let bytes = bytes("plain-signed");
    let length = bytes.len() as u64;
    let mut parts = Parts::new(length);
    parts.add(0, &bytes[..5000]);
    parts.add(length - 3000, &bytes[bytes.len() - 3000..]);
    assert!(read(&mut parts, length, Depth::Whole).is_ok());
    let mut parts = Parts::new(length);
    parts.add(0, &bytes[..1000]);
    assert!(matches!(
        read(&mut parts, length, Depth::Whole),
        Err(ReadError::Missing(_))
    ));
    assert!(read(&mut Cursor::new(&bytes), length, Depth::Whole).is_ok());
}
