//! Where a pipeline goes, and how its files name the product's folder.

use std::{
    env, io,
    path::{Component, Path, PathBuf},
};

use storectl_report::Foreign;

use crate::{
    error::CliError,
    exit::Exit,
    manifests::{discover, repository::git_top_level},
};

/// The repository that a pipeline is written to.
#[derive(Debug)]
pub(super) struct Place {
    /// The top level of the repository, or the current folder where there is none. Links resolved.
    pub(super) root: PathBuf,
    /// The product's folder from there, with `/`; `.` for the root itself.
    pub(super) folder: String,
    /// The same as a YAML scalar.
    pub(super) product: String,
    pub(super) repository: Repository,
    /// The current folder. Links resolved.
    here: PathBuf,
}

/// Whether git keeps what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repository {
    /// The root is the top level of a repository.
    Found,
    /// The folder is in no repository.
    Missing,
}

impl Place {
    /// Finds the repository of a folder that need not be there yet.
    ///
    /// # Errors
    /// A folder that is in no repository and not in the current folder, or whose name a pipeline cannot hold (64); one that
    /// cannot be looked at (1).
    pub(super) fn of(folder: &Path) -> Result<Self, CliError> {
        let failed = |error: io::Error| {
            let name = folder.to_string_lossy();
            let name = Foreign::new(&name).line().to_string();
            CliError::local(format!("cannot look at {name}"), error)
        };
        let here = env::current_dir().and_then(|it| it.canonicalize());
        let here = here.map_err(failed)?;
        let folder = resolve(&here.join(folder)).map_err(failed)?;
        let (root, repository) = match git_top_level(&folder) {
            Some(root) => (root.to_owned(), Repository::Found),
            None => (here.clone(), Repository::Missing),
        };
        let Ok(inside) = folder.strip_prefix(&root) else {
            let name = folder.to_string_lossy();
            let message = format!(
                "{} is in no git repository, and not in the current folder",
                Foreign::new(&name).line()
            );
            return Err(CliError::usage(message).hint(
                "run `git init` in the folder that is to hold the pipeline, then run this again",
            ));
        };
        let (folder, product) = scalar(inside)?;
        Ok(Self {
            root,
            folder,
            product,
            repository,
            here,
        })
    }

    /// Checks that the folders of a file of the repository, from the root with `/`, are in it.
    ///
    /// # Errors
    /// A folder that is a link (1): it may lead out of the repository.
    pub(super) fn check_folders(&self, file: &str) -> Result<(), CliError> {
        for (at, _) in file.match_indices('/') {
            let folder = file.get(..at).unwrap_or_default();
            if self.root.join(folder).is_symlink() {
                let (file, folder) = (self.shown(file), self.shown(folder));
                let (file, folder) = (Foreign::new(&file).line(), Foreign::new(&folder).line());
                let message = format!("cannot write {file}: {folder} is a link, not a folder");
                return Err(CliError::new(Exit::Error, message)
                    .hint("replace the link with a folder of the repository"));
            }
        }
        Ok(())
    }

    /// Names a file of the repository for the current folder.
    pub(super) fn shown(&self, file: &str) -> String {
        let file = self.root.join(file);
        let mut up = String::new();
        for above in self.here.ancestors() {
            if let Ok(below) = file.strip_prefix(above) {
                return up + &discover::shown(below);
            }
            up.push_str("../");
        }
        file.to_string_lossy().into_owned()
    }
}

/// Resolves the links of a path whose end may be missing.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut missing = Vec::new();
    for above in path.ancestors() {
        match above.canonicalize() {
            Ok(mut found) => {
                found.extend(missing.iter().rev());
                return Ok(found);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // Only the last component can be taken off; `..` after a folder that is missing leads nowhere.
                let Some(Component::Normal(name)) = above.components().next_back() else {
                    return Err(error);
                };
                missing.push(name);
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

/// Writes the product's folder as a path, and as a YAML scalar that YAML, a shell and each CI system read as that path.
///
/// # Errors
/// A name in which one of them would see more than a path (64): `$` begins an expression of all three systems, and quotes,
/// backslashes and control characters are read differently by parsers of YAML.
fn scalar(folder: &Path) -> Result<(String, String), CliError> {
    let refused = |what: &str| {
        let name = folder.to_string_lossy();
        let message = format!(
            "a pipeline cannot name {}: {what}",
            Foreign::new(&name).line()
        );
        CliError::usage(message).hint("rename the folder, or pass another one")
    };
    let names: Option<Vec<&str>> = folder.iter().map(|it| it.to_str()).collect();
    let Some(names) = names else {
        return Err(refused("it is not valid UTF-8"));
    };
    let path = names.join("/");
    let is_refused = |it: char| {
        it.is_control() || matches!(it, '$' | '"' | '\\' | '`' | '\u{2028}' | '\u{2029}')
    };
    if let Some(it) = path.chars().find(|it| is_refused(*it)) {
        let it = it.to_string();
        let it = Foreign::new(&it).line();
        return Err(refused(&format!("it contains `{it}`")));
    }
    let path = match path.as_str() {
        "" => ".".to_owned(),
        // It would be taken for a flag.
        _ if path.starts_with('-') => format!("./{path}"),
        _ => path,
    };
    let scalar = if is_plain(&path) {
        path.clone()
    } else {
        format!("\"{path}\"")
    };
    Ok((path, scalar))
}

/// Whether every parser of YAML reads a path as text without quotes.
fn is_plain(path: &str) -> bool {
    const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let begins_plainly = path == "."
        || path.starts_with("./")
        || path.starts_with(|it: char| it.is_ascii_alphabetic());
    let has_plain_characters = path
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || b"._-/".contains(&it));
    begins_plainly && has_plain_characters && !WORDS.iter().any(|it| it.eq_ignore_ascii_case(path))
}
