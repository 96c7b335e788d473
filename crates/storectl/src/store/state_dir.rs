//! What is kept between runs, under `.storectl/`: the sandbox's state and the journals.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use storectl_model::{Digest, ProductId};
use storectl_sandbox::{Options, Sandbox};

use crate::{args::SANDBOX_STATE, error::CliError};

/// The folder of storectl's own; it ignores itself in git.
const FOLDER: &str = ".storectl";

/// Makes a sandbox, kept in a file where one is given.
///
/// # Errors
/// The file cannot be read or written, or is something else (1).
pub(crate) fn sandbox(file: Option<PathBuf>, options: Options) -> Result<Sandbox, CliError> {
    let Some(file) = file else {
        return Ok(Sandbox::in_memory(options));
    };
    ignore_itself(&file).map_err(|error| {
        CliError::local(format!("could not write beside {}", file.display()), error)
    })?;
    Sandbox::with_state_file(file, options)
        .map_err(|error| CliError::local("could not use the sandbox's state", error))
}

/// Gives the usual journal of a product of the real Store, or of a service that was named.
pub(crate) fn journal(product: &ProductId) -> PathBuf {
    [FOLDER, "journal", &format!("{product}.json")]
        .iter()
        .collect()
}

/// Gives the usual journal of a product of the embedded sandbox. Sandboxes of other state files are other Stores.
pub(crate) fn sandbox_journal(state: &Path, product: &ProductId) -> PathBuf {
    let name = if state == Path::new(SANDBOX_STATE) {
        format!("sandbox-{product}.json")
    } else {
        let place = std::path::absolute(state).unwrap_or_else(|_| state.to_owned());
        let digest = Digest::of(place.to_string_lossy().as_bytes());
        let short: String = digest.as_str().chars().take(8).collect();
        format!("sandbox-{short}-{product}.json")
    };
    [FOLDER, "journal", &name].iter().collect()
}

/// Makes the folder of `file` ignore itself in git, where it is `.storectl`.
fn ignore_itself(file: &Path) -> io::Result<()> {
    match file.parent() {
        Some(folder) if folder.file_name() == Some(OsStr::new(FOLDER)) => {
            fs::create_dir_all(folder)?;
            let ignore = folder.join(".gitignore");
            if ignore.exists() {
                return Ok(());
            }
            fs::write(ignore, "*\n")
        }
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sandbox_state_has_its_own_journals() {
        let product: ProductId = "p".parse().unwrap();
        let usual = sandbox_journal(Path::new(SANDBOX_STATE), &product);
        let other = sandbox_journal(Path::new("other.json"), &product);
        assert_eq!(usual, Path::new(".storectl/journal/sandbox-p.json"));
        assert_ne!(usual, other);
        assert_ne!(journal(&product), usual);
    }

    #[test]
    fn the_folder_of_a_sandbox_state_ignores_itself() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join(".storectl/sandbox.json");
        sandbox(Some(file), Options::default()).unwrap();
        let ignore = fs::read_to_string(root.path().join(".storectl/.gitignore")).unwrap();
        assert_eq!(ignore, "*\n");
    }
}
