//! What a command line may make a run read: known to a failure that comes before anything was read.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use storectl_manifest::Variables;

use crate::{
    manifests::{discover::candidates, files},
    output::place::Place,
    settings::env::Env,
};

/// The command line as it was typed, whether it can be parsed or not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CommandLine<'a> {
    /// The program, then its arguments.
    pub(crate) arguments: &'a [OsString],
    pub(crate) env: &'a Env,
}

impl CommandLine<'_> {
    /// Returns whether a run of it may read the file at `place`: the command line names it (as a manifest, a plan, a
    /// secret, the sandbox's state), or a manifest of the current folder, or of a folder that it names, does.
    pub(crate) fn may_read(&self, place: &Place) -> bool {
        let named = self.named();
        let folders = [Path::new(".")].into_iter();
        let searched = folders.chain(named.iter().map(PathBuf::as_path));
        named.iter().any(|it| place.is(it))
            || searched
                .flat_map(candidates)
                .flat_map(|it| self.files_of(&it))
                .any(|it| place.is(&it))
    }

    /// The paths among its words, but for the results: words of other meanings name no file that is there.
    fn named(&self) -> Vec<PathBuf> {
        let mut named: Vec<PathBuf> = Vec::new();
        let mut words = self.arguments.iter().skip(1);
        while let Some(word) = words.next() {
            let text = word.to_string_lossy();
            match text.split_once('=') {
                _ if text == "--out" => {
                    words.next();
                }
                Some(("--out", _)) => {}
                Some((flag, value)) if flag.starts_with('-') => named.push(value.into()),
                Some(_) | None => named.push(word.into()),
            }
        }
        named.retain(|it| it.exists());
        named
    }

    /// The files that a manifest names, as far as it can be read.
    fn files_of(&self, manifest: &Path) -> Vec<PathBuf> {
        let Ok((bytes, _)) = files::manifest(manifest) else {
            return Vec::new();
        };
        let Ok(document) = storectl_manifest::read("", &bytes) else {
            return Vec::new();
        };
        let vars = Variables {
            environment: self.env.manifest_variables().unwrap_or_default(),
            ..Variables::default()
        };
        let folder = manifest.parent().unwrap_or(Path::new(""));
        let references = document.file_references(&vars).into_iter();
        references.map(|it| folder.join(it.path)).collect()
    }
}
