//! Where a product's journal is: one place for one product of one Store, however it is named.
//!
//! Two names of one product that lead to two journals are a journal that forgets: a run in another working directory, or
//! with the id in other case, would find nothing left to do (design.md §5, "Interrupted at any point").

use std::path::{Path, PathBuf};

use storectl_model::{Digest, ProductId};
use storectl_platform::{StateDir, resolve};
use url::Url;

use super::{Journal, error::JournalError};

/// The journals of one Store.
#[derive(Clone, Debug)]
pub struct Journals {
    /// `--journal-dir`; otherwise each product's is in the state folder of its repository.
    folder: Option<PathBuf>,
    /// Which Store, in the names of files.
    key: StoreKey,
    /// Which Store, in the files themselves.
    endpoint: String,
}

impl Journals {
    /// Locates the journals of the service at `endpoint`; `folder` replaces the repositories' own.
    pub fn of_service(endpoint: &Url, folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            key: StoreKey::of_endpoint(endpoint),
            endpoint: endpoint.as_str().trim_end_matches('/').to_owned(),
        }
    }

    /// Locates the journals of the embedded sandbox kept in the file `state`: its address is another in each run.
    pub fn of_sandbox(state: &Path, state_dir: &StateDir, folder: Option<PathBuf>) -> Self {
        let place = resolve(state);
        Self {
            folder,
            key: StoreKey::of_sandbox(&place, state_dir),
            endpoint: format!("sandbox:{}", place.display()),
        }
    }

    /// Returns the folder that replaces the repositories' own, where one does.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Returns what names the Store in files.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns what names the Store in the names of files: of journals, and of what else is kept for a product.
    pub fn store_key(&self) -> &StoreKey {
        &self.key
    }

    /// Returns the journal's file for the product of a manifest in `manifest_folder`.
    pub fn file(&self, manifest_folder: &Path, product: &ProductId) -> PathBuf {
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => StateDir::of(manifest_folder).journals(),
        };
        folder.join(self.key.file_name(product))
    }

    /// Opens that journal.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open(
        &self,
        manifest_folder: &Path,
        product: &ProductId,
    ) -> Result<Journal, JournalError> {
        Journal::open(
            &self.file(manifest_folder, product),
            &self.endpoint,
            product,
        )
    }
}

/// Which Store, in the name of a file: products of two Stores never share a journal or a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreKey(String);

impl StoreKey {
    /// The embedded sandbox kept in this file.
    fn of_sandbox(place: &Path, state_dir: &StateDir) -> Self {
        if place == resolve(&state_dir.sandbox()) {
            Self("sandbox".to_owned())
        } else {
            Self(format!("sandbox-{}", short(&place.to_string_lossy())))
        }
    }

    /// A service at this address.
    ///
    /// The public service is named by its host alone. Whatever else an address holds is told apart by a digest of it.
    fn of_endpoint(endpoint: &Url) -> Self {
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

    /// Returns the name of a product's file, `PRODUCT@ENDPOINT.json`, whatever the case its id is written in.
    pub fn file_name(&self, product: &ProductId) -> String {
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

    fn service(endpoint: &str) -> Journals {
        Journals::of_service(&endpoint.parse().unwrap(), None)
    }

    fn product(id: &str) -> ProductId {
        id.parse().unwrap()
    }

    #[test]
    fn every_way_to_a_repository_leads_to_the_same_journal() {
        let root = repository();
        let journals = service("https://api.store.microsoft.com");
        let at = |folder: &str| journals.file(&root.path().join(folder), &product("3E31-A"));
        let name = ".storectl/journal/3e31-a@api.store.microsoft.com.json";
        assert!(at("").ends_with(name), "{}", at("").display());
        for folder in [
            "products/widgets",
            "products/../products/widgets/.",
            "products/widgets/../..",
        ] {
            assert_eq!(at(folder), at(""), "{folder}");
        }
    }

    #[test]
    fn without_a_repository_the_folder_has_its_own() {
        let root = tempfile::tempdir().unwrap();
        let inside = root.path().join("inside");
        fs::create_dir(&inside).unwrap();
        let journals = service("https://api.store.microsoft.com");
        let id = product("a");
        assert_ne!(journals.file(&inside, &id), journals.file(root.path(), &id));
    }

    #[test]
    fn one_product_has_one_journal_whatever_the_case_of_its_id_and_of_the_host() {
        let root = repository();
        let file = |endpoint: &str, id: &str| service(endpoint).file(root.path(), &product(id));
        let plain = file("https://api.store.microsoft.com", "3e31-a");
        for endpoint in [
            "https://api.store.microsoft.com/",
            "https://API.Store.Microsoft.com:443",
        ] {
            assert_eq!(file(endpoint, "3E31-A"), plain, "{endpoint}");
            let endpoint = service(endpoint).endpoint().to_owned();
            assert_eq!(endpoint, "https://api.store.microsoft.com");
        }
    }

    #[test]
    fn one_sandbox_has_one_journal_whichever_way_its_state_is_named() {
        let root = repository();
        let state_dir = StateDir::of(root.path());
        let journal = |state: &Path| {
            let journals = Journals::of_sandbox(state, &state_dir, None);
            let file = journals.file(root.path(), &product("a"));
            (file, journals.endpoint().to_owned())
        };
        let default = journal(&state_dir.sandbox());
        assert!(default.0.ends_with("a@sandbox.json"), "{default:?}");
        let round = root.path().join("products/../.storectl/sandbox.json");
        assert_eq!(journal(&round), default, "its folder is not there yet");
        fs::create_dir(root.path().join(".storectl")).unwrap();
        fs::write(state_dir.sandbox(), "{}").unwrap();
        assert_eq!(journal(&round), default);
        assert_eq!(journal(&state_dir.sandbox()), default);
        let other = root.path().join("products/sandbox.json");
        assert_ne!(journal(&other).0, default.0);
    }

    #[test]
    fn each_store_has_its_own_journals() {
        let root = repository();
        let state = StateDir::of(root.path());
        let sandbox = |path: &Path| Journals::of_sandbox(path, &state, None).key;
        let service = |it: &str| service(it).key;
        let keys = [
            sandbox(&state.sandbox()),
            sandbox(Path::new("other.json")),
            service("https://api.store.microsoft.com"),
            service("http://127.0.0.1:1"),
            service("https://127.0.0.1:1"),
            service("http://127.0.0.1:2"),
            service("http://127.0.0.1:2/a"),
            service("https://[::1]:2/"),
        ];
        for (index, key) in keys.iter().enumerate() {
            assert!(!keys[..index].contains(key), "{key:?}");
            assert!(!key.0.contains([':', '/', '[']), "{key:?}");
        }
        assert_eq!(keys[0].0, "sandbox");
    }
}
