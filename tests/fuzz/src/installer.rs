//! Any bytes as an installer, complete and in parts.

use std::io::Cursor;

use storectl_installer::{Content, Depth, Parts, ReadError, Signing, read};

/// Most rounds of parts that a reader may ask for.
const ROUNDS: usize = 64;

/// Reads an installer completely, and again in parts, which say nothing else; what it takes of memory and time is bounded,
/// which libFuzzer looks at.
pub fn installer(bytes: &[u8]) {
    let length = bytes.len() as u64;
    let whole = read(&mut Cursor::new(bytes), length, Depth::Whole).unwrap();
    let mut parts = Parts::new(length);
    let mut known = parts.clone();
    known.add(0, bytes.get(..bytes.len() / 2).unwrap_or_default());
    match read(&mut known, length, Depth::Known) {
        Ok(_) | Err(ReadError::Missing(_)) => {}
        Err(ReadError::Io(error)) => panic!("{error}"),
    }
    for _ in 0..ROUNDS {
        match read(&mut parts, length, Depth::Parts) {
            Ok(seen) => {
                // That it is cut off or contradicts itself may show only where all of it is read.
                if let Some(signed) = is_signed(&whole) {
                    assert_eq!(is_signed(&seen), Some(signed));
                }
                return;
            }
            Err(ReadError::Io(error)) => panic!("{error}"),
            Err(ReadError::Missing(missing)) => {
                assert!(!missing.is_empty());
                for range in missing {
                    assert!(range.start < range.end && range.end <= length, "{range:?}");
                    assert!(!parts.has(range.clone()), "{range:?} is there");
                    let start = usize::try_from(range.start).unwrap();
                    let end = usize::try_from(range.end).unwrap();
                    parts.add(range.start, &bytes[start..end]);
                }
            }
        }
    }
    panic!("more than {ROUNDS} rounds");
}

/// Returns whether it is signed; `None` for what is no installer.
fn is_signed(content: &Content) -> Option<bool> {
    match content {
        Content::Installer(facts) => match facts.signing {
            Signing::Unknown => None,
            Signing::Unsigned => Some(false),
            Signing::Signed(_) => Some(true),
        },
        Content::NoInstaller(_) => None,
    }
}
