//! Where a run writes what a person asked for, and that it is not what the run reads.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use storectl_platform::{STATE_DIR, check_result};

use crate::{
    args::{ResultArgs, SANDBOX_STATE, StoreArgs},
    error::CliError,
    manifests::discover::right_name,
    output::{inputs::CommandLine, place::Place},
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
    place: Place,
}

impl Targets {
    /// Takes the flags of a command: before anything is done, so that no result and no input is lost.
    ///
    /// # Errors
    /// 64 for one file used twice, one in `.storectl`, one named like a manifest, and one that this command reads; 1 for a
    /// link or a folder in a file's place.
    pub(crate) fn of(result: &ResultArgs, store: Option<&StoreArgs>) -> Result<Self, CliError> {
        Self::with(result, store, None)
    }

    /// As [`of`](Self::of), with one file more and its flag.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub(crate) fn with(
        result: &ResultArgs,
        store: Option<&StoreArgs>,
        more: Option<(&'static str, &Path)>,
    ) -> Result<Self, CliError> {
        let more = more.map(|(flag, path)| Target::new(flag, path));
        let out = result.out.iter().map(|it| Target::new("--out", &it.path));
        let trace = store.and_then(|it| it.trace.as_deref());
        let trace = trace.map(|it| Target::new("--trace", it));
        let targets = Self {
            files: out.chain(trace).chain(more).collect(),
        };
        targets.check()?;
        let state = store.and_then(|it| it.sandbox.as_deref());
        state.map_or(Ok(()), |it| refuse_manifest_name("--sandbox", it))?;
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
            if let Some(other) = before.rev().find(|it| it.place.path() == one.place.path()) {
                let message = if other.flag == one.flag {
                    format!("{} is used twice for {path}", one.flag)
                } else {
                    format!("{} and {} both name {path}", other.flag, one.flag)
                };
                return Err(CliError::usage(message).without_files());
            }
            refuse_manifest_name(one.flag, &one.path)?;
            if let Some((folder, owner)) = reserved(one.place.path()) {
                let message = format!(
                    "{}: {path} is in {folder}, which belongs to {owner}",
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
            if let Some(one) = self.files.iter().find(|it| it.place.is(input)) {
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

/// Refuses a file that the next run would take for a manifest, or for one that is misnamed.
///
/// # Errors
/// 64, and nothing is written to any of the files.
pub(crate) fn refuse_manifest_name(flag: &str, path: &Path) -> Result<(), CliError> {
    if !is_named_like_manifest(path) {
        return Ok(());
    }
    let message = format!("{flag}: {} is named like a manifest", path.display());
    Err(CliError::usage(message)
        .hint("use a name that does not end in storectl.yaml or storectl.yml")
        .without_files())
}

fn is_named_like_manifest(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    right_name(&name).is_some()
}

/// Folders that no result is written into, and whose they are.
const RESERVED: [(&str, &str); 2] = [(STATE_DIR, "storectl"), (".git", "git")];

/// Returns the reserved folder that `path` is in, and whose it is.
fn reserved(path: &Path) -> Option<(&'static str, &'static str)> {
    let mut reserved = RESERVED.into_iter();
    reserved.find(|(folder, _)| path.iter().any(|it| it == *folder))
}

/// Returns whether a failure may be written to `path`, also one that comes before it is known what the run reads: not to a
/// manifest, to a file of storectl's own, or to what a run of `line` may read.
pub(crate) fn takes_failure(path: &Path, line: CommandLine<'_>) -> bool {
    let place = Place::of(path);
    let is_own = reserved(place.path()).is_some();
    let is_manifest = is_named_like_manifest(path)
        || is_named_like_manifest(place.path())
        || holds_manifest(place.path());
    // What is not there is read by nobody.
    let is_input = || place.is_file() && line.may_read(&place);
    !is_own && !is_manifest && !is_input()
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
        Self {
            flag,
            path: path.to_owned(),
            place: Place::of(path),
        }
    }
}
