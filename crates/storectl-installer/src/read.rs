//! What the bytes under a package URL are.

use std::io::{Read, Seek};

use crate::{Content, Depth, NoInstaller, ReadError, msi, pe, source::Source};

/// How many bytes are read to tell what a file is: the headers of a program are among them, so that they are not asked for
/// again.
const HEAD: u64 = pe::LONGEST_HEADERS;

/// The first bytes of a compound file, which an MSI is. Source: MS-CFB, 2.2.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Reads an installer of `length` bytes.
///
/// # Errors
/// Parts of it that are not there and that it cannot be told without; with [`Depth::Parts`] also those that would tell more.
pub fn read<R: Read + Seek>(
    source: &mut R,
    length: u64,
    depth: Depth,
) -> Result<Content, ReadError> {
    if length == 0 {
        return Ok(Content::NoInstaller(NoInstaller::Empty));
    }
    let head = Source::new(source, length).need(0..HEAD)?;
    if head.starts_with(COMPOUND) {
        msi::read(source, length, depth)
    } else if head.starts_with(b"MZ") {
        pe::read(source, length, depth)
    } else {
        Ok(Content::NoInstaller(of_head(&head)))
    }
}

/// Tells what is no installer by its first bytes.
fn of_head(head: &[u8]) -> NoInstaller {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = text.trim_ascii_start();
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        NoInstaller::Zip
    } else if is_html(text) {
        NoInstaller::Html
    } else {
        NoInstaller::Other
    }
}

fn is_html(text: &[u8]) -> bool {
    [
        &b"<!doctype html"[..],
        b"<html",
        b"<head",
        b"<body",
        b"<?xml",
        b"<!--",
    ]
    .iter()
    .any(|it| {
        text.get(..it.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(it))
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn of(bytes: &[u8]) -> Content {
        read(&mut Cursor::new(bytes), bytes.len() as u64, Depth::Whole).unwrap()
    }

    #[test]
    fn what_is_no_installer_is_told_by_its_first_bytes() {
        for (bytes, what) in [
            (&b""[..], NoInstaller::Empty),
            (b"<!DOCTYPE html><title>404", NoInstaller::Html),
            (b"\xef\xbb\xbf\n <HTML>", NoInstaller::Html),
            (b"PK\x03\x04\x14\x00", NoInstaller::Zip),
            (b"#!/bin/sh\n", NoInstaller::Other),
        ] {
            assert_eq!(of(bytes), Content::NoInstaller(what), "{bytes:?}");
        }
    }
}
