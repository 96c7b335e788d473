//! Fixtures, and looks at them.

use std::{fs, io::Cursor, path::PathBuf};

use storectl_installer::{Content, Depth, Facts, NoInstaller, Signature, Signing, read};

/// Returns the bytes of a fixture.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/installers");
    fs::read(root.join(format!("{name}.exe"))).unwrap()
}

/// Reads some bytes completely.
pub(crate) fn look(bytes: &[u8]) -> Content {
    read(&mut Cursor::new(bytes), bytes.len() as u64, Depth::Whole).unwrap()
}

/// Returns what is read of an installer.
pub(crate) fn facts(bytes: &[u8]) -> Facts {
    match look(bytes) {
        Content::Installer(facts) => *facts,
        Content::NoInstaller(why) => panic!("no installer: {why:?}"),
    }
}

/// Returns why some bytes are no installer.
pub(crate) fn why_not(bytes: &[u8]) -> Option<NoInstaller> {
    match look(bytes) {
        Content::Installer(_) => None,
        Content::NoInstaller(why) => Some(why),
    }
}

/// Returns the signature of an installer.
pub(crate) fn signature(bytes: &[u8]) -> Signature {
    match facts(bytes).signing {
        Signing::Signed(signature) => *signature,
        other => panic!("{other:?}"),
    }
}
