//! What is kept between runs, under `.storectl/` at the repository root: journals, approved plans, the sandbox's state.

use std::path::{Path, PathBuf};

use storectl_model::{Digest, ProductId};
use storectl_platform::{
    STATE_DIR, StateDirError, check_own, check_state_dir, checked_out_commit, ignore_in_git,
};
use storectl_sandbox::{Options, Sandbox};
use url::Url;

use crate::{error::CliError, exit::Exit};

/// The `.storectl` of one repository.
///
/// It lies at the repository root, which is found by walking up to a `.git`, so that a run from another working
/// directory finds what an earlier one left. Without a repository it lies in the folder itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StateDir {
    path: PathBuf,
}

impl StateDir {
    /// Finds the one of the repository that holds `folder`; an empty path is the current folder.
    pub(crate) fn of(folder: &Path) -> Self {
        let here = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        // A folder that cannot be resolved cannot be read either, which is reported where it is read.
        let here = here
            .canonicalize()
            .or_else(|_| std::path::absolute(here))
            .unwrap_or_else(|_| here.to_owned());
        let root = here.ancestors().find(|it| it.join(".git").exists());
        Self {
            path: root.unwrap_or(&here).join(STATE_DIR),
        }
    }

    /// Returns the commit that is checked out in the repository; `None` outside a repository and where git cannot be asked.
    pub(crate) fn commit(&self) -> Option<String> {
        checked_out_commit(self.path.parent()?)
    }

    /// Returns the default file of the embedded sandbox's state.
    pub(crate) fn sandbox(&self) -> PathBuf {
        self.path.join("sandbox.json")
    }

    /// Returns what documents call the embedded sandbox, whose address is another in each run: `sandbox` with the default
    /// state file, else `sandbox:` and the file's path from the repository root with `/`, the same in every checkout; the
    /// path as it is where it lies elsewhere.
    pub(crate) fn sandbox_name(&self, file: &Path) -> String {
        let place = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        if place == self.sandbox() {
            return "sandbox".to_owned();
        }
        let root = self.path.parent().unwrap_or(Path::new("."));
        let Ok(inside) = place.strip_prefix(root) else {
            return format!("sandbox:{}", file.display());
        };
        let parts = inside
            .components()
            .map(|it| it.as_os_str().to_string_lossy());
        format!("sandbox:{}", parts.collect::<Vec<_>>().join("/"))
    }

    /// Returns the folder of journals.
    pub(crate) fn journals(&self) -> PathBuf {
        self.path.join("journal")
    }

    /// Returns the folder of plans that were shown.
    pub(crate) fn plans(&self) -> PathBuf {
        self.path.join("plans")
    }

    /// Refuses a folder that may hold what somebody else wrote.
    ///
    /// # Errors
    /// 1, where it is a link, or git tracks something in it.
    pub(crate) fn check(&self) -> Result<(), CliError> {
        let root = self.path.parent().unwrap_or(Path::new("."));
        check_state_dir(root).map_err(|error| {
            let hint = match &error {
                StateDirError::NotAFolder { .. } => "remove it, or move it elsewhere",
                StateDirError::Tracked { .. } => "run `git rm -r --cached .storectl`, then commit",
            };
            CliError::new(Exit::Error, error.to_string()).hint(hint)
        })
    }
}

/// Which Store, in the name of a file: products of two Stores never share a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoreKey(String);

impl StoreKey {
    /// The embedded sandbox kept in this file: its address is another in each run.
    pub(crate) fn of_sandbox(state: &Path, state_dir: &StateDir) -> Self {
        let place = std::path::absolute(state).unwrap_or_else(|_| state.to_owned());
        if place == state_dir.sandbox() {
            Self("sandbox".to_owned())
        } else {
            Self(format!("sandbox-{}", short(&place.to_string_lossy())))
        }
    }

    /// A service at this address.
    ///
    /// The public service is named by its host alone. Whatever else an address holds is distinguished by a digest of it.
    pub(crate) fn of_endpoint(endpoint: &Url) -> Self {
        let host = endpoint.host_str().unwrap_or("unknown");
        let name: String = host
            .chars()
            .map(|it| {
                if it.is_ascii_alphanumeric() || it == '.' || it == '-' {
                    it
                } else {
                    '_'
                }
            })
            .collect();
        let is_plain = endpoint.scheme() == "https"
            && endpoint.port().is_none()
            && endpoint.path().trim_end_matches('/').is_empty();
        if is_plain {
            Self(name)
        } else {
            let address = endpoint.as_str().trim_end_matches('/');
            Self(format!("{name}-{}", short(address)))
        }
    }

