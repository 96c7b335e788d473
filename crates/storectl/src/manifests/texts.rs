//! Text files that an edit takes a text from (`ADDRESS=@FILE`), or changes.

use std::path::{Path, PathBuf, absolute};

use storectl_manifest::{FileFault, TextEdit};
use storectl_platform::resolve;

use crate::{
    error::CliError,
    exit::Exit,
    manifests::{
        discover::shown,
        file_tree::{Checkout, FileTree as _, bytes},
        files::text,
        overlay::{EditedFile, place},
        repository::{fault, path_from},
    },
};

/// Reads the text of `file`, a path from the working directory, for a manifest in `folder`. It is in the manifest's repository,
/// as every text of the manifest is; its line ends are `\n`, and one at its end is not part of it.
///
/// # Errors
/// What is missing, outside, hidden, or not a text.
pub(crate) fn read_text(file: &str, folder: &Path) -> Result<String, FileFault> {
    let file = absolute(file).map_err(|error| fault(&error))?;
    let root = file.ancestors().last().unwrap_or(&file);
    let below = file.strip_prefix(root).unwrap_or(&file);
    let names: Option<Vec<&str>> = below.iter().map(|it| it.to_str()).collect();
    let names =
        names.ok_or_else(|| FileFault::Unreadable("its name is not valid UTF-8".to_owned()))?;
    let checkout = Checkout::of(folder)?;
    let resolved = checkout.resolve(root, &names.join("/"));
    let resolved = resolved.map_err(|fault| from_here(fault, root))?;
    let text = text(&checkout, &resolved.path)?.replace("\r\n", "\n");
    Ok(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text))
}

/// Names a file in another case from the working directory, as the command line has to, where the fault names it from `root`.
fn from_here(fault: FileFault, root: &Path) -> FileFault {
    match (fault, absolute(".")) {
        (FileFault::OtherCase { actual }, Ok(here)) => FileFault::OtherCase {
            actual: path_from(&here, &root.join(actual)),
        },
        (fault, _) => fault,
    }
}

/// Returns a text file that a manifest in `folder` names, with its new text, by its resolved path. One that does not exist is
/// created.
///
/// # Errors
/// A place where no text of the manifest may be, a file that cannot be read.
pub(crate) fn with_text(
    folder: &Path,
    edit: &TextEdit,
) -> Result<(PathBuf, EditedFile), FileFault> {
    let checkout = Checkout::of(folder)?;
    let path = place(&checkout, folder, &edit.path)?;
    let before = match path.try_exists() {
        Ok(false) => None,
        Ok(true) | Err(_) => Some(bytes(&checkout, &path)?),
    };
    let here = resolve(Path::new("."));
    let file = EditedFile {
        shown: shown(path.strip_prefix(&here).unwrap_or(&path)),
        after: edit.content(before.as_deref()),
        before,
    };
    Ok((path, file))
}

/// The error of a text file that cannot be used: read, edited.
pub(crate) fn unusable(what: &str, file: &str, fault: &FileFault) -> CliError {
    let (exit, why) = match fault {
        FileFault::Missing => (Exit::Error, "it does not exist".to_owned()),
        FileFault::NotAFile => (Exit::Error, "it is not a regular file".to_owned()),
        FileFault::Unreadable(why) => (Exit::Error, why.clone()),
        FileFault::OtherCase { actual } => (Exit::Error, format!("the name on disk is {actual}")),
        FileFault::TooLarge { bytes, limit } => (
            Exit::Invalid,
            format!("it is {bytes} bytes; the limit is {limit}"),
        ),
        FileFault::Utf16 => (Exit::Invalid, "it is UTF-16; save it as UTF-8".to_owned()),
        FileFault::NotUtf8 { offset } => (
            Exit::Invalid,
            format!("it is not valid UTF-8 at byte {offset}"),
        ),
        FileFault::LfsPointer | FileFault::NotAnImage | FileFault::BrokenImage(_) => {
            (Exit::Invalid, "it is not a text".to_owned())
        }
        FileFault::OutsideRepository => (
            Exit::Usage,
            "it is outside the manifest's repository".to_owned(),
        ),
        FileFault::Hidden => (
            Exit::Usage,
            "its path contains, or resolves to, a name that begins with a dot".to_owned(),
        ),
    };
    CliError::new(exit, format!("cannot {what} {file}: {why}"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_text_is_read_inside_the_repository_of_the_manifest_only() {
        let folder = tempfile::tempdir().unwrap();
        let repository = folder.path().join("repository");
        let store = repository.join("store");
        fs::create_dir_all(repository.join(".git")).unwrap();
        fs::create_dir(&store).unwrap();
        for (name, content) in [
            ("repository/notes.txt", "\u{feff}Faster.\r\nSmaller.\r\n"),
            ("repository/.env", "SECRET=1"),
            ("outside.txt", "x"),
        ] {
            fs::write(folder.path().join(name), content).unwrap();
        }
        let read = |name: &str| read_text(folder.path().join(name).to_str().unwrap(), &store);
        assert_eq!(read("repository/notes.txt").unwrap(), "Faster.\nSmaller.");
        for (name, fault) in [
            ("repository/.env", FileFault::Hidden),
            ("repository/.git/config", FileFault::Missing),
            ("outside.txt", FileFault::OutsideRepository),
            ("repository/../outside.txt", FileFault::OutsideRepository),
            ("repository/absent.txt", FileFault::Missing),
        ] {
            assert_eq!(read(name), Err(fault), "{name}");
        }
    }
}
