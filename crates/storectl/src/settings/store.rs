//! Flags over the environment over defaults: which Store, and how to reach it.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};

use storectl_api::{Credential, InputError, read_id, trim_input};
use storectl_model::SellerId;
use storectl_platform::StateDir;
use url::Url;

use crate::{
    args::{SANDBOX_STATE, StoreArgs},
    error::CliError,
    exit::Exit,
    settings::{
        credential,
        env::{Env, Given, Origin},
    },
};

/// The public service's address. Source: store-api.md, "API Contracts".
const ENDPOINT: &str = "https://api.store.microsoft.com";
/// The public sign-in service's address. Source: store-api.md, "Obtain a Microsoft Entra access token".
const AUTHORITY: &str = "https://login.microsoftonline.com";
/// First pause between two reads of the embedded sandbox, whose time passes by reads.
const SANDBOX_POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Which Store, and how to reach it.
#[derive(Clone, Debug)]
pub(crate) struct StoreSettings {
    /// Which Store.
    pub(crate) target: Target,
    /// How many products are read, images looked at and images uploaded at a time.
    pub(crate) parallelism: NonZeroUsize,
    /// How long the command may take.
    pub(crate) timeout: Duration,
    /// The first pause between two reads of a wait, and the distance of two spaced reads, where not the default of the
    /// wait.
    pub(crate) poll_interval: Option<Duration>,
    /// Where exchanges are written.
    pub(crate) trace: Option<PathBuf>,
    /// The state folder of the manifests' repository.
    pub(crate) state_dir: StateDir,
    /// The folder for pending work, if not there.
    pub(crate) journal_dir: Option<PathBuf>,
    /// Where what is learned of images is kept.
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
    pub(crate) endpoint: Given<Url>,
    /// Base address of the sign-in service.
    pub(crate) authority: Given<Url>,
    /// The Entra tenant.
    pub(crate) tenant_id: String,
    /// The application.
    pub(crate) client_id: String,
    /// What proves who asks.
    pub(crate) credential: Credential,
    /// The seller account of the flag, above the manifest's.
    seller_flag: Option<SellerId>,
    /// The seller account of the environment, below the manifest's.
    seller_env: Option<SellerId>,
}

impl StoreSettings {
    /// Resolves them for manifests whose repository has this state folder.
    ///
    /// # Errors
    /// What is missing to sign in (20), what is malformed (64), a secret file that cannot be read (1).
    pub(crate) fn resolve(
        args: &StoreArgs,
        env: &Env,
        state_dir: StateDir,
    ) -> Result<Self, CliError> {
        let (target, poll_default) = match &args.sandbox {
            Some(state) if state == Path::new(SANDBOX_STATE) => (
                Target::Sandbox(state_dir.sandbox()),
                Some(SANDBOX_POLL_INTERVAL),
            ),
            Some(state) => (Target::Sandbox(state.clone()), Some(SANDBOX_POLL_INTERVAL)),
            None => (
                Target::Service(Box::new(Service::resolve(args, env)?)),
                None,
            ),
        };
        Ok(Self {
            target,
            parallelism: NonZeroUsize::new(args.parallelism.into()).unwrap_or(NonZeroUsize::MIN),
            timeout: args.timeout,
            poll_interval: args.poll_interval.or(poll_default),
            trace: args.trace.clone(),
            state_dir,
            journal_dir: args.journal_dir.clone(),
            image_cache: env.cache().map(|it| it.join("images")),
        })
    }
}

impl StoreSettings {
    /// Returns how many files and connections a run over so many products may have open together: the reads of each that
    /// is in turn, of the embedded sandbox both their ends, and some to spare for files.
    pub(crate) fn open_files(&self, products: usize) -> usize {
        const READS: usize = 5;
        const SPARE: usize = 8;
        let ends = match self.target {
            Target::Sandbox(_) => 2,
            Target::Service(_) => 1,
        };
        SPARE + ends * READS * self.parallelism.get().min(products)
    }

    /// Returns the Store as documents name it: the address of the API, or the embedded sandbox by its state file.
    pub(crate) fn endpoint(&self) -> String {
        match &self.target {
            Target::Sandbox(file) => self.state_dir.sandbox_name(file),
            Target::Service(service) => {
                let endpoint = service.endpoint.value.as_str();
                endpoint.trim_end_matches('/').to_owned()
            }
        }
    }
}

