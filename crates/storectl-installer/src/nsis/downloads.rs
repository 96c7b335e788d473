//! What a setup program downloads with.

use nsis::{
    NsisInstaller,
    opcode::{EW_EXECUTE, EW_PUSHPOP, EW_REGISTERDLL},
    strings::StringSegment,
};

use crate::{
    Downloader,
    command::{has_command, url},
};

/// The plug-ins that download. Source: "Category:Internet Plugins" and the plug-ins' pages, NSIS wiki.
const PLUGINS: [&str; 5] = ["inetc", "nsisdl", "nscurl", "download", "internet"];

/// The plug-ins that run the command line they are given. Source: the plug-ins' pages, NSIS wiki.
const RUNNERS: [&str; 2] = ["nsexec", "execdos"];

/// Most characters of a command line that are looked at: more, Windows does not take. Source: CreateProcess, Microsoft Learn.
const LONGEST_COMMAND: usize = 32_767;

/// Most characters of the name of a program that are kept: MAX_PATH.
const LONGEST_NAME: usize = 260;

/// Most instructions that are looked at.
const MOST: usize = 200_000;

/// Most downloads that are kept.
const MOST_DOWNLOADS: usize = 64;

/// Most arguments of one call.
const ARGUMENTS: usize = 32;

/// Returns the calls of plug-ins and the command lines that download, each once. What is downloaded is known where the
/// address is a constant.
pub(super) fn read(installer: &NsisInstaller<'_>) -> Vec<Downloader> {
    let mut downloads: Vec<Downloader> = Vec::new();
    let mut arguments: Vec<i32> = Vec::new();
    for entry in installer.entries().take(MOST).flatten() {
        let mut found = None;
        match installer.normalize_opcode(entry.which()) {
            // Push: neither Pop nor Exch.
            EW_PUSHPOP if entry.offset(1) == 0 && entry.offset(2) == 0 => {
                if arguments.len() == ARGUMENTS {
                    arguments.remove(0);
                }
                arguments.push(entry.offset(0));
            }
            EW_REGISTERDLL => {
                found = of_call(installer, entry.offset(0), &arguments);
                arguments.clear();
            }
            EW_EXECUTE => {
                found = command(installer, entry.offset(0)).and_then(|it| of_command(&it));
            }
            _ => {}
        }
        if downloads.len() < MOST_DOWNLOADS {
            downloads.extend(found.filter(|it| !downloads.contains(it)));
        }
    }
    downloads
}

/// Returns what a call of a plug-in downloads, by itself or with a command line.
fn of_call(installer: &NsisInstaller<'_>, library: i32, arguments: &[i32]) -> Option<Downloader> {
    let library = constant(installer, library, Part::End)?;
    let name = plugin(&library)?;
    let is = |names: &[&str]| names.iter().any(|it| name.eq_ignore_ascii_case(it));
    if is(&PLUGINS) {
        let constants = arguments
            .iter()
            .filter_map(|it| constant(installer, *it, Part::Whole));
        let url = constants.into_iter().find(|it| is_address(it));
        return Some(Downloader {
            name: name.to_owned(),
            url,
        });
    }
    if !is(&RUNNERS) {
        return None;
    }
    // Arguments are pushed from the last to the first; before them may stand those of a function of the script.
    let mut first = arguments.iter().rev();
    first
        .find_map(|it| command(installer, *it).filter(|it| !it.starts_with('/')))
        .and_then(|it| of_command(&it))
}

/// Returns a command line, with the names of the variables in it.
fn command(installer: &NsisInstaller<'_>, offset: i32) -> Option<String> {
    let text = installer.read_string(offset).ok()?.to_install_path();
    Some(text.chars().take(LONGEST_COMMAND).collect())
}

/// Returns what a command line downloads: its words say so, or it gives an address to Windows Installer. What another program
/// does with an address is not known.
fn of_command(text: &str) -> Option<Downloader> {
    let (name, url) = (program(text), url(text));
    let is_msiexec = ["msiexec", "msiexec.exe"]
        .iter()
        .any(|it| name.eq_ignore_ascii_case(it));
    let downloads = has_command(text) || (is_msiexec && url.is_some());
    let name = name.chars().take(LONGEST_NAME).collect();
    downloads.then_some(Downloader { name, url })
}

/// Returns the name of the program that a command line runs.
fn program(text: &str) -> &str {
    let text = text.trim_start();
    let path = match text.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => text.split_ascii_whitespace().next(),
    };
    path.and_then(|it| it.rsplit('\\').next())
        .unwrap_or_default()
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

/// Returns the name of a plug-in, of the path of its library.
fn plugin(path: &str) -> Option<&str> {
    let file = path.rsplit('\\').next()?;
    file.rsplit_once('.').map(|(name, _)| name)
}

fn is_address(text: &str) -> bool {
    ["https://", "http://", "ftp://"].iter().any(|it| {
        text.get(..it.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(it))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_that_downloads_is_named_by_its_program() {
        for (text, name, url) in [
            (
                "\"$SYSDIR\\curl.exe\" -o x https://a.example/x.exe",
                "curl.exe",
                Some("https://a.example/x.exe"),
            ),
            (
                "msiexec /i https://a.example/x.msi /qn",
                "msiexec",
                Some("https://a.example/x.msi"),
            ),
            ("powershell iwr $0", "powershell", None),
        ] {
            let found = of_command(text).unwrap();
            assert_eq!((&*found.name, found.url.as_deref()), (name, url), "{text}");
        }
    }

    #[test]
    fn a_command_line_that_runs_what_is_there_or_shows_a_page_downloads_nothing() {
        for text in [
            "\"$INSTDIR\\notes.exe\" /register",
            "\"$INSTDIR\\notes.exe\" --server https://a.example",
            "explorer.exe https://a.example/welcome",
            "",
        ] {
            assert_eq!(of_command(text), None, "{text}");
        }
    }
}
