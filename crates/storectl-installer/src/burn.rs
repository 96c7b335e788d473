//! What a bundle of the WiX Toolset installs and downloads. Source: `src/burn/engine/section.cpp` and `manifest.cpp` there.

use std::{
    io::{Cursor, Read, Seek},
    ops::Range,
};

use crate::{Downloader, PayloadFile, ReadError, nsis::is_program, source::Source, xml};

/// `dwMagic` of BURN_SECTION_HEADER, and the version of it that is known.
const MAGIC: u32 = 0x00f1_4300;
const VERSION: u32 = 2;

/// How much of its first container is looked at where it is there, and how much is asked for: the manifest is its first
/// file.
const KNOWN: u64 = 512 * 1024;
const ASKED: u64 = 64 * 1024;

/// Most bytes of the manifest.
const LONGEST: u64 = 1024 * 1024;

/// Most payloads that are looked at.
const MOST: usize = 4096;

/// Most characters of a name or an address that are kept.
const LONGEST_NAME: usize = 260;
const LONGEST_URL: usize = 2048;

/// What a bundle says about its parts.
pub(crate) struct Section {
    /// Where in the file the first container is: it holds the manifest.
    container: Range<u64>,
    /// Where all containers end at the earliest.
    pub end: u64,
}

/// What is in a bundle.
pub(crate) struct Bundle {
    /// The programs that it holds.
    pub payload: Vec<PayloadFile>,
    /// What it downloads.
    pub downloaders: Vec<Downloader>,
}

impl Section {
    /// Reads the section of a bundle; `None` if it is not there, or of a form that is not known.
    pub(crate) fn read<R: Read + Seek>(
        source: &mut Source<'_, R>,
        section: &Range<u64>,
    ) -> Result<Option<Self>, ReadError> {
        let bytes = source.want(section.start..section.end.min(section.start + 512))?;
        Ok(bytes.and_then(|it| Self::of(&it)))
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let word = |index: usize| {
            let word = bytes.get(4 * index..4 * index + 4)?;
            Some(u32::from_le_bytes(word.try_into().ok()?))
        };
        if word(0)? != MAGIC || word(1)? != VERSION {
            return None;
        }
        // After the code of the bundle, in 4 words: size of the stub, checksum, place and size of the signature of what
        // precedes the other containers, format, count, sizes.
        let (stub, signature, count) = (word(6)?, word(9)?, word(11)?);
        let start = u64::from(stub);
        let container = start..start + u64::from(word(12)?);
        let mut end = container.end + u64::from(signature);
        for index in 1..usize::try_from(count).ok()? {
            // Fewer than 128 fit into the section.
            let Some(size) = word(12 + index) else { break };
            end += u64::from(size);
        }
        Some(Self { container, end })
    }
}

/// Reads the manifest of a bundle; `None` if it is not there, or cannot be read.
pub(crate) fn read<R: Read + Seek>(
    source: &mut Source<'_, R>,
    section: &Section,
) -> Result<Option<Bundle>, ReadError> {
    let Range { start, end } = section.container;
    let container = match source.known(start..end.min(start + KNOWN))? {
        Some(container) => Some(container),
        None => source.want(start..end.min(start + ASKED))?,
    };
    Ok(container.and_then(manifest).and_then(|it| bundle(&it)))
}

/// Returns the manifest: file `0` of the container, which is a cabinet.
fn manifest(container: Vec<u8>) -> Option<Vec<u8>> {
    let mut cabinet = cab::Cabinet::new(Cursor::new(container)).ok()?;
    let file = cabinet.read_file("0").ok()?;
    let mut manifest = Vec::new();
    file.take(LONGEST).read_to_end(&mut manifest).ok()?;
    Some(manifest)
}

fn bundle(manifest: &[u8]) -> Option<Bundle> {
    xml::read(manifest, |document| {
        let root = document.root_element();
        if root.tag_name().name() != "BurnManifest" {
            return None;
        }
        let mut bundle = Bundle {
            payload: Vec::new(),
            downloaders: Vec::new(),
        };
        // By the name alone: each major version of the toolset has a namespace of its own.
        let payloads = root
            .children()
            .filter(|it| it.tag_name().name() == "Payload");
        for payload in payloads.take(MOST) {
            let Some(path) = payload.attribute("FilePath") else {
                continue;
            };
            let name: String = path.chars().take(LONGEST_NAME).collect();
            let url = payload.attribute("DownloadUrl").filter(|it| !it.is_empty());
            let is_embedded = payload.attribute("Packaging") == Some("embedded");
            match url {
                Some(url) if !is_embedded => bundle.downloaders.push(Downloader {
                    name,
                    url: Some(url.chars().take(LONGEST_URL).collect()),
                }),
                _ if is_program(&name) => bundle.payload.push(PayloadFile {
                    name,
                    architecture: None,
                    signed: None,
                }),
                _ => {}
            }
        }
        Some(bundle)
    })?
}
