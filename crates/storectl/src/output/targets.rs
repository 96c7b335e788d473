//! Where a run writes what a person asked for, and that it is not what the run reads.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use same_file::Handle;
use storectl_platform::{STATE_DIR, check_result, resolve};

use crate::{
    args::{ResultArgs, SANDBOX_STATE, StoreArgs},
    error::CliError,
};

/// The files of `--out` and `--trace`.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    files: Vec<Target>,
}

#[derive(Debug)]
struct Target {
    flag: &'static str,
    path: PathBuf,
    /// Links and `..` resolved.
    place: PathBuf,
    /// The file that is there already, which may have other names.
    file: Option<Handle>,
}

impl Targets {
    /// Takes the flags of a command: before anything is done, so that no result and no input is lost.
    ///
    /// # Errors
    /// 64 for one file used twice, one in `.storectl`, and one that this command reads; 1 for a link or a folder in a
    /// file's place.
    pub(crate) fn of(result: &ResultArgs, store: Option<&StoreArgs>) -> Result<Self, CliError> {
        let out = result.out.iter().map(|it| Target::new("--out", &it.path));
        let trace = store.and_then(|it| it.trace.as_deref());
        let trace = trace.map(|it| Target::new("--trace", it));
        let targets = Self {
            files: out.chain(trace).collect(),
        };
        targets.check()?;
        let inputs = store.into_iter().flat_map(|it| {
            let state = it.sandbox.as_deref();
            let state = state.filter(|it| *it != Path::new(SANDBOX_STATE));
            state.into_iter().chain(it.client_secret_file.as_deref())
        });
        targets.refuse_inputs(inputs)?;
        Ok(targets)
    }

    fn check(&self) -> Result<(), CliError> {
        for (index, one) in self.files.iter().enumerate() {
            let path = one.path.display();
            let before = self.files.iter().take(index);
            if let Some(other) = before.rev().find(|it| it.place == one.place) {
                let message = if other.flag == one.flag {
                    format!("{} is used twice for {path}", one.flag)
                } else {
                    format!("{} and {} both name {path}", other.flag, one.flag)
                };
                return Err(CliError::usage(message).without_files());
            }
            if one.place.iter().any(|it| it == STATE_DIR) {
                let message = format!(
                    "{}: {path} is in {STATE_DIR}, which belongs to storectl",
                    one.flag
                );
                return Err(CliError::usage(message).without_files());
            }
            check_result(&one.path).map_err(CliError::own_file)?;
        }
        Ok(())
    }

    /// Refuses to write what the run reads, by whatever name.
    ///
    /// # Errors
    /// 64, and nothing is written to any of the files.
    pub(crate) fn refuse_inputs<'p>(
        &self,
        inputs: impl IntoIterator<Item = &'p Path>,
    ) -> Result<(), CliError> {
        if self.files.is_empty() {
            return Ok(());
        }
        for input in inputs {
            let place = resolve(input);
            let file = handle(&place);
            let is_input = |it: &&Target| it.place == place || (file.is_some() && it.file == file);
            if let Some(one) = self.files.iter().find(is_input) {
                let (flag, path) = (one.flag, one.path.display());
                return Err(CliError::usage(format!(
                    "{flag}: {path} is a file that this command reads"
                ))
                .hint("write to another file")
                .without_files());
            }
        }
        Ok(())
    }
}

/// Returns whether a failure may be written to `path`, also one that comes before it is known what the run reads: not to a
/// manifest, nor to a file of storectl's own.
pub(crate) fn takes_failure(path: &Path) -> bool {
    let place = resolve(path);
    let is_own = place.iter().any(|it| it == STATE_DIR);
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let is_named_manifest = name.to_ascii_lowercase().ends_with("storectl.yaml");
    !is_own && !is_named_manifest && !holds_manifest(&place)
}

/// How much of a file is looked at for the key that makes it a manifest, in bytes.
const LOOKED_AT: u64 = 64 * 1024;

fn holds_manifest(place: &Path) -> bool {
    if !place.symlink_metadata().is_ok_and(|it| it.is_file()) {
        return false;
    }
    let mut head = Vec::new();
    let read = File::open(place).and_then(|it| it.take(LOOKED_AT).read_to_end(&mut head));
    let text = String::from_utf8_lossy(&head);
    // What cannot be read cannot be known to be replaceable.
    read.is_err() || (text.contains("apiVersion") && text.contains("storectl/v1"))
}

impl Target {
    fn new(flag: &'static str, path: &Path) -> Self {
        let place = resolve(path);
        Self {
            flag,
            path: path.to_owned(),
            file: handle(&place),
            place,
        }
    }
}

/// Opens a regular file to compare it: opening a pipe waits, and a device may do something.
fn handle(place: &Path) -> Option<Handle> {
    let facts = place.symlink_metadata().ok()?;
    facts.is_file().then(|| Handle::from_path(place).ok())?
}
