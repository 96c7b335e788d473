//! Packages: those in `tests/fixtures/installers`, and larger ones that are made here.

use std::io::{Cursor, Write};

use storectl_installer::{Content, Depth, Facts, NoInstaller, read};

pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/installers"
    );
    std::fs::read(format!("{folder}/{name}")).unwrap()
}

pub(crate) fn content(bytes: &[u8]) -> Content {
    read(&mut Cursor::new(bytes), bytes.len() as u64, Depth::Whole).unwrap()
}

pub(crate) fn facts(bytes: &[u8]) -> Facts {
    match content(bytes) {
        Content::Installer(facts) => *facts,
        Content::NoInstaller(what) => panic!("no installer: {what:?}"),
    }
}

pub(crate) fn no_installer(bytes: &[u8]) -> NoInstaller {
    match content(bytes) {
        Content::Installer(facts) => panic!("an installer: {facts:?}"),
        Content::NoInstaller(what) => what,
    }
}

/// Copies the streams of a package into one of this version of the format, after a cabinet of `length` bytes, and a signature
/// of `signature` bytes where there is one.
pub(crate) fn large(version: cfb::Version, length: usize, signature: Option<usize>) -> Vec<u8> {
    let mut from = cfb::CompoundFile::open(Cursor::new(fixture("plain-x64.msi"))).unwrap();
    let mut to = cfb::CompoundFile::create_with_version(version, Cursor::new(Vec::new())).unwrap();
    let class = *from.root_entry().clsid();
    to.set_storage_clsid("/", class).unwrap();
    let block: Vec<u8> = (0..=255).cycle().take(1 << 20).collect();
    let mut cabinet = to.create_stream("/large.cab").unwrap();
    for _ in 0..length / block.len() {
        cabinet.write_all(&block).unwrap();
    }
    drop(cabinet);
    let paths: Vec<_> = from.walk().filter(cfb::Entry::is_stream).collect();
    for entry in paths {
        let mut stream = to.create_stream(entry.path()).unwrap();
        std::io::copy(&mut from.open_stream(entry.path()).unwrap(), &mut stream).unwrap();
    }
    if let Some(length) = signature {
        let mut stream = to.create_stream("/\u{5}DigitalSignature").unwrap();
        stream.write_all(&vec![0x30; length]).unwrap();
    }
    to.flush().unwrap();
    to.into_inner().into_inner()
}

/// Returns the path of a table's stream. Two characters of its name are one of the stream's.
pub(crate) fn table(name: &str) -> String {
    let alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";
    let numbers: Vec<_> = name.chars().map(|it| alphabet.find(it).unwrap()).collect();
    let units = numbers.chunks(2).map(|it| match it {
        [low, high] => 0x3800 + 64 * high + low,
        other => 0x4800 + other[0],
    });
    let name: String = units
        .map(|it| char::from_u32(u32::try_from(it).unwrap()).unwrap())
        .collect();
    format!("/\u{4840}{name}")
}
