//! Any bytes as a Windows Installer package.

use std::io::Cursor;

use storectl_installer::{Content, Depth, Parts, ReadError, read};

/// Most rounds a look takes before every part is there.
const ROUNDS: usize = 64;

/// Reads a package as a file; then in parts, as over HTTP, which must say the same.
///
/// What it takes of memory and time is bounded, which libFuzzer looks at.
pub fn msi(bytes: &[u8]) {
    let length = bytes.len() as u64;
    let file = read(&mut Cursor::new(bytes), length, Depth::Parts);
    let Ok(file) = file else {
        panic!("nothing of a file is missing: {file:?}");
    };
    if let Content::Installer(facts) = &file {
        assert_eq!(facts.length, length);
    }
    let mut parts = Parts::new(length);
    for _ in 0..ROUNDS {
        match read(&mut parts, length, Depth::Parts) {
            Ok(content) => {
                assert_eq!(content, file);
                return;
            }
            Err(ReadError::Io(error)) => panic!("{error}"),
            Err(ReadError::Missing(missing)) => {
                let known = parts.bytes().map(|it| it.1.len()).sum::<usize>();
                for part in missing {
                    let start = usize::try_from(part.start).unwrap();
                    let end = usize::try_from(part.end).unwrap();
                    parts.add(part.start, &bytes[start..end]);
                }
                let more = parts.bytes().map(|it| it.1.len()).sum::<usize>();
                assert!(more > known, "a part that is there is asked for");
            }
        }
    }
    panic!("more than {ROUNDS} rounds");
}
