//! Where the receipts of one product are kept, and what they must be of.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use storectl_apply::Journals;
use storectl_model::{ProductId, mask::mask};
use storectl_plan::Receipt;
use storectl_platform::{Git, GitError, Shell};
use storectl_report::json::{ReceiptError, read_receipt};

use crate::{manifests::load::Manifest, store::open::Store};

/// Where the receipts of one product are kept.
#[derive(Clone, Debug)]
pub(crate) struct ReceiptPlace {
    /// The product.
    pub(crate) product: ProductId,
    /// The Store, as documents name it.
    pub(crate) endpoint: String,
    /// The file of the last receipt.
    pub(crate) file: PathBuf,
    /// The folder of the manifest, in whose repository the ref is.
    pub(crate) folder: PathBuf,
    /// The remote that the ref is exchanged with; `None` if receipts are not kept in git.
    pub(crate) remote: Option<String>,
    /// When git must have ended.
    pub(crate) until: Instant,
}

/// How long git may take where only this machine is asked.
const LOCAL_GIT: Duration = Duration::from_secs(60);

/// Refs of receipts, by product.
pub(crate) const APPLIED: &str = "refs/storectl/applied/";

/// Those of the remote, as fetched last.
pub(crate) const FETCHED: &str = "refs/storectl/fetched/";

/// What a fetch asks for: never into the refs of this repository, which may hold what was not pushed yet.
pub(crate) const REFSPEC: &str = "+refs/storectl/applied/*:refs/storectl/fetched/*";

/// Returns the ref of a product below a prefix.
pub(crate) fn reference(prefix: &str, product: &ProductId) -> String {
    format!("{prefix}{}", product.as_str().to_ascii_lowercase())
}

impl ReceiptPlace {
    /// Finds that of a manifest's product.
    pub(crate) fn of(store: &Store, manifest: &Manifest) -> Self {
        let product = &manifest.product.product_id;
        let folder = manifest.state_dir.receipts();
        Self {
            product: product.clone(),
            endpoint: store.endpoint().to_owned(),
            file: folder.join(store.key().file_name(product)),
            folder: manifest.folder.clone(),
            remote: store.receipts().remote.clone(),
            until: store.until(),
        }
    }

    /// Finds that of a manifest's product where no Store and no remote is asked: the file alone.
    pub(crate) fn offline(manifest: &Manifest, endpoint: &str, journals: &Journals) -> Self {
        let product = &manifest.product.product_id;
        let folder = manifest.state_dir.receipts();
        Self {
            product: product.clone(),
            endpoint: endpoint.to_owned(),
            file: folder.join(journals.store_key().file_name(product)),
            folder: manifest.folder.clone(),
            remote: None,
            until: Instant::now() + LOCAL_GIT,
        }
    }

    /// Leaves half of the time for what follows: receipts are read as far as they can be, and a plan is made all the same.
    #[must_use]
    pub(super) fn with_half_the_time(self) -> Self {
        let now = Instant::now();
        let left = self.until.saturating_duration_since(now);
        Self {
            until: now + left / 2,
            ..self
        }
    }

    /// Returns the ref of the product below a prefix.
    pub(super) fn reference(&self, prefix: &str) -> String {
        reference(prefix, &self.product)
    }

    /// Reads a receipt of this product.
    pub(super) fn read(&self, bytes: &[u8]) -> Result<Receipt, ReceiptError> {
        read_receipt(bytes, &self.product)
    }

    /// Opens git in the repository of the manifest, until the run ends.
    pub(super) fn git(&self) -> Result<Git, GitError> {
        Ok(Git::open(&self.folder)?.until(self.until))
    }

    /// Returns the command that publishes the ref later; run from another folder, it names the repository.
    pub(super) fn push_command(&self, git: &Git, remote: &str) -> String {
        let quote = |word: &str| Shell::CURRENT.quote(word);
        let name = self.reference(APPLIED);
        let here = Path::new(".").canonicalize();
        let is_inside = here.is_ok_and(|it| it.starts_with(git.root()));
        let folder = if is_inside {
            String::new()
        } else {
            format!(" -C {}", quote(&git.root().to_string_lossy()))
        };
        let remote = quote(&runnable(git, remote));
        format!("git{folder} push {remote} {name}:{name}")
    }
}

/// Returns a remote as a command can name it: nobody is shown its user and password, and what is masked cannot be run. Git
/// knows a remote of that address by its name, or asks for the password.
fn runnable(git: &Git, remote: &str) -> String {
    if mask(remote) == remote {
        return remote.to_owned();
    }
    let own = git.own_remote().ok();
    let names = own.as_deref().into_iter().chain(["origin"]);
    let mut named = names.filter(|it| git.address(it).is_ok_and(|it| it == remote));
    let without_user = || {
        let (scheme, rest) = remote.split_once("://")?;
        let authority = rest.split('/').next()?;
        let (user, _) = authority.rsplit_once('@')?;
        let rest = rest.get(user.len() + 1..)?;
        Some(mask(&format!("{scheme}://{rest}")).into_owned())
    };
    match named.next() {
        Some(name) => name.to_owned(),
        None => without_user().unwrap_or_else(|| mask(remote).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use crate::receipts::testing::{Origin, git as run};

    /// The command that publishes later, to a remote of this address.
    fn command(remote: &str, origin: &str) -> String {
        let clone = Origin::new().cloned();
        run(clone.git.root(), &["remote", "set-url", "origin", origin]);
        clone.place.push_command(&clone.git, remote)
    }

    #[test]
    fn the_offered_command_names_a_remote_with_a_password_by_its_name() {
        let address = "https://ada:hunter2@git.example/r.git";
        let command = command(address, address);
        assert!(command.contains(" push origin refs/"), "{command}");
    }

    #[test]
    fn the_offered_command_has_no_password_and_can_be_run() {
        let command = command(
            "https://ada:hunter2@git.example/r.git",
            "https://other.example",
        );
        assert!(
            command.contains("push https://git.example/r.git refs/"),
            "{command}"
        );
        assert!(!command.contains("hunter2") && !command.contains("REDACTED"));
    }
}
