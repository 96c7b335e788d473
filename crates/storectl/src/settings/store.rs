//! Flags over the environment over defaults: what the commands that talk to the Store go by.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};

use secrecy::{ExposeSecret as _, SecretString};
use storectl_model::SellerId;

use crate::{args::StoreArgs, error::CliError, exit::Exit, settings::env::Env};

/// The public service's address. Source: store-api.md, "API Contracts".
const ENDPOINT: &str = "https://api.store.microsoft.com";
/// The public sign-in service's address. Source: store-api.md, "Obtain a Microsoft Entra access token".
const AUTHORITY: &str = "https://login.microsoftonline.com";
/// First pause between two reads of the real Store.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// First pause between two reads of the embedded sandbox, whose time passes by reads.
const SANDBOX_POLL_INTERVAL: Duration = Duration::from_millis(50);
/// The longest secret or federated token read from a file, in bytes.
const SECRET_CAP: u64 = 64 * 1024;

/// Which Store, and how to speak with it.
#[derive(Clone, Debug)]
pub(crate) struct StoreSettings {
    /// Which Store.
    pub(crate) target: Target,
    /// How many products are read, images looked at and images uploaded at once.
    pub(crate) parallelism: NonZeroUsize,
    /// How long to wait in all.
    pub(crate) timeout: Duration,
    /// The first pause between two reads of a wait.
    pub(crate) poll_interval: Duration,
    /// Where exchanges are written.
    pub(crate) trace: Option<PathBuf>,
    /// Where what is learnt of images is kept.
    pub(crate) image_cache: Option<PathBuf>,
}

/// Which Store.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// The embedded sandbox, kept in this file.
    Sandbox(PathBuf),
    /// A service over HTTP.
    Service(Box<Service>),
}

/// A service over HTTP and who asks.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// Base address of the API.
    pub(crate) endpoint: String,
    /// Base address of the sign-in service.
    pub(crate) authority: String,
    /// The directory.
    pub(crate) tenant_id: String,
    /// The application.
    pub(crate) client_id: String,
    /// What proves who asks.
    pub(crate) proof: Proof,
    /// The seller account of the flag, above the manifest's.
    pub(crate) seller_flag: Option<SellerId>,
    /// The seller account of the environment, below the manifest's.
    pub(crate) seller_env: Option<SellerId>,
}

/// What proves who asks.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
    /// The application's secret.
    Secret(SecretString),
    /// A file with a federated token, read anew for each sign-in.
    TokenFile(PathBuf),
    /// GitHub's token service: its address and the token it asks for.
    GitHub(String, SecretString),
}

impl StoreSettings {
    /// Resolves them.
    ///
    /// # Errors
    /// What is missing to sign in (20), what is malformed (64), a secret file that cannot be read (1).
    pub(crate) fn resolve(args: &StoreArgs, env: &Env) -> Result<Self, CliError> {
        let (target, poll_default) = match &args.sandbox {
            Some(state) => (Target::Sandbox(state.clone()), SANDBOX_POLL_INTERVAL),
            None => (
                Target::Service(Box::new(Service::resolve(args, env)?)),
                POLL_INTERVAL,
            ),
        };
        Ok(Self {
            target,
            parallelism: NonZeroUsize::new(args.parallelism.into()).unwrap_or(NonZeroUsize::MIN),
            timeout: args.timeout,
            poll_interval: args.poll_interval.unwrap_or(poll_default),
            trace: args.trace.clone(),
            image_cache: env.cache.as_ref().map(|it| it.join("images")),
        })
    }
}

