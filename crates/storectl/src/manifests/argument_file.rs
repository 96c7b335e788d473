//! Text files that an argument names: `ADDRESS=@FILE`.

use std::path::{Path, absolute};

use storectl_manifest::FileFault;

use crate::manifests::{
    file_tree::{Checkout, FileTree as _},
    files::text,
    repository::fault,
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
    let resolved = checkout.resolve(root, &names.join("/"))?;
    let text = text(&checkout, &resolved.path)?.replace("\r\n", "\n");
    Ok(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text))
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
