//! What certification reads of a file: its type, and whether somebody signed it.

/// The types of installers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileType {
    /// A program (PE).
    Exe,
    /// A Windows Installer package (a compound file).
    Msi,
}

/// What a compound file begins with ([MS-CFB], 2.2).
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// How long a directory entry of a compound file is, and what its place is a multiple of ([MS-CFB], 2.6.1).
const ENTRY: usize = 128;

/// The name of the stream that holds the signature of a package.
const SIGNATURE: &str = "\u{5}DigitalSignature";

/// Where a program's header has the place of the next one (PE format, "MS-DOS Stub").
const NEW_HEADER: usize = 0x3c;

/// From the PE signature to the optional header.
const OPTIONAL_HEADER: usize = 24;

/// The certificate table's place among the data directories of 8 bytes each (PE format, "Optional Header Data Directories").
const CERTIFICATES: usize = 4;

impl FileType {
    /// Tells the type by the first bytes.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"MZ") {
            Some(Self::Exe)
        } else if bytes.starts_with(COMPOUND) {
            Some(Self::Msi)
        } else {
            None
        }
    }

    /// The value of `packageType`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Exe => "exe",
            Self::Msi => "msi",
        }
    }
}

/// Returns whether a file has a signature; nobody's is proven.
pub(super) fn is_signed(kind: FileType, bytes: &[u8]) -> bool {
    match kind {
        FileType::Exe => has_certificates(bytes) == Some(true),
        FileType::Msi => {
            let name: Vec<u8> = SIGNATURE
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect();
            bytes.chunks(ENTRY).any(|entry| entry.starts_with(&name))
        }
    }
}

/// Returns whether a program has a certificate table within its bytes; nothing where its headers end early.
fn has_certificates(bytes: &[u8]) -> Option<bool> {
    let header = size(bytes, NEW_HEADER)?;
    bytes.get(header..)?.starts_with(b"PE\0\0").then_some(())?;
    let optional = header.checked_add(OPTIONAL_HEADER)?;
    // 64-bit programs have larger fields before the directories.
    let directories = match bytes.get(optional..optional.checked_add(2)?)? {
        [0x0b, 0x01] => optional.checked_add(96)?,
        [0x0b, 0x02] => optional.checked_add(112)?,
        _ => return None,
    };
    let count = size(bytes, directories.checked_sub(4)?)?;
    if count <= CERTIFICATES {
        return Some(false);
    }
    let entry = directories.checked_add(CERTIFICATES * 8)?;
    let (start, length) = (size(bytes, entry)?, size(bytes, entry.checked_add(4)?)?);
    let end = start.checked_add(length)?;
    Some(start > 0 && length > 0 && end <= bytes.len())
}

/// Reads 32 bits at a place.
fn size(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(digits.try_into().ok()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fixture of installers, which somebody else's tools made.
    macro_rules! fixture {
        ($name:literal) => {
            include_bytes!(concat!("../../../../tests/fixtures/installers/", $name)).as_slice()
        };
    }

    #[test]
    fn the_type_and_the_signature_of_real_files_are_seen() {
        for (bytes, kind, signed) in [
            (fixture!("plain.exe"), FileType::Exe, false),
            (fixture!("plain-signed.exe"), FileType::Exe, true),
            (fixture!("nsis-signed-payload.exe"), FileType::Exe, true),
            (fixture!("nsis-downloads.exe"), FileType::Exe, false),
            (fixture!("plain-x64.msi"), FileType::Msi, false),
            (fixture!("signed-x86.msi"), FileType::Msi, true),
        ] {
            assert_eq!(FileType::of(bytes), Some(kind));
            assert_eq!(is_signed(kind, bytes), signed);
        }
        assert_eq!(FileType::of(fixture!("zip.exe")), None);
        assert_eq!(FileType::of(fixture!("html.exe")), None);
    }

    #[test]
    fn a_program_that_is_cut_off_anywhere_is_not_signed() {
        let whole = fixture!("plain-signed.exe");
        for length in (0..whole.len()).step_by(7) {
            let part = &whole[..length];
            assert!(!is_signed(FileType::Exe, part), "{length} bytes");
        }
    }

    #[test]
    fn a_header_that_leads_out_of_the_file_is_not_signed() {
        let mut bytes = fixture!("plain-signed.exe").to_vec();
        bytes[NEW_HEADER..NEW_HEADER + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(!is_signed(FileType::Exe, &bytes));
    }
}
