//! Reads programs.

mod certificates;
mod digest;
mod headers;
mod manifest;
mod resources;
mod version;

use std::{
    collections::BTreeSet,
    io::{Read, Seek},
};

use storectl_model::{Architecture, PackageType};

use self::version::VersionInfo;
pub(crate) use self::{
    headers::{Glance, Headers, LONGEST as LONGEST_HEADERS},
    resources::Resources,
};
use crate::{
    Content, Depth, Downloader, Facts, Kind, NoInstaller, PayloadFile, ReadError, burn,
    kind::Built, language, nsis, silent, source::Source,
};

/// Reads a program.
///
/// # Errors
/// Its headers are not there; with [`Depth::Parts`] also any other part that would tell more, all that are known to be
/// needed together.
pub(crate) fn read<R: Read + Seek>(
    source: &mut R,
    length: u64,
    depth: Depth,
) -> Result<Content, ReadError> {
    let mut source = Source::new(source, length);
    let head = source.need(0..LONGEST_HEADERS)?;
    let Some(headers) = Headers::read(&head) else {
        return Ok(Content::NoInstaller(NoInstaller::Other));
    };
    let certificates = headers.certificates.as_ref();
    if certificates.is_some_and(|it| it.end > length) {
        return Ok(Content::NoInstaller(NoInstaller::CutOff));
    }
    let signed = certificates::read(&mut source, &headers)?;
    let resources = Resources::read(&mut source, &headers)?;
    let version = resources.version(&mut source, &headers)?;
    let lacks_version = resources.lack_version() || version.is_some();
    let version = version.map_or_else(VersionInfo::default, |it| VersionInfo::read(&it));
    let manifest = resources.manifest(&mut source, &headers)?;
    let built = Built::of(&mut source, &headers, &resources)?;
    let Some(inside) = Inside::of(&mut source, &headers, &built)? else {
        return Ok(Content::NoInstaller(NoInstaller::CutOff));
    };
    let digests = match depth {
        Depth::Whole => Some(digest::read(&mut source, &headers, signed.signed())?),
        Depth::Parts | Depth::Known => None,
    };
    source.finish(depth)?;
    let kind = built.kind();
    let matches = digests.as_ref().and_then(|it| it.matches);
    Ok(Content::Installer(Box::new(Facts {
        length,
        sha256: digests.map(|it| it.sha256),
        package_type: PackageType::Exe,
        kind,
        product: version.product,
        lacks_version: lacks_version && version.version.is_none(),
        version: version.version,
        company: version.company,
        machine: headers.machine,
        architectures: inside.architectures(),
        // The version resource of a setup program is in the language of whoever wrote its script.
        languages: match kind {
            Kind::Plain => version
                .languages
                .iter()
                .copied()
                .filter_map(language::tag)
                .collect(),
            _ => BTreeSet::new(),
        },
        elevation: manifest.and_then(|it| manifest::elevation(&it)),
        msi: None,
        signing: signed.signing(matches),
        payload: inside.payload,
        silent: silent::switch(kind),
        downloaders: inside.downloaders,
    })))
}

/// What is in a setup program.
#[derive(Default)]
struct Inside {
    payload: Option<Vec<PayloadFile>>,
    /// How many archives it has, whose programs are not read.
    archives: usize,
    downloaders: Vec<Downloader>,
}

impl Inside {
    /// Reads what is in a setup program; `None` if its end is missing.
    fn of<R: Read + Seek>(
        source: &mut Source<'_, R>,
        headers: &Headers,
        built: &Built,
    ) -> Result<Option<Self>, ReadError> {
        let length = source.length();
        let found = match built {
            Built::Nsis(header) => {
                if header.end() > headers.end_of_appended(length) {
                    return Ok(None);
                }
                nsis::read(source, header)?.map(|it| Self {
                    payload: Some(it.payload.programs),
                    archives: it.payload.archives,
                    downloaders: it.downloaders,
                })
            }
            Built::Burn(section) => {
                let Some(section) = burn::Section::read(source, section)? else {
                    return Ok(Some(Self::default()));
                };
                if section.end > length {
                    return Ok(None);
                }
                burn::read(source, &section)?.map(|it| Self {
                    payload: Some(it.payload),
                    archives: 0,
                    downloaders: it.downloaders,
                })
            }
            Built::Other(_) => None,
        };
        let ends_too_early = !matches!(built, Built::Nsis(_)) && headers.end_of_sections() > length;
        if ends_too_early {
            return Ok(None);
        }
        Ok(Some(found.unwrap_or_default()))
    }

    /// Returns the architectures of the product. Where it comes in an archive, the programs beside it are its helpers, such
    /// as the setup program of a runtime.
    fn architectures(&self) -> BTreeSet<Architecture> {
        match (&self.payload, self.archives) {
            (Some(payload), 0) => architectures(payload),
            (Some(_) | None, _) => BTreeSet::new(),
        }
    }
}

/// Returns the architectures of the programs that are installed. Libraries count only where no program says: many products
/// bring some for another architecture. Where not each of them was read, the others may be mere helpers of the product, so
/// nothing is said.
fn architectures(payload: &[PayloadFile]) -> BTreeSet<Architecture> {
    let is_exe = |it: &&PayloadFile| it.name.to_ascii_lowercase().ends_with(".exe");
    let has_exe = payload.iter().any(|it| is_exe(&it));
    let files = payload.iter().filter(|it| !has_exe || is_exe(it));
    let known: Option<BTreeSet<Architecture>> = files.map(|it| it.architecture).collect();
    known.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, architecture: Option<Architecture>) -> PayloadFile {
        PayloadFile {
            name: name.to_owned(),
            architecture,
            signed: None,
        }
    }

    #[test]
    fn the_programs_tell_the_architecture_and_libraries_where_there_is_no_program() {
        let (x86, x64) = (Some(Architecture::X86), Some(Architecture::X64));
        let helper = file("helper.dll", x86);
        let alone = architectures(std::slice::from_ref(&helper));
        assert_eq!(alone, [Architecture::X86].into());
        let beside = architectures(&[helper, file("Notes.EXE", x64)]);
        assert_eq!(beside, [Architecture::X64].into());
    }

    #[test]
    fn a_program_that_was_not_read_may_be_the_product() {
        let helper = file("helper.exe", Some(Architecture::X86));
        let unread = architectures(&[helper.clone(), file("notes.exe", None)]);
        assert_eq!(unread, BTreeSet::new());
        let unread_library = architectures(&[helper, file("notes.dll", None)]);
        assert_eq!(unread_library, [Architecture::X86].into());
    }
}
