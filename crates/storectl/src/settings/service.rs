//! A service over HTTP, and who asks: flags over the environment over defaults.

use storectl_api::{AuthConfig, Credential, InputError, STORE_SCOPE, read_id, trim_input};
use storectl_model::SellerId;
use url::Url;

use crate::{
    args::StoreArgs,
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
/// The variable that is named where no credential is there.
const SECRET: &str = "STORECTL_CLIENT_SECRET";

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
    pub(crate) credential: Given<Credential>,
    /// Whose products they are.
    sellers: AskedSeller,
}

/// A service that was looked for.
#[derive(Clone, Debug)]
pub(crate) enum Sought {
    /// There is what it takes to sign in.
    Found(Box<Service>),
    /// These variables, or the flags that stand for them, are not set.
    Missing(Vec<&'static str>),
}

/// Which seller account is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct AskedSeller {
    /// That of the flag, above the manifest's.
    flag: Option<SellerId>,
    /// That of the environment, below the manifest's.
    env: Option<SellerId>,
}

impl AskedSeller {
    /// Resolves it.
    ///
    /// # Errors
    /// What is malformed (64).
    pub(crate) fn resolve(flag: Option<&str>, env: &Env) -> Result<Self, CliError> {
        let flag = given(env, flag, "--seller-id", &[])?;
        Ok(Self {
            flag: seller(flag)?,
            env: seller(env.text(&["STORECTL_SELLER_ID"])?)?,
        })
    }

    /// Returns the seller account for a product: the flag's, else the manifest's, else the environment's.
    pub(crate) fn of<'a>(&'a self, manifest: Option<&'a SellerId>) -> Option<&'a SellerId> {
        let all = [self.flag.as_ref(), manifest, self.env.as_ref()];
        all.into_iter().flatten().next()
    }
}

/// Returns the service that is asked for, where a flag or a variable names one.
///
/// # Errors
/// What is malformed (64).
pub(crate) fn asked_endpoint(args: &StoreArgs, env: &Env) -> Result<Option<Url>, CliError> {
    let given = given_endpoint(args.endpoint.as_deref(), env)?.filter(|it| !it.value.is_empty());
    let address = given.map(|it| parse_url(&it.value, &it.origin.to_string()));
    address.transpose()
}

fn given_endpoint(flag: Option<&str>, env: &Env) -> Result<Option<Given<String>>, CliError> {
    given(env, flag, "--endpoint", &["STORECTL_ENDPOINT"])
}

/// Returns what a flag says, else what the first of these variables says.
fn given(
    env: &Env,
    flag: Option<&str>,
    name: &'static str,
    variables: &[&'static str],
) -> Result<Option<Given<String>>, CliError> {
    match flag {
        Some(value) => Ok(Some(Given {
            value: trim_input(value).to_owned(),
            origin: Origin::Name(name),
        })),
        None => env.text(variables),
    }
}

impl Service {
    /// Returns how it is signed in to.
    pub(crate) fn auth(&self) -> AuthConfig {
        AuthConfig {
            authority: self.authority.value.clone(),
            tenant_id: self.tenant_id.clone(),
            client_id: self.client_id.clone(),
            credential: self.credential.value.clone(),
            scope: STORE_SCOPE.to_owned(),
        }
    }

    /// Resolves it.
    ///
    /// # Errors
    /// What is missing to sign in (20), what is malformed (64), a secret file that cannot be read (1).
    pub(crate) fn resolve(args: &StoreArgs, env: &Env) -> Result<Self, CliError> {
        match Self::find(args, env)? {
            Sought::Found(service) => Ok(*service),
            Sought::Missing(names) => Err(missing(&names, env)),
        }
    }

    /// Looks for it.
    ///
    /// # Errors
    /// What is malformed (64), a credential that cannot be one (20), a secret file that cannot be read (1).
    pub(crate) fn find(args: &StoreArgs, env: &Env) -> Result<Sought, CliError> {
        let given =
            |flag: &Option<String>, name, variables| given(env, flag.as_deref(), name, variables);
        let endpoint = endpoint(args.endpoint.as_deref(), env)?;
        let authority = authority(args.authority.as_deref(), env)?;
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
            let facts = [
                (tenant_id.is_some(), "STORECTL_TENANT_ID"),
                (client_id.is_some(), "STORECTL_CLIENT_ID"),
                (credential.is_some(), SECRET),
            ];
            let missing = facts.iter().filter(|(is_there, _)| !is_there);
            return Ok(Sought::Missing(missing.map(|(_, name)| *name).collect()));
        };
        Ok(Sought::Found(Box::new(Self {
            endpoint,
            authority,
            tenant_id,
            client_id,
            credential,
            sellers: AskedSeller::resolve(args.seller_id.as_deref(), env)?,
        })))
    }

    /// Returns the seller account for a product: the flag's, else the manifest's, else the environment's.
    ///
    /// # Errors
    /// Returns an error if nobody names one (20).
    pub(crate) fn seller(&self, manifest: Option<&SellerId>) -> Result<SellerId, CliError> {
        self.sellers.of(manifest).cloned().ok_or_else(|| {
            CliError::new(Exit::Auth, "no seller account is set")
                .hint(
                    "set STORECTL_SELLER_ID, pass --seller-id, or write `sellerId` in the manifest",
                )
                .hint("it is in Partner Center under Account settings > Identifiers")
        })
    }
}