impl Service {
    fn resolve(args: &StoreArgs, env: &Env) -> Result<Self, CliError> {
        let first = |flag: &Option<String>, variable: &Option<String>| {
            flag.clone().or_else(|| variable.clone())
        };
        let tenant_id = first(&args.tenant_id, &env.tenant_id);
        let client_id = first(&args.client_id, &env.client_id);
        let proof = Proof::resolve(args, env)?;
        let (Some(tenant_id), Some(client_id), Some(proof)) =
            (tenant_id.clone(), client_id.clone(), proof.clone())
        else {
            return Err(missing(&[
                (tenant_id.is_some(), "STORECTL_TENANT_ID"),
                (client_id.is_some(), "STORECTL_CLIENT_ID"),
                (proof.is_some(), "STORECTL_CLIENT_SECRET"),
            ]));
        };
        Ok(Self {
            endpoint: first(&args.endpoint, &env.endpoint).unwrap_or_else(|| ENDPOINT.to_owned()),
            authority: first(&args.authority, &env.authority)
                .unwrap_or_else(|| AUTHORITY.to_owned()),
            tenant_id,
            client_id,
            proof,
            seller_flag: seller(args.seller_id.as_deref(), "--seller-id")?,
            seller_env: seller(env.seller_id.as_deref(), "STORECTL_SELLER_ID")?,
        })
    }

    /// Gives the seller account for a product: the flag's, else the manifest's, else the environment's.
    ///
    /// # Errors
    /// Where nobody names one (20).
    pub(crate) fn seller(&self, manifest: Option<&SellerId>) -> Result<SellerId, CliError> {
        [
            self.seller_flag.as_ref(),
            manifest,
            self.seller_env.as_ref(),
        ]
        .into_iter()
        .flatten()
        .next()
        .cloned()
        .ok_or_else(|| {
            CliError::new(Exit::Auth, "no seller account is named")
                .hint(
                    "set STORECTL_SELLER_ID, pass --seller-id, or write `sellerId` in the manifest",
                )
                .hint("it is in Partner Center under Account settings, Identifiers")
        })
    }
}

impl Proof {
    /// The first that is present of: a secret in the environment, a secret's file, a federated token's file, GitHub's service.
    fn resolve(args: &StoreArgs, env: &Env) -> Result<Option<Self>, CliError> {
        // A flag is more explicit than a variable that happens to be set.
        if let Some(file) = &args.client_secret_file {
            return read_secret(file).map(|it| Some(Self::Secret(it)));
        }
        Ok(match env {
            Env {
                client_secret: Some(secret),
                ..
            } => Some(Self::Secret(secret.clone())),
            Env {
                federated_token_file: Some(file),
                ..
            } => Some(Self::TokenFile(file.clone())),
            Env {
                actions_id_token: Some((url, token)),
                ..
            } => Some(Self::GitHub(url.clone(), token.clone())),
            _ => None,
        })
    }
}

fn missing(facts: &[(bool, &str)]) -> CliError {
    let names: Vec<&str> = facts
        .iter()
        .filter(|(there, _)| !there)
        .map(|(_, name)| *name)
        .collect();
    CliError::new(
        Exit::Auth,
        format!("cannot sign in to the Store: {} not set", names.join(", ")),
    )
    .hint("set them, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET")
    .hint("in place of a secret: --client-secret-file, AZURE_FEDERATED_TOKEN_FILE, or `id-token: write` in a GitHub workflow")
    .hint("no account at hand? add --sandbox to use the simulated Store")
}

fn seller(text: Option<&str>, from: &str) -> Result<Option<SellerId>, CliError> {
    text.map(|it| {
        it.parse()
            .map_err(|error| CliError::usage(format!("{from}: {error}")))
    })
    .transpose()
}