impl Service {
    fn resolve(args: &StoreArgs, env: &Env) -> Result<Self, CliError> {
        let given = |flag: &Option<String>, name, variables| -> Result<_, CliError> {
            match flag {
                Some(value) => Ok(Some(Given {
                    value: trim_input(value).to_owned(),
                    origin: Origin::Name(name),
                })),
                None => env.text(variables),
            }
        };
        let endpoint = given(&args.endpoint, "--endpoint", &["STORECTL_ENDPOINT"])?;
        let authority = given(&args.authority, "--authority", &["STORECTL_AUTHORITY"])?;
        let (endpoint, authority) = (address(endpoint, ENDPOINT)?, address(authority, AUTHORITY)?);
        let tenant_id = given(
            &args.tenant_id,
            "--tenant-id",
            &["STORECTL_TENANT_ID", "AZURE_TENANT_ID"],
        )?;
        let client_id = given(
            &args.client_id,
            "--client-id",
            &["STORECTL_CLIENT_ID", "AZURE_CLIENT_ID"],
        )?;
        let tenant_id = identifier(tenant_id)?;
        let client_id = identifier(client_id)?;
        let credential = credential::resolve(args.client_secret_file.as_deref(), env)?;
        let (Some(tenant_id), Some(client_id), Some(credential)) =
            (tenant_id.clone(), client_id.clone(), credential.clone())
        else {
            return Err(missing(&[
                (tenant_id.is_some(), "STORECTL_TENANT_ID"),
                (client_id.is_some(), "STORECTL_CLIENT_ID"),
                (credential.is_some(), "STORECTL_CLIENT_SECRET"),
            ]));
        };
        let seller_flag = given(&args.seller_id, "--seller-id", &[])?;
        Ok(Self {
            endpoint,
            authority,
            tenant_id,
            client_id,
            credential,
            seller_flag: seller(seller_flag)?,
            seller_env: seller(env.text(&["STORECTL_SELLER_ID"])?)?,
        })
    }

    /// Returns the seller account for a product: the flag's, else the manifest's, else the environment's.
    ///
    /// # Errors
    /// Returns an error if nobody names one (20).
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
            CliError::new(Exit::Auth, "no seller account is set")
                .hint(
                    "set STORECTL_SELLER_ID, pass --seller-id, or write `sellerId` in the manifest",
                )
                .hint("it is in Partner Center under Account settings > Identifiers")
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
        format!("cannot sign in to the Store: missing {}", names.join(", ")),
    )
    .hint("set them, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET")
    .hint("instead of a secret: --client-secret-file, AZURE_FEDERATED_TOKEN_FILE, or `id-token: write` in a GitHub workflow")
    .hint("no account? add --sandbox to use the simulated Store")
}

/// Takes an id that goes into the path or the form of a sign-in. One of nothing but whitespace is absent.
///
/// # Errors
/// A character that no id has (64).
fn identifier(given: Option<Given<String>>) -> Result<Option<String>, CliError> {
    let Some(Given { value, origin }) = given else {
        return Ok(None);
    };
    match read_id(&value) {
        Ok(id) => Ok(Some(id)),
        Err(InputError::Blank) => Ok(None),
        Err(error) => Err(CliError::usage(format!("{origin} {error}"))),
    }
}

fn seller(given: Option<Given<String>>) -> Result<Option<SellerId>, CliError> {
    given
        .filter(|it| !it.value.is_empty())
        .map(|Given { value, origin }| {
            value
                .parse()
                .map_err(|error| CliError::usage(format!("{origin}: {error}")))
        })
        .transpose()
}

/// Takes a service's address, or the default.
fn address(given: Option<Given<String>>, default: &str) -> Result<Given<Url>, CliError> {
    let given = given
        .filter(|it| !it.value.is_empty())
        .unwrap_or_else(|| Given {
            value: default.to_owned(),
            origin: Origin::Default,
        });
    let Given { value, origin } = given;
    Ok(Given {
        value: parse_url(&value, &origin.to_string())?,
        origin,
    })
}

