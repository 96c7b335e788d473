//! The headers of a program: its machine, its sections, where its resources and its signature are. Source: "PE Format",
//! Microsoft Learn.

use std::ops::Range;

use object::{
    LittleEndian, pe,
    read::pe::{ImageNtHeaders, optional_header_magic},
};
use storectl_model::Architecture;

/// Most bytes from the start of the file that headers may take: the table of 96 sections has 3,840.
pub(crate) const LONGEST: u64 = 8 * 1024;

/// Most sections. Source: "PE Format", Microsoft Learn, "NumberOfSections": the loader limits them to 96.
const MOST_SECTIONS: usize = 96;

/// From the start of the PE header to the checksum, in bytes: the same in PE32 and PE32+.
const CHECKSUM: u64 = 24 + 64;

/// The headers of a program.
pub(crate) struct Headers {
    /// The machine in them; `None` for one that the Store does not know.
    pub machine: Option<Architecture>,
    /// Its sections, in the order of the table.
    pub sections: Vec<Section>,
    /// Where in memory the resources are; `None` without.
    pub resources: Option<Range<u32>>,
    /// Where in the file the certificates are; `None` without a signature.
    pub certificates: Option<Range<u64>>,
    /// Where in the file the checksum is: what is signed leaves it out.
    pub checksum: Range<u64>,
    /// Where in the file it says where the certificates are: what is signed leaves it out, too.
    pub security_directory: Option<Range<u64>>,
}

/// A section of a program.
pub(crate) struct Section {
    /// Its name, without the zeros.
    pub name: Vec<u8>,
    /// Where in the file it is.
    pub file: Range<u64>,
    /// Where in memory it begins.
    pub address: u32,
}

impl Headers {
    /// Reads the headers from the first bytes of a file; `None` if they are not a program's.
    pub(crate) fn read(head: &[u8]) -> Option<Self> {
        match optional_header_magic(head).ok()? {
            pe::IMAGE_NT_OPTIONAL_HDR32_MAGIC => Self::of::<pe::ImageNtHeaders32>(head),
            pe::IMAGE_NT_OPTIONAL_HDR64_MAGIC => Self::of::<pe::ImageNtHeaders64>(head),
            _ => None,
        }
    }

    fn of<Pe: ImageNtHeaders>(head: &[u8]) -> Option<Self> {
        let start = u64::from(pe::ImageDosHeader::parse(head).ok()?.nt_headers_offset());
        let mut end = start;
        let (headers, directories) = Pe::parse(head, &mut end).ok()?;
        let table = headers.sections(head, end).ok()?;
        if table.len() > MOST_SECTIONS {
            return None;
        }
        let le = LittleEndian;
        let directory = |index| {
            let directory = directories.get(index)?;
            let (at, size) = directory.address_range();
            (at != 0 && size != 0).then_some((at, size))
        };
        let sections = table.iter().map(|it| {
            let from = u64::from(it.pointer_to_raw_data.get(le));
            Section {
                name: it.raw_name().to_vec(),
                file: from..from + u64::from(it.size_of_raw_data.get(le)),
                address: it.virtual_address.get(le),
            }
        });
        let first_directory = end - 8 * directories.len() as u64;
        let security = first_directory + 8 * pe::IMAGE_DIRECTORY_ENTRY_SECURITY as u64;
        Some(Self {
            machine: architecture(headers.file_header().machine.get(le)),
            sections: sections.collect(),
            resources: directory(pe::IMAGE_DIRECTORY_ENTRY_RESOURCE)
                .map(|(at, size)| at..at.saturating_add(size)),
            certificates: directory(pe::IMAGE_DIRECTORY_ENTRY_SECURITY)
                .map(|(at, size)| u64::from(at)..u64::from(at) + u64::from(size)),
            checksum: start + CHECKSUM..start + CHECKSUM + 4,
            security_directory: (directories.len() > pe::IMAGE_DIRECTORY_ENTRY_SECURITY)
                .then_some(security..security + 8),
        })
    }

    /// Returns where in the file the sections end, and what is appended to them begins.
    pub(crate) fn end_of_sections(&self) -> u64 {
        let ends = self.sections.iter().filter(|it| !it.file.is_empty());
        ends.map(|it| it.file.end).max().unwrap_or_default()
    }

    /// Returns a section by its name.
    pub(crate) fn section(&self, name: &[u8]) -> Option<&Section> {
        self.sections.iter().find(|it| it.name == name)
    }

    /// Returns whether there is a section of a name.
    pub(crate) fn has(&self, name: &[u8]) -> bool {
        self.section(name).is_some()
    }

    /// Returns where in the file the last section is.
    pub(crate) fn last_section(&self) -> Option<Range<u64>> {
        let last = self.sections.iter().max_by_key(|it| it.file.end);
        last.map(|it| it.file.clone())
    }

    /// Returns where in a file of `length` bytes what is appended to the sections ends: before the certificates.
    pub(crate) fn end_of_appended(&self, length: u64) -> u64 {
        self.certificates.as_ref().map_or(length, |it| it.start)
    }

    /// Returns where in the file a range of memory is; `None` if no section holds it completely.
    pub(crate) fn in_file(&self, memory: &Range<u32>) -> Option<Range<u64>> {
        self.sections.iter().find_map(|it| {
            let from = it.file.start + u64::from(memory.start.checked_sub(it.address)?);
            let range = from..from + u64::from(memory.end.checked_sub(memory.start)?);
            (range.end <= it.file.end).then_some(range)
        })
    }
}

/// What the first bytes of a program in an installer say.
pub(crate) struct Glance {
    /// The architecture it is for; `None` for one that runs on every, or that the Store does not know.
    pub architecture: Option<Architecture>,
    /// Whether it has a signature.
    pub signed: bool,
}

impl Glance {
    /// Reads the first bytes of a file; `None` if they are not a program's.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        match optional_header_magic(head).ok()? {
            pe::IMAGE_NT_OPTIONAL_HDR32_MAGIC => Self::read::<pe::ImageNtHeaders32>(head),
            pe::IMAGE_NT_OPTIONAL_HDR64_MAGIC => Self::read::<pe::ImageNtHeaders64>(head),
            _ => None,
        }
    }

    fn read<Pe: ImageNtHeaders>(head: &[u8]) -> Option<Self> {
        let mut at = pe::ImageDosHeader::parse(head)
            .ok()?
            .nt_headers_offset()
            .into();
        let (headers, directories) = Pe::parse(head, &mut at).ok()?;
        let has = |index| {
            let directory = directories.get(index);
            directory.is_some_and(|it| it.address_range().1 != 0)
        };
        let architecture = architecture(headers.file_header().machine.get(LittleEndian));
        // A .NET assembly for any CPU has the machine of x86.
        let of_any_cpu = has(pe::IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR);
        Some(Self {
            architecture: architecture.filter(|it| *it != Architecture::X86 || !of_any_cpu),
            signed: has(pe::IMAGE_DIRECTORY_ENTRY_SECURITY),
        })
    }
}

fn architecture(machine: pe::Machine) -> Option<Architecture> {
    match machine {
        pe::IMAGE_FILE_MACHINE_I386 => Some(Architecture::X86),
        pe::IMAGE_FILE_MACHINE_AMD64 => Some(Architecture::X64),
        pe::IMAGE_FILE_MACHINE_ARM | pe::IMAGE_FILE_MACHINE_ARMNT => Some(Architecture::Arm),
        pe::IMAGE_FILE_MACHINE_ARM64 => Some(Architecture::Arm64),
        _ => None,
    }
}