/// Reads a secret, less the line end editors leave behind it.
fn read_secret(file: &Path) -> Result<SecretString, CliError> {
    use std::io::Read as _;
    let what = || format!("could not read the secret in {}", file.display());
    let mut text = String::new();
    std::fs::File::open(file)
        .and_then(|it| it.take(SECRET_CAP).read_to_string(&mut text))
        .map_err(|error| CliError::local(what(), error))?;
    let secret = SecretString::from(text.trim_end_matches(['\r', '\n']).to_owned());
    if secret.expose_secret().is_empty() {
        return Err(CliError::new(
            Exit::Auth,
            format!("{} holds no secret", file.display()),
        ));
    }
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Flags {
        #[command(flatten)]
        store: StoreArgs,
    }

    fn resolve(args: &[&str], env: &Env) -> Result<StoreSettings, CliError> {
        let flags = Flags::try_parse_from(["storectl"].iter().chain(args)).unwrap();
        StoreSettings::resolve(&flags.store, env)
    }

    fn service(settings: StoreSettings) -> Service {
        match settings.target {
            Target::Service(service) => *service,
            Target::Sandbox(_) => panic!("a service"),
        }
    }

    fn signed_in() -> Env {
        Env {
            tenant_id: Some("tenant".to_owned()),
            client_id: Some("client".to_owned()),
            client_secret: Some("secret".to_owned().into()),
            ..Env::default()
        }
    }

    #[test]
    fn what_is_missing_to_sign_in_is_named_with_the_way_to_do_without() {
        let env = Env {
            client_id: Some("client".to_owned()),
            ..Env::default()
        };
        let error = resolve(&[], &env).unwrap_err();
        assert_eq!(error.exit(), Exit::Auth);
        assert_eq!(
            error.view().message,
            "cannot sign in to the Store: STORECTL_TENANT_ID, STORECTL_CLIENT_SECRET not set"
        );
        assert!(error.view().hints.iter().any(|it| it.contains("--sandbox")));
    }

    #[test]
    fn the_sandbox_needs_nothing_and_asks_often() {
        let settings = resolve(&["--sandbox"], &Env::default()).unwrap();
        assert!(matches!(settings.target, Target::Sandbox(_)));
        assert_eq!(settings.poll_interval, SANDBOX_POLL_INTERVAL);
    }

    #[test]
    fn flags_come_before_variables_and_variables_before_defaults() {
        let env = Env {
            endpoint: Some("http://127.0.0.1:1".to_owned()),
            ..signed_in()
        };
        let one = service(resolve(&["--tenant-id", "flag"], &env).unwrap());
        assert_eq!(one.tenant_id, "flag");
        assert_eq!(one.endpoint, "http://127.0.0.1:1");
        assert_eq!(one.authority, AUTHORITY);
    }

    #[test]
    fn the_manifests_seller_is_between_the_flag_and_the_variable() {
        let env = Env {
            seller_id: Some("3".to_owned()),
            ..signed_in()
        };
        let manifest: SellerId = "2".parse().unwrap();
        let without_flag = service(resolve(&[], &env).unwrap());
        let with_flag = service(resolve(&["--seller-id", "1"], &env).unwrap());
        assert_eq!(with_flag.seller(Some(&manifest)).unwrap().as_str(), "1");
        assert_eq!(without_flag.seller(Some(&manifest)).unwrap().as_str(), "2");
        assert_eq!(without_flag.seller(None).unwrap().as_str(), "3");
        let nobody = service(resolve(&[], &signed_in()).unwrap());
        assert_eq!(nobody.seller(None).unwrap_err().exit(), Exit::Auth);
    }

    #[test]
    fn a_secret_file_loses_the_line_end_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, " a b \r\n").unwrap();
        assert_eq!(read_secret(&file).unwrap().expose_secret(), " a b ");
        std::fs::write(&file, "\n").unwrap();
        assert_eq!(read_secret(&file).unwrap_err().exit(), Exit::Auth);
    }

    #[test]
    fn a_federated_token_serves_where_there_is_no_secret() {
        let env = Env {
            client_secret: None,
            federated_token_file: Some("token".into()),
            actions_id_token: Some(("https://x".to_owned(), "t".to_owned().into())),
            ..signed_in()
        };
        let proof = service(resolve(&[], &env).unwrap()).proof;
        assert!(matches!(proof, Proof::TokenFile(_)), "{proof:?}");
    }
}