    /// Returns the name of a product's file, whatever the case its id is written in.
    pub(crate) fn file(&self, product: &ProductId) -> String {
        format!("{}@{}.json", product.as_str().to_ascii_lowercase(), self.0)
    }
}

/// The first eight digits of a digest, to tell names apart.
fn short(text: &str) -> String {
    Digest::of(text.as_bytes())
        .as_str()
        .chars()
        .take(8)
        .collect()
}

/// Makes a sandbox, kept in a file where one is given.
///
/// # Errors
/// The file cannot be read or written, or is something else (1).
pub(crate) fn sandbox(file: Option<PathBuf>, options: Options) -> Result<Sandbox, CliError> {
    let Some(file) = file else {
        return Ok(Sandbox::in_memory(options));
    };
    if let Some(path) = file.ancestors().find(|it| it.ends_with(STATE_DIR)) {
        let path = path.to_owned();
        StateDir { path }.check()?;
    }
    check_own(&file)
        .and_then(|()| ignore_in_git(&file))
        .map_err(CliError::own_file)?;
    Sandbox::with_state_file(file, options)
        .map_err(|error| CliError::local("cannot use the sandbox's state", error))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn repository() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join(".git")).unwrap();
        fs::create_dir_all(root.path().join("products/widgets")).unwrap();
        root
    }

    #[test]
    fn every_folder_of_a_repository_has_the_same_state() {
        let root = repository();
        let top = StateDir::of(root.path());
        assert_eq!(StateDir::of(&root.path().join("products/widgets")), top);
        assert!(top.journals().ends_with(".storectl/journal"));
    }

    #[test]
    fn without_a_repository_the_folder_has_its_own() {
        let root = tempfile::tempdir().unwrap();
        let inside = root.path().join("inside");
        fs::create_dir(&inside).unwrap();
        assert_ne!(StateDir::of(&inside), StateDir::of(root.path()));
    }

    #[test]
    fn one_product_has_one_journal_whatever_the_case_of_its_id() {
        let key = StoreKey::of_endpoint(&"https://api.store.microsoft.com/".parse().unwrap());
        assert_eq!(
            key.file(&"3E31-A".parse().unwrap()),
            "3e31-a@api.store.microsoft.com.json"
        );
    }

    #[test]
    fn each_store_has_its_own_journals() {
        let root = repository();
        let state = StateDir::of(root.path());
        let endpoint = |it: &str| StoreKey::of_endpoint(&it.parse().unwrap());
        let keys = [
            StoreKey::of_sandbox(&state.sandbox(), &state),
            StoreKey::of_sandbox(Path::new("other.json"), &state),
            endpoint("https://api.store.microsoft.com"),
            endpoint("http://127.0.0.1:1"),
            endpoint("https://127.0.0.1:1"),
            endpoint("http://127.0.0.1:2"),
            endpoint("http://127.0.0.1:2/a"),
            endpoint("https://[::1]:2/"),
        ];
        for (index, key) in keys.iter().enumerate() {
            assert!(!keys[..index].contains(key), "{key:?}");
            assert!(!key.0.contains([':', '/', '[']), "{key:?}");
        }
        assert_eq!(keys[0].0, "sandbox");
    }

    #[test]
    fn a_sandbox_has_the_same_name_in_every_checkout() {
        let (one, other) = (repository(), repository());
        for (file, name) in [
            (".storectl/sandbox.json", "sandbox"),
            ("states/other.json", "sandbox:states/other.json"),
        ] {
            for root in [&one, &other] {
                let root = root.path().canonicalize().unwrap();
                let state = StateDir::of(&root);
                assert_eq!(state.sandbox_name(&root.join(file)), name);
            }
        }
    }

    #[test]
    fn the_folder_ignores_itself_in_git() {
        let root = repository();
        let state = StateDir::of(root.path());
        sandbox(Some(state.sandbox()), Options::default()).unwrap();
        let ignore = fs::read_to_string(root.path().join(".storectl/.gitignore")).unwrap();
        assert_eq!(ignore, "*\n");
    }
}
