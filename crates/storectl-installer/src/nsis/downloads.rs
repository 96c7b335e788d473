//! What a setup program downloads with.

use nsis::{
    NsisInstaller,
    opcode::{EW_PUSHPOP, EW_REGISTERDLL},
    strings::StringSegment,
};

use crate::Downloader;

/// The plug-ins that download. Source: "Category:Internet Plugins" and the plug-ins' pages, NSIS wiki.
const PLUGINS: [&str; 5] = ["inetc", "nsisdl", "nscurl", "download", "internet"];

/// Most instructions that are looked at.
const MOST: usize = 200_000;

/// Most downloads that are kept.
const MOST_DOWNLOADS: usize = 64;

/// Most arguments of one call.
const ARGUMENTS: usize = 32;

/// Returns the calls of plug-ins that download, each once. What is downloaded is known where the address is a constant
/// among the arguments.
pub(super) fn read(installer: &NsisInstaller<'_>) -> Vec<Downloader> {
    let mut downloads: Vec<Downloader> = Vec::new();
    let mut arguments: Vec<i32> = Vec::new();
    for entry in installer.entries().take(MOST).flatten() {
        match installer.normalize_opcode(entry.which()) {
            // Push: neither Pop nor Exch.
            EW_PUSHPOP if entry.offset(1) == 0 && entry.offset(2) == 0 => {
                if arguments.len() == ARGUMENTS {
                    arguments.remove(0);
                }
                arguments.push(entry.offset(0));
            }
            EW_REGISTERDLL => {
                let name = constant(installer, entry.offset(0), Part::End);
                let plugin = name.and_then(|it| plugin(&it));
                let url = || {
                    let strings = arguments.iter();
                    let mut constants =
                        strings.filter_map(|it| constant(installer, *it, Part::Whole));
                    constants.find(|it| is_address(it))
                };
                let download = plugin.map(|name| Downloader { name, url: url() });
                if downloads.len() < MOST_DOWNLOADS {
                    downloads.extend(download.filter(|it| !downloads.contains(it)));
                }
                arguments.clear();
            }
            _ => {}
        }
    }
    downloads
}

/// Which part of a string has to be constant.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    End,
}

fn constant(installer: &NsisInstaller<'_>, offset: i32, part: Part) -> Option<String> {
    let string = installer.read_string(offset).ok()?;
    match (part, string.segments.as_slice()) {
        (Part::Whole, [StringSegment::Literal(text)])
        | (Part::End, [.., StringSegment::Literal(text)]) => Some(text.clone()),
        _ => None,
    }
}

/// Returns the name of a plug-in that downloads, of the path of its library.
fn plugin(path: &str) -> Option<String> {
    let file = path.rsplit('\\').next()?;
    let (name, _) = file.rsplit_once('.')?;
    let is_known = PLUGINS.iter().any(|it| name.eq_ignore_ascii_case(it));
    is_known.then(|| name.to_owned())
}

fn is_address(text: &str) -> bool {
    ["https://", "http://", "ftp://"].iter().any(|it| {
        text.get(..it.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(it))
    })
}
