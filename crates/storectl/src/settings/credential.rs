//! What proves to the sign-in service who asks.

use std::{path::Path, sync::Arc};

use secrecy::SecretString;
use storectl_api::{Credential, InputError, read_secret};

use crate::{
    error::CliError,
    exit::Exit,
    hints::reasons::TOKEN_SERVICE_VARIABLES,
    settings::{
        certificate,
        env::{Env, Given, Origin},
        secret_file,
    },
};

/// Variables that hold a secret of the application.
const SECRET: &[&str] = &["STORECTL_CLIENT_SECRET", "AZURE_CLIENT_SECRET"];

/// Variables that hold a token: GitHub's request for one, and those that CI systems give to git.
const TOKENS: &[&str] = &[
    REQUEST_TOKEN,
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "CI_JOB_TOKEN",
    "SYSTEM_ACCESSTOKEN",
];
const REQUEST_TOKEN: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

/// Variables that name the file of a federated token.
const TOKEN_FILE: &[&str] = &["AZURE_FEDERATED_TOKEN_FILE"];

/// Makes known what nobody may be shown, whether or not the settings can be used: the values of all variables that may hold a
/// credential, and what is in the files that may. A file that can be read once, a pipe, is left for who signs in.
pub(crate) fn learn(file: Option<&Path>, env: &Env) {
    for names in [SECRET, TOKENS, certificate::PASSWORD] {
        env.learn(names);
    }
    let token = env.named_path(TOKEN_FILE).map(|(_, file)| file);
    for file in file.into_iter().chain(token.as_deref()) {
        if file.metadata().is_ok_and(|it| it.is_file())
            && let Ok(bytes) = secret_file::read(file)
            && let Ok(secret) = read_secret(&bytes)
        {
            env.redactor.learn(&secret);
        }
    }
}

/// Returns the first that is present of: a secret's file, a secret in the environment, a federated token's file, GitHub's
/// token service, a certificate. A flag is more explicit than a variable that happens to be set.
///
/// # Errors
/// A secret that is empty (20), one that cannot be one (64), a secret's file that cannot be read (1), a certificate that
/// cannot be used (20).
pub(crate) fn resolve(
    file: Option<&Path>,
    env: &Env,
) -> Result<Option<Given<Credential>>, CliError> {
    let of_secret = |bytes: &[u8], origin: Origin| {
        let value = Credential::ClientSecret(secret(bytes, &origin)?);
        Ok(Some(Given { value, origin }))
    };
    if let Some(file) = file {
        let bytes = secret_file::read(file).map_err(|error| error.of_secret(file))?;
        return of_secret(&bytes, Origin::File(file.to_owned()));
    }
    if let Some(given) = env.text(SECRET)? {
        return of_secret(given.value.as_bytes(), given.origin);
    }
    if let Some((name, file)) = env.named_path(TOKEN_FILE) {
        return Ok(Some(Given {
            value: Credential::AssertionFile(file),
            origin: Origin::Name(name),
        }));
    }
    let url = env.text(&["ACTIONS_ID_TOKEN_REQUEST_URL"])?;
    let token = env.text(&[REQUEST_TOKEN])?;
    if let Some((url, token)) = url.zip(token) {
        let Given { value, origin } = url;
        let url = value.parse().map_err(|error| {
            let message = format!("{origin} is not a valid URL: {error}");
            CliError::new(Exit::Auth, message).hint(TOKEN_SERVICE_VARIABLES)
        })?;
        let token = secret(token.value.as_bytes(), &token.origin)?;
        return Ok(Some(Given {
            value: Credential::GitHubOidc { url, token },
            origin,
        }));
    }
    let certificate = certificate::resolve(env)?;
    Ok(certificate.map(|it| Given {
        value: Credential::Certificate(Arc::new(it.value)),
        origin: it.origin,
    }))
}

/// Reads a secret as the library does, so that what is refused here is what would not be sent.
fn secret(bytes: &[u8], origin: &Origin) -> Result<SecretString, CliError> {
    read_secret(bytes).map_err(|error| match error {
        InputError::Blank => CliError::new(Exit::Auth, format!("{origin} {error}")),
        InputError::NotText { .. } | InputError::Unsendable { .. } | InputError::NotAnId { .. } => {
            CliError::usage(format!("{origin} {error}"))
                .hint("store only the secret's value, as one line of UTF-8 text")
        }
    })
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn of_file(content: &[u8]) -> Result<String, CliError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, content).unwrap();
        match resolve(Some(&file), &Env::default())?.map(|it| it.value) {
            Some(Credential::ClientSecret(it)) => Ok(it.expose_secret().to_owned()),
            other => panic!("{other:?}"),
        }
    }

    fn of_variable(value: &str) -> Result<String, CliError> {
        let env = Env::of([("AZURE_CLIENT_SECRET", value)]);
        match resolve(None, &env)?.map(|it| it.value) {
            Some(Credential::ClientSecret(it)) => Ok(it.expose_secret().to_owned()),
            other => panic!("{other:?}"),
        }
    }

    fn utf16(text: &str, encode: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(encode).collect()
    }

    #[test]
    fn what_surrounds_a_secret_is_removed() {
        for content in ["s3~cret\n", "\u{feff}s3~cret", " s3~cret\r\n", "\ts3~cret"] {
            assert_eq!(
                of_file(content.as_bytes()).unwrap(),
                "s3~cret",
                "{content:?}"
            );
            assert_eq!(of_variable(content).unwrap(), "s3~cret", "{content:?}");
        }
    }

    #[test]
    fn a_secret_in_utf16_is_read_as_what_it_says() {
        assert_eq!(
            of_file(&utf16("s3~cret\r\n", u16::to_le_bytes)).unwrap(),
            "s3~cret"
        );
        assert_eq!(
            of_file(&utf16("s3~cret", u16::to_be_bytes)).unwrap(),
            "s3~cret"
        );
    }

    #[test]
    fn a_secret_of_white_space_is_none_and_its_variable_is_named() {
        let error = of_variable(" \n").unwrap_err();
        assert_eq!(error.exit(), Exit::Auth);
        assert!(error.view().message.contains("AZURE_CLIENT_SECRET"));
        assert_eq!(of_file(b"\n").unwrap_err().exit(), Exit::Auth);
    }

    #[test]
    fn a_secret_of_two_lines_is_refused_before_anything_is_sent_and_not_printed() {
        let error = of_variable("first-half\nsecond-half").unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        let message = &error.view().message;
        assert!(
            message.contains("AZURE_CLIENT_SECRET contains a line break"),
            "{message}"
        );
        assert!(!message.contains("half"), "{message}");
    }

    #[test]
    fn a_federated_token_serves_where_there_is_no_secret() {
        let env = Env::of([
            ("AZURE_FEDERATED_TOKEN_FILE", "token"),
            ("ACTIONS_ID_TOKEN_REQUEST_URL", "https://x"),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "t"),
        ]);
        let credential = resolve(None, &env).unwrap().map(|it| it.value);
        assert!(
            matches!(credential, Some(Credential::AssertionFile(_))),
            "{credential:?}"
        );
    }
}