/// Returns the base address of the API, which takes no credentials to know: what `--endpoint` says, else the environment.
///
/// # Errors
/// An address that is none (64).
pub(crate) fn endpoint(flag: Option<&str>, env: &Env) -> Result<Given<Url>, CliError> {
    address(given_endpoint(flag, env)?, ENDPOINT)
}

/// Returns the base address of the sign-in service: what `--authority` says, else the environment.
///
/// # Errors
/// An address that is none (64).
pub(crate) fn authority(flag: Option<&str>, env: &Env) -> Result<Given<Url>, CliError> {
    address(
        given(env, flag, "--authority", &["STORECTL_AUTHORITY"])?,
        AUTHORITY,
    )
}

fn missing(names: &[&str], env: &Env) -> CliError {
    let refused = CliError::new(
        Exit::Auth,
        format!("cannot sign in to the Store: missing {}", names.join(", ")),
    );
    let refused = if names.contains(&SECRET) && env.is_github_runner() {
        refused.hint("to sign in without a secret, add `permissions: id-token: write` to the job; GitHub does not grant it to pull requests from forks")
    } else {
        refused
    };
    let refused = if names.contains(&SECRET) {
        refused
            .hint("set them, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET")
            .hint("instead of a secret: --client-secret-file, AZURE_FEDERATED_TOKEN_FILE, STORECTL_CLIENT_CERTIFICATE, or `id-token: write` in a GitHub workflow")
    } else {
        refused.hint("set them, or AZURE_TENANT_ID and AZURE_CLIENT_ID")
    };
    refused.hint("no account? add --sandbox to use the simulated Store")
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

    fn resolve(args: &[&str], env: &Env) -> Result<Service, CliError> {
        let flags = Flags::try_parse_from(["storectl"].iter().chain(args)).unwrap();
        Service::resolve(&flags.store, env)
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
    fn flags_come_before_variables_and_variables_before_defaults() {
        let env = signed_in(&[("STORECTL_ENDPOINT", "http://127.0.0.1:1")]);
        let one = resolve(&["--tenant-id", "flag"], &env).unwrap();
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
        let without_flag = resolve(&[], &env).unwrap();
        let with_flag = resolve(&["--seller-id", "1"], &env).unwrap();
        assert_eq!(with_flag.seller(Some(&manifest)).unwrap().as_str(), "1");
        assert_eq!(without_flag.seller(Some(&manifest)).unwrap().as_str(), "2");
        assert_eq!(without_flag.seller(None).unwrap().as_str(), "3");
        let nobody = resolve(&[], &signed_in(&[])).unwrap();
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
        let one = resolve(&[], &env).unwrap();
        assert_eq!(
            (one.tenant_id.as_str(), one.client_id.as_str()),
            ("tenant", "client")
        );
        assert_eq!(one.endpoint.value.as_str(), "https://example.com/");
        assert_eq!(one.seller(None).unwrap().as_str(), "3");
        let Credential::ClientSecret(secret) = one.credential.value else {
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