/// Takes an address that is encrypted, or of this machine.
///
/// # Errors
/// Another (64); `what` names where it came from.
pub(crate) fn parse_url(text: &str, what: &str) -> Result<Url, CliError> {
    let url: Url = text.parse().map_err(|error| {
        CliError::usage(format!("{what}: `{text}` is not a valid URL: {error}"))
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        let message = format!("{what} contains a user name or password, which is never sent");
        return Err(CliError::usage(message).hint("remove the part before the `@`"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(CliError::usage(format!(
            "{what} contains a query or a fragment, which is never sent"
        )));
    }
    let is_loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback => Ok(url),
        _ => Err(
            CliError::usage(format!("{what}: `{text}` must begin with https://"))
                .hint("http is only allowed for loopback addresses, e.g. http://127.0.0.1:8080"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use secrecy::ExposeSecret as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Flags {
        #[command(flatten)]
        store: StoreArgs,
    }

    fn resolve(args: &[&str], env: &Env) -> Result<StoreSettings, CliError> {
        let flags = Flags::try_parse_from(["storectl"].iter().chain(args)).unwrap();
        StoreSettings::resolve(&flags.store, env, StateDir::of(Path::new("")))
    }

    fn service(settings: StoreSettings) -> Service {
        match settings.target {
            Target::Service(service) => *service,
            Target::Sandbox(_) => panic!("a service"),
        }
    }

    /// What signs in, and these.
    fn signed_in(more: &[(&'static str, &'static str)]) -> Env {
        let all = [
            ("STORECTL_TENANT_ID", "tenant"),
            ("STORECTL_CLIENT_ID", "client"),
            ("STORECTL_CLIENT_SECRET", "secret"),
        ];
        Env::of(all.into_iter().chain(more.iter().copied()))
    }

    #[test]
    fn an_address_with_a_password_or_a_query_is_refused_and_the_password_is_not_printed() {
        for (address, word) in [
            ("https://me:hunter2@store.example", "password"),
            ("https://me@store.example", "user name"),
            ("https://store.example/?code=hunter2", "query"),
            ("https://store.example/#hunter2", "fragment"),
        ] {
            let error = resolve(&["--endpoint", address], &signed_in(&[])).unwrap_err();
            assert_eq!(error.exit(), Exit::Usage);
            let message = &error.view().message;
            assert!(
                message.contains(word) && message.contains("--endpoint"),
                "{message}"
            );
            assert!(!message.contains("hunter2"), "{message}");
        }
    }

    #[test]
    fn what_is_missing_to_sign_in_is_named_with_the_way_to_do_without() {
        let env = Env::of([("STORECTL_CLIENT_ID", "client")]);
        let error = resolve(&[], &env).unwrap_err();
        assert_eq!(error.exit(), Exit::Auth);
        assert_eq!(
            error.view().message,
            "cannot sign in to the Store: missing STORECTL_TENANT_ID, STORECTL_CLIENT_SECRET"
        );
        assert!(error.view().hints.iter().any(|it| it.contains("--sandbox")));
    }

    #[test]
    fn the_sandbox_needs_nothing_and_asks_often() {
        let settings = resolve(&["--sandbox"], &Env::default()).unwrap();
        assert!(matches!(settings.target, Target::Sandbox(_)));
        assert_eq!(settings.poll_interval, Some(SANDBOX_POLL_INTERVAL));
    }

    #[test]
    fn flags_come_before_variables_and_variables_before_defaults() {
        let env = signed_in(&[("STORECTL_ENDPOINT", "http://127.0.0.1:1")]);
        let one = service(resolve(&["--tenant-id", "flag"], &env).unwrap());
        assert_eq!(one.tenant_id, "flag");
        assert_eq!(one.endpoint.value.as_str(), "http://127.0.0.1:1/");
        assert_eq!(
            one.authority.value.host_str(),
            Some("login.microsoftonline.com")
        );
    }

    #[test]
    fn the_manifests_seller_is_between_the_flag_and_the_variable() {
        let env = signed_in(&[("STORECTL_SELLER_ID", "3")]);
        let manifest: SellerId = "2".parse().unwrap();
        let without_flag = service(resolve(&[], &env).unwrap());
        let with_flag = service(resolve(&["--seller-id", "1"], &env).unwrap());
        assert_eq!(with_flag.seller(Some(&manifest)).unwrap().as_str(), "1");
        assert_eq!(without_flag.seller(Some(&manifest)).unwrap().as_str(), "2");
        assert_eq!(without_flag.seller(None).unwrap().as_str(), "3");
        let nobody = service(resolve(&[], &signed_in(&[])).unwrap());
        assert_eq!(nobody.seller(None).unwrap_err().exit(), Exit::Auth);
    }

    #[test]
    fn white_space_around_ids_and_addresses_is_removed() {
        let env = Env::of([
            ("STORECTL_TENANT_ID", "\u{feff}tenant\r\n"),
            ("STORECTL_CLIENT_ID", " client "),
            ("STORECTL_CLIENT_SECRET", "secret\n"),
            ("STORECTL_SELLER_ID", "3\n"),
            ("STORECTL_ENDPOINT", "https://example.com\n"),
        ]);
        let one = service(resolve(&[], &env).unwrap());
        assert_eq!(
            (one.tenant_id.as_str(), one.client_id.as_str()),
            ("tenant", "client")
        );
        assert_eq!(one.endpoint.value.as_str(), "https://example.com/");
        assert_eq!(one.seller(None).unwrap().as_str(), "3");
        let Credential::ClientSecret(secret) = one.credential else {
            panic!("a secret")
        };
        assert_eq!(secret.expose_secret(), "secret");
    }

    #[test]
    fn white_space_inside_an_id_is_refused_by_the_name_of_its_variable() {
        for (name, flag) in [
            ("AZURE_TENANT_ID", "--tenant-id"),
            ("AZURE_CLIENT_ID", "--client-id"),
        ] {
            let env = Env::of([(name, "one two")]);
            let error = resolve(&[], &env).unwrap_err();
            assert_eq!(error.exit(), Exit::Usage);
            let message = &error.view().message;
            assert!(
                message.contains(name) && !message.contains(flag),
                "{message}"
            );
        }
    }

    #[test]
    fn a_malformed_value_is_named_by_the_variable_it_came_from() {
        for (name, value) in [
            ("STORECTL_ENDPOINT", "ftp://x"),
            ("STORECTL_ENDPOINT", "nowhere"),
            ("STORECTL_AUTHORITY", "http://example.com"),
            ("STORECTL_SELLER_ID", "a b"),
        ] {
            let error = resolve(&[], &signed_in(&[(name, value)])).unwrap_err();
            assert_eq!(error.exit(), Exit::Usage, "{name}");
            let message = &error.view().message;
            assert!(
                message.starts_with(name) && !message.contains("--"),
                "{message}"
            );
        }
    }
}
